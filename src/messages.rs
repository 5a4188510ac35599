//! The message catalogue: every sentence that users see, in German and English.
//!
//! Files `src/messages/<language>/*.yaml` hold flat maps from key to sentence; a theme or a site may
//! override the keys that start with `label.`. Sentences contain placeholders `{name}`.

use std::collections::HashMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Text;
use crate::yaml;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/messages");

/// A language of the program's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// `de`
    #[default]
    German,
    /// `en`
    English,
}

impl Language {
    /// The language for a tag such as `de`, `de-leicht` or `en-GB`.
    pub fn from_tag(tag: &str) -> Option<Language> {
        match tag.split(['-', '_']).next()? {
            "de" => Some(Language::German),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// `de` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::German => "de",
            Language::English => "en",
        }
    }
}

/// All sentences of one language.
#[derive(Debug, Clone)]
pub struct Catalogue {
    language: Language,
    sentences: HashMap<String, String>,
}

static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Language::German));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Language::English));

/// The built-in sentences of a language.
pub fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}

impl Catalogue {
    fn load(language: Language) -> Catalogue {
        let mut sentences = HashMap::new();
        for file in FILES.get_dir(language.tag()).expect("both languages are embedded").files() {
            let text = file.contents_utf8().expect("the catalogue is UTF-8");
            let node = yaml::parse(text).expect("the embedded catalogue is valid YAML");
            for (key, value) in node.entries() {
                let value = value.as_str().expect("sentences are text");
                let previous = sentences.insert(key.text.to_string(), value.trim_end().to_owned());
                debug_assert!(previous.is_none(), "{} stands twice in the catalogue", key.text);
            }
        }
        Catalogue { language, sentences }
    }

    /// The language of the sentences.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Overrides or adds a sentence.
    pub fn insert(&mut self, key: String, sentence: String) {
        self.sentences.insert(key, sentence);
    }

    /// All keys and sentences, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sentences.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// The sentence for `key`, if the catalogue has it.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.sentences.get(key).map(String::as_str)
    }

    /// The sentence for `text` with its arguments filled in; the key itself where it is missing.
    pub fn say(&self, text: &Text) -> String {
        match self.get(text.key) {
            Some(sentence) => fill(sentence, &text.args),
            None => text.key.to_owned(),
        }
    }

    /// The sentence for `key` with `args` filled in.
    pub fn format(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.get(key).map_or_else(|| key.to_owned(), |sentence| fill(sentence, args))
    }
}

fn fill(sentence: &str, args: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        match after.find('}').map(|end| (end, args.iter().find(|(name, _)| *name == &after[..end]))) {
            Some((end, Some((_, value)))) => {
                out.push_str(value);
                rest = &after[end + 1..];
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn placeholders(sentence: &str) -> std::collections::BTreeSet<&str> {
        let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let parts = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
        parts.map(|(name, _)| name).filter(is_name).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (german, english) = (catalogue(Language::German), catalogue(Language::English));
        for (key, sentence) in german.iter() {
            let other = english.get(key).unwrap_or_else(|| panic!("{key} has no English sentence"));
            assert_eq!(placeholders(sentence), placeholders(other), "placeholders of {key}");
        }
        for (key, _) in english.iter() {
            assert!(german.get(key).is_some(), "{key} has no German sentence");
        }
    }

    #[test]
    fn every_code_has_a_message() {
        for code in Code::ALL {
            assert!(catalogue(Language::German).get(code.name()).is_some(), "{} has no message", code.name());
        }
    }
}
