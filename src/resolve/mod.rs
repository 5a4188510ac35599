//! Resolve: what no page can know alone.
//!
//! Takes all parsed pages and adds addresses, relations both ways, topics, derived values, lists, series,
//! backlinks and related entries. Always works on the whole site. Broken links and relations become
//! diagnostics here, because only here all addresses are known.

mod identity;
mod links;
mod lists;
mod publication;
mod relations;
mod series;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::load::FileSource;
use crate::page::{Page, Value};
use crate::schema::Role;
use crate::site::{EntryIndex, Site, required_page};
use crate::value::Date;

/// Resolves all pages of the site. `files` are the other files of the content folder.
pub fn resolve(pages: Vec<Arc<Page>>, files: &[FileSource], config: &Config) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut site = Site::default();
    let (pages, unpublished) = publication::split(&mut site, pages, config, &mut diagnostics);
    identity::entries(&mut site, pages, config, &mut diagnostics);
    site.title_rank = title_rank(&site);
    site.unpublished = identity::unpublished(unpublished, config);
    site.files = links::media(files, &mut diagnostics);
    publication::withhold_files(&mut site);
    site.as_of = as_of(&site, config);
    let names = relations::Names::new(&site, config);
    relations::outgoing(&mut site, &names, config, &mut diagnostics);
    values::derive(&mut site, config, &mut diagnostics);
    relations::check_cycles(&site, config, &mut diagnostics);
    relations::incoming(&mut site, config);
    identity::addresses(&mut site, config, &mut diagnostics);
    site.by_type = by_type(&site, config);
    topics(&mut site, config);
    values::terms(&mut site, config);
    lists::build(&mut site, config);
    identity::list_anchors(&mut site);
    links::resolve(&mut site, &names, config, &mut diagnostics);
    links::check_files(&site, config, &mut diagnostics);
    series::build(&mut site, config);
    relations::related(&mut site, config);
    required_pages(&site, config, &mut diagnostics);
    identity::home_and_redirects(&mut site, config, &mut diagnostics);
    crate::check::site(&site, config, &mut diagnostics);
    (site, diagnostics)
}

fn title_rank(site: &Site) -> Vec<u32> {
    let mut order: Vec<EntryIndex> = (0..site.entries.len()).collect();
    order.sort_by_cached_key(|index| (crate::text::sort_key(&site.entries[*index].title), &site.entries[*index].id));
    let mut rank = vec![0; order.len()];
    for (place, index) in order.into_iter().enumerate() {
        rank[index] = u32::try_from(place).expect("fewer than four thousand million entries");
    }
    rank
}

fn by_type(site: &Site, config: &Config) -> Vec<Vec<EntryIndex>> {
    let mut by_type = vec![Vec::new(); config.schema.types.len()];
    for (index, entry) in site.entries.iter().enumerate() {
        by_type[entry.type_index()].push(index);
    }
    for entries in &mut by_type {
        entries.sort_unstable_by_key(|index| site.title_rank[*index]);
    }
    by_type
}

/// The day that "coming" and "past" refer to. Never the clock: two builds give the same bytes.
fn as_of(site: &Site, config: &Config) -> Option<Date> {
    if config.fixed_day.is_some() {
        return config.fixed_day;
    }
    let updated = site.entries.iter().filter_map(|entry| {
        let index = config.schema.types[entry.type_index()].role(Role::Updated)?;
        match entry.fields.first(index)? {
            Value::Date(date) => Some(date.date()),
            _ => None,
        }
    });
    updated.max()
}

fn topics(site: &mut Site, config: &Config) {
    let mut by_topic: HashMap<EntryIndex, Vec<EntryIndex>> = HashMap::new();
    for index in 0..site.entries.len() {
        let Some(field) = config.schema.types[site.entries[index].type_index()].role(Role::Topics) else { continue };
        let mut topics: Vec<EntryIndex> = Vec::new();
        for edge in site.entries[index].relations.iter().filter(|edge| edge.field == field) {
            if !topics.contains(&edge.to) {
                topics.push(edge.to);
            }
        }
        for topic in &topics {
            by_topic.entry(*topic).or_default().push(index);
        }
        site.entries[index].topics = topics;
    }
    site.by_topic = by_topic;
}

fn required_pages(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for required in &config.required_pages {
        let found = site.entries.iter().any(|entry| required_page(entry, config).as_ref() == Some(&required.to));
        if !found {
            diagnostics.push(
                Diagnostic::new(Code::RequiredPage, &config.file, required.span.clone())
                    .arg("page", &required.to)
                    .hint(Text::new("hint.required-page").arg("page", &required.to)),
            );
        }
    }
}
