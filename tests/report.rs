//! `allmende report`: what the editorial meeting reads.

use super::harness::{Page, Project, Run};

/// A portal with one defect of every sort.
fn defects() -> Project {
    let topic = |name: &str, rest: &str| {
        (format!("content/themen/{}.md", name.to_lowercase()), format!("---\ntitel: {name}\n{rest}"))
    };
    let files = [
        topic(
            "Netze",
            "kurztext: k\npruefen_bis: 2020\nverfasst_von: [\"Muster, Ada\"]\n---\n\nMehr [hier](mitreden.md).\n",
        ),
        topic(
            "Mitreden",
            "datum: 16.09.2015\nverfasst_von: [\"Muster, Ada\", \"Beispiel, Bo\"]\n---\n\nDie Anmeldung ist geöffnet. Ein »Zitat\n\n## Kontaktinfo\n",
        ),
        topic(
            "Mit-Reden",
            "kurztext: k\naktualisiert: 2019\nverwandt: [netze]\n---\n\n![](bild.png)\n\n<b>fett</b> & \"Wort\"\n",
        ),
        topic("Später", "kurztext: k\nab: 1.3.2030\n---\n\nText\n"),
    ];
    let image = image_bytes();
    let project = files.into_iter().fold(Project::portal(), |project, (path, text)| project.file(&path, text));
    let page = "---\ntitel: =Verloren\nkurztext: <k>\n---\n\nNirgends erwähnt, führt zu [[thema/netze|Netze]].\n";
    project.file("content/themen/bild.png", image).file("content/seiten/verloren.md", page)
}

/// The smallest PNG: one grey pixel.
fn image_bytes() -> Vec<u8> {
    let hex = "89504e470d0a1a0a0000000d4948445200000001000000010800000000 3a7e9b550000000a49444154789c6368000000820081 \
               77cd72b60000000049454e44ae426082";
    let hex: String = hex.split_whitespace().collect();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn report(project: &Project, args: &[&str]) -> Page {
    let run = project.run([&["report", "--today", "1.6.2027"], args].concat());
    run.code(0);
    Run::of(project.command().arg("--version"), project.root().to_path_buf()).page("redaktionsbericht.html")
}

#[test]
fn the_report_sorts_what_there_is_to_do() {
    let page = report(&defects(), &[]);
    page.has("<html lang=\"de\">").has("<h1>Redaktionsbericht: Probe</h1>").has("Stand 1.\u{a0}Juni 2027: 4 Einträge,");
    let area = |id: &str| page.between(&format!("<h2 id=\"{id}\">"), "</section>");
    area("stale")
        .has("stimmt wohl nicht mehr")
        .has("sollte bis 2020 geprüft werden")
        .has("content/themen/netze.md:4:14");
    area("incomplete").has("Das empfohlene Feld »kurztext«").has("Der Abschnitt »Kontaktinfo« ist leer");
    area("unreachable").has("Zu »=Verloren« führt kein Weg");
    area("contradictory").has("»Mitreden« und »Mit-Reden« sind fast gleich");
    area("pictures").has("missing-alt").has("missing-credit");
    area("wording").has("Der Linktext »hier« sagt nicht").has("Zum Anführungszeichen » fehlt das andere");
    area("old").has("Mit-Reden").has("<td>2019</td>").lacks("Netze");
    area("completeness")
        .has("<th scope=\"row\">Themen</th><td class=\"number\">3</td>")
        .has("Wer weiterhilft (3)")
        .lacks("Leichter");
    area("people").has_in_order(&["Ada Muster", "Mitreden, Netze", "Bo Beispiel", "Mitreden"]);
    area("unpublished").has("Später").has("erscheint am 1.\u{a0}März 2030");
    page.has("href=\"#stale\">Veraltet</a><span class=\"count\"> 2</span>").has("Am 1.\u{a0}März 2030 ändert sich");
}

#[test]
fn the_report_is_one_page_that_loads_nothing() {
    let page = report(&defects(), &[]);
    for foreign in ["<script", "<link", "<img", "src=", "http://", "https://", "url(", "@import", "<b>", "<k>"] {
        page.lacks(foreign);
    }
    assert_eq!(page.count("<h1>"), 1);
    for id in page.html().split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        page.has(&format!("id=\"{id}\""));
    }
}

#[test]
fn the_table_is_for_spreadsheets() {
    let project = defects();
    report(&project, &["--csv"]);
    let table = project.text("redaktionsbericht.csv");
    assert!(table.starts_with("\u{feff}\"Bereich\";\"Schwere\";\"Regel\";\"Eintrag\""), "{table}");
    let row = "\"Veraltet\";\"Warnung\";\"review-due\";\"Netze\";\"Thema\";\"Ada Muster\";\"content/themen/netze.md\";\"4\";\"14\";";
    assert!(table.contains(row), "{table}");
    assert!(table.contains("\"'=Verloren\""), "a title is no formula: {table}");
    assert!(table.lines().all(|line| line.starts_with(['"', '\u{feff}']) && line.ends_with('"')), "{table}");
}

#[test]
fn the_report_goes_where_it_is_asked_for_and_speaks_english() {
    let project = defects();
    let run = project.run(["bericht", "sitzung.html", "--csv", "--lang", "en", "--today", "2027-06-01"]);
    run.code(0).stdout_has("Wrote sitzung.html.").stdout_has("Wrote sitzung.csv.");
    let page = project.text("sitzung.html");
    assert!(page.contains("<html lang=\"en\">") && page.contains("<h2 id=\"stale\">Out of date (2)</h2>"), "{page}");
    assert!(project.text("sitzung.csv").starts_with("\u{feff}\"Area\",\"Severity\""));
    project.run(["report", "nirgends/bericht.html"]).code(2).stderr_has("lässt sich nicht schreiben");
}

#[test]
fn a_site_without_findings_has_a_short_report() {
    let topic = |other: &str| format!("---\ntitel: {other}-Thema\nkurztext: k\nverwandt: [{other}]\n---\n\nText\n");
    let project = Project::portal().file("content/themen/a.md", topic("b")).file("content/themen/b.md", topic("a"));
    report(&project, &[]).has("2 Einträge, keine Fundstellen.").lacks("id=\"stale\"").has("id=\"completeness\"");
}
