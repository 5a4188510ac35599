// Part of the preview only: shows changes in the tab that is open, and what is wrong in the content.
// Nothing here is part of the site that `allmende build` writes.
//
// One tab listens and tells the others, because browsers open only six connections to a server.
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { token = "", page = "" } = script.dataset;
  /** Number of the last change that this page shows, or that does not concern it. */
  let seen = Number(script.dataset.generation);
  const SCROLL = "allmende-scroll";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("allmende") : null;

  /** What a tab that opens later has to know; kept by the tab that listens. */
  let state = null;
  let isLeader = false;
  let isLeaving = false;
  /** The problems that somebody has closed; they come back when they change. */
  let closed = "";

  // ---- listen

  function listen() {
    const source = new EventSource(`/__allmende/events?token=${token}`);
    for (const name of ["state", "changed", "problems"]) {
      source.addEventListener(name, (event) => {
        const data = JSON.parse(/** @type {MessageEvent} */ (event).data);
        state = name === "state" ? data : { ...state, ...(name === "problems" ? { problems: data } : { generation: data.generation }) };
        tell(name, data);
      });
    }
    source.addEventListener("error", () => {
      // Refused, not only interrupted: another process answers now and knows another token.
      if (source.readyState === EventSource.CLOSED) comeBack();
    });
  }

  /** Waits until the new process answers, then starts anew. */
  async function comeBack() {
    try {
      const answer = await fetch("/__allmende/reload.js", { method: "HEAD", cache: "no-store" });
      if (answer.ok) return tell("restarted", {});
    } catch {
      // Not there yet.
    }
    setTimeout(comeBack, 500);
  }

  function tell(name, data) {
    channel?.postMessage({ name, data });
    hear(name, data);
  }

  function hear(name, data) {
    if (name === "hello" && isLeader && state) channel?.postMessage({ name: "state", data: state });
    if (name === "state") {
      if (data.generation !== seen) return reload();
      show(data.problems);
    }
    if (name === "changed") {
      seen = data.generation;
      change(data.paths);
    }
    if (name === "problems") show(data);
    if (name === "restarted") reload();
  }

  channel?.addEventListener("message", (event) => hear(event.data.name, event.data.data));
  if (channel && navigator.locks) {
    channel.postMessage({ name: "hello", data: {} });
    // Held for as long as the tab lives; then the next tab gets it.
    navigator.locks.request("allmende-events", () => new Promise(() => {
      isLeader = true;
      listen();
    })).catch(() => {});
  } else {
    listen();
  }

  // A page from the browser's memory has missed what happened meanwhile.
  addEventListener("pageshow", (event) => {
    if (event.persisted) reload();
  });

  // ---- change

  /** @param {string[] | null} paths */
  function change(paths) {
    if (paths === null) return reload();
    const here = decodeURIComponent(location.pathname).slice(1).replace(/(^|\/)$/, "$1index.html");
    if (paths.includes(page) || paths.includes(here)) return reload();
    const loaded = new Set(performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname.slice(1)));
    const used = paths.filter((path) => loaded.has(encodeURI(path)));
    if (used.some((path) => !path.endsWith(".css"))) return reload();
    for (const path of used) swap(path);
  }

  /** A new style sheet takes the place of the old one once it is there, so nothing flickers. */
  function swap(path) {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      const old = /** @type {HTMLLinkElement} */ (link);
      const url = new URL(old.href);
      if (url.pathname.slice(1) !== encodeURI(path)) continue;
      const fresh = /** @type {HTMLLinkElement} */ (old.cloneNode());
      url.searchParams.set("t", String(Date.now()));
      fresh.href = url.href;
      fresh.addEventListener("load", () => old.remove());
      old.after(fresh);
    }
  }

  function reload() {
    if (isLeaving) return;
    isLeaving = true;
    try {
      sessionStorage.setItem(SCROLL, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
    } catch {
      // Without storage the browser's own memory has to do.
    }
    location.reload();
  }

  try {
    const place = JSON.parse(sessionStorage.getItem(SCROLL) ?? "null");
    sessionStorage.removeItem(SCROLL);
    if (place && place.path === location.pathname) {
      const restore = () => scrollTo({ left: place.x, top: place.y, behavior: "instant" });
      restore();
      addEventListener("load", restore, { once: true });
    }
  } catch {
    // See above.
  }

  // ---- show what is wrong

  /** @param {{title: string, note: string, close: string, more: string, items: {place: string, message: string, hints: string[], excerpt: string}[]}} problems */
  function show(problems) {
    document.querySelector("allmende-problems")?.remove();
    const what = JSON.stringify(problems.items);
    if (problems.items.length === 0) closed = "";
    if (problems.items.length === 0 || what === closed) return;
    const host = document.createElement("allmende-problems");
    // In a tree of its own, so that the theme's style does not reach it.
    const root = host.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/__allmende/reload.css";
    const box = add(root, "section");
    box.setAttribute("role", "alert");
    box.hidden = true;
    style.addEventListener("load", () => (box.hidden = false));
    root.prepend(style);
    const head = add(box, "header");
    add(head, "h2", problems.title);
    const button = add(head, "button", problems.close);
    button.addEventListener("click", () => {
      closed = what;
      host.remove();
    });
    add(box, "p", problems.note);
    const list = add(box, "ol");
    for (const item of problems.items) {
      const line = add(list, "li");
      add(line, "strong", item.message);
      add(line, "code", item.place);
      if (item.excerpt) add(line, "pre", item.excerpt);
      for (const hint of item.hints) add(line, "p", hint);
    }
    if (problems.more) add(box, "p", problems.more);
    document.body.append(host);
  }

  /** @param {Node} parent @param {string} name @param {string} [text] */
  function add(parent, name, text = "") {
    const element = document.createElement(name);
    element.textContent = text;
    parent.appendChild(element);
    return element;
  }
})();
