//! Blocks: paragraphs, lists, headings and the sections they open.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::writer::{OpenHeading, Writer, append};
use super::{Heading, Title};
use crate::diagnostic::Code;
use crate::parse::plain_text::{SectionHeading, SectionText};
use crate::text::slugify;

/// Ids that begin so belong to the theme and to footnotes.
const RESERVED: [&str; 3] = ["al-", "fn-", "fnref-"];

impl<'a> Writer<'a, '_> {
    pub(super) fn start_paragraph(&mut self) {
        if self.frames.is_empty() && self.excerpt.is_none() && self.is_site {
            self.excerpt_start = Some(self.plain.len());
        }
        self.open_block("<p>");
    }

    pub(super) fn end_paragraph(&mut self) {
        self.close("");
        if self.is_site && self.out.ends_with("<p>") {
            // Only a comment, or what was refused.
            self.out.truncate(self.out.len() - "<p>".len());
        } else {
            self.out.push_str("</p>\n");
        }
        if let Some(start) = self.excerpt_start.take() {
            self.excerpt = Some(self.plain.since(start).to_owned()).filter(|text| !text.is_empty());
        }
        self.end_block();
    }

    pub(super) fn start_list(&mut self, at: usize, start: Option<u64>) {
        let is_tasks = self.is_site && self.is_task(at + 1);
        match start {
            None if is_tasks => self.open_block("<ul class=\"tasks\">\n"),
            None => self.open_block("<ul>\n"),
            Some(1) => self.open_block("<ol>\n"),
            Some(n) => self.open_block(&format!("<ol start=\"{n}\">\n")),
        }
    }

    pub(super) fn start_item(&mut self, at: usize) {
        self.open_block(if self.is_site && self.is_task(at) { "<li class=\"task\">" } else { "<li>" });
    }

    fn is_task(&self, item: usize) -> bool {
        let event = |i: usize| self.items.get(item + i).map(|(event, _)| event);
        matches!(event(1), Some(Event::TaskListMarker(_)))
            || (matches!(event(1), Some(Event::Start(Tag::Paragraph)))
                && matches!(event(2), Some(Event::TaskListMarker(_))))
    }

    pub(super) fn task(&mut self, is_done: bool) {
        let (checked, label) = if is_done { (" checked", "label.task-done") } else { ("", "label.task-open") };
        self.out.push_str("<input type=\"checkbox\" disabled");
        self.out.push_str(checked);
        self.attribute("aria-label", self.label(label));
        self.out.push_str("> ");
    }

    pub(super) fn rule(&mut self, span: &Range<usize>) {
        let line = self.line_at(span.start);
        if self.is_site && line.starts_with(":::") && self.source.is_marked(span.start) {
            return self.container(line, span.start);
        }
        self.begin_block();
        self.out.push_str(if self.is_site { "<hr>\n" } else { "<hr />\n" });
    }

    /// The rest of the original line from byte `at` on.
    pub(super) fn line_at(&self, at: usize) -> &'a str {
        let rest = self.source.original.get(at..).unwrap_or_default();
        rest[..rest.find('\n').unwrap_or(rest.len())].trim_end()
    }
}

/// Headings.
impl<'a> Writer<'a, '_> {
    /// Keeps the ids that the text gives (`{#id}`) for their headings, whatever comes before them.
    pub(super) fn take_explicit_ids(&mut self) {
        if !self.source.original.contains("{#") {
            return;
        }
        for (end, pair) in self.items.windows(2).enumerate() {
            let [(Event::Text(text), span), (Event::End(TagEnd::Heading(_)), _)] = pair else { continue };
            let Some((_, id)) = explicit_id(text) else { continue };
            let mut id = unreserved(id);
            if !self.ids.take(&id) {
                self.report(Code::DuplicateId, span.clone(), |d| d.arg("id", &id));
                id = self.ids.unique(&id);
            }
            self.explicit_ids.insert(end + 1, id);
        }
    }

    pub(super) fn start_heading(&mut self, level: u8, span: &Range<usize>) {
        self.begin_block();
        if !self.is_site {
            return self.open(&format!("<h{level}>"));
        }
        self.end_section();
        let is_first = self.headings.is_empty() && self.title.is_none();
        let is_title = level == 1 && is_first && self.options.first_heading_is_title && self.frames.is_empty();
        if level == 1 && !is_title {
            self.report(Code::ExtraTitle, span.clone(), |d| d);
        }
        let level = level.max(2);
        let start = self.out.len();
        self.open(&format!("<h{level}"));
        let id_at = self.out.len();
        self.out.push('>');
        let n_slots = self.slots.len();
        self.heading = Some(OpenHeading { level, is_title, span: span.clone(), start, id_at, n_slots });
    }

    pub(super) fn end_heading(&mut self, at: usize) {
        let Some(heading) = self.heading.take() else {
            if let (Event::End(TagEnd::Heading(level)), _) = &self.items[at] {
                self.close_block(&format!("</{level}>\n"));
            }
            return;
        };
        self.close(&format!("</h{}>\n", heading.level));
        let text = self.plain.take().replace('\n', " ");
        self.end_block();
        let span = self.span(&heading.span);
        if heading.is_title {
            self.out.truncate(heading.start);
            self.slots.truncate(heading.n_slots);
            self.title = Some(Title { text, span });
            return;
        }
        let id = self.explicit_ids.remove(&at).unwrap_or_else(|| {
            let slug = slugify(&text);
            let slug = if slug.is_empty() { slugify(self.label("label.section")) } else { unreserved(&slug) };
            self.ids.unique(&slug)
        });
        self.insert_id(&heading, &id);
        let section = SectionHeading { id: id.clone(), title: text.clone(), level: heading.level };
        self.sections.push(SectionText { heading: Some(section), text: String::new() });
        self.headings.push(Heading { level: heading.level, id, text, span });
    }

    /// The id is known when the text is, so it is put into the start tag afterwards.
    fn insert_id(&mut self, heading: &OpenHeading, id: &str) {
        let mut attribute = String::with_capacity(id.len() + 6);
        attribute.push_str(" id=\"");
        super::html::escape_attribute(&mut attribute, id);
        attribute.push('"');
        self.out.insert_str(heading.id_at, &attribute);
        for slot in &mut self.slots[heading.n_slots..] {
            slot.at += u32::try_from(attribute.len()).unwrap_or_default();
        }
    }

    /// Files the words so far under the current section.
    pub(super) fn end_section(&mut self) {
        let text = self.plain.take();
        if let Some(section) = self.sections.last_mut() {
            append(&mut section.text, &text);
        }
    }
}

/// An id of content that cannot meet one of the theme.
fn unreserved(id: &str) -> String {
    if RESERVED.iter().any(|prefix| id.starts_with(prefix)) { format!("x-{id}") } else { id.to_owned() }
}

/// What stands before `{#id}` at the end of a heading, and the id.
pub(super) fn explicit_id(text: &str) -> Option<(&str, &str)> {
    let (before, id) = text.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    (is_id && is_apart).then(|| (before.trim_end(), id))
}
