//! Blocks of code.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::html::escape_text;
use super::writer::Writer;
use crate::diagnostic::{Code, Text};
use crate::parse::highlight;

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
