//! The manifest: which files of the output are ours.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::Path;

use crate::disk;
use crate::output::check_path;

/// Name of the manifest in the output folder.
pub const MANIFEST: &str = ".allmende-manifest";

const HEADER: &str = "# Dateien, die allmende hier geschrieben hat und bei Bedarf löscht. Files written by allmende.";
/// A million addresses; whatever is larger is not ours.
const MAX_BYTES: u64 = 256 << 20;

/// The manifest's text: a header and one address a line, sorted, without itself.
pub(super) fn render<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    let mut text = format!("{HEADER}\n");
    for path in paths {
        writeln!(text, "{path}").expect("writing to a string cannot fail");
    }
    text
}

/// The text of the manifest in `out`, if there is one that we wrote.
pub(super) fn read(out: &Path) -> io::Result<Option<String>> {
    let path = out.join(MANIFEST);
    if !disk::look(&path)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let (file, _) = disk::open_regular(&path)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes).ok().filter(|text| text.lines().next() == Some(HEADER)))
}

/// The addresses in a manifest. A line that could not be an output of ours, such as `../x`, is not
/// believed: what it names counts as foreign.
pub(super) fn paths(text: &str) -> BTreeSet<String> {
    text.lines().skip(1).filter(|line| check_path(line).is_ok()).map(str::to_owned).collect()
}
