//! The cache of `serve`: what the last build found out, so that the next one does only what is new.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use crate::config::Flags;
use crate::diagnostic::{Diagnostic, Severity, SourcePath};
use crate::output::{Content, Output};

/// State between builds of the same site.
pub struct Cache {
    flags: Flags,
    paths: HashSet<String>,
    diagnostics: Vec<Diagnostic>,
}

/// Files to be put in place, and files to be taken away.
#[derive(Debug, Default)]
pub struct Part(HashMap<String, Option<Content>>);

impl Part {
    /// Adds a later part; where both speak of a file, the later one counts.
    pub fn add(&mut self, later: Part) {
        self.0.extend(later.0);
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
    /// Number of HTML pages.
    pub n_pages: usize,
    /// Number of entries.
    pub n_entries: usize,
}

impl Report {
    /// Whether the site must not be published.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl Cache {
    /// An empty cache for the site that `flags` name.
    pub fn new(flags: Flags) -> Cache {
        Cache { flags, paths: HashSet::new(), diagnostics: Vec::new() }
    }

    /// Builds what changed since the last time. `publish` gets the outputs, part by part as they are
    /// ready, and whether there are errors so far.
    ///
    /// An error means that there is nothing to build: no readable `content/` folder.
    pub fn rebuild(&mut self, publish: &mut dyn FnMut(Part, bool)) -> io::Result<Report> {
        let built = super::build(&self.flags, &mut |_| {})?;
        let has_errors = built.has_errors();
        let mut part = Part::default();
        let paths: HashSet<String> = built.outputs.iter().map(|output| output.path.clone()).collect();
        part.0.extend(self.paths.difference(&paths).map(|path| (path.clone(), None)));
        part.0.extend(built.outputs.into_iter().map(|output| (output.path, Some(output.content))));
        self.paths = paths;
        publish(part, has_errors);
        let is_news = self.diagnostics != built.diagnostics;
        self.diagnostics.clone_from(&built.diagnostics);
        Ok(Report {
            diagnostics: built.diagnostics,
            is_news,
            texts: built.texts,
            n_pages: built.n_pages,
            n_entries: built.n_entries,
        })
    }
}
