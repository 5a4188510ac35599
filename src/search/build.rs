//! Build: from texts to postings.
//!
//! Three steps, each parallel over runs of pages or words and merged in order, so that threads never
//! change a byte: *read* tokenises the fields of every page against dictionaries of their own,
//! *name* turns the words of all into terms, *count* makes each page's postings.

use std::collections::HashMap;

use rayon::prelude::*;

use super::encode::{TOP, number};
use super::stem::stem;
use super::tables::{Tables, tables};
use super::tokens::{Token, analyse};
use super::weights::{WEIGHTS, Weights};
use super::{SearchDoc, SearchInput};

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
    /// All words as spelled, folded, with the number of pages they stand in.
    #[expect(dead_code, reason = "for typing errors, which come next")]
    pub words: Vec<(String, u32)>,
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

/// One word as read: index into the dictionary, place, and what it counts.
struct Occurrence {
    word: u32,
    position: u32,
    weight: f32,
    /// Counts against the length of the page.
    body: bool,
}

#[derive(Default)]
struct ReadDoc {
    words: Vec<Occurrence>,
    length: u32,
}

/// The pages of a chunk against the chunk's own dictionary.
struct ReadChunk {
    dictionary: Vec<Word>,
    docs: Vec<ReadDoc>,
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
}

/// What a word counts for.
struct Meaning {
    term: u32,
    weight: f32,
    /// Only a part of a compound.
    inside: bool,
}

pub(super) fn build(input: &SearchInput) -> Built {
    let tables = tables(input.language);
    let weights = &WEIGHTS;
    let chunks: Vec<ReadChunk> = input.docs.par_chunks(CHUNK).map(|docs| read(tables, weights, docs)).collect();

    // Merge the dictionaries in order; `maps` lead from a chunk's words to those of all.
    let mut all: HashMap<Word, u32> = HashMap::new();
    let mut words: Vec<Word> = Vec::new();
    let maps: Vec<Vec<u32>> = chunks
        .iter()
        .map(|chunk| {
            let add = |word: &Word| {
                *all.entry(word.clone()).or_insert_with(|| {
                    words.push(word.clone());
                    words.len() as u32 - 1
                })
            };
            chunk.dictionary.iter().map(add).collect()
        })
        .collect();
    drop(all);
    let frequencies = frequencies(&chunks, &maps, words.len());
    let (keys, meanings) = name(tables, weights, &words);
    let average = average_length(&chunks);
    let runs = chunks
        .into_par_iter()
        .zip(&maps)
        .enumerate()
        .map(|(i, (chunk, map))| count(weights, (i * CHUNK) as u32, &chunk, map, &meanings, average))
        .collect();
    let mut forms: Vec<(String, u32)> = words
        .into_iter()
        .zip(frequencies)
        .filter(|(w, _)| w.class == Class::Whole)
        .map(|(w, df)| (w.form, df))
        .collect();
    forms.sort_unstable();
    forms.dedup_by(|b, a| {
        a.0 == b.0 && {
            a.1 += b.1;
            true
        }
    });
    Built { keys, runs, words: forms }
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
    dictionary: HashMap<Word, u32>,
    words: Vec<Word>,
    doc: ReadDoc,
    position: u32,
}

fn read(tables: &Tables, weights: &Weights, docs: &[SearchDoc]) -> ReadChunk {
    let mut reader =
        Reader { tables, dictionary: HashMap::new(), words: Vec::new(), doc: ReadDoc::default(), position: 0 };
    let docs = docs.iter().map(|doc| reader.doc(weights, doc)).collect();
    ReadChunk { dictionary: reader.words, docs }
}

impl Reader<'_> {
    fn doc(&mut self, weights: &Weights, doc: &SearchDoc) -> ReadDoc {
        self.position = 0;
        self.field(&doc.title, weights.title, true, false);
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
        std::mem::take(&mut self.doc)
    }

    /// Reads a field. Stop words count in short fields (`label`), where they may be all there is.
    fn field(&mut self, text: &str, weight: f32, label: bool, body: bool) {
        for token in analyse(text) {
            let n_parts = token.parts.len().max(1) as u32;
            if label || !self.tables.stop.contains(&token.form) {
                self.token(token, weight, body);
            }
            self.position += n_parts;
            if body {
                self.doc.length += n_parts;
            }
        }
        self.position = self.position.next_multiple_of(FIELD_GAP) + FIELD_GAP;
    }

    fn token(&mut self, token: Token, weight: f32, body: bool) {
        if token.section_sign {
            self.add(
                Word { form: format!("§{}", token.form), surface: String::new(), class: Class::Literal },
                0,
                weight,
                body,
            );
        }
        for (i, part) in token.parts.into_iter().enumerate() {
            if !self.tables.stop.contains(&part) {
                self.add(Word { form: part, surface: String::new(), class: Class::Part }, i as u32, weight, body);
            }
        }
        let surface = if token.surface == token.form { String::new() } else { token.surface };
        self.add(Word { form: token.form, surface, class: Class::Whole }, 0, weight, body);
    }

    fn add(&mut self, word: Word, offset: u32, weight: f32, body: bool) {
        let number = match self.dictionary.get(&word) {
            Some(number) => *number,
            None => {
                let number = self.words.len() as u32;
                self.words.push(word.clone());
                self.dictionary.insert(word, number);
                number
            }
        };
        self.doc.words.push(Occurrence { word: number, position: self.position + offset, weight, body });
    }
}

// ---------------------------------------------------------------- name

/// Gives every word its terms; returns the sorted terms and each word's meanings.
fn name(tables: &Tables, weights: &Weights, words: &[Word]) -> (Vec<String>, Vec<Vec<Meaning>>) {
    let ambiguous = ambiguous_stems(tables, words);
    let named: Vec<Vec<(String, f32, bool)>> = words
        .par_iter()
        .map(|word| {
            let stem_of = |form: &str| stem(tables, form).into_owned();
            match word.class {
                Class::Literal => vec![(word.form.clone(), 1.0, false)],
                Class::Part => vec![(stem_of(&word.form), weights.hyphen, false)],
                Class::Whole => {
                    let key = stem_of(&word.form);
                    let mut terms = Vec::with_capacity(2);
                    if ambiguous.contains_key(&key) {
                        terms.push((format!("{key}={}", spelled_stem(&key, &word.form, &word.surface)), 1.0, false));
                    }
                    terms.push((key, 1.0, false));
                    terms
                }
            }
        })
        .collect();
    let mut keys: Vec<String> = named.iter().flatten().map(|(key, ..)| key.clone()).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let number = |key: &String| keys.binary_search(key).expect("every term is among the keys") as u32;
    let meanings = named
        .par_iter()
        .map(|terms| {
            terms
                .iter()
                .map(|(key, weight, inside)| Meaning { term: number(key), weight: *weight, inside: *inside })
                .collect()
        })
        .collect();
    (keys, meanings)
}

/// Stems under which words meet that differ in an umlaut only (Förderung, Forderung).
fn ambiguous_stems(tables: &Tables, words: &[Word]) -> HashMap<String, ()> {
    let mut spellings: HashMap<&str, &str> = HashMap::new();
    let mut ambiguous = HashMap::new();
    for word in words.iter().filter(|w| w.class == Class::Whole) {
        let surface = if word.surface.is_empty() { &word.form } else { &word.surface };
        // `foerderung` is a way to write ö, not another word.
        if surface.len() == word.form.len() || !surface.is_ascii() {
            let first = spellings.entry(&word.form).or_insert(surface);
            if *first != surface.as_str() {
                ambiguous.insert(stem(tables, &word.form).into_owned(), ());
            }
        }
    }
    ambiguous
}

/// The start of the spelling that belongs to the stem: `förder` of `förderung`.
fn spelled_stem(key: &str, form: &str, surface: &str) -> String {
    if surface.is_empty() || surface.chars().count() != form.chars().count() {
        return key.to_owned();
    }
    surface.chars().take(key.chars().count()).collect()
}

// ---------------------------------------------------------------- count

/// What a term collects in one page.
#[derive(Default)]
struct Tally {
    direct: f32,
    inside: f32,
    /// Places, times two, plus one for those inside of a compound.
    positions: Vec<u32>,
}

fn count(
    weights: &Weights,
    first: u32,
    chunk: &ReadChunk,
    map: &[u32],
    meanings: &[Vec<Meaning>],
    average: f32,
) -> Run {
    let mut rows: Vec<(Posting, Vec<u8>)> = Vec::new();
    let mut tallies: HashMap<u32, Tally> = HashMap::new();
    for (i, doc) in chunk.docs.iter().enumerate() {
        let norm = 1.0 - weights.b + weights.b * doc.length as f32 / average;
        for occurrence in &doc.words {
            let weight = if occurrence.body { occurrence.weight / norm } else { occurrence.weight };
            for meaning in &meanings[map[occurrence.word as usize] as usize] {
                let tally = tallies.entry(meaning.term).or_default();
                *(if meaning.inside { &mut tally.inside } else { &mut tally.direct }) += weight * meaning.weight;
                tally.positions.push(occurrence.position << 1 | u32::from(meaning.inside));
            }
        }
        for (term, mut tally) in tallies.drain() {
            let mut encoded = Vec::new();
            encode_positions(&mut encoded, &mut tally.positions);
            rows.push((Posting { term, doc: first + i as u32, end: 0, impact: impact(weights, &tally) }, encoded));
        }
    }
    rows.sort_unstable_by_key(|(posting, _)| (posting.term, posting.doc));
    let mut run = Run { postings: Vec::with_capacity(rows.len()), positions: Vec::new() };
    for (mut posting, encoded) in rows {
        run.positions.extend(encoded);
        posting.end = run.positions.len() as u32;
        run.postings.push(posting);
    }
    run
}

/// BM25's saturation, 1 to 44. What only stands inside of compounds never reaches a whole word.
fn impact(weights: &Weights, tally: &Tally) -> u8 {
    let saturated = |tf: f32| tf / (tf + weights.k1);
    let share = if tally.direct > 0.0 {
        saturated(tally.direct + tally.inside)
    } else {
        weights.part * saturated(tally.inside / weights.part)
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
