//! The findings as a table for spreadsheets.

use super::Report;
use crate::messages::Catalogue;
use crate::text::csv::Table;

/// One row for each finding.
pub fn csv(report: &Report, catalogue: &Catalogue) -> String {
    let word = |key: &str| catalogue.get(key).unwrap_or_default();
    let columns = ["area", "severity", "rule", "entry", "type", "people", "file", "line", "column", "message", "hint"];
    let mut table = Table::new(catalogue.language());
    table.row(columns.iter().map(|column| word(&format!("report.column.{column}")).to_owned()));
    for (area, findings) in &report.areas {
        for finding in findings {
            let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
            table.row(&[
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
    table.finish()
}
