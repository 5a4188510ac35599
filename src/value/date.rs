//! Dates and times of day, as precise as they were written.

use super::scan::{Scan, Token, is_one_of};
use super::{Precision, ValueError};
use crate::diagnostic::{Text, did_you_mean};
use crate::messages::Language;
use Token::{Mark, Month, Small, Weekday, Word, Year};

/// A day, a month or a year (EDTF level 0), between the years 1000 and 9999.
///
/// Only days that exist can be made, and a day always has a month. Orders by year, month, day; what
/// is left open comes first (`2021` before `April 2021` before `1. April 2021`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A time of day, 0:00 to 23:59, as the clocks at the place show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    hour: u8,
    minute: u8,
}

/// A date, with a time of day where one is known; a time needs a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    date: Date,
    time: Option<Time>,
}

impl Date {
    /// Reads a date as people and programs write it: `28. April 2021`, `28.4.2021`, `Oktober 2013`,
    /// `04/2021`, `2015`, `2021-04-28`, `April 28, 2021`. Of a timestamp
    /// (`2021-04-28T18:00:00+02:00`, as other generators write into the same field) the day counts.
    pub fn parse(text: &str) -> Result<Date, ValueError> {
        let scan = Scan::new(text);
        if let Some(result) = shape(&scan.tokens) {
            return result;
        }
        if let Some((date, _, place)) = with_time(&scan.tokens) {
            let date = date?;
            return match scan.tokens.get(..2) {
                Some([Year(_), Mark('-')]) => Ok(date),
                _ => Err(ValueError::quoting("value.date.with-time", text).suggest(date_text(&scan, place))),
            };
        }
        if scan.tokens.iter().any(|t| *t == Mark('–') || t.is(&["bis", "seit", "ab", "to", "since", "until"])) {
            return Err(ValueError::quoting("value.date.is-period", text));
        }
        Err(explain(&scan, 0..scan.tokens.len())
            .unwrap_or_else(|| ValueError::quoting("value.date.unknown", text).hint(Text::new("value.date.forms"))))
    }

    /// The date with these parts, if there is such a day.
    pub fn from_parts(year: i16, month: Option<u8>, day: Option<u8>) -> Result<Date, ValueError> {
        if !(1000..=9999).contains(&year) {
            return Err(ValueError::new("value.date.year-digits").arg("year", year));
        }
        match (month, day) {
            (Some(month), _) if !(1..=12).contains(&month) => {
                Err(ValueError::new("value.date.no-such-month").arg("month", month))
            }
            (Some(month), Some(day)) if !(1..=days_in(year, month)).contains(&day) => {
                Err(no_such_day(year, month, day))
            }
            (None, Some(day)) => Err(ValueError::new("value.date.day-without-month").arg("day", day)),
            _ => Ok(Date { year, month, day }),
        }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// Is this a year, a month or a day?
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (_, Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, None) => Precision::Year,
        }
    }

    /// EDTF, which is also what `<time datetime>` takes: `2021-04-28`, `2013-10`, `2015`.
    pub fn edtf(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            _ => format!("{:04}", self.year),
        }
    }

    /// As readers see it: `28. April 2021`, `28 April 2021`, with a no-break space after the day.
    pub fn display(self, language: Language) -> String {
        match self.without_year(language) {
            Some(start) => format!("{start} {}", self.year),
            None => self.year.to_string(),
        }
    }

    /// `28. April` or `April`; nothing for a year.
    pub(super) fn without_year(self, language: Language) -> Option<String> {
        let month = month_name(self.month?, language);
        Some(match self.day {
            Some(day) => format!("{day}{}\u{A0}{month}", if language == Language::German { "." } else { "" }),
            None => month.to_owned(),
        })
    }

    /// The first day that belongs to it, as year, month and day.
    pub fn first_day(self) -> (i16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that belongs to it, as year, month and day.
    pub fn last_day(self) -> (i16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (self.year, month, self.day.unwrap_or_else(|| days_in(self.year, month)))
    }
}

impl Time {
    /// Reads `18:00`, `18:00 Uhr`, `18.30 Uhr`, `18 Uhr`, `6 pm`; seconds are dropped.
    pub fn parse(text: &str) -> Result<Time, ValueError> {
        let scan = Scan::new(text);
        match clock(&scan.tokens) {
            Some(time) => time,
            None => Err(explain_time(text, &scan.tokens)),
        }
    }

    /// The time with these parts, if clocks show it.
    pub fn from_parts(hour: u8, minute: u8) -> Result<Time, ValueError> {
        if hour > 23 || minute > 59 {
            let error = ValueError::new("value.time.no-such").arg("time", format!("{hour}:{minute:02}"));
            return Err(if (hour, minute) == (24, 0) { error.hint(Text::new("value.time.midnight")) } else { error });
        }
        Ok(Time { hour, minute })
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// `09:30`, as `<time datetime>` takes it.
    pub fn iso(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// As readers see it: `9:30 Uhr`, `9:30`.
    pub fn display(self, language: Language) -> String {
        match language {
            Language::German => format!("{}:{:02}\u{A0}Uhr", self.hour, self.minute),
            Language::English => format!("{}:{:02}", self.hour, self.minute),
        }
    }
}

impl DateTime {
    /// Reads a date with or without a time: `28. April 2021, 18:00 Uhr`, `2021-04-28T18:00`.
    ///
    /// An offset such as `+02:00` is dropped, because it says that the time is the local one. A time
    /// in UTC is refused (it would be shown one or two hours early), except midnight, which programs
    /// write when they know only the day.
    pub fn parse(text: &str) -> Result<DateTime, ValueError> {
        let scan = Scan::new(text);
        if let Some(date) = shape(&scan.tokens) {
            return Ok(DateTime { date: date?, time: None });
        }
        if let Some((date, time, place)) = with_time(&scan.tokens) {
            let (date, time) = (date?, time?);
            if date.precision() != Precision::Day {
                return Err(ValueError::quoting("value.datetime.no-day", date_text(&scan, place)));
            }
            let utc = match scan.tokens.as_slice() {
                [.., Word(zone)] => is_one_of(zone, &["z", "utc"]),
                [.., Mark('+'), Small(0, _), Mark(':'), Small(0, _)] | [.., Mark('+'), Year(0)] => true,
                _ => false,
            };
            return match (utc, time) {
                (true, Time { hour: 0, minute: 0 }) => Ok(DateTime { date, time: None }),
                (true, _) => Err(ValueError::quoting("value.datetime.utc", text)),
                (false, time) => Ok(DateTime { date, time: Some(time) }),
            };
        }
        // Where a date stands at the start, the rest was meant as a time.
        let place = (1..scan.tokens.len()).rev().find(|&i| shape(&scan.tokens[..i]).is_some());
        if let Some(place) = place
            && scan.tokens[place..].iter().any(|t| matches!(t, Small(..)))
            && scan.tokens[place..].iter().any(|t| *t == Mark(':') || t.is(&["uhr", "um", "h", "t"]))
        {
            let from = place + usize::from(scan.tokens[place] == Mark(','));
            return Err(explain_time(scan.text(from..scan.tokens.len()), &scan.tokens[from..]));
        }
        Date::parse(text).map(DateTime::from)
    }

    /// The date with this time, if it is a day.
    pub fn new(date: Date, time: Option<Time>) -> Result<DateTime, ValueError> {
        if time.is_some() && date.precision() != Precision::Day {
            return Err(ValueError::quoting("value.datetime.no-day", &date.edtf()));
        }
        Ok(DateTime { date, time })
    }

    /// The date.
    pub fn date(self) -> Date {
        self.date
    }

    /// The time of day, where it is known.
    pub fn time(self) -> Option<Time> {
        self.time
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        if self.time.is_some() { Precision::Minute } else { self.date.precision() }
    }

    /// `2021-04-28T18:00` or the date alone, as `<time datetime>` takes it.
    pub fn iso(self) -> String {
        match self.time {
            Some(time) => format!("{}T{}", self.date.edtf(), time.iso()),
            None => self.date.edtf(),
        }
    }

    /// As readers see it: `28. April 2021, 18:00 Uhr`, `28 April 2021, 18:00`.
    pub fn display(self, language: Language) -> String {
        match self.time {
            Some(time) => format!("{}, {}", self.date.display(language), time.display(language)),
            None => self.date.display(language),
        }
    }
}

impl From<Date> for DateTime {
    fn from(date: Date) -> DateTime {
        DateTime { date, time: None }
    }
}

/// The date that `tokens` are; `None` if they do not look like a date at all.
pub(super) fn shape(tokens: &[Token]) -> Option<Result<Date, ValueError>> {
    let (weekday, mut tokens) = without_lead(tokens);
    // The full stop or comma of a sentence the date was cut from.
    if let [rest @ .., Mark('.' | ',')] = tokens
        && matches!(rest, [.., Year(_)])
    {
        tokens = rest;
    }
    let date = match *tokens {
        [Year(year)] => Date::from_parts(year, None, None),
        [Year(year), Mark('-'), Small(month, _)]
        | [Small(month, _), Mark('/' | '.'), Year(year)]
        | [Month(month), Year(year)] => Date::from_parts(year, Some(month), None),
        [Year(year), Mark('-'), Small(month, _), Mark('-'), Small(day, _)]
        | [Year(year), Mark('/'), Small(month, _), Mark('/'), Small(day, _)]
        | [Small(day, _), Mark('.'), Small(month, _), Mark('.'), Year(year)] => day_and_month(year, month, day),
        [Small(day, _), Mark('.'), Month(month), Year(year)]
        | [Small(day, _), Month(month), Year(year)]
        | [Month(month), Small(day, _), Mark(',') | Mark('.'), Year(year)]
        | [Month(month), Small(day, _), Year(year)] => Date::from_parts(year, Some(month), Some(day)),
        [Small(a, _), Mark('/'), Small(b, _), Mark('/'), Year(year)]
        | [Small(a, _), Mark('-'), Small(b, _), Mark('-'), Year(year)] => either_order(year, a, b),
        _ => return None,
    };
    Some(match (weekday, date) {
        (Some(weekday), Ok(date)) => check_weekday(date, weekday),
        (_, date) => date,
    })
}

const LEAD: &[&str] =
    &["am", "im", "in", "vom", "zum", "den", "dem", "der", "jahr", "jahre", "jahren", "on", "the", "year"];

/// Cuts off words that lead up to a date (`am`, `im Jahr`, `Mittwoch,`).
pub(super) fn without_lead<'t, 'a>(mut tokens: &'t [Token<'a>]) -> (Option<u8>, &'t [Token<'a>]) {
    let mut weekday = None;
    loop {
        tokens = match tokens {
            [Weekday(day), Mark(','), rest @ ..] | [Weekday(day), rest @ ..] => {
                weekday = Some(*day);
                rest
            }
            [first, rest @ ..] if first.is(LEAD) => rest,
            _ => return (weekday, tokens),
        };
    }
}

/// `28.04.2021`; where the month is too big, day and month may have changed places.
fn day_and_month(year: i16, month: u8, day: u8) -> Result<Date, ValueError> {
    Date::from_parts(year, Some(month), Some(day)).map_err(|error| {
        match Date::from_parts(year, Some(day), Some(month)) {
            Ok(_) if month > 12 => {
                error.hint(Text::new("value.date.swapped").arg("suggestion", format!("{month}.{day}.{year}")))
            }
            _ => error,
        }
    })
}

/// `28/04/2021` is British, `04/28/2021` American; `05/04/2021` could be either.
fn either_order(year: i16, a: u8, b: u8) -> Result<Date, ValueError> {
    match (a, b) {
        (1..=12, 1..=12) if a != b => Err(ValueError::new("value.date.either-order")
            .arg("value", format!("{a}/{b}/{year}"))
            .suggest(format!("{a}.{b}.{year}"))
            .suggest(format!("{b}.{a}.{year}"))),
        (1..=12, 13..) => Date::from_parts(year, Some(a), Some(b)),
        _ => Date::from_parts(year, Some(b), Some(a)),
    }
}

fn check_weekday(date: Date, written: u8) -> Result<Date, ValueError> {
    const KEYS: [&str; 7] = [
        "value.date.is-monday",
        "value.date.is-tuesday",
        "value.date.is-wednesday",
        "value.date.is-thursday",
        "value.date.is-friday",
        "value.date.is-saturday",
        "value.date.is-sunday",
    ];
    let (Some(month), Some(day)) = (date.month, date.day) else { return Ok(date) };
    let weekday = weekday(date.year, month, day);
    if weekday == written {
        return Ok(date);
    }
    let key = KEYS[usize::from(weekday)];
    Err(ValueError::new(key).arg("day", day).arg("month", month).arg("year", date.year))
}

/// Monday is 0. Sakamoto's method for the Gregorian calendar.
fn weekday(year: i16, month: u8, day: u8) -> u8 {
    const SHIFT: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = i32::from(year) - i32::from(month < 3);
    let sunday_first = year + year / 4 - year / 100 + year / 400 + SHIFT[usize::from(month) - 1] + i32::from(day);
    ((sunday_first + 6) % 7) as u8
}

fn is_leap(year: i16) -> bool {
    year % 4 == 0 && year % 100 != 0 || year % 400 == 0
}

fn days_in(year: i16, month: u8) -> u8 {
    match month {
        2 => 28 + u8::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// One sentence for each short month, because its name is a different word in each language.
fn no_such_day(year: i16, month: u8, day: u8) -> ValueError {
    let key = match month {
        2 if is_leap(year) => "value.date.no-such-day.leap-february",
        2 => "value.date.no-such-day.february",
        4 => "value.date.no-such-day.april",
        6 => "value.date.no-such-day.june",
        9 => "value.date.no-such-day.september",
        11 => "value.date.no-such-day.november",
        _ => return ValueError::new("value.date.no-such-day").arg("day", day).arg("month", month).arg("year", year),
    };
    ValueError::new(key).arg("day", day).arg("year", year)
}

/// A date at the start and a time after it, with the place where the time begins.
type Parts = (Result<Date, ValueError>, Result<Time, ValueError>, usize);

fn with_time(tokens: &[Token]) -> Option<Parts> {
    // No time has more than a dozen tokens (`T18:00:00.000+02:00`), no date more than that either.
    let start = tokens.len().saturating_sub(16).max(1);
    (start..tokens.len()).rev().find_map(|place| {
        let time = clock(&tokens[place..])?;
        Some((shape(&tokens[..place])?, time, place))
    })
}

/// What stands before the time.
fn date_text<'a>(scan: &Scan<'a>, time: usize) -> &'a str {
    scan.text(0..time).trim_end_matches([',', ' '])
}

/// The time of day that `tokens` are; `None` if they do not look like one at all.
fn clock(tokens: &[Token]) -> Option<Result<Time, ValueError>> {
    let mut tokens = tokens;
    while let [first, rest @ ..] = tokens
        && (*first == Mark(',') || first.is(&["t", "um", "at", "ab"]))
    {
        tokens = rest;
    }
    let (hour, minute, rest) = match tokens {
        [Small(hour, _), Mark(':'), Small(minute, 2), rest @ ..]
        | [Small(hour, _), Mark('.'), Small(minute, 2), rest @ ..] => (*hour, *minute, rest),
        [Small(hour, _), oclock, Small(minute, 2)] if oclock.is(&["uhr"]) => (*hour, *minute, &tokens[3..]),
        [Small(hour, _), oclock, ..] if oclock.is(&["uhr", "h", "am", "pm", "a", "p"]) => (*hour, 0, &tokens[1..]),
        _ => return None,
    };
    let rest = match rest {
        [Mark(':'), Small(..), Mark('.' | ','), _, rest @ ..] | [Mark(':'), Small(..), rest @ ..] => rest,
        rest => rest,
    };
    let hour = match rest {
        [] => hour,
        [word] if word.is(&["uhr", "h", "z", "utc"]) => hour,
        [Mark('+' | '-' | '–'), Small(..), Mark(':'), Small(..)] | [Mark('+' | '-' | '–'), Year(_)] => hour,
        [word] | [word, Word("m" | "M")] if (1..=12).contains(&hour) && word.is(&["am", "a"]) => hour % 12,
        [word] | [word, Word("m" | "M")] if (1..=12).contains(&hour) && word.is(&["pm", "p"]) => hour % 12 + 12,
        _ => return None,
    };
    Some(Time::from_parts(hour, minute))
}

fn explain_time(text: &str, tokens: &[Token]) -> ValueError {
    if tokens.is_empty() {
        return ValueError::new("value.empty");
    }
    if tokens.iter().any(|t| matches!(t, Mark('–' | '-')) || t.is(&["bis", "to"])) {
        return ValueError::quoting("value.time.range", text);
    }
    ValueError::quoting("value.time.unknown", text).hint(Text::new("value.time.forms"))
}

/// Why the tokens at `at` are not a date, where there is more to say than that they are not.
pub(super) fn explain(scan: &Scan, at: std::ops::Range<usize>) -> Option<ValueError> {
    let text = scan.text(at.clone());
    let (_, tokens) = without_lead(&scan.tokens[at.clone()]);
    if tokens.is_empty() {
        return Some(ValueError::new("value.empty"));
    }
    if let [start @ .., Small(short, 2)] = tokens
        && let Some(Ok(_)) = shape(&[start, &[Year(with_century(*short))]].concat())
    {
        let written = scan.text(at.start..at.end - 1);
        let glue = &text[written.len()..text.len() - 2];
        let year = with_century(*short);
        return Some(ValueError::quoting("value.date.short-year", text).suggest(format!("{written}{glue}{year}")));
    }
    // A leap year, so that no 29 February hides what is missing.
    if tokens.len() > 1 && shape(&[tokens, &[Year(2000)]].concat()).is_some() || matches!(tokens, [Month(_)]) {
        return Some(ValueError::quoting("value.date.year-missing", text));
    }
    if let [Year(year), Mark('/' | '.'), Small(month @ 1..=12, _)] = tokens {
        let suggestion = format!("{month:02}/{year}");
        return Some(ValueError::quoting("value.date.year-first", text).arg("suggestion", suggestion));
    }
    let words = || tokens.iter().filter_map(|t| if let Word(word) = t { Some(*word) } else { None });
    if let Some(word) = words().find(|word| is_one_of(word, VAGUE)) {
        let error = ValueError::quoting("value.date.vague", word);
        return Some(match tokens.iter().find_map(|t| if let Year(year) = t { Some(year) } else { None }) {
            Some(year) => error.hint(Text::new("value.date.vague-year").arg("year", year)),
            None => error,
        });
    }
    if let Some(word) = words().find(|word| is_one_of(word, RELATIVE)) {
        return Some(ValueError::quoting("value.date.relative", word));
    }
    // A word where a month would make it a date.
    let with_month: Vec<Token> = tokens.iter().map(|t| if let Word(_) = t { Month(1) } else { *t }).collect();
    if let Some(word) = words().next()
        && shape(&with_month).is_some()
    {
        let names = || GERMAN.iter().chain(&ENGLISH).copied();
        let error = ValueError::quoting("value.date.no-month-name", word);
        return Some(match did_you_mean(word, names()) {
            Some(name) => error.hint(Text::new("hint.did-you-mean").arg("name", name)),
            None => error,
        });
    }
    None
}

/// Which year `21` probably is: from 1970 to 2069.
pub(super) fn with_century(short: u8) -> i16 {
    i16::from(short) + if short < 70 { 2000 } else { 1900 }
}

const VAGUE: &[&str] = &[
    "frühjahr",
    "fruehjahr",
    "frühling",
    "sommer",
    "herbst",
    "winter",
    "spring",
    "summer",
    "autumn",
    "fall",
    "anfang",
    "mitte",
    "ende",
    "early",
    "mid",
    "late",
    "ca",
    "circa",
    "etwa",
    "um",
    "ungefähr",
    "about",
    "around",
    "quartal",
    "halbjahr",
    "semester",
    "q",
];

const RELATIVE: &[&str] = &["heute", "gestern", "morgen", "jetzt", "bald", "today", "yesterday", "tomorrow", "now"];

fn month_name(month: u8, language: Language) -> &'static str {
    let names = match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    };
    names[usize::from(month.clamp(1, 12)) - 1]
}

const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::tests::say;
    use super::*;
    use Language::{English, German};

    fn edtf(text: &str) -> String {
        Date::parse(text).map_or_else(|error| say(&error), Date::edtf)
    }

    #[test]
    fn dates_as_people_and_programs_write_them() {
        for (text, expected) in [
            // The content model's vectors.
            ("16.09.2015", "2015-09-16"),
            ("28. April 2021", "2021-04-28"),
            ("21. Oktober 2015", "2015-10-21"),
            ("7. Oktober 2015", "2015-10-07"),
            ("Oktober 2015", "2015-10"),
            ("Oktober 2013", "2013-10"),
            ("2015", "2015"),
            ("23.06.2017", "2017-06-23"),
            ("22. Februar 2019", "2019-02-22"),
            ("2015-09-16", "2015-09-16"),
            ("im Oktober 2015", "2015-10"),
            ("5/2018", "2018-05"),
            // Other ways to write them.
            ("16. 9. 2015", "2015-09-16"),
            ("16.9.2015", "2015-09-16"),
            ("28.\u{a0}April\u{a0}2021", "2021-04-28"),
            ("28.\u{202f}4.\u{202f}2021", "2021-04-28"),
            ("28.April 2021", "2021-04-28"),
            ("28 April 2021", "2021-04-28"),
            ("28. Apr. 2021", "2021-04-28"),
            ("28. APRIL 2021", "2021-04-28"),
            ("Am 28. April 2021", "2021-04-28"),
            ("am 21. Oktober 2015", "2015-10-21"),
            ("im Jahr 2015", "2015"),
            ("der 7. Oktober 2015", "2015-10-07"),
            ("vom 16.09.2015", "2015-09-16"),
            ("Mittwoch, 28. April 2021", "2021-04-28"),
            ("Mi., 28.04.2021", "2021-04-28"),
            ("am Mittwoch, den 28. April 2021", "2021-04-28"),
            ("28. April 2021.", "2021-04-28"),
            ("1. Jänner 2020", "2020-01-01"),
            ("März 2020", "2020-03"),
            ("Ma\u{308}rz 2020", "2020-03"),
            ("Maerz 2020", "2020-03"),
            ("Mrz. 2020", "2020-03"),
            ("Sept. 2014", "2014-09"),
            ("Dez 2014", "2014-12"),
            ("04/2021", "2021-04"),
            ("04.2021", "2021-04"),
            ("2021-04", "2021-04"),
            ("2021\u{2011}04\u{2011}28", "2021-04-28"),
            ("2021/04/28", "2021-04-28"),
            ("29.02.2020", "2020-02-29"),
            ("29.02.2000", "2000-02-29"),
            (" 2015\n", "2015"),
            ("\u{feff}2015", "2015"),
            // English.
            ("April 28, 2021", "2021-04-28"),
            ("April 28th, 2021", "2021-04-28"),
            ("28th of April 2021", "2021-04-28"),
            ("Wed, 28 April 2021", "2021-04-28"),
            ("Oct 2013", "2013-10"),
            ("Oct. 2013", "2013-10"),
            ("in March 2020", "2020-03"),
            ("28/04/2021", "2021-04-28"),
            ("04/28/2021", "2021-04-28"),
            ("4/4/2021", "2021-04-04"),
            // Timestamps of other generators.
            ("2021-04-28T18:00", "2021-04-28"),
            ("2021-04-28T18:00:00Z", "2021-04-28"),
            ("2021-04-28T18:00:00.123+02:00", "2021-04-28"),
            ("2021-04-28 18:00:00 +0200", "2021-04-28"),
        ] {
            assert_eq!(edtf(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_explained() {
        for (text, expected) in [
            ("31.04.2021", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
            ("31. April 2021", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
            ("31.06.2021", "Den 31.6.2021 gibt es nicht. Der Juni hat 30 Tage."),
            ("31.09.2021", "Den 31.9.2021 gibt es nicht. Der September hat 30 Tage."),
            ("31.11.2021", "Den 31.11.2021 gibt es nicht. Der November hat 30 Tage."),
            ("29.02.2021", "Den 29.2.2021 gibt es nicht. Der Februar 2021 hat 28 Tage."),
            ("29.02.1900", "Den 29.2.1900 gibt es nicht. Der Februar 1900 hat 28 Tage."),
            ("30.02.2020", "Den 30.2.2020 gibt es nicht. Der Februar 2020 hat 29 Tage."),
            ("32.01.2021", "Den 32.1.2021 gibt es nicht. Ein Monat hat höchstens 31 Tage."),
            ("0.1.2021", "Den 0.1.2021 gibt es nicht. Ein Monat hat höchstens 31 Tage."),
            ("13/2018", "Einen Monat 13 gibt es nicht"),
            ("2021-13", "Einen Monat 13 gibt es nicht"),
            ("1.0.2021", "Einen Monat 0 gibt es nicht"),
            ("04.28.2021", "Einen Monat 28 gibt es nicht | Tag und Monat vertauscht? 28.4.2021"),
            ("2021-28-04", "Einen Monat 28 gibt es nicht | Tag und Monat vertauscht? 28.4.2021"),
            ("0815", "Das Jahr 815 gibt es hier nicht; Jahre reichen von 1000 bis 9999"),
            ("16.09.15", "»16.09.15«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 16.09.2015"),
            ("28. April 21", "»28. April 21«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 28. April 2021"),
            ("Oktober 98", "»Oktober 98«: Das Jahr braucht vier Ziffern | Bitte so schreiben: Oktober 1998"),
            ("04/21", "»04/21«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 04/2021"),
            ("28. April", "»28. April«: Das Jahr fehlt"),
            ("28.4.", "»28.4.«: Das Jahr fehlt"),
            ("April", "»April«: Das Jahr fehlt"),
            ("2021/04", "»2021/04«: Erwartet wird Monat/Jahr, also 04/2021"),
            (
                "5/4/2021",
                "»5/4/2021« lässt sich auf zwei Arten lesen | Bitte so schreiben: 5.4.2021 | Bitte so schreiben: 4.5.2021",
            ),
            ("Donnerstag, 28. April 2021", "Der Wochentag stimmt nicht: Der 28.4.2021 ist ein Mittwoch"),
            ("28. Aprll 2021", "»Aprll« ist kein Monat | Meinten Sie »April«?"),
            ("Otkober 2013", "»Otkober« ist kein Monat | Meinten Sie »Oktober«?"),
            (
                "Frühjahr 2015",
                "»Frühjahr« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 2015",
            ),
            (
                "ca. 1998",
                "»ca« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 1998",
            ),
            (
                "Ende Oktober 2015",
                "»Ende« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 2015",
            ),
            ("gestern", "»gestern« bedeutet jeden Tag etwas anderes; bitte das Datum ausschreiben"),
            ("1998–2004", "»1998–2004« ist ein Zeitraum; hier steht ein einzelnes Datum"),
            ("seit 2015", "»seit 2015« ist ein Zeitraum; hier steht ein einzelnes Datum"),
            (
                "28. April 2021, 18:00 Uhr",
                "»28. April 2021, 18:00 Uhr«: Hier steht nur ein Datum, ohne Uhrzeit | Bitte so schreiben: 28. April 2021",
            ),
            ("", "Hier fehlt der Wert"),
            ("  ", "Hier fehlt der Wert"),
        ] {
            assert_eq!(edtf(text), expected, "{text}");
        }
        for text in ["20 15", "14/2015 vom 16.09.2015", "20150916", "Essen", "2015, 2017", "١٦.٠٩.٢٠١٥", "2015 2016"]
        {
            assert!(edtf(text).starts_with(&format!("»{text}« ist kein Datum | Möglich")), "{text}: {}", edtf(text));
        }
    }

    #[test]
    fn dates_are_shown_with_a_no_break_space() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("2021-04-28").display(German), "28.\u{a0}April 2021");
        assert_eq!(date("2021-04-28").display(English), "28\u{a0}April 2021");
        assert_eq!(date("2013-10").display(German), "Oktober 2013");
        assert_eq!(date("2020-03").display(English), "March 2020");
        assert_eq!(date("2015").display(German), "2015");
        assert_eq!(date("2020-02").last_day(), (2020, 2, 29));
        assert_eq!(date("2015").first_day(), (2015, 1, 1));
        assert_eq!(date("2015").last_day(), (2015, 12, 31));
    }

    #[test]
    fn less_precise_dates_come_first() {
        let sorted = ["2014-12-31", "2015", "2015-01", "2015-01-01", "2015-02", "2016"];
        let dates: Vec<Date> = sorted.iter().map(|text| Date::parse(text).unwrap()).collect();
        assert!(dates.is_sorted());
    }

    #[test]
    fn times_of_day() {
        for (text, expected) in [
            ("18:00", "18:00"),
            ("18:00 Uhr", "18:00"),
            ("18:00\u{a0}Uhr", "18:00"),
            ("18.30 Uhr", "18:30"),
            ("18 Uhr", "18:00"),
            ("18 Uhr 30", "18:30"),
            ("um 9 Uhr", "09:00"),
            ("9:05 Uhr", "09:05"),
            ("18h", "18:00"),
            ("18:00:00", "18:00"),
            ("6 pm", "18:00"),
            ("6:30 p.m.", "18:30"),
            ("12 am", "00:00"),
            ("12 pm", "12:00"),
            ("0:00", "00:00"),
            ("25:00", "Die Uhrzeit 25:00 gibt es nicht"),
            ("18:60 Uhr", "Die Uhrzeit 18:60 gibt es nicht"),
            (
                "24:00 Uhr",
                "Die Uhrzeit 24:00 gibt es nicht | Mitternacht ist 0:00 Uhr des nächsten Tages; ein Schluss am selben Tag ist 23:59 Uhr",
            ),
            ("18–20 Uhr", "»18–20 Uhr«: Hier steht nur eine Uhrzeit; das Ende gehört in ein eigenes Feld"),
            ("abends", "»abends« ist keine Uhrzeit | Möglich sind zum Beispiel: 18:00 Uhr, 18.30 Uhr, 18 Uhr"),
            ("18", "»18« ist keine Uhrzeit | Möglich sind zum Beispiel: 18:00 Uhr, 18.30 Uhr, 18 Uhr"),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Time::parse(text).map_or_else(|error| say(&error), Time::iso), expected, "{text}");
        }
    }

    #[test]
    fn dates_with_times() {
        for (text, expected) in [
            ("28. April 2021, 18:00 Uhr", "2021-04-28T18:00"),
            ("28. April 2021 um 18 Uhr", "2021-04-28T18:00"),
            ("Mittwoch, 28. April 2021, 18.30 Uhr", "2021-04-28T18:30"),
            ("28.04.2021 18 Uhr", "2021-04-28T18:00"),
            ("28.04.2021 18.30", "2021-04-28T18:30"),
            ("28.04.2021, ab 18 Uhr", "2021-04-28T18:00"),
            ("2021-04-28T18:00", "2021-04-28T18:00"),
            ("2021-04-28 18:00", "2021-04-28T18:00"),
            ("2021-04-28T18:00:00+02:00", "2021-04-28T18:00"),
            ("2021-04-28T00:00:00Z", "2021-04-28"),
            (
                "2021-04-28T16:00:00Z",
                "»2021-04-28T16:00:00Z« ist Weltzeit (UTC); bitte die Uhrzeit am Ort angeben, ohne »Z«",
            ),
            ("April 28, 2021, 6 pm", "2021-04-28T18:00"),
            ("28 April 2021, 18:00", "2021-04-28T18:00"),
            ("28. April 2021", "2021-04-28"),
            ("Oktober 2013", "2013-10"),
            ("Oktober 2013, 18 Uhr", "»Oktober 2013«: Zu einer Uhrzeit gehört ein Tag"),
            ("31. April 2021, 18 Uhr", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
            ("28. April 2021, 25 Uhr", "Die Uhrzeit 25:00 gibt es nicht"),
            (
                "28. April 2021, 18–20 Uhr",
                "»18–20 Uhr«: Hier steht nur eine Uhrzeit; das Ende gehört in ein eigenes Feld",
            ),
            (
                "28. April 2021, 18:00 bis 20:00 Uhr",
                "»18:00 bis 20:00 Uhr«: Hier steht nur eine Uhrzeit; das Ende gehört in ein eigenes Feld",
            ),
        ] {
            assert_eq!(DateTime::parse(text).map_or_else(|error| say(&error), DateTime::iso), expected, "{text}");
        }
        let begin = DateTime::parse("28.04.2021 18 Uhr").unwrap();
        assert_eq!(begin.display(German), "28.\u{a0}April 2021, 18:00\u{a0}Uhr");
        assert_eq!(begin.display(English), "28\u{a0}April 2021, 18:00");
        assert_eq!(begin.precision(), Precision::Minute);
    }

    pub(in crate::value) fn any_date() -> impl Strategy<Value = Date> {
        (1000i16..=9999, prop::option::of(1u8..=12), prop::option::of(1u8..=31))
            .prop_filter_map("no such day", |(year, month, day)| {
                Date::from_parts(year, month, day.and(month).and(day)).ok()
            })
    }

    proptest! {
        #[test]
        fn dates_can_be_read_again(date in any_date()) {
            for text in [date.edtf(), date.display(German), date.display(English)] {
                prop_assert_eq!(Date::parse(&text), Ok(date), "{}", text);
            }
            prop_assert!(date.first_day() <= date.last_day());
        }

        #[test]
        fn dates_with_times_can_be_read_again(date in any_date(), hour in 0u8..24, minute in 0u8..60) {
            let time = Time::from_parts(hour, minute).unwrap();
            let begin = DateTime::new(date, (date.precision() == Precision::Day).then_some(time)).unwrap();
            for text in [begin.iso(), begin.display(German), begin.display(English)] {
                prop_assert_eq!(DateTime::parse(&text), Ok(begin), "{}", text);
            }
            for text in [time.iso(), time.display(German), time.display(English)] {
                prop_assert_eq!(Time::parse(&text), Ok(time), "{}", text);
            }
        }
    }
}
