//! Pages that every site has: start, search, news, topics, codebook, 404.

use super::shared::Shared;
use super::view::{
    Card, CardGroup, CodebookField, CodebookType, CodebookView, EntranceView, HomeView, LinkView, NewsView, TopicNode,
};
use super::{
    CODEBOOK, Context, Job, NEWS, NOT_FOUND, SEARCH, START, TOPICS, a_z, card, entry, folders, json_ld, listing, map,
};
use crate::page::Value;
use crate::schema::{Field, Kind, Role};
use crate::site::{EntryIndex, ListPage, Subject};
use crate::value::{Date, DateTime};

/// Newest entries on the start page.
const N_NEWS: usize = 6;

pub(super) fn jobs(context: &Context) -> Vec<Job> {
    let mut jobs = vec![home(context), codebook(context), not_found(context)];
    if context.config.search {
        jobs.push(search(context));
    }
    jobs.extend(a_z::jobs(context));
    jobs.extend(topics(context));
    jobs.extend(news_page(context));
    jobs
}

fn home(context: &Context) -> Job {
    let entry = context.site.home.map(|index| &context.site.entries[index]);
    let title = entry.map_or_else(|| context.config.title.clone(), |entry| entry.title.clone());
    let lead = entry.and_then(|entry| entry.summary.clone()).or_else(|| context.config.tagline.clone());
    let description = lead.clone().unwrap_or_else(|| title.clone());
    let mut page = context.page("home", START, &title, description);
    page.breadcrumb = Vec::new();
    let with_state: Vec<EntryIndex> = (0..context.site.entries.len()).collect();
    let news = news(context);
    let view = HomeView {
        lead,
        body_html: entry.filter(|entry| entry.page.has_body).map(|entry| entry::body_html(context, entry)),
        topics: home_topics(context),
        contents: folders::contents(context),
        entrances: entrances(context),
        more_news: (news.len() > N_NEWS).then(|| LinkView {
            label: context.sentence("more", &[("n", news.len().to_string())]),
            url: NEWS.to_owned(),
            ..LinkView::default()
        }),
        news: news.into_iter().take(N_NEWS).map(|(day, index)| news_card(context, day, index)).collect(),
        map: map::map(context, &with_state, None),
        total: context.site.entries.len(),
    };
    let about = json_ld::site(context, &page);
    Job::new("home.html", page, "home", view).about(Some(about))
}

/// Topics with something about them, with the number of entries as their first short fact.
fn home_topics(context: &Context) -> Vec<Shared<Card>> {
    let roots = topic_entries(context).into_iter().filter(|index| context.site.by_topic.contains_key(index));
    let mut roots: Vec<EntryIndex> = roots.collect();
    roots.sort_by_cached_key(|index| crate::text::sort_key(&context.site.entries[*index].title));
    roots
        .into_iter()
        .map(|index| {
            let count = context.count("entries", context.site.by_topic[&index].len());
            entry::linked_card(context, index).with(|card| card.meta = vec![count])
        })
        .collect()
}

fn topic_entries(context: &Context) -> Vec<EntryIndex> {
    let types = context.config.schema.topic_types();
    types.into_iter().flat_map(|type_index| context.site.by_type[type_index].iter().copied()).collect()
}

/// The lists of all types with their numbers; topics have their own block.
fn entrances(context: &Context) -> Vec<EntranceView> {
    let schema = &context.config.schema;
    let topic_types = schema.topic_types();
    let entrance = |list: &ListPage| match list.subject {
        Subject::Type(type_index) if !topic_types.contains(&type_index) => Some(EntranceView {
            label: list.title.clone(),
            url: list.url.clone(),
            count: list.len(),
            tone: schema.types[type_index].tone,
        }),
        _ => None,
    };
    context.site.lists.iter().filter_map(entrance).collect()
}

/// Entries of the types that count as news with the day they are from, newest first: by last change,
/// else by date.
fn news(context: &Context) -> Vec<(DateTime, EntryIndex)> {
    let day = |index: EntryIndex| {
        let entry = &context.site.entries[index];
        let content_type = &context.config.schema.types[entry.type_index()];
        let roles = [Role::Updated, Role::Date].into_iter().filter_map(|role| content_type.role(role));
        let mut days = roles.filter_map(|field| match entry.fields.first(field)? {
            Value::Date(date) => Some(*date),
            _ => None,
        });
        days.next().filter(|_| entry.url.is_some() && content_type.in_news)
    };
    let all = 0..context.site.entries.len();
    let mut news: Vec<(DateTime, EntryIndex)> = all.filter_map(|index| Some((day(index)?, index))).collect();
    news.sort_by_cached_key(|(day, index)| {
        (std::cmp::Reverse(day.date().first_day()), crate::text::sort_key(&context.site.entries[*index].title))
    });
    news
}

/// The card of an entry with the day from which it is news.
fn news_card(context: &Context, day: DateTime, index: EntryIndex) -> Shared<Card> {
    entry::linked_card(context, index).with(|card| card.date = Some(context.date(day)))
}

/// Most entries on the page of news.
const MAX_NEWS: usize = 100;

/// What is new and what has changed, by month; nothing when no entry states a date.
fn news_page(context: &Context) -> Option<Job> {
    let news = news(context);
    let mut groups: Vec<CardGroup> = Vec::new();
    for (day, index) in news.iter().take(MAX_NEWS) {
        let date = day.date();
        let month = Date::from_parts(date.year(), date.month(), None).expect("part of a date is a date");
        let label = month.display(context.config.language);
        if groups.last().is_none_or(|group| group.label.as_ref() != Some(&label)) {
            let id = Some(listing::group_id(&month.edtf()));
            groups.push(CardGroup { label: Some(label), id, url: None, total: 0, cards: Vec::new() });
        }
        let group = groups.last_mut().expect("just pushed");
        group.cards.push(news_card(context, *day, *index));
        group.total += 1;
    }
    if groups.is_empty() {
        return None;
    }
    let jump = |group: &CardGroup| LinkView {
        label: group.label.clone().unwrap_or_default(),
        url: format!("#{}", group.id.clone().unwrap_or_default()),
        ..LinkView::default()
    };
    let jumps = if groups.len() > 1 { groups.iter().map(jump).collect() } else { Vec::new() };
    let title = context.label("home.news");
    let mut page = context.page("news", NEWS, &title, context.label("news.description"));
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    Some(Job::new("news.html", page, "news", NewsView { jumps, total: news.len(), groups }))
}

fn search(context: &Context) -> Job {
    let title = context.label("search.field");
    let mut page = context.page("search", SEARCH, &title, context.label("search.description"));
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    Job::new("search.html", page, "search", true)
}

fn not_found(context: &Context) -> Job {
    let title = context.label("not-found.title");
    let mut page = context.page("not-found", NOT_FOUND, &title, context.label("not-found.lead"));
    page.noindex = true;
    page.canonical = None;
    Job::new("404.html", page, "not_found", true)
}

/// The tree of topics; nothing when the site has no topics.
fn topics(context: &Context) -> Option<Job> {
    let topics = topic_entries(context);
    let parent = |index: EntryIndex| {
        let entry = &context.site.entries[index];
        let field = context.config.schema.types[entry.type_index()].role(Role::Broader)?;
        entry.relations.iter().find(|edge| edge.field == field).map(|edge| edge.to)
    };
    let roots: Vec<EntryIndex> = topics.iter().copied().filter(|index| parent(*index).is_none()).collect();
    if topics.is_empty() {
        return None;
    }
    let tree: Vec<TopicNode> = roots.iter().map(|root| node(context, *root, &topics, &parent, 0)).collect();
    let title = context.label("topics-tree");
    let mut page = context.page("topics", TOPICS, &title, context.label("topics-tree.description"));
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    Some(Job::new("topics.html", page, "topics", tree))
}

fn node(
    context: &Context,
    index: EntryIndex,
    topics: &[EntryIndex],
    parent: &dyn Fn(EntryIndex) -> Option<EntryIndex>,
    depth: usize,
) -> TopicNode {
    let children = topics.iter().copied().filter(|child| parent(*child) == Some(index) && depth < 8);
    TopicNode {
        card: entry::linked_card(context, index),
        count: context.site.by_topic.get(&index).map_or(0, Vec::len),
        children: children.map(|child| node(context, child, topics, parent, depth + 1)).collect(),
    }
}

/// "So sind die Inhalte aufgebaut": the schema for readers and editors.
fn codebook(context: &Context) -> Job {
    let types = &context.config.schema.types;
    let fields: Vec<Vec<CodebookField>> = types
        .iter()
        .map(|content_type| content_type.fields.iter().map(|field| codebook_field(context, field)).collect())
        .collect();
    let common = common_fields(&fields);
    let types = types.iter().zip(fields).enumerate().map(|(index, (content_type, fields))| {
        let (shared, own): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| common.contains(field));
        CodebookType {
            kind: card::type_view(context, index),
            folder: content_type.folder.clone(),
            count: context.site.by_type[index].len(),
            fields: own,
            has_common: !shared.is_empty(),
            sections: content_type.sections.iter().map(|section| section.heading.clone()).collect(),
        }
    });
    let view = CodebookView { types: types.collect(), common: common.clone() };
    let title = context.label("codebook");
    let mut page = context.page("codebook", CODEBOOK, &title, context.label("codebook.description"));
    page.breadcrumb = context.breadcrumb(Vec::new(), &title);
    Job::new("codebook.html", page, "codebook", view)
}

/// Fields that more than half of all types have in the same form. A type that has one in another form tells it itself.
fn common_fields(fields: &[Vec<CodebookField>]) -> Vec<CodebookField> {
    let mut common: Vec<CodebookField> = Vec::new();
    for field in fields.iter().flatten() {
        let n_types = fields.iter().filter(|fields| fields.contains(field)).count();
        if n_types > 1 && n_types * 2 > fields.len() && !common.contains(field) {
            common.push(field.clone());
        }
    }
    common
}

fn codebook_field(context: &Context, field: &Field) -> CodebookField {
    let mut kind = context.label(&format!("kind.{}", field.kind.name()));
    let schema = &context.config.schema;
    let values = match &field.kind {
        Kind::Enum(choices) => choices.iter().map(|choice| choice.key.clone()).collect(),
        Kind::Vocab(name) => {
            let terms = schema.vocabulary(name).map(|vocabulary| vocabulary.terms.values());
            terms.into_iter().flatten().map(|term| term.label.clone()).collect()
        }
        Kind::Relation(relation) => match &relation.to {
            crate::schema::Targets::Types(names) => names
                .iter()
                .filter_map(|name| schema.type_index(name))
                .map(|index| schema.types[index].label.one.clone())
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    if field.many {
        kind = context.sentence("kind.many", &[("kind", kind)]);
    }
    CodebookField {
        key: field.key.to_string(),
        label: field.label.clone(),
        kind,
        required: field.required,
        hint: field.hint.clone(),
        values,
    }
}
