//! The same content gives the same bytes, and the output changes as a whole or not at all.

use std::time::{Duration, Instant};

use crate::harness::{Project, Run, allmende, repository, repository_path, tree};

#[test]
fn a_second_build_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public");
    let build = |jobs: &str| {
        let mut command = allmende();
        command.arg("--root").arg(repository_path("")).arg("--output").arg(&public).args(["--jobs", jobs]);
        Run::of(&mut command, public.clone()).code(0).tree()
    };
    let first = build("1");
    assert!(first.len() > 200);
    for again in [build("4"), repository().tree()] {
        let differ: Vec<&String> = first.keys().filter(|path| again.get(*path) != first.get(*path)).collect();
        assert!(differ.is_empty() && first.len() == again.len(), "{differ:?}");
    }
}

#[test]
fn the_order_of_the_files_on_the_disk_does_not_matter() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let topic =
        |name: &str| format!("---\ntitel: Thema {name}\nkurztext: T.\nverwandt: [a, f]\n---\nText über {name}.\n");
    let build = |names: &mut dyn Iterator<Item = &&str>| {
        let mut project = Project::portal();
        for name in names {
            project = project.file(&format!("content/themen/{name}.md"), topic(name));
        }
        project.build().code(0).tree()
    };
    assert!(build(&mut names.iter()) == build(&mut names.iter().rev()));
}

#[test]
fn a_removed_entry_leaves_no_file() {
    let project = Project::portal()
        .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n")
        .file("content/themen/b.md", "---\ntitel: B\nkurztext: T.\n---\n");
    project.build().code(0).page("themen/b.html");
    project.remove("content/themen/b.md");
    let run = project.build();
    run.code(0).lacks_page("themen/b.html").lacks_page("themen/b.atom.xml");
    let fresh = Project::portal().file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n").build().tree();
    assert!(run.tree() == fresh);
}

/// `output::write_under_stress` does the same with the write stage alone, and many more kills.
#[test]
fn a_build_killed_at_any_moment_leaves_the_old_site_whole() {
    let text = |version: usize| format!("---\ntitel: Fassung {version}\nkurztext: T.\n---\nFassung {version}.\n");
    let mut project = Project::portal();
    for n in 0..40 {
        project = project.file(&format!("content/themen/t{n}.md"), text(0));
    }
    project.build().code(0);
    let old = tree(&project.path("public"));
    for n in 0..40 {
        project.write(&format!("content/themen/t{n}.md"), text(1));
    }
    let start = Instant::now();
    let other = project.run(["build", "--output", "other"]);
    let whole = start.elapsed();
    other.code(0);
    let new = tree(&project.path("other"));
    assert!(old != new);
    let mut n_old = 0;
    for i in 1..=12 {
        let mut child = project.command().arg("--quiet").spawn().unwrap();
        std::thread::sleep(whole.max(Duration::from_millis(12)) * i / 12);
        // A build that was faster than the kill is done; both are what a reader may see.
        let _ = child.kill();
        child.wait().unwrap();
        let found = tree(&project.path("public"));
        assert!(found == old || found == new, "kill {i} left neither site");
        n_old += usize::from(found == old);
    }
    assert!(n_old > 0, "no kill came before the end");
    project.build().code(0);
    assert!(tree(&project.path("public")) == new);
    let left = crate::output::names(project.root());
    assert_eq!(left, ["content", "other", "public"]);
}
