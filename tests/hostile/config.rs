//! Settings, types and vocabularies that are bombs, contradict themselves or point elsewhere.

use super::{Case, check};
use crate::harness::Project;

const SITE: &str = "content/_site/site.yaml";
const TYPES: &str = "content/_site/types/x.yaml";

fn settings(name: &str, yaml: &str) -> Case {
    let project = Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n");
    Case::new(name, project.file(SITE, yaml))
}

fn types(name: &str, yaml: &str) -> Case {
    let project = Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n");
    Case::new(name, project.file(TYPES, yaml).file("content/x/a.md", "---\ntitel: A\nkurztext: T.\n---\n"))
}

#[test]
fn settings_that_are_no_settings() {
    check(vec![
        settings("a bomb", "a: &a [x]\nb: *a\n").refused(&["yaml-forbidden content/_site/site.yaml:1"]),
        settings("brackets", &"[".repeat(100_000)).refused(&["yaml-limit content/_site/site.yaml:1"]),
        settings("a list", "- a\n- b\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a text", "nur Text\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("nothing", ""),
        settings("a title that is a list", "title: [a]\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a title of a megabyte", &format!("title: {}\n", "x".repeat(1 << 20))),
        settings("a theme outside", "theme: ../../etc\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("an absolute theme", "theme: /etc\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a hidden theme", "theme: .git\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a theme that is not there", "theme: x\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a package outside", "package: ../../x\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a language", "language: xx\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a home that is not there", "home: ../../etc/passwd\n")
            .refused(&["broken-link content/_site/site.yaml"]),
        settings("quotes", "quotes: \"<script>\"\n").refused(&["config-value content/_site/site.yaml:1"]),
        settings("a search of another kind", "search: vielleicht\n")
            .refused(&["config-value content/_site/site.yaml:1"]),
        settings("menus in menus", &format!("menu: {}{}\n", "[".repeat(20), "]".repeat(20)))
            .refused(&["config-value content/_site/site.yaml:1"]),
        settings("a menu of many", &format!("menu: [{}]\n", "thema, ".repeat(5_000))),
        settings("a required page of many", &format!("required_pages: [{}]\n", "x, ".repeat(5_000)))
            .refused(&["required-page content/_site/site.yaml"]),
    ]);
}

#[test]
fn types_that_lead_elsewhere_or_nowhere() {
    let head = "type: x\nextends: basis\nfolder: x\n";
    let lines = |text: &str| format!("{head}{text}");
    check(vec![
        types("addresses outside", &lines("url: /../../x/{slug}.html\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types("a list outside", &lines("lists: [{ url: /../../x/ }]\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types("a folder outside", "type: x\nextends: basis\nfolder: ../../etc\n")
            .refused(&["schema-value content/_site/types/x.yaml:3"]),
        types("extends itself", "type: x\nextends: x\n").refused(&["schema-reference content/_site/types/x.yaml:2"]),
        types("extends in a circle", "type: x\nextends: y\n---\ntype: y\nextends: x\n")
            .refused(&["schema-reference content/_site/types/x.yaml"]),
        types("a template outside", &lines("template: ../../../../etc/passwd\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types(
            "a pattern that is large",
            &lines("fields:\n  f: { kind: text, label: F, pattern: '((a{100}){100}){100}' }\n"),
        )
        .refused(&["schema-value content/_site/types/x.yaml:5"]),
        types(
            "a pattern that backtracks elsewhere",
            &lines("fields:\n  f: { kind: text, label: F, pattern: '(a+)+$' }\n"),
        ),
        types(
            "a pattern of brackets",
            &lines(&format!(
                "fields:\n  f: {{ kind: text, label: F, pattern: '{}a{}' }}\n",
                "(".repeat(5_000),
                ")".repeat(5_000)
            )),
        )
        .refused(&["schema-value content/_site/types/x.yaml:5"]),
        types(
            "derives from itself",
            &lines("fields:\n  f: { kind: text, label: F, derive: g }\n  g: { kind: text, label: G, derive: f }\n"),
        ),
        types("pages of nothing", &lines("lists: [{ url: /x/, per_page: 0 }]\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types("pages of minus one", &lines("lists: [{ url: /x/, per_page: -1 }]\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types("pages of too many", &lines("lists: [{ url: /x/, per_page: 99999999999999999999 }]\n"))
            .refused(&["schema-value content/_site/types/x.yaml:4"]),
        types("a weight without end", &lines("fields:\n  f: { kind: text, label: F, search: 1e999 }\n"))
            .refused(&["schema-value content/_site/types/x.yaml:5"]),
        types("a slug of nothing", &lines("slug: \"{\"\n")),
        types(
            "many fields",
            &lines(&format!(
                "fields:\n  f: {{ kind: text, label: F }}\n{}",
                (0..2_000).map(|i| format!("  f{i}: {{ kind: text, label: F, facet: true }}\n")).collect::<String>()
            )),
        ),
        types(
            "objects in objects",
            &lines(&format!(
                "fields:\n  f: {}{}\n",
                "{ kind: object, label: F, sub: { f: ".repeat(9),
                "{ kind: text, label: F }".to_owned() + &" } }".repeat(9)
            )),
        ),
        types(
            "many types",
            &(0..500).map(|i| format!("---\ntype: t{i}\nextends: basis\nfolder: t{i}\n")).collect::<String>(),
        )
        .refused(&["unknown-type content/x/a.md"]),
        types("a name with markup", "type: \"<script>\"\nextends: basis\nfolder: x\n")
            .refused(&["schema-value content/_site/types/x.yaml:1"]),
        types("a name of slashes", "type: ../x\nextends: basis\nfolder: x\n")
            .refused(&["schema-value content/_site/types/x.yaml:1"]),
        Case::new(
            "a vocabulary of many",
            Project::portal()
                .file(
                    "content/_site/vocab/v.yaml",
                    format!("v: [{}]\n", (0..50_000).map(|i| format!("Begriff {i}, ")).collect::<String>()),
                )
                .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n"),
        ),
    ]);
}
