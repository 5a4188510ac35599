//! Why an output could not be written, in words.

use std::io;
use std::path::{Path, PathBuf};

use super::PathFault;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::messages::{Language, catalogue};
use crate::output::path::shorten;

/// Number of paths that a message names.
const MAX_NAMED: usize = 5;

/// Why the output was not written. Its words come from the message catalogue; `Display` is German.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder must not be an output.
    #[error("{}", self.in_german())]
    Refused {
        /// The folder as asked for.
        out: PathBuf,
        /// Why.
        reason: Text,
    },
    /// An output has an address that is not safe.
    #[error("{}", self.in_german())]
    Path {
        /// The address.
        path: String,
        /// Why not.
        fault: PathFault,
    },
    /// Two outputs have the same address, or one needs the other's as its folder.
    #[error("{}", self.in_german())]
    Duplicate {
        /// The address.
        path: String,
    },
    /// Files that allmende did not write stand where outputs must go.
    #[error("{}", self.in_german())]
    Foreign {
        /// The output folder.
        out: PathBuf,
        /// Their addresses.
        paths: Vec<String>,
    },
    /// Another build is writing.
    #[error("{}", self.in_german())]
    Busy {
        /// The output folder.
        out: PathBuf,
        /// Its process, where known.
        pid: Option<u32>,
    },
    /// The disk failed us.
    #[error("{}", self.in_german())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl WriteError {
    pub(super) fn io(path: &Path, source: io::Error) -> WriteError {
        WriteError::Io { path: path.to_owned(), source }
    }

    /// The code of the diagnostic.
    pub fn code(&self) -> Code {
        match self {
            WriteError::Refused { .. } => Code::OutputRefused,
            WriteError::Path { .. } | WriteError::Duplicate { .. } => Code::OutputPath,
            WriteError::Foreign { .. } => Code::OutputForeign,
            WriteError::Busy { .. } => Code::OutputBusy,
            WriteError::Io { .. } => Code::OutputFailed,
        }
    }

    /// The message.
    pub fn text(&self) -> Text {
        match self {
            WriteError::Refused { out, reason } => {
                let text = Text { key: reason.key, args: reason.args.clone() };
                text.arg("out", out.display())
            }
            WriteError::Path { path, fault } => fault.text(path),
            WriteError::Duplicate { path } => Text::new("output-path").arg("path", path),
            WriteError::Foreign { out, paths } => {
                Text::new("output-foreign").arg("out", out.display()).arg("paths", named(paths))
            }
            WriteError::Busy { out, pid: Some(pid) } => {
                Text::new("output-busy").arg("out", out.display()).arg("pid", pid)
            }
            WriteError::Busy { out, pid: None } => Text::new("output-busy.unknown").arg("out", out.display()),
            WriteError::Io { path, source } => io_text(source).arg("path", path.display()),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<Text> {
        let key = match self {
            WriteError::Refused { .. } => "hint.output.refused",
            WriteError::Path { .. } => "hint.output.path",
            WriteError::Duplicate { .. } => return None,
            WriteError::Foreign { .. } => "hint.output.foreign",
            WriteError::Busy { .. } => "hint.output.busy",
            WriteError::Io { source, .. } if is_full(source) => "hint.output.full",
            WriteError::Io { .. } => "hint.output.old-site",
        };
        Some(Text::new(key))
    }

    /// The error as a diagnostic of the output folder or file.
    pub fn diagnostic(&self) -> Diagnostic {
        let file = match self {
            WriteError::Refused { out, .. } | WriteError::Foreign { out, .. } | WriteError::Busy { out, .. } => {
                out.display().to_string()
            }
            WriteError::Path { path, .. } | WriteError::Duplicate { path } => shorten(path).escape_debug().to_string(),
            WriteError::Io { path, .. } => path.display().to_string(),
        };
        Diagnostic::new(self.code(), &file.into(), None).text(self.text()).maybe_hint(self.hint())
    }

    fn in_german(&self) -> String {
        catalogue(Language::German).say(&self.text())
    }
}

fn named(paths: &[String]) -> String {
    let mut out = paths[..paths.len().min(MAX_NAMED)].join(", ");
    if paths.len() > MAX_NAMED {
        out.push_str(&format!(", … (+{})", paths.len() - MAX_NAMED));
    }
    out
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn io_text(error: &io::Error) -> Text {
    match error.kind() {
        _ if is_full(error) => Text::new("output-failed.full"),
        io::ErrorKind::ReadOnlyFilesystem => Text::new("output-failed.read-only"),
        io::ErrorKind::PermissionDenied => Text::new("output-failed.permission"),
        _ => Text::new("output-failed").arg("reason", error),
    }
}
