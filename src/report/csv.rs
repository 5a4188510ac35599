//! The findings as a table for spreadsheets.

use super::Report;
use crate::messages::{Catalogue, Language};

/// RFC 4180 with a byte order mark, so that umlauts survive; German spreadsheets expect semicolons.
pub fn csv(report: &Report, catalogue: &Catalogue) -> String {
    let separator = if catalogue.language() == Language::German { ";" } else { "," };
    let word = |key: &str| catalogue.get(key).unwrap_or_default();
    let columns = ["area", "severity", "rule", "entry", "type", "people", "file", "line", "column", "message", "hint"];
    let mut out = String::from("\u{feff}");
    let mut row = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(separator));
        out.push_str("\r\n");
    };
    row(columns.iter().map(|column| word(&format!("report.column.{column}")).to_owned()).collect());
    for (area, findings) in &report.areas {
        for finding in findings {
            let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
            row(vec![
                word(&format!("report.area.{}", area.name())).to_owned(),
                word(super::html::severity_key(finding.severity)).to_owned(),
                finding.code.to_owned(),
                finding.title.clone().unwrap_or_default(),
                finding.kind.clone().unwrap_or_default(),
                finding.people.join(", "),
                finding.file.to_string(),
                number(finding.place.map(|(line, _)| line)),
                number(finding.place.map(|(_, column)| column)),
                finding.message.clone(),
                finding.hints.join(" "),
            ]);
        }
    }
    out
}

/// A cell; what a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
