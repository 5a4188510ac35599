//! Builds that are killed, disturbed or starved: the output is the old site or the new one, whatever happens.
//!
//! `output` asks the same of the write stage alone; here it is the program.
//!
//! More of it: `KILLS=500 cargo test --test main crash::kills -- --nocapture`, and
//! `SYSTEM_CALLS=all cargo test --test main crash::system_calls -- --nocapture`. `ALLMENDE_PROGRAM` names a release.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Project, skip, tree};
use crate::output::names;

type Tree = BTreeMap<String, Vec<u8>>;

/// A site with two versions: some pages stay, some change, some exist in one of them only.
struct Versions {
    project: Project,
    trees: [Tree; 2],
    /// How long an undisturbed build takes.
    time: Duration,
}

const N_ENTRIES: usize = 30;

impl Versions {
    /// Both versions, built elsewhere once, and a foreign file in the output.
    fn new() -> Versions {
        let project = Project::portal().file("content/medien/plan.txt", "x".repeat(100_000));
        let mut versions = Versions { project, trees: [Tree::new(), Tree::new()], time: Duration::ZERO };
        for version in [1, 0] {
            versions.edit(version);
            let start = Instant::now();
            versions.project.run(["build", "--quiet", "--output", "probe"]).code(0);
            versions.time = start.elapsed();
            versions.trees[version] = tree(&versions.project.path("probe"));
            versions.trees[version].insert("CNAME".into(), b"fremd".to_vec());
            fs::remove_dir_all(versions.project.path("probe")).unwrap();
        }
        versions.project.write("public/CNAME", "fremd");
        versions.project.build().code(0);
        assert!(versions.trees[0] != versions.trees[1] && versions.version() == Some(0));
        versions
    }

    fn edit(&self, version: usize) {
        for n in 0..N_ENTRIES {
            let path = format!("content/themen/t{n}.md");
            let text =
                |v: usize| format!("---\ntitel: Fassung {v} von {n}\nkurztext: T.\n---\n{}\n", "Wort ".repeat(n * 20));
            match n % 3 {
                0 => self.project.write(&path, text(9)),
                1 => self.project.write(&path, text(version)),
                _ if n % 2 == version => self.project.write(&path, text(version)),
                _ => drop(fs::remove_file(self.project.path(&path))),
            }
        }
    }

    /// Which version the output is, if it is one.
    fn version(&self) -> Option<usize> {
        let found = tree(&self.project.path("public"));
        self.trees.iter().position(|tree| *tree == found)
    }

    fn start(&self) -> Child {
        let mut command = self.project.command();
        command.args(["build", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The output is whole, and a build makes the wanted version of it and leaves nothing lying around.
    #[track_caller]
    fn assert_whole_and_repaired(&self, wanted: usize, what: &str) {
        assert!(self.version().is_some(), "{what}: neither site\n{:#?}", tree(&self.project.path("public")).keys());
        self.edit(wanted);
        self.project.build().code(0);
        assert_eq!(self.version(), Some(wanted), "{what}");
        assert_eq!(names(self.project.root()), ["content", "public"], "{what}");
    }
}

/// Deterministic, but scattered over the range.
fn scattered(i: u64, range: u64) -> u64 {
    (i + 1).wrapping_mul(6_364_136_223_846_793_005).rotate_left(29) % range.max(1)
}

#[test]
fn kills_at_random_moments_leave_the_old_or_the_new_site() {
    let n_kills: u64 = std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(24);
    let versions = Versions::new();
    let whole = u64::try_from(versions.time.as_micros()).unwrap();
    let (mut n_hit, mut n_old, mut n_new) = (0, 0, 0);
    for i in 0..n_kills {
        let new = usize::try_from((i + 1) % 2).unwrap();
        versions.edit(new);
        let mut child = versions.start();
        // Every other kill comes late, when files are being written.
        let moment = if i % 2 == 0 { scattered(i, whole) } else { whole * 6 / 10 + scattered(i, whole / 2) };
        std::thread::sleep(Duration::from_micros(moment));
        let signal = [libc::SIGKILL, libc::SIGKILL, libc::SIGTERM, libc::SIGINT][usize::try_from(i % 4).unwrap()];
        // SAFETY: the child is ours and has not been waited for, so its number is still its own.
        unsafe { libc::kill(libc::pid_t::try_from(child.id()).unwrap(), signal) };
        let status = child.wait().unwrap();
        let was_hit = status.signal().is_some();
        assert!(was_hit || status.success(), "kill {i}: {status}");
        n_hit += usize::from(was_hit);
        match versions.version() {
            Some(version) if version == new => n_new += 1,
            Some(_) => {
                assert!(was_hit, "kill {i}: success, but the old site");
                n_old += 1;
            }
            None => panic!("kill {i} with signal {signal} after {moment} µs left neither site"),
        }
        // What the killed build left lying around must not disturb the next one.
        if i % 10 == 9 {
            versions.assert_whole_and_repaired(new, &format!("after kill {i}"));
        } else {
            versions.edit(new);
            versions.project.build().code(0);
        }
    }
    eprintln!("{n_kills} signals, {n_hit} hit a running build: {n_old} old sites, {n_new} new ones, 0 torn");
    assert!(n_hit * 2 > n_kills as usize / 2 && n_old > 0, "{n_hit} of {n_kills} kills hit, {n_old} left the old site");
}

/// A file must not grow beyond a few bytes: the system ends the program, or refuses; a half file is never shown.
#[test]
fn files_that_may_not_grow_leave_the_old_site() {
    let versions = Versions::new();
    versions.edit(1);
    for (limit, is_ignored) in [(0, false), (0, true), (100, false), (100, true), (3_000, false), (3_000, true)] {
        let mut command = versions.project.command();
        let size = libc::rlimit { rlim_cur: limit, rlim_max: limit };
        let restrict = move || {
            // SAFETY: system calls only; `signal` sets what `exec` inherits.
            let result = unsafe {
                if is_ignored {
                    libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
                }
                libc::setrlimit(libc::RLIMIT_FSIZE, &raw const size)
            };
            if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
        };
        // SAFETY: the closure makes system calls only.
        unsafe { command.pre_exec(restrict) };
        let status = command.args(["build", "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(!status.success(), "{limit} {is_ignored}");
        assert_eq!(versions.version(), Some(0), "{limit} {is_ignored}");
    }
    versions.assert_whole_and_repaired(1, "afterwards");
}

#[test]
fn two_builds_at_once_wait_or_say_so() {
    let versions = Versions::new();
    for round in 0..6 {
        versions.edit((round + 1) % 2);
        let mut children = [versions.start(), versions.start(), versions.start()];
        for child in &mut children {
            let status = child.wait().unwrap();
            assert!(status.success(), "round {round}: {status}");
        }
        assert_eq!(versions.version(), Some((round + 1) % 2), "round {round}");
    }
    assert_eq!(names(versions.project.root()), ["content", "public"]);
    // A build that has been writing for longer than anyone waits.
    let lock = versions.project.path(".public.allmende-lock");
    fs::write(&lock, "4711").unwrap();
    let holder = fs::File::options().write(true).open(&lock).unwrap();
    holder.lock().unwrap();
    versions.edit(1);
    versions.project.build().code(2).stderr_has("Ein anderer Bau läuft (Prozess 4711)");
    drop(holder);
    versions.assert_whole_and_repaired(1, "afterwards");
}

/// An editor that writes in two steps, another that deletes and makes files: no half text is published.
#[test]
fn sources_that_change_during_the_build_are_read_again() {
    let page = "---\ntitel: Wechsel\nkurztext: T.\n---\n\nAnfang.\n\n";
    let project = Project::portal().file("content/themen/wechsel.md", format!("{page}Ende.\n"));
    let is_done = AtomicBool::new(false);
    let (path, coming) = (project.path("content/themen/wechsel.md"), project.path("content/themen/kommt.md"));
    let (mut n_built, mut n_refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for i in 0.. {
                let mut file = fs::File::create(&path).unwrap();
                file.write_all(page.as_bytes()).unwrap();
                file.flush().unwrap();
                std::thread::sleep(Duration::from_millis(4));
                file.write_all(format!("Ende {i}.\n").as_bytes()).unwrap();
                drop(file);
                let _ =
                    if i % 2 == 0 { fs::write(&coming, format!("{page}Ende.\n")) } else { fs::remove_file(&coming) };
                // Long enough for a build now and then.
                std::thread::sleep(Duration::from_millis(scattered(i, 1_500)));
                if is_done.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        for _ in 0..6 {
            let run = project.run(["build", "--quiet"]);
            if run.stderr().is_empty() {
                run.page("themen/wechsel.html").has("Anfang.").has("Ende");
                n_built += 1;
            } else {
                run.code(1).stderr_has("ändern sich laufend");
                n_refused += 1;
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
    assert!(n_built > 0, "{n_refused} builds were refused");
    project.build().code(0);
}

/// A folder of the output that vanishes while it is written does not take foreign files along, and the next build mends it.
#[test]
fn an_output_that_is_deleted_during_the_build_is_made_again() {
    let versions = Versions::new();
    for i in 0..6 {
        versions.edit(1);
        let mut child = versions.start();
        std::thread::sleep(versions.time * (i + 4) / 10);
        let _ = fs::remove_dir_all(versions.project.path("public"));
        child.wait().unwrap();
        versions.edit(0);
        versions.project.write("public/CNAME", "fremd");
        versions.project.build().code(0);
        assert_eq!(versions.version(), Some(0), "{i}");
        assert_eq!(names(versions.project.root()), ["content", "public"]);
    }
}

/// The n-th system call of a kind fails, or the program dies at it. strace makes that happen; with `SYSTEM_CALLS=all`
/// for every fault at many calls, which takes minutes.
#[test]
fn system_calls_that_fail_leave_the_old_or_the_new_site() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        return skip("strace is not installed").unwrap_or_default();
    }
    let (faults, calls_of_a_kind): (&[&str], &[u32]) = match std::env::var_os("SYSTEM_CALLS") {
        Some(_) => (&["error=ENOSPC", "error=EIO", "error=EACCES", "signal=KILL"], &[1, 2, 3, 5, 9, 20, 60]),
        None => (&["error=ENOSPC", "signal=KILL"], &[3]),
    };
    let versions = Versions::new();
    let (mut n_runs, mut n_failed) = (0, 0);
    let calls = [
        "write",
        "openat",
        "rename",
        "renameat2",
        "linkat",
        "mkdir",
        "unlink",
        "unlinkat",
        "fchmodat",
        "syncfs",
        "flock",
        "statx",
        "getdents64",
    ];
    for call in calls {
        for fault in faults {
            for when in calls_of_a_kind {
                versions.edit(1);
                let mut command = Command::new("strace");
                command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={call}:{fault}:when={when}+")]);
                command.arg(versions.project.command().get_program()).args(["build", "--quiet"]);
                let run = end_of(command.current_dir(versions.project.root()).env("LANG", "de_DE.UTF-8"));
                n_runs += 1;
                n_failed += usize::from(run.0 != Some(0));
                assert!(!run.1.contains("panicked"), "{call} {fault} {when}: {}", run.1);
                let found = versions.version();
                assert!(found.is_some(), "{call} {fault} {when}: torn\n{}", run.1);
                assert!(run.0 != Some(0) || found == Some(1), "{call} {fault} {when}: false success\n{}", run.1);
                versions.edit(0);
                versions.project.build().code(0);
                assert_eq!(versions.version(), Some(0), "{call} {fault} {when}: not repaired");
            }
        }
    }
    eprintln!("{n_runs} runs, {n_failed} failed, 0 torn, 0 false successes, 0 panics");
}

/// Exit code and messages.
fn end_of(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("strace is installed");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Someone else's files in every place where the program works for itself.
#[test]
fn foreign_files_beside_and_in_the_output_stay() {
    let versions = Versions::new();
    let project = &versions.project;
    let foreign = [
        "public/.htaccess",
        "public/.git/config",
        "public/download/a.pdf",
        ".public.allmende-notes",
        "public-alt/index.html",
    ];
    for path in foreign {
        project.write(path, "fremd");
    }
    versions.edit(1);
    project.build().code(0);
    let mut child = versions.start();
    std::thread::sleep(versions.time / 2);
    let _ = child.kill();
    child.wait().unwrap();
    versions.edit(0);
    project.build().code(0);
    for path in foreign {
        assert_eq!(project.text(path), "fremd", "{path}");
    }
    assert!(Path::new(&project.path("public/index.html")).exists());
}
