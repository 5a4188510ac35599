//! The content model is data: sites declare types, and mistakes in them are explained.

use crate::harness::Project;

const FUNDING: &str = "\
type: foerderprogramm
label: { one: Förderprogramm, many: Förderprogramme }
extends: basis
folder: foerderprogramme
url: /foerderung/{slug}.html
schema_org: MonetaryGrant
fields:
  geber:    { kind: relation, to: [organisation], required: true, inverse: foerderprogramme, label: Fördermittelgeber }
  frist:    { kind: date, label: Antragsfrist, hint: \"Leer lassen bei laufender Antragstellung.\" }
  summe:    { kind: text, label: Fördersumme }
  ebene:    { kind: vocab, vocab: ebenen, facet: true, label: Ebene }
sections:
  - { heading: \"Wer kann Anträge stellen?\", required: true }
lists:
  - { url: /foerderung/, sort: [frist, titel], facets: [themen, ebene], feeds: [atom] }
";

fn project() -> Project {
    let entry = |title: &str, level: &str| {
        format!(
            "---\ntitel: {title}\nkurztext: Geld für Ideen.\nthemen: [netze]\ngeber: [stiftung]\nfrist: 31.3.2027\nsumme: bis 5.000 Euro\nebene: {level}\n---\n\n## Wer kann Anträge stellen?\n\nVereine und Nachbarschaften.\n"
        )
    };
    Project::portal()
        .file("content/_site/types/foerderprogramm.yaml", FUNDING)
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: T.\n---\n")
        .file("content/organisationen/stiftung.md", "---\ntitel: Stiftung\nkurztext: T.\nart: stiftung\n---\nText.\n")
        .file("content/foerderprogramme/ideenfonds.md", entry("Ideenfonds", "Land"))
        .file("content/foerderprogramme/kiezkasse.md", entry("Kiezkasse", "Quartier"))
}

#[test]
fn a_new_type_needs_one_file_and_gets_page_list_facet_and_feed() {
    let run = project().build();
    run.code(0).stdout_has("0 Fehler, 0 Warnungen");
    run.page("foerderung/ideenfonds.html")
        .has("<h1>Ideenfonds</h1>")
        .has("<dt>Fördersumme</dt> <dd>bis 5.000\u{A0}Euro</dd>")
        .has("<dt>Fördermittelgeber</dt> <dd><a href=\"../organisationen/stiftung.html\">Stiftung</a></dd>")
        .has("<time datetime=\"2027-03-31\">")
        .has("Vereine und Nachbarschaften.");
    run.page("foerderung/index.html")
        .has("<h1>Förderprogramme</h1>")
        .has("../foerderung/ideenfonds.html")
        .has("../foerderung/kiezkasse.html")
        .has("../foerderung/ebene/land.html");
    run.page("foerderung/ebene/land.html").main().has("ideenfonds.html").lacks("kiezkasse.html");
    run.page("foerderung/atom.xml").has("Ideenfonds");
    run.page("organisationen/stiftung.html").main().has("../foerderung/ideenfonds.html");
    run.page("a-z.html").has("foerderung/ideenfonds.html");
    let codebook = run.page("aufbau.html");
    codebook.has_in_order(&[
        "id=\"al-common\"",
        "<code>kurztext</code>",
        "id=\"al-type-thema\"",
        "href=\"#al-common\"",
    ]);
    assert_eq!(codebook.count("<code>kurztext</code>"), 1, "what all types inherit is told once");
    codebook.has("Förderprogramm").has("Antragsfrist").has("Leer lassen bei laufender Antragstellung.");
}

#[test]
fn a_new_type_is_found_by_the_search() {
    let run = project().build();
    run.code(0);
    let Some(found) = run.search("Kiezkasse") else { return };
    assert_eq!(found[0], "foerderung/kiezkasse.html");
    let found = run.search("Nachbarschaften").unwrap();
    assert_eq!(found, ["foerderung/ideenfonds.html", "foerderung/kiezkasse.html"]);
}

#[test]
fn a_new_type_has_a_template_for_new_entries() {
    let project = project();
    project.run(["new", "foerderprogramm", "Dorf & Zukunft"]).code(0);
    let text = project.text("content/foerderprogramme/dorf-zukunft.md");
    for part in [
        "titel: Dorf & Zukunft",
        "geber:",
        "Leer lassen bei laufender",
        "## Wer kann Anträge stellen?",
        "entwurf: true",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    project.build().code(0).lacks_page("foerderung/dorf-zukunft.html");
}

#[test]
fn a_mistyped_keyword_of_the_schema_is_a_configuration_error() {
    let project = Project::portal()
        .file("content/_site/types/f.yaml", FUNDING.replace("required: true, inverse", "requird: true, inverse"));
    project.build().code(2).stderr_has("content/_site/types/f.yaml").stderr_has("Meinten Sie »required«?");
    project.faults().the("schema-keyword").at("content/_site/types/f.yaml", 8, 51).has("requird");
}

#[test]
fn mistakes_in_schema_files_are_all_reported() {
    let schema = FUNDING
        .replace("kind: date", "kind: dat")
        .replace("vocab: ebenen", "vocab: ebene")
        .replace("to: [organisation]", "to: [organisatio]");
    let project = Project::portal().file("content/_site/types/f.yaml", schema);
    let faults = project.faults();
    for meant in ["»organisation«", "»date«", "»ebenen«"] {
        let found = faults.0.iter().any(|fault| fault.hints.iter().any(|hint| hint.contains(meant)));
        assert!(found, "{meant} in {faults:#?}");
    }
    project.build().code(2);
}

#[test]
fn a_site_extends_a_type_of_the_package_and_its_vocabularies() {
    let run = Project::portal()
        .file(
            "content/_site/types/thema.yaml",
            "type: thema\nextend: true\nfields:\n  leitfrage: { kind: text, label: Leitfrage }\n",
        )
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\nleitfrage: Wozu?\n---\nText.\n")
        .build();
    run.code(0).page("themen/a.html").has("<dt>Leitfrage</dt> <dd>Wozu?</dd>");
}
