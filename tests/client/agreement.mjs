// The client's analyser gives what the build's analyser gave. usage: node agreement.mjs VECTORS.json
import fs from 'node:fs';
import { client } from './client.mjs';

const { version, tables, vectors } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const search = client();
let faults = 0;
if (version !== search.VERSION) { console.error(`version ${version} of the build, ${search.VERSION} of the client`); faults++; }
const { stem, variant } = search.analyser(tables);
for (const [text, expected] of vectors) {
  const tokens = search.analyse(text).map(t => [t.start, t.end, t.form, t.surface, stem(t.form), variant(t.form, t.surface), t.parts, t.section, t.suspended, t.suspendedStart, t.capitals]);
  if (JSON.stringify(tokens) !== JSON.stringify(expected) && faults++ < 10) console.error(JSON.stringify({ text, build: expected, client: tokens }, null, 1));
}
console.log(`${vectors.length} texts, ${faults} differ`);
process.exit(faults ? 1 : 0);
