//! Templates that do not end, do not fit, or want what is not theirs.

use super::{Case, check};
use crate::harness::Project;

/// A site whose page for missing addresses is made by `template`.
fn site(template: &str) -> Project {
    Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n").file(FILE, template)
}

const FILE: &str = "themes/default/templates/404.html";

fn refused(name: &str, template: &str, place: &str) -> Case {
    Case::new(name, site(template)).refused(&[&format!("template {place}")])
}

#[test]
fn loops_and_cycles_end() {
    let at = |line: usize| format!("{FILE}:{line}");
    let with = |name: &str, files: &[(&str, &str)], place: &str| {
        let mut project = Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n");
        for (path, text) in files {
            project = project.file(&format!("themes/default/templates/{path}"), text);
        }
        Case::new(name, project).refused(&[&format!("template {place}")])
    };
    check(vec![
        refused("includes itself", "{% include \"404.html\" %}", &at(1)),
        with(
            "includes in a circle",
            &[("404.html", "{% include \"x.html\" %}"), ("x.html", "{% include \"404.html\" %}")],
            "themes/default/templates/x.html:1",
        ),
        refused("extends itself", "{% extends \"404.html\" %}", &at(1)),
        with(
            "extends in a circle",
            &[("404.html", "{% extends \"x.html\" %}"), ("x.html", "{% extends \"404.html\" %}")],
            &at(1),
        ),
        refused("a loop of a thousand million", "{% for i in range(end=1000000000) %}x{% endfor %}", &at(1)),
        refused(
            "loops in loops",
            "{% for a in range(end=9999) %}{% for b in range(end=9999) %}{% for c in range(end=9999) %}x{% endfor %}{% endfor %}{% endfor %}",
            &at(1),
        ),
        refused(
            "loops in loops that write nothing",
            "{% for a in range(end=9999) %}{% for b in range(end=9999) %}{% for c in range(end=9999) %}{% endfor %}{% endfor %}{% endfor %}",
            &at(1),
        ),
        refused("a component that calls itself", "{% component a() %}{{ <a /> }}{% endcomponent a %}{{ <a /> }}", FILE),
    ]);
}

#[test]
fn mistakes_name_their_line() {
    check(vec![
        refused("an unknown variable", "<p>\n\n{{ nichts.da }}", &format!("{FILE}:3")),
        refused("an unknown filter", "<p>\n{{ \"a\" | gibtsnicht }}", &format!("{FILE}:2")),
        refused("an unknown function", "<p>\n{{ get_env(name=\"HOME\") }}", &format!("{FILE}:2")),
        refused("an unknown template", "<p>\n{% include \"/etc/passwd\" %}", &format!("{FILE}:2")),
        refused("a template outside", "<p>\n{% include \"../../../../etc/passwd\" %}", &format!("{FILE}:2")),
        refused("not closed", "<p>\n{% if true %}", &format!("{FILE}:2")),
        refused("not closed, an expression", "<p>\n{{ a", &format!("{FILE}:2")),
        refused("division by zero", "\n{{ 1 / 0 }}", &format!("{FILE}:2")),
        refused("a label that is not there", "\n{{ label(key=\"gibtsnicht\") }}", &format!("{FILE}:2")),
        refused(
            "many parentheses",
            &format!("\n{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)),
            &format!("{FILE}:2"),
        ),
        refused("many brackets", &format!("\n{{{{ {} }}}}", "[".repeat(100_000)), &format!("{FILE}:2")),
        refused("many negations", &format!("\n{{{{ {}true }}}}", "not ".repeat(100_000)), &format!("{FILE}:2")),
        refused("many conditions", &"{% if true %}".repeat(20_000), &format!("{FILE}:1")),
        Case::new("not UTF-8", site("").file(FILE, b"<p>f\xFCnf</p>")).refused(&[&format!("encoding {FILE}")]),
        Case::new("a null byte", site("").file(FILE, b"<p>\0</p>")).refused(&[&format!("encoding {FILE}")]),
    ]);
}
