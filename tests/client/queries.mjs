// Queries against the small site of tests/search/mod.rs. usage: node queries.mjs SITE
import { open } from './client.mjs';

const { find } = open(process.argv[2]);
let faults = 0;
/** Expects the hits to begin with these pages; with `only`, to be no others. */
async function expect(query, pages, only = false) {
  const { urls } = await find(query);
  const right = pages.every((p, i) => urls[i] === p) && (!only || urls.length === pages.length);
  if (!right) { faults++; console.error(`${query}: expected ${pages.join(', ')}${only ? ' only' : ''}, found ${urls.join(', ')}`); }
}
await expect('Feinstaub', ['feinstaub'], true);
for (const spelling of ['Bürgerkommune', 'buergerkommune', 'burgerkommune', 'BÜRGERKOMMUNE', 'Bürger-Kommune', 'Bürgerkommunen']) await expect(spelling, ['kommune']);
await expect('Bürgerinnen', ['gender', 'kommune']);
await expect('Förderung', ['foerderung', 'forderung'], true);
await expect('Foerderung', ['foerderung', 'forderung'], true);
await expect('Forderung', ['forderung', 'foerderung'], true);
await expect('§ 31a', ['foerderung'], true);
await expect('14/2015', ['foerderung'], true);
await expect('"Runde Tisch"', ['gender'], true);
await expect('"Runde Tische"', [], true);
await expect('"sind eingeladen"', ['gender'], true);
await expect('"die eingeladen"', [], true);
await expect('Tisch -Rathaus', ['tisch'], true);
await expect('Feinst', ['feinstaub'], true);
await expect('Drucker', ['drucker', 'drucken'], true);
await expect('drucken', ['drucken', 'drucker'], true);
for (const word of ['Kurs', 'Workshop', 'Impuls', 'Büro']) await expect(word, ['kurs'], true);
for (const question of ['Wie lege ich ein Konto an?', 'Konto anlegen', 'Konten anzulegen']) await expect(question, ['konto'], true);
await expect('xqzwv', [], true);
await expect('', [], true);
for (const word of ['Messungen', 'Bürgerinnen', 'Förderung']) for (let n = 2; n <= word.length; n++) {
  const { urls } = await find(word.slice(0, n));
  if (!urls.length) { faults++; console.error(`nothing for ${word.slice(0, n)}`); }
}
process.exit(faults ? 1 : 0);
