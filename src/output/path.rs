//! Addresses that are safe on every system that a site may be copied to.

use crate::diagnostic::Text;

/// Longest part of an address in bytes: file systems allow 255, and `.gz` and the like want room.
const MAX_PART: usize = 200;
/// Longest address in bytes. Windows allows 260 for a whole path with its drive and folders, which
/// long titles would break; this only stops nonsense.
const MAX_PATH: usize = 1024;

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// Empty, absolute, or with an empty part, `.` or `..`.
    Shape,
    /// Something else than `a`–`z`, `0`–`9`, `-`, `_` and `.`.
    Character,
    /// A name that Windows keeps for devices, such as `con` or `nul.html`.
    Reserved,
    /// A name that allmende or Git keeps for itself.
    Own,
    /// A part ends with a dot, which Windows drops.
    Dot,
    /// Too long.
    Length,
}

impl PathFault {
    /// What is wrong with `path`.
    pub fn text(self, path: &str) -> Text {
        Text::new(self.key()).arg("path", shorten(path).escape_debug())
    }

    fn key(self) -> &'static str {
        match self {
            PathFault::Shape => "output-path.shape",
            PathFault::Character => "output-path.character",
            PathFault::Reserved => "output-path.reserved",
            PathFault::Own => "output-path.own",
            PathFault::Dot => "output-path.dot",
            PathFault::Length => "output-path.length",
        }
    }
}

/// Enough of a long address to know it by.
pub(crate) fn shorten(path: &str) -> String {
    const LONGEST: usize = 120;
    match path.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path.to_owned(),
    }
}

/// Checks that `path` names a file below the output folder, on every system.
pub fn check_path(path: &str) -> Result<(), PathFault> {
    if path.len() > MAX_PATH {
        return Err(PathFault::Length);
    }
    path.split('/').try_for_each(check_part)?;
    match path.split('/').next() {
        Some(first) if first.starts_with(".allmende-") => Err(PathFault::Own),
        _ => Ok(()),
    }
}

fn check_part(part: &str) -> Result<(), PathFault> {
    let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if matches!(part, "" | "." | "..") {
        Err(PathFault::Shape)
    } else if !part.bytes().all(is_allowed) {
        Err(PathFault::Character)
    } else if part.len() > MAX_PART {
        Err(PathFault::Length)
    } else if part.ends_with('.') {
        Err(PathFault::Dot)
    } else if part == ".git" {
        Err(PathFault::Own)
    } else if is_device(part) {
        Err(PathFault::Reserved)
    } else {
        Ok(())
    }
}

/// Windows takes these names for devices, whatever follows the first dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part);
    let numbered =
        |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The folders of an address, innermost first: `a/b/c.html` gives `a/b` and `a`.
pub(crate) fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(i, _)| &path[..i])
}
