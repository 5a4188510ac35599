//! The tile map of the sixteen Länder: a square each, in the place where the Land lies.

use std::collections::HashMap;

use super::Context;
use super::view::{MapView, TileView};
use crate::page::Value;
use crate::schema::Kind;
use crate::site::{EntryIndex, ListPage};

/// Key, column and row of each tile, five columns by six rows.
const TILES: [(&str, u8, u8); 16] = [
    ("SH", 3, 1),
    ("HB", 2, 2),
    ("HH", 3, 2),
    ("MV", 4, 2),
    ("NI", 2, 3),
    ("ST", 3, 3),
    ("BE", 4, 3),
    ("BB", 5, 3),
    ("NW", 1, 4),
    ("HE", 2, 4),
    ("TH", 3, 4),
    ("SN", 4, 4),
    ("RP", 1, 5),
    ("BW", 2, 5),
    ("BY", 3, 5),
    ("SL", 1, 6),
];

/// The map of `entries`, or nothing when their vocabulary is not that of the Länder.
///
/// Tiles link to the pages of the list's facet, or to those of the terms.
pub(super) fn map(context: &Context, entries: &[EntryIndex], list: Option<&ListPage>) -> Option<MapView> {
    let (name, vocabulary) = context
        .config
        .schema
        .vocabularies
        .iter()
        .find(|(_, vocabulary)| TILES.iter().all(|(key, _, _)| vocabulary.terms.contains_key(*key)))?;
    let counts = counts(context, entries, name);
    if counts.is_empty() {
        return None;
    }
    let most = counts.values().copied().max().unwrap_or(1);
    let mut tiles: Vec<TileView> = TILES
        .iter()
        .map(|(key, column, row)| {
            let label = vocabulary.terms[*key].label.clone();
            let count = counts.get(*key).copied().unwrap_or(0);
            let facets = list.map(|list| list.facets.as_slice()).unwrap_or_default();
            let in_list = facets.iter().flat_map(|facet| &facet.values).find(|(value, _, _)| *value == label);
            let term = context.site.terms.get(name).and_then(|terms| terms.get(*key)).and_then(|term| term.url.clone());
            let url = in_list.map(|(_, url, _)| url.clone()).or(term).filter(|_| count > 0);
            TileView {
                code: (*key).to_owned(),
                name: label,
                column: *column,
                row: *row,
                count,
                shade: shade(count, most),
                url,
            }
        })
        .collect();
    tiles.sort_by_cached_key(|tile| crate::text::sort_key(&tile.name));
    Some(MapView { tiles })
}

fn counts(context: &Context, entries: &[EntryIndex], vocabulary: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for index in entries {
        let entry = &context.site.entries[*index];
        let fields = &context.config.schema.types[entry.type_index()].fields;
        let states = fields.iter().position(|field| matches!(&field.kind, Kind::Vocab(name) if name == vocabulary));
        for item in states.map(|field| entry.fields.items(field)).unwrap_or_default() {
            if let Value::Term(term) = &item.value {
                *counts.entry(term.key.clone()).or_default() += 1;
            }
        }
    }
    counts
}

/// None, few, some, many: thirds of the largest number.
fn shade(count: usize, most: usize) -> u8 {
    match count {
        0 => 0,
        n if n * 3 <= most => 1,
        n if n * 3 <= most * 2 => 2,
        _ => 3,
    }
}
