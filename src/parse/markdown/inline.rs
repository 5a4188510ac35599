//! Running text: words, line breaks, inline code, and marks that are left over.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::html::{escape_text, escaped};
use super::links;
use super::writer::Writer;
use crate::diagnostic::{Code, Text, did_you_mean};
use crate::parse::german::Next;

impl<'a> Writer<'a, '_> {
    /// Writes the texts from `at` on as one run and returns the index behind them.
    pub(super) fn text(&mut self, at: usize) -> usize {
        let items = self.items;
        let n_texts = items[at..].iter().take_while(|(event, _)| matches!(event, Event::Text(_))).count();
        let end = at + n_texts;
        if self.is_site {
            self.find_leftovers(at..end);
        }
        self.run_span = items[at].1.start..items[end - 1].1.end;
        let (Event::Text(text), _) = &items[at] else { return at + 1 };
        if n_texts == 1 && !self.is_escaped(at) {
            self.run(text, end);
            return end;
        }
        let mut run = std::mem::take(&mut self.scratch);
        run.clear();
        for (i, (event, _)) in items.iter().enumerate().take(end).skip(at) {
            let Event::Text(text) = event else { continue };
            let mut chars = text.chars();
            if self.is_escaped(i)
                && let Some(first) = chars.next()
            {
                run.push(escaped(first));
            }
            run.push_str(chars.as_str());
        }
        self.run(&run, end);
        self.scratch = run;
        end
    }

    /// Whether the text at `at` begins with a character that had a backslash before it.
    fn is_escaped(&self, at: usize) -> bool {
        let start = self.items[at].1.start;
        let is_behind = |end: usize| end < start;
        start > 0
            && self.source.original.as_bytes().get(start - 1) == Some(&b'\\')
            && at
                .checked_sub(1)
                .is_none_or(|i| !matches!(self.items[i].0, Event::Text(_)) || is_behind(self.items[i].1.end))
    }

    /// Writes a run of text that ends before the event at `end`.
    fn run(&mut self, text: &str, end: usize) {
        let mut text = text.get(std::mem::take(&mut self.text_skip)..).unwrap_or_default();
        if !self.is_site {
            return escape_text(&mut self.out, text);
        }
        if !self.explicit_ids.is_empty()
            && self.explicit_ids.contains_key(&end)
            && let Some((before, _)) = super::blocks::explicit_id(text)
        {
            text = before;
        }
        if let Some(link) = self.links_open.last() {
            return if link.is_address { self.verbatim(text) } else { self.words(text, end) };
        }
        let mut at = 0;
        while self.has_urls
            && let Some(url) = links::find_url(text, at)
        {
            if url.start > at {
                self.set(&text[at..url.start], Next { char: Some('x'), quote_later: true });
            }
            self.bare_url(&text[url.clone()]);
            at = url.end;
        }
        if at < text.len() {
            self.words(&text[at..], end);
        }
    }

    /// Words before the event at `end`.
    pub(super) fn words(&mut self, text: &str, end: usize) {
        if !self.options.german {
            return self.verbatim(text);
        }
        let quote_later = text.contains('\'') && self.has_apostrophe_from(end);
        let next = Next { char: self.char_at(end), quote_later };
        self.set(text, next);
    }

    fn set(&mut self, text: &str, next: Next) {
        if !self.options.german {
            return self.verbatim(text);
        }
        self.buffer.clear();
        self.setter.set(text, next, &mut self.buffer);
        escape_text(&mut self.out, &self.buffer);
        self.plain.push(&self.buffer);
    }

    pub(super) fn verbatim(&mut self, text: &str) {
        escape_text(&mut self.out, text);
        self.plain.push(text);
    }

    /// The first character of the text at `at` or behind the marks there; `x` for what has no text.
    fn char_at(&self, at: usize) -> Option<char> {
        for (event, _) in &self.items[at..] {
            return match event {
                Event::Text(text) => text.chars().next(),
                Event::SoftBreak | Event::HardBreak => Some(' '),
                Event::Code(_) | Event::Start(Tag::Image { .. }) => Some('x'),
                Event::InlineHtml(_) | Event::FootnoteReference(_) => continue,
                Event::Start(tag) if is_inline(tag) => continue,
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => continue,
                _ => None,
            };
        }
        None
    }

    /// Whether the block has another `'` from the event at `at` on. The last one of a block is looked
    /// for once only.
    fn has_apostrophe_from(&mut self, at: usize) -> bool {
        if at >= self.last_apostrophe.1 {
            let mut last = 0;
            let mut i = at;
            while let Some((event, _)) = self.items.get(i) {
                match event {
                    Event::Text(text) if text.contains('\'') => last = i,
                    Event::Start(tag) if !is_inline(tag) && !matches!(tag, Tag::Image { .. }) => break,
                    Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_)) => break,
                    _ => {}
                }
                i += 1;
            }
            self.last_apostrophe = (last, i + 1);
        }
        self.last_apostrophe.0 >= at
    }

    pub(super) fn code(&mut self, code: &str) {
        self.out.push_str("<code>");
        self.verbatim(code);
        self.out.push_str("</code>");
        self.setter.opaque();
    }

    pub(super) fn line_break(&mut self, tag: &str) {
        self.out.push_str(tag);
        self.out.push('\n');
        self.plain.space();
        self.setter.space();
    }

    /// Reports marks that Markdown left in the text, and so did not do what they were meant for.
    fn find_leftovers(&mut self, range: Range<usize>) {
        for (event, span) in &self.items[range] {
            let Event::Text(text) = event else { continue };
            let mut from = 0;
            while let Some((start, marks)) = leftover_from(text, from) {
                from = start + marks.len();
                let in_body = span.start + start;
                let is_escaped = in_body > 0 && self.source.original.as_bytes().get(in_body - 1) == Some(&b'\\');
                match marks {
                    _ if is_escaped => {}
                    "[^" => self.undefined_footnote(&text[from..], in_body),
                    _ => self.leftover(marks, &text[..start], &text[from..], in_body),
                }
            }
        }
    }

    /// `[^x]` without a definition stays text; the parser does not tell.
    fn undefined_footnote(&mut self, rest: &str, at: usize) {
        let is_end = |c: char| matches!(c, ']' | ' ' | '[' | '^' | '\n');
        let Some((end, ']')) = rest.char_indices().take(MAX_LABEL).find(|(_, c)| is_end(*c)) else { return };
        let label = &rest[..end];
        if label.is_empty() {
            return;
        }
        let labels = self.notes.iter().take(MAX_CANDIDATES).map(|note| note.source.label.as_ref());
        let nearest = if end > 2 { did_you_mean(label, labels) } else { None };
        let hint = nearest.map(|name| Text::new("hint.did-you-mean").arg("name", name));
        let span = at..at + end + "[^]".len();
        self.report(Code::UndefinedFootnote, span, |d| d.arg("label", label).maybe_hint(hint));
    }

    fn leftover(&mut self, marks: &'static str, before: &str, after: &str, at: usize) {
        let is_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let hint = match marks {
            // `2**3`, `***`
            "**" if after.starts_with('*') || before.ends_with('*') => return,
            "**" if is_number(before.chars().next_back()) && is_number(after.chars().next()) => return,
            "**" => "hint.markdown.stars",
            "](" => "hint.markdown.address",
            _ => "hint.markdown.wikilink",
        };
        let span = at..at + marks.len();
        self.report(Code::LiteralMarks, span, |d| d.arg("marks", marks).hint(Text::new(hint)));
    }
}

/// The next mark in `text` that tells of a slip when it is left over.
fn leftover_from(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b'*' | b'[' | b']')) {
        at += step;
        let marks = match bytes.get(at..at + 2) {
            Some(b"[^") => "[^",
            Some(b"**") => "**",
            Some(b"](") => "](",
            Some(b"[[") => "[[",
            _ => "",
        };
        if !marks.is_empty() {
            return Some((at, marks));
        }
        at += 1;
    }
    None
}

/// Longest label of a footnote that is looked for, in characters.
const MAX_LABEL: usize = 100;
/// Most footnotes that a wrong label is compared with.
const MAX_CANDIDATES: usize = 200;

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. }
    )
}
