//! The built example site in real browsers: over http at `/` and in a folder, and from the disk without
//! any network. The scripts are in `tests/browser/`; `npm ci` there and Chromium are needed.
//!
//! With `CI` set nothing is skipped; otherwise what is missing is named and the tests pass.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::harness::{Project, Run, node, repository, repository_path, skip};

/// Node, when everything that the scripts need is there.
#[track_caller]
fn browser() -> Option<&'static str> {
    let node = node()?;
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).exists() {
        return skip(&format!("there is no {chromium} (CHROMIUM may name another one)"));
    }
    if !repository_path("tests/browser/node_modules/playwright-core").is_dir() {
        return skip("the packages are not installed: npm ci --prefix tests/browser");
    }
    Some(node)
}

/// Runs a script on a site, shows what it says, and expects that it finds no fault.
#[track_caller]
fn run(script: &str, site: &Run) {
    run_script(script, &[site.public().as_os_str()]);
}

/// Runs a script with these arguments, shows what it says, and expects that it finds no fault.
#[track_caller]
pub fn run_script(script: &str, args: &[&OsStr]) {
    let Some(node) = browser() else { return };
    let script = repository_path("tests/browser").join(script);
    let output = Command::new(node).arg(script).args(args).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    println!("{said}");
    assert!(output.status.success(), "{said}");
}

#[test]
fn every_link_of_every_page_leads_somewhere_and_nothing_comes_from_elsewhere() {
    run("crawl.mjs", repository());
}

#[test]
fn the_search_finds_the_same_at_every_place() {
    run("search.mjs", repository());
}

#[test]
fn readers_without_javascript_get_everywhere() {
    run("no-script.mjs", repository());
}

#[test]
fn facets_narrow_the_results_and_the_address_keeps_them() {
    run("facets.mjs", repository());
}

#[test]
fn a_site_of_one_type_has_its_facets_at_once() {
    let schema = "type: beispiel\nlabel: { one: Beispiel, many: Beispiele }\nfolder: beispiele\nfields:\n  \
                  titel: { kind: text, role: title }\n  kurztext: { kind: text, role: summary }\n  \
                  bundesland: { kind: vocab, vocab: bundeslaender, facet: true }\n  \
                  zeitraum: { kind: period, facet: decade }\n";
    let text = |land: &str, period: &str| {
        format!("---\ntitel: Dorf\nkurztext: K.\nbundesland: {land}\nzeitraum: {period}\n---\nText.\n")
    };
    let run = Project::portal()
        .file("content/_site/types/beispiel.yaml", schema)
        .file("content/beispiele/a.md", text("Bayern", "2001–2002"))
        .file("content/beispiele/b.md", text("Hessen", "2003"))
        .build();
    run_script("one-type.mjs", &[run.code(0).public().as_os_str()]);
}

#[test]
fn firefox_finds_the_same_as_chromium() {
    let firefox = std::env::var("FIREFOX").unwrap_or_else(|_| "/usr/bin/firefox-esr".to_owned());
    if !Path::new(&firefox).exists() {
        return skip(&format!("there is no {firefox} (FIREFOX may name another one)")).unwrap_or_default();
    }
    run("firefox.mjs", repository());
}

#[test]
fn the_scripts_of_the_search_keep_their_types() {
    let Some(node) = browser() else { return };
    let folder = repository_path("tests/browser");
    let output =
        Command::new(node).arg(folder.join("node_modules/typescript/bin/tsc")).arg("-p").arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_english_site_searches_in_english() {
    let site = Project::new()
        .file("content/index.md", "# Start\n\nWelcome to the handbook.\n")
        .file("content/guide.md", "# Installing\n\nHow policies are installed, and where a policy lives.\n")
        .build();
    run("english.mjs", site.code(0));
}
