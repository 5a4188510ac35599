//! Rules about one entry: link texts, headings, quotes, phrases that time has overtaken.

use std::sync::LazyLock;

use regex::Regex;

use super::{Day, last_day};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text};
use crate::page::{Fields, Value};
use crate::parse::markdown::Body;
use crate::schema::{ContentType, Role};
use crate::text::fold;

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
    link_texts(subject, diagnostics);
    headings(subject, diagnostics);
    if config.thorough {
        image_credits(subject, diagnostics);
    }
    quotes(subject, diagnostics);
    if let Some(today) = config.today {
        times(subject, today.first_day(), diagnostics);
    }
}

/// Link texts that say nothing, as `fold` leaves them. Screen readers list links without what stands around them.
const WEAK: &[&str] = &[
    "hier",
    "hier klicken",
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
fn headings(subject: &Subject, diagnostics: &mut Vec<Diagnostic>) {
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
        let end = next.map_or(subject.text.len(), |next| next.span.start as usize);
        let between = subject.text.get(heading.span.end as usize..end).unwrap_or_default();
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
fn quotes(subject: &Subject, diagnostics: &mut Vec<Diagnostic>) {
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
    let mut position = subject.body_offset as usize;
    let mut paragraph: Option<(usize, String)> = None;
    let mut fence: Option<&str> = None;
    let lines = subject.text[position..].split_inclusive('\n').chain(std::iter::once(""));
    for line in lines {
        let content = line.trim();
        let marker = ["```", "~~~"].into_iter().find(|marker| content.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            _ => {}
        }
        if content.is_empty() || fence.is_some() || marker.is_some() {
            if let Some((start, text)) = paragraph.take()
                && let Some((quote, at)) = unbalanced(&text)
            {
                let span = to_u32(start + at)..to_u32(start + at + quote.len_utf8());
                diagnostics.push(Diagnostic::new(Code::UnbalancedQuotes, subject.file, span).arg("quote", quote));
            }
        } else {
            paragraph.get_or_insert_with(|| (position, String::new())).1.push_str(&without_code(line));
        }
        position += line.len();
    }
}

/// A line with blanks in place of inline code, of the same length.
fn without_code(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (n, part) in line.split('`').enumerate() {
        if n > 0 {
            out.push('`');
        }
        match n % 2 {
            0 => out.push_str(part),
            _ => out.push_str(&" ".repeat(part.len())),
        }
    }
    out
}

/// The first quote in a text without its partner, and where it stands. An arrow such as `» hier` is none.
fn unbalanced(text: &str) -> Option<(char, usize)> {
    let guillemets = partners(text, |c, next: Option<char>| match c {
        '»' if next.is_none_or(char::is_whitespace) => None,
        '»' => Some(true),
        '«' => Some(false),
        _ => None,
    });
    // `“` closes in German and opens in English, so only `„` surely opens.
    let low = text.contains('„').then(|| {
        partners(text, |c, _| match c {
            '„' => Some(true),
            '“' | '”' => Some(false),
            _ => None,
        })
    });
    guillemets.or(low.flatten())
}

fn partners(text: &str, kind: impl Fn(char, Option<char>) -> Option<bool>) -> Option<(char, usize)> {
    // French order (« … ») and quotes in quotes are balanced as long as the numbers agree.
    let mut opened: Vec<(char, usize)> = Vec::new();
    let mut closed: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        match kind(c, text[at + c.len_utf8()..].chars().next()) {
            Some(true) if closed.pop().is_none() => opened.push((c, at)),
            Some(false) if opened.pop().is_none() => closed.push((c, at)),
            _ => {}
        }
    }
    opened.first().or(closed.first()).copied()
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

fn times(subject: &Subject, today: Day, diagnostics: &mut Vec<Diagnostic>) {
    let date = last_day(subject.fields, subject.content_type, Role::Date);
    let updated = last_day(subject.fields, subject.content_type, Role::Updated);
    let body = &subject.text[subject.body_offset as usize..];
    for phrase in PHRASES.iter() {
        let since = match phrase.fades {
            true => date.max(updated).map(|(year, month, day)| (year + 1, month, day)),
            false => date,
        };
        if since.is_none_or(|since| since >= today) {
            continue;
        }
        for found in phrase.pattern.find_iter(body) {
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
            "5\" Rohr",
            "",
        ] {
            assert_eq!(unbalanced(text), None, "{text}");
        }
        assert_eq!(unbalanced("a »b"), Some(('»', 2)));
        assert_eq!(unbalanced("»a« b«"), Some(('«', 8)));
        assert_eq!(unbalanced("„a"), Some(('„', 0)));
    }

    #[test]
    fn code_is_no_text() {
        assert_eq!(without_code("a `»` b"), "a `  ` b");
        assert_eq!(unbalanced(&without_code("a `»x` b")), None);
    }
}
