//! Lists as tables for spreadsheets: one row for each entry, one column for each field that some entry fills.

use super::{Context, canonical};
use crate::output::{Content, Output};
use crate::schema::Field;
use crate::site::{EntryIndex, ListPage, PathValue, paths};
use crate::text::csv::Table;

/// `foerderung/index.html` -> `foerderung/liste.csv`
pub(super) fn list_url(url: &str) -> String {
    format!("{}liste.csv", url.trim_end_matches("index.html"))
}

pub(super) fn outputs(context: &Context) -> Vec<Output> {
    context.site.lists.iter().filter(|list| list.csv).map(|list| table(context, list)).collect()
}

fn table(context: &Context, list: &ListPage) -> Output {
    let entries: Vec<EntryIndex> = list.entries().collect();
    let mut fields: Vec<&Field> = Vec::new();
    for index in &entries {
        let content_type = &context.config.schema.types[context.site.entries[*index].type_index()];
        let new = content_type.fields.iter().filter(|field| field.show || field.role.is_some());
        let new: Vec<&Field> = new.filter(|field| !fields.iter().any(|known| known.key == field.key)).collect();
        fields.extend(new.into_iter().filter(|field| !cell(context, *index, field).is_empty()));
    }
    let mut table = Table::new(context.config.language);
    let address = context.label("export.address");
    let heads = fields.iter().map(|field| field.label.clone()).chain([address]);
    table.row(&heads.collect::<Vec<_>>());
    for index in entries {
        let cells = fields.iter().map(|field| cell(context, index, field));
        let url = context.site.entries[index].target.as_deref().unwrap_or_default();
        let url = context.config.base_url.as_ref().map_or_else(|| url.to_owned(), |base| canonical(base, url));
        table.row(&cells.chain([url]).collect::<Vec<_>>());
    }
    Output { path: list_url(&list.url), content: Content::Bytes(table.finish().into_bytes()) }
}

/// The values of a field in words.
fn cell(context: &Context, index: EntryIndex, field: &Field) -> String {
    let values = paths::values(context.site, &context.config.schema, index, &field.key);
    let words = values.iter().map(|value| match value {
        PathValue::Entry(entry) => context.site.entries[*entry].title.clone(),
        PathValue::Value(value, field) => paths::label(value, field, context.config),
        other => paths::facet_value(context.site, context.config, other).1,
    });
    words.collect::<Vec<_>>().join("; ")
}
