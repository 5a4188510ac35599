//! The source as the Markdown parser gets it: same length, with marks where it must not look.
//!
//! pulldown-cmark knows neither gender signs nor dates nor `:::` containers. Instead of inserting
//! backslashes, which would move every byte offset after them, single characters are replaced by a
//! byte of the same length. [`MARK`] is U+007F: the parser takes it for a letter in emphasis, links
//! and addresses alike (the other control characters end a link's address). A line `::: tipp` becomes
//! a thematic break, the only block of three characters that may follow any line, and is told from a
//! real one by the original text at its place. Offsets stay valid and [`Source::restore`] gives the
//! original characters back.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use crate::parse::german::signs;

/// Stands for one ASCII character that is text.
pub(super) const MARK: u8 = 0x7F;

/// First bytes of what may need a mark within a line.
static INLINE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'*' as usize] = true;
    table[b'_' as usize] = true;
    table[b':' as usize] = true;
    table[b'[' as usize] = true;
    table
};

/// A body and its stand-in for the parser.
pub(super) struct Source<'a> {
    /// As the editor wrote it.
    pub(super) original: &'a str,
    /// Same length, with marks.
    pub(super) prepared: Cow<'a, str>,
}

impl<'a> Source<'a> {
    /// The text as it is, for plain CommonMark.
    pub(super) fn plain(original: &'a str) -> Source<'a> {
        Source { original, prepared: Cow::Borrowed(original) }
    }

    /// Marks what is text; `german` adds gender signs and dates.
    pub(super) fn new(original: &'a str, german: bool) -> Source<'a> {
        let mut patch = Patch { original, bytes: None };
        let mut start = 0;
        let mut quotes_before = 0;
        while start < original.len() {
            let end = original[start..].find('\n').map_or(original.len(), |i| start + i + 1);
            quotes_before = patch.line(start..end, german, quotes_before);
            start = end;
        }
        // Only ASCII takes the place of whole characters, so the bytes stay UTF-8.
        let prepared = patch.bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        Source { original, prepared: prepared.map_or(Cow::Borrowed(original), Cow::Owned) }
    }

    /// The place of `text` in the source, when it is a slice of it.
    pub(super) fn place(&self, text: &str) -> Option<Range<usize>> {
        let start = (text.as_ptr() as usize).checked_sub(self.prepared.as_ptr() as usize)?;
        (start + text.len() <= self.prepared.len()).then(|| start..start + text.len())
    }

    /// The original characters of a text that the parser gave for the source at `range`.
    ///
    /// A slice of the source is found again by its place. An own text (after escapes, or over several
    /// lines) gets its marks replaced in order, counted from the end, because what is left out at the
    /// start of a link is its text.
    pub(super) fn restore(&'a self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        if let CowStr::Borrowed(slice) = text
            && let Some(place) = self.place(slice)
        {
            return self.original.get(place).map_or(CowStr::Borrowed(slice), CowStr::Borrowed);
        }
        if !text.as_bytes().contains(&MARK) {
            return text;
        }
        let prepared = self.prepared.as_bytes().get(range.clone()).unwrap_or_default();
        let original = self.original.as_bytes().get(range.clone()).unwrap_or_default();
        let mut characters = prepared.iter().zip(original).rev().filter(|(p, _)| **p == MARK).map(|(_, o)| *o);
        let restored: Vec<char> = text
            .chars()
            .rev()
            .map(|c| if c == char::from(MARK) { characters.next().map_or('*', char::from) } else { c })
            .collect();
        CowStr::from(restored.into_iter().rev().collect::<String>())
    }

    /// Whether the parser saw something else than the editor wrote at byte `at`.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.original.as_bytes().get(at) != self.prepared.as_bytes().get(at)
    }
}

struct Patch<'a> {
    original: &'a str,
    bytes: Option<Vec<u8>>,
}

impl Patch<'_> {
    fn put(&mut self, at: usize, byte: u8) {
        self.bytes.get_or_insert_with(|| self.original.as_bytes().to_vec())[at] = byte;
    }

    /// Replaces `range` by `first` and spaces.
    fn blank(&mut self, range: Range<usize>, first: &[u8]) {
        for (i, at) in range.enumerate() {
            self.put(at, first.get(i).copied().unwrap_or(b' '));
        }
    }

    /// Marks one line and returns how many quote marks it begins with.
    fn line(&mut self, range: Range<usize>, german: bool, quotes_before: usize) -> usize {
        let line = &self.original[range.clone()];
        let (content, n_quotes) = self.prefix(range.clone(), german);
        let rest = self.original[content..range.end].trim_end();
        if rest.starts_with(":::") {
            self.blank(content..content + rest.len(), b"***");
            return n_quotes;
        }
        if rest.starts_with("[!") && n_quotes > quotes_before && is_alert(rest) {
            self.blank(content..content + rest.len(), b"");
            return n_quotes;
        }
        if rest.starts_with(':') && !rest[1..].starts_with([' ', '\t']) && rest.len() > 1 {
            // `:innen` at the start of a line is no definition; definitions have a space.
            self.put(content, MARK);
        }
        self.inline(range.start, line, german);
        n_quotes
    }

    /// Skips the marks of quotes, lists, notes and definitions. Marks a date on the way.
    fn prefix(&mut self, range: Range<usize>, german: bool) -> (usize, usize) {
        let bytes = &self.original.as_bytes()[..range.end];
        let mut at = range.start;
        let mut n_quotes = 0;
        loop {
            at += bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let Some(&byte) = bytes.get(at) else { return (at, n_quotes) };
            let is_marker = |width: usize| matches!(bytes.get(at + width), Some(b' ' | b'\t'));
            match byte {
                b'>' => {
                    n_quotes += 1;
                    at += 1;
                }
                b'-' | b'+' | b'*' | b':' if is_marker(1) => at += 1,
                b'0'..=b'9' => {
                    if german && let Some(stop) = signs::date_stop(&self.original[at..range.end]) {
                        self.put(at + stop, MARK);
                        return (at, n_quotes);
                    }
                    if german && self.is_ordinal(&range, at) {
                        self.put(at + 1, MARK);
                        return (at, n_quotes);
                    }
                    let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                    if !matches!(bytes.get(at + digits), Some(b'.' | b')')) || !is_marker(digits + 1) {
                        return (at, n_quotes);
                    }
                    at += digits + 1;
                }
                b'[' if bytes.get(at + 1) == Some(&b'^') => match self.original[at..range.end].find("]:") {
                    Some(end) => at += end + 2,
                    None => return (at, n_quotes),
                },
                _ => return (at, n_quotes),
            }
        }
    }

    /// Whether `1. Vorsitzende` at `at` goes on with the sentence of the line before. Only a list that
    /// begins with 1 may follow a line directly, and one that is meant has a second item, or a colon
    /// before it.
    fn is_ordinal(&self, range: &Range<usize>, at: usize) -> bool {
        let is_first = content(&self.original[range.start..at]).is_empty();
        if !is_first || !self.original[at..].starts_with("1. ") || range.start == 0 {
            return false;
        }
        let before = &self.original[..range.start - 1];
        let before = content(&before[before.rfind('\n').map_or(0, |i| i + 1)..]);
        let is_sentence = before.starts_with(|c: char| c.is_alphabetic() || "\"„»([".contains(c))
            && before.ends_with(|c: char| c.is_alphanumeric() || ",-–".contains(c));
        let next = self.original[range.end..].lines().map(content).find(|line| !line.is_empty());
        is_sentence && !next.is_some_and(|line| line.starts_with("2. ") || line.starts_with("1. "))
    }

    fn inline(&mut self, start: usize, line: &str, german: bool) {
        let bytes = line.as_bytes();
        let mut wikilinks = None;
        let mut i = 0;
        while let Some(step) = bytes[i..].iter().position(|byte| INLINE[usize::from(*byte)]) {
            i += step;
            match bytes[i] {
                b'*' | b'_' if german && signs::is_sign(self.original, start + i) => self.put(start + i, MARK),
                b':' if bytes[i + 1..].starts_with(b"//") => i = self.url(start, line, i),
                b'[' if bytes.get(i + 1) == Some(&b'[') => {
                    for pipe in wikilinks.take().unwrap_or_else(|| cell_pipes(&line[i..])) {
                        self.put(start + i + pipe, MARK);
                    }
                    wikilinks = Some(Vec::new());
                }
                _ => {}
            }
            i += 1;
        }
    }

    /// Marks what could be emphasis inside a bare address and returns its end.
    fn url(&mut self, start: usize, line: &str, colon: usize) -> usize {
        let before = &line[..colon];
        let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        if !matches!(&before[scheme..], "http" | "https") || before[..scheme].ends_with(['<', '(']) {
            return colon;
        }
        let end = super::links::url_end(line, scheme);
        for (i, byte) in line.as_bytes()[..end].iter().enumerate().skip(colon) {
            if matches!(byte, b'*' | b'_' | b'~') {
                self.put(start + i, MARK);
            }
        }
        end.saturating_sub(1).max(colon)
    }
}

/// A line without the marks of quotes and the space around it.
fn content(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>']).trim_end()
}

fn is_alert(line: &str) -> bool {
    super::boxes::alert_line(line).is_some_and(|(name, _)| super::boxes::kind(name).is_some())
}

/// The first `|` of each `[[target|text]]` in `line`, when there is another `|` outside of them: in a
/// table row it would end the cell.
fn cell_pipes(line: &str) -> Vec<usize> {
    let mut pipes = Vec::new();
    let mut is_row = false;
    let mut at = 0;
    while let Some(open) = line[at..].find("[[").map(|i| at + i) {
        let Some(close) = line[open..].find("]]").map(|i| open + i) else { break };
        is_row |= line[at..open].contains('|');
        pipes.extend(line[open..close].find('|').map(|i| open + i));
        at = close;
    }
    is_row |= line[at..].contains('|');
    if is_row { pipes } else { Vec::new() }
}
