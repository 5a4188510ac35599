//! Folders that must never become the output.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::WriteError;
use crate::diagnostic::Text;
use crate::disk;

/// What the output folder may not be, hold or lie in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// The site; the output may lie in it, but not be or hold it.
    pub root: PathBuf,
    /// Content, themes and whatever else the site is made from.
    pub sources: Vec<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
}

impl Protected {
    /// What any site at `root` needs: `content`, `themes`, `.git` and the home folder of the user.
    pub fn of(root: &Path) -> Protected {
        let sources = ["content", "themes", ".git"].map(|folder| root.join(folder)).to_vec();
        let home = std::env::home_dir().filter(|home| home.is_absolute());
        Protected { root: root.to_owned(), sources, home }
    }
}

/// The real path of the output folder, if it may be one. It need not exist.
pub(super) fn resolve(out: &Path, protected: &Protected) -> Result<PathBuf, WriteError> {
    let refuse = |reason: Text| WriteError::Refused { out: out.to_owned(), reason };
    let real = real_path(out).map_err(|error| refuse(Text::new("output-refused.path").arg("reason", error)))?;
    if let Some(reason) = reason(&real, protected) {
        return Err(refuse(reason));
    }
    match disk::look(&real).map_err(|error| WriteError::io(&real, error))? {
        Some(metadata) if !metadata.is_dir() => Err(refuse(Text::new("output-refused.not-a-folder"))),
        _ => Ok(real),
    }
}

/// Resolves symlinks in the part of the path that exists; the rest may not climb with `..`.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    while disk::look(existing)?.is_none() {
        match existing.components().next_back() {
            Some(Component::Normal(name)) => missing.push(name),
            _ => return Err(io::Error::from(io::ErrorKind::NotFound)),
        }
        existing = existing.parent().expect("`/` exists");
    }
    // A dangling symlink exists as such, but leads nowhere: an error here.
    let real = std::fs::canonicalize(existing)?;
    if !missing.is_empty() && !real.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    Ok(missing.iter().rev().fold(real, |path, name| path.join(name)))
}

fn reason(out: &Path, protected: &Protected) -> Option<Text> {
    let real = |path: &Path| real_path(path).unwrap_or_else(|_| path.to_owned());
    if out.file_name().is_none() {
        return Some(Text::new("output-refused.filesystem"));
    }
    if real(&protected.root).starts_with(out) {
        return Some(Text::new("output-refused.project"));
    }
    if protected.home.as_deref().is_some_and(|home| real(home).starts_with(out)) {
        return Some(Text::new("output-refused.home"));
    }
    let touches = |source: &&PathBuf| {
        let source = real(source);
        source.starts_with(out) || out.starts_with(&source)
    };
    let source = protected.sources.iter().find(touches)?;
    let shown = source.strip_prefix(&protected.root).unwrap_or(source);
    Some(Text::new("output-refused.source").arg("folder", shown.display()))
}
