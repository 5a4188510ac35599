//! Commands that write sources: `init`, `new`, `fmt`, `vocab`, `rename`, on the real program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::harness::{SURPRISING, skip};

fn run(root: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allmende"));
    command.args(["--lang", "de", "--root"]).arg(root).args(args);
    command.env_remove("SOURCE_DATE_EPOCH").output().expect("the program runs")
}

#[track_caller]
fn ok(root: &Path, args: &[&str]) -> String {
    let output = run(root, args);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {text}");
    text
}

/// The starter of a package in a folder of its own.
fn starter(package: &str) -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().join("portal");
    let mut command = Command::new(env!("CARGO_BIN_EXE_allmende"));
    let output = command.arg("init").arg(&root).args(["--package", package]).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, root)
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_new_site_builds_without_a_word() {
    for package in ["portal", "docs"] {
        let (_folder, root) = starter(package);
        let text = ok(&root, &["build", "--strict"]);
        assert!(text.contains("0 Fehler, 0 Warnungen"), "{text}");
        assert!(!text.contains("Hinweis["), "{text}");
        assert!(root.join("public/index.html").is_file());
        ok(&root, &["fmt", "--check"]);
    }
}

#[test]
fn a_new_portal_has_entries_of_all_types() {
    let (_folder, root) = starter("portal");
    let types = fs::read_dir(root.join("content")).unwrap().filter(|e| e.as_ref().unwrap().file_name() != "_site");
    assert_eq!(types.count(), 13);
}

#[test]
fn a_new_entry_is_a_draft_with_hints_and_sections() {
    let (_folder, root) = starter("portal");
    ok(&root, &["neu", "praxisbeispiel", "Dorfladen Ölmühle: ein Anfang"]);
    let text = read(&root, "content/praxisbeispiele/dorfladen-oelmuehle-ein-anfang.md");
    for part in [
        "titel: \"Dorfladen Ölmühle: ein Anfang\"\n",
        "\nthemen: []\n",
        "\nbundesland: []\n",
        "# Kurztext: Ein bis zwei Sätze.",
        "\nentwurf: true\n",
        "\n## Worum geht es?\n",
        "\n## Ergebnisse\n",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    ok(&root, &["bauen", "--streng"]);
    assert!(!root.join("public/praxisbeispiele/dorfladen-oelmuehle-ein-anfang.html").exists());
    ok(&root, &["bauen", "--entwuerfe"]);
    let page = read(&root, "public/praxisbeispiele/dorfladen-oelmuehle-ein-anfang.html");
    assert!(page.contains("Entwurf"));
    let again = run(&root, &["neu", "praxisbeispiel", "Dorfladen Ölmühle: ein Anfang"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("gibt es schon"));
    assert_eq!(read(&root, "content/praxisbeispiele/dorfladen-oelmuehle-ein-anfang.md"), text);
}

/// Front matter after `fmt` means the same to PyYAML as to the YAML of this program.
#[test]
fn python_reads_what_fmt_writes() {
    let has_yaml = Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status();
    if !has_yaml.is_ok_and(|status| status.success()) {
        return skip("there is no python3 with PyYAML").unwrap_or_default();
    }
    let (_folder, root) = starter("portal");
    let more = [
        "05113000",
        "14:30",
        "14/2015",
        "yes",
        "on",
        "2015",
        "1.5",
        "1e3",
        "0x1F",
        "1_000",
        "2021-04-28",
        "{a}",
        "Gruppe # 4",
        "a: b: c",
        "`x`",
        "| x",
        "> y",
        "!z",
        "&w",
        "=",
        "<<",
        "C:\\Pfad",
        "Zeile\u{2028}zwei",
        "-5",
        ".5",
        "Straße 4, 5",
        "Was nun?",
        "“Zitat”",
        "„Zitat“",
        "Tab\tmitten",
    ];
    let values = [&SURPRISING[..], &more].concat();
    let mut expected = Vec::new();
    for (n, value) in values.iter().enumerate() {
        let text =
            format!("---\ntitel: Seite {n}\nuntertitel: {value}\nkurztext: k\nsuchwoerter: [on, 10:20, a]\n---\n");
        fs::write(root.join(format!("content/seiten/wert-{n:02}.md")), text).unwrap();
        expected.push(value.trim_matches('"'));
    }
    expected[2] = values[2];
    ok(&root, &["fmt"]);
    ok(&root, &["fmt", "--check"]);
    let script = "import sys, json, glob, yaml\n\
        for f in sorted(glob.glob(sys.argv[1] + '/content/seiten/wert-*.md')):\n\
        \x20   d = yaml.safe_load(open(f, encoding='utf-8', newline='').read().split('---\\n')[1])\n\
        \x20   print(json.dumps([d['untertitel'], d['suchwoerter']]))\n";
    let output = Command::new("python3").args(["-c", script]).arg(&root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), values.len());
    for (line, expected) in lines.iter().zip(expected) {
        let expected = serde_json::json!([expected, ["on", "10:20", "a"]]);
        assert_eq!(serde_json::from_str::<serde_json::Value>(line).unwrap(), expected);
    }
}

#[test]
fn fmt_keeps_line_ends_and_byte_order_mark() {
    let (_folder, root) = starter("portal");
    let path = root.join("content/seiten/x.md");
    fs::write(&path, "\u{FEFF}---\r\ntitle: A: B # c\r\n---\r\n\r\n*Text*\r\n").unwrap();
    let check = run(&root, &["fmt", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&check.stdout), "content/seiten/x.md\n");
    ok(&root, &["fmt"]);
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(after, "\u{FEFF}---\r\ntitel: \"A: B # c\"\r\n---\r\n\r\n*Text*\r\n");
}

#[test]
fn terms_merge_in_all_files_and_nothing_else_changes() {
    let (_folder, root) = starter("portal");
    let before = read(&root, "content/praxisbeispiele/man-kennt-sich-weisswasser.md");
    ok(&root, &["vokabular", "zusammenlegen", "schlagwoerter", "Ländlicher Raum", "Zusammenarbeit"]);
    let after = read(&root, "content/praxisbeispiele/man-kennt-sich-weisswasser.md");
    let old = "schlagwoerter: [Ländlicher Raum, Zusammenarbeit]";
    assert_eq!(after, before.replace(old, "schlagwoerter: [Zusammenarbeit]"));
    let vocabulary = read(&root, "content/_site/vocab/schlagwoerter.yaml");
    assert!(vocabulary.contains("auch: [Kooperation, Ländlicher Raum] }"), "{vocabulary}");
    assert!(!vocabulary.contains("laendlicher-raum"), "{vocabulary}");
    ok(&root, &["check", "--strict"]);
    let list = ok(&root, &["vocab", "list", "schlagwoerter"]);
    assert!(list.contains("1\tQualifizierung\tnur einmal benutzt"), "{list}");
    let wrong = run(&root, &["vocab", "rename", "schlagwoerter", "Zusamenarbeit", "x"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("Meinten Sie »Zusammenarbeit«?"));
}

#[test]
fn a_renamed_entry_is_found_under_both_addresses() {
    let (_folder, root) = starter("portal");
    let site = read(&root, "content/_site/site.yaml") + "footer_text: x\nrules: { orphan: off }\n";
    fs::write(root.join("content/_site/site.yaml"), site.replace("  - thema\n", "  - thema/buergerkommune\n")).unwrap();
    let extra = "---\ntitel: Verweise\n---\n\n[a](../themen/buergerkommune.md#warum-das-zusammenspiel-zaehlt), [[Bürgerkommune]], \
                 [[thema/buergerkommune|b]], [[buergerkommune]]\n";
    fs::write(root.join("content/seiten/verweise.md"), extra).unwrap();
    ok(&root, &["umbenennen", "themen/buergerkommune", "themen/buergerkommunen"]);
    ok(&root, &["build", "--strict"]);
    assert!(!root.join("content/themen/buergerkommune.md").exists());
    let links = read(&root, "content/seiten/verweise.md");
    let expected = "[a](../themen/buergerkommunen.md#warum-das-zusammenspiel-zaehlt), [[Bürgerkommune]], \
                    [[thema/buergerkommunen|b]], [[buergerkommunen]]";
    assert!(links.contains(expected), "{links}");
    assert!(read(&root, "content/_site/site.yaml").contains("  - thema/buergerkommunen\n"));
    assert!(read(&root, "public/themen/buergerkommune.html").contains("buergerkommunen.html"));
    let rule = "/themen/buergerkommune.html /themen/buergerkommunen.html 301\n";
    assert_eq!(read(&root, "public/_redirects"), rule);
    assert!(read(&root, "public/.htaccess").contains("buergerkommune\\.html$"));
    assert!(read(&root, "public/nginx-redirects.map").contains("/themen/buergerkommunen.html;"));

    ok(&root, &["rename", "organisation/stiftung-mitarbeit", "mitarbeit"]);
    let list = read(&root, "content/organisationen/organisationen.yaml");
    assert!(list.contains("    slug: mitarbeit\n"), "{list}");
    assert!(read(&root, "content/referenzen/im-fokus.yaml").contains("herausgegeben_von: [mitarbeit]"));
    ok(&root, &["check", "--strict"]);
}
