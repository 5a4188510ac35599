// Rates the search on a corpus with known answers, in Node with the real index and client.
// usage: node evaluate.mjs SITE QUERIES.json [--bad] [--set name=value …]   (names as in weights.rs, camelCase)
import fs from 'node:fs';
import zlib from 'node:zlib';
import { open } from '../../tests/client/client.mjs';

const args = process.argv.slice(2), [site, file] = args, bad = args.includes('--bad');
const { queries } = JSON.parse(fs.readFileSync(file, 'utf8'));
const size = new Map();
let bytes = 0, files = 0;
const { index, find } = open(site, path => { if (!size.has(path)) size.set(path, zlib.gzipSync(fs.readFileSync(`${site}/search/${path}`)).length); bytes += size.get(path); files++; });
args.forEach((a, i) => { if (args[i - 1] === '--set') { const [k, v] = a.split('='); const [name, at] = k.split('.'); if (at) index.root.weights[name][+at] = +v; else index.root.weights[name] = +v; } });
export function rate(q, ids) {
  const R = Object.keys(q.rel).length, gain = id => 2 ** (q.rel[id] || 0) - 1;
  if (!R) return { empty: ids.length ? 0 : 1 };
  const dcg = ids.slice(0, 10).reduce((s, id, i) => s + gain(id) / Math.log2(i + 2), 0), best = Object.values(q.rel).sort((a, b) => b - a).slice(0, 10).reduce((s, r, i) => s + (2 ** r - 1) / Math.log2(i + 2), 0);
  const first = ids.slice(0, 10).findIndex(id => q.rel[id]);
  return { ndcg: dcg / best, mrr: first < 0 ? 0 : 1 / (first + 1), s3: ids.slice(0, 3).some(id => q.rel[id]) ? 1 : 0, r50: ids.slice(0, 50).filter(id => q.rel[id]).length / Math.min(50, R), hard: q.hard.length ? q.hard.filter(id => ids.slice(0, 100).includes(id)).length / Math.min(100, q.hard.length) : null };
}
const rows = [], times = [], costs = [];
for (const q of queries) {
  const before = bytes, start = performance.now(), { urls } = await find(q.q);
  times.push(performance.now() - start);
  costs.push(bytes - before);
  const ids = urls.filter(id => !q.ignore.includes(id));
  rows.push({ cat: q.cat, q: q.q, ...rate(q, ids) });
  const r = rows.at(-1);
  if (bad && (r.empty === 0 || r.ndcg < 0.6)) console.log(`${r.cat} | ${r.q} | ndcg ${r.ndcg?.toFixed(2)} r50 ${r.r50?.toFixed(2)} | hits ${ids.length} of ${Object.keys(q.rel).length} | ${ids.slice(0, 4).map(id => id + ':' + (q.rel[id] || 0)).join(' ')}`);
}
const mean = (list, k) => { const v = list.map(r => r[k]).filter(x => x !== null && x !== undefined); return v.length ? (v.reduce((a, b) => a + b, 0) / v.length).toFixed(3) : '  –  '; };
const cats = [...new Set(rows.map(r => r.cat))];
if (!args.includes('--short')) console.log('category          n   nDCG@10 MRR    S@3    R@50   hard   empty');
for (const c of args.includes('--short') ? ['all'] : [...cats, 'all']) { const list = c === 'all' ? rows : rows.filter(r => r.cat === c); console.log(c.padEnd(16), String(list.length).padStart(3), ' ', ['ndcg', 'mrr', 's3', 'r50', 'hard', 'empty'].map(k => mean(list, k)).join('  ')); }
times.sort((a, b) => a - b); costs.sort((a, b) => a - b);
console.log(`Node: ms p50 ${times[times.length >> 1].toFixed(1)} p95 ${times[Math.floor(times.length * 0.95)].toFixed(1)}; gzip bytes of the session per query: mean ${(bytes / queries.length).toFixed(0)} p95 ${costs[Math.floor(costs.length * 0.95)]}, ${files} files`);
