//! The writer: events to HTML, outline, links and plain text in one pass.
//!
//! What holds at every moment: `frames` lists all elements that are open, so each end tag is written
//! where HTML wants it, whatever the raw HTML in the text does.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Tag, TagEnd};

use super::events::{Events, Item, NoteSource};
use super::html::{Slot, What, escape_attribute, escape_text};
use super::links::floor;
use super::raw::Place;
use super::source::Source;
use super::{Body, Heading, Html, Image, Link, MarkdownOptions, Title};
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text};
use crate::parse::german::Typesetter;
use crate::parse::plain_text::{Collector, SectionText};
use crate::parse::sanitise::{Element, Level};

/// What we read beyond CommonMark. Attributes of headings, alerts and smart punctuation are our own.
pub(super) const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_WIKILINKS);

/// Most diagnostics for one body; a body with more faults is not a text.
const MAX_DIAGNOSTICS: usize = 1000;

/// An element that is open.
#[derive(Debug, Clone, Copy)]
pub(super) enum Frame {
    /// From Markdown; the parser closes it.
    Markdown,
    /// From raw HTML, with the byte where it stands.
    Raw(&'static Element, usize),
    /// A `:::` container and its end tag, with the byte where it stands.
    Container(&'static str, usize),
}

/// A footnote.
pub(super) struct Note<'a> {
    pub(super) source: &'a NoteSource<'a>,
    /// Given at the first reference.
    pub(super) number: Option<u32>,
    pub(super) n_references: u32,
    /// Index of the section with the first reference.
    pub(super) section: usize,
}

/// A heading that is open.
pub(super) struct OpenHeading {
    pub(super) level: u8,
    pub(super) is_title: bool,
    pub(super) span: Range<usize>,
    /// Where the output stood before it, and where its id goes.
    pub(super) start: usize,
    pub(super) id_at: usize,
    pub(super) n_slots: usize,
}

/// A link that is open.
pub(super) struct OpenLink {
    /// `None` when it was refused, or stands in another link.
    pub(super) index: Option<usize>,
    pub(super) plain_start: usize,
    /// Its text is its address.
    pub(super) is_address: bool,
}

/// A table that is open.
#[derive(Default)]
pub(super) struct OpenTable<'a> {
    pub(super) alignments: &'a [pulldown_cmark::Alignment],
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// Index of the last event of its caption.
    pub(super) caption_end: Option<usize>,
}

/// Anchors of a page.
#[derive(Default)]
pub(super) struct Ids {
    /// Each anchor with the number that its last namesake got.
    used: HashMap<String, u32>,
}

impl Ids {
    /// `wanted`, with a number behind it when the page has it already. Every number of an anchor is
    /// tried once only, so many equal headings take linear time.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let Some(mut n) = self.used.get(wanted).copied() else {
            self.used.insert(wanted.to_owned(), 1);
            return wanted.to_owned();
        };
        let id = loop {
            n += 1;
            let id = format!("{wanted}-{n}");
            if !self.used.contains_key(&id) {
                break id;
            }
        };
        self.used.insert(wanted.to_owned(), n);
        self.used.insert(id.clone(), 1);
        id
    }

    /// The how manieth `wanted` this is.
    pub(super) fn number(&mut self, wanted: &str) -> u32 {
        let n = self.used.entry(wanted.to_owned()).or_insert(0);
        *n += 1;
        *n
    }

    /// Takes `id`; whether it was free.
    pub(super) fn take(&mut self, id: &str) -> bool {
        let is_free = !self.used.contains_key(id);
        if is_free {
            self.used.insert(id.to_owned(), 1);
        }
        is_free
    }
}

pub(super) struct Writer<'a, 'd> {
    pub(super) source: &'a Source<'a>,
    pub(super) options: &'a MarkdownOptions<'a>,
    pub(super) items: &'a [Item<'a>],
    /// Off for plain CommonMark.
    pub(super) is_site: bool,
    /// Whether the source has anything that could be a bare address; else its texts need not be
    /// searched one by one.
    pub(super) has_urls: bool,
    offset: u32,
    file: &'a SourcePath,
    diagnostics: &'d mut Vec<Diagnostic>,
    n_diagnostics: usize,

    pub(super) out: String,
    pub(super) slots: Vec<Slot>,
    pub(super) title: Option<Title>,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) images: Vec<Image>,
    pub(super) sections: Vec<SectionText>,
    pub(super) plain: Collector,
    pub(super) excerpt: Option<String>,
    pub(super) has_code: bool,

    pub(super) frames: Vec<Frame>,
    pub(super) setter: Typesetter,
    /// Set text on its way to the output.
    pub(super) buffer: String,
    /// Text of several events in one piece.
    pub(super) scratch: String,
    pub(super) ids: Ids,
    /// Ids given in the text, by the index of the heading's last event.
    pub(super) explicit_ids: HashMap<usize, String>,
    pub(super) heading: Option<OpenHeading>,
    pub(super) links_open: Vec<OpenLink>,
    pub(super) table: Option<OpenTable<'a>>,
    pub(super) table_labels: Ids,
    /// For every open quote, whether it is a box.
    pub(super) quotes: Vec<bool>,
    /// What is left of the run of text that is being written, in bytes of the body.
    pub(super) run_span: Range<usize>,
    /// Bytes of the next text that are left out.
    pub(super) text_skip: usize,
    pub(super) excerpt_start: Option<usize>,
    /// The last text of a block that has a `'`, and the end of the block.
    pub(super) last_apostrophe: (usize, usize),
    pub(super) notes: Vec<Note<'a>>,
    pub(super) note_labels: HashMap<String, usize>,
    /// Footnotes in the order of their numbers.
    pub(super) note_order: Vec<usize>,
}

impl<'a, 'd> Writer<'a, 'd> {
    pub(super) fn new(
        source: &'a Source<'a>,
        events: &'a Events<'a>,
        offset: u32,
        file: &'a SourcePath,
        options: &'a MarkdownOptions<'a>,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Writer<'a, 'd> {
        let mut note_labels = HashMap::new();
        for (i, note) in events.notes.iter().enumerate() {
            note_labels.entry(note.label.to_lowercase()).or_insert(i);
        }
        let note = |source| Note { source, number: None, n_references: 0, section: 0 };
        Writer {
            source,
            options,
            items: &events.items,
            is_site: true,
            has_urls: source.original.contains("://") || source.original.contains("www."),
            offset,
            file,
            diagnostics,
            n_diagnostics: 0,
            out: String::with_capacity(source.original.len() + source.original.len() / 4 + 64),
            slots: Vec::new(),
            title: None,
            headings: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            sections: vec![SectionText::default()],
            plain: Collector::new(),
            excerpt: None,
            has_code: false,
            frames: Vec::new(),
            setter: Typesetter::new(options.quotes),
            buffer: String::new(),
            scratch: String::new(),
            ids: Ids::default(),
            explicit_ids: HashMap::new(),
            heading: None,
            links_open: Vec::new(),
            table: None,
            table_labels: Ids::default(),
            quotes: Vec::new(),
            run_span: 0..0,
            text_skip: 0,
            excerpt_start: None,
            last_apostrophe: (0, 0),
            notes: events.notes.iter().map(note).collect(),
            note_labels,
            note_order: Vec::new(),
        }
    }

    /// Writes everything for a site.
    pub(super) fn site(mut self) -> Body {
        for id in self.options.taken_ids {
            self.ids.take(id);
        }
        self.take_explicit_ids();
        self.events(0..self.items.len());
        self.close_all();
        self.end_section();
        self.footnotes();
        let n_footnotes = u32::try_from(self.note_order.len()).unwrap_or(u32::MAX);
        self.sections.retain(|section| section.heading.is_some() || !section.text.is_empty());
        Body {
            html: Html { text: self.out, slots: self.slots },
            title: self.title,
            headings: self.headings,
            links: self.links,
            images: self.images,
            plain: self.sections,
            excerpt: self.excerpt,
            has_code: self.has_code,
            n_footnotes,
        }
    }

    /// Writes plain CommonMark.
    pub(super) fn commonmark(mut self) -> String {
        self.is_site = false;
        self.events(0..self.items.len());
        self.out
    }

    /// Writes the events of `range`.
    pub(super) fn events(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.event(at);
        }
    }

    /// Writes the event at `at`, and those that belong to it, and returns the index of the next.
    fn event(&mut self, at: usize) -> usize {
        let (event, span) = &self.items[at];
        match event {
            Event::Start(tag) => return self.start(at, tag, span),
            Event::End(tag) => return self.end(at, *tag),
            Event::Text(_) => return self.text(at),
            Event::Code(code) => self.code(code),
            Event::Html(html) | Event::InlineHtml(html) if !self.is_site => self.out.push_str(html),
            Event::Html(_) => return self.html_block(at),
            Event::InlineHtml(html) => self.raw(html, Place { start: span.start, is_exact: true }, true),
            Event::SoftBreak => self.line_break(""),
            Event::HardBreak => self.line_break(if self.is_site { "<br>" } else { "<br />" }),
            Event::Rule => self.rule(span),
            Event::FootnoteReference(label) => self.reference(label),
            Event::TaskListMarker(is_done) => self.task(*is_done),
            Event::InlineMath(text) | Event::DisplayMath(text) => escape_text(&mut self.out, text),
        }
        at + 1
    }

    fn start(&mut self, at: usize, tag: &'a Tag<'a>, span: &'a Range<usize>) -> usize {
        // Those that write more than one start tag, or nothing at all, come first.
        match tag {
            Tag::FootnoteDefinition(_) => return self.skip_footnote(at),
            Tag::Image { link_type, dest_url, title, .. } => return self.image(at, *link_type, dest_url, title, span),
            Tag::CodeBlock(kind) => return self.code_block(at, kind, span),
            Tag::Link { link_type, dest_url, title, .. } => {
                return self.start_link(at, *link_type, dest_url, title, span);
            }
            Tag::Paragraph => {
                if let Some(next) = self.figure(at) {
                    return next;
                }
                self.start_paragraph();
            }
            Tag::Heading { level, .. } => self.start_heading(*level as u8, span),
            Tag::BlockQuote(_) => self.start_quote(span),
            Tag::List(start) => self.start_list(at, *start),
            Tag::Item => self.start_item(at),
            Tag::Table(alignments) => self.start_table(at, alignments),
            Tag::TableHead => return self.start_table_head(at),
            Tag::TableRow => self.start_table_row(),
            Tag::TableCell => self.start_table_cell(at),
            Tag::DefinitionList => self.open_block("<dl>\n"),
            Tag::DefinitionListTitle => self.open_block("<dt>"),
            Tag::DefinitionListDefinition => self.open_block("<dd>"),
            Tag::Emphasis => self.open("<em>"),
            Tag::Strong => self.open("<strong>"),
            Tag::Strikethrough => self.open("<del>"),
            Tag::Superscript => self.open("<sup>"),
            Tag::Subscript => self.open("<sub>"),
            Tag::HtmlBlock if self.is_site => self.begin_block(),
            Tag::HtmlBlock => {}
            Tag::MetadataBlock(_) => self.frames.push(Frame::Markdown),
        }
        at + 1
    }

    fn end(&mut self, at: usize, tag: TagEnd) -> usize {
        match tag {
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(at),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::List(is_ordered) => self.close_block(if is_ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.close_block("</li>\n"),
            TagEnd::Table => return self.end_table(at),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.close_block("</tr>\n"),
            TagEnd::TableCell => self.end_table_cell(at),
            TagEnd::DefinitionList => self.close_block("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close_block("</dd>\n"),
            TagEnd::Emphasis => self.close("</em>"),
            TagEnd::Strong => self.close("</strong>"),
            TagEnd::Strikethrough => self.close("</del>"),
            TagEnd::Superscript => self.close("</sup>"),
            TagEnd::Subscript => self.close("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::CodeBlock | TagEnd::Image | TagEnd::FootnoteDefinition => {}
            TagEnd::MetadataBlock(_) => self.close(""),
        }
        at + 1
    }

    /// Opens an element in running text.
    pub(super) fn open(&mut self, tag: &str) {
        self.out.push_str(tag);
        self.frames.push(Frame::Markdown);
    }

    /// Closes an element in running text.
    pub(super) fn close(&mut self, tag: &str) {
        self.close_frame();
        self.out.push_str(tag);
    }

    /// Opens a block on a line of its own.
    pub(super) fn open_block(&mut self, tag: &str) {
        self.begin_block();
        self.open(tag);
    }

    /// Closes a block.
    pub(super) fn close_block(&mut self, tag: &str) {
        self.close(tag);
        self.end_block();
    }

    /// Gets ready for a block.
    pub(super) fn begin_block(&mut self) {
        self.close_phrasing();
        self.newline();
        self.end_block();
    }

    pub(super) fn end_block(&mut self) {
        self.setter.reset();
        self.plain.line();
    }

    pub(super) fn newline(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Closes what the innermost Markdown element left open, and forgets that element.
    fn close_frame(&mut self) {
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Markdown => return,
                other => self.close_other(other),
            }
        }
    }

    fn close_all(&mut self) {
        while let Some(frame) = self.frames.pop() {
            self.close_other(frame);
        }
    }

    /// Closes an element that the text did not close.
    pub(super) fn close_other(&mut self, frame: Frame) {
        match frame {
            Frame::Markdown => {}
            Frame::Raw(element, at) => {
                self.end_raw(element);
                if !matches!(element.name, "p" | "li" | "dt" | "dd") {
                    let text = Text::new("raw-html.unclosed").arg("element", element.name);
                    self.report(Code::RawHtml, at..at + element.name.len() + 1, |d| d.text(text));
                }
            }
            Frame::Container(tag, at) => {
                self.newline();
                self.out.push_str(tag);
                self.end_block();
                let end = self.source.original[at..].find('\n').map_or(self.source.original.len(), |i| at + i);
                self.report(Code::UnclosedContainer, at..end, |d| d);
            }
        }
    }

    /// Closes raw elements of running text, and raw paragraphs, before a block begins.
    pub(super) fn close_phrasing(&mut self) {
        while let Some(frame @ Frame::Raw(element, _)) = self.frames.last().copied() {
            if element.level == Level::Block && element.name != "p" {
                return;
            }
            self.frames.pop();
            self.close_other(frame);
        }
    }

    pub(super) fn end_raw(&mut self, element: &Element) {
        self.out.push_str("</");
        self.out.push_str(element.name);
        self.out.push('>');
        if element.level == Level::Block {
            self.out.push('\n');
            self.end_block();
        }
    }

    /// A slot at the end of the output.
    pub(super) fn slot(&mut self, what: What) {
        let at = u32::try_from(self.out.len()).expect("bodies are smaller than 4 GiB");
        self.slots.push(Slot { at, what });
    }

    /// Appends ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_attribute(&mut self.out, value);
        self.out.push('"');
    }

    /// A label of the page.
    pub(super) fn label(&self, key: &'a str) -> &'a str {
        self.options.catalogue.get(key).unwrap_or(key)
    }

    /// Bytes in the file for bytes in the body, always between two characters.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let in_file = |at: usize| {
            let at = floor(self.source.original, at);
            self.offset.saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
        };
        in_file(range.start)..in_file(range.end.max(range.start))
    }

    /// Reports a fault.
    pub(super) fn report(&mut self, code: Code, range: Range<usize>, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        self.n_diagnostics += 1;
        if self.n_diagnostics <= MAX_DIAGNOSTICS {
            let diagnostic = Diagnostic::new(code, self.file, self.span(&range));
            self.diagnostics.push(more(diagnostic));
        }
    }

    /// The text of the events in `range`, without marks.
    pub(super) fn flatten(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        for (event, _) in &self.items[range] {
            match event {
                Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }

    /// The index behind the end of the element that starts at `at`.
    pub(super) fn after(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        for (i, (event, _)) in self.items.iter().enumerate().skip(at) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth <= 1 => return i + 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        self.items.len()
    }
}

/// Appends `more` on a line of its own.
pub(super) fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}
