//! Numbers, ranges of numbers, yes and no, years.

use std::cmp::Ordering;

use super::scan::is_one_of;
use super::{Date, ValueError, date};
use crate::diagnostic::Text;
use crate::messages::Language;

/// A decimal number, kept exactly: `mantissa` / 10^`decimals`, without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    mantissa: i64,
    decimals: u8,
}

/// Numbers from one to another; `None` is an open end. At least one is there, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    from: Option<Number>,
    to: Option<Number>,
}

/// Digits that a number may have, so that it never leaves 64 bits.
const MOST_DIGITS: usize = 18;

impl Number {
    /// Reads `20`, `3,5`, `3.5`, `1.000`, `1,000`, `1 000`, `1'000`, `1.234,5`, `−4`.
    ///
    /// Where a single comma or full stop could be either, the language decides: `12,345` is twelve
    /// and a bit in German and twelve thousand in English. Three zeros behind the decimal sign of
    /// the language (`1,000` in German) are refused, because they are rather meant as thousands.
    pub fn parse(text: &str, language: Language) -> Result<Number, ValueError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(ValueError::new("value.empty"));
        }
        let body = trimmed.strip_prefix(['-', '−', '–']);
        let (negative, body) = (body.is_some(), body.or(trimmed.strip_prefix('+')).unwrap_or(trimmed));
        let unknown = || match figure_in(trimmed, language) {
            Some(number) => ValueError::quoting("value.number.extra", text).suggest(number.display(language)),
            None => ValueError::quoting("value.number.unknown", text).hint(Text::new("value.number.forms")),
        };
        let (whole, fraction) = sides(body, language).ok_or_else(unknown)?;
        let native = if language == Language::German { ',' } else { '.' };
        if fraction == "000" && whole.len() <= 3 && whole != "0" && body.contains(native) {
            return Err(ValueError::quoting("value.number.thousands", text)
                .suggest(format!("{whole}000"))
                .suggest(whole));
        }
        let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
        let significant = digits.trim_start_matches('0').len();
        let decimals = fraction.trim_end_matches('0').len();
        if significant.max(decimals) > MOST_DIGITS {
            return Err(ValueError::quoting("value.number.too-long", text));
        }
        let mantissa: i64 = digits.parse().map_err(|_| unknown())?;
        Ok(Number { mantissa: if negative { -mantissa } else { mantissa }, decimals: decimals as u8 })
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.mantissa as f64 / 10f64.powi(i32::from(self.decimals))
    }

    /// The number, if it is a whole one.
    pub fn to_integer(self) -> Option<i64> {
        (self.decimals == 0).then_some(self.mantissa)
    }

    /// `1234.5`, as JSON and CSV take it.
    pub fn plain(self) -> String {
        self.write("", ".", "-")
    }

    /// As readers see it: `1 234,5` (with narrow no-break space), `1,234.5`.
    pub fn display(self, language: Language) -> String {
        match language {
            Language::German => self.write("\u{202F}", ",", "−"),
            Language::English => self.write(",", ".", "−"),
        }
    }

    fn write(self, group: &str, decimal: &str, minus: &str) -> String {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0width$}", self.mantissa.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let mut out = String::with_capacity(2 * digits.len() + 3);
        if self.mantissa < 0 {
            out.push_str(minus);
        }
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n) % 3 == 0 {
                out.push_str(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(decimal);
            out.push_str(fraction);
        }
        out
    }
}

impl From<i32> for Number {
    fn from(number: i32) -> Number {
        Number { mantissa: i64::from(number), decimals: 0 }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        // At most 18 digits and 18 decimals: the product fits into 128 bits.
        let scaled = |number: &Number, by: u8| i128::from(number.mantissa) * 10i128.pow(u32::from(by));
        scaled(self, other.decimals).cmp(&scaled(other, self.decimals))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The digits before and behind the decimal sign, without signs between groups.
fn sides(body: &str, language: Language) -> Option<(String, String)> {
    if !body.starts_with(|c: char| c.is_ascii_digit()) || !body.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    if !body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',') || is_space(c)) {
        return None;
    }
    let count = |sign: char| body.matches(sign).count();
    let (dots, commas) = (count('.'), count(','));
    let spaced = body.contains(is_space);
    let decimal = match (dots, commas) {
        (0, 0) => None,
        (1.., 1..) if body.rfind('.') > body.rfind(',') => Some('.'),
        (1.., 1..) => Some(','),
        (1, 0) if spaced || language == Language::English || !is_group(body, '.') => Some('.'),
        (0, 1) if spaced || language == Language::German || !is_group(body, ',') => Some(','),
        _ => None,
    };
    let (whole, fraction) = match decimal {
        Some(sign) if count(sign) == 1 => body.split_once(sign)?,
        Some(_) => return None,
        None => (body, ""),
    };
    let group = |c: char| is_space(c) || matches!(c, '.' | ',');
    let groups: Vec<&str> = whole.split(group).collect();
    let well_grouped = match groups.as_slice() {
        [only] => !only.is_empty(),
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    let mut signs = whole.chars().filter(|c| group(*c)).map(|c| if c.is_whitespace() { ' ' } else { c });
    let one_sign = signs.next().is_none_or(|first| signs.all(|sign| sign == first));
    let digits_only = decimal.is_none() || !fraction.is_empty() && fraction.chars().all(|c| c.is_ascii_digit());
    (well_grouped && one_sign && digits_only).then(|| (groups.concat(), fraction.to_owned()))
}

/// Does the one `sign` in `body` stand where it would between thousands?
fn is_group(body: &str, sign: char) -> bool {
    body.split_once(sign)
        .is_some_and(|(whole, rest)| (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3)
}

/// The one number inside `ca. 20 Kommunen`.
fn figure_in(text: &str, language: Language) -> Option<Number> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (before, figure, after) = (&text[..start], &text[start..end], &text[end..]);
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '%' | '€' | '°' | '~');
    if figure.len() == text.len() || !before.chars().all(is_word) || !after.chars().all(is_word) {
        return None;
    }
    // `parse` cannot come back here: the figure has nothing around it any more.
    Number::parse(figure, language).ok()
}

impl Range {
    /// Reads `8–15`, `8-15`, `8 bis 15`, `von 8 bis 15`, `ab 8`, `bis 15`, `mindestens 8`, `20`.
    pub fn parse(text: &str, language: Language) -> Result<Range, ValueError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(ValueError::new("value.empty"));
        }
        let number = |text: &str| Number::parse(text, language);
        if let Some(rest) = after_words(trimmed, &["bis zu", "bis", "höchstens", "max.", "maximal", "up to", "at most"])
        {
            return Ok(Range { from: None, to: Some(number(rest)?) });
        }
        let from = after_words(trimmed, &["ab", "mindestens", "min.", "at least"]);
        if let Some(rest) = from.or_else(|| trimmed.strip_suffix('+')) {
            return Ok(Range { from: Some(number(rest)?), to: None });
        }
        let body = after_words(trimmed, &["von", "zwischen", "from", "between"]).unwrap_or(trimmed);
        match ends(body) {
            Some((from, to)) => {
                let error = |_| ValueError::quoting("value.range.unknown", text).hint(Text::new("value.range.forms"));
                Range::new(Some(number(from).map_err(error)?), Some(number(to).map_err(error)?))
            }
            None if body != trimmed && after_words(trimmed, &["from"]).is_some() => {
                Ok(Range { from: Some(number(body)?), to: None })
            }
            None => number(trimmed).map(Range::from).map_err(|mut error| {
                if error.text.key == "value.number.unknown" {
                    error.hints = vec![Text::new("value.range.forms")];
                }
                error
            }),
        }
    }

    /// The range with these ends; at least one is needed, and they must be in order.
    pub fn new(from: Option<Number>, to: Option<Number>) -> Result<Range, ValueError> {
        match (from, to) {
            (None, None) => Err(ValueError::new("value.empty")),
            (Some(from), Some(to)) if from > to => Err(ValueError::new("value.range.reversed")
                .arg("from", from.plain())
                .arg("to", to.plain())
                .hint(Text::new("value.period.swapped"))),
            _ => Ok(Range { from, to }),
        }
    }

    /// The smallest number.
    pub fn low(self) -> Option<Number> {
        self.from
    }

    /// The greatest number.
    pub fn high(self) -> Option<Number> {
        self.to
    }

    /// Is `number` in it?
    pub fn contains(self, number: Number) -> bool {
        self.from.is_none_or(|from| from <= number) && self.to.is_none_or(|to| number <= to)
    }

    /// As readers see it: `8–15`, `ab 8`, `bis 15`, `from 8`, `up to 15`.
    pub fn display(self, language: Language) -> String {
        let german = language == Language::German;
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.display(language),
            // Two signs that look alike would stand side by side.
            (Some(from), Some(to)) if from.mantissa < 0 => {
                format!("{} {} {}", from.display(language), if german { "bis" } else { "to" }, to.display(language))
            }
            (Some(from), Some(to)) => format!("{}–{}", from.display(language), to.display(language)),
            (Some(from), None) => format!("{} {}", if german { "ab" } else { "from" }, from.display(language)),
            (None, Some(to)) => format!("{} {}", if german { "bis" } else { "up to" }, to.display(language)),
            (None, None) => String::new(),
        }
    }
}

impl From<Number> for Range {
    fn from(number: Number) -> Range {
        Range { from: Some(number), to: Some(number) }
    }
}

/// What follows one of `words` at the start of `text`, whatever their case.
fn after_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let rest = text.get(word.len()..).filter(|_| is_one_of(&text[..word.len()], &[word]))?;
        (rest.starts_with(|c: char| !c.is_alphanumeric())).then(|| rest.trim_start())
    })
}

/// The two ends of `8–15`, `8 bis 15`, `8 und 15`.
fn ends(text: &str) -> Option<(&str, &str)> {
    for word in [" bis zu ", " bis ", " to ", " und ", " and "] {
        if let Some((from, to)) = text.split_once(word) {
            return Some((from.trim(), to.trim()));
        }
    }
    let (place, dash) = text.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−'))?;
    Some((text[..place].trim(), text[place + dash.len_utf8()..].trim()))
}

/// Reads yes or no: `ja`, `nein`, `yes`, `no`, `true`, `false`, `wahr`, `falsch`, `an`, `aus`.
pub fn parse_bool(text: &str) -> Result<bool, ValueError> {
    match text.trim() {
        "" => Err(ValueError::new("value.empty")),
        word if is_one_of(word, &["ja", "j", "yes", "y", "true", "wahr", "an", "on"]) => Ok(true),
        word if is_one_of(word, &["nein", "n", "no", "false", "falsch", "aus", "off"]) => Ok(false),
        word => Err(ValueError::quoting("value.bool.unknown", word)),
    }
}

/// Reads a year of four digits.
pub fn parse_year(text: &str) -> Result<i16, ValueError> {
    let year = text.trim();
    if year.is_empty() {
        return Err(ValueError::new("value.empty"));
    }
    let digits = year.trim_start_matches(['\'', '’']);
    match (digits.len(), digits.parse::<u8>(), Date::parse(year)) {
        (_, _, Ok(date)) if date.month().is_none() => Ok(date.year()),
        (_, _, Ok(date)) => Err(ValueError::quoting("value.year.unknown", year).suggest(date.year())),
        (2, Ok(short), _) => Err(ValueError::quoting("value.date.short-year", year).suggest(date::with_century(short))),
        (4, _, Err(error)) if digits.chars().all(|c| c.is_ascii_digit()) => Err(error),
        _ => Err(ValueError::quoting("value.year.unknown", year)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::say;
    use super::*;
    use Language::{English, German};

    fn plain(text: &str, language: Language) -> String {
        Number::parse(text, language).map_or_else(|error| say(&error), Number::plain)
    }

    #[test]
    fn numbers_in_german_and_english_form() {
        for (text, german, english) in [
            ("20", "20", "20"),
            ("007", "7", "7"),
            ("3,5", "3.5", "3.5"),
            ("3.5", "3.5", "3.5"),
            ("3,50", "3.5", "3.5"),
            ("0,125", "0.125", "0.125"),
            ("0.125", "0.125", "0.125"),
            (
                "1.000",
                "1000",
                "»1.000« kann Tausend oder ein Komma bedeuten | Bitte so schreiben: 1000 | Bitte so schreiben: 1",
            ),
            (
                "1,000",
                "»1,000« kann Tausend oder ein Komma bedeuten | Bitte so schreiben: 1000 | Bitte so schreiben: 1",
                "1000",
            ),
            ("12,345", "12.345", "12345"),
            ("12.345", "12345", "12.345"),
            ("1 000", "1000", "1000"),
            ("1\u{202f}234\u{202f}567,25", "1234567.25", "1234567.25"),
            ("1'000", "1000", "1000"),
            ("1.234,5", "1234.5", "1234.5"),
            ("1,234.5", "1234.5", "1234.5"),
            ("1.234.567", "1234567", "1234567"),
            ("1,234,567", "1234567", "1234567"),
            ("−4", "-4", "-4"),
            ("-4,5", "-4.5", "-4.5"),
            ("+4", "4", "4"),
            ("-0", "0", "0"),
            ("0,0", "0", "0"),
            (
                "1234567890123456789",
                "»1234567890123456789« hat zu viele Ziffern; erlaubt sind 18",
                "»1234567890123456789« hat zu viele Ziffern; erlaubt sind 18",
            ),
            (
                "20 %",
                "»20 %«: Hier steht nur die Zahl | Bitte so schreiben: 20",
                "»20 %«: Hier steht nur die Zahl | Bitte so schreiben: 20",
            ),
            (
                "ca. 20 Kommunen",
                "»ca. 20 Kommunen«: Hier steht nur die Zahl | Bitte so schreiben: 20",
                "»ca. 20 Kommunen«: Hier steht nur die Zahl | Bitte so schreiben: 20",
            ),
        ] {
            assert_eq!(plain(text, German), german, "{text}");
            assert_eq!(plain(text, English), english, "{text}");
        }
        for text in ["zwanzig", "1.00.0", "10 00", "16.09.2015", "1,2,3", ",5", "5,", "1..2", "1 2.3 4", "٣"] {
            assert!(plain(text, German).starts_with(&format!("»{text}« ist keine Zahl | ")), "{}", plain(text, German));
        }
        assert_eq!(plain(" ", German), "Hier fehlt der Wert");
    }

    #[test]
    fn numbers_are_shown_and_compared() {
        let number = |text| Number::parse(text, German).unwrap();
        assert_eq!(number("1234,5").display(German), "1\u{202f}234,5");
        assert_eq!(number("1234,5").display(English), "1,234.5");
        assert_eq!(number("-0,05").display(German), "−0,05");
        assert_eq!(number("100").display(German), "100");
        assert!(number("3,5") > number("3,45") && number("-1") < number("0,1"));
        assert_eq!(number("3,5").to_f64(), 3.5);
        assert_eq!((number("20").to_integer(), number("3,5").to_integer()), (Some(20), None));
    }

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("8–15", "8–15"),
            ("8-15", "8–15"),
            ("8 - 15", "8–15"),
            ("8 bis 15", "8–15"),
            ("von 8 bis 15", "8–15"),
            ("zwischen 8 und 15", "8–15"),
            ("ab 8", "ab 8"),
            ("mindestens 8", "ab 8"),
            ("min. 8", "ab 8"),
            ("8+", "ab 8"),
            ("bis 15", "bis 15"),
            ("bis zu 15", "bis 15"),
            ("Höchstens 15", "bis 15"),
            ("from 8", "ab 8"),
            ("from 8 to 15", "8–15"),
            ("up to 15", "bis 15"),
            ("20", "20"),
            ("8–8", "8"),
            ("1,5–2,5", "1,5–2,5"),
            ("−5 bis 5", "−5 bis 5"),
            ("15–8", "Das Ende (8) ist kleiner als der Anfang (15) | Vertauscht?"),
            ("8–viele", "»8–viele« ist kein Bereich | Möglich sind zum Beispiel: 8–15, ab 8, bis 15, 20"),
            ("wenige", "»wenige« ist keine Zahl | Möglich sind zum Beispiel: 8–15, ab 8, bis 15, 20"),
            ("", "Hier fehlt der Wert"),
        ] {
            let said = Range::parse(text, German).map_or_else(|error| say(&error), |range| range.display(German));
            assert_eq!(said, expected, "{text}");
        }
        let range = Range::parse("8–15", German).unwrap();
        assert!(range.contains(Number::from(8)) && !range.contains(Number::from(16)));
    }

    #[test]
    fn yes_and_no_and_years() {
        for (text, expected) in
            [("ja", true), ("Nein", false), ("TRUE", true), ("no", false), ("wahr", true), ("aus", false)]
        {
            assert_eq!(parse_bool(text), Ok(expected));
        }
        assert_eq!(say(&parse_bool("vielleicht").unwrap_err()), "»vielleicht«: Erwartet wird ja oder nein");
        for (text, expected) in [
            ("2014", "2014"),
            (" 2014 ", "2014"),
            ("'14", "»'14«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 2014"),
            ("98", "»98«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 1998"),
            ("Oktober 2013", "»Oktober 2013« ist keine Jahreszahl | Bitte so schreiben: 2013"),
            ("0815", "Das Jahr 815 gibt es hier nicht; Jahre reichen von 1000 bis 9999"),
            ("20145", "»20145« ist keine Jahreszahl"),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(parse_year(text).map_or_else(|error| say(&error), |year| year.to_string()), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_can_be_read_again(digits in -999_999_999_999_999_999i64..=999_999_999_999_999_999, decimals in 0usize..=18) {
            let sign = if digits < 0 { "-" } else { "" };
            let digits = format!("{:0width$}", digits.unsigned_abs(), width = decimals + 1);
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            let text = if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{}1", &fraction[1..]) };
            let number = Number::parse(&text, English).unwrap();
            for language in [German, English] {
                prop_assert_eq!(Number::parse(&number.display(language), language), Ok(number), "{}", text);
            }
            prop_assert_eq!(number.cmp(&number), Ordering::Equal);
        }

        #[test]
        fn ranges_can_be_read_again(from in prop::option::of(-10_000i32..10_000), to in prop::option::of(-10_000i32..10_000)) {
            if let Ok(range) = Range::new(from.map(Number::from), to.map(Number::from)) {
                for language in [German, English] {
                    let text = range.display(language);
                    prop_assert_eq!(Range::parse(&text, language), Ok(range), "{}", text);
                }
            }
        }
    }
}
