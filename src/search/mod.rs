//! Index: terms of all pages, written as shards that a page can load anywhere.
//!
//! Takes what the pages say as plain values ([`SearchInput`]) and gives files below the output root.
//! The same input gives the same bytes, with any number of threads. The format and the rules of the
//! analyser are described once, in `format.md`; its two ends stand beside it: this module writes,
//! `client/search.js` reads.
#![doc = include_str!("format.md")]

use std::sync::Arc;

use crate::messages::{Catalogue, Language};
use weights::Weights;

mod build;
pub mod compound;
mod encode;
mod shards;
pub mod stem;
pub mod tables;
mod thesaurus;
pub mod tokens;
pub mod weights;

/// Everything the search is to know about a site.
pub struct SearchInput<'a> {
    /// Language of the texts: it chooses stemmer and stop words.
    pub language: Language,
    /// Sentences of the search page (`label.search.*`).
    pub catalogue: &'a Catalogue,
    /// What can be found. The order decides between equal scores, and numbers the pages.
    pub docs: Vec<SearchDoc>,
    /// Facets besides the type, which always is the first one.
    pub facets: Vec<FacetDef>,
    /// Types of entries, by [`SearchDoc::type_index`].
    pub types: Vec<TypeDef>,
    /// Synonyms, abbreviations and hierarchy of the site's vocabularies.
    pub thesaurus: Vec<SynonymGroup>,
    /// Further words of the site for taking compounds apart (`woerter.txt`), one word each.
    pub words: Vec<String>,
}

/// A page, or a part of a list page, that can be found.
#[derive(Debug, Clone, Default)]
pub struct SearchDoc {
    /// Stable name of the entry.
    pub id: Arc<str>,
    /// Address relative to the root of the site, such as `themen/x.html`, perhaps with `#anchor`.
    pub url: String,
    /// Title.
    pub title: String,
    /// Further names that readers see.
    pub alt_labels: Vec<String>,
    /// Search words that readers do not see.
    pub hidden_labels: Vec<String>,
    /// Labels of topics and keywords.
    pub topics: Vec<String>,
    /// Index into [`SearchInput::types`].
    pub type_index: usize,
    /// Place, shown under the hit.
    pub place: Option<String>,
    /// Year, shown under the hit.
    pub year: Option<i16>,
    /// Where the page stands, shown under the hit.
    pub breadcrumb: Vec<String>,
    /// Summary; shown where no passage of the text matches.
    pub summary: String,
    /// Other searchable values with their weights.
    pub extra: Vec<(String, f32)>,
    /// The text by sections.
    pub sections: Vec<Section>,
    /// Values of facets: index into [`SearchInput::facets`], index into its values.
    pub facet_values: Vec<(u16, u32)>,
    /// Date as `YYYY-MM-DD`; the younger of two equal hits comes first.
    pub date: Option<String>,
}

/// A section of a page.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Anchor of its heading.
    pub anchor: Option<String>,
    /// Heading.
    pub title: Option<String>,
    /// Plain text.
    pub text: String,
}

/// Key of the facet of types, which always is the first one.
pub const TYPE_FACET: &str = "art";

/// A facet: a question that every entry answers with none, one or several values.
#[derive(Debug, Clone)]
pub struct FacetDef {
    /// Name in addresses, such as `land`.
    pub key: String,
    /// Label, such as `Bundesland`.
    pub label: String,
    /// The only type that has it: index into [`SearchInput::types`]. Such a facet shows with its type.
    pub only: Option<usize>,
    /// Key and label of each value, in the order of display.
    pub values: Vec<(String, String)>,
}

/// A type of entry.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// Name in addresses.
    pub name: String,
    /// Label of one entry.
    pub label_one: String,
    /// Label of many entries.
    pub label_many: String,
    /// Number of the theme's colour.
    pub tone: u8,
}

/// Labels that mean the same thing.
#[derive(Debug, Clone, Default)]
pub struct SynonymGroup {
    /// The label to use.
    pub preferred: String,
    /// Labels that mean the same, abbreviations and labels not to use among them.
    pub equivalents: Vec<String>,
    /// Preferred labels of broader groups: who searches for them finds this one as well.
    pub broader: Vec<String>,
}

/// The files of the search, by path below the output root.
pub fn index(input: &SearchInput) -> Vec<(String, Vec<u8>)> {
    index_with(input, &weights::WEIGHTS)
}

/// The same with other weights, for experiments.
pub fn index_with(input: &SearchInput, weights: &Weights) -> Vec<(String, Vec<u8>)> {
    let built = build::build(input, weights);
    shards::write(input, &built, weights)
}
