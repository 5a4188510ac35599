// Makes the development set: a corpus in which it is known what each page is about, and queries with the
// pages they should find. usage: node corpus.mjs OUT [pages]
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [out, pages = '900'] = process.argv.slice(2), N = +pages, here = path.dirname(fileURLToPath(import.meta.url));
let seed = 20261124;
const random = n => { seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5; return (seed >>> 0) % n; };
const pick = list => list[random(list.length)];
const list = s => (s || '').split(',').map(x => x.trim()).filter(x => x);
const topics = fs.readFileSync(path.join(here, 'topics.txt'), 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => {
  const [lemma, forms, compounds, synonyms, spoken] = l.split(';').map(x => x.trim());
  return { lemma, forms: list(forms), compounds: list(compounds), synonyms: list(synonyms), spoken };
});
const PLACES = ['Augsburg', 'Paderborn', 'Essen', 'Görlitz', 'Nürtingen', 'Weyarn', 'Lüneburg', 'Freiburg', 'Witzenhausen', 'Güstrow', 'Trier', 'Herne', 'Arnsberg', 'Jena', 'Bremerhaven', 'Köthen', 'Unna', 'Solingen', 'Passau', 'Kiel'];
const OPEN = ['Seit {y} arbeiten in {p} viele Menschen an dieser Aufgabe.', 'In {p} hat alles mit einem kleinen Treffen begonnen.', 'Die Verwaltung in {p} lud {y} zu einem offenen Abend ein.', 'Am {d}. Mai {y} fiel in {p} der Startschuss.', 'Der Anstoß kam {y} aus der Mitte der Bevölkerung.'];
const ABOUT = ['Im Mittelpunkt steht das Thema {w}.', 'Dabei geht es vor allem um {w}.', 'Viele Fragen drehten sich um {w}.', 'Auch {w} kam ausführlich zur Sprache.', 'Der Bericht beschreibt, wie {w} vor Ort gelingt.', 'Für {w} wurden neue Wege gesucht.'];
const FILL = ['Die Beteiligten trafen sich jeden Monat und hielten ihre Ergebnisse fest.', 'Ein kleines Team aus drei Personen koordinierte die Termine.', 'Die Kosten teilten sich mehrere Partner aus der Region.', 'Am Anfang gab es Zweifel, doch die Stimmung wurde bald besser.', 'Eine Auswertung zeigte, was gut lief und was sich ändern muss.', 'Die Presse berichtete mehrfach und wohlwollend darüber.', 'Für die Zukunft wünschen sich alle mehr Zeit und ein festes Büro.', 'Das Land gab einen Zuschuss von 3.000 Euro.', 'Nach einem Jahr zogen die Verantwortlichen eine erste Bilanz.', 'Andere Orte können vieles davon übernehmen.', 'Wichtig waren klare Absprachen und kurze Wege.', 'Wer mitmachen will, ist jederzeit willkommen.'];
const GENDER = [['Bürger', ['Bürger*innen', 'Bürgerinnen und Bürger', 'Bürger:innen', 'Bürger/innen', 'BürgerInnen', 'Bürger']], ['Nachbar', ['Nachbar*innen', 'Nachbarinnen und Nachbarn', 'Nachbar_innen']], ['Zeitzeuge', ['Zeitzeug*innen', 'Zeitzeuginnen und Zeitzeugen', 'Zeitzeugen']], ['Experte', ['Expert*innen', 'Expertinnen und Experten', 'Expertinnen']], ['Lehrer', ['Lehrer*innen', 'Lehrerinnen', 'Lehrer:innen']], ['Schüler', ['Schüler*innen', 'Schülerinnen und Schüler', 'SchülerInnen']], ['Kollege', ['Kolleg*innen', 'Kolleginnen und Kollegen']], ['Student', ['Student*innen', 'Studentinnen', 'Studenten']]];
const SUSPEND = [['Natur- und Artenvielfalt', null], ['Umwelt- und Klimaschutz', 'Umweltschutz'], ['Jugend- und Seniorenarbeit', 'Jugendarbeit'], ['Finanz- und Haushaltsausschuss', 'Finanzausschuss'], ['Kinder- und Jugendhilfe', 'Kinderhilfe'], ['Land- und Forstwirtschaft', null], ['Grund- und Hauptschulen', 'Grundschulen'], ['Sport- und Kulturvereine', 'Sportvereine']];
const SHORT = [['Onlinezugangsgesetz', 'OZG'], ['Kommunale Gemeinschaftsstelle', 'KGSt'], ['Deutsche Ehrenamtsstiftung', 'DES'], ['Freiwilliges Soziales Jahr', 'FSJ'], ['Baunutzungsverordnung', 'BauNVO'], ['Lokale Aktionsgruppe', 'LAG'], ['Integriertes Stadtentwicklungskonzept', 'ISEK'], ['Landesarbeitsgemeinschaft Freiwilligenagenturen', 'LAGFA']];
const NUMBERS = ['14/2015', '05113000', '§ 31a', 'HW5', '31C3', '28.04.2021', 'Nr. 4711', '3/2019', '§ 12', 'B 96'];
const docs = [];
for (let i = 0; i < N; i++) {
  const main = topics[i % topics.length], place = PLACES[(i * 7 + random(3)) % PLACES.length], year = 2005 + random(20), parts = [];
  const other = topics[random(topics.length)], meta = { topic: main.lemma, place, year, says: {}, gender: [], suspend: [], short: [], number: [] };
  const say = (t, kind, w) => { (meta.says[t.lemma] = meta.says[t.lemma] || {})[kind] = (meta.says[t.lemma][kind] || 0) + 1; return pick(ABOUT).replace('{w}', w); };
  parts.push(pick(OPEN).replace('{p}', place).replace('{y}', year).replace('{d}', 1 + random(28)));
  // How the page names its topic: the word itself, inflected, only inside compounds, or only by a synonym.
  const style = random(10);
  let title;
  if (style < 5) { title = pick([`${main.lemma} in ${place}`, `${place}: ${main.lemma} neu gedacht`, `Wie ${place} ${main.lemma} stärkt`]); meta.says[main.lemma] = { title: 1 }; parts.push(say(main, 'word', main.lemma), say(main, 'word', pick([main.lemma, ...main.forms]))); }
  else if (style < 7 && main.forms.length) { title = `Ein Beispiel aus ${place}`; parts.push(say(main, 'word', pick(main.forms))); }
  else if (style < 9 && main.compounds.length) { const c = pick(main.compounds); title = `${c} in ${place}`; meta.compound = c; parts.push(say(main, 'compound', c), say(main, 'compound', pick(main.compounds))); }
  else { title = `Aufbruch in ${place}`; parts.push(say(main, 'synonym', pick(main.synonyms)), main.spoken[0].toUpperCase() + main.spoken.slice(1) + ', darum geht es hier.'); }
  if (random(3) === 0) parts.push(say(other, 'word', other.lemma));
  for (let k = 0; k < 4 + random(8); k++) parts.splice(random(parts.length + 1), 0, pick(FILL));
  if (random(4) === 0) { const [g, forms] = pick(GENDER); meta.gender.push(g); parts.push(`${pick(forms)} aus ${place} erzählten davon.`); }
  if (random(8) === 0) { const s = pick(SUSPEND); meta.suspend.push(s[1]); parts.push(`Beraten wurde auch über ${s[0]}.`); }
  if (random(8) === 0) { const s = pick(SHORT), way = random(3); meta.short.push(s[1]); parts.push(way === 0 ? `Grundlage ist das Papier ${s[0]} (${s[1]}).` : way === 1 ? `Das Stichwort ${s[0]} fiel oft.` : `Das Kürzel ${s[1]} kannten nur wenige.`); }
  if (random(9) === 0) { const n = pick(NUMBERS); meta.number.push(n); parts.push(`Näheres steht unter ${n} im Archiv.`); }
  docs.push({ id: `dev-${String(i).padStart(4, '0')}`, title, tags: random(3) === 0 && style < 7 ? [main.lemma] : [], headings: [], text: parts.join(' '), place, year, kind: i % 2, land: place, meta });
}
const queries = [];
const add = (cat, q, rel, hard = []) => queries.push({ id: `${cat}-${queries.length}`, cat, q, split: 'dev', rel, ignore: [], hard });
/** Relevance of every page for a topic; `hard` pages hold it only inside of compounds. */
function forTopic(t, syn = 1) {
  const rel = {}, hard = [];
  for (const d of docs) {
    const s = d.meta.says[t.lemma];
    if (!s) continue;
    rel[d.id] = s.title ? 3 : s.word ? 2 : s.compound ? 2 : syn;
    if (!rel[d.id]) delete rel[d.id];
    if (!s.title && !s.word && s.compound) hard.push(d.id);
  }
  return [rel, hard];
}
const where = test => Object.fromEntries(docs.filter(test).map(d => [d.id, 2]));
const asTyped = w => w.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss'), plain = w => w.toLowerCase().replace(/ä/g, 'a').replace(/ö/g, 'o').replace(/ü/g, 'u').replace(/ß/g, 'ss');
const typo = w => { const i = 3 + random(w.length - 5); return [w.slice(0, i) + w.slice(i + 1), w.slice(0, i) + w[i + 1] + w[i] + w.slice(i + 2), w.slice(0, i) + w[i] + w.slice(i)][random(3)]; };
topics.forEach((t, i) => {
  const [rel, hard] = forTopic(t, 0);
  if (i % 3 === 0) add('exact', t.lemma, rel);
  if (t.forms.length && i % 3 === 1) add('inflection', t.forms[0], rel);
  if (t.compounds.length && i % 2 === 0) add('part-compound', t.lemma, rel, hard);
  if (/[äöüß]/.test(t.lemma)) add('umlaut', i % 2 ? asTyped(t.lemma) : plain(t.lemma), rel);
  if (t.lemma.length > 7 && i % 2 === 1) add('typo', typo(t.lemma), rel);
  if (i % 3 === 2) { const [r] = forTopic(t, 2); add('synonym', t.synonyms[0], Object.fromEntries(Object.keys(r).map(id => [id, docs.find(d => d.id === id).meta.says[t.lemma].synonym ? 3 : 1]))); }
  if (i % 3 === 0) { const cut = t.lemma.slice(0, Math.max(5, t.lemma.length - 3)); add('prefix', cut, rel); }
  if (i % 2 === 0) { const p = pick(docs.filter(d => d.meta.says[t.lemma])).place, r = {}; for (const d of docs) if (d.meta.says[t.lemma] && d.place === p) { const s = d.meta.says[t.lemma]; if (s.title || s.word || s.compound) r[d.id] = s.title ? 3 : 2; } if (Object.keys(r).length) add('several words', `${t.lemma} ${p}`, r); }
  if (i % 3 === 1) { const d = docs.find(d => d.meta.topic === t.lemma && d.meta.says[t.lemma].title); if (d) add('known item', d.title.replace(/[:]/g, ''), { [d.id]: 3, ...Object.fromEntries(docs.filter(x => x.title === d.title).map(x => [x.id, 3])) }); }
  if (i % 4 === 0) add('question', `Wie geht man mit ${t.lemma} um?`, rel);
  if (i % 2 === 1 && /heit|ung|schaft|platz|garten|haus|plan|kurs|bahn|hilfe/.test(t.lemma)) { const c = t.lemma + (/(heit|ung|schaft)$/.test(t.lemma) ? 's' : '') + pick(['bericht', 'konzept', 'beispiel']); add('compound-part', c, Object.fromEntries(docs.filter(d => d.meta.says[t.lemma] && (d.meta.says[t.lemma].word || d.meta.says[t.lemma].title) && new RegExp(c.slice(-6), 'i').test(d.text.split(/[.]/).filter(s => s.includes(t.lemma)).join(' '))).map(d => [d.id, 2]))); }
});
for (const [g] of GENDER) for (const q of [g, g.replace(/e$/, '') + 'innen', g.replace(/e$/, '') + '*innen']) add('gender', q, where(d => d.meta.gender.includes(g)));
for (const s of SUSPEND) if (s[1]) add('hyphen', s[1], where(d => d.meta.suspend.includes(s[1])));
for (const s of SHORT) { add('abbreviation', s[1], where(d => d.meta.short.includes(s[1]))); add('abbreviation', s[0], where(d => d.meta.short.includes(s[1]))); }
for (const n of NUMBERS) add('number', n, where(d => d.meta.number.includes(n)));
for (const w of ['Bürger-Haushalt', 'Rad-Weg', 'Feuer-Wehr', 'Spiel-Platz', 'Daten-Schutz', 'Doku-mentation']) { const t = topics.find(x => x.lemma.toLowerCase() === w.replace('-', '').toLowerCase()); if (t) add('hyphen', w, forTopic(t, 0)[0]); }
const phrase = p => Object.fromEntries(docs.filter(d => (d.title + ' . ' + d.text).includes(p)).map(d => [d.id, 2]));
for (const p of ['kleines Team', 'ersten Bilanz', 'erste Bilanz', 'klare Absprachen', 'kurze Wege', 'festes Büro', 'offenen Abend', 'neue Wege', 'Mitte der Bevölkerung', 'Sprache kam', 'Startschuss gab']) add('phrase', `"${p}"`, phrase(p));
for (const q of ['xqzwv', 'brmpft', 'Zyklotron', 'Raumschiff', 'Quallenzucht', 'Vulkanausbruch Mars', 'Blauwalgesang', 'flurbldonk', 'Papsthochzeit', 'qwertzuiop', '"Absprachen klare"', 'Dinosaurierei']) add('negative', q, {});
const kept = queries.filter(q => q.cat === 'negative' || q.cat === 'phrase' || Object.keys(q.rel).length);
for (const q of kept) if (q.cat === 'phrase' && !Object.keys(q.rel).length) q.cat = 'negative';
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, 'docs.json'), JSON.stringify(docs.map(({ meta, ...d }) => d)));
fs.writeFileSync(path.join(out, 'queries.json'), JSON.stringify({ corpus: 'dev', queries: kept }, null, 1));
console.log(`${docs.length} pages, ${kept.length} queries, ${new Set(kept.map(q => q.cat)).size} categories`);
