//! Structured data: JSON-LD of a page as the text of a data block.
//!
//! A type names its schema.org type (`schema_org`), a field its property (`property`); what the engine
//! knows by role (title, summary, dates, authors, topics) needs neither. Nothing is said that the content
//! does not say. Addresses need a `base_url`; without one they are left out, and so is the breadcrumb.

use serde_json::{Map, Value as Json, json};

use super::view::PageView;
use super::{Context, canonical};
use crate::page::{Fields, Item, Value};
use crate::schema::{ContentType, Field, Kind, Role};
use crate::site::{Entry, EntryIndex};

/// All that is known of a page, ready for `<script type="application/ld+json">`; nothing when it is nothing.
pub(super) fn block(context: &Context, page: &PageView, about: Option<Json>) -> Option<String> {
    let graph: Vec<Json> = about.into_iter().chain(breadcrumb(context, page)).collect();
    if graph.is_empty() || page.noindex {
        return None;
    }
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // `</script>` would end the block and `<!--` change how it is read.
    Some(text.replace('<', "\\u003c"))
}

/// The visible breadcrumb.
fn breadcrumb(context: &Context, page: &PageView) -> Option<Json> {
    let base = context.config.base_url.as_ref()?;
    if page.breadcrumb.len() < 2 {
        return None;
    }
    let items = page.breadcrumb.iter().enumerate().map(|(position, crumb)| {
        let mut item = json!({ "@type": "ListItem", "position": position + 1, "name": crumb.label });
        if let Some(url) = &crumb.url {
            item["item"] = canonical(base, url).into();
        }
        item
    });
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() }))
}

/// The start page: the site, and with an address also its search.
pub(super) fn site(context: &Context, page: &PageView) -> Json {
    let config = context.config;
    let mut site = Map::new();
    site.insert("@type".into(), "WebSite".into());
    site.insert("name".into(), config.title.as_str().into());
    insert(&mut site, "description", config.tagline.as_deref().map(Json::from).into_iter().collect());
    site.insert("inLanguage".into(), config.language.tag().into());
    if let (Some(url), Some(base), true) = (&page.canonical, &config.base_url, config.search) {
        site.insert("url".into(), url.as_str().into());
        let target = format!("{base}/{}?q={{q}}", crate::site::SEARCH);
        let action = json!({ "@type": "SearchAction", "target": target, "query-input": "required name=q" });
        site.insert("potentialAction".into(), action);
    }
    Json::Object(site)
}

/// What the page of an entry is about; nothing when its type names no schema.org type.
pub(super) fn entry(context: &Context, index: EntryIndex, page: &PageView) -> Option<Json> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let kind = schema_type(context, entry)?;
    let family = Family::of(&kind);
    let mut data = Map::new();
    data.insert("@type".into(), kind.as_str().into());
    data.insert("name".into(), entry.title.as_str().into());
    if kind.ends_with("Article") {
        data.insert("headline".into(), entry.title.as_str().into());
    }
    insert(&mut data, "alternateName", texts(content_type, entry, &[Role::AltLabels, Role::Abbreviation]));
    insert(&mut data, "description", entry.summary.as_deref().map(Json::from).into_iter().collect());
    insert(&mut data, "url", page.canonical.as_deref().map(Json::from).into_iter().collect());
    if family != Family::Thing {
        data.insert("inLanguage".into(), page.lang.as_str().into());
        insert(&mut data, "about", entry.topics.iter().map(|topic| reference(context, *topic)).collect());
    }
    let date = |role| content_type.role(role).map(|field| values(context, entry, field)).unwrap_or_default();
    match family {
        Family::Work => {
            insert(&mut data, "datePublished", date(Role::Date));
            insert(&mut data, "dateModified", date(Role::Updated));
            insert(&mut data, "author", date(Role::Authors));
        }
        Family::Event => insert(&mut data, "startDate", date(Role::Date)),
        Family::Thing => {}
    }
    for (field_index, field) in content_type.fields.iter().enumerate() {
        if let Some(property) = &field.property {
            insert(&mut data, property, values(context, entry, field_index));
        }
    }
    Some(Json::Object(data))
}

/// What decides which properties make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Work,
    Event,
    Thing,
}

impl Family {
    fn of(kind: &str) -> Family {
        let things = ["Organization", "NGO", "Project", "Area", "Place", "Person", "Term", "City", "Intangible"];
        match kind {
            kind if kind.ends_with("Event") || kind.ends_with("EventSeries") => Family::Event,
            kind if things.iter().any(|end| kind.ends_with(end)) => Family::Thing,
            _ => Family::Work,
        }
    }
}

/// The schema.org type: by the value of an enum field, else that of all entries of the type.
fn schema_type(context: &Context, entry: &Entry) -> Option<String> {
    let content_type = &context.config.schema.types[entry.type_index()];
    let by_value = &content_type.schema_org.by_value;
    let found = content_type.fields.iter().enumerate().find_map(|(index, field)| {
        let (Kind::Enum(choices), Some(Value::Choice(choice))) = (&field.kind, entry.fields.first(index)) else {
            return None;
        };
        by_value.iter().find(|(key, _)| *key == choices[*choice].key)
    });
    found.map(|(_, kind)| kind.clone()).or_else(|| content_type.schema_org.default.clone())
}

/// One value as it is, several as a list, none not at all.
fn insert(data: &mut Map<String, Json>, property: &str, mut values: Vec<Json>) {
    if data.contains_key(property) {
        return;
    }
    match values.len() {
        0 => {}
        1 => drop(data.insert(property.to_owned(), values.remove(0))),
        _ => drop(data.insert(property.to_owned(), Json::Array(values))),
    }
}

/// An entry as a value of another one's property.
fn reference(context: &Context, index: EntryIndex) -> Json {
    let entry = &context.site.entries[index];
    let mut data = Map::new();
    data.insert("@type".into(), schema_type(context, entry).unwrap_or_else(|| "Thing".to_owned()).into());
    data.insert("name".into(), entry.title.as_str().into());
    if let (Some(base), Some(url)) = (&context.config.base_url, &entry.url) {
        data.insert("url".into(), canonical(base, url).into());
    }
    Json::Object(data)
}

fn texts(content_type: &ContentType, entry: &Entry, roles: &[Role]) -> Vec<Json> {
    let fields = roles.iter().filter_map(|role| content_type.role(*role));
    let items = fields.flat_map(|field| entry.fields.items(field));
    items
        .filter_map(|item| if let Value::Text(text) = &item.value { Some(text.as_str().into()) } else { None })
        .collect()
}

fn values(context: &Context, entry: &Entry, field_index: usize) -> Vec<Json> {
    let field = &context.config.schema.types[entry.type_index()].fields[field_index];
    if matches!(field.kind, Kind::Relation(_)) {
        let edges = entry.relations.iter().filter(|edge| edge.field == field_index);
        return edges.map(|edge| reference(context, edge.to)).collect();
    }
    let items = entry.fields.items(field_index).iter();
    items.filter_map(|item| value(context, entry, field_index, item, field)).collect()
}

/// A value in the form that schema.org expects.
fn value(context: &Context, entry: &Entry, outer: usize, item: &Item, field: &Field) -> Option<Json> {
    Some(match (&item.value, &field.kind) {
        (Value::Date(date), _) => date.iso().into(),
        (Value::Period(period), _) => period.edtf().into(),
        (Value::Issue(issue), _) => format!("{}/{}", issue.number(), issue.year()).into(),
        (Value::Year(year), _) => year.to_string().into(),
        (Value::Ags(ags), _) => ags.as_str().into(),
        (Value::Url(url), _) => url.as_str().into(),
        (Value::Person(author, _), _) => {
            let kind = if matches!(author, crate::value::Author::Person(_)) { "Person" } else { "Organization" };
            json!({ "@type": kind, "name": author.direct() })
        }
        (Value::Bool(true), _) if field.property.as_deref() == Some("eventStatus") => {
            "https://schema.org/EventCancelled".into()
        }
        (Value::Bool(_) | Value::File(_), _) => return None,
        (Value::Object(fields), Kind::Object(sub)) => object(context, entry, outer, fields, field, sub)?,
        (other, _) => super::facts::text(context, other, field).into(),
    })
}

/// Named values: those with a property. Parts of an address become one.
fn object(
    context: &Context,
    entry: &Entry,
    outer: usize,
    fields: &Fields,
    field: &Field,
    sub: &[Field],
) -> Option<Json> {
    const ADDRESS: [&str; 4] = ["streetAddress", "postalCode", "addressLocality", "addressRegion"];
    let mut data = Map::new();
    let mut address = Map::new();
    for (index, sub_field) in sub.iter().enumerate() {
        let Some(property) = &sub_field.property else { continue };
        let found: Vec<Json> = match &sub_field.kind {
            // Relations inside an object are edges of the whole field.
            Kind::Relation(_) if fields.first(index).is_some() => {
                let edges = entry.relations.iter().filter(|edge| edge.field == outer);
                edges.map(|edge| context.site.entries[edge.to].title.as_str().into()).collect()
            }
            _ => {
                let items = fields.items(index).iter();
                items.filter_map(|item| value(context, entry, outer, item, sub_field)).collect()
            }
        };
        insert(if ADDRESS.contains(&property.as_str()) { &mut address } else { &mut data }, property, found);
    }
    if !address.is_empty() {
        address.insert("@type".into(), "PostalAddress".into());
        data.insert("address".into(), Json::Object(address));
    }
    if data.is_empty() {
        return None;
    }
    let kind = match field.property.as_deref() {
        Some("location" | "contentLocation") => "Place",
        Some("contactPoint") => "ContactPoint",
        _ => "Thing",
    };
    data.insert("@type".into(), kind.into());
    Some(Json::Object(data))
}
