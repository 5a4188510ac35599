//! What lies in the output folder before the build, symlinks not followed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{WriteError, manifest};
use crate::disk;
use crate::output::path;

/// The content of the output folder; all paths are relative to it.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) exists: bool,
    pub(super) manifest_text: Option<String>,
    /// All that the manifest names, whether it is still there or not.
    pub(super) listed: BTreeSet<String>,
    /// Files (or whatever took their place) that the manifest names.
    pub(super) own: BTreeSet<String>,
    /// All other files, symlinks, sockets and so on.
    pub(super) foreign: BTreeSet<PathBuf>,
    /// All folders.
    pub(super) folders: BTreeMap<PathBuf, Metadata>,
    /// A folder could not be read, so that its files cannot be carried over.
    pub(super) is_partly_hidden: bool,
    own_folders: HashSet<String>,
    /// Folders that hold something foreign.
    foreign_parents: HashSet<PathBuf>,
}

impl Tree {
    pub(super) fn read(out: &Path) -> Result<Tree, WriteError> {
        let Some(metadata) = disk::look(out).map_err(|e| WriteError::io(out, e))? else {
            return Ok(Tree::default());
        };
        let manifest_text = manifest::read(out).map_err(|e| WriteError::io(&out.join(manifest::MANIFEST), e))?;
        let listed = manifest_text.as_deref().map(manifest::paths).unwrap_or_default();
        let own_folders = listed.iter().flat_map(|path| path::parents(path)).map(str::to_owned).collect();
        let mut tree = Tree { exists: true, manifest_text, listed, own_folders, ..Tree::default() };
        tree.folders.insert(PathBuf::new(), metadata);
        for entry in WalkDir::new(out).min_depth(1) {
            match entry {
                Ok(entry) => tree.add(&entry, out)?,
                Err(error) if tree.is_harmless(&error, out) => tree.is_partly_hidden = true,
                Err(error) => return Err(walk_error(error, out)),
            }
        }
        tree.note_foreign_parents();
        Ok(tree)
    }

    fn add(&mut self, entry: &DirEntry, out: &Path) -> Result<(), WriteError> {
        let path = entry.path().strip_prefix(out).expect("the walk stays below its start").to_owned();
        if is_internal(&path) {
            return Ok(());
        }
        if entry.file_type().is_dir() {
            let metadata = entry.metadata().map_err(|error| walk_error(error, entry.path()))?;
            self.folders.insert(path, metadata);
            return Ok(());
        }
        match path.to_str().filter(|path| self.listed.contains(*path)) {
            Some(path) => self.own.insert(path.to_owned()),
            None => self.foreign.insert(path),
        };
        Ok(())
    }

    /// Whether only foreign files cannot be seen. Files of ours must be: a stale one that is overlooked
    /// would be in no manifest any more and stay for ever.
    fn is_harmless(&self, error: &walkdir::Error, out: &Path) -> bool {
        let path = error.path().and_then(|path| path.strip_prefix(out).ok());
        path.is_some_and(|path| {
            !self.is_own_folder(path) && !path.to_str().is_some_and(|path| self.listed.contains(path))
        })
    }

    /// An empty folder that no manifest knows is foreign as well: `.git` needs its empty folders.
    fn note_foreign_parents(&mut self) {
        let folders = self.folders.keys().filter(|path| !self.is_own_folder(path));
        let parents = folders.cloned().chain(self.foreign.iter().filter_map(|path| path.parent().map(Path::to_owned)));
        self.foreign_parents =
            parents.flat_map(|path| path.ancestors().map(Path::to_owned).collect::<Vec<_>>()).collect();
    }

    /// Whether a folder is there only for files of ours.
    fn is_own_folder(&self, path: &Path) -> bool {
        path.as_os_str().is_empty() || path.to_str().is_some_and(|path| self.own_folders.contains(path))
    }

    /// Whether something that is no folder lies at `path`.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.own.contains(path) || self.is_foreign_file(path)
    }

    pub(super) fn is_foreign_file(&self, path: &str) -> bool {
        self.foreign.contains(Path::new(path))
    }

    pub(super) fn is_foreign_folder(&self, path: &str) -> bool {
        self.foreign_parents.contains(Path::new(path))
    }

    /// Folders that have to stay whatever the outputs are, outermost first.
    pub(super) fn foreign_folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.keys().map(PathBuf::as_path).filter(|path| self.foreign_parents.contains(*path))
    }

    /// Foreign files without those that are outputs now; whole foreign folders as one.
    pub(super) fn foreign_summary(&self, is_output: impl Fn(&str) -> bool) -> Vec<String> {
        let outermost = |path: &Path| {
            let mut folders: Vec<&Path> = path.ancestors().skip(1).filter(|a| !a.as_os_str().is_empty()).collect();
            folders.reverse();
            folders.into_iter().find(|folder| !self.is_own_folder(folder)).map(|folder| format!("{}/", show(folder)))
        };
        let files = self.foreign.iter().filter(|path| !path.to_str().is_some_and(&is_output));
        let files = files.map(|path| outermost(path).unwrap_or_else(|| show(path)));
        let folders = self.folders.keys().filter(|path| !self.is_own_folder(path));
        let folders = folders.map(|path| outermost(path).unwrap_or_else(|| format!("{}/", show(path))));
        files.chain(folders).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The manifest, and what a build makes for itself.
pub(super) fn is_internal(path: &Path) -> bool {
    path.components().next().is_some_and(|first| first.as_os_str().to_string_lossy().starts_with(".allmende-"))
}

/// A path with `/` on every system.
fn show(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn walk_error(error: walkdir::Error, path: &Path) -> WriteError {
    let path = error.path().unwrap_or(path).to_owned();
    WriteError::io(&path, error.into_io_error().unwrap_or_else(|| std::io::Error::other("loop")))
}
