//! Blocks: paragraphs, headings, lists, quotes and boxes, tables, code, footnotes.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::boxes::{self, Kind};
use super::html::escape_text;
use super::writer::{Frame, OpenHeading, OpenTable, Writer};
use super::{Heading, Title};
use crate::diagnostic::{Code, Text, did_you_mean};
use crate::parse::german::typography;
use crate::parse::highlight;
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
    fn line_at(&self, at: usize) -> &'a str {
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

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
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

/// Quotes and boxes.
impl<'a> Writer<'a, '_> {
    pub(super) fn start_quote(&mut self, span: &Range<usize>) {
        let alert = if self.is_site { self.alert(span.start) } else { None };
        self.quotes.push(alert.is_some());
        match alert {
            Some((kind, title)) => {
                self.start_box(kind, title);
                self.frames.push(Frame::Markdown);
            }
            None => self.open_block("<blockquote>\n"),
        }
    }

    pub(super) fn end_quote(&mut self) {
        let is_box = self.quotes.pop().unwrap_or_default();
        self.close("");
        self.newline();
        self.out.push_str(if is_box { "</aside>\n" } else { "</blockquote>\n" });
        self.end_block();
    }

    /// The `[!NOTE]` of the quote at byte `start`. A name nobody knows stays text and is reported.
    fn alert(&mut self, start: usize) -> Option<(Kind, &'a str)> {
        let line = self.line_at(start);
        let rest = line.trim_start_matches([' ', '\t']).strip_prefix('>')?.trim_start_matches([' ', '\t']);
        let (name, title) = boxes::alert_line(rest)?;
        let at = start + line.len() - rest.len();
        match boxes::kind(name) {
            Some(kind) => self.source.is_marked(at).then_some((kind, title)),
            None => {
                self.report_unknown_box(name, at..start + line.len());
                None
            }
        }
    }

    fn start_box(&mut self, kind: Kind, title: &str) {
        self.begin_block();
        self.out.push_str("<aside class=\"note note-");
        self.out.push_str(kind.class);
        self.out.push_str("\">\n");
        if title.is_empty() {
            // The words of the page do not include what the theme says.
            self.out.push_str("<p class=\"note-title\">");
            let title = self.label(kind.label);
            escape_text(&mut self.out, title);
            self.out.push_str("</p>\n");
        } else {
            self.box_title("note-title", title);
        }
    }

    fn box_title(&mut self, class: &str, title: &str) {
        self.out.push_str("<p");
        self.attribute("class", class);
        self.out.push('>');
        let title = if self.options.german { typography(title, self.options.quotes) } else { title.to_owned() };
        escape_text(&mut self.out, &title);
        self.plain.push(&title);
        self.out.push_str("</p>\n");
        self.end_block();
    }

    /// A line `::: name Titel` or `:::` at byte `at`.
    fn container(&mut self, line: &'a str, at: usize) {
        let (name, title) = boxes::container_line(line);
        if name.is_empty() && title.is_empty() {
            return self.end_container(at..at + line.len());
        }
        let is_own = self.options.containers.iter().find(|own| own.eq_ignore_ascii_case(name));
        if let Some(own) = is_own {
            self.begin_block();
            self.out.push_str("<div");
            self.attribute("class", &format!("box box-{}", slugify(own)));
            self.out.push_str(">\n");
            if !title.is_empty() {
                self.box_title("box-title", title);
            }
            self.frames.push(Frame::Container("</div>\n", at));
            return;
        }
        let kind = boxes::kind(name).unwrap_or_else(|| {
            self.report_unknown_box(name, at..at + line.len());
            boxes::KINDS[0].1
        });
        self.start_box(kind, title);
        self.frames.push(Frame::Container("</aside>\n", at));
    }

    fn end_container(&mut self, span: Range<usize>) {
        let is_raw = |frame: &&Frame| matches!(frame, Frame::Raw(..));
        let n_raw = self.frames.iter().rev().take_while(is_raw).count();
        let index = self.frames.len().checked_sub(n_raw + 1);
        let Some(Frame::Container(tag, _)) = index.and_then(|i| self.frames.get(i)).copied() else {
            return self.report(Code::UnclosedContainer, span, |d| d.text(Text::new("unclosed-container.stray")));
        };
        for _ in 0..n_raw {
            if let Some(frame) = self.frames.pop() {
                self.close_other(frame);
            }
        }
        self.frames.pop();
        self.newline();
        self.out.push_str(tag);
        self.end_block();
    }

    fn report_unknown_box(&mut self, name: &str, span: Range<usize>) {
        let known = boxes::KINDS.iter().map(|(name, _)| *name);
        let nearest = did_you_mean(name, known.chain(self.options.containers.iter().map(String::as_str)));
        let hint = match nearest {
            Some(name) => Text::new("hint.did-you-mean").arg("name", name),
            None => Text::new("hint.markdown.containers"),
        };
        self.report(Code::UnknownContainer, span, |d| d.arg("name", name).hint(hint));
    }
}

/// Tables.
impl<'a> Writer<'a, '_> {
    pub(super) fn start_table(&mut self, at: usize, alignments: &'a [Alignment]) {
        self.begin_block();
        let end = self.after(at);
        let caption = self.caption(end);
        let label = self.table_label(
            caption.as_ref().map(|(range, prefix)| self.flatten(range.clone())[*prefix..].trim().to_owned()),
        );
        self.out.push_str("<section class=\"table\"");
        self.attribute("aria-label", &label);
        self.out.push_str(" tabindex=\"0\">\n");
        self.open("<table>\n");
        let caption_end = caption.as_ref().map(|(range, _)| range.end);
        self.table = Some(OpenTable { alignments, column: 0, in_head: true, caption_end });
        if let Some((range, prefix)) = caption {
            self.open("<caption>");
            self.text_skip = prefix;
            self.events(range);
            self.close_block("</caption>\n");
        }
    }

    /// The events of a paragraph `Tabelle: …` behind the table, and the bytes of its first word.
    fn caption(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let (Event::Start(Tag::Paragraph), _) = self.items.get(at)? else { return None };
        let (Event::Text(text), _) = self.items.get(at + 1)? else { return None };
        let prefix = ["Tabelle:", "Table:"].iter().find(|prefix| text.starts_with(**prefix))?;
        let text = &text[prefix.len()..];
        Some((at + 1..self.after(at) - 1, prefix.len() + text.len() - text.trim_start().len()))
    }

    /// What a screen reader calls the table: its caption, or the heading above it.
    fn table_label(&mut self, caption: Option<String>) -> String {
        let label = match (caption, self.headings.last()) {
            (Some(caption), _) if !caption.is_empty() => caption,
            (_, Some(heading)) => self.options.catalogue.format("label.table-of", &[("title", heading.text.clone())]),
            _ => self.label("label.table").to_owned(),
        };
        // Two regions of one name could not be told apart.
        match self.table_labels.number(&label) {
            1 => label,
            n => format!("{label} ({n})"),
        }
    }

    pub(super) fn start_table_head(&mut self, at: usize) -> usize {
        let end = self.after(at);
        let is_empty = self.items[at..end].iter().all(|(event, _)| {
            matches!(
                event,
                Event::Start(Tag::TableHead | Tag::TableCell) | Event::End(TagEnd::TableHead | TagEnd::TableCell)
            )
        });
        if is_empty {
            self.start_table_body();
            return end;
        }
        self.open("<thead>\n<tr>");
        at + 1
    }

    pub(super) fn end_table_head(&mut self) {
        self.close("</tr>\n</thead>\n");
        self.start_table_body();
    }

    fn start_table_body(&mut self) {
        self.out.push_str("<tbody>\n");
        if let Some(table) = &mut self.table {
            table.in_head = false;
        }
        self.end_block();
    }

    pub(super) fn start_table_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.column = 0;
        }
        self.open("<tr>");
    }

    pub(super) fn start_table_cell(&mut self, at: usize) {
        let is_empty = matches!(self.items.get(at + 1), Some((Event::End(TagEnd::TableCell), _)));
        let Some(table) = &self.table else { return self.open("<td>") };
        let is_head = table.in_head && !is_empty;
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Right) => " class=\"al-right\"",
            Some(Alignment::Center) => " class=\"al-center\"",
            _ => "",
        };
        self.out.push_str(if is_head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(class);
        self.open(">");
        self.setter.reset();
        self.plain.space();
    }

    pub(super) fn end_table_cell(&mut self, at: usize) {
        let is_empty = matches!(self.items.get(at.wrapping_sub(1)), Some((Event::Start(Tag::TableCell), _)));
        let is_head = self.table.as_ref().is_some_and(|table| table.in_head) && !is_empty;
        self.close(if is_head { "</th>" } else { "</td>" });
        if let Some(table) = &mut self.table {
            table.column += 1;
        }
        self.plain.space();
    }

    pub(super) fn end_table(&mut self, at: usize) -> usize {
        self.close("</tbody>\n</table>\n");
        self.out.push_str("</section>\n");
        self.end_block();
        let caption_end = self.table.take().and_then(|table| table.caption_end);
        caption_end.map_or(at + 1, |end| end + 1)
    }
}

/// Code.
impl<'a> Writer<'a, '_> {
    pub(super) fn code_block(&mut self, at: usize, kind: &CodeBlockKind<'a>, span: &Range<usize>) -> usize {
        let end = self.after(at);
        let mut code = String::new();
        for (event, _) in &self.items[at + 1..end] {
            if let Event::Text(text) | Event::Html(text) = event {
                code.push_str(text);
            }
        }
        self.begin_block();
        self.has_code = true;
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        if self.is_site {
            self.site_code(&code, info, span);
            if matches!(kind, CodeBlockKind::Fenced(_)) && !self.is_fence_closed(span) {
                let line = self.line_at(span.start).len();
                self.report(Code::UnclosedFence, span.start..span.start + line, |d| d);
            }
            self.plain.push(code.trim_end());
        } else {
            self.open_code("<pre><code", info.split(' ').next().unwrap_or_default());
            escape_text(&mut self.out, &code);
        }
        self.out.push_str("</code></pre>\n");
        self.end_block();
        end
    }

    fn open_code(&mut self, tag: &str, language: &str) {
        self.out.push_str(tag);
        // What is no name of a language is no name of a class either.
        let is_name = language.chars().all(|c| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.'));
        if !language.is_empty() && (is_name || !self.is_site) {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
    }

    fn site_code(&mut self, code: &str, info: &str, span: &Range<usize>) {
        let language = info.split([' ', ',', '{', '\t']).find(|word| !word.is_empty()).unwrap_or_default();
        // Wide code scrolls, and what scrolls must be reachable by keyboard.
        self.open_code("<pre tabindex=\"0\"><code", language);
        if !self.options.highlight {
            return escape_text(&mut self.out, code);
        }
        let line = self.line_at(span.start).len();
        let span = span.start..span.start + line;
        match highlight::highlight(&mut self.out, code, language) {
            Ok(()) => {}
            Err(highlight::Plain::TooLarge) => self.report(Code::CodeTooLarge, span, |d| d),
            Err(highlight::Plain::UnknownLanguage) => {
                let nearest = highlight::nearest(language).map(|name| Text::new("hint.did-you-mean").arg("name", name));
                self.report(Code::UnknownLanguage, span, |d| d.arg("language", language).maybe_hint(nearest));
            }
        }
    }

    /// Whether the last line of a fenced block is a fence.
    fn is_fence_closed(&self, span: &Range<usize>) -> bool {
        let block = self.source.original.get(span.clone()).unwrap_or_default().trim_end();
        let fence = block.bytes().next().unwrap_or(b'`');
        let Some((_, last)) = block.rsplit_once('\n') else { return false };
        let last = last.trim_start_matches([' ', '\t', '>']);
        last.len() >= 3 && last.bytes().all(|byte| byte == fence)
    }
}

/// Footnotes: numbered by their first reference, written at the end.
impl<'a> Writer<'a, '_> {
    /// The index behind the definition of a footnote, which is written elsewhere.
    pub(super) fn skip_footnote(&self, at: usize) -> usize {
        let note = self.notes.binary_search_by_key(&at, |note| note.source.items.start);
        note.map_or(at + 1, |i| self.notes[i].source.items.end + 1)
    }

    pub(super) fn reference(&mut self, label: &str) {
        let Some(&index) = self.note_labels.get(&label.to_lowercase()) else {
            return escape_text(&mut self.out, label);
        };
        let next = u32::try_from(self.note_order.len() + 1).unwrap_or(u32::MAX);
        let section = self.sections.len() - 1;
        let note = &mut self.notes[index];
        let number = *note.number.get_or_insert_with(|| {
            note.section = section;
            self.note_order.push(index);
            next
        });
        note.n_references += 1;
        let id = reference_id(number, note.n_references);
        self.out.push_str("<sup><a class=\"footnote-ref\"");
        self.attribute("id", &id);
        self.attribute("href", &format!("#fn-{number}"));
        self.attribute(
            "aria-label",
            &self.options.catalogue.format("label.footnote", &[("number", number.to_string())]),
        );
        self.out.push_str(&format!(">{number}</a></sup>"));
    }

    /// Writes all footnotes that are referred to, also from other footnotes.
    pub(super) fn footnotes(&mut self) {
        if !self.note_order.is_empty() {
            self.newline();
            self.out.push_str("<section class=\"footnotes\"");
            self.attribute("aria-label", self.label("label.footnotes"));
            self.out.push_str(">\n<ol>\n");
            let mut next = 0;
            while let Some(&index) = self.note_order.get(next) {
                next += 1;
                self.footnote(index, next);
            }
            self.out.push_str("</ol>\n</section>\n");
        }
        for index in 0..self.notes.len() {
            let note = &self.notes[index];
            if note.number.is_none() {
                let (label, start) = (&note.source.label, self.items[note.source.items.start].1.start);
                let end = start + self.line_at(start).len();
                self.report(Code::UnusedFootnote, start..end, |d| d.arg("label", label));
            }
        }
    }

    fn footnote(&mut self, index: usize, number: usize) {
        let items = self.notes[index].source.items.clone();
        self.out.push_str(&format!("<li id=\"fn-{number}\">"));
        self.frames.push(Frame::Markdown);
        self.setter.reset();
        self.events(items.start + 1..items.end);
        self.close("");
        let has_paragraph = self.out.ends_with("</p>\n");
        if has_paragraph {
            self.out.truncate(self.out.len() - "</p>\n".len());
        } else {
            self.newline();
            self.out.push_str("<p>");
        }
        for n in 1..=self.notes[index].n_references {
            self.back_link(number, n);
        }
        self.out.push_str("</p>\n</li>\n");
        let text = self.plain.take();
        let section = self.notes[index].section.min(self.sections.len() - 1);
        append(&mut self.sections[section].text, &text);
    }

    fn back_link(&mut self, number: usize, n: u32) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.out.push_str(" <a class=\"footnote-back\"");
        self.attribute("href", &format!("#{}", reference_id(number, n)));
        self.attribute(
            "aria-label",
            &self.options.catalogue.format("label.back-to-text", &[("number", number.to_string())]),
        );
        self.out.push_str(">↩");
        if n > 1 {
            self.out.push_str(&format!("<sup>{n}</sup>"));
        }
        self.out.push_str("</a>");
    }
}

fn reference_id(number: u32, n: u32) -> String {
    if n == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{n}") }
}
