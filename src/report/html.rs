//! The report as one HTML page: no script, nothing from elsewhere, readable on paper and without colours.

use std::fmt::Write;

use super::{Completeness, Finding, Report};
use crate::diagnostic::Severity;
use crate::messages::Catalogue;
use crate::parse::markdown::{escape_attribute, escape_text};
use crate::site::publication::Publication;

const STYLE: &str = include_str!("report.css");

/// Writes the page in the language of `catalogue`.
pub fn html(report: &Report, catalogue: &Catalogue) -> String {
    let mut page = Page { out: String::new(), catalogue };
    let language = catalogue.language().tag();
    let title = page.format("report.title", &[("site", report.title.clone())]);
    page.raw(&format!("<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n"));
    page.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.element("title", "", &title);
    page.raw(&format!("\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n"));
    page.element("h1", "", &title);
    page.summary(report);
    page.raw("</header>\n");
    page.contents(report);
    page.raw("<main>\n");
    for (area, findings) in &report.areas {
        page.area(area.name(), findings);
    }
    page.old(report);
    page.completeness(&report.types);
    page.people(report);
    page.unpublished(report);
    page.raw("</main>\n</body>\n</html>\n");
    page.out
}

/// The key of a severity's word.
pub(super) fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "emit.error",
        Severity::Warning => "emit.warning",
        Severity::Hint => "emit.hint",
    }
}

struct Page<'a> {
    out: String,
    catalogue: &'a Catalogue,
}

impl Page<'_> {
    fn word(&self, key: &str) -> String {
        self.catalogue.get(key).unwrap_or_default().to_owned()
    }

    fn format(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.catalogue.format(key, args)
    }

    fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape_text(&mut self.out, text);
    }

    fn element(&mut self, name: &str, attributes: &str, text: &str) {
        let _ = write!(self.out, "<{name}{attributes}>");
        self.text(text);
        let _ = write!(self.out, "</{name}>");
    }

    fn heading(&mut self, id: &str, text: &str) {
        let _ = write!(self.out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">");
        self.text(text);
        self.raw("</h2>\n");
    }

    /// A table that scrolls by itself on narrow screens; the first column names the row.
    fn table(&mut self, label: &str, columns: &[&str], rows: impl FnOnce(&mut Self)) {
        self.raw("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        escape_attribute(&mut self.out, label);
        self.raw("\">\n<table>\n<thead><tr>");
        for column in columns {
            let word = self.word(&format!("report.column.{column}"));
            self.element("th", " scope=\"col\"", &word);
        }
        self.raw("</tr></thead>\n<tbody>\n");
        rows(self);
        self.raw("</tbody>\n</table>\n</div>\n");
    }

    fn summary(&mut self, report: &Report) {
        let n_findings: usize = report.areas.iter().map(|(_, findings)| findings.len()).sum();
        let key = if n_findings == 0 { "report.summary.none" } else { "report.summary" };
        let day = report.day.display(self.catalogue.language());
        let args = [("day", day), ("entries", report.n_entries.to_string()), ("findings", n_findings.to_string())];
        let summary = self.format(key, &args);
        self.element("p", "", &summary);
        if let Some(next) = &report.next_change {
            let day = next.day.display(self.catalogue.language());
            let titles = next.titles.iter().map(|title| self.format("summary.title", &[("title", title.clone())]));
            let args = [("day", day), ("titles", titles.collect::<Vec<_>>().join(", "))];
            let text = self.format("summary.next-change", &args);
            self.element("p", "", &text);
        }
        self.raw("\n");
    }

    fn contents(&mut self, report: &Report) {
        let label = self.word("report.contents");
        self.raw("<nav aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.raw("\">\n<ul>\n");
        for (area, findings) in &report.areas {
            let text = self.word(&format!("report.area.{}", area.name()));
            self.contents_item(area.name(), &text, Some(findings.len()));
        }
        let others = [
            ("old", report.old.len()),
            ("completeness", report.types.len()),
            ("people", report.people.len()),
            ("unpublished", report.unpublished.len()),
        ];
        for (id, n) in others.into_iter().filter(|(_, n)| *n > 0) {
            let text = self.word(&format!("report.{id}"));
            self.contents_item(id, &text, (id == "old" || id == "unpublished").then_some(n));
        }
        self.raw("</ul>\n</nav>\n");
    }

    fn contents_item(&mut self, id: &str, text: &str, n: Option<usize>) {
        self.raw("<li>");
        self.element("a", &format!(" href=\"#{id}\""), text);
        if let Some(n) = n {
            self.element("span", " class=\"count\"", &format!(" {n}"));
        }
        self.raw("</li>\n");
    }

    fn area(&mut self, name: &str, findings: &[Finding]) {
        let label = self.word(&format!("report.area.{name}"));
        self.heading(name, &format!("{label} ({})", findings.len()));
        let intro = self.word(&format!("report.area.{name}.intro"));
        self.element("p", "", &intro);
        self.table(&label, &["entry", "message", "place"], |page| {
            for finding in findings {
                page.finding(finding);
            }
        });
        self.raw("</section>\n");
    }

    fn finding(&mut self, finding: &Finding) {
        let site = self.word("report.site");
        self.raw("<tr>");
        self.raw("<th scope=\"row\">");
        self.text(finding.title.as_deref().unwrap_or(&site));
        let notes: Vec<&str> = finding.kind.iter().chain(&finding.people).map(String::as_str).collect();
        if !notes.is_empty() {
            self.element("span", " class=\"note\"", &notes.join(" · "));
        }
        self.raw("</th>\n<td>");
        let severity = self.word(severity_key(finding.severity));
        let class = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        self.element("strong", &format!(" class=\"{class}\""), &severity);
        self.raw(" ");
        self.text(&finding.message);
        for hint in &finding.hints {
            self.element("span", " class=\"note\"", hint);
        }
        self.raw("</td>\n<td>");
        let place = finding.place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        self.element("code", "", &format!("{}{place}", finding.file));
        self.element("span", " class=\"note\"", finding.code);
        self.raw("</td></tr>\n");
    }

    fn old(&mut self, report: &Report) {
        if report.old.is_empty() {
            return;
        }
        let label = self.word("report.old");
        self.heading("old", &format!("{label} ({})", report.old.len()));
        let intro = self.word("report.old.intro");
        self.element("p", "", &intro);
        let language = self.catalogue.language();
        self.table(&label, &["entry", "updated", "place"], |page| {
            for (title, file, updated) in &report.old {
                page.row(title, &[&updated.display(language)], file);
            }
        });
        self.raw("</section>\n");
    }

    /// Title, cells, file.
    fn row(&mut self, title: &str, cells: &[&str], file: &str) {
        self.raw("<tr>");
        self.element("th", " scope=\"row\"", title);
        for cell in cells {
            self.element("td", "", cell);
        }
        self.raw("<td>");
        self.element("code", "", file);
        self.raw("</td></tr>\n");
    }

    fn completeness(&mut self, types: &[Completeness]) {
        if types.is_empty() {
            return;
        }
        let label = self.word("report.completeness");
        self.heading("completeness", &label);
        let intro = self.word("report.completeness.intro");
        self.element("p", "", &intro);
        self.table(&label, &["type", "entries", "share", "missing"], |page| {
            for of in types {
                page.raw("<tr>");
                page.element("th", " scope=\"row\"", &of.label);
                page.element("td", " class=\"number\"", &of.n_entries.to_string());
                page.raw("<td class=\"number\">");
                page.share(of.percent);
                let missing: Vec<String> = of.missing.iter().map(|(label, n)| format!("{label} ({n})")).collect();
                page.raw("</td>");
                page.element("td", "", &missing.join(", "));
                page.raw("</tr>\n");
            }
        });
        for of in types.iter().filter(|of| !of.least.is_empty()) {
            self.raw("<details>\n");
            let summary = self.format("report.least", &[("type", of.label.clone())]);
            self.element("summary", "", &summary);
            self.table(&summary, &["entry", "share", "place"], |page| {
                for (title, file, percent) in &of.least {
                    page.raw("<tr>");
                    page.element("th", " scope=\"row\"", title);
                    page.raw("<td class=\"number\">");
                    page.share(*percent);
                    page.raw("</td><td>");
                    page.element("code", "", file);
                    page.raw("</td></tr>\n");
                }
            });
            self.raw("</details>\n");
        }
        self.raw("</section>\n");
    }

    /// The number in words, and a bar that says the same.
    fn share(&mut self, percent: usize) {
        let _ = write!(
            self.out,
            "{percent}\u{a0}% <svg class=\"bar\" width=\"100\" height=\"10\" viewBox=\"0 0 100 10\" aria-hidden=\"true\">\
             <rect class=\"whole\" width=\"100\" height=\"10\"/><rect class=\"part\" width=\"{percent}\" height=\"10\"/></svg>"
        );
    }

    fn people(&mut self, report: &Report) {
        if report.people.is_empty() {
            return;
        }
        let label = self.word("report.people");
        self.heading("people", &label);
        let intro = self.word("report.people.intro");
        self.element("p", "", &intro);
        self.table(&label, &["person", "findings", "entries-of"], |page| {
            for (person, n) in &report.people {
                let findings = report.areas.iter().flat_map(|(_, findings)| findings);
                let own = findings.filter(|finding| finding.people.contains(person));
                let mut titles: Vec<&str> = own.filter_map(|finding| finding.title.as_deref()).collect();
                titles.dedup();
                titles.sort_by_key(|title| crate::text::sort_key(title));
                titles.dedup();
                page.raw("<tr>");
                page.element("th", " scope=\"row\"", person);
                page.element("td", " class=\"number\"", &n.to_string());
                page.element("td", "", &titles.join(", "));
                page.raw("</tr>\n");
            }
        });
        self.raw("</section>\n");
    }

    fn unpublished(&mut self, report: &Report) {
        if report.unpublished.is_empty() {
            return;
        }
        let label = self.word("report.unpublished");
        self.heading("unpublished", &format!("{label} ({})", report.unpublished.len()));
        let language = self.catalogue.language();
        self.table(&label, &["entry", "state", "place"], |page| {
            for (title, file, publication) in &report.unpublished {
                let state = match publication {
                    Publication::Draft | Publication::Public => page.word("label.draft"),
                    Publication::From(day) => page.format("report.from", &[("day", day.display(language))]),
                    Publication::Until(day) => page.format("report.until", &[("day", day.display(language))]),
                };
                page.row(title, &[&state], file);
            }
        });
        self.raw("</section>\n");
    }
}
