//! Killed builds, readers and rivals: at every moment the output is one whole site.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use allmende::write::{Output, Protected, write};

use super::{Site, child, child_argument, names, outputs, tree};

const N_FILES: usize = 120;

/// Two sites that share some files, differ in others, and each has some of its own.
pub(super) fn site_outputs(version: usize) -> Vec<Output> {
    let file = |i: usize| match i % 4 {
        0 => (format!("gleich/{i}.html"), "gleich".repeat(200)),
        1 => (format!("nur-{version}/{i}.html"), "eigen".repeat(200)),
        _ => (format!("seiten/{i}.html"), format!("Fassung {version} ").repeat(200)),
    };
    let files: Vec<(String, String)> = (0..N_FILES).map(file).collect();
    outputs(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn expected(version: usize) -> BTreeMap<String, String> {
    let text = |output: Output| match output.content {
        allmende::write::Content::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        other => unreachable!("{other:?}"),
    };
    let files = site_outputs(version).into_iter().map(|output| (output.path.clone(), text(output)));
    files.chain([("CNAME".to_owned(), "fremd".to_owned())]).collect()
}

fn rebuild(root: &Path, version: usize) {
    write(&root.join("public"), &site_outputs(version), &Protected::of(root)).unwrap();
}

/// Deterministic, but scattered over the range.
fn scattered(i: u64, range: u64) -> u64 {
    i.wrapping_mul(6_364_136_223_846_793_005).rotate_left(29) % range
}

#[test]
fn a_killed_build_leaves_the_old_or_the_new_site_whole() {
    if let Some(root) = child_argument() {
        for version in (0..2).cycle() {
            rebuild(&root, version);
        }
    }
    let site = Site::new();
    site.file("public/CNAME", "fremd");
    rebuild(site.root(), 0);
    let wanted = [expected(0), expected(1)];
    let mut n_hits = 0;
    for i in 0..50 {
        let mut child =
            child("output::write_under_stress::a_killed_build_leaves_the_old_or_the_new_site_whole", site.root());
        let mut child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(20_000 + scattered(i, 60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(wanted.contains(&site.public()), "kill {i} left neither site");
        n_hits += usize::from(names(site.root()).len() > 2);
    }
    assert!(n_hits > 10, "only {n_hits} kills hit a build");
    rebuild(site.root(), 0);
    rebuild(site.root(), 1);
    assert_eq!(site.public(), expected(1));
    assert_eq!(names(site.root()), ["content", "public"]);
}

#[test]
fn a_reader_never_misses_a_file_or_gets_half_of_one() {
    let site = Site::new();
    rebuild(site.root(), 0);
    let is_done = AtomicBool::new(false);
    let read_all = || {
        let mut n_reads = 0;
        while !is_done.load(Ordering::Relaxed) || n_reads < 5_000 {
            for i in (0..N_FILES).filter(|i| i % 4 > 1) {
                let text = fs::read_to_string(site.path(&format!("public/seiten/{i}.html"))).expect("missing");
                assert!(text == "Fassung 0 ".repeat(200) || text == "Fassung 1 ".repeat(200), "cut");
                n_reads += 1;
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(read_all);
        for version in (0..60).map(|i| (i + 1) % 2) {
            rebuild(site.root(), version);
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn two_builds_at_once_wait_for_each_other() {
    if let Some(root) = child_argument() {
        (0..20).for_each(|i| rebuild(&root, i % 2));
        return;
    }
    let site = Site::new();
    site.file("public/CNAME", "fremd");
    let start = || {
        child("output::write_under_stress::two_builds_at_once_wait_for_each_other", site.root())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut children = [start(), start(), start()];
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(tree(&site.path("public")), expected(1));
    assert_eq!(names(site.root()), ["content", "public"]);
}

/// Someone who uploads files while builds run loses none of them.
#[test]
fn foreign_files_that_come_during_builds_survive() {
    let site = Site::new();
    rebuild(site.root(), 0);
    let is_done = AtomicBool::new(false);
    let upload = || {
        let mut n_files = 0;
        while !is_done.load(Ordering::Relaxed) {
            let path = site.path(&format!("public/hochgeladen-{n_files}.txt"));
            n_files += usize::from(fs::write(path, "fremd").is_ok());
            std::thread::sleep(Duration::from_micros(200));
        }
        n_files
    };
    let n_files = std::thread::scope(|scope| {
        let uploader = scope.spawn(upload);
        for version in (0..40).map(|i| (i + 1) % 2) {
            rebuild(site.root(), version);
        }
        is_done.store(true, Ordering::Relaxed);
        uploader.join().unwrap()
    });
    assert_eq!(site.public().keys().filter(|path| path.starts_with("hochgeladen")).count(), n_files);
}
