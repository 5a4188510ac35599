//! Index: from the resolved site to the files of the search.
//!
//! Says what of an entry is searched and under which facets; the format is the search's own
//! (`search/format.md`).

use std::collections::HashMap;

use rayon::prelude::*;

use crate::config::Config;
use crate::messages::Catalogue;
use crate::output::{Content, Output};
use crate::page::{Fields, Item, Value};
use crate::schema::{ContentType, Field, Kind, Role};
use crate::search::{self, FacetDef, SearchDoc, SearchInput, Section, SynonymGroup, TypeDef};
use crate::site::paths;
use crate::site::{EntryIndex, PathValue, Site, ancestors};

/// The index of the whole site as files of the output.
pub fn index(site: &Site, config: &Config, labels: &Catalogue) -> Vec<Output> {
    let facets = Facets::new(site, config, labels);
    let searched: Vec<EntryIndex> = (0..site.entries.len()).filter(|index| address(site, *index).is_some()).collect();
    let docs = searched.par_iter().map(|index| doc(site, config, &facets, *index)).collect();
    let types = config.schema.types.iter().map(|content_type| TypeDef {
        name: content_type.name.clone(),
        label_one: content_type.label.one.clone(),
        label_many: content_type.label.many.clone(),
        tone: content_type.tone,
    });
    let input = SearchInput {
        language: config.language,
        catalogue: labels,
        docs,
        facets: facets.definitions,
        types: types.collect(),
        thesaurus: thesaurus(site, config),
        words: Vec::new(),
    };
    let files = search::index(&input).into_iter();
    files.map(|(path, bytes)| Output { path, content: Content::Bytes(bytes) }).collect()
}

/// Where a hit leads.
fn address(site: &Site, index: EntryIndex) -> Option<String> {
    if site.home == Some(index) {
        return Some(crate::site::START.to_owned());
    }
    site.entries[index].target.clone()
}

fn doc(site: &Site, config: &Config, facets: &Facets, index: EntryIndex) -> SearchDoc {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let texts = |role| role_texts(content_type, &entry.fields, role);
    let mut alt_labels = texts(Role::AltLabels);
    alt_labels.extend(texts(Role::Abbreviation));
    alt_labels.extend(texts(Role::Subtitle));
    let date = content_type.role(Role::Date).and_then(|field| entry.fields.first(field));
    let date = date.and_then(|value| if let Value::Date(date) = value { Some(*date) } else { None });
    let sections = entry.page.body.plain.iter().map(|section| Section {
        anchor: section.heading.as_ref().map(|heading| heading.id.clone()),
        title: section.heading.as_ref().map(|heading| heading.title.clone()),
        text: section.text.clone(),
    });
    SearchDoc {
        id: entry.id.as_str().into(),
        url: address(site, index).unwrap_or_default(),
        title: entry.title.clone(),
        alt_labels,
        hidden_labels: texts(Role::HiddenLabels),
        topics: entry.topics.iter().map(|topic| site.entries[*topic].title.clone()).collect(),
        type_index: entry.type_index(),
        place: place(site, config, index),
        year: year(config, site, index),
        breadcrumb: ancestors(site, config, index).iter().map(|parent| site.entries[*parent].title.clone()).collect(),
        summary: entry.summary.clone().unwrap_or_default(),
        extra: extra(site, config, index),
        sections: sections.collect(),
        facet_values: facets.of_entry(site, config, index),
        date: date.map(|date| date.iso()),
    }
}

fn role_texts(content_type: &ContentType, fields: &Fields, role: Role) -> Vec<String> {
    let items = content_type.role_fields(role).flat_map(|field| fields.items(field));
    let text = |item: &Item| if let Value::Text(text) = &item.value { Some(text.clone()) } else { None };
    items.filter_map(text).collect()
}

/// Roles that the search knows by themselves.
const OWN_ROLES: [Role; 7] =
    [Role::Title, Role::Subtitle, Role::Summary, Role::AltLabels, Role::HiddenLabels, Role::Abbreviation, Role::Topics];

/// Values of all fields that the schema gives a weight, and names of related entries.
fn extra(site: &Site, config: &Config, index: EntryIndex) -> Vec<(String, f32)> {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let mut extra = Vec::new();
    for (field_index, field) in content_type.fields.iter().enumerate() {
        if field.role.is_some_and(|role| OWN_ROLES.contains(&role)) {
            continue;
        }
        if let Some(weight) = field.search_weight {
            for item in entry.fields.items(field_index) {
                extra.push((words(&item.value, field, config), weight));
            }
        } else if field.show || field.role == Some(Role::Issue) {
            // What readers see in the facts box, they may also search for.
            for item in entry.fields.items(field_index) {
                extra.push((words(&item.value, field, config), 1.0));
            }
            let edges = entry.relations.iter().filter(|edge| edge.field == field_index);
            extra.extend(edges.map(|edge| (site.entries[edge.to].title.clone(), 1.0)));
        }
    }
    extra.retain(|(text, _)| !text.is_empty());
    extra
}

/// A value as searchable words; objects and attributes one after the other.
fn words(value: &Value, field: &Field, config: &Config) -> String {
    let sub = |fields: &Fields, sub: &[Field]| {
        let parts = fields.0.iter().flat_map(|(index, value)| {
            let field = sub.get(*index);
            value.items.iter().filter_map(move |item| field.map(|field| words(&item.value, field, config)))
        });
        parts.collect::<Vec<_>>().join(" · ")
    };
    match (value, &field.kind) {
        (Value::Object(fields), Kind::Object(fields_of) | Kind::Image(fields_of)) => sub(fields, fields_of),
        (Value::Object(fields), Kind::List(of)) => match &of.kind {
            Kind::Object(fields_of) => sub(fields, fields_of),
            _ => String::new(),
        },
        (Value::Relation(..) | Value::File(_), _) => String::new(),
        (Value::Person(person, with), Kind::Person(fields_of)) => {
            format!("{} {}", person.direct(), sub(with, fields_of))
        }
        (value, Kind::List(of)) => paths::label(value, of, config),
        _ => paths::label(value, field, config),
    }
}

/// Municipality or Land, as a hit names it: the first value of the first field of such a kind.
fn place(site: &Site, config: &Config, index: EntryIndex) -> Option<String> {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let field = content_type.fields.iter().position(|field| {
        field.card && matches!(&field.kind, Kind::Vocab(name) if config.schema.vocabulary(name).is_some_and(|v| v.terms.values().any(|term| term.code.is_some())))
    })?;
    let value = entry.fields.first(field)?;
    Some(paths::label(value, &content_type.fields[field], config))
}

/// The year of an entry: of its date, its issue, its period or its year.
fn year(config: &Config, site: &Site, index: EntryIndex) -> Option<i16> {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let by_role = [Role::Date, Role::Issue].into_iter().filter_map(|role| content_type.role(role));
    let any = 0..content_type.fields.len();
    by_role.chain(any).find_map(|field| match entry.fields.first(field)? {
        Value::Date(date)
            if content_type.fields[field].role != Some(Role::Updated) && content_type.fields[field].show =>
        {
            Some(date.date().year())
        }
        Value::Issue(issue) => Some(issue.year()),
        Value::Year(year) => Some(*year),
        Value::Period(period) => period.start().or(period.end()).map(|date| date.year()),
        _ => None,
    })
}

/// Facets over all types. Fields that ask the same are one facet, all that name a time are the year.
struct Facets {
    definitions: Vec<FacetDef>,
    /// By type, then by field: the facet that the field fills.
    of_field: Vec<HashMap<usize, u16>>,
    /// For each facet the number of each value, by its key.
    numbers: Vec<HashMap<String, u32>>,
    /// The last year that any entry names; a period without end lasts so long.
    last_year: i16,
}

/// The facet of the year in addresses.
const YEAR: &str = "jahr";

impl Facets {
    fn new(site: &Site, config: &Config, labels: &Catalogue) -> Facets {
        let mut definitions: Vec<FacetDef> = Vec::new();
        let mut asked: Vec<(&Field, Vec<usize>)> = Vec::new();
        let mut of_field = vec![HashMap::new(); config.schema.types.len()];
        for (type_index, content_type) in config.schema.types.iter().enumerate() {
            for (field_index, field) in content_type.fields.iter().enumerate().filter(|(_, f)| f.facet.is_some()) {
                let same = asked.iter().position(|(other, _)| is_same_question(other, field));
                let position = same.unwrap_or_else(|| {
                    let (key, label) = match is_time(field) {
                        true => (YEAR.to_owned(), labels.get("label.search.year").unwrap_or(YEAR).to_owned()),
                        false => {
                            let is_taken = [search::TYPE_FACET, YEAR].contains(&&*field.key)
                                || definitions.iter().any(|facet| facet.key == *field.key);
                            let prefix = if is_taken { format!("{}-", content_type.name) } else { String::new() };
                            (format!("{prefix}{}", field.key), field.label.clone())
                        }
                    };
                    definitions.push(FacetDef { key, label, only: None, values: Vec::new() });
                    asked.push((field, Vec::new()));
                    definitions.len() - 1
                });
                asked[position].1.push(type_index);
                of_field[type_index].insert(field_index, u16::try_from(position).unwrap_or(u16::MAX));
            }
        }
        let n_types = site.by_type.iter().filter(|entries| !entries.is_empty()).count();
        for (definition, (_, types)) in definitions.iter_mut().zip(&mut asked) {
            types.dedup();
            definition.only = types.first().copied().filter(|_| types.len() == 1 && n_types > 1);
        }
        let last_year = (0..site.entries.len()).filter_map(|index| last_year(site, config, index)).max().unwrap_or(0);
        let mut facets = Facets { numbers: vec![HashMap::new(); definitions.len()], definitions, of_field, last_year };
        facets.number_values(site, config);
        facets
    }

    /// Collects the values that entries have, in the order of display.
    fn number_values(&mut self, site: &Site, config: &Config) {
        let mut values: Vec<HashMap<String, String>> = vec![HashMap::new(); self.definitions.len()];
        for index in 0..site.entries.len() {
            self.for_each_value(site, config, index, &mut |facet, key, label| {
                values[usize::from(facet)].entry(key).or_insert(label);
            });
        }
        for ((definition, numbers), values) in self.definitions.iter_mut().zip(&mut self.numbers).zip(values) {
            let mut sorted: Vec<(String, String)> = values.into_iter().collect();
            sorted.sort_by_cached_key(|(key, label)| (crate::text::sort_key(label), key.clone()));
            if definition.key == YEAR {
                sorted.reverse();
            }
            *numbers = (0..).zip(&sorted).map(|(number, (key, _))| (key.clone(), number)).collect();
            definition.values = sorted;
        }
    }

    fn of_entry(&self, site: &Site, config: &Config, index: EntryIndex) -> Vec<(u16, u32)> {
        let mut found = Vec::new();
        self.for_each_value(site, config, index, &mut |facet, key, _| {
            found.extend(self.numbers[usize::from(facet)].get(&key).map(|number| (facet, *number)));
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Calls `f` with number of the facet, key and label of every facet value of an entry.
    fn for_each_value(&self, site: &Site, config: &Config, index: EntryIndex, f: &mut dyn FnMut(u16, String, String)) {
        let type_index = site.entries[index].type_index();
        let content_type = &config.schema.types[type_index];
        for (field_index, field) in content_type.fields.iter().enumerate() {
            let Some(facet) = self.of_field[type_index].get(&field_index) else { continue };
            for value in paths::values(site, &config.schema, index, &field.key) {
                if is_time(field) {
                    for year in years(&value, self.last_year).into_iter().flat_map(|(first, last)| first..=last) {
                        f(*facet, year.to_string(), year.to_string());
                    }
                    continue;
                }
                let (key, label) = paths::facet_value(site, config, &value);
                if !key.is_empty() {
                    f(*facet, key, label);
                }
            }
        }
    }
}

/// Whether a field says when something was.
fn is_time(field: &Field) -> bool {
    matches!(field.kind, Kind::Date | Kind::DateTime | Kind::Period | Kind::Issue | Kind::Year)
}

/// Whether two fields, mostly of different types, ask for the same values.
fn is_same_question(a: &Field, b: &Field) -> bool {
    match (&a.kind, &b.kind) {
        _ if is_time(a) || is_time(b) => is_time(a) && is_time(b),
        _ if a.key != b.key => false,
        (Kind::Enum(a), Kind::Enum(b)) => a == b,
        (Kind::Vocab(a), Kind::Vocab(b)) => a == b,
        (Kind::Relation(a), Kind::Relation(b)) => a.to == b.to,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The first and the last year that a value of time touches; of a long period the last hundred.
fn years(value: &PathValue, last_year: i16) -> Option<(i16, i16)> {
    let one = |year: i16| Some((year, year));
    match value {
        PathValue::Value(Value::Date(date), _) => one(date.date().year()),
        PathValue::Value(Value::Issue(issue), _) => one(issue.year()),
        PathValue::Value(Value::Year(year), _) => one(*year),
        PathValue::Number(year) => i16::try_from(*year).ok().and_then(one),
        PathValue::Value(Value::Period(period), _) => {
            let end = period.end().map(crate::value::Date::year);
            let start = period.start().map(crate::value::Date::year).or(end)?;
            let end = end.unwrap_or(last_year.max(start));
            Some((start.max(end.saturating_sub(99)), end))
        }
        _ => None,
    }
}

/// The last year that the facets of an entry name.
fn last_year(site: &Site, config: &Config, index: EntryIndex) -> Option<i16> {
    let content_type = &config.schema.types[site.entries[index].type_index()];
    let fields = content_type.fields.iter().filter(|field| field.facet.is_some() && is_time(field));
    let values = fields.flat_map(|field| paths::values(site, &config.schema, index, &field.key));
    values.filter_map(|value| years(&value, i16::MIN)).map(|(_, last)| last).max()
}

/// Synonyms from vocabularies and from the alternative names of entries.
fn thesaurus(site: &Site, config: &Config) -> Vec<SynonymGroup> {
    let mut groups = Vec::new();
    for vocabulary in config.schema.vocabularies.values() {
        for term in vocabulary.terms.values() {
            let mut equivalents = term.alternatives.clone();
            equivalents.extend(term.forbidden.iter().cloned());
            if !equivalents.is_empty() {
                groups.push(SynonymGroup { preferred: term.label.clone(), equivalents, broader: Vec::new() });
            }
        }
    }
    for entry in &site.entries {
        let content_type = &config.schema.types[entry.type_index()];
        let roles = [Role::AltLabels, Role::Abbreviation, Role::HiddenLabels];
        let equivalents: Vec<String> =
            roles.into_iter().flat_map(|role| role_texts(content_type, &entry.fields, role)).collect();
        if !equivalents.is_empty() {
            let broader = content_type.role(Role::Broader).map(|field| {
                let edges = entry.relations.iter().filter(|edge| edge.field == field);
                edges.map(|edge| site.entries[edge.to].title.clone()).collect()
            });
            groups.push(SynonymGroup {
                preferred: entry.title.clone(),
                equivalents,
                broader: broader.unwrap_or_default(),
            });
        }
    }
    groups
}
