//! What editors do with a whole portal, from the first typo to the renamed page, on the real program.

use crate::harness::{Project, Run, SURPRISING, allmende, repository_path};

/// `check` as editors run it, on a day in November 2026.
fn checked(project: &Project) -> Run {
    let mut command = project.command();
    command.args(["check", "--quiet", "--format", "json"]).env("SOURCE_DATE_EPOCH", "1795500000");
    Run::of(&mut command, project.path("public"))
}

/// The example knowledge base and both starters are right, so nothing may be said about them.
#[test]
fn nothing_is_said_about_content_that_is_right() {
    let check = |root: &std::path::Path| {
        let mut command = allmende();
        command.arg("--root").arg(root).args(["check", "--quiet", "--strict"]).env("SOURCE_DATE_EPOCH", "1795500000");
        let run = Run::of(&mut command, root.join("public"));
        run.code(0);
        assert_eq!(run.stderr(), "");
    };
    check(&repository_path(""));
    for package in ["docs", "portal"] {
        let folder = Project::new();
        folder.run(["init", "neu", "--package", package]).code(0);
        check(&folder.path("neu"));
    }
}

/// Each line carries a defect that the documents behind the example content really have.
#[test]
fn the_defects_of_real_documents_are_found() {
    let article = "\
---
titel: Kommunen-Netzwerk engagiert in NRW
kurztext: Bericht über das Netzwerk.
datum: 16.09.2015
pruefen_bis: 31.12.2016
verfasst_von: Hankel, Andrea
zeitraum: 2014–1999
---

Andrea Hankeln stellt das Programm »Fokus Kommune vor. Es besteht derzeit aus 23 Mitgliedern.

Der Kongress wird am 21. Oktober 2015 in Lünen stattfinden. Die Anmeldung zum Kongress ist geöffnet.

Mehr dazu [hier](https://engagiert.in.nrw.de), vorher [im Portal](https://www.engagiert-in-nrw.de/kontakt)
und [auf der Karte](https://www.engagiert-in-nrw.de/karte). Die Notiz[^2] fehlt.

![](herren.svg)

## Kontaktinfo
";
    let project = Project::portal()
        .file("content/modellprojekte/netzwerk.md", article)
        .file("content/modellprojekte/herren.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/referenzen/heft.yaml", "- { titel: Beitrag, kurztext: T., art: im-fokus, ausgabe: 2018/5 }\n");
    let faults = checked(&project).faults();
    let found: Vec<String> = faults.0.iter().map(|f| format!("{}:{}", f.code, f.line.unwrap_or(0))).collect();
    for (defect, expected) in [
        ("the day of review has passed", "review-due:5"),
        ("a period runs backwards", "invalid-value:7"),
        ("a name is spelt in two ways", "near-duplicate:10"),
        ("a quote does not end", "unbalanced-quotes:10"),
        ("a number of members of long ago", "time-bound:10"),
        ("a congress of long ago is announced", "time-bound:12"),
        ("a link is called »hier«", "weak-link-text:14"),
        ("a host is spelt in two ways", "near-duplicate:14"),
        ("a footnote has no text", "undefined-footnote:15"),
        ("a picture has no description", "missing-alt:17"),
        ("a picture has no credit", "missing-credit:17"),
        ("a heading has nothing below it", "empty-section:19"),
        ("an issue was turned into year and month", "invalid-value:1"),
    ] {
        assert!(found.iter().any(|fault| fault == expected), "{defect}: no {expected} in {faults:#?}");
    }
}

#[test]
fn what_fmt_writes_shows_the_same_titles() {
    let mut project = Project::portal();
    for (n, title) in SURPRISING.iter().enumerate() {
        project = project
            .file(&format!("content/themen/t{n}.md"), format!("---\ntitel: {title}\nkurztext: T.\n---\nText.\n"));
    }
    let heading =
        |run: &Run, n: usize| run.page(&format!("themen/t{n}.html")).between("<h1>", "</h1>").html().to_owned();
    let run = project.build();
    let before: Vec<String> = (0..SURPRISING.len()).map(|n| heading(run.code(0), n)).collect();
    project.run(["fmt"]).code(0);
    project.run(["fmt", "--check"]).code(0);
    let run = project.build();
    let after: Vec<String> = (0..SURPRISING.len()).map(|n| heading(run.code(0), n)).collect();
    assert_eq!(before, after);
}

#[test]
fn another_spelling_of_a_topic_is_the_same_topic() {
    let entry = |title: &str, more: &str| format!("---\ntitel: {title}\nkurztext: T.\n{more}---\nText.\n");
    let project = Project::portal()
        .file("content/themen/buergerkommune.md", entry("Bürgerkommune", ""))
        .file("content/modellprojekte/p.md", entry("P", "zeitraum: 2015\nthemen: [Buergerkommune]\n"));
    let run = project.build();
    run.code(0).stderr_has("preferred-label").stderr_has("Bürgerkommune");
    run.page("themen/buergerkommune.html").main().has("../modellprojekte/p.html");
    assert_eq!(run.paths().iter().filter(|path| path.contains("buergerkommune") && path.ends_with(".html")).count(), 1);
    let typo = project.file("content/modellprojekte/q.md", entry("Q", "zeitraum: 2015\nschlagwoerter: [Ehrenamd]\n"));
    typo.build().code(0).stderr_has("unknown-term");
    typo.run(["build", "--strict"]).code(3);
}

#[test]
fn a_renamed_topic_keeps_its_readers_and_its_feed() {
    let entry =
        |title: &str, more: &str| format!("---\ntitel: {title}\nkurztext: T.\n{more}---\n\nSiehe [[thema/rat]].\n");
    let project = Project::portal()
        .file("content/themen/buergerkommune.md", entry("Bürgerkommune", ""))
        .file(
            "content/themen/rat.md",
            "---\ntitel: Rat\nkurztext: T.\nverwandt: [buergerkommune]\n---\n\n[[thema/buergerkommune|B]]\n",
        )
        .file("content/modellprojekte/p.md", entry("P", "zeitraum: 2015\nthemen: [buergerkommune]\n"));
    let ids = |run: &Run| run.page("modellprojekte/atom.xml").html().matches("<id>").count();
    let before = ids(project.build().code(0));
    project.run(["rename", "themen/buergerkommune", "themen/buergerkommunen"]).code(0);
    checked(&project).code(0);
    let run = project.build();
    run.code(0).page("themen/buergerkommune.html").has("buergerkommunen.html");
    run.page("themen/buergerkommunen.html").main().has("../modellprojekte/p.html");
    for rules in ["_redirects", ".htaccess"] {
        run.page(rules).has("/themen/buergerkommune").has("/themen/buergerkommunen.html");
    }
    assert!(run.paths().iter().any(|path| path.contains("nginx")), "{:?}", run.paths());
    assert_eq!(ids(&run), before);
    assert!(project.text("content/themen/rat.md").contains("verwandt: [buergerkommunen]"));
}

#[test]
fn pages_that_the_law_asks_for_are_duties() {
    let site = "title: Probe\npackage: portal\nrequired_pages: [impressum, datenschutz, barrierefreiheit]\n";
    let page = |name: &str| format!("---\ntitel: {name}\nkurztext: T.\npflicht: {name}\n---\nText.\n");
    let project = Project::portal()
        .file("content/_site/site.yaml", site)
        .file("content/seiten/impressum.md", page("impressum"))
        .file("content/seiten/datenschutz.md", page("datenschutz"))
        .file("content/seiten/barrierefreiheit.md", page("barrierefreiheit"));
    let run = project.build();
    run.code(0);
    for html in run.pages() {
        for name in ["impressum", "datenschutz", "barrierefreiheit"] {
            html.between("<footer", "</footer>").has(&format!("{name}.html"));
        }
    }
    project.remove("content/seiten/impressum.md");
    project.build().code(1);
    project.faults().the("required-page").at("content/_site/site.yaml", 3, 18).has("»impressum«");
}

#[test]
fn pages_that_the_law_asks_for_are_read_again_each_year() {
    let site = "title: Probe\npackage: portal\nrequired_pages: [barrierefreiheit]\n";
    let page =
        "---\ntitel: Barrierefreiheit\nkurztext: T.\npflicht: barrierefreiheit\naktualisiert: 1.3.2026\n---\nText.\n";
    let project =
        Project::portal().file("content/_site/site.yaml", site).file("content/seiten/barrierefreiheit.md", page);
    let on = |day: &str| project.run(["check", "--format", "json", "--today", day]).faults();
    on("1.3.2027").none();
    on("2.3.2027").the("review-due").at("content/seiten/barrierefreiheit.md", 5, 15).has("1.\u{a0}März 2026");
    let project = project.replace("content/seiten/barrierefreiheit.md", "---\nText", "pruefen_bis: 2028\n---\nText");
    project.run(["check", "--format", "json", "--today", "2.3.2027"]).faults().none();
}

#[test]
fn a_list_of_ones_own_is_a_table_for_spreadsheets_too() {
    let run = Project::portal()
        .file(
            "content/_site/types/foerderprogramm.yaml",
            "type: foerderprogramm\nlabel: { one: Förderprogramm, many: Förderprogramme }\nextends: basis\n\
             folder: foerderprogramme\nfields:\n  frist: { kind: date, label: Antragsfrist }\n\
             lists:\n  - { url: /foerderung/, sort: [frist, titel], exports: [csv] }\n",
        )
        .file("content/foerderprogramme/a.md", "---\ntitel: Mut; \"Dorf\"\nkurztext: K.\nfrist: 1.3.2027\nsuchwoerter: [geheim]\npruefen_bis: 2030\n---\nText.\n")
        .build();
    run.code(0);
    run.page("foerderung/index.html").has("href=\"../foerderung/liste.csv\"");
    let table = String::from_utf8(run.tree()["foerderung/liste.csv"].clone()).unwrap();
    let rows: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert!(!table.contains("geheim"), "notes of editors are not for readers");
    assert_eq!(rows[0], "\"Titel\";\"Kurztext\";\"Antragsfrist\";\"Adresse\"");
    assert_eq!(rows[1], "\"Mut; \"\"Dorf\"\"\";\"K.\";\"1.\u{a0}März 2027\";\"foerderprogramme/a.html\"");
}
