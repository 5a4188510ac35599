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
