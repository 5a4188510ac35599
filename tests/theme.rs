//! Themes: what every page says to machines, views of lists, pictures, and themes of one's own.

use crate::harness::{Project, repository_path};

const EXAMPLE: &str = "---\ntitel: Dorfladen\nkurztext: Ein Laden.\nthemen: [netze]\nbundesland: Bayern\n\
    zeitraum: 2019–2022\naktualisiert: 2026-03-01\n---\n## Worum geht es?\n\nText.\n\n## Ergebnisse\n\nText.\n";

fn portal() -> Project {
    Project::portal()
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: Netze.\n---\nText.\n")
        .file("content/praxisbeispiele/dorfladen.md", EXAMPLE)
        .file("content/praxisbeispiele/brunnen.md", EXAMPLE.replace("Dorfladen", "Der </script> Brunnen"))
        .file(
            "content/veranstaltungen/tagung.md",
            "---\ntitel: Tagung\nkurztext: Eine Tagung.\nbeginn: 28.4.2021\nform: vor Ort\n\
             ort: { name: Rathaus, strasse: Markt 1, plz: 12345 }\n---\nText.\n",
        )
}

/// All JSON-LD blocks of a page.
fn json_ld(html: &str) -> Vec<serde_json::Value> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    blocks.map(|rest| serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()).collect()
}

#[test]
fn structured_data_says_what_the_content_says_and_no_more() {
    let site = portal().run(["build", "--base-url", "https://beispiel.de"]);
    let event = json_ld(site.page("veranstaltungen/tagung.html").html()).remove(0);
    let event = &event["@graph"][0];
    assert_eq!(event["@type"], "Event");
    assert_eq!(event["startDate"], "2021-04-28");
    assert_eq!(event["location"]["address"]["postalCode"], "12345");
    assert!(event.get("endDate").is_none() && event.get("organizer").is_none());
    let example = json_ld(site.page("praxisbeispiele/brunnen.html").html()).remove(0);
    assert_eq!(example["@graph"][0]["name"], "Der </script> Brunnen");
    assert_eq!(example["@graph"][1]["@type"], "BreadcrumbList");
    assert_eq!(example["@graph"][1]["itemListElement"][1]["item"], "https://beispiel.de/praxisbeispiele/");
}

#[test]
fn without_an_address_there_is_no_canonical_link() {
    let site = portal().build();
    let page = site.page("praxisbeispiele/dorfladen.html");
    page.lacks("rel=\"canonical\"").lacks("og:url").lacks("BreadcrumbList");
}

#[test]
fn a_card_of_ones_own_may_say_something_else_on_every_page() {
    let components = std::fs::read_to_string(repository_path("themes/default/templates/components.html")).unwrap();
    let own = components.replace("<li class=\"al-card\"", "<li class=\"al-card\" data-on=\"{{ page.url }}\"");
    let site = portal()
        .file("content/_site/site.yaml", "title: Probe\npackage: portal\ntheme: eigen\n")
        .file("themes/eigen/templates/components.html", own)
        .build();
    for page in ["praxisbeispiele/dorfladen.html", "praxisbeispiele/index.html", "bundeslaender/bayern.html"] {
        site.page(page).has(&format!("<li class=\"al-card\" data-on=\"{page}\""));
    }
}

#[test]
fn a_card_links_from_pages_of_every_depth() {
    let site = portal().build();
    site.page("praxisbeispiele/index.html").has("<a href=\"../praxisbeispiele/dorfladen.html\">Dorfladen</a>");
    site.page("praxisbeispiele/bundesland/bayern.html").has("<a href=\"../../praxisbeispiele/dorfladen.html\">");
}

#[test]
fn a_list_has_a_page_for_each_further_view() {
    let site = portal().build();
    site.page("praxisbeispiele/index.html").has("ansicht/karte.html").has("ansicht/tabelle.html");
    site.page("praxisbeispiele/ansicht/tabelle.html").has("<th scope=\"col\">Bundesland</th>").has("2019–2022");
    site.page("praxisbeispiele/ansicht/karte.html").has("BY 2: Bayern, 2 Einträge");
    site.page("veranstaltungen/ansicht/kalender.html").has("April 2021").has("28: Tagung");
    site.page("neu.html").has("März 2026");
}

#[test]
fn an_unknown_view_is_a_fault_of_the_schema() {
    let type_file = "type: ding\nlabel: Ding\nfolder: dinge\nfields:\n  titel: { kind: text, role: title }\n\
        lists:\n  - { url: /dinge/, views: [liste, landkarte] }\n";
    let faults = Project::portal().file("content/_site/types/ding.yaml", type_file).faults();
    faults.the("schema-value");
}

#[test]
fn long_words_of_headings_come_apart_and_nowhere_else() {
    let text = "---\ntitel: Selbsthilfekontaktstellen\nkurztext: K.\n---\n## Freiwilligenagenturen\n\nFreiwilligenagenturen.\n";
    let site = Project::portal().file("content/themen/selbsthilfe.md", text).build();
    // As written: what `page` gives has no soft hyphens.
    let read = |path: &str| std::fs::read_to_string(site.public().join(path)).unwrap();
    let page = read("themen/selbsthilfe.html");
    assert!(page.contains("<h1>Selbst\u{ad}hilfe\u{ad}kontakt\u{ad}stellen</h1>"), "{page}");
    assert!(page.contains("<title>Selbsthilfekontaktstellen"), "{page}");
    assert!(page.contains("id=\"freiwilligenagenturen\"") && page.contains("<p>Freiwilligenagenturen.</p>"), "{page}");
    assert!(!read("themen/atom.xml").contains('\u{ad}'));
}

#[test]
fn pictures_come_in_several_sizes() {
    let picture = image::RgbImage::from_fn(1200, 600, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let project = Project::portal()
        .file("content/medien/markt.jpg", jpeg.into_inner())
        .file("content/medien/kaputt.jpg", b"\xff\xd8\xff")
        .file(
            "content/themen/netze.md",
            "---\ntitel: Netze\nkurztext: K.\n---\n![Markt](markt.jpg)\n\n![Markt](markt.jpg)\n",
        );
    let site = project.build();
    let page = site.page("themen/netze.html");
    page.has("srcset=\"../medien/markt.480w.jpg 480w, ../medien/markt.960w.jpg 960w, ../medien/markt.jpg 1200w\"");
    page.has("width=\"1200\" height=\"600\"");
    assert_eq!(page.html().matches("loading=\"lazy\"").count(), 1, "the first picture does not wait");
    let first = std::fs::read(project.path("public/medien/markt.480w.jpg")).unwrap();
    assert!(project.path(".allmende/cache/images").is_dir());
    std::fs::remove_dir_all(project.path(".allmende")).unwrap();
    project.build().code(0);
    assert_eq!(first, std::fs::read(project.path("public/medien/markt.480w.jpg")).unwrap());
}

#[test]
fn a_check_looks_whether_pictures_can_be_made_smaller_and_writes_nothing() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1200, 600).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let project = Project::portal()
        .file("content/medien/halb.png", &png[..png.len() / 2])
        .file("content/medien/ganz.png", png)
        .file("content/themen/t.md", "---\ntitel: T\nkurztext: K.\n---\n![Halb](halb.png)\n\n![Ganz](ganz.png)\n");
    project.check().stderr_has("halb.png").stderr_has("image-unusable");
    assert!(!project.path(".allmende").exists());
}

#[test]
fn another_theme_looks_entirely_different() {
    let site = portal()
        .file("content/_site/site.yaml", "title: Probe\npackage: portal\ntheme: schlicht\n")
        .copy("tests/themes/schlicht", "themes/schlicht")
        .build();
    site.code(0);
    let page = site.page("praxisbeispiele/dorfladen.html");
    page.has("<table class=\"angaben\">").has("aria-label=\"Wohin?\"").has("assets/schlicht.css").lacks("class=\"al-");
    site.page("praxisbeispiele/index.html").has("<ol class=\"schlicht\">").lacks("class=\"al-");
    // What the theme does not bring, the default theme does.
    site.page("a-z.html").has("<main id=\"inhalt\">").has("al-letter");
}

#[test]
fn a_folder_overrides_one_file_and_no_more() {
    let own = "{% extends \"entry.html\" %}{% block text %}<p>Eigener Text</p>{{ super() }}{% endblock text %}";
    let site = portal().file("themes/default/templates/entry/praxisbeispiel.html", own).build();
    site.page("praxisbeispiele/dorfladen.html").has("<p>Eigener Text</p>").has("al-facts").has("id=\"worum-geht-es\"");
    site.page("veranstaltungen/tagung.html").lacks("Eigener Text");
}

#[test]
fn overrides_that_no_longer_match_are_listed() {
    let project = portal()
        .file("themes/default/templates/entyr.html", "{% extends \"base.html\" %}{% block main %}{% endblock main %}")
        .file("themes/default/templates/404.html", "{% extends \"base.html\" %}{% block mian %}{% endblock mian %}");
    let run = project.run(["theme", "diff"]);
    run.code(0).stdout_has("templates/entyr.html").stdout_has("entry.html").stdout_has("»mian«").stdout_has("»main«");
    project.run(["theme", "diff", "--strict"]).code(3);
    project.remove("themes/default/templates/entyr.html");
    project.remove("themes/default/templates/404.html");
    project.run(["theme", "copy", "templates/entry.html"]).code(0);
    assert!(project.text("themes/default/templates/entry.html").starts_with("{#- allmende: entry.html "));
    project.run(["theme", "diff", "--strict"]).code(0);
    project.run(["theme", "copy", "templates/entry.html"]).code(2);
    project.build().code(0).page("praxisbeispiele/dorfladen.html").has("<!doctype html>");
}

#[test]
fn the_page_for_what_is_missing_finds_its_style_in_a_folder_of_a_web_site() {
    let site = portal().run(["build", "--base-url", "https://stadt.beispiel.de/portal/"]);
    site.page("404.html").has("href=\"/portal/assets/style.css\"").has("href=\"/portal/index.html\"");
    let site = portal().run(["build", "--base-url", "https://beispiel.de"]);
    site.page("404.html").has("href=\"/assets/style.css\"");
    portal().build().page("404.html").has("href=\"/assets/style.css\"");
}

#[test]
fn news_on_the_start_page_say_when_they_changed() {
    let news = portal().build().page("index.html").between("id=\"al-news\"", "</section>");
    news.has_in_order(&[">Dorfladen<", "datetime=\"2026-03-01\"", "Bayern"]);
}

#[test]
fn who_stands_in_two_groups_of_a_page_is_described_once() {
    let page = portal()
        .file("content/kommunen/auheim.md", "---\ntitel: Auheim\nags: '09162000'\nkurztext: K.\n---\nText.\n")
        .file(
            "content/praxisbeispiele/park.md",
            EXAMPLE.replace("bundesland", "orte: [Auheim]\ntraeger: [Auheim]\nbundesland"),
        )
        .build()
        .page("kommunen/auheim.html");
    assert_eq!(page.count("praxisbeispiele/park.html"), 2, "{}", page.html());
    assert_eq!(page.count("Ein Laden."), 1);
}

#[test]
fn long_lists_come_in_pages_and_their_links_lead_to_the_right_one() {
    let terms = "schlagwoerter:\n  label: { one: Schlagwort, many: Schlagwörter }\n  terms:\n    - { key: ehrenamt, label: Ehrenamt }\n";
    let mut project = portal().file("content/_site/vocab/schlagwoerter.yaml", terms);
    for n in 0..105 {
        let text = EXAMPLE
            .replace("Dorfladen", &format!("Treffen {n}"))
            .replace("zeitraum", "schlagwoerter: [ehrenamt]\nzeitraum");
        project = project.file(&format!("content/praxisbeispiele/t{n}.md"), text);
    }
    let plan = "---\ntitel: Plan\nkurztext: P.\nthemen: [netze]\nschlagwoerter: [Ehrenamt]\n---\nText.\n";
    let site = project.file("content/modellprojekte/plan.md", plan).build();
    let first = site.page("schlagwoerter/ehrenamt.html");
    first.has("106 Seiten").has("href=\"../schlagwoerter/ehrenamt-seite-2.html#al-g-modellprojekte\"").lacks(">Plan<");
    first.has("href=\"#al-g-praxisbeispiele\"");
    let second = site.page("schlagwoerter/ehrenamt-seite-2.html");
    second.has(">Plan<").has("id=\"al-g-modellprojekte\"").has("href=\"../schlagwoerter/ehrenamt.html\"");
    site.page("themen/netze/praxisbeispiele-seite-2.html").has("Treffen 99");
    // The folder of the terms is a page too.
    second.has("href=\"../schlagwoerter/index.html\"");
    site.page("schlagwoerter/index.html").has_in_order(&["ehrenamt.html", "106 Einträge"]);
    site.page("a-z.html").has(">Treffen 7<");
}

#[test]
fn an_index_that_is_too_long_for_one_page_has_a_page_for_each_letter() {
    let terms: String = (0..1_001).map(|n| format!("- {{ titel: Wort {n}, kurztext: K. }}\n")).collect();
    let site = portal().file("content/glossar/viele.yaml", terms).build();
    site.page("a-z.html").has_in_order(&["href=\"a-z/w.html\"", "1001 Einträge"]).lacks(">Wort 7<");
    let letter = site.page("a-z/w.html");
    letter.has(">Wort 7<").has("href=\"../a-z.html\"").has("href=\"../a-z/d.html\"").lacks(">Dorfladen<");
}

#[test]
fn an_event_says_whether_it_is_over() {
    let site = portal().build();
    site.page("veranstaltungen/tagung.html").between("<aside", "</aside>").has("Vergangen").lacks("Kommend");
}

#[test]
fn an_event_of_several_days_is_over_after_the_last() {
    let event = "---\ntitel: Woche\nkurztext: K.\nbeginn: 1. März 2027\nende: 7. März 2027\n---\nText.\n";
    let site = portal().file("content/veranstaltungen/woche.md", event);
    for (today, word) in [("7.3.2027", "Kommend"), ("8.3.2027", "Vergangen")] {
        let built = site.run(["build", "--today", today]);
        built.code(0).page("veranstaltungen/woche.html").between("<aside", "</aside>").has(word);
    }
}
