//! Tables for spreadsheets.

use crate::messages::Language;

/// A table in the making: RFC 4180 with a byte order mark, so that umlauts survive; German spreadsheets
/// expect semicolons.
pub struct Table {
    separator: &'static str,
    text: String,
}

impl Table {
    /// An empty table for readers of a language.
    pub fn new(language: Language) -> Table {
        let separator = if language == Language::German { ";" } else { "," };
        Table { separator, text: String::from("\u{feff}") }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell.as_ref())).collect();
        self.text.push_str(&cells.join(self.separator));
        self.text.push_str("\r\n");
    }

    /// The whole table.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A cell; what a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
