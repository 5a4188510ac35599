//! Issues of a newsletter: number and year, never a month.

use std::cmp::Reverse;
use std::fmt;

use super::date::with_century;
use super::scan::is_one_of;
use super::{Date, ValueError, quote};
use crate::diagnostic::Text;

/// One issue of a periodical, `14/2015`. Orders by year, then number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Issue {
    number: u16,
    year: i16,
}

impl Issue {
    /// Reads `14/2015`, `05/2018`, `Nr. 3/2014`, `Ausgabe 14/2015`, `(10/2018)`.
    ///
    /// A date behind it (`14/2015 vom 16.09.2015`) is refused and not dropped: it belongs into a
    /// field of its own, and would be lost without anybody noticing.
    pub fn parse(text: &str) -> Result<Issue, ValueError> {
        let (first, sign, second, rest) = parts(text).ok_or_else(|| unknown(text))?;
        let issue = |number: Part, year: i16| {
            number.value.ok_or_else(|| unknown(text)).and_then(|number| Issue::from_parts(number, year))
        };
        if !rest.is_empty() {
            if rest.starts_with(['-', '–', '/']) {
                return Err(ValueError::quoting("value.issue.double", text));
            }
            let date = rest.trim_start_matches("vom").trim_start_matches([',', ' ']);
            let (4, Some(year), Ok(_)) = (second.digits, second.year(), Date::parse(date)) else {
                return Err(unknown(text));
            };
            let issue = issue(first, year)?;
            return Err(ValueError::new("value.issue.with-date").arg("issue", issue).arg("date", quote(date)));
        }
        match (first.digits, second.digits) {
            (1..=3, 4) if sign == '/' => issue(first, second.year().unwrap_or(0)),
            (1..=3, 4) => Err(unknown(text).suggest(issue(first, second.year().unwrap_or(0))?)),
            (4, 1..=3) => {
                let suggestion = issue(second, first.year().unwrap_or(0))?;
                Err(ValueError::quoting("value.issue.year-first", text).arg("suggestion", suggestion))
            }
            (1..=3, 2) => {
                let year = with_century(second.value.unwrap_or(0) as u8);
                Err(ValueError::quoting("value.date.short-year", text).suggest(issue(first, year)?))
            }
            _ => Err(unknown(text)),
        }
    }

    /// The issue with these parts; numbers count from 1.
    pub fn from_parts(number: u16, year: i16) -> Result<Issue, ValueError> {
        let year = Date::from_parts(year, None, None)?.year();
        if number == 0 {
            return Err(ValueError::new("value.issue.zero"));
        }
        Ok(Issue { number, year })
    }

    /// The number within the year.
    pub fn number(self) -> u16 {
        self.number
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Sorts the newest issue first.
    pub fn newest_first(self) -> Reverse<Issue> {
        Reverse(self)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.year)
    }
}

impl Ord for Issue {
    fn cmp(&self, other: &Issue) -> std::cmp::Ordering {
        (self.year, self.number).cmp(&(other.year, other.number))
    }
}

impl PartialOrd for Issue {
    fn partial_cmp(&self, other: &Issue) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn unknown(text: &str) -> ValueError {
    if text.trim().is_empty() {
        return ValueError::new("value.empty");
    }
    ValueError::quoting("value.issue.unknown", text).hint(Text::new("value.issue.forms"))
}

/// A run of digits; the value is missing where it is too big.
#[derive(Clone, Copy)]
struct Part {
    digits: usize,
    value: Option<u16>,
}

impl Part {
    fn year(self) -> Option<i16> {
        self.value.and_then(|value| i16::try_from(value).ok())
    }
}

/// The two numbers, the sign between them and what follows.
fn parts(text: &str) -> Option<(Part, char, Part, &str)> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
    let text = without_words(text);
    let (first, rest) = number(text)?;
    let rest = rest.trim_start();
    let sign = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '–' | '.' | '|'))?;
    let (second, rest) = number(rest[sign.len_utf8()..].trim_start())?;
    Some((first, sign, second, rest.trim()))
}

/// Cuts off `Newsletter Nr. ` and the like.
fn without_words(mut text: &str) -> &str {
    const WORDS: &[&str] =
        &["nr", "no", "nummer", "number", "ausgabe", "issue", "heft", "newsletter", "enewsletter", "im", "fokus"];
    loop {
        text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        if !is_one_of(&text[..end], WORDS) {
            return text;
        }
        text = text[end..].trim_start_matches(['.', ':', ' ', '\u{A0}']);
    }
}

fn number(text: &str) -> Option<(Part, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let part = Part { digits: end, value: text[..end].parse().ok() };
    (end > 0).then_some((part, &text[end..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::say;
    use super::*;

    #[test]
    fn issues_are_number_and_year() {
        for (text, expected) in [
            ("14/2015", "14/2015"),
            ("5/2018", "5/2018"),
            ("05/2018", "5/2018"),
            ("20/2011", "20/2011"),
            ("Nr. 3/2014", "3/2014"),
            ("Nr.3/2014", "3/2014"),
            ("Ausgabe 14/2015", "14/2015"),
            ("Newsletter Nr. 14/2015", "14/2015"),
            ("(10/2018)", "10/2018"),
            ("Im Fokus 5/2018", "5/2018"),
            (" 14 / 2015 ", "14/2015"),
            ("14\u{a0}/\u{a0}2015", "14/2015"),
            ("Nr.\u{a0}3/2014", "3/2014"),
            ("Issue 123/2014", "123/2014"),
            ("2018/5", "»2018/5«: Erwartet wird Nummer/Jahr, also 5/2018"),
            ("2018-05", "»2018-05«: Erwartet wird Nummer/Jahr, also 5/2018"),
            (
                "14-2015",
                "»14-2015« ist keine Ausgabe | Erwartet wird Nummer/Jahr, zum Beispiel 14/2015 | Bitte so schreiben: 14/2015",
            ),
            ("5/18", "»5/18«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 5/2018"),
            ("14/2015 vom 16.09.2015", "Die Ausgabe ist 14/2015; das Datum »16.09.2015« gehört in ein eigenes Feld"),
            (
                "14/2015, 16. September 2015",
                "Die Ausgabe ist 14/2015; das Datum »16. September 2015« gehört in ein eigenes Feld",
            ),
            ("3-4/2014", "»3-4/2014«: Ein Doppelheft steht hier mit seiner ersten Nummer"),
            ("3/4/2014", "»3/4/2014«: Ein Doppelheft steht hier mit seiner ersten Nummer"),
            ("0/2015", "Ausgaben zählen ab 1"),
            ("14", "»14« ist keine Ausgabe | Erwartet wird Nummer/Jahr, zum Beispiel 14/2015"),
            ("14/2015 pdf", "»14/2015 pdf« ist keine Ausgabe | Erwartet wird Nummer/Jahr, zum Beispiel 14/2015"),
            ("September 2015", "»September 2015« ist keine Ausgabe | Erwartet wird Nummer/Jahr, zum Beispiel 14/2015"),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(
                Issue::parse(text).map_or_else(|error| say(&error), |issue| issue.to_string()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn the_list_of_the_topic_page_is_in_order() {
        let listed = ["10/2018", "5/2018", "10/2016", "20/2011", "12/2011", "21/2010", "19/2010"];
        let mut issues: Vec<Issue> = listed.iter().rev().map(|text| Issue::parse(text).unwrap()).collect();
        issues.sort_by_key(|issue| issue.newest_first());
        assert_eq!(issues.iter().map(Issue::to_string).collect::<Vec<_>>(), listed);
    }

    proptest! {
        #[test]
        fn issues_can_be_read_again(number in 1u16..=999, year in 1000i16..=9999) {
            let issue = Issue::from_parts(number, year).unwrap();
            prop_assert_eq!(Issue::parse(&issue.to_string()), Ok(issue));
        }
    }
}
