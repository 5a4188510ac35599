//! Running text: words, links, images, code, raw HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::html::{What, escape_text, escape_url, escaped};
use super::links::{self, LinkKind, Unsafe};
use super::writer::{Frame, OpenLink, Writer};
use super::{Image, Link};
use crate::diagnostic::{Code, Text, did_you_mean};
use crate::parse::german::{Next, typography};
use crate::parse::sanitise::{self, Element, Level, Token};

/// Deepest nesting of raw elements in one Markdown element. Bounds the search for a start tag.
const MAX_RAW: usize = 32;

/// Words.
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
    fn words(&mut self, text: &str, end: usize) {
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

    fn verbatim(&mut self, text: &str) {
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

/// Links and images.
impl<'a> Writer<'a, '_> {
    pub(super) fn start_link(
        &mut self,
        at: usize,
        kind: LinkType,
        url: &str,
        title: &str,
        span: &Range<usize>,
    ) -> usize {
        if !self.is_site {
            return self.commonmark_link(at, kind, url, title);
        }
        let target = match kind {
            LinkType::WikiLink { has_pothole: false } => return self.wikilink(at, url, span),
            LinkType::WikiLink { .. } => Ok(links::wiki(url.trim_end_matches('\\'))),
            LinkType::Email => Ok(LinkKind::External(format!("mailto:{url}"))),
            _ => links::classify(url),
        };
        let is_address = matches!(kind, LinkType::Autolink | LinkType::Email);
        let mut open = OpenLink { index: None, plain_start: self.plain.len(), is_address };
        match target {
            Ok(target) if self.links_open.is_empty() => open.index = Some(self.open_link(target, title, span)),
            // No link stands in a link.
            Ok(_) => {}
            Err(Unsafe(scheme)) => self.report_unsafe(&scheme, url, span),
        }
        self.links_open.push(open);
        self.frames.push(Frame::Markdown);
        at + 1
    }

    /// Writes the start tag of a link and returns its index.
    fn open_link(&mut self, kind: LinkKind, title: &str, span: &Range<usize>) -> usize {
        let index = self.links.len();
        self.out.push_str("<a");
        match &kind {
            LinkKind::External(url) => {
                self.href(url);
                if url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) {
                    self.out.push_str(" rel=\"noopener\"");
                }
            }
            LinkKind::Anchor(id) => self.href(&format!("#{id}")),
            LinkKind::Wiki { .. } | LinkKind::Path { .. } => self.slot(What::Href(index_of(index))),
        }
        if !title.is_empty() {
            self.attribute("title", &self.set_apart(title));
        }
        self.out.push('>');
        self.links.push(Link { kind, text: None, span: self.span(span) });
        index
    }

    fn href(&mut self, url: &str) {
        self.out.push_str(" href=\"");
        escape_url(&mut self.out, url);
        self.out.push('"');
    }

    pub(super) fn end_link(&mut self) {
        if !self.is_site {
            return self.close("</a>");
        }
        self.close("");
        let Some(link) = self.links_open.pop() else { return };
        if let Some(index) = link.index {
            self.out.push_str("</a>");
            self.links[index].text = Some(self.plain.since(link.plain_start).to_owned());
        }
    }

    /// `[[target]]`, and `[[target|text]]` in a table row.
    fn wikilink(&mut self, at: usize, inner: &str, span: &Range<usize>) -> usize {
        let end = self.after(at);
        let (target, text) = inner.split_once('|').map_or((inner, None), |(target, text)| (target, Some(text)));
        let kind = links::wiki(target.trim_end_matches('\\'));
        if !self.links_open.is_empty() {
            self.words(text.unwrap_or(target), end);
            return end;
        }
        let is_anchor = matches!(kind, LinkKind::Anchor(_));
        let index = self.open_link(kind, "", span);
        match text {
            Some(text) => {
                self.links[index].text = Some(text.trim().to_owned());
                self.words(text.trim(), end);
            }
            None if is_anchor => self.verbatim(target.trim().trim_start_matches('#')),
            None => {
                self.slot(What::Title(index_of(index)));
                // What stands in for the title until it is known, so that the words are not lost.
                self.plain.push(target.split('#').next().unwrap_or_default().trim());
                self.setter.opaque();
            }
        }
        self.out.push_str("</a>");
        end
    }

    /// An address that stands in the text without marks.
    fn bare_url(&mut self, url: &str) {
        let full = if url.starts_with("www.") { format!("https://{url}") } else { url.to_owned() };
        let in_source = self.source.original.get(self.run_span.clone()).and_then(|run| run.find(url));
        let span = match in_source.map(|at| self.run_span.start + at) {
            Some(start) => start..start + url.len(),
            // With a character reference in it.
            None => self.run_span.clone(),
        };
        self.run_span.start = span.end.min(self.run_span.end);
        let index = self.open_link(LinkKind::External(full), "", &span);
        self.links[index].text = Some(url.to_owned());
        self.verbatim(url);
        self.out.push_str("</a>");
        self.setter.opaque();
    }

    fn report_unsafe(&mut self, scheme: &str, url: &str, span: &Range<usize>) {
        let hint = Text::new("hint.markdown.schemes");
        let url: String = url.chars().filter(|c| !c.is_control()).take(60).collect();
        self.report(Code::UnsafeUrl, span.clone(), |d| d.arg("scheme", scheme).arg("url", url).hint(hint));
    }

    /// Text of an attribute, typeset for itself.
    fn set_apart(&self, text: &str) -> String {
        if self.options.german { typography(text, self.options.quotes) } else { text.to_owned() }
    }

    /// An image that is alone in its paragraph and has a title: a figure.
    pub(super) fn figure(&mut self, at: usize) -> Option<usize> {
        let (Event::Start(Tag::Image { dest_url, title, link_type, .. }), span) = self.items.get(at + 1)? else {
            return None;
        };
        if !self.is_site || title.is_empty() {
            return None;
        }
        let end = self.after(at + 1);
        let (Event::End(TagEnd::Paragraph), _) = self.items.get(end)? else { return None };
        self.begin_block();
        self.out.push_str("<figure>\n");
        self.site_image(at + 1..end, *link_type, dest_url, title, span, true);
        let caption = self.set_apart(title);
        self.out.push_str("\n<figcaption>");
        self.plain.line();
        self.verbatim(&caption);
        self.out.push_str("</figcaption>\n</figure>\n");
        self.end_block();
        Some(end + 1)
    }

    pub(super) fn image(&mut self, at: usize, kind: LinkType, url: &str, title: &str, span: &Range<usize>) -> usize {
        let end = self.after(at);
        if self.is_site {
            self.site_image(at..end, kind, url, title, span, false);
            return end;
        }
        self.out.push_str("<img src=\"");
        escape_url(&mut self.out, url);
        self.out.push('"');
        self.attribute("alt", &self.flatten(at..end));
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push_str(" />");
        end
    }

    fn site_image(
        &mut self,
        items: Range<usize>,
        kind: LinkType,
        url: &str,
        title: &str,
        span: &Range<usize>,
        is_figure: bool,
    ) {
        let (url, alt) = match kind {
            LinkType::WikiLink { has_pothole: false } => url.split_once('|').unwrap_or((url, "")),
            _ => (url, ""),
        };
        let alt = match kind {
            LinkType::WikiLink { has_pothole: false } => self.set_apart(alt),
            _ => self.set_apart(&self.flatten(items)),
        };
        let alt = alt.trim().to_owned();
        let kind = match links::classify(url) {
            Ok(kind) => kind,
            Err(Unsafe(scheme)) => {
                self.report_unsafe(&scheme, url, span);
                return self.verbatim(&alt);
            }
        };
        if alt.is_empty() {
            self.report(Code::MissingAlt, span.clone(), |d| d.hint(Text::new("hint.markdown.alt")));
        }
        let index = index_of(self.images.len());
        self.out.push_str("<img");
        self.slot(What::Src(index));
        self.attribute("alt", &alt);
        let title = Some(self.set_apart(title)).filter(|title| !title.is_empty());
        if let Some(title) = title.as_ref().filter(|_| !is_figure) {
            self.attribute("title", title);
        }
        self.slot(What::Size(index));
        self.out.push_str(" loading=\"lazy\">");
        self.plain.space();
        self.plain.push(&alt);
        self.plain.space();
        self.setter.opaque();
        self.images.push(Image { kind, alt, title, span: self.span(span) });
    }

    fn commonmark_link(&mut self, at: usize, kind: LinkType, url: &str, title: &str) -> usize {
        self.out.push_str(if kind == LinkType::Email { "<a href=\"mailto:" } else { "<a href=\"" });
        escape_url(&mut self.out, url);
        self.out.push('"');
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.open(">");
        at + 1
    }
}

fn index_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Raw HTML.
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
        sanitise::write_open(&mut self.out, element, source);
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
