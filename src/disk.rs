//! Opening files without being led astray: what `load` and `write` both need from the disk.
//!
//! Nothing here follows a symlink in the last part of a path or waits for a FIFO, and everything
//! says which path was at fault.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Stamp {
    /// Size in bytes.
    pub(crate) len: u64,
    modified: Option<SystemTime>,
    /// Change time and inode; a file that was replaced or changed back in time still differs.
    identity: (i64, i64, u64),
}

impl Stamp {
    /// The stamp of a file that `metadata` describes.
    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp { len: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata) }
    }

    /// Whether the file was at rest so long before `now` that a later change must show in the stamp.
    ///
    /// Time stamps are coarse (4 ms on ext4, 2 s on FAT): a file that was written twice within one
    /// tick has the same stamp both times.
    pub(crate) fn is_settled(&self, now: SystemTime) -> bool {
        let coarsest = Duration::from_secs(3);
        self.modified.and_then(|modified| now.duration_since(modified).ok()).is_some_and(|age| age > coarsest)
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}

/// Opens a regular file for reading; symlinks, FIFOs and devices are refused.
///
/// The check is made on the open file, so that nobody can swap the file between check and use.
/// Without `O_NONBLOCK` opening a FIFO would wait for a writer for ever.
pub(crate) fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    let file = open_options().open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok((file, metadata))
}

#[cfg(unix)]
fn open_options() -> OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn open_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

/// Whether two paths name the same file (same device and inode), without following symlinks.
#[cfg(unix)]
pub(crate) fn is_same_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Whether two paths name the same file; unknown here, so no.
#[cfg(not(unix))]
pub(crate) fn is_same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// What lies at `path` itself, symlinks not followed; `None` where nothing does.
pub(crate) fn look(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        // A file where a folder was expected means as well that nothing lies there.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
