//! What `load` reads from the disk and how `write` changes the output folder, on real folders.

mod load;
#[cfg(target_os = "linux")]
mod mounts;
mod write;
#[cfg(unix)]
mod write_under_stress;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use allmende::write::{Content, Output, Protected, WriteError, Written};

/// A site in a temporary folder with `content/` and, once written, `public/`.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    pub fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Site { folder }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Makes a file with its folders.
    pub fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Site {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub fn protected(&self) -> Protected {
        Protected::of(self.root())
    }

    pub fn try_write(&self, outputs: &[Output]) -> Result<Written, WriteError> {
        allmende::write::write(&self.path("public"), outputs, &self.protected())
    }

    pub fn write(&self, files: &[(&str, &str)]) -> Written {
        self.try_write(&outputs(files)).unwrap()
    }

    pub fn public(&self) -> BTreeMap<String, String> {
        tree(&self.path("public"))
    }
}

pub fn outputs(files: &[(&str, &str)]) -> Vec<Output> {
    files
        .iter()
        .map(|(path, text)| Output { path: (*path).to_owned(), content: Content::Bytes(text.as_bytes().to_vec()) })
        .collect()
}

/// All files below a folder except the manifest, with their text; symlinks show as `-> target`.
pub fn tree(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| !entry.file_type().is_dir());
    let show = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let text = match entry.file_type().is_symlink() {
            true => format!("-> {}", fs::read_link(entry.path()).unwrap().display()),
            false => String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned(),
        };
        (path, text)
    };
    entries.map(show).filter(|(path, _)| path != allmende::write::MANIFEST).collect()
}

/// What lies in a folder, hidden files included.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs a test of this binary again in a child process, which sees `ALLMENDE_CHILD`.
pub fn child(test: &str, argument: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env("ALLMENDE_CHILD", argument);
    command
}

/// The same as someone who is not root, whom permissions stop; owns `argument` and all in it.
#[cfg(unix)]
pub fn child_without_rights(test: &str, argument: &Path) -> std::process::Command {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let mut command = child(test, argument);
    if is_root() {
        for entry in walkdir::WalkDir::new(argument) {
            std::os::unix::fs::lchown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// The argument of [`child`], in the child.
pub fn child_argument() -> Option<PathBuf> {
    std::env::var_os("ALLMENDE_CHILD").map(PathBuf::from)
}

/// Whether the tests run as root, who may read and write everything.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::tempfile().unwrap().metadata().unwrap().uid() == 0
}
