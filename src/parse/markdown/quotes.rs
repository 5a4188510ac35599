//! Quotes, and boxes written as quotes or as `:::` containers.

use std::ops::Range;

use super::boxes::{self, Kind};
use super::html::escape_text;
use super::writer::{Frame, Writer};
use crate::diagnostic::{Code, Text, did_you_mean};
use crate::parse::german::typography;
use crate::text::slugify;

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
        self.out.push_str(if is_box { "</div>\n" } else { "</blockquote>\n" });
        self.end_block();
    }

    /// The `[!NOTE]` of the quote at byte `start`. A name nobody knows stays text and is reported.
    fn alert(&mut self, start: usize) -> Option<(Kind, &'a str)> {
        let quote = self.source.original.get(start..)?;
        let after = quote.trim_start_matches([' ', '\t']).strip_prefix('>')?.trim_start_matches([' ', '\t']);
        // The line is read only when it may be one: many quotes may begin on one line.
        if !after.starts_with("[!") {
            return None;
        }
        let line = self.line_at(start);
        let rest = &line[line.len().min(quote.len() - after.len())..];
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
        self.out.push_str("<div role=\"note\" class=\"note note-");
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
    pub(super) fn container(&mut self, line: &'a str, at: usize) {
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
        self.frames.push(Frame::Container("</div>\n", at));
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
