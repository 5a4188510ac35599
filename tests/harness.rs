//! Sites in temporary folders, the real program on them, and questions to what came out.
//!
//! ```ignore
//! Project::portal()
//!     .file("content/themen/netze.md", "---\ntitel: Netze\n---\n")
//!     .build()
//!     .code(0)
//!     .page("themen/netze.html")
//!     .has("<h1>Netze</h1>");
//! ```
//!
//! Every question that fails shows what it was asked about: the messages of the run, or the page.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

/// A site in a temporary folder, which goes when the site and all its runs are gone.
pub struct Project {
    folder: Arc<tempfile::TempDir>,
}

impl Project {
    /// A folder with an empty `content/`, and no configuration.
    pub fn new() -> Project {
        let folder = tempfile::Builder::new().prefix("allmende-").tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Project { folder: Arc::new(folder) }
    }

    /// The same with a `site.yaml` of the portal package that asks for no page.
    pub fn portal() -> Project {
        Project::new().file("content/_site/site.yaml", "title: Probe\npackage: portal\n")
    }

    /// The folder with `content/`.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file with its folders.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Project {
        self.write(path, bytes);
        self
    }

    /// The same, later: editors save files.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Copies a folder of this repository into the site.
    pub fn copy(self, folder: &str, to: &str) -> Project {
        let from = repository_path(folder);
        for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let path = Path::new(to).join(entry.path().strip_prefix(&from).unwrap());
                self.write(path.to_str().unwrap(), fs::read(entry.path()).unwrap());
            }
        }
        self
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Replaces a text that must be in a file.
    pub fn replace(self, path: &str, from: &str, to: &str) -> Project {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} does not contain {from:?}");
        self.file(path, text.replacen(from, to, 1))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `allmende build`
    pub fn build(&self) -> Run {
        self.run(["build"])
    }

    /// `allmende check`
    pub fn check(&self) -> Run {
        self.run(["check"])
    }

    /// `allmende` with these arguments, in the folder of the site.
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        let run = Run::of(self.command().args(args), self.path("public"));
        Run { _folder: Some(self.folder.clone()), ..run }
    }

    /// The command itself, for what [`Project::run`] does not offer.
    pub fn command(&self) -> Command {
        let mut command = allmende();
        command.current_dir(self.root());
        command
    }

    /// All diagnostics of `allmende check`, read from their JSON form.
    pub fn faults(&self) -> Faults {
        self.run(["check", "--quiet", "--format", "json"]).faults()
    }
}

/// The program under test, speaking German whatever the environment says. `ALLMENDE_PROGRAM` names another one, such as
/// a release.
pub fn allmende() -> Command {
    let program = std::env::var_os("ALLMENDE_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_allmende").into());
    let mut command = Command::new(program);
    for name in ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "SOURCE_DATE_EPOCH", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.env("LANG", "de_DE.UTF-8");
    command
}

/// A path in this repository.
pub fn repository_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The example knowledge base of this repository, built once for all tests.
pub fn repository() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let public = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repository");
        let root = repository_path("");
        let run = Run::of(allmende().arg("--root").arg(root).arg("--output").arg(&public), public);
        run.code(0);
        run
    })
}

/// What a run of the program left behind.
pub struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    public: PathBuf,
    /// Keeps the site on the disk as long as its pages are asked for.
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl Run {
    /// Runs `command`; `public` is where its pages are looked for.
    pub fn of(command: &mut Command, public: PathBuf) -> Run {
        let output = command.output().unwrap();
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            public,
            _folder: None,
        }
    }

    #[track_caller]
    fn assert(&self, is_right: bool, expected: &str) -> &Run {
        let Run { code, stdout, stderr, .. } = self;
        assert!(is_right, "expected {expected}\ncode {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        self
    }

    /// The exit code is this.
    #[track_caller]
    pub fn code(&self, code: i32) -> &Run {
        self.assert(self.code == Some(code), &format!("exit code {code}"))
    }

    /// The messages contain this; line breaks count as blanks.
    #[track_caller]
    pub fn stderr_has(&self, part: &str) -> &Run {
        self.assert(flat(&self.stderr).contains(&flat(part)), &format!("{part:?} on stderr"))
    }

    /// The messages do not contain this.
    #[track_caller]
    pub fn stderr_lacks(&self, part: &str) -> &Run {
        self.assert(!flat(&self.stderr).contains(&flat(part)), &format!("no {part:?} on stderr"))
    }

    /// The result contains this.
    #[track_caller]
    pub fn stdout_has(&self, part: &str) -> &Run {
        self.assert(flat(&self.stdout).contains(&flat(part)), &format!("{part:?} on stdout"))
    }

    /// The result.
    pub fn stdout(&self) -> &str {
        &self.stdout
    }

    /// All messages.
    pub fn stderr(&self) -> &str {
        &self.stderr
    }

    /// The diagnostics of a run with `--format json`.
    #[track_caller]
    pub fn faults(&self) -> Faults {
        let lines = self.stderr.lines().filter(|line| line.starts_with('{'));
        Faults(lines.map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    /// A file of the output.
    #[track_caller]
    pub fn page(&self, path: &str) -> Page {
        match fs::read_to_string(self.public.join(path)) {
            Ok(html) => Page { name: path.to_owned(), html: flat(&html) },
            Err(error) => panic!("{path}: {error}; there are\n{}\n{}", self.paths().join("\n"), self.stderr),
        }
    }

    /// There is no such file in the output.
    #[track_caller]
    pub fn lacks_page(&self, path: &str) -> &Run {
        assert!(!self.public.join(path).exists(), "{path} should not be there");
        self
    }

    /// All pages, with their addresses.
    pub fn pages(&self) -> Vec<Page> {
        self.paths().iter().filter(|path| path.ends_with(".html")).map(|path| self.page(path)).collect()
    }

    /// Addresses that the search of the output finds, best first; nothing when Node is missing.
    #[track_caller]
    pub fn search(&self, query: &str) -> Option<Vec<String>> {
        let script = repository_path("tests/client/find.mjs");
        let output = Command::new(node()?).arg(script).arg(&self.public).arg(query).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
    }

    /// All files of the output.
    pub fn paths(&self) -> Vec<String> {
        self.tree().into_keys().collect()
    }

    /// The output folder.
    pub fn public(&self) -> &Path {
        &self.public
    }

    /// All files of the output with their bytes.
    pub fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.public)
    }
}

/// Titles in which YAML sees something else: a field, a list, a quote, a comment.
pub const SURPRISING: [&str; 14] = [
    "Im Fokus: Bürgerkommune",
    "*innen sprechen",
    "\"B²\" - Bürgerengagement",
    "Projekt #1 der Kommune",
    "@netz",
    "% der Engagierten",
    "[Entwurf] Text",
    "- a",
    "? Frage",
    "»Zitat«: Text",
    "Text:",
    "'Bürger's'",
    "\"schon gut\"",
    "ja",
];

/// Node, or a word about the test that is skipped without it. On the build server nothing is skipped.
#[track_caller]
pub fn node() -> Option<&'static str> {
    let is_there = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    is_there.then_some("node").or_else(|| skip("Node is not installed"))
}

/// Says why a test is skipped; with `CI` set, that is a failure.
#[track_caller]
pub fn skip<T>(reason: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{reason}, and nothing is skipped when CI is set");
    eprintln!("skipped: {reason}");
    None
}

/// All files below a folder with their bytes.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    files
        .map(|file| {
            let path = file.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (path, fs::read(file.path()).unwrap())
        })
        .collect()
}

/// A diagnostic, as `--format json` gives it.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    pub severity: String,
    pub code: String,
    pub file: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: String,
    pub hints: Vec<String>,
}

/// Diagnostics in the order of their appearance.
#[derive(Debug, Clone)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// The only diagnostic of this code.
    #[track_caller]
    pub fn the(&self, code: &str) -> &Fault {
        let found: Vec<&Fault> = self.0.iter().filter(|fault| fault.code == code).collect();
        assert_eq!(found.len(), 1, "not exactly one {code} in {self:#?}");
        found[0]
    }

    /// Exactly these: `code file:line:column`.
    #[track_caller]
    pub fn are(&self, expected: &[&str]) -> &Faults {
        let place = |n: Option<usize>| n.map(|n| format!(":{n}")).unwrap_or_default();
        let found = self.0.iter().map(|f| format!("{} {}{}{}", f.code, f.file, place(f.line), place(f.column)));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{self:#?}");
        self
    }

    /// None at all.
    #[track_caller]
    pub fn none(&self) -> &Faults {
        self.are(&[])
    }
}

impl Fault {
    /// The message or a hint contains this.
    #[track_caller]
    pub fn has(&self, part: &str) -> &Fault {
        let is_right = self.message.contains(part) || self.hints.iter().any(|hint| hint.contains(part));
        assert!(is_right, "no {part:?} in {self:#?}");
        self
    }

    /// It stands at this line and column.
    #[track_caller]
    pub fn at(&self, file: &str, line: usize, column: usize) -> &Fault {
        assert_eq!((self.file.as_str(), self.line, self.column), (file, Some(line), Some(column)), "{self:#?}");
        self
    }
}

/// A file of the output, or a part of one. Runs of white space count as one blank.
pub struct Page {
    name: String,
    html: String,
}

impl Page {
    /// Address of the page.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is written there.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The markup contains this.
    #[track_caller]
    pub fn has(&self, part: &str) -> &Page {
        assert!(self.html.contains(&flat(part)), "no {part:?} in {}\n{}", self.name, self.html);
        self
    }

    /// The markup does not contain this.
    #[track_caller]
    pub fn lacks(&self, part: &str) -> &Page {
        assert!(!self.html.contains(&flat(part)), "{part:?} in {}\n{}", self.name, self.html);
        self
    }

    /// The markup contains these, one after the other.
    #[track_caller]
    pub fn has_in_order(&self, parts: &[&str]) -> &Page {
        let mut rest = self.html.as_str();
        for part in parts {
            let part = flat(part);
            match rest.find(&part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => panic!("no {part:?} in its place ({parts:?}) in {}\n{}", self.name, self.html),
            }
        }
        self
    }

    /// How often the markup contains this.
    pub fn count(&self, part: &str) -> usize {
        self.html.matches(&flat(part)).count()
    }

    /// The part from `start` up to the next `end`.
    #[track_caller]
    pub fn between(&self, start: &str, end: &str) -> Page {
        self.has(start);
        let from = self.html.find(&flat(start)).unwrap();
        let rest = &self.html[from..];
        let to = rest.find(&flat(end)).unwrap_or_else(|| panic!("no {end:?} after {start:?} in {}", self.name));
        Page { name: format!("{} from {start:?} to {end:?}", self.name), html: rest[..to].to_owned() }
    }

    /// The part that is not frame: `<main>`.
    #[track_caller]
    pub fn main(&self) -> Page {
        self.between("<main", "</main>")
    }

    /// The words without the markup.
    pub fn text(&self) -> Page {
        let mut text = String::new();
        let mut is_tag = false;
        for c in self.html.chars() {
            match c {
                '<' => is_tag = true,
                '>' if is_tag => {
                    is_tag = false;
                    text.push(' ');
                }
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        for (entity, sign) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
        {
            text = text.replace(entity, sign);
        }
        Page { name: self.name.clone(), html: flat(&text) }
    }
}

/// Runs of ASCII white space as one blank and no soft hyphens; the no-break space of German typography stays.
fn flat(text: &str) -> String {
    text.replace('\u{AD}', "")
        .split(|c: char| c.is_ascii_whitespace())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
