//! What a preview shows after any edits is what a build of the same files gives, and only what changed is made anew.
//!
//! `REBUILD_EDITS=10000 cargo test --release --test main rebuild::random` runs the long form.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use allmende::config::Flags;
use allmende::diagnostic::{Code, Diagnostic};
use allmende::output::{Content, Output};
use allmende::pipeline::{self, Cache, Part, Report};

use crate::harness::{Project, repository_path};

/// A preview without its server: the cache, and the files it has given out.
struct Session {
    flags: Flags,
    cache: Cache,
    files: BTreeMap<String, Content>,
    search: HashSet<String>,
}

impl Session {
    fn new(root: &Path) -> Session {
        let flags = Flags { root: root.to_owned(), ..Flags::default() };
        let cache = Cache::new(flags.clone());
        Session { flags, cache, files: BTreeMap::new(), search: HashSet::new() }
    }

    /// Builds what changed; also gives the paths whose bytes are new, in the order they came.
    fn rebuild(&mut self) -> (Report, Vec<String>) {
        let Session { cache, files, .. } = self;
        let mut changed = Vec::new();
        let report = cache.rebuild(&mut |part, _| apply(files, part, &mut changed)).unwrap();
        (report, changed)
    }

    fn make_search(&mut self) {
        if let Some(job) = self.cache.search() {
            let part = Part::replacing(&mut self.search, job.run());
            apply(&mut self.files, part, &mut Vec::new());
        }
    }

    /// The last report is that of a clean build, and so is every file.
    fn is_a_clean_build(&mut self, report: &Report, after: &str) {
        self.make_search();
        let built = pipeline::build(&self.flags, None, &mut |_| {}).unwrap();
        assert!(
            report.diagnostics == built.diagnostics,
            "{after}: {:#?}",
            differ(&report.diagnostics, &built.diagnostics)
        );
        let is_template = |fault: &Diagnostic| fault.code == Code::Template && !fault.text.args[0].1.contains('(');
        if built.diagnostics.iter().any(is_template) {
            // With a template that cannot be read there is no site to compare with.
            return;
        }
        assert_eq!((report.n_pages, report.n_entries), (built.n_pages, built.n_entries), "{after}");
        let clean: BTreeMap<&str, &Content> = built.outputs.iter().map(|o| (o.path.as_str(), &o.content)).collect();
        let paths = |files: Vec<&str>| files.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let ours = paths(self.files.keys().map(String::as_str).collect());
        let theirs = paths(clean.keys().copied().collect());
        assert!(ours == theirs, "{after}: {:#?}", differ(&ours, &theirs));
        let stale: Vec<&str> =
            clean.iter().filter(|(p, c)| bytes(c) != bytes(&self.files[**p])).map(|(p, _)| *p).collect();
        assert!(stale.is_empty(), "{after}: {stale:#?}");
    }
}

fn apply(files: &mut BTreeMap<String, Content>, part: Part, changed: &mut Vec<String>) {
    let (set, gone) = part.into_outputs();
    for Output { path, content } in set {
        if files.insert(path.clone(), content.clone()) != Some(content) {
            changed.push(path);
        }
    }
    for path in gone {
        files.remove(&path);
        changed.push(path);
    }
}

fn bytes(content: &Content) -> Vec<u8> {
    match content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::CopyOf(path) => fs::read(path).unwrap(),
        Content::Spooled(slice) => slice.read().unwrap(),
    }
}

fn differ<'a, T: PartialEq>(ours: &'a [T], theirs: &'a [T]) -> (Vec<&'a T>, Vec<&'a T>) {
    (ours.iter().filter(|x| !theirs.contains(x)).collect(), theirs.iter().filter(|x| !ours.contains(x)).collect())
}

/// Random edits of the example site, as editors and theme authors make them.
struct Editor {
    root: PathBuf,
    state: u64,
    /// The files at the beginning, to go back to.
    original: BTreeMap<String, Vec<u8>>,
    n: u64,
}

impl Editor {
    fn new(root: &Path, seed: u64) -> Editor {
        let mut original = BTreeMap::new();
        for file in walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|f| f.file_type().is_file()) {
            let path = file.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            original.insert(path, fs::read(file.path()).unwrap());
        }
        Editor { root: root.to_owned(), state: seed, original, n: 0 }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn random(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let index = self.random(from.len());
        from[index].clone()
    }

    fn files(&self, folder: &str, ending: &str) -> Vec<String> {
        let walk = walkdir::WalkDir::new(self.root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
        let files = walk.filter(|file| file.file_type().is_file());
        let paths = files.map(|file| file.path().strip_prefix(&self.root).unwrap().to_str().unwrap().to_owned());
        paths.filter(|path| path.ends_with(ending) && !path.contains("/_site/")).collect()
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.root.join(path)).unwrap_or_default()).into_owned()
    }

    /// Half of the files look as if they had been written some time ago, so that their stamps are believed.
    fn write(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        let full = self.root.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, bytes).unwrap();
        self.n += 1;
        if self.n.is_multiple_of(2) {
            let then = SystemTime::now() - Duration::from_secs(100) + Duration::from_micros(self.n);
            fs::File::options().write(true).open(full).unwrap().set_modified(then).unwrap();
        }
    }

    /// `praxisbeispiele/x.md` as others name it.
    fn slug(&mut self) -> String {
        let pages = self.files("content", ".md");
        let page = self.pick(&pages);
        Path::new(&page).file_stem().unwrap().to_str().unwrap().to_owned()
    }

    fn word(&mut self) -> String {
        self.pick(&["Ehrenamt", "Bürgerstiftung", "Straßenfest", "Öffentlichkeit", "Nachbarschaft", "Quartier"])
            .to_owned()
    }

    /// Sets a key of the front matter, or adds it.
    fn set(&mut self, key: &str, value: &str) -> String {
        let pages = self.files("content", ".md");
        let path = self.pick(&pages);
        let text = self.text(&path);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = format!("{key}: {value}");
        match lines.iter().position(|other| other.starts_with(&format!("{key}:"))) {
            Some(found) => lines[found] = line,
            None => lines.insert(1.min(lines.len()), line),
        }
        self.write(&path, lines.join("\n") + "\n");
        format!("{path}: {key}: {value}")
    }

    /// Makes one edit and says which.
    fn edit(&mut self) -> String {
        let pages = self.files("content", ".md");
        let page = self.pick(&pages);
        let (word, slug, n) = (self.word(), self.slug(), self.n);
        match self.random(30) {
            0..5 => {
                let text = self.text(&page);
                let added = self.pick(&[
                    format!("Ein Satz über {word} {n}."),
                    format!("Siehe [[{slug}]] und [mehr]({slug}.md)."),
                    format!("## {word} {n}"),
                    format!("![{word}](/medien/bild.png)"),
                    format!("* {word}\n* `{n}`\n\n```rust\nfn main() {{}}\n```"),
                    format!("Satz[^{n}].\n\n[^{n}]: Fußnote."),
                ]);
                self.write(&page, format!("{text}\n{added}\n"));
                format!("{page}: text {added:?}")
            }
            5 => {
                let text = self.text(&page);
                let end = text.len() * 2 / 3;
                let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap();
                self.write(&page, &text[..end]);
                format!("{page}: shorter")
            }
            6..9 => self.set("titel", &format!("{word} {n}")),
            9..11 => {
                let topics = self.files("content/themen", ".md");
                let topic = self.pick(&topics);
                let stem = Path::new(&topic).file_stem().unwrap().to_str().unwrap().to_owned();
                self.set("themen", &format!("[{stem}]"))
            }
            11..13 => {
                let key = self.pick(&["siehe", "traeger", "teil_von", "methoden", "verwandt", "reihe"]);
                self.set(key, &format!("[{slug}]"))
            }
            13 => {
                let (key, value) = self.pick(&[
                    ("entwurf", "ja"),
                    ("slug", "gleich"),
                    ("datum", "2021-04-28"),
                    ("weiterleitungen", "[/alt/seite.html]"),
                    ("schlagwoerter", "[Netzwerk, Unbekannt]"),
                    ("kurztext", "Kurz und gut."),
                    ("unbekannt", "[offen"),
                    ("archiviert", "{ seit: 2020-01-01 }"),
                ]);
                self.set(key, value)
            }
            14 => {
                fs::remove_file(self.root.join(&page)).unwrap();
                format!("{page}: gone")
            }
            15 => {
                let folder = Path::new(&page).parent().unwrap().to_str().unwrap();
                let new = format!("{folder}/neu-{n}.md");
                self.write(&new, format!("---\ntitel: Neu {n}\nkurztext: {word}.\nthemen: [{slug}]\n---\nText.\n"));
                format!("{new}: new")
            }
            16 => {
                let new = page.replace(".md", "-um.md");
                fs::rename(self.root.join(&page), self.root.join(&new)).unwrap();
                format!("{page} -> {new}")
            }
            17 => {
                let (folder, name) = page.rsplit_once('/').unwrap();
                let upper = name[..1].to_uppercase() + &name[1..];
                fs::rename(self.root.join(&page), self.root.join(folder).join(&upper)).unwrap();
                format!("{page} -> {upper}")
            }
            18 => {
                let folders = ["content/methoden", "content/glossar", "content/seiten", "content/kommunen"];
                let from = self.pick(&folders);
                let to = format!("content/praxisbeispiele/weg-{n}");
                match fs::rename(self.root.join(from), self.root.join(&to)) {
                    Ok(()) => format!("{from} -> {to}"),
                    Err(_) => format!("{from} is gone"),
                }
            }
            19 | 20 => {
                let lists = self.files("content", ".yaml");
                let Some(list) = (!lists.is_empty()).then(|| self.pick(&lists)) else { return "no list".into() };
                let text = self.text(&list);
                let items: Vec<&str> = text.split("\n- ").collect();
                let index = self.random(items.len());
                let kept: Vec<&str> = items.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, t)| *t).collect();
                self.write(&list, kept.join("\n- "));
                format!("{list}: without item {index}")
            }
            21 => {
                let site = String::from_utf8(self.original["content/_site/site.yaml"].clone()).unwrap();
                let more =
                    self.pick(&["", "labels: { label.home: Anfang }", "text: commonmark", "typo: 1", "search: no"]);
                self.write("content/_site/site.yaml", format!("{site}\n{more}\n"));
                format!("site.yaml: {more}")
            }
            22 => {
                let text = self.pick(&[
                    "type: notiz\nlabel: { one: Notiz, many: Notizen }\nextends: basis\nfolder: notizen\nlists: [{ url: /notizen/ }]\n",
                    "type: methode\nextend: true\nfields: { aufwand: { kind: text, label: Aufwand, card: true } }\n",
                    "type: [",
                ]);
                self.write("content/_site/types/eigene.yaml", text);
                format!("types: {text}")
            }
            23 => {
                let text = format!(
                    "vocab: probe\nlabel: {{ one: Probe, many: Proben }}\nterms:\n  a: {{ label: {word} {n} }}\n"
                );
                self.write("content/_site/vocab/probe.yaml", text);
                "vocabulary".into()
            }
            24 => {
                let name = self.pick(&["entry.html", "list.html", "home.html"]);
                let mut text =
                    fs::read_to_string(repository_path(&format!("themes/default/templates/{name}"))).unwrap();
                text.push_str(self.pick(&["{# nothing #}", "<!-- end -->", "{{ page.no_such_thing }}", "{% if %}"]));
                self.write(&format!("themes/default/templates/{name}"), text);
                format!("template {name}")
            }
            25 => {
                self.write("themes/default/assets/style.css", format!("body {{ margin: {n}px }}"));
                self.write("themes/default/labels.de.yaml", format!("label.home: Start {n}\n"));
                "style and labels".into()
            }
            26 => {
                let (width, height) = (600 + self.random(3) as u32 * 100, 400);
                let picture = image::RgbImage::from_pixel(width, height, image::Rgb([n as u8, 7, 7]));
                let mut bytes = std::io::Cursor::new(Vec::new());
                picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
                self.write("content/medien/bild.png", bytes.into_inner());
                format!("picture of {width} pixels")
            }
            27 => {
                let path = self.pick(&[
                    "content/medien/bild.png",
                    "themes/default",
                    "content/_site/types",
                    "content/_site/vocab/probe.yaml",
                ]);
                let full = self.root.join(path);
                let _ = if full.is_dir() { fs::remove_dir_all(full) } else { fs::remove_file(full) };
                format!("{path}: gone")
            }
            28 => {
                self.write(&page, [b"---\ntitel: \xFF\n---\n".as_slice(), b"x"].concat());
                format!("{page}: not UTF-8")
            }
            _ => {
                for folder in ["content", "themes"] {
                    let _ = fs::remove_dir_all(self.root.join(folder));
                }
                for (path, bytes) in self.original.clone() {
                    self.write(&path, bytes);
                }
                "everything as it was".into()
            }
        }
    }
}

fn example() -> Project {
    Project::new().copy("content", "content")
}

#[test]
fn random_edits_give_what_a_clean_build_gives() {
    let n_edits: usize = std::env::var("REBUILD_EDITS").map_or(120, |n| n.parse().unwrap());
    let seed: u64 = std::env::var("REBUILD_SEED").map_or(1, |n| n.parse().unwrap());
    let project = example();
    let mut session = Session::new(project.root());
    let mut editor = Editor::new(project.root(), seed);
    let (report, _) = session.rebuild();
    session.is_a_clean_build(&report, "first build");
    let mut edits: Vec<String> = Vec::new();
    for n in 1..=n_edits {
        edits.push(format!("{n}: {}", editor.edit()));
        let (report, _) = session.rebuild();
        if n.is_multiple_of(if n_edits > 1000 { 100 } else { 20 }) || n == n_edits {
            session.is_a_clean_build(&report, &edits.join("\n"));
            edits.clear();
        }
        if n.is_multiple_of(1000) {
            println!("{n} edits, resident {}", resident());
        }
    }
}

/// Memory of this process as the system tells it, e.g. `VmRSS: 80000 kB`.
fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("unknown").to_owned()
}

/// Three topics and an example about one of them.
fn small() -> Project {
    let topic = |name: &str| format!("---\ntitel: {name}\nkurztext: T.\n---\n\n## Teil\n\nText.\n");
    Project::portal()
        .file("content/themen/netze.md", topic("Netze"))
        .file("content/themen/orte.md", topic("Orte") + "\nSiehe [Netze](netze.md).\n")
        .file("content/themen/zeiten.md", topic("Zeiten"))
        .file(
            "content/praxisbeispiele/laden.md",
            "---\ntitel: Laden\nkurztext: L.\nthemen: [netze]\nbundesland: BY\n---\n",
        )
}

/// A session on the site that has built it, and what an edit changed: paths in their order, and the report.
fn after(project: &Project, edit: impl Fn(&Project)) -> (Vec<String>, Report) {
    let mut session = Session::new(project.root());
    session.rebuild();
    edit(project);
    let (report, changed) = session.rebuild();
    session.is_a_clean_build(&report, "the edit");
    (changed, report)
}

fn replace(project: &Project, path: &str, from: &str, to: &str) {
    project.write(path, project.text(path).replacen(from, to, 1));
}

#[test]
fn another_text_makes_one_page_anew() {
    let (changed, report) = after(&small(), |project| replace(project, "content/themen/netze.md", "Text.", "Anderes."));
    assert_eq!(changed, ["themen/netze.html"]);
    assert_eq!((report.n_parsed, report.n_rendered, report.was_resolved), (1, 1, false));
}

#[test]
fn nothing_new_makes_nothing_anew() {
    let (changed, report) = after(&small(), |project| {
        project.write("content/themen/netze.md", project.text("content/themen/netze.md"));
    });
    assert!(changed.is_empty() && !report.has_changed && report.n_parsed == 0, "{changed:?}");
}

#[test]
fn another_title_shows_wherever_the_entry_shows_and_the_page_itself_comes_first() {
    let (changed, report) =
        after(&small(), |project| replace(project, "content/themen/netze.md", "Netze", "Netzwerke"));
    assert_eq!(changed[0], "themen/netze.html");
    let place = |path: &str| changed.iter().position(|other| other == path);
    let (list, about) = (place("themenbaum.html"), place("praxisbeispiele/laden.html"));
    assert!(list.is_some() && list < about, "lists and overviews before other pages: {changed:?}");
    assert_eq!(place("themen/zeiten.html"), None, "it does not show the title");
    assert_eq!(report.n_parsed, 1);
}

#[test]
fn another_style_renders_no_page() {
    let (changed, report) = after(&small(), |project| project.write("themes/default/assets/style.css", "body {}"));
    assert_eq!((changed, report.n_rendered), (vec!["assets/style.css".to_owned()], 0));
}

#[test]
fn a_word_of_the_theme_renders_all_pages() {
    let (_, report) = after(&small(), |project| project.write("themes/default/labels.de.yaml", "label.home: Anfang\n"));
    assert!(report.n_rendered >= report.n_pages, "{report:?}");
    assert_eq!((report.n_parsed, report.was_resolved), (0, false));
}

#[test]
fn a_file_that_is_gone_leaves_no_page() {
    let (changed, _) = after(&small(), |project| project.remove("content/themen/zeiten.md"));
    assert!(changed.contains(&"themen/zeiten.html".to_owned()), "{changed:?}");
}
