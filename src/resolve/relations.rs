//! Relations: targets by id, slug, title or alternative label; both directions; cycles; related entries.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span, Text, did_you_mean};
use crate::page::Value;
use crate::schema::{ContentType, Field, Kind, LabelUse, Relation, Role, Targets, TypeIndex};
use crate::site::paths;
use crate::site::{Edge, Entry, EntryIndex, InverseEdge, InverseGroup, PathValue, Site};
use crate::text::fold;

/// All names that entries can be called by.
pub(super) struct Names {
    /// Folded name -> entries of any type.
    by_name: HashMap<String, Vec<(EntryIndex, LabelUse)>>,
    /// How many more times a similar name is looked for.
    n_searches: Cell<usize>,
    /// The same for entries that are not published, by their place in [`Site::unpublished`].
    unpublished: HashMap<String, Vec<usize>>,
}

/// Names are compared with all others only so often: nobody reads more hints than that, and ten thousand
/// broken links on ten thousand entries would take minutes.
const MAX_SEARCHES: usize = 200;

/// What a name leads to.
pub(super) enum Found {
    One(EntryIndex, LabelUse),
    Many(Vec<EntryIndex>),
    None,
}

impl Names {
    /// Collects slugs, titles, alternative labels, abbreviations and labels to avoid.
    pub(super) fn new(site: &Site, config: &Config) -> Names {
        let by_name = HashMap::with_capacity(site.entries.len() * 3);
        let mut names = Names { by_name, n_searches: Cell::new(MAX_SEARCHES), unpublished: HashMap::new() };
        for (index, entry) in site.entries.iter().enumerate() {
            names_of(entry, config, &mut |name, label_use| names.add(name, index, label_use));
        }
        for (index, entry) in site.unpublished.iter().enumerate() {
            let unpublished = &mut names.unpublished;
            unpublished.entry(fold(&entry.id)).or_default().push(index);
            names_of(entry, config, &mut |name, _| unpublished.entry(fold(name)).or_default().push(index));
        }
        names
    }

    fn add(&mut self, name: &str, index: EntryIndex, label_use: LabelUse) {
        let entries = self.by_name.entry(fold(name)).or_default();
        if !entries.iter().any(|(other, _)| *other == index) {
            entries.push((index, label_use));
        }
    }

    /// Finds `text` among entries of the allowed types: `type/slug` first, then slug, title and labels.
    pub(super) fn find(&self, site: &Site, text: &str, allowed: &dyn Fn(TypeIndex) -> bool) -> Found {
        if let Some(index) = site.by_id.get(text)
            && allowed(site.entries[*index].type_index())
        {
            return Found::One(*index, LabelUse::Preferred);
        }
        let Some(named) = self.by_name.get(&fold(text)) else { return Found::None };
        let mut found: Vec<_> = named.iter().filter(|(index, _)| allowed(site.entries[*index].type_index())).collect();
        // An exact slug beats a title, a title beats another label.
        if let Some(exact) = found.iter().find(|(index, _)| site.entries[*index].slug == text) {
            let (index, label_use) = **exact;
            let n_exact = found.iter().filter(|(other, _)| site.entries[*other].slug == text).count();
            if n_exact == 1 {
                return Found::One(index, label_use);
            }
        }
        if found.iter().any(|(_, label_use)| *label_use == LabelUse::Preferred) {
            found.retain(|(_, label_use)| *label_use == LabelUse::Preferred);
        }
        match found.as_slice() {
            [] => Found::None,
            [(index, label_use)] => Found::One(*index, *label_use),
            many => Found::Many(many.iter().map(|(index, _)| *index).collect()),
        }
    }

    /// The one of all `candidates` that was most probably meant.
    pub(super) fn nearest<'a>(&self, text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        let left = self.n_searches.get().checked_sub(1)?;
        self.n_searches.set(left);
        did_you_mean(text, candidates)
    }

    /// The entry of that name that is not published, where no published one has it.
    pub(super) fn unpublished<'s>(
        &self,
        site: &'s Site,
        text: &str,
        allowed: &dyn Fn(TypeIndex) -> bool,
    ) -> Option<&'s Entry> {
        let named = self.unpublished.get(&fold(text))?;
        named.iter().map(|index| &site.unpublished[*index]).find(|entry| allowed(entry.type_index()))
    }

    /// The entry that was most probably meant: slug and title.
    pub(super) fn near(&self, site: &Site, text: &str, allowed: &dyn Fn(TypeIndex) -> bool) -> Option<Text> {
        let name = text.rsplit('/').next().unwrap_or(text);
        let candidates = site.entries.iter().filter(|entry| allowed(entry.type_index()));
        let names = candidates.clone().flat_map(|entry| [entry.slug.as_str(), entry.title.as_str()]);
        let near = self.nearest(name, names)?;
        let entry = candidates.clone().find(|entry| entry.slug == near || entry.title == near)?;
        Some(Text::new("hint.did-you-mean-titled").arg("name", &entry.slug).arg("title", &entry.title))
    }
}

/// Calls `each` with slug, title and the other labels of an entry.
fn names_of(entry: &Entry, config: &Config, each: &mut dyn FnMut(&str, LabelUse)) {
    let content_type = &config.schema.types[entry.type_index()];
    each(&entry.slug, LabelUse::Preferred);
    each(&entry.title, LabelUse::Preferred);
    if !entry.page.folder.is_empty() {
        each(&format!("{}{}", entry.page.folder, entry.slug), LabelUse::Preferred);
    }
    for (role, label_use) in [
        (Role::Abbreviation, LabelUse::Alternative),
        (Role::AltLabels, LabelUse::Alternative),
        (Role::HiddenLabels, LabelUse::Forbidden),
    ] {
        for item in content_type.role_fields(role).flat_map(|field| entry.fields.items(field)) {
            if let Value::Text(text) = &item.value {
                each(text, label_use);
            }
        }
    }
}

/// Fills `relations` of all entries from what their files say.
pub(super) fn outgoing(site: &mut Site, names: &Names, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..site.entries.len() {
        let content_type = &config.schema.types[site.entries[index].type_index()];
        let mut edges = Vec::new();
        for (field_index, field) in content_type.fields.iter().enumerate() {
            if let Some(relation) = field.relation() {
                let entry = &site.entries[index];
                for (item_index, item) in entry.fields.items(field_index).iter().enumerate() {
                    let Value::Relation(target, _) = &item.value else { continue };
                    let context = Lookup { site, names, config, relation, field, from: index };
                    if let Some(to) = context.target(target, &item.span, diagnostics) {
                        edges.push(Edge { field: field_index, item: item_index, to, derived: false });
                    }
                }
            } else {
                nested(site, names, config, index, field_index, field, &mut edges, diagnostics);
            }
        }
        site.entries[index].relations = edges;
    }
}

/// Relations inside objects, such as `ort.kommune`.
#[allow(clippy::too_many_arguments, reason = "a step of `outgoing` that recurses")]
fn nested(
    site: &Site,
    names: &Names,
    config: &Config,
    from: EntryIndex,
    field_index: usize,
    field: &Field,
    edges: &mut Vec<Edge>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Kind::Object(sub) = &field.kind else { return };
    let entry = &site.entries[from];
    for (item_index, item) in entry.fields.items(field_index).iter().enumerate() {
        let Value::Object(fields) = &item.value else { continue };
        for (sub_index, sub_field) in sub.iter().enumerate() {
            let Some(relation) = sub_field.relation() else { continue };
            for sub_item in fields.items(sub_index) {
                let Value::Relation(target, _) = &sub_item.value else { continue };
                let context = Lookup { site, names, config, relation, field: sub_field, from };
                if let Some(to) = context.target(target, &sub_item.span, diagnostics) {
                    edges.push(Edge { field: field_index, item: item_index, to, derived: false });
                }
            }
        }
    }
}

struct Lookup<'a> {
    site: &'a Site,
    names: &'a Names,
    config: &'a Config,
    relation: &'a Relation,
    field: &'a Field,
    from: EntryIndex,
}

impl Lookup<'_> {
    fn allows(&self, type_index: TypeIndex) -> bool {
        match &self.relation.to {
            Targets::Any => true,
            Targets::Same => type_index == self.site.entries[self.from].type_index(),
            Targets::Types(types) => types.contains(&self.config.schema.types[type_index].name),
        }
    }

    fn target(&self, text: &str, span: &Span, diagnostics: &mut Vec<Diagnostic>) -> Option<EntryIndex> {
        let file = &self.site.entries[self.from].page.source;
        match self.names.find(self.site, text, &|t| self.allows(t)) {
            Found::One(to, label_use) => {
                let exact = self.site.entries[to].slug == text || self.site.entries[to].id == text;
                if label_use == LabelUse::Forbidden
                    || !exact && fold(&self.site.entries[to].slug) == fold(text) && text != self.site.entries[to].title
                {
                    diagnostics.push(
                        Diagnostic::new(Code::PreferredLabel, file, span.clone())
                            .arg("value", text)
                            .arg("preferred", &self.site.entries[to].title),
                    );
                }
                Some(to)
            }
            Found::Many(candidates) => {
                let ids: Vec<&str> = candidates.iter().map(|index| self.site.entries[*index].id.as_str()).collect();
                diagnostics.push(
                    Diagnostic::new(Code::AmbiguousRelation, file, span.clone())
                        .arg("target", text)
                        .arg("candidates", ids.join(", "))
                        .hint(Text::new("hint.use-type").arg("candidates", ids.join(", "))),
                );
                None
            }
            Found::None => {
                diagnostics.push(match self.names.unpublished(self.site, text, &|t| self.allows(t)) {
                    Some(entry) => Diagnostic::new(Code::UnpublishedTarget, file, span.clone())
                        .text(crate::site::publication::not_there(entry, self.config)),
                    None => self.broken(text, span),
                });
                None
            }
        }
    }

    fn broken(&self, text: &str, span: &Span) -> Diagnostic {
        let schema = &self.config.schema;
        let types = match &self.relation.to {
            Targets::Any => String::new(),
            Targets::Same => schema.types[self.site.entries[self.from].type_index()].label.one.clone(),
            Targets::Types(names) => {
                let labels =
                    names.iter().filter_map(|name| schema.type_index(name)).map(|t| schema.types[t].label.one.as_str());
                labels.collect::<Vec<_>>().join(", ")
            }
        };
        let near = self.names.near(self.site, text, &|t| self.allows(t));
        let diagnostic = Diagnostic::new(Code::BrokenRelation, &self.site.entries[self.from].page.source, span.clone());
        let diagnostic = match types.as_str() {
            "" => diagnostic.text(Text::new("broken-relation.any")),
            _ => diagnostic.arg("types", types),
        };
        diagnostic.arg("field", &self.field.key).arg("target", text).maybe_hint(near)
    }
}

/// Fills `inverse` of all entries: what points to them, under the heading that this side uses.
pub(super) fn incoming(site: &mut Site, config: &Config) {
    let mut groups: Vec<BTreeMap<(usize, String), InverseGroup>> = vec![BTreeMap::new(); site.entries.len()];
    for (from, entry) in site.entries.iter().enumerate() {
        let source_type = &config.schema.types[entry.type_index()];
        for edge in &entry.relations {
            let field = &source_type.fields[edge.field];
            let Some((key, label)) = inverse_name(site, config, edge, field, source_type) else { continue };
            let target_type = &config.schema.types[site.entries[edge.to].type_index()];
            // Groups stand in the order of the target's own fields, then of the source types.
            let order = target_type.field_index(&key).unwrap_or(1000 + entry.type_index());
            let group = groups[edge.to].entry((order, key.clone())).or_insert_with(|| InverseGroup {
                key,
                label,
                sources: Vec::new(),
            });
            // Sources come in the order of entries: an equal one is among the last.
            let mut own = group.sources.iter().rev().take_while(|source| source.from == from);
            if !own.any(|source| source.field == edge.field && source.item == edge.item) {
                group.sources.push(InverseEdge { from, field: edge.field, item: edge.item });
            }
        }
    }
    for (entry, groups) in site.entries.iter_mut().zip(groups) {
        entry.inverse = groups.into_values().collect();
    }
}

/// Key and heading of the inverse of an edge; nothing for relations whose other side does not show them.
fn inverse_name(
    site: &Site,
    config: &Config,
    edge: &Edge,
    field: &Field,
    source_type: &ContentType,
) -> Option<(String, String)> {
    if field.symmetric {
        return Some((field.key.to_string(), field.label.clone()));
    }
    let (inverse, nested_label) = match &field.kind {
        Kind::Object(sub) => {
            let relation = sub.iter().find(|sub| sub.relation().is_some() && sub.inverse.is_some())?;
            (relation.inverse.as_ref()?, &relation.label)
        }
        _ => (field.inverse.as_ref()?, &field.label),
    };
    let key = inverse.key.replace("{type}", &source_type.name);
    let target_type = &config.schema.types[site.entries[edge.to].type_index()];
    let declared = target_type.field(&key).map(|field| field.label.clone());
    let of_type = (inverse.key == "{type}").then(|| source_type.label.many.clone());
    let label = inverse.label.clone().or(declared).or(of_type).unwrap_or_else(|| nested_label.clone());
    Some((key, label))
}

/// Fields that are declared `acyclic` must not lead back to where they began.
pub(super) fn check_cycles(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let fields = config.schema.types.iter().flat_map(|content_type| &content_type.fields);
    let keys: BTreeSet<&str> = fields.filter(|field| field.acyclic).map(|field| field.key.as_ref()).collect();
    for key in keys {
        for cycle in cycles(site, config, key) {
            let start = cycle[0];
            let entry = &site.entries[start];
            let content_type = &config.schema.types[entry.type_index()];
            let Some(field) = content_type.field_index(key).filter(|index| content_type.fields[*index].acyclic) else {
                continue;
            };
            let span = entry.fields.get(field).map(|value| value.key_span.clone());
            let titles: Vec<&str> = cycle.iter().chain([&start]).map(|i| site.entries[*i].title.as_str()).collect();
            diagnostics
                .push(Diagnostic::new(Code::RelationCycle, &entry.page.source, span).arg("path", titles.join(" → ")));
        }
    }
}

/// All cycles along the field `key`, each from its first member on. Every entry is passed once only.
fn cycles(site: &Site, config: &Config, key: &str) -> Vec<Vec<EntryIndex>> {
    let next = |index: EntryIndex| {
        let entry = &site.entries[index];
        let field = config.schema.types[entry.type_index()].field_index(key)?;
        entry.relations.iter().find(|edge| edge.field == field).map(|edge| edge.to)
    };
    let mut cycles = Vec::new();
    // The walk on which each entry was passed.
    let mut passed: Vec<Option<EntryIndex>> = vec![None; site.entries.len()];
    for start in 0..site.entries.len() {
        let mut path = Vec::new();
        let mut current = Some(start);
        while let Some(index) = current.filter(|index| passed[*index].is_none()) {
            passed[index] = Some(start);
            path.push(index);
            current = next(index);
        }
        // Only an entry of this very walk closes a cycle.
        if let Some(closing) = current.filter(|index| passed[*index] == Some(start)) {
            let mut cycle = path.split_off(path.iter().position(|index| *index == closing).expect("it was passed"));
            let first = (0..cycle.len()).min_by_key(|place| cycle[*place]).expect("a cycle has members");
            cycle.rotate_left(first);
            cycles.push(cycle);
        }
    }
    cycles
}

/// Fills `related`: entries of any type that share values of the type's `related` fields, by weight.
pub(super) fn related(site: &mut Site, config: &Config) {
    let shared = Shared::new(site, config);
    let n_entries = site.entries.len();
    let of_entry = |(score, touched): &mut (Vec<u32>, Vec<EntryIndex>), index: EntryIndex| {
        for (value, weight) in &shared.of_entry[index] {
            // A value that very many share says little and would make this step quadratic.
            for other in shared.entries[*value].iter().take(MAX_SHARING).filter(|other| **other != index) {
                if score[*other] == 0 {
                    touched.push(*other);
                }
                score[*other] += weight;
            }
        }
        let rank = |other: &EntryIndex| (Reverse(score[*other]), site.title_rank[*other]);
        let mut found: Vec<EntryIndex> =
            touched.iter().copied().filter(|i| site.entries[*i].target.is_some()).collect();
        let max = config.schema.types[site.entries[index].type_index()].related.max;
        if max < found.len() {
            found.select_nth_unstable_by_key(max, rank);
            found.truncate(max);
        }
        found.sort_unstable_by_key(rank);
        touched.drain(..).for_each(|other| score[other] = 0);
        found
    };
    let indices = (0..n_entries).into_par_iter();
    let related: Vec<_> = indices.map_init(|| (vec![0; n_entries], Vec::new()), of_entry).collect();
    for (entry, related) in site.entries.iter_mut().zip(related) {
        entry.related = related;
    }
}

/// Which entries share which values of the fields that make entries related.
#[derive(Default)]
struct Shared {
    /// Entries that have each value.
    entries: Vec<Vec<EntryIndex>>,
    /// Values of each entry with the weight of their field.
    of_entry: Vec<Vec<(usize, u32)>>,
}

impl Shared {
    fn new(site: &Site, config: &Config) -> Shared {
        let mut numbers: HashMap<(&str, String), usize> = HashMap::new();
        let mut shared = Shared::default();
        for (index, entry) in site.entries.iter().enumerate() {
            let mut own = Vec::new();
            for (path, weight) in &config.schema.types[entry.type_index()].related.by {
                for value in paths::values(site, &config.schema, index, path) {
                    let next = numbers.len();
                    let number = *numbers.entry((path, value_key(site, config, &value))).or_insert(next);
                    if number == next {
                        shared.entries.push(Vec::new());
                    }
                    shared.entries[number].push(index);
                    own.push((number, *weight));
                }
            }
            shared.of_entry.push(own);
        }
        shared
    }
}

/// Of entries that share a value, this many are looked at.
const MAX_SHARING: usize = 300;

fn value_key(site: &Site, config: &Config, value: &PathValue) -> String {
    match value {
        PathValue::Entry(entry) => site.entries[*entry].id.clone(),
        other => paths::facet_value(site, config, other).0,
    }
}
