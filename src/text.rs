//! Text as German writes it: folding, slugs, order. Pure functions without a place in any stage.

pub mod collate;
pub mod csv;
pub mod hyphens;
pub mod slug;

pub use collate::sort_key;
pub use slug::slugify;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The words of a name of a file, folder or field: `getting-started` -> "Getting started".
pub fn words_of_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Whether all characters are below the combining marks, as in most texts: then they are composed, and
/// each can be taken apart by itself.
pub(crate) fn is_simple(text: &str) -> bool {
    text.chars().all(|c| c < '\u{300}')
}

/// The text in Unicode's composed form.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if is_simple(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Folds case, umlauts and accents for comparing labels: `Bürger` and `buerger` become equal.
///
/// ä, ae -> a; ö, oe -> o; ü, ue -> u; ß -> ss; other accents are dropped. Runs of anything that is
/// neither letter nor digit become one space.
pub fn fold(text: &str) -> String {
    slug::slugify_with(text, ' ').replace("ae", "a").replace("oe", "o").replace("ue", "u")
}
