//! Values of fields: what is required, what is allowed, what a value means.

use crate::harness::{Page, Project};

#[test]
fn missing_and_forbidden_values_are_all_reported_with_what_is_allowed() {
    let project = Project::portal()
        .file("content/themen/engagementstrategie.md", "---\ntitel: Engagementstrategie\nkurztext: Text.\n---\n")
        .file(
            "content/praxisbeispiele/laden.md",
            "---\ntitel: Laden\nkurztext: Text.\nbundesland: NW\nebene: Weltall\nsiehe: [engagementstrategi]\n---\n\n## Worum geht es?\n\nText.\n",
        );
    let faults = project.faults();
    faults.the("missing-field").has("»themen«");
    faults.the("missing-section").has("»Ergebnisse«");
    faults.the("unknown-value").at("content/praxisbeispiele/laden.md", 5, 8).has("Quartier").has("Bund");
    faults.the("broken-relation").at("content/praxisbeispiele/laden.md", 6, 9).has("»engagementstrategie«");
    assert_eq!(faults.0.len(), 4, "{faults:?}");
    project.build().code(1).stdout_has("4 Fehler").lacks_page("index.html");
}

#[test]
fn an_empty_list_is_no_value_for_a_required_field() {
    let example = "---\ntitel: L\nkurztext: T.\nthemen: []\nbundesland: NW\n---\n\n## Worum geht es?\n\nT.\n\n## Ergebnisse\n\nT.\n";
    Project::portal().file("content/praxisbeispiele/l.md", example).faults().the("missing-field").has("»themen«");
}

#[test]
fn empty_quotes_are_no_term() {
    for written in ["\"\"", "''", "„“", "[\"\"]"] {
        let topic = format!("---\ntitel: T\nkurztext: T.\nschlagwoerter: {written}\n---\nText.\n");
        let project = Project::portal().file("content/themen/t.md", topic);
        let run = project.build();
        run.code(0).stdout_has("0 Warnungen");
        assert!(!run.paths().iter().any(|path| path.starts_with("schlagwoerter/")), "{written}: {:?}", run.paths());
    }
}

/// The value forms that editors use, in one place; `src/value/` has the long lists.
#[test]
fn dates_and_periods_are_shown_in_german_with_their_precision() {
    for (written, shown) in [
        ("16.09.2015", "<time datetime=\"2015-09-16\">16.\u{A0}September 2015</time>"),
        ("28. April 2021", "<time datetime=\"2021-04-28\">28.\u{A0}April 2021</time>"),
        ("Oktober 2013", "<time datetime=\"2013-10\">Oktober 2013</time>"),
        ("04/2021", "<time datetime=\"2021-04\">April 2021</time>"),
        ("2015", "<time datetime=\"2015\">2015</time>"),
        ("2021-04-28", "<time datetime=\"2021-04-28\">28.\u{A0}April 2021</time>"),
        ("28. April 2021, 18:00 Uhr", "<time datetime=\"2021-04-28T18:00\">28.\u{A0}April 2021, 18:00\u{A0}Uhr</time>"),
    ] {
        let page = Project::portal()
            .file("content/organisationen/o.md", "---\ntitel: O\nkurztext: Text.\nart: verein\n---\nText.\n")
            .file(
                "content/veranstaltungen/v.md",
                format!(
                    "---\ntitel: V\nkurztext: Text.\nbeginn: {written}\nform: online\nveranstalter: [o]\n---\nText.\n"
                ),
            )
            .build()
            .code(0)
            .page("veranstaltungen/v.html");
        page.has(shown);
    }
}

/// The page of a project with this period.
fn project_of(period: &str) -> Page {
    let text = format!("---\ntitel: P\nkurztext: Text.\nzeitraum: {period}\n---\nText.\n");
    let run = Project::portal().file("content/modellprojekte/p.md", text).build();
    run.code(0).page("modellprojekte/p.html")
}

#[test]
fn periods_are_shown_in_german() {
    for (written, shown) in [
        ("von 1998 bis 2004", "1998–2004"),
        ("1998 - 2004", "1998–2004"),
        ("seit 2015", "seit 2015"),
        ("bis 2014", "bis 2014"),
        ("2012/2013", "2012–2013"),
    ] {
        project_of(written).has(shown);
    }
}

#[test]
fn days_and_periods_that_do_not_exist_are_errors() {
    for (field, value, message) in [
        ("datum", "31.04.2021", "Den 31.4.2021 gibt es nicht. Der April hat 30 Tage."),
        ("zeitraum", "2004–1998", "Das Ende (1998) liegt vor dem Anfang (2004)."),
    ] {
        Project::portal()
            .file("content/modellprojekte/p.md", format!("---\ntitel: P\nkurztext: T.\n{field}: {value}\n---\nText.\n"))
            .faults()
            .the("invalid-value")
            .has(message);
    }
}

#[test]
fn an_issue_is_never_read_as_a_month() {
    let entry = |issue: &str| {
        format!(
            "- {{ titel: Beitrag, kurztext: Text., art: im-fokus, ausgabe: {issue}, url: \"https://example.org/\" }}\n"
        )
    };
    let list = |issue: &str| Project::portal().file("content/referenzen/fokus.yaml", entry(issue));
    list("05/2018").build().code(0).page("im-fokus/index.html").has("5/2018").lacks("Mai");
    list("2018/5").faults().the("invalid-value").has("5/2018");
}

#[test]
fn a_file_is_announced_with_type_size_and_pages() {
    let project = Project::portal()
        .file("content/referenzen/leitfaden.yaml", LEITFADEN)
        .file("content/referenzen/leitfaden-nrw.pdf", pdf(7));
    let run = project.build();
    run.code(0);
    run.page("veroeffentlichungen/index.html").has("PDF").has("7 Seiten").has("leitfaden-nrw.pdf");
    assert!(run.paths().iter().any(|path| path.ends_with("leitfaden-nrw.pdf")), "{:?}", run.paths());
}

#[test]
fn a_missing_file_is_an_error_that_names_the_nearest_one() {
    Project::portal()
        .file("content/referenzen/leitfaden.yaml", LEITFADEN)
        .file("content/referenzen/leitfaden_nrw.pdf", pdf(1))
        .faults()
        .the("missing-file")
        .has("leitfaden-nrw.pdf fehlt. Ähnlich: ")
        .has("leitfaden_nrw.pdf");
}

const LEITFADEN: &str = "- { titel: Leitfaden, kurztext: Text., art: leitfaden, datei: leitfaden-nrw.pdf }\n";

/// A small PDF with this number of empty pages.
fn pdf(n_pages: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let kids: String = (0..n_pages).map(|n| format!("{} 0 R ", n + 3)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {n_pages} >>"),
    ];
    objects.extend((0..n_pages).map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned()));
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    bytes.extend(trailer.bytes());
    bytes
}

#[test]
fn authors_in_one_line_are_told_apart_however_they_are_separated() {
    for (written, shown) in [
        ("Bock, Stephanie", "Stephanie Bock"),
        ("Bock, Stephanie / Diringer, Julia", "Stephanie Bock Julia Diringer"),
        ("Bock, Stephanie; Diringer, Julia", "Stephanie Bock Julia Diringer"),
        ("Bock, Stephanie und Diringer, Julia", "Stephanie Bock Julia Diringer"),
        ("Stephanie Bock und Julia Diringer", "Stephanie Bock Julia Diringer"),
        ("Stephanie Bock, Julia Diringer", "Stephanie Bock Julia Diringer"),
        ("\"Stephanie Bock, Julia Diringer\"", "Stephanie Bock Julia Diringer"),
        ("[\"Bock, Stephanie\", \"Diringer, Julia\"]", "Stephanie Bock Julia Diringer"),
        ("[Stephanie Bock und Julia Diringer]", "Stephanie Bock Julia Diringer"),
        ("Generali Zukunftsfonds", "Generali Zukunftsfonds"),
        ("[KGSt, BBE]", "KGSt BBE"),
    ] {
        Project::portal()
            .file("content/themen/t.md", format!("---\ntitel: T\nkurztext: T.\nverfasst_von: {written}\n---\nText.\n"))
            .build()
            .code(0)
            .stdout_has("0 Warnungen")
            .page("themen/t.html")
            .main()
            .text()
            .has(&format!("Verfasst von {shown}"));
    }
}

#[test]
fn a_name_in_brackets_is_one_person_and_gives_a_warning() {
    let project = Project::portal()
        .file("content/themen/t.md", "---\ntitel: T\nkurztext: T.\nverfasst_von: [Bock, Stephanie]\n---\nText.\n");
    project.build().code(0).page("themen/t.html").main().text().has("Verfasst von Stephanie Bock");
    project.faults().the("name-in-brackets").at("content/themen/t.md", 4, 15).has("[\"Bock, Stephanie\"]");
}

#[test]
fn a_period_that_is_announced_is_not_told_as_past() {
    for (written, shown) in [("ab 2027", "ab 2027"), ("seit 2015", "seit 2015"), ("ab dem 1. April 2027", "ab 1.")] {
        project_of(written).main().has(shown);
    }
}

#[test]
fn lines_of_front_matter_have_the_typography_of_the_site() {
    Project::portal()
        .file(
            "content/themen/t.md",
            "---\ntitel: T\nuntertitel: Das \"Netz\" am 3. Mai\nkurztext: T.\nbild:\n  datei: b.svg\n  alt: Foto: Sechs \"Herren\" und drei Damen\n  foto: Stadt Essen, z.B. Amt 1\n---\nText.\n",
        )
        .file("content/medien/b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .build()
        .code(0)
        .page("themen/t.html")
        .main()
        .has("Das „Netz“ am 3.\u{A0}Mai")
        .has("alt=\"Foto: Sechs „Herren“ und drei Damen\"")
        .has("z.\u{202F}B. Amt 1");
}

#[test]
fn a_field_of_markdown_is_shown_as_text_with_links() {
    let run = Project::portal()
        .file(
            "content/_site/types/notiz.yaml",
            "type: notiz\nlabel: Notiz\nextends: basis\nfolder: notizen\nfields:\n  ziel: { kind: markdown, label: Ziel }\n",
        )
        .file(
            "content/notizen/n.md",
            "---\ntitel: N\nkurztext: T.\nziel: |\n  Ein *wichtiges* Ziel für Bürger*innen:\n\n  - siehe [[Netze]] und [B](../themen/netze.md)\n---\nText mit [A](../themen/netze.md).\n",
        )
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: T.\n---\nText.\n")
        .build();
    run.code(0);
    run.page("notizen/n.html")
        .main()
        .has("<p>Ein <em>wichtiges</em> Ziel für Bürger*innen:</p>")
        .has("<li>siehe <a href=\"../themen/netze.html\">Netze</a> und <a href=\"../themen/netze.html\">B</a></li>")
        .has("Text mit <a href=\"../themen/netze.html\">A</a>");
    run.page("themen/netze.html").main().has("../notizen/n.html");
}

#[test]
fn a_default_counts_where_nothing_is_given_or_derived() {
    let run = Project::portal()
        .file(
            "content/_site/types/notiz.yaml",
            "type: notiz\nlabel: { one: Notiz, many: Notizen }\nextends: basis\nfolder: notizen\nfields:\n  stand: { kind: enum, values: { neu: Neu, alt: Alt }, default: neu, required: true, facet: true, label: Stand }\n  wann: { kind: period, label: Wann }\n  jahr: { kind: year, derive: wann.jahr, default: 1999, label: Jahr }\n  orte: { kind: list, of: text, default: [Essen, Köln], label: Orte }\nlists:\n  - { url: /notizen/, facets: [stand] }\n",
        )
        .file("content/notizen/a.md", "---\ntitel: A\nkurztext: T.\n---\nText.\n")
        .file("content/notizen/b.md", "---\ntitel: B\nkurztext: T.\nstand: alt\nwann: 2004–2006\norte: [Rheine]\n---\nText.\n")
        .build();
    run.code(0).stdout_has("0 Warnungen");
    run.page("notizen/a.html")
        .main()
        .has("<dt>Stand</dt> <dd>Neu</dd>")
        .has("<dt>Jahr</dt> <dd>1999</dd>")
        .has("<dd>Essen</dd> <dd>Köln</dd>");
    run.page("notizen/b.html")
        .main()
        .has("<dt>Stand</dt> <dd>Alt</dd>")
        .has("<dt>Jahr</dt> <dd>2004</dd>")
        .has("<dd>Rheine</dd>")
        .lacks("Essen");
    run.page("notizen/stand/neu.html").main().has("notizen/a.html").lacks("notizen/b.html");
}

#[test]
fn mail_and_telephone_lead_to_no_other_website() {
    Project::portal()
        .file(
            "content/organisationen/o.md",
            "---\ntitel: O\nkurztext: T.\nart: verein\nkontakt: { mail: a@example.org, telefon: 0201 88-0, url: example.org }\n---\nText.\n",
        )
        .build()
        .code(0)
        .page("organisationen/o.html")
        .main()
        .has("<a href=\"mailto:a@example.org\">a@example.org</a>")
        .has("<a href=\"tel:+49201880\">0201 88-0</a>")
        .has("<a href=\"https://example.org\" class=\"al-external\" rel=\"external\">");
}
