//! Addresses of outputs: each is safe on every system, and nobody else has it.
//!
//! Faults name the files that want an address, not the address alone: that is where it can be changed.

use std::collections::HashMap;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text};
use crate::output::check_path;
use crate::schema::Role;
use crate::site::{Site, Subject, old_address};

/// The folder of the search index, which is made after the pages.
const SEARCH_FOLDER: &str = "search";

/// Two outputs at one address, ignoring case, would overwrite each other on some systems; a file cannot be the folder of
/// another; some names cannot be files everywhere.
pub(crate) fn faults<'a>(paths: impl Iterator<Item = &'a str>, site: &Site, config: &Config) -> Vec<Diagnostic> {
    let mut taken: HashMap<String, &str> = HashMap::new();
    let mut faults = Vec::new();
    for path in paths {
        if let Err(fault) = check_path(path) {
            let (file, span) = place(path, 0, site, config);
            let fault = Diagnostic::new(Code::OutputPath, &file, span).text(fault.text(path));
            faults.push(fault.hint(Text::new("hint.output.path")));
        }
        let key = path.to_lowercase();
        let in_search = config.search && key.split('/').next() == Some(SEARCH_FOLDER);
        if in_search || taken.contains_key(&key) {
            faults.push(collision(path, if in_search { SEARCH_FOLDER } else { path }, site, config));
        }
        taken.insert(key, path);
    }
    let mut in_the_way: Vec<(&str, &str)> = Vec::new();
    for (key, path) in &taken {
        let parents = key.match_indices('/').filter_map(|(end, _)| taken.get(&key[..end]));
        in_the_way.extend(parents.map(|parent| (*path, *parent)));
    }
    in_the_way.sort_unstable();
    faults.extend(in_the_way.iter().map(|(path, parent)| collision(path, parent, site, config)));
    faults
}

fn collision(path: &str, other: &str, site: &Site, config: &Config) -> Diagnostic {
    let (file, span) = place(path, usize::from(path == other), site, config);
    let owners = owners(other, site, config);
    let other = owners.iter().find(|owner| **owner != (file.clone(), span.clone()));
    let fault = Diagnostic::new(Code::UrlCollision, &file, span).arg("url", path);
    match other {
        Some((other, _)) => fault.arg("other", other).hint(Text::new("hint.both-files").arg("file", other)),
        None => fault.arg("other", path),
    }
}

/// The place of the `n`-th that wants an address; where there are fewer, the last one's; the configuration if nobody does.
fn place(path: &str, n: usize, site: &Site, config: &Config) -> (SourcePath, Option<Span>) {
    let mut owners = owners(path, site, config);
    owners.truncate(n + 1);
    owners.pop().unwrap_or_else(|| (config.file.clone(), None))
}

/// Where the wish for an address comes from. Rarely asked, so the whole site is looked through.
fn owners(path: &str, site: &Site, config: &Config) -> Vec<(SourcePath, Option<Span>)> {
    let mut owners = Vec::new();
    let is_it = |url: &str| url.eq_ignore_ascii_case(path);
    for list in site.lists.iter().filter(|list| is_it(&list.url)) {
        let declared = match &list.subject {
            Subject::Type(index) | Subject::FacetValue { type_index: index, .. } => {
                Some(&config.schema.types[*index].declared)
            }
            Subject::Term(vocabulary, _) => config.schema.vocabularies.get(vocabulary).map(|v| &v.declared),
            Subject::Topic(_) => None,
        };
        owners.extend(declared.map(|(file, span)| (file.clone(), Some(span.clone()))));
    }
    for entry in site.entries.iter().filter(|entry| entry.url.as_deref().is_some_and(is_it)) {
        owners.push((entry.page.source.clone(), Some(entry.page.span.clone())));
    }
    let mut files: Vec<&SourcePath> = site.files.iter().filter(|(_, f)| is_it(&f.url)).map(|(path, _)| path).collect();
    files.sort_unstable();
    owners.extend(files.into_iter().map(|file| (file.clone(), None)));
    for (_, index) in site.redirects.iter().filter(|(old, _)| is_it(old)) {
        let entry = &site.entries[*index];
        let field = config.schema.types[entry.type_index()].role(Role::Aliases);
        let items = field.map(|field| entry.fields.items(field)).unwrap_or_default();
        let item = items.iter().find(|item| match &item.value {
            crate::page::Value::Text(text) => old_address(text).is_some_and(|old| is_it(&old)),
            _ => false,
        });
        owners.extend(item.map(|item| (entry.page.source.clone(), Some(item.span.clone()))));
    }
    for (original, _) in site.copies.iter().filter(|(_, copies)| copies.iter().any(|copy| is_it(&copy.url))) {
        owners.extend(site.files.iter().filter(|(_, f)| f.url == *original).map(|(path, _)| (path.clone(), None)));
    }
    owners
}
