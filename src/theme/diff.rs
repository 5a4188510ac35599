//! What a theme's overrides no longer match: files the default theme does not have, blocks and components
//! that changed their names, files that changed since they were copied.
//!
//! A copied file says in its first line what it was made from: `{#- allmende: entry.html 1f0c… -#}`,
//! `/* allmende: style.css 1f0c… */`. The hash is of the default file's bytes, so a file that changed since
//! is found without any history.

use std::collections::BTreeSet;

use super::embedded;
use crate::diagnostic::did_you_mean;
use crate::load::Tree;
use crate::schema::Schema;

/// Something to look at in an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the theme's folder.
    pub file: String,
    /// What about it.
    pub what: What,
}

/// What an override no longer matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// No page uses a template of this name; perhaps the one called so was meant.
    UnknownTemplate(Option<String>),
    /// The template it extends has no such block; perhaps the one called so was meant.
    UnknownBlock(String, Option<String>),
    /// A block that other templates fill is gone from a template that replaces the default's.
    MissingBlock(String),
    /// A component that templates use is gone from a file that replaces the default's.
    MissingComponent(String),
    /// The default file changed since this one was copied from it.
    Outdated,
    /// It replaces a default file and does not say from which state; the line that would.
    Unmarked(String),
}

impl What {
    /// Key of the sentence, and its arguments.
    pub fn message(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            What::UnknownTemplate(None) => ("theme.diff.unknown-template", Vec::new()),
            What::UnknownTemplate(Some(near)) => ("theme.diff.unknown-template-near", vec![("near", near.clone())]),
            What::UnknownBlock(block, None) => ("theme.diff.unknown-block", vec![("block", block.clone())]),
            What::UnknownBlock(block, Some(near)) => {
                ("theme.diff.unknown-block-near", vec![("block", block.clone()), ("near", near.clone())])
            }
            What::MissingBlock(block) => ("theme.diff.missing-block", vec![("block", block.clone())]),
            What::MissingComponent(name) => ("theme.diff.missing-component", vec![("component", name.clone())]),
            What::Outdated => ("theme.diff.outdated", Vec::new()),
            What::Unmarked(line) => ("theme.diff.unmarked", vec![("line", line.clone())]),
        }
    }
}

/// Compares the overrides of a theme with the default theme.
pub fn diff(overlay: &Tree, schema: &Schema) -> Vec<Finding> {
    let defaults: Vec<(String, &str)> =
        embedded().into_iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?))).collect();
    let mut findings = Vec::new();
    for file in &overlay.files {
        let Some((_, path)) = file.path.strip_prefix("themes/").and_then(|path| path.split_once('/')) else { continue };
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        let whats = match defaults.iter().find(|(name, _)| name == path) {
            Some((_, default)) => replaced(path, text, default, &defaults),
            None => added(path, text, &defaults, overlay, schema),
        };
        findings.extend(whats.into_iter().map(|what| Finding { file: path.to_owned(), what }));
    }
    findings
}

/// A file of the default theme with the line that says where it comes from; nothing when there is none.
pub fn copy_of(path: &str) -> Option<String> {
    let (_, bytes) = embedded().into_iter().find(|(name, _)| name == path)?;
    let text = std::str::from_utf8(bytes).ok()?;
    Some(format!("{}\n{text}", mark(path, text)))
}

/// Paths of all files of the default theme.
pub fn files() -> Vec<String> {
    embedded().into_iter().map(|(path, _)| path).collect()
}

fn hash(text: &str) -> String {
    // Line ends may differ after a checkout on Windows; that is no change.
    blake3::hash(text.replace("\r\n", "\n").as_bytes()).to_hex()[..16].to_owned()
}

fn mark(path: &str, text: &str) -> String {
    let note = format!("allmende: {} {}", path.rsplit('/').next().unwrap_or(path), hash(text));
    match path.rsplit('.').next() {
        Some("css") => format!("/* {note} */"),
        Some("svg") => format!("<!-- {note} -->"),
        _ => format!("{{#- {note} -#}}"),
    }
}

/// A file that stands in for one of the default theme.
fn replaced(path: &str, text: &str, default: &str, defaults: &[(String, &str)]) -> Vec<What> {
    let first = text.lines().next().unwrap_or_default();
    let stated = first.split_once("allmende: ").and_then(|(_, rest)| rest.split_whitespace().nth(1));
    let mut whats = Vec::new();
    match stated {
        Some(stated) if stated != hash(default) => whats.push(What::Outdated),
        Some(_) => {}
        None if text.replace("\r\n", "\n") == default => {}
        None => whats.push(What::Unmarked(mark(path, default))),
    }
    let own = names(text, "block");
    match parent(text) {
        Some(parent) => whats.extend(unknown_blocks(&own, parent, names(default, "block"), defaults)),
        None => {
            let missing = names(default, "block").into_iter().filter(|block| !own.contains(block));
            whats.extend(missing.map(What::MissingBlock));
        }
    }
    let own = names(text, "component");
    let missing = names(default, "component").into_iter().filter(|component| !own.contains(component));
    whats.extend(missing.map(What::MissingComponent));
    whats
}

/// A file that the default theme does not have: assets are the theme's own, templates need somebody who asks.
fn added(path: &str, text: &str, defaults: &[(String, &str)], overlay: &Tree, schema: &Schema) -> Vec<What> {
    let Some(name) = path.strip_prefix("templates/") else { return Vec::new() };
    let mut whats = Vec::new();
    let type_name = name.strip_prefix("entry/").and_then(|name| name.strip_suffix(".html"));
    let is_asked_for = type_name.is_some_and(|name| schema.type_index(name).is_some())
        || schema.types.iter().any(|content_type| content_type.template.as_deref() == Some(name))
        || !names(text, "component").is_empty()
        || overlay.files.iter().any(|file| String::from_utf8_lossy(&file.bytes).contains(&format!("\"{name}\"")));
    if !is_asked_for {
        let templates = defaults.iter().filter_map(|(path, _)| path.strip_prefix("templates/"));
        let types = schema.types.iter().map(|content_type| format!("entry/{}.html", content_type.name));
        let known: Vec<String> = templates.map(str::to_owned).chain(types).collect();
        whats.push(What::UnknownTemplate(did_you_mean(name, known.iter().map(String::as_str)).map(str::to_owned)));
    }
    if let Some(parent) = parent(text) {
        whats.extend(unknown_blocks(&names(text, "block"), parent, BTreeSet::new(), defaults));
    }
    whats
}

/// Blocks that neither `known` nor any template above has. Where the theme brings a parent of its own, nothing is said.
fn unknown_blocks(
    own: &BTreeSet<String>,
    parent_name: &str,
    known: BTreeSet<String>,
    defaults: &[(String, &str)],
) -> Vec<What> {
    let mut known = known;
    let mut next = Some(parent_name.to_owned());
    while let Some(name) = next {
        let Some((_, text)) = defaults.iter().find(|(path, _)| *path == format!("templates/{name}")) else {
            return Vec::new();
        };
        known.extend(names(text, "block"));
        next = parent(text).map(str::to_owned);
    }
    let near = |block: &String| did_you_mean(block, known.iter().map(String::as_str)).map(str::to_owned);
    own.iter()
        .filter(|block| !known.contains(*block))
        .map(|block| What::UnknownBlock(block.clone(), near(block)))
        .collect()
}

/// Names after `{% block` or `{% component`, also with `{%-`.
fn names(text: &str, keyword: &str) -> BTreeSet<String> {
    let tags = text.split("{%").skip(1).map(|tag| tag.trim_start_matches('-').trim_start());
    let names = tags.filter_map(|tag| tag.strip_prefix(keyword)?.strip_prefix(' '));
    let end = |name: &str| name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    names.map(|name| name.trim_start()).map(|name| name[..end(name)].to_owned()).collect()
}

/// The template that one extends.
fn parent(text: &str) -> Option<&str> {
    let tag =
        text.split("{%").skip(1).find_map(|tag| tag.trim_start_matches('-').trim_start().strip_prefix("extends"))?;
    tag.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default(path: &str) -> String {
        let (_, bytes) = embedded().into_iter().find(|(name, _)| name == path).expect("a file of the default theme");
        String::from_utf8(bytes.to_vec()).expect("templates are text")
    }

    fn check(path: &str, text: &str) -> Vec<What> {
        let defaults = embedded();
        let defaults: Vec<_> =
            defaults.iter().filter_map(|(p, b)| Some((p.clone(), std::str::from_utf8(b).ok()?))).collect();
        replaced(path, text, &default(path), &defaults)
    }

    #[test]
    fn a_fresh_copy_has_no_findings() {
        for file in files().iter().filter(|file| file.ends_with(".html") || file.ends_with(".css")) {
            assert_eq!(check(file, &copy_of(file).expect("it was just listed")), [], "{file}");
        }
    }

    #[test]
    fn an_old_copy_and_one_without_a_mark_are_told() {
        let text = default("templates/entry.html");
        let old = format!("{{#- allmende: entry.html 0123456789abcdef -#}}\n{text}");
        assert_eq!(check("templates/entry.html", &old), [What::Outdated]);
        let edited = text.replace("al-content", "al-content own");
        assert!(matches!(check("templates/entry.html", &edited).as_slice(), [What::Unmarked(_)]));
    }

    #[test]
    fn blocks_and_components_are_compared() {
        let text = "{% extends \"base.html\" %}{% block mian %}x{% endblock mian %}";
        let found = check("templates/404.html", text);
        assert!(found.contains(&What::UnknownBlock("mian".to_owned(), Some("main".to_owned()))), "{found:?}");
        let found = check("templates/components.html", "{% component link(to: map) %}{% endcomponent link %}");
        assert!(found.contains(&What::MissingComponent("card".to_owned())), "{found:?}");
        let found = check("templates/base.html", "<html>{% block main %}{% endblock main %}</html>");
        assert!(found.contains(&What::MissingBlock("head".to_owned())), "{found:?}");
    }
}
