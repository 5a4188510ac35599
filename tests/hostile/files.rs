//! Files that are not what their names say, promise more than they hold, or are too many.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use super::limits::Limits;
use super::{Case, check, topic};
use crate::harness::Project;

/// A PNG of one colour.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = image::GrayImage::new(width, height);
    pixels.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("writing to memory");
    bytes
}

/// A PNG whose header says `width` × `height`, whatever it holds.
fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

/// CRC-32 of PNG.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn pictures_that_lie() {
    let shown = |name: &str, file: &str, bytes: Vec<u8>| {
        let project = topic(format!("![Bild]({file})\n")).file(&format!("content/themen/{file}"), bytes);
        Case::new(name, project)
    };
    let noted = |case: Case| case.noted(&["image-unusable content/themen/b"]);
    let jpeg = |cut: usize| {
        let mut bytes = Vec::new();
        image::RgbImage::new(800, 600)
            .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Jpeg)
            .expect("writing to memory");
        bytes.truncate(bytes.len() / cut);
        bytes
    };
    check(vec![
        shown("a header of 30,000 by 30,000", "b.png", png_that_says(30_000, 30_000))
            .noted(&["image-unusable content/themen/b.png"]),
        shown("a header of 4,000 million by 4,000 million", "b.png", png_that_says(u32::MAX, u32::MAX)),
        shown("a header of nothing", "b.png", png_that_says(0, 0)),
        shown("a bomb of one colour", "b.png", png(15_000, 15_000)).noted(&["image-unusable content/themen/b.png"]),
        shown("a picture of a telephone", "b.png", png(4_100, 3_000))
            .limits(Limits { cpu: Duration::from_secs(120), ..Limits::default() }),
        shown("half a picture", "b.jpg", jpeg(2)),
        shown("a hundredth of a picture", "b.jpg", jpeg(100)),
        shown("an empty picture", "b.jpg", Vec::new()),
        shown("text", "b.png", b"kein Bild".to_vec()),
        shown("a picture of another kind", "b.jpg", png(900, 10)),
        shown("a GIF of nothing", "b.gif", b"GIF89a\0\0\0\0".to_vec()),
        shown("a WebP that ends", "b.webp", b"RIFF\xFF\xFF\xFF\xFFWEBPVP8L\xFF\xFF\xFF\xFF".to_vec()),
        shown("an AVIF that ends", "b.avif", b"\0\0\0\x20ftypavif\xFF\xFF\xFF\xFF".to_vec()),
        shown("a long and narrow picture", "b.png", png(1, 20_000)),
        shown("a wide and flat picture", "b.png", png(19_000, 1)),
        noted(shown("a picture with too many pixels in a row", "b.png", png(21_000, 1)))
            .noted(&["image-unusable content/themen/b.png"]),
    ]);
}

#[test]
fn documents_that_lie() {
    let linked =
        |name: &str, bytes: Vec<u8>| Case::new(name, topic("[Heft](h.pdf)\n").file("content/themen/h.pdf", bytes));
    let pdf = |objects: &str, trailer: &str| {
        format!("%PDF-1.7\n{objects}\ntrailer\n{trailer}\nstartxref\n9\n%%EOF\n").into_bytes()
    };
    let circle =
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>> endobj";
    let trailer = "<</Root 1 0 R/Size 3>>";
    let many: String = (1..60_000).map(|i| format!("{i} 0 obj <</A {} 0 R>> endobj\n", i + 1)).collect();
    check(vec![
        linked("empty", Vec::new()),
        linked("text", b"kein PDF".to_vec()),
        linked("only a head", b"%PDF-1.7\n".to_vec()),
        linked("a tree that is a circle", pdf(circle, trailer)),
        linked(
            "tables in a circle",
            b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1/Prev 9>>\nstartxref\n9\n%%EOF\n".to_vec(),
        ),
        linked("arrays in arrays", pdf(&format!("1 0 obj {} endobj", "[".repeat(200_000)), trailer)),
        linked("dictionaries in dictionaries", pdf(&format!("1 0 obj {} endobj", "<</A ".repeat(100_000)), trailer)),
        linked("parentheses in parentheses", pdf(&format!("1 0 obj {} endobj", "(".repeat(500_000)), trailer)),
        linked("many objects", pdf(&many, trailer)),
        linked(
            "a count that lies",
            pdf(
                "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 4000000000>> endobj",
                trailer,
            ),
        ),
        linked(
            "a stream that lies",
            pdf("1 0 obj <</Length 99999999999/Filter/FlateDecode>> stream\nx\nendstream endobj", trailer),
        ),
        linked(
            "a table that lies",
            b"%PDF-1.7\nxref\n0 4000000000\n0000000000 65535 f \ntrailer <</Size 4000000000>>\nstartxref\n9\n%%EOF\n"
                .to_vec(),
        ),
        linked("megabytes of nothing", [b"%PDF-1.7\n".to_vec(), vec![0; 20 << 20]].concat()),
    ]);
}

#[test]
fn folders_that_are_deep_or_full() {
    let deep = |n: usize| format!("content/themen/{}x.md", "a/".repeat(n));
    let entry = "---\ntitel: Tief\nkurztext: T.\n---\nText\n";
    let mut full = Project::portal();
    for i in 0..1_000 {
        full = full
            .file(&format!("content/themen/t{i}.md"), format!("---\ntitel: Thema {i}\nkurztext: T.\n---\nText {i}\n"));
    }
    let limits = Limits { cpu: Duration::from_secs(120), ..Limits::default() };
    check(vec![
        Case::new("100 folders", Project::portal().file(&deep(100), entry)),
        Case::new("900 folders", Project::portal().file(&deep(900), entry)).refused(&["output-path"]),
        Case::new("1,000 entries", full).limits(limits),
        Case::new("2,000 empty folders", {
            let project = topic("x\n");
            for i in 0..2_000 {
                fs::create_dir(project.path(&format!("content/themen/o{i}"))).unwrap();
            }
            project
        }),
        Case::new("an empty content", Project::new()),
        Case::new("a file in place of _site", Project::new().file("content/_site", "x").file("content/a.md", "# A\n")),
    ]);
}

#[test]
fn things_that_are_no_files() {
    let with = |name: &str, make: &dyn Fn(&Project)| {
        let project = topic("x\n");
        make(&project);
        Case::new(name, project)
    };
    let link = |target: &'static str, name: &'static str| move |p: &Project| symlink(target, p.path(name)).unwrap();
    let fifo = |name: &'static str| {
        move |p: &Project| assert!(std::process::Command::new("mkfifo").arg(p.path(name)).status().unwrap().success())
    };
    check(vec![
        with("a pipe as a page", &fifo("content/themen/p.md")).noted(&["not-a-regular-file content/themen/p.md"]),
        with("a pipe as a picture", &fifo("content/themen/p.png")).noted(&["not-a-regular-file content/themen/p.png"]),
        with("a pipe as settings", &|p| {
            fs::remove_file(p.path("content/_site/site.yaml")).unwrap();
            fifo("content/_site/site.yaml")(p);
        })
        .noted(&["not-a-regular-file content/_site/site.yaml"]),
        with("a pipe as a template", &|p| {
            fs::create_dir_all(p.path("themes/default/templates")).unwrap();
            fifo("themes/default/templates/404.html")(p);
        })
        .noted(&["not-a-regular-file themes/default/templates/404.html"]),
        with("a link to a device", &link("/dev/zero", "content/themen/z.md"))
            .noted(&["symlink-outside content/themen/z.md"]),
        with("a link to a secret", &link("/etc/passwd", "content/themen/z.txt"))
            .noted(&["symlink-outside content/themen/z.txt"]),
        with("a link to itself", &link("z.md", "content/themen/z.md")).noted(&["symlink-loop content/themen/z.md"]),
        with("a link to its folder", &link("..", "content/themen/z")).noted(&["symlink-loop content/themen/z"]),
        with("a link to the system", &link("/", "content/themen/z")).noted(&["symlink-outside content/themen/z"]),
        with("a link to nothing", &link("fehlt.md", "content/themen/z.md"))
            .refused(&["unreadable content/themen/z.md"]),
        with("a theme that leads outside", &|p| {
            fs::create_dir_all(p.path("themes")).unwrap();
            symlink("/etc", p.path("themes/default")).unwrap();
        })
        .refused(&["symlink-outside themes/default"]),
        with("the output is a link to the content", &link("content", "public")).refused(&["output-refused"]),
    ]);
}
