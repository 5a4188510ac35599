//! Write: the outputs become files, all at once.
//!
//! Takes the outputs of the other stages and makes the output folder hold exactly those, beside the
//! files that allmende did not write. What always holds:
//!
//! - The new tree is built beside the old one and exchanged by one rename. Until then nothing that a
//!   reader can see has changed; a failure or a killed process leaves the old tree whole.
//! - Where the system cannot exchange folders (mount point, foreign owner, old file system), the
//!   changed files are written in full inside the output and then renamed into place one by one,
//!   pages last, deletions at the end ([`How::FileByFile`]).
//! - A file whose bytes stay is not written again; it keeps its inode and its times.
//! - A file that no earlier build wrote is never changed or deleted. The manifest
//!   ([`MANIFEST`]) tells which are ours.
//! - No symlink inside the output is followed, neither for reading nor for writing. The output folder
//!   itself may be a symlink: it is resolved first and the rules apply to where it leads.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

mod error;
mod exchange;
mod in_place;
mod lock;
mod manifest;
mod protect;
mod stage;
mod tree;

pub use crate::output::{Content, Output, PathFault, check_path};
pub use error::WriteError;
pub use manifest::MANIFEST;
pub use protect::Protected;

use crate::output::path;
use tree::Tree;

/// How long a build waits for another one that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of the outputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Outputs that are new, sorted.
    pub created: Vec<String>,
    /// Outputs that were there with other bytes, sorted.
    pub changed: Vec<String>,
    /// Number of outputs that stayed as they were.
    pub unchanged: usize,
    /// Files of earlier builds that are gone now, sorted.
    pub removed: Vec<String>,
    /// Files that allmende did not write, sorted; a folder that holds nothing else stands for its
    /// files and ends with `/`.
    pub kept_foreign: Vec<String>,
    /// How the change was made.
    pub how: How,
    /// Temporary folders that could not be removed; the next build tries again.
    pub leftovers: Vec<PathBuf>,
}

/// How the output was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum How {
    /// There was nothing to change.
    #[default]
    Nothing,
    /// As a whole, by one rename.
    Whole,
    /// File by file, since the folder could not be exchanged.
    FileByFile,
}

/// Whether `out` may be the output folder at all. [`write()`] asks this too; a build with faults never gets there.
pub fn check_folder(out: &Path, protected: &Protected) -> Result<(), WriteError> {
    protect::resolve(out, protected).map(drop)
}

/// Makes the folder `out` hold `outputs`.
pub fn write(out: &Path, outputs: &[Output], protected: &Protected) -> Result<Written, WriteError> {
    write_within(out, outputs, protected, PATIENCE)
}

/// The same, with a limit of its own on how long to wait for another build.
pub fn write_within(
    out: &Path,
    outputs: &[Output],
    protected: &Protected,
    patience: Duration,
) -> Result<Written, WriteError> {
    check_all(outputs)?;
    let out = protect::resolve(out, protected)?;
    let parent = out.parent().expect("`/` is refused");
    std::fs::create_dir_all(parent).map_err(|e| WriteError::io(parent, e))?;
    let _lock = lock::acquire(&out, patience)?;
    let mut leftovers = stage::clear_stale(&out);
    let job = Job::plan(&out, outputs)?;
    let mut written = job.summary();
    if job.is_done() {
        written.leftovers = leftovers;
        return Ok(written);
    }
    written.how = match exchange::run(&job, &mut leftovers)? {
        true => How::Whole,
        false => {
            in_place::run(&job, &mut leftovers)?;
            How::FileByFile
        }
    };
    written.leftovers = leftovers;
    Ok(written)
}

/// Checks all addresses, and that no two are the same or one the folder of another.
fn check_all(outputs: &[Output]) -> Result<(), WriteError> {
    let mut files = HashSet::with_capacity(outputs.len());
    for output in outputs {
        check_path(&output.path).map_err(|fault| WriteError::Path { path: output.path.clone(), fault })?;
        if !files.insert(output.path.as_str()) {
            return Err(WriteError::Duplicate { path: output.path.clone() });
        }
    }
    match outputs.iter().flat_map(|output| path::parents(&output.path)).find(|parent| files.contains(parent)) {
        Some(parent) => Err(WriteError::Duplicate { path: parent.to_owned() }),
        None => Ok(()),
    }
}

/// All that is known before anything is changed.
struct Job<'a> {
    out: &'a Path,
    /// Outputs by address with what has to happen, sorted.
    outputs: BTreeMap<&'a str, (&'a Content, Change)>,
    /// Own files that nobody makes any more, sorted.
    stale: Vec<String>,
    old: Tree,
    manifest: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Create,
    Replace,
    Keep,
}

impl<'a> Job<'a> {
    fn plan(out: &'a Path, outputs: &'a [Output]) -> Result<Job<'a>, WriteError> {
        let old = Tree::read(out)?;
        let changes: Result<Vec<Change>, WriteError> =
            outputs.par_iter().map(|output| change(out, &old, output)).collect();
        let outputs: BTreeMap<_, _> = outputs
            .iter()
            .zip(changes?)
            .map(|(output, change)| (output.path.as_str(), (&output.content, change)))
            .collect();
        refuse_foreign(out, &old, &outputs)?;
        let stale = old.own.iter().filter(|path| !outputs.contains_key(path.as_str())).cloned().collect();
        let manifest = manifest::render(outputs.keys().copied());
        Ok(Job { out, outputs, stale, old, manifest })
    }

    fn is_done(&self) -> bool {
        let is_kept = self.outputs.values().all(|(_, change)| *change == Change::Keep);
        self.old.exists && is_kept && self.stale.is_empty() && self.old.manifest_text.as_deref() == Some(&self.manifest)
    }

    fn summary(&self) -> Written {
        let with = |wanted: Change| {
            self.outputs.iter().filter(move |(_, (_, change))| *change == wanted).map(|(path, _)| (*path).to_owned())
        };
        Written {
            created: with(Change::Create).collect(),
            changed: with(Change::Replace).collect(),
            unchanged: with(Change::Keep).count(),
            removed: self.stale.clone(),
            kept_foreign: self.old.foreign_summary(|path| self.outputs.contains_key(path)),
            ..Written::default()
        }
    }
}

/// Compares an output with what lies at its address.
fn change(out: &Path, old: &Tree, output: &Output) -> Result<Change, WriteError> {
    if !old.has_file(&output.path) {
        return Ok(Change::Create);
    }
    let is_same = stage::holds(&out.join(&output.path), &output.content)?;
    Ok(if is_same { Change::Keep } else { Change::Replace })
}

/// A foreign file where an output or its folder must go stops the build: neither may be lost. One
/// that has the very bytes of the output is taken over, as after a lost manifest.
fn refuse_foreign(out: &Path, old: &Tree, outputs: &BTreeMap<&str, (&Content, Change)>) -> Result<(), WriteError> {
    let mut paths = Vec::new();
    for (path, (_, change)) in outputs {
        if old.is_foreign_folder(path) || (old.is_foreign_file(path) && *change != Change::Keep) {
            paths.push((*path).to_owned());
        }
        paths.extend(path::parents(path).filter(|parent| old.is_foreign_file(parent)).map(str::to_owned));
    }
    paths.dedup();
    if paths.is_empty() { Ok(()) } else { Err(WriteError::Foreign { out: out.to_owned(), paths }) }
}
