//! Cards: how an entry shows in lists, hubs and relations.

use super::Context;
use super::facts;
use super::shared::Shared;
use super::view::{Card, DateView, LinkView, TypeView};
use crate::page::Value;
use crate::schema::{ContentType, Kind, Role, Schema};
use crate::site::paths;
use crate::site::publication::Publication;
use crate::site::{EntryIndex, Site};

/// The type of entries as readers see it.
pub(crate) fn type_view(context: &Context, type_index: usize) -> Shared<TypeView> {
    context.kinds[type_index].clone()
}

/// All types as readers see them.
pub(super) fn type_views(site: &Site, schema: &Schema) -> Vec<Shared<TypeView>> {
    let is_only = site.by_type.iter().filter(|entries| !entries.is_empty()).count() < 2;
    let view = |content_type: &ContentType| {
        let url = content_type.lists.first().map(|list| format!("{}index.html", list.url));
        TypeView {
            name: content_type.name.clone(),
            one: if is_only { String::new() } else { content_type.label.one.clone() },
            many: content_type.label.many.clone(),
            tone: content_type.tone,
            url: url.filter(|url| site.lists.iter().any(|list| list.url == *url)),
        }
    };
    schema.types.iter().map(|content_type| view(content_type).into()).collect()
}

pub(super) fn card(context: &Context, index: EntryIndex) -> Card {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    Card {
        title: entry.title.clone(),
        url: entry.url.clone(),
        anchor: entry.url.is_none().then(|| entry.slug.clone()),
        kind: type_view(context, entry.type_index()),
        summary: entry.summary.clone(),
        meta: meta(context, index),
        date: content_type.role(Role::Date).and_then(|field| date(context, index, field)),
        links: links(context, index),
        badge: badge(context, index),
        image: super::entry::image(context, index),
        is_shared: true,
    }
}

fn date(context: &Context, index: EntryIndex, field: usize) -> Option<DateView> {
    match context.site.entries[index].fields.first(field)? {
        Value::Date(date) => Some(context.date(*date)),
        _ => None,
    }
}

/// The fields that the schema marks with `card`, in their order.
fn meta(context: &Context, index: EntryIndex) -> Vec<String> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut meta = Vec::new();
    for (field_index, field) in content_type.fields.iter().enumerate().filter(|(_, field)| field.card) {
        let texts: Vec<String> = match &field.kind {
            Kind::Relation(_) => {
                let edges = entry.relations.iter().filter(|edge| edge.field == field_index);
                edges.map(|edge| context.site.entries[edge.to].title.clone()).collect()
            }
            Kind::Person(_) => {
                let people = entry.fields.items(field_index).iter();
                let names = people.map(|item| match &item.value {
                    Value::Person(person, _) => person.inverted(),
                    other => paths::label(other, field, context.config),
                });
                vec![names.collect::<Vec<_>>().join("; ")].into_iter().filter(|names| !names.is_empty()).collect()
            }
            _ => {
                let items = entry.fields.items(field_index).iter();
                items.map(|item| facts::text(context, &item.value, field)).collect()
            }
        };
        if !texts.is_empty() {
            meta.push(texts.join(", "));
        }
    }
    meta
}

/// Files and web addresses of the thing itself.
fn links(context: &Context, index: EntryIndex) -> Vec<LinkView> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut links = Vec::new();
    for (field_index, field) in content_type.fields.iter().enumerate() {
        if !matches!(field.kind, Kind::File(_) | Kind::Url) || !field.show {
            continue;
        }
        for item in entry.fields.items(field_index) {
            links.extend(facts::link(context, &entry.page.source, &item.value, &field.label));
        }
    }
    links
}

fn badge(context: &Context, index: EntryIndex) -> Option<String> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    match Publication::of(&entry.fields, content_type, context.config.today) {
        Publication::Draft => Some(context.label("draft")),
        Publication::From(_) => Some(context.label("scheduled")),
        Publication::Until(_) => Some(context.label("expired")),
        Publication::Public => entry.fields.has(content_type.role(Role::Archived)).then(|| context.label("archived")),
    }
}
