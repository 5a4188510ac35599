//! Events for open tabs: what changed, and what is wrong.
//!
//! Every tab that listens gets the state first and then each change (server-sent events). A tab that
//! does not keep up is cut off; its browser comes back and gets the state again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;
use serde::Serialize;
use tokio::sync::mpsc;

/// Events that may wait for a slow tab.
const QUEUE: usize = 64;
/// With more changed files than this a tab no longer looks which, it reloads.
const MAX_PATHS: usize = 500;

/// All listening tabs, and what a new one has to know.
#[derive(Debug, Default)]
pub(super) struct Events {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    generation: u64,
    problems: Problems,
    tabs: Vec<mpsc::Sender<Bytes>>,
}

/// What the overlay shows; without items it goes away.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub(super) struct Problems {
    /// Heading.
    pub(super) title: String,
    /// What it means for the page that is seen.
    pub(super) note: String,
    /// Word of the button.
    pub(super) close: String,
    /// The first of the faults.
    pub(super) items: Vec<Problem>,
    /// "und 12 weitere"
    pub(super) more: String,
}

/// A fault in words.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Problem {
    /// File, line and column.
    pub(super) place: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) hints: Vec<String>,
    /// The line of the file, with the place marked.
    pub(super) excerpt: String,
}

#[derive(Serialize)]
struct State<'a> {
    generation: u64,
    problems: &'a Problems,
}

#[derive(Serialize)]
struct Changed<'a> {
    generation: u64,
    /// Missing when there are too many to look through.
    paths: Option<&'a [String]>,
}

impl Events {
    /// Number of the last change that a page can show.
    pub(super) fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// A new tab: it gets the state, then all events.
    pub(super) fn subscribe(&self) -> mpsc::Receiver<Bytes> {
        let mut inner = self.lock();
        let (sender, receiver) = mpsc::channel(QUEUE);
        let state = State { generation: inner.generation, problems: &inner.problems };
        // The queue is empty, so there is room.
        let _ = sender.try_send(Bytes::from(format!("retry: 500\n\n{}", event("state", &state))));
        inner.tabs.push(sender);
        receiver
    }

    /// Says that the bytes at `paths` are new.
    pub(super) fn changed(&self, paths: &[String]) {
        let mut inner = self.lock();
        inner.generation += 1;
        let paths = Some(paths).filter(|paths| paths.len() <= MAX_PATHS);
        let message = event("changed", &Changed { generation: inner.generation, paths });
        inner.send(&message.into());
    }

    /// Says what is wrong now.
    pub(super) fn problems(&self, problems: Problems) {
        let mut inner = self.lock();
        if inner.problems != problems {
            let message = event("problems", &problems);
            inner.problems = problems;
            inner.send(&message.into());
        }
    }

    /// A comment to every tab: tabs that were closed are noticed when they cannot be written to.
    pub(super) fn heartbeat(&self) {
        self.lock().send(&Bytes::from_static(b":\n\n"));
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn send(&mut self, message: &Bytes) {
        self.tabs.retain(|tab| tab.try_send(message.clone()).is_ok());
    }
}

/// JSON has no line breaks, so it is one line of data.
fn event<T: Serialize>(name: &str, data: &T) -> String {
    let json = serde_json::to_string(data).expect("text and numbers are always JSON");
    format!("event: {name}\ndata: {json}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(receiver: &mut mpsc::Receiver<Bytes>) -> String {
        receiver.try_recv().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    #[test]
    fn tabs_get_the_state_and_then_the_changes() {
        let events = Events::default();
        events.changed(&["a.html".into()]);
        let mut tab = events.subscribe();
        assert!(next(&mut tab).contains("event: state\ndata: {\"generation\":1,"));
        events.changed(&["b.html".into()]);
        assert_eq!(next(&mut tab), "event: changed\ndata: {\"generation\":2,\"paths\":[\"b.html\"]}\n\n");
        events.changed(&vec!["x".into(); MAX_PATHS + 1]);
        assert!(next(&mut tab).ends_with("\"paths\":null}\n\n"));
        events.problems(Problems::default());
        assert_eq!(next(&mut tab), "", "nothing was wrong before");
    }

    #[test]
    fn slow_and_closed_tabs_are_forgotten() {
        let events = Events::default();
        let slow = events.subscribe();
        drop(events.subscribe());
        for _ in 0..2 * QUEUE {
            events.heartbeat();
        }
        assert_eq!(events.lock().tabs.len(), 0);
        drop(slow);
    }
}
