//! Values: what one field of the front matter can hold.
//!
//! Takes the raw scalar as an editor typed it and gives a typed value, or a [`ValueError`] that says
//! what is wrong and what was probably meant. Every display that is promised to be readable again
//! is: `parse(display(x)) == x`. Nothing here touches the disk, knows today's date or panics.

mod ags;
mod contact;
mod date;
mod issue;
mod number;
mod period;
mod person;
mod scan;

pub use ags::{Ags, Level};
pub use contact::{Email, Phone, Url};
pub use date::{Date, DateTime, Time};
pub use issue::Issue;
pub use number::{Number, Range, parse_bool, parse_year};
pub use period::{Period, Status};
pub use person::{Author, Person, are_halves_of_a_name, split_people};

use crate::diagnostic::Text;

/// Why a text is not a value of the wanted kind. The place is known to the caller only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// What is wrong, one line.
    pub text: Text,
    /// What to do about it, the likeliest first.
    pub hints: Vec<Text>,
}

impl ValueError {
    fn new(key: &'static str) -> ValueError {
        ValueError { text: Text::new(key), hints: Vec::new() }
    }

    /// An error whose sentence quotes what was typed as `{value}`.
    fn quoting(key: &'static str, value: &str) -> ValueError {
        ValueError::new(key).arg("value", quote(value))
    }

    #[must_use]
    fn arg(mut self, name: &'static str, value: impl ToString) -> ValueError {
        self.text = self.text.arg(name, value);
        self
    }

    #[must_use]
    fn hint(mut self, hint: Text) -> ValueError {
        self.hints.push(hint);
        self
    }

    /// The hint "write it like this".
    #[must_use]
    fn suggest(self, value: impl ToString) -> ValueError {
        self.hint(Text::new("value.hint.write").arg("suggestion", value))
    }
}

/// How much of a point in time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `2013`
    Year,
    /// `Oktober 2013`
    Month,
    /// `28. April 2021`
    Day,
    /// `28. April 2021, 18:00 Uhr`
    Minute,
}

/// `value` as a message quotes it: on one line and not longer than a message can carry.
fn quote(value: &str) -> String {
    const MOST: usize = 60;
    let mut quoted = String::with_capacity(value.len().min(4 * MOST));
    for (n, c) in value.trim().chars().enumerate() {
        if n == MOST {
            quoted.push('…');
            break;
        }
        quoted.push(if c.is_control() { ' ' } else { c });
    }
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::messages::{Language, catalogue};

    /// The sentence and its hints in German, `sentence | hint | hint`; both languages must be complete.
    pub(super) fn say(error: &ValueError) -> String {
        let texts = || std::iter::once(&error.text).chain(&error.hints);
        for language in [Language::German, Language::English] {
            for text in texts() {
                assert!(catalogue(language).get(text.key).is_some(), "{} is not in the catalogue", text.key);
                let said = catalogue(language).say(text);
                for (name, _) in &text.args {
                    assert!(
                        catalogue(language).get(text.key).is_some_and(|s| s.contains(&format!("{{{name}}}"))),
                        "{} does not use {name}",
                        text.key
                    );
                }
                assert!(!said.contains('{'), "{said} lacks an argument");
            }
        }
        texts().map(|text| catalogue(Language::German).say(text)).collect::<Vec<_>>().join(" | ")
    }

    /// The catalogue has exactly the sentences that the parsers use.
    #[test]
    fn sentences_and_their_uses_agree() {
        const SOURCES: [&str; 8] = [
            include_str!("mod.rs"),
            include_str!("ags.rs"),
            include_str!("contact.rs"),
            include_str!("date.rs"),
            include_str!("issue.rs"),
            include_str!("number.rs"),
            include_str!("period.rs"),
            include_str!("person.rs"),
        ];
        let used: BTreeSet<&str> = SOURCES
            .iter()
            .flat_map(|source| source.split("\"value.").skip(1))
            .filter_map(|rest| rest.split_once('"').map(|(key, _)| key))
            .filter(|key| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || "-.".contains(c)))
            .collect();
        let present: BTreeSet<&str> =
            catalogue(Language::German).iter().filter_map(|(key, _)| key.strip_prefix("value.")).collect();
        assert_eq!(used, present);
    }

    fn parse_all(text: &str) {
        let mut errors: Vec<ValueError> = Vec::new();
        errors.extend(Date::parse(text).err());
        errors.extend(Time::parse(text).err());
        errors.extend(DateTime::parse(text).err());
        errors.extend(Period::parse(text).err());
        errors.extend(Issue::parse(text).err());
        errors.extend(Ags::parse(text).err());
        errors.extend(Author::parse(text).err());
        errors.extend(split_people(text).into_iter().filter_map(|name| Author::parse(&text[name]).err()));
        errors.extend(Url::parse(text).err());
        errors.extend(Email::parse(text).err());
        errors.extend(Phone::parse(text).err());
        errors.extend(Number::parse(text, Language::German).err());
        errors.extend(Number::parse(text, Language::English).err());
        errors.extend(Range::parse(text, Language::German).err());
        errors.extend(parse_bool(text).err());
        errors.extend(parse_year(text).err());
        for error in errors {
            // Quoted input may hold braces, so only the catalogue is checked here, not the sentence.
            for text in std::iter::once(&error.text).chain(&error.hints) {
                assert!(catalogue(Language::English).get(text.key).is_some(), "{} is not in the catalogue", text.key);
            }
        }
    }

    #[test]
    fn long_texts_are_refused_quickly() {
        for part in ["am ", "2015", "2015-", "1.", "(", "bis ", "a/", "a,/", "Dr. ", "a@", "<"] {
            let text = part.repeat(20_000);
            assert!(Date::parse(&text).is_err() && DateTime::parse(&text).is_err() && Period::parse(&text).is_err());
            parse_all(&text);
        }
    }

    proptest! {
        #[test]
        fn no_parser_panics_on_any_text(text in any::<String>()) {
            parse_all(&text);
        }

        /// Texts made of what the parsers look for reach deeper than random ones.
        #[test]
        fn no_parser_panics_on_broken_values(parts in prop::collection::vec(prop::sample::select(vec![
            "1", "07", "31", "99", "2015", "0000", "9999", "20150916", "99999999999999999999", ".", "..", ",", "-", "–",
            "/", ":", " ", "\u{a0}", "(", ")", "+", "@", "%", "bis", "seit", "ab", "von", "und", "heute", "Uhr", "T",
            "Z", "am", "pm", "Mai", "Feb", "Mär", "Ma\u{308}r", "Mittwoch", "Frühjahr", "ca.", "Nr. ", "vom", "th",
            "Dr. ", "de ", "von der ", "Bock", "Stiftung", "e. V.", "www.", "https:", "//", "mailto:", "tel:", "x.de",
            "ü", "\u{ad}", "\0", "\u{1F600}", "[at]", "%ff", "["]), 0..9)) {
            parse_all(&parts.concat());
        }

        #[test]
        fn quotes_are_short(text in any::<String>()) {
            prop_assert!(quote(&text).chars().count() <= 61);
        }
    }
}
