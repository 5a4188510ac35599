//! What appears on which day: drafts, `ab` and `bis`, the archive.

use super::harness::{Project, Run};

/// A published topic, and one with further front matter that nobody must find before its day.
fn portal(front_matter: &str) -> Project {
    Project::portal()
        .file("content/_site/site.yaml", "title: Probe\npackage: portal\nbase_url: https://example.org\nrules: { unknown-term: off, rare-term: off }\n")
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: k\n---\n\nVerbundene Menschen\n")
        .file(
            "content/themen/geheimnis.md",
            format!(
                "---\ntitel: Geheimnis\nkurztext: Geheimer Satz\noberthema: netze\nschlagwoerter: [Geheimwort]\n\
                 verfasst_von: [Geheim Schreiberin]\nweiterleitungen: [/geheim-alt.html]\n{front_matter}---\n\nGeheimtext\n"
            ),
        )
}

fn on(project: &Project, day: &str) -> Run {
    project.run(["build", "--today", day])
}

/// Nothing of the output speaks of the secret.
#[track_caller]
fn hides_it(run: &Run) {
    run.code(0);
    for (path, bytes) in run.tree() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!path.contains("geheim") && !text.contains("geheim"), "{path} speaks of the secret");
    }
}

#[test]
fn drafts_are_nowhere() {
    let project = portal("entwurf: true\n");
    hides_it(&project.build());
    project.run(["build", "--drafts"]).code(0).page("themen/geheimnis.html").has("Das ist ein Entwurf");
}

#[test]
fn an_entry_appears_on_its_day() {
    let project = portal("ab: 1. März 2027\n");
    hides_it(&on(&project, "28.2.2027"));
    on(&project, "2027-03-01").code(0).page("themen/geheimnis.html").has("Geheimtext").lacks("al-notice");
    let preview = project.run(["build", "--drafts", "--heute", "28.2.2027"]);
    preview.page("themen/geheimnis.html").has("Diese Seite erscheint am 1.\u{a0}März 2027.");
    preview.page("themen/index.html").has("Noch nicht erschienen");
    on(&portal("ab: 2027\n"), "1.1.2027").page("themen/geheimnis.html");
}

#[test]
fn an_entry_stays_up_to_its_last_day() {
    let project = portal("bis: 28. Februar 2027\n");
    on(&project, "28.2.2027").code(0).page("themen/geheimnis.html").has("Geheimtext");
    hides_it(&on(&project, "1.3.2027"));
    let preview = project.run(["build", "--drafts", "--today", "1.3.2027"]);
    preview.page("themen/geheimnis.html").has("war bis 28.\u{a0}Februar 2027 veröffentlicht");
}

#[test]
fn an_entry_that_ends_before_it_begins_is_a_fault() {
    let faults = portal("ab: 1.3.2027\nbis: 1.2.2027\n").faults();
    faults.the("contradiction").at("content/themen/geheimnis.md", 9, 6).has("erscheint nie");
}

#[test]
fn the_next_change_is_announced() {
    let project = portal("ab: 1. März 2027\nbis: 31.3.2027\narchiviert: { seit: 15.3.2027 }\n");
    on(&project, "24.12.2026").stdout_has("Am 1.\u{a0}März 2027 ändert sich, was auf der Website steht: »Geheimnis«.");
    on(&project, "1.3.2027").stdout_has("Am 15.\u{a0}März 2027 ändert sich");
    on(&project, "20.3.2027").stdout_has("Am 1.\u{a0}April 2027 ändert sich");
    project.run(["check", "--today", "31.3.2027", "--lang", "en"]).stdout_has("On 1\u{a0}April 2027 the site changes");
    let silent = on(&project, "1.4.2027");
    assert!(!silent.code(0).stdout().contains("ändert sich"), "{}", silent.stdout());
    assert!(!portal("entwurf: ja\nab: 1.3.2027\n").build().stdout().contains("ändert sich"));
}

#[test]
fn the_archive_begins_on_its_day() {
    let project = portal("archiviert: { seit: 1.3.2027 }\n");
    let before = on(&project, "28.2.2027");
    before.page("themen/geheimnis.html").lacks("nicht mehr gepflegt");
    before.page("themen/index.html").has("Geheimnis");
    let after = on(&project, "1.3.2027");
    after.page("themen/geheimnis.html").has("seit 1.\u{a0}März 2027 nicht mehr gepflegt");
    after.page("themen/index.html").lacks("Geheimnis");
}

#[test]
fn who_names_an_unpublished_entry_hears_why_it_is_not_linked() {
    let naming = |front_matter: &str| {
        let text = "---\ntitel: Mehr\nkurztext: k\nverwandt: [geheimnis]\n---\n\n\
                    [[thema/geheimnis|Dort]], [da](geheimnis.md), [[Geheimnis]] und [hin](/themen/geheimnis.html)\n";
        portal(front_matter).file("content/themen/mehr.md", text)
    };
    for (front_matter, message) in [
        ("entwurf: true\n", "»Geheimnis« ist ein Entwurf"),
        ("ab: 1.3.2027\n", "»Geheimnis« erscheint erst am 1.\u{a0}März 2027"),
        ("bis: 2020\n", "»Geheimnis« war nur bis 2020 veröffentlicht"),
    ] {
        let project = naming(front_matter);
        let run = on(&project, "28.2.2027");
        run.code(0).stderr_has(message);
        run.page("themen/mehr.html").has("<p><a>Dort</a>, <a>da</a>, <a>Geheimnis</a> und <a>hin</a></p>");
        let places = ["4:12", "7:1", "7:27", "7:47", "7:65"]
            .map(|place| format!("unpublished-target content/themen/mehr.md:{place}"));
        let faults = project.run(["check", "--format", "json", "--today", "28.2.2027"]).faults();
        faults.are(&places.each_ref().map(String::as_str));
    }
    on(&naming("ab: 1.3.2027\n"), "1.3.2027")
        .code(0)
        .page("themen/mehr.html")
        .has("href=\"../themen/geheimnis.html\">Dort");
}

#[test]
fn menu_and_start_page_wait_for_their_entries() {
    let settings = "title: Probe\npackage: portal\nhome: thema/geheimnis\nmenu: [thema/geheimnis, thema]\n";
    let project = portal("ab: 1.3.2027\n").file("content/_site/site.yaml", settings);
    hides_it(&on(&project, "28.2.2027"));
    on(&project, "28.2.2027").stderr_has("»Geheimnis« erscheint erst am");
    on(&project, "1.3.2027").stderr_lacks("Geheimnis").page("index.html").has("Geheimtext");
}

#[test]
fn files_wait_for_their_entries() {
    let attached = "ab: 1.3.2027\nanhaenge: [{ titel: Bericht, datei: bericht.pdf }]\n";
    let project =
        portal(attached).file("content/medien/bericht.pdf", "%PDF-1.4").file("content/medien/frei.pdf", "%PDF");
    on(&project, "28.2.2027").code(0).lacks_page("medien/bericht.pdf").page("medien/frei.pdf");
    on(&project, "1.3.2027").code(0).page("medien/bericht.pdf");
    let other = "---\ntitel: Mehr\nkurztext: k\n---\n\n[Bericht](/medien/bericht.pdf)\n";
    on(&project.file("content/themen/mehr.md", other), "28.2.2027").code(0).page("medien/bericht.pdf");
}

#[test]
fn the_day_comes_from_the_option_the_environment_or_the_clock() {
    let project = portal("ab: 1.3.2027\n");
    let mut command = project.command();
    command.arg("build").env("SOURCE_DATE_EPOCH", "1803859200"); // 1 March 2027, 0:00 UTC
    Run::of(&mut command, project.path("public")).code(0).page("themen/geheimnis.html");
    command.args(["--today", "1.1.2027"]);
    hides_it(&Run::of(&mut command, project.path("public")));
    on(&portal("ab: 2000\nbis: 9999\n"), "3.3.2027").page("themen/geheimnis.html");
    portal("ab: 2000\nbis: 9999\n").build().code(0).page("themen/geheimnis.html");
    hides_it(&portal("ab: 9999\n").build());
    project.run(["build", "--today", "März 2027"]).code(2).stderr_has("»März 2027« ist kein Tag");
}
