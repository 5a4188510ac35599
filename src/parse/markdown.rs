//! Markdown to HTML, outline, links and plain text, for one body of text.
//!
//! In goes the text of a page, with its place in the file; out comes a [`Body`]. Faults become
//! diagnostics, never errors: whatever stands in the text, a body comes out of it, and its HTML is
//! well-formed and free of active content. What only the whole site knows (addresses of entries and
//! images) stays open as slots, see [`Html`].
//!
//! pulldown-cmark parses, everything after it is ours: `source` prepares the text, `events` makes
//! a list of the parser's events, `writer` turns it into HTML, with the help of the modules named
//! after what they write.

use crate::diagnostic::{Diagnostic, SourcePath, Span};
use crate::messages::{Catalogue, Language, catalogue};

use super::german::Quotes;
use super::plain_text::SectionText;

mod blocks;
mod boxes;
mod code;
mod events;
mod footnotes;
pub(super) mod html;
mod inline;
mod links;
mod quotes;
mod raw;
mod references;
mod source;
mod tables;
mod writer;

pub use html::{Html, Slot, Targets, What, escape_attribute, escape_text, escape_url};
pub use links::{LinkKind, find_url};

/// How a body is rendered.
#[derive(Debug, Clone)]
pub struct MarkdownOptions<'a> {
    /// German text mode: gender signs, dates, typography. Off, the text is plain CommonMark with
    /// the extensions.
    pub german: bool,
    /// The site's quotes, in German text mode.
    pub quotes: Quotes,
    /// Where the labels on the page come from (`label.note`, `label.footnotes`, …).
    pub catalogue: &'a Catalogue,
    /// Further names for `:::` containers; they become `<div class="box box-name">`.
    pub containers: &'a [String],
    /// Anchors that the page has already.
    pub taken_ids: &'a [String],
    /// Takes a level-1 heading that is the first heading of the body as the title of the page and
    /// leaves it out of the HTML.
    pub first_heading_is_title: bool,
    /// Whether code is highlighted.
    pub highlight: bool,
}

impl MarkdownOptions<'static> {
    /// The usual options for a site in `language`.
    pub fn new(language: Language) -> MarkdownOptions<'static> {
        MarkdownOptions {
            german: language == Language::German,
            quotes: Quotes::German,
            catalogue: catalogue(language),
            containers: &[],
            taken_ids: &[],
            first_heading_is_title: false,
            highlight: true,
        }
    }
}

/// What one body of text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The HTML, with slots for what only the whole site knows.
    pub html: Html,
    /// The title, when the first heading was taken for it.
    pub title: Option<Title>,
    /// The headings, in order. Levels are as in the HTML.
    pub headings: Vec<Heading>,
    /// The links, in the order of the HTML.
    pub links: Vec<Link>,
    /// The images, in the order of the HTML.
    pub images: Vec<Image>,
    /// The words, by section.
    pub plain: Vec<SectionText>,
    /// The first paragraph as plain text.
    pub excerpt: Option<String>,
    /// Whether there is a block of code.
    pub has_code: bool,
    /// How many footnotes there are.
    pub n_footnotes: u32,
}

/// The title that a body gives itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// As plain text, set in the site's typography.
    pub text: String,
    /// Bytes in the file.
    pub span: Span,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// The anchor, unique on the page.
    pub id: String,
    /// As plain text, set in the site's typography.
    pub text: String,
    /// Bytes in the file.
    pub span: Span,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub kind: LinkKind,
    /// Its text; `None` when the title of the target stands in for it.
    pub text: Option<String>,
    /// Bytes in the file.
    pub span: Span,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where it is.
    pub kind: LinkKind,
    /// What stands for it where it is not seen.
    pub alt: String,
    /// Its caption.
    pub title: Option<String>,
    /// Bytes in the file.
    pub span: Span,
}

/// Renders `body`, which stands at byte `offset` of `file`.
pub fn render(
    body: &str,
    offset: u32,
    file: &SourcePath,
    options: &MarkdownOptions<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let source = source::Source::new(body, options.german);
    let events = events::collect(&source, writer::EXTENSIONS);
    writer::Writer::new(&source, &events, offset, file, options, diagnostics).site()
}

/// Renders plain CommonMark without any extension; raw HTML passes. For the CommonMark test suite.
pub fn render_commonmark(text: &str) -> String {
    let source = source::Source::plain(text);
    let events = events::collect(&source, pulldown_cmark::Options::empty());
    let mut diagnostics = Vec::new();
    let options = MarkdownOptions { german: false, highlight: false, ..MarkdownOptions::new(Language::English) };
    writer::Writer::new(&source, &events, 0, &"".into(), &options, &mut diagnostics).commonmark()
}

#[cfg(test)]
mod tests;
