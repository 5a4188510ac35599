//! Lists of types, facets and terms, and the blocks of hub pages: filtered, sorted, grouped, split.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::config::Config;
use crate::page::Value;
use crate::schema::{BlockKind, List, PER_PAGE, Role, Schema, SortKey, Split, View};
use crate::site::paths::{self, SortValue};
use crate::site::{EntryIndex, FacetList, Group, HubBlock, ListPage, PathValue, Site, Subject};

/// Fills `site.lists` and `site.hubs`.
pub(super) fn build(site: &mut Site, config: &Config) {
    let mut lists = Vec::new();
    for (type_index, content_type) in config.schema.types.iter().enumerate() {
        for list in &content_type.lists {
            type_list(site, config, type_index, list, &mut lists);
        }
    }
    term_lists(site, config, &mut lists);
    hubs(site, config, &mut lists);
    site.lists = lists;
}

fn type_list(site: &Site, config: &Config, type_index: usize, list: &List, lists: &mut Vec<ListPage>) {
    let content_type = &config.schema.types[type_index];
    let entries = site.by_type[type_index].iter().copied();
    let entries =
        entries.filter(|index| is_listed(site, config, *index) && matches(site, config, *index, &list.filter));
    let mut entries: Vec<EntryIndex> = entries.collect();
    if entries.is_empty() {
        return;
    }
    sort(&mut entries, &list.sort, site, config);
    let title = list.title.clone().unwrap_or_else(|| content_type.label.many.clone());
    let facets = facet_lists(site, config, type_index, list, &title, &entries, lists);
    let group_url = |key: &str| {
        let head = list.group_by.as_deref()?.split('.').next()?;
        list.facets.iter().any(|facet| facet == head).then(|| facet_url(list, head, key))
    };
    let title_field = content_type.role(Role::Title).map(|field| &content_type.fields[field].key);
    let by_letter = title_field.filter(|_| list.views.iter().find(|view| !view.is_overview()) == Some(&View::Index));
    let group_by = list.group_by.clone().or_else(|| by_letter.map(|title| format!("{title}.initiale")));
    lists.push(ListPage {
        url: format!("{}index.html", list.url),
        title,
        intro: list.intro.clone().or_else(|| content_type.intro.clone()),
        subject: Subject::Type(type_index),
        groups: groups(site, config, &entries, group_by.as_deref(), list.split.as_ref(), &group_url),
        per_page: list.per_page,
        atom: list.atom,
        calendar: list.calendar,
        csv: list.csv,
        views: list.views.clone(),
        facets,
    });
}

/// Archived entries stay reachable but leave the lists.
fn is_listed(site: &Site, config: &Config, index: EntryIndex) -> bool {
    let entry = &site.entries[index];
    !entry.fields.has(config.schema.types[entry.type_index()].role(Role::Archived))
}

/// Whether an entry has one of the allowed values for every field of a filter.
fn matches(site: &Site, config: &Config, index: EntryIndex, filter: &[(String, Vec<String>)]) -> bool {
    filter.iter().all(|(path, allowed)| {
        paths::values(site, &config.schema, index, path).iter().any(|value| {
            let key = match value {
                PathValue::Value(Value::Choice(choice), field) => match &field.kind {
                    crate::schema::Kind::Enum(choices) => choices[*choice].key.clone(),
                    _ => String::new(),
                },
                PathValue::Value(Value::Term(term), _) => term.key.clone(),
                other => paths::facet_value(site, config, other).0,
            };
            allowed.contains(&key)
        })
    })
}

/// Sorts by the keys in turn; entries without a value come last, then titles decide.
pub(super) fn sort(entries: &mut [EntryIndex], keys: &[SortKey], site: &Site, config: &Config) {
    entries.sort_by_cached_key(|index| {
        let values: Vec<Ordered> = keys
            .iter()
            .map(|key| match paths::sort_value(site, config, *index, &key.path) {
                None => Ordered::Missing,
                Some(value) if key.descending => Ordered::Descending(std::cmp::Reverse(value)),
                Some(value) => Ordered::Ascending(value),
            })
            .collect();
        (values, site.title_rank[*index])
    });
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Ordered {
    Ascending(SortValue),
    Descending(std::cmp::Reverse<SortValue>),
    Missing,
}

/// Cuts sorted entries into groups; without grouping there is one group without a heading.
fn groups(
    site: &Site,
    config: &Config,
    entries: &[EntryIndex],
    group_by: Option<&str>,
    split: Option<&Split>,
    group_url: &dyn Fn(&str) -> Option<String>,
) -> Vec<Group> {
    if let Some(split) = split
        && let Some(groups) = split_groups(site, config, entries, split)
    {
        return groups;
    }
    let Some(path) = group_by else {
        return vec![Group { label: None, url: None, entries: entries.to_vec() }];
    };
    let mut keyed: IndexMap<String, Group> = IndexMap::new();
    let mut rest = Vec::new();
    for index in entries {
        // An entry with several values stands in the group of its first.
        match paths::values(site, &config.schema, *index, path).first() {
            None => rest.push(*index),
            Some(value) => {
                let (key, label) = paths::facet_value(site, config, value);
                let url = group_url(&key);
                let group = keyed.entry(key).or_insert_with(|| Group { label: Some(label), url, entries: Vec::new() });
                group.entries.push(*index);
            }
        }
    }
    let by_name = paths::values(site, &config.schema, entries.first().copied().unwrap_or(0), path);
    if by_name
        .iter()
        .any(|value| matches!(value, PathValue::Value(Value::Term(_) | Value::Choice(_), _) | PathValue::Entry(_)))
    {
        keyed.sort_by_cached_key(|_, group| crate::text::sort_key(group.label.as_deref().unwrap_or_default()));
    }
    let mut groups: Vec<Group> = keyed.into_values().collect();
    if !rest.is_empty() {
        let label = (!groups.is_empty()).then(|| config.labels.get("label.group-other").unwrap_or("–").to_owned());
        groups.push(Group { label, url: None, entries: rest });
    }
    groups
}

/// Coming entries in order of time, past ones newest first. Without a day of reference nothing is split.
fn split_groups(site: &Site, config: &Config, entries: &[EntryIndex], split: &Split) -> Option<Vec<Group>> {
    let as_of = site.as_of?;
    let day = |index: EntryIndex| paths::split_day(site, &config.schema, index, split);
    let (mut coming, mut past): (Vec<EntryIndex>, Vec<EntryIndex>) =
        entries.iter().partition(|index| day(**index).is_none_or(|day| day >= as_of.first_day()));
    coming.sort_by_key(|index| day(*index));
    past.sort_by_key(|index| std::cmp::Reverse(day(*index)));
    let [coming_label, past_label] = &split.labels;
    let mut groups = vec![(coming_label, coming), (past_label, past)];
    if split.past_first {
        groups.reverse();
    }
    let groups = groups.into_iter().filter(|(_, entries)| !entries.is_empty());
    Some(groups.map(|(label, entries)| Group { label: Some(label.clone()), url: None, entries }).collect())
}

fn facet_url(list: &List, field: &str, value: &str) -> String {
    format!("{}{}/{value}.html", list.url, crate::text::slugify(field))
}

/// A static page for each value of the list's facets; lists of one entry need none.
fn facet_lists(
    site: &Site,
    config: &Config,
    type_index: usize,
    list: &List,
    title: &str,
    entries: &[EntryIndex],
    lists: &mut Vec<ListPage>,
) -> Arc<Vec<FacetList>> {
    if entries.len() < 2 {
        return Arc::default();
    }
    let content_type = &config.schema.types[type_index];
    let mut facets = Vec::new();
    let first_list = lists.len();
    for key in &list.facets {
        let Some(field) = content_type.field(key) else { continue };
        let mut values: IndexMap<String, (String, Vec<EntryIndex>)> = IndexMap::new();
        for index in entries {
            for value in paths::values(site, &config.schema, *index, key) {
                let (slug, label) = paths::facet_value(site, config, &value);
                if slug.is_empty() {
                    continue;
                }
                let (_, found) = values.entry(slug).or_insert_with(|| (label, Vec::new()));
                if found.last() != Some(index) {
                    found.push(*index);
                }
            }
        }
        // A heading without anything below it helps nobody.
        if values.is_empty() {
            continue;
        }
        values.sort_by_cached_key(|_, (label, _)| crate::text::sort_key(label));
        for (slug, (label, found)) in &values {
            lists.push(ListPage {
                url: facet_url(list, &field.key, slug),
                title: format!("{title}: {label}"),
                intro: None,
                subject: Subject::FacetValue {
                    type_index,
                    parent: format!("{}index.html", list.url),
                    parent_title: title.to_owned(),
                },
                groups: vec![Group { label: None, url: None, entries: found.clone() }],
                per_page: list.per_page,
                atom: false,
                calendar: false,
                csv: false,
                views: Vec::new(),
                facets: Arc::default(),
            });
        }
        let link = |(slug, (label, found)): (&String, &(String, Vec<EntryIndex>))| {
            (label.clone(), facet_url(list, &field.key, slug), found.len())
        };
        if !values.is_empty() {
            facets.push(FacetList { label: field.label.clone(), values: values.iter().map(link).collect() });
        }
    }
    let facets = Arc::new(facets);
    // Facets with very many values stand on the list's own pages only: on the page of each value they
    // would make the site grow with the square of their number.
    let short = facets.iter().filter(|facet| facet.values.len() <= MAX_FACET_LINKS).cloned().collect();
    let short = Arc::new(short);
    for page in &mut lists[first_list..] {
        page.facets = Arc::clone(&short);
    }
    facets
}

/// Most values of a facet that the page of each value links to.
const MAX_FACET_LINKS: usize = 60;

/// A page for each term in use, its entries grouped by type.
fn term_lists(site: &Site, config: &Config, lists: &mut Vec<ListPage>) {
    for (vocabulary, terms) in &site.terms {
        for (key, term) in terms {
            let Some(url) = &term.url else { continue };
            lists.push(ListPage {
                url: url.clone(),
                title: term.label.clone(),
                intro: config
                    .schema
                    .vocabulary(vocabulary)
                    .and_then(|v| v.terms.get(key))
                    .and_then(|t| t.summary.clone()),
                subject: Subject::Term(vocabulary.clone(), key.clone()),
                groups: by_type(site, &config.schema, &term.entries),
                per_page: PER_PAGE,
                atom: false,
                calendar: false,
                csv: false,
                views: Vec::new(),
                facets: Arc::default(),
            });
        }
    }
}

/// Entries grouped by type, in the order of the schema, by title.
fn by_type(site: &Site, schema: &Schema, entries: &[EntryIndex]) -> Vec<Group> {
    let mut groups: Vec<Vec<EntryIndex>> = vec![Vec::new(); schema.types.len()];
    for index in entries {
        groups[site.entries[*index].type_index()].push(*index);
    }
    let labelled = groups.into_iter().zip(&schema.types).filter(|(entries, _)| !entries.is_empty());
    labelled
        .map(|(mut entries, content_type)| {
            entries.sort_unstable_by_key(|index| site.title_rank[*index]);
            Group { label: Some(content_type.label.many.clone()), url: None, entries }
        })
        .collect()
}

/// Fills the blocks of hub pages; what a hub has no room for gets a list page of its own.
fn hubs(site: &mut Site, config: &Config, lists: &mut Vec<ListPage>) {
    let mut hubs = std::collections::HashMap::new();
    for (index, entry) in site.entries.iter().enumerate() {
        let content_type = &config.schema.types[entry.type_index()];
        let mut blocks = Vec::new();
        for (position, block) in content_type.hub.iter().enumerate() {
            let filled = match &block.kind {
                BlockKind::Text => entry.page.has_body.then(|| HubBlock {
                    block: position,
                    title: block.title.clone().unwrap_or_default(),
                    groups: Vec::new(),
                    total: 0,
                    more: None,
                }),
                BlockKind::Children => children(site, config, index, position, block.title.as_deref()),
                BlockKind::List { .. } => list_block(site, config, index, position, lists),
            };
            blocks.extend(filled);
        }
        if !content_type.hub.is_empty() {
            hubs.insert(index, blocks);
        }
    }
    site.hubs = hubs;
}

fn children(site: &Site, config: &Config, index: EntryIndex, block: usize, title: Option<&str>) -> Option<HubBlock> {
    let mut found: Vec<EntryIndex> = Vec::new();
    let mut label = None;
    for group in &site.entries[index].inverse {
        for source in &group.sources {
            let from = &site.entries[source.from];
            let field = &config.schema.types[from.type_index()].fields[source.field];
            let is_narrower =
                field.role == Some(Role::Broader) && from.type_index() == site.entries[index].type_index();
            if is_narrower {
                found.push(source.from);
                label = Some(group.label.as_str());
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    found.sort_unstable_by_key(|child| site.title_rank[*child]);
    let total = found.len();
    let groups = vec![Group { label: None, url: None, entries: found }];
    Some(HubBlock { block, title: title.or(label).unwrap_or_default().to_owned(), groups, total, more: None })
}

fn list_block(
    site: &Site,
    config: &Config,
    hub: EntryIndex,
    position: usize,
    lists: &mut Vec<ListPage>,
) -> Option<HubBlock> {
    let hub_type = &config.schema.types[site.entries[hub].type_index()];
    let block = &hub_type.hub[position];
    let BlockKind::List { of, filter, sort: keys, group_by, split, max } = &block.kind else { return None };
    let type_index = config.schema.type_index(of)?;
    let about = site.by_topic.get(&hub)?;
    let found = about.iter().copied().filter(|index| {
        site.entries[*index].type_index() == type_index
            && is_listed(site, config, *index)
            && matches(site, config, *index, filter)
    });
    let mut entries: Vec<EntryIndex> = found.collect();
    if entries.is_empty() {
        return None;
    }
    sort(&mut entries, keys, site, config);
    let title = block.title.clone().unwrap_or_else(|| config.schema.types[type_index].label.many.clone());
    let total = entries.len();
    let max = max.unwrap_or(usize::MAX);
    let more = (total > max).then(|| {
        let folder = site.entries[hub].url.as_deref().unwrap_or_default().trim_end_matches(".html").to_owned();
        format!("{folder}/{}.html", crate::text::slugify(&title))
    });
    let cut = |entries: &[EntryIndex]| groups(site, config, entries, group_by.as_deref(), split.as_ref(), &|_| None);
    if let Some(url) = &more {
        lists.push(ListPage {
            url: url.clone(),
            title: format!("{}: {title}", site.entries[hub].title),
            intro: None,
            subject: Subject::Topic(hub),
            groups: cut(&entries),
            per_page: PER_PAGE,
            atom: false,
            calendar: false,
            csv: false,
            views: Vec::new(),
            facets: Arc::default(),
        });
    }
    Some(HubBlock { block: position, title, groups: cut(&entries[..total.min(max)]), total, more })
}
