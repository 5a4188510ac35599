//! The packages that are embedded in the binary: ready-made content models.

use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::SourcePath;

static PACKAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/packages");

/// Names of all packages.
pub const NAMES: [&str; 2] = ["portal", "docs"];

/// The schema files of a package: a path that says where they come from, and their text.
pub fn schema_files(package: &str) -> Vec<(SourcePath, &'static str)> {
    let mut files = Vec::new();
    for folder in ["types", "vocab"] {
        if let Some(dir) = PACKAGES.get_dir(format!("{package}/{folder}")) {
            let mut found: Vec<_> = dir.files().collect();
            found.sort_by_key(|file| file.path().to_owned());
            for file in found {
                let path: SourcePath = Arc::from(format!("<{}>", file.path().display()));
                files.push((path, file.contents_utf8().expect("package files are UTF-8")));
            }
        }
    }
    files
}

/// The files that `allmende init` writes: path below the new folder and content.
pub fn starter_files(package: &str) -> Vec<(String, &'static [u8])> {
    fn collect(dir: &'static Dir, base: &str, files: &mut Vec<(String, &'static [u8])>) {
        for file in dir.files() {
            let path = file.path().to_str().expect("package paths are UTF-8");
            files.push((path.trim_start_matches(base).to_owned(), file.contents()));
        }
        for sub in dir.dirs() {
            collect(sub, base, files);
        }
    }
    let base = format!("{package}/starter/");
    let mut files = Vec::new();
    if let Some(dir) = PACKAGES.get_dir(base.trim_end_matches('/')) {
        collect(dir, &base, &mut files);
    }
    files.sort();
    files
}
