//! Load: the site's folder becomes texts and a list of files.
//!
//! Takes the root of a site and reads `content/` below it, sorted and in parallel. What cannot be
//! read becomes a diagnostic, never silence. Only regular files are opened, no symlink is followed out of
//! the project or into its hidden files, and files that a browser would run are left out.
//!
//! Texts come without byte order mark and with `\n` as the only line end, so that a site gives the
//! same bytes whether it was checked out on Windows or Linux. Spans are bytes of that text; since a
//! line has the same number and the same columns before and after, places shown to the editor are
//! right. [`Source::file_text`] puts both back for commands that write sources.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, SourcePath, Text};
use crate::disk::{self, Stamp};

mod active;
mod encoding;
pub mod facts;
mod walk;

use facts::FileFacts;
use walk::Found;

/// Largest Markdown or YAML file, in bytes.
pub const MAX_TEXT_BYTES: u64 = 10 << 20;
/// Largest file of a theme, in bytes.
pub const MAX_ASSET_BYTES: u64 = 32 << 20;

/// All that `content/` holds, each list sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Markdown files.
    pub pages: Vec<Source>,
    /// YAML files beside the pages: lists of entries.
    pub data: Vec<Source>,
    /// YAML and Markdown files below `content/_site/`.
    pub site: Vec<Source>,
    /// All other files: images and downloads.
    pub files: Vec<FileSource>,
    /// Other files below `content/_site/`; not for publication unless something asks for them.
    pub site_files: Vec<FileSource>,
    /// Files that are not UTF-8, decoded as well as it goes: only to show the place of the fault,
    /// and to know that a link to them is not broken.
    pub broken: Vec<Source>,
    /// Everything that was wrong.
    pub diagnostics: Vec<Diagnostic>,
    seen: Vec<(PathBuf, Option<Stamp>)>,
}

/// A text file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Address below the site's root, such as `content/themen/x.md`; NFC.
    pub path: SourcePath,
    /// The file itself; its name may be NFD, and a symlink inside the project is resolved.
    pub disk: PathBuf,
    /// Text without byte order mark, lines end with `\n`.
    pub text: Arc<str>,
    /// BLAKE3 of `text`.
    pub hash: [u8; 32],
    /// What the text lost.
    pub format: Format,
    stamp: Stamp,
}

/// How a text was written in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Format {
    /// Began with a byte order mark.
    pub bom: bool,
    /// The first line ended with `\r\n`.
    pub crlf: bool,
}

impl Source {
    /// A text that lies in no file, for tests: its path, and the text as [`load()`] gives it.
    pub fn in_memory(path: &str, text: &str) -> Source {
        Source {
            path: path.into(),
            disk: PathBuf::new(),
            text: text.into(),
            hash: blake3::hash(text.as_bytes()).into(),
            format: Format::default(),
            stamp: Stamp::default(),
        }
    }

    /// `text` with the byte order mark and line ends of this file, to be written back.
    pub fn file_text(&self, text: &str) -> String {
        let bom = if self.format.bom { "\u{FEFF}" } else { "" };
        let text = if self.format.crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
        format!("{bom}{text}")
    }
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSource {
    /// Address below the site's root; NFC.
    pub path: SourcePath,
    /// The file itself.
    pub disk: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// What a look into the file tells.
    pub facts: FileFacts,
    /// Tells one state of the file from another.
    pub(crate) stamp: Stamp,
}

/// Reads `content/` below `root`.
///
/// `exclude` names folders that no symlink may lead into, above all the output. `previous` is the
/// result of an earlier load: what was read of files that have not changed since is taken from there.
/// An error means that there is no readable `content/` at all.
pub fn load(root: &Path, exclude: &[PathBuf], previous: Option<&Sources>) -> io::Result<Sources> {
    let now = SystemTime::now();
    let walked = walk::walk(root, "content", exclude)?;
    let known = Known::new(previous, now);
    let read: Vec<Loaded> = walked.found.par_iter().map(|found| load_one(found, &known)).collect();
    let mut sources = Sources { diagnostics: walked.diagnostics, ..Sources::default() };
    for (found, loaded) in walked.found.into_iter().zip(read) {
        sources.add(found, loaded);
    }
    crate::diagnostic::tidy(&mut sources.diagnostics);
    Ok(sources)
}

impl Sources {
    /// Whether a file was added, removed or changed since these sources were read.
    ///
    /// Asked before publishing: an editor that was just saving may have been read half way.
    pub fn is_outdated(&self, root: &Path, exclude: &[PathBuf]) -> io::Result<bool> {
        Ok(differs(&walk::walk(root, "content", exclude)?.found, &self.seen))
    }

    fn add(&mut self, found: Found, loaded: Loaded) {
        let in_site = found.path.starts_with("content/_site/");
        let stamp = match loaded {
            Loaded::Text(source) => {
                let stamp = source.stamp;
                match kind(&source.path) {
                    _ if in_site => self.site.push(source),
                    Kind::Markdown => self.pages.push(source),
                    _ => self.data.push(source),
                }
                Some(stamp)
            }
            Loaded::File(stamp, facts) => {
                let file = FileSource { path: found.path, disk: found.disk.clone(), size: stamp.len, facts, stamp };
                if in_site {
                    self.site_files.push(file)
                } else {
                    self.files.push(file)
                }
                Some(stamp)
            }
            Loaded::Broken(source, diagnostic) => {
                let stamp = source.stamp;
                self.broken.push(source);
                self.diagnostics.push(diagnostic);
                Some(stamp)
            }
            Loaded::Fault(diagnostic, stamp) => {
                self.diagnostics.push(diagnostic);
                stamp
            }
        };
        self.seen.push((found.disk, stamp));
    }
}

/// Files as they were when they were read.
type Seen = [(PathBuf, Option<Stamp>)];

/// Whether other files are there now, or the same in another state.
fn differs(found: &[Found], seen: &Seen) -> bool {
    let is_same =
        |(found, (disk, stamp)): (&Found, &(PathBuf, Option<Stamp>))| found.disk == *disk && found.stamp() == *stamp;
    found.len() != seen.len() || !found.par_iter().zip(seen).all(is_same)
}

enum Loaded {
    Text(Source),
    File(Stamp, FileFacts),
    Broken(Source, Diagnostic),
    Fault(Diagnostic, Option<Stamp>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Markdown,
    Yaml,
    Other,
}

fn kind(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Kind::Markdown,
        "yaml" | "yml" => Kind::Yaml,
        _ => Kind::Other,
    }
}

/// What an earlier load has read and may be taken over, by the file on disk.
struct Known<'a> {
    texts: HashMap<&'a Path, &'a Source>,
    files: HashMap<&'a Path, &'a FileSource>,
}

impl<'a> Known<'a> {
    fn new(previous: Option<&'a Sources>, now: SystemTime) -> Known<'a> {
        let texts = previous.into_iter().flat_map(|p| p.pages.iter().chain(&p.data).chain(&p.site));
        let texts = texts.filter(|source| source.stamp.is_settled(now)).map(|source| (source.disk.as_path(), source));
        let files = previous.into_iter().flat_map(|p| p.files.iter().chain(&p.site_files));
        let files = files.filter(|file| file.stamp.is_settled(now)).map(|file| (file.disk.as_path(), file));
        Known { texts: texts.collect(), files: files.collect() }
    }
}

fn load_one(found: &Found, known: &Known) -> Loaded {
    if kind(&found.path) == Kind::Other {
        return match (found.stat(), known.files.get(found.disk.as_path())) {
            (Ok(stamp), Some(file)) if file.stamp == stamp && file.path == found.path => {
                Loaded::File(stamp, file.facts)
            }
            (Ok(stamp), _) if active::is_active(&found.path, &found.disk) => {
                let fault = Diagnostic::new(Code::ActiveFile, &found.path, None);
                Loaded::Fault(fault.hint(Text::new("hint.active-file")), Some(stamp))
            }
            (Ok(stamp), _) => Loaded::File(stamp, facts::of(&found.path, &found.disk)),
            (Err(error), _) => Loaded::Fault(unreadable(&found.path, &error), None),
        };
    }
    match known.texts.get(found.disk.as_path()) {
        Some(source) if source.path == found.path && found.stamp() == Some(source.stamp) => {
            Loaded::Text((*source).clone())
        }
        _ => read_text(found),
    }
}

fn read_text(found: &Found) -> Loaded {
    let (bytes, stamp) = match read_file(&found.path, &found.disk, MAX_TEXT_BYTES) {
        Ok(read) => read,
        Err(fault) => return Loaded::Fault(*fault, found.stamp()),
    };
    let source = |text: String, format: Format| Source {
        path: found.path.clone(),
        disk: found.disk.clone(),
        hash: blake3::hash(text.as_bytes()).into(),
        text: text.into(),
        format,
        stamp,
    };
    match encoding::decode(bytes) {
        Ok((text, format)) => Loaded::Text(source(text, format)),
        Err(fault) => {
            let diagnostic = fault.diagnostic(&found.path);
            Loaded::Broken(source(fault.text, Format::default()), diagnostic)
        }
    }
}

/// Reads a regular file up to `limit` bytes. The stamp is taken before reading, so that a change
/// during the reading shows.
fn read_file(path: &SourcePath, disk: &Path, limit: u64) -> Result<(Vec<u8>, Stamp), Box<Diagnostic>> {
    let fail = |error: io::Error| Box::new(unreadable(path, &error));
    let (file, metadata) = disk::open_regular(disk).map_err(fail)?;
    let stamp = Stamp::of(&metadata);
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.len.min(limit)).unwrap_or_default() + 1);
    if stamp.len <= limit {
        file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    }
    if stamp.len > limit || bytes.len() as u64 > limit {
        let size = stamp.len.max(bytes.len() as u64);
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let diagnostic =
            Diagnostic::new(Code::FileTooLarge, path, None).arg("size", megabytes(size)).arg("limit", megabytes(limit));
        return Err(Box::new(diagnostic.hint(Text::new("hint.output.file-too-large"))));
    }
    Ok((bytes, stamp))
}

fn unreadable(path: &SourcePath, error: &io::Error) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::Unreadable, path, None);
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            diagnostic.text(Text::new("unreadable.permission")).hint(Text::new("hint.output.permission"))
        }
        io::ErrorKind::NotFound => diagnostic.text(Text::new("unreadable.gone")),
        _ => diagnostic.arg("reason", error),
    }
}

/// Text of a theme's file or another source, by the same rules as pages.
pub fn decode(path: &SourcePath, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    encoding::decode(bytes).map(|(text, _)| text).map_err(|fault| Box::new(fault.diagnostic(path)))
}

/// The files of a folder that is no content: a theme.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Files, sorted by path.
    pub files: Vec<TreeFile>,
    /// Everything that was wrong.
    pub diagnostics: Vec<Diagnostic>,
    seen: Vec<(PathBuf, Option<Stamp>)>,
}

impl Tree {
    /// Whether a file of the folder was added, removed or changed since this tree was read.
    pub fn is_outdated(&self, root: &Path, folder: &str) -> bool {
        walk::walk(root, folder, &[]).is_ok_and(|walked| differs(&walked.found, &self.seen))
    }
}

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// Address below the site's root, such as `themes/default/templates/page.html`; NFC.
    pub path: SourcePath,
    /// The file itself.
    pub disk: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// BLAKE3 of `bytes`.
    pub hash: [u8; 32],
}

/// Whether `folder` is there, but not in the project or hidden in it.
pub fn leads_outside(root: &Path, folder: &str) -> bool {
    walk::start(root, folder).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Reads all files of `folder` (with `/`, relative to `root`), such as `themes/default`.
///
/// The rules on symlinks, hidden files and names are those of [`load()`].
pub fn load_tree(root: &Path, folder: &str) -> io::Result<Tree> {
    let walked = walk::walk(root, folder, &[])?;
    let read: Vec<_> =
        walked.found.par_iter().map(|found| read_file(&found.path, &found.disk, MAX_ASSET_BYTES)).collect();
    let mut tree = Tree { files: Vec::new(), diagnostics: walked.diagnostics, seen: Vec::new() };
    for (found, read) in walked.found.into_iter().zip(read) {
        let stamp = read.as_ref().map_or_else(|_| found.stamp(), |(_, stamp)| Some(*stamp));
        tree.seen.push((found.disk.clone(), stamp));
        match read {
            Ok((bytes, _)) => tree.files.push(TreeFile {
                path: found.path,
                disk: found.disk,
                hash: blake3::hash(&bytes).into(),
                bytes,
            }),
            Err(diagnostic) => tree.diagnostics.push(*diagnostic),
        }
    }
    crate::diagnostic::tidy(&mut tree.diagnostics);
    Ok(tree)
}
