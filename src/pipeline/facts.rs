//! Facts: what others can see of a page.
//!
//! Everything but the running text and the places in the file. While a page's facts stay, no other page
//! changes, and what `resolve` found out stays true.

use crate::page::{FieldValue, Fields, Item, Page, Parsed, Value};
use crate::parse::markdown::{Body, Heading, Image, Link};

/// Whether two readings of a file say the same to the rest of the site.
pub(super) fn are_equal(a: &Parsed, b: &Parsed) -> bool {
    a.pages.len() == b.pages.len() && a.pages.iter().zip(&b.pages).all(|(a, b)| page(a, b))
}

// The structs are taken apart, so that a new field has to be thought about here.

fn page(a: &Page, b: &Page) -> bool {
    let Page { source, span: _, type_index, folder, stem, fields, fallbacks, body, has_body } = a;
    *source == b.source
        && *type_index == b.type_index
        && *folder == b.folder
        && *stem == b.stem
        && *has_body == b.has_body
        && self::fields(fields, &b.fields)
        && self::fields(fallbacks, &b.fallbacks)
        && self::body(body, &b.body)
}

fn body(a: &Body, b: &Body) -> bool {
    let Body { html: _, title, headings, links, images, plain: _, excerpt, has_code, n_footnotes } = a;
    title.as_ref().map(|title| &title.text) == b.title.as_ref().map(|title| &title.text)
        && *excerpt == b.excerpt
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
