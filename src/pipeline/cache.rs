//! The cache of `serve`: what the last build found out, so that the next one does only what is new.
//!
//! Three rules carry it:
//! 1. a parsed page depends on its own file and the configuration only; its faults are kept with it;
//! 2. the text of a page never changes another page: when nobody's [`facts`] changed, `resolve` is left
//!    out and only the pages of the changed files are looked at;
//! 3. a page is rendered again when the hash of what it shows changed.
//!
//! After any edits the outputs are those of a clean build, byte for byte. Everything is kept in memory.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::{Clock, facts};
use crate::config::{self, Config, Flags};
use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, tidy};
use crate::disk::Stamp;
use crate::load::{self, Source, Sources, Tree};
use crate::messages::Catalogue;
use crate::output::{Content, Output};
use crate::page::{Page, Parsed};
use crate::render::{self, Cards, Known, Made, Renderer};
use crate::site::{EntryIndex, Site};
use crate::theme::{self, Theme};
use crate::{check, images, index, parse, resolve};

/// State between builds of the same site.
pub struct Cache {
    flags: Flags,
    output: PathBuf,
    epoch: Option<i64>,
    loaded: Option<Loaded>,
    /// What each file says, with the hash of its text.
    parsed: HashMap<SourcePath, ([u8; 32], Arc<Parsed>)>,
    resolved: Option<Resolved>,
    theme: Option<Theme>,
    theme_faults: Vec<Diagnostic>,
    pictures: images::Memory,
    /// What each page showed when it was last rendered.
    records: HashMap<String, Record>,
    n_pages: usize,
    /// All outputs of the last build but the search.
    paths: HashSet<String>,
    /// State of each file that is published as it is, by its path in the output.
    media: HashMap<String, Stamp>,
    /// Faults of menu, footer and addresses of outputs.
    site_faults: Vec<Diagnostic>,
    diagnostics: Vec<Diagnostic>,
}

/// What was read last.
struct Loaded {
    sources: Sources,
    config: Arc<Config>,
    config_faults: Vec<Diagnostic>,
    tree: Option<Tree>,
    tree_faults: Vec<Diagnostic>,
}

/// The site as it was resolved last.
struct Resolved {
    site: Arc<Site>,
    faults: Vec<Diagnostic>,
    /// Cards of all entries, once they were made.
    cards: Option<Cards>,
}

struct Record {
    key: u64,
    /// Faults of its template with this view; a page that failed is not made.
    faults: Vec<Diagnostic>,
}

/// Files to be put in place, and files to be taken away.
#[derive(Debug, Default)]
pub struct Part(HashMap<String, Option<Content>>);

impl Part {
    /// Adds a later part; where both speak of a file, the later one counts.
    pub fn add(&mut self, later: Part) {
        self.0.extend(later.0);
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files, and the paths of those that are gone.
    pub fn into_outputs(self) -> (Vec<Output>, Vec<String>) {
        let mut set = Vec::new();
        let mut gone = Vec::new();
        for (path, content) in self.0 {
            match content {
                Some(content) => set.push(Output { path, content }),
                None => gone.push(path),
            }
        }
        (set, gone)
    }

    /// These files in place of those at `old`, which becomes the set of their paths.
    pub fn replacing(old: &mut HashSet<String>, outputs: Vec<Output>) -> Part {
        let paths: HashSet<String> = outputs.iter().map(|output| output.path.clone()).collect();
        let mut part = Part::default();
        part.0.extend(old.difference(&paths).map(|path| (path.clone(), None)));
        part.0.extend(outputs.into_iter().map(|output| (output.path, Some(output.content))));
        *old = paths;
        part
    }

    fn put(&mut self, output: Output) {
        self.0.insert(output.path, Some(output.content));
    }
}

/// What a build of the cache gives beside its outputs.
#[derive(Debug, Default)]
pub struct Report {
    /// All faults of the site, also of pages that did not change.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the diagnostics differ from those of the last build.
    pub is_news: bool,
    /// The texts that diagnostics point into.
    pub texts: HashMap<SourcePath, Arc<str>>,
    /// Whether any file of the site differs from what the last build saw.
    pub has_changed: bool,
    /// Number of HTML pages.
    pub n_pages: usize,
    /// Number of entries.
    pub n_entries: usize,
    /// Files that were parsed now.
    pub n_parsed: usize,
    /// Pages that were rendered now.
    pub n_rendered: usize,
    /// Whether relations, lists and addresses were worked out anew.
    pub was_resolved: bool,
    /// Time per stage.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Whether the site must not be published.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The search index to be made from one state of the site; made elsewhere, it holds up nobody.
pub struct SearchJob {
    site: Arc<Site>,
    config: Arc<Config>,
    labels: Arc<Catalogue>,
}

impl SearchJob {
    /// The files of the search; none when the site has no search.
    pub fn run(self) -> Vec<Output> {
        if self.config.search { index::index(&self.site, &self.config, &self.labels) } else { Vec::new() }
    }
}

/// What differs from the last build.
struct Changes {
    /// Files read anew that say the same to everybody else: before and now.
    replaced: Vec<(SourcePath, Arc<Parsed>, Arc<Parsed>)>,
    /// Files that were parsed now.
    files: HashSet<SourcePath>,
    has_new_facts: bool,
    has_new_theme: bool,
}

impl Changes {
    fn is_nothing(&self) -> bool {
        self.files.is_empty() && !self.has_new_facts && !self.has_new_theme
    }
}

impl Cache {
    /// An empty cache for the site that `flags` name.
    pub fn new(flags: Flags) -> Cache {
        let output = flags.output.clone().unwrap_or_else(|| flags.root.join("public"));
        Cache {
            flags,
            output,
            epoch: super::source_date_epoch(),
            loaded: None,
            parsed: HashMap::new(),
            resolved: None,
            theme: None,
            theme_faults: Vec::new(),
            pictures: images::Memory::default(),
            records: HashMap::new(),
            n_pages: 0,
            paths: HashSet::new(),
            media: HashMap::new(),
            site_faults: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Builds what changed since the last time. `publish` gets the outputs, part by part as they are
    /// ready (pages of the changed files, lists, everything else), and whether there are errors so far.
    ///
    /// An error means that there is nothing to build: no readable `content/` folder.
    pub fn rebuild(&mut self, publish: &mut dyn FnMut(Part, bool)) -> io::Result<Report> {
        let mut clock = Clock { timings: Vec::new(), stage: &mut |_| {} };
        let mut changes = clock.time("load", || self.load())?;
        clock.time("parse", || self.parse(&mut changes));
        let mut report = Report { n_parsed: changes.files.len(), ..Report::default() };
        if !changes.is_nothing() {
            report.has_changed = true;
            report.was_resolved = clock.time("resolve", || self.resolve(&changes));
            self.load_theme(&changes);
            clock.time("render", || self.render(&changes, &mut report, publish));
        }
        clock.time("report", || self.report(&mut report));
        report.timings = clock.timings;
        Ok(report)
    }

    /// The search index of the present state, to be made; nothing before the first build.
    pub fn search(&self) -> Option<SearchJob> {
        let (resolved, loaded, theme) = (self.resolved.as_ref()?, self.loaded.as_ref()?, self.theme.as_ref()?);
        Some(SearchJob { site: resolved.site.clone(), config: loaded.config.clone(), labels: theme.labels.clone() })
    }

    fn load(&mut self) -> io::Result<Changes> {
        let exclude = std::slice::from_ref(&self.output);
        let before = self.loaded.as_ref().map(|loaded| &loaded.sources);
        let sources = load::load(&self.flags.root, exclude, before)?;
        // A preview that runs past midnight shows what appears then.
        let today = config::today(&self.flags, self.epoch);
        let has_same_day = self.loaded.as_ref().is_some_and(|loaded| loaded.config.today == today);
        let has_same_config = has_same_day && before.is_some_and(|before| are_same(&before.site, &sources.site));
        let (config, config_faults) = match self.loaded.take_if(|_| has_same_config) {
            Some(loaded) => {
                let same = (loaded.config.clone(), loaded.config_faults.clone());
                self.loaded = Some(loaded);
                same
            }
            None => {
                let mut faults = Vec::new();
                let config = config::load(&self.flags, &sources.site, self.epoch, &mut faults);
                (Arc::new(config), faults)
            }
        };
        let mut tree_faults = Vec::new();
        let tree = super::load_theme_folder(&self.flags, &config, &mut tree_faults)?;
        let before = self.loaded.take();
        let has_same_files = before.as_ref().is_some_and(|before| before.sources.files == sources.files);
        let hashes = |tree: &Option<Tree>| -> Vec<(SourcePath, [u8; 32])> {
            tree.iter().flat_map(|tree| &tree.files).map(|file| (file.path.clone(), file.hash)).collect()
        };
        let has_same_tree = before.as_ref().is_some_and(|before| hashes(&before.tree) == hashes(&tree));
        if !has_same_config {
            self.parsed.clear();
        }
        self.loaded = Some(Loaded { sources, config, config_faults, tree, tree_faults });
        Ok(Changes {
            replaced: Vec::new(),
            files: HashSet::new(),
            has_new_facts: !has_same_config || !has_same_files,
            has_new_theme: !has_same_config || !has_same_tree,
        })
    }

    /// Parses files whose text is new.
    fn parse(&mut self, changes: &mut Changes) {
        let Some(Loaded { sources, config, .. }) = &self.loaded else { return };
        let known = |source: &Source| self.parsed.get(&source.path).is_some_and(|(hash, _)| *hash == source.hash);
        let pages = sources.pages.par_iter().filter(|source| !known(source));
        let lists = sources.data.par_iter().filter(|source| !known(source));
        let pages = pages.map(|source| (source, parse::page(source, config)));
        let lists = lists.map(|source| (source, parse::list_file(source, config)));
        let new: Vec<(&Source, Parsed)> = pages.chain(lists).collect();
        for (source, parsed) in new {
            let parsed = Arc::new(parsed);
            changes.files.insert(source.path.clone());
            match self.parsed.insert(source.path.clone(), (source.hash, parsed.clone())) {
                Some((_, old)) if facts::are_equal(&old, &parsed, &config.schema) => {
                    changes.replaced.push((source.path.clone(), old, parsed));
                }
                _ => changes.has_new_facts = true,
            }
        }
        let n_sources = sources.pages.len() + sources.data.len();
        if self.parsed.len() > n_sources {
            let there: HashSet<&SourcePath> = sources.pages.iter().chain(&sources.data).map(|s| &s.path).collect();
            self.parsed.retain(|path, _| there.contains(path));
            changes.has_new_facts = true;
        }
    }

    /// Resolves the site, or just exchanges pages in it; `true` when it was resolved.
    fn resolve(&mut self, changes: &Changes) -> bool {
        let Some(Loaded { sources, config, .. }) = &self.loaded else { return false };
        if let Some(resolved) = self.resolved.as_mut().filter(|_| !changes.has_new_facts)
            && let Some(faults) = moved(&resolved.faults, &changes.replaced)
        {
            resolved.faults = faults;
            exchange(&mut resolved.site, &changes.replaced);
            return false;
        }
        let sources_in_order = sources.pages.iter().chain(&sources.data);
        let parsed = sources_in_order.filter_map(|source| self.parsed.get(&source.path));
        let pages: Vec<Arc<Page>> = parsed.flat_map(|(_, parsed)| parsed.pages.iter().cloned()).collect();
        let (mut site, mut faults) = resolve::resolve(pages, &sources.files, config);
        site.copies = self.pictures.prepare(&site, config, &mut faults);
        self.resolved = Some(Resolved { site: Arc::new(site), faults, cards: None });
        true
    }

    fn load_theme(&mut self, changes: &Changes) {
        let Some(Loaded { config, tree, .. }) = &self.loaded else { return };
        if self.theme.is_none() || changes.has_new_theme {
            self.theme_faults.clear();
            let theme = theme::load(tree.as_ref(), config, &mut self.theme_faults);
            let has_same_words = self.theme.as_ref().is_some_and(|old| old.key == theme.key);
            if let Some(resolved) = self.resolved.as_mut().filter(|_| !has_same_words) {
                // Cards have words of the theme.
                resolved.cards = None;
            }
            self.theme = Some(theme);
        }
    }

    fn render(&mut self, changes: &Changes, report: &mut Report, publish: &mut dyn FnMut(Part, bool)) {
        let early_errors = has_errors(&self.faults_before_rendering());
        if self.theme_faults.iter().any(|fault| fault.code == Code::Template) {
            return;
        }
        let (Some(Loaded { sources, config, .. }), Some(resolved), Some(theme)) =
            (&self.loaded, &mut self.resolved, &mut self.theme)
        else {
            return;
        };
        let site = resolved.site.clone();
        let (renderer, mut site_faults) = Renderer::new(&site, theme, config, resolved.cards.take(), None);
        resolved.cards = Some(renderer.cards());
        let mut pages = Pages { records: &mut self.records, n_rendered: 0 };
        let entries = entries_of(&site, &changes.files);
        let has_home = site.home.is_some_and(|home| entries.contains(&home));
        let mut first = pages.add(&|known| renderer.entries(entries.clone(), Some(known)), &mut Vec::new());
        let is_whole = report.was_resolved || changes.has_new_theme;
        let stamps: HashMap<_, _> = sources.files.iter().map(|file| (file.disk.as_path(), file.stamp)).collect();
        let mut copied = Vec::new();
        // Files come with the first pages, which may show them.
        for output in if is_whole { renderer.copies() } else { Vec::new() } {
            copied.push(output.path.clone());
            let stamp = match &output.content {
                Content::CopyOf(disk) => stamps.get(disk.as_path()).copied(),
                Content::Bytes(_) | Content::Spooled(_) => None,
            };
            // A copy is given out when its file changed, for its path says nothing about that.
            match stamp {
                Some(stamp) if self.media.insert(output.path.clone(), stamp) == Some(stamp) => {}
                _ => first.put(output),
            }
        }
        publish(first, early_errors || pages.have_errors());
        if !is_whole {
            if has_home {
                let home = pages.add(&|known| renderer.fixed(Some(known)), &mut Vec::new());
                publish(home, early_errors || pages.have_errors());
            }
            report.n_rendered = pages.n_rendered;
            return;
        }
        let mut lists = Vec::new();
        let mut part = pages.add(&|known| renderer.lists(Some(known)), &mut lists);
        let mut fixed = Vec::new();
        part.add(pages.add(&|known| renderer.fixed(Some(known)), &mut fixed));
        publish(part, early_errors || pages.have_errors());
        // The order of the paths is that of `render`, so that collisions are told in the same words.
        let mut paths = Vec::new();
        let mut part = pages.add(&|known| renderer.entries(0..site.entries.len(), Some(known)), &mut paths);
        paths.append(&mut lists);
        paths.append(&mut fixed);
        self.n_pages = paths.len();
        let sitemap = renderer.sitemap(paths.iter().map(String::as_str));
        for output in renderer.feeds().into_iter().chain(sitemap) {
            paths.push(output.path.clone());
            part.put(output);
        }
        part.add(pages.add(&|known| renderer.redirects(Some(known)), &mut paths));
        for output in renderer.redirect_rules() {
            paths.push(output.path.clone());
            part.put(output);
        }
        report.n_rendered = pages.n_rendered;
        paths.append(&mut copied);
        let page_errors = pages.have_errors();
        site_faults.extend(render::addresses::faults(paths.iter().map(String::as_str), &site, config));
        self.site_faults = site_faults;
        let paths: HashSet<String> = paths.into_iter().collect();
        part.0.extend(self.paths.difference(&paths).map(|path| (path.clone(), None)));
        self.records.retain(|path, _| paths.contains(path));
        self.media.retain(|path, _| paths.contains(path));
        self.paths = paths;
        publish(part, early_errors || page_errors || has_errors(&self.site_faults));
    }

    /// Faults of everything that does not need a renderer.
    fn faults_before_rendering(&self) -> Vec<Diagnostic> {
        let loaded = self.loaded.as_ref();
        let mut faults: Vec<Diagnostic> = loaded
            .into_iter()
            .flat_map(|loaded| [&loaded.sources.diagnostics, &loaded.config_faults, &loaded.tree_faults])
            .chain(self.parsed.values().map(|(_, parsed)| &parsed.diagnostics))
            .chain(self.resolved.as_ref().map(|resolved| &resolved.faults))
            .flatten()
            .cloned()
            .collect();
        faults.extend(self.theme_faults.iter().cloned());
        if let Some(loaded) = loaded {
            check::apply(&mut faults, &loaded.config, |_| false);
        }
        faults
    }

    fn report(&mut self, report: &mut Report) {
        let mut diagnostics = self.faults_before_rendering();
        if !self.theme_faults.iter().any(|fault| fault.code == Code::Template) {
            let mut faults = self.site_faults.clone();
            faults.extend(self.records.values().flat_map(|record| record.faults.iter().cloned()));
            render::once_per_template(&mut faults);
            if let Some(loaded) = &self.loaded {
                check::apply(&mut faults, &loaded.config, |_| false);
            }
            diagnostics.append(&mut faults);
        }
        tidy(&mut diagnostics);
        report.is_news = self.diagnostics != diagnostics;
        report.n_pages = self.n_pages;
        if let (Some(loaded), Some(resolved)) = (&self.loaded, &self.resolved) {
            report.n_entries = resolved.site.entries.len();
            let files: HashSet<&SourcePath> = diagnostics.iter().map(|diagnostic| &diagnostic.file).collect();
            if !files.is_empty() {
                report.texts = super::texts(&loaded.sources, loaded.tree.as_ref());
                report.texts.retain(|path, _| files.contains(path));
            }
        }
        self.diagnostics.clone_from(&diagnostics);
        report.diagnostics = diagnostics;
    }
}

/// The records of pages while a site is rendered.
struct Pages<'a> {
    records: &'a mut HashMap<String, Record>,
    n_rendered: usize,
}

impl Pages<'_> {
    /// Whether a template failed on a page; it may be one that is about to go.
    fn have_errors(&self) -> bool {
        self.records.values().any(|record| has_errors(&record.faults))
    }

    /// Makes pages that are not known with the same key; `paths` gets the addresses of all.
    fn add(&mut self, make: &dyn Fn(Known) -> Vec<Made>, paths: &mut Vec<String>) -> Part {
        let made = make(&|path, key| self.records.get(path).is_some_and(|record| record.key == key));
        let mut part = Part::default();
        for page in made {
            if page.is_new {
                self.n_rendered += 1;
                part.0.insert(page.path.clone(), page.content);
                self.records.insert(page.path.clone(), Record { key: page.key, faults: page.faults });
            }
            paths.push(page.path);
        }
        part
    }
}

/// Whether two readings found the same texts.
fn are_same(a: &[Source], b: &[Source]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.path == b.path && a.hash == b.hash)
}

/// Faults at the places where their files have them now; nothing when one of them cannot be found.
fn moved(faults: &[Diagnostic], replaced: &[(SourcePath, Arc<Parsed>, Arc<Parsed>)]) -> Option<Vec<Diagnostic>> {
    let mut faults = faults.to_vec();
    for (file, old, new) in replaced {
        let mut own = faults.iter_mut().filter(|fault| fault.file == *file).peekable();
        if own.peek().is_some() {
            let places = facts::moved(old, new)?;
            for span in own.filter_map(|fault| fault.span.as_mut()) {
                *span = places.get(span)?.clone();
            }
        }
    }
    Some(faults)
}

/// Puts pages in the place of others that say the same to everybody else.
fn exchange(site: &mut Arc<Site>, replaced: &[(SourcePath, Arc<Parsed>, Arc<Parsed>)]) {
    let pages = replaced.iter().flat_map(|(_, old, new)| old.pages.iter().zip(&new.pages));
    let new: HashMap<*const Page, &Arc<Page>> = pages.map(|(old, new)| (Arc::as_ptr(old), new)).collect();
    // Copies the site only while a search index is made from it.
    for entry in &mut Arc::make_mut(site).entries {
        if let Some(page) = new.get(&Arc::as_ptr(&entry.page)) {
            entry.page = Arc::clone(page);
        }
    }
}

fn entries_of(site: &Site, files: &HashSet<SourcePath>) -> Vec<EntryIndex> {
    let entries = site.entries.iter().enumerate();
    entries.filter(|(_, entry)| files.contains(&entry.page.source)).map(|(index, _)| index).collect()
}
