//! Rules of `check`: what is not wrong but worth a look.

use super::harness::{Faults, Project};

/// A portal of two entries without a finding, plus what a test adds.
fn portal() -> Project {
    Project::portal()
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: k\n---\n\nSiehe [[thema/mitreden|Mitreden]].\n")
        .file("content/themen/mitreden.md", "---\ntitel: Mitreden\nkurztext: k\n---\n\nSiehe [[thema/netze|Netze]].\n")
}

/// Findings of `check` on a day in 2026, when the body and further front matter of a topic are these.
fn topic(front_matter: &str, body: &str) -> Faults {
    let text = format!("---\ntitel: A\nkurztext: k\nverwandt: [netze]\n{front_matter}---\n\n{body}\n");
    on_a_day(&portal().file("content/themen/a.md", text))
}

fn on_a_day(project: &Project) -> Faults {
    let mut command = project.command();
    command.args(["check", "--format", "json"]).env("SOURCE_DATE_EPOCH", "1795500000");
    super::harness::Run::of(&mut command, project.path("public")).faults()
}

#[test]
fn a_sound_site_has_no_findings() {
    on_a_day(&portal()).none();
    topic("", "Ein »Zitat« und [ein Link](netze.md).\n\n## Eins\n\nText\n\n### Zwei\n\n- `»`").none();
}

#[test]
fn link_texts_say_where_they_lead() {
    topic("", "Mehr [hier](netze.md).").are(&["weak-link-text content/themen/a.md:7:6"]);
    topic("", "[» Klicken Sie hier](netze.md)").are(&["weak-link-text content/themen/a.md:7:1"]);
    topic("", "[» melden Sie sich gerne an!](netze.md)").the("weak-link-text");
    topic("", "[Hier geht es um Netze](netze.md)").none();
}

#[test]
fn headings_have_an_order_and_something_below_them() {
    topic("", "## Eins\n\nText\n\n#### Vier\n\nText").are(&["heading-order content/themen/a.md:11:1"]);
    topic("", "## Kontaktinfo\n\n## Text\n\nText").are(&["empty-section content/themen/a.md:7:1"]);
    topic("", "## Kontaktinfo\n\n<!-- folgt -->\n\n## Text\n\n```sh\nls\n```")
        .are(&["empty-section content/themen/a.md:7:1"]);
    topic("", "Text\n\n## Ende").are(&["empty-section content/themen/a.md:9:1"]);
}

#[test]
fn quotes_have_partners() {
    topic("", "Text\n\nDas Netz »engagiert in NRW trifft sich.").are(&["unbalanced-quotes content/themen/a.md:9:10"]);
    topic("", "```text\n»a\n```\n\nUnd `»` sowie » als Pfeil <!-- » -->").none();
    topic("", "Das „Netz\" und die «Stadt» und « le pays »").none();
    topic("untertitel: Das »Netz\n", "Text").are(&["unbalanced-quotes content/themen/a.md:5:13"]);
}

#[test]
fn phrases_are_overtaken_by_time() {
    let old = "datum: 16.09.2015\n";
    topic(old, "Die Anmeldung zu dem Kongress ist geöffnet.").the("time-bound").at("content/themen/a.md", 8, 5);
    topic(old, "Er wird am 21. Oktober 2015 in Lünen stattfinden.").the("time-bound").at("content/themen/a.md", 8, 4);
    topic(old, "Es besteht derzeit aus 23 Mitgliedern.").the("time-bound").at("content/themen/a.md", 8, 12);
    topic("", "Die Tagung wird am 7.10.2015 in Lünen stattfinden.").the("time-bound");
    topic(old, "Die Tagung wird am 7.10.2030 in Lünen stattfinden.").none();
    topic(old, "`Die Anmeldung ist geöffnet`").none();
    topic("datum: 16.09.2015\narchiviert: { seit: 2016 }\n", "Es besteht derzeit aus 23 Mitgliedern.").none();
    topic("datum: 16.09.2030\n", "Die Anmeldung ist geöffnet.").none();
    topic("", "Die Anmeldung ist geöffnet, derzeit.").none();
    topic("datum: 2015\naktualisiert: 2026\n", "Es sind derzeit 23.").none();
}

#[test]
fn pages_are_read_again_in_time() {
    topic("pruefen_bis: 31.12.2024\n", "Text").are(&["review-due content/themen/a.md:5:14"]);
    topic("pruefen_bis: 31.12.2030\n", "Text").none();
    topic("pruefen_bis: 2024\narchiviert: { seit: 2023 }\n", "Text").none();
}

#[test]
fn names_have_one_spelling() {
    let person = |name: &str, file: &str, project: Project| {
        let text =
            format!("---\ntitel: {file}\nverfasst_von: [\"{name}\"]\nverwandt: [netze]\nkurztext: k\n---\n\nText\n");
        project.file(&format!("content/themen/{file}.md"), text)
    };
    let project =
        person("Hankel, Andrea", "b", person("Hankeln, Andrea", "c", person("Hankel, Andrea", "d", portal())));
    on_a_day(&project).are(&["near-duplicate content/themen/c.md:3:16"]);
    topic("", "[Portal](https://www.engagiert-in-nrw.de/a) und [Netz](https://engagiert.in.nrw.de)")
        .the("near-duplicate");
    topic("", "[Portal](https://www.engagiert-in-nrw.de/a) und [Netz](https://engagiert-in-nrw.de)").none();
    let author = "verfasst_von: [\"Hankel, Andrea\"]\n";
    topic(author, "Die Leitung hat Andrea Hankeln.").are(&["near-duplicate content/themen/a.md:8:24"]);
    topic(author, "Andrea Hankels Vortrag, gehalten von Andrea Hankel").none();
    topic("schlagwoerter: [Netzwerkarbeit, Netzwerk-Arbeit]\n", "Text").the("near-duplicate").has("Netzwerk-Arbeit");
    let title = "---\ntitel: Mit-Reden\nkurztext: k\nverwandt: [netze]\n---\n\nText\n";
    on_a_day(&portal().file("content/themen/x.md", title)).the("near-duplicate");
    topic("auch: [Mit-Reden]\n", "Text").are(&["near-duplicate content/themen/mitreden.md:2:8"]);
    topic("auch: [Ah, A h, a]\n", "Text").none();
}

#[test]
fn pages_are_found() {
    let page = "---\ntitel: A\n---\n\nText [Netze](../themen/netze.md)\n";
    on_a_day(&portal().file("content/seiten/a.md", page)).are(&["orphan content/seiten/a.md:1:1"]);
    let linked = portal().file("content/seiten/a.md", page).replace(
        "content/themen/netze.md",
        "Siehe",
        "Siehe [A](../seiten/a.md) und",
    );
    on_a_day(&linked).none();
}

#[test]
fn memberships_lie_within_the_time_of_the_network() {
    let organisation = "---\ntitel: Netz\nkurztext: k\nart: netzwerk\nzeitraum: 1999–2014\n---\n";
    let town = |period: &str| {
        format!(
            "---\ntitel: Essen\nkurztext: k\nags: 05113000\nmitgliedschaften:\n  - {{ in: netz, zeitraum: {period} }}\n---\n"
        )
    };
    let project = |period: &str| {
        portal().file("content/organisationen/netz.md", organisation).file("content/kommunen/essen.md", town(period))
    };
    on_a_day(&project("2005–2013")).none();
    on_a_day(&project("2016–2018")).are(&["period-conflict content/kommunen/essen.md:6:11"]);
}

#[test]
fn parts_of_a_series_are_unique_and_planned() {
    let series = "---\ntitel: Reihe\nkurztext: k\nart: veranstaltungsreihe\nteile_geplant: 2\n---\n";
    let event =
        |part: i32| format!("---\ntitel: Teil {part}\nkurztext: k\nbeginn: 2021\nreihe: reihe\nteil: {part}\n---\n");
    let project = |parts: [i32; 2]| {
        portal()
            .file("content/reihen/reihe.md", series)
            .file("content/veranstaltungen/a.md", event(parts[0]))
            .file("content/veranstaltungen/b.md", event(parts[1]).replace("titel: Teil", "titel: Abend"))
    };
    on_a_day(&project([1, 2])).none();
    on_a_day(&project([2, 2])).are(&["series-part content/veranstaltungen/b.md:6:7"]);
    on_a_day(&project([1, 3])).are(&["series-part content/veranstaltungen/b.md:6:7"]);
}

#[test]
fn a_site_sets_rules_and_an_entry_silences_them() {
    let site = |rules: &str| {
        portal()
            .file("content/_site/site.yaml", format!("title: Probe\npackage: portal\nrules: {rules}\n"))
            .file("content/themen/a.md", "---\ntitel: A\nkurztext: k\nverwandt: [netze]\n---\n\n## Leer\n")
    };
    on_a_day(&site("{ empty-section: off }")).none();
    site("{ empty-section: error }").build().code(1);
    site("{ empty-section: hint }").run(["build", "--strict"]).code(0);
    on_a_day(&site("{ empty-sektion: off }")).the("unknown-rule").has("empty-sektion");
    on_a_day(&site("{ broken-link: off }")).the("unknown-rule");
    topic("pruefung: [{ regel: empty-section, grund: Kommt noch }]\n", "## Leer").none();
    topic("pruefung: [{ regel: empty-section }]\n", "## Leer").the("missing-field");
    topic("pruefung: [{ regel: empty-sektion, grund: x }]\n", "Text").the("unknown-rule");
}

#[test]
fn only_check_looks_at_the_clock() {
    let text = "---\ntitel: A\nkurztext: k\nverwandt: [netze]\npruefen_bis: 2020\n---\n\nText\n";
    let project = portal().file("content/themen/a.md", text);
    project.build().code(0).stderr_lacks("review-due");
    project.check().code(0).stderr_has("review-due");
}
