//! Lists as tables for spreadsheets: one row for each entry, one column for each field that
//! readers see and some entry fills.

use super::{Context, canonical};
use crate::output::{Content, Output};
use crate::schema::{Field, Role};
use crate::site::{EntryIndex, ListPage, PathValue, Subject, paths};
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
    let all = match list.subject {
        Subject::Type(index) => &context.config.schema.types[index].fields[..],
        _ => &[],
    };
    let columns = all.iter().filter(|field| is_shown(field)).filter_map(|field| {
        let cells: Vec<String> = entries.iter().map(|index| cell(context, *index, field)).collect();
        cells.iter().any(|cell| !cell.is_empty()).then_some((field.label.clone(), cells))
    });
    let mut columns: Vec<(String, Vec<String>)> = columns.collect();
    columns.push((context.label("export.address"), entries.iter().map(|index| address(context, *index)).collect()));
    let mut table = Table::new(context.config.language);
    table.row(columns.iter().map(|(label, _)| label));
    for row in 0..entries.len() {
        table.row(columns.iter().map(|(_, cells)| &cells[row]));
    }
    Output { path: list_url(&list.url), content: Content::Bytes(table.finish().into_bytes()) }
}

/// What readers see of an entry: its facts, and what stands above them. Notes of editors are not for them.
fn is_shown(field: &Field) -> bool {
    use Role::{AltLabels, Authors, Date, Subtitle, Summary, Title, Topics, Updated};
    let above = [Title, Subtitle, Summary, Date, Updated, Topics, Authors, AltLabels];
    field.show || field.role.is_some_and(|role| above.contains(&role))
}

/// Where an entry stands: on the web, or in the tree.
fn address(context: &Context, index: EntryIndex) -> String {
    let url = context.site.entries[index].target.as_deref().unwrap_or_default();
    context.config.base_url.as_ref().map_or_else(|| url.to_owned(), |base| canonical(base, url))
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
