//! Paths of the schema language, such as `ausgabe.jahr`, `orte.bundesland` or `titel.initiale`.

use crate::config::Config;
use crate::messages::Language;
use crate::page::{Fields, Page, Value};
use crate::schema::{ContentType, Field, Kind, Role, Schema, Split};
use crate::site::{EntryIndex, PathValue, Site};
use crate::value::DateTime;

/// Everything that `path` leads to, beginning at an entry.
pub fn values<'a>(site: &'a Site, schema: &'a Schema, entry: EntryIndex, path: &str) -> Vec<PathValue<'a>> {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let this = &site.entries[entry];
    let content_type = &schema.types[this.type_index()];
    let Some(index) = content_type.field_index(head) else { return Vec::new() };
    let field = &content_type.fields[index];
    let found: Vec<PathValue> = match &field.kind {
        Kind::Relation(_) => {
            this.relations.iter().filter(|edge| edge.field == index).map(|edge| PathValue::Entry(edge.to)).collect()
        }
        _ => this.fields.items(index).iter().map(|item| PathValue::Value(&item.value, field)).collect(),
    };
    match rest {
        None => found,
        Some(rest) => found.into_iter().flat_map(|value| step(site, schema, value, rest)).collect(),
    }
}

fn step<'a>(site: &'a Site, schema: &'a Schema, value: PathValue<'a>, rest: &str) -> Vec<PathValue<'a>> {
    match value {
        PathValue::Entry(entry) => values(site, schema, entry, rest),
        PathValue::Value(Value::Object(fields), field) => object(fields, field, rest),
        PathValue::Value(value, _) => part(value, rest).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn object<'a>(fields: &'a Fields, field: &'a Field, name: &str) -> Vec<PathValue<'a>> {
    let sub = match &field.kind {
        Kind::Object(sub) | Kind::Image(sub) => sub,
        _ => return Vec::new(),
    };
    let Some(index) = sub.iter().position(|field| field.key.as_ref() == name) else { return Vec::new() };
    fields.items(index).iter().map(|item| PathValue::Value(&item.value, &sub[index])).collect()
}

/// A part of a value, by its German or English name.
fn part(value: &Value, name: &str) -> Option<PathValue<'static>> {
    let year = |year: i16| Some(PathValue::Number(year.into()));
    match (value, name) {
        (Value::Issue(issue), "jahr" | "year") => year(issue.year()),
        (Value::Issue(issue), "nummer" | "number") => Some(PathValue::Number(issue.number().into())),
        (Value::Date(date), "jahr" | "year") => year(date.date().year()),
        (Value::Period(period), "jahr" | "year" | "beginn" | "start") => {
            period.start().and_then(|date| year(date.year()))
        }
        (Value::Period(period), "ende" | "end") => period.end().and_then(|date| year(date.year())),
        (Value::Text(text), "initiale" | "initial") => Some(PathValue::Initial(crate::text::collate::initial(text))),
        _ => None,
    }
}

/// The text that `path` leads to within a page that is not yet part of a site; empty when there is none.
pub(crate) fn page_text(page: &Page, content_type: &ContentType, path: &str) -> String {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let index = match head {
        "title" => content_type.role(crate::schema::Role::Title),
        _ => content_type.field_index(head),
    };
    let Some(value) = index.and_then(|index| page.fields.first(index)) else { return String::new() };
    match rest {
        Some(rest) => match part(value, rest) {
            Some(PathValue::Number(number)) => number.to_string(),
            Some(PathValue::Initial(initial)) => initial.to_string(),
            _ => String::new(),
        },
        None => match value {
            Value::Text(text) => text.clone(),
            Value::Issue(issue) => format!("{} {}", issue.year(), issue.number()),
            Value::Year(year) => year.to_string(),
            Value::Number(number) => number.plain(),
            Value::Date(date) => date.iso(),
            _ => String::new(),
        },
    }
}

/// A key that sorts values of one kind: `None` for entries without the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// Years, issues, dates, numbers.
    Number(i64, i64),
    /// Words, by DIN 5007-1.
    Text(String),
}

/// The sort key of an entry for `path`.
pub fn sort_value(site: &Site, config: &Config, entry: EntryIndex, path: &str) -> Option<SortValue> {
    let values = values(site, &config.schema, entry, path);
    Some(match values.into_iter().next()? {
        PathValue::Entry(other) => SortValue::Text(crate::text::sort_key(&site.entries[other].title)),
        PathValue::Number(number) => SortValue::Number(number, 0),
        PathValue::Initial(initial) => SortValue::Text(initial.to_string()),
        PathValue::Value(value, field) => match value {
            Value::Date(date) => date_key(*date),
            Value::Issue(issue) => SortValue::Number(issue.year().into(), issue.number().into()),
            Value::Year(year) => SortValue::Number((*year).into(), 0),
            Value::Period(period) => {
                let (start, end) = period.sort_key();
                SortValue::Number(start.into(), end.into())
            }
            #[allow(clippy::cast_possible_truncation, reason = "order needs no more than three decimals")]
            Value::Number(number) => SortValue::Number((number.to_f64() * 1000.0) as i64, 0),
            other => SortValue::Text(crate::text::sort_key(&label(other, field, config))),
        },
    })
}

fn date_key(date: DateTime) -> SortValue {
    let day = date.date();
    let days =
        i64::from(day.year()) * 10_000 + i64::from(day.month().unwrap_or(0)) * 100 + i64::from(day.day().unwrap_or(0));
    let minutes = date.time().map_or(-1, |time| i64::from(time.hour()) * 60 + i64::from(time.minute()));
    SortValue::Number(days, minutes)
}

/// The day that decides on which side of a split an entry stands: the last of its date or period, and of the
/// field that says when it ends.
pub fn split_day(site: &Site, schema: &Schema, entry: EntryIndex, split: &Split) -> Option<(i16, u8, u8)> {
    let entry = &site.entries[entry];
    let content_type = &schema.types[entry.type_index()];
    let field = split_field(content_type, split)?;
    match entry.fields.first(field)? {
        Value::Date(date) => {
            let end = end_date(&entry.fields, content_type).map(|end| end.date().last_day());
            Some(date.date().last_day().max(end.unwrap_or_default()))
        }
        Value::Period(period) => period.end().map(crate::value::Date::last_day),
        _ => None,
    }
}

/// When what begins at the date of an entry ends: its field with the property `endDate`.
pub fn end_date(fields: &Fields, content_type: &ContentType) -> Option<DateTime> {
    let end = content_type.fields.iter().position(|field| field.property.as_deref() == Some("endDate"))?;
    match fields.first(end)? {
        Value::Date(end) => Some(*end),
        _ => None,
    }
}

/// The field whose date splits a list.
pub fn split_field(content_type: &ContentType, split: &Split) -> Option<usize> {
    match &split.by {
        Some(key) => content_type.field_index(key),
        None => content_type.role(Role::Date),
    }
}

/// A value in words, in the site's language.
pub fn label(value: &Value, field: &Field, config: &Config) -> String {
    let language = config.language;
    match value {
        Value::Text(text) | Value::Markdown(text, _) | Value::File(text) | Value::Url(text) => text.clone(),
        Value::Date(date) => date.display(language),
        Value::Period(period) => period.display(language),
        Value::Issue(issue) => issue.to_string(),
        Value::Year(year) => year.to_string(),
        Value::Number(number) => number.display(language),
        Value::Range(range) => range.display(language),
        Value::Bool(true) => config.labels.get("label.yes").unwrap_or("ja").to_owned(),
        Value::Bool(false) => config.labels.get("label.no").unwrap_or("nein").to_owned(),
        Value::Choice(choice) => match &field.kind {
            Kind::Enum(choices) => choices[*choice].label.clone(),
            _ => String::new(),
        },
        Value::Term(term) => match (&term.new_label, &field.kind) {
            (Some(label), _) => label.clone(),
            (None, Kind::Vocab(name)) => config
                .schema
                .vocabulary(name)
                .and_then(|vocabulary| vocabulary.terms.get(&term.key))
                .map_or_else(|| term.key.clone(), |term| term.label.clone()),
            _ => term.key.clone(),
        },
        Value::Ags(ags) => ags.as_str().to_owned(),
        Value::Person(person, _) => person.direct(),
        Value::Relation(target, _) => target.clone(),
        Value::Object(_) => String::new(),
    }
}

/// A value as a facet or group: a stable key for its address, and its label.
pub fn facet_value(site: &Site, config: &Config, value: &PathValue) -> (String, String) {
    match value {
        PathValue::Entry(entry) => (site.entries[*entry].slug.clone(), site.entries[*entry].title.clone()),
        PathValue::Number(number) => (number.to_string(), number.to_string()),
        PathValue::Initial(initial) => (initial.to_lowercase().to_string(), initial.to_string()),
        PathValue::Value(value, field) => match (value, field.facet) {
            (Value::Period(period), Some(crate::schema::Facet::Decade)) => {
                decade(period.start().or(period.end()).map(|d| d.year()), config)
            }
            (Value::Date(date), Some(crate::schema::Facet::Decade)) => decade(Some(date.date().year()), config),
            (Value::Date(date), _) => (date.date().year().to_string(), date.date().year().to_string()),
            (Value::Issue(issue), Some(_)) => (issue.year().to_string(), issue.year().to_string()),
            (Value::Term(term), _) => {
                (crate::text::slugify(&label(value, field, config)), term_label(term, value, field, config))
            }
            _ => {
                let label = label(value, field, config);
                (crate::text::slugify(&label), label)
            }
        },
    }
}

fn term_label(term: &crate::page::TermValue, value: &Value, field: &Field, config: &Config) -> String {
    term.new_label.clone().unwrap_or_else(|| label(value, field, config))
}

fn decade(year: Option<i16>, config: &Config) -> (String, String) {
    let decade = year.unwrap_or(0) / 10 * 10;
    let label = match config.language {
        Language::German => format!("{decade}er"),
        Language::English => format!("{decade}s"),
    };
    (format!("{decade}er"), label)
}
