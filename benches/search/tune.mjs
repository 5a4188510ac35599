// What each weight is worth: rates sets of queries with other values of every weight.
// usage: node tune.mjs PROGRAM DOCS.json,QUERIES.json…   (PROGRAM: the built bench, target/…/deps/search-…)
// Weights of the client change in the opened index, those of the build make a new index for each value.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { open } from '../../tests/client/client.mjs';
import { mean, rate } from './rating.mjs';

const [program, ...sets] = process.argv.slice(2), dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tune-'));
const corpora = sets.map((set, i) => { const [docs, queries] = set.split(','); return { docs, site: path.join(dir, `${i}`), queries: JSON.parse(fs.readFileSync(queries, 'utf8')).queries }; });
const build = set => corpora.forEach(c => execFileSync(program, ['site', c.docs, c.site, ...set], { stdio: 'ignore' }));
async function figures(change) {
  const all = [];
  for (const c of corpora) {
    const { index, find } = open(c.site), rows = [];
    Object.assign(index.root.weights, change);
    for (const q of c.queries) rows.push(rate(q, (await find(q.q)).urls));
    all.push(['ndcg', 'mrr', 'r50', 'hard', 'empty'].map(f => (mean(rows, f) ?? 0).toFixed(3)).join(' '));
  }
  return all.join(' | ');
}
const BUILD = { title: [3, 8], titleB: [0.2, 0.6], titleWords: [3, 6], topics: [1.5, 5], summary: [1, 2.5], k1: [0.8, 1.8], b: [0.3, 0.8], hyphen: [0.7, 1], part: [0.4, 0.7], beside: [0.2, 0.7] };
const CLIENT = {
  folded: [0.4, 0.8], related: [0.4, 0.8], pieces: [0.7, 1], compound: [0.3, 0.7], apart: [[0.3, 0], [0.8, 0.6]], verb: [0.5, 1], prefix: [0.3, 0.8], prefixBehind: [0.25, 0.8], compoundBelow: [10, 200],
  synonym: [0.25, 0.55], narrower: [0.2, 0.5], typo: [[0.5, 0.3], [0.9, 0.7]], window: [6, 24], named: [1.2, 2.5], proximity: [0.6, 2.4], coverWords: [0.3, 0.67], coverMass: [0.3, 0.6], coverPower: [1, 3], phraseTyped: [1.2, 2], rerank: [50, 500],
};
build([]);
console.log(`| weight | value | ${sets.map(() => 'nDCG MRR R@50 hard empty').join(' | ')} |\n|---|---|${sets.map(() => '---|').join('')}\n| as set | | ${await figures({})} |`);
const first = open(corpora[0].site).index.root.weights;
for (const [name, values] of Object.entries(CLIENT)) for (const value of values) console.log(`| ${name} (${JSON.stringify(first[name])}) | ${JSON.stringify(value)} | ${await figures({ [name]: value })} |`);
for (const [name, values] of Object.entries(BUILD)) for (const value of values) { build([`${name}=${value}`]); console.log(`| ${name} (${first[name]}) | ${value} | ${await figures({})} |`); }
fs.rmSync(dir, { recursive: true });
