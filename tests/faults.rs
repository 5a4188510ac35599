//! Seeded faults: each case of `faults/*.txt` is a small site with what is wrong in it and where.
//!
//! ```text
//! ==== a topic that names a field which does not exist
//! !! unknown-field content/themen/a.md:4:1 »oberthema«
//! >> content/themen/a.md
//! ---
//! titel: A
//! ```
//!
//! `!!` names a diagnostic: code, place (`file:line:column`, or the file alone) and a part of its sentence or of a
//! hint. The run must give exactly these and no others. `>>` begins a file; `(crlf)`, `(latin1)` or `(bom)` behind its
//! name says how it is saved. `??` gives the command, else it is `build`. What stands before the first case of a file
//! belongs to every site of the file: the command, a configuration, entries that are right and that others can name.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use allmende::diagnostic::Code;

use crate::harness::{Fault, Project, Run, repository_path};

/// A case as it stands in its file.
struct Case {
    /// File and line, for whoever has to find it.
    place: String,
    name: String,
    expected: Vec<Expected>,
    command: String,
    files: Vec<(String, Vec<u8>)>,
}

struct Expected {
    /// `code file:line:column`
    what: String,
    /// A part of the message or of a hint.
    words: String,
}

fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(repository_path("tests/faults")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .flat_map(|path| read(path.file_name().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap()))
        .collect()
}

/// The cases of a file.
fn read(file: &str, text: &str) -> Vec<Case> {
    let mut parts = text.split("\n==== ");
    let first = parts.next().unwrap();
    let always = files(first);
    let command = |text: &str| text.lines().find_map(|line| line.strip_prefix("?? ")).map(str::to_owned);
    let usual = command(first).unwrap_or_else(|| "build".to_owned());
    let mut line = 2 + first.matches('\n').count();
    let mut cases = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once('\n').unwrap();
        let (head, _) = rest.split_once(">> ").unwrap_or((rest, ""));
        let expected = head.lines().filter_map(|line| line.strip_prefix("!! ")).map(|line| {
            let (code, rest) = line.split_once(' ').unwrap();
            let (place, words) = rest.split_once(' ').unwrap_or((rest, ""));
            Expected { what: format!("{code} {place}"), words: words.to_owned() }
        });
        let own = files(rest);
        let mut all = always.clone();
        all.retain(|(path, _)| !own.iter().any(|(other, _)| other == path));
        all.extend(own);
        cases.push(Case {
            place: format!("tests/faults/{file}:{line}"),
            name: name.to_owned(),
            expected: expected.collect(),
            command: command(head).unwrap_or_else(|| usual.clone()),
            files: all,
        });
        line += 1 + part.matches('\n').count();
    }
    cases
}

/// The files of a case, as bytes.
fn files(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let text = format!("\n{text}");
    for part in text.split("\n>> ").skip(1) {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        let (path, form) = path.split_once(' ').unwrap_or((path, ""));
        let body = body.trim_end_matches('\n').to_owned() + "\n";
        let bytes = match form {
            "(crlf)" => body.replace('\n', "\r\n").into_bytes(),
            "(latin1)" => body.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            "(bom)" => format!("\u{feff}{body}").into_bytes(),
            "" => body.into_bytes(),
            other => panic!("unknown form {other}"),
        };
        found.push((path.to_owned(), bytes));
    }
    found
}

impl Case {
    /// What the program says is not what the case says; `None` when it is.
    fn miss(&self) -> Option<String> {
        let mut project = Project::new();
        for (path, bytes) in &self.files {
            project = project.file(path, bytes);
        }
        let mut command = project.command();
        command.args(self.command.split(' ')).args(["--quiet", "--no-search", "--format", "json"]);
        // A day in November 2026, for rules about time.
        command.env("SOURCE_DATE_EPOCH", "1795500000");
        let run = Run::of(&mut command, project.path("public"));
        if !run.stderr().lines().all(|line| line.starts_with('{')) {
            return Some(format!("{} {}\n{}", self.place, self.name, run.stderr()));
        }
        let faults = run.faults().0;
        let place = |n: Option<usize>| n.map(|n| format!(":{n}")).unwrap_or_default();
        let what = |f: &Fault| format!("{} {}{}{}", f.code, f.file, place(f.line), place(f.column));
        let says =
            |f: &Fault, words: &str| f.message.contains(words) || f.hints.iter().any(|hint| hint.contains(words));
        let is_right = faults.len() == self.expected.len()
            && self.expected.iter().all(|e| faults.iter().any(|f| what(f) == e.what && says(f, &e.words)));
        (!is_right).then(|| {
            let expected: Vec<String> = self.expected.iter().map(|e| format!("  - {} {}", e.what, e.words)).collect();
            let found: Vec<String> =
                faults.iter().map(|f| format!("  + {} {} {:?}", what(f), f.message, f.hints)).collect();
            format!("{} {}\n{}\n{}", self.place, self.name, expected.join("\n"), found.join("\n"))
        })
    }
}

#[test]
fn every_seeded_fault_is_caught_at_its_place() {
    let only = std::env::var("FAULT").unwrap_or_default();
    let cases: Vec<Case> =
        cases().into_iter().filter(|case| format!("{} {}", case.place, case.name).contains(&only)).collect();
    let (next, misses) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // Each case is a run of the program, so they wait for each other as little as possible.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    misses.lock().unwrap().extend(case.miss());
                }
            });
        }
    });
    let misses = misses.into_inner().unwrap();
    assert!(misses.is_empty(), "{} of {} cases:\n\n{}", misses.len(), cases.len(), misses.join("\n\n"));
    let n_faults = cases.iter().filter(|case| !case.expected.is_empty()).count();
    assert!(!only.is_empty() || n_faults >= 150, "{n_faults} faults");
}

/// Codes that a small site cannot show: the disk, the network and limits have tests of their own.
const ELSEWHERE: &[&str] = &[
    "external-link",
    "external-moved",
    "unreadable",
    "file-too-large",
    "not-a-regular-file",
    "symlink-outside",
    "symlink-loop",
    "path-name",
    "code-too-large",
    "image-unusable",
    "output-refused",
    "output-path",
    "output-foreign",
    "output-busy",
    "output-failed",
];

#[test]
fn every_code_has_a_seeded_fault() {
    let cases = cases();
    let seeded: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.expected).filter_map(|e| e.what.split(' ').next()).collect();
    let missing = Code::ALL.iter().map(|code| code.name());
    let missing: Vec<&str> = missing.filter(|code| !seeded.contains(code) && !ELSEWHERE.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
