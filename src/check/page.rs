//! Rules about one entry: link texts, headings, quotes, phrases that time has overtaken.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::{Day, is_archived, is_slip, last_day};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text};
use crate::page::{Fields, Value};
use crate::parse::markdown::Body;
use crate::schema::{ContentType, Role};
use crate::site::publication::Publication;
use crate::text::fold;
use crate::value::{Author, Date};

/// What the rules look at.
pub struct Subject<'a> {
    /// The file.
    pub file: &'a SourcePath,
    /// All of its text.
    pub text: &'a str,
    /// Where the body begins in it.
    pub body_offset: u32,
    /// The body.
    pub body: &'a Body,
    /// Values of the fields.
    pub fields: &'a Fields,
    /// Type of the entry.
    pub content_type: &'a ContentType,
}

/// Runs all rules about one entry.
pub fn page(subject: &Subject, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let body = without_code(&subject.text[subject.body_offset as usize..]);
    link_texts(subject, diagnostics);
    headings(subject, &body, diagnostics);
    quotes(subject, &body, diagnostics);
    names(subject, &body, diagnostics);
    if config.thorough {
        image_credits(subject, diagnostics);
        let publication = Publication::of(subject.fields, subject.content_type, config.today);
        if publication == Publication::Public && !is_archived(subject.fields, subject.content_type) {
            times(subject, &body, config.today.first_day(), diagnostics);
        }
    }
}

/// A body of the same length in which comments are blank and code has no sign that a rule looks for.
fn without_code(body: &str) -> Cow<'_, str> {
    if !body.contains(['`', '~']) && !body.contains("<!--") {
        return Cow::Borrowed(body);
    }
    static NO_TEXT: LazyLock<Regex> = LazyLock::new(|| {
        let fences = r"^ {0,3}```[^`]*\n(?s:.*?)(?:^ {0,3}```|\z)|^ {0,3}~~~(?s:.*?)(?:^ {0,3}~~~|\z)";
        Regex::new(&format!(r"(?m)(?<comment><!--(?s:.*?)(?:-->|\z))|{fences}|``(?:[^`]|`[^`])+``|`[^`\n]+`"))
            .expect("the pattern is well-formed")
    });
    let mut out = String::with_capacity(body.len());
    let mut end = 0;
    for found in NO_TEXT.captures_iter(body) {
        let whole = found.get(0).expect("a match has a whole");
        let filler = if found.name("comment").is_some() { b' ' } else { b'~' };
        out.push_str(&body[end..whole.start()]);
        out.extend(whole.as_str().bytes().map(|byte| char::from(if byte == b'\n' { byte } else { filler })));
        end = whole.end();
    }
    out.push_str(&body[end..]);
    Cow::Owned(out)
}

/// Link texts that say nothing, as `fold` leaves them. Screen readers list links without what stands around them.
const WEAK: &[&str] = &[
    "hier",
    "hier klicken",
    "hier anmelden",
    "melden sie sich an",
    "melden sie sich gerne an",
    "klicken sie hier",
    "klick hier",
    "mehr",
    "mehr dazu",
    "mehr erfahren",
    "mehr infos",
    "mehr informationen",
    "weiter",
    "weiterlesen",
    "weitere informationen",
    "link",
    "details",
    "download",
    "herunterladen",
    "diese seite",
    "siehe hier",
    "pdf",
    "here",
    "click here",
    "more",
    "read more",
    "learn more",
    "more information",
    "this",
    "this page",
    "this link",
    "sign up here",
    "continue reading",
];

fn link_texts(subject: &Subject, diagnostics: &mut Vec<Diagnostic>) {
    static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| WEAK.iter().map(|text| fold(text)).collect());
    for link in &subject.body.links {
        if let Some(text) = &link.text
            && FOLDED.contains(&fold(text))
        {
            diagnostics
                .push(Diagnostic::new(Code::WeakLinkText, subject.file, link.span.clone()).arg("text", text.trim()));
        }
    }
}

/// Levels without gaps, and no heading without anything below it.
fn headings(subject: &Subject, body: &str, diagnostics: &mut Vec<Diagnostic>) {
    let headings = &subject.body.headings;
    let mut previous = 1;
    for (index, heading) in headings.iter().enumerate() {
        if heading.level > previous + 1 {
            diagnostics.push(
                Diagnostic::new(Code::HeadingOrder, subject.file, heading.span.clone())
                    .arg("heading", &heading.text)
                    .arg("level", heading.level)
                    .arg("expected", previous + 1),
            );
        }
        previous = heading.level;
        let next = headings.get(index + 1);
        let in_body = |at: u32| (at - subject.body_offset) as usize;
        let end = next.map_or(body.len(), |next| in_body(next.span.start));
        let between = body.get(in_body(heading.span.end)..end).unwrap_or_default();
        if between.trim().is_empty() && next.is_none_or(|next| next.level <= heading.level) {
            diagnostics.push(
                Diagnostic::new(Code::EmptySection, subject.file, heading.span.clone()).arg("heading", &heading.text),
            );
        }
    }
}

/// Pictures name whom they come from, in their caption.
fn image_credits(subject: &Subject, diagnostics: &mut Vec<Diagnostic>) {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)©|\b(?:foto|bild|grafik|illustration|zeichnung|quelle|photo|image|picture|credit|source)\b")
            .expect("the pattern is well-formed")
    });
    for image in &subject.body.images {
        if !image.title.as_deref().is_some_and(|title| CREDIT.is_match(title)) {
            diagnostics.push(Diagnostic::new(Code::MissingCredit, subject.file, image.span.clone()));
        }
    }
}

/// Opening and closing quotes, paragraph by paragraph and in the texts of fields.
fn quotes(subject: &Subject, body: &str, diagnostics: &mut Vec<Diagnostic>) {
    for (_, value) in &subject.fields.0 {
        for item in &value.items {
            if let Value::Text(text) = &item.value
                && let Some((quote, _)) = unbalanced(text)
            {
                let place = Some(item.span.clone()).filter(|span| *span != (0..0));
                diagnostics.push(Diagnostic::new(Code::UnbalancedQuotes, subject.file, place).arg("quote", quote));
            }
        }
    }
    if !body.contains(['»', '«', '„']) {
        return;
    }
    for paragraph in PARAGRAPHS.find_iter(body) {
        if let Some((quote, at)) = unbalanced(paragraph.as_str()) {
            let start = subject.body_offset + to_u32(paragraph.start() + at);
            let span = start..start + to_u32(quote.len_utf8());
            diagnostics.push(Diagnostic::new(Code::UnbalancedQuotes, subject.file, span).arg("quote", quote));
        }
    }
}

/// Lines without a blank one between them.
static PARAGRAPHS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:.*\S.*(?:\n|$))+").expect("the pattern is well-formed"));

/// The first quote in a text without its partner, and where it stands. An arrow such as `» hier` is none.
fn unbalanced(text: &str) -> Option<(char, usize)> {
    let guillemets = partners(text, |c, next| match c {
        '»' if next.is_none_or(char::is_whitespace) => Some(Quote::ClosesOrNone),
        '»' => Some(Quote::Opens),
        '«' => Some(Quote::Closes),
        _ => None,
    });
    // `“` closes in German and opens in English, so only `„` surely opens; people close it with `"` too.
    let low = text.contains('„').then(|| {
        partners(text, |c, _| match c {
            '„' => Some(Quote::Opens),
            '“' | '”' => Some(Quote::Closes),
            '"' => Some(Quote::ClosesOrNone),
            _ => None,
        })
    });
    guillemets.or(low.flatten())
}

enum Quote {
    Opens,
    Closes,
    /// Closes what is open, and else means something of its own.
    ClosesOrNone,
}

/// French order (« … ») and quotes in quotes are balanced as long as the numbers agree.
fn partners(text: &str, kind: impl Fn(char, Option<char>) -> Option<Quote>) -> Option<(char, usize)> {
    let mut opened: Vec<(char, usize)> = Vec::new();
    let mut closed: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        match kind(c, text[at + c.len_utf8()..].chars().next()) {
            Some(Quote::Opens) if closed.pop().is_none() => opened.push((c, at)),
            Some(Quote::Closes) if opened.pop().is_none() => closed.push((c, at)),
            Some(Quote::ClosesOrNone) if closed.pop().is_none() => drop(opened.pop()),
            _ => {}
        }
    }
    opened.first().or(closed.first()).copied()
}

/// Persons of the fields whose name differs by one letter in the text.
fn names(subject: &Subject, body: &str, diagnostics: &mut Vec<Diagnostic>) {
    subject.fields.each(&mut |value, _| {
        let Value::Person(Author::Person(person), _) = value else { return };
        if person.given.is_empty() {
            return;
        }
        for (at, given) in body.match_indices(person.given.as_str()) {
            let rest = body[at + given.len()..].strip_prefix([' ', '\u{a0}', '\n']).unwrap_or_default();
            let family = &rest[..rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len())];
            // "Andrea Hankels Vortrag"
            let is_genitive = family.strip_suffix('s') == Some(person.family.as_str());
            if is_slip(family, &person.family) && !is_genitive {
                let start = subject.body_offset + to_u32(body.len() - rest.len());
                let span = start..start + to_u32(family.len());
                let text = Text::new("near-duplicate.text").arg("name", family).arg("other", &person.family);
                diagnostics.push(Diagnostic::new(Code::NearDuplicate, subject.file, span).text(text));
            }
        }
    });
}

/// Phrases that were true when they were written.
struct Phrase {
    pattern: Regex,
    /// Whether it fades a year after the page's last change, not as soon as its date has passed.
    fades: bool,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let within = r"(?:[^.!?\n]|\d\.)";
    [
        (format!(r"(?i)\banmeldung(?:en)?\b{within}{{0,80}}\b(?:geöffnet|freigeschaltet|möglich)\b"), false),
        (format!(r"(?i)\bmelden sie sich\b{within}{{0,60}}\ban\b"), false),
        (format!(r"(?i)\b(?:wird|werden)\b{within}{{0,160}}\bstattfinden\b"), false),
        (r"(?i)\bregistration is (?:now )?open\b".to_owned(), false),
        (format!(r"(?i)\bwill\b{within}{{0,80}}\btake place\b"), false),
        (r"(?i)\b(?:derzeit|zurzeit|momentan|demnächst|in Kürze)\b".to_owned(), true),
        (r"(?i)\b(?:currently|at the moment|coming soon)\b".to_owned(), true),
    ]
    .map(|(pattern, fades)| Phrase { pattern: Regex::new(&pattern).expect("the pattern is well-formed"), fades })
    .into()
});

/// A phrase is overtaken when the day that its own sentence names has passed, or else that of the page.
fn times(subject: &Subject, body: &str, today: Day, diagnostics: &mut Vec<Diagnostic>) {
    let date = last_day(subject.fields, subject.content_type, Role::Date);
    let updated = last_day(subject.fields, subject.content_type, Role::Updated);
    for phrase in PHRASES.iter() {
        for found in phrase.pattern.find_iter(body) {
            let since = match phrase.fades {
                true => date.max(updated).map(|(year, month, day)| (year + 1, month, day)),
                false => day_in(found.as_str()).or(date),
            };
            if since.is_none_or(|since| since >= today) {
                continue;
            }
            let start = subject.body_offset + to_u32(found.start());
            let span: Span = start..start + to_u32(found.len());
            diagnostics.push(
                Diagnostic::new(Code::TimeBound, subject.file, span)
                    .arg("text", found.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
                    .hint(Text::new("hint.time-bound")),
            );
        }
    }
}

/// The last day that a sentence names: `21. Oktober 2015`, `21.10.2015`, `Oktober 2015`.
fn day_in(sentence: &str) -> Option<Day> {
    static DATES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\d{1,2}\.\s*)?(?:\d{1,2}\.\s*|\p{Lu}\p{Ll}+\s+)\d{4}").expect("the pattern is well-formed")
    });
    DATES.find_iter(sentence).filter_map(|found| Date::parse(found.as_str()).ok()).map(|date| date.last_day()).max()
}

fn to_u32(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("files are limited in size")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_need_partners() {
        for text in [
            "»Zitat«",
            "«Zitat»",
            "„a“ und „b ‚c‘“",
            "“English”",
            "» hier",
            "weiter »",
            "»Ein »Zitat« im Zitat«",
            "Zeile »eins\nzwei« drei",
            "Die «Stadt» und « le pays »",
            "Das „Netz\" und 5\" Rohr",
            "5\" Rohr",
            "",
        ] {
            assert_eq!(unbalanced(text), None, "{text}");
        }
        assert_eq!(unbalanced("a »b"), Some(('»', 2)));
        assert_eq!(unbalanced("»a« b«"), Some(('«', 7)));
        assert_eq!(unbalanced("„a"), Some(('„', 0)));
    }

    #[test]
    fn code_and_comments_are_no_text() {
        for (text, expected) in [
            ("a `»` b", "a ~~~~ b"),
            ("a <!-- »\n--> b", "a        \n    b"),
            ("```text\n»\n```\nb", "~~~~~~~\n~~\n~~~\nb"),
            ("~~~\n»", "~~~\n~~"),
            ("``a ` b``", "~~~~~~~~~"),
            ("ein ` allein", "ein ` allein"),
        ] {
            assert_eq!(without_code(text), expected);
        }
    }

    #[test]
    fn sentences_name_their_day() {
        assert_eq!(day_in("wird am 21. Oktober 2015 in Lünen"), Some((2015, 10, 21)));
        assert_eq!(day_in("vom 3.2.2030 bis 5.02.2030"), Some((2030, 2, 5)));
        assert_eq!(day_in("im Oktober 2015"), Some((2015, 10, 31)));
        assert_eq!(day_in("am 31. April 2015, in Raum 2015"), None);
    }
}
