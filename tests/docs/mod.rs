//! The handbooks in `docs/`: their examples are sites that build, their messages are real ones.
//!
//! HTML comments before a fenced block say what it is: `<!-- datei: PATH -->` a file of the document's
//! site (without a block: a small picture or PDF), `<!-- text -->` the text of a page, `<!-- falsch: PATH -->`
//! a file with faults, `<!-- meldungen -->` what these faults are reported as. Rows of tables marked
//! `<!-- tabelle: werte -->` and `<!-- tabelle: fehler -->` go through the parsers of values.
//! `UPDATE=1 cargo test docs` rewrites what the program says itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use allmende::config::Flags;
use allmende::diagnostic::{Severity, emit, explain};
use allmende::messages::{Language, catalogue};
use allmende::pipeline::{self, Built};
use allmende::value::{Ags, Author, DateTime, Email, Issue, Number, Period, Phone, Range, Url, ValueError};

/// A comment with the block that follows it.
#[derive(Debug)]
struct Marked {
    kind: String,
    argument: String,
    text: String,
    /// Bytes of the block's text in the document.
    place: std::ops::Range<usize>,
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("docs/{name}: {error}"))
}

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// All marked blocks of a document, and comments that stand for a file of their own.
fn marked(document: &str) -> Vec<Marked> {
    let mut found: Vec<Marked> = Vec::new();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    let mut is_pending = false;
    for line in document.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        match fence {
            Some(end) if line == end => {
                fence = None;
                is_pending = false;
            }
            Some(_) => {
                if let Some(last) = found.last_mut().filter(|_| is_pending) {
                    last.text += &document[start..at];
                    last.place.end = at;
                }
            }
            None if line.starts_with("```") => {
                fence = Some(&line[..line.len() - line.trim_start_matches('`').len()]);
                if let Some(last) = found.last_mut().filter(|_| is_pending) {
                    last.place = at..at;
                }
            }
            None => {
                let comment = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                is_pending = comment.is_some();
                if let Some(comment) = comment {
                    let (kind, argument) = comment.split_once(": ").unwrap_or((comment, ""));
                    found.push(Marked {
                        kind: kind.to_owned(),
                        argument: argument.to_owned(),
                        text: String::new(),
                        place: at..at,
                    });
                }
            }
        }
    }
    found
}

/// A page that a document only names.
fn page(path: &str) -> String {
    let stem = Path::new(path).file_stem().expect("a name").to_string_lossy();
    let required = if stem == "start" { String::new() } else { format!("pflicht: {stem}\n") };
    format!("---\ntitel: {stem}\nkurztext: Ein Text.\n{required}---\n\nEin Text.\n")
}

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0";

/// Builds the site that a document describes, with the files of these kinds.
fn build(document: &str, kinds: &[&str]) -> Built {
    let root = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        std::fs::write(path, bytes).expect("files can be written");
    };
    write("content/_site/site.yaml", b"title: Beispiel\n");
    for (n, block) in marked(document).iter().enumerate() {
        match block.kind.as_str() {
            kind if !kinds.contains(&kind) => {}
            "text" => {
                let page = format!("---\ntitel: Text {n}\nkurztext: Ein Text.\n---\n\n{}", block.text);
                write(&format!("content/seiten/text-{n}.md"), page.as_bytes());
            }
            _ if block.argument.ends_with(".png") => write(&block.argument, PICTURE),
            _ if block.argument.ends_with(".pdf") => write(&block.argument, b"%PDF-1.4\n"),
            _ if block.text.is_empty() => write(&block.argument, page(&block.argument).as_bytes()),
            _ => write(&block.argument, block.text.as_bytes()),
        }
    }
    let flags = Flags { root: root.path().to_owned(), ..Flags::default() };
    pipeline::build(&flags, None, &mut |_| {}).expect("the site can be read")
}

fn report(built: &Built) -> String {
    let form = emit::Format::Human { color: false };
    let text = |path: &_| built.texts.get(path).cloned();
    emit::emit(&built.diagnostics, &text, form, catalogue(Language::German))
}

fn builds_cleanly(name: &str) {
    let document = read(name);
    let paths: Vec<_> = marked(&document).into_iter().filter(|block| block.kind == "datei").collect();
    let different: BTreeSet<&str> = paths.iter().map(|block| block.argument.as_str()).collect();
    assert_eq!(paths.len(), different.len(), "two blocks of {name} are the same file");
    assert!(paths.len() > 3, "the marks in {name} are not found");
    let built = build(&document, &["datei", "text"]);
    assert!(built.diagnostics.iter().all(|d| d.severity == Severity::Hint), "{name}:\n{}", report(&built));
}

#[test]
fn examples_of_the_editors_handbook_build() {
    builds_cleanly("redaktion.md");
}

#[test]
fn examples_of_the_administrators_handbook_build() {
    builds_cleanly("administration.md");
}

#[test]
fn the_quoted_messages_are_real() {
    let document = read("redaktion.md");
    let built = build(&document, &["datei", "text", "falsch"]);
    let said = report(&built);
    let said = said.trim_end().to_owned() + "\n";
    let block = marked(&document).into_iter().find(|block| block.kind == "meldungen").expect("a block of messages");
    if is_update() {
        let new = format!("{}{said}{}", &document[..block.place.start], &document[block.place.end..]);
        std::fs::write(path("redaktion.md"), new).expect("the handbook can be written");
    } else {
        assert_eq!(block.text, said, "UPDATE=1 cargo test docs rewrites them");
    }
}

#[test]
fn the_reference_of_messages_is_up_to_date() {
    let expected = explain::reference(Language::German);
    if is_update() {
        std::fs::write(path("meldungen.md"), &expected).expect("the reference can be written");
    }
    assert!(read("meldungen.md") == expected, "docs/meldungen.md: UPDATE=1 cargo test docs rewrites it");
}

#[test]
fn the_reference_of_template_variables_is_up_to_date() {
    let views = std::fs::read_to_string(crate::harness::repository_path("src/render/view.rs")).unwrap();
    let document = read("theme-variables.md");
    let head = &document[..document.find("\n## ").unwrap()];
    let expected = format!("{head}{}", variables(&views));
    if is_update() {
        return std::fs::write(path("theme-variables.md"), expected).unwrap();
    }
    assert!(document == expected, "docs/theme-variables.md: UPDATE=1 cargo test docs rewrites it");
}

/// The structs of the views with their fields and comments, as tables.
fn variables(views: &str) -> String {
    let (mut out, mut comment) = (String::new(), Vec::new());
    for line in views.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            comment.push(text);
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            let about = std::mem::take(&mut comment).join(" ");
            out += &format!("\n## {name}\n\n{about}\n\n| field | kind | what it is |\n|---|---|---|\n");
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            let about = std::mem::take(&mut comment).join(" ").replace('|', "\\|");
            let kind = kind.trim_end_matches(',').replace("&'static str", "String");
            let kind = kind.replace("Shared<Card>", "Card").replace("Shared<TypeView>", "TypeView");
            out += &format!("| `{name}` | `{kind}` | {about} |\n");
        }
    }
    out
}

/// Cells of the table after a mark.
fn rows(document: &str, mark: &str) -> Vec<Vec<String>> {
    let (_, rest) = document.split_once(&format!("<!-- tabelle: {mark} -->\n")).expect("a marked table");
    let lines = rest.lines().take_while(|line| line.starts_with('|')).skip(2);
    lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What readers see of a value, with plain spaces; or the German sentence of its error.
fn shown(kind: &str, text: &str) -> Result<String, String> {
    fn say<T>(value: Result<T, ValueError>, display: impl Fn(T) -> String) -> Result<String, String> {
        value.map(display).map_err(|error| catalogue(Language::German).say(&error.text))
    }
    let german = Language::German;
    let shown = match kind {
        "Datum" | "Uhrzeit" => say(DateTime::parse(text), |date| date.display(german)),
        "Zeitraum" => say(Period::parse(text), |period| period.display(german)),
        "Ausgabe" => say(Issue::parse(text), |issue| issue.to_string()),
        "Jahr" => say(allmende::value::parse_year(text), |year| year.to_string()),
        "Zahl" => say(Number::parse(text, german), |number| number.display(german)),
        "Spanne" => say(Range::parse(text, german), |range| range.display(german)),
        "Ja oder nein" => say(allmende::value::parse_bool(text), |yes| if yes { "ja" } else { "nein" }.to_owned()),
        "Gemeindeschlüssel" => say(Ags::parse(text), |ags| ags.as_str().to_owned()),
        "Person" => say(Author::parse(text), |person| person.direct()),
        "Webadresse" => say(Url::parse(text), |url| url.display().to_owned()),
        "E-Mail" => say(Email::parse(text), |mail| mail.to_string()),
        "Telefon" => say(Phone::parse(text), |phone| phone.display().to_owned()),
        other => panic!("a row about {other}"),
    };
    let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
    shown.map(plain).map_err(plain)
}

#[test]
fn values_in_the_handbook_are_read_as_it_says() {
    let document = read("redaktion.md");
    let mut n_values = 0;
    for row in rows(&document, "werte") {
        let [kind, written, seen] = row.as_slice() else { panic!("{row:?}") };
        for text in written.split('`').skip(1).step_by(2) {
            assert_eq!(shown(kind, text).as_ref(), Ok(seen), "{kind}: {text}");
            n_values += 1;
        }
    }
    assert!(n_values > 40, "{n_values} values");
}

#[test]
fn answers_in_the_handbook_are_real() {
    for row in rows(&read("redaktion.md"), "fehler") {
        let [kind, written, answer] = row.as_slice() else { panic!("{row:?}") };
        assert_eq!(shown(kind, written.trim_matches('`')).as_ref(), Err(answer), "{kind}: {written}");
    }
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    for name in ["index.md", "redaktion.md", "administration.md"] {
        let document = read(name);
        let mut is_code = false;
        for line in document.lines() {
            is_code ^= line.trim_start().starts_with("```");
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|_| !is_code) {
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                if file.contains(':') || line.contains('`') && line.contains("[Linktext]") {
                    continue;
                }
                let file = if file.is_empty() { name } else { file };
                assert!(path(file).exists(), "{name}: {target}");
                if !anchor.is_empty() && file.ends_with(".md") {
                    let headings = read(file).lines().filter(|l| l.starts_with('#')).map(anchor_of).collect::<Vec<_>>();
                    assert!(headings.iter().any(|heading| heading == anchor), "{name}: {target}");
                }
            }
        }
    }
}

/// The anchor that Git hosts give a heading.
fn anchor_of(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
