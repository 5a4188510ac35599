//! Views of a list beside the plain one: table, A–Z, grid, map, timeline, calendar.
//!
//! The schema declares them (`views: [liste, karte]`), for any type. The first view stands on the list's
//! own page; where that is an overview (map, timeline, calendar), the entries follow below it, because
//! this page holds their anchors. Each further view is a page of its own, `<list>/ansicht/<view>.html`.

use std::collections::BTreeMap;

use super::shared::Shared;
use super::view::{Card, CardGroup, DayView, MonthView, TableRow, TableView, ViewLink};
use super::{Context, entry, facts};
use crate::page::Value;
use crate::schema::{Role, View};
use crate::site::{EntryIndex, Group, ListPage, Subject};
use crate::value::Date;

/// How the entries show on the list's own page.
pub(super) fn body(list: &ListPage) -> View {
    list.views.iter().copied().find(|view| !view.is_overview()).unwrap_or(View::List)
}

/// The overview above the entries on the list's own page.
pub(super) fn lead(list: &ListPage) -> Option<View> {
    list.views.first().copied().filter(|view| view.is_overview())
}

/// Whether a further view has anything to show.
fn is_useful(context: &Context, list: &ListPage, view: View) -> bool {
    let entries: Vec<EntryIndex> = list.entries().collect();
    match view {
        View::Map => super::map::map(context, &entries, Some(list)).is_some(),
        View::Timeline => entries.iter().filter(|index| entry::period(context, **index).is_some()).count() > 1,
        View::Calendar => entries.iter().any(|index| day(context, *index).is_some()),
        _ => entries.len() > 1,
    }
}

fn view_url(list: &ListPage, view: View) -> String {
    format!("{}ansicht/{}.html", list.url.trim_end_matches("index.html"), view.name())
}

/// Links between the views of a list; `current` is missing on its own page.
pub(super) fn links(context: &Context, list: &ListPage, current: Option<View>) -> Vec<ViewLink> {
    let (body, lead) = (body(list), lead(list));
    let label = |view: View| context.label(&format!("view.{}", view.name()));
    let own = ViewLink { label: label(lead.unwrap_or(body)), url: list.url.clone(), current: current.is_none() };
    let others = list.views.iter().filter(|view| **view != body && Some(**view) != lead);
    let others = others.filter(|view| is_useful(context, list, **view)).map(|view| ViewLink {
        label: label(*view),
        url: view_url(list, *view),
        current: current == Some(*view),
    });
    let links: Vec<ViewLink> = std::iter::once(own).chain(others).collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// The list as a further view shows it; nothing when the view would be empty.
pub(super) fn derive(context: &Context, list: &ListPage, view: View) -> Option<ListPage> {
    if !matches!(list.subject, Subject::Type(_)) || !is_useful(context, list, view) {
        return None;
    }
    let groups = match view {
        View::Index => by_letter(context, list),
        View::Table => vec![Group { label: None, url: None, entries: list.entries().collect() }],
        _ => list.groups.clone(),
    };
    let label = context.label(&format!("view.{}", view.name()));
    let title = context.sentence("view.title", &[("title", list.title.clone()), ("view", label)]);
    Some(ListPage {
        url: view_url(list, view),
        title,
        atom: false,
        calendar: false,
        csv: false,
        groups,
        ..list.clone()
    })
}

fn by_letter(context: &Context, list: &ListPage) -> Vec<Group> {
    let mut entries: Vec<EntryIndex> = list.entries().collect();
    let title = |index: &EntryIndex| context.site.entries[*index].title.as_str();
    entries.sort_by_cached_key(|index| crate::text::sort_key(title(index)));
    let mut groups: Vec<Group> = Vec::new();
    for index in entries {
        let letter = crate::text::collate::initial(title(&index)).to_string();
        match groups.last_mut().filter(|group| group.label.as_ref() == Some(&letter)) {
            Some(group) => group.entries.push(index),
            None => groups.push(Group { label: Some(letter), url: None, entries: vec![index] }),
        }
    }
    groups
}

/// The entries of a page as a table: title, date and the short facts of cards, without empty columns.
pub(super) fn table(context: &Context, entries: &[EntryIndex], groups: &[CardGroup]) -> TableView {
    let cards: Vec<&Shared<Card>> = groups.iter().flat_map(|group| &group.cards).collect();
    let mut columns: Vec<(String, usize)> = Vec::new();
    if let Some(first) = entries.first() {
        let content_type = &context.config.schema.types[context.site.entries[*first].type_index()];
        let date = content_type.role(Role::Date);
        let fields = content_type.fields.iter().enumerate();
        let fields = fields.filter(|(index, field)| field.card || Some(*index) == date);
        columns.extend(fields.map(|(index, field)| (field.label.clone(), index)));
    }
    let cells =
        |field: usize| -> Vec<_> { entries.iter().map(|index| facts::field_values(context, *index, field)).collect() };
    let mut filled: Vec<(String, Vec<_>)> = columns.into_iter().map(|(label, field)| (label, cells(field))).collect();
    filled.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let rows = cards.into_iter().enumerate().map(|(row, card)| TableRow {
        card: card.clone(),
        cells: filled.iter().map(|(_, cells)| cells[row].clone()).collect(),
    });
    TableView { rows: rows.collect(), columns: filled.iter().map(|(label, _)| label.clone()).collect() }
}

/// An entry and when it happens.
type Dated = (Date, EntryIndex);

/// The day, month or year in which an entry happens: its date, else the start of its period.
fn day(context: &Context, index: EntryIndex) -> Option<Date> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let date = content_type.role(Role::Date).and_then(|field| entry.fields.first(field));
    match date {
        Some(Value::Date(date)) => Some(date.date()),
        _ => entry::period(context, index)?.start(),
    }
}

/// Months with entries, newest first; a year without months follows the months of that year.
pub(super) fn months(context: &Context, entries: &[EntryIndex]) -> Vec<MonthView> {
    let mut months: BTreeMap<(i16, Option<u8>), Vec<Dated>> = BTreeMap::new();
    for index in entries {
        if let Some(date) = day(context, *index) {
            months.entry((date.year(), date.month())).or_default().push((date, *index));
        }
    }
    months.into_iter().rev().map(|((year, month), found)| month_view(context, year, month, found)).collect()
}

fn month_view(context: &Context, year: i16, month: Option<u8>, mut found: Vec<Dated>) -> MonthView {
    found.sort_by_key(|(date, index)| (date.first_day(), *index));
    let date = Date::from_parts(year, month, None).expect("year and month of a date are a date");
    let id = format!("al-m-{}", date.edtf());
    let cards: Vec<Shared<Card>> = found.iter().map(|(_, index)| entry::linked_card(context, *index)).collect();
    // Where no day is known, an empty sheet says nothing.
    let has_days = found.iter().any(|(date, _)| date.day().is_some());
    let weeks = month.filter(|_| has_days).map(|month| weeks(year, month, &found, &cards, &id)).unwrap_or_default();
    MonthView { label: date.display(context.config.language), id, weeks, cards }
}

/// The weeks of a month from Monday to Sunday.
fn weeks(year: i16, month: u8, found: &[Dated], cards: &[Shared<Card>], id: &str) -> Vec<Vec<DayView>> {
    let first = jiff::civil::date(year, i8::try_from(month).expect("a month"), 1);
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).expect("0 to 6");
    let days = u8::try_from(first.days_in_month()).expect("28 to 31");
    let empty = || DayView { day: None, url: None, label: None };
    let mut all: Vec<DayView> = (0..before).map(|_| empty()).collect();
    for day in 1..=days {
        let that_day: Vec<&Shared<Card>> =
            found.iter().zip(cards).filter(|((date, _), _)| date.day() == Some(day)).map(|(_, card)| card).collect();
        let url = match that_day.as_slice() {
            [] => None,
            [one] => one.url.clone(),
            _ => Some(format!("#{id}")),
        };
        let titles: Vec<&str> = that_day.iter().map(|card| card.title.as_str()).collect();
        let label = (!titles.is_empty()).then(|| titles.join("; "));
        all.push(DayView { day: Some(day), url, label });
    }
    all.resize_with(all.len().div_ceil(7) * 7, empty);
    all.chunks(7).map(<[DayView]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let date = Date::from_parts(2021, Some(4), Some(28)).expect("a day");
        let card = Card { title: "Auftakt".to_owned(), url: Some("x.html".to_owned()), ..Card::default() };
        let weeks = weeks(2021, 4, &[(date, 0)], &[card.into()], "al-m-2021-04");
        assert_eq!(weeks.len(), 5);
        let first: Vec<_> = weeks[0].iter().map(|day| day.day).collect();
        assert_eq!(first, [None, None, None, Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(weeks[4][2].url.as_deref(), Some("x.html"));
        assert_eq!(weeks[4][2].label.as_deref(), Some("Auftakt"));
        assert!(weeks[4][6].day.is_none());
    }
}
