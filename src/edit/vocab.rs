//! `vocab`: which terms are in use, and renaming or merging them in all files.

use std::collections::HashMap;

use super::quote::like;
use super::{Change, Edit};
use crate::config::Config;
use crate::diagnostic::{SourcePath, Span, Text, did_you_mean};
use crate::load::Sources;
use crate::page::{Fields, Page, TermValue, Value};
use crate::parse;
use crate::schema::{Field, Kind, Relation, Vocabulary};
use crate::text::fold;
use crate::yaml::{self, Data, Node};

/// A term with the number of places that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Name of the vocabulary.
    pub vocabulary: String,
    /// Label of the term.
    pub label: String,
    /// Values that name it.
    pub count: usize,
    /// Whether the vocabulary lists it.
    pub listed: bool,
}

/// One value of a vocabulary field.
struct Use {
    file: SourcePath,
    span: Span,
    key: String,
}

/// All terms of a vocabulary, or of all, in the order of the vocabulary; then those that it does not list.
pub fn usage(sources: &Sources, config: &Config, only: Option<&str>) -> Result<Vec<Usage>, Text> {
    let names: Vec<&str> = match only {
        Some(name) => vec![find(config, name)?.name.as_str()],
        None => config.schema.vocabularies.keys().map(String::as_str).collect(),
    };
    let pages = pages(sources, config);
    let mut usage = Vec::new();
    for name in names {
        let vocabulary = &config.schema.vocabularies[name];
        let uses = uses(&pages, config, name);
        let count = |key: &str| uses.iter().filter(|(found, _)| found.key == key).count();
        for term in vocabulary.terms.values() {
            usage.push(Usage {
                vocabulary: name.to_owned(),
                label: term.label.clone(),
                count: count(&term.key),
                listed: true,
            });
        }
        let mut new: Vec<(&str, &str)> = uses
            .iter()
            .filter_map(|(found, term)| term.new_label.as_deref().map(|label| (found.key.as_str(), label)))
            .collect();
        new.sort_unstable();
        new.dedup_by_key(|(key, _)| *key);
        for (key, label) in new {
            let (vocabulary, label) = (name.to_owned(), label.to_owned());
            usage.push(Usage { vocabulary, label, count: count(key), listed: false });
        }
    }
    Ok(usage)
}

/// Gives a term a new label, in its vocabulary and in all entries.
pub fn rename(sources: &Sources, config: &Config, name: &str, old: &str, new: &str) -> Result<Vec<Change>, Text> {
    let vocabulary = find(config, name)?;
    let old_key = term_key(sources, config, vocabulary, old)?;
    if let Some((other, _)) = vocabulary.find(new)
        && other.key != old_key
    {
        return Err(Text::new("vocab.exists").arg("term", &other.label).arg("old", old).arg("vocab", name));
    }
    rewrite(sources, config, vocabulary, &old_key, new, |text, terms| relabel(text, terms, &old_key, new))
}

/// Puts `new` in the place of `old` everywhere; `old` becomes another name of `new`.
pub fn merge(sources: &Sources, config: &Config, name: &str, old: &str, new: &str) -> Result<Vec<Change>, Text> {
    let vocabulary = find(config, name)?;
    let old_key = term_key(sources, config, vocabulary, old)?;
    let target = vocabulary.find(new).map(|(term, _)| term);
    let new_key = target.map_or_else(|| crate::text::slugify(new), |term| term.key.clone());
    if new_key == old_key {
        return Err(Text::new("vocab.same").arg("old", old).arg("term", target.map_or(new, |term| &term.label)));
    }
    let label = target.map_or_else(|| new.to_owned(), |term| term.label.clone());
    let old_label = vocabulary.terms.get(&old_key).map_or_else(|| old.to_owned(), |term| term.label.clone());
    rewrite(sources, config, vocabulary, &old_key, &label, |text, terms| {
        let mut edits = remove_term(text, terms, &old_key);
        edits.extend(add_alternative(text, terms, &new_key, &old_label));
        edits
    })
}

fn find<'c>(config: &'c Config, name: &str) -> Result<&'c Vocabulary, Text> {
    let all = &config.schema.vocabularies;
    if let Some(vocabulary) = all.get(name).or_else(|| all.values().find(|v| fold(&v.label.many) == fold(name))) {
        return Ok(vocabulary);
    }
    Err(match did_you_mean(name, all.keys().map(String::as_str)) {
        Some(near) => Text::new("vocab.unknown-near").arg("vocab", name).arg("name", near),
        None => {
            let names: Vec<&str> = all.keys().map(String::as_str).collect();
            Text::new("vocab.unknown").arg("vocab", name).arg("names", names.join(", "))
        }
    })
}

/// The key of a term by any of its labels; also of terms that only entries use.
fn term_key(sources: &Sources, config: &Config, vocabulary: &Vocabulary, label: &str) -> Result<String, Text> {
    if let Some((term, _)) = vocabulary.find(label) {
        return Ok(term.key.clone());
    }
    let pages = pages(sources, config);
    let uses = uses(&pages, config, &vocabulary.name);
    let key = crate::text::slugify(label);
    if uses.iter().any(|(found, _)| found.key == key) {
        return Ok(key);
    }
    let labels = vocabulary.terms.values().map(|term| term.label.as_str());
    let labels = labels.chain(uses.iter().filter_map(|(_, term)| term.new_label.as_deref()));
    Err(match did_you_mean(label, labels) {
        Some(near) => {
            Text::new("vocab.no-term-near").arg("term", label).arg("vocab", &vocabulary.name).arg("name", near)
        }
        None => Text::new("vocab.no-term").arg("term", label).arg("vocab", &vocabulary.name),
    })
}

/// Edits all values that name the term `old_key`, and the vocabulary's own file by `edit_terms`.
fn rewrite(
    sources: &Sources,
    config: &Config,
    vocabulary: &Vocabulary,
    old_key: &str,
    label: &str,
    edit_terms: impl Fn(&str, &Node) -> Vec<Edit>,
) -> Result<Vec<Change>, Text> {
    let pages = pages(sources, config);
    let mut edits: HashMap<SourcePath, Vec<Edit>> = HashMap::new();
    let texts: HashMap<&str, &str> =
        sources.pages.iter().chain(&sources.data).map(|source| (&*source.path, &*source.text)).collect();
    let new_key = vocabulary.find(label).map_or_else(|| crate::text::slugify(label), |(term, _)| term.key.clone());
    for group in groups(&pages, config, &vocabulary.name) {
        // An entry that has the other term already keeps it once.
        let has_new = group.iter().any(|found| found.key == new_key && new_key != old_key);
        for (position, found) in group.iter().enumerate().filter(|(_, found)| found.key == old_key) {
            let text = texts[&*found.file];
            let edit = if has_new {
                Edit { span: with_comma(text, &found.span, position > 0), text: String::new() }
            } else {
                let old = &text[found.span.start as usize..found.span.end as usize];
                Edit { span: found.span.clone(), text: like(old, label) }
            };
            edits.entry(found.file.clone()).or_default().push(edit);
        }
    }
    for source in &sources.site {
        let Ok(documents) = yaml::parse_all(&source.text) else { continue };
        for node in documents.iter().filter_map(|document| document.get(&vocabulary.name)) {
            let terms = node.get("terms").unwrap_or(node);
            edits.entry(source.path.clone()).or_default().extend(edit_terms(&source.text, terms));
        }
    }
    Ok(super::changes(sources, &edits))
}

/// A list item together with the comma that parts it from its neighbour, or its line in a block list.
fn with_comma(text: &str, span: &Span, has_previous: bool) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    if text[line_start..start].trim() == "-" {
        let line_end = text[end..].find('\n').map_or(text.len(), |i| end + i + 1);
        return to_u32(line_start)..to_u32(line_end);
    }
    let after = &text[end..];
    let gap = after.len() - after.trim_start().len();
    if !has_previous && after[gap..].starts_with(',') {
        let rest = &after[gap + 1..];
        return span.start..to_u32(text.len() - rest.trim_start_matches(' ').len());
    }
    match text[..start].trim_end().strip_suffix(',') {
        Some(before) => to_u32(before.len())..span.end,
        None => span.clone(),
    }
}

fn pages(sources: &Sources, config: &Config) -> Vec<std::sync::Arc<Page>> {
    let pages = sources.pages.iter().map(|source| parse::page(source, config));
    pages.chain(sources.data.iter().map(|source| parse::list_file(source, config))).flat_map(|p| p.pages).collect()
}

fn uses<'p>(pages: &'p [std::sync::Arc<Page>], config: &Config, vocabulary: &str) -> Vec<(Use, &'p TermValue)> {
    let mut uses = Vec::new();
    for page in pages {
        let fields = &config.schema.types[page.type_index].fields;
        walk(&page.fields, fields, vocabulary, &mut |items| {
            for (span, term) in items {
                uses.push((Use { file: page.source.clone(), span, key: term.key.clone() }, term));
            }
        });
    }
    uses
}

/// The values of each field, together.
fn groups(pages: &[std::sync::Arc<Page>], config: &Config, vocabulary: &str) -> Vec<Vec<Use>> {
    let mut groups = Vec::new();
    for page in pages {
        let fields = &config.schema.types[page.type_index].fields;
        walk(&page.fields, fields, vocabulary, &mut |items| {
            let uses =
                items.into_iter().map(|(span, term)| Use { file: page.source.clone(), span, key: term.key.clone() });
            groups.push(uses.collect());
        });
    }
    groups
}

type Items<'p> = Vec<(Span, &'p TermValue)>;

fn walk<'p>(values: &'p Fields, fields: &[Field], vocabulary: &str, each: &mut impl FnMut(Items<'p>)) {
    for (index, value) in &values.0 {
        let Some(field) = fields.get(*index) else { continue };
        let field = match &field.kind {
            Kind::List(of) => of,
            _ => field,
        };
        if matches!(&field.kind, Kind::Vocab(name) if name == vocabulary) {
            let items = value.items.iter().filter_map(|item| match &item.value {
                Value::Term(term) => Some((item.span.clone(), term)),
                _ => None,
            });
            each(items.collect());
        }
        for item in &value.items {
            match (&item.value, &field.kind) {
                (Value::Object(inner), Kind::Object(sub) | Kind::Image(sub))
                | (Value::Person(_, inner), Kind::Person(sub))
                | (Value::Relation(_, inner), Kind::Relation(Relation { with: sub, .. })) => {
                    dyn_walk(inner, sub, vocabulary, each);
                }
                _ => {}
            }
        }
    }
}

/// The recursion of [`walk`], with a type that does not grow with each level.
fn dyn_walk<'p>(values: &'p Fields, fields: &[Field], vocabulary: &str, each: &mut dyn FnMut(Items<'p>)) {
    walk(values, fields, vocabulary, &mut |items| each(items));
}

/// The node of a term in a vocabulary file: in a list, or under its key in a map.
fn term_node<'n>(terms: &'n Node, key: &str) -> Option<&'n Node> {
    let matches = |node: &&Node| match &node.data {
        Data::Scalar(scalar) => crate::text::slugify(&scalar.text) == key,
        _ => match node.get("key").and_then(Node::as_str) {
            Some(own) => own == key,
            None => node.get("label").and_then(Node::as_str).is_some_and(|l| crate::text::slugify(l) == key),
        },
    };
    terms.items().iter().find(matches).or_else(|| terms.get(key))
}

fn relabel(text: &str, terms: &Node, key: &str, new: &str) -> Vec<Edit> {
    let Some(node) = term_node(terms, key) else { return Vec::new() };
    let label = match &node.data {
        Data::Scalar(_) => Some(node),
        Data::Seq(items) => items.first(),
        Data::Map(_) => node.get("label"),
    };
    let edit = label.map(|label| Edit {
        text: like(&text[label.span.start as usize..label.span.end as usize], new),
        span: label.span.clone(),
    });
    edit.into_iter().collect()
}

fn remove_term(text: &str, terms: &Node, key: &str) -> Vec<Edit> {
    let Some(node) = term_node(terms, key) else { return Vec::new() };
    let position = terms.items().iter().position(|item| item.span == node.span);
    let span = match position {
        Some(position) => with_comma(text, &node.span, position > 0),
        None => {
            // Under its key: the whole line.
            let start = text[..node.span.start as usize].rfind('\n').map_or(0, |i| i + 1);
            let end = node.span.end as usize;
            to_u32(start)..to_u32(text[end..].find('\n').map_or(text.len(), |i| end + i + 1))
        }
    };
    vec![Edit { span, text: String::new() }]
}

fn add_alternative(text: &str, terms: &Node, key: &str, label: &str) -> Option<Edit> {
    let node = term_node(terms, key)?;
    let label = super::quote::value(label, true);
    let slice = |node: &Node| text[node.span.start as usize..node.span.end as usize].to_owned();
    let insert = |at: u32, text: String| Some(Edit { span: at..at, text });
    match &node.data {
        Data::Scalar(scalar) => {
            let own = super::quote::value(&scalar.text, true);
            Some(Edit { span: node.span.clone(), text: format!("{{ label: {own}, auch: [{label}] }}") })
        }
        // `KEY: [Label, code, synonym …]`: without a code the synonym would be taken for one.
        Data::Seq(items) if items.len() >= 2 => insert(items.last()?.span.end, format!(", {label}")),
        Data::Seq(_) => None,
        Data::Map(entries) => match ["auch", "also"].iter().find_map(|key| node.get(key)) {
            Some(list) if slice(list).starts_with('[') => match list.items().last() {
                Some(last) => insert(last.span.end, format!(", {label}")),
                None => Some(Edit { span: list.span.clone(), text: format!("[{label}]") }),
            },
            Some(_) => None,
            None if slice(node).starts_with('{') => insert(entries.last()?.1.span.end, format!(", auch: [{label}]")),
            None => {
                let (first, _) = entries.first()?;
                let at = first.span.start as usize;
                let indent = at - text[..at].rfind('\n').map_or(0, |i| i + 1);
                let end = entries.last()?.1.span.end;
                insert(end, format!("\n{}auch: [{label}]", " ".repeat(indent)))
            }
        },
    }
}

fn to_u32(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("files are limited in size")
}
