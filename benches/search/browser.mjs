// Drives the search page and the header field in Chromium, over http, in a sub-directory and from disk.
// usage: node browser.mjs SITE QUERY…   (needs playwright-core, NODE_PATH or node_modules, and /usr/bin/chromium)
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(process.env.NODE_PATH ? process.env.NODE_PATH + '/x.js' : import.meta.url);
const { chromium } = require('playwright-core');
const [site, ...queries] = process.argv.slice(2), root = path.resolve(site);
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const server = http.createServer((request, response) => {
  const file = path.join(root, decodeURIComponent(request.url.split('?')[0]).replace(/^\/unter\/ordner/, ''));
  if (!file.startsWith(root) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) { response.writeHead(404); return response.end(); }
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] || 'application/octet-stream', 'x-content-type-options': 'nosniff' });
  response.end(fs.readFileSync(file));
}).listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const seen = {};
  let faults = 0;
  for (const base of [origin, origin + '/unter/ordner', 'file://' + root]) {
    const page = await browser.newPage();
    page.on('console', m => { if (m.type() === 'error') { faults++; console.error(base, m.text()); } });
    page.on('pageerror', e => { faults++; console.error(base, String(e)); });
    for (const query of queries) {
      await page.goto(`${base}/suche.html?q=${encodeURIComponent(query)}`);
      const start = Date.now();
      await page.waitForFunction(() => document.getElementById('al-count').textContent, null, { timeout: 10000 });
      await page.waitForTimeout(300);
      const got = await page.evaluate(() => ({ count: document.getElementById('al-count').textContent, hits: [...document.querySelectorAll('#suchergebnisse li')].map(li => li.innerText.replace(/\n/g, ' | ')), urls: [...document.querySelectorAll('#suchergebnisse a')].map(a => a.getAttribute('href')), marks: document.querySelectorAll('#suchergebnisse mark').length, facets: [...document.querySelectorAll('#al-facets fieldset')].map(f => f.innerText.replace(/\n/g, ' ')), notice: document.getElementById('al-notice').innerText }));
      if (seen[query] && seen[query] !== got.urls.join()) { faults++; console.error(`${base}: other hits for ${query}`); }
      if (!(query in seen)) console.log(`\n## ${query}: ${got.count} (${Date.now() - start} ms)\n${got.notice}\n${got.hits.slice(0, 5).join('\n')}\n${got.facets.join('\n').slice(0, 300)}`);
      seen[query] = got.urls.join();
    }
    await page.goto(`${base}/index.html`);
    await page.keyboard.press('/');
    await page.keyboard.type(queries[0], { delay: 20 });
    await page.waitForFunction(() => !document.querySelector('.al-quick').hidden);
    await page.keyboard.press('ArrowDown');
    const focus = await page.evaluate(() => document.activeElement.getAttribute('href'));
    await page.keyboard.press('Escape');
    const back = await page.evaluate(() => document.activeElement.id + document.querySelector('.al-quick').hidden);
    if (!focus || back !== 'al-qtrue') { faults++; console.error(`${base}: quick hits: ${focus}, ${back}`); }
    await page.close();
  }
  await browser.close();
  server.close();
  console.log(faults ? `${faults} faults` : 'no faults');
  process.exit(faults ? 1 : 0);
});
