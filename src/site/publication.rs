//! Publication: which entries appear on a day, and when that changes next.

use super::Entry;
use crate::config::Config;
use crate::diagnostic::Text;
use crate::page::{Fields, Item, Value};
use crate::schema::{ContentType, Role};
use crate::value::Date;

/// What an entry's fields say about its appearance on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// On the site.
    Public,
    /// Its author is not done.
    Draft,
    /// Appears on this day (role `publish_from`).
    From(Date),
    /// Was on the site up to this day (role `expire_after`).
    Until(Date),
}

impl Publication {
    /// What `fields` say on the day `today`. The day of `publish_from` and the day of `expire_after` are both public.
    pub fn of(fields: &Fields, content_type: &ContentType, today: Date) -> Publication {
        let draft = content_type.role(Role::Draft).and_then(|field| fields.first(field));
        let date = |role| date_item(fields, content_type, role).map(|(_, date)| date);
        match (date(Role::PublishFrom), date(Role::ExpireAfter)) {
            _ if matches!(draft, Some(Value::Bool(true))) => Publication::Draft,
            (Some(from), _) if from.first_day() > today.first_day() => Publication::From(from),
            (_, Some(until)) if until.last_day() < today.first_day() => Publication::Until(until),
            _ => Publication::Public,
        }
    }
}

/// The value of the field with `role`, when it is a date.
pub fn date_item<'f>(fields: &'f Fields, content_type: &ContentType, role: Role) -> Option<(&'f Item, Date)> {
    let item = fields.items(content_type.role(role)?).first()?;
    match &item.value {
        Value::Date(date) => Some((item, date.date())),
        _ => None,
    }
}

/// The day from which an entry counts as archived, when it names one.
pub fn archived_since(fields: &Fields, content_type: &ContentType) -> Option<Date> {
    let Some(Value::Object(values)) = fields.first(content_type.role(Role::Archived)?) else { return None };
    values.0.iter().find_map(|(_, value)| match &value.items.first()?.value {
        Value::Date(date) => Some(date.date()),
        _ => None,
    })
}

/// The message for those who name an unpublished entry.
pub fn not_there(entry: &Entry, config: &Config) -> Text {
    let content_type = &config.schema.types[entry.type_index()];
    let text = match Publication::of(&entry.page.fields, content_type, config.today) {
        Publication::From(day) => Text::new("unpublished-target.from").arg("date", day.display(config.language)),
        Publication::Until(day) => Text::new("unpublished-target.until").arg("date", day.display(config.language)),
        Publication::Draft | Publication::Public => Text::new("unpublished-target"),
    };
    text.arg("title", &entry.title)
}

/// The next day on which a build gives another site, though nobody changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextChange {
    /// The day.
    pub day: Date,
    /// Titles of the entries that appear, go or become archived.
    pub titles: Vec<String>,
}

/// Days after `today` on which the appearance of an entry changes.
pub fn changes(fields: &Fields, content_type: &ContentType, today: Date) -> Vec<Date> {
    if Publication::of(fields, content_type, today) == Publication::Draft {
        return Vec::new();
    }
    let date = |role| date_item(fields, content_type, role).map(|(_, date)| date);
    let first = |date: Date| {
        let (year, month, day) = date.first_day();
        Date::from_parts(year, Some(month), Some(day)).ok()
    };
    let from = date(Role::PublishFrom).and_then(first);
    let until = date(Role::ExpireAfter).and_then(day_after);
    let archived = archived_since(fields, content_type).and_then(first);
    [from, until, archived].into_iter().flatten().filter(|day| *day > today).collect()
}

/// The day after the last day of `date`; none at the end of the calendar.
fn day_after(date: Date) -> Option<Date> {
    let (year, month, day) = date.last_day();
    [(year, month, day + 1), (year, month + 1, 1), (year + 1, 1, 1)]
        .into_iter()
        .find_map(|(year, month, day)| Date::from_parts(year, Some(month), Some(day)).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_a_day_after_it() {
        for (date, after) in
            [("28.2.2024", "29.2.2024"), ("28.2.2025", "1.3.2025"), ("Dezember 2026", "1.1.2027"), ("2026", "1.1.2027")]
        {
            assert_eq!(day_after(Date::parse(date).unwrap()), Some(Date::parse(after).unwrap()), "{date}");
        }
        assert_eq!(day_after(Date::parse("31.12.9999").unwrap()), None);
    }
}
