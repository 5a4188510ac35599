//! Nothing comes from elsewhere: every page is complete where it lies.

use crate::harness::{Project, repository};

/// What a page loads by itself, as opposed to what a reader may follow.
const LOADS: [&str; 10] = [
    "<script src=\"",
    "<img src=\"",
    "<source ",
    "<iframe",
    "<object",
    "<embed",
    "<video",
    "<audio",
    "<link rel=\"stylesheet\" href=\"",
    "<link rel=\"icon\" href=\"",
];

#[test]
fn no_page_loads_anything_from_elsewhere() {
    for page in repository().pages() {
        for load in LOADS {
            page.lacks(&format!("{load}http")).lacks(&format!("{load}//"));
        }
        page.lacks("<iframe").lacks("<object").lacks("<embed").lacks("@import").lacks("srcset=\"http");
    }
    for (path, bytes) in repository().tree() {
        if path.ends_with(".css") && !path.starts_with("search/") {
            let css = String::from_utf8(bytes).unwrap();
            for outside in ["url(http", "url(\"http", "url('http", "url(//", "@import"] {
                assert!(!css.contains(outside), "{outside} in {path}");
            }
        }
    }
}

#[test]
fn no_page_has_inline_scripts_styles_or_handlers() {
    for page in repository().pages() {
        page.lacks(" style=\"")
            .lacks("<style")
            .lacks("javascript:")
            .lacks(" onclick")
            .lacks(" onload")
            .lacks(" onerror");
        let html = page.html();
        for script in html.split("<script").skip(1) {
            let tag = &script[..script.find('>').unwrap()];
            let is_data = tag.contains("type=\"application/ld+json\"");
            assert!(is_data || tag.contains("src=\""), "inline script in {}: {tag}", page.name());
            assert!(
                !tag.contains("module") && !tag.contains("async"),
                "not a classic script in {}: {tag}",
                page.name()
            );
        }
    }
}

#[test]
fn every_page_has_the_frame_that_readers_and_machines_expect() {
    for page in repository().pages() {
        if page.html().contains("http-equiv=\"refresh\"") {
            continue;
        }
        page.has("<html lang=\"de")
            .has("<meta http-equiv=\"Content-Security-Policy\"")
            .has("<main")
            .has("class=\"al-skip\"");
        assert_eq!(page.count("<h1"), 1, "{}", page.name());
        if !["404.html"].contains(&page.name()) {
            page.has("<meta name=\"description\" content=\"");
        }
        if !["404.html", "index.html"].contains(&page.name()) {
            page.has("class=\"al-crumbs");
        }
    }
}

#[test]
fn no_id_is_empty_or_given_twice_on_a_page() {
    for page in repository().pages() {
        let mut ids: Vec<&str> =
            page.html().split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        ids.sort_unstable();
        assert!(!ids.iter().any(|id| id.is_empty() || id.ends_with('-')), "{}: {ids:?}", page.name());
        let twice: Vec<&str> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{}: {twice:?}", page.name());
    }
}

#[test]
fn the_json_of_every_page_is_json() {
    for page in repository().pages() {
        for script in page.html().split("<script type=\"application/ld+json\">").skip(1) {
            let json = &script[..script.find("</script>").unwrap()];
            let value: Result<serde_json::Value, _> = serde_json::from_str(json);
            assert!(value.is_ok(), "{}: {json}", page.name());
        }
    }
}

#[test]
fn a_picture_from_elsewhere_is_not_loaded() {
    let project = Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n\n![Bild](https://example.org/bild.png)\n");
    let run = project.build();
    run.code(1).stderr_has("https://example.org/bild.png");
}

#[test]
fn a_template_that_loads_something_from_elsewhere_is_an_error() {
    for load in [
        "<script src=\"https://example.org/x.js\"></script>",
        "<link rel=\"stylesheet\" href=\"https://example.org/x.css\">",
        "<img src=\"//example.org/x.png\" alt=\"\">",
        "<iframe src=\"https://example.org/\"></iframe>",
    ] {
        Project::portal()
            .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n")
            .file(
                "themes/default/templates/404.html",
                format!("{{% extends \"base.html\" %}}{{% block main %}}<h1>Weg</h1>{load}{{% endblock main %}}"),
            )
            .build()
            .code(1)
            .stderr_has("example.org")
            .stderr_has("themes/default/templates/404.html");
    }
}
