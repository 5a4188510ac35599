//! One build at a time writes an output folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{WriteError, stage};
use crate::disk;

const PAUSE: Duration = Duration::from_millis(20);

/// Held while a build writes.
///
/// The system's lock on the open file counts, not the file: it ends with the process, however that
/// ends, so that no stale lock can be in the way. The file itself is removed at the end.
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked: who waits for this very file sees that it is gone and opens the new one. A
        // file that stays behind does no harm.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Waits for the lock on `out`. `None` where nothing can be locked because nothing can be written
/// (the build itself then says so) or because the file system knows no locks.
pub(super) fn acquire(out: &Path, patience: Duration) -> Result<Option<Lock>, WriteError> {
    let start = Instant::now();
    let candidates = [stage::beside(out, "lock"), out.join(".allmende-lock")];
    for path in candidates {
        loop {
            match try_once(&path) {
                Ok(Attempt::Held(lock)) => return Ok(Some(lock)),
                Ok(Attempt::Unsupported) => return Ok(None),
                Ok(Attempt::Replaced) => {}
                Ok(Attempt::Taken(pid)) if start.elapsed() >= patience => {
                    return Err(WriteError::Busy { out: out.to_owned(), pid });
                }
                Ok(Attempt::Taken(_)) => std::thread::sleep(PAUSE),
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotFound
                    ) =>
                {
                    break;
                }
                Err(error) => return Err(WriteError::io(&path, error)),
            }
        }
    }
    Ok(None)
}

enum Attempt {
    Held(Lock),
    Taken(Option<u32>),
    /// Someone removed the file between opening and locking.
    Replaced,
    Unsupported,
}

fn try_once(path: &Path) -> io::Result<Attempt> {
    let mut file = open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Attempt::Taken(read_pid(&mut file))),
        Err(TryLockError::Error(_)) => return Ok(Attempt::Unsupported),
    }
    let is_current = match disk::look(path)? {
        Some(now) => cfg!(not(unix)) || disk::is_same_file(&now, &file.metadata()?),
        None => false,
    };
    if !is_current {
        return Ok(Attempt::Replaced);
    }
    // Only for the message of another build, so a full disk does not matter here.
    let _ = file.set_len(0).and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
    Ok(Attempt::Held(Lock { path: path.to_owned(), _file: file }))
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.open(path)
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    text.parse().ok()
}
