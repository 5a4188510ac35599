#!/usr/bin/env node
// What a reader's browser loads, per kind of page, as a table in Markdown:
//   cargo run -- build && node docs/weights.mjs public > docs/page-weight.md
// Bytes after gzip, except fonts and pictures, which are compressed already. KB are 1,000 bytes.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PAGES } from './pages.mjs';

const root = path.resolve(process.argv[2] || 'public');
const gz = (file) => gzipSync(fs.readFileSync(file), { level: 9 }).length;
const kb = (bytes) => (bytes / 1000).toFixed(1);

/** Files that `attribute` of `tag` names in a page, as paths on the disk. */
function loaded(html, page, pattern) {
  const from = page === '404.html' ? root : path.dirname(path.join(root, page));
  return [...html.matchAll(pattern)].map((match) => path.join(from, match[1]));
}

const rows = Object.entries(PAGES).map(([kind, page]) => {
  // What stands in a <template> is loaded by the search, when it is used.
  const all = fs.readFileSync(path.join(root, page), 'utf8');
  const html = page === 'suche.html' ? all : all.replace(/<template[^]*?<\/template>/g, '');
  const sum = (files, size) => files.reduce((all, file) => all + size(file), 0);
  const css = loaded(html, page, /<link rel="stylesheet" href="([^"]+)"/g);
  const js = loaded(html, page, /<script src="([^"]+)"/g);
  const images = loaded(html, page, /<img src="([^"]+)"/g);
  const size = (file) => fs.statSync(file).size;
  return [kind, gz(path.join(root, page)), sum(css, gz), sum(js, gz), sum(images, size), 1 + css.length + js.length + images.length];
});
const folder = path.join(root, 'assets', 'fonts');
const fonts = fs.readdirSync(folder).filter((file) => file.endsWith('.woff2'));
const weight = fonts.reduce((all, file) => all + fs.statSync(path.join(folder, file)).size, 0);

console.log(`# Page weight

Made by \`cargo run -- build && node docs/weights.mjs public > docs/page-weight.md\`. KB (1,000 bytes) after gzip. The
${fonts.length} fonts (${kb(weight)} KB) come on top once for the whole site; a theme without its own fonts does without them.
The search index is loaded by the first letter that is typed, not by a page.

| page | HTML | CSS | JS | pictures | sum | requests |
|---|--:|--:|--:|--:|--:|--:|`);
for (const [kind, html, css, js, images, requests] of rows) {
  console.log(`| ${kind} | ${kb(html)} | ${kb(css)} | ${kb(js)} | ${kb(images)} | ${kb(html + css + js + images)} | ${requests} |`);
}
