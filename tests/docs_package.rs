//! The engine is general: documentation in English, plain folders, and no type known by name.

use crate::harness::{Project, Run, repository_path};

/// `tests/sites/docs`: nested folders, README pages, tags, links between files, keys of other generators.
fn docs() -> (Project, Run) {
    let project = Project::new().copy("tests/sites/docs/content", "content");
    let run = project.run(["build", "--lang", "en"]);
    run.code(0);
    (project, run)
}

#[test]
fn a_folder_of_markdown_becomes_a_site() {
    let (_project, run) = docs();
    run.stdout_has("0 errors, 0 warnings");
    let pages = [
        "index.html",
        "guide/index.html",
        "guide/installation.html",
        "guide/advanced/night-mode.html",
        "reference/commands.html",
    ];
    for path in pages {
        run.page(path).has("<html lang=\"en\">");
    }
    run.page("index.html").has("<h1>Harbour</h1>").has("Harbour keeps small boats in order.");
    run.page("guide/installation.html").has("<h1>Installation: three ways</h1>").has("Don't.").has("\"quotes\" stay");
}

#[test]
fn links_between_files_become_links_between_pages() {
    let (_project, run) = docs();
    run.page("index.html")
        .has("href=\"guide/index.html\">guide</a>")
        .has("href=\"reference/commands.html#moor\">command</a>")
        .has("href=\"guide/advanced/night-mode.html\">Night mode</a>");
    run.page("guide/installation.html").has("href=\"../reference/commands.html#moor\">mooring</a>");
    run.page("guide/advanced/night-mode.html")
        .has("href=\"../../index.html\">start</a>")
        .has("href=\"../../guide/installation.html\">Installation: three ways</a>");
}

#[test]
fn a_plain_folder_leads_from_page_to_page() {
    let page = |title: &str| format!("# {title}\n\nText.\n");
    let site = Project::new()
        .file("content/start.md", page("Start here"))
        .file("content/guide/index.md", page("Guide"))
        .file("content/guide/install.md", page("Install"))
        .file("content/guide/write.md", page("Write"))
        .file("content/guide/deep/notes.md", "Only text.\n")
        .build();
    // The start page shows what there is, the menu its chapters.
    let home = site.page("index.html");
    home.has("aria-label=\"Menu\"").main().has_in_order(&[
        ">Start here<",
        ">Guide<",
        ">Install<",
        ">Write<",
        "Deep",
        ">Notes<",
    ]);
    home.between("<nav class=\"al-menu\"", "</nav>").has("href=\"guide/index.html\"");
    // A folder's page lists what is in it; its pages know each other.
    site.page("guide/index.html").main().has_in_order(&["In this section", "install.html", "write.html"]);
    let install = site.page("guide/install.html");
    install.has("aria-current=\"page\">Install<").has("href=\"../guide/write.html\" rel=\"next\"");
    install.has("href=\"../guide/index.html\" rel=\"prev\"");
    site.page("guide/deep/notes.html").has("href=\"../../guide/write.html\" rel=\"prev\"").lacks("rel=\"next\"");
    // One type only: its name says nothing, and nothing can be narrowed down.
    install.lacks("al-type");
    site.page("pages/index.html").lacks("al-facets");
}

#[test]
fn a_summary_made_from_a_long_paragraph_is_short() {
    let sentences = "A harbour keeps boats. ".repeat(9) + &"and more ".repeat(40);
    let site = Project::new().file("content/a.md", format!("# A\n\n{sentences}\n")).build();
    site.page("pages/index.html").main().has("keeps boats.</p>").lacks("and more");
}

#[test]
fn broken_links_in_plain_folders_are_errors_too() {
    Project::new().file("content/a.md", "# A\n\n[x](b.md)\n").faults().are(&["broken-link content/a.md:3:1"]);
}

#[test]
fn tags_have_pages() {
    let (_project, run) = docs();
    run.page("tags/setup.html").main().has("../guide/installation.html").has("../guide/advanced/night-mode.html");
    run.page("tags/lights.html").main().has("night-mode.html").lacks("installation.html");
    run.page("guide/installation.html").main().has("../tags/setup.html");
}

#[test]
fn documentation_is_found_by_the_search() {
    let (_project, run) = docs();
    let Some(found) = run.search("quay") else { return };
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("reference/commands.html"), "{found:?}");
}

#[test]
fn a_file_without_any_front_matter_has_the_title_of_its_heading_or_name() {
    let run = Project::new()
        .file("content/index.md", "Hello.\n")
        .file("content/first-steps.md", "Just text.\n")
        .file("content/other.md", "# A heading\n\nText.\n\n## Part\n")
        .build();
    run.code(0);
    run.page("first-steps.html").has("<h1>First steps</h1>").has("Just text.");
    run.page("other.html").has("<h1>A heading</h1>").has("<h2 id=\"part\">Part</h2>");
    run.page("index.html").has("Hello.");
}

#[test]
fn files_of_other_generators_build_unchanged() {
    let run = Project::new()
        .file(
            "content/posts/a.md",
            "---\ntitle: \"Post\"\ndate: 2021-04-28T10:00:00+02:00\ndraft: false\ncategories: [x]\naliases: [/old/]\nlayout: post\nparams:\n  a: [1, 2]\n---\n\nText.\n",
        )
        .file("content/posts/_index.md", "---\ntitle: Posts\n---\n")
        .build();
    run.code(0);
    run.page("posts/a.html").has("<h1>Post</h1>");
    run.page("posts/index.html").has("<h1>Posts</h1>");
}

#[test]
fn the_engine_knows_no_type_of_the_portal_by_name() {
    let types = [
        "praxisbeispiel",
        "modellprojekt",
        "baustein",
        "kommune",
        "veranstaltung",
        "begriff",
        "organisation",
        "referenz",
    ];
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(repository_path("src")).into_iter().map(Result::unwrap) {
        if entry.path().extension().is_none_or(|ending| ending != "rs") || entry.path().ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        // Unit tests stand last in a file and may speak of anything.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap();
            // Lists of German words, such as endings of names, know the words of the language, not the types.
            let is_word_list =
                line.trim().split(',').all(|part| part.trim().is_empty() || part.trim().starts_with('"'));
            if !is_word_list
                && types.iter().any(|name| line.contains(&format!("\"{name}")) || line.contains(&format!("{name}\"")))
            {
                found.push(format!("{}:{}: {line}", entry.path().display(), n + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
