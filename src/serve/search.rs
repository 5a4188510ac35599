//! The search index of the preview: made last, when nothing has changed for a while, or when it is asked for.
//!
//! It is the only part that takes long on a large site, and the only one that no open page shows. So an
//! edit never waits for it, and whoever asks for a file of the search waits until it is that of the
//! present state.

use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPoolBuilder;
use tokio::sync::watch;

use super::http::Shared;
use crate::pipeline::{Part, SearchJob};

/// Folder of the index in the output.
pub(super) const FOLDER: &str = "search/";
/// So long nothing must have changed before the index is made unasked.
const REST: Duration = Duration::from_secs(1);

/// What is to be done, and what has been done.
#[derive(Default)]
pub(super) struct Search {
    todo: Mutex<Todo>,
    woken: Condvar,
    /// Number of the last state whose index is in place.
    made: watch::Sender<u64>,
}

#[derive(Default)]
struct Todo {
    job: Option<SearchJob>,
    /// Number of the state that the job, or the last job, was given for.
    state: u64,
    is_wanted: bool,
}

impl Search {
    /// Gives a job that replaces all earlier ones.
    pub(super) fn put(&self, job: SearchJob) {
        let mut todo = self.lock();
        todo.state += 1;
        todo.job = Some(job);
        self.woken.notify_one();
    }

    /// Drops the job that nobody has begun; `true` when there was one. It would hold on to a site that is
    /// about to change.
    pub(super) fn take_back(&self) -> bool {
        self.lock().job.take().is_some()
    }

    /// Waits until the index is that of the state at the time of the call.
    pub(super) async fn current(&self) {
        let mut made = self.made.subscribe();
        let state = {
            let mut todo = self.lock();
            todo.is_wanted |= todo.state > *made.borrow();
            todo.state
        };
        self.woken.notify_one();
        // The sender lives as long as `self`.
        let _ = made.wait_for(|made| *made >= state).await;
    }

    /// The next job, once it is wanted or nothing has changed for a while.
    fn next(&self) -> (SearchJob, u64) {
        let mut todo = self.lock();
        let mut begin = None;
        let mut state = 0;
        loop {
            if todo.state != state {
                // A new job: the rest begins anew.
                state = todo.state;
                begin = Some(Instant::now() + REST);
            }
            let left = begin.map(|begin| begin.saturating_duration_since(Instant::now()));
            if todo.is_wanted || left.is_some_and(|left| left.is_zero()) {
                if let Some(job) = todo.job.take() {
                    todo.is_wanted = false;
                    return (job, todo.state);
                }
                begin = None;
            }
            todo = match left.filter(|left| !left.is_zero()) {
                Some(left) => self.woken.wait_timeout(todo, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.woken.wait(todo).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Todo> {
        self.todo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes index after index for ever.
///
/// On threads of its own: in a queue with the pages these would wait until all of the index is done.
pub(super) fn run(shared: &Arc<Shared>) {
    let n_threads = std::thread::available_parallelism().map_or(1, |n| n.get().div_ceil(2));
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build();
    let mut paths = HashSet::new();
    loop {
        let (job, state) = shared.search.next();
        let outputs = match &pool {
            Ok(pool) => pool.install(|| job.run()),
            Err(_) => job.run(),
        };
        let (set, gone) = Part::replacing(&mut paths, outputs).into_outputs();
        shared.site.apply(set, &gone);
        shared.search.made.send_replace(state);
    }
}
