//! Topics are hubs that fill themselves.

use crate::harness::{Project, repository};

#[test]
fn the_hub_lists_im_fokus_by_issue_newest_first() {
    let hub = repository().page("themen/buergerkommune.html");
    let block = hub.between("<h2 id=\"al-b-im-fokus\"", "</section>");
    let issues = ["10/2018", "5/2018", "10/2016", "20/2011", "12/2011", "21/2010", "19/2010"];
    let marks: Vec<String> = issues.iter().map(|issue| format!("<span>{issue}</span>")).collect();
    block.has_in_order(&marks.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(block.count("class=\"al-card\""), issues.len());
    block.has("Pengelmann, Walter; Mehring, Katharina");
}

#[test]
fn entries_with_the_same_title_have_addresses_of_their_own() {
    let hub = repository().page("themen/buergerkommune.html");
    for slug in ["2016-10", "2011-20"] {
        let target = format!("#forum-fuer-buergerbeteiligung-und-kommunale-demokratie-{slug}\"");
        hub.has(&target);
    }
}

#[test]
fn blocks_without_entries_are_absent() {
    let run = Project::portal().file("content/themen/leer.md", "---\ntitel: Leer\nkurztext: T.\n---\nText.\n").build();
    run.code(0);
    run.page("themen/leer.html").main().lacks("class=\"al-block\"").lacks("Praxisbeispiele").lacks("Unterthemen");
}

#[test]
fn an_entry_appears_on_the_hub_of_each_of_its_topics() {
    let run = Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n")
        .file("content/themen/b.md", "---\ntitel: B\nkurztext: T.\noberthema: a\n---\n")
        .file("content/methoden/m.md", METHOD)
        .build();
    run.code(0);
    for topic in ["a", "b"] {
        run.page(&format!("themen/{topic}.html"))
            .between("<h2 id=\"al-b-methoden\"", "</section>")
            .has("<a href=\"../methoden/m.html\">Runder Tisch</a>");
    }
    run.page("themen/a.html").between("<h2 id=\"al-b-unterthemen\"", "</section>").has("../themen/b.html");
    run.page("methoden/m.html").main().has("../themen/a.html").has("../themen/b.html");
}

const METHOD: &str = "---\ntitel: Runder Tisch\nkurztext: T.\nthemen: [a, b]\n---\n\n## Kurzbeschreibung\n\nText.\n\n## Ablauf\n\nText.\n";

#[test]
fn other_spellings_lead_to_the_one_topic_page() {
    let run = Project::portal()
        .file(
            "content/themen/buergerkommune.md",
            "---\ntitel: Bürgerkommune\nkurztext: T.\nnicht: [Bürger-Kommune]\n---\n",
        )
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n")
        .file("content/methoden/m.md", METHOD.replace("[a, b]", "[a, Buergerkommune]"))
        .file("content/methoden/n.md", METHOD.replace("[a, b]", "[Bürger-Kommune]").replace("Runder", "Eckiger"))
        .build();
    run.code(0);
    run.page("themen/buergerkommune.html").main().has("../methoden/m.html").has("../methoden/n.html");
    assert_eq!(
        run.paths().iter().filter(|path| path.starts_with("themen/") && path.contains("kommune.html")).count(),
        1
    );
}

#[test]
fn topic_pages_have_a_feed_of_their_own() {
    let run = repository();
    run.page("themen/buergerkommune.html").has("type=\"application/atom+xml\"").has("themen/buergerkommune.atom.xml");
    run.page("themen/buergerkommune.atom.xml").has("<feed").has("<entry>");
}
