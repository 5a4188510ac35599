//! Rules about the whole: what nobody finds, what leads nowhere, what contradicts, what is overdue.

use std::collections::{HashMap, HashSet};

use super::{apply, is_archived, is_silenced};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, Text};
use crate::page::{Fields, Item, Page, Value};
use crate::schema::{Field, Kind, Open, Role};
use crate::site::publication::date_item;
use crate::site::{Entry, EntryIndex, Site, required_page};
use crate::value::{Date, Period};

/// Runs all rules about the whole site, and gives `diagnostics` of the site the severities that it wants.
pub fn site(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    // A page may be a dead end only because its one relation is misspelt, so errors come first.
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if config.thorough {
        if !has_errors {
            unlinked(site, config, diagnostics);
            vocabularies(site, config, diagnostics);
        }
        super::duplicates::near(site, config, diagnostics);
        overdue(site, config, diagnostics);
    }
    periods(site, config, diagnostics);
    series(site, config, diagnostics);
    settle(site, config, diagnostics);
}

/// Gives `diagnostics` about entries the severities that the site wants, without those that the entries silence.
pub(crate) fn settle(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.is_empty() {
        return;
    }
    let mut pages: HashMap<SourcePath, Vec<&Page>> = HashMap::new();
    for entry in &site.entries {
        pages.entry(entry.page.source.clone()).or_default().push(&entry.page);
    }
    apply(diagnostics, config, |diagnostic| {
        pages.get(&diagnostic.file).is_some_and(|pages| is_silenced(diagnostic, pages, config))
    });
}

fn report(code: Code, entry: &Entry) -> Diagnostic {
    Diagnostic::new(code, &entry.page.source, entry.page.span.start..entry.page.span.start)
}

/// Pages that nothing leads to, and pages that lead nowhere.
fn unlinked(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let listed: HashSet<EntryIndex> = site.lists.iter().flat_map(|list| list.entries()).collect();
    let mut named: HashSet<&str> = config.menu.iter().chain(&config.footer).map(|entry| entry.to.as_str()).collect();
    named.extend(config.report_barrier.as_ref().map(|entry| entry.to.as_str()));
    for (index, entry) in site.entries.iter().enumerate() {
        let Some(url) = &entry.url else { continue };
        let is_entrance = site.home == Some(index) || required_page(entry, config).is_some();
        let is_named = named.contains(entry.id.as_str()) || named.contains(url.as_str());
        let is_found = listed.contains(&index) || !entry.backlinks.is_empty() || !entry.inverse.is_empty();
        // The archive is kept for those who have its address.
        let is_archived = is_archived(&entry.fields, &config.schema.types[entry.type_index()]);
        if !is_entrance && !is_named && !is_found && !is_archived {
            diagnostics.push(report(Code::Orphan, entry).arg("title", &entry.title));
        }
        let has_links = !entry.page.body.links.is_empty() || !entry.relations.is_empty() || !entry.inverse.is_empty();
        let is_hub = site.hubs.contains_key(&index);
        if !is_entrance && !has_links && !is_hub && entry.page.has_body {
            diagnostics.push(report(Code::DeadEnd, entry).arg("title", &entry.title));
        }
    }
}

/// Pages whose day of review has passed. A page that the site must have, such as the declaration on
/// accessibility, is read again each year, unless it names a day itself.
fn overdue(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let today = config.today.first_day();
    for entry in &site.entries {
        let content_type = &config.schema.types[entry.type_index()];
        if is_archived(&entry.fields, content_type) {
            continue;
        }
        let report = |words: &'static str, item: &Item, day: Date| {
            let words = Text::new(words).arg("title", &entry.title).arg("date", day.display(config.language));
            Diagnostic::new(Code::ReviewDue, &entry.page.source, item.span.clone()).text(words)
        };
        if let Some((item, due)) = date_item(&entry.fields, content_type, Role::ReviewBy) {
            diagnostics.extend((due.last_day() < today).then(|| report("review-due", item, due)));
        } else if let Some((item, updated)) = date_item(&entry.fields, content_type, Role::Updated) {
            let (year, month, day) = updated.last_day();
            let is_duty = required_page(entry, config)
                .is_some_and(|page| config.required_pages.iter().any(|required| required.to == page));
            let is_old = (year + 1, month, day) < today;
            diagnostics.extend((is_duty && is_old).then(|| report("review-due.duty", item, updated)));
        }
    }
}

/// Terms of the site's own open vocabularies that hardly anybody uses. Closed ones are complete on purpose.
fn vocabularies(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for (name, vocabulary) in &config.schema.vocabularies {
        let used = site.terms.get(name);
        let count = |key: &str| used.and_then(|terms| terms.get(key)).map_or(0, |term| term.entries.len());
        let (file, span) = &vocabulary.declared;
        if vocabulary.open == Open::Error {
            continue;
        }
        for term in vocabulary.terms.values().filter(|term| count(&term.key) == 0) {
            diagnostics.push(
                Diagnostic::new(Code::UnusedTerm, file, span.clone())
                    .arg("term", &term.label)
                    .arg("vocab", &vocabulary.label.many),
            );
        }
        if vocabulary.open == Open::Silent {
            continue;
        }
        let terms = used.into_iter().flatten().filter(|(key, _)| !vocabulary.terms.contains_key(*key));
        for (_, term) in terms.filter(|(_, term)| term.entries.len() == 1) {
            diagnostics.push(
                report(Code::RareTerm, &site.entries[term.entries[0]])
                    .arg("term", &term.label)
                    .arg("vocab", &vocabulary.label.many),
            );
        }
    }
}

/// A membership lies within the time in which the other side exists.
fn periods(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for entry in &site.entries {
        let fields = &config.schema.types[entry.type_index()].fields;
        for edge in entry.relations.iter().filter(|edge| !edge.derived) {
            let Kind::Relation(relation) = &fields[edge.field].kind else { continue };
            let Some(item) = entry.fields.items(edge.field).get(edge.item) else { continue };
            let Value::Relation(_, with) = &item.value else { continue };
            let target = &site.entries[edge.to];
            let own = period(with, &relation.with);
            let other = period(&target.fields, &config.schema.types[target.type_index()].fields);
            if let (Some(own), Some(other)) = (own, other)
                && !own.overlaps(&other)
            {
                diagnostics.push(
                    Diagnostic::new(Code::PeriodConflict, &entry.page.source, item.span.clone())
                        .arg("period", own.display(config.language))
                        .arg("title", &target.title)
                        .arg("other", other.display(config.language)),
                );
            }
        }
    }
}

fn period(values: &Fields, fields: &[Field]) -> Option<Period> {
    let index = fields.iter().position(|field| matches!(field.kind, Kind::Period))?;
    match values.first(index)? {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}

/// Every part of a series once, and none beyond the planned number.
fn series(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<(EntryIndex, i64), &Entry> = HashMap::new();
    for entry in &site.entries {
        let content_type = &config.schema.types[entry.type_index()];
        let part_field = content_type.role(Role::Part);
        let place = part_field.and_then(|field| entry.fields.items(field).first()).map(|item| item.span.clone());
        for (series, part) in entry.series.iter().filter_map(|place| place.part.map(|part| (place.series, part))) {
            let of = &site.entries[series];
            let text = |key| Text::new(key).arg("part", part).arg("series", &of.title);
            let found = match taken.get(&(series, part)) {
                Some(first) => Some(text("series-part.twice").arg("file", &first.page.source)),
                None => planned(of, config)
                    .filter(|planned| part > *planned || part < 1)
                    .map(|planned| text("series-part.beyond").arg("planned", planned)),
            };
            taken.entry((series, part)).or_insert(entry);
            if let Some(text) = found {
                diagnostics.push(Diagnostic::new(Code::SeriesPart, &entry.page.source, place.clone()).text(text));
            }
        }
    }
}

fn planned(series: &Entry, config: &Config) -> Option<i64> {
    let field = config.schema.types[series.type_index()].role(Role::PartsPlanned)?;
    match series.fields.first(field)? {
        Value::Number(number) => number.to_integer(),
        _ => None,
    }
}
