//! Progress: which stage a long build is in, for people at a terminal.
//!
//! Drawn on stderr; nothing at all in a pipe or when asked to be quiet.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::messages::{Language, catalogue};

/// The six stages, in order; their labels are `progress.<stage>` in the catalogue.
pub const STAGES: [&str; 6] = ["load", "parse", "resolve", "render", "index", "write"];

/// A line on the terminal that names the current stage and vanishes at the end.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    language: Language,
}

impl Progress {
    /// Starts the line; without a terminal or when `quiet` nothing is ever drawn.
    pub fn new(language: Language, quiet: bool) -> Progress {
        Progress::on(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }, language)
    }

    fn on(target: ProgressDrawTarget, language: Language) -> Progress {
        let style =
            ProgressStyle::with_template("{spinner} [{pos}/{len}] {msg} ({elapsed})").expect("a valid template");
        let bar = ProgressBar::with_draw_target(Some(STAGES.len() as u64), target)
            .with_style(style)
            // Dropped early by an error, the line must not stay among the messages.
            .with_finish(ProgressFinish::AndClear);
        Progress { bar, language }
    }

    /// Says that stage `name` begins.
    pub fn stage(&self, name: &str) {
        let position = STAGES.iter().position(|stage| *stage == name);
        self.bar.set_position(position.map_or(self.bar.position(), |i| i as u64 + 1));
        let key = format!("progress.{name}");
        self.bar.set_message(catalogue(self.language).get(&key).unwrap_or(name).to_owned());
        // The thread that ticks is started with the first stage and not for hidden lines.
        if !self.bar.is_hidden() {
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
    }

    /// Clears the line.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_draws_nothing() {
        let progress = Progress::new(Language::German, true);
        for stage in STAGES {
            progress.stage(stage);
        }
        assert!(progress.bar.is_hidden());
        assert_eq!(progress.bar.position(), 6);
        assert_eq!(progress.bar.message(), "Website schreiben");
        progress.done();
    }

    #[test]
    fn every_stage_has_a_label() {
        for stage in STAGES {
            for language in [Language::German, Language::English] {
                assert!(catalogue(language).get(&format!("progress.{stage}")).is_some(), "{stage}");
            }
        }
    }
}
