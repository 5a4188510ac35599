// Makes the development set of natural German: pages of this repository and of German handbooks, and the
// queries of natural.txt with the pages they should find. usage: node natural.mjs OUT [FOLDER]
// FOLDER holds unpacked Debian packages of handbooks (`node natural.mjs --fetch FOLDER` brings them).
// `node natural.mjs OUT FOLDER N` makes N pages of all they hold, without queries, to measure sizes and times.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';

const here = import.meta.dirname, root = path.join(here, '../..');
/** Handbooks: package, how the paths of its German pages look, and which share of its pages is taken. */
const BOOKS = [
  ['debian-handbook', /html\/de-DE\/[^/]*\.html$/, 1],
  ['debian-edu-doc-de', /bookworm-manual\.html$/, 1],
  ['debian-paketmanagement-buch', /allinone\.html$/, 0.6],
  ['libreoffice-help-de', /help\/de\/text\/(shared|swriter|simpress)\/(guide|optionen|0[1-4])\/[^/]*\.html$/, 0.25],
  ['installation-guide-amd64', /\/de\/[^/]*\.html$/, 0.5],
];
/** For sizes only: manual pages are many, and all alike. */
const MANUALS = ['manpages-de', 'manpages-de-dev'];
const [first, second, third] = process.argv.slice(2);

function fetchBooks(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of [...BOOKS.map(b => b[0]), ...MANUALS]) {
    execFileSync('apt-get', ['download', name], { cwd: folder, stdio: 'inherit' });
    const archive = fs.readdirSync(folder).find(f => f.startsWith(name + '_') && f.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', archive, name], { cwd: folder });
  }
}

const walk = dir => fs.readdirSync(dir, { withFileTypes: true }).flatMap(e => e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]).sort();
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', ndash: '–', mdash: '—', hellip: '…' };
const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&#x([0-9a-f]+);/gi, (_, n) => String.fromCodePoint(parseInt(n, 16))).replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(+n)).replace(/&(\w+);/g, (all, n) => ENTITIES[n] ?? all).replace(/\s+/g, ' ').trim();
const hash = text => { let h = 0x811c9dc5; for (const c of text) h = Math.imul(h ^ c.codePointAt(0), 0x01000193) >>> 0; return h / 2 ** 32; };
const GERMAN = /\b(?:der|die|das|und|ist|nicht|mit|ein|eine|werden|wird|auf|von|zu)\b/gi, ENGLISH = /\b(?:the|and|is|of|to|you|with|are|this|that|for)\b/gi;
const isGerman = text => (text.match(GERMAN) || []).length > 3 * (text.match(ENGLISH) || []).length + 4;
const slug = text => text.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 50);

/** The German sections of a handbook's page, each from one heading to the next. */
function* sections(html) {
  const body = html.replace(/^[^]*?<body[^>]*>/i, '').replace(/<(script|style|nav|header|aside|pre)\b[^]*?<\/\1>/gi, ' ').replace(/<div class="navheader">[^]*?<hr *\/>/g, '').replace(/<ul class="docnav[^]*?<\/ul>/g, '');
  const parts = body.split(/<h[1-3]\b[^>]*>([^]*?)<\/h[1-3]>/i);
  for (let i = 1; i + 1 < parts.length; i += 2) yield [plain(parts[i]).replace(/^(?:Kapitel|Anhang)? ?(?:[A-Z]|\d+)?(?:\.\d+)*\.? (?=\S)/, ''), plain(parts[i + 1])];
}

/** Entries and handbooks of this repository: title, topics and text without the signs of Markdown. */
function* own() {
  const unmarked = text => text.replace(/```[^]*?```/g, ' ').replace(/\[\[([^\]|]*\|)?([^\]]*)\]\]/g, '$2').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^:::.*$/gm, ' ').replace(/[#`>|]|\*\*/g, ' ').replace(/\s+/g, ' ').trim();
  for (const file of walk(path.join(root, 'content')).filter(f => f.endsWith('.md'))) {
    const [, front, body] = fs.readFileSync(file, 'utf8').match(/^---\n([^]*?)\n---\n([^]*)$/) ?? [];
    if (!front) continue;
    const field = name => (front.match(new RegExp(`^${name}: *(.+)$`, 'm')) ?? [])[1]?.replace(/^["']|["']$/g, '') ?? '';
    yield { id: path.relative(path.join(root, 'content'), file).replace(/\.md$/, '').replace(/\//g, '--'), title: field('titel') || field('name'), tags: field('schlagwoerter').replace(/[[\]"]/g, '').split(',').map(t => t.trim()).filter(t => t), summary: field('kurztext'), text: unmarked(body) };
  }
  for (const name of ['redaktion.md', 'administration.md', 'meldungen.md']) {
    const parts = fs.readFileSync(path.join(root, 'docs', name), 'utf8').split(/^##+ (.*)$/m);
    for (let i = 1; i + 1 < parts.length; i += 2) yield { id: `${path.basename(name, '.md')}--${slug(parts[i])}`, title: unmarked(parts[i]), tags: [], summary: '', text: unmarked(parts[i + 1]) };
  }
}

function corpus(folder) {
  const docs = [...own()].filter(d => d.title);
  for (const [name, pattern, share] of folder ? BOOKS : []) for (const file of walk(path.join(folder, name)).filter(f => pattern.test(f))) for (const [title, text] of sections(fs.readFileSync(file, 'utf8'))) {
    const id = `${name.split('-').slice(0, 2).join('-')}--${slug(title)}`;
    if (title.length < 4 || text.length < 400 || hash(id) >= share || !isGerman(text)) continue;
    docs.push({ id, title, tags: [], summary: '', text: text.slice(0, 6000) });
  }
  const seen = new Set();
  return docs.filter(d => !seen.has(d.id) && seen.add(d.id));
}

/** All sections and manual pages in pieces of 300 words, until there are `n` pages. */
function many(folder, n) {
  const docs = [];
  const add = (title, text) => { const all = text.split(/\s+/); for (let i = 0; i + 60 < all.length && docs.length < n; i += 300) docs.push({ id: `seite-${docs.length}`, title: i ? `${title} (${i / 300 + 1})` : title, tags: [], summary: '', text: all.slice(i, i + 300).join(' ') }); };
  for (const [name] of BOOKS) for (const file of walk(path.join(folder, name)).filter(f => /\/de(?:-DE)?\/.*\.html$|-de\/.*\.html$|allinone\.html$/.test(f))) for (const [title, text] of sections(fs.readFileSync(file, 'utf8'))) if (title.length > 3 && isGerman(text)) add(title, text);
  for (const name of MANUALS) for (const file of walk(path.join(folder, name)).filter(f => f.endsWith('.gz') && /\/man\d\//.test(f))) {
    const text = zlib.gunzipSync(fs.readFileSync(file)).toString('utf8').replace(/^[.'](?:SH|SS) *(.*)$/gm, '$1.').replace(/^[.'].*$/gm, '').replace(/\\f.|\\[&|]/g, '').replace(/\\-/g, '-').replace(/\\\(\w\w|\\\[\w+\]/g, ' ');
    add(path.basename(file).replace(/\..*$/, ''), text);
  }
  return docs;
}

/**
 * Queries with their pages. A line of natural.txt: `category ; query ; word ; inside ; related`, the last three
 * regular expressions over the text as people wrote it, not over what our analyser makes of it:
 * `word` is what was asked for, `inside` the same within a compound or spelled another way, `related` what also answers.
 * Several demands are joined by ` && `; then all must hold. `= id` names the page that is meant.
 */
function judged(docs) {
  const queries = [], faults = [];
  for (const line of fs.readFileSync(path.join(here, 'natural.txt'), 'utf8').split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue;
    const [cat, q, word, inside, related] = line.split(' ; ').map(x => x.trim()), rel = {}, hard = [];
    const match = (pattern, doc) => {
      const demands = pattern.replaceAll('…', '[\\p{L}-]*').split(' && ').map(p => new RegExp(`(?<![\\p{L}\\p{N}])(?:${p})(?![\\p{L}\\p{N}])`, 'giu'));
      const times = demands.map(d => (doc.text.match(d) || []).length + (doc.summary.match(d) || []).length), inTitle = demands.every(d => doc.title.search(d) >= 0 || doc.tags.some(t => t.search(d) >= 0));
      const some = demands.every((d, i) => times[i] > 0 || doc.title.search(d) >= 0 || doc.tags.some(t => t.search(d) >= 0));
      return !some ? 0 : inTitle ? 3 : Math.min(...times) >= 3 || demands.some(d => doc.title.search(d) >= 0) ? 2 : 1;
    };
    if (word?.startsWith('= ')) for (const id of word.slice(2).split(' ')) rel[id] = 3;
    else for (const doc of docs) {
      const exact = word && word !== '-' ? match(word, doc) : 0, other = inside && inside !== '-' ? match(inside, doc) : 0, far = related && related !== '-' ? match(related, doc) : 0;
      const grade = Math.max(exact, Math.min(2, other), Math.min(1, far));
      if (grade) rel[doc.id] = grade;
      if (!exact && other) hard.push(doc.id);
    }
    for (const id of Object.keys(rel)) if (!docs.some(d => d.id === id)) faults.push(`${q}: there is no page ${id}`);
    if ((cat === 'negative') === Object.keys(rel).length > 0) faults.push(`${q}: ${Object.keys(rel).length} pages answer`);
    queries.push({ id: `${cat}-${queries.length}`, cat, q, split: 'dev', rel, ignore: [], hard });
  }
  if (faults.length) throw new Error(faults.join('\n'));
  return queries;
}

if (first === '--fetch') fetchBooks(second);
else if (third) {
  fs.mkdirSync(first, { recursive: true });
  const docs = many(second, +third);
  fs.writeFileSync(path.join(first, 'docs.json'), JSON.stringify(docs));
  console.log(`${docs.length} pages, ${docs.reduce((s, d) => s + d.text.split(' ').length, 0)} words`);
}
else {
  const docs = corpus(second), queries = judged(docs);
  fs.mkdirSync(first, { recursive: true });
  fs.writeFileSync(path.join(first, 'docs.json'), JSON.stringify(docs));
  fs.writeFileSync(path.join(first, 'queries.json'), JSON.stringify({ corpus: 'natural', queries }));
  const n = {};
  queries.forEach(q => { n[q.cat] = (n[q.cat] || 0) + 1; });
  console.log(`${docs.length} pages, ${docs.reduce((s, d) => s + d.text.split(' ').length, 0)} words, ${queries.length} queries:`, n);
}
