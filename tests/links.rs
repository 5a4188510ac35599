//! Links inside the site are relative, checked and lead where they say.

use crate::harness::{Project, repository};

#[test]
fn entries_are_linked_by_id_by_title_and_by_file() {
    let run = Project::portal()
        .file("content/themen/netze.md", "---\ntitel: Starke Netze\nkurztext: T.\n---\n\n## Zum Anfang\n\nText.\n")
        .file(
            "content/methoden/m.md",
            "---\ntitel: M\nkurztext: T.\n---\n\n## Kurzbeschreibung\n\n[[thema/netze|Text A]], [[Starke Netze]], [Text B](../themen/netze.md), [Text C](../themen/netze.md#zum-anfang)\n\n## Ablauf\n\nText.\n",
        )
        .build();
    run.code(0);
    run.page("methoden/m.html")
        .has("<a href=\"../themen/netze.html\">Text A</a>")
        .has("<a href=\"../themen/netze.html\">Starke Netze</a>")
        .has("<a href=\"../themen/netze.html\">Text B</a>")
        .has("<a href=\"../themen/netze.html#zum-anfang\">Text C</a>");
}

#[test]
fn broken_links_and_anchors_are_errors_with_their_place() {
    Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n\n## Eins\n\nText.\n")
        .file(
            "content/themen/b.md",
            "---\ntitel: B\nkurztext: T.\n---\n\n[x](c.md)\n\n[y](a.md#zwei)\n\n[[thema/aa]]\n\n[z](#drei)\n",
        )
        .faults()
        .are(&[
            "broken-link content/themen/b.md:6:1",
            "broken-anchor content/themen/b.md:8:1",
            "broken-link content/themen/b.md:10:1",
            "broken-anchor content/themen/b.md:12:1",
        ]);
}

#[test]
fn no_link_of_any_page_is_absolute() {
    for page in repository().pages() {
        if page.name() == "404.html" {
            continue;
        }
        page.lacks("href=\"/").lacks("src=\"/").lacks("action=\"/");
    }
}

#[test]
fn a_base_address_gives_canonical_links_and_a_sitemap() {
    let project = Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n");
    let without = project.build();
    without.code(0).lacks_page("sitemap.xml").page("themen/a.html").lacks("rel=\"canonical\"");
    let with = project.run(["build", "--base-url", "https://example.org/portal/"]);
    with.code(0).page("sitemap.xml").has("<loc>https://example.org/portal/themen/a.html</loc>");
    with.page("themen/a.html").has("<link rel=\"canonical\" href=\"https://example.org/portal/themen/a.html\">");
}

#[test]
fn a_file_in_medien_is_linked_by_its_name_with_type_and_size() {
    Project::portal()
        .file("content/medien/leitfaden.pdf", "x".repeat(1_234_567))
        .file(
            "content/themen/t.md",
            "---\ntitel: T\nkurztext: T.\n---\n\n[Leitfaden](leitfaden.pdf), [nochmal](/medien/leitfaden.pdf#seite-2), [Leitfaden (PDF)](leitfaden.pdf)\n",
        )
        .build()
        .code(0)
        .page("themen/t.html")
        .has("<a href=\"../medien/leitfaden.pdf\">Leitfaden</a> <span class=\"al-note\">(PDF, 1,2\u{A0}MB)</span>,")
        .has("<a href=\"../medien/leitfaden.pdf#seite-2\">nochmal</a> <span class=\"al-note\">(PDF, 1,2\u{A0}MB)</span>,")
        .has("<a href=\"../medien/leitfaden.pdf\">Leitfaden (PDF)</a></p>");
}

#[test]
fn a_link_to_a_heading_shows_the_heading() {
    Project::portal()
        .file(
            "content/themen/t.md",
            "---\ntitel: T\nkurztext: T.\n---\n\nSiehe [[#ueber-uns]].\n\n## Über uns\n\nText.\n",
        )
        .build()
        .code(0)
        .page("themen/t.html")
        .has("Siehe <a href=\"#ueber-uns\">Über uns</a>.");
}

#[test]
fn a_broken_link_names_the_file_of_that_name_and_never_its_own_page() {
    let entry = |title: &str, body: &str| format!("---\ntitel: {title}\nkurztext: T.\n---\n\n{body}\n");
    let project = Project::portal()
        .file(
            "content/methoden/rat.md",
            "---\ntitel: R\nkurztext: T.\n---\n\n## Kurzbeschreibung\n\nT.\n\n## Ablauf\n\nT.\n",
        )
        .file("content/themen/netz.md", entry("N", "[x](netze.md)"))
        .file("content/themen/t.md", entry("T", "[x](rat.md)"));
    let faults = project.faults();
    assert!(faults.0.iter().find(|f| f.file.ends_with("netz.md")).unwrap().hints.is_empty(), "{faults:?}");
    faults.0.iter().find(|f| f.file.ends_with("t.md") && f.line == Some(6)).unwrap();
    faults.0.iter().find(|f| f.file.ends_with("/t.md")).unwrap().has("/methoden/rat.md");
}

#[test]
fn a_required_page_stands_once_in_the_footer() {
    let page = Project::portal()
        .file(
            "content/_site/site.yaml",
            "package: portal\nrequired_pages: [impressum]\nfooter: [seite/impressum, seite/wir]\n",
        )
        .file("content/seiten/impressum.md", "---\ntitel: Impressum\nkurztext: T.\npflicht: impressum\n---\nText.\n")
        .file("content/seiten/wir.md", "---\ntitel: Wir\nkurztext: T.\n---\nText.\n")
        .build()
        .code(0)
        .page("a-z.html")
        .between("<footer", "</footer>");
    assert_eq!((page.count("impressum.html"), page.count("wir.html")), (1, 1));
}
