//! Links, anchors, pictures and files: every internal target must exist.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::relations::{Found, Names};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text, did_you_mean};
use crate::load::FileSource;
use crate::page::{Fields, Value};
use crate::parse::markdown::LinkKind;
use crate::schema::{Field, Kind};
use crate::site::{Entry, EntryIndex, FileNote, LinkTarget, MediaFile, Site, find_file, join};
use crate::text::slugify;

/// Output paths of the files in the content folder. Names become ASCII; collisions are errors.
pub(super) fn media(files: &[FileSource], diagnostics: &mut Vec<Diagnostic>) -> HashMap<Arc<str>, MediaFile> {
    let mut media = HashMap::new();
    let mut taken: HashMap<String, SourcePath> = HashMap::new();
    for file in files {
        let Some(path) = file.path.strip_prefix("content/") else { continue };
        let url = media_url(path);
        if let Some(first) = taken.get(&url) {
            diagnostics.push(
                Diagnostic::new(Code::UrlCollision, &file.path, None)
                    .arg("url", &url)
                    .arg("other", first)
                    .hint(Text::new("hint.both-files").arg("file", first)),
            );
            continue;
        }
        taken.insert(url.clone(), file.path.clone());
        let format = path.rsplit_once('.').map(|(_, ending)| ending.to_uppercase()).unwrap_or_default();
        let note = FileNote { format, size: file.size, pages: file.facts.pages, dimensions: file.facts.dimensions };
        media.insert(file.path.clone(), MediaFile { url, source: file.path.clone(), disk: file.disk.clone(), note });
    }
    media
}

/// `medien/Über uns.PDF` -> `medien/ueber-uns.pdf`
fn media_url(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder: String = folder.split('/').filter(|part| !part.is_empty()).map(|part| slugify(part) + "/").collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = match slugify(stem) {
        slug if slug.is_empty() => "datei".to_owned(),
        slug => slug,
    };
    if ending.is_empty() { format!("{folder}{stem}") } else { format!("{folder}{stem}.{}", slugify(ending)) }
}

/// Fills `link_targets`, `image_targets` and `backlinks` of all entries.
pub(super) fn resolve(site: &mut Site, names: &Names, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let by_source: HashMap<SourcePath, EntryIndex> = site
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.page.stem.is_empty())
        .map(|(index, entry)| (entry.page.source.clone(), index))
        .collect();
    let urls = site.entries.iter().enumerate().filter_map(|(index, entry)| Some((entry.url.clone()?, index)));
    let by_url: HashMap<String, EntryIndex> = urls.collect();
    let outputs: HashSet<String> = known_outputs(site);
    let mut backlinks: Vec<Vec<EntryIndex>> = vec![Vec::new(); site.entries.len()];
    for index in 0..site.entries.len() {
        let entry = &site.entries[index];
        let context =
            Context { site, names, config, by_source: &by_source, by_url: &by_url, outputs: &outputs, entry, index };
        let mut targets = Vec::with_capacity(entry.page.body.links.len());
        for link in &entry.page.body.links {
            let (target, to) = context.link(&link.kind, &link.span, diagnostics);
            if let Some(to) = to.filter(|to| *to != index && backlinks[*to].last() != Some(&index)) {
                backlinks[to].push(index);
            }
            targets.push(target);
        }
        let images = entry.page.body.images.iter();
        let images: Vec<_> = images.map(|image| context.image(&image.kind, &image.span, diagnostics)).collect();
        let entry = &mut site.entries[index];
        entry.link_targets = targets;
        entry.image_targets = images;
    }
    for (entry, backlinks) in site.entries.iter_mut().zip(backlinks) {
        entry.backlinks = backlinks;
    }
}

/// Pages that are no entries but may be linked: lists, terms, the search and other pages of the site.
fn known_outputs(site: &Site) -> HashSet<String> {
    let lists = site.lists.iter().map(|list| list.url.clone());
    lists.chain(crate::site::FIXED_PAGES.iter().map(|url| (*url).to_owned())).collect()
}

struct Context<'a> {
    site: &'a Site,
    names: &'a Names,
    config: &'a Config,
    by_source: &'a HashMap<SourcePath, EntryIndex>,
    by_url: &'a HashMap<String, EntryIndex>,
    outputs: &'a HashSet<String>,
    entry: &'a Entry,
    index: EntryIndex,
}

impl Context<'_> {
    fn link(
        &self,
        kind: &LinkKind,
        span: &Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Option<LinkTarget>, Option<EntryIndex>) {
        match kind {
            LinkKind::External(_) => (None, None),
            LinkKind::Anchor(anchor) => {
                let known = self.anchor(self.index, anchor, span, diagnostics);
                let url = format!("{}#{anchor}", self.entry.url.as_deref().unwrap_or_default());
                let heading = self.entry.page.body.headings.iter().find(|heading| heading.id == *anchor);
                let title = heading.map(|heading| heading.text.clone());
                (known.then_some(LinkTarget { url, title, note: None }), None)
            }
            LinkKind::Wiki { target, anchor } => match self.wiki(target, span, diagnostics) {
                Some(to) => (self.to_entry(to, anchor.as_deref(), span, diagnostics), Some(to)),
                None => {
                    // The words as they are written stand where the title of the target would.
                    let title = target.rsplit('/').next().map(str::to_owned);
                    (Some(LinkTarget { url: String::new(), title, note: None }), None)
                }
            },
            LinkKind::Path { path, anchor, query } => {
                self.path(path, query.as_deref(), anchor.as_deref(), span, diagnostics)
            }
        }
    }

    fn wiki(&self, target: &str, span: &Span, diagnostics: &mut Vec<Diagnostic>) -> Option<EntryIndex> {
        let file = &self.entry.page.source;
        match self.names.find(self.site, target, &|_| true) {
            Found::One(to, _) => Some(to),
            Found::Many(candidates) => {
                let ids: Vec<&str> = candidates.iter().map(|index| self.site.entries[*index].id.as_str()).collect();
                diagnostics.push(
                    Diagnostic::new(Code::AmbiguousRelation, file, span.clone())
                        .arg("target", target)
                        .arg("candidates", ids.join(", "))
                        .hint(Text::new("hint.use-type").arg("candidates", ids.join(", "))),
                );
                None
            }
            Found::None => {
                if let Some(entry) = self.names.unpublished(self.site, target, &|_| true) {
                    self.not_yet(entry, span, diagnostics);
                    return None;
                }
                let ids = self.site.entries.iter().map(|entry| entry.id.as_str());
                let near = self
                    .names
                    .nearest(target, ids)
                    .map(|id| Text::new("hint.did-you-mean").arg("name", id))
                    .or_else(|| self.names.near(self.site, target, &|_| true));
                diagnostics
                    .push(Diagnostic::new(Code::BrokenLink, file, span.clone()).arg("target", target).maybe_hint(near));
                None
            }
        }
    }

    fn not_yet(&self, entry: &Entry, span: &Span, diagnostics: &mut Vec<Diagnostic>) {
        let text = crate::site::publication::not_there(entry, self.config);
        let diagnostic = Diagnostic::new(Code::UnpublishedTarget, &self.entry.page.source, span.clone());
        diagnostics.push(diagnostic.text(text));
    }

    fn to_entry(
        &self,
        to: EntryIndex,
        anchor: Option<&str>,
        span: &Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<LinkTarget> {
        let target = &self.site.entries[to];
        let url = target.target.clone()?;
        let title = Some(target.title.clone());
        match anchor {
            Some(anchor) if target.url.is_some() => {
                self.anchor(to, anchor, span, diagnostics);
                Some(LinkTarget { url: format!("{url}#{anchor}"), title, note: None })
            }
            _ => Some(LinkTarget { url, title, note: None }),
        }
    }

    /// Whether an entry's text has the anchor.
    fn anchor(&self, to: EntryIndex, anchor: &str, span: &Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let target = &self.site.entries[to];
        let headings = &target.page.body.headings;
        if headings.iter().any(|heading| heading.id == anchor) || anchor.is_empty() {
            return true;
        }
        let near = did_you_mean(anchor, headings.iter().map(|heading| heading.id.as_str()));
        diagnostics.push(
            Diagnostic::new(Code::BrokenAnchor, &self.entry.page.source, span.clone())
                .arg("anchor", anchor)
                .arg("page", &target.title)
                .maybe_hint(near.map(|name| Text::new("hint.did-you-mean").arg("name", name))),
        );
        false
    }

    /// A path as on a Git host: relative to the file, `/` means the content folder.
    fn path(
        &self,
        path: &str,
        query: Option<&str>,
        anchor: Option<&str>,
        span: &Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Option<LinkTarget>, Option<EntryIndex>) {
        let file = &self.entry.page.source;
        let source = join(file, path);
        let candidates = [source.clone(), format!("{source}.md"), format!("{source}/index.md")];
        for candidate in &candidates {
            if let Some(to) = self.by_source.get(candidate.as_str()) {
                return (self.to_entry(*to, anchor, span, diagnostics), Some(*to));
            }
        }
        let below = source.strip_prefix("content/").unwrap_or(&source);
        let pages = [below.to_owned(), format!("{below}/index.html").trim_start_matches('/').to_owned()];
        if let Some(page) = pages.iter().find(|page| self.outputs.contains(page.as_str())) {
            let suffix = query.map(|query| format!("?{query}")).unwrap_or_default();
            let suffix = anchor.map(|anchor| format!("{suffix}#{anchor}")).unwrap_or(suffix);
            return (Some(LinkTarget { url: format!("{page}{suffix}"), title: None, note: None }), None);
        }
        if let Some(to) = self.by_url.get(below) {
            return (self.to_entry(*to, anchor, span, diagnostics), Some(*to));
        }
        let is_meant = |entry: &&Entry| {
            candidates.iter().any(|candidate| **candidate == *entry.page.source) || entry.url.as_deref() == Some(below)
        };
        if let Some(entry) = self.site.unpublished.iter().find(is_meant) {
            self.not_yet(entry, span, diagnostics);
            return (None, None);
        }
        if let Some(media) = find_file(self.site, file, path) {
            let url = anchor.map_or_else(|| media.url.clone(), |anchor| format!("{}#{anchor}", media.url));
            return (Some(LinkTarget { url, title: None, note: Some(media.note.clone()) }), None);
        }
        // Nobody means the page itself by a path.
        let pages = self.by_source.keys().filter(|source| *source != file);
        let sources = pages.map(AsRef::as_ref).chain(self.site.files.keys().map(AsRef::as_ref));
        let near = near_file(self.names, &source, sources).map(|near| near.strip_prefix("content/").unwrap_or(near));
        diagnostics.push(
            Diagnostic::new(Code::BrokenLink, file, span.clone())
                .arg("target", path)
                .maybe_hint(near.map(|name| Text::new("hint.did-you-mean").arg("name", format!("/{name}")))),
        );
        (None, None)
    }

    fn image(&self, kind: &LinkKind, span: &Span, diagnostics: &mut Vec<Diagnostic>) -> Option<MediaFile> {
        let path = match kind {
            LinkKind::Path { path, .. } => path,
            LinkKind::External(url) => {
                // A page that asks another server for a picture tells it who is reading.
                let diagnostic = Diagnostic::new(Code::ExternalImage, &self.entry.page.source, span.clone());
                diagnostics.push(diagnostic.arg("url", url).hint(Text::new("hint.external-image")));
                return None;
            }
            LinkKind::Anchor(_) | LinkKind::Wiki { .. } => return None,
        };
        let found = find_file(self.site, &self.entry.page.source, path);
        if found.is_none() {
            diagnostics.push(missing_file(self.site, &self.entry.page.source, path, span));
        }
        found.cloned()
    }
}

/// The file that `path` was probably to name: one of the same or nearly the same name, nearest to where it was looked
/// for.
fn near_file<'a>(names: &Names, path: &str, files: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    fn name(path: &str) -> &str {
        path.rsplit('/').next().unwrap_or(path)
    }
    fn stem(path: &str) -> &str {
        name(path).rsplit_once('.').map_or(name(path), |(stem, _)| stem)
    }
    let near = names.nearest(stem(path), files.clone().map(stem))?;
    let same = files.filter(|file| stem(file) == near);
    same.min_by_key(|file| (strsim::damerau_levenshtein(path, file), file.len()))
}

fn missing_file(site: &Site, source: &SourcePath, path: &str, span: &Span) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let names = site.files.keys().map(|key| key.rsplit('/').next().unwrap_or(key));
    let diagnostic = Diagnostic::new(Code::MissingFile, source, span.clone()).arg("file", path);
    match did_you_mean(name, names) {
        Some(similar) => {
            let text = Text::new("missing-file.similar").arg("file", path).arg("similar", similar);
            diagnostic.text(text)
        }
        None => diagnostic,
    }
}

/// Files named in front matter must exist.
pub(super) fn check_files(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    for entry in &site.entries {
        let fields = &config.schema.types[entry.type_index()].fields;
        files_of(site, &entry.page.source, &entry.fields, fields, diagnostics);
    }
}

fn files_of(site: &Site, source: &SourcePath, values: &Fields, fields: &[Field], diagnostics: &mut Vec<Diagnostic>) {
    for (index, value) in &values.0 {
        let Some(field) = fields.get(*index) else { continue };
        let field = match &field.kind {
            Kind::List(of) => of,
            _ => field,
        };
        for item in &value.items {
            match (&item.value, &field.kind) {
                (Value::File(path), _) if find_file(site, source, path).is_none() => {
                    diagnostics.push(missing_file(site, source, path, &item.span));
                }
                (Value::Object(inner), Kind::Object(sub) | Kind::Image(sub)) => {
                    files_of(site, source, inner, sub, diagnostics);
                }
                _ => {}
            }
        }
    }
}
