//! Atom feeds (RFC 4287) of lists and topics.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Context, canonical};
use crate::output::{Content, Output};
use crate::page::Value;
use crate::schema::Role;
use crate::site::EntryIndex;

/// Entries in a feed, newest first.
const MAX_ENTRIES: usize = 50;

/// Date of feeds and entries that have none: Atom demands one, and the clock would make builds differ.
const NO_DATE: &str = "1970-01-01";

/// `praxisbeispiele/index.html` -> `praxisbeispiele/atom.xml`
pub(super) fn list_url(url: &str) -> String {
    format!("{}atom.xml", url.trim_end_matches("index.html"))
}

/// `themen/buergerkommune.html` -> `themen/buergerkommune.atom.xml`
pub(super) fn topic_url(url: &str) -> String {
    format!("{}.atom.xml", url.trim_end_matches(".html"))
}

pub(super) fn outputs(context: &Context) -> Vec<Output> {
    let lists = context.site.lists.iter().filter(|list| list.atom);
    let lists = lists.map(|list| feed(context, &list.title, &list_url(&list.url), &list.url, list.entries().collect()));
    let mut topics: Vec<(&EntryIndex, &Vec<EntryIndex>)> = context.site.by_topic.iter().collect();
    topics.sort();
    let topics = topics.into_iter().filter_map(|(topic, entries)| {
        let topic = &context.site.entries[*topic];
        let url = topic.url.as_ref()?;
        Some(feed(context, &topic.title, &topic_url(url), url, entries.clone()))
    });
    lists.chain(topics).collect()
}

fn feed(context: &Context, title: &str, url: &str, page: &str, mut entries: Vec<EntryIndex>) -> Output {
    entries.retain(|index| context.site.entries[*index].target.is_some());
    entries
        .sort_by_cached_key(|index| (std::cmp::Reverse(day(context, *index)), context.site.entries[*index].id.clone()));
    entries.truncate(MAX_ENTRIES);
    let updated = entries.iter().filter_map(|index| day(context, *index)).max();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let write = |writer: &mut Writer<Vec<u8>>| -> std::io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let root = writer
            .create_element("feed")
            .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", context.config.language.tag())]);
        root.write_inner_content(|writer| {
            text(writer, "id", &id(context, page))?;
            text(writer, "title", &format!("{title} – {}", context.config.title))?;
            text(writer, "updated", &timestamp(updated.as_deref()))?;
            writer
                .create_element("author")
                .write_inner_content(|writer| text(writer, "name", &context.config.title))?;
            if let Some(base) = &context.config.base_url {
                link(writer, "self", &format!("{base}/{url}"))?;
                link(writer, "alternate", &canonical(base, page))?;
            }
            for index in &entries {
                writer.create_element("entry").write_inner_content(|writer| entry(context, writer, *index))?;
            }
            Ok(())
        })?;
        Ok(())
    };
    write(&mut writer).expect("writing to memory does not fail");
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Output { path: url.to_owned(), content: Content::Bytes(bytes) }
}

fn entry(context: &Context, writer: &mut Writer<Vec<u8>>, index: EntryIndex) -> std::io::Result<()> {
    let entry = &context.site.entries[index];
    // The id stays when the address changes: it is the entry's own.
    text(writer, "id", &id(context, &entry.id))?;
    text(writer, "title", &entry.title)?;
    text(writer, "updated", &timestamp(day(context, index).as_deref()))?;
    if let (Some(base), Some(target)) = (&context.config.base_url, &entry.target) {
        link(writer, "alternate", &canonical(base, target))?;
    }
    let kind = &context.config.schema.types[entry.type_index()].label.one;
    let category = writer.create_element("category").with_attribute(("term", kind.as_str()));
    category.write_empty()?;
    // Without links an entry must have content.
    let element = if context.config.base_url.is_some() { "summary" } else { "content" };
    text(writer, element, entry.summary.as_deref().unwrap_or(&entry.title))
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, value: &str) -> std::io::Result<()> {
    let clean: String = value.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    writer.create_element(name).write_text_content(BytesText::new(&clean))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, rel: &str, href: &str) -> std::io::Result<()> {
    writer.create_element("link").with_attributes([("rel", rel), ("href", href)]).write_empty()?;
    Ok(())
}

pub(super) fn id(context: &Context, name: &str) -> String {
    match &context.config.base_url {
        Some(base) => format!("{base}/{name}"),
        None => format!("urn:allmende:{}:{name}", crate::text::slugify(&context.config.title)),
    }
}

/// The day that an entry states for itself: last change, else its date.
pub(super) fn day(context: &Context, index: EntryIndex) -> Option<String> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    [Role::Updated, Role::Date].into_iter().filter_map(|role| content_type.role(role)).find_map(|field| {
        match entry.fields.first(field)? {
            Value::Date(date) => {
                let (year, month, day) = date.date().first_day();
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            _ => None,
        }
    })
}

fn timestamp(day: Option<&str>) -> String {
    format!("{}T00:00:00Z", day.unwrap_or(NO_DATE))
}
