//! Rendering of diagnostics: for people, as JSON lines, as GitHub annotations.
//!
//! Takes diagnostics in the order they are to appear ([`super::tidy`]) and the texts they point
//! into; gives one text and prints nothing. Every form counts lines and columns from 1, columns in
//! characters; an end column names the character *after* the last one. A span that reaches past the
//! end of its file is cut there. Where there is no span, or the file cannot be read any more, the
//! place is the file as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use serde::Serialize;

use super::{Code, Diagnostic, Severity, SourcePath, Span, Text};
use crate::messages::Catalogue;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: place, source line, caret and hints, like rustc.
    Human {
        /// Whether to colour with ANSI escapes.
        color: bool,
    },
    /// One JSON object a line.
    Json,
    /// Workflow commands that GitHub shows beside the changed lines.
    Github,
}

/// Renders `diagnostics` in the words of `catalogue`.
///
/// `source` gives the text of a file as the stages saw it; it is asked once for each file.
///
/// JSON objects have exactly the keys `severity` (`error`, `warning`, `hint`), `code`, `file`, `line`,
/// `column`, `end_line`, `end_column`, `message` and `hints`. The four numbers are `null` where a
/// diagnostic concerns the whole file.
pub fn emit(
    diagnostics: &[Diagnostic],
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    format: Format,
    catalogue: &Catalogue,
) -> String {
    let mut files: HashMap<SourcePath, Option<File>> = HashMap::new();
    let mut out = String::new();
    let mut budget = Budget::default();
    for diagnostic in diagnostics {
        if matches!(format, Format::Human { .. }) && !budget.has_room(diagnostic) {
            continue;
        }
        let before = out.len();
        let file = files.entry(diagnostic.file.clone()).or_insert_with(|| source(&diagnostic.file).map(File::new));
        let found = file.as_ref().zip(diagnostic.span.as_ref()).map(|(file, span)| (file, file.place(span)));
        let words = Words::of(diagnostic, catalogue);
        match format {
            Format::Human { color } => human(&mut out, diagnostic, found, &words, color, catalogue),
            Format::Json => json(&mut out, diagnostic, found.map(|(_, place)| place), &words),
            Format::Github => github(&mut out, diagnostic, found.map(|(_, place)| place), &words),
        }
        budget.spend(diagnostic, out.len() - before);
    }
    out.push_str(&budget.rest(catalogue));
    out
}

/// A diagnostic in one language.
pub struct Said {
    /// What is wrong, one line.
    pub message: String,
    /// What to do, one line each.
    pub hints: Vec<String>,
    /// Line and column, from 1, columns in characters; nothing where the whole file is meant.
    pub place: Option<(usize, usize)>,
}

/// Says `diagnostics` in the words of `catalogue`, in their order.
pub fn say(
    diagnostics: &[Diagnostic],
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    catalogue: &Catalogue,
) -> Vec<Said> {
    let mut files: HashMap<SourcePath, Option<File>> = HashMap::new();
    let mut said = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let file = files.entry(diagnostic.file.clone()).or_insert_with(|| source(&diagnostic.file).map(File::new));
        let place = file.as_ref().zip(diagnostic.span.as_ref()).map(|(file, span)| file.place(span));
        let Words { message, hints } = Words::of(diagnostic, catalogue);
        said.push(Said { message, hints, place: place.map(|place| (place.line, place.column)) });
    }
    said
}

/// Most messages of one code about one file that are shown to people: whoever mends these has mended the others too.
const MAX_ALIKE: usize = 20;
/// Longest text of all errors for people, and of everything else, in bytes. Nobody reads more, and the end of the text,
/// which says how many there are, should still be on the screen.
const MAX_ERRORS: usize = 40 << 10;
const MAX_OTHERS: usize = 16 << 10;

/// What of many messages is shown to people. JSON and annotations have them all.
#[derive(Default)]
struct Budget {
    n_alike: HashMap<(SourcePath, Code), usize>,
    /// Bytes of errors and of all else.
    n_bytes: [usize; 2],
    left_out: BTreeMap<&'static str, usize>,
}

impl Budget {
    fn has_room(&mut self, diagnostic: &Diagnostic) -> bool {
        let n_alike = self.n_alike.entry((diagnostic.file.clone(), diagnostic.code)).or_default();
        *n_alike += 1;
        let is_error = diagnostic.severity == Severity::Error;
        let limit = if is_error { MAX_ERRORS } else { MAX_OTHERS };
        let has_room = *n_alike <= MAX_ALIKE && self.n_bytes[usize::from(!is_error)] < limit;
        if !has_room {
            *self.left_out.entry(diagnostic.code.name()).or_default() += 1;
        }
        has_room
    }

    fn spend(&mut self, diagnostic: &Diagnostic, n_bytes: usize) {
        self.n_bytes[usize::from(diagnostic.severity != Severity::Error)] += n_bytes;
    }

    /// How many messages were left out, by code.
    fn rest(&self, catalogue: &Catalogue) -> String {
        if self.left_out.is_empty() {
            return String::new();
        }
        let codes: Vec<String> = self.left_out.iter().map(|(code, n)| format!("{code} ({n})")).collect();
        let n: usize = self.left_out.values().sum();
        catalogue.format("emit.more", &[("n", n.to_string()), ("codes", codes.join(", "))]) + "\n"
    }
}

/// Message and hints in one language, one line each.
struct Words {
    message: String,
    hints: Vec<String>,
}

impl Words {
    fn of(diagnostic: &Diagnostic, catalogue: &Catalogue) -> Words {
        let say = |text: &Text| one_line(&catalogue.say(&with_words(text, catalogue)));
        Words { message: say(&diagnostic.text), hints: diagnostic.hints.iter().map(say).collect() }
    }
}

/// Stages do not know the language, so an argument may itself be a key of these families.
fn with_words<'a>(text: &'a Text, catalogue: &Catalogue) -> Cow<'a, Text> {
    let word = |value: &str| {
        let is_key = ["shape.", "what.", "value."].iter().any(|family| value.starts_with(family));
        if is_key { catalogue.get(value).map(str::to_owned) } else { None }
    };
    if !text.args.iter().any(|(_, value)| word(value).is_some()) {
        return Cow::Borrowed(text);
    }
    let args = text.args.iter().map(|(name, value)| (*name, word(value).unwrap_or_else(|| value.clone()))).collect();
    Cow::Owned(Text { key: text.key, args })
}

/// Arguments come from content and may hold line breaks; a message is one line.
fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r']) { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}

/// A file and where its lines begin.
struct File {
    text: Arc<str>,
    line_starts: Vec<usize>,
}

/// A span in numbers that people and editors use.
#[derive(Clone, Copy)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// Bytes in the file, cut to its text and to whole characters.
    start: usize,
    end: usize,
}

impl File {
    fn new(text: Arc<str>) -> File {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(i, _)| i + 1);
        // A byte order mark is no character of the first line.
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let line_starts = std::iter::once(first).chain(after_breaks).collect();
        File { text, line_starts }
    }

    fn place(&self, span: &Span) -> Place {
        let start = self.floor(span.start);
        let end = self.floor(span.end).max(start);
        let (line, column) = self.position(start);
        let (end_line, end_column) = self.position(end);
        Place { line, column, end_line, end_column, start, end }
    }

    /// The nearest start of a character at or before `offset`.
    fn floor(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset.max(self.line_starts[0])
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let (start, end) = self.bounds(line);
        (line, self.text[start..offset.min(end)].chars().count() + 1)
    }

    /// First and last byte of a line without its line break; lines count from 1.
    fn bounds(&self, line: usize) -> (usize, usize) {
        let start = self.line_starts[line - 1];
        let Some(next) = self.line_starts.get(line) else { return (start, self.text.len()) };
        let end = next - 1;
        let crlf = end > start && self.text.as_bytes()[end - 1] == b'\r';
        (start, if crlf { end - 1 } else { end })
    }
}

/// More hints than this are not shown to people; JSON has them all.
const MAX_HINTS: usize = 8;
/// Longest message or hint shown to people, in characters.
const MAX_SENTENCE: usize = 480;
/// Longest piece of a source line shown, and how much of it stands before the fault.
const MAX_LINE: usize = 110;
const BEFORE_FAULT: usize = 40;

fn human(
    out: &mut String,
    diagnostic: &Diagnostic,
    found: Option<(&File, Place)>,
    words: &Words,
    color: bool,
    catalogue: &Catalogue,
) {
    let word = |key: &'static str| catalogue.format(key, &[]);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(word("emit.error")),
        Severity::Warning => Level::WARNING.with_name(word("emit.warning")),
        Severity::Hint => Level::NOTE.with_name(word("emit.hint")),
    };
    let mut group = level.primary_title(clip(&words.message)).id(diagnostic.code.name()).element(Origin::path(
        normalize_untrusted_str(&location(diagnostic, found.map(|(_, place)| place), catalogue)).to_string(),
    ));
    if let Some((file, place)) = found {
        group = group.element(snippet(file, place));
    }
    for hint in words.hints.iter().take(MAX_HINTS) {
        let help = Level::HELP.with_name(word("emit.help"));
        group = group.element(help.message(normalize_untrusted_str(&clip(hint)).to_string()));
    }
    // The source is already cut to a window, so the library has nothing to trim.
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(4 * MAX_LINE);
    for (i, line) in renderer.render(&[group]).split('\n').enumerate() {
        // Header, place and spacer come first. The library believes that a snippet below a place of our
        // own wording belongs to another file, and says so with a line `:::`.
        if i != 3 || found.is_none() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push('\n');
}

/// `content/a.md:6:1 (Zeile 6, Spalte 1)`: the first half for editors' links, the second for people.
fn location(diagnostic: &Diagnostic, place: Option<Place>, catalogue: &Catalogue) -> String {
    // A name may hold a line break, which would look like the next line of the message.
    let file = diagnostic.file.replace('\n', "␊").replace('\r', "␍");
    let Some(Place { line, column, .. }) = place else { return file };
    let said = catalogue.format("emit.place", &[("line", line.to_string()), ("column", column.to_string())]);
    format!("{file}:{line}:{column} ({said})")
}

/// The first line of the span with carets below it.
fn snippet(file: &File, place: Place) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let (line_start, line_end) = file.bounds(place.line);
    let from = place.start.min(line_end) - line_start;
    let to = place.end.min(line_end) - line_start;
    let (text, span) = window(&file.text[line_start..line_end], from, to.max(from));
    Snippet::source(text).line_start(place.line).annotation(AnnotationKind::Primary.span(span))
}

/// Cuts a long line to what stands around bytes `from..to`, and moves the span along.
fn window(line: &str, from: usize, to: usize) -> (String, std::ops::Range<usize>) {
    if line.chars().nth(MAX_LINE).is_none() {
        return (line.to_owned(), from..to);
    }
    let left = line[..from].char_indices().rev().nth(BEFORE_FAULT - 1).map_or(0, |(i, _)| i);
    let right = line[left..].char_indices().nth(MAX_LINE).map_or(line.len(), |(i, _)| left + i);
    let (before, after) = (if left > 0 { "…" } else { "" }, if right < line.len() { "…" } else { "" });
    let moved = |offset: usize| offset.min(right) - left + before.len();
    (format!("{before}{}{after}", &line[left..right]), moved(from)..moved(to))
}

fn clip(sentence: &str) -> String {
    match sentence.char_indices().nth(MAX_SENTENCE) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence.to_owned(),
    }
}

fn json(out: &mut String, diagnostic: &Diagnostic, place: Option<Place>, words: &Words) {
    #[derive(Serialize)]
    struct Line<'a> {
        severity: &'static str,
        code: &'static str,
        file: &'a str,
        line: Option<usize>,
        column: Option<usize>,
        end_line: Option<usize>,
        end_column: Option<usize>,
        message: &'a str,
        hints: &'a [String],
    }
    let line = Line {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        },
        code: diagnostic.code.name(),
        file: &diagnostic.file,
        line: place.map(|p| p.line),
        column: place.map(|p| p.column),
        end_line: place.map(|p| p.end_line),
        end_column: place.map(|p| p.end_column),
        message: &words.message,
        hints: &words.hints,
    };
    out.push_str(&serde_json::to_string(&line).expect("text and numbers are always JSON"));
    out.push('\n');
}

/// `::error file=…,line=…::message`, hints on further lines of the same annotation.
fn github(out: &mut String, diagnostic: &Diagnostic, place: Option<Place>, words: &Words) {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let _ = write!(out, "::{command} file={}", property(&diagnostic.file));
    if let Some(Place { line, column, end_line, end_column, .. }) = place {
        // GitHub takes columns only where a span stays within one line.
        let _ = match line == end_line {
            true => write!(out, ",line={line},col={column},endLine={end_line},endColumn={end_column}"),
            false => write!(out, ",line={line},endLine={end_line}"),
        };
    }
    let text = std::iter::once(&words.message).chain(&words.hints).map(String::as_str).collect::<Vec<_>>().join("\n");
    let _ = writeln!(out, ",title={}::{}", property(diagnostic.code.name()), escape(&text));
}

/// Escapes for workflow commands, as `@actions/core` does it.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::{Language, catalogue};

    const FILE: &str = "content/praxisbeispiele/x.md";
    const TYPO: &str = "---\ntitel: A\nthemen: [a]\nland: NW\nebene: Land\ntraegr: [bertelsmann-stiftung]\n---\n";
    const HUMAN: Format = Format::Human { color: false };

    fn typo() -> Diagnostic {
        let at = u32::try_from(TYPO.find("traegr").unwrap()).unwrap();
        Diagnostic::new(Code::UnknownField, &FILE.into(), at..at + 6)
            .arg("field", "traegr")
            .arg("type", "Praxisbeispiel")
            .hint(Text::new("hint.did-you-mean").arg("name", "traeger"))
    }

    fn show(diagnostic: Diagnostic, text: Option<&str>, format: Format, language: Language) -> String {
        emit(&[diagnostic], &|_| text.map(Arc::from), format, catalogue(language))
    }

    fn german(diagnostic: Diagnostic, text: &str) -> String {
        show(diagnostic, Some(text), HUMAN, Language::German)
    }

    fn at(span: Span) -> Diagnostic {
        Diagnostic::new(Code::FrontMatterUnclosed, &"a.md".into(), span)
    }

    /// Line, column, end line, end column of a span, as JSON shows them.
    fn numbers(span: Span, text: &str) -> Vec<u64> {
        let json = show(at(span), Some(text), Format::Json, Language::German);
        let line: serde_json::Value = serde_json::from_str(&json).unwrap();
        ["line", "column", "end_line", "end_column"].iter().map(|key| line[key].as_u64().unwrap()).collect()
    }

    #[test]
    fn german_for_people() {
        let expected = "\
Fehler[unknown-field]: Das Feld »traegr« gibt es bei Praxisbeispiel nicht
 --> content/praxisbeispiele/x.md:6:1 (Zeile 6, Spalte 1)
  |
6 | traegr: [bertelsmann-stiftung]
  | ^^^^^^
  |
  = Hilfe: Meinten Sie »traeger«?

";
        assert_eq!(german(typo(), TYPO), expected);
    }

    #[test]
    fn english_for_people() {
        let text = show(typo(), Some(TYPO), HUMAN, Language::English);
        for part in [
            "error[unknown-field]: Praxisbeispiel has no field",
            "x.md:6:1 (line 6, column 1)",
            "= help: Did you mean \"traeger\"?",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }

    #[test]
    fn severities_have_german_names() {
        for (severity, name) in
            [(Severity::Error, "Fehler["), (Severity::Warning, "Warnung["), (Severity::Hint, "Hinweis[")]
        {
            assert!(german(Diagnostic { severity, ..typo() }, TYPO).starts_with(name));
        }
    }

    #[test]
    fn without_place_or_text_the_file_stands_alone() {
        let whole = Diagnostic { span: None, ..typo() };
        let expected = "\
Fehler[unknown-field]: Das Feld »traegr« gibt es bei Praxisbeispiel nicht
--> content/praxisbeispiele/x.md
 = Hilfe: Meinten Sie »traeger«?

";
        assert_eq!(german(whole.clone(), TYPO), expected);
        assert_eq!(show(typo(), None, HUMAN, Language::German), expected);
        let json = show(typo(), None, Format::Json, Language::German);
        assert!(json.contains(r#""line":null,"column":null,"end_line":null,"end_column":null"#), "{json}");
        let github = show(whole, Some(TYPO), Format::Github, Language::German);
        assert!(github.starts_with("::error file=content/praxisbeispiele/x.md,title=unknown-field::"), "{github}");
    }

    #[test]
    fn json_has_exactly_the_agreed_keys() {
        let json = show(typo(), Some(TYPO), Format::Json, Language::German);
        assert_eq!(
            json,
            concat!(
                r#"{"severity":"error","code":"unknown-field","file":"content/praxisbeispiele/x.md","line":6,"column":1,"#,
                r#""end_line":6,"end_column":7,"message":"Das Feld »traegr« gibt es bei Praxisbeispiel nicht","#,
                r#""hints":["Meinten Sie »traeger«?"]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn github_annotations_are_escaped() {
        let diagnostic = Diagnostic { file: "content/a, b:c%.md".into(), ..typo() };
        assert_eq!(
            show(diagnostic, Some(TYPO), Format::Github, Language::German),
            "::error file=content/a%2C b%3Ac%25.md,line=6,col=1,endLine=6,endColumn=7,title=unknown-field\
             ::Das Feld »traegr« gibt es bei Praxisbeispiel nicht%0AMeinten Sie »traeger«?\n"
        );
        let over_lines = show(at(0..TYPO.len() as u32), Some(TYPO), Format::Github, Language::German);
        assert!(over_lines.contains("a.md,line=1,endLine=8,title="), "{over_lines}");
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(numbers(0..1, "abc"), [1, 1, 1, 2]);
        assert_eq!(numbers(7..8, "\tÄö🎉\nb"), [1, 4, 1, 4], "the middle of a character is its start");
        assert_eq!(numbers(9..10, "\tÄö🎉\nb"), [1, 5, 2, 1]);
        assert_eq!(numbers(10..11, "\tÄö🎉\nb"), [2, 1, 2, 2]);
        assert_eq!(numbers(6..7, "ä: 1\r\nb: 2\r\n"), [1, 5, 2, 1], "the line feed of a CRLF belongs to its line");
        assert_eq!(numbers(7..8, "ä: 1\r\nb: 2\r\n"), [2, 1, 2, 2]);
        assert_eq!(numbers(0..4, "\u{feff}a: 1\n"), [1, 1, 1, 2], "a byte order mark is no column");
    }

    #[test]
    fn places_at_and_past_the_end_are_the_end() {
        assert_eq!(numbers(5..5, "a: 1\n"), [2, 1, 2, 1]);
        assert_eq!(numbers(4..4, "a: 1"), [1, 5, 1, 5]);
        assert_eq!(numbers(90..99, "a: 1"), [1, 5, 1, 5]);
        assert_eq!(numbers(0..0, ""), [1, 1, 1, 1]);
        for (span, text) in
            [(5..5, "a: 1\n"), (4..4, "a: 1"), (90..99, "a: 1"), (0..0, ""), (3..9, "\r\n\r\n"), (0..9, "\u{feff}")]
        {
            assert!(german(at(span), text).contains("^"), "{text:?}");
        }
    }

    #[test]
    fn carets_stand_below_what_they_mean() {
        let text = "a: 1\r\n\tträger: »Ämter« 🎉 x\r\n";
        let start = text.find("»Ämter«").unwrap() as u32;
        let shown = german(at(start..start + 10), text);
        assert!(shown.contains("2 |     träger: »Ämter« 🎉 x\n  |             ^^^^^^^\n"), "{shown}");
        let start = text.find(" x\r").unwrap() as u32 + 1;
        let shown = german(at(start..start + 1), text);
        assert!(shown.contains("  |                        ^\n"), "{shown}");
    }

    #[test]
    fn a_span_over_lines_is_marked_on_its_first() {
        let shown = german(at(5..TYPO.len() as u32), TYPO);
        assert!(
            shown.contains("a.md:2:2 (Zeile 2, Spalte 2)") && shown.contains("2 | titel: A\n  |  ^^^^^^^\n\n"),
            "{shown}"
        );
    }

    #[test]
    fn long_lines_are_trimmed_around_the_fault() {
        let line = format!("kurztext: {}HIER{}", "ä".repeat(100_000), "ö".repeat(100_000));
        let start = line.find("HIER").unwrap() as u32;
        let shown = german(at(start..start + 4), &line);
        assert!(shown.contains("a.md:1:100011 (Zeile 1, Spalte 100011)"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 130), "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        let column = |line: &str, what: char| line.chars().position(|c| c == what);
        assert_eq!(column(lines[3], 'H'), column(lines[4], '^'), "{shown}");
        let whole = german(at(0..line.len() as u32), &line);
        assert!(whole.lines().all(|line| line.chars().count() < 130), "{whole}");
    }

    #[test]
    fn a_diagnostic_stays_short_whatever_it_says() {
        let mut diagnostic = typo().arg("x", "y");
        diagnostic.text.args[0].1 = "viel\nText ".repeat(10_000);
        diagnostic.hints = vec![Text::new("hint.allowed").arg("values", "Baden-Württemberg, ".repeat(5_000)); 50];
        let shown = german(diagnostic.clone(), TYPO);
        assert!(shown.lines().count() <= 20 && shown.len() < 10_000, "{shown}");
        let json = show(diagnostic, Some(TYPO), Format::Json, Language::German);
        assert_eq!(json.lines().count(), 1);
    }

    #[test]
    fn content_cannot_send_escapes_to_the_terminal() {
        let mut diagnostic = typo().hint(Text::new("hint.allowed").arg("values", "\u{1b}[31m\u{202e}"));
        diagnostic.text.args[0].1 = "\u{1b}]8;;x".into();
        diagnostic.file = "a\u{1b}[2J.md".into();
        let shown = german(diagnostic, &TYPO.replace("bertelsmann", "\u{1b}[0m"));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }

    #[test]
    fn words_among_the_arguments_are_translated() {
        let diagnostic =
            Diagnostic::new(Code::WrongShape, &FILE.into(), None).arg("field", "titel").arg("expected", "shape.text");
        assert!(german(diagnostic.clone(), "").contains("Das Feld »titel« erwartet einen Text\n"));
        assert!(show(diagnostic, None, Format::Json, Language::English).contains("expects a text\""));
    }

    #[test]
    fn each_file_is_asked_for_once() {
        let asked = std::cell::Cell::new(0);
        let many = vec![typo(); 3_000];
        let source = |_: &SourcePath| {
            asked.set(asked.get() + 1);
            Some(Arc::from(TYPO))
        };
        let shown = emit(&many, &source, Format::Json, catalogue(Language::German));
        assert_eq!((asked.get(), shown.lines().count()), (1, 3_000));
    }

    #[test]
    fn people_are_shown_enough_and_told_the_rest() {
        let alike = vec![typo(); 3_000];
        let text = show_all(&alike);
        assert_eq!(text.matches("Fehler[").count(), MAX_ALIKE);
        assert!(
            text.ends_with("\n… und 2980 weitere Meldungen: unknown-field (2980). Alle zeigt --format json.\n"),
            "{text}"
        );
        // Warnings do not push errors off the screen.
        let warnings =
            (0..1_000).map(|i| Diagnostic { severity: Severity::Warning, file: format!("a{i}.md").into(), ..typo() });
        let error = Diagnostic { file: "z.md".into(), ..typo() };
        let text = show_all(&warnings.chain([error]).collect::<Vec<_>>());
        assert!(text.contains("--> z.md") && text.len() < MAX_ERRORS + MAX_OTHERS, "{}", text.len());
    }

    fn show_all(diagnostics: &[Diagnostic]) -> String {
        emit(diagnostics, &|_| Some(Arc::from(TYPO)), HUMAN, catalogue(Language::German))
    }
}
