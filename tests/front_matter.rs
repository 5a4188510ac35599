//! What editors write between the `---` lines arrives, and what is wrong there is said with its place.

use crate::harness::Project;

fn topic(front_matter: &str) -> String {
    format!("---\n{front_matter}\nkurztext: Worum es geht.\n---\n")
}

#[test]
fn a_title_with_a_colon_is_shown_in_full() {
    Project::portal()
        .file("content/themen/fokus.md", topic("titel: Im Fokus: Bürgerkommune und Engagierte Stadt"))
        .build()
        .code(0)
        .stdout_has("0 Fehler, 0 Warnungen")
        .page("themen/fokus.html")
        .has("<h1>Im Fokus: Bürgerkommune und Engagierte Stadt</h1>");
}

/// Each of these breaks other generators or the YAML reader itself.
#[test]
fn titles_that_are_not_yaml_are_shown_as_written() {
    let titles = [
        ("Im Fokus: Bürgerkommune", "Im Fokus: Bürgerkommune"),
        ("*innen sprechen", "*innen sprechen"),
        ("\"B²\" - Bürgerengagement", "„B²“ – Bürgerengagement"),
        ("Projekt #1 der Kommune", "Projekt #1 der Kommune"),
        ("@netz", "@netz"),
        ("% der Engagierten", "% der Engagierten"),
        ("[Entwurf] Text", "[Entwurf] Text"),
        ("- a", "- a"),
        ("? Frage", "? Frage"),
        ("»Zitat«: Text", "»Zitat«: Text"),
        ("Text:", "Text:"),
        ("'Bürger's'", "‚Bürger’s‘"),
        ("\"schon gut\"", "schon gut"),
        ("ja", "ja"),
        ("2015", "2015"),
        ("Asyl- und Integrationsrat", "Asyl- und Integrationsrat"),
        ("{Klammer", "{Klammer"),
        ("& Partner", "&amp; Partner"),
    ];
    let mut project = Project::portal();
    for (n, (written, _)) in titles.iter().enumerate() {
        project = project.file(&format!("content/themen/t{n}.md"), topic(&format!("titel: {written}")));
    }
    let run = project.build();
    run.code(0);
    for (n, (_, shown)) in titles.iter().enumerate() {
        run.page(&format!("themen/t{n}.html")).has(&format!("<h1>{shown}</h1>"));
    }
}

#[test]
fn a_mistyped_field_is_named_with_its_place_and_the_field_that_was_meant() {
    let project = Project::portal().file(
        "content/modellprojekte/b.md",
        "---\ntitel: B\nkurztext: Text.\nthemen: []\nzeitraum: 1999–2004\ntraegr: [bertelsmann-stiftung]\n---\n",
    );
    project
        .build()
        .code(1)
        .stderr_has("content/modellprojekte/b.md")
        .stderr_has("Zeile 6, Spalte 1")
        .stderr_has("traegr: [bertelsmann-stiftung]")
        .stderr_has("^^^^^^")
        .stderr_has("Meinten Sie »traeger«?")
        .stderr_has("unknown-field");
    let faults = project.faults();
    faults.the("unknown-field").at("content/modellprojekte/b.md", 6, 1).has("traegr").has("»traeger«");
}

#[test]
fn faults_in_two_files_are_reported_in_one_run() {
    let file = "---\ntitel: Ein Thema\nkurztext: Text.\nobertema: x\n---\n";
    Project::portal()
        .file("content/themen/a.md", file)
        .file("content/themen/b.md", file)
        .faults()
        .are(&["unknown-field content/themen/a.md:4:1", "unknown-field content/themen/b.md:4:1"]);
}

#[test]
fn a_broken_field_does_not_hide_the_faults_of_the_others() {
    Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: Text.\nauch: [eins, zwei\ntitel: B\nobertema: x\n---\n")
        .faults()
        .are(&[
            "yaml content/themen/a.md:4:7",
            "duplicate-key content/themen/a.md:5:1",
            "unknown-field content/themen/a.md:6:1",
        ]);
}

#[test]
fn keys_may_have_umlauts_and_english_names() {
    let run = Project::portal()
        .file("content/organisationen/st.md", "---\ntitel: Stiftung\nart: stiftung\nkurztext: Text.\n---\nText.\n")
        .file(
            "content/modellprojekte/p.md",
            "---\ntitle: Projekt\ndescription: Kurz gesagt.\nträger: [st]\nzeitraum: seit 2015\n---\nText.\n",
        )
        .build();
    run.code(0).stdout_has("0 Warnungen");
    run.page("modellprojekte/p.html")
        .has("<h1>Projekt</h1>")
        .has("Kurz gesagt.")
        .has("<a href=\"../organisationen/st.html\">Stiftung</a>")
        .has("seit 2015");
}

#[test]
fn an_official_key_keeps_its_zero_and_gives_the_state() {
    let project = Project::portal()
        .file("content/kommunen/essen.md", "---\ntitel: Essen\nkurztext: Text.\nags: 05113000\n---\nText.\n")
        .file("content/kommunen/augsburg.md", "---\ntitel: Augsburg\nkurztext: Text.\nags: 09761000\n---\nText.\n");
    let run = project.build();
    run.code(0);
    run.page("kommunen/essen.html").has("<dd>05113000</dd>").has("Nordrhein-Westfalen");
    run.page("kommunen/augsburg.html").has("<dd>09761000</dd>").has("Bayern");
    project
        .replace("content/kommunen/essen.md", "ags: 05113000", "ags: 05113000\nbundesland: HE")
        .faults()
        .the("contradiction")
        .has("Der Schlüssel 05113000 gehört zu Nordrhein-Westfalen, angegeben ist Hessen");
}

#[test]
fn windows_files_with_a_byte_order_mark_are_read() {
    Project::portal()
        .file("content/themen/a.md", "\u{FEFF}---\r\ntitel: A: B\r\nkurztext: Text.\r\n---\r\n\r\nErste Zeile.\r\n")
        .build()
        .code(0)
        .page("themen/a.html")
        .has("<h1>A: B</h1>")
        .has("<p>Erste Zeile.</p>")
        .lacks("\u{FEFF}");
}

#[test]
fn columns_count_characters_behind_a_byte_order_mark_and_umlauts() {
    Project::portal()
        .file(
            "content/themen/a.md",
            "\u{FEFF}---\r\ntitel: A\r\nkurztext: Text.\r\n---\r\n\r\nÄöü [x](gibtesnicht.md)\r\n",
        )
        .faults()
        .are(&["broken-link content/themen/a.md:6:5"]);
}

#[test]
fn another_encoding_is_an_error_that_names_it() {
    Project::portal()
        .file("content/themen/a.md", b"---\ntitel: B\xFCrger\nkurztext: Text.\n---\n")
        .faults()
        .the("encoding")
        .has("Latin-1")
        .has("UTF-8");
}

#[test]
fn unreadable_yaml_is_explained_in_german() {
    for (front_matter, expected) in [
        ("titel: A\nauch: [a: b: c]", "yaml"),
        ("titel: A\nauch:\n\t- x", "tab-indent"),
        ("titel: A\nauch: *x", "yaml-forbidden"),
        ("titel: A\nirgendwas", "front-matter-line"),
    ] {
        let faults =
            Project::portal().file("content/themen/a.md", format!("---\n{front_matter}\nkurztext: x\n---\n")).faults();
        let fault = faults.the(expected);
        assert!(fault.line.is_some(), "{fault:?}");
        for english in ["expected", "found", "invalid", "while", "character", "at line"] {
            assert!(!fault.message.contains(english), "{fault:?}");
        }
    }
}

#[test]
fn front_matter_without_an_end_is_an_error_and_not_published() {
    Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: Text.\n\nDer Text beginnt.\n")
        .faults()
        .the("front-matter-unclosed")
        .at("content/themen/a.md", 1, 1);
}
