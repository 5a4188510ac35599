//! Pages of lists, facets, terms and topics.

use super::shared::Shared;
use super::view::{Card, FacetValueView, FacetView, LinkView, ListView, PageLink};
use super::{Context, Job, card, entry, map, views};
use crate::schema::View;
use crate::site::{EntryIndex, Group, ListPage, Subject, list_page_url};

/// From this many groups on, jump links help; the groups of a term's page are few and long.
const MIN_JUMPS: usize = 4;
const MIN_JUMPS_OF_TERM: usize = 2;

/// All pages of a list: those of its entries, and one for each further view.
pub(super) fn jobs(context: &Context, list: &ListPage) -> Vec<Job> {
    let own = [views::body(list)].into_iter().chain(views::lead(list));
    let own: Vec<View> = own.collect();
    let others = list.views.iter().filter(|view| !own.contains(view));
    let mut jobs = pages(context, &Shown { list, original: list, view: None });
    for view in others {
        if let Some(derived) = views::derive(context, list, *view) {
            jobs.extend(pages(context, &Shown { list: &derived, original: list, view: Some(*view) }));
        }
    }
    jobs
}

/// A list in one of its views; `view` is missing on its own pages.
struct Shown<'a> {
    list: &'a ListPage,
    original: &'a ListPage,
    view: Option<View>,
}

fn pages(context: &Context, shown: &Shown) -> Vec<Job> {
    let is_whole = shown.view.is_some_and(View::is_overview);
    let n_pages = if is_whole { 1 } else { shown.list.len().div_ceil(shown.list.per_page).max(1) };
    (0..n_pages).map(|number| job(context, shown, number, n_pages)).collect()
}

fn job(context: &Context, shown: &Shown, number: usize, n_pages: usize) -> Job {
    let list = shown.list;
    let url = list_page_url(&list.url, number);
    let template = if matches!(list.subject, Subject::Term(..)) { "term.html" } else { "list.html" };
    let kind = if template == "term.html" { "term" } else { "list" };
    let title = match number {
        0 => list.title.clone(),
        _ => context.sentence("list.page-title", &[("title", list.title.clone()), ("n", (number + 1).to_string())]),
    };
    let description = list.intro.clone().filter(|_| shown.view.is_none()).unwrap_or_else(|| {
        let count = context.count("entries", list.len());
        format!("{}: {count}", list.title)
    });
    let mut page = context.page(kind, &url, &title, description);
    let mut steps = steps(context, shown.original, number);
    if shown.view.is_some() {
        steps.push((shown.original.title.clone(), Some(shown.original.url.clone())));
        steps.dedup();
    }
    let here = match shown.view {
        Some(view) => context.label(&format!("view.{}", view.name())),
        None if number > 0 => format!("{} {}", context.label("page.word"), number + 1),
        None => title,
    };
    page.breadcrumb = context.breadcrumb(steps, &here);
    if list.atom {
        let feed = super::feed::list_url(&list.url);
        page.feeds = vec![LinkView { label: list.title.clone(), url: feed, ..LinkView::default() }];
    }
    if list.calendar {
        let url = super::calendar::list_url(&list.url);
        page.calendar = Some(LinkView { label: list.title.clone(), url, ..LinkView::default() });
    }
    if list.csv {
        let url = super::export::list_url(&list.url);
        page.table = Some(LinkView { label: list.title.clone(), url, ..LinkView::default() });
    }
    Job::new(template, page, "list", view(context, shown, number, n_pages))
}

fn steps(context: &Context, list: &ListPage, number: usize) -> Vec<(String, Option<String>)> {
    let mut steps = match &list.subject {
        Subject::Type(_) => Vec::new(),
        Subject::FacetValue { parent, parent_title, .. } => vec![(parent_title.clone(), Some(parent.clone()))],
        Subject::Term(vocabulary, _) => {
            let label = context.config.schema.vocabulary(vocabulary).map(|v| v.label.many.clone());
            label.map(|label| (label, super::a_z::vocabulary_url(context, vocabulary))).into_iter().collect()
        }
        Subject::Topic(topic) => {
            let topic = &context.site.entries[*topic];
            vec![(topic.title.clone(), topic.url.clone())]
        }
    };
    if number > 0 {
        steps.push((list.title.clone(), Some(list.url.clone())));
    }
    steps
}

fn view(context: &Context, shown: &Shown, number: usize, n_pages: usize) -> ListView {
    let list = shown.list;
    let body = shown.view.unwrap_or_else(|| views::body(list));
    let lead = shown.view.or_else(|| views::lead(list)).filter(|_| number == 0);
    let type_index = match &list.subject {
        Subject::Type(index) | Subject::FacetValue { type_index: index, .. } => Some(*index),
        Subject::Term(..) | Subject::Topic(_) => None,
    };
    let groups = if body.is_overview() { Vec::new() } else { page_groups(list, number) };
    let owns_anchors = matches!(list.subject, Subject::Type(_)) && shown.view.is_none();
    let entries_of_page = groups.iter().flat_map(|group| group.entries.iter().copied()).collect();
    let groups: Vec<_> = groups
        .iter()
        .map(|group| {
            let mut view = entry::card_group(context, group);
            if owns_anchors {
                view.cards = group.entries.iter().map(|index| own_card(context, list, number, *index)).collect();
            }
            let whole = list.groups.iter().find(|other| other.label == group.label);
            view.total = whole.map_or(group.entries.len(), |whole| whole.entries.len());
            entry::drop_group_label(&mut view);
            view
        })
        .collect();
    let groups_entries: Vec<EntryIndex> = entries_of_page;
    let jumps = if groups.is_empty() { Vec::new() } else { jumps(list, number) };
    let entries: Vec<EntryIndex> = list.entries().collect();
    let table = (body == View::Table).then(|| views::table(context, &groups_entries, &groups));
    ListView {
        kind: type_index.map(|index| card::type_view(context, index)),
        label: label(context, list),
        intro: list.intro.clone().filter(|_| number == 0 && shown.view.is_none()),
        alt_labels: alt_labels(context, list),
        total: list.len(),
        jumps,
        groups: if table.is_some() { Vec::new() } else { groups },
        facets: facets(list),
        pages: match n_pages {
            1 => Vec::new(),
            _ => (0..n_pages)
                .map(|n| PageLink { number: n + 1, url: list_page_url(&list.url, n), current: n == number })
                .collect(),
        },
        co_terms: co_terms(context, list),
        view: body.name(),
        views: views::links(context, shown.original, shown.view),
        table,
        map: (lead == Some(View::Map)).then(|| map::map(context, &entries, Some(shown.original))).flatten(),
        timeline: match lead {
            Some(View::Timeline) => entry::timeline(context, &entries, context.label("timeline")),
            _ => None,
        },
        months: if lead == Some(View::Calendar) { views::months(context, &entries) } else { Vec::new() },
    }
}

/// A card in the list that holds its anchor: without a page of its own it stands here and links nowhere.
fn own_card(context: &Context, list: &ListPage, number: usize, index: EntryIndex) -> Shared<Card> {
    let card = context.card(index);
    let here = format!("{}#", list_page_url(&list.url, number));
    let target = context.site.entries[index].target.as_deref().unwrap_or_default();
    if card.url.is_none() && !target.starts_with(&here) {
        return card.with(|card| {
            card.url = Some(target.to_owned());
            card.anchor = None;
        });
    }
    card
}

/// The part of the groups that stands on page `number`.
fn page_groups(list: &ListPage, number: usize) -> Vec<Group> {
    let mut skip = number.saturating_mul(list.per_page);
    let mut room = list.per_page;
    let mut groups = Vec::new();
    for group in &list.groups {
        let start = skip.min(group.entries.len());
        skip -= start;
        let end = start.saturating_add(room).min(group.entries.len());
        room -= end - start;
        if end > start {
            groups.push(Group { entries: group.entries[start..end].to_vec(), ..group.clone() });
        }
    }
    groups
}

/// Links to the groups of a list with their numbers of entries: to an anchor on page `number`, else to the
/// page where the group begins.
fn jumps(list: &ListPage, number: usize) -> Vec<LinkView> {
    let mut before = 0;
    let mut jumps = Vec::new();
    for group in &list.groups {
        let page = before / list.per_page;
        before += group.entries.len();
        let Some(label) = group.label.clone() else { continue };
        let anchor = format!("#{}", group_id(&label));
        let url = if page == number { anchor } else { list_page_url(&list.url, page) + &anchor };
        jumps.push(LinkView { label, url, external: false, note: Some(group.entries.len().to_string()) });
    }
    let min = if matches!(list.subject, Subject::Term(..)) { MIN_JUMPS_OF_TERM } else { MIN_JUMPS };
    if jumps.len() < min { Vec::new() } else { jumps }
}

/// Anchor of a group; the prefix keeps it apart from the anchors of entries.
pub(super) fn group_id(label: &str) -> String {
    match crate::text::slugify(label) {
        slug if slug.is_empty() => "al-g-other".to_owned(),
        slug => format!("al-g-{slug}"),
    }
}

/// What the list is about, in the singular.
fn label(context: &Context, list: &ListPage) -> Option<String> {
    match &list.subject {
        Subject::Type(index) | Subject::FacetValue { type_index: index, .. } => {
            Some(context.config.schema.types[*index].label.one.clone())
        }
        Subject::Term(vocabulary, _) => context.config.schema.vocabulary(vocabulary).map(|v| v.label.one.clone()),
        Subject::Topic(_) => None,
    }
}

fn alt_labels(context: &Context, list: &ListPage) -> Vec<String> {
    match &list.subject {
        Subject::Term(vocabulary, key) => {
            let term = context.site.terms.get(vocabulary).and_then(|terms| terms.get(key));
            term.map(|term| term.alternatives.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn facets(list: &ListPage) -> Vec<FacetView> {
    list.facets
        .iter()
        .map(|facet| FacetView {
            label: facet.label.clone(),
            values: facet
                .values
                .iter()
                .map(|(label, url, count)| FacetValueView {
                    label: label.clone(),
                    url: url.clone(),
                    count: *count,
                    active: *url == list.url,
                })
                .collect(),
        })
        .collect()
}

/// Most terms that are shown as "often together".
const MAX_CO_TERMS: usize = 8;

/// Terms of the same vocabulary on the same entries, most frequent first.
fn co_terms(context: &Context, list: &ListPage) -> Vec<LinkView> {
    let Subject::Term(vocabulary, key) = &list.subject else { return Vec::new() };
    let Some(terms) = context.site.terms.get(vocabulary) else { return Vec::new() };
    let entries: std::collections::HashSet<EntryIndex> = list.entries().collect();
    let mut found: Vec<(usize, &crate::site::TermUse)> = terms
        .iter()
        .filter(|(other, _)| *other != key)
        .map(|(_, term)| (term.entries.iter().filter(|index| entries.contains(index)).count(), term))
        .filter(|(n, term)| *n > 0 && term.url.is_some())
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    let link = |(n, term): (usize, &crate::site::TermUse)| LinkView {
        label: term.label.clone(),
        url: term.url.clone().unwrap_or_default(),
        external: false,
        note: Some(n.to_string()),
    };
    found.into_iter().take(MAX_CO_TERMS).map(link).collect()
}
