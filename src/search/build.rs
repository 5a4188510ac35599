//! Build: from texts to postings.
//!
//! Three steps, each parallel over runs of pages or words and merged in order, so that threads never
//! change a byte: *read* tokenises the fields of every page against dictionaries of their own,
//! *name* turns the words of all into terms, *count* makes each page's postings.

use std::ops::Range;

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::compound::{Lexicon, Part};
use super::encode::{TOP, number};
use super::stem::{stem, variant};
use super::tables::{Tables, tables};
use super::thesaurus::{self, Concepts};
use super::tokens::{Place, Token, places, token};
use super::weights::Weights;
use super::{SearchDoc, SearchInput, SynonymGroup};
use crate::messages::Language;

/// Pages that are read together.
const CHUNK: usize = 128;

/// Distance between two fields or sections, so that no phrase and no window reaches across.
const FIELD_GAP: u32 = 16;

/// Postings of all pages by term.
pub(super) struct Built {
    /// Terms, sorted; the index of one is its number.
    pub keys: Vec<String>,
    /// Pages in runs; each run's postings are sorted by term, then page.
    pub runs: Vec<Run>,
    /// All words: folded, as spelled, number of pages they stand in. Sorted.
    pub words: Vec<(String, String, u32)>,
    /// Parts of compounds, by the compound's term.
    pub parts: HashMap<String, Vec<String>>,
    /// Labels that mean the same.
    pub concepts: Concepts,
}

/// Postings of a run of pages.
#[derive(Default)]
pub(super) struct Run {
    pub postings: Vec<Posting>,
    /// Encoded positions; each posting owns a slice.
    pub positions: Vec<u8>,
}

/// One term in one page.
#[derive(Clone, Copy)]
pub(super) struct Posting {
    pub term: u32,
    pub doc: u32,
    /// End of its slice in the run's positions.
    pub end: u32,
    pub impact: u8,
}

/// One word as read: index into the dictionary, and place.
struct Occurrence {
    word: u32,
    position: u32,
}

/// Words that count the same.
struct Stretch {
    /// Index behind its last word.
    end: usize,
    weight: f32,
    /// Counts against the length of the page.
    body: bool,
}

#[derive(Default)]
struct ReadDoc {
    words: Vec<Occurrence>,
    stretches: Vec<Stretch>,
    length: u32,
}

impl ReadDoc {
    fn push(&mut self, word: u32, position: u32, weight: f32, body: bool) {
        self.words.push(Occurrence { word, position });
        let end = self.words.len();
        match self.stretches.last_mut().filter(|last| last.weight == weight && last.body == body) {
            Some(last) => last.end = end,
            None => self.stretches.push(Stretch { end, weight, body }),
        }
    }
}

/// The pages of a chunk against the chunk's own dictionary.
struct ReadChunk {
    dictionary: Vec<Word>,
    docs: Vec<ReadDoc>,
    /// Short forms with their long forms, as introduced in the texts.
    abbreviations: Vec<(String, String)>,
}

/// A word of a dictionary.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Word {
    form: String,
    /// Spelling where it says more than the form.
    surface: String,
    class: Class,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Class {
    /// A whole word.
    Whole,
    /// A visible part of one.
    Part,
    /// A term as it is, not to be stemmed.
    Literal,
    /// `Natur- und Artenschutz`: form and surface are the beginning and the word that holds the rest.
    Begun,
    /// `Kommunalpolitik und -verwaltung`: form and surface are the word that holds the beginning and the rest.
    Ended,
}

/// What a word counts for.
struct Meaning {
    /// Whether its places are written: those of variants are also those of their stem.
    placed: bool,
    term: u32,
    weight: f32,
    /// Only a part of a compound.
    inside: bool,
}

pub(super) fn build(input: &SearchInput, weights: &Weights) -> Built {
    let tables = tables(input.language);
    let chunks: Vec<ReadChunk> = input.docs.par_chunks(CHUNK).map(|docs| read(tables, weights, docs)).collect();

    // Merge the dictionaries in order; `maps` lead from a chunk's words to those of all.
    let mut all: HashMap<&Word, u32> = HashMap::default();
    let mut words: Vec<Word> = Vec::new();
    let maps: Vec<Vec<u32>> = chunks
        .iter()
        .map(|chunk| {
            let add = |word| {
                *all.entry(word).or_insert_with(|| {
                    words.push(word.clone());
                    words.len() as u32 - 1
                })
            };
            chunk.dictionary.iter().map(add).collect()
        })
        .collect();
    drop(all);
    let frequencies = frequencies(&chunks, &maps, words.len());
    let mut forms: Vec<(String, String, u32)> = words
        .iter()
        .zip(&frequencies)
        .filter(|(word, _)| word.class == Class::Whole)
        .map(|(word, df)| {
            (word.form.clone(), if word.surface.is_empty() { word.form.clone() } else { word.surface.clone() }, *df)
        })
        .collect();
    forms.par_sort_unstable();
    let lexicon = (input.language == Language::German).then(|| {
        let mut lexicon = Lexicon::new(tables, &input.words);
        lexicon.learn(tables, &by_form(&forms));
        lexicon
    });
    let named = name(tables, weights, lexicon.as_ref(), &words);
    let mut groups = input.thesaurus.clone();
    groups.extend(abbreviations(&chunks));
    if input.language == Language::German {
        groups.extend(thesaurus::built_in());
    }
    let concepts = Concepts::new(tables, &groups, &named.keys);
    let average = average_length(&chunks);
    let runs = chunks
        .into_par_iter()
        .zip(&maps)
        .enumerate()
        .map(|(i, (chunk, map))| count(weights, (i * CHUNK) as u32, &chunk, map, &named.meanings, &concepts, average))
        .collect();
    Built { keys: named.keys, runs, words: forms, parts: named.parts, concepts }
}

/// Words without regard to their spelling, and in how many pages they stand at most.
fn by_form(words: &[(String, String, u32)]) -> Vec<(String, u32)> {
    let mut forms: Vec<(String, u32)> = words.iter().map(|(form, _, df)| (form.clone(), *df)).collect();
    forms.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 += b.1;
        }
        same
    });
    forms
}

/// `Informationsfreiheitsgesetz (IFG)` makes the two synonyms, in the long form that most pages use.
fn abbreviations(chunks: &[ReadChunk]) -> Vec<SynonymGroup> {
    let mut counts: std::collections::BTreeMap<(&str, &str), u32> = std::collections::BTreeMap::new();
    for (short, long) in chunks.iter().flat_map(|c| &c.abbreviations) {
        *counts.entry((short, long)).or_default() += 1;
    }
    let mut best: std::collections::BTreeMap<&str, (u32, &str)> = std::collections::BTreeMap::new();
    for ((short, long), n) in counts {
        let entry = best.entry(short).or_insert((n, long));
        if n > entry.0 {
            *entry = (n, long);
        }
    }
    best.into_iter()
        .map(|(short, (_, long))| SynonymGroup {
            preferred: long.to_owned(),
            equivalents: vec![short.to_owned()],
            broader: Vec::new(),
        })
        .collect()
}

/// The mean length of pages, rounded so that one edited page seldom changes every impact.
fn average_length(chunks: &[ReadChunk]) -> f32 {
    let (n, sum) =
        chunks.iter().flat_map(|c| &c.docs).fold((0u64, 0u64), |(n, sum), d| (n + 1, sum + u64::from(d.length)));
    let mean = sum as f32 / n.max(1) as f32;
    // Steps of an eighth of an octave, about 9 percent.
    ((mean.max(1.0).log2() * 8.0).round() / 8.0).exp2()
}

/// In how many pages each word stands.
fn frequencies(chunks: &[ReadChunk], maps: &[Vec<u32>], n_words: usize) -> Vec<u32> {
    let mut df = vec![0; n_words];
    let mut seen = vec![u32::MAX; n_words];
    let mut number = 0;
    for (chunk, map) in chunks.iter().zip(maps) {
        for doc in &chunk.docs {
            for occurrence in &doc.words {
                let word = map[occurrence.word as usize] as usize;
                if seen[word] != number {
                    seen[word] = number;
                    df[word] += 1;
                }
            }
            number += 1;
        }
    }
    df
}

// ---------------------------------------------------------------- read

struct Reader<'a> {
    tables: &'a Tables,
    /// Each spelling that was met, as index into `spellings`; nothing where there is no word in it.
    known: HashMap<Box<[char]>, Option<usize>>,
    spellings: Vec<Spelling>,
    dictionary: HashMap<Word, u32>,
    words: Vec<Word>,
    doc: ReadDoc,
    position: u32,
    chars: Vec<char>,
}

/// A word as it is written, looked at once.
struct Spelling {
    token: Token,
    is_stop: bool,
    /// Its words in the dictionary and their distance from its place, once they are there.
    words: Option<Vec<(u32, u32)>>,
}

fn read(tables: &Tables, weights: &Weights, docs: &[SearchDoc]) -> ReadChunk {
    let mut reader = Reader {
        tables,
        known: HashMap::default(),
        spellings: Vec::new(),
        dictionary: HashMap::default(),
        words: Vec::new(),
        doc: ReadDoc::default(),
        position: 0,
        chars: Vec::new(),
    };
    let abbreviations = docs
        .iter()
        .flat_map(|doc| doc.sections.iter().map(|s| &s.text).chain([&doc.title, &doc.summary]))
        .flat_map(|text| thesaurus::introduced(text))
        .collect();
    let docs = docs.iter().map(|doc| reader.doc(weights, doc)).collect();
    ReadChunk { dictionary: reader.words, docs, abbreviations }
}

impl Reader<'_> {
    fn doc(&mut self, weights: &Weights, doc: &SearchDoc) -> ReadDoc {
        self.position = 0;
        for name in std::iter::once(&doc.title).chain(&doc.alt_labels) {
            self.whole_name(name);
        }
        // A word says more in a short title than in a long one.
        let n_words = doc.title.split_whitespace().count() as f32;
        let title = weights.title / (1.0 - weights.title_b + weights.title_b * n_words / weights.title_words);
        self.field(&doc.title, title, true, false);
        for label in &doc.alt_labels {
            self.field(label, weights.alt, true, false);
        }
        for label in &doc.hidden_labels {
            self.field(label, weights.hidden, true, false);
        }
        for label in &doc.topics {
            self.field(label, weights.topics, true, false);
        }
        if let Some(place) = &doc.place {
            self.field(place, weights.place, true, false);
        }
        if let Some(year) = doc.year {
            self.field(&year.to_string(), weights.place, true, false);
        }
        for (value, weight) in &doc.extra {
            self.field(value, *weight, true, false);
        }
        self.field(&doc.summary, weights.summary, false, true);
        for section in &doc.sections {
            if let Some(title) = &section.title {
                self.field(title, weights.heading, true, true);
            }
            self.field(&section.text, weights.text, false, true);
        }
        self.doc.words.shrink_to_fit();
        std::mem::take(&mut self.doc)
    }

    /// The words of a text: their places and their spellings.
    fn tokens(&mut self, text: &str) -> Vec<(Place, usize)> {
        self.chars.clear();
        self.chars.extend(text.chars());
        let mut found = Vec::new();
        for place in places(&self.chars) {
            let letters = &self.chars[place.start..place.end];
            let spelling = match self.known.get(letters) {
                Some(known) => *known,
                None => {
                    let new = token(letters).map(|token| {
                        let is_stop = self.tables.stop.contains(&token.form);
                        self.spellings.push(Spelling { token, is_stop, words: None });
                        self.spellings.len() - 1
                    });
                    self.known.insert(letters.into(), new);
                    new
                }
            };
            found.extend(spelling.map(|spelling| (place, spelling)));
        }
        found
    }

    fn form(&self, token: &(Place, usize)) -> &str {
        &self.spellings[token.1].token.form
    }

    fn is_stop(&self, token: &(Place, usize)) -> bool {
        self.spellings[token.1].is_stop
    }

    /// A term for the name as a whole, so that a query that is a name finds its page first.
    fn whole_name(&mut self, name: &str) {
        let mut key = String::new();
        for token in self.tokens(name).iter().filter(|token| !self.is_stop(token)).take(9) {
            key.push_str(&stem(self.tables, self.form(token)));
            key.push('_');
        }
        if !key.is_empty() {
            self.add(Word { form: key, surface: String::new(), class: Class::Literal }, 1.0, false);
        }
    }

    /// Reads a field. Stop words count in short fields (`label`), where they may be all there is.
    fn field(&mut self, text: &str, weight: f32, label: bool, body: bool) {
        let tokens = self.tokens(text);
        for i in 0..tokens.len() {
            let (place, spelling) = tokens[i];
            if place.suspended || place.suspended_start {
                self.suspended(&tokens, i, weight, body);
            }
            if let Some(date) = self.date(&tokens[i..]) {
                self.add(Word { form: date, surface: String::new(), class: Class::Literal }, weight, body);
            }
            let Spelling { token, is_stop, .. } = &self.spellings[spelling];
            let n_parts = token.parts.len().max(1) as u32;
            if label || token.capitals || !is_stop {
                self.token(place, spelling, weight, body);
            }
            self.position += n_parts;
            if body {
                self.doc.length += n_parts;
            }
        }
        self.position = self.position.next_multiple_of(FIELD_GAP) + FIELD_GAP;
    }

    /// `28. April 2021` as `28.4.2021`.
    fn date(&self, tokens: &[(Place, usize)]) -> Option<String> {
        let [day, month, year, ..] = tokens else { return None };
        let number = |form: &str, longest: usize| form.len() <= longest && form.bytes().all(|b| b.is_ascii_digit());
        let (day, month, year) = (self.form(day), self.form(month), self.form(year));
        if !number(day, 2) || !number(year, 4) || year.len() != 4 {
            return None;
        }
        let month = self.tables.months.iter().position(|m| m == month)? + 1;
        Some(format!("{}.{month}.{year}", day.trim_start_matches('0')))
    }

    /// Completes `Natur- und Artenschutz` and `Kommunalpolitik und -verwaltung`.
    fn suspended(&mut self, tokens: &[(Place, usize)], i: usize, weight: f32, body: bool) {
        let begun = tokens[i].0.suspended;
        let other = if begun {
            tokens[i + 1..].iter().take(5).find(|token| !self.is_stop(token) && !token.0.suspended)
        } else {
            tokens[..i].iter().rev().take(4).find(|token| !self.is_stop(token) && !token.0.suspended_start)
        };
        let Some(other) = other else { return };
        let (this, other) = (self.form(&tokens[i]).to_owned(), self.form(other).to_owned());
        let (form, surface, class) = if begun { (this, other, Class::Begun) } else { (other, this, Class::Ended) };
        self.add(Word { form, surface, class }, weight, body);
    }

    fn token(&mut self, place: Place, spelling: usize, weight: f32, body: bool) {
        if place.section_sign {
            let form = format!("§{}", self.spellings[spelling].token.form);
            self.add(Word { form, surface: String::new(), class: Class::Literal }, weight, body);
        }
        let words = self.spellings[spelling].words.take().unwrap_or_else(|| self.words_of(spelling));
        for (word, offset) in &words {
            self.doc.push(*word, self.position + offset, weight, body);
        }
        self.spellings[spelling].words = Some(words);
    }

    /// What counts of a word: its visible parts and itself.
    fn words_of(&mut self, spelling: usize) -> Vec<(u32, u32)> {
        let Token { form, surface, parts, .. } = self.spellings[spelling].token.clone();
        let surface = if surface == form { String::new() } else { surface };
        let tables = self.tables;
        let parts = parts.into_iter().enumerate().filter(|(_, part)| !tables.stop.contains(part));
        let mut words: Vec<(u32, u32)> = parts
            .map(|(i, part)| (self.number(Word { form: part, surface: String::new(), class: Class::Part }), i as u32))
            .collect();
        words.push((self.number(Word { form, surface, class: Class::Whole }), 0));
        words
    }

    fn add(&mut self, word: Word, weight: f32, body: bool) {
        let word = self.number(word);
        self.doc.push(word, self.position, weight, body);
    }

    /// The number of a word in the dictionary.
    fn number(&mut self, word: Word) -> u32 {
        if let Some(number) = self.dictionary.get(&word) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.clone());
        self.dictionary.insert(word, number);
        number
    }
}

// ---------------------------------------------------------------- name

/// Terms and what each word means.
struct Named {
    keys: Vec<String>,
    meanings: Vec<Vec<Meaning>>,
    parts: HashMap<String, Vec<String>>,
}

/// A term that a word stands for: key, weight, whether it is only a part of a compound.
type Named1 = (String, f32, bool);

/// Gives every word its terms.
fn name(tables: &Tables, weights: &Weights, lexicon: Option<&Lexicon>, words: &[Word]) -> Named {
    let ambiguous = ambiguous_stems(tables, words);
    let named: Vec<(Vec<Named1>, Vec<Part>)> =
        words.par_iter().map(|word| terms_of(tables, weights, lexicon, &ambiguous, word)).collect();
    let mut keys: Vec<String> =
        named.par_iter().flat_map_iter(|(terms, _)| terms.iter().map(|(key, ..)| key.clone())).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let number = |key: &String| keys.binary_search(key).expect("every term is among the keys") as u32;
    let meanings = named
        .par_iter()
        .map(|(terms, _)| {
            terms
                .iter()
                .map(|(key, weight, inside)| Meaning {
                    term: number(key),
                    weight: *weight,
                    inside: *inside,
                    placed: !key.contains('='),
                })
                .collect()
        })
        .collect();
    let mut compounds: Vec<(&Word, &Vec<Part>)> =
        words.iter().zip(named.iter().map(|(_, parts)| parts)).filter(|(_, parts)| !parts.is_empty()).collect();
    compounds.sort_unstable_by_key(|(word, _)| *word);
    let mut parts = HashMap::default();
    for (word, list) in compounds {
        parts
            .entry(stem(tables, &word.form).into_owned())
            .or_insert_with(|| list.iter().map(|p| p.term.clone()).collect());
    }
    Named { keys, meanings, parts }
}

fn terms_of(
    tables: &Tables,
    weights: &Weights,
    lexicon: Option<&Lexicon>,
    ambiguous: &HashSet<String>,
    word: &Word,
) -> (Vec<Named1>, Vec<Part>) {
    let stem_of = |form: &str| stem(tables, form).into_owned();
    let split = |form: &str| lexicon.map_or_else(Vec::new, |lexicon| lexicon.split(tables, form));
    let mut terms: Vec<Named1> = Vec::with_capacity(2);
    let parts = match word.class {
        Class::Literal => {
            terms.push((word.form.clone(), 1.0, false));
            Vec::new()
        }
        Class::Part => {
            terms.push((stem_of(&word.form), weights.hyphen, false));
            split(&word.form)
        }
        Class::Whole => {
            let key = stem_of(&word.form);
            if ambiguous.contains(&key) {
                terms.push((format!("{key}={}", variant(tables, &word.form, &word.surface)), 1.0, false));
            }
            terms.push((key, 1.0, false));
            split(&word.form)
        }
        Class::Begun => {
            if let Some(last) = split(&word.surface).last() {
                terms.push((stem_of(&format!("{}{}", word.form, &word.surface[last.start..])), 1.0, false));
            }
            return (terms, Vec::new());
        }
        Class::Ended => {
            if let Some(last) = split(&word.form).last() {
                terms.push((stem_of(&format!("{}{}", &word.form[..last.start], word.surface)), 1.0, false));
            }
            return (terms, Vec::new());
        }
    };
    // Every part, and every run of parts that is shorter than the word.
    for (i, first) in parts.iter().enumerate() {
        for (j, last) in parts.iter().enumerate().skip(i) {
            if j - i + 1 == parts.len() {
                continue;
            }
            let term = if i == j { first.term.clone() } else { stem_of(&word.form[first.start..last.end]) };
            if word.class == Class::Whole && ambiguous.contains(&term) {
                terms.push((
                    format!("{term}={}", variant_of_part(tables, word, first.start, last.end)),
                    weights.part,
                    true,
                ));
            }
            if !terms.iter().any(|(key, ..)| *key == term) {
                terms.push((term, weights.part, true));
            }
        }
    }
    (terms, if word.class == Class::Whole { parts } else { Vec::new() })
}

/// The variant of a part, with the umlauts of the word it stands in.
fn variant_of_part(tables: &Tables, word: &Word, start: usize, end: usize) -> String {
    let part = &word.form[start..end];
    let spelled = word.surface.chars().count() == word.form.len();
    let surface: String =
        if spelled { word.surface.chars().skip(start).take(end - start).collect() } else { part.to_owned() };
    variant(tables, part, &surface)
}

/// Stems that several words share (Förderung, Forderung; Drucker, drucken).
fn ambiguous_stems(tables: &Tables, words: &[Word]) -> HashSet<String> {
    let mut first: HashMap<String, String> = HashMap::default();
    let mut ambiguous = HashSet::default();
    for word in words.iter().filter(|w| w.class == Class::Whole) {
        let surface = if word.surface.is_empty() { &word.form } else { &word.surface };
        // `foerderung` is a way to write ö, not another word.
        if surface.len() == word.form.len() || !surface.is_ascii() {
            let (key, name) = (stem(tables, &word.form).into_owned(), variant(tables, &word.form, surface));
            if first.get(&key).is_some_and(|other| *other != name) {
                ambiguous.insert(key);
            } else {
                first.insert(key, name);
            }
        }
    }
    ambiguous
}

// ---------------------------------------------------------------- count

/// One place of a term in a page: where, times two, plus one inside of a compound.
struct Hit {
    term: u32,
    place: u32,
    weight: f32,
    /// Whether the place is written.
    placed: bool,
}

/// All places of one term in a page.
type Hits = [Hit];

fn count(
    weights: &Weights,
    first: u32,
    chunk: &ReadChunk,
    map: &[u32],
    meanings: &[Vec<Meaning>],
    concepts: &Concepts,
    average: f32,
) -> Run {
    let mut rows: Vec<(Posting, Range<usize>)> = Vec::new();
    let mut encoded = Vec::new();
    let mut hits: Vec<Hit> = Vec::new();
    let mut places = Vec::new();
    for (i, doc) in chunk.docs.iter().enumerate() {
        let norm = 1.0 - weights.b + weights.b * doc.length as f32 / average;
        hits.clear();
        let mut start = 0;
        for Stretch { end, weight, body } in &doc.stretches {
            let weight = if *body { weight / norm } else { *weight };
            for occurrence in &doc.words[start..*end] {
                hits.extend(meanings[map[occurrence.word as usize] as usize].iter().map(|meaning| Hit {
                    term: meaning.term,
                    place: occurrence.position << 1 | u32::from(meaning.inside),
                    weight: weight * meaning.weight,
                    placed: meaning.placed,
                }));
            }
            start = *end;
        }
        // Within a term the order of the text stays, so that sums are the same everywhere.
        hits.sort_by_key(|hit| hit.term);
        let of_concepts = concept_hits(concepts, &hits);
        hits.extend(of_concepts);
        for hits in hits.chunk_by(|a, b| a.term == b.term) {
            let start = encoded.len();
            places.clear();
            places.extend(hits.iter().filter(|hit| hit.placed).map(|hit| hit.place));
            if !places.is_empty() {
                encode_positions(&mut encoded, &mut places);
            }
            let posting = Posting { term: hits[0].term, doc: first + i as u32, end: 0, impact: impact(weights, hits) };
            rows.push((posting, start..encoded.len()));
        }
    }
    rows.sort_unstable_by_key(|(posting, _)| (posting.term, posting.doc));
    let mut run = Run { postings: Vec::with_capacity(rows.len()), positions: Vec::with_capacity(encoded.len()) };
    for (mut posting, range) in rows {
        run.positions.extend_from_slice(&encoded[range]);
        posting.end = run.positions.len() as u32;
        run.postings.push(posting);
    }
    run
}

/// What all places of one kind weigh together.
fn weight(hits: &Hits, inside: bool) -> f32 {
    hits.iter().filter(|hit| (hit.place & 1 == 1) == inside).map(|hit| hit.weight).sum()
}

/// Places of concepts: each counts as often as one of its labels stands in the page. `hits` are sorted by
/// term, and so is the result, whose terms come after all of them.
fn concept_hits(concepts: &Concepts, hits: &[Hit]) -> Vec<Hit> {
    let hits_of = |term: u32| {
        let start = hits.partition_point(|hit| hit.term < term);
        let end = start + hits[start..].partition_point(|hit| hit.term == term);
        (start < end).then(|| &hits[start..end])
    };
    let mut found: Vec<(u32, f32, Vec<u32>)> = Vec::new();
    for hits in hits.chunk_by(|a, b| a.term == b.term) {
        for (rest, concept) in concepts.labels_from(hits[0].term) {
            let Some(others) = rest.iter().map(|term| hits_of(*term)).collect::<Option<Vec<&Hits>>>() else { continue };
            let follows = |place: u32, i: usize| {
                let next = place + 2 * (i as u32 + 1);
                others[i].iter().any(|other| other.place == next)
            };
            let begins = |place: &u32| place & 1 == 0 && (0..others.len()).all(|i| follows(*place, i));
            let places: Vec<u32> = hits.iter().map(|hit| hit.place).filter(begins).collect();
            if !places.is_empty() {
                found.push((concept, weight(hits, false) * places.len() as f32 / hits.len() as f32, places));
            }
        }
    }
    found.sort_unstable_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    let hits = |(term, weight, places): (u32, f32, Vec<u32>)| {
        // The weight is that of all places together.
        let weights = std::iter::once(weight).chain(std::iter::repeat(0.0));
        places.into_iter().zip(weights).map(move |(place, weight)| Hit { term, place, weight, placed: true })
    };
    found.into_iter().flat_map(hits).collect()
}

/// BM25's saturation, 1 to 44. What only stands inside of compounds never reaches a whole word.
fn impact(weights: &Weights, hits: &Hits) -> u8 {
    let saturated = |tf: f32| tf / (tf + weights.k1);
    let (direct, inside) = (weight(hits, false), weight(hits, true));
    let share = if direct > 0.0 {
        saturated(direct + weights.beside * inside)
    } else {
        weights.part * saturated(inside / weights.part)
    };
    (share * TOP as f32).round().clamp(1.0, TOP as f32) as u8
}

fn encode_positions(out: &mut Vec<u8>, positions: &mut Vec<u32>) {
    positions.sort_unstable();
    positions.dedup();
    number(out, positions.len() as u32 - 1);
    let mut last = 0;
    for position in positions {
        number(out, *position - last);
        last = *position;
    }
}
