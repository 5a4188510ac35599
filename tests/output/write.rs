use std::fs;
use std::path::Path;

use allmende::write::{Content, How, MANIFEST, Output, PathFault, WriteError, check_path, write, write_within};

use super::{Site, names, outputs};

#[test]
fn the_folder_holds_exactly_the_outputs_and_the_manifest_lists_them() {
    let site = Site::new();
    let written = site.write(&[("themen/x.html", "X"), ("index.html", "I")]);
    assert_eq!(written.created, ["index.html", "themen/x.html"]);
    assert_eq!(
        site.public().into_iter().collect::<Vec<_>>(),
        [("index.html".into(), "I".into()), ("themen/x.html".into(), "X".into())]
    );
    let manifest = fs::read_to_string(site.path("public").join(MANIFEST)).unwrap();
    assert_eq!(manifest.lines().skip(1).collect::<Vec<_>>(), ["index.html", "themen/x.html"]);
    assert_eq!(names(site.root()), ["content", "public"], "nothing is left beside the output");
}

#[test]
fn a_second_equal_run_touches_nothing() {
    let site = Site::new();
    let files = [("index.html", "I"), ("themen/x.html", "X")];
    site.write(&files);
    let state = |path: &str| {
        let metadata = fs::metadata(site.path("public").join(path)).unwrap();
        (metadata.modified().unwrap(), metadata.len())
    };
    let before = ["", "index.html", "themen/x.html", MANIFEST].map(state);
    let written = site.write(&files);
    assert_eq!((written.how, written.unchanged), (How::Nothing, 2));
    assert_eq!(["", "index.html", "themen/x.html", MANIFEST].map(state), before);
}

#[test]
fn unchanged_files_keep_their_times_when_others_change() {
    let site = Site::new();
    site.write(&[("a.html", "A"), ("b.html", "B")]);
    let modified = || fs::metadata(site.path("public/a.html")).unwrap().modified().unwrap();
    let before = modified();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let written = site.write(&[("a.html", "A"), ("b.html", "neu"), ("c.html", "C")]);
    assert_eq!(
        (written.changed, written.created, written.unchanged),
        (vec!["b.html".to_owned()], vec!["c.html".to_owned()], 1)
    );
    assert_eq!(modified(), before);
}

#[test]
fn a_file_that_someone_else_changed_is_restored() {
    let site = Site::new();
    site.write(&[("a.html", "A")]);
    site.file("public/a.html", "B");
    assert_eq!(site.write(&[("a.html", "A")]).changed, ["a.html"]);
    assert_eq!(site.public()["a.html"], "A");
}

#[test]
fn own_stale_files_and_their_folders_go() {
    let site = Site::new();
    site.write(&[("a.html", "A"), ("alt/tief/b.html", "B")]);
    assert_eq!(site.write(&[("a.html", "A")]).removed, ["alt/tief/b.html"]);
    assert_eq!(names(&site.path("public")), [MANIFEST, "a.html"]);
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let site = Site::new();
    site.write(&[("a", "A")]);
    site.write(&[("a/b.html", "B")]);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["a/b.html"]);
    site.write(&[("a", "A")]);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn foreign_files_are_carried_over_and_reported() {
    let site = Site::new();
    site.file("public/CNAME", "dorf.example").file("public/.git/HEAD", "ref").file("public/themen/scan.pdf", "%PDF");
    fs::create_dir_all(site.path("public/.git/refs/tags")).unwrap();
    let written = site.write(&[("themen/x.html", "X")]);
    assert_eq!(written.kept_foreign, [".git/", "CNAME", "themen/"]);
    let written = site.write(&[("themen/y.html", "Y"), ("x.html", "X")]);
    assert_eq!(written.kept_foreign, [".git/", "CNAME", "themen/scan.pdf"]);
    assert_eq!(written.removed, ["themen/x.html"]);
    let written = site.write(&[]);
    assert_eq!(written.how, How::Whole);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), [".git/HEAD", "CNAME", "themen/scan.pdf"]);
    assert!(site.path("public/.git/refs/tags").is_dir(), "git needs its empty folders");
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build() {
    for (foreign, output) in [("index.html", "index.html"), ("themen", "themen/x.html"), ("x.html/y.pdf", "x.html")] {
        let site = Site::new();
        site.file(&format!("public/{foreign}"), "fremd");
        let error = site.try_write(&outputs(&[(output, "X"), ("a.html", "A")])).unwrap_err();
        assert!(matches!(&error, WriteError::Foreign { paths, .. } if paths.len() == 1), "{error}");
        assert!(error.to_string().contains("die nicht von allmende stammen"), "{error}");
        assert_eq!(site.public().keys().collect::<Vec<_>>(), [foreign]);
    }
}

#[test]
fn a_lost_manifest_does_no_harm() {
    let site = Site::new();
    site.write(&[("a.html", "A"), ("b.html", "B")]);
    fs::remove_file(site.path("public").join(MANIFEST)).unwrap();
    let written = site.write(&[("a.html", "A")]);
    assert_eq!((written.unchanged, written.kept_foreign), (1, vec!["b.html".to_owned()]));
    assert!(matches!(site.try_write(&outputs(&[("b.html", "anders")])), Err(WriteError::Foreign { .. })));
}

#[test]
fn a_forged_manifest_deletes_nothing_outside() {
    let site = Site::new();
    site.file("wichtig.txt", "W").write(&[("a.html", "A")]);
    let manifest = site.path("public").join(MANIFEST);
    let text = fs::read_to_string(&manifest).unwrap() + "../wichtig.txt\n../content\n/etc/hostname\n";
    fs::write(&manifest, text).unwrap();
    site.write(&[("b.html", "B")]);
    assert!(site.path("wichtig.txt").exists() && site.path("content").exists());
}

#[test]
fn media_are_copied_not_linked() {
    let site = Site::new();
    site.file("content/foto.jpg", "eins");
    let output = [Output { path: "medien/foto.jpg".into(), content: Content::CopyOf(site.path("content/foto.jpg")) }];
    site.try_write(&output).unwrap();
    assert_eq!(site.try_write(&output).unwrap().unchanged, 1);
    site.file("content/foto.jpg", "zwei");
    assert_eq!(site.public()["medien/foto.jpg"], "eins");
    assert_eq!(site.try_write(&output).unwrap().changed, ["medien/foto.jpg"]);
    assert_eq!(site.public()["medien/foto.jpg"], "zwei");
}

#[test]
fn a_missing_medium_is_an_error_that_names_it_and_the_old_site_stays() {
    let site = Site::new();
    site.write(&[("a.html", "A")]);
    let output = [Output { path: "b.jpg".into(), content: Content::CopyOf(site.path("content/fehlt.jpg")) }];
    let error = site.try_write(&output).unwrap_err();
    assert!(error.to_string().contains("fehlt.jpg"), "{error}");
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["a.html"]);
    assert_eq!(names(site.root()), ["content", "public"]);
}

#[test]
fn unsafe_addresses_are_refused() {
    use PathFault::{Character, Dot, Length, Own, Reserved, Shape};
    let long = "a".repeat(201);
    let deep = "a/".repeat(600) + "a";
    let cases = [
        ("", Shape),
        ("/etc/passwd", Shape),
        ("../x", Shape),
        ("a/../x", Shape),
        ("a//b", Shape),
        ("a/", Shape),
        ("./a", Shape),
        ("..", Shape),
        ("a\\b", Character),
        ("c:x", Character),
        ("A.html", Character),
        ("ä.html", Character),
        ("a b", Character),
        ("a\0b", Character),
        ("a\nb", Character),
        ("%2e%2e/x", Character),
        ("a\u{202E}b", Character),
        ("con", Reserved),
        ("nul.html", Reserved),
        ("themen/aux.tar.gz", Reserved),
        ("com1", Reserved),
        ("lpt9.txt", Reserved),
        ("a.", Dot),
        ("...", Dot),
        (".git/config", Own),
        (".allmende-manifest", Own),
        (".allmende-staging-1/x", Own),
        (long.as_str(), Length),
        (deep.as_str(), Length),
    ];
    for (path, fault) in cases {
        assert_eq!(check_path(path), Err(fault), "{path:?}");
        let site = Site::new();
        let error = site.try_write(&outputs(&[(path, "X")])).unwrap_err();
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
        assert_eq!(names(site.root()), ["content"]);
    }
    for path in [
        "index.html",
        "praxisbeispiele/dorfladen-oelmuehle.html",
        "_headers",
        ".htaccess",
        "console.html",
        "com10",
        "a..b",
        "computer/1.0_x.js",
    ] {
        assert_eq!(check_path(path), Ok(()), "{path}");
    }
}

#[test]
fn two_outputs_never_claim_one_address() {
    let site = Site::new();
    for files in [[("a.html", "1"), ("a.html", "2")], [("a", "1"), ("a/b.html", "2")]] {
        assert!(matches!(site.try_write(&outputs(&files)), Err(WriteError::Duplicate { .. })));
    }
}

#[test]
fn sources_project_home_and_root_are_no_output() {
    let site = Site::new();
    site.file("content/x.md", "X").file("themes/x/t.html", "T").file("home/ich/brief.txt", "B").file("datei", "D");
    let mut protected = site.protected();
    protected.home = Some(site.path("home/ich"));
    let refused = [
        "",
        "content",
        "content/public",
        "themes/x",
        ".git/public",
        "home/ich",
        "home",
        "..",
        "../..",
        "/",
        "datei",
        "datei/public",
        "content/../themes",
        "neu/../../x",
    ];
    for out in refused {
        let error = write(&site.path(out), &outputs(&[("a.html", "A")]), &protected).unwrap_err();
        assert!(matches!(error, WriteError::Refused { .. }), "{out}: {error}");
        assert!(!error.to_string().contains("output-refused"), "{error}");
    }
    assert_eq!(names(site.root()), ["content", "datei", "home", "themes"]);
    for out in ["public", "neu/tief/public", "home/ich/public", "contents"] {
        write(&site.path(out), &outputs(&[("a.html", "A")]), &protected).unwrap();
    }
}

#[test]
fn another_build_is_waited_for_and_then_named() {
    let site = Site::new();
    site.write(&[("a.html", "A")]);
    let lock = site.path(".public.allmende-lock");
    fs::write(&lock, "4711").unwrap();
    let holder = fs::File::options().write(true).open(&lock).unwrap();
    holder.lock().unwrap();
    let patience = std::time::Duration::from_millis(60);
    let error =
        write_within(&site.path("public"), &outputs(&[("b.html", "B")]), &site.protected(), patience).unwrap_err();
    assert!(error.to_string().starts_with("Ein anderer Bau läuft (Prozess 4711)"), "{error}");
    drop(holder);
    // What a killed build leaves: the file, but no lock on it.
    assert_eq!(site.write(&[("b.html", "B")]).created, ["b.html"]);
    assert!(!lock.exists());
}

#[test]
fn leftovers_of_killed_builds_are_cleared_and_other_neighbours_stay() {
    let site = Site::new();
    site.file(".public.allmende-99/x.html", "X")
        .file(".public.allmende-99x/x", "X")
        .file(".public.allmende-", "X")
        .file("public/.allmende-staging-7/1", "X");
    site.write(&[("a.html", "A")]);
    assert_eq!(names(site.root()), [".public.allmende-", ".public.allmende-99x", "content", "public"]);
    assert_eq!(names(&site.path("public")), [MANIFEST, "a.html"]);
}

#[test]
fn a_late_foreign_file_in_an_old_tree_is_saved() {
    let site = Site::new();
    site.write(&[("a.html", "A")]);
    fs::create_dir(site.path(".public.allmende-99")).unwrap();
    for name in [MANIFEST, "a.html"] {
        fs::copy(site.path("public").join(name), site.path(".public.allmende-99").join(name)).unwrap();
    }
    site.file(".public.allmende-99/neu/bild.jpg", "J");
    site.write(&[("a.html", "A2")]);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["a.html", "neu/bild.jpg"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::super::{child_argument, child_without_rights};
    use super::*;
    use allmende::write::Protected;

    #[test]
    fn symlinks_in_the_output_are_not_followed() {
        let site = Site::new();
        site.file("draussen/wichtig.txt", "W").write(&[("a.html", "A"), ("b.html", "B")]);
        // Our own file was replaced by a link: the link goes, its target stays.
        fs::remove_file(site.path("public/a.html")).unwrap();
        symlink("../draussen/wichtig.txt", site.path("public/a.html")).unwrap();
        symlink("../draussen", site.path("public/ordner")).unwrap();
        let written = site.write(&[("a.html", "A2"), ("c.html", "C")]);
        assert_eq!(written.kept_foreign, ["ordner"]);
        assert_eq!(site.public()["ordner"], "-> ../draussen");
        assert_eq!(site.public()["a.html"], "A2");
        assert!(matches!(site.try_write(&outputs(&[("ordner/wichtig.txt", "X")])), Err(WriteError::Foreign { .. })));
        assert_eq!(fs::read_to_string(site.path("draussen/wichtig.txt")).unwrap(), "W");
        assert_eq!(names(&site.path("draussen")), ["wichtig.txt"]);
    }

    #[test]
    fn hard_links_in_the_output_are_not_written_through() {
        let site = Site::new();
        site.file("wichtig.txt", "W").write(&[("a.html", "A")]);
        fs::remove_file(site.path("public/a.html")).unwrap();
        fs::hard_link(site.path("wichtig.txt"), site.path("public/a.html")).unwrap();
        site.write(&[("a.html", "A")]);
        assert_eq!(fs::read_to_string(site.path("wichtig.txt")).unwrap(), "W");
        assert_eq!(site.public()["a.html"], "A");
    }

    #[test]
    fn the_output_folder_may_be_a_link_to_a_permitted_folder() {
        let site = Site::new();
        fs::create_dir(site.path("www")).unwrap();
        symlink("www", site.path("public")).unwrap();
        site.write(&[("a.html", "A")]);
        assert_eq!(names(&site.path("www")), [MANIFEST, "a.html"]);
        assert!(fs::symlink_metadata(site.path("public")).unwrap().is_symlink());
        for target in ["content", "..", "/", "fehlt"] {
            fs::remove_file(site.path("public")).unwrap();
            symlink(target, site.path("public")).unwrap();
            assert!(
                matches!(site.try_write(&outputs(&[("a.html", "A")])), Err(WriteError::Refused { .. })),
                "{target}"
            );
        }
    }

    #[test]
    fn a_fifo_in_the_output_is_kept_and_never_opened() {
        let site = Site::new();
        site.write(&[("a.html", "A")]);
        assert!(std::process::Command::new("mkfifo").arg(site.path("public/pipe")).status().unwrap().success());
        assert_eq!(site.write(&[("a.html", "A2")]).kept_foreign, ["pipe"]);
        assert!(matches!(site.try_write(&outputs(&[("pipe", "X")])), Err(WriteError::Foreign { .. })));
    }

    #[test]
    fn folders_keep_their_permissions() {
        let site = Site::new();
        site.write(&[("a/x.html", "X")]);
        fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o2775)).unwrap();
        fs::set_permissions(site.path("public/a"), fs::Permissions::from_mode(0o750)).unwrap();
        site.write(&[("a/x.html", "Y")]);
        let mode = |path: &str| fs::metadata(site.path(path)).unwrap().mode() & 0o7777;
        assert_eq!((mode("public"), mode("public/a")), (0o2775, 0o750));
    }

    /// Where the parent may not be written or something foreign not be read, the folder stays and
    /// its files change one by one.
    #[test]
    fn missing_rights_lead_to_changes_file_by_file() {
        if let Some(root) = child_argument() {
            let change =
                |text: &str| write(&root.join("public"), &outputs(&[("a.html", text)]), &Protected::of(&root)).unwrap();
            let set_mode =
                |path: &str, mode: u32| fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(change("1").how, How::Whole);
            set_mode("public/fremd", 0o000);
            let written = change("2");
            assert_eq!((written.how, written.kept_foreign), (How::FileByFile, vec!["fremd/".to_owned()]));
            set_mode("public/fremd", 0o755);
            set_mode("", 0o555);
            assert_eq!(change("3").how, How::FileByFile);
            set_mode("public", 0o555);
            let error = write(&root.join("public"), &outputs(&[("a.html", "4")]), &Protected::of(&root)).unwrap_err();
            assert!(error.to_string().contains("public lässt sich nicht schreiben: Die Berechtigung fehlt"), "{error}");
            set_mode("", 0o755);
            set_mode("public", 0o755);
            return;
        }
        let site = Site::new();
        site.file("public/fremd/x.txt", "fremd");
        let mut child =
            child_without_rights("output::write::unix::missing_rights_lead_to_changes_file_by_file", site.root());
        let output = child.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(
            site.public().into_iter().collect::<Vec<_>>(),
            [("a.html".into(), "3".into()), ("fremd/x.txt".into(), "fremd".into())]
        );
    }

    #[test]
    fn media_behind_a_link_or_a_pipe_are_refused() {
        let site = Site::new();
        symlink("/etc/passwd", site.path("content/x.jpg")).unwrap();
        let output = [Output { path: "x.jpg".into(), content: Content::CopyOf(site.path("content/x.jpg")) }];
        assert!(matches!(site.try_write(&output), Err(WriteError::Io { .. })));
        assert!(!Path::new(&site.path("public/x.jpg")).exists());
    }
}
