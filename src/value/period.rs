//! Periods: from when to when something lasted.

use std::ops::Range;

use super::date::{self, Date, explain, shape, without_lead};
use super::scan::{Scan, Token};
use super::{Precision, ValueError};
use crate::diagnostic::Text;
use crate::messages::Language;
use Token::{Mark, Month, Small, Year};

/// A stretch of time: two dates, or one of them with the other end open.
///
/// At least one end is there, and the end does not lie before the start. A single date is a period
/// that starts and ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    start: Option<Date>,
    end: Option<Date>,
    /// Whether an open end was announced (`ab 2027`) rather than told (`seit 2015`).
    announced: bool,
}

/// Where a period lies, seen from some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It begins after that day.
    Planned,
    /// That day lies in it.
    Running,
    /// It ended before that day.
    Finished,
}

impl Period {
    /// Reads a period as people and programs write it: `1998–2004`, `von 1998 bis 2004`, `2012/13`,
    /// `seit 2015`, `bis 2014`, `28. April bis 3. Mai 2021`, `28.–30. April 2021`, `2015/..`.
    pub fn parse(text: &str) -> Result<Period, ValueError> {
        let scan = Scan::new(text);
        let at = scan.inside_brackets();
        let (_, core) = without_lead(&scan.tokens[at.clone()]);
        if core.is_empty() {
            return Err(ValueError::new("value.empty"));
        }
        if let [Year(start), Mark(sign @ ('/' | '-' | '–')), Small(short, 2)] = *core
            && !(sign == '-' && (1..=12).contains(&short))
        {
            return short_end(text, start, sign, short);
        }
        if let Some(date) = shape(core) {
            return date.map(Period::from);
        }
        let mut between = false;
        let rest = match &scan.tokens[at.clone()] {
            [first, rest @ ..] if first.is(&["seit", "ab", "since"]) => {
                if let Some(start) = shape(rest) {
                    return Ok(Period { start: Some(start?), end: None, announced: first.is(&["ab"]) });
                }
                at.start + 1..at.end
            }
            [first, rest @ ..] if first.is(BIS) => {
                if let Some(end) = shape(rest) {
                    return Ok(Period { start: None, end: Some(end?), announced: false });
                }
                if is_open_end(rest) {
                    return Period::new(None, None);
                }
                at.start + 1..at.end
            }
            [first, rest @ ..] if first.is(&["von", "vom", "from", "zwischen", "between"]) => {
                between = first.is(&["zwischen", "between"]);
                // "from 2015" alone is how English begins an open period.
                match shape(rest) {
                    Some(start) if first.is(&["from"]) => {
                        return Ok(Period { start: Some(start?), end: None, announced: true });
                    }
                    _ => at.start + 1..at.end,
                }
            }
            _ => at.clone(),
        };
        // The slash goes before the hyphen, so that `2015-10/2016` begins in October.
        for (word, sign, any) in [(BIS, '–', true), (&[], '/', true), (&[], '-', true), (UND, ' ', between)] {
            let here = |place: &usize| scan.tokens[*place] == Mark(sign) || scan.tokens[*place].is(word);
            for place in rest.clone().filter(here) {
                if let Some(found) = split(&scan, rest.start..place, place + 1..rest.end, any) {
                    return found;
                }
            }
        }
        Err(explain_period(&scan, rest)
            .unwrap_or_else(|| ValueError::quoting("value.period.unknown", text).hint(Text::new("value.period.forms"))))
    }

    /// The period with these ends; at least one is needed, and they must be in order.
    pub fn new(start: Option<Date>, end: Option<Date>) -> Result<Period, ValueError> {
        match (start, end) {
            (None, None) => Err(ValueError::new("value.period.no-ends")),
            (Some(start), Some(end)) if start.first_day() > end.last_day() => {
                Err(reversed(&start.edtf(), &end.edtf()).hint(Text::new("value.period.swapped")))
            }
            _ => Ok(Period { start, end, announced: false }),
        }
    }

    /// When it began; `None` where nobody said.
    pub fn start(self) -> Option<Date> {
        self.start
    }

    /// When it ended or will end; `None` where it goes on.
    pub fn end(self) -> Option<Date> {
        self.end
    }

    /// Does it go on, as far as is known?
    pub fn is_open(self) -> bool {
        self.end.is_none()
    }

    /// EDTF level 0 and the open ends of level 1: `1998/2004`, `2015/..`, `../2014`, `2021-04-28`.
    pub fn edtf(self) -> String {
        match (self.start, self.end) {
            (Some(start), Some(end)) if start == end => start.edtf(),
            (start, end) => {
                let part = |date: Option<Date>| date.map_or_else(|| "..".to_owned(), Date::edtf);
                format!("{}/{}", part(start), part(end))
            }
        }
    }

    /// As readers see it: `1998–2004`, `seit 2015`, `ab 2027`, `bis 2014`, `Oktober 2015 bis März 2016`,
    /// `28. April bis 3. Mai 2021`, `28.–30. April 2021`.
    pub fn display(self, language: Language) -> String {
        self.display_with(language, if self.announced { "ab" } else { "seit" })
    }

    /// Like [`Period::display`], but an open period that begins after `as_of` reads `ab 2027`.
    pub fn display_as_of(self, language: Language, as_of: Date) -> String {
        self.display_with(language, if self.status(as_of) == Status::Planned { "ab" } else { "seit" })
    }

    fn display_with(self, language: Language, since: &str) -> String {
        let german = language == Language::German;
        let (start, end) = match (self.start, self.end) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => {
                let since = match (german, since) {
                    (true, since) => since,
                    (false, "ab") => "from",
                    (false, _) => "since",
                };
                return format!("{since} {}", start.display(language));
            }
            (None, Some(end)) => {
                return format!("{} {}", if german { "bis" } else { "until" }, end.display(language));
            }
            (None, None) => return String::new(),
        };
        let to = if german { "bis" } else { "to" };
        let same_precision = start.precision() == end.precision();
        if start == end {
            return start.display(language);
        }
        match (start.day(), start.without_year(language)) {
            (_, None) if same_precision => format!("{start}–{end}", start = start.year(), end = end.year()),
            (Some(day), _) if same_precision && (start.year(), start.month()) == (end.year(), end.month()) => {
                format!("{day}{}–{}", if german { "." } else { "" }, end.display(language))
            }
            (_, Some(start_day)) if same_precision && start.year() == end.year() => {
                format!("{start_day} {to} {}", end.display(language))
            }
            _ => format!("{} {to} {}", start.display(language), end.display(language)),
        }
    }

    /// Sorts by first day, then last day, as numbers `yyyymmdd`; what is open reaches to infinity.
    pub fn sort_key(self) -> (i32, i32) {
        let number =
            |(year, month, day): (i16, u8, u8)| i32::from(year) * 10_000 + i32::from(month) * 100 + i32::from(day);
        (
            self.start.map_or(i32::MIN, |start| number(start.first_day())),
            self.end.map_or(i32::MAX, |end| number(end.last_day())),
        )
    }

    /// The decades it touches, `[1990, 2000]` for 1998–2004. A period that goes on reaches to
    /// `as_of`; of one without a start only the last decade is known.
    pub fn decades(self, as_of: Date) -> Vec<i16> {
        let decade = |date: Date| date.year() - date.year().rem_euclid(10);
        let first = self.start.or(self.end).map_or(0, decade);
        let last = self.end.map_or_else(|| decade(as_of), decade).max(first);
        (first..=last).step_by(10).collect()
    }

    /// Do both have a day in common, as far as is known?
    pub fn overlaps(self, other: &Period) -> bool {
        let (start, end) = self.sort_key();
        let (other_start, other_end) = other.sort_key();
        start <= other_end && other_start <= end
    }

    /// Where it lies, seen from the day `as_of`.
    pub fn status(self, as_of: Date) -> Status {
        if self.start.is_some_and(|start| start.first_day() > as_of.last_day()) {
            Status::Planned
        } else if self.end.is_some_and(|end| end.last_day() < as_of.first_day()) {
            Status::Finished
        } else {
            Status::Running
        }
    }
}

impl From<Date> for Period {
    fn from(date: Date) -> Period {
        Period { start: Some(date), end: Some(date), announced: false }
    }
}

const BIS: &[&str] = &["bis", "to", "until", "till", "through"];
const UND: &[&str] = &["und", "and"];

/// The period whose ends are the tokens at `left` and `right`; `None` if they are not ends.
///
/// `any` allows any two ends; otherwise only `21. und 22. Oktober 2015` is one, because
/// `2015 und 2017` are two years and not the time between them.
fn split(scan: &Scan, left: Range<usize>, right: Range<usize>, any: bool) -> Option<Result<Period, ValueError>> {
    let (from, to) = (&scan.tokens[left.clone()], &scan.tokens[right.clone()]);
    let open_end = is_open_end(to);
    let open_start = from.is_empty() || *from == [Mark('.'), Mark('.')];
    // `2021-04-` is an unfinished date rather than "since April 2021".
    if to.is_empty() && from.contains(&Mark('-')) {
        return None;
    }
    let end = if open_end { None } else { Some(shape(to)?) };
    let end = match end.transpose() {
        Ok(end) => end,
        // The start must look like one too, or the text was not split at the right place.
        Err(error) => return (open_start || shape(from).is_some()).then_some(Err(error)),
    };
    if open_start {
        return Some(Period::new(None, end));
    }
    let (start, completed) = match shape(from) {
        Some(start) if any => (start, false),
        _ => (complete(from, end?)?, true),
    };
    Some(start.and_then(|start| match (Period::new(Some(start), end), end) {
        (Err(_), Some(_)) => {
            let error = reversed(scan.text(left), scan.text(right));
            Err(error.hint(Text::new(if completed { "value.period.start-year" } else { "value.period.swapped" })))
        }
        (period, _) => period,
    }))
}

fn reversed(start: &str, end: &str) -> ValueError {
    ValueError::new("value.period.reversed").arg("start", super::quote(start)).arg("end", super::quote(end))
}

fn is_open_end(tokens: &[Token]) -> bool {
    const WORDS: &[&str] = &[
        "heute",
        "jetzt",
        "dato",
        "andauernd",
        "laufend",
        "fortlaufend",
        "offen",
        "today",
        "now",
        "present",
        "ongoing",
        "open",
    ];
    match tokens {
        [] | [Mark('.'), Mark('.')] => true,
        [word] => word.is(WORDS),
        [more, word] if more.is(&["the", "auf"]) => word.is(&["present", "weiteres"]),
        _ => false,
    }
}

/// The start of `28. April bis 3. Mai 2021`, `28.–30. April 2021`, `Oktober bis Dezember 2015`:
/// what it lacks comes from the end.
fn complete(tokens: &[Token], end: Date) -> Option<Result<Date, ValueError>> {
    let (_, tokens) = without_lead(tokens);
    let (month, day) = match *tokens {
        [Small(day, _)] | [Small(day, _), Mark('.')] => (end.month()?, Some(day)),
        [Small(day, _), Mark('.'), Month(month)] | [Small(day, _), Month(month)] | [Month(month), Small(day, _)] => {
            (month, Some(day))
        }
        [Small(day, _), Mark('.'), Small(month, _)] | [Small(day, _), Mark('.'), Small(month, _), Mark('.')] => {
            (month, Some(day))
        }
        [Month(month)] => (month, None),
        _ => return None,
    };
    let known = end.precision();
    (known == Precision::Day || known == Precision::Month && day.is_none())
        .then(|| Date::from_parts(end.year(), Some(month), day))
}

/// `2012/13`: the short year belongs to the century of the start, or to the next one.
///
/// `1998–04` could also be a month. Only two years in a row (`2011/12`, a school year) are certain
/// in spite of that, as nobody writes German months behind the year with `/` or a dash.
fn short_end(text: &str, start: i16, sign: char, short: u8) -> Result<Period, ValueError> {
    let century = start - start.rem_euclid(100);
    let next_year = i16::from(short) == (start + 1).rem_euclid(100);
    let same = century + i16::from(short);
    // More than half a century later is a slip rather than a long project.
    let end = if same <= start && same + 100 - start <= 50 { same + 100 } else { same };
    if (1..=12).contains(&short) && !(next_year && sign != '-') {
        let error = ValueError::quoting("value.period.year-or-month", text);
        let error = if end > start { error.suggest(format!("{start}–{end}")) } else { error };
        return Err(error.suggest(format!("{short:02}/{start}")));
    }
    let year = |year| Date::from_parts(year, None, None);
    let (start, end) = (year(start)?, year(end)?);
    Period::new(Some(start), Some(end))
}

/// Looks for the reason in the end that is not a date.
fn explain_period(scan: &Scan, at: Range<usize>) -> Option<ValueError> {
    let places = |wanted: fn(&Token) -> bool| at.clone().filter(move |&place| wanted(&scan.tokens[place]));
    let only = |wanted| {
        let mut places = places(wanted);
        places.next().filter(|_| places.next().is_none())
    };
    let place = places(|t| t.is(BIS))
        .next()
        .or_else(|| places(|t| *t == Mark('–')).next())
        .or_else(|| only(|t| *t == Mark('-')).or_else(|| only(|t| *t == Mark('/'))));
    let Some(place) = place else { return explain(scan, at) };
    let (left, right) = (at.start..place, place + 1..at.end);
    let end = shape(&scan.tokens[right.clone()]);
    let is_end = end.is_some() || is_open_end(&scan.tokens[right.clone()]);
    match end {
        Some(Err(error)) => Some(error),
        Some(Ok(end)) if complete(&scan.tokens[left.clone()], end).is_some() => None,
        _ if is_end => date::explain(scan, left),
        _ => explain(scan, right).or_else(|| explain(scan, left)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::date::tests::any_date;
    use super::super::tests::say;
    use super::*;
    use Language::{English, German};

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap_or_else(|error| panic!("{text}: {}", say(&error)))
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn periods_as_people_and_programs_write_them() {
        for (text, expected) in [
            // The content model's vectors.
            ("von 1998 bis 2004", "1998/2004"),
            ("Von 2006 - 2008", "2006/2008"),
            ("Von 2012 - 2014", "2012/2014"),
            ("von 2005 - 2013", "2005/2013"),
            ("(1999 - 2004)", "1999/2004"),
            ("von 1999 bis 2014", "1999/2014"),
            ("2012/ 2013", "2012/2013"),
            ("seit 2015", "2015/.."),
            ("bis 2014", "../2014"),
            ("1998–2004", "1998/2004"),
            ("1998-2004", "1998/2004"),
            ("1998/2004", "1998/2004"),
            ("2015/..", "2015/.."),
            ("2015–heute", "2015/.."),
            ("2015 –", "2015/.."),
            ("28. April 2021", "2021-04-28"),
            ("28.04.2021 – 30.06.2021", "2021-04-28/2021-06-30"),
            ("April 2021 bis Juni 2021", "2021-04/2021-06"),
            ("2015-09", "2015-09"),
            ("2015 - 2017", "2015/2017"),
            ("Oktober 2015 - andauernd", "2015-10/.."),
            // Open ends.
            ("ab 2015", "2015/.."),
            ("ab dem 1. April 2021", "2021-04-01/.."),
            ("Seit Oktober 2015", "2015-10/.."),
            ("1998 bis heute", "1998/.."),
            ("von 1998 bis heute", "1998/.."),
            ("seit 1998 bis 2004", "1998/2004"),
            ("bis zum Jahr 2014", "../2014"),
            ("bis Oktober 2013", "../2013-10"),
            ("– 2014", "../2014"),
            ("../2014", "../2014"),
            ("/2014", "../2014"),
            ("2015/", "2015/.."),
            ("2015/…", "2015/.."),
            ("since 2015", "2015/.."),
            ("from 2015", "2015/.."),
            ("until 2014", "../2014"),
            ("from 1998 to 2004", "1998/2004"),
            ("2015 to the present", "2015/.."),
            ("between 1998 and 2004", "1998/2004"),
            ("zwischen 1998 und 2004", "1998/2004"),
            // Short years.
            ("2012/13", "2012/2013"),
            ("2012/ 13", "2012/2013"),
            ("2011/12", "2011/2012"),
            ("2011–12", "2011/2012"),
            ("2012–13", "2012/2013"),
            ("2012-13", "2012/2013"),
            ("1998–00", "1998/2000"),
            ("1999/00", "1999/2000"),
            ("1998–13", "1998/2013"),
            ("2011-12", "2011-12"),
            // What the start lacks comes from the end.
            ("28. April bis 3. Mai 2021", "2021-04-28/2021-05-03"),
            ("28.–30. April 2021", "2021-04-28/2021-04-30"),
            ("28. - 30. April 2021", "2021-04-28/2021-04-30"),
            ("28.-30.04.2021", "2021-04-28/2021-04-30"),
            ("28.4.–3.5.2021", "2021-04-28/2021-05-03"),
            ("21./22. Oktober 2015", "2015-10-21/2015-10-22"),
            ("21. und 22. Oktober 2015", "2015-10-21/2015-10-22"),
            ("vom 28. April bis zum 3. Mai 2021", "2021-04-28/2021-05-03"),
            ("bis zum 30. Juni 2021", "../2021-06-30"),
            ("in den Jahren 2012 bis 2014", "2012/2014"),
            ("Fr., 23. bis So., 25. April 2021", "2021-04-23/2021-04-25"),
            ("Oktober bis Dezember 2015", "2015-10/2015-12"),
            ("Okt.–Dez. 2015", "2015-10/2015-12"),
            ("28–30 April 2021", "2021-04-28/2021-04-30"),
            ("28 April to 3 May 2021", "2021-04-28/2021-05-03"),
            ("April 28, 2021 to May 3, 2021", "2021-04-28/2021-05-03"),
            ("April 28 – May 3, 2021", "2021-04-28/2021-05-03"),
            // Mixed precision, programs, single dates.
            ("2015-10/2016", "2015-10/2016"),
            ("2015 - 10/2016", "2015/2016-10"),
            ("2015–10/2016", "2015/2016-10"),
            ("2012 - 13", "2012/2013"),
            ("2015 bis März 2016", "2015/2016-03"),
            ("Oktober 2015 bis 2015", "2015-10/2015"),
            ("2021-04-28/2021-06-30", "2021-04-28/2021-06-30"),
            ("2021-04-28 - 2021-06-30", "2021-04-28/2021-06-30"),
            ("2021-04/2021-06", "2021-04/2021-06"),
            ("in 2012/ 2013", "2012/2013"),
            ("2015", "2015"),
            ("2015–2015", "2015"),
            ("05/2018", "2018-05"),
            ("10/2015–03/2016", "2015-10/2016-03"),
        ] {
            assert_eq!(period(text).edtf(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_period_is_explained() {
        for (text, expected) in [
            ("2004–1998", "Das Ende (1998) liegt vor dem Anfang (2004). | Vertauscht?"),
            ("von 2004 bis 1998", "Das Ende (1998) liegt vor dem Anfang (2004). | Vertauscht?"),
            ("2004/1998", "Das Ende (1998) liegt vor dem Anfang (2004). | Vertauscht?"),
            ("30.06.2021 – 28.04.2021", "Das Ende (28.04.2021) liegt vor dem Anfang (30.06.2021). | Vertauscht?"),
            (
                "28. Dezember bis 3. Januar 2021",
                "Das Ende (3. Januar 2021) liegt vor dem Anfang (28. Dezember). | Beim Anfang bitte das Jahr ergänzen",
            ),
            ("2014–13", "Das Ende (2013) liegt vor dem Anfang (2014). | Vertauscht?"),
            (
                "1998–04",
                "»1998–04« kann ein Jahr oder ein Monat am Ende haben | Bitte so schreiben: 1998–2004 | Bitte so schreiben: 04/1998",
            ),
            (
                "2008/11",
                "»2008/11« kann ein Jahr oder ein Monat am Ende haben | Bitte so schreiben: 2008–2011 | Bitte so schreiben: 11/2008",
            ),
            (
                "seit Frühjahr 2015",
                "»Frühjahr« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 2015",
            ),
            (
                "bis Ende 2014",
                "»Ende« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 2014",
            ),
            (
                "1998 bis Sommer 2004",
                "»Sommer« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 2004",
            ),
            (
                "Herbst 1998 bis 2004",
                "»Herbst« ist für dieses Feld zu ungenau | Möglich sind ein Monat mit Jahr oder nur das Jahr: 1998",
            ),
            ("31.04.2021 bis 2022", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
            ("April 2021 – 31.06.2021", "Den 31.6.2021 gibt es nicht. Der Juni hat 30 Tage."),
            ("1.–31. April 2021", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
            ("01.04.21 – 30.06.21", "»30.06.21«: Das Jahr braucht vier Ziffern | Bitte so schreiben: 30.06.2021"),
            ("seit April", "»April«: Das Jahr fehlt"),
            ("April bis Juni", "»Juni«: Das Jahr fehlt"),
            ("bis heute", "Der Zeitraum hat weder Anfang noch Ende"),
            ("../..", "Der Zeitraum hat weder Anfang noch Ende"),
            ("", "Hier fehlt der Wert"),
            ("()", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Period::parse(text).map_or_else(|error| say(&error), Period::edtf), expected, "{text}");
        }
        for text in ["1998, 2004", "2015 und 2017", "drei Jahre", "2021-04-", "1998–2004–2010"] {
            let said = Period::parse(text).map_or_else(|error| say(&error), Period::edtf);
            assert!(said.starts_with(&format!("»{text}« ist kein Zeitraum | ")), "{text}: {said}");
        }
    }

    #[test]
    fn periods_are_shown_without_repetition() {
        for (edtf, german, english) in [
            ("1998/2004", "1998–2004", "1998–2004"),
            ("2015/..", "seit 2015", "since 2015"),
            ("../2014", "bis 2014", "until 2014"),
            ("2015-10/2016-03", "Oktober 2015 bis März 2016", "October 2015 to March 2016"),
            ("2015-10/2015-12", "Oktober bis Dezember 2015", "October to December 2015"),
            ("2021-04-28/2021-05-03", "28.\u{a0}April bis 3.\u{a0}Mai 2021", "28\u{a0}April to 3\u{a0}May 2021"),
            ("2021-04-28/2021-04-30", "28.–30.\u{a0}April 2021", "28–30\u{a0}April 2021"),
            (
                "2020-12-28/2021-01-03",
                "28.\u{a0}Dezember 2020 bis 3.\u{a0}Januar 2021",
                "28\u{a0}December 2020 to 3\u{a0}January 2021",
            ),
            ("2015/2016-03", "2015 bis März 2016", "2015 to March 2016"),
            ("2021-04/2021-04-03", "April 2021 bis 3.\u{a0}April 2021", "April 2021 to 3\u{a0}April 2021"),
            ("2021-04-28", "28.\u{a0}April 2021", "28\u{a0}April 2021"),
        ] {
            assert_eq!(period(edtf).display(German), german);
            assert_eq!(period(edtf).display(English), english);
        }
        assert_eq!(period("ab 2027").display_as_of(German, day("2026-11-22")), "ab 2027");
        assert_eq!(period("ab 2015").display_as_of(German, day("2026-11-22")), "seit 2015");
        assert_eq!(period("seit 2027").display_as_of(German, day("2026-11-22")), "ab 2027");
        assert_eq!(period("ab 2027").display(German), "ab 2027");
        assert_eq!(period("from 2027").display(English), "from 2027");
    }

    #[test]
    fn periods_lie_in_time() {
        let today = day("2026-11-22");
        assert_eq!(period("1998–2004").status(today), Status::Finished);
        assert_eq!(period("seit 2015").status(today), Status::Running);
        assert_eq!(period("2026").status(today), Status::Running);
        assert_eq!(period("bis 2027").status(today), Status::Running);
        assert_eq!(period("ab Dezember 2026").status(today), Status::Planned);
        assert_eq!(period("21.11.2026").status(today), Status::Finished);
        assert!(period("seit 2015").is_open() && !period("bis 2014").is_open());

        assert_eq!(period("1998–2004").decades(today), [1990, 2000]);
        assert_eq!(period("seit 2015").decades(today), [2010, 2020]);
        assert_eq!(period("ab 2031").decades(today), [2030]);
        assert_eq!(period("bis 2014").decades(today), [2010]);

        // Phases of the Civitas network and its members.
        assert!(period("1999–2004").overlaps(&period("1999–2014")));
        assert!(period("bis 2014").overlaps(&period("2014")));
        assert!(!period("bis 2014").overlaps(&period("seit 2015")));
        assert!(!period("28.04.2021").overlaps(&period("29.04.2021")));
        let mut sorted = ["seit 2015", "1999–2014", "bis 2014", "1998–2004", "1999–2004"].map(period);
        sorted.sort_by_key(|period| period.sort_key());
        assert_eq!(sorted.map(Period::edtf), ["../2014", "1998/2004", "1999/2004", "1999/2014", "2015/.."]);
    }

    proptest! {
        #[test]
        fn periods_can_be_read_again(
            start in prop::option::of(any_date()),
            end in prop::option::of(any_date()),
            near in any::<bool>(),
        ) {
            // Two dates in one year are what is written short, and rare by chance.
            let end = match (start, end) {
                (Some(start), Some(end)) if near => Date::from_parts(start.year(), end.month(), end.day().map(|day| day.min(28))).ok(),
                (_, end) => end,
            };
            if let Ok(period) = Period::new(start, end) {
                for text in [period.edtf(), period.display(German), period.display(English)] {
                    prop_assert_eq!(Period::parse(&text), Ok(period), "{}", text);
                }
                prop_assert!(period.overlaps(&period));
            }
        }
    }
}
