//! Series: which part an entry is, what comes before and after it.

use std::collections::HashMap;

use crate::config::Config;
use crate::page::Value;
use crate::schema::Role;
use crate::site::{EntryIndex, SeriesPlace, Site};

/// Fills `series` of all entries whose type has a field with role `series`.
pub(super) fn build(site: &mut Site, config: &Config) {
    let mut parts: HashMap<EntryIndex, Vec<EntryIndex>> = HashMap::new();
    for (index, entry) in site.entries.iter().enumerate() {
        let Some(field) = config.schema.types[entry.type_index()].role(Role::Series) else { continue };
        for edge in entry.relations.iter().filter(|edge| edge.field == field) {
            parts.entry(edge.to).or_default().push(index);
        }
    }
    for (series, mut members) in parts {
        members.sort_by_cached_key(|index| {
            let number = number(site, config, *index, Role::Part);
            let date = value(site, config, *index, Role::Date).and_then(|value| match value {
                Value::Date(date) => Some(date.date().first_day()),
                _ => None,
            });
            (number.unwrap_or(i64::MAX), date, site.entries[*index].id.clone())
        });
        let planned = number(site, config, series, Role::PartsPlanned).and_then(|n| usize::try_from(n).ok());
        let total = planned.unwrap_or(0).max(members.len());
        for (position, index) in members.iter().enumerate() {
            let place = SeriesPlace {
                series,
                part: number(site, config, *index, Role::Part),
                total,
                previous: position.checked_sub(1).map(|p| members[p]),
                next: members.get(position + 1).copied(),
            };
            site.entries[*index].series.push(place);
        }
    }
}

fn value<'a>(site: &'a Site, config: &Config, index: EntryIndex, role: Role) -> Option<&'a Value> {
    let entry = &site.entries[index];
    entry.fields.first(config.schema.types[entry.type_index()].role(role)?)
}

fn number(site: &Site, config: &Config, index: EntryIndex, role: Role) -> Option<i64> {
    match value(site, config, index, role)? {
        Value::Number(number) => number.to_integer(),
        _ => None,
    }
}
