//! German text mode: what people write in German stays what they wrote.

use crate::harness::Project;

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
