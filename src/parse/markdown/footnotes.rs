//! Footnotes: numbered by their first reference, written at the end.

use super::html::escape_text;
use super::writer::{Frame, Writer, append};
use crate::diagnostic::Code;

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
