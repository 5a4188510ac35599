//! Names, slugs, redirects and addresses that collide, mean something to a system, or lead elsewhere.

use super::{Case, TOPIC, check, topic};
use crate::harness::Project;

fn with(name: &str, yaml: &str) -> Case {
    let text = format!("---\ntitel: Probe\nkurztext: Ein Satz.\n{yaml}\n---\nText\n");
    Case::new(
        name,
        Project::portal()
            .file(TOPIC, text)
            .file("secret.txt", "geheim")
            .file("content/themen/b.png", super::files::png(4, 3)),
    )
}

/// Files by name, each a topic with its own title.
fn named(name: &str, files: &[&str]) -> Case {
    let mut project = Project::portal();
    for (i, file) in files.iter().enumerate() {
        project = project.file(&format!("content/{file}"), format!("---\ntitel: Titel {i}\nkurztext: T.\n---\nText\n"));
    }
    Case::new(name, project)
}

const HERE: &str = "content/themen/x.md:4";

#[test]
fn slugs_stay_below_their_folder() {
    let mut cases = Vec::new();
    for slug in [
        "../../x",
        "/etc/x",
        "..\\\\..\\\\x",
        "C:\\\\x",
        "a/b",
        "a\\0b",
        "%2e%2e%2fx",
        "\\u202Ex",
        "x\\ny",
        "x?y",
        "x#y",
        "x.html",
        "suche",
        "atom",
        "A",
        "ä",
        "~root",
        "$HOME",
        "`id`",
        "x;y",
        "-rf",
    ] {
        cases.push(with(&format!("slug {slug}"), &format!("slug: \"{slug}\"")));
    }
    for slug in ["..", ".", "...", "/", "//", " ", "🎉", "日本", "\\0"] {
        cases.push(
            with(&format!("slug {slug}"), &format!("slug: \"{slug}\"")).refused(&["slug-empty content/themen/x.md"]),
        );
    }
    for slug in ["con", "AUX", "nul", "com1", "Lpt9"] {
        cases.push(
            with(&format!("slug {slug}"), &format!("slug: {slug}")).refused(&["output-path content/themen/x.md"]),
        );
    }
    cases.push(with("slug index", "slug: index").refused(&["url-collision content/themen/x.md"]));
    cases.push(
        with("a long slug", &format!("slug: {}", "lang".repeat(200))).refused(&["output-path content/themen/x.md"]),
    );
    check(cases);
}

#[test]
fn redirects_stay_in_the_site() {
    let mut cases = Vec::new();
    for path in [
        "/../x.html",
        "/a/../b.html",
        "/%2e%2e/x.html",
        "\\\\..\\\\x",
        "//example.org/x",
        "https://example.org/x",
        "javascript:alert(1)",
        "/.git/config",
        "/.htaccess",
        "/x\\ny.html",
        "/a\\0b.html",
        "/con/x.html",
        "/Gross/Klein.html",
        "/ä.html",
        "/a b.html",
        "/~root",
        "/a//b.html",
        "/<script>.html",
        "/\"onclick=\".html",
        "..",
        "/",
        "?a=b",
        "#a",
        "/a/.",
        "/a./b.html",
        "/.allmende-manifest",
        "/search/.allmende-x/y.html",
    ] {
        cases.push(with(&format!("redirect {path}"), &format!("weiterleitungen: [\"{path}\"]")).refused(&[]));
    }
    for path in [
        "/index.html",
        "/suche.html",
        "/themen/index.html",
        "/themen/x.html",
        "/404.html",
        "/assets/style.css",
        "/search/search.js",
    ] {
        cases.push(
            with(&format!("redirect {path}"), &format!("weiterleitungen: [\"{path}\"]"))
                .refused(&[&format!("url-collision {HERE}")]),
        );
    }
    for path in ["/alt/seite.html", "alt/", "/alt", "/a/b/c/d.html", "/alt/seite.html?x=y", "/alt.htm", "/-/x.html"] {
        cases.push(with(&format!("redirect {path}"), &format!("weiterleitungen: [\"{path}\"]")));
    }
    cases.push(
        with("a redirect twice", "weiterleitungen: [/alt.html, /alt.html]")
            .refused(&[&format!("url-collision {HERE}")]),
    );
    cases.push(with(
        "many redirects",
        &format!("weiterleitungen: [{}]", (0..2_500).map(|i| format!("/alt/{i}.html,")).collect::<String>()),
    ));
    cases.push(with("a long redirect", &format!("weiterleitungen: [/{}.html]", "a/".repeat(2_000))).refused(&[]));
    check(cases);
}

#[test]
fn files_of_fields_and_links_stay_in_the_content() {
    let mut cases = Vec::new();
    for path in [
        "../../secret.txt",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "/secret.txt",
        "file:///etc/passwd",
        "~/.ssh/id_rsa",
        "../_site/site.yaml",
        "./../../secret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "b.png/../../../secret.txt",
        "..\\\\..\\\\secret.txt",
        "b.png\\0.txt",
        "..",
        "B.PNG/x",
        "themen",
        "/",
    ] {
        cases.push(
            with(&format!("attachment {path}"), &format!("anhaenge: [{{ datei: \"{path}\", titel: T }}]")).refused(&[]),
        );
        if !path.is_empty() {
            let link = format!("[a](<{}>)\n", path.replace("\\0", "\u{1}").replace("\\\\", "\\"));
            cases.push(Case::new(format!("link {path}"), topic(link).file("secret.txt", "geheim")).refused(&[]));
        }
    }
    check(cases);
}

#[test]
fn names_that_collide_are_named() {
    let both = |a: &str, b: &str| named(&format!("{a} and {b}"), &[a, b]);
    check(vec![
        both("themen/a.md", "themen/A.md").refused(&["url-collision content/themen/a.md"]),
        both("themen/ä.md", "themen/a\u{308}.md").refused(&["url-collision content/themen/ä.md"]),
        both("themen/ae.md", "themen/ä.md").refused(&["url-collision content/themen/ä.md"]),
        both("themen/a b.md", "themen/a-b.md").refused(&["url-collision content/themen/a-b.md"]),
        both("themen/a.md", "themen/a.markdown").refused(&["url-collision content/themen/a.md"]),
        both("themen/straße.md", "themen/strasse.md").refused(&["url-collision content/themen/straße.md"]),
        both("themen/index.md", "seiten/x.md").refused(&["url-collision content/themen/index.md"]),
        both("seiten/suche.md", "seiten/x.md").refused(&["url-collision content/seiten/suche.md"]),
        both("seiten/404.md", "seiten/x.md").refused(&["url-collision content/seiten/404.md"]),
        Case::new(
            "pictures that differ by case",
            topic("x\n")
                .file("content/medien/bild.png", super::files::png(4, 3))
                .file("content/medien/BILD.PNG", super::files::png(5, 3)),
        )
        .refused(&["url-collision content/medien/bild.png"]),
        Case::new(
            "pictures that differ by composition",
            topic("x\n")
                .file("content/medien/ä.png", super::files::png(4, 3))
                .file("content/medien/a\u{308}.png", super::files::png(5, 3)),
        )
        .refused(&["url-collision content/medien/ä.png"]),
        Case::new(
            "a picture with the name of a copy",
            topic("![x](b.png)\n")
                .file("content/themen/b.png", super::files::png(600, 4))
                .file("content/themen/b.480w.png", super::files::png(5, 3)),
        ),
        Case::new("a file of the theme", topic("x\n").file("content/assets/style.css", "x"))
            .refused(&["url-collision content/assets/style.css"]),
        Case::new("a file of the search", topic("x\n").file("content/search/root.css", "x"))
            .refused(&["url-collision content/search/root.css"]),
        Case::new("the sitemap", topic("x\n").file("content/themen/atom.xml.md", "---\ntitel: A\nkurztext: T.\n---\n")),
        Case::new("a file where a folder is", topic("x\n").file("content/themen.md", "x"))
            .refused(&["unknown-type content/themen.md"]),
        Case::new("a file that is named like a folder of pages", topic("x\n").file("content/medien/themen", "x")),
        Case::new("a folder that is named like a page", topic("x\n").file("content/themen/y.md/z.txt", "x")),
    ]);
}

#[test]
fn names_that_mean_something_elsewhere() {
    let long = "lang".repeat(60);
    check(vec![
        named("con", &["themen/con.md"]).refused(&["output-path content/themen/con.md"]),
        named("aux in a folder", &["themen/aux/x.md"]).refused(&["output-path content/themen/aux/x.md"]),
        named("nul.txt", &["themen/nul.txt.md"]),
        named("dots at the end", &["themen/x...md"]),
        named("blanks", &["themen/ x .md"]),
        named("a hyphen first", &["themen/-rf.md"]),
        named("a tilde first", &["themen/~x.md"]),
        named("only signs", &["themen/§$&.md"]).refused(&["slug-empty content/themen/§$&.md"]),
        named("only pictures", &["themen/🎉🎉.md"]).refused(&["slug-empty content/themen/🎉🎉.md"]),
        named("percent", &["themen/%2e%2e%2fx.md"]),
        named("question mark and hash", &["themen/a?b#c.md"]),
        named("colon", &["themen/a:b.md"]),
        named("quotes", &["themen/\"a'b.md"]),
        named("a long name", &[&format!("themen/{long}.md")]).refused(&["output-path"]),
        named("no name", &["themen/.md"]),
        named("a line break", &["themen/a\nb.md"]).refused(&["path-name content/themen/a␊b.md"]),
        named("an escape", &["themen/a\u{1b}[31mb.md"]).refused(&["path-name"]),
        named("right to left", &["themen/a\u{202e}dm.md"]).refused(&["path-name"]),
        named("a backslash", &["themen/a\\b.md"]).refused(&["path-name content/themen/a\\b.md"]),
        Case::new("media that is called con", topic("x\n").file("content/medien/con.txt", "x"))
            .refused(&["output-path content/medien/con.txt"]),
        Case::new("media with signs", topic("x\n").file("content/medien/ä ö+ü@x.txt", "x")),
        Case::new("media without a name", topic("x\n").file("content/medien/🎉.txt", "x")),
        Case::new("media with a long name", topic("x\n").file(&format!("content/medien/{long}.txt"), "x"))
            .refused(&["output-path"]),
        Case::new(
            "secrets are not published",
            topic("x\n").file("content/medien/.env", "x").file("content/.git/config", "x"),
        ),
    ]);
}

/// The output folder is a setting of whoever builds; what would destroy sources is refused.
#[test]
fn outputs_that_would_destroy_sources() {
    for out in [".", "..", "/", "content", "content/x", "themes", "content/themen/..", "./content/../content"] {
        let project = topic("x\n").file("themes/default/templates/x.html", "x");
        let before = super::outside(project.root());
        project.run(["build", "--output", out]).code(2).stderr_has("output-refused");
        assert_eq!(super::outside(project.root()), before, "{out}");
    }
}
