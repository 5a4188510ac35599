// Rates the search on a corpus with known answers, in Node with the real index and client.
// usage: node evaluate.mjs SITE QUERIES.json [--bad] [--set name=value …]   (names as in weights.rs, camelCase)
import fs from 'node:fs';
import zlib from 'node:zlib';
import { open } from '../../tests/client/client.mjs';
import { mean, rate } from './rating.mjs';

const args = process.argv.slice(2), [site, file] = args, bad = args.includes('--bad');
const { queries } = JSON.parse(fs.readFileSync(file, 'utf8'));
let bytes = 0, files = 0;
const { index, find } = open(site, path => { bytes += zlib.gzipSync(fs.readFileSync(`${site}/search/${path}`)).length; files++; });
args.forEach((a, i) => { if (args[i - 1] === '--set') { const [name, value] = a.split('='); index.root.weights[name] = JSON.parse(value); } });
const rows = [], times = [], costs = [];
for (const q of queries) {
  const before = bytes, start = performance.now(), { urls } = await find(q.q);
  times.push(performance.now() - start);
  costs.push(bytes - before);
  const row = { cat: q.cat, ...rate(q, urls) };
  rows.push(row);
  if (bad && (row.empty === 0 || row.ndcg < 0.85)) console.log(`${q.cat} | ${q.q} | ndcg ${row.ndcg?.toFixed(2)} r50 ${row.r50?.toFixed(2)} | hits ${urls.length} of ${Object.keys(q.rel).length} | ${urls.slice(0, 4).map(id => id + ':' + (q.rel[id] || 0)).join(' ')}`);
}
const show = x => x === null ? '  –  ' : x.toFixed(3);
console.log('category          n   nDCG@10 MRR    S@3    R@50   hard   empty');
for (const c of [...new Set(rows.map(r => r.cat)), 'all']) { const list = c === 'all' ? rows : rows.filter(r => r.cat === c); console.log(c.padEnd(16), String(list.length).padStart(3), ' ', ['ndcg', 'mrr', 's3', 'r50', 'hard', 'empty'].map(k => show(mean(list, k))).join('  ')); }
times.sort((a, b) => a - b); costs.sort((a, b) => a - b);
console.log(`Node: ms p50 ${times[times.length >> 1].toFixed(1)} p95 ${times[Math.floor(times.length * 0.95)].toFixed(1)}; gzip bytes of the session per query: mean ${(bytes / queries.length).toFixed(0)} p95 ${costs[Math.floor(costs.length * 0.95)]}, ${files} files`);
