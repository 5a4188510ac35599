//! Serve: the preview for editors, in memory, for this machine only.
//!
//! Builds the site with the pipeline's [`Cache`], answers HTTP on the loopback address from memory, watches
//! the site's folders and shows every change in the tabs that are open. What it serves is what `build`
//! would write, byte for byte (a script is added to pages on their way out); nothing is written to disk.
//!
//! While the content has errors the last good site stays, and the tabs show what is wrong.

mod events;
mod http;
mod overlay;
mod search;
mod site;
mod watch;

use std::collections::hash_map::RandomState;
use std::convert::Infallible;
use std::hash::BuildHasher;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Flags;
use crate::messages::Language;
use crate::pipeline::{Cache, Part, Report};
use events::Events;
use http::Shared;
use search::Search;
use site::Site;
use watch::Watcher;

pub use http::PORT;

/// When the first look without an event follows a change: a folder may have been filled before it was
/// watched.
const SECOND_LOOK: Duration = Duration::from_millis(700);

/// How the preview runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The port; otherwise the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// Language of the overlay.
    pub language: Language,
}

/// What happens, for the terminal.
pub enum News<'a> {
    /// The preview can be opened.
    Ready {
        /// Its address.
        url: &'a str,
        /// Whether another program has the usual port.
        is_usual_port_taken: bool,
    },
    /// The system does not tell of changes; they are looked for every second.
    Polling,
    /// The site was built, or built anew.
    Built {
        /// What came of it.
        report: &'a Report,
        /// From the change to the published pages.
        time: Duration,
    },
    /// The content cannot be read at the moment.
    Unreadable(io::Error),
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port cannot be opened.
    #[error("{0}")]
    Port(io::Error),
    /// There is no content.
    #[error("{0}")]
    Content(io::Error),
    /// The server stopped.
    #[error("{0}")]
    Server(io::Error),
}

/// Runs the preview until the process ends. `say` hears what happens.
pub fn serve(flags: &Flags, options: Options, say: &mut dyn FnMut(News)) -> Result<Infallible, ServeError> {
    let listener = http::listen(options.port).map_err(ServeError::Port)?;
    let port = listener.local_addr().map_err(ServeError::Port)?.port();
    let shared =
        Shared { site: Site::default(), search: Search::default(), events: Events::default(), port, token: token() };
    let shared = Arc::new(shared);
    // Watched before anything is read, so that no change falls in between.
    let mut preview = Preview {
        watcher: Watcher::new(&flags.root),
        cache: Cache::new(Flags { is_preview: true, ..flags.clone() }),
        shared,
        held: Part::default(),
        was_good: false,
        language: options.language,
    };
    if !preview.watcher.is_told() {
        say(News::Polling);
    }
    preview.build(say).map_err(ServeError::Content)?;
    preview.answer(listener)?;
    let is_usual_port_taken = options.port.is_none() && port != PORT;
    say(News::Ready { url: &format!("http://localhost:{port}/"), is_usual_port_taken });
    preview.run(say)
}

/// 128 bits that nobody can guess: the standard library's keyed hash has its keys from the system.
fn token() -> String {
    let (a, b) = (RandomState::new().hash_one(0), RandomState::new().hash_one(1));
    format!("{a:016x}{b:016x}")
}

struct Preview {
    watcher: Watcher,
    cache: Cache,
    shared: Arc<Shared>,
    /// Changes since the last good site; published when the errors are gone.
    held: Part,
    /// Whether there was a good site; until then pages are shown as far as they go.
    was_good: bool,
    language: Language,
}

impl Preview {
    fn answer(&self, listener: TcpListener) -> Result<(), ServeError> {
        let thread = |name: &str| std::thread::Builder::new().name(name.into());
        let shared = self.shared.clone();
        thread("search").spawn(move || search::run(&shared)).map_err(ServeError::Server)?;
        let shared = self.shared.clone();
        thread("http").spawn(move || http::run(listener, shared)).map_err(ServeError::Server)?;
        Ok(())
    }

    fn run(mut self, say: &mut dyn FnMut(News)) -> Result<Infallible, ServeError> {
        let mut look = Some(SECOND_LOOK);
        let mut was_readable = true;
        loop {
            let woken = self.watcher.wait(look);
            self.watcher.watch_folders();
            look = (woken == watch::Woken::Change).then_some(SECOND_LOOK);
            match self.build(say) {
                Ok(()) => was_readable = true,
                // `content` may be on its way to another name; said once.
                Err(error) => {
                    if was_readable {
                        say(News::Unreadable(error));
                    }
                    was_readable = false;
                    look = Some(SECOND_LOOK);
                }
            }
        }
    }

    /// Builds what changed and publishes it.
    fn build(&mut self, say: &mut dyn FnMut(News)) -> io::Result<()> {
        let start = Instant::now();
        let Preview { cache, shared, held, was_good, .. } = self;
        let had_search_job = shared.search.take_back();
        let mut published = false;
        let report = cache.rebuild(&mut |part, has_errors| {
            held.add(part);
            if !has_errors || !*was_good {
                published |= publish(shared, std::mem::take(held));
            }
        });
        let has_news = report.as_ref().is_ok_and(|report| report.has_changed && (!*was_good || !report.has_errors()));
        if had_search_job || has_news {
            cache.search().into_iter().for_each(|job| shared.search.put(job));
        }
        let report = report?;
        let has_errors = report.has_errors();
        *was_good |= !has_errors;
        if !has_errors {
            published |= publish(shared, std::mem::take(held));
        }
        shared.events.problems(overlay::problems(&report, *was_good, self.language));
        if published || report.is_news {
            say(News::Built { report: &report, time: start.elapsed() });
        }
        Ok(())
    }
}

/// Puts a part of the site in place and tells the tabs; `true` when any byte changed.
fn publish(shared: &Shared, part: Part) -> bool {
    let (set, gone) = part.into_outputs();
    let changed = shared.site.apply(set, &gone);
    if !changed.is_empty() {
        shared.events.changed(&changed);
    }
    !changed.is_empty()
}
