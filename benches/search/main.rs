//! Builds a minimal site around the search, and measures the index.
//!
//! ```text
//! cargo bench --bench search -- site DOCS.json OUT [NAME=VALUE …]  a site from [{id,title,tags,headings,text}],
//!                                                            with other weights (camelCase, `weights.rs`)
//! cargo bench --bench search -- split WORDS.txt [DOCS.json] decompounding accuracy
//! ```

use std::fs;
use std::path::Path;
use std::time::Instant;

use allmende::messages::{Language, catalogue};
use allmende::search::compound::Lexicon;
use allmende::search::tokens::{analyse, fold};
use allmende::search::weights::{WEIGHTS, Weights};
use allmende::search::{FacetDef, SearchDoc, SearchInput, Section, TypeDef, index_with, tables};
use serde::Deserialize;

#[derive(Deserialize)]
struct Doc {
    id: String,
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    land: Option<String>,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    kind: usize,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["site", docs, out, ref set @ ..] => site(Path::new(docs), Path::new(out), &weights(set)),
        ["split", list] => split(Path::new(list), None),
        ["split", list, docs] => split(Path::new(list), Some(Path::new(docs))),
        _ => eprintln!("site DOCS.json OUT | split WORDS.txt [DOCS.json]"),
    }
}

/// The weights in use, with some of them changed.
fn weights(set: &[&str]) -> Weights {
    let mut all = serde_json::to_value(&WEIGHTS).expect("weights are numbers");
    for change in set {
        let (name, value) = change.split_once('=').expect("a change is NAME=VALUE");
        assert!(all.get(name).is_some(), "there is no weight {name}");
        all[name] = serde_json::from_str(value).expect("a weight is a number or a list of them");
    }
    serde_json::from_value(all).expect("the changed weights are weights")
}

fn load(path: &Path) -> Vec<Doc> {
    let text = fs::read_to_string(path).expect("the corpus can be read");
    serde_json::from_str(&text).expect("the corpus is [{id,title,tags,headings,text}]")
}

fn input(docs: Vec<Doc>) -> SearchInput<'static> {
    let mut tags: Vec<String> = docs.iter().flat_map(|d| d.tags.clone()).collect();
    tags.sort();
    tags.dedup();
    let mut places: Vec<String> = docs.iter().filter_map(|d| d.land.clone()).collect();
    places.sort();
    places.dedup();
    let value = |list: &[String], label: &String| list.binary_search(label).expect("collected above") as u32;
    let docs = docs
        .into_iter()
        .map(|d| SearchDoc {
            id: d.id.as_str().into(),
            url: format!("seiten/{}.html", d.id),
            title: d.title,
            facet_values: d
                .tags
                .iter()
                .map(|t| (0, value(&tags, t)))
                .chain(d.land.iter().map(|l| (1, value(&places, l))))
                .collect(),
            topics: d.tags,
            type_index: d.kind,
            place: d.place,
            year: d.year,
            summary: d.summary,
            sections: vec![Section { anchor: None, title: None, text: d.text }],
            ..SearchDoc::default()
        })
        .collect();
    let facet = |key: &str, label: &str, values: Vec<String>| FacetDef {
        key: key.into(),
        label: label.into(),
        only: None,
        values: values.into_iter().map(|v| (allmende::text::slugify(&v), v)).collect(),
    };
    let kinds = [
        ("beispiel", "Praxisbeispiel", "Praxisbeispiele"),
        ("artikel", "Artikel", "Artikel"),
        ("gesetz", "Gesetz", "Gesetze"),
    ];
    SearchInput {
        language: Language::German,
        catalogue: catalogue(Language::German),
        docs,
        facets: vec![facet("thema", "Thema", tags), facet("land", "Bundesland", places)],
        types: kinds
            .iter()
            .enumerate()
            .map(|(i, (name, one, many))| TypeDef {
                name: (*name).into(),
                label_one: (*one).into(),
                label_many: (*many).into(),
                tone: i as u8 + 1,
            })
            .collect(),
        thesaurus: Vec::new(),
        words: Vec::new(),
    }
}

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

fn html(title: &str, root: &str, main: &str) -> String {
    format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CSP}"><title>{title}</title><link rel="icon" href="{root}icon.svg"></head><body><header><form role="search" action="{root}suche.html" method="get" class="al-search" data-al-search data-al-root="{root}"><label for="al-q">Suche</label> <input type="search" name="q" id="al-q" autocomplete="off"> <button type="submit">Suchen</button><div class="al-quick" hidden></div><output class="al-status"></output></form></header><main>{main}</main><template id="al-search-program"><script src="{root}search/search.js"></script></template><script src="{root}search/start.js" defer></script></body></html>"#
    )
}

fn site(docs: &Path, out: &Path, weights: &Weights) {
    let docs = load(docs);
    let pages: Vec<(String, String, String)> =
        docs.iter().map(|d| (d.id.clone(), escape(&d.title), escape(&d.text))).collect();
    let input = input(docs);
    let start = Instant::now();
    let files = index_with(&input, weights);
    eprintln!(
        "index of {} pages: {} ms, {} files, {} bytes",
        input.docs.len(),
        start.elapsed().as_millis(),
        files.len(),
        files.iter().map(|f| f.1.len()).sum::<usize>()
    );
    let _ = fs::remove_dir_all(out);
    for (path, bytes) in files {
        put(&out.join(path), &bytes);
    }
    let list: String = pages
        .iter()
        .take(200)
        .map(|(id, title, _)| format!("<li><a href=\"seiten/{id}.html\">{title}</a></li>"))
        .collect();
    put(&out.join("index.html"), html("Start", "", &format!("<h1>Start</h1><ul>{list}</ul>")).as_bytes());
    put(&out.join("icon.svg"), b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    put(&out.join("a-z.html"), html("A–Z", "", "<h1>A–Z</h1>").as_bytes());
    let search = r#"<h1>Suche</h1><form action="suche.html" method="get"><label for="al-sq">Suchwörter</label> <input type="search" name="q" id="al-sq" autocomplete="off"> <button type="submit">Suchen</button></form><output id="al-count"></output><p id="al-notice"></p><div id="al-facets"></div><ol id="suchergebnisse"></ol><button type="button" id="al-more" hidden>Weitere Treffer anzeigen</button>"#;
    put(
        &out.join("suche.html"),
        html("Suche", "", search)
            .replace("<input type=\"search\" name=\"q\" id=\"al-q\" autocomplete=\"off\">", "")
            .replace("<label for=\"al-q\">Suche</label> ", "")
            .as_bytes(),
    );
    for (id, title, text) in pages.iter().take(200) {
        put(
            &out.join(format!("seiten/{id}.html")),
            html(title, "../", &format!("<h1>{title}</h1><p>{text}</p>")).as_bytes(),
        );
    }
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("files stand in folders")).expect("the folder can be made");
    fs::write(path, bytes).expect("the file can be written");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Precision and recall of boundaries on the hand-checked list.
fn split(list: &Path, docs: Option<&Path>) {
    let tables = tables::tables(Language::German);
    let mut lexicon = Lexicon::new(tables, &[]);
    if let Some(docs) = docs {
        let mut df: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
        for doc in load(docs) {
            let words: std::collections::BTreeSet<String> = analyse(&doc.text).into_iter().map(|t| t.form).collect();
            words.into_iter().for_each(|w| *df.entry(w).or_default() += 1);
        }
        lexicon.learn(tables, &df.into_iter().collect::<Vec<_>>());
    }
    let text = fs::read_to_string(list).expect("the list can be read");
    let (mut right, mut given, mut wanted, mut exact, mut n, mut whole, mut n_whole) = (0, 0, 0, 0, 0, 0, 0);
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        for word in line.split_whitespace().filter(|w| *w != "=") {
            let gold_parts: Vec<String> = word.split('|').map(fold).collect();
            let mut gold = std::collections::BTreeSet::new();
            gold_parts.iter().fold(0, |at, p| {
                if at > 0 {
                    gold.insert(at);
                }
                at + p.len()
            });
            let form = gold_parts.concat();
            let parts = lexicon.split(tables, &form);
            let mine: std::collections::BTreeSet<usize> = parts.iter().skip(1).map(|p| p.start).collect();
            right += mine.intersection(&gold).count();
            given += mine.len();
            wanted += gold.len();
            if gold.is_empty() {
                n_whole += 1;
                whole += usize::from(mine.is_empty());
            } else {
                n += 1;
                exact += usize::from(mine == gold);
            }
            if mine != gold {
                let shown = if parts.is_empty() {
                    form.clone()
                } else {
                    parts.iter().map(|p| &form[p.start..p.end]).collect::<Vec<_>>().join("|")
                };
                println!("{word}: {shown}");
            }
        }
    }
    let (p, r) = (right as f32 / given as f32, right as f32 / wanted as f32);
    println!(
        "{n} compounds, {n_whole} others: precision {p:.3}, recall {r:.3}, F1 {:.3}, exact {:.3}, whole {:.3}; lexicon {} words",
        2.0 * p * r / (p + r),
        exact as f32 / n as f32,
        whole as f32 / n_whole as f32,
        lexicon.len()
    );
}
