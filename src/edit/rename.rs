//! `rename`: gives an entry another address, rewrites everything that names it, and leaves a redirect.

use std::collections::HashMap;
use std::path::PathBuf;

use super::quote::{like, value};
use super::{Change, Edit};
use crate::config::Config;
use crate::diagnostic::{SourcePath, Span, Text, did_you_mean};
use crate::load::{Source, Sources};
use crate::page::{Fields, Page, Value};
use crate::parse::markdown::LinkKind;
use crate::parse::{self, front_matter};
use crate::resolve;
use crate::schema::{ContentType, Field, Kind, Relation, Role};
use crate::site::{Entry, EntryIndex, Site, join};
use crate::text::slugify;
use crate::yaml::{self, Node};

/// What a renaming does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// Id before.
    pub old: String,
    /// Id after.
    pub new: String,
    /// The changed files, the entry's own among them.
    pub changes: Vec<Change>,
    /// References that were rewritten.
    pub n_references: usize,
    /// The former address that redirects now.
    pub redirect: Option<String>,
}

/// Renames the entry `old` (`type/slug`, `folder/slug`, a file or a slug) to `new`.
pub fn rename(sources: &Sources, config: &Config, old: &str, new: &str) -> Result<Renamed, Text> {
    let config = Config { drafts: true, ..config.clone() };
    let pages = sources.pages.iter().map(|source| parse::page(source, &config));
    let lists = sources.data.iter().map(|source| parse::list_file(source, &config));
    let pages = pages.chain(lists).flat_map(|parsed| parsed.pages).collect();
    let (site, _) = resolve::resolve(pages, &sources.files, &config);
    let index = find(&site, &config, old)?;
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let slug = new_slug(&site, entry, content_type, new)?;
    let source = source_of(sources, &entry.page.source);
    let mut work = Work { site: &site, config: &config, index, slug: &slug, edits: HashMap::new(), n_references: 0 };
    work.references(sources);
    work.settings(sources);
    let redirect = entry.url.clone().filter(|_| content_type.role(Role::Aliases).is_some());
    let file = work.own(source, content_type, redirect.as_deref());
    let n_references = work.n_references;
    let mut changes = super::changes(sources, &work.edits);
    if let Some(file) = file {
        match changes.iter_mut().find(|change| change.path == source.path) {
            Some(change) => change.moved = Some(file),
            None => changes.push(Change {
                path: source.path.clone(),
                disk: source.disk.clone(),
                text: source.file_text(&source.text),
                moved: Some(file),
            }),
        }
    }
    let new = format!("{}/{}{slug}", content_type.name, entry.page.folder);
    Ok(Renamed { old: entry.id.clone(), new, changes, n_references, redirect })
}

fn find(site: &Site, config: &Config, name: &str) -> Result<EntryIndex, Text> {
    if let Some(index) = site.by_id.get(name) {
        return Ok(*index);
    }
    let bare = name.trim_start_matches("./").trim_start_matches("content/").trim_start_matches('/');
    let bare = bare.strip_suffix(".md").or_else(|| bare.strip_suffix(".html")).unwrap_or(bare);
    let by_address = |entry: &Entry| {
        let content_type = &config.schema.types[entry.type_index()];
        let path = entry.page.source.strip_prefix("content/").and_then(|path| path.strip_suffix(".md"));
        path == Some(bare)
            || format!("{}/{}{}", content_type.folder, entry.page.folder, entry.slug) == bare
            || entry.url.as_deref().and_then(|url| url.strip_suffix(".html")) == Some(bare)
    };
    if let Some(index) = site.entries.iter().position(by_address) {
        return Ok(index);
    }
    let mut named = site.entries.iter().enumerate().filter(|(_, entry)| entry.slug == bare);
    match (named.next(), named.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some((_, a)), Some((_, b))) => {
            Err(Text::new("rename.ambiguous").arg("name", name).arg("ids", format!("{}, {}", a.id, b.id)))
        }
        _ => Err(match did_you_mean(name, site.entries.iter().map(|entry| entry.id.as_str())) {
            Some(near) => Text::new("rename.unknown-near").arg("name", name).arg("near", near),
            None => Text::new("rename.unknown").arg("name", name),
        }),
    }
}

/// The slug that `new` means; an entry keeps its type and its folder.
fn new_slug(site: &Site, entry: &Entry, content_type: &ContentType, new: &str) -> Result<String, Text> {
    let bare = new.trim_start_matches("./").trim_start_matches("content/").trim_start_matches('/');
    let bare = bare.strip_suffix(".md").or_else(|| bare.strip_suffix(".html")).unwrap_or(bare);
    let (folder, name) = bare.rsplit_once('/').unwrap_or(("", bare));
    let own = format!("{}{}", content_type.folder, if entry.page.folder.is_empty() { "" } else { "/" });
    let folders = [
        String::new(),
        format!("{own}{}", entry.page.folder.trim_end_matches('/')),
        format!("{}/{}", content_type.name, entry.page.folder).trim_end_matches('/').to_owned(),
    ];
    if !folders.iter().any(|known| known == folder) {
        return Err(Text::new("rename.other-folder").arg("name", new).arg("type", &content_type.label.one));
    }
    let slug = slugify(name);
    if slug.is_empty() {
        return Err(Text::new("cli.empty-title"));
    }
    let id = format!("{}/{}{slug}", content_type.name, entry.page.folder);
    if slug == entry.slug {
        return Err(Text::new("rename.same").arg("id", id));
    }
    match site.by_id.get(&id) {
        Some(other) => Err(Text::new("cli.exists").arg("file", &site.entries[*other].page.source)),
        None => Ok(slug),
    }
}

fn source_of<'s>(sources: &'s Sources, path: &str) -> &'s Source {
    let mut all = sources.pages.iter().chain(&sources.data);
    all.find(|source| &*source.path == path).expect("every entry comes from a source")
}

struct Work<'a> {
    site: &'a Site,
    config: &'a Config,
    index: EntryIndex,
    slug: &'a str,
    edits: HashMap<SourcePath, Vec<Edit>>,
    n_references: usize,
}

impl Work<'_> {
    fn entry(&self) -> &Entry {
        &self.site.entries[self.index]
    }

    /// What a name of the entry becomes; names that do not contain its slug stay.
    fn renamed(&self, name: &str) -> Option<String> {
        let entry = self.entry();
        let with_folder = format!("{}{}", entry.page.folder, entry.slug);
        let is_name = name == entry.slug || name == entry.id || name == with_folder;
        is_name.then(|| format!("{}{}", &name[..name.len() - entry.slug.len()], self.slug))
    }

    fn edit(&mut self, file: &SourcePath, span: Span, text: String) {
        let edits = self.edits.entry(file.clone()).or_default();
        // Common values of a list file show up in all of its entries.
        if !edits.iter().any(|edit| edit.span == span) {
            edits.push(Edit { span, text });
            self.n_references += 1;
        }
    }

    fn references(&mut self, sources: &Sources) {
        for from in 0..self.site.entries.len() {
            let page = self.site.entries[from].page.clone();
            let text = source_of(sources, &page.source).text.clone();
            let points_here = self.site.entries[from].relations.iter().any(|edge| edge.to == self.index);
            if points_here {
                let fields = &self.config.schema.types[page.type_index].fields;
                self.values(&page, &text, &page.fields, fields, from);
            }
            self.links(&page, &text, from);
        }
    }

    fn values(&mut self, page: &Page, text: &str, values: &Fields, fields: &[Field], from: EntryIndex) {
        for (index, value) in &values.0 {
            let Some(field) = fields.get(*index) else { continue };
            for (position, item) in value.items.iter().enumerate() {
                match (&item.value, &field.kind) {
                    (Value::Relation(target, _), Kind::Relation(Relation { .. })) => {
                        let is_top = std::ptr::eq(values, &raw const page.fields);
                        let mut edges = self.site.entries[from].relations.iter();
                        let leads_here =
                            !is_top || edges.any(|e| e.field == *index && e.item == position && e.to == self.index);
                        if let Some(new) = self.renamed(target).filter(|_| leads_here) {
                            let span = target_span(text, &item.span, target);
                            let old = &text[span.start as usize..span.end as usize];
                            self.edit(&page.source, span.clone(), like(old, &new));
                        }
                    }
                    (Value::Object(inner), Kind::Object(sub)) => self.values(page, text, inner, sub, from),
                    _ => {}
                }
            }
        }
    }

    fn links(&mut self, page: &Page, text: &str, from: EntryIndex) {
        for (link, target) in page.body.links.iter().zip(&self.site.entries[from].link_targets) {
            let span = link.span.clone();
            let Some(slice) = text.get(span.start as usize..span.end as usize) else { continue };
            let found = match &link.kind {
                LinkKind::Wiki { target: name, .. } => {
                    let url = target.as_ref().map(|target| target.url.split('#').next().unwrap_or_default());
                    let own = self.entry().target.as_deref().map(|url| url.split('#').next().unwrap_or_default());
                    (url == own).then(|| self.renamed(name)).flatten().map(|new| (name.clone(), new))
                }
                LinkKind::Path { path, .. } => self.renamed_path(page, path).map(|new| (path.clone(), new)),
                _ => None,
            };
            let Some((old, new)) = found else { continue };
            if let Some(at) = slice.rfind(&old) {
                let start = span.start + u32::try_from(at).expect("files are limited in size");
                let end = start + u32::try_from(old.len()).expect("files are limited in size");
                self.edit(&page.source, start..end, new);
            }
        }
    }

    /// A path to the entry's file with its new name.
    fn renamed_path(&self, page: &Page, path: &str) -> Option<String> {
        let entry = self.entry();
        let target = join(&page.source, path);
        let is_here = *target == *entry.page.source || format!("{target}.md") == *entry.page.source;
        let is_page = target.strip_prefix("content/") == entry.url.as_deref() && entry.url.is_some();
        if entry.page.stem.is_empty() || !is_here && !is_page {
            return None;
        }
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(f, n)| (&path[..f.len() + 1], n));
        let ending = name.rsplit_once('.').map_or("", |(stem, _)| &name[stem.len()..]);
        Some(format!("{folder}{}{ending}", self.slug))
    }

    /// `home`, `menu`, `footer` and `report_barrier` in `site.yaml`.
    fn settings(&mut self, sources: &Sources) {
        for source in sources.site.iter().filter(|source| source.path.ends_with("/site.yaml")) {
            let Ok(root) = yaml::parse(&source.text) else { continue };
            let mut found = Vec::new();
            let url = self.entry().url.clone();
            scalars(&root, &mut |node, text| {
                let new = (text == self.entry().id).then(|| self.renamed(text)).flatten();
                let new_url = || (Some(text) == url.as_deref()).then(|| self.new_url()).flatten();
                if let Some(new) = new.or_else(new_url) {
                    let old = &source.text[node.span.start as usize..node.span.end as usize];
                    found.push((node.span.clone(), like(old, &new)));
                }
            });
            for (span, text) in found {
                self.edit(&source.path, span, text);
            }
        }
    }

    fn new_url(&self) -> Option<String> {
        let url = self.entry().url.as_deref()?;
        let (folder, _) = url.rsplit_once('/').map_or(("", url), |(f, n)| (&url[..f.len() + 1], n));
        Some(format!("{folder}{}.html", self.slug))
    }

    /// The entry's own file: a redirect from its address, and its new name, or the key that gives it a new slug.
    fn own(&mut self, source: &Source, content_type: &ContentType, old_url: Option<&str>) -> Option<PathBuf> {
        let page = self.entry().page.clone();
        let mut lines: Vec<(&str, String)> = Vec::new();
        let n_references = self.n_references;
        if let (Some(url), Some(field)) = (old_url, content_type.role(Role::Aliases)) {
            let text = format!("/{url}");
            match page.fields.get(field).and_then(|value| value.items.last()) {
                Some(last) => {
                    self.edit(&page.source, last.span.end..last.span.end, next_item(source, &last.span, &text))
                }
                None => lines.push((&content_type.fields[field].key, format!("[{}]", value(&text, true)))),
            }
        }
        let slug = content_type.role(Role::Slug);
        let given = slug.and_then(|field| page.fields.get(field)).and_then(|value| value.items.first());
        match (given, slug) {
            (Some(item), _) => {
                let old = &source.text[item.span.start as usize..item.span.end as usize];
                self.edit(&page.source, item.span.clone(), like(old, self.slug));
            }
            (None, Some(field)) if page.stem.is_empty() => {
                lines.push((&content_type.fields[field].key, self.slug.to_owned()));
            }
            _ => {}
        }
        if !lines.is_empty() {
            self.insert(source, &page, &lines);
        }
        // The entry itself is no reference to it.
        self.n_references = n_references;
        let moves = !page.stem.is_empty() && given.is_none();
        moves.then(|| source.disk.with_file_name(format!("{}.md", self.slug)))
    }

    fn insert(&mut self, source: &Source, page: &Page, lines: &[(&str, String)]) {
        let split = front_matter::split(&source.text);
        let in_file = !page.stem.is_empty();
        let (at, text) = match in_file {
            true if split.yaml.is_empty() => {
                let lines: String = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
                (0, format!("---\n{lines}---\n\n"))
            }
            true => (split.yaml.end, lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect()),
            false => {
                // After the first key of the entry, in the same style.
                let start = page.span.start as usize;
                let end = page.span.end as usize;
                if source.text[start..].starts_with('{') {
                    (end, lines.iter().map(|(key, value)| format!(", {key}: {value}")).collect())
                } else {
                    let column = start - source.text[..start].rfind('\n').map_or(0, |i| i + 1);
                    let indent = " ".repeat(column);
                    (end, lines.iter().map(|(key, value)| format!("\n{indent}{key}: {value}")).collect())
                }
            }
        };
        let at = u32::try_from(at).expect("files are limited in size");
        self.edit(&page.source, at..at, text);
    }
}

/// The next item of a list, after `last`, in a flow or block list.
fn next_item(source: &Source, last: &Span, text: &str) -> String {
    let start = last.start as usize;
    let line_start = source.text[..start].rfind('\n').map_or(0, |i| i + 1);
    let before = &source.text[line_start..start];
    if before.trim() == "-" { format!("\n{before}{}", value(text, false)) } else { format!(", {}", value(text, true)) }
}

/// Where the target of a relation stands: the value itself, or that of `in` in `{ in: …, rolle: … }`.
fn target_span(text: &str, span: &Span, target: &str) -> Span {
    let slice = &text[span.start as usize..span.end as usize];
    let node = yaml::parse_at(slice, span.start).ok();
    let found = node.and_then(|node| {
        let mut entries = node.entries();
        entries.find(|(_, node)| node.as_str() == Some(target)).map(|(_, node)| node.span.clone())
    });
    if let Some(found) = found {
        return found;
    }
    // A block map: its first line is not indented like the others, so YAML does not read the slice.
    match slice.find(target) {
        Some(at) if slice.len() > target.len() + 2 => {
            let start = span.start + u32::try_from(at).expect("files are limited in size");
            start..start + u32::try_from(target.len()).expect("files are limited in size")
        }
        _ => span.clone(),
    }
}

fn scalars(node: &Node, each: &mut dyn FnMut(&Node, &str)) {
    if let Some(text) = node.as_str() {
        each(node, text);
    }
    node.items().iter().for_each(|item| scalars(item, each));
    node.entries().for_each(|(_, node)| scalars(node, each));
}
