//! One test binary; a module per topic.

/// The two ends of the pipeline that touch the disk: what `load` reads and how `write` changes the output.
mod output;

/// The handbooks in `docs/`: their examples build, their messages are real.
mod docs;
