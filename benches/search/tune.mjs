// What each weight is worth: rates the development set with every weight of the client halved and doubled.
// usage: node tune.mjs SITE QUERIES.json     (weights of the build need a new site for each value)
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { open } from '../../tests/client/client.mjs';

const [site, queries] = process.argv.slice(2), { index } = open(site), W = index.root.weights;
const run = set => execFileSync('node', [path.join(import.meta.dirname, 'evaluate.mjs'), site, queries, '--short', ...set.flatMap(s => ['--set', s])], { encoding: 'utf8' }).split('\n')[0].trim().split(/\s+/).slice(2).join(' | ');
console.log('| weight | value | nDCG@10 | MRR | S@3 | R@50 | hard | empty |\n|---|---|---|---|---|---|---|---|');
console.log(`| as set | | ${run([])} |`);
for (const name of ['folded', 'pieces', 'compound', 'prefix', 'prefixBehind', 'compoundBelow', 'synonym', 'narrower', 'window', 'named', 'proximity', 'coverWords', 'coverMass', 'coverPower', 'phraseTyped']) for (const factor of [0.5, 2]) console.log(`| ${name} | ${W[name]} × ${factor} | ${run([`${name}=${W[name] * factor}`])} |`);
