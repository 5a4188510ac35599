//! Builds the same site with this program, with the limits and with every other generator on the machine.
//!
//! ```text
//! cargo bench --bench build                       10,000 entries, 3 alternating runs
//! cargo bench --bench build -- 100000 --runs 1    another size
//! cargo bench --bench build -- --no-peers         only this program and the limits
//! cargo bench --bench build -- --dir DIR          where to work; default: /dev/shm
//! HUGO=/opt/hugo cargo bench --bench build        a generator that is not on the search path; also ZOLA,
//!                                                 PAGEFIND, ZENSICAL, MKDOCS
//! ```
//!
//! All in one run and alternating, because the same machine is never the same twice: read the ratios, not
//! the seconds. Work on tmpfs, because the times of other file systems say more about them than about us.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

#[path = "../generate/corpus.rs"]
mod corpus;
mod find;
mod limit;
mod measure;

use corpus::{Corpus, Dialect};
use measure::{Run, median};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if args.first().is_some_and(|arg| arg == "--limit") {
        return limit::run(&args[1], Path::new(&args[2]), Path::new(&args[3]));
    }
    // Cargo runs all benches of a crate when it tests; this one only works on demand.
    if std::env::args().all(|arg| arg != "--bench") {
        return ExitCode::SUCCESS;
    }
    let options = Options::new(&args);
    let contenders = contenders(&options);
    let mut runs: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    for round in 0..options.n_runs {
        for (index, contender) in contenders.iter().enumerate() {
            eprintln!("{}/{} {}", round + 1, options.n_runs, contender.name);
            match contender.run() {
                Some(run) => runs.entry(index).or_default().push(run),
                None => eprintln!("  failed, left out"),
            }
        }
    }
    report(&options, &contenders, &runs);
    if !options.keep {
        let _ = fs::remove_dir_all(&options.dir);
    }
    ExitCode::SUCCESS
}

struct Options {
    n: usize,
    n_runs: usize,
    dir: PathBuf,
    peers: bool,
    keep: bool,
}

impl Options {
    fn new(args: &[String]) -> Options {
        let value = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|at| args.get(at + 1));
        let tmpfs = Path::new("/dev/shm");
        let base = if tmpfs.is_dir() { tmpfs.to_owned() } else { std::env::temp_dir() };
        let base = value("--dir").map_or(base, PathBuf::from);
        Options {
            n: args.first().and_then(|n| n.parse().ok()).unwrap_or(10_000),
            n_runs: value("--runs").and_then(|n| n.parse().ok()).unwrap_or(3),
            dir: base.join(format!("allmende-bench-{}", std::process::id())),
            peers: !args.iter().any(|arg| arg == "--no-peers"),
            keep: args.iter().any(|arg| arg == "--keep"),
        }
    }
}

/// Something that turns a folder into a site.
struct Contender {
    name: &'static str,
    /// Commands to run one after the other; the program, its arguments, its folder.
    commands: Vec<(PathBuf, Vec<String>)>,
    /// Working folder.
    site: PathBuf,
    /// Removed before each run.
    output: PathBuf,
}

impl Contender {
    fn run(&self) -> Option<Run> {
        let _ = fs::remove_dir_all(&self.output);
        let mut total = Run::default();
        for (program, args) in &self.commands {
            let mut command = Command::new(program);
            command.args(args).current_dir(&self.site);
            total = total.and(measure::run(&mut command)?);
        }
        (total.n_files, total.bytes) = measure::size(&self.output);
        Some(total)
    }
}

/// Writes the sites and says who builds them.
fn contenders(options: &Options) -> Vec<Contender> {
    let site = |name: &str, dialect: Dialect| {
        let site = options.dir.join(name);
        fs::create_dir_all(&site).expect("the working folder is writable");
        Corpus::new(options.n, 1).write(&site, dialect).expect("the working folder is writable");
        site
    };
    let own = site("allmende", Dialect::Allmende);
    let this = std::env::current_exe().expect("a running program has a path");
    let mut contenders = Vec::new();
    for (name, number) in [("limit 1", "1"), ("limit 2", "2")] {
        let output = options.dir.join("limit");
        let args = ["--limit", number, &text(&own), &text(&output)].map(str::to_owned).to_vec();
        contenders.push(Contender { name, commands: vec![(this.clone(), args)], site: own.clone(), output });
    }
    for (name, extra) in [("allmende --no-search", &["--no-search"][..]), ("allmende", &[])] {
        let output = options.dir.join("public");
        let (root, out) = (text(&own), text(&output));
        let args = ["build", "--timings", "--quiet", "--root", &root, "--output", &out];
        let args = args.iter().chain(extra).map(|arg| (*arg).to_owned()).collect();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_allmende"));
        contenders.push(Contender { name, commands: vec![(program, args)], site: own.clone(), output });
    }
    let output = options.dir.join("copy");
    let args = ["--limit", "write", &text(&options.dir.join("public")), &text(&output)].map(str::to_owned).to_vec();
    contenders.push(Contender { name: "its files written again", commands: vec![(this, args)], site: own, output });
    if options.peers {
        peers(options, &site, &mut contenders);
    }
    contenders
}

fn peers(options: &Options, site: &dyn Fn(&str, Dialect) -> PathBuf, contenders: &mut Vec<Contender>) {
    let words = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<String>>();
    if let Some(hugo) = find::find("hugo") {
        let (site, output) = (site("hugo", Dialect::Hugo), options.dir.join("hugo-public"));
        let build = (hugo, words(&["--quiet", "-d", &text(&output), "--cacheDir", &text(&options.dir.join("cache"))]));
        let mut with_search = vec![build.clone()];
        contenders.push(Contender { name: "Hugo", commands: vec![build], site: site.clone(), output: output.clone() });
        if let Some(pagefind) = find::find("pagefind") {
            with_search.push((pagefind, words(&["--site", &text(&output)])));
            contenders.push(Contender { name: "Hugo + Pagefind", commands: with_search, site, output });
        }
    }
    if let Some(zola) = find::find("zola") {
        let (site, output) = (site("zola", Dialect::Zola), options.dir.join("zola-public"));
        let build = (zola, words(&["build", "--force", "-o", &text(&output)]));
        contenders.push(Contender { name: "Zola", commands: vec![build], site, output });
    }
    // These take minutes and gigabytes beyond a few thousand pages.
    for name in ["zensical", "mkdocs"].into_iter().filter(|_| options.n <= 2_000) {
        if let Some(program) = find::find(name) {
            let site = site(name, Dialect::Mkdocs);
            let output = site.join("site");
            contenders.push(Contender { name, commands: vec![(program, words(&["build"]))], site, output });
        }
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("the working folder has a plain name").to_owned()
}

/// What part of each other generator's time and memory this program needs, with the search where that has one.
fn compare(contenders: &[Contender], runs: &BTreeMap<usize, Vec<Run>>) {
    let named = |name: &str| {
        let index = contenders.iter().position(|contender| contender.name == name)?;
        runs.get(&index).map(|runs| median(runs))
    };
    println!();
    for peer in ["Hugo", "Hugo + Pagefind", "Zola", "zensical", "mkdocs"] {
        let has_search = matches!(peer, "Hugo + Pagefind" | "zensical" | "mkdocs");
        let own = named(if has_search { "allmende" } else { "allmende --no-search" });
        let (Some(own), Some(peer_run)) = (own, named(peer)) else { continue };
        println!(
            "{} of {peer}: user CPU 1/{:.1}, wall 1/{:.1}, memory 1/{:.1}",
            if has_search { "With search" } else { "Without search" },
            peer_run.user / own.user,
            peer_run.wall / own.wall,
            peer_run.peak_kb as f64 / own.peak_kb as f64,
        );
    }
}

fn report(options: &Options, contenders: &[Contender], runs: &BTreeMap<usize, Vec<Run>>) {
    let position = contenders.iter().position(|contender| contender.name == "limit 2");
    let limit = position.and_then(|index| runs.get(&index)).map(|runs| median(runs)).unwrap_or_default();
    println!("\n{} entries, medians of {} runs; ratios to limit 2\n", options.n, options.n_runs);
    println!("| | wall s | user s | system s | peak MB | files | output MB | wall | user | µs CPU an entry |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (index, runs) in runs {
        let run = median(runs);
        println!(
            "| {} | {:.2} | {:.2} | {:.2} | {} | {} | {:.1} | {:.2} | {:.2} | {:.0} |",
            contenders[*index].name,
            run.wall,
            run.user,
            run.system,
            run.peak_kb / 1024,
            run.n_files,
            run.bytes as f64 / 1e6,
            run.wall / limit.wall,
            run.user / limit.user,
            (run.user + run.system) / options.n as f64 * 1e6,
        );
    }
    compare(contenders, runs);
    for (index, runs) in runs {
        let run = median(runs);
        if !run.stages.is_empty() {
            let stages: Vec<String> = run.stages.iter().map(|(name, ms)| format!("{name} {ms:.0}")).collect();
            println!("\n{}, ms by stage: {}", contenders[*index].name, stages.join(", "));
        }
    }
}
