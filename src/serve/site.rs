//! The published site in memory: what `build` would have written, by path.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use hyper::body::Bytes;

use crate::output::{Content, Output};

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Served {
    /// These bytes.
    Bytes(Bytes),
    /// The bytes of this file, read when asked for.
    Disk(PathBuf),
}

/// All files of the site. Changed as a whole: a reader sees all of a change or nothing.
#[derive(Debug, Default)]
pub(super) struct Site {
    files: RwLock<HashMap<String, Served>>,
}

impl Site {
    /// The file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<Served> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Puts `set` in place and takes `gone` away; gives the paths whose bytes differ now. A file on the disk
    /// is given again when it changed there.
    pub(super) fn apply(&self, set: Vec<Output>, gone: &[String]) -> Vec<String> {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Vec::new();
        for Output { path, content } in set {
            let served = match content {
                Content::Bytes(bytes) => Served::Bytes(bytes.into()),
                Content::CopyOf(disk) => Served::Disk(disk),
                // The cache of the preview keeps what it makes in memory.
                Content::Spooled(slice) => Served::Bytes(slice.read().unwrap_or_default().into()),
            };
            if matches!(served, Served::Disk(_)) || files.get(&path) != Some(&served) {
                files.insert(path.clone(), served);
                changed.push(path);
            }
        }
        for path in gone {
            if files.remove(path).is_some() {
                changed.push(path.clone());
            }
        }
        changed
    }
}
