use std::fs;

use allmende::diagnostic::Diagnostic;
use allmende::load::{Sources, load, load_tree};
use allmende::messages::{Language, catalogue};

use super::Site;

fn read(site: &Site) -> Sources {
    load(site.root(), &[site.path("public")], None).unwrap()
}

fn say(diagnostic: &Diagnostic) -> String {
    format!("{} [{}] {}", diagnostic.file, diagnostic.code.name(), catalogue(Language::German).say(&diagnostic.text))
}

fn said(sources: &Sources) -> Vec<String> {
    sources.diagnostics.iter().map(say).collect()
}

fn paths(sources: &[allmende::load::Source]) -> Vec<&str> {
    sources.iter().map(|source| &*source.path).collect()
}

#[test]
fn files_are_sorted_into_pages_data_site_and_files() {
    let site = Site::new();
    site.file("content/themen/b.md", "B").file("content/themen/a.MD", "A").file("content/themen/liste.yaml", "- x");
    site.file("content/_site/site.yaml", "title: T")
        .file("content/_site/new/x.md", "X")
        .file("content/_site/logo.svg", "<svg/>");
    site.file("content/medien/foto.jpg", b"\xFF\xD8\xFF").file("content/.well-known/security.txt", "x");
    let sources = read(&site);
    assert_eq!(paths(&sources.pages), ["content/themen/a.MD", "content/themen/b.md"]);
    assert_eq!(paths(&sources.data), ["content/themen/liste.yaml"]);
    assert_eq!(paths(&sources.site), ["content/_site/new/x.md", "content/_site/site.yaml"]);
    let files: Vec<_> = sources.files.iter().map(|file| (&*file.path, file.size)).collect();
    assert_eq!(files, [("content/.well-known/security.txt", 1), ("content/medien/foto.jpg", 3)]);
    assert_eq!(&*sources.site_files[0].path, "content/_site/logo.svg");
    assert!(sources.diagnostics.is_empty());
}

#[test]
fn hidden_files_backups_and_swap_files_are_left_out() {
    let site = Site::new();
    for name in
        [".env", ".git/config", "a.md~", ".a.md.swp", "b.swo", "#c.md#", "~$d.docx", ".hidden/e.md", "Thumbs.db"]
    {
        site.file(&format!("content/{name}"), "geheim");
    }
    let sources = read(&site);
    assert!(sources.pages.is_empty() && sources.files.is_empty() && sources.diagnostics.is_empty());
}

#[test]
fn byte_order_mark_and_line_ends_are_normalised_and_remembered() {
    let site = Site::new();
    site.file("content/a.md", "\u{FEFF}eins\r\nzwei\r\n")
        .file("content/b.md", "eins\nzwei\n")
        .file("content/c.md", "alt\rmac");
    let sources = read(&site);
    let [a, b, c] = &sources.pages[..] else { panic!() };
    assert_eq!((&*a.text, a.hash), (&*b.text, b.hash));
    assert_eq!(&*c.text, "alt\nmac");
    assert_eq!(a.file_text("x\ny\n"), "\u{FEFF}x\r\ny\r\n");
    assert_eq!(b.file_text("x\n"), "x\n");
}

#[test]
fn other_encodings_are_named_with_the_line_of_the_first_bad_byte() {
    let utf16 = |text: &str, big: bool| {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect::<Vec<u8>>()
    };
    let cases: &[(&[u8], &str)] = &[
        (b"eins\r\nzwei\r\nf\xFCnf", "vermutlich in ISO-8859-1 (Latin-1) (ab Zeile 3)"),
        (b"eins\n\x84f\xFCnf\x93 \x96 ja", "vermutlich in Windows-1252 (ANSI) (ab Zeile 2)"),
        (b"f\x9Fnf B\x8Aume", "vermutlich in Mac Roman (ab Zeile 1)"),
        (b"f\x81nf B\x84ume", "vermutlich in DOS (Codepage 850) (ab Zeile 1)"),
        ("fünf\nBäume und f\u{0}".as_bytes(), "enthält ein Nullzeichen (Zeile 2)"),
        (b"f\xC3\xBCnf\n\nB\xE4ume", "teils in UTF-8 und teils in einer anderen Kodierung gespeichert (ab Zeile 3)"),
        (&utf16("\u{FEFF}Grüße", false), "vermutlich in UTF-16 LE"),
        (&utf16("\u{FEFF}Grüße", true), "vermutlich in UTF-16 BE"),
        (&utf16("Grüße aus dem Dorf", false), "vermutlich in UTF-16 LE"),
        (b"\xFF\xFE\0\0a\0\0\0", "vermutlich in UTF-32"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "hat das Format JPEG"),
        (b"PK\x03\x04\x14\0", "hat das Format ZIP, Word, LibreOffice"),
        (b"\x01\x02\x03\xFF\x04\x05", "ist kein Text"),
        (b"\xED\xA0\x80 \xC0\xAF", "nicht in UTF-8"),
    ];
    for (bytes, expected) in cases {
        let site = Site::new();
        site.file("content/x.md", bytes);
        let sources = read(&site);
        let said = said(&sources);
        assert!(
            said.len() == 1 && said[0].contains(expected) && said[0].contains("[encoding]"),
            "{said:?} should contain {expected}"
        );
        assert_eq!(paths(&sources.broken), ["content/x.md"]);
        assert!(sources.pages.is_empty());
    }
}

#[test]
fn an_excerpt_of_a_badly_encoded_file_can_be_shown() {
    let site = Site::new();
    site.file("content/x.md", b"eins\r\n\"f\xFCnf\"\r\n");
    let sources = read(&site);
    let span = sources.diagnostics[0].span.clone().unwrap();
    let text = &sources.broken[0].text;
    assert_eq!((&**text, &text[span.start as usize..span.end as usize]), ("eins\n\"fünf\"\n", "ü"));
}

#[test]
fn names_become_nfc_and_impossible_names_are_reported() {
    let site = Site::new();
    site.file("content/a\u{308}mter/u\u{308}ber.md", "x")
        .file("content/zeile\numbruch.md", "x")
        .file("content/rueck\u{202E}dm.md", "x");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        fs::create_dir(site.path("content").join(std::ffi::OsStr::from_bytes(b"b\xE4ume"))).unwrap();
        site.file("content/a\\b.md", "x");
    }
    let sources = read(&site);
    assert_eq!(paths(&sources.pages), ["content/ämter/über.md"]);
    assert!(sources.pages[0].disk.exists(), "the path on the disk keeps its own form");
    let said = said(&sources).join("\n");
    assert_eq!(said.matches("unsichtbare Steuerzeichen").count(), 2, "{said}");
    if cfg!(unix) {
        assert!(said.contains("nicht in UTF-8 kodiert") && said.contains("umgekehrten Schrägstrich"), "{said}");
    }
}

#[test]
fn large_files_are_refused_without_reading_them() {
    let site = Site::new();
    site.file("content/gross.md", "x");
    fs::File::options().write(true).open(site.path("content/gross.md")).unwrap().set_len(40 << 30).unwrap();
    assert_eq!(
        said(&read(&site)),
        ["content/gross.md [file-too-large] Die Datei ist mit 40960 MB zu groß; erlaubt sind 10 MB"]
    );
}

#[test]
fn unchanged_texts_are_reused_and_changes_are_noticed() {
    let site = Site::new();
    site.file("content/a.md", "A").file("content/b.md", "B");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    for name in ["a", "b"] {
        fs::File::options()
            .write(true)
            .open(site.path(&format!("content/{name}.md")))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    let first = read(&site);
    assert!(!first.is_outdated(site.root(), &[]).unwrap());
    site.file("content/b.md", "neu");
    assert!(first.is_outdated(site.root(), &[]).unwrap());
    let second = load(site.root(), &[], Some(&first)).unwrap();
    assert!(std::sync::Arc::ptr_eq(&first.pages[0].text, &second.pages[0].text));
    assert_eq!(&*second.pages[1].text, "neu");
    fs::remove_file(site.path("content/a.md")).unwrap();
    assert!(second.is_outdated(site.root(), &[]).unwrap());
}

#[test]
fn a_missing_content_folder_is_an_error_that_names_it() {
    let site = Site::new();
    fs::remove_dir(site.path("content")).unwrap();
    let error = load(site.root(), &[], None).unwrap_err();
    assert!(error.to_string().contains("content"), "{error}");
}

#[test]
fn a_theme_is_read_as_bytes() {
    let site = Site::new();
    site.file("themes/x/templates/page.html", "<p>")
        .file("themes/x/assets/s.css", "p{}")
        .file("themes/x/.git/config", "x");
    let tree = load_tree(site.root(), "themes/x").unwrap();
    let files: Vec<_> = tree.files.iter().map(|file| (&*file.path, &file.bytes[..])).collect();
    assert_eq!(files, [("themes/x/assets/s.css", &b"p{}"[..]), ("themes/x/templates/page.html", b"<p>")]);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::{Site, child_argument, child_without_rights};
    use super::{paths, read, said};

    #[test]
    fn only_regular_files_are_opened() {
        let site = Site::new();
        let _socket = std::os::unix::net::UnixListener::bind(site.path("content/socket.md")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(site.path("content/pipe.md")).status().unwrap().success());
        symlink("pipe.md", site.path("content/link.md")).unwrap();
        symlink("/dev/zero", site.path("content/zero.md")).unwrap();
        let said = said(&read(&site));
        assert_eq!(said.iter().filter(|s| s.contains("[not-a-regular-file]")).count(), 3, "{said:?}");
        assert_eq!(said.iter().filter(|s| s.contains("[symlink-outside]")).count(), 1, "{said:?}");
    }

    #[test]
    fn symlinks_inside_the_project_are_followed() {
        let site = Site::new();
        site.file("content/a/x.md", "X").file("gemeinsam/y.md", "Y");
        symlink("../gemeinsam", site.path("content/b")).unwrap();
        symlink("a/x.md", site.path("content/z.md")).unwrap();
        let sources = read(&site);
        assert_eq!(paths(&sources.pages), ["content/a/x.md", "content/b/y.md", "content/z.md"]);
        assert!(sources.diagnostics.is_empty());
    }

    #[test]
    fn symlinks_out_of_the_project_or_to_hidden_files_or_into_the_output_are_not_followed() {
        let site = Site::new();
        site.file(".env", "GEHEIM=1").file(".git/config", "x").file("public/index.html", "x");
        symlink("/etc/passwd", site.path("content/a.md")).unwrap();
        symlink("/proc/self", site.path("content/b")).unwrap();
        symlink("../.env", site.path("content/c.md")).unwrap();
        symlink("../.git", site.path("content/d")).unwrap();
        symlink("../public", site.path("content/e")).unwrap();
        let sources = read(&site);
        assert!(sources.pages.is_empty() && sources.files.is_empty());
        assert_eq!(
            said(&sources).iter().filter(|s| s.contains("[symlink-outside]")).count(),
            5,
            "{:?}",
            said(&sources)
        );
    }

    #[test]
    fn loops_and_dangling_links_end_with_a_diagnostic() {
        let site = Site::new();
        site.file("content/a/x.md", "X").file("content/b/y.md", "Y");
        symlink("..", site.path("content/a/hoch")).unwrap();
        symlink("../b", site.path("content/a/zu-b")).unwrap();
        symlink("../a", site.path("content/b/zu-a")).unwrap();
        symlink("selbst.md", site.path("content/selbst.md")).unwrap();
        symlink("fehlt.md", site.path("content/leer.md")).unwrap();
        let sources = read(&site);
        assert!(paths(&sources.pages).contains(&"content/a/zu-b/y.md"));
        let said = said(&sources).join("\n");
        assert!(
            said.contains("content/selbst.md [symlink-loop]") && said.contains("content/a/hoch [symlink-loop]"),
            "{said}"
        );
        assert!(said.contains("content/leer.md [unreadable] Die Verknüpfung führt ins Leere"), "{said}");
    }

    #[test]
    fn links_that_double_the_tree_are_limited() {
        let site = Site::new();
        for step in 0..30 {
            site.file(&format!("content/{step}/x.md"), "X");
            for name in ["l", "r"] {
                symlink(format!("../{}", step + 1), site.path(&format!("content/{step}/{name}"))).unwrap();
            }
        }
        let said = said(&read(&site)).join("\n");
        assert!(said.contains("Mehr als 200 Verknüpfungen"), "{said}");
    }

    /// Root may read everything, so a child without rights looks at it.
    #[test]
    fn unreadable_files_and_folders_are_reported() {
        if let Some(root) = child_argument() {
            let said = allmende::load::load(&root, &[], None).unwrap().diagnostics;
            let said: Vec<_> = said.iter().map(super::say).collect();
            assert!(said.iter().all(|s| s.contains("[unreadable]") && s.contains("Berechtigung")), "{said:?}");
            assert_eq!(said.len(), 2, "{said:?}");
            return;
        }
        let site = Site::new();
        site.file("content/zu/x.md", "X").file("content/y.md", "Y").file("content/z.md", "Z");
        let set_mode =
            |path: &str, mode: u32| fs::set_permissions(site.path(path), fs::Permissions::from_mode(mode)).unwrap();
        set_mode("content/zu", 0o000);
        set_mode("content/y.md", 0o000);
        let mut child =
            child_without_rights("output::load::unix::unreadable_files_and_folders_are_reported", site.root());
        let output = child.output().unwrap();
        set_mode("content/zu", 0o755);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    }
}
