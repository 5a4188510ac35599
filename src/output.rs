//! Outputs: what render and index make and write writes.

pub(crate) mod path;
mod spool;

use std::path::PathBuf;

pub use path::{PathFault, check_path};
pub use spool::{Slice, Spool};

/// A file to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Relative address, such as `praxisbeispiele/x.html`; see [`check_path`].
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// What an output holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a regular file, read when writing.
    CopyOf(PathBuf),
    /// Bytes that wait on the disk.
    Spooled(Slice),
}
