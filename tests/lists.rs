//! Lists: order, groups, facets, A–Z.

use crate::harness::{Project, repository};

#[test]
fn titles_are_in_dictionary_order() {
    let topics = [
        "Zukunft",
        "Ärzte",
        "Arbeit",
        "Öffentlichkeit",
        "Ostern",
        "Straße",
        "Strasse b",
        "Aerosol",
        "Bürger 10",
        "Bürger 9",
    ];
    let mut project = Project::portal();
    for (n, title) in topics.iter().enumerate() {
        project = project
            .file(&format!("content/themen/t{n}.md"), format!("---\ntitel: {title}\nkurztext: T.\n---\nText.\n"));
    }
    let run = project.build();
    run.code(0);
    let expected = [
        ">Aerosol<",
        ">Arbeit<",
        ">Ärzte<",
        ">Bürger 9<",
        ">Bürger 10<",
        ">Öffentlichkeit<",
        ">Ostern<",
        ">Straße<",
        ">Strasse b<",
        ">Zukunft<",
    ];
    run.page("themen/index.html").main().has_in_order(&expected);
    run.page("a-z.html").main().has_in_order(&expected);
}

#[test]
fn every_value_of_a_facet_has_a_page() {
    let list = repository().page("praxisbeispiele/index.html");
    list.has("bundesland/nordrhein-westfalen.html").has("themen/buergerkommune.html");
    let page = repository().page("praxisbeispiele/bundesland/bayern.html");
    page.main().has("buendnis-fuer-augsburg.html").lacks("man-kennt-sich-weisswasser.html");
}

#[test]
fn no_two_files_are_equal_ignoring_case_and_all_names_are_ascii() {
    let paths = repository().paths();
    let mut lower: Vec<String> = paths.iter().map(|path| path.to_lowercase()).collect();
    lower.sort();
    lower.dedup();
    assert_eq!(lower.len(), paths.len());
    for path in paths {
        let is_plain = path.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/'));
        assert!(is_plain && path.len() <= 160, "{path}");
    }
}

#[test]
fn two_entries_with_one_address_are_an_error_that_names_both_files() {
    let topic = "---\ntitel: T\nkurztext: T.\n---\n";
    let faults =
        Project::portal().file("content/themen/bürger.md", topic).file("content/themen/buerger.md", topic).faults();
    let fault = faults.the("url-collision");
    let all = format!("{} {} {:?}", fault.file, fault.message, fault.hints);
    assert!(all.contains("content/themen/bürger.md") && all.contains("content/themen/buerger.md"), "{fault:?}");
}

#[test]
fn the_name_of_the_file_is_the_address_and_the_title_may_change() {
    let file = |title: &str| format!("---\ntitel: {title}\nkurztext: T.\n---\n");
    let project = Project::portal().file("content/themen/Straße der Künste.md", file("Erster Titel"));
    project.build().code(0).page("themen/strasse-der-kuenste.html").has("Erster Titel");
    project.write("content/themen/Straße der Künste.md", file("Ganz anders"));
    project.build().code(0).page("themen/strasse-der-kuenste.html").has("Ganz anders");
}

#[test]
fn drafts_have_no_page_unless_asked_for() {
    let project = Project::portal()
        .file("content/themen/a.md", "---\ntitel: Fertig\nkurztext: T.\n---\n")
        .file("content/themen/b.md", "---\ntitel: Unfertig\nkurztext: T.\nentwurf: ja\n---\n");
    let run = project.build();
    run.code(0).lacks_page("themen/b.html");
    for page in run.pages() {
        page.lacks("Unfertig");
    }
    project.run(["build", "--drafts"]).code(0).page("themen/b.html").has("Unfertig").has("Entwurf");
}

#[test]
fn a_former_address_leads_to_the_page() {
    let run = Project::portal()
        .file("content/themen/neu.md", "---\ntitel: Neu\nkurztext: T.\nweiterleitungen: [/alt/seite.html]\n---\n")
        .build();
    run.code(0).page("alt/seite.html").has("../themen/neu.html");
}

#[test]
fn jump_links_stay_on_their_page() {
    let list = repository().page("glossar/index.html");
    let jumps = list.between("<nav class=\"al-jumps\"", "</nav>");
    assert!(jumps.count("<a href=\"#al-g-") > 5, "{}", jumps.html());
    jumps.lacks("href=\"..");
}

#[test]
fn a_facet_without_values_has_no_heading() {
    let topic = |title: &str| format!("---\ntitel: {title}\nkurztext: T.\n---\nText.\n");
    let run = Project::portal()
        .file(
            "content/_site/types/notiz.yaml",
            "type: notiz\nlabel: { one: Notiz, many: Notizen }\nextends: basis\nfolder: notizen\nlists:\n  - { url: /notizen/, facets: [themen, schlagwoerter] }\n",
        )
        .file("content/notizen/a.md", topic("A"))
        .file("content/notizen/b.md", topic("B").replace("kurztext", "schlagwoerter: Ehrenamt\nkurztext"))
        .build();
    run.code(0).page("notizen/index.html").main().text().has("Schlagwörter").lacks("Themen");
}

#[test]
fn the_dates_of_a_list_come_as_a_calendar() {
    let event =
        |front_matter: &str| format!("---\nkurztext: Wer kommt; was dann?\nform: online\n{front_matter}---\nText.\n");
    let run = Project::portal()
        .file("content/_site/site.yaml", "title: Probe\npackage: portal\nbase_url: https://example.org/p\n")
        .file(
            "content/veranstaltungen/auftakt.md",
            event("titel: Auftakt, Teil 1\nbeginn: 28. April 2021, 18:00 Uhr\nende: 28. April 2021, 20:00 Uhr\nort: { name: Rathaus, strasse: Markt 1 }\nabsage: ja\n"),
        )
        .file("content/veranstaltungen/tagung.md", event("titel: Tagung\nbeginn: 30.12.2021\nende: 31.12.2021\n"))
        .file("content/veranstaltungen/herbst.md", event("titel: Irgendwann im Herbst\nbeginn: Oktober 2013\n"))
        .run(["build"]);
    run.code(0);
    run.page("veranstaltungen/index.html").main().has("href=\"../veranstaltungen/kalender.ics\"");
    let bytes = &run.tree()["veranstaltungen/kalender.ics"];
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 77), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{text}");
    for line in [
        "UID:https://example.org/p/veranstaltung/auftakt",
        "DTSTART;TZID=Europe/Berlin:20210428T180000",
        "DTEND;TZID=Europe/Berlin:20210428T200000",
        "SUMMARY:Auftakt\\, Teil 1",
        "DESCRIPTION:Wer kommt\\; was dann?",
        "LOCATION:Rathaus\\, Markt 1",
        "URL:https://example.org/p/veranstaltungen/auftakt.html",
        "STATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20211230",
        "DTEND;VALUE=DATE:20220101",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "no {line} in\n{text}");
    }
}
