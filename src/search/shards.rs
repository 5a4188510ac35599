//! Shards: postings and texts as files of a size that a page loads in one go.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::build::{Built, Posting};
use super::encode::{number, sheet};
use super::thesaurus::FIRST;
use super::weights::Weights;
use super::{SearchDoc, SearchInput, TYPE_FACET, tables};

/// A term shard is closed once it holds so many bytes: about 3 KB after gzip, what one word costs.
const TERM_SHARD: usize = 9_000;
/// Before that it may be closed at a key that looks like a boundary, so that an edit moves few.
const TERM_SHARD_MIN: usize = 4_500;
/// Pages share a text shard up to about so many bytes; on small sites most pages are larger and stand alone.
const TEXT_SHARD: usize = 4_000;
/// From so many pages on, fewer files are worth more than fewer bytes for a hit, and text shards are twice as large.
const MANY_PAGES: usize = 3_000;
/// Text shards in one folder (FAT holds 65,536 names, explorers fewer).
const FOLDER: usize = 500;
/// More words than this under one letter, and rare ones are left out of the spellings.
const SPELLINGS: usize = 6_000;

static CLIENT: &str = include_str!("client/search.js");
static START: &str = include_str!("client/start.js");

/// All files, sorted by path.
pub(super) fn write(input: &SearchInput, built: &Built, weights: &Weights) -> Vec<(String, Vec<u8>)> {
    let entries = entries(built);
    let starts = cut(&entries);
    let mut files: Vec<(String, Vec<u8>)> =
        (0..starts.len()).into_par_iter().flat_map_iter(|i| term_shard(&entries, &starts, i)).collect();
    let per_shard = pages_per_shard(&input.docs);
    files.par_extend(input.docs.par_chunks(per_shard).enumerate().map(|(i, docs)| {
        let texts: Vec<Value> = docs.iter().map(text).collect();
        let path = format!("search/d/{}/{i}.css", i / FOLDER);
        (path, sheet(&format!("d{i}"), &Value::from(texts).to_string()))
    }));
    let letters: BTreeSet<char> = built.words.iter().map(|(form, ..)| letter(form)).collect();
    let letters: Vec<char> = letters.into_iter().collect();
    files.par_extend(
        letters
            .par_iter()
            .map(|first| (format!("search/z/{first}.css"), sheet(&format!("z{first}"), &spellings(built, *first)))),
    );
    files.push(("search/facets.css".into(), sheet("f", &facets(input).to_string())));
    files.push((
        "search/root.css".into(),
        sheet("r", &root(input, weights, &entries, &starts, per_shard, &letters).to_string()),
    ));
    files.push(("search/search.js".into(), lean(CLIENT).into_bytes()));
    files.push(("search/start.js".into(), lean(START).into_bytes()));
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// A script without its comments and indentation, which half of its bytes are.
///
/// Comments of the client either fill lines or are JSDoc (`/** … */`); neither sign stands in its strings.
fn lean(source: &str) -> String {
    let mut out = String::with_capacity(source.len() / 2);
    let mut in_comment = false;
    for line in source.lines() {
        let mut rest = line.trim();
        if in_comment {
            let Some(end) = rest.find("*/") else { continue };
            rest = rest[end + 2..].trim_start();
            in_comment = false;
        }
        let mut kept = String::new();
        while let Some(start) = rest.find("/**").or_else(|| rest.starts_with("/*").then_some(0)) {
            kept.push_str(&rest[..start]);
            match rest[start + 2..].find("*/") {
                Some(end) => rest = rest[start + 2 + end + 2..].trim_start(),
                None => {
                    in_comment = true;
                    rest = "";
                }
            }
        }
        if !rest.starts_with("//") {
            kept.push_str(rest);
        }
        if !kept.trim().is_empty() {
            out.push_str(kept.trim());
            out.push('\n');
        }
    }
    out
}

/// One term: its postings, its positions, and what else the client is to know about it, encoded.
struct Entry {
    key: String,
    postings: Vec<u8>,
    positions: Vec<u8>,
    /// Parts of a compound as pairs of start and length within the key.
    parts: Vec<u8>,
    /// Concepts of a label; labels of a concept.
    also: Vec<u8>,
}

impl Entry {
    fn len(&self) -> usize {
        self.key.len() / 2 + 3 + self.postings.len() + self.parts.len() + self.also.len()
    }
}

/// All entries in the order of their keys.
fn entries(built: &Built) -> Vec<Entry> {
    const BLOCK: usize = 2048;
    let blocks = |first: u32, n: usize| {
        (0..n.div_ceil(BLOCK)).into_par_iter().flat_map_iter(move |block| {
            let (from, to) = (block * BLOCK, ((block + 1) * BLOCK).min(n));
            let mut cursors: Vec<usize> =
                built.runs.iter().map(|run| run.postings.partition_point(|p| p.term < first + from as u32)).collect();
            (from..to).map(|i| (i, line(built, first + i as u32, &mut cursors))).collect::<Vec<_>>()
        })
    };
    let mut entries: Vec<Entry> = blocks(0, built.keys.len())
        .map(|(i, (postings, positions))| {
            let key = built.keys[i].clone();
            let parts = built.parts.get(&key).map_or_else(Vec::new, |parts| places_of_parts(&key, parts));
            let also = concepts_of(built, &key);
            Entry { key, postings, positions, parts, also }
        })
        .collect();
    entries.par_extend(blocks(FIRST, built.concepts.labels.len()).map(|(i, (postings, positions))| {
        let labels: Vec<String> =
            built.concepts.labels[i].iter().map(|l| l.replace(' ', "_").replace(['~', '|'], "")).collect();
        Entry { key: format!("@{i}"), postings, positions, parts: Vec::new(), also: labels.join("|").into_bytes() }
    }));
    // Labels of several words, and labels that no page holds.
    entries.extend(built.concepts.of_key.keys().filter(|key| built.keys.binary_search(key).is_err()).map(|key| {
        Entry {
            key: key.clone(),
            postings: Vec::new(),
            positions: Vec::new(),
            parts: Vec::new(),
            also: concepts_of(built, key),
        }
    }));
    entries.par_sort_unstable_by(|a, b| a.key.cmp(&b.key));
    entries
}

fn concepts_of(built: &Built, key: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (concept, narrower) in built.concepts.of_key.get(key).into_iter().flatten() {
        number(&mut out, concept * 2 + u32::from(*narrower));
    }
    out
}

/// Where the parts stand in the key; nothing where a part's stem is not to be found there.
fn places_of_parts(key: &str, parts: &[String]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    for part in parts {
        let Some(start) = key[at..].find(part.as_str()).map(|i| at + i) else { return Vec::new() };
        number(&mut out, start as u32);
        number(&mut out, part.len() as u32);
        at = start + part.len();
    }
    out
}

/// Words as spelled that begin with a letter, for correcting typing errors: shared start with the
/// word before, rest, `~`, how common.
fn spellings(built: &Built, first: char) -> String {
    let usual = |(form, _, _): &&(String, String, u32)| {
        letter(form) == first && (4..=30).contains(&form.len()) && form.bytes().all(|b| b.is_ascii_lowercase())
    };
    let n = built.words.iter().filter(usual).count();
    // On large sites words of a single page are left out: mostly names and typing errors themselves.
    let least = if n > SPELLINGS { 2 } else { 1 };
    let mut out = Vec::new();
    let mut previous = "";
    let mut last_form = "";
    for (form, surface, df) in built.words.iter().filter(usual).filter(|(_, _, df)| *df >= least) {
        // One spelling a word: the one with umlauts comes last.
        if form == last_form {
            continue;
        }
        last_form = form;
        let shared = shared_start(previous, surface);
        number(&mut out, previous[..shared].chars().count() as u32);
        out.extend_from_slice(&surface.as_bytes()[shared..]);
        out.push(b'~');
        number(&mut out, df.ilog2().min(44));
        out.push(b' ');
        previous = surface;
    }
    String::from_utf8(out).expect("words are UTF-8")
}

fn letter(form: &str) -> char {
    form.chars().next().filter(char::is_ascii_lowercase).unwrap_or('0')
}

fn line(built: &Built, term: u32, cursors: &mut [usize]) -> (Vec<u8>, Vec<u8>) {
    let mut postings: Vec<Posting> = Vec::new();
    let mut positions = Vec::new();
    for (run, cursor) in built.runs.iter().zip(cursors) {
        while let Some(posting) = run.postings.get(*cursor).filter(|p| p.term == term) {
            let start = if *cursor == 0 { 0 } else { run.postings[*cursor - 1].end };
            positions.extend_from_slice(&run.positions[start as usize..posting.end as usize]);
            postings.push(*posting);
            *cursor += 1;
        }
    }
    (encode_postings(&postings), positions)
}

/// Pages in order, each as gap and impact.
fn encode_postings(postings: &[Posting]) -> Vec<u8> {
    let mut out = Vec::with_capacity(postings.len() * 3);
    let mut next = 0;
    for posting in postings {
        number(&mut out, posting.doc - next);
        number(&mut out, u32::from(posting.impact));
        next = posting.doc + 1;
    }
    out
}

/// The first entry of every shard.
fn cut(entries: &[Entry]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut size = 0;
    for (i, entry) in entries.iter().enumerate() {
        let boundary = size >= TERM_SHARD_MIN && looks_like_boundary(&entry.key);
        if size > 0 && (boundary || size + entry.len() > TERM_SHARD) {
            starts.push(i);
            size = 0;
        }
        size += entry.len();
    }
    starts
}

/// One key in 64, chosen by its letters alone (FNV-1a).
fn looks_like_boundary(key: &str) -> bool {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) & 63 == 0
}

fn term_shard(entries: &[Entry], starts: &[usize], i: usize) -> [(String, Vec<u8>); 2] {
    let range = starts[i]..starts.get(i + 1).copied().unwrap_or(entries.len());
    let (mut terms, mut positions) = (Vec::new(), Vec::new());
    let mut previous = "";
    for entry in &entries[range] {
        let shared = shared_start(previous, &entry.key);
        number(&mut terms, previous[..shared].chars().count() as u32);
        terms.extend_from_slice(&entry.key.as_bytes()[shared..]);
        terms.push(b'~');
        terms.extend_from_slice(&entry.postings);
        if !entry.parts.is_empty() || !entry.also.is_empty() {
            terms.push(b'~');
            terms.extend_from_slice(&entry.parts);
        }
        if !entry.also.is_empty() {
            terms.push(b'~');
            terms.extend_from_slice(&entry.also);
        }
        terms.push(b' ');
        positions.extend_from_slice(&entry.positions);
        positions.push(b' ');
        previous = &entry.key;
    }
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("keys and digits are UTF-8");
    [
        (format!("search/t/{i}.css"), sheet(&format!("t{i}"), &text(terms))),
        (format!("search/p/{i}.css"), sheet(&format!("p{i}"), &text(positions))),
    ]
}

fn shared_start(a: &str, b: &str) -> usize {
    let mut end = 0;
    for ((i, x), (_, y)) in a.char_indices().zip(b.char_indices()) {
        if x != y {
            break;
        }
        end = i + x.len_utf8();
    }
    end
}

fn pages_per_shard(docs: &[SearchDoc]) -> usize {
    let bytes: usize = docs
        .iter()
        .map(|d| d.title.len() + d.summary.len() + 80 + d.sections.iter().map(|s| s.text.len() + 20).sum::<usize>())
        .sum();
    let most = if docs.len() < MANY_PAGES { TEXT_SHARD } else { 2 * TEXT_SHARD };
    (most * docs.len() / bytes.max(1)).clamp(1, 200)
}

/// What a hit shows.
fn text(doc: &SearchDoc) -> Value {
    let sections: Vec<Value> = doc
        .sections
        .iter()
        .filter(|s| !s.text.trim().is_empty() || s.title.is_some())
        .map(|s| json!([s.anchor.as_deref().unwrap_or(""), s.title.as_deref().unwrap_or(""), squeeze(&s.text)]))
        .collect();
    json!([
        doc.title,
        doc.url,
        doc.type_index,
        doc.place.as_deref().unwrap_or(""),
        doc.year.unwrap_or(0),
        doc.breadcrumb.join(" › "),
        squeeze(&doc.summary),
        sections
    ])
}

/// White space as single spaces, without invisible hyphens.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}')));
    }
    out
}

/// `[[key, label, [[value key, label, pages], …], only], …]`, the type first.
fn facets(input: &SearchInput) -> Value {
    let label = input.catalogue.get("label.search.type").unwrap_or("Art");
    let mut types = vec![Vec::new(); input.types.len()];
    let mut values: Vec<Vec<Vec<u32>>> = input.facets.iter().map(|f| vec![Vec::new(); f.values.len()]).collect();
    for (n, doc) in input.docs.iter().enumerate() {
        if let Some(pages) = types.get_mut(doc.type_index) {
            pages.push(n as u32);
        }
        for (facet, value) in &doc.facet_values {
            if let Some(pages) = values.get_mut(usize::from(*facet)).and_then(|v| v.get_mut(*value as usize)) {
                pages.push(n as u32);
            }
        }
    }
    let shown = |rows: Vec<(&str, &str, &Vec<u32>)>| -> Vec<Value> {
        rows.into_iter()
            .filter(|(_, _, pages)| !pages.is_empty())
            .map(|(key, label, pages)| json!([key, label, runs(pages)]))
            .collect()
    };
    let mut all = vec![json!([
        TYPE_FACET,
        label,
        shown(input.types.iter().zip(&types).map(|(t, pages)| (&*t.name, &*t.label_many, pages)).collect())
    ])];
    for (facet, pages) in input.facets.iter().zip(&values) {
        let rows =
            facet.values.iter().zip(pages).map(|((key, label), pages)| (key.as_str(), label.as_str(), pages)).collect();
        let only = facet.only.and_then(|index| input.types.get(index)).map_or("", |only| &only.name);
        all.push(json!([facet.key, facet.label, shown(rows), only]));
    }
    Value::from(all)
}

/// Pages as runs: gap to the next run, length of the run less one.
fn runs(pages: &[u32]) -> String {
    let mut out = Vec::new();
    let (mut next, mut i) = (0, 0);
    while i < pages.len() {
        let start = pages[i];
        let mut end = start + 1;
        i += 1;
        while i < pages.len() && pages[i] <= end {
            end = pages[i] + 1;
            i += 1;
        }
        if end > next {
            number(&mut out, start.saturating_sub(next));
            number(&mut out, end - start - 1);
            next = end;
        }
    }
    String::from_utf8(out).expect("digits are ASCII")
}

fn root(
    input: &SearchInput,
    weights: &Weights,
    entries: &[Entry],
    starts: &[usize],
    per_shard: usize,
    letters: &[char],
) -> Value {
    let mut labels: Vec<(&str, &str)> = input
        .catalogue
        .iter()
        .filter_map(|(key, sentence)| Some((key.strip_prefix("label.search.")?, sentence)))
        .collect();
    labels.sort_unstable();
    let labels: serde_json::Map<String, Value> =
        labels.into_iter().map(|(key, sentence)| (key.to_owned(), sentence.into())).collect();
    let first_keys: Vec<&str> =
        starts.iter().filter_map(|start| entries.get(*start)).map(|entry| entry.key.as_str()).collect();
    json!({
        "version": tables::VERSION,
        "lang": input.language.tag(),
        "pages": input.docs.len(),
        "perShard": per_shard,
        "folder": FOLDER,
        "shards": first_keys.join(" "),
        "letters": letters.iter().collect::<String>(),
        "types": input.types.iter().map(|t| json!([t.name, t.label_one, t.label_many, t.tone])).collect::<Vec<_>>(),
        "weights": rounded(serde_json::to_value(weights).expect("weights are numbers")),
        "labels": labels,
        "tables": tables::json(input.language),
    })
}

/// Numbers with at most four decimals: 0.6 for the `f32` next to it.
fn rounded(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        Value::Array(list) => list.into_iter().map(rounded).collect(),
        Value::Number(n) if n.is_f64() => n.as_f64().map_or(Value::Null, |x| json!((x * 1e4).round() / 1e4)),
        other => other,
    }
}
