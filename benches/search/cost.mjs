// What a first query costs, and the size of the index. usage: node cost.mjs SITE… (made by `cargo bench --bench search -- site`)
// A cold query loads the client, the root, shards and the texts of ten hits; gzip -6 as most hosts send it.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { open } from '../../tests/client/client.mjs';

const gz = file => zlib.gzipSync(fs.readFileSync(file), { level: 6 }).length;
const walk = dir => fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]);
let seed = 7;
const random = n => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return seed % n; };
console.log('| pages | files | index gz | texts gz | cold one word | cold two words | cold phrase | cold typing error | warm mean | warm p95 | ms p50 | ms p95 |\n|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const site of process.argv.slice(2)) {
  const all = walk(path.join(site, 'search')), sum = test => all.filter(f => test(path.relative(path.join(site, 'search'), f))).reduce((n, f) => n + gz(f), 0);
  const warm = open(site), { index } = warm, N = index.root.pages;
  // Words and neighbours out of the texts themselves.
  const queries = { one: [], two: [], phrase: [], typo: [] };
  for (let tries = 0; tries < 4000 && queries.two.length < 30; tries++) {
    const page = await index.page(random(N)), words = (page[7][0] ? page[7][0][2] : page[6]).split(' '), i = random(Math.max(1, words.length - 3)), [a, b] = [words[i], words[i + 1]];
    if (!a || !b || !/^[A-ZÄÖÜ]?[a-zäöüß]{5,18}$/.test(a) || !/^[A-ZÄÖÜ]?[a-zäöüß]{5,18}$/.test(b)) continue;
    queries.one.push(a); queries.two.push(`${a} ${b}`); queries.phrase.push(`"${a} ${b}"`); queries.typo.push(a.length > 7 ? a.slice(0, 4) + a.slice(5) : a + 'x');
  }
  const fixed = gz(path.join(site, 'search/search.js')) + gz(path.join(site, 'search/root.css'));
  const mean = list => list.reduce((a, b) => a + b, 0) / list.length, kb = n => (n / 1024).toFixed(1);
  const cold = {};
  for (const [kind, list] of Object.entries(queries)) {
    const costs = [];
    for (const q of list) {
      const files = new Set(), { index, search } = open(site, f => files.add(f)), r = await search.search(index, q);
      for (const h of r.hits.slice(0, 10)) await index.page(h.doc);
      costs.push(fixed + [...files].reduce((n, f) => n + gz(path.join(site, 'search', f)), 0));
    }
    cold[kind] = costs;
  }
  const costs = [], times = [], seen = new Set();
  let now = 0;
  const session = open(site, f => { if (!seen.has(f)) { seen.add(f); now += gz(path.join(site, 'search', f)); } });
  for (let k = 0; k < queries.one.length; k++) for (const q of [queries.one[k], queries.two[k], queries.phrase[k]]) { now = 0; const start = performance.now(); const r = await session.search.search(session.index, q); for (const h of r.hits.slice(0, 10)) await session.index.page(h.doc); costs.push(now); times.push(performance.now() - start); }
  costs.sort((a, b) => a - b); times.sort((a, b) => a - b);
  const at = (list, p) => list[Math.floor(list.length * p)];
  console.log(`| ${N} | ${all.length} | ${kb(sum(f => !f.startsWith('d/')))} KB | ${kb(sum(f => f.startsWith('d/')))} KB | ${kb(mean(cold.one))} KB | ${kb(mean(cold.two))} KB | ${kb(mean(cold.phrase))} KB | ${kb(mean(cold.typo))} KB | ${kb(mean(costs))} KB | ${kb(at(costs, 0.95))} KB | ${at(times, 0.5).toFixed(1)} | ${at(times, 0.95).toFixed(1)} |`);
}
