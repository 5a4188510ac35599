//! Links and images.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::html::{What, escape_url};
use super::links::{self, LinkKind, Unsafe};
use super::writer::{Frame, OpenLink, Writer};
use super::{Image, Link};
use crate::diagnostic::{Code, Text};
use crate::parse::german::typography;

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
            let text = self.plain.since(link.plain_start).to_owned();
            // `[Leitfaden (PDF, 1 MB)](leitfaden.pdf)` says it already.
            if let LinkKind::Path { path, .. } = &self.links[index].kind
                && let Some((_, ending)) = path.rsplit_once('.')
                && !text.to_lowercase().contains(&format!("({}", ending.to_lowercase()))
            {
                self.slot(What::Note(index_of(index)));
            }
            self.links[index].text = Some(text);
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
        let index = self.open_link(kind, "", span);
        match text {
            Some(text) => {
                self.links[index].text = Some(text.trim().to_owned());
                self.words(text.trim(), end);
            }
            None => {
                self.slot(What::Title(index_of(index)));
                // What stands in for the title until it is known, so that the words are not lost.
                self.plain.push(&words_of(target));
                self.setter.opaque();
            }
        }
        self.out.push_str("</a>");
        end
    }

    /// An address that stands in the text without marks.
    pub(super) fn bare_url(&mut self, url: &str) {
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

/// `thema/dorf-laden#ziele` -> `dorf laden`
fn words_of(target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default().trim();
    match target.rsplit_once('/') {
        Some((_, slug)) => slug.trim_end_matches(".md").replace('-', " "),
        None => target.to_owned(),
    }
}

fn index_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
