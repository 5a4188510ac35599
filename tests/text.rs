//! German text mode: what people write in German stays what they wrote.

use allmende::parse::markdown::render_commonmark;

use crate::harness::{Project, repository_path, skip};

const TEXT: &str = "\
---
titel: Text
kurztext: Worum es geht.
---

Bürger*innen und Akteur*innen treffen sich, Kolleg_innen auch_innen.

- 28. April 2021 – Auftakt
- 29. April 2021 – Schluss

28. April 2021 war der Auftakt, der Schluss kommt am
1. Oktober.

Das \"Netz\" trägt, z.B. im Rat nach § 8.

    Bürger*innen z.B. \"Code\"

`Akteur*innen \"Code\"` und echtes *Betonen*.
";

#[test]
fn gender_forms_dates_and_quotes_come_out_as_german() {
    let page = Project::portal().file("content/themen/t.md", TEXT).build().code(0).page("themen/t.html").main();
    page.has("Bürger*innen und Akteur*innen treffen sich, Kolleg_innen auch_innen.")
        .has("<li>28.\u{A0}April 2021 – Auftakt</li>")
        .has("am 1.\u{A0}Oktober.")
        .has("„Netz“")
        .has("z.\u{202F}B.")
        .has("§\u{A0}8")
        .has("Bürger*innen z.B. \"Code\"")
        .has("<code>Akteur*innen \"Code\"</code>")
        .has("<em>Betonen</em>")
        .lacks("<ol");
    assert_eq!(page.count("<em>"), 1);
}

#[test]
fn the_site_can_ask_for_plain_commonmark() {
    Project::portal()
        .file("content/_site/site.yaml", "package: portal\ntext: commonmark\n")
        .file("content/themen/t.md", TEXT)
        .build()
        .code(0)
        .page("themen/t.html")
        .has("Bürger<em>innen und Akteur</em>innen")
        .has("<ol start=\"28\">")
        .lacks("„Netz“");
}

#[test]
fn the_site_chooses_its_quotes() {
    Project::portal()
        .file("content/_site/site.yaml", "package: portal\nquotes: »«\n")
        .file("content/themen/t.md", TEXT)
        .build()
        .code(0)
        .page("themen/t.html")
        .has("Das »Netz« trägt");
}

#[test]
fn scripts_never_arrive_on_a_page() {
    let text = "---\ntitel: T\nkurztext: Text.\n---\n\n<script>alert(1)</script> <b onclick=\"x()\">fett</b> <img src=x onerror=y>\n";
    let run = Project::portal().file("content/themen/t.md", text).build();
    run.code(0).stderr_has("raw-html");
    run.page("themen/t.html").main().lacks("<script").lacks("<img").lacks("onclick").has("fett");
    Project::portal()
        .file("content/themen/t.md", "---\ntitel: T\nkurztext: Text.\n---\n\n[Klick](javascript:alert(1))\n")
        .faults()
        .the("unsafe-url")
        .at("content/themen/t.md", 6, 1);
}

/// What breaks other generators, one line each; `_` is a no-break space, `~` a narrow one.
#[test]
fn hostile_german_stays_what_it_is() {
    let cases = [
        // Gender signs beside and inside of real emphasis, and at the end of a line.
        ("**Bürger*innen und Akteur*innen** treffen", "<strong>Bürger*innen und Akteur*innen</strong> treffen"),
        (
            "*alle Freund*innen hier* und **Nachbar*innen**.",
            "<em>alle Freund*innen hier</em> und <strong>Nachbar*innen</strong>.",
        ),
        ("***Teilnehmer*innen***", "<em><strong>Teilnehmer*innen</strong></em>"),
        ("_Kolleg_innen_ und Schüler_innen", "<em>Kolleg_innen</em> und Schüler_innen"),
        ("Expert*\ninnen", "Expert*\ninnen"),
        ("jede*r, ein*e Vertreter*in, Mitarbeiter\\*innen", "jede*r, ein*e Vertreter*in, Mitarbeiter*innen"),
        ("Freund:innen, Leser/-innen, BürgerInnen", "Freund:innen, Leser/\u{2011}innen, BürgerInnen"),
        ("Fußnote*, 2 * 3 und 5*3", "Fußnote*, 2 * 3 und 5*3"),
        // Dates and ordinals where Markdown sees lists.
        (
            "Am\n24. Dezember ist Heiligabend, im Jahr\n2021. Danach",
            "Am\n24._Dezember ist Heiligabend, im Jahr\n2021. Danach",
        ),
        ("3. Oktober 1990", "3._Oktober 1990"),
        ("20.-22. Mai, 10-12 Uhr", "20.–22._Mai, 10–12_Uhr"),
        // Quotes across code and links, quotes in quotes, apostrophes.
        ("\"Das `\"Netz\"` trägt\", sagt sie.", "„Das <code>\"Netz\"</code> trägt“, sagt sie."),
        ("\"Siehe [den \"Bericht\"](t.md)\"", "„Siehe <a href=\"../themen/t.html\">den ‚Bericht‘</a>“"),
        ("\"[alles](t.md)\"", "„<a href=\"../themen/t.html\">alles</a>“"),
        ("\"Er sagte: 'Das geht nicht.'\"", "„Er sagte: ‚Das geht nicht.‘“"),
        ("„Sie sagte: ‚Ja‘“, \"'beides'\"", "„Sie sagte: ‚Ja‘“, „‚beides‘“"),
        ("geht's, Hans' Hut, '68er, rock 'n' roll, d'accord", "geht’s, Hans’ Hut, ’68er, rock ’n’ roll, d’accord"),
        ("(\"Klammer\") -\"Strich\"-", "(„Klammer“) -„Strich“-"),
        ("5' 10\" und der 12\" Reifen", "5' 10\" und der 12\" Reifen"),
        // Measures, paragraphs, abbreviations, dashes.
        ("5-10 %, 10 %, 5 km, 3 €", "5–10_%, 10_%, 5_km, 3_€"),
        ("§§ 5-7, § 8 Abs. 2, S. 5-7, Nr. 3", "§§_5–7, §_8 Abs._2, S._5–7, Nr._3"),
        ("z.B., d.h., i.d.R., Dr. Müller", "z.~B., d.~h., i.~d.~R., Dr._Müller"),
        ("1998-2004 -- und --- und ...", "1998–2004 – und — und …"),
        ("0201-88-0, 2021-04-28, ISBN 978-3-16-148410-0", "0201-88-0, 2021-04-28, ISBN 978-3-16-148410-0"),
        (
            "Asyl- und Integrationsrat, Dialogpartnerinnen und –partnern",
            "Asyl- und Integrationsrat, Dialogpartnerinnen und –partnern",
        ),
    ];
    let body: Vec<&str> = cases.iter().map(|(written, _)| *written).collect();
    let text = format!("---\ntitel: T\nkurztext: T.\n---\n\n{}\n", body.join("\n\n"));
    let run = Project::portal().file("content/themen/t.md", text).build();
    let page = run.code(0).page("themen/t.html");
    for (_, shown) in cases {
        let shown =
            shown.replace("_in", "\u{E}in").replace('_', "\u{A0}").replace('\u{E}', "_").replace('~', "\u{202F}");
        page.has(&format!("<p>{shown}</p>"));
    }
}

#[test]
fn dates_in_nested_lists_are_no_numbers() {
    let list = "- 1. Mai\n  - 28. April 2021: Auftakt\n    - 3. Oktober\n- 5. bis 7. Mai 2021\n\n1. erster Punkt\n2. zweiter Punkt\n";
    let page = Project::portal()
        .file("content/themen/t.md", format!("---\ntitel: T\nkurztext: T.\n---\n\n{list}"))
        .build()
        .code(0)
        .page("themen/t.html")
        .main();
    page.has("<li>1.\u{A0}Mai <ul> <li>28.\u{A0}April 2021: Auftakt <ul> <li>3.\u{A0}Oktober</li>")
        .has("<li>5. bis 7.\u{A0}Mai 2021</li>")
        .has("<ol> <li>erster Punkt</li> <li>zweiter Punkt</li> </ol>");
    assert_eq!(page.count("<ol"), 1);
}

#[test]
fn soft_hyphens_and_no_break_spaces_hide_no_word_from_the_search() {
    let run = Project::portal()
        .file(
            "content/themen/t.md",
            "---\ntitel: T\nkurztext: T.\n---\n\nDas Ämter\u{AD}netz\u{AD}werk trifft die\u{A0}Quartiersarbeit am 28. April.\n",
        )
        .build();
    run.code(0);
    for query in ["Ämternetzwerk", "Quartiersarbeit", "28. April"] {
        let Some(found) = run.search(query) else { return };
        assert_eq!(found.first().map(String::as_str), Some("themen/t.html"), "{query}");
    }
}

/// All 652 cases of the CommonMark specification 0.31.2. Its text is CC BY-SA 4.0 and no part of this repository; it
/// comes with the packages of the browser tests.
#[test]
fn plain_commonmark_passes_the_specification() {
    let path = repository_path("tests/browser/node_modules/commonmark-spec/spec.txt");
    let Ok(spec) = std::fs::read_to_string(path) else {
        return skip("the packages are not installed: npm ci --prefix tests/browser").unwrap_or_default();
    };
    let spec = spec.replace('→', "\t");
    let fence = "`".repeat(32);
    let opening = format!("{fence} example\n");
    let examples = spec.split(&opening).skip(1);
    let examples: Vec<&str> = examples.filter_map(|rest| Some(rest.split_once(&format!("\n{fence}"))?.0)).collect();
    assert_eq!(examples.len(), 652);
    let mut failed = Vec::new();
    for (n, example) in examples.iter().enumerate() {
        let (markdown, expected) =
            example.strip_prefix(".\n").map_or_else(|| example.split_once("\n.").unwrap(), |html| ("", html));
        let expected = expected.strip_prefix('\n').unwrap_or(expected);
        let markdown = format!("{markdown}\n");
        let html = render_commonmark(&markdown);
        if normalise(&html) != normalise(expected) {
            failed.push(format!("{}:\n{markdown}\n--- expected\n{expected}\n--- got\n{html}", n + 1));
        }
    }
    assert!(failed.is_empty(), "{} of 652 fail:\n{}", failed.len(), failed.join("\n"));
}

/// As the specification's own comparison: line breaks around blocks and the way of escaping a quote
/// in text do not count.
fn normalise(html: &str) -> String {
    let html = html.replace("&quot;", "\"").replace("&#39;", "'");
    let mut out = String::new();
    let mut in_pre = false;
    for line in html.split_inclusive('\n') {
        in_pre |= line.contains("<pre");
        out.push_str(if in_pre { line } else { line.trim_end_matches('\n') });
        if !in_pre && line.ends_with('\n') && !line.trim_end().ends_with('>') {
            out.push('\n');
        }
        in_pre &= !line.contains("</pre>");
    }
    out.replace("\n<", "<").trim().to_owned()
}
