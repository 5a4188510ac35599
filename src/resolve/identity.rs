//! Ids, slugs and addresses of entries; collisions are errors that name both files.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Text, did_you_mean};
use crate::page::{Page, Value};
use crate::parse::german;
use crate::schema::{ContentType, PageRule, Role};
use crate::site::{Entry, EntryIndex, Site, Subject};
use crate::site::{old_address, paths, publication};
use crate::text::slugify;

/// Longest slug made from a title, in characters.
const MAX_SLUG: usize = 80;

/// Incoming relations that give an entry without text a page of its own.
const MIN_INCOMING: usize = 3;

/// Fills `site.entries`: published pages with id, slug, title and summary.
pub(super) fn entries(site: &mut Site, pages: Vec<Arc<Page>>, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut entries: Vec<Entry> = pages.into_iter().filter_map(|page| entry(page, config, diagnostics)).collect();
    entries.sort_by(|a, b| (a.type_index(), &a.slug, &a.page.source).cmp(&(b.type_index(), &b.slug, &b.page.source)));
    let mut by_id: HashMap<String, EntryIndex> = HashMap::new();
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        if let Some(first) = by_id.get(&entry.id) {
            let first: &Entry = &kept[*first];
            diagnostics.push(collision(&entry, &entry.id, first));
            continue;
        }
        by_id.insert(entry.id.clone(), kept.len());
        kept.push(entry);
    }
    site.entries = kept;
    site.by_id = by_id;
}

/// Entries that are kept off the site; nobody takes their addresses from others.
pub(super) fn unpublished(pages: Vec<Arc<Page>>, config: &Config) -> Vec<Entry> {
    let entries = pages.into_iter().filter_map(|page| entry(page, config, &mut Vec::new()));
    entries.map(|entry| Entry { url: Some(url(&entry, config)), ..entry }).collect()
}

/// The address that an entry's page has, if it has one.
fn url(entry: &Entry, config: &Config) -> String {
    format!("{}{}{}.html", config.schema.types[entry.type_index()].url_prefix, entry.page.folder, entry.slug)
}

fn collision(entry: &Entry, what: &str, first: &Entry) -> Diagnostic {
    Diagnostic::new(Code::UrlCollision, &entry.page.source, entry.page.span.clone())
        .arg("url", what)
        .arg("other", &first.page.source)
        .hint(Text::new("hint.both-files").arg("file", &first.page.source))
}

pub(super) fn has_flag(page: &Page, config: &Config, role: Role) -> bool {
    let index = config.schema.types[page.type_index].role(role);
    matches!(index.and_then(|index| page.fields.first(index)), Some(Value::Bool(true)))
}

fn entry(page: Arc<Page>, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Entry> {
    let content_type = &config.schema.types[page.type_index];
    let text_of = |role| content_type.role(role).and_then(|index| page.fields.text(index));
    let typographic =
        |text: &str| if config.german_text { german::typography(text, config.quotes) } else { text.to_owned() };
    let slug = slug(&page, content_type);
    if slug.is_empty() {
        diagnostics.push(Diagnostic::new(Code::SlugEmpty, &page.source, page.span.clone()));
        return None;
    }
    let title = text_of(Role::Title).map(typographic);
    let title = title.unwrap_or_else(|| if page.stem.is_empty() { slug.clone() } else { page.stem.clone() });
    let summary = text_of(Role::Summary).map(typographic).or_else(|| page.body.excerpt.as_deref().map(excerpt));
    let mut fields = page.fields.clone();
    // What will be archived is not yet.
    let archived = publication::archived_since(&fields, content_type);
    if archived.is_some_and(|since| since.first_day() > config.today.first_day()) {
        fields.0.retain(|(field, _)| Some(*field) != content_type.role(Role::Archived));
    }
    Some(Entry {
        id: format!("{}/{}{}", content_type.name, page.folder, slug),
        title,
        summary,
        slug,
        url: None,
        target: None,
        fields,
        relations: Vec::new(),
        inverse: Vec::new(),
        topics: Vec::new(),
        link_targets: Vec::new(),
        image_targets: Vec::new(),
        backlinks: Vec::new(),
        related: Vec::new(),
        series: Vec::new(),
        page,
    })
}

/// Longest summary made from the first paragraph, in characters.
const MAX_EXCERPT: usize = 240;

/// The first paragraph as a summary: whole, or its first sentences, or its first words.
fn excerpt(paragraph: &str) -> String {
    let Some((end, _)) = paragraph.char_indices().nth(MAX_EXCERPT) else { return paragraph.to_owned() };
    let start = &paragraph[..end];
    let sentence = start.rmatch_indices(' ').map(|(at, _)| &start[..at]).find(|text| text.ends_with(['.', '?', '!']));
    match sentence.filter(|text| text.len() > end / 2) {
        Some(sentences) => sentences.to_owned(),
        None => {
            format!("{} …", start.rsplit_once(' ').map_or(start, |(words, _)| words).trim_end_matches([',', ';', ':']))
        }
    }
}

/// `slug:` of the entry, else the file's name, else the type's pattern, else the title.
fn slug(page: &Page, content_type: &ContentType) -> String {
    let own = content_type.role(Role::Slug).and_then(|index| page.fields.text(index));
    if let Some(own) = own {
        return slugify(own);
    }
    if !page.stem.is_empty() {
        return if page.stem == "README" || page.stem == "_index" { "index".to_owned() } else { slugify(&page.stem) };
    }
    let pattern = content_type.slug.as_deref().unwrap_or("{title}");
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (path, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&paths::page_text(page, content_type, path));
        rest = after;
    }
    text.push_str(rest);
    shorten(&slugify(&text))
}

/// Cuts a long slug at a word, keeping what tells entries apart at its end.
fn shorten(slug: &str) -> String {
    if slug.len() <= MAX_SLUG {
        return slug.to_owned();
    }
    let tail_start = slug.rmatch_indices('-').nth(1).map_or(slug.len(), |(i, _)| i);
    let tail = &slug[tail_start..];
    let is_numeric = tail.chars().all(|c| c.is_ascii_digit() || c == '-');
    let tail = if is_numeric { tail } else { "" };
    let head = &slug[..MAX_SLUG - tail.len()];
    let head = head.rsplit_once('-').map_or(head, |(head, _)| head);
    format!("{head}{tail}")
}

/// Decides which entries have pages and where; two pages at one address are an error.
pub(super) fn addresses(site: &mut Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, EntryIndex> = HashMap::new();
    for index in 0..site.entries.len() {
        let entry = &site.entries[index];
        let content_type = &config.schema.types[entry.type_index()];
        let n_incoming: usize = entry.inverse.iter().map(|group| group.sources.len()).sum();
        let has_page = match content_type.page {
            PageRule::Always => true,
            PageRule::IfBody => entry.page.has_body || n_incoming >= MIN_INCOMING,
            PageRule::Never => false,
        };
        if !has_page {
            continue;
        }
        let url = url(entry, config);
        if let Some(first) = taken.get(&url) {
            diagnostics.push(collision(entry, &url, &site.entries[*first]));
            continue;
        }
        taken.insert(url.clone(), index);
        let entry = &mut site.entries[index];
        entry.target = Some(url.clone());
        entry.url = Some(url);
    }
}

/// Entries without a page are reached at their anchor in the first list that shows them.
pub(super) fn list_anchors(site: &mut Site) {
    for list in &site.lists {
        if !matches!(list.subject, Subject::Type(_)) {
            continue;
        }
        for (position, index) in list.groups.iter().flat_map(|group| group.entries.iter()).enumerate() {
            let page = crate::site::list_page_url(&list.url, position / list.per_page);
            let entry = &mut site.entries[*index];
            if entry.target.is_none() {
                entry.target = Some(format!("{page}#{}", entry.slug));
            }
        }
    }
}

/// The entry of the start page, and redirects from former addresses.
pub(super) fn home_and_redirects(site: &mut Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    site.home = match &config.home {
        Some(home) => {
            let id = &home.to;
            let found = site.by_id.get(id).copied();
            if let Some(entry) = site.unpublished.iter().find(|entry| entry.id == *id) {
                let diagnostic = Diagnostic::new(Code::UnpublishedTarget, &config.file, None);
                diagnostics.push(diagnostic.text(publication::not_there(entry, config)));
            } else if found.is_none() {
                let near = did_you_mean(id, site.by_id.keys().map(String::as_str));
                diagnostics.push(
                    Diagnostic::new(Code::BrokenLink, &config.file, home.span.clone())
                        .arg("target", id)
                        .maybe_hint(near.map(|name| Text::new("hint.did-you-mean").arg("name", name))),
                );
            }
            found
        }
        None => site.entries.iter().position(|entry| entry.url.as_deref() == Some("index.html")),
    };
    let mut taken: HashMap<String, EntryIndex> = site
        .entries
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| entry.url.clone().map(|url| (url, index)))
        .collect();
    let mut redirects: Vec<(String, EntryIndex)> = Vec::new();
    for (index, entry) in site.entries.iter().enumerate() {
        let content_type = &config.schema.types[entry.type_index()];
        let Some(field) = content_type.role(Role::Aliases) else { continue };
        for item in entry.fields.items(field) {
            let Value::Text(path) = &item.value else { continue };
            let Some(old) = old_address(path) else {
                diagnostics.push(
                    Diagnostic::new(Code::PatternMismatch, &entry.page.source, item.span.clone())
                        .arg("field", &content_type.fields[field].key)
                        .arg("value", path),
                );
                continue;
            };
            match taken.get(&old) {
                Some(other) => {
                    let fault = collision(entry, &old, &site.entries[*other]);
                    diagnostics.push(Diagnostic { span: Some(item.span.clone()), ..fault });
                }
                None => {
                    taken.insert(old.clone(), index);
                    redirects.push((old, index));
                }
            }
        }
    }
    site.redirects = redirects;
}
