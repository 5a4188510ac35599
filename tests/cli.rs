//! Commands, options and exit codes.

use crate::harness::{Project, Run, allmende, repository_path};

const TOPIC: &str = "---\ntitel: Netze\nkurztext: Text.\n---\nText.\n";

#[test]
fn a_new_portal_builds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str], at: &str| {
        Run::of(allmende().args(args).current_dir(folder.path().join(at)), folder.path().join("portal/public"))
    };
    run(&["init", "portal"], "").code(0).stdout_has("cd portal");
    let built = run(&["bauen"], "portal");
    built.code(0).stdout_has("0 Fehler").stdout_has(" ms").stdout_has("index.html");
    built.page("index.html").has("<h1>");
    for folder in [
        "themen",
        "praxisbeispiele",
        "modellprojekte",
        "veroeffentlichungen",
        "bausteine",
        "organisationen",
        "kommunen",
        "reihen",
        "veranstaltungen",
        "newsletter",
        "glossar",
        "methoden",
    ] {
        let n = built.paths().iter().filter(|path| path.starts_with(folder) && path.ends_with(".html")).count();
        assert!(n >= 1, "no page in {folder}: {:?}", built.paths());
    }
    for page in ["impressum.html", "datenschutz.html", "barrierefreiheit.html"] {
        built.page(page);
    }
    run(&["init", "portal"], "").code(2).stderr_has("ist nicht leer");
}

#[test]
fn new_documentation_builds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str], at: &str| {
        Run::of(allmende().args(args).current_dir(folder.path().join(at)), folder.path().join("docs/public"))
    };
    run(&["init", "docs", "--package", "docs"], "").code(0);
    run(&["build", "--lang", "en"], "docs").code(0).stdout_has("0 errors").page("index.html").has("<html lang=\"en\">");
}

#[test]
fn a_new_entry_is_a_draft_with_fields_hints_and_sections() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    project.run(["neu", "praxisbeispiel", "Dorfladen Ölmühle"]).code(0).stdout_has("dorfladen-oelmuehle.md");
    let text = project.text("content/praxisbeispiele/dorfladen-oelmuehle.md");
    for part in [
        "titel: Dorfladen Ölmühle",
        "themen:",
        "bundesland:",
        "## Worum geht es?",
        "## Ergebnisse",
        "entwurf: true",
        "# ",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    project.build().code(0).lacks_page("praxisbeispiele/dorfladen-oelmuehle.html");
    project.run(["new", "praxisbeispiel", "Dorfladen Ölmühle"]).code(2).stderr_has("gibt es schon");
    assert_eq!(project.text("content/praxisbeispiele/dorfladen-oelmuehle.md"), text);
    project.run(["new", "praxisbeispeil", "X"]).code(2).stderr_has("»praxisbeispiel«");
    project.run(["new", "thema", "../../x"]).code(0);
    assert!(project.path("content/themen/x.md").exists());
}

#[test]
fn a_draft_is_shown_with_a_ribbon_and_may_lack_fields() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    project.run(["new", "praxisbeispiel", "Dorfladen Ölmühle"]).code(0);
    let run = project.run(["build", "--entwuerfe"]);
    run.code(0).stderr_has("»bundesland«").stdout_has("0 Warnungen");
    run.page("praxisbeispiele/dorfladen-oelmuehle.html").has("<h1>Dorfladen Ölmühle</h1>").has("Entwurf");
}

#[test]
fn exit_codes_tell_content_from_configuration_and_usage() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    project.build().code(0);
    project.run(["bild"]).code(2);
    project.run(["build", "--root", "gibtesnicht"]).code(2);
    let warning = project.file("content/themen/b.md", "---\ntitel: B\n---\nText.\n");
    warning.build().code(0).stderr_has("kurztext");
    warning.run(["build", "--strict"]).code(3);
    let content = warning.file("content/themen/c.md", "---\ntitle: C\nx: y\n---\nText.\n");
    content.build().code(1);
    content.run(["build", "--strict"]).code(1);
    content.file("content/_site/site.yaml", "package: portal\ntitel: X\n").build().code(2).stderr_has("»title«");
}

#[test]
fn check_finds_what_build_finds_and_writes_nothing() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC.replace("kurztext", "kurztxt"));
    project.check().code(1).stderr_has("»kurztext«");
    assert!(!project.path("public").exists());
    let project = project.file("content/themen/netze.md", TOPIC);
    project.run(["pruefen"]).code(0).stdout_has("geprüft");
    assert!(!project.path("public").exists());
}

#[test]
fn a_failing_build_leaves_the_last_site() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    let before = project.build().tree();
    project.write("content/themen/netze.md", TOPIC.replace("kurztext", "kurztxt"));
    let failed = project.build();
    failed.code(1).stdout_has("bleibt, wie sie war");
    assert!(failed.tree() == before);
}

#[test]
fn diagnostics_have_a_form_for_programs_and_one_for_github() {
    let project = Project::portal().file("content/themen/netze.md", "---\ntitel: N\nkurztxt: T\n---\n");
    let json = project.run(["build", "--format", "json"]);
    json.code(1);
    assert!(json.faults().0.iter().any(|fault| fault.severity == "warning"), "{}", json.stderr());
    let line = json.stderr().lines().find(|line| line.contains("unknown-field")).unwrap();
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["severity", "code", "file", "line", "column", "end_line", "end_column", "message", "hints"]);
    assert_eq!(value["severity"], "error");
    assert_eq!((&value["line"], &value["column"], &value["end_column"]), (&3.into(), &1.into(), &8.into()));
    project.run(["build", "--format", "github"]).stderr_has("::error file=content/themen/netze.md,line=3,");
}

#[test]
fn every_code_is_explained_in_both_languages() {
    for code in allmende::diagnostic::Code::ALL {
        for language in ["de", "en"] {
            let run = Run::of(allmende().args(["explain", code.name(), "--lang", language]), "".into());
            run.code(0).stdout_has(code.name());
        }
    }
    Run::of(allmende().args(["hilfe", "gibt-es-nicht"]), "".into()).code(2);
}

#[test]
fn messages_speak_english_on_request() {
    Project::portal()
        .file("content/themen/netze.md", TOPIC.replace("kurztext", "kurztxt"))
        .run(["check", "--lang", "en"])
        .code(1)
        .stderr_has("Did you mean \"kurztext\"?")
        .stderr_lacks("Meinten");
}

#[test]
fn an_output_folder_that_holds_the_sources_is_refused() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    for output in ["content", ".", "themes", "/"] {
        project.run(["build", "--output", output]).code(2).stderr_has("output-refused");
    }
    assert!(project.path("content/themen/netze.md").exists());
}

#[test]
fn the_site_is_found_from_a_folder_inside_it() {
    let project = Project::portal().file("content/themen/netze.md", TOPIC);
    let mut command = allmende();
    Run::of(command.current_dir(project.path("content/themen")), project.path("public"))
        .code(0)
        .page("themen/netze.html");
    let empty = tempfile::tempdir().unwrap();
    Run::of(allmende().current_dir(empty.path()), empty.path().to_owned()).code(2).stderr_has("»content«");
}

#[test]
fn a_required_page_that_is_missing_is_an_error() {
    let project = Project::portal()
        .file("content/_site/site.yaml", "package: portal\nrequired_pages: [impressum]\n")
        .file("content/themen/netze.md", TOPIC);
    project.build().code(1).stderr_has("Die Pflichtseite »impressum« fehlt");
    let run =
        project.file("content/seiten/impressum.md", "---\ntitel: Impressum\npflicht: impressum\n---\nText.\n").build();
    run.code(0);
    for page in run.pages() {
        page.between("<footer", "</footer>").has("impressum.html\">Impressum</a>");
    }
}

#[test]
fn timings_name_the_stages() {
    let run = Project::portal().file("content/themen/netze.md", TOPIC).run(["--timings"]);
    for stage in ["load", "parse", "resolve", "render", "index", "write"] {
        run.stderr_has(stage);
    }
}

#[test]
fn every_command_that_readme_and_handbooks_show_exists() {
    let mut shown = std::collections::BTreeSet::new();
    for path in ["README.md", "docs/administration.md", "docs/redaktion.md"] {
        let text = std::fs::read_to_string(repository_path(path)).unwrap();
        let blocks = text.split("```").skip(1).step_by(2);
        for line in
            blocks.flat_map(str::lines).filter_map(|line| line.trim_start_matches("$ ").strip_prefix("allmende "))
        {
            let command = line.split_whitespace().next().unwrap_or_default();
            if !command.is_empty() && command.bytes().all(|b| b.is_ascii_lowercase()) {
                shown.insert(command.to_owned());
            }
        }
    }
    assert!(shown.contains("init"), "{shown:?}");
    for command in shown {
        Run::of(allmende().args([&command, "--help"]), "".into()).code(0).stdout_has("--root");
    }
}

#[test]
fn a_wrong_base_address_on_the_command_line_is_no_fault_of_the_site() {
    let run = Project::portal().run(["build", "--base-url", "example.org"]);
    run.code(2).stderr_has("»example.org« ist keine Adresse einer Website").stderr_lacks("site.yaml");
}

#[test]
fn a_start_page_that_does_not_exist_is_a_fault_of_the_configuration() {
    let project = Project::portal()
        .file("content/_site/site.yaml", "title: Probe\npackage: portal\nhome: seite/strat\n")
        .file("content/seiten/start.md", "---\ntitel: Start\nkurztext: T.\n---\nText.\n");
    project.build().code(2).stderr_has("Zeile 3, Spalte 7").stderr_has("Meinten Sie »seite/start«?");
}

#[test]
fn a_refused_output_folder_is_said_even_with_faults_in_the_content() {
    let project = Project::portal().file("content/themen/t.md", "---\ntitel: T\nkurztext: T.\n---\n\n[x](y.md)\n");
    project.run(["build", "--output", "."]).code(2).stderr_has("broken-link").stderr_has("output-refused");
    project.run(["check", "--output", "."]).code(1).stderr_lacks("output-refused");
}
