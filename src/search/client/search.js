// @ts-check
/*
 * The search of this site. One classic script without dependencies; it works over http and from disk.
 * The format of the index and the rules of the analyser stand in src/search/format.md; the
 * analyser below mirrors src/search/tokens.rs and stem.rs function by function.
 */
(function () {
  'use strict';
  const VERSION = 1;

  // ------------------------------------------------------------------ analyser

  /**
   * @typedef {{stop: string, question: string, keep: string, exceptions: Object<string, string>,
   *   tails: [string, string][], female: string[], links: string[], stemmer: string}} RawTables
   * @typedef {{start: number, end: number, form: string, surface: string, parts: string[], section: boolean,
   *   suspended: boolean, suspendedStart: boolean, capitals: boolean}} Token
   */

  /** @param {RawTables} raw */
  function analyser(raw) {
    const stop = new Set(raw.stop.split(' ')), question = new Set(raw.question.split(' ')), keep = new Set(raw.keep.split(' '));
    const exceptions = new Map(Object.entries(raw.exceptions));
    const tails = raw.tails.slice().sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1));

    /** @type {Map<string, string>} Texts repeat their words. */
    const known = new Map();
    /** @param {string} form @returns {string} */
    function stem(form) {
      let found = known.get(form);
      if (found === undefined) known.set(form, found = stemOf(form));
      return found;
    }

    /** @param {string} form @returns {string} */
    function stemOf(form) {
      if (!/^[a-z]{3,}$/.test(form)) return form;
      const exception = exceptions.get(form);
      if (exception !== undefined) return exception;
      for (const [tail, end] of tails) if (form.endsWith(tail)) return form.slice(0, form.length - tail.length) + end;
      if (raw.stemmer === 'english') return english(form);
      const base = withoutFemaleEnding(form);
      return exceptions.get(base) ?? snowball(base);
    }

    /** @param {string} form */
    function withoutFemaleEnding(form) {
      if (form.length >= 8 && form.endsWith('innen') && !keep.has(form)) return form.slice(0, -5);
      for (const tail of raw.female) if (form.endsWith(tail)) return form.slice(0, -2);
      return form;
    }

    /** What tells words of one stem apart. @param {string} form @param {string} surface */
    function variant(form, surface) {
      if (raw.stemmer === 'english' || !/^[a-z]{3,}$/.test(form)) return stem(form);
      const cs = Array.from(surface), letters = (cs.length === form.length ? cs : form.split('')).slice(0, withoutFemaleEnding(form).length), w = letters.join('');
      const n = letters.length - (/e[rl]n$/.test(w) ? 1 : /(?:st|bl)em$/.test(w) ? 0 : /e[nms]$/.test(w) ? 2 : /(?:e|[bdfghklmnrt]s)$/.test(w) ? 1 : 0);
      const short = letters.slice(0, n).join('');
      return n < 3 ? w : n < letters.length && short.endsWith('niss') ? short.slice(0, -1) : short;
    }
    return { stop, question, stem, variant, analyse, links: raw.links };
  }

  /** @param {string} form */
  function english(form) {
    const n = form.length;
    if (n > 4 && form.endsWith('ies') && !form.endsWith('eies') && !form.endsWith('aies')) return form.slice(0, -3);
    if (n > 3 && form.endsWith('s') && !form.endsWith('us') && !form.endsWith('ss')) return form.slice(0, -1);
    if (n > 4 && form.endsWith('y')) return form.slice(0, -1);
    return form;
  }

  /**
   * Snowball 3 German on folded words (https://snowballstem.org/algorithms/german/stemmer.html).
   * @param {string} form
   */
  function snowball(form) {
    const c = form.split('');
    const vowel = (/** @type {string} */ x) => x !== undefined && 'aeiouy'.includes(x);
    for (let i = 1; i + 1 < c.length; i++) if ((c[i] === 'u' || c[i] === 'y') && vowel(c[i - 1]) && vowel(c[i + 1])) c[i] = c[i].toUpperCase();
    let word = c.join('');
    /** The place behind the first consonant that follows a vowel. @param {number} i */
    const region = i => {
      while (i < word.length && !vowel(word[i])) i++;
      if (i >= word.length) return -1;
      while (i < word.length && vowel(word[i])) i++;
      return i >= word.length ? -1 : i + 1;
    };
    let p1 = word.length, p2 = word.length;
    const first = word.length < 3 ? -1 : region(0);
    if (first >= 0) {
      p1 = Math.max(first, 3);
      // Snowball looks for the second region from where the first one was found, before the minimum of 3.
      const second = region(first);
      if (second >= 0) p2 = second;
    }
    const ends = (/** @type {string} */ s) => word.endsWith(s);
    const cut = (/** @type {number} */ n) => { word = word.slice(0, word.length - n); };
    const longest = (/** @type {string[]} */ list) => { let best = ''; for (const s of list) if (s.length > best.length && ends(s)) best = s; return best; };
    // 1
    let s = longest(['e', 'em', 'en', 'erinnen', 'erin', 'ln', 'ern', 'er', 's', 'es', 'lns']);
    if (s && word.length - s.length >= p1) {
      if (s === 'em') { if (!word.endsWith('system')) cut(2); }
      else if (s === 'er' || s === 'ern' || s === 'erin' || s === 'erinnen') cut(s.length);
      else if (s === 'e' || s === 'en' || s === 'es') { cut(s.length); if (ends('niss')) cut(1); }
      else if (s === 's') { if (word.length > 1 && 'bdfghklmnrt'.includes(word[word.length - 2])) cut(1); }
      else cut(s.length - 1);
    }
    // 2
    s = longest(['en', 'er', 'et', 'st', 'est']);
    if (s && word.length - s.length >= p1) {
      const before = word[word.length - s.length - 1];
      if (s === 'st') { if (before !== undefined && 'bdfghklmnt'.includes(before) && word.length >= 6) cut(2); }
      else if (s === 'et') { if (before !== undefined && 'Udfgklmnrstza'.includes(before) && !/(?:tick|plan|geordn|intern|tr)et$/.test(word)) cut(2); }
      else cut(s.length);
    }
    // 3
    s = longest(['end', 'ig', 'ung', 'lich', 'isch', 'ik', 'heit', 'keit']);
    if (s && word.length - s.length >= p2) {
      const before = word[word.length - s.length - 1];
      if (s === 'end' || s === 'ung') { cut(s.length); if (ends('ig') && word[word.length - 3] !== 'e' && word.length - 2 >= p2) cut(2); }
      else if (s === 'ig' || s === 'ik' || s === 'isch') { if (before !== 'e') cut(s.length); }
      else if (s === 'lich' || s === 'heit') { cut(4); if ((ends('er') || ends('en')) && word.length - 2 >= p1) cut(2); }
      else { cut(4); const t = longest(['ig', 'lich']); if (t && word.length - t.length >= p2) cut(t.length); }
    }
    return form.slice(0, word.length);
  }

  const WORD = /[\p{Alphabetic}\p{N}\p{M}]/u, MARK = /\p{M}/u, MARKS = /\p{M}/gu, LETTER = /\p{Alphabetic}/u, NUMERIC = /\p{N}/u;
  const UPPER = /\p{Uppercase}/u, LOWER = /\p{Lowercase}/u, SPACE = /\p{White_Space}/u;
  const isWord = (/** @type {string|undefined} */ c) => c !== undefined && (c < '\x80' ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') : WORD.test(c));
  const isIgnorable = (/** @type {string} */ c) => c === '\u00AD' || c === '\u200B' || c === '\u200C' || c === '\u200D' || c === '\u2060' || c === '\uFEFF';
  const isHyphen = (/** @type {string|undefined} */ c) => c === '-' || c === '\u2010' || c === '\u2011';
  const isGenderSign = (/** @type {string} */ c) => c === '*' || c === ':' || c === '_' || c === '\u00B7' || c === '\u2022';
  const isDigit = (/** @type {string|undefined} */ c) => c !== undefined && c >= '0' && c <= '9' && c.length === 1;
  const SHORT_ENDINGS = new Set(['r', 'n', 'e', 's', 'en', 'er', 'es', 'm', 'em']);
  const MAX_FORM = 60;

  /** @param {string[]} cs @param {number} i */
  function runEnd(cs, i) {
    while (i < cs.length && (isWord(cs[i]) || isIgnorable(cs[i]))) i++;
    return i;
  }

  /** Lower case without the rule for the final sigma. @param {string} word */
  const lowerCase = word => { let out = ''; for (const c of word) out += c.toLowerCase(); return out; };

  /** @param {string} word */
  const lower = word => lowerCase(word.normalize('NFC')).replace(/ß/g, 'ss');

  /** @type {Object<string, string>} */
  const LETTERS = { 'ä': 'A', 'æ': 'A', 'ö': 'O', 'ø': 'O', 'œ': 'O', 'ü': 'U', 'ß': 'ss', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i' };

  /** Folds case, umlauts and accents. @param {string} word */
  function fold(word) {
    let letters = '';
    if (/^[\x00-\x7f]*$/.test(word)) letters = word.toLowerCase();
    else for (const c of lowerCase(word.normalize('NFC'))) letters += c < '\x80' ? c : LETTERS[c] || lowerCase(c.normalize('NFKD').replace(MARKS, ''));
    let out = '', before = ' ', previous = ' ';
    for (const c of letters) {
      const digraph = c === 'e' && (previous === 'a' || previous === 'o' || (previous === 'u' && !'aeiouyqAOU'.includes(before)));
      if (!digraph) out += c >= 'A' && c <= 'Z' ? c.toLowerCase() : c;
      before = previous;
      previous = digraph ? 'E' : c;
    }
    return out;
  }

  /** The words of a text in order. @param {string} text @returns {Token[]} */
  function analyse(text) {
    const cs = Array.from(text);
    /** @type {Token[]} */
    const tokens = [];
    let i = 0, section = false;
    while (i < cs.length) {
      if (!isWord(cs[i])) {
        section = cs[i] === '§' || (section && SPACE.test(cs[i]));
        i++;
        continue;
      }
      // Most words are plain, and end at a space: nothing can hang on to them.
      const stop = runEnd(cs, i);
      if (cs[stop] === ' ' && (i === 0 || cs[i - 1] === ' ')) {
        const word = cs.slice(i, stop).join('');
        if (stop - i <= MAX_FORM && /^[A-ZÄÖÜ]?[a-zäöüß]+$/.test(word)) {
          const form = fold(word);
          if (form.length <= MAX_FORM) tokens.push({ start: i, end: stop, form, surface: lower(word), parts: [], section: false, suspended: false, suspendedStart: false, capitals: false });
          section = false;
          i = stop;
          continue;
        }
      }
      const [end, runs] = chunk(cs, i);
      const suspended = end < cs.length && isHyphen(cs[end]) && !isWord(cs[end + 1]);
      const suspendedStart = i > 0 && isHyphen(cs[i - 1]) && (i < 2 || SPACE.test(cs[i - 2]));
      const t = token(cs, i, end, runs);
      if (t) {
        t.section = section && isDigit(cs[i]);
        t.suspended = suspended;
        t.suspendedStart = suspendedStart;
        t.capitals = end - i >= 2 && cs.slice(i, end).every(c => UPPER.test(c));
        tokens.push(t);
      }
      section = false;
      i = end;
    }
    return tokens;
  }

  /**
   * Joints: 'h' hyphen, 'i' inner, 'g' gender, 'e' ending, 'j' join, or the sign between digits.
   * @param {string[]} cs @param {number} start @returns {[number, [number, number, string][]]}
   */
  function chunk(cs, start) {
    /** @type {[number, number, string][]} */
    const runs = [];
    let begin = start, joint = 'h';
    for (;;) {
      const end = runEnd(cs, begin);
      runs.push([begin, end, joint]);
      const next = nextJoint(cs, begin, end);
      if (!next) return [end, runs];
      [begin, joint] = next;
      if (joint === 'g' && cs[end] === '(') {
        const to = runEnd(cs, begin);
        runs.push([begin, to, joint]);
        return [to + 1, runs];
      }
    }
  }

  /** @param {string[]} cs @param {number} begin @param {number} end @returns {[number, string]|null} */
  function nextJoint(cs, begin, end) {
    const sign = cs[end], next = cs[end + 1], previous = cs[end - 1];
    if (sign === undefined || next === undefined) return null;
    if (isDigit(previous) && isDigit(next) && '.,/:-'.includes(sign)) return [end + 1, sign];
    const letterBefore = !NUMERIC.test(previous);
    const tail = (/** @type {number} */ from) => cs.slice(from, runEnd(cs, from)).filter(c => !isIgnorable(c)).join('');
    if (letterBefore && (isGenderSign(sign) || sign === '/') && isWord(next)) {
      const word = tail(end + 1);
      if (word === 'in' || word.startsWith('innen')) return [end + 1, 'g'];
      if (isGenderSign(sign) && SHORT_ENDINGS.has(word)) return [end + 1, 'e'];
    }
    if (letterBefore && sign === '/' && isHyphen(next)) {
      const word = tail(end + 2);
      if (word === 'in' || word.startsWith('innen')) return [end + 2, 'g'];
    }
    if (letterBefore && sign === '(' && next === 'i') {
      const word = tail(end + 1);
      if ((word === 'in' || word === 'innen') && cs[runEnd(cs, end + 1)] === ')') return [end + 1, 'g'];
    }
    if (isHyphen(sign) && isWord(next)) return [end + 1, 'h'];
    if ((sign === '\'' || sign === '\u2019' || sign === '\u02BC') && letterBefore && LETTER.test(next)) return [end + 1, 'j'];
    if (sign === '.' && end - begin <= 2 && letterBefore && LETTER.test(next) && runEnd(cs, end + 1) - (end + 1) <= 2) return [end + 1, 'j'];
    return null;
  }

  /** @param {string[]} cs @param {number} start @param {number} end @param {[number, number, string][]} runs @returns {Token|null} */
  function token(cs, start, end, runs) {
    /** @type {[string, string][]} */
    const pieces = [];
    for (const [from, to, joint] of runs) {
      const raw = cs.slice(from, to).filter(c => !isIgnorable(c));
      if (joint === 'g') { if (raw.length > 5) pieces.push([raw.slice(5).join(''), 'i']); }
      else if (joint === 'e') { }
      else if (joint === 'j' && pieces.length) pieces[pieces.length - 1][0] += raw.join('');
      else if (joint === 'j') pieces.push([raw.join(''), joint]);
      else splitInner(raw, joint, pieces);
    }
    const folded = pieces.map(p => fold(p[0])), surfaces = pieces.map(p => lower(p[0]));
    const [form, surface, split] = whole(pieces, folded, surfaces);
    if (!form || Array.from(form).length > MAX_FORM) return null;
    const parts = split ? folded.filter(p => p) : [];
    return { start, end, form, surface, parts: parts.length > 1 ? parts : [], section: false, suspended: false, suspendedStart: false, capitals: false };
  }

  /** @param {string[]} raw @param {string} joint @param {[string, string][]} pieces */
  function splitInner(raw, joint, pieces) {
    let from = 0, i = 1;
    while (i < raw.length) {
      const a = raw[i - 1], b = raw[i];
      const digits = isDigit(a) !== isDigit(b) && !MARK.test(b);
      const change = LOWER.test(a) && UPPER.test(b);
      if (change && b === 'I' && isWomen(raw, i)) {
        pieces.push([raw.slice(from, i).join(''), joint]);
        from = Math.min(i + 5, raw.length);
        joint = 'i';
        i = from + 1;
        continue;
      }
      const longEnough = i - from >= 2 && raw.length - i >= 2 && !UPPER.test(raw[i + 1]);
      if (digits || (change && longEnough)) {
        pieces.push([raw.slice(from, i).join(''), joint]);
        joint = 'i';
        from = i;
      }
      i++;
    }
    if (from < raw.length) pieces.push([raw.slice(from).join(''), joint]);
  }

  /** @param {string[]} raw @param {number} i */
  const isWomen = (raw, i) => raw.slice(i, i + 5).join('') === 'Innen' || (raw.length === i + 2 && raw[i + 1] === 'n');

  const unpadded = (/** @type {string} */ n) => n.replace(/^0+/, '') || '0';

  /** @param {[string, string][]} pieces @param {string[]} folded @param {string[]} surfaces @returns {[string, string, boolean]} */
  function whole(pieces, folded, surfaces) {
    const signs = pieces.slice(1).map(p => p[1]);
    const numeric = pieces.length > 1 && signs.every(s => '.,/:-'.includes(s));
    if (!numeric) return [folded.join(''), surfaces.join(''), true];
    if (signs.every(s => s === '.') && folded[0].length <= 3 && folded.slice(1).every(p => p.length === 3)) return [folded.join(''), folded.join(''), false];
    if (folded.length === 3) {
      const [a, b, c] = folded;
      if (signs.join('') === '..' && a.length <= 2 && b.length <= 2 && c.length === 4) { const d = `${unpadded(a)}.${unpadded(b)}.${c}`; return [d, d, true]; }
      if (signs.join('') === '--' && a.length === 4 && b.length <= 2 && c.length <= 2) { const d = `${unpadded(c)}.${unpadded(b)}.${a}`; return [d, d, true]; }
    }
    let form = folded[0];
    signs.forEach((sign, i) => { form += sign + folded[i + 1]; });
    return [form, form, signs.some(s => s !== '.' && s !== ',')];
  }

  // ------------------------------------------------------------------ numbers

  const VALUES = new Uint8Array(128);
  { let v = 0; for (let c = 33; v < 90; c++) if (c !== 39 && c !== 92 && c !== 96) VALUES[c] = v++; }

  /** Reads numbers from `text`. @param {string} text */
  function reader(text) {
    let i = 0;
    return {
      /** @returns {number} */
      next() {
        let value = 0;
        for (;;) {
          const d = VALUES[text.charCodeAt(i++)];
          if (d < 45) return value * 45 + d;
          value = value * 45 + d - 45;
        }
      },
      get more() { return i < text.length; }
    };
  }

  // ------------------------------------------------------------------ index

  /**
   * @typedef {{version: number, lang: string, pages: number, perShard: number, folder: number, shards: string, letters: string, types: [string, string, string, number][],
   *   weights: any, labels: Object<string, string>, tables: RawTables}} Root
   * @typedef {{shard: number, index: number, key: string, docs: Int32Array, impacts: Uint8Array, parts: string[], also: string}} Term
   * @typedef {{form: string, surface: string, common: number}} Spelling
   * @typedef {{keys: string[], postings: string[], terms: (Term|undefined)[]}} Shard
   * @typedef {[string, string, number, string, number, string, string, [string, string, string][]]} Page
   * @typedef {{key: string, label: string, pages: string, set?: Uint8Array}} Value
   * @typedef {{key: string, label: string, only: string, values: Value[]}} Facet
   */

  /**
   * The index of a site. `load(id, path)` brings the text of a data file.
   * @param {Root} root @param {(id: string, path: string) => Promise<string>} load
   */
  function openIndex(root, load) {
    const firsts = root.shards.split(' ');
    const lang = analyser(root.tables);
    /** @type {Map<number, Promise<Shard>>} */
    const shards = new Map();
    /** @type {Map<number, Promise<string[]>>} */
    const places = new Map();
    /** @type {Map<number, Promise<Page[]>>} */
    const texts = new Map();
    /** @type {Map<string, Promise<Spelling[]>>} */
    const letters = new Map();
    /** @type {Promise<Facet[]>|undefined} */
    let facetList;

    /** The shard that would hold `key`. @param {string} key */
    function shardOf(key) {
      let low = 0, high = firsts.length;
      while (high - low > 1) { const mid = (low + high) >> 1; if (firsts[mid] <= key) low = mid; else high = mid; }
      return low;
    }

    /** @param {number} n @returns {Promise<Shard>} */
    function shard(n) {
      let promise = shards.get(n);
      if (!promise) {
        promise = load('t' + n, `t/${n}.css`).then(text => {
          /** @type {Shard} */
          const s = { keys: [], postings: [], terms: [] };
          let previous = '';
          for (const line of text.split(' ')) {
            if (!line) continue;
            const r = reader(line), shared = r.next(), start = shared < 45 ? 1 : 2, tilde = line.indexOf('~');
            previous = previous.slice(0, shared) + line.slice(start, tilde);
            s.keys.push(previous);
            s.postings.push(line.slice(tilde + 1));
          }
          return s;
        });
        shards.set(n, promise);
      }
      return promise;
    }

    /** @param {Shard} s @param {number} n @param {number} index @returns {Term} */
    function term(s, n, index) {
      let t = s.terms[index];
      if (!t) {
        const fields = s.postings[index].split('~'), r = reader(fields[0]), docs = [], impacts = [];
        let doc = 0;
        while (r.more) { doc += r.next(); docs.push(doc++); impacts.push(r.next()); }
        const key = s.keys[index], parts = [], q = reader(fields[1] || '');
        while (q.more) { const start = q.next(); parts.push(key.slice(start, start + q.next())); }
        t = { shard: n, index, key, docs: Int32Array.from(docs), impacts: Uint8Array.from(impacts), parts, also: fields[2] || '' };
        s.terms[index] = t;
      }
      return t;
    }

    /** @param {string[]} keys @param {string} key First index with keys[index] >= key. */
    function lowerBound(keys, key) {
      let low = 0, high = keys.length;
      while (low < high) { const mid = (low + high) >> 1; if (keys[mid] < key) low = mid + 1; else high = mid; }
      return low;
    }

    /** @param {string} key @returns {Promise<Term|null>} */
    async function find(key) {
      if (!key) return null;
      const n = shardOf(key), s = await shard(n), i = lowerBound(s.keys, key);
      return s.keys[i] === key ? term(s, n, i) : null;
    }

    /** Terms that begin with `prefix`, from at most `most` shards. @param {string} prefix @param {number} most @returns {Promise<Term[]>} */
    async function startingWith(prefix, most) {
      const first = shardOf(prefix), last = Math.min(shardOf(prefix + '\uFFFF'), first + most - 1);
      /** @type {number[]} */
      const ns = [];
      for (let n = first; n <= last; n++) ns.push(n);
      const all = await Promise.all(ns.map(shard));
      /** @type {Term[]} */
      const found = [];
      all.forEach((s, k) => { for (let i = lowerBound(s.keys, prefix); i < s.keys.length && s.keys[i].startsWith(prefix); i++) found.push(term(s, ns[k], i)); });
      return found;
    }

    /** Positions of a term by page. @param {Term} t @param {(doc: number) => boolean} wanted @returns {Promise<Map<number, number[]>>} */
    async function positions(t, wanted) {
      let promise = places.get(t.shard);
      if (!promise) { promise = load('p' + t.shard, `p/${t.shard}.css`).then(text => text.split(' ')); places.set(t.shard, promise); }
      const r = reader((await promise)[t.index]);
      /** @type {Map<number, number[]>} */
      const map = new Map();
      for (const doc of t.docs) {
        /** @type {number[]|null} */
        const list = wanted(doc) ? [] : null;
        const n = r.next() + 1;
        for (let k = 0, at = 0; k < n; k++) { at += r.next(); if (list) list.push(at); }
        if (list) map.set(doc, list);
      }
      return map;
    }

    /** @param {number} doc @returns {Promise<Page>} */
    async function page(doc) {
      const n = Math.floor(doc / root.perShard);
      let promise = texts.get(n);
      if (!promise) { promise = load('d' + n, `d/${Math.floor(n / root.folder)}/${n}.css`).then(text => JSON.parse(text)); texts.set(n, promise); }
      return (await promise)[doc % root.perShard];
    }

    /** @returns {Promise<Facet[]>} */
    function facets() {
      if (!facetList) facetList = load('f', 'facets.css').then(text => JSON.parse(text).map((/** @type {any} */ [key, label, values, only]) => ({ key, label, only: only || '', values: values.map((/** @type {any} */ [key, label, pages]) => ({ key, label, pages })) })));
      return facetList;
    }
    /** Words as spelled that begin with a letter. @param {string} first @returns {Promise<Spelling[]>} */
    function spellings(first) {
      let promise = letters.get(first);
      if (!promise) {
        promise = !root.letters.includes(first) ? Promise.resolve([]) : load('z' + first, `z/${first}.css`).then(text => {
          /** @type {Spelling[]} */
          const list = [];
          let previous = '';
          for (const line of text.split(' ')) {
            if (!line) continue;
            const r = reader(line), shared = r.next(), tilde = line.lastIndexOf('~');
            previous = previous.slice(0, shared) + line.slice(shared < 45 ? 1 : 2, tilde);
            list.push({ form: fold(previous), surface: previous, common: reader(line.slice(tilde + 1)).next() });
          }
          return list;
        });
        letters.set(first, promise);
      }
      return promise;
    }
    return { root, lang, find, startingWith, positions, page, facets, spellings };
  }

  /** Pages of a facet value as a set of bits. @param {string} runs @param {number} n */
  function bits(runs, n) {
    const set = new Uint8Array(n), r = reader(runs);
    let doc = 0;
    while (r.more) { doc += r.next(); for (let k = r.next(); k >= 0; k--) set[doc++] = 1; }
    return set;
  }

  /** The same, once for each value. @param {Value} value @param {number} n */
  const pagesOf = (value, n) => value.set || (value.set = bits(value.pages, n));

  // ------------------------------------------------------------------ query

  /**
   * @typedef {ReturnType<typeof openIndex>} Index
   * @typedef {{token: Token, raw: string, last: boolean, particle: string}} QueryWord
   * @typedef {{words: QueryWord[], phrases: Token[][], without: Token[]}} Query
   * @typedef {{term: Term|null, docs: Int32Array, impacts: Uint8Array, weight: number, kind: string}} Match
   * @typedef {{raw: string, token: Token, matches: Match[], idf: number, corrected: string, also: string[], near: string[], known: boolean, marks: [string, number][]}} Resolved
   * @typedef {{doc: number, score: number, full: boolean}} Hit
   * @typedef {{stems: Map<string, number>, prefixes: [string, number][], pieces: [string, number][]}} Marks
   * @typedef {{hits: Hit[], partial: number, corrected: [string, string][], also: string[], near: string[], ignored: string[], marks: Marks, empty: boolean, quoted: boolean}} Result
   */

  /** @param {Index} index @param {string} text @returns {Query} */
  function parseQuery(index, text) {
    const plain = text.replace(/[„“”‟»«]/g, '"');
    /** @type {Query} */
    const query = { words: [], phrases: [], without: [] };
    let rest = '';
    const open = /(^|\s)(-?)"([^"]*)("?)|(^|\s)-(?=[\p{L}\p{N}])(\S+)|[^]/gu;
    for (let m; (m = open.exec(plain));) {
      if (m[3] !== undefined) {
        const tokens = analyse(m[3]);
        if (m[2]) query.without.push(...tokens);
        else if (tokens.length) query.phrases.push(tokens);
        rest += ' ';
      } else if (m[6] !== undefined) {
        query.without.push(...analyse(m[6]));
        rest += ' ';
      } else rest += m[0];
    }
    const tokens = analyse(rest), cs = Array.from(rest);
    const shouted = tokens.length > 1 && tokens.every(t => t.capitals);
    // `ändere` only folds to a stop word; none of them begins with an umlaut.
    const stop = (/** @type {Token} */ t) => index.lang.stop.has(t.form) && !t.surface.startsWith('ä') && (!t.capitals || shouted);
    let words = tokens.filter(t => !stop(t) && !index.lang.question.has(t.form));
    if (!words.length && !query.phrases.length) words = tokens.filter(t => !stop(t));
    if (!words.length && !query.phrases.length) words = tokens;
    const last = tokens[tokens.length - 1];
    query.words = words.map(token => ({ token, raw: cs.slice(token.start, token.end).join(''), last: token === last && token.end === cs.length, particle: '' }));
    // Wie lege ich ein Konto an?
    const verb = query.words.find(w => /^\p{Ll}+(?:e|en|t|st)$/u.test(w.raw));
    if (verb && tokens.length > 2 && last !== verb.token && IS_PARTICLE.test(last.form)) verb.particle = last.form;
    return query;
  }

  /** @param {Term} t @param {number} weight @param {string} kind @returns {Match} */
  const match = (t, weight, kind) => ({ term: t, docs: t.docs, impacts: t.impacts, weight, kind });

  /** Endings that a word may have behind its stem while it is still being typed. */
  const ENDINGS = ['e', 'en', 'em', 'er', 'es', 'ern', 'erin', 'erinnen', 'n', 's', 'st', 'et', 'ung', 'ungen', 'ungs', 'end', 'ende', 'enden', 'endes', 'ig', 'ige', 'igen', 'iger', 'ik', 'iken', 'isch', 'ische', 'ischen', 'ischer', 'lich', 'liche', 'lichen', 'licher', 'heit', 'heiten', 'keit', 'keiten', 'igkeit', 'igkeiten', 'lichkeit', 'lichkeiten', 'innen', 'in', 'um', 'us', 'a', 'as', 'o', 'ums'];

  /** @param {Index} index @param {QueryWord} word @returns {Promise<Resolved>} */
  async function resolve(index, word) {
    const W = index.root.weights, { stem } = index.lang, { token } = word;
    const key = stem(token.form);
    /** @type {Resolved} */
    const out = { raw: word.raw, token, matches: [], idf: 0, corrected: '', also: [], near: [], known: true, marks: [] };
    const main = await index.find(key);
    const direct = main !== null && main.docs.length > 0;
    if (main && direct) {
      const variant = await spelling(index, main, token);
      if (variant) out.matches.push(match(variant.term, W.exact, 'exact'));
      out.matches.push(match(main, variant ? variant.weight : W.exact, 'main'));
    }
    if (token.section) {
      const t = await index.find('§' + token.form);
      if (t) { for (const m of out.matches) m.weight *= W.folded; out.matches.push(match(t, W.exact, 'exact')); }
    }
    if (/^\p{Ll}/u.test(word.raw)) for (const form of verbForms(token.form, word.particle)) {
      const other = stem(form), t = other === key ? null : await index.find(other);
      if (!t || !t.docs.length || out.matches.some(m => m.term === t)) continue;
      if (word.particle && other.startsWith(word.particle)) for (const m of out.matches) if (m.kind !== 'verb') m.weight = W.verb / 2;
      out.matches.push(match(t, W.verb, 'verb'));
      out.marks.push([other, 0.8]);
    }
    if (token.parts.length) {
      const keys = token.parts.map(stem), near = await together(index, keys, 1, true);
      if (near) out.matches.push({ term: null, ...near, weight: W.pieces, kind: 'pieces' });
    }
    const parts = token.parts.length > 1 ? token.parts.map(stem).filter(p => p.length > 1) : main ? main.parts : [];
    if (parts.length > 1 && (!main || main.docs.length < W.compoundBelow)) await addCompound(index, out, parts);
    if (main && main.also) await addConcepts(index, [out], main.also);
    if (token.form.length >= 2 && (word.last || (!out.matches.length && token.form.length >= 4))) {
      const found = await completions(index, token.form, key);
      if (found.length) out.matches.push({ term: null, ...united(found, token.form.length), weight: W.prefix * (direct ? W.prefixBehind : 1), kind: 'prefix' });
    }
    if (!out.matches.length && token.form.length >= 7 && /^[a-z]+$/.test(token.form)) {
      const chain = await splitUnknown(index, token.form, 2);
      if (chain) await addCompound(index, out, chain);
    }
    if (!out.matches.length && token.form.length >= W.typoLength[0] && /^[a-z]+$/.test(token.form)) await correct(index, out, word);
    out.known = out.matches.length > 0;
    return out;
  }

  const PARTICLE = '(?:hinzu|zuruck|zusammen|wieder|weiter|durch|unter|uber|fest|statt|teil|nach|bei|ein|auf|aus|vor|weg|her|hin|los|mit|an|ab|um|zu)';
  const INFINITIVE = new RegExp(`^(${PARTICLE})?(?!ge)([a-z]{2,})(en|(?<=e[lr])n)$`), WITH_ZU = new RegExp(`^(${PARTICLE})zu([a-z]{3,}n)$`);
  const PARTICIPLE = new RegExp(`^(${PARTICLE})?ge([a-z]{3,}?)(?:e?t(?:e[mnrs]?)?|en)$`), FINITE = /^([a-z]{3,})(?:t|te|ten|st|test)$/;

  const IS_PARTICLE = new RegExp(`^${PARTICLE}$`);

  /** Other forms of a verb that stems do not bring together: anlegen, angelegt, anzulegen, lege … an. @param {string} form @param {string} particle */
  function verbForms(form, particle) {
    const zu = WITH_ZU.exec(form), past = PARTICIPLE.exec(form), infinitive = INFINITIVE.exec(form), finite = FINITE.exec(form);
    const all = (/** @type {string} */ particle, /** @type {string} */ base) => [particle + base + 'en', particle + base + 't', particle + 'ge' + base + 't', ...particle ? [particle + 'ge' + base + 'en', particle + 'zu' + base + 'en'] : []];
    if (particle) return all(particle, form.replace(/(?:en|e|st|t)$/, ''));
    if (zu) return all(zu[1], zu[2].replace(/e?n$/, ''));
    if (past) return all(past[1] || '', past[2]);
    if (infinitive) return all(infinitive[1] || '', infinitive[2]);
    return finite ? [finite[1] + 'en', finite[1] + 'n'] : [];
  }

  /** Adds pages in which the parts of a compound stand near each other. @param {Index} index @param {Resolved} out @param {string[]} parts */
  async function addCompound(index, out, parts) {
    const W = index.root.weights, near = await together(index, parts, W.window, false);
    if (!near) return;
    const known = new Set(out.matches.flatMap(m => Array.from(m.docs)));
    out.matches.push({ term: null, ...near, weight: W.compound, kind: 'compound' });
    if (!near.docs.some(d => !known.has(d))) return;
    out.near = parts;
    for (const p of parts) out.marks.push([p, known.size ? 0.2 : 0.5]);
  }

  /** Adds the concepts of a label to the words that make it up. @param {Index} index @param {Resolved[]} words @param {string} also */
  async function addConcepts(index, words, also) {
    const W = index.root.weights, r = reader(also), { stem, stop } = index.lang;
    while (r.more) {
      const n = r.next(), t = await index.find('@' + (n >> 1));
      if (!t || !t.docs.length) continue;
      const labels = t.also.split('|').map(l => l.replace(/_/g, ' '));
      const typed = new Set(words.map(w => stem(w.token.form)));
      const others = labels.filter(l => analyse(l).some(x => !typed.has(stem(x.form)) && !stop.has(x.form)));
      const known = new Set(words[0].matches.flatMap(m => Array.from(m.docs)));
      for (const word of words) {
        word.matches.push(match(t, n & 1 ? W.narrower : W.synonym, 'synonym'));
        // Of several words the longest is marked: `ehrenamtliche Arbeit` must not mark every work.
        for (const l of others) {
          const [longest] = analyse(l).sort((a, b) => b.form.length - a.form.length);
          if (longest) word.marks.push([stem(longest.form), 0.4]);
        }
      }
      if (t.docs.some(d => !known.has(d))) words[0].also.push(...others);
    }
  }

  /**
   * Takes a word apart that no page holds: the longest known beginning whose rest is known as well.
   * All beginnings share their first letters, so they stand in few shards.
   * @param {Index} index @param {string} form @param {number} depth @returns {Promise<string[]|null>}
   */
  async function splitUnknown(index, form, depth) {
    const { stem, stop, links } = index.lang;
    /** @param {string} part */
    const known = async part => {
      if (part.length < 3 || stop.has(part)) return '';
      const tries = [stem(part)];
      for (const link of links) if (part.length - link.length >= 3 && part.endsWith(link)) tries.push(stem(part.slice(0, part.length - link.length)));
      if (part.length >= 4) tries.push(stem(part + 'e'));
      for (const key of tries) { const t = key.length >= 3 ? await index.find(key) : null; if (t && t.docs.length) return key; }
      return '';
    };
    for (let end = form.length - 3; end >= 3; end--) {
      const head = await known(form.slice(0, end));
      if (!head) continue;
      const rest = form.slice(end), key = stem(rest), tail = rest.length >= 4 || head.length >= 5 ? await index.find(key) : null;
      if (tail && tail.docs.length && key.length >= 3 && !stop.has(rest)) return [head, key];
      if (depth > 0 && rest.length >= 7) { const more = await splitUnknown(index, rest, depth - 1); if (more) return [head, ...more]; }
    }
    return null;
  }

  /** Adds the words that were probably meant. @param {Index} index @param {Resolved} out @param {QueryWord} word */
  async function correct(index, out, word) {
    const W = index.root.weights, { stem } = index.lang, q = word.token.form;
    const most = q.length >= W.typoLength[1] ? 2 : 1;
    for (const first of q[0] === q[1] ? [q[0]] : [q[0], q[1]]) {
      /** @type {[number, Spelling][]} */
      const near = [];
      for (const s of await index.spellings(first)) {
        let d = Math.abs(s.form.length - q.length) > most ? 99 : distance(q, s.form, most);
        if (d > most && word.last && q.length >= 6 && s.form.length > q.length) d = distance(q, s.form.slice(0, q.length), 1) + 0.5;
        if (d <= most) near.push([d, s]);
      }
      near.sort((a, b) => a[0] - b[0] || b[1].common - a[1].common || a[1].form.length - b[1].form.length);
      const keys = new Set();
      for (const [d, s] of near) {
        if (d > near[0][0] || keys.size >= 3) break;
        const key = stem(s.form);
        if (keys.has(key)) continue;
        const t = await index.find(key);
        if (!t || !t.docs.length) continue;
        keys.add(key);
        out.matches.push(match(t, W.typo[Math.min(1, Math.ceil(d) - 1)], 'typo'));
        if (!out.corrected) out.corrected = /^\p{Lu}/u.test(word.raw) ? s.surface[0].toUpperCase() + s.surface.slice(1) : s.surface;
      }
      if (keys.size) return;
    }
  }

  /** Changes, gaps, additions and swaps that lead from one word to the other; more than `most` is not counted out. @param {string} a @param {string} b @param {number} most */
  function distance(a, b, most) {
    let before = new Array(b.length + 1).fill(0), last = before.map((_, j) => j), row = before;
    for (let i = 1; i <= a.length; i++) {
      row = new Array(b.length + 1);
      row[0] = i;
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
        row[j] = d;
        if (d < least) least = d;
      }
      if (least > most) return 99;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  /** The pages of the word that was typed, where several share its stem. @param {Index} index @param {Term} main @param {Token} token */
  async function spelling(index, main, token) {
    const all = await index.startingWith(main.key + '=', 1), W = index.root.weights;
    if (all.length < 2) return null;
    const typed = index.lang.variant(token.form, token.surface), plain = (/** @type {string} */ v) => fold(v), names = all.map(t => t.key.slice(main.key.length + 1));
    const hasUmlaut = /[^\x00-\x7f]/.test(token.surface), isDigraph = Array.from(token.surface).length > token.form.length;
    const isSame = (/** @type {string} */ v) => isDigraph ? plain(v) === typed && v !== typed : v === typed;
    const at = names.findIndex(isSame), found = at < 0 ? names.indexOf(typed) : at;
    return found < 0 ? null : { term: all[found], weight: hasUmlaut || isDigraph ? W.folded : W.related };
  }

  /** What pages hold of a beginning's completions: their impacts add up, each by the share that was typed. @param {Term[]} terms @param {number} typed */
  function united(terms, typed) {
    /** @type {Map<number, number>} */
    const sums = new Map();
    for (const t of terms) for (let i = 0; i < t.docs.length; i++) {
      // An impact is 44 × tf / (tf + k1); their frequencies add.
      const share = t.impacts[i] / 44.5;
      sums.set(t.docs[i], (sums.get(t.docs[i]) || 0) + share / (1 - share) * Math.min(1, typed / t.key.length));
    }
    const docs = Array.from(sums.keys()).sort((a, b) => a - b);
    return { docs: Int32Array.from(docs), impacts: Uint8Array.from(docs, d => { const tf = /** @type {number} */ (sums.get(d)); return Math.max(1, Math.round(44 * tf / (tf + 1))); }) };
  }

  /** Terms that the typed beginning may become. @param {Index} index @param {string} form @param {string} key */
  async function completions(index, form, key) {
    const W = index.root.weights;
    const found = (await index.startingWith(form, form.length < 4 ? 2 : 4)).filter(t => t.key !== key && !/[=_@§]/.test(t.key) && t.docs.length);
    // The word may have outgrown its stem: `Engagementförderun` stands under `engagementforder`.
    for (let cut = 1; cut <= 9 && form.length - cut >= 3; cut++) {
      const tail = form.slice(form.length - cut);
      if (!ENDINGS.some(e => e.startsWith(tail))) continue;
      const t = await index.find(form.slice(0, form.length - cut));
      if (t && t.docs.length && t.key !== key && !found.includes(t)) found.push(t);
    }
    return found.sort((a, b) => a.key.length - b.key.length || b.docs.length - a.docs.length).slice(0, W.completions);
  }

  /**
   * Pages in which terms stand together: in this order side by side, or anywhere within `window` words.
   * @param {Index} index @param {string[]} keys @param {number} window @param {boolean} ordered @param {boolean} [direct] only whole words
   * @returns {Promise<{docs: Int32Array, impacts: Uint8Array}|null>}
   */
  async function together(index, keys, window, ordered, direct) {
    const terms = await Promise.all(keys.map(k => index.find(k)));
    if (terms.some(t => !t)) return null;
    return near(index, /** @type {Term[]} */ (terms), terms.map((_, i) => i), window, ordered, !!direct);
  }

  /** @param {Index} index @param {Term[]} terms @param {number[]} offsets @param {number} window @param {boolean} ordered @param {boolean} direct */
  async function near(index, terms, offsets, window, ordered, direct) {
    // How many of the terms a page holds, and their impacts.
    const N = index.root.pages, held = new Uint8Array(N), sums = new Uint16Array(N);
    terms.forEach((t, k) => t.docs.forEach((doc, i) => { if (held[doc] === k) { held[doc]++; sums[doc] += t.impacts[i]; } }));
    const common = terms[0].docs.filter(doc => held[doc] === terms.length);
    if (!common.length) return null;
    const places = await Promise.all(terms.map(t => index.positions(t, d => held[d] === terms.length)));
    const docs = [], impacts = [];
    for (const doc of common) {
      const lists = places.map(p => (p.get(doc) || []).filter(x => !direct || !(x & 1)).map(x => x >> 1));
      const share = ordered ? +inOrder(lists, offsets) : closeness(span(lists), window, index.root.weights.apart);
      if (!share) continue;
      docs.push(doc);
      impacts.push(Math.max(1, Math.round(share * sums[doc] / terms.length)));
    }
    return docs.length ? { docs: Int32Array.from(docs), impacts: Uint8Array.from(impacts) } : null;
  }

  /** Whether the words stand at their offsets somewhere. @param {number[][]} lists @param {number[]} offsets */
  function inOrder(lists, offsets) {
    const sets = lists.map(l => new Set(l));
    return lists[0].some(start => sets.every((s, i) => s.has(start - offsets[0] + offsets[i])));
  }

  /** What words count that stand `gap` apart: all within the window, less beyond, least anywhere in the page. @param {number} gap @param {number} window @param {number[]} apart */
  const closeness = (gap, window, apart) => gap <= window ? 1 : gap <= 4 * window ? apart[0] : apart[1];

  /** The smallest distance in which one of each list lies. @param {number[][]} lists */
  function span(lists) {
    /** @type {[number, number][]} */
    const all = [];
    lists.forEach((l, i) => { for (const x of l) all.push([x, i]); });
    all.sort((a, b) => a[0] - b[0]);
    const last = new Array(lists.length).fill(-1e9);
    let best = 1e9;
    for (const [x, i] of all) { last[i] = x; best = Math.min(best, x - Math.min(...last)); }
    return best;
  }

  /** @param {Index} index @param {string} text @returns {Promise<Result>} */
  async function search(index, text) {
    const W = index.root.weights, N = index.root.pages, { stem } = index.lang;
    const query = parseQuery(index, text);
    /** @type {Result} */
    const result = { hits: [], partial: 0, corrected: [], also: [], near: [], ignored: [], marks: { stems: new Map(), prefixes: [], pieces: [] }, empty: !query.words.length && !query.phrases.length, quoted: query.phrases.length > 0 };
    if (result.empty) return result;
    const words = await Promise.all(query.words.map(w => resolve(index, w)));
    await labels(index, words);
    /** Each demand of the query: scores by page and weight. @type {{scores: Float32Array, idf: number, must: boolean}[]} */
    const demands = [];
    for (const phrase of query.phrases) {
      const found = await phraseMatch(index, phrase);
      if (!found) return result;
      demands.push({ ...demand(N, [{ term: null, ...found, weight: 1, kind: 'phrase' }]), must: true });
      phrase.forEach(t => result.marks.stems.set(stem(t.form), 1));
    }
    for (const word of words) {
      const d = demand(N, word.matches);
      word.idf = d.idf;
      demands.push({ ...d, must: false });
      if (!word.known) result.ignored.push(word.raw);
      if (word.corrected) result.corrected.push([word.raw, word.corrected]);
      result.also.push(...word.also);
      if (word.near.length) result.near.push(word.near.map(k => shown(word.token.surface, k)).join(' + '));
      mark(result.marks, word, stem);
    }
    const gone = new Set();
    for (const token of query.without) for (const t of [await index.find(stem(token.form))]) if (t) t.docs.forEach(d => gone.add(d));

    const mass = demands.reduce((sum, d) => sum + d.idf, 0);
    /** @type {Hit[]} */
    const hits = [];
    for (let doc = 0; doc < N; doc++) {
      let score = 0, covered = 0, n = 0, ok = true;
      for (const d of demands) {
        const s = d.scores[doc];
        if (s > 0) { score += d.idf * s; covered += d.idf; n++; }
        else if (d.must) { ok = false; break; }
      }
      if (!n || !ok || gone.has(doc)) continue;
      const full = n === demands.length;
      if (!full && (n < demands.length * W.coverWords || covered < mass * W.coverMass)) continue;
      hits.push({ doc, score: full ? score : score * (covered / mass) ** W.coverPower, full });
    }
    // Pages whose name is the query.
    const named = words.length ? await index.find(words.map(w => stem(w.token.form)).join('_') + '_') : null;
    if (named) { const set = new Set(named.docs); for (const h of hits) if (set.has(h.doc)) h.score *= W.named; }
    hits.sort((a, b) => b.score - a.score || a.doc - b.doc);
    if (words.length > 1 && W.proximity > 0) await proximity(index, words, hits);
    result.hits = query.phrases.length ? await asTyped(index, query.phrases, hits) : hits;
    result.partial = result.hits.reduce((n, h) => n + (h.full ? 0 : 1), 0);
    return result;
  }

  /** How a part was spelled in the word, else its stem. @param {string} surface @param {string} key */
  const shown = (surface, key) => { const at = fold(surface).indexOf(key); return at >= 0 && fold(surface).length === surface.length ? surface.slice(at, at + key.length) : key; };

  /** Labels of several words. @param {Index} index @param {Resolved[]} words */
  async function labels(index, words) {
    const keys = words.map(w => index.lang.stem(w.token.form));
    for (let i = 0; i < words.length; i++) for (let j = i + 2; j <= Math.min(words.length, i + 5); j++) {
      const t = await index.find(keys.slice(i, j).join('_'));
      if (t && t.also) { await addConcepts(index, words.slice(i, j), t.also); for (const w of words.slice(i, j)) w.known = true; }
    }
  }

  /** Scores by page. What a word weighs (idf) depends on the pages that hold the word itself. @param {number} n @param {Match[]} matches */
  function demand(n, matches) {
    const scores = new Float32Array(n);
    let df = 0, own = 0;
    for (const m of matches) {
      for (let i = 0; i < m.docs.length; i++) {
        const s = m.weight * m.impacts[i] / 44, doc = m.docs[i];
        if (!scores[doc]) { df++; if (m.kind !== 'synonym' && m.kind !== 'prefix') own++; }
        if (s > scores[doc]) scores[doc] = s;
      }
    }
    const pages = own || df;
    return { scores, idf: Math.log(1 + (n - pages + 0.5) / (pages + 0.5)) };
  }

  /** Raises hits in which the words of the query stand close together. @param {Index} index @param {Resolved[]} words @param {Hit[]} hits */
  async function proximity(index, words, hits) {
    const W = index.root.weights, top = new Set(hits.slice(0, W.rerank).map(h => h.doc));
    const terms = words.map(w => w.matches.find(m => m.term && (m.kind === 'main' || m.kind === 'typo'))).map(m => m && m.term);
    const known = /** @type {Term[]} */ (terms.filter(t => t && t.docs.length <= W.proximityMost));
    if (known.length < 2) return;
    const places = await Promise.all(known.map(t => index.positions(t, d => top.has(d))));
    for (const hit of hits.slice(0, W.rerank)) {
      const lists = places.map(p => p.get(hit.doc)).filter(l => l).map(l => /** @type {number[]} */ (l).map(x => x >> 1));
      if (lists.length < 2) continue;
      const gap = Math.max(0, span(lists) - (lists.length - 1));
      hit.score *= 1 + W.proximity * (lists.length / words.length) / (1 + gap / 3) * 0.5;
    }
    hits.sort((a, b) => b.score - a.score || a.doc - b.doc);
  }

  /**
   * Quotes ask for a wording, the index holds stems: hits with the wording as typed come first, other inflections
   * of it behind. Where nobody wrote it as typed, nothing is found. Reads the best hits until it knows.
   * @param {Index} index @param {Token[][]} phrases @param {Hit[]} hits @returns {Promise<Hit[]>}
   */
  async function asTyped(index, phrases, hits) {
    const W = index.root.weights, { stem } = index.lang;
    /** Between spaces, hyphened words as their parts. @param {Token[]} tokens @param {(form: string) => string} as */
    const line = (tokens, as) => ' ' + tokens.flatMap(t => t.parts.length ? t.parts : [t.form]).map(as).join(' ') + ' ';
    const same = (/** @type {string} */ form) => form;
    // Stop words are not in the index: hits of such a phrase are read, and those without its wording go.
    const strict = phrases.some(p => p.some(t => index.lang.stop.has(t.form)));
    const gone = new Set();
    let written = 0;
    for (let from = 0; from < hits.length && written < (strict ? W.phraseRead : 1); from += W.phraseLook) {
      if (from >= W.phraseMost) { if (!written) return []; break; }
      const some = hits.slice(from, from + W.phraseLook), pages = await Promise.all(some.map(h => index.page(h.doc)));
      some.forEach((hit, i) => {
        const [title, , , , , , summary, sections] = pages[i];
        const texts = [title, summary, ...sections.flatMap(s => [s[1], s[2]])].map(words);
        const holds = (/** @type {Token[]} */ phrase, /** @type {(form: string) => string} */ as) => { const wanted = line(phrase, as); return texts.some(t => line(t, as).includes(wanted)); };
        const typed = phrases.every(p => holds(p, same)), inflected = typed || phrases.every(p => holds(p, stem));
        if (typed) hit.score *= W.phraseTyped;
        // What not even its stems show stands in a field that hits do not show, such as a search word.
        if (typed || (!inflected && !strict)) written++;
        if (!inflected && strict) gone.add(hit);
      });
    }
    return written ? hits.filter(h => !gone.has(h)).sort((a, b) => b.score - a.score || a.doc - b.doc) : [];
  }

  /** @param {Index} index @param {Token[]} phrase */
  async function phraseMatch(index, phrase) {
    const { stem, stop } = index.lang;
    /** @type {string[]} */
    const keys = [];
    /** @type {number[]} */
    const offsets = [];
    let at = 0;
    const all = phrase.every(t => stop.has(t.form));
    for (const t of phrase) {
      if (all || !stop.has(t.form)) { keys.push(stem(t.form)); offsets.push(at); }
      at += Math.max(1, t.parts.length);
    }
    const terms = await Promise.all(keys.map(k => index.find(k)));
    if (terms.some(t => !t)) return null;
    return near(index, /** @type {Term[]} */ (terms), offsets, 0, true, true);
  }

  /** What is to be marked in the snippets. @param {Marks} marks @param {Resolved} word @param {(form: string) => string} stem */
  function mark(marks, word, stem) {
    const { form, parts } = word.token, value = Math.max(0.1, word.idf);
    marks.stems.set(stem(form), value);
    for (const p of parts) if (p.length > 1) marks.stems.set(stem(p), value / 2);
    for (const m of word.matches) if (m.term && m.kind === 'typo') marks.stems.set(m.term.key, value);
    if (word.matches.some(m => m.kind === 'prefix')) marks.prefixes.push([form, value / 2]);
    const key = stem(form);
    if (key.length >= 4) marks.pieces.push([key, value / 2]);
    for (const [k, share] of word.marks) if (!marks.stems.has(k)) { marks.stems.set(k, value * share); if (k.length >= 5) marks.pieces.push([k, value * share / 2]); }
  }

  // ------------------------------------------------------------------ snippets

  /**
   * The best passages of a page: the section they stand in and their text with marks.
   * @param {Index} index @param {Page} page @param {Marks} marks
   * @returns {{anchor: string, section: string, title: [string, boolean][], pieces: [string, boolean][]}}
   */
  function snippet(index, page, marks) {
    const [title, , , , , , summary, sections] = page;
    /** @type {{score: number, section: number, from: number, to: number}} */
    let best = { score: 0, section: -1, from: 0, to: 0 };
    const blocks = [['', '', summary], ...sections];
    const blocksRead = blocks.map((b, k) => {
      const tokens = words(b[2]), values = tokens.map(t => value(index, marks, t));
      let sum = 0, from = 0;
      /** @type {Map<string, number>} */
      const seen = new Map();
      // A window of 28 words, rated by the different words in it, then by their number.
      for (let i = 0; i < tokens.length; i++) {
        if (values[i][0]) { const n = seen.get(values[i][1]) || 0; seen.set(values[i][1], n + 1); sum += n ? values[i][0] * 0.1 : values[i][0]; }
        while (i - from >= 28) {
          if (values[from][0]) { const n = /** @type {number} */ (seen.get(values[from][1])); seen.set(values[from][1], n - 1); sum -= n > 1 ? values[from][0] * 0.1 : values[from][0]; }
          from++;
        }
        const score = sum + (k === 0 ? 0.001 : 0);
        if (sum > 0 && score > best.score + 1e-9) best = { score, section: k, from, to: i };
      }
      return { tokens, values };
    });
    if (best.section < 0) return { anchor: '', section: '', title: marked(index, marks, title), pieces: [[cutAt(summary || (sections[0] ? sections[0][2] : ''), 220), false]] };
    const block = blocks[best.section], { tokens, values } = blocksRead[best.section];
    // Begin a few words before the first mark of the window.
    let first = best.from;
    while (first < best.to && !values[first][0]) first++;
    const from = Math.max(0, first - 6), to = Math.min(tokens.length - 1, from + 30), cs = Array.from(block[2]);
    const start = from === 0 ? 0 : tokens[from].start, end = to === tokens.length - 1 ? cs.length : tokens[to].end;
    /** @type {[string, boolean][]} */
    const pieces = [];
    if (start > 0) pieces.push(['… ', false]);
    let at = start;
    for (let i = from; i <= to; i++) if (values[i][0]) {
      if (tokens[i].start > at) pieces.push([cs.slice(at, tokens[i].start).join(''), false]);
      pieces.push([cs.slice(tokens[i].start, tokens[i].end).join(''), true]);
      at = tokens[i].end;
    }
    pieces.push([cs.slice(at, end).join(''), false]);
    if (end < cs.length) pieces.push([' …', false]);
    return { anchor: best.section ? block[0] : '', section: best.section ? block[1] : '', title: marked(index, marks, title), pieces };
  }

  /** @type {Map<string, Token[]>} */
  const read = new Map();
  /** The words of a text, kept for the next letter that is typed. @param {string} text */
  function words(text) {
    let tokens = read.get(text);
    if (!tokens) {
      if (read.size > 600) read.clear();
      read.set(text, tokens = analyse(text));
    }
    return tokens;
  }

  /** How much a word counts, and as which word of the query. @param {Index} index @param {Marks} marks @param {Token} token @returns {[number, string]} */
  function value(index, marks, token) {
    const key = index.lang.stem(token.form), whole = marks.stems.get(key);
    if (whole) return [whole, key];
    for (const p of token.parts) { const part = marks.stems.get(index.lang.stem(p)); if (part) return [part, index.lang.stem(p)]; }
    for (const [p, v] of marks.prefixes) if (token.form.startsWith(p)) return [v, p];
    for (const [p, v] of marks.pieces) if (token.form.includes(p)) return [v, p];
    return [0, ''];
  }

  /** @param {Index} index @param {Marks} marks @param {string} text @returns {[string, boolean][]} */
  function marked(index, marks, text) {
    const cs = Array.from(text);
    /** @type {[string, boolean][]} */
    const pieces = [];
    let at = 0;
    for (const t of words(text)) if (value(index, marks, t)[0]) {
      if (t.start > at) pieces.push([cs.slice(at, t.start).join(''), false]);
      pieces.push([cs.slice(t.start, t.end).join(''), true]);
      at = t.end;
    }
    if (at < cs.length) pieces.push([cs.slice(at).join(''), false]);
    return pieces;
  }

  /** @param {string} text @param {number} n */
  function cutAt(text, n) {
    if (text.length <= n) return text;
    const space = text.lastIndexOf(' ', n);
    return text.slice(0, space > n / 2 ? space : n) + ' …';
  }

  // ------------------------------------------------------------------ loading in a page

  /** What a data style sheet carries. @param {string} value */
  function unwrap(value) {
    return value.trim().slice(1, -1).replace(/\\(?:([0-9a-fA-F]{1,6})\s?|([^]))/g, (_, hex, c) => hex ? String.fromCodePoint(parseInt(hex, 16)) : c);
  }

  /** @param {string} base @returns {(id: string, path: string) => Promise<string>} */
  function pageLoader(base) {
    return (id, path) => new Promise((done, failed) => {
      const link = document.createElement('link'), holder = document.createElement('i');
      holder.id = 'al-' + id;
      holder.hidden = true;
      document.body.append(holder);
      link.rel = 'stylesheet';
      link.onload = () => {
        const value = getComputedStyle(holder).getPropertyValue('--al');
        link.remove();
        holder.remove();
        if (value.trim()) done(unwrap(value)); else failed(new Error(path));
      };
      link.onerror = () => { link.remove(); holder.remove(); failed(new Error(path)); };
      link.href = base + 'search/' + path;
      document.head.append(link);
    });
  }

  /** @type {Promise<Index>|undefined} */
  let opened;
  /** @param {string} base */
  function open(base) {
    if (!opened) {
      const load = pageLoader(base);
      opened = load('r', 'root.css').then(text => {
        const root = JSON.parse(text);
        if (root.version !== VERSION) throw new Error(root.labels.outdated || 'version');
        return openIndex(root, load);
      });
      opened.catch(() => { opened = undefined; });
    }
    return opened;
  }

  // ------------------------------------------------------------------ interface

  /** @param {string} name @param {string} [text] @param {string} [cls] */
  function el(name, text, cls) {
    const e = document.createElement(name);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  }

  /** @param {Element} parent @param {[string, boolean][]} pieces */
  function fill(parent, pieces) {
    for (const [text, isMarked] of pieces) parent.append(isMarked ? el('mark', text) : text);
  }

  /** @param {Index} index @param {string} key @param {Object<string, string|number>} [args] */
  function say(index, key, args) {
    return (index.root.labels[key] || key).replace(/\{(\w+)\}/g, (all, name) => args && name in args ? String(args[name]) : all);
  }

  /** @param {string} url @param {string} anchor */
  const withAnchor = (url, anchor) => anchor && !url.includes('#') ? url + '#' + encodeURIComponent(anchor) : url;

  /** The search field in the header. @param {HTMLFormElement} form */
  function header(form) {
    const input = /** @type {HTMLInputElement|null} */ (form.querySelector('input[type=search]'));
    const box = /** @type {HTMLElement|null} */ (form.querySelector('.al-quick')), status = form.querySelector('.al-status');
    const base = form.dataset.alRoot || '';
    if (!input || !box) return;
    let turn = 0, timer = 0;
    const close = () => { turn++; box.hidden = true; box.replaceChildren(); };
    const show = async () => {
      const mine = ++turn, text = input.value.trim();
      if (text.length < 2) { close(); if (status) status.textContent = ''; return; }
      try {
        const index = await open(base), result = await search(index, text), top = result.hits.slice(0, 7);
        const pages = await Promise.all(top.map(h => index.page(h.doc)));
        if (mine !== turn) return;
        const list = el('ul');
        pages.forEach(p => {
          const a = /** @type {HTMLAnchorElement} */ (el('a')), item = el('li'), type = index.root.types[p[2]];
          a.href = base + p[1];
          if (type) a.append(el('span', type[1], 'al-type al-tone-' + type[3]), ' ');
          const title = el('span', '', 'al-quick-title');
          fill(title, marked(index, result.marks, p[0]));
          a.append(title);
          item.append(a);
          list.append(item);
        });
        box.replaceChildren(list);
        if (result.hits.length > top.length) {
          const all = /** @type {HTMLAnchorElement} */ (el('a', say(index, 'all-hits', { count: result.hits.length }), 'al-quick-all'));
          all.href = (form.getAttribute('action') || base + 'suche.html') + '?q=' + encodeURIComponent(text);
          box.append(all);
        }
        box.hidden = !pages.length;
        if (status) status.textContent = announce(index, result.hits.length, text);
      } catch (e) { if (mine === turn) { close(); if (status) status.textContent = failure(e); } }
    };
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 0); });
    // The program came when the field got the focus, perhaps with the first letters.
    if (input === document.activeElement) { if (input.value.trim()) show(); else open(base).catch(() => {}); }
    const links = () => Array.from(box.querySelectorAll('a'));
    form.addEventListener('keydown', event => {
      const all = links(), at = all.indexOf(/** @type {any} */ (document.activeElement));
      if (event.key === 'ArrowDown' && all.length) {
        event.preventDefault();
        // Results still on their way would take the link from under the reader.
        clearTimeout(timer);
        turn++;
        all[Math.min(at + 1, all.length - 1)].focus();
      }
      else if (event.key === 'ArrowUp' && at >= 0) { event.preventDefault(); if (at === 0) input.focus(); else all[at - 1].focus(); }
      else if (event.key === 'Escape' && !box.hidden) { event.preventDefault(); close(); input.focus(); }
    });
    form.addEventListener('focusout', event => { if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) setTimeout(() => { if (!form.contains(document.activeElement)) close(); }, 150); });
  }

  /** @param {Index} index @param {number} n @param {string} query */
  const announce = (index, n, query) => say(index, n === 0 ? 'none' : n === 1 ? 'one' : 'many', { count: n, query });

  /** @param {any} e */
  const failure = e => document.documentElement.lang.startsWith('en') ? 'The search could not be loaded.' : e && e.message && / /.test(e.message) ? e.message : 'Die Suche konnte nicht geladen werden.';

  /** The search page. @param {HTMLElement} list */
  function page(list) {
    const get = (/** @type {string} */ id) => document.getElementById('al-' + id);
    const input = /** @type {HTMLInputElement|null} */ (get('sq')), count = get('count'), facetBox = get('facets'), notice = get('notice'), more = get('more');
    const holder = /** @type {HTMLElement|null} */ (document.querySelector('[data-al-root]'));
    const base = (holder && holder.dataset.alRoot) || '';
    if (!input) return;
    const STEP = 10;
    let turn = 0, timer = 0, shown = 0, facetTurn = 0;
    /** @type {Result|null} */ let result = null;
    /** @type {Hit[]} */ let hits = [];
    /** @type {Map<string, Set<string>>} */
    let chosen = new Map();

    function readAddress() {
      const params = new URLSearchParams(location.search);
      if (input) input.value = params.get('q') || '';
      chosen = new Map();
      for (const [key, value] of params) if (key !== 'q' && value) { const set = chosen.get(key) || new Set(); set.add(value); chosen.set(key, set); }
    }
    /** @param {boolean} push */
    function writeAddress(push) {
      const params = new URLSearchParams();
      if (input && input.value.trim()) params.set('q', input.value.trim());
      for (const [key, values] of chosen) for (const value of values) params.append(key, value);
      const text = params.toString(), url = text ? '?' + text : location.pathname.split('/').pop() || 'suche.html';
      try { if (push && url !== location.search) history.pushState(null, '', url); else history.replaceState(null, '', url); } catch (e) {  }
    }
    /** Bits of the pages that pass the facets, but for one. @param {Index} index @param {Facet[]} facets @param {string} except */
    function passing(index, facets, except) {
      const n = index.root.pages;
      /** @type {Uint8Array|null} */
      let all = null;
      for (const f of facets) {
        const values = chosen.get(f.key);
        if (!values || !values.size || f.key === except) continue;
        const some = new Uint8Array(n);
        for (const v of f.values) if (values.has(v.key)) { const b = pagesOf(v, n); for (let i = 0; i < n; i++) if (b[i]) some[i] = 1; }
        if (!all) all = some; else for (let i = 0; i < n; i++) all[i] &= some[i];
      }
      return all;
    }

    /** @param {boolean} [push] */
    async function update(push) {
      const mine = ++turn, text = input ? input.value.trim() : '';
      writeAddress(!!push);
      try {
        const index = await open(base);
        const found = text ? await search(index, text) : null;
        const filtering = Array.from(chosen.values()).some(s => s.size > 0);
        const facets = filtering || !text ? await index.facets() : null;
        if (mine !== turn) return;
        result = found;
        const before = found ? found.hits : text || !filtering ? [] : everything(index);
        const pass = facets && filtering ? passing(index, facets, '') : null;
        hits = pass ? before.filter(h => pass[h.doc]) : before;
        shown = 0;
        list.replaceChildren();
        if (count) count.textContent = !text && !filtering ? '' : text ? announce(index, hits.length, text) : say(index, hits.length === 1 ? 'all-one' : 'all-many', { count: hits.length });
        showNotice(index, text);
        await showMore(index, mine);
        if (mine !== turn) return;
        if (facetBox) await showFacets(index, text, before);
      } catch (e) { if (mine === turn && count) count.textContent = failure(e); }
    }

    /** @param {Index} index @returns {Hit[]} */
    const everything = index => Array.from({ length: index.root.pages }, (_, doc) => ({ doc, score: 0, full: true }));

    /** @param {Index} index @param {string} text */
    function showNotice(index, text) {
      if (!notice) return;
      notice.replaceChildren();
      if (!text || !result) return;
      const line = (/** @type {string} */ s) => { if (notice.hasChildNodes()) notice.append(el('br')); notice.append(s); };
      for (const [raw, word] of result.corrected) {
        const [before, after] = say(index, 'did-you-mean', { word: '\n' }).split('\n'), a = /** @type {HTMLAnchorElement} */ (el('a', word));
        a.href = '?q=' + encodeURIComponent(text.replace(raw, word));
        line(before);
        notice.append(a, after || '');
      }
      if (result.also.length) line(say(index, 'also', { words: Array.from(new Map(result.also.map(l => [fold(l), l])).values()).slice(0, 5).join(', ') }));
      if (result.near.length) line(say(index, 'compound', { words: result.near.join(', ') }));
      if (result.ignored.length && hits.length) line(say(index, 'ignored', { words: result.ignored.join(', ') }));
      if (result.partial && result.partial === result.hits.length) line(say(index, 'some-words'));
      else if (result.partial) line(say(index, 'partial', { count: result.partial }));
      if (!result.hits.length && result.quoted) {
        line(say(index, 'wording') + ' ');
        const a = /** @type {HTMLAnchorElement} */ (el('a', say(index, 'without-quotes')));
        a.href = '?q=' + encodeURIComponent(text.replace(/["„“”‟»«]/g, ' ').trim());
        notice.append(a, '.');
      } else if (!hits.length && !result.empty) {
        line(say(index, 'empty-help') + ' ');
        const a = /** @type {HTMLAnchorElement} */ (el('a', say(index, 'a-z')));
        a.href = base + 'a-z.html';
        notice.append(a, '.');
      }
    }

    /** @param {Index} index @param {number} mine */
    async function showMore(index, mine) {
      const from = shown, next = hits.slice(from, from + STEP);
      shown += next.length;
      const pages = await Promise.all(next.map(h => index.page(h.doc)));
      if (mine !== turn) return;
      const marks = result ? result.marks : { stems: new Map(), prefixes: [], pieces: [] };
      for (const p of pages) list.append(hit(index, p, marks));
      if (more) more.hidden = shown >= hits.length;
      if (from && list.children[from]) { const a = list.children[from].querySelector('a'); if (a) a.focus(); }
    }

    /** @param {Index} index @param {Page} p @param {Marks} marks */
    function hit(index, p, marks) {
      const item = el('li'), [, url, typeIndex, place, year, trail] = p, type = index.root.types[typeIndex];
      const s = snippet(index, p, marks);
      if (type) item.append(el('p', type[1], 'al-type al-tone-' + type[3]));
      const heading = el('h2'), a = /** @type {HTMLAnchorElement} */ (el('a'));
      a.href = base + withAnchor(url, s.anchor);
      fill(a, s.title);
      heading.append(a);
      item.append(heading);
      const text = el('p', '', 'al-snippet');
      fill(text, s.pieces);
      item.append(text);
      const meta = [place, year ? String(year) : '', trail, s.section ? say(index, 'section', { title: s.section }) : ''].filter(x => x).join(' · ');
      if (meta) item.append(el('p', meta, 'al-meta'));
      return item;
    }

    /** @param {Index} index @param {string} text @param {Hit[]} before */
    async function showFacets(index, text, before) {
      if (!facetBox) return;
      const mine = ++facetTurn, facets = await index.facets();
      if (mine !== facetTurn) return;
      const n = index.root.pages, focus = document.activeElement && document.activeElement.id;
      const opened = new Set(Array.from(facetBox.querySelectorAll('fieldset[data-all]')).map(f => f.getAttribute('data-key')));
      const pool = text ? before : everything(index);
      facetBox.replaceChildren();
      const chips = el('ul', '', 'al-chips');
      for (const f of facets) {
        const types = facets[0], isChosen = chosen.has(f.key);
        if (f.values.length < 2 && !isChosen) continue;
        // What only one type knows is asked when that type is wanted.
        if (f.only && !isChosen && !(chosen.get(types.key) || new Set()).has(f.only)) continue;
        const set = el('fieldset');
        set.setAttribute('data-key', f.key);
        set.append(el('legend', f.label));
        const pass = passing(index, facets, f.key);
        f.values.forEach((v, i) => {
          const b = pagesOf(v, n);
          let c = 0;
          for (const h of pool) if (b[h.doc] && (!pass || pass[h.doc])) c++;
          const ticked = !!(chosen.get(f.key) && /** @type {Set<string>} */ (chosen.get(f.key)).has(v.key));
          const label = el('label'), tick = /** @type {HTMLInputElement} */ (el('input'));
          tick.type = 'checkbox';
          tick.id = `al-f-${f.key}-${i}`;
          tick.value = v.key;
          tick.checked = ticked;
          tick.addEventListener('change', () => { choose(f.key, v.key, tick.checked); });
          label.append(tick, ' ', v.label, ' ', el('span', String(c), 'al-n'));
          if (!c) label.className = 'al-none';
          if (i >= 8 && !ticked && !opened.has(f.key)) label.hidden = true;
          set.append(label);
          if (ticked) {
            const item = el('li'), chip = el('button', say(index, 'remove', { value: v.label }), 'al-chip');
            chip.setAttribute('type', 'button');
            chip.addEventListener('click', () => { choose(f.key, v.key, false); if (input) input.focus(); });
            item.append(chip);
            chips.append(item);
          }
        });
        if (f.values.length > 8 && !opened.has(f.key)) {
          const all = el('button', say(index, 'facet-more'), 'al-facet-more');
          all.setAttribute('type', 'button');
          all.addEventListener('click', () => { set.setAttribute('data-all', ''); set.querySelectorAll('label').forEach(l => { l.hidden = false; }); all.remove(); });
          set.append(all);
        } else if (opened.has(f.key)) set.setAttribute('data-all', '');
        facetBox.append(set);
      }
      if (chips.hasChildNodes()) facetBox.prepend(chips);
      if (focus) { const again = document.getElementById(focus); if (again && again !== document.activeElement) again.focus(); }
    }

    /** @param {string} key @param {string} value @param {boolean} on */
    function choose(key, value, on) {
      const set = chosen.get(key) || new Set();
      if (on) set.add(value); else set.delete(value);
      chosen.set(key, set);
      update(true);
    }

    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(update, 0); });
    if (input.form) input.form.addEventListener('submit', event => { event.preventDefault(); clearTimeout(timer); update(true); });
    if (more) more.addEventListener('click', () => { open(base).then(index => showMore(index, turn)); });
    window.addEventListener('popstate', () => { readAddress(); update(); });
    window.addEventListener('pageshow', event => { if (event.persisted) { readAddress(); update(); } });
    readAddress();
    update();
  }

  function start() {
    document.querySelectorAll('form[data-al-search]').forEach(f => header(/** @type {HTMLFormElement} */ (f)));
    const list = document.getElementById('suchergebnisse');
    if (list) page(list);
  }

  const api = { VERSION, analyser, analyse, fold, lower, snowball, openIndex, parseQuery, search, snippet, unwrap, bits };
  // eslint-disable-next-line no-undef
  if (typeof document === 'undefined') /** @type {any} */ (globalThis).allmendeSearch = api;
  else if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
