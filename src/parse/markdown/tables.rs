//! Tables: in a region of their own that scrolls and has a name.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::writer::{OpenTable, Writer};

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
