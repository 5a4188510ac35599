//! Names that are nearly the same and probably mean the same: persons, hosts, titles.

use std::collections::{BTreeMap, HashMap};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span};
use crate::page::{Fields, Value};
use crate::parse::markdown::LinkKind;
use crate::site::Site;
use crate::text::fold;
use crate::value::{Author, Url};

/// Where a name stands first, and how often it stands anywhere.
struct Seen {
    file: SourcePath,
    span: Option<Span>,
    count: usize,
}

type Names = BTreeMap<String, Seen>;

/// Reports persons, hosts and titles of one type that differ by a slip of the pen.
pub(super) fn near(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut persons: BTreeMap<String, Names> = BTreeMap::new();
    let mut hosts: Names = BTreeMap::new();
    let mut titles: Vec<Names> = (0..config.schema.types.len()).map(|_| Names::new()).collect();
    for entry in &site.entries {
        let file = &entry.page.source;
        values(&entry.page.fields, &mut |value, span| match value {
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
        note(&mut titles[entry.type_index()], &entry.title, file, &entry.page.span);
    }
    for families in persons.values() {
        pairs(families, "near-duplicate.person", diagnostics, &|a, b| {
            let (a, b) = (fold(a), fold(b));
            a.len().min(b.len()) >= 5 && strsim::damerau_levenshtein(&a, &b) == 1
        });
    }
    same_key(&hosts, "near-duplicate.host", diagnostics, &|host| host.replace(['.', '-'], ""));
    for titles in &titles {
        same_key(titles, "near-duplicate.title", diagnostics, &|title| fold(title).replace(' ', ""));
    }
}

fn note(names: &mut Names, name: &str, file: &SourcePath, span: &Span) {
    let place = Some(span.clone()).filter(|span| *span != (0..0));
    names.entry(name.to_owned()).or_insert_with(|| Seen { file: file.clone(), span: place, count: 0 }).count += 1;
}

fn note_host(hosts: &mut Names, url: &str, file: &SourcePath, span: &Span) {
    if let Ok(url) = Url::parse(url)
        && let Some(host) = url.host()
    {
        let host = host.to_lowercase();
        note(hosts, host.strip_prefix("www.").unwrap_or(&host), file, span);
    }
}

fn values<'a>(fields: &'a Fields, each: &mut dyn FnMut(&'a Value, &'a Span)) {
    for item in fields.0.iter().flat_map(|(_, value)| &value.items) {
        each(&item.value, &item.span);
        match &item.value {
            Value::Object(inner) | Value::Person(_, inner) | Value::Relation(_, inner) => values(inner, each),
            _ => {}
        }
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
