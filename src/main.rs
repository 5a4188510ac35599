//! The program: arguments become a command, a command becomes an exit code. The only file that prints.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Program, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use allmende::cli::{self, Cli, Command, Format, Options, Package, ThemeAction, VocabAction};
use allmende::config::{Config, Flags};
use allmende::diagnostic::{Code, Diagnostic, Severity, SourcePath, Text, emit, explain, tidy};
use allmende::edit::{self, Change};
use allmende::external;
use allmende::load::Sources;
use allmende::messages::{Catalogue, catalogue};
use allmende::pipeline::{self, Built};
use allmende::progress::Progress;
use allmende::report;
use allmende::scaffold;
use allmende::serve::{self, News, ServeError};
use allmende::theme;
use allmende::value::{Date, Precision};
use allmende::write;

/// All is well.
const FINE: u8 = 0;
/// The content has errors.
const CONTENT: u8 = 1;
/// Wrong usage or configuration, or nothing to build.
const USAGE: u8 = 2;
/// Only warnings, but `--strict`.
const WARNINGS: u8 = 3;

/// A build makes and drops many small strings on all cores; this allocator needs a tenth less time for the
/// whole build than the usual ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let language = cli::language(&args, &|name| std::env::var(name).ok());
    let cli = match cli::parse(&args, language) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    if let Some(jobs) = cli.options.jobs {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
        debug_assert!(pool.is_ok(), "the pool is built once, before its first use");
    }
    ExitCode::from(run(&cli, &Terminal { catalogue: catalogue(language), quiet: cli.options.quiet }))
}

fn run(cli: &Cli, terminal: &Terminal) -> u8 {
    if let Some(text) = &cli.options.today
        && day(text).is_none()
    {
        return terminal.fail("cli.wrong-day", &[("day", text.clone())]);
    }
    if let Some(url) = cli.options.base_url.as_ref().filter(|url| allmende::config::read_base_url(url).is_none()) {
        return terminal.fail("cli.base-url", &[("url", url.clone())]);
    }
    match &cli.command {
        None | Some(Command::Build) => build(&cli.options, terminal, Aim::Publish),
        Some(Command::Serve { port, open }) => preview(&cli.options, *port, *open, terminal),
        Some(Command::Check { external, timeout }) => {
            let timeout = timeout.map(|seconds| Duration::from_secs(seconds.get()));
            let patience = external::Options {
                timeout: timeout.unwrap_or(external::Options::default().timeout),
                ..Default::default()
            };
            build(&cli.options, terminal, Aim::Check { external: external.then_some(patience) })
        }
        Some(Command::New { kind, title }) => new(&cli.options, kind, title, terminal),
        Some(Command::Init { dir, package }) => init(dir, *package, terminal),
        Some(Command::Theme { action: ThemeAction::Diff }) => theme_diff(&cli.options, terminal),
        Some(Command::Theme { action: ThemeAction::Copy { file } }) => theme_copy(&cli.options, file, terminal),
        Some(Command::Explain { code }) => match explain::explain(code, terminal.catalogue.language()) {
            Some(text) => {
                terminal.say(&text);
                FINE
            }
            None => terminal.fail("cli.unknown-code", &[("code", code.clone())]),
        },
        Some(Command::Report { file, csv }) => report_page(&cli.options, file.as_deref(), *csv, terminal),
        Some(Command::Schema { kind }) => schema(&cli.options, kind.as_deref(), terminal),
        Some(Command::Fmt { check }) => fmt(&cli.options, *check, terminal),
        Some(Command::Vocab { action }) => vocab(&cli.options, action, terminal),
        Some(Command::Rename { old, new }) => rename(&cli.options, old, new, terminal),
    }
}

/// Lists what the site's overrides no longer match.
fn theme_diff(options: &Options, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let shown = root.display().to_string();
    let (name, findings) = match pipeline::theme_diff(&flags(options, root)) {
        Ok(found) => found,
        Err(error) => return terminal.fail("cli.unreadable", &[("root", shown), ("problem", error.to_string())]),
    };
    for finding in &findings {
        let (key, args) = finding.what.message();
        terminal.say(&format!("themes/{name}/{}: {}", finding.file, terminal.catalogue.format(key, &args)));
    }
    if findings.is_empty() && !options.quiet {
        terminal.say(&terminal.catalogue.format("theme.diff.none", &[("theme", name)]));
    }
    if options.strict && !findings.is_empty() { WARNINGS } else { FINE }
}

/// Copies a file of the default theme to where it overrides it.
fn theme_copy(options: &Options, file: &str, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let shown = root.display().to_string();
    let Some(text) = theme::diff::copy_of(file) else {
        let names = theme::diff::files().join(", ");
        return terminal.fail("theme.copy.unknown", &[("file", file.to_owned()), ("names", names)]);
    };
    let name = match pipeline::theme_diff(&flags(options, root.clone())) {
        Ok((name, _)) => name,
        Err(error) => return terminal.fail("cli.unreadable", &[("root", shown), ("problem", error.to_string())]),
    };
    let shown = format!("themes/{name}/{file}");
    let path = root.join(&shown);
    if path.exists() {
        return terminal.fail("cli.exists", &[("file", shown)]);
    }
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
    match written {
        Ok(()) => {
            terminal.say(&terminal.catalogue.format("theme.copy.done", &[("file", shown)]));
            FINE
        }
        Err(error) => terminal.fail("cli.cannot-write", &[("file", shown), ("problem", error.to_string())]),
    }
}

/// Where words go: results to stdout, everything else to stderr; closed pipes are nobody's fault.
struct Terminal {
    catalogue: &'static Catalogue,
    quiet: bool,
}

impl Terminal {
    fn say(&self, text: &str) {
        let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    }

    fn warn(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
    }

    fn fail(&self, key: &str, args: &[(&'static str, String)]) -> u8 {
        self.warn(&self.catalogue.format(key, args));
        USAGE
    }
}

/// `--root`, else the nearest folder at or above the current one that has `content/`.
fn root(options: &Options) -> Option<PathBuf> {
    if let Some(root) = &options.root {
        return Some(root.clone());
    }
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join("content").is_dir()).map(Path::to_path_buf)
}

fn flags(options: &Options, root: PathBuf) -> Flags {
    Flags {
        root,
        output: options.output.clone(),
        base_url: options.base_url.clone(),
        drafts: options.drafts,
        no_search: options.no_search,
        is_preview: false,
        today: options.today.as_deref().and_then(day),
        thorough: false,
    }
}

/// What a build is for.
enum Aim {
    /// The finished site.
    Publish,
    /// Only its faults; with addresses outside where it is said how.
    Check { external: Option<external::Options> },
}

fn build(options: &Options, terminal: &Terminal, aim: Aim) -> u8 {
    let publish = matches!(aim, Aim::Publish);
    let start = Instant::now();
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let shown = root.display().to_string();
    let progress = Progress::new(terminal.catalogue.language(), options.quiet);
    let flags = Flags { thorough: !publish, ..flags(options, root) };
    let spool = if publish { pipeline::spool(&flags) } else { None };
    let result = pipeline::build(&flags, spool.as_ref(), &mut |stage| progress.stage(stage));
    let mut built = match result {
        Ok(built) => built,
        Err(error) => {
            progress.done();
            return terminal.fail("cli.unreadable", &[("root", shown), ("problem", error.to_string())]);
        }
    };
    let mut kept: Vec<String> = Vec::new();
    // A folder that is refused is said at once, not when the last content fault is mended.
    let folder = write::check_folder(&built.config.output, &write::Protected::of(&built.config.root));
    let mut failure = folder.err().filter(|_| publish).map(|error| error.diagnostic());
    if publish && failure.is_none() && !built.has_errors() {
        progress.stage("write");
        match pipeline::write(&mut built) {
            // What Git needs to keep the folder is no news to anybody.
            Ok(written) => kept = written.kept_foreign.into_iter().filter(|file| !file.starts_with(".git")).collect(),
            Err(error) => failure = Some(error.diagnostic()),
        }
    }
    let mut asked = None;
    if let (Aim::Check { external: Some(patience) }, Some(site)) = (aim, &built.site) {
        progress.stage("external");
        let (mut found, done) = external::check(site, &built.config, patience);
        built.diagnostics.append(&mut found);
        tidy(&mut built.diagnostics);
        asked = Some(done);
    }
    progress.done();
    let is_usage = failure.is_some();
    built.diagnostics.extend(failure);
    print(&built.diagnostics, &built.texts, options, terminal);
    if !terminal.quiet && !kept.is_empty() {
        terminal.warn(&terminal.catalogue.format("cli.kept", &[("files", shorten(&kept))]));
    }
    if options.timings {
        terminal.warn(&timings(&built.timings));
    }
    let code = exit_code(&built, options, is_usage);
    if !terminal.quiet {
        summary(&built, terminal, publish, code, start.elapsed());
        if let Some(done) = asked {
            let key = if done.n_left == 0 { "summary.external" } else { "summary.external.left" };
            let args = [
                ("asked", done.n_asked.to_string()),
                ("remembered", done.n_remembered.to_string()),
                ("left", done.n_left.to_string()),
            ];
            terminal.say(&terminal.catalogue.format(key, &args));
        }
    }
    code
}

/// A day as people write it.
fn day(text: &str) -> Option<Date> {
    Date::parse(text).ok().filter(|date| date.precision() == Precision::Day)
}

fn exit_code(built: &Built, options: &Options, is_usage: bool) -> u8 {
    let is_schema = |d: &Diagnostic| d.severity == Severity::Error && is_configuration(d);
    match () {
        () if is_usage || built.diagnostics.iter().any(is_schema) => USAGE,
        () if built.has_errors() => CONTENT,
        () if options.strict && built.count(Severity::Warning) > 0 => WARNINGS,
        () => FINE,
    }
}

/// Faults in the site's configuration, schema or theme are not the editors'. That a required page is missing is.
fn is_configuration(diagnostic: &Diagnostic) -> bool {
    let is_of_site = diagnostic.file.starts_with("content/_site/");
    diagnostic.code.name().starts_with("schema-")
        || diagnostic.code.name().starts_with("config-")
        || is_of_site && !matches!(diagnostic.code, Code::RequiredPage | Code::UrlCollision)
}

fn print(diagnostics: &[Diagnostic], texts: &HashMap<SourcePath, Arc<str>>, options: &Options, terminal: &Terminal) {
    let format = match options.format {
        None | Some(Format::Human) => emit::Format::Human { color: use_color() },
        Some(Format::Json) => emit::Format::Json,
        Some(Format::Github) => emit::Format::Github,
    };
    let text = emit::emit(diagnostics, &|path| texts.get(path).cloned(), format, terminal.catalogue);
    if !text.is_empty() {
        terminal.warn(&text);
    }
}

/// Colour on a terminal, unless `NO_COLOR` is set (no-color.org).
fn use_color() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn shorten(files: &[String]) -> String {
    let shown = files.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if files.len() > 5 { format!("{shown}, … ({})", files.len()) } else { shown }
}

fn timings(stages: &[(&str, Duration)]) -> String {
    let line = |(stage, time): &(&str, Duration)| format!("{stage:<8} {:>9.1} ms", time.as_secs_f64() * 1000.0);
    stages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// "1 Seite", "3 Fehler".
fn count(key: &str, n: usize, terminal: &Terminal) -> String {
    let form = if n == 1 { "one" } else { "many" };
    terminal.catalogue.format(&format!("summary.{key}.{form}"), &[("n", n.to_string())])
}

/// The closing line: pages, warnings, errors, time and what to open next.
fn summary(built: &Built, terminal: &Terminal, publish: bool, code: u8, time: Duration) {
    let count = |key: &str, n: usize| count(key, n, terminal);
    let open = built.config.output.join("index.html");
    let args = [
        ("pages", count("pages", built.n_pages)),
        ("entries", count("entries", built.n_entries)),
        ("errors", count("errors", built.count(Severity::Error))),
        ("warnings", count("warnings", built.count(Severity::Warning))),
        ("time", format!("{} ms", time.as_millis())),
        ("open", open.display().to_string()),
    ];
    let key = match (publish, code) {
        (true, FINE | WARNINGS) => "summary.built",
        (true, _) => "summary.failed",
        (false, _) => "summary.checked",
    };
    terminal.say(&terminal.catalogue.format(key, &args));
    if let Some(next) = &built.next_change {
        let titles =
            next.titles.iter().map(|title| terminal.catalogue.format("summary.title", &[("title", title.clone())]));
        let titles: Vec<String> = titles.collect();
        let args = [("day", next.day.display(terminal.catalogue.language())), ("titles", shorten(&titles))];
        terminal.say(&terminal.catalogue.format("summary.next-change", &args));
    }
}

/// Runs until it is interrupted, or could not begin.
fn preview(options: &Options, port: Option<u16>, open: bool, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let shown = root.display().to_string();
    let serve_options = serve::Options { port, language: terminal.catalogue.language() };
    let result = serve::serve(&flags(options, root), serve_options, &mut |news| match news {
        News::Ready { url, is_usual_port_taken } => {
            if is_usual_port_taken {
                terminal.warn(&terminal.catalogue.format("serve.port-taken", &[("port", serve::PORT.to_string())]));
            }
            terminal.say(&terminal.catalogue.format("serve.ready", &[("url", url.to_owned())]));
            if open {
                open_browser(url);
            }
        }
        News::Polling => terminal.warn(&terminal.catalogue.format("serve.polling", &[])),
        News::Unreadable(error) => {
            terminal.warn(&terminal.catalogue.format("serve.unreadable", &[("problem", error.to_string())]));
        }
        News::Built { report: built, time } => {
            if built.is_news {
                print(&built.diagnostics, &built.texts, options, terminal);
            }
            if !terminal.quiet {
                let of = |severity| built.diagnostics.iter().filter(|d| d.severity == severity).count();
                let args = [
                    ("pages", count("pages", built.n_pages, terminal)),
                    ("errors", count("errors", of(Severity::Error), terminal)),
                    ("warnings", count("warnings", of(Severity::Warning), terminal)),
                    ("time", format!("{} ms", time.as_millis())),
                ];
                terminal.say(&terminal.catalogue.format("serve.built", &args));
            }
            if options.timings {
                terminal.warn(&timings(&built.timings));
            }
        }
    });
    match result {
        Ok(never) => match never {},
        Err(ServeError::Content(error)) => {
            terminal.fail("cli.unreadable", &[("root", shown), ("problem", error.to_string())])
        }
        Err(ServeError::Port(error)) => {
            let port = port.unwrap_or(serve::PORT).to_string();
            terminal.fail("serve.port-fault", &[("port", port), ("problem", error.to_string())])
        }
        Err(ServeError::Server(error)) => {
            terminal.warn(&error.to_string());
            USAGE
        }
    }
}

/// Asks the system for the browser. Where there is none, the address stands in the terminal.
fn open_browser(url: &str) {
    let (program, args): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Program::new(program);
    command.args(args).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}

fn new(options: &Options, kind: &str, title: &str, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    match scaffold::entry(&flags(options, root), kind, title, terminal.catalogue) {
        Ok(path) => {
            terminal.say(&terminal.catalogue.format("cli.created", &[("file", path.display().to_string())]));
            FINE
        }
        Err(text) => {
            terminal.warn(&terminal.catalogue.say(&text));
            USAGE
        }
    }
}

/// Writes the report for the editorial meeting, and the table beside it when it is asked for.
fn report_page(options: &Options, file: Option<&Path>, csv: bool, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let shown = root.display().to_string();
    let name = terminal.catalogue.get("report.file").unwrap_or("report.html");
    let file = file.map_or_else(|| root.join(name), Path::to_path_buf);
    let survey = match pipeline::survey(&Flags { thorough: true, ..flags(options, root) }) {
        Ok(survey) => survey,
        Err(error) => return terminal.fail("cli.unreadable", &[("root", shown), ("problem", error.to_string())]),
    };
    let found = report::report(&survey, terminal.catalogue);
    let mut files = vec![(file.clone(), report::html::html(&found, terminal.catalogue))];
    if csv {
        files.push((file.with_extension("csv"), report::csv::csv(&found, terminal.catalogue)));
    }
    for (path, text) in files {
        let shown = path.display().to_string();
        if let Err(error) = std::fs::write(&path, text) {
            return terminal.fail("cli.cannot-write", &[("file", shown), ("problem", error.to_string())]);
        }
        terminal.say(&terminal.catalogue.format("report.written", &[("file", shown)]));
    }
    FINE
}

/// Prints the JSON Schema of a type, or writes those of all types where VS Code finds them.
fn schema(options: &Options, kind: Option<&str>, terminal: &Terminal) -> u8 {
    let Some(root) = root(options) else { return terminal.fail("cli.no-content", &[]) };
    let flags = flags(options, root);
    let result = match kind {
        Some(kind) => scaffold::json_schema(&flags, kind),
        None => scaffold::write_schemas(&flags).map(|(n, missing)| {
            let done = terminal.catalogue.format("schema.written", &[("n", n.to_string())]);
            match missing {
                Some(missing) => format!("{done}\n{}\n{missing}", terminal.catalogue.format("schema.settings", &[])),
                None => done,
            }
        }),
    };
    match result {
        Ok(text) => {
            terminal.say(&text);
            FINE
        }
        Err(text) => {
            terminal.warn(&terminal.catalogue.say(&text));
            USAGE
        }
    }
}

fn init(dir: &Path, package: Package, terminal: &Terminal) -> u8 {
    let name = match package {
        Package::Portal => "portal",
        Package::Docs => "docs",
    };
    match scaffold::site(dir, name) {
        Ok(n_files) => {
            let args = [("dir", dir.display().to_string()), ("n", n_files.to_string())];
            terminal.say(&terminal.catalogue.format("cli.initialised", &args));
            FINE
        }
        Err(text) => {
            terminal.warn(&terminal.catalogue.say(&text));
            USAGE
        }
    }
}

/// The sources and the configuration, for commands that build nothing.
fn read(options: &Options, terminal: &Terminal) -> Result<(Sources, Config, PathBuf), u8> {
    let Some(root) = root(options) else { return Err(terminal.fail("cli.no-content", &[])) };
    match edit::read(&flags(options, root.clone())) {
        Ok((sources, config, diagnostics)) => {
            if diagnostics.iter().any(|d| d.severity == Severity::Error && is_configuration(d)) {
                terminal.warn(&emit::emit(&diagnostics, &|_| None, human(), terminal.catalogue));
                return Err(USAGE);
            }
            Ok((sources, config, root))
        }
        Err(error) => {
            let args = [("root", root.display().to_string()), ("problem", error.to_string())];
            Err(terminal.fail("cli.unreadable", &args))
        }
    }
}

fn human() -> emit::Format {
    emit::Format::Human { color: use_color() }
}

fn write_changes(changes: &[Change], terminal: &Terminal) -> Result<(), u8> {
    edit::write(changes).map_err(|(path, error)| {
        let args = [("file", path.display().to_string()), ("problem", error.to_string())];
        terminal.fail("cli.cannot-write", &args)
    })
}

fn fmt(options: &Options, check: bool, terminal: &Terminal) -> u8 {
    let (sources, config, _) = match read(options, terminal) {
        Ok(read) => read,
        Err(code) => return code,
    };
    let (changes, faults) = edit::format::format(&sources, &config);
    if !faults.is_empty() {
        let all = [&sources.pages, &sources.data].into_iter().flatten();
        let texts: std::collections::HashMap<_, _> = all.map(|s| (s.path.clone(), s.text.clone())).collect();
        let text = emit::emit(&faults, &|path| texts.get(path).cloned(), human(), terminal.catalogue);
        terminal.warn(&text);
    }
    if !check && let Err(code) = write_changes(&changes, terminal) {
        return code;
    }
    for change in &changes {
        terminal.say(&change.path);
    }
    if !terminal.quiet {
        let key = if check { "fmt.would" } else { "fmt.done" };
        terminal.warn(&terminal.catalogue.format(key, &[("n", changes.len().to_string())]));
    }
    if !faults.is_empty() || check && !changes.is_empty() { CONTENT } else { FINE }
}

fn vocab(options: &Options, action: &VocabAction, terminal: &Terminal) -> u8 {
    let (sources, config, _) = match read(options, terminal) {
        Ok(read) => read,
        Err(code) => return code,
    };
    let changes = match action {
        VocabAction::List { vocabulary } => {
            return match edit::vocab::usage(&sources, &config, vocabulary.as_deref()) {
                Ok(usage) => vocab_table(&usage, terminal),
                Err(text) => refuse(&text, terminal),
            };
        }
        VocabAction::Rename { vocabulary, old, new } => edit::vocab::rename(&sources, &config, vocabulary, old, new),
        VocabAction::Merge { vocabulary, old, new } => edit::vocab::merge(&sources, &config, vocabulary, old, new),
    };
    match changes {
        Ok(changes) => {
            if let Err(code) = write_changes(&changes, terminal) {
                return code;
            }
            changes.iter().for_each(|change| terminal.say(&change.path));
            terminal.warn(&terminal.catalogue.format("fmt.done", &[("n", changes.len().to_string())]));
            FINE
        }
        Err(text) => refuse(&text, terminal),
    }
}

fn refuse(text: &Text, terminal: &Terminal) -> u8 {
    terminal.warn(&terminal.catalogue.say(text));
    USAGE
}

/// One line a term: vocabulary, number of uses, label, and what is worth a look.
fn vocab_table(usage: &[edit::vocab::Usage], terminal: &Terminal) -> u8 {
    for term in usage {
        let note = match (term.count, term.listed) {
            (0, _) => "vocab.never",
            (1, true) => "vocab.once",
            (1, false) => "vocab.once-unlisted",
            (_, false) => "vocab.unlisted",
            _ => "",
        };
        let note = terminal.catalogue.get(note).unwrap_or_default();
        terminal.say(&format!("{}\t{:>4}\t{}\t{note}", term.vocabulary, term.count, term.label));
    }
    FINE
}

fn rename(options: &Options, old: &str, new: &str, terminal: &Terminal) -> u8 {
    let (sources, config, _) = match read(options, terminal) {
        Ok(read) => read,
        Err(code) => return code,
    };
    match edit::rename::rename(&sources, &config, old, new) {
        Ok(renamed) => {
            if let Err(code) = write_changes(&renamed.changes, terminal) {
                return code;
            }
            renamed.changes.iter().for_each(|change| terminal.say(&change.path));
            let args = [("old", renamed.old), ("new", renamed.new), ("n", renamed.n_references.to_string())];
            terminal.warn(&terminal.catalogue.format("rename.done", &args));
            FINE
        }
        Err(text) => refuse(&text, terminal),
    }
}
