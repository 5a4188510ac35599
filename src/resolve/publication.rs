//! Publication: keeps entries off the site that are drafts, or whose day has not come or is over.
//!
//! What is kept off leaves its name, so that whoever links to it hears why, and takes along the files that only it
//! names: nobody shall guess the address of a report before its day.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::page::{Page, Value};
use crate::parse::markdown::LinkKind;
use crate::schema::Role;
use crate::site::publication::{self, NextChange, Publication};
use crate::site::{Entry, Site, find_file};
use crate::value::Date;

/// Divides `pages` into those that appear on the day of the build and those that do not.
pub(super) fn split(
    site: &mut Site,
    pages: Vec<Arc<Page>>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Arc<Page>>, Vec<Arc<Page>>) {
    let mut changes: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for page in &pages {
        let content_type = &config.schema.types[page.type_index];
        never(page, config, diagnostics);
        for day in publication::changes(&page.fields, content_type, config.today) {
            let title = content_type.role(Role::Title).and_then(|field| page.fields.text(field));
            changes.entry(day).or_default().push(title.unwrap_or(&page.stem).to_owned());
        }
    }
    site.next_change = changes.into_iter().next().map(|(day, titles)| NextChange { day, titles });
    if config.drafts {
        return (pages, Vec::new());
    }
    pages.into_iter().partition(|page| {
        let content_type = &config.schema.types[page.type_index];
        Publication::of(&page.fields, content_type, config.today) == Publication::Public
    })
}

/// An entry whose end comes before its beginning is never seen.
fn never(page: &Page, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let content_type = &config.schema.types[page.type_index];
    let date = |role| publication::date_item(&page.fields, content_type, role);
    if let (Some((_, from)), Some((item, until))) = (date(Role::PublishFrom), date(Role::ExpireAfter))
        && from.first_day() > until.last_day()
    {
        let text = Text::new("contradiction.never")
            .arg("from", from.display(config.language))
            .arg("until", until.display(config.language));
        diagnostics.push(Diagnostic::new(Code::Contradiction, &page.source, item.span.clone()).text(text));
    }
}

/// Takes the files out of the site that only unpublished entries name.
pub(super) fn withhold_files(site: &mut Site) {
    if site.unpublished.is_empty() {
        return;
    }
    let mut files: HashSet<Arc<str>> = site.unpublished.iter().flat_map(|entry| files_of(site, entry)).collect();
    if !files.is_empty() {
        for file in site.entries.iter().flat_map(|entry| files_of(site, entry)) {
            files.remove(&file);
        }
    }
    site.files.retain(|path, _| !files.contains(path));
}

/// Source paths of the files that an entry names.
fn files_of(site: &Site, entry: &Entry) -> Vec<Arc<str>> {
    let mut named: Vec<&str> = Vec::new();
    entry.page.fields.each(&mut |value, _| {
        if let Value::File(path) = value {
            named.push(path);
        }
    });
    let body = &entry.page.body;
    let kinds = body.links.iter().map(|link| &link.kind).chain(body.images.iter().map(|image| &image.kind));
    named.extend(kinds.filter_map(|kind| match kind {
        LinkKind::Path { path, .. } => Some(path.as_str()),
        _ => None,
    }));
    named.iter().filter_map(|path| find_file(site, &entry.page.source, path)).map(|file| file.source.clone()).collect()
}
