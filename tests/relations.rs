//! Relations between entries show on both sides.

use crate::harness::{Project, repository};

/// The memberships of the example content, by start.
const MEMBERSHIPS: [(&str, &str); 8] = [
    ("modellprojekte/buergerorientierte-kommune.html", "1999–2004"),
    ("organisationen/civitas-botschafter.html", "1999–2014"),
    ("organisationen/bbe.html", "2005–2013"),
    ("modellprojekte/vhw-buergerorientierte-kommune.html", "2006–2008"),
    ("organisationen/kgst-ag-buergerkommune.html", "2012–2013"),
    ("organisationen/innovationsdialog-buergerbeteiligung.html", "2012–2014"),
    ("organisationen/allianz-vielfaeltige-demokratie.html", "seit 2015"),
    ("organisationen/kommunen-netzwerk-engagiert-in-nrw.html", "ohne Angabe"),
];

#[test]
fn essen_shows_its_memberships_by_start_with_bars_and_table() {
    let essen = repository().page("kommunen/essen.html");
    let table = essen.between("id=\"al-r-mitgliedschaften\"", "</table>");
    let parts: Vec<String> = MEMBERSHIPS.iter().map(|(url, _)| format!("href=\"../{url}\"")).collect();
    table.has_in_order(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    let periods: Vec<&str> = MEMBERSHIPS.iter().map(|(_, period)| *period).collect();
    table.text().has_in_order(&periods);
    table.has("<table>").has("<th scope=\"row\">").has("<svg class=\"al-bar");
    assert_eq!(table.count("<svg class=\"al-bar"), 8);
}

#[test]
fn every_network_of_essen_shows_essen_back_with_the_period() {
    for (url, period) in MEMBERSHIPS {
        let members = repository().page(url).between("id=\"al-r-mitglieder\"", "</section>");
        members.has("<a href=\"../kommunen/essen.html\"");
        if period != "ohne Angabe" {
            members.between("<a href=\"../kommunen/essen.html\"", "</tr>").text().has(period);
        }
    }
}

#[test]
fn a_missing_target_is_an_error_at_every_place_that_names_it() {
    let project = Project::portal()
        .file("content/organisationen/netz.md", "---\ntitel: Netz\nkurztext: Text.\nart: netzwerk\n---\nText.\n")
        .file(
            "content/kommunen/essen.md",
            "---\ntitel: Essen\nkurztext: Text.\nags: 05113000\nmitgliedschaften:\n  - { in: netz, zeitraum: seit 2015 }\n---\nText.\n",
        )
        .file("content/themen/t.md", "---\ntitel: T\nkurztext: Text.\n---\n\nZum [[organisation/netz|Netz]].\n");
    project.faults().none();
    project.remove("content/organisationen/netz.md");
    project.faults().are(&["broken-relation content/kommunen/essen.md:6:11", "broken-link content/themen/t.md:6:5"]);
}

#[test]
fn relations_find_titles_and_other_names() {
    let run = Project::portal()
        .file(
            "content/organisationen/bbe.md",
            "---\ntitel: Bundesnetzwerk Bürgerschaftliches Engagement\nkurz: BBE\nauch: [Bundesnetz]\nkurztext: T.\nart: netzwerk\n---\nText.\n",
        )
        .file("content/modellprojekte/a.md", "---\ntitel: A\nkurztext: T.\ntraeger: [BBE]\n---\nText.\n")
        .file("content/modellprojekte/b.md", "---\ntitel: B\nkurztext: T.\ntraeger: [Bundesnetz]\n---\nText.\n")
        .file(
            "content/modellprojekte/c.md",
            "---\ntitel: C\nkurztext: T.\ntraeger: [Bundesnetzwerk buergerschaftliches Engagement]\n---\nText.\n",
        )
        .file("content/modellprojekte/d.md", "---\ntitel: D\nkurztext: T.\ntraeger: [organisation/bbe]\n---\nText.\n")
        .build();
    run.code(0);
    run.page("organisationen/bbe.html").main().has_in_order(&[
        "../modellprojekte/a.html",
        "../modellprojekte/b.html",
        "../modellprojekte/c.html",
        "../modellprojekte/d.html",
    ]);
}

#[test]
fn topics_that_contain_each_other_are_an_error() {
    let topic = |title: &str, above: &str| format!("---\ntitel: {title}\nkurztext: T.\noberthema: {above}\n---\n");
    Project::portal()
        .file("content/themen/a.md", topic("A", "b"))
        .file("content/themen/b.md", topic("B", "a"))
        .faults()
        .the("relation-cycle");
}

#[test]
fn a_series_counts_its_parts_and_leads_through_them() {
    let part = |n: usize| {
        format!(
            "---\ntitel: Treffen {n}\nkurztext: T.\nbeginn: {n}. Mai 2021\nform: online\nveranstalter: [o]\nreihe: r\nteil: {n}\n---\nText.\n"
        )
    };
    let run = Project::portal()
        .file("content/organisationen/o.md", "---\ntitel: O\nkurztext: T.\nart: verein\n---\nText.\n")
        .file("content/reihen/r.md", "---\ntitel: Reihe\nkurztext: T.\nart: veranstaltungsreihe\n---\nText.\n")
        .file("content/veranstaltungen/a.md", part(1))
        .file("content/veranstaltungen/b.md", part(2))
        .file("content/veranstaltungen/c.md", part(3))
        .build();
    run.code(0);
    run.page("veranstaltungen/b.html")
        .between("<nav class=\"al-series\"", "</nav>")
        .has("Teil 2 von 3")
        .has("href=\"../veranstaltungen/a.html\"")
        .has("href=\"../veranstaltungen/c.html\"");
    run.page("veranstaltungen/a.html").between("<nav class=\"al-series\"", "</nav>").lacks("c.html");
}
