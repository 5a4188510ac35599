//! Every number of the ranking, in one place.
//!
//! The build uses the first group, the client the second; it receives all of them in `search/root.css`
//! and holds none of its own. They began as those of a reference design and were set with queries on natural
//! German texts (`benches/search/natural.txt`, `benches/search/tune.mjs`); `docs/search.md` names what the experiments decided.

use serde::{Deserialize, Serialize};

/// Weights and limits of the ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Weights {
    /// Field weights of BM25F: a word in the title counts as so many words of the text.
    pub title: f32,
    /// Share of the length normalisation of titles, and the length in words that changes nothing.
    pub title_b: f32,
    /// See [`Weights::title_b`].
    pub title_words: f32,
    /// Alternative labels.
    pub alt: f32,
    /// Hidden search words of an entry.
    pub hidden: f32,
    /// Labels of topics.
    pub topics: f32,
    /// Headings.
    pub heading: f32,
    /// Summary.
    pub summary: f32,
    /// Place, and other values without a weight of their own.
    pub place: f32,
    /// Text.
    pub text: f32,
    /// Saturation of repeated words.
    pub k1: f32,
    /// Share of the length normalisation.
    pub b: f32,
    /// A visible part (`Bürger` in `Bürger-Kommune`).
    pub hyphen: f32,
    /// A part of a compound (`Bürger` in `Bürgerkommune`).
    pub part: f32,
    /// The same where the page holds the word itself as well.
    pub beside: f32,

    /// The word itself.
    pub exact: f32,
    /// Another word of the same stem, for words typed with an umlaut (`Forderung` for `Förderung`) …
    pub folded: f32,
    /// … and for words typed without (`drucken` for `Drucker`, `Förderung` for `Forderung`).
    pub related: f32,
    /// The parts of the word side by side, as with hyphens.
    pub pieces: f32,
    /// The parts of a compound within `window` words.
    pub compound: f32,
    /// What parts count that stand within four windows of each other, and anywhere in the page.
    pub apart: [f32; 2],
    /// Another form of a verb (`angelegt` for `anlegen`).
    pub verb: f32,
    /// The beginning of a longer word, times the share that was typed.
    pub prefix: f32,
    /// The same factor once more where the word itself was found.
    pub prefix_behind: f32,
    /// Words on fewer pages than this are also searched as their parts.
    pub compound_below: usize,
    /// A synonym.
    pub synonym: f32,
    /// A narrower term.
    pub narrower: f32,
    /// One typing error, two typing errors.
    pub typo: [f32; 2],
    /// Parts of a compound stand within so many words.
    pub window: u32,
    /// Factor for pages whose title or other name is the query.
    pub named: f32,
    /// Largest bonus for words that stand together, as a factor on the score.
    pub proximity: f32,
    /// Words on more pages than this are not asked where they stand; their lists would be long.
    pub proximity_most: usize,
    /// How many hits at a time are read for the wording of a phrase, and after how many it is taken not to occur …
    pub phrase_look: usize,
    /// See [`Weights::phrase_look`].
    pub phrase_most: usize,
    /// Phrases with stop words are read until so many hits hold them.
    pub phrase_read: usize,
    /// … and the factor for those that hold it as typed, not only its stems.
    pub phrase_typed: f32,
    /// How many of the best hits are looked at for proximity.
    pub rerank: usize,
    /// Hits without some of the words need this share of the words …
    pub cover_words: f32,
    /// … and this share of their weight (idf).
    pub cover_mass: f32,
    /// Power with which missing words lower the score.
    pub cover_power: f32,
    /// Most completions of a beginning.
    pub completions: usize,
    /// Words shorter than this are not corrected; those from the second on may hold two errors.
    pub typo_length: [usize; 2],
}

/// The weights in use.
pub const WEIGHTS: Weights = Weights {
    title: 7.0,
    title_b: 0.4,
    title_words: 5.0,
    alt: 4.0,
    hidden: 3.0,
    topics: 3.0,
    heading: 2.0,
    summary: 1.5,
    place: 2.0,
    text: 1.0,
    k1: 1.2,
    b: 0.55,
    hyphen: 0.9,
    part: 0.6,
    beside: 0.4,
    exact: 1.0,
    folded: 0.6,
    related: 0.5,
    pieces: 0.9,
    compound: 0.5,
    apart: [0.7, 0.45],
    verb: 0.8,
    prefix: 0.5,
    prefix_behind: 0.5,
    compound_below: 50,
    synonym: 0.4,
    narrower: 0.35,
    typo: [0.7, 0.5],
    window: 12,
    named: 1.6,
    proximity: 1.2,
    proximity_most: 4_000,
    phrase_look: 20,
    phrase_most: 100,
    phrase_read: 30,
    phrase_typed: 1.5,
    rerank: 200,
    cover_words: 0.5,
    cover_mass: 0.45,
    cover_power: 1.5,
    completions: 60,
    typo_length: [5, 8],
};
