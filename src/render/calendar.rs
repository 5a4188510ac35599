//! iCalendar files (RFC 5545) of lists: the dates of their entries, for people's own calendars.

use super::{Context, canonical, feed};
use crate::messages::Language;
use crate::output::{Content, Output};
use crate::page::{Fields, Item, Value};
use crate::schema::{Field, Kind, Role};
use crate::site::{EntryIndex, ListPage, paths};
use crate::value::{Date, DateTime, Precision};

/// `veranstaltungen/index.html` -> `veranstaltungen/kalender.ics`
pub(super) fn list_url(url: &str) -> String {
    format!("{}kalender.ics", url.trim_end_matches("index.html"))
}

pub(super) fn outputs(context: &Context) -> Vec<Output> {
    context.site.lists.iter().filter(|list| list.calendar).map(|list| calendar(context, list)).collect()
}

/// Longest line in bytes, without line break.
const MAX_LINE: usize = 75;

/// Central European time, as RFC 5545 wants it: the rules that have held since 1996.
const BERLIN: &str = "BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE";

fn calendar(context: &Context, list: &ListPage) -> Output {
    let mut lines = Lines::default();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "CALSCALE:GREGORIAN"] {
        lines.line(line);
    }
    lines.line(concat!("PRODID:-//allmende//allmende ", env!("CARGO_PKG_VERSION"), "//DE"));
    lines.text("X-WR-CALNAME", &format!("{} – {}", list.title, context.config.title));
    let mut entries: Vec<EntryIndex> = list.entries().collect();
    entries.sort_by_cached_key(|index| {
        (date(context, *index).map(DateTime::iso), context.site.entries[*index].id.clone())
    });
    let has_times = entries.iter().any(|index| date(context, *index).is_some_and(|date| date.time().is_some()));
    if has_times && context.config.language == Language::German {
        BERLIN.lines().for_each(|line| lines.line(line));
    }
    for index in entries {
        event(context, index, &mut lines);
    }
    lines.line("END:VCALENDAR");
    Output { path: list_url(&list.url), content: Content::Bytes(lines.0.into_bytes()) }
}

/// When it begins.
fn date(context: &Context, index: EntryIndex) -> Option<DateTime> {
    let entry = &context.site.entries[index];
    match entry.fields.first(context.config.schema.types[entry.type_index()].role(Role::Date)?)? {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

/// Entries whose day is not known (`Oktober 2013`) are left out: a calendar has no place for them.
fn event(context: &Context, index: EntryIndex, lines: &mut Lines) {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let Some(start) = date(context, index).filter(|start| start.date().precision() == Precision::Day) else { return };
    let with_property = |name: &str| {
        let fields = content_type.fields.iter().enumerate();
        let mut fields = fields.filter(|(_, field)| field.property.as_deref() == Some(name));
        fields.find_map(|(index, field)| Some((index, field, entry.fields.items(index).first()?)))
    };
    let end = paths::end_date(&entry.fields, content_type).filter(|end| end.date().precision() == Precision::Day);
    lines.line("BEGIN:VEVENT");
    lines.text("UID", &feed::id(context, &entry.id));
    // When it was last changed; the clock would make two builds differ.
    let changed = feed::day(context, index).unwrap_or_else(|| start.date().edtf());
    lines.line(&format!("DTSTAMP:{}T000000Z", changed.replace('-', "")));
    match (start.time(), end) {
        (Some(_), Some(end)) if end.time().is_some() => {
            lines.line(&format!("DTSTART{}", time(context, start)));
            lines.line(&format!("DTEND{}", time(context, end)));
        }
        (Some(_), _) => lines.line(&format!("DTSTART{}", time(context, start))),
        (None, end) => {
            lines.line(&format!("DTSTART;VALUE=DATE:{}", basic(start.date())));
            // The end of whole days is the first day that is free again.
            lines.line(&format!("DTEND;VALUE=DATE:{}", basic(next_day(end.unwrap_or(start).date()))));
        }
    }
    lines.text("SUMMARY", &entry.title);
    if let Some(summary) = &entry.summary {
        lines.text("DESCRIPTION", summary);
    }
    if let Some((outer, field, item)) = with_property("location") {
        let place = place(context, index, outer, field, item);
        if !place.is_empty() {
            lines.text("LOCATION", &place);
        }
    }
    if let (Some(base), Some(url)) = (&context.config.base_url, &entry.url) {
        lines.line(&format!("URL:{}", canonical(base, url)));
    }
    if with_property("eventStatus").is_some_and(|(_, _, item)| item.value == Value::Bool(true)) {
        lines.line("STATUS:CANCELLED");
    }
    let topics: Vec<String> = entry.topics.iter().map(|topic| escaped(&context.site.entries[*topic].title)).collect();
    if !topics.is_empty() {
        lines.line(&format!("CATEGORIES:{}", topics.join(",")));
    }
    lines.line("END:VEVENT");
}

/// The parts of a place in one line.
fn place(context: &Context, index: EntryIndex, outer: usize, field: &Field, item: &Item) -> String {
    let (Value::Object(values), Kind::Object(sub)) = (&item.value, &field.kind) else {
        return super::facts::text(context, &item.value, field);
    };
    let parts = sub
        .iter()
        .enumerate()
        .flat_map(|(sub_index, sub_field)| part(context, index, outer, values, sub_index, sub_field));
    parts.collect::<Vec<_>>().join(", ")
}

fn part(
    context: &Context,
    index: EntryIndex,
    outer: usize,
    values: &Fields,
    sub_index: usize,
    field: &Field,
) -> Vec<String> {
    let entry = &context.site.entries[index];
    match &field.kind {
        Kind::Relation(_) if values.first(sub_index).is_some() => {
            let edges = entry.relations.iter().filter(|edge| edge.field == outer);
            edges.map(|edge| context.site.entries[edge.to].title.clone()).collect()
        }
        _ => values.items(sub_index).iter().map(|item| super::facts::text(context, &item.value, field)).collect(),
    }
}

/// `;TZID=Europe/Berlin:20210428T180000`; on sites in other languages the time at the place.
fn time(context: &Context, date: DateTime) -> String {
    let zone = if context.config.language == Language::German { ";TZID=Europe/Berlin" } else { "" };
    let (hour, minute) = date.time().map_or((0, 0), |time| (time.hour(), time.minute()));
    format!("{zone}:{}T{hour:02}{minute:02}00", basic(date.date()))
}

fn basic(date: Date) -> String {
    let (year, month, day) = date.first_day();
    format!("{year:04}{month:02}{day:02}")
}

fn next_day(date: Date) -> Date {
    let (year, month, day) = date.first_day();
    let next = [(year, month, day + 1), (year, month + 1, 1), (year + 1, 1, 1)];
    let next = next.into_iter().find_map(|(y, m, d)| Date::from_parts(y, Some(m), Some(d)).ok());
    // Behind 31 December 9999 there is no day.
    next.unwrap_or(date)
}

/// TEXT of RFC 5545, section 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c != '\r') {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines that end as RFC 5545 wants it, long ones folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn text(&mut self, name: &str, text: &str) {
        self.line(&format!("{name}:{}", escaped(text)));
    }

    fn line(&mut self, line: &str) {
        let mut room = MAX_LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = MAX_LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
