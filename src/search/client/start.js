// @ts-check
/*
 * Loads the search once a reader turns to it, so that pages which nobody searches load next to nothing.
 * Trusted Types forbid scripts to set the address of a script; so the page itself holds the element, inert
 * in a template, and a copy of it runs.
 */
(function () {
  'use strict';
  let loaded = false;
  function load() {
    const program = /** @type {HTMLTemplateElement|null} */ (document.getElementById('al-search-program'));
    if (loaded || !program) return;
    loaded = true;
    document.head.append(program.content.cloneNode(true));
  }
  /** @param {EventTarget|null} at @param {string} selector */
  const isIn = (at, selector) => at instanceof Element && at.closest(selector) !== null;

  document.addEventListener('focusin', event => { if (isIn(event.target, 'form[data-al-search]')) load(); });
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isIn(event.target, 'input, textarea, select, [contenteditable]')) return;
    const field = /** @type {HTMLInputElement|null} */ (document.querySelector('form[role=search] input[type=search]'));
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });
  // A deferred script runs once the page is read. The field may have had the focus for a while.
  if (document.getElementById('suchergebnisse') || isIn(document.activeElement, 'form[data-al-search]')) load();
})();
