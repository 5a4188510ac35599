//! Search: the analyser's two ends agree, and the index is the same for any number of threads.
//!
//! The client runs under Node; without Node those tests say so and pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use allmende::messages::{Language, catalogue};
use allmende::search::stem::{stem, variant};
use allmende::search::tokens::analyse;
use allmende::search::{SearchDoc, SearchInput, Section, TypeDef, index, tables};
use serde_json::{Value, json};

use crate::harness::node;

/// A small generator with a fixed start (xorshift64*), so that every run tests the same.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.next(list.len())]
    }
}

const SYLLABLES: &[&str] = &[
    "bür", "ger", "kom", "mu", "ne", "för", "de", "rung", "en", "ga", "ge", "ment", "ver", "ein", "schaft", "lich",
    "keit", "heit", "isch", "ung", "innen", "in", "er", "e", "es", "s", "st", "et", "end", "ig", "ik", "um", "ium",
    "us", "a", "o", "tick", "plan", "system", "nis", "niss", "qu", "que", "au", "eu", "ue", "oe", "ae", "äe", "ß",
    "ss", "y", "aye", "uya", "haus", "häus", "stadt", "land", "rat", "zen", "trum", "tren", "mus", "men", "the", "ma",
    "ln", "ern", "erin", "x", "q", "k", "é", "ø", "ł", "ı", "İ", "Σ", "ﬁ", "²", "你", "ά", "ж",
];
const SIGNS: &[&str] = &[
    " ",
    " ",
    " ",
    "-",
    "*",
    ":",
    "_",
    "/",
    "/-",
    "(",
    ")",
    "'",
    "’",
    ".",
    ",",
    "§ ",
    "\u{AD}",
    "\u{200B}",
    "·",
    "\u{2011}",
    "\u{308}",
    "\u{A0}",
    "„",
    "“",
    "14/2015",
    "3.000",
    "28.04.2021",
    "2021-04-28",
    "1,5",
    "31a",
    "5",
    "05113000",
    "*innen",
    ":innen",
    "(innen)",
    "Innen",
    "*in",
    "/-innen",
    "e.V.",
    "z. B.",
    "- und ",
    "𝔊",
    "😀",
    "\t",
];

fn text(random: &mut Random) -> String {
    let mut out = String::new();
    for _ in 0..=random.next(9) {
        if random.next(3) == 0 {
            out.push_str(random.pick(SIGNS));
        } else {
            let syllable = random.pick(SYLLABLES);
            match random.next(8) {
                0 => out.push_str(&syllable.to_uppercase()),
                1 => out.extend(
                    syllable.chars().next().into_iter().flat_map(char::to_uppercase).chain(syllable.chars().skip(1)),
                ),
                _ => out.push_str(syllable),
            }
        }
    }
    out
}

fn vectors(language: Language, n: usize) -> Vec<Value> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let tables = tables::tables(language);
    (0..n)
        .map(|_| {
            let text = text(&mut random);
            let tokens: Vec<Value> = analyse(&text)
                .into_iter()
                .map(|t| {
                    json!([
                        t.start,
                        t.end,
                        t.form,
                        t.surface,
                        stem(tables, &t.form),
                        variant(tables, &t.form, &t.surface),
                        t.parts,
                        t.section_sign,
                        t.suspended,
                        t.suspended_start,
                        t.capitals
                    ])
                })
                .collect();
            json!([text, tokens])
        })
        .collect()
}

fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run_node(test: &str, args: &[&Path]) {
    let Some(node) = node() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client").join(test);
    let output = Command::new(node).arg(script).args(args).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn client_and_build_analyse_alike() {
    let dir = scratch("search-vectors");
    for language in [Language::German, Language::English] {
        let path = dir.join(format!("{}.json", language.tag()));
        let data = json!({ "version": tables::VERSION, "tables": tables::json(language), "vectors": vectors(language, 20_000) });
        fs::write(&path, data.to_string()).unwrap();
        run_node("agreement.mjs", &[&path]);
    }
}

fn doc(id: &str, title: &str, text: &str) -> SearchDoc {
    SearchDoc {
        id: id.into(),
        url: format!("{id}.html"),
        title: title.into(),
        sections: vec![Section { anchor: None, title: None, text: text.into() }],
        ..SearchDoc::default()
    }
}

fn site(docs: Vec<SearchDoc>) -> Vec<(String, Vec<u8>)> {
    index(&input(docs))
}

fn input(docs: Vec<SearchDoc>) -> SearchInput<'static> {
    SearchInput {
        language: Language::German,
        catalogue: catalogue(Language::German),
        docs,
        facets: Vec::new(),
        types: vec![TypeDef {
            name: "beispiel".into(),
            label_one: "Praxisbeispiel".into(),
            label_many: "Praxisbeispiele".into(),
            tone: 1,
        }],
        thesaurus: Vec::new(),
        words: Vec::new(),
    }
}

#[test]
fn threads_change_no_byte() {
    let mut random = Random(7);
    let docs: Vec<SearchDoc> = (0..600)
        .map(|i| {
            doc(&format!("s{i}"), &text(&mut random), &(0..20).map(|_| text(&mut random)).collect::<Vec<_>>().join(" "))
        })
        .collect();
    let with = |threads: usize| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| site(docs.clone()))
    };
    assert!(with(1) == with(5));
}

#[test]
fn queries_find_what_they_mean() {
    let docs = vec![
        doc("feinstaub", "Feinstaub in der Stadt", "Messungen von Feinstaub an der Hauptstraße."),
        doc("kommune", "Die Bürgerkommune", "Bürgerinnen und Bürger gestalten ihre Kommune."),
        doc("gender", "Bürger*innen im Rat", "Alle Bürger*innen sind eingeladen, der Runde Tisch tagt im Rathaus."),
        doc("forderung", "Eine Forderung", "Die Forderung des Vereins nach mehr Geld."),
        doc(
            "foerderung",
            "Förderung von Vereinen",
            "Die Förderung hilft Vereinen, § 31a der Satzung und Heft 14/2015.",
        ),
        doc("drucken", "Plakate", "Wir drucken Plakate, und Plakate drucken wir gern."),
        doc("drucker", "Geräte im Haus", "Im Flur steht ein Gerät, das viele für einen alten Drucker halten."),
        doc("kurs", "Angebote", "Kurse, Workshops und Impulse für alle, auch in den Büros."),
        doc("konto", "Konten", "Ein Konto wird von der Kasse angelegt."),
        doc("tisch", "Tische und Runden", "Ein Tisch und eine Runde, aber nie zusammen. Der Tisch ist rund."),
    ];
    let dir = scratch("search-site");
    for (path, bytes) in site(docs) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    run_node("queries.mjs", &[&dir]);
}
