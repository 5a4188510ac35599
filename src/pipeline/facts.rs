//! Facts: what others can see of a page.
//!
//! Everything but the running text and the places in the file. While a page's facts stay, no other page
//! changes, and what `resolve` found out stays true.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::page::{FieldValue, Fields, Item, Page, Parsed, Value};
use crate::parse::markdown::{Body, Heading, Image, Link};
use crate::schema::{Role, Schema};

/// Whether two readings of a file say the same to the rest of the site.
pub(super) fn are_equal(a: &Parsed, b: &Parsed, schema: &Schema) -> bool {
    a.pages.len() == b.pages.len() && a.pages.iter().zip(&b.pages).all(|(a, b)| page(a, b, schema))
}

/// Where the places of one reading are in another that says the same; nothing when one place became two.
pub(super) fn moved(old: &Parsed, new: &Parsed) -> Option<HashMap<Span, Span>> {
    let mut moved = HashMap::new();
    let (old, new) = (places(old), places(new));
    for (old, new) in old.into_iter().zip(new) {
        if moved.insert(old, new.clone()).is_some_and(|other| other != new) {
            return None;
        }
    }
    Some(moved)
}

/// All places of a file, in an order that two files with the same facts share.
fn places(parsed: &Parsed) -> Vec<Span> {
    let mut places = Vec::new();
    for page in &parsed.pages {
        let Page { span, fields, fallbacks, body, .. } = page.as_ref();
        // Faults of a whole entry point to its beginning.
        places.extend([span.clone(), span.start..span.start]);
        places_of_fields(fields, &mut places);
        places_of_fields(fallbacks, &mut places);
        places.extend(body.title.iter().map(|title| title.span.clone()));
        places.extend(body.headings.iter().map(|heading| heading.span.clone()));
        places.extend(body.links.iter().map(|link| link.span.clone()));
        places.extend(body.images.iter().map(|image| image.span.clone()));
    }
    places
}

fn places_of_fields(fields: &Fields, places: &mut Vec<Span>) {
    for (_, FieldValue { key_span, items, .. }) in &fields.0 {
        places.push(key_span.clone());
        for Item { span, value } in items {
            places.push(span.clone());
            if let Value::Object(inner) | Value::Relation(_, inner) | Value::Person(_, inner) = value {
                places_of_fields(inner, places);
            }
        }
    }
}

// The structs are taken apart, so that a new field has to be thought about here.

fn page(a: &Page, b: &Page, schema: &Schema) -> bool {
    let summary = schema.types[a.type_index].role(Role::Summary);
    let Page { source, span: _, type_index, folder, stem, fields, fallbacks, body, has_body } = a;
    *source == b.source
        && *type_index == b.type_index
        && *folder == b.folder
        && *stem == b.stem
        && *has_body == b.has_body
        && self::fields(fields, &b.fields)
        && self::fields(fallbacks, &b.fallbacks)
        // The beginning of the text stands in for a summary where there is none.
        && (summary.is_some_and(|field| fields.text(field).is_some()) || body.excerpt == b.body.excerpt)
        && self::body(body, &b.body)
}

fn body(a: &Body, b: &Body) -> bool {
    let Body { html: _, title, headings, links, images, plain: _, excerpt: _, has_code, n_footnotes } = a;
    title.as_ref().map(|title| &title.text) == b.title.as_ref().map(|title| &title.text)
        && *has_code == b.has_code
        && *n_footnotes == b.n_footnotes
        && all(headings, &b.headings, |a, b| {
            let Heading { level, id, text, span: _ } = a;
            (*level, id, text) == (b.level, &b.id, &b.text)
        })
        && all(links, &b.links, |a, b| {
            let Link { kind, text, span: _ } = a;
            (kind, text) == (&b.kind, &b.text)
        })
        && all(images, &b.images, |a, b| {
            let Image { kind, alt, title, span: _ } = a;
            (kind, alt, title) == (&b.kind, &b.alt, &b.title)
        })
}

fn fields(a: &Fields, b: &Fields) -> bool {
    all(&a.0, &b.0, |(index, a), (other, b)| {
        let FieldValue { key_span, items, is_faulty } = a;
        // A value without a key in the file is one that the program gave.
        let is_given = |span: &crate::diagnostic::Span| *span != (0..0);
        index == other
            && *is_faulty == b.is_faulty
            && is_given(key_span) == is_given(&b.key_span)
            && all(items, &b.items, item)
    })
}

fn item(a: &Item, b: &Item) -> bool {
    let Item { span: _, value } = a;
    match (value, &b.value) {
        (Value::Object(a), Value::Object(b)) => fields(a, b),
        (Value::Relation(a, with), Value::Relation(b, other)) => a == b && fields(with, other),
        (Value::Person(a, with), Value::Person(b, other)) => a == b && fields(with, other),
        (a, b) => a == b,
    }
}

fn all<T>(a: &[T], b: &[T], mut is_equal: impl FnMut(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
}
