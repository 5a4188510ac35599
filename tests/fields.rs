//! Values of fields: what is required, what is allowed, what a value means.

use crate::harness::Project;

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

#[test]
fn periods_are_shown_in_german() {
    for (written, shown) in [
        ("von 1998 bis 2004", "1998–2004"),
        ("1998 - 2004", "1998–2004"),
        ("seit 2015", "seit 2015"),
        ("bis 2014", "bis 2014"),
        ("2012/2013", "2012–2013"),
    ] {
        Project::portal()
            .file(
                "content/modellprojekte/p.md",
                format!("---\ntitel: P\nkurztext: Text.\nzeitraum: {written}\n---\nText.\n"),
            )
            .build()
            .code(0)
            .page("modellprojekte/p.html")
            .has(shown);
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
