//! Outputs on file systems of their own: mount points, full and read-only disks.
//!
//! Each test runs again in a mount namespace, so that no mount outlives it.

use std::fs;
use std::path::Path;
use std::process::Command;

use allmende::write::{How, MANIFEST, WriteError};

use super::write_under_stress::site_outputs;
use super::{Site, names, outputs};

/// Ways to get a mount namespace: as root, with user namespaces, on a CI machine.
const NAMESPACES: [&[&str]; 3] = [&["unshare", "-m"], &["unshare", "-rm"], &["sudo", "-n", "unshare", "-m"]];

/// Whether the test goes on here; otherwise it has been run in a namespace or cannot be run.
fn is_in_namespace(test: &str) -> bool {
    if std::env::var_os("ALLMENDE_NAMESPACE").is_some() {
        return true;
    }
    let folder = tempfile::tempdir().unwrap();
    let can_mount = |prefix: &&&[&str]| {
        let mut probe = Command::new(prefix[0]);
        probe.args(&prefix[1..]).args(["mount", "-t", "tmpfs", "-o", "size=64k", "none"]).arg(folder.path());
        probe.output().is_ok_and(|output| output.status.success())
    };
    let Some(prefix) = NAMESPACES.iter().find(can_mount) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no mount namespace: this must be tested on CI");
        println!("skipped: no rights for a mount namespace");
        return false;
    };
    let mut command = Command::new(prefix[0]);
    command.args(&prefix[1..]).args(["env", "ALLMENDE_NAMESPACE=1"]).arg(std::env::current_exe().unwrap());
    let output = command.args(["--exact", &format!("output::mounts::{test}"), "--nocapture"]).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}

fn mount(arguments: &[&str], target: &Path) {
    fs::create_dir_all(target).unwrap();
    assert!(Command::new("mount").args(arguments).arg(target).status().unwrap().success());
}

fn tmpfs(size: &str, target: &Path) {
    mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "none"], target);
}

#[test]
fn a_mount_point_is_changed_file_by_file() {
    if !is_in_namespace("a_mount_point_is_changed_file_by_file") {
        return;
    }
    let site = Site::new();
    tmpfs("4m", &site.path("public"));
    site.file("public/CNAME", "fremd");
    assert_eq!(site.write(&[("a/x.html", "X"), ("b", "B"), ("c.css", "C")]).how, How::FileByFile);
    let modified = || fs::metadata(site.path("public/c.css")).unwrap().modified().unwrap();
    let before = modified();
    std::thread::sleep(std::time::Duration::from_millis(10));
    let written = site.write(&[("b/y.html", "Y"), ("c.css", "C"), ("d/e/z.html", "Z")]);
    assert_eq!((written.how, &written.removed[..]), (How::FileByFile, &["a/x.html".to_owned(), "b".to_owned()][..]));
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["CNAME", "b/y.html", "c.css", "d/e/z.html"]);
    assert_eq!(
        names(&site.path("public")),
        [MANIFEST, "CNAME", "b", "c.css", "d"],
        "empty folders and temporary files are gone"
    );
    assert_eq!(modified(), before);
    site.write(&[("b", "B")]);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["CNAME", "b"]);
    assert_eq!(site.write(&[("b", "B")]).how, How::Nothing);
    assert_eq!(names(site.root()), ["content", "public"]);
}

#[test]
fn a_bind_mount_is_changed_file_by_file() {
    if !is_in_namespace("a_bind_mount_is_changed_file_by_file") {
        return;
    }
    let site = Site::new();
    site.file("anderswo/CNAME", "fremd");
    mount(&["--bind", site.path("anderswo").to_str().unwrap()], &site.path("public"));
    assert_eq!(site.write(&[("a.html", "A")]).how, How::FileByFile);
    assert_eq!(site.write(&[("b.html", "B")]).how, How::FileByFile);
    assert_eq!(names(&site.path("anderswo")), [MANIFEST, "CNAME", "b.html"]);
    assert_eq!(names(site.root()), ["anderswo", "content", "public"]);
}

#[test]
fn a_mount_point_inside_the_output_is_left_alone() {
    if !is_in_namespace("a_mount_point_inside_the_output_is_left_alone") {
        return;
    }
    let site = Site::new();
    tmpfs("1m", &site.path("public/daten"));
    site.file("public/daten/gross.bin", "G");
    assert_eq!(site.write(&[("a.html", "A")]).how, How::FileByFile);
    assert_eq!(site.public().keys().collect::<Vec<_>>(), ["a.html", "daten/gross.bin"]);
}

#[test]
fn a_full_disk_leaves_the_old_site_and_names_the_path() {
    if !is_in_namespace("a_full_disk_leaves_the_old_site_and_names_the_path") {
        return;
    }
    for is_mount_point in [false, true] {
        let site = Site::new();
        tmpfs("1m", &if is_mount_point { site.path("public") } else { site.root().join("platte") });
        let out = if is_mount_point { site.path("public") } else { site.path("platte/public") };
        let write = |outputs: &[_]| allmende::write::write(&out, outputs, &site.protected());
        write(&outputs(&[("a.html", "A"), ("b.html", "B")])).unwrap();
        let large = "x".repeat(600_000);
        let error = write(&outputs(&[("a.html", "A2"), ("b.html", &large), ("c.html", &large)])).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("kein Platz mehr (no space left)") && said.contains(out.to_str().unwrap()), "{said}");
        let texts: Vec<_> = super::tree(&out).into_values().collect();
        assert_eq!(texts, ["A", "B"]);
        assert_eq!(names(&out), [MANIFEST, "a.html", "b.html"]);
        assert_eq!(names(out.parent().unwrap()).iter().filter(|name| name.contains(".allmende-")).count(), 0);
        // The way out: less to write.
        write(&outputs(&[("a.html", "A2")])).unwrap();
    }
}

#[test]
fn a_full_disk_never_leaves_a_cut_file() {
    if !is_in_namespace("a_full_disk_never_leaves_a_cut_file") {
        return;
    }
    for kilobytes in (100..900).step_by(100) {
        let site = Site::new();
        tmpfs(&format!("{kilobytes}k"), &site.path("platte"));
        let result = allmende::write::write(&site.path("platte/public"), &site_outputs(0), &site.protected());
        match result {
            Ok(written) => assert_eq!(written.created.len(), super::tree(&site.path("platte/public")).len()),
            Err(error) => {
                assert!(matches!(error, WriteError::Io { .. }), "{error}");
                assert!(names(&site.path("platte")).is_empty(), "at {kilobytes} KB");
            }
        }
    }
}

#[test]
fn a_read_only_output_is_refused_by_name() {
    if !is_in_namespace("a_read_only_output_is_refused_by_name") {
        return;
    }
    for mount_point in ["platte", "platte/public"] {
        let site = Site::new();
        tmpfs("1m", &site.path(mount_point));
        let write = |outputs: &[_]| allmende::write::write(&site.path("platte/public"), outputs, &site.protected());
        write(&outputs(&[("a.html", "A")])).unwrap();
        mount(&["-o", "remount,ro,bind"], &site.path(mount_point));
        let said = write(&outputs(&[("a.html", "B")])).unwrap_err().to_string();
        assert!(said.contains("platte/public") && said.contains("schreibgeschützt"), "{said}");
        assert_eq!(super::tree(&site.path("platte/public"))["a.html"], "A");
        assert_eq!(write(&outputs(&[("a.html", "A")])).unwrap().how, How::Nothing);
    }
}
