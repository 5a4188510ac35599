//! Commands that rewrite sources: `fmt`, `vocab`, `rename`.
//!
//! Each is a pure function from what was read to a list of [`Change`]s; [`write()`] puts them on the disk. A
//! change is made of [`Edit`]s at spans, so that every byte that nobody asked to change stays: comments,
//! order, blank lines, line ends and byte order mark.

pub mod format;
pub mod quote;
pub mod rename;
pub mod vocab;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use crate::config::{self, Config, Flags};
use crate::diagnostic::{Diagnostic, SourcePath, Span};
use crate::load::{self, Source, Sources};

/// A piece of a text and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes in the text.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// A file with its new text, or a new place for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file as messages name it.
    pub path: SourcePath,
    /// The file itself.
    pub disk: PathBuf,
    /// All of its new text, as it goes to the disk.
    pub text: String,
    /// Where the file goes, when it moves.
    pub moved: Option<PathBuf>,
}

/// Applies edits; of several for the same place the first counts.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut position = 0;
    let mut previous: Option<&Span> = None;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if start < position || previous == Some(&edit.span) {
            continue;
        }
        out.push_str(&text[position..start]);
        out.push_str(&edit.text);
        position = end;
        previous = Some(&edit.span);
    }
    out + &text[position..]
}

/// The changes that edits make to sources; files that stay as they are are left out.
pub(crate) fn changes(sources: &Sources, edits: &HashMap<SourcePath, Vec<Edit>>) -> Vec<Change> {
    let all = [&sources.pages, &sources.data, &sources.site].into_iter().flatten();
    let changed = all.filter_map(|source| {
        let text = apply(&source.text, edits.get(&source.path)?);
        (*text != *source.text).then(|| change(source, &text))
    });
    let mut changed: Vec<Change> = changed.collect();
    changed.sort_by(|a, b| a.path.cmp(&b.path));
    changed
}

fn change(source: &Source, text: &str) -> Change {
    Change { path: source.path.clone(), disk: source.disk.clone(), text: source.file_text(text), moved: None }
}

/// Reads the sources and the configuration of a site, for commands that need no output.
pub fn read(flags: &Flags) -> io::Result<(Sources, Config, Vec<Diagnostic>)> {
    let output = flags.output.clone().unwrap_or_else(|| flags.root.join("public"));
    let mut sources = load::load(&flags.root, std::slice::from_ref(&output), None)?;
    let mut diagnostics = std::mem::take(&mut sources.diagnostics);
    let config = config::load(flags, &sources.site, None, &mut diagnostics);
    Ok((sources, config, diagnostics))
}

/// Writes changes: each file beside its place first, then moved over it, so that none is ever half written.
pub fn write(changes: &[Change]) -> Result<(), (PathBuf, io::Error)> {
    for change in changes {
        let name = change.disk.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = change.disk.with_file_name(format!(".{name}.neu~"));
        let target = change.moved.as_ref().unwrap_or(&change.disk);
        let fail = |error| (target.clone(), error);
        fs::write(&beside, &change.text).map_err(fail)?;
        if let Ok(metadata) = fs::metadata(&change.disk) {
            // Best effort: a file system without modes has nothing to keep.
            let _ = fs::set_permissions(&beside, metadata.permissions());
        }
        fs::rename(&beside, target).map_err(fail)?;
        if change.moved.is_some() {
            fs::remove_file(&change.disk).map_err(fail)?;
        }
    }
    Ok(())
}
