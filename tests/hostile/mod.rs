//! Hostile and broken input: every case ends in a site that is whole or in a message that names the file, within
//! limits of time and memory.
//!
//! ```ignore
//! Case::new("a bomb", Project::portal().file("content/themen/x.md", "…")).refused(&["yaml-forbidden content/themen/x.md:2"])
//! ```
//!
//! What holds for all cases is asked of each of them ([`Case::run`]): the exit code is one that the handbook
//! names, nobody panicked, messages stay short, nothing outside the output changed, a refused site was not written,
//! and a written one passes [`audit::audit`].

mod audit;
mod config;
mod files;
mod front_matter;
mod limits;
mod markdown;
mod paths;
mod scripts;
mod templates;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::harness::{Project, tree};
use limits::{Ended, Limits, run};

/// Longest text of all messages of a run, in bytes.
const MAX_MESSAGES: usize = 64 << 10;

/// A site and what becomes of it.
pub struct Case {
    name: String,
    project: Project,
    /// Diagnostics that must be there, as `code file:line`, `code file` or `code`.
    expected: Vec<String>,
    is_built: bool,
    limits: Limits,
}

impl Case {
    /// A site that is expected to be built.
    fn new(name: impl Into<String>, project: Project) -> Case {
        Case { name: name.into(), project, expected: Vec::new(), is_built: true, limits: Limits::default() }
    }

    /// The site is not built, and these messages say why.
    fn refused(mut self, expected: &[&str]) -> Case {
        self.expected = expected.iter().map(|&text| text.to_owned()).collect();
        self.is_built = false;
        self
    }

    /// The site is built, and these messages are there.
    fn noted(mut self, expected: &[&str]) -> Case {
        self.expected = expected.iter().map(|&text| text.to_owned()).collect();
        self
    }

    fn limits(mut self, limits: Limits) -> Case {
        self.limits = limits;
        self
    }

    /// Builds the site and says what is not as it should be.
    fn run(&self) -> Result<(), String> {
        let before = outside(self.project.root());
        let ended = run(self.project.command().args(["build"]), &self.limits);
        self.judge(&ended, &before).map_err(|fault| {
            let errors = ended.stderr.find("Fehler[").unwrap_or_default();
            let start: String = ended.stderr[errors..].chars().take(1500).collect();
            format!("{}: {fault}\n  {ended}\n  {start}", self.name)
        })
    }

    fn judge(&self, ended: &Ended, before: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
        ended.is_orderly(&self.limits)?;
        if ended.stderr.len() > MAX_MESSAGES {
            return Err(format!("{} bytes of messages", ended.stderr.len()));
        }
        if outside(self.project.root()) != *before {
            return Err("something outside the output changed".to_owned());
        }
        let public = self.project.path("public");
        match (self.is_built, ended.code == Some(0)) {
            (true, true) => audit::audit(&public)?,
            (false, false) if !public.exists() || public.is_symlink() => {}
            (_, built) => return Err(format!("built: {built}, output there: {}", public.exists())),
        }
        let found = found(&ended.stderr);
        let is_there = |wanted: &String| {
            found.iter().any(|f| {
                f.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']))
            })
        };
        match self.expected.iter().find(|&wanted| !is_there(wanted)) {
            Some(missing) => Err(format!("no {missing:?} in {found:#?}")),
            None => Ok(()),
        }
    }
}

/// Runs all cases and shows all that failed. With `HOSTILE_TIMES` set, the time and memory of each.
#[track_caller]
fn check(cases: Vec<Case>) {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    let failed: Vec<String> =
        cases.par_iter().filter(|case| case.name.contains(&only)).filter_map(|case| case.run().err()).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

/// A portal with one topic, whose front matter is right and whose text is `body`.
fn topic(body: impl AsRef<str>) -> Project {
    Project::portal().file(TOPIC, format!("---\ntitel: Probe\nkurztext: Ein Satz.\n---\n{}", body.as_ref()))
}

/// Where [`topic`] puts it.
const TOPIC: &str = "content/themen/x.md";

/// All files of the site that are not output, with their bytes; the notes of the program about itself may change.
fn outside(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let is_outside = |path: &String| !path.starts_with("public/") && !path.starts_with(".allmende/");
    tree(root).into_iter().filter(|(path, _)| is_outside(path)).collect()
}

/// `code file:line` of every message, read from what people see.
fn found(stderr: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut code = None;
    for line in stderr.lines() {
        let head = line.split_once("]: ").and_then(|(head, _)| head.split_once('['));
        if let Some((_, name)) = head.filter(|(level, _)| matches!(*level, "Fehler" | "Warnung" | "Hinweis")) {
            code = Some(name);
        } else if let (Some(place), Some(name)) = (line.trim_start().strip_prefix("--> "), code.take()) {
            let place =
                place.split_once(" (").map_or(place, |(place, _)| place.rsplit_once(':').unwrap_or((place, "")).0);
            found.push(format!("{name} {place}"));
        }
    }
    found
}
