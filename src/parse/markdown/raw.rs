//! Raw HTML within Markdown: which elements are open, and that all of them get closed.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::writer::{Frame, Writer};
use crate::diagnostic::{Code, Text};
use crate::parse::sanitise::{self, Element, Level, Token};

/// Deepest nesting of raw elements in one Markdown element. Bounds the search for a start tag.
const MAX_RAW: usize = 32;

impl<'a> Writer<'a, '_> {
    /// The lines of a block of raw HTML from `at` on.
    pub(super) fn html_block(&mut self, at: usize) -> usize {
        let items = self.items;
        let n_lines = items[at..].iter().take_while(|(event, _)| matches!(event, Event::Html(_))).count();
        let lines = || items[at..at + n_lines].iter();
        let start = items[at].1.start;
        if let (1, (Event::Html(CowStr::Borrowed(html)), _)) = (n_lines, &items[at]) {
            self.raw(html, Place { start, is_exact: true }, false);
        } else {
            // The lines stand apart in the source (in a quote, or with CRLF), so places in the
            // joined text are not places in the file. The start of the block has to do.
            let html: String =
                lines().map(|(event, _)| if let Event::Html(line) = event { line } else { "" }).collect();
            self.raw(&html, Place { start, is_exact: false }, false);
        }
        at + n_lines
    }

    pub(super) fn end_html_block(&mut self) {
        if self.is_site {
            self.close_phrasing();
            self.end_block();
        }
    }

    /// Raw HTML, in running text or as a block.
    pub(super) fn raw(&mut self, html: &str, place: Place, is_inline: bool) {
        for token in sanitise::tokens(html) {
            match token {
                Token::Comment => {}
                Token::Text(text) => self.raw_text(text, is_inline),
                Token::Open { name, source } => match self.allowed(name, is_inline) {
                    Some(element) => self.raw_open(element, source, place.of(html, source), is_inline),
                    None => self.refuse(name, source, place.of(html, source), is_inline),
                },
                Token::Close { name, source } => match self.allowed(name, is_inline) {
                    Some(element) => self.raw_close(element, place.of(html, source)),
                    None => self.raw_source(source, is_inline),
                },
                Token::Foreign { name, source } => self.refuse(name, source, place.of(html, source), is_inline),
            }
        }
    }

    fn allowed(&self, name: &str, is_inline: bool) -> Option<&'static Element> {
        sanitise::allowed(name).filter(|element| !is_inline || element.level != Level::Block)
    }

    /// In a block, text without a paragraph gets one.
    fn raw_paragraph(&mut self, is_inline: bool) {
        if !is_inline
            && !matches!(self.frames.last(), Some(Frame::Raw(..)))
            && let Some(p) = sanitise::allowed("p")
        {
            self.out.push_str("<p>");
            self.frames.push(Frame::Raw(p, 0));
        }
    }

    fn raw_text(&mut self, text: &str, is_inline: bool) {
        if !is_inline && text.trim().is_empty() {
            return self.newline();
        }
        self.raw_paragraph(is_inline);
        sanitise::write_text(&mut self.out, text);
        self.plain.push(&sanitise::unescape(text));
    }

    /// Markup that is shown as it was written.
    fn raw_source(&mut self, source: &str, is_inline: bool) {
        self.raw_paragraph(is_inline);
        self.verbatim(source);
    }

    fn refuse(&mut self, name: &str, source: &str, span: Range<usize>, is_inline: bool) {
        let hint = match name.to_ascii_lowercase().as_str() {
            "a" => Text::new("hint.markdown.link"),
            "img" => Text::new("hint.markdown.image"),
            "table" | "tr" | "td" | "th" => Text::new("hint.markdown.table"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Text::new("hint.markdown.heading"),
            "script" | "style" | "link" => Text::new("hint.markdown.theme"),
            _ => Text::new("hint.markdown.code"),
        };
        self.report(Code::RawHtml, span, |d| d.arg("element", name).hint(hint));
        self.raw_source(source, is_inline);
    }

    fn raw_open(&mut self, element: &'static Element, source: &str, span: Range<usize>, is_inline: bool) {
        let n_raw = self.frames.iter().rev().take(MAX_RAW).take_while(|frame| matches!(frame, Frame::Raw(..))).count();
        if n_raw == MAX_RAW {
            return self.refuse(element.name, source, span, is_inline);
        }
        if element.level == Level::Block {
            self.begin_block();
            self.close_namesake(element);
        } else {
            self.raw_paragraph(is_inline);
        }
        if let Some(attribute) = sanitise::write_open(&mut self.out, element, source) {
            let text = Text::new("raw-html.attribute").arg("attribute", attribute).arg("element", element.name);
            self.report(Code::RawHtml, span.clone(), |d| d.text(text));
        }
        if element.level == Level::Void {
            self.plain.space();
            self.setter.space();
        } else {
            self.frames.push(Frame::Raw(element, span.start));
        }
    }

    /// `<li>` closes an open `<li>`, as in HTML.
    fn close_namesake(&mut self, element: &Element) {
        if let Some(Frame::Raw(open, _)) = self.frames.last().copied()
            && (open.name == element.name && element.name == "li" || is_term(open.name) && is_term(element.name))
        {
            self.frames.pop();
            self.end_raw(open);
        }
    }

    fn raw_close(&mut self, element: &'static Element, span: Range<usize>) {
        let raw = self.frames.iter().rev().take(MAX_RAW).map_while(|frame| match frame {
            Frame::Raw(open, _) => Some(*open),
            _ => None,
        });
        let Some(depth) = raw.into_iter().position(|open| open == element) else {
            if element.level != Level::Void && element.name != "p" {
                let text = Text::new("raw-html.stray").arg("element", element.name);
                self.report(Code::RawHtml, span, |d| d.text(text));
            }
            return;
        };
        for n in (0..=depth).rev() {
            match self.frames.pop() {
                Some(Frame::Raw(open, _)) if n == 0 => self.end_raw(open),
                Some(frame) => self.close_other(frame),
                None => {}
            }
        }
    }
}

fn is_term(name: &str) -> bool {
    matches!(name, "dt" | "dd")
}

/// Where raw HTML stands in the body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    /// Whether it is one slice of the body.
    pub(super) is_exact: bool,
}

impl Place {
    /// The bytes of the slice `part` of `html`.
    fn of(self, html: &str, part: &str) -> Range<usize> {
        let distance = (part.as_ptr() as usize).saturating_sub(html.as_ptr() as usize);
        let start = self.start + if self.is_exact { distance } else { 0 };
        start..start + part.len()
    }
}
