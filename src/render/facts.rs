//! Values as readers see them: the facts box, tags, files and links.

use super::Context;
use super::view::{Fact, FactValue, LinkView};
use crate::messages::Language;
use crate::page::{Fields, Item, Value};
use crate::schema::{Field, Kind, Role};
use crate::site::{EntryIndex, FileNote};
use crate::site::{find_file, paths};

/// The facts box of an entry: fields that are shown, in the order of the schema.
pub(super) fn facts(context: &Context, index: EntryIndex) -> Vec<Fact> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut facts = Vec::new();
    // What makes this type special comes before what every entry may have.
    let is_own = |field: &Field| {
        field.declared.0 == content_type.declared.0 && field.declared.1.start >= content_type.declared.1.start
    };
    let own = content_type.fields.iter().enumerate().filter(|(_, field)| is_own(field));
    let inherited = content_type.fields.iter().enumerate().filter(|(_, field)| !is_own(field));
    for (field_index, field) in own.chain(inherited) {
        if !field.show || is_group(field) {
            continue;
        }
        let mut values = field_values(context, index, field_index);
        if let Some(value) = values.first_mut().filter(|value| value.note.is_none()) {
            value.note = coming_or_past(context, index, field_index);
        }
        if !values.is_empty() {
            facts.push(Fact { label: field.label.clone(), values });
        }
    }
    facts
}

/// For the date that splits the list of the type: the heading under which the entry stands there.
fn coming_or_past(context: &Context, index: EntryIndex, field: usize) -> Option<String> {
    let content_type = &context.config.schema.types[context.site.entries[index].type_index()];
    let split = content_type.lists.iter().find_map(|list| list.split.as_ref())?;
    let day = paths::split_day(context.site, &context.config.schema, index, split)
        .filter(|_| paths::split_field(content_type, split) == Some(field))?;
    let [coming, past] = &split.labels;
    Some(if day < context.site.as_of?.first_day() { past.clone() } else { coming.clone() })
}

/// The values of one field, as in the facts box.
pub(super) fn field_values(context: &Context, index: EntryIndex, field_index: usize) -> Vec<FactValue> {
    let entry = &context.site.entries[index];
    let field = &context.config.schema.types[entry.type_index()].fields[field_index];
    match &field.kind {
        Kind::Relation(_) => {
            let edges = entry.relations.iter().filter(|edge| edge.field == field_index);
            edges.map(|edge| entry_value(context, edge.to)).collect()
        }
        _ => values(context, index, entry.fields.items(field_index), field),
    }
}

/// Relations with attributes, and those that both sides call the same, are groups of their own.
pub(super) fn is_group(field: &Field) -> bool {
    let has_attributes = field.relation().is_some_and(|relation| !relation.with.is_empty());
    let is_mutual = field.symmetric || field.inverse.as_ref().is_some_and(|inverse| inverse.key == field.key.as_ref());
    has_attributes || field.relation().is_some() && is_mutual
}

fn entry_value(context: &Context, to: EntryIndex) -> FactValue {
    let target = &context.site.entries[to];
    FactValue { text: target.title.clone(), url: target.target.clone(), ..FactValue::default() }
}

fn values(context: &Context, index: EntryIndex, items: &[Item], field: &Field) -> Vec<FactValue> {
    let field = match &field.kind {
        Kind::List(of) => of,
        _ => field,
    };
    items.iter().flat_map(|item| value(context, index, &item.value, field)).collect()
}

fn value(context: &Context, index: EntryIndex, value: &Value, field: &Field) -> Vec<FactValue> {
    let source = &context.site.entries[index].page.source;
    let text = text(context, value, field);
    let plain = FactValue { text, ..FactValue::default() };
    vec![match (value, &field.kind) {
        (Value::Markdown(_, html), _) => {
            let html = super::entry::field_html(context, &context.site.entries[index], html);
            FactValue { html: Some(html), ..plain }
        }
        (Value::Date(date), _) => FactValue { datetime: Some(date.iso()), ..plain },
        (Value::Term(term), Kind::Vocab(name)) => {
            let url =
                context.site.terms.get(name).and_then(|terms| terms.get(&term.key)).and_then(|term| term.url.clone());
            FactValue { url, ..plain }
        }
        (Value::Person(person, with), Kind::Person(with_fields)) => {
            let notes: Vec<String> = with
                .0
                .iter()
                .flat_map(|(i, v)| v.items.iter().map(move |item| (i, item)))
                .map(|(i, item)| self::text(context, &item.value, &with_fields[*i]))
                .collect();
            let note = (!notes.is_empty()).then(|| notes.join(", "));
            FactValue { text: person.direct(), note, ..FactValue::default() }
        }
        (Value::File(_) | Value::Url(_), _) => match link(context, source, value, &field.label) {
            Some(link) => FactValue {
                text: link.label,
                url: Some(link.url),
                external: link.external,
                note: link.note,
                ..FactValue::default()
            },
            None => return Vec::new(),
        },
        (Value::Text(mail), Kind::Email) => FactValue { url: Some(format!("mailto:{mail}")), external: true, ..plain },
        (Value::Text(phone), Kind::Phone) => FactValue { url: Some(phone_link(phone)), external: true, ..plain },
        (Value::Object(fields), Kind::Object(sub)) => return object(context, index, fields, sub),
        _ => plain,
    }]
}

/// `tel:` as the parser of telephone numbers has it: `+49 (0)201 88` is `tel:+4920188`.
fn phone_link(phone: &str) -> String {
    // The field was read by the same parser, so a fault here cannot happen; the text as written still dials.
    crate::value::Phone::parse(phone).map_or_else(|_| format!("tel:{}", phone.replace(' ', "")), |phone| phone.href())
}

/// The values of an object one under the other; entries it names are linked.
fn object(context: &Context, index: EntryIndex, fields: &Fields, sub: &[Field]) -> Vec<FactValue> {
    let mut found = Vec::new();
    for (sub_index, field) in sub.iter().enumerate() {
        for item in fields.items(sub_index) {
            match &item.value {
                Value::Relation(..) => {
                    let entry = &context.site.entries[index];
                    let edges = entry.relations.iter().filter(|edge| is_nested(context, index, edge.field));
                    found.extend(edges.map(|edge| entry_value(context, edge.to)));
                }
                Value::Bool(true) => found.push(FactValue { text: field.label.clone(), ..FactValue::default() }),
                Value::Bool(false) => {}
                Value::Date(date) => {
                    let date = context.date(*date);
                    let text = format!("{}: {}", field.label, date.text);
                    found.push(FactValue { text, datetime: Some(date.iso), ..FactValue::default() });
                }
                other => found.extend(value(context, index, other, field)),
            }
        }
    }
    found
}

fn is_nested(context: &Context, index: EntryIndex, field: usize) -> bool {
    let content_type = &context.config.schema.types[context.site.entries[index].type_index()];
    matches!(content_type.fields[field].kind, Kind::Object(_))
}

/// A value in words with good typography.
pub(super) fn text(context: &Context, value: &Value, field: &Field) -> String {
    let label = paths::label(value, field, context.config);
    match value {
        Value::Text(_) if matches!(field.kind, Kind::Text) => context.typographic(&label),
        Value::Period(period) => match context.site.as_of {
            Some(as_of) => period.display_as_of(context.config.language, as_of),
            None => label,
        },
        _ => label,
    }
}

/// The link of a file or web address: what it is called, where it leads, type and size.
pub(super) fn link(context: &Context, source: &str, value: &Value, label: &str) -> Option<LinkView> {
    match value {
        Value::Url(url) => Some(LinkView { label: host(url).to_owned(), url: url.clone(), external: true, note: None }),
        Value::File(path) => {
            let file = find_file(context.site, source, path)?;
            let note = Some(file_note(context, &file.note));
            Some(LinkView { label: label.to_owned(), url: file.url.clone(), external: false, note })
        }
        _ => None,
    }
}

/// `https://www.example.org/` -> `www.example.org`
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_end_matches('/')
}

/// "PDF, 214 KB, 7 Seiten"
pub(super) fn file_note(context: &Context, note: &FileNote) -> String {
    let mut parts = vec![note.format.clone(), size(note.size, context.config.language)];
    parts.extend(note.pages.map(|pages| context.count("file.pages", pages as usize)));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Bytes as readers know them: `214 KB`, `1,4 MB` (1 KB = 1,000 bytes).
fn size(bytes: u64, language: Language) -> String {
    let (value, unit) = match bytes {
        0..1_000 => return format!("{bytes}\u{a0}Byte"),
        1_000..1_000_000 => return format!("{}\u{a0}KB", (bytes + 500) / 1_000),
        1_000_000..1_000_000_000 => ((bytes + 50_000) / 100_000, "MB"),
        _ => ((bytes + 50_000_000) / 100_000_000, "GB"),
    };
    let separator = if language == Language::German { ',' } else { '.' };
    format!("{}{separator}{}\u{a0}{unit}", value / 10, value % 10)
}

/// Links to the terms of vocabularies that are not in the facts box.
pub(super) fn tags(context: &Context, index: EntryIndex) -> Vec<LinkView> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut tags = Vec::new();
    for (field_index, field) in content_type.fields.iter().enumerate().filter(|(_, field)| !field.show) {
        let Kind::Vocab(name) = &field.kind else { continue };
        for item in entry.fields.items(field_index) {
            let Value::Term(term) = &item.value else { continue };
            let term = context.site.terms.get(name).and_then(|terms| terms.get(&term.key));
            if let Some((term, url)) = term.and_then(|term| Some((term, term.url.clone()?))) {
                tags.push(LinkView { label: term.label.clone(), url, ..LinkView::default() });
            }
        }
    }
    tags
}

/// Attachments and links of an entry.
pub(super) fn attachments(context: &Context, index: EntryIndex) -> Vec<LinkView> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut found = Vec::new();
    for role in [Role::Attachments, Role::Links] {
        let Some(field_index) = content_type.role(role) else { continue };
        let Kind::List(of) = &content_type.fields[field_index].kind else { continue };
        let Kind::Object(sub) = &of.kind else { continue };
        for item in entry.fields.items(field_index) {
            let Value::Object(fields) = &item.value else { continue };
            let title =
                sub.iter().position(|f| matches!(f.kind, Kind::Text)).and_then(|i| fields.text(i)).unwrap_or_default();
            let target =
                sub.iter().position(|f| matches!(f.kind, Kind::File(_) | Kind::Url)).and_then(|i| fields.first(i));
            let link = target.and_then(|value| link(context, &entry.page.source, value, title));
            found.extend(link.map(|link| LinkView { label: title.to_owned(), ..link }));
        }
    }
    found
}

/// Where the facts come from: text, address, day of the visit.
pub(super) fn source(context: &Context, index: EntryIndex) -> Vec<FactValue> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let Some(field_index) = content_type.role(Role::Source) else { return Vec::new() };
    values(context, index, entry.fields.items(field_index), &content_type.fields[field_index])
}
