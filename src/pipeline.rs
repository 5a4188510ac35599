//! The pipeline: `load -> parse -> resolve -> render -> index -> write`, in this order.

mod cache;
mod facts;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::config::{self, Config, Flags};
use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, Text, tidy};
use crate::load::{self, Sources, Tree};
use crate::output::{Output, Spool};
use crate::page::Parsed;
use crate::site::Site;
use crate::site::publication::NextChange;
use crate::theme::Theme;
use crate::write::{self, Protected, WriteError, Written};
use crate::{check, images, index, parse, render, resolve, theme};

pub use cache::{Cache, Part, Report, SearchJob};

/// What a build gives, before anything is written.
pub struct Built {
    /// All files of the output; empty when there were errors before rendering.
    pub outputs: Vec<Output>,
    /// All faults, sorted and without repetitions.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of HTML pages.
    pub n_pages: usize,
    /// Number of entries.
    pub n_entries: usize,
    /// The configuration that was used.
    pub config: Config,
    /// The texts that were read, for excerpts in diagnostics.
    pub texts: HashMap<SourcePath, Arc<str>>,
    /// When a build gives another site, though nobody changed a file.
    pub next_change: Option<NextChange>,
    /// The site, of a check; a build lets go of it before it writes.
    pub site: Option<Site>,
    /// Time per stage.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Built {
    /// Number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether the site must not be published.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Runs the stages from load to index. `stage` is called with the name of each stage as it begins.
///
/// Pages wait in `spool` until they are written, without one in memory. An error means that there is
/// nothing to build: no readable `content/` folder.
pub fn build(flags: &Flags, spool: Option<&Spool>, stage: &mut dyn FnMut(&'static str)) -> io::Result<Built> {
    // An editor or a checkout that was just writing may have been read half way. Whoever changes files without end gets
    // an error instead of a site that never was.
    for _ in 1..MAX_TRIES {
        let (built, is_outdated) = build_once(flags, spool, stage)?;
        if !is_outdated {
            return Ok(built);
        }
    }
    let (mut built, is_outdated) = build_once(flags, spool, stage)?;
    if is_outdated {
        let fault = Diagnostic::new(Code::Unreadable, &SourcePath::from("content"), None);
        built.diagnostics.push(fault.text(Text::new("unreadable.changing")));
    }
    Ok(built)
}

/// How often a build begins anew because its sources changed meanwhile.
const MAX_TRIES: usize = 4;

/// One build, and whether its sources have changed since they were read.
fn build_once(flags: &Flags, spool: Option<&Spool>, stage: &mut dyn FnMut(&'static str)) -> io::Result<(Built, bool)> {
    let mut clock = Clock { timings: Vec::new(), stage };
    let (Survey { mut site, config, mut diagnostics, texts }, tree, sources) = survey_and_tree(flags, &mut clock)?;
    let mut theme: Theme = theme::load(tree.as_ref(), &config, &mut diagnostics);
    let mut outputs = Vec::new();
    let mut n_pages = 0;
    if !diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Template) {
        let mut rendered = clock.time("render", || {
            site.copies = images::prepare(&site, &config, &mut diagnostics);
            render::render(&site, &mut theme, &config, spool)
        });
        diagnostics.append(&mut rendered.diagnostics);
        n_pages = rendered.n_pages;
        outputs = rendered.outputs;
    }
    // An index has no faults, and nobody searches a check.
    if config.search && !config.thorough {
        outputs.extend(clock.time("index", || index::index(&site, &config, &theme.labels)));
    }
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    check::apply(&mut diagnostics, &config, |_| false);
    tidy(&mut diagnostics);
    let is_outdated = sources.is_outdated(&flags.root, &[output(flags)])?
        || tree.as_ref().is_some_and(|tree| tree.is_outdated(&flags.root, &format!("themes/{}", config.theme)));
    let built = Built {
        outputs,
        diagnostics,
        n_pages,
        n_entries: site.entries.len(),
        next_change: site.next_change.clone(),
        texts,
        site: config.thorough.then_some(site),
        config,
        timings: clock.timings,
    };
    Ok((built, is_outdated))
}

/// The site and what was found in it, before anything is rendered.
pub struct Survey {
    /// The site.
    pub site: Site,
    /// The configuration that was used.
    pub config: Config,
    /// All faults but those of the pages' look, sorted and without repetitions.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that were read, for excerpts in diagnostics.
    pub texts: HashMap<SourcePath, Arc<str>>,
}

/// Runs the stages from load to resolve.
pub fn survey(flags: &Flags) -> io::Result<Survey> {
    let mut clock = Clock { timings: Vec::new(), stage: &mut |_| {} };
    let (mut survey, _, _) = survey_and_tree(flags, &mut clock)?;
    check::apply(&mut survey.diagnostics, &survey.config, |_| false);
    tidy(&mut survey.diagnostics);
    Ok(survey)
}

fn survey_and_tree(flags: &Flags, clock: &mut Clock) -> io::Result<(Survey, Option<Tree>, Sources)> {
    let output = output(flags);
    let (mut sources, tree, config, mut diagnostics) = clock.time("load", || load_all(flags, &output))?;
    diagnostics.append(&mut sources.diagnostics);
    let parsed = clock.time("parse", || parse_all(&sources, &config));
    let mut pages = Vec::new();
    for mut parsed in parsed {
        diagnostics.append(&mut parsed.diagnostics);
        pages.append(&mut parsed.pages);
    }
    let (site, mut found) = clock.time("resolve", || resolve::resolve(pages, &sources.files, &config));
    diagnostics.append(&mut found);
    let texts = texts(&sources, tree.as_ref());
    Ok((Survey { site, config, diagnostics, texts }, tree, sources))
}

fn output(flags: &Flags) -> PathBuf {
    flags.output.clone().unwrap_or_else(|| flags.root.join("public"))
}

/// Where the pages of a build that will be published can wait.
pub fn spool(flags: &Flags) -> Option<Spool> {
    Spool::beside(&output(flags))
}

/// Writes a build that has no errors. The time of writing is added to the build's.
pub fn write(built: &mut Built) -> Result<Written, WriteError> {
    let start = Instant::now();
    let written = write::write(&built.config.output, &built.outputs, &Protected::of(&built.config.root));
    built.timings.push(("write", start.elapsed()));
    written
}

/// What a theme's overrides no longer match, and the name of the theme.
pub fn theme_diff(flags: &Flags) -> io::Result<(String, Vec<theme::diff::Finding>)> {
    let (_, tree, config, _) = load_all(flags, &flags.root.join("public"))?;
    let findings = tree.map(|tree| theme::diff::diff(&tree, &config.schema)).unwrap_or_default();
    Ok((config.theme, findings))
}

type Loaded = (Sources, Option<Tree>, Config, Vec<Diagnostic>);

fn load_all(flags: &Flags, output: &PathBuf) -> io::Result<Loaded> {
    let sources = load::load(&flags.root, std::slice::from_ref(output), None)?;
    let mut diagnostics = Vec::new();
    let config = config::load(flags, &sources.site, source_date_epoch(), &mut diagnostics);
    let tree = load_theme_folder(flags, &config, &mut diagnostics)?;
    Ok((sources, tree, config, diagnostics))
}

fn source_date_epoch() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok())
}

/// The folder of the site's theme; without one there is only the theme in the program.
fn load_theme_folder(flags: &Flags, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> io::Result<Option<Tree>> {
    let folder = format!("themes/{}", config.theme);
    if load::leads_outside(&flags.root, &folder) {
        let fault = Diagnostic::new(Code::SymlinkOutside, &SourcePath::from(folder.as_str()), None).arg("target", "…");
        diagnostics.push(Diagnostic { severity: Severity::Error, ..fault });
        return Ok(None);
    }
    if flags.root.join(&folder).is_dir() {
        let mut tree = load::load_tree(&flags.root, &folder)?;
        diagnostics.append(&mut tree.diagnostics);
        return Ok(Some(tree));
    }
    if config.theme != "default" {
        diagnostics.push(
            Diagnostic::new(Code::ConfigValue, &config.file, config.theme_span.clone())
                .arg("key", "theme")
                .arg("value", &config.theme)
                .arg("allowed", folder),
        );
    }
    Ok(None)
}

fn parse_all(sources: &Sources, config: &Config) -> Vec<Parsed> {
    let pages = sources.pages.par_iter().map(|source| parse::page(source, config));
    let lists = sources.data.par_iter().map(|source| parse::list_file(source, config));
    pages.chain(lists).collect()
}

fn texts(sources: &Sources, tree: Option<&Tree>) -> HashMap<SourcePath, Arc<str>> {
    let all = [&sources.pages, &sources.data, &sources.site, &sources.broken].into_iter().flatten();
    let mut texts: HashMap<SourcePath, Arc<str>> =
        all.map(|source| (source.path.clone(), source.text.clone())).collect();
    for file in tree.into_iter().flat_map(|tree| &tree.files) {
        if let Ok(text) = std::str::from_utf8(&file.bytes) {
            texts.insert(file.path.clone(), Arc::from(text));
        }
    }
    texts
}

struct Clock<'a> {
    timings: Vec<(&'static str, Duration)>,
    stage: &'a mut dyn FnMut(&'static str),
}

impl Clock<'_> {
    fn time<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        (self.stage)(name);
        let start = Instant::now();
        let result = run();
        self.timings.push((name, start.elapsed()));
        result
    }
}
