//! Derived values and the use of vocabulary terms.

use std::collections::{BTreeMap, HashMap};

use super::identity::has_flag;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, Text};
use crate::page::{FieldValue, Item, TermValue, Value};
use crate::schema::{Field, Kind, Relation, Role, Targets, TypeIndex};
use crate::site::paths;
use crate::site::{Edge, EntryIndex, PathValue, Site, TermUse};
use crate::value::{Issue, Status};

/// Values may derive from derived ones: a Land from the places, their Land from the key of the municipality.
const ROUNDS: usize = 3;

/// Fills fields that are not given but can be derived, then the defaults; checks what is given against it.
pub(super) fn derive(site: &mut Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for _ in 0..ROUNDS {
        let mut changed = false;
        let issues = issues(site, config);
        for index in 0..site.entries.len() {
            changed |= derive_entry(site, config, &issues, index);
        }
        if !changed {
            break;
        }
    }
    for entry in &mut site.entries {
        for (field, value) in &entry.page.clone().fallbacks.0 {
            if entry.fields.items(*field).is_empty() {
                entry.fields.0.retain(|(other, _)| other != field);
                entry.fields.0.push((*field, value.clone()));
            }
        }
    }
    for index in 0..site.entries.len() {
        contradictions(site, config, index, diagnostics);
        missing(site, config, index, diagnostics);
    }
}

/// The first entry of each type that is about an issue.
type Issues = HashMap<(TypeIndex, Issue), EntryIndex>;

fn issues(site: &Site, config: &Config) -> Issues {
    let mut issues = Issues::new();
    for (index, entry) in site.entries.iter().enumerate() {
        let field = config.schema.types[entry.type_index()].role(Role::Issue);
        if let Some(Value::Issue(issue)) = field.and_then(|field| entry.fields.first(field)) {
            issues.entry((entry.type_index(), *issue)).or_insert(index);
        }
    }
    issues
}

fn derive_entry(site: &mut Site, config: &Config, issues: &Issues, index: EntryIndex) -> bool {
    let content_type = &config.schema.types[site.entries[index].type_index()];
    let mut changed = false;
    for (field_index, field) in content_type.fields.iter().enumerate() {
        let Some(path) = &field.derive else { continue };
        let entry = &site.entries[index];
        if entry.fields.get(field_index).is_some() || entry.relations.iter().any(|edge| edge.field == field_index) {
            continue;
        }
        if let Kind::Relation(relation) = &field.kind {
            let targets = relation_targets(site, config, issues, index, path, relation);
            for to in targets {
                site.entries[index].relations.push(Edge { field: field_index, item: 0, to, derived: true });
                changed = true;
            }
            continue;
        }
        let values: Vec<Value> = derived_values(site, config, index, path, field);
        if !values.is_empty() {
            let items = values.into_iter().map(|value| Item { span: 0..0, value }).collect();
            site.entries[index].fields.0.push((field_index, FieldValue { key_span: 0..0, items, is_faulty: false }));
            changed = true;
        }
    }
    changed
}

fn derived_values(site: &Site, config: &Config, index: EntryIndex, path: &str, field: &Field) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for value in paths::values(site, &config.schema, index, path) {
        if let Some(value) = convert(site, &value, field)
            && !found.contains(&value)
        {
            found.push(value);
        }
    }
    if !field.many {
        found.truncate(1);
    }
    found
}

/// What a value of one kind means for a field of another.
fn convert(site: &Site, value: &PathValue, field: &Field) -> Option<Value> {
    match (value, &field.kind) {
        (PathValue::Number(year), Kind::Year) => i16::try_from(*year).ok().map(Value::Year),
        (PathValue::Value(Value::Ags(ags), _), Kind::Vocab(_)) => {
            Some(Value::Term(TermValue { key: ags.state().to_owned(), new_label: None }))
        }
        (PathValue::Value(Value::Period(period), _), Kind::Enum(choices)) if choices.len() == 3 => {
            // The three choices are declared in the order planned, running, finished.
            let status = period.status(site.as_of?);
            Some(Value::Choice(match status {
                Status::Planned => 0,
                Status::Running => 1,
                Status::Finished => 2,
            }))
        }
        (PathValue::Value(Value::Issue(issue), _), Kind::Year) => Some(Value::Year(issue.year())),
        (PathValue::Value(Value::Date(date), _), Kind::Year) => Some(Value::Year(date.date().year())),
        (PathValue::Value(value, source), kind) if kind.name() == source.kind.name() => Some((*value).clone()),
        _ => None,
    }
}

/// A relation derived from a relation, or from an issue: the entry whose own issue is the same.
fn relation_targets(
    site: &Site,
    config: &Config,
    issues: &Issues,
    index: EntryIndex,
    path: &str,
    relation: &Relation,
) -> Vec<EntryIndex> {
    let mut targets = Vec::new();
    for value in paths::values(site, &config.schema, index, path) {
        match value {
            PathValue::Entry(entry) => targets.push(entry),
            PathValue::Value(Value::Issue(issue), _) => {
                let Targets::Types(types) = &relation.to else { continue };
                let allowed = types.iter().filter_map(|name| config.schema.type_index(name));
                targets.extend(allowed.filter_map(|to| issues.get(&(to, *issue)).copied()).min());
            }
            _ => {}
        }
    }
    targets
}

/// A given Land must be the one that the municipality's key says.
fn contradictions(site: &Site, config: &Config, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    for (field_index, field) in content_type.fields.iter().enumerate() {
        let (Some(path), Some(given)) = (&field.derive, entry.fields.get(field_index)) else { continue };
        let Some(source) = content_type.field_index(path) else { continue };
        let (Some(Value::Ags(ags)), Some(item)) = (entry.fields.first(source), given.items.first()) else { continue };
        let Value::Term(term) = &item.value else { continue };
        if term.key != ags.state() && given.key_span != (0..0) {
            let expected = Value::Term(TermValue { key: ags.state().to_owned(), new_label: None });
            let text = Text::new("contradiction.state")
                .arg("ags", ags.as_str())
                .arg("state", paths::label(&expected, field, config))
                .arg("given", paths::label(&item.value, field, config));
            diagnostics.push(Diagnostic::new(Code::Contradiction, &entry.page.source, item.span.clone()).text(text));
        }
    }
}

/// Required fields that could have been derived but were not.
fn missing(site: &Site, config: &Config, index: EntryIndex, diagnostics: &mut Vec<Diagnostic>) {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    for (field_index, field) in content_type.fields.iter().enumerate() {
        let Some(path) = field.derive.as_ref().filter(|_| field.required) else { continue };
        // Where the source itself is at fault, its own message is enough.
        let source = path.split('.').next().and_then(|key| content_type.field_index(key));
        let is_broken = source.is_some_and(|source| {
            let is_faulty = |field: usize| entry.fields.get(field).is_some_and(|value| value.is_faulty);
            if is_faulty(source) || is_faulty(field_index) {
                return true;
            }
            let n_items = entry.fields.items(source).len();
            let is_relation = content_type.fields[source].relation().is_some();
            is_relation && n_items > entry.relations.iter().filter(|edge| edge.field == source).count()
        });
        if entry.fields.items(field_index).is_empty() && !is_broken {
            let at = entry.page.span.start..entry.page.span.start;
            let mut fault = Diagnostic::new(Code::MissingField, &entry.page.source, at)
                .arg("field", &field.key)
                .arg("type", &content_type.label.one)
                .hint(Text::new("hint.add-field").arg("field", &field.key));
            // Drafts may lack what they like.
            if has_flag(&entry.page, config, Role::Draft) {
                fault.severity = Severity::Hint;
            }
            diagnostics.push(fault);
        }
    }
}

/// Which entries carry which terms.
pub(super) fn terms(site: &mut Site, config: &Config) {
    let mut terms: BTreeMap<String, BTreeMap<String, TermUse>> = BTreeMap::new();
    for (index, entry) in site.entries.iter().enumerate() {
        let content_type = &config.schema.types[entry.type_index()];
        for (field_index, field) in content_type.fields.iter().enumerate() {
            let Kind::Vocab(name) = &field.kind else { continue };
            for item in entry.fields.items(field_index) {
                let Value::Term(term) = &item.value else { continue };
                let uses = terms.entry(name.clone()).or_default().entry(term.key.clone()).or_insert_with(|| {
                    let label = paths::label(&item.value, field, config);
                    let vocabulary = config.schema.vocabulary(name);
                    let known = vocabulary.and_then(|vocabulary| vocabulary.terms.get(&term.key));
                    let slug = crate::text::slugify(&label);
                    let has_page = vocabulary.is_some_and(|vocabulary| vocabulary.pages) && !slug.is_empty();
                    TermUse {
                        url: has_page.then(|| format!("{}{slug}.html", vocabulary.expect("it has pages").url_prefix)),
                        slug,
                        alternatives: known.map(|term| term.alternatives.clone()).unwrap_or_default(),
                        label,
                        entries: Vec::new(),
                    }
                });
                if uses.entries.last() != Some(&index) {
                    uses.entries.push(index);
                }
            }
        }
    }
    site.terms = terms;
}
