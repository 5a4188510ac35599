//! Names in order: everything from A to Z, and the terms of each vocabulary.

use super::view::{IndexItem, IndexLetter, IndexView, LinkView};
use super::{Context, INDEX, Job, listing};
use crate::page::Value;
use crate::schema::Role;
use crate::site::TermUse;

/// With more lines than this every letter has a page of its own, and the index leads to them.
const MAX_LINES: usize = 1_000;

pub(super) fn jobs(context: &Context) -> Vec<Job> {
    let mut letters = by_letter(items(context));
    let is_long = letters.iter().map(|letter| letter.total).sum::<usize>() > MAX_LINES;
    if is_long {
        letters.iter_mut().for_each(|letter| letter.url = Some(url(letter)));
    }
    let mut jobs: Vec<Job> = Vec::new();
    if is_long {
        jobs.extend((0..letters.len()).map(|number| letter_page(context, &mut letters, number)));
    }
    let title = context.label("a-z");
    let mut page = context.page("a-z", INDEX, &title, context.label("a-z.description"));
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    jobs.push(Job::new("a-z.html", page, "index", IndexView { jumps: jumps(&letters), letters }));
    jobs.extend(context.site.terms.keys().filter_map(|vocabulary| terms_page(context, vocabulary)));
    jobs
}

/// Fewer names than this need no letters.
const MIN_TERMS_BY_LETTER: usize = 60;

/// The folder of a vocabulary's terms, as a page; nothing without terms in use, or where a list has that address.
pub(super) fn vocabulary_url(context: &Context, name: &str) -> Option<String> {
    let schema = &context.config.schema;
    let prefix = &schema.vocabulary(name)?.url_prefix;
    let is_in_use = context.site.terms.get(name)?.values().any(|term| term.url.is_some());
    let is_taken = prefix.is_empty() || schema.types.iter().flat_map(|t| &t.lists).any(|list| list.url == *prefix);
    (is_in_use && !is_taken).then(|| format!("{prefix}index.html"))
}

/// The terms of a vocabulary that are in use, with the numbers of their entries.
fn terms_page(context: &Context, vocabulary: &str) -> Option<Job> {
    let url = vocabulary_url(context, vocabulary)?;
    let title = context.config.schema.vocabulary(vocabulary)?.label.many.clone();
    let mut items = Vec::new();
    for term in context.site.terms.get(vocabulary)?.values() {
        items.extend(term_items(term, &context.count("entries", term.entries.len())));
    }
    in_order(&mut items);
    let letters = match items.len() {
        0..MIN_TERMS_BY_LETTER => vec![IndexLetter { total: items.len(), items, ..IndexLetter::default() }],
        _ => by_letter(items),
    };
    let description = context.label("vocabulary.description");
    let mut page = context.page("a-z", &url, &title, description);
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    let jumps = if letters.len() > 1 { jumps(&letters) } else { Vec::new() };
    Some(Job::new("a-z.html", page, "index", IndexView { jumps, letters }))
}

fn url(letter: &IndexLetter) -> String {
    format!("a-z/{}.html", letter.id.trim_start_matches("al-g-"))
}

/// Links to the letters: to their pages, else to their anchors.
fn jumps(letters: &[IndexLetter]) -> Vec<LinkView> {
    let link = |letter: &IndexLetter| LinkView {
        label: letter.letter.clone(),
        url: letter.url.clone().unwrap_or_else(|| format!("#{}", letter.id)),
        external: false,
        note: Some(letter.total.to_string()),
    };
    letters.iter().map(link).collect()
}

/// The page of one letter; it takes the lines, the index keeps their number.
fn letter_page(context: &Context, letters: &mut [IndexLetter], number: usize) -> Job {
    let jumps = jumps(letters);
    let letter = &mut letters[number];
    let lines = std::mem::take(&mut letter.items);
    let title = context.sentence("a-z.letter", &[("letter", letter.letter.clone())]);
    let mut page =
        context.page("a-z", &url(letter), &title, format!("{title}: {}", context.count("entries", lines.len())));
    page.breadcrumb = context.breadcrumb(vec![(context.label("a-z"), Some(INDEX.to_owned()))], &letter.letter);
    let own = IndexLetter { items: lines, url: None, ..letter.clone() };
    Job::new("a-z.html", page, "index", IndexView { jumps, letters: vec![own] })
}

fn by_letter(items: Vec<IndexItem>) -> Vec<IndexLetter> {
    let mut letters: Vec<IndexLetter> = Vec::new();
    for item in items {
        let letter = crate::text::collate::initial(&item.label).to_string();
        if letters.last().is_none_or(|last| last.letter != letter) {
            let id = listing::group_id(&letter);
            letters.push(IndexLetter { id, letter, url: None, total: 0, items: Vec::new() });
        }
        let letter = letters.last_mut().expect("just pushed");
        letter.total += 1;
        letter.items.push(item);
    }
    letters
}

/// The lines in order; an alternative name says what it stands for.
fn items(context: &Context) -> Vec<IndexItem> {
    let mut items: Vec<IndexItem> = Vec::new();
    for entry in &context.site.entries {
        let content_type = &context.config.schema.types[entry.type_index()];
        let Some(url) = entry.target.clone().filter(|_| content_type.in_index) else { continue };
        let kind = content_type.label.one.clone();
        let names = [Role::AltLabels, Role::Abbreviation].into_iter().filter_map(|role| content_type.role(role));
        for item in names.flat_map(|field| entry.fields.items(field)) {
            let Value::Text(label) = &item.value else { continue };
            let see = Some(entry.title.clone());
            items.push(IndexItem { label: label.clone(), url: url.clone(), see, kind: kind.clone() });
        }
        items.push(IndexItem { label: entry.title.clone(), url, see: None, kind });
    }
    for (name, terms) in &context.site.terms {
        let kind = context.config.schema.vocabulary(name).map(|v| v.label.one.clone()).unwrap_or_default();
        items.extend(terms.values().flat_map(|term| term_items(term, &kind)));
    }
    in_order(&mut items);
    items
}

/// A term with a page and its other names; `kind` is what stands behind the name.
fn term_items(term: &TermUse, kind: &str) -> Vec<IndexItem> {
    let Some(url) = &term.url else { return Vec::new() };
    let item = |label: &String, see| IndexItem { label: label.clone(), url: url.clone(), see, kind: kind.to_owned() };
    let others = term.alternatives.iter().map(|label| item(label, Some(term.label.clone())));
    others.chain([item(&term.label, None)]).collect()
}

fn in_order(items: &mut Vec<IndexItem>) {
    items.sort_by_cached_key(|item| (crate::text::sort_key(&item.label), item.kind.clone(), item.url.clone()));
    items.dedup_by(|a, b| a.label == b.label && a.url == b.url);
}
