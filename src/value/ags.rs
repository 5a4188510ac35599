//! Official keys of German places (Amtlicher Gemeindeschlüssel, Regionalschlüssel).

use std::fmt;

use super::{ValueError, quote};
use crate::diagnostic::Text;

/// The official key of a state, district or municipality, digits only: `05113000` is Essen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ags(String);

/// What a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A Bundesland, 2 digits.
    State,
    /// A Kreis or a kreisfreie Stadt, 5 digits.
    District,
    /// A Gemeinde, 8 digits, or 12 with its Gemeindeverband (Regionalschlüssel).
    Municipality,
}

impl Ags {
    /// Reads a key of 2, 5, 8 or 12 digits, which may stand in groups: `05113000`, `05 1 13 000`.
    pub fn parse(text: &str) -> Result<Ags, ValueError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.is_empty() {
            return Err(ValueError::new("value.empty"));
        }
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            let error = ValueError::quoting("value.ags.not-digits", text);
            let only: String = digits.chars().filter(char::is_ascii_digit).collect();
            return Err(if check(&only).is_ok() { error.suggest(only) } else { error });
        }
        check(&digits).map(|_| Ags(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the Bundesland it lies in, `NW`.
    pub fn state(&self) -> &'static str {
        state_of(&self.0).unwrap_or_default()
    }

    /// What it names.
    pub fn level(&self) -> Level {
        match self.0.len() {
            2 => Level::State,
            5 => Level::District,
            _ => Level::Municipality,
        }
    }
}

impl fmt::Display for Ags {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Are these digits a key?
fn check(digits: &str) -> Result<(), ValueError> {
    if !matches!(digits.len(), 2 | 5 | 8 | 12) {
        let error = ValueError::new("value.ags.length").arg("value", quote(digits)).arg("digits", digits.len());
        // Spreadsheets take the key for a number and drop its zero.
        let with_zero = format!("0{digits}");
        return Err(if digits.len() < 12 && check(&with_zero).is_ok() {
            error.hint(Text::new("value.ags.leading-zero").arg("suggestion", with_zero))
        } else {
            error
        });
    }
    match state_of(digits) {
        Some(_) => Ok(()),
        None => Err(ValueError::new("value.ags.no-state").arg("value", digits).arg("state", &digits[..2])),
    }
}

/// `digits` are ASCII digits, two at least.
fn state_of(digits: &str) -> Option<&'static str> {
    let number: usize = digits.get(..2)?.parse().ok()?;
    STATES.get(number.checked_sub(1)?).copied()
}

/// Codes of the Bundesländer in the order of their keys, 01 to 16 (ISO 3166-2:DE).
const STATES: [&str; 16] =
    ["SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"];

#[cfg(test)]
mod tests {
    use super::super::tests::say;
    use super::*;

    #[test]
    fn keys_name_places_and_their_state() {
        for (text, digits, state, level) in [
            ("05113000", "05113000", "NW", Level::Municipality),
            ("09761000", "09761000", "BY", Level::Municipality),
            ("05 1 13 000", "05113000", "NW", Level::Municipality),
            ("05\u{a0}113\u{a0}000", "05113000", "NW", Level::Municipality),
            ("051130000000", "051130000000", "NW", Level::Municipality),
            ("05 1 13 0000 000", "051130000000", "NW", Level::Municipality),
            ("03454", "03454", "NI", Level::District),
            ("14", "14", "SN", Level::State),
            ("01", "01", "SH", Level::State),
            ("16", "16", "TH", Level::State),
            ("11000000", "11000000", "BE", Level::Municipality),
        ] {
            let ags = Ags::parse(text).unwrap_or_else(|error| panic!("{text}: {}", say(&error)));
            assert_eq!((ags.as_str(), ags.state(), ags.level()), (digits, state, level));
            assert_eq!(Ags::parse(&ags.to_string()), Ok(ags));
        }
    }

    #[test]
    fn a_lost_zero_is_found_again() {
        for (text, expected) in [
            (
                "5113000",
                "»5113000«: Ein Gemeindeschlüssel hat 2, 5, 8 oder 12 Ziffern, nicht 7 | Fehlt die führende Null? 05113000",
            ),
            (
                "5113",
                "»5113«: Ein Gemeindeschlüssel hat 2, 5, 8 oder 12 Ziffern, nicht 4 | Fehlt die führende Null? 05113",
            ),
            ("5", "»5«: Ein Gemeindeschlüssel hat 2, 5, 8 oder 12 Ziffern, nicht 1 | Fehlt die führende Null? 05"),
            ("051130000", "»051130000«: Ein Gemeindeschlüssel hat 2, 5, 8 oder 12 Ziffern, nicht 9"),
            (
                "1349120",
                "»1349120«: Ein Gemeindeschlüssel hat 2, 5, 8 oder 12 Ziffern, nicht 7 | Fehlt die führende Null? 01349120",
            ),
            ("17113000", "»17113000«: Kein Bundesland hat den Schlüssel 17; sie reichen von 01 bis 16"),
            ("00113000", "»00113000«: Kein Bundesland hat den Schlüssel 00; sie reichen von 01 bis 16"),
            (
                "05-113-000",
                "»05-113-000«: Ein Gemeindeschlüssel besteht nur aus Ziffern | Bitte so schreiben: 05113000",
            ),
            ("Essen", "»Essen«: Ein Gemeindeschlüssel besteht nur aus Ziffern"),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Ags::parse(text).map_or_else(|error| say(&error), |ags| ags.0), expected, "{text}");
        }
    }
}
