//! Finds the files of a folder: sorted, without hidden ones, never outside the project.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::unreadable;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Text};
use crate::disk::Stamp;

/// Most symlinks to folders that are followed. Links that fork (two in each folder to the next) are
/// no loop, but double the tree with every step.
const MAX_FOLDER_LINKS: usize = 200;

/// A regular file.
pub(super) struct Found {
    pub(super) path: SourcePath,
    pub(super) disk: PathBuf,
}

impl Found {
    pub(super) fn stat(&self) -> io::Result<Stamp> {
        fs::symlink_metadata(&self.disk).map(|metadata| Stamp::of(&metadata))
    }

    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.stat().ok()
    }
}

pub(super) struct Walked {
    pub(super) found: Vec<Found>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// All regular files below `root/folder`, sorted by address.
pub(super) fn walk(root: &Path, folder: &str, exclude: &[PathBuf]) -> io::Result<Walked> {
    let with_path = |error: io::Error| with_path(&root.join(folder), &error);
    let (confines, start) = start(root, folder)?;
    fs::read_dir(&start).map_err(with_path)?;
    let exclude = exclude.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut walker = Walker { confines, exclude, n_folder_links: 0, found: Vec::new(), diagnostics: Vec::new() };
    walker.folder(&start, folder, &mut Vec::new());
    walker.found.sort_by(|a, b| (&a.path, &a.disk).cmp(&(&b.path, &b.disk)));
    Ok(Walked { found: walker.found, diagnostics: walker.diagnostics })
}

fn with_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// The real paths of the project and of a folder in it.
///
/// The folder may be a link, but not lead outside: a link is soon brought along by a change of the content, and whoever
/// builds that change would publish what it points at.
pub(super) fn start(root: &Path, folder: &str) -> io::Result<(PathBuf, PathBuf)> {
    let real = |path: &Path| fs::canonicalize(path).map_err(|error| with_path(&root.join(folder), &error));
    let (real_root, start) = (real(root)?, real(&root.join(folder))?);
    let is_hidden = |path: &Path| path.components().any(|part| is_skipped(part.as_os_str()));
    match start.strip_prefix(&real_root) {
        Ok(below) if !is_hidden(below) => Ok((real_root, start)),
        _ => {
            let reason = format!("{}: leads out of the project", root.join(folder).display());
            Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
        }
    }
}

struct Walker {
    /// No symlink is followed out of here.
    confines: PathBuf,
    exclude: Vec<PathBuf>,
    n_folder_links: usize,
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

impl Walker {
    /// Walks a real folder that is shown at `address`; `links` are the symlinks that led here.
    fn folder(&mut self, real: &Path, address: &str, links: &mut Vec<PathBuf>) {
        let mut entries = WalkDir::new(real).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    if !self.entry(&entry, real, address, links) && entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.walk_error(&error, real, address),
            }
        }
    }

    /// Takes note of an entry; `false` means that a folder is not entered.
    fn entry(&mut self, entry: &DirEntry, real: &Path, address: &str, links: &mut Vec<PathBuf>) -> bool {
        if is_skipped(entry.file_name()) || self.exclude.iter().any(|folder| folder == entry.path()) {
            return false;
        }
        let path = address_of(entry.path(), real, address);
        if let Some(text) = name_fault(entry.file_name()) {
            let diagnostic = Diagnostic::new(Code::PathName, &path, None).text(Text::new(text));
            self.diagnostics.push(diagnostic.hint(Text::new("hint.output.path-name")));
            return false;
        }
        let kind = entry.file_type();
        if kind.is_symlink() {
            self.link(entry.path(), path, links);
        } else if kind.is_file() {
            self.found.push(Found { path, disk: entry.path().to_owned() });
        } else if !kind.is_dir() {
            self.diagnostics.push(Diagnostic::new(Code::NotARegularFile, &path, None));
        }
        true
    }

    fn link(&mut self, link: &Path, path: SourcePath, links: &mut Vec<PathBuf>) {
        let target = match fs::canonicalize(link) {
            Ok(target) => target,
            Err(error) => return self.diagnostics.push(link_error(&path, &error)),
        };
        if !self.is_inside(&target) {
            let shown = fs::read_link(link).unwrap_or(target);
            let diagnostic = Diagnostic::new(Code::SymlinkOutside, &path, None).arg("target", shown.display());
            return self.diagnostics.push(diagnostic.hint(Text::new("hint.output.symlink-outside")));
        }
        match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_dir() => self.folder_link(link, &target, &path, links),
            Ok(metadata) if metadata.is_file() => self.found.push(Found { path, disk: target }),
            Ok(_) => self.diagnostics.push(Diagnostic::new(Code::NotARegularFile, &path, None)),
            Err(error) => self.diagnostics.push(unreadable(&path, &error)),
        }
    }

    /// Follows a link to a folder unless the link lies in that folder itself, directly or by way of
    /// the links that led here. Every endless walk would have to pass the same link twice.
    fn folder_link(&mut self, link: &Path, target: &Path, path: &SourcePath, links: &mut Vec<PathBuf>) {
        links.push(link.to_owned());
        if links.iter().any(|link| link.starts_with(target)) {
            self.diagnostics.push(Diagnostic::new(Code::SymlinkLoop, path, None));
        } else if self.n_folder_links == MAX_FOLDER_LINKS {
            let text = Text::new("symlink-loop.too-many").arg("limit", MAX_FOLDER_LINKS);
            self.diagnostics.push(Diagnostic::new(Code::SymlinkLoop, path, None).text(text));
        } else {
            self.n_folder_links += 1;
            self.folder(target, path, links);
        }
        links.pop();
    }

    /// Whether a target belongs to what may be published: inside the project, not hidden (`.git`,
    /// `.env`), not in the output.
    fn is_inside(&self, target: &Path) -> bool {
        let Ok(below) = target.strip_prefix(&self.confines) else { return false };
        !below.components().any(|part| is_skipped(part.as_os_str()))
            && !self.exclude.iter().any(|folder| target.starts_with(folder))
    }

    fn walk_error(&mut self, error: &walkdir::Error, real: &Path, address: &str) {
        let path = error.path().map_or_else(|| SourcePath::from(address), |path| address_of(path, real, address));
        let reason = error
            .io_error()
            .map_or_else(|| io::Error::other(error.to_string()), |e| io::Error::new(e.kind(), e.to_string()));
        self.diagnostics.push(unreadable(&path, &reason));
    }
}

fn link_error(path: &SourcePath, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => Diagnostic::new(Code::Unreadable, path, None).text(Text::new("unreadable.link")),
        _ if is_loop(error) => Diagnostic::new(Code::SymlinkLoop, path, None),
        _ => unreadable(path, error),
    }
}

/// `ErrorKind::FilesystemLoop` is not stable yet.
#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

/// Address in NFC with `/`, whatever the disk uses.
fn address_of(path: &Path, real: &Path, address: &str) -> SourcePath {
    let below = path.strip_prefix(real).unwrap_or(path);
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy().nfc().collect::<String>());
    let mut out = address.to_owned();
    for part in parts {
        out.push('/');
        out.push_str(&part);
    }
    out.into()
}

/// Hidden files, back-ups and the droppings of editors and systems. `.well-known` is for publication.
fn is_skipped(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let is_hidden = name.starts_with('.') && name != ".well-known";
    let is_backup = name.ends_with('~') || name.starts_with("~$") || (name.starts_with('#') && name.ends_with('#'));
    let is_swap = [".swp", ".swo", ".swx"].iter().any(|end| name.ends_with(end));
    is_hidden || is_backup || is_swap || matches!(&*name, "Thumbs.db" | "desktop.ini")
}

/// Why a name cannot be used: it would break a line of a message, or mean something else elsewhere.
fn name_fault(name: &OsStr) -> Option<&'static str> {
    let Some(name) = name.to_str() else { return Some("path-name.encoding") };
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    if name.contains(is_invisible) {
        Some("path-name.control")
    } else if name.contains('\\') {
        Some("path-name.backslash")
    } else {
        None
    }
}
