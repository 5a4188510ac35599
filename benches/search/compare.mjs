// Rates this search beside Pagefind, lunr with its German stemmer and MiniSearch, all in Chromium in one run.
// usage: node compare.mjs SITE DOCS.json QUERIES.json   (npm install here first, or NODE_PATH)
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mean, rate } from './rating.mjs';

const modules = process.env.NODE_PATH || path.join(import.meta.dirname, 'node_modules'), require = createRequire(modules + '/x.js');
const { chromium } = require('playwright-core');
const [site, docsFile, queryFile] = process.argv.slice(2);
const docs = JSON.parse(fs.readFileSync(docsFile, 'utf8')), { queries } = JSON.parse(fs.readFileSync(queryFile, 'utf8'));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
function serve(root) {
  const log = { bytes: 0, requests: 0 }, server = http.createServer((request, response) => {
    const file = path.join(root, decodeURIComponent(request.url.split('?')[0]));
    if (!file.startsWith(root) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) { response.writeHead(404); return response.end(); }
    let body = fs.readFileSync(file);
    const type = TYPES[path.extname(file)], headers = { 'content-type': type || 'application/octet-stream', 'cache-control': 'max-age=600' };
    if (type) { body = zlib.gzipSync(body, { level: 6 }); headers['content-encoding'] = 'gzip'; }
    log.bytes += body.length; log.requests++;
    response.writeHead(200, headers); response.end(body);
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done({ log, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() })));
}
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const errors = [];
const fresh = async () => { const page = await (await browser.newContext()).newPage(); page.on('console', m => m.type() === 'error' && errors.push(m.text())); page.on('pageerror', e => errors.push(String(e))); return page; };

const engines = {
  async allmende() {
    const server = await serve(path.resolve(site)), page = await fresh();
    await page.goto(server.url + '/suche.html');
    const start = { ...server.log };
    return { start, log: server.log, query: async q => {
      const t = await page.evaluate(async q => {
        const box = document.getElementById('al-sq'), count = document.getElementById('al-count'), list = document.getElementById('suchergebnisse'), more = document.getElementById('al-more');
        const settled = () => new Promise(done => { let last = '', same = 0; const look = () => { const now = count.textContent + list.children.length + list.textContent.length; if (now === last && ++same > 6) done(0); else { if (now !== last) same = 0; last = now; setTimeout(look, 10); } }; look(); });
        box.value = ''; count.textContent = '…'; list.replaceChildren();
        const begin = performance.now();
        box.value = q; box.dispatchEvent(new Event('input', { bubbles: true }));
        while (count.textContent === '…' || (count.textContent.match(/^[1-9]/) && !list.children.length)) await new Promise(r => setTimeout(r, 2));
        const ms = performance.now() - begin;
        await settled();
        for (let k = 0; k < 4 && !more.hidden; k++) { more.click(); await settled(); }
        return { ms, ids: [...list.querySelectorAll('a')].map(a => a.getAttribute('href').replace(/^.*\/|\.html.*$/g, '')) };
      }, q);
      return t;
    }, close: async () => { await page.close(); server.close(); } };
  },
  async minisearch() {
    const page = await fresh();
    await page.addScriptTag({ path: path.join(modules, 'minisearch/dist/umd/index.js') });
    const bytes = await page.evaluate(docs => { const m = window.m = new MiniSearch({ fields: ['title', 'tags', 'text'], extractField: (d, f) => Array.isArray(d[f]) ? d[f].join(' ') : d[f], searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, tags: 2, text: 1 } } }); m.addAll(docs); return JSON.stringify(m); }, docs);
    return { index: zlib.gzipSync(bytes).length, query: q => page.evaluate(q => { const t = performance.now(), r = m.search(q); return { ms: performance.now() - t, ids: r.map(x => x.id) }; }, q), close: () => page.close() };
  },
  async 'lunr-de'() {
    const page = await fresh();
    for (const f of ['lunr/lunr.js', 'lunr-languages/lunr.stemmer.support.js', 'lunr-languages/lunr.de.js']) await page.addScriptTag({ path: path.join(modules, f) });
    const bytes = await page.evaluate(docs => { window.m = lunr(function () { this.use(lunr.de); this.ref('id'); this.field('title', { boost: 10 }); this.field('tags', { boost: 3 }); this.field('text'); docs.forEach(d => this.add({ ...d, tags: d.tags.join(' ') })); }); return JSON.stringify(m); }, docs);
    return { index: zlib.gzipSync(bytes).length, query: q => page.evaluate(q => { const t = performance.now(), r = m.search(q.replace(/[:~^+\-*"]/g, ' ')); return { ms: performance.now() - t, ids: r.map(x => x.ref) }; }, q), close: () => page.close() };
  },
  async pagefind() {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pagefind-')), esc = s => s.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    for (const d of docs) fs.writeFileSync(path.join(dir, d.id + '.html'), `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>${esc(d.title)}</title></head><body><main data-pagefind-body><h1>${esc(d.title)}</h1><p data-pagefind-weight="3">${esc(d.tags.join(', '))}</p><p>${esc(d.text)}</p></main></body></html>`);
    fs.writeFileSync(path.join(dir, 'start.html'), '<!doctype html><title>x</title>');
    execFileSync(path.join(modules, '.bin/pagefind'), ['--site', dir], { stdio: 'ignore' });
    const server = await serve(dir), page = await fresh();
    await page.goto(server.url + '/start.html');
    const start = { ...server.log };
    await page.evaluate(async () => { window.pf = await import('/pagefind/pagefind.js'); await pf.init(); });
    return { start, log: server.log, query: q => page.evaluate(async q => { const t = performance.now(), r = await pf.search(q), top = await Promise.all(r.results.slice(0, 10).map(x => x.data())), ms = performance.now() - t, rest = await Promise.all(r.results.slice(10, 50).map(x => x.data())); return { ms, ids: [...top, ...rest].map(d => d.url.replace(/^.*\/|\.html.*$/g, '')) }; }, q), close: async () => { await page.close(); server.close(); fs.rmSync(dir, { recursive: true }); } };
  },
};
const show = x => x === null ? '–' : x.toFixed(2), cats = [...new Set(queries.map(q => q.cat))], results = {};
for (const [name, make] of Object.entries(engines)) {
  const engine = await make(), rows = [], times = [];
  for (const q of queries) { const { ids, ms } = await engine.query(q.q); times.push(ms); rows.push({ cat: q.cat, ...rate(q, ids) }); }
  times.sort((a, b) => a - b);
  results[name] = { rows, p50: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)], kb: (engine.index ?? engine.log.bytes - engine.start.bytes) / 1024 };
  await engine.close();
}
const names = Object.keys(results);
console.log(`| nDCG@10 (queries) | ${names.join(' | ')} |\n|---|${names.map(() => '---|').join('')}`);
for (const c of cats.filter(c => c !== 'negative')) console.log(`| ${c} (${queries.filter(q => q.cat === c).length}) | ${names.map(n => show(mean(results[n].rows.filter(r => r.cat === c), 'ndcg'))).join(' | ')} |`);
for (const [label, k] of [['**all**', 'ndcg'], ['MRR', 'mrr'], ['success@3', 's3'], ['recall@50', 'r50'], ['hard recall@50', 'hard'], ['empty when it must be', 'empty']]) console.log(`| ${label} | ${names.map(n => show(mean(results[n].rows, k))).join(' | ')} |`);
console.log(`| KB of the session (whole index for the two in the middle) | ${names.map(n => results[n].kb.toFixed(0)).join(' | ')} |\n| ms to the first hits, p50 / p95 | ${names.map(n => `${results[n].p50.toFixed(0)} / ${results[n].p95.toFixed(0)}`).join(' | ')} |`);
await browser.close();
if (errors.length) console.error('console errors:', [...new Set(errors)].slice(0, 5));
process.exit(0);
