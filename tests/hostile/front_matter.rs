//! Front matter and YAML that are bombs, or no YAML at all.

use super::{Case, TOPIC, check};
use crate::harness::Project;

/// A topic whose front matter has `yaml` after its title and summary, in line 4 and on.
fn head(name: &str, yaml: &str) -> Case {
    Case::new(
        name,
        Project::portal().file(TOPIC, format!("---\ntitel: Probe\nkurztext: Ein Satz.\n{yaml}\n---\nText\n")),
    )
}

/// A list file with `yaml`.
fn list(name: &str, yaml: &str) -> Case {
    Case::new(name, Project::portal().file("content/organisationen/weitere.yaml", yaml))
}

#[test]
fn bombs_in_front_matter() {
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
    check(vec![
        head("aliases of aliases", laughs).refused(&["yaml-forbidden content/themen/x.md:4"]),
        head("an anchor in itself", "themen: &a [*a]").refused(&["yaml-forbidden content/themen/x.md:4"]),
        head("a merge key", "themen: &a [x]\nquelle:\n  <<: *a").refused(&["yaml-forbidden content/themen/x.md:4"]),
        head("a tag", "themen: !!python/object/apply:os.system [id]")
            .refused(&["yaml-forbidden content/themen/x.md:4"]),
        head("many brackets", &format!("themen: {}", "[".repeat(50_000)))
            .refused(&["yaml-limit content/themen/x.md:4"]),
        head("many braces", &format!("quelle: {}", "{a: ".repeat(10_000)))
            .refused(&["yaml-limit content/themen/x.md:4"]),
        head("brackets that close", &format!("themen: {}{}", "[".repeat(20_000), "]".repeat(20_000)))
            .refused(&["yaml-limit content/themen/x.md:4"]),
        head("too large", &format!("x: {}", "a".repeat(70_000))).refused(&["yaml-limit content/themen/x.md"]),
        head("many fields", &(0..4_000).map(|i| format!("f{i}: x\n")).collect::<String>())
            .refused(&["unknown-field content/themen/x.md:4"]),
        head("the same field again and again", &"themen: [x]\n".repeat(4_000))
            .refused(&["duplicate-key content/themen/x.md:5"]),
        head("many values", &format!("suchwoerter: [{}]", "x, ".repeat(15_000))),
        head("many terms that do not exist", &format!("zielgruppen: [{}]", "xyz, ".repeat(10_000)))
            .refused(&["unknown-value content/themen/x.md:4"]),
        head("many entries that do not exist", &format!("siehe: [{}]", "xyz, ".repeat(10_000)))
            .refused(&["broken-relation content/themen/x.md:4"]),
        head("a number with many digits", &format!("oberthema: {}", "9".repeat(60_000)))
            .refused(&["broken-relation content/themen/x.md:4"]),
        head("a date of many digits", &format!("datum: {}", "9".repeat(60_000)))
            .refused(&["invalid-value content/themen/x.md:4"]),
        head("a name of many parts", &format!("verfasst_von: {}", "von ".repeat(15_000))),
    ]);
}

#[test]
fn front_matter_that_is_none() {
    let file = |name: &str, text: &str| Case::new(name, Project::portal().file(TOPIC, text));
    check(vec![
        file("empty file", "").refused(&["missing-field content/themen/x.md"]),
        file("only dashes", "---").refused(&["missing-field content/themen/x.md"]),
        file("dashes and nothing", "---\n---").refused(&["missing-field content/themen/x.md"]),
        file("never closed", "---\ntitel: A\nkurztext: T.\n\nText\n")
            .refused(&["front-matter-unclosed content/themen/x.md:1"]),
        file("TOML", "+++\ntitle = 'A'\n+++\n").refused(&["toml-front-matter content/themen/x.md:1"]),
        file("JSON", "{\"titel\": \"A\"}\n\nText\n").refused(&["missing-field content/themen/x.md"]),
        file("binary between dashes", "---\n\u{1}\u{2}\u{3}: x\n---\n").refused(&["missing-field content/themen/x.md"]),
        file("only dashes, many", &"---\n".repeat(100_000)).refused(&["missing-field content/themen/x.md"]),
        file("colons", &format!("---\n{}\n---\n", ":\n".repeat(20_000)))
            .refused(&["missing-field content/themen/x.md"]),
        file("a sequence", "---\n- a\n- b\n---\n").refused(&["missing-field content/themen/x.md"]),
    ]);
}

#[test]
fn bombs_in_list_files() {
    let entries = |n: usize| {
        (0..n).map(|i| format!("  - {{ titel: Verein {i}, art: verein, kurztext: T. }}\n")).collect::<String>()
    };
    check(vec![
        list("aliases", "eintraege:\n  - &a { titel: A }\n  - *a\n")
            .refused(&["yaml-forbidden content/organisationen/weitere.yaml:2"]),
        list("deep", &format!("eintraege: {}", "[".repeat(100_000)))
            .refused(&["yaml-limit content/organisationen/weitere.yaml:1"]),
        list(
            "deep by indentation",
            &(0..3_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>()[..4_000_000],
        )
        .refused(&["yaml-limit content/organisationen/weitere.yaml"]),
        list("too many values", &format!("eintraege: [{}]", "a,".repeat(600_000)))
            .refused(&["yaml-limit content/organisationen/weitere.yaml"]),
        list("too large", &format!("# {}\n", "x".repeat(5 << 20)))
            .refused(&["yaml-limit content/organisationen/weitere.yaml"]),
        list("many entries", &format!("eintraege:\n{}", entries(3_000))),
        list(
            "equal entries",
            &format!("eintraege:\n{}", "  - { titel: A, art: verein, kurztext: T. }\n".repeat(2_000)),
        )
        .refused(&["url-collision content/organisationen/weitere.yaml"]),
        list("a document after a document", &"---\na: 1\n".repeat(10_000))
            .refused(&["yaml content/organisationen/weitere.yaml"]),
        list("a key that is a list", "? [a, b]\n: c\n").refused(&["yaml content/organisationen/weitere.yaml:1"]),
        list("only a comment", "# nichts\n"),
    ]);
}
