//! Names that are nearly the same and probably mean the same: persons, hosts, labels, terms.

use std::collections::{BTreeMap, HashMap};

use super::is_slip;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span};
use crate::page::Value;
use crate::parse::markdown::LinkKind;
use crate::schema::Role;
use crate::site::{EntryIndex, Site};
use crate::text::fold;
use crate::value::{Author, Url};

/// Where a name stands first, and how often it stands anywhere.
struct Seen {
    /// The entry that may call itself by several similar names.
    owner: Option<EntryIndex>,
    file: SourcePath,
    span: Option<Span>,
    count: usize,
}

impl Seen {
    fn new(file: &SourcePath, span: &Span) -> Seen {
        Seen { owner: None, file: file.clone(), span: Some(span.clone()).filter(|span| *span != (0..0)), count: 0 }
    }
}

type Names = BTreeMap<String, Seen>;

/// Reports persons, hosts, terms, and labels of one type that differ by a slip of the pen.
pub(super) fn near(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut persons: BTreeMap<String, Names> = BTreeMap::new();
    let mut hosts: Names = BTreeMap::new();
    let mut labels: Vec<Names> = (0..config.schema.types.len()).map(|_| Names::new()).collect();
    for (index, entry) in site.entries.iter().enumerate() {
        let content_type = &config.schema.types[entry.type_index()];
        let file = &entry.page.source;
        entry.page.fields.each(&mut |value, span| match value {
            Value::Person(Author::Person(person), _) if !person.given.is_empty() => {
                note(persons.entry(fold(&person.given)).or_default(), &person.family, file, span);
            }
            Value::Url(url) => note_host(&mut hosts, url, file, span),
            _ => {}
        });
        for link in &entry.page.body.links {
            if let LinkKind::External(url) = &link.kind {
                note_host(&mut hosts, url, file, &link.span);
            }
        }
        let labels = &mut labels[entry.type_index()];
        let title = content_type.role(Role::Title).and_then(|field| entry.fields.items(field).first());
        note(labels, &entry.title, file, title.map_or(&entry.page.span, |item| &item.span)).owner = Some(index);
        for item in content_type.role(Role::AltLabels).map_or(&[][..], |field| entry.fields.items(field)) {
            if let Value::Text(label) = &item.value {
                note(labels, label, file, &item.span).owner = Some(index);
            }
        }
    }
    for families in persons.values() {
        pairs(families, "near-duplicate.person", diagnostics, &is_slip);
    }
    same_key(&hosts, "near-duplicate.host", diagnostics, &|host| host.replace(['.', '-'], ""));
    for labels in &labels {
        same_key(labels, "near-duplicate.title", diagnostics, &squeeze);
    }
    terms(site, config, diagnostics);
}

/// Terms that entries use and their vocabulary does not list, beside each other and beside the listed ones.
fn terms(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for (name, used) in &site.terms {
        let Some(vocabulary) = config.schema.vocabularies.get(name) else { continue };
        let mut labels = Names::new();
        for term in used.values() {
            let Some(first) = term.entries.first() else { continue };
            let page = &site.entries[*first].page;
            let seen = labels.entry(term.label.clone()).or_insert_with(|| Seen::new(&page.source, &page.span));
            // What the vocabulary lists is right; the other spelling is reported.
            let is_listed = vocabulary.terms.values().any(|listed| listed.label == term.label);
            seen.count += if is_listed { site.entries.len() } else { term.entries.len() };
        }
        same_key(&labels, "near-duplicate.term", diagnostics, &squeeze);
    }
}

/// A label without what people write now so, now so: blanks, hyphens, case, umlauts.
fn squeeze(label: &str) -> String {
    fold(label).replace(' ', "")
}

fn note<'a>(names: &'a mut Names, name: &str, file: &SourcePath, span: &Span) -> &'a mut Seen {
    let seen = names.entry(name.to_owned()).or_insert_with(|| Seen::new(file, span));
    seen.count += 1;
    seen
}

fn note_host(hosts: &mut Names, url: &str, file: &SourcePath, span: &Span) {
    if let Ok(url) = Url::parse(url)
        && let Some(host) = url.host()
    {
        let host = host.to_lowercase();
        note(hosts, host.strip_prefix("www.").unwrap_or(&host), file, span);
    }
}

fn pairs(names: &Names, key: &'static str, diagnostics: &mut Vec<Diagnostic>, near: &dyn Fn(&str, &str) -> bool) {
    let all: Vec<(&String, &Seen)> = names.iter().collect();
    for (index, a) in all.iter().enumerate() {
        for b in all[index + 1..].iter().filter(|b| near(a.0, b.0)) {
            report(*a, *b, key, diagnostics);
        }
    }
}

/// Names that become equal by `key`; comparing all pairs would take too long on a large site.
fn same_key(names: &Names, text: &'static str, diagnostics: &mut Vec<Diagnostic>, key: &dyn Fn(&str) -> String) {
    let mut first: HashMap<String, (&String, &Seen)> = HashMap::new();
    for (name, seen) in names {
        match first.get(&key(name)) {
            Some(other) if seen.owner.is_some() && seen.owner == other.1.owner => {}
            Some(other) => report(*other, (name, seen), text, diagnostics),
            None => {
                first.insert(key(name), (name, seen));
            }
        }
    }
}

/// Reported where the rarer of the two stands, because that is more often the wrong one.
fn report(a: (&String, &Seen), b: (&String, &Seen), key: &'static str, diagnostics: &mut Vec<Diagnostic>) {
    let (rare, usual) = if a.1.count < b.1.count { (a, b) } else { (b, a) };
    diagnostics.push(
        Diagnostic::new(Code::NearDuplicate, &rare.1.file, rare.1.span.clone()).text(
            crate::diagnostic::Text::new(key).arg("name", rare.0).arg("other", usual.0).arg("file", &usual.1.file),
        ),
    );
}
