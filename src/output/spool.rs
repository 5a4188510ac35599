//! Outputs that wait on the disk, not in memory, until all is known and the tree can be written.
//!
//! The spool is one file without a name beside the output: nobody sees it, it needs no cleaning up, and it
//! is gone with the process, however that ends.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Content;

/// A file that takes outputs one after the other, from all threads.
pub struct Spool {
    file: Arc<File>,
    len: AtomicU64,
}

/// Bytes in a spool.
#[derive(Debug, Clone)]
pub struct Slice {
    file: Arc<File>,
    start: u64,
    len: usize,
}

impl Spool {
    /// A spool in the folder that holds `out`; nothing where the system has no files without names, or
    /// none there. Then outputs wait in memory.
    pub fn beside(out: &Path) -> Option<Spool> {
        let file = nameless(out.parent()?)?;
        Some(Spool { file: Arc::new(file), len: AtomicU64::new(0) })
    }

    /// Puts `bytes` away. Where the disk is full they stay in memory, and writing will tell.
    pub fn put(&self, bytes: &[u8]) -> Content {
        let start = self.len.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        match write_at(&self.file, bytes, start) {
            Ok(()) => Content::Spooled(Slice { file: self.file.clone(), start, len: bytes.len() }),
            Err(_) => Content::Bytes(bytes.to_vec()),
        }
    }
}

impl Slice {
    /// The bytes.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.len];
        read_at(&self.file, &mut bytes, self.start)?;
        Ok(bytes)
    }
}

impl PartialEq for Slice {
    fn eq(&self, other: &Slice) -> bool {
        Arc::ptr_eq(&self.file, &other.file) && (self.start, self.len) == (other.start, other.len)
    }
}

impl Eq for Slice {}

#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> Option<File> {
    None
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn outputs_come_back_as_they_were_and_no_file_shows() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::beside(&folder.path().join("public")).unwrap();
        let contents: Vec<Content> = [&b"eins"[..], b"", "zwölf".as_bytes()].map(|bytes| spool.put(bytes)).into();
        let back = contents.iter().map(|content| match content {
            Content::Spooled(slice) => slice.read().unwrap(),
            other => panic!("{other:?}"),
        });
        assert_eq!(back.collect::<Vec<_>>(), [&b"eins"[..], b"", "zwölf".as_bytes()]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
