//! The folder where the new files are made, and the making of one file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::{Content, WriteError, exchange};
use crate::disk::{self, Stamp};

/// Prefix of the folder inside the output, for changes file by file.
const INSIDE: &str = ".allmende-staging-";
/// How often a source that changes while it is being copied is read again.
const MAX_TRIES: usize = 5;

/// A sibling of the output folder: `.public.allmende-<suffix>`.
pub(super) fn beside(out: &Path, suffix: &str) -> PathBuf {
    out.with_file_name(prefix(out) + suffix)
}

fn prefix(out: &Path) -> String {
    format!(".{}.allmende-", out.file_name().unwrap_or_default().to_string_lossy())
}

/// Where a whole new tree is made.
pub(super) fn sibling(out: &Path) -> PathBuf {
    beside(out, &std::process::id().to_string())
}

/// Where single files are made.
pub(super) fn inside(out: &Path) -> PathBuf {
    out.join(format!("{INSIDE}{}", std::process::id()))
}

/// Removes what killed builds left behind; gives what could not be removed. The lock is held, so
/// whatever has such a name belongs to no living build.
pub(super) fn clear_stale(out: &Path) -> Vec<PathBuf> {
    let parent = out.parent().expect("`/` is refused");
    let beside = names(parent, &prefix(out));
    let inside = names(out, INSIDE);
    beside.into_iter().chain(inside).filter(|folder| exchange::discard_old(folder, out).is_err()).collect()
}

/// Real folders in `folder` that are called `prefix` and a number. A folder that cannot be listed
/// can hold nothing of ours that matters.
fn names(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_ours = |name: &OsString| {
        let number = name.to_str().and_then(|name| name.strip_prefix(prefix));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let entries = entries.filter_map(Result::ok).filter(|entry| is_ours(&entry.file_name()));
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}

/// Whether the file at `path` has the bytes of `content`. Something else than a regular file has not.
pub(super) fn holds(path: &Path, content: &Content) -> Result<bool, WriteError> {
    let Ok((file, metadata)) = disk::open_regular(path) else { return Ok(false) };
    match content {
        Content::Bytes(bytes) => {
            Ok(metadata.len() == bytes.len() as u64 && same_bytes(file, bytes.as_slice()).unwrap_or(false))
        }
        Content::Spooled(slice) => {
            let bytes = slice.read().map_err(|error| WriteError::io(path, error))?;
            Ok(metadata.len() == bytes.len() as u64 && same_bytes(file, bytes.as_slice()).unwrap_or(false))
        }
        Content::CopyOf(source) => {
            let (source_file, source_metadata) = disk::open_regular(source).map_err(|e| WriteError::io(source, e))?;
            Ok(metadata.len() == source_metadata.len() && same_bytes(file, source_file).unwrap_or(false))
        }
    }
}

fn same_bytes(mut a: impl Read, mut b: impl Read) -> io::Result<bool> {
    let (mut buffer_a, mut buffer_b) = ([0; 16 << 10], [0; 16 << 10]);
    loop {
        let n = a.read(&mut buffer_a)?;
        if n == 0 {
            return Ok(b.read(&mut buffer_b[..1])? == 0);
        }
        match b.read_exact(&mut buffer_b[..n]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            other => other?,
        }
        if buffer_a[..n] != buffer_b[..n] {
            return Ok(false);
        }
    }
}

/// Makes a new file. `shown` is the path that the user knows it by.
pub(super) fn put(target: &Path, content: &Content, shown: &Path) -> Result<(), WriteError> {
    let fail = |error| WriteError::io(shown, error);
    let mut file = File::create_new(target).map_err(fail)?;
    match content {
        Content::Bytes(bytes) => io::Write::write_all(&mut file, bytes).map_err(fail),
        Content::Spooled(slice) => slice.read().and_then(|bytes| io::Write::write_all(&mut file, &bytes)).map_err(fail),
        Content::CopyOf(source) => copy(source, &mut file, shown),
    }
}

/// Copies a source that may be changing right now: the copy counts only if the source was the same
/// before and after.
fn copy(source: &Path, target: &mut File, shown: &Path) -> Result<(), WriteError> {
    for _ in 0..MAX_TRIES {
        let (mut file, metadata) = disk::open_regular(source).map_err(|e| WriteError::io(source, e))?;
        let n_copied = io::copy(&mut file, target).map_err(|e| WriteError::io(shown, e))?;
        let now = fs::symlink_metadata(source).map_err(|e| WriteError::io(source, e))?;
        if Stamp::of(&metadata) == Stamp::of(&now) && n_copied == metadata.len() {
            return Ok(());
        }
        target.set_len(0).and_then(|()| target.rewind()).map_err(|e| WriteError::io(shown, e))?;
    }
    Err(WriteError::io(source, io::Error::other("keeps changing while it is copied")))
}

/// Puts an unchanged file of the old tree at `target` without writing it.
///
/// Where hard links are impossible (FAT) it is written again with its old time.
pub(super) fn keep(old: &Path, target: &Path, content: &Content) -> Result<(), WriteError> {
    if fs::hard_link(old, target).is_ok() {
        return Ok(());
    }
    let modified = fs::symlink_metadata(old).and_then(|metadata| metadata.modified());
    put(target, content, old)?;
    match modified {
        Ok(time) => File::options()
            .write(true)
            .open(target)
            .and_then(|file| file.set_modified(time))
            .map_err(|e| WriteError::io(old, e)),
        // The old file has gone meanwhile; so has its time.
        Err(_) => Ok(()),
    }
}
