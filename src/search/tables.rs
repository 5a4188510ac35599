//! The tables of the analyser: one source, `tables.json`, for both ends.
//!
//! The build reads them here; the client receives the same JSON of its language inside `search/root.js`.

use foldhash::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::messages::Language;

static SOURCE: &str = include_str!("tables.json");

/// Version of analyser and index format; the client refuses an index of another version.
pub const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Raw {
    stemmer: String,
    stop: String,
    question: String,
    keep: String,
    exceptions: HashMap<String, String>,
    tails: Vec<(String, String)>,
    female: Vec<String>,
    months: Vec<String>,
    links: Vec<String>,
}

/// Which suffix stripper a language uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stemmer {
    /// Snowball 3 German.
    German,
    /// Plural stripping only (Harman's S-stemmer).
    English,
}

/// What the analyser knows about a language.
pub struct Tables {
    /// The suffix stripper.
    pub stemmer: Stemmer,
    /// Words that are searched only where nothing else is asked for, folded.
    pub stop: HashSet<String>,
    /// Words of questions ("wie finde ich"): left out of queries, yet indexed.
    pub question: HashSet<String>,
    /// Words in -innen that are no women.
    pub keep: HashSet<String>,
    /// Whole words whose stem Snowball would confuse with another word (Bürger, Burg).
    pub exceptions: HashMap<String, String>,
    /// Endings that become others (Museum, Museen), the longest first.
    pub tails: Vec<(String, String)>,
    /// Endings of women's names of trades in -in.
    pub female: Vec<String>,
    /// Names of months, folded.
    pub months: Vec<String>,
    /// Linking elements of compounds, the commonest first.
    pub links: Vec<String>,
}

static GERMAN: LazyLock<Tables> = LazyLock::new(|| load("de"));
static ENGLISH: LazyLock<Tables> = LazyLock::new(|| load("en"));

/// The tables of a language.
pub fn tables(language: Language) -> &'static Tables {
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}

/// The same tables as JSON, as the client gets them.
pub fn json(language: Language) -> serde_json::Value {
    let mut all: serde_json::Value = serde_json::from_str(SOURCE).expect("tables.json is valid JSON");
    all[language.tag()].take()
}

fn load(tag: &str) -> Tables {
    let mut all: HashMap<String, serde_json::Value> = serde_json::from_str(SOURCE).expect("tables.json is valid JSON");
    let raw: Raw = serde_json::from_value(all.remove(tag).expect("both languages have tables"))
        .expect("tables have the shape of Raw");
    let set = |words: &str| words.split_ascii_whitespace().map(str::to_owned).collect();
    let mut tails = raw.tails;
    tails.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    Tables {
        stemmer: if raw.stemmer == "german" { Stemmer::German } else { Stemmer::English },
        stop: set(&raw.stop),
        question: set(&raw.question),
        keep: set(&raw.keep),
        exceptions: raw.exceptions,
        tails,
        female: raw.female,
        months: raw.months,
        links: raw.links,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_folded_and_of_this_version() {
        let all: serde_json::Value = serde_json::from_str(SOURCE).unwrap();
        assert_eq!(all["version"], VERSION);
        for language in [Language::German, Language::English] {
            let tables = tables(language);
            let words = tables.stop.iter().chain(&tables.question).chain(&tables.keep).chain(tables.exceptions.keys());
            for word in
                words.chain(tables.tails.iter().map(|(tail, _)| tail)).chain(&tables.female).chain(&tables.months)
            {
                // `jubilaen` is folded from ä, e and cannot be told from ae by itself.
                assert!(word == "jubilaen" || &super::super::tokens::fold(word) == word, "{word}");
            }
            for (word, stem) in &tables.exceptions {
                assert!(word.starts_with(stem.as_str()), "a stem is the start of its word: {word}");
            }
            for (tail, stem) in &tables.tails {
                assert!(tail.starts_with(stem.as_str()), "a stem is the start of its word: {tail}");
            }
        }
    }
}
