//! Watching: says that something changed, once it has come to rest.
//!
//! The events of the system only say *that* something changed; what did is found by looking (`load`
//! compares stamps). So lost, doubled or wrong events cost time, never truth: where an event is missing
//! altogether, [`Watcher::wait`] still comes back after a while for a look.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Rest that is waited for after an event that ends a change, such as closing a written file.
const SHORT_REST: Duration = Duration::from_millis(8);
/// The same after one in the middle of a change: something was created, emptied or moved away.
const LONG_REST: Duration = Duration::from_millis(40);
/// A change that never rests is looked at all the same after so long.
const MAX_WAIT: Duration = Duration::from_millis(400);
/// How often there is a look without any event, where the system gives none.
const POLL: Duration = Duration::from_secs(1);

/// The folders of a site under watch.
pub(super) struct Watcher {
    events: Receiver<notify::Result<Event>>,
    /// Stops watching when it is dropped; missing where the system cannot watch.
    watcher: Option<RecommendedWatcher>,
    root: PathBuf,
    watched: Vec<PathBuf>,
    /// Keeps the channel open where nobody sends.
    _sender: Sender<notify::Result<Event>>,
}

/// Why [`Watcher::wait`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// Something changed.
    Change,
    /// Nothing is known to have changed, but nobody would have said so.
    Look,
}

impl Watcher {
    /// Watches `content/` and `themes/` below `root`.
    pub(super) fn new(root: &Path) -> Watcher {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(sender.clone()).ok();
        let mut watcher = Watcher { events, watcher, root: root.to_owned(), watched: Vec::new(), _sender: sender };
        watcher.watch_folders();
        watcher
    }

    /// Whether the system tells of changes; otherwise they are found by looking every second.
    pub(super) fn is_told(&self) -> bool {
        self.watcher.is_some()
    }

    /// Folders that came into being are watched from now on; those that went are forgotten.
    ///
    /// The root itself is watched without what is below it, for `content` and `themes` may come and go.
    pub(super) fn watch_folders(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let folders = [
            ("", RecursiveMode::NonRecursive),
            ("content", RecursiveMode::Recursive),
            ("themes", RecursiveMode::Recursive),
        ];
        for (folder, mode) in folders {
            let path = self.root.join(folder);
            let is_watched = self.watched.contains(&path);
            // A link to a folder elsewhere is watched where it leads.
            match std::fs::canonicalize(&path) {
                Ok(real) if !is_watched => match watcher.watch(&real, mode) {
                    Ok(()) => self.watched.push(path),
                    // Too many folders for the system: look instead.
                    Err(_) if folder == "content" => {
                        self.watcher = None;
                        return;
                    }
                    Err(_) => {}
                },
                Err(_) => self.watched.retain(|other| *other != path),
                Ok(_) => {}
            }
        }
    }

    /// Waits for the next change and for the rest after it.
    ///
    /// `look` is when to come back without a change at the latest.
    pub(super) fn wait(&self, look: Option<Duration>) -> Woken {
        let look = if self.is_told() { look } else { Some(look.map_or(POLL, |look| look.min(POLL))) };
        let until = look.map(|look| Instant::now() + look);
        let first = loop {
            let event = match until {
                Some(until) => self.events.recv_timeout(until.saturating_duration_since(Instant::now())),
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match event {
                Ok(event) => {
                    if let Some(rest) = rest_after(&event) {
                        break rest;
                    }
                }
                Err(_) => return Woken::Look,
            }
        };
        self.rest(first);
        Woken::Change
    }

    fn rest(&self, first: Duration) {
        let end = Instant::now() + MAX_WAIT;
        let mut until = Instant::now() + first;
        while let Ok(event) = self.events.recv_timeout(until.min(end).saturating_duration_since(Instant::now())) {
            if let Some(rest) = rest_after(&event) {
                until = Instant::now() + rest;
            }
        }
    }
}

/// How long to wait after an event; nothing for one that changed nothing, such as reading.
fn rest_after(event: &notify::Result<Event>) -> Option<Duration> {
    let Ok(event) = event else { return Some(LONG_REST) };
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => Some(SHORT_REST),
        EventKind::Access(_) => None,
        _ => Some(LONG_REST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind) -> notify::Result<Event> {
        Ok(Event::new(kind))
    }

    #[test]
    fn reading_is_no_change() {
        assert_eq!(rest_after(&event(EventKind::Access(AccessKind::Open(AccessMode::Any)))), None);
        assert_eq!(rest_after(&event(EventKind::Access(AccessKind::Close(AccessMode::Write)))), Some(SHORT_REST));
        assert_eq!(rest_after(&event(EventKind::Create(notify::event::CreateKind::File))), Some(LONG_REST));
        assert_eq!(rest_after(&Err(notify::Error::generic("x"))), Some(LONG_REST));
    }

    #[test]
    fn changes_in_new_folders_are_seen() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("content")).unwrap();
        let watcher = Watcher::new(root.path());
        assert!(watcher.is_told());
        std::fs::create_dir_all(root.path().join("content/a/b")).unwrap();
        assert_eq!(watcher.wait(Some(Duration::from_secs(5))), Woken::Change);
        std::fs::write(root.path().join("content/a/b/c.md"), "x").unwrap();
        assert_eq!(watcher.wait(Some(Duration::from_secs(5))), Woken::Change);
    }
}
