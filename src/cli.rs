//! The command line: flags as the user typed them, nothing derived.
//!
//! clap's derive defines what there is; the words of the help come from the message catalogue, in
//! the language that `--lang` or the environment asks for. Wrong usage gives clap's own error, whose
//! exit code is 2.

use std::ffi::OsString;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, Command as Clap, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::messages::{Language, catalogue};

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(
    name = "allmende",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub options: Options,
    /// The command; none means `build`.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options before or after the command.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {
    /// `--root DIR`
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// `--output DIR`
    #[arg(long, global = true, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// `--base-url URL`
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,
    /// `--drafts`, `--entwuerfe`
    #[arg(long, global = true, alias = "entwuerfe")]
    pub drafts: bool,
    /// `--today DATE`, `--heute`
    #[arg(long, global = true, value_name = "DATE", alias = "heute")]
    pub today: Option<String>,
    /// `--no-search`
    #[arg(long, global = true)]
    pub no_search: bool,
    /// `--format human|json|github`
    #[arg(long, global = true, value_name = "FORM", hide_possible_values = true)]
    pub format: Option<Format>,
    /// `--strict`, `--streng`
    #[arg(long, global = true, alias = "streng")]
    pub strict: bool,
    /// `--lang de|en`
    #[arg(long, global = true, value_name = "LANG", value_parser = languages(), hide_possible_values = true)]
    pub lang: Option<Language>,
    /// `--timings`
    #[arg(long, global = true)]
    pub timings: bool,
    /// `--jobs N`
    #[arg(long, short, global = true, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// `--quiet`
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// The form of diagnostics as typed; colour is decided by the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
    /// GitHub workflow commands.
    Github,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Builds the site.
    #[command(alias = "bauen")]
    Build,
    /// Shows the site in the browser and follows every change.
    #[command(alias = "vorschau")]
    Serve {
        /// The port on this machine.
        #[arg(long, value_name = "PORT")]
        port: Option<u16>,
        /// Whether to open the browser.
        #[arg(long, alias = "oeffnen")]
        open: bool,
    },
    /// Checks all content, writes nothing.
    #[command(aliases = ["pruefen", "prüfen"])]
    Check {
        /// Whether addresses outside are asked, too.
        #[arg(long, alias = "extern")]
        external: bool,
        /// Seconds for one address.
        #[arg(long, value_name = "SECONDS", requires = "external")]
        timeout: Option<NonZeroU64>,
    },
    /// Creates a new entry.
    #[command(alias = "neu")]
    New {
        /// The content type.
        #[arg(value_name = "TYPE")]
        kind: String,
        /// The entry's title.
        title: String,
    },
    /// Sets up a new site.
    Init {
        /// The folder, new or empty.
        dir: PathBuf,
        /// Which of the embedded sites to start from.
        #[arg(
            long,
            value_name = "NAME",
            default_value = "portal",
            hide_possible_values = true,
            hide_default_value = true
        )]
        package: Package,
    },
    /// Explains the code of a diagnostic.
    #[command(alias = "hilfe")]
    Explain {
        /// The code.
        code: String,
    },
    /// Writes a report for the editorial meeting.
    #[command(alias = "bericht")]
    Report {
        /// Where it goes.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Whether a table of the findings is written beside it.
        #[arg(long)]
        csv: bool,
    },
    /// JSON Schema of the content model.
    Schema {
        /// Only the front matter of this type, to stdout.
        #[arg(value_name = "TYPE")]
        kind: Option<String>,
    },
    /// Writes front matter and list files as canonical YAML.
    #[command(alias = "formatieren")]
    Fmt {
        /// Changes nothing; tells which files would change, with exit code 1.
        #[arg(long, alias = "pruefen")]
        check: bool,
    },
    /// Lists, renames and merges terms of vocabularies.
    #[command(alias = "vokabular")]
    Vocab {
        /// What to do with them.
        #[command(subcommand)]
        action: VocabAction,
    },
    /// Looks after the site's own theme.
    #[command(alias = "gestaltung")]
    Theme {
        /// What to do with it.
        #[command(subcommand)]
        action: ThemeAction,
    },
    /// Gives an entry another address and rewrites everything that names it.
    #[command(alias = "umbenennen")]
    Rename {
        /// The entry, as `type/name` or by its file.
        old: String,
        /// Its new name.
        new: String,
    },
}

/// What to do with the theme.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum ThemeAction {
    /// What the site's overrides no longer match.
    #[command(alias = "vergleichen")]
    Diff,
    /// Copies a file of the default theme into the site's.
    #[command(alias = "kopieren")]
    Copy {
        /// The file, such as `templates/entry.html`.
        file: String,
    },
}

/// What to do with vocabularies.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum VocabAction {
    /// All terms and how often they are used.
    #[command(alias = "liste")]
    List {
        /// Only this vocabulary.
        vocabulary: Option<String>,
    },
    /// A new label for a term, in all files.
    #[command(alias = "umbenennen")]
    Rename {
        /// The vocabulary.
        vocabulary: String,
        /// The term.
        old: String,
        /// Its new label.
        new: String,
    },
    /// One term in the place of another, in all files.
    #[command(alias = "zusammenlegen")]
    Merge {
        /// The vocabulary.
        vocabulary: String,
        /// The term that goes.
        old: String,
        /// The term that stays.
        new: String,
    },
}

/// The sites that ship with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Package {
    /// The German knowledge portal.
    Portal,
    /// Documentation in English, with permissive types.
    Docs,
}

/// Parses `args`, the program's name first; help and errors come in `language`.
///
/// The error prints itself and knows its exit code: 2 for wrong usage, 0 for `--help` and `--version`.
pub fn parse(args: &[OsString], language: Language) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command(language).try_get_matches_from(help_as_flag(args))?)
}

/// The language of the program's words: `--lang`, else `LC_ALL`, `LC_MESSAGES`, `LANG`, else German.
///
/// It has to be known before `args` are parsed, because it decides the words of the help. The
/// locales `C` and `POSIX` name no language and count as unset; a language that the program does not
/// speak is answered in English.
pub fn language(args: &[OsString], env: &dyn Fn(&str) -> Option<String>) -> Language {
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy()).take_while(|arg| arg != "--");
    while let Some(arg) = args.next() {
        let tag = match arg.strip_prefix("--lang") {
            Some("") => args.next().map(|tag| tag.into_owned()),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(language) = tag.as_deref().and_then(Language::from_tag) {
            return language;
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| env(name)).find(|value| !value.is_empty());
    match locale.as_deref().and_then(|locale| locale.split(['.', '@']).next()) {
        None | Some("C" | "POSIX") => Language::German,
        Some(tag) => Language::from_tag(tag).unwrap_or(Language::English),
    }
}

fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(["de", "en"])
        .map(|tag| Language::from_tag(&tag).expect("the parser knows the languages' tags only"))
}

/// `allmende help [COMMAND]` is what people try; clap's own sub-command for it speaks English only.
fn help_as_flag(args: &[OsString]) -> Vec<OsString> {
    let mut args = args.to_vec();
    if args.get(1).is_some_and(|arg| arg == "help") {
        args.remove(1);
        args.push("--help".into());
    }
    args
}

const TEMPLATE: &str = "{about-with-newline}\n{usage}\n\n{all-args}{after-help}";

/// clap's definition with the words of `language`.
pub fn command(language: Language) -> Clap {
    let words = catalogue(language);
    let say = |key: &str| words.get(key).unwrap_or_else(|| panic!("{key} is not in the catalogue"));
    let template = TEMPLATE.replace("{usage}", &format!("{}: {{usage}}", say("cli.usage")));
    let describe = |arg: Arg, command: Option<&str>| {
        let key = arg.get_id().as_str().replace('_', "-").replace("kind", "type");
        let (heading, key) = match command {
            Some(command) => (arg.is_positional(), format!("cli.{command}.{key}")),
            None => (false, format!("cli.option.{key}")),
        };
        arg.help(say(&key)).help_heading(say(if heading { "cli.arguments" } else { "cli.options" }))
    };
    let flag = |name: &'static str, short, action| {
        describe(Arg::new(name).long(name).short(short).global(true).action(action), None)
    };
    Cli::command()
        .about(say("cli.about"))
        .after_help(say("cli.after"))
        .help_template(template.clone())
        .subcommand_help_heading(say("cli.commands"))
        .mut_args(|arg| describe(arg, None))
        .arg(flag("help", 'h', ArgAction::Help).alias("hilfe"))
        .arg(flag("version", 'V', ArgAction::Version).global(false))
        .mut_subcommands(|command| {
            let name = command.get_name().to_owned();
            let words = |command: Clap, name: &str| {
                command
                    .about(say(&format!("cli.{name}.about")))
                    .help_template(template.clone())
                    .subcommand_help_heading(say("cli.commands"))
                    .disable_help_flag(true)
                    .disable_help_subcommand(true)
                    .mut_args(|arg| describe(arg, Some(name)))
            };
            words(command, &name).mut_subcommands(|action| {
                let name = format!("{name}-{}", action.get_name());
                words(action, &name)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &[&str]) -> Vec<OsString> {
        std::iter::once("allmende").chain(line.iter().copied()).map(OsString::from).collect()
    }

    fn ok(line: &[&str]) -> Cli {
        parse(&args(line), Language::German).unwrap_or_else(|error| panic!("{line:?}: {error}"))
    }

    fn help(line: &[&str], language: Language) -> String {
        let error = parse(&args(line), language).expect_err("help is an early exit");
        assert_eq!(error.exit_code(), 0, "{error}");
        error.to_string()
    }

    #[test]
    fn the_definition_is_sound() {
        command(Language::German).debug_assert();
        command(Language::English).debug_assert();
    }

    #[test]
    fn no_command_takes_the_same_options_as_build() {
        let (bare, build) = (ok(&["--drafts", "--output", "x"]), ok(&["build", "--drafts", "--output", "x"]));
        assert_eq!(bare.command, None);
        assert_eq!(build.command, Some(Command::Build));
        assert_eq!(bare.options, build.options);
        assert!(bare.options.drafts);
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        let line =
            ["--root", "a", "--format", "json", "--jobs", "3", "--lang", "en", "--base-url", "https://example.org/"];
        let before = ok(&[&line[..], &["check"]].concat());
        assert_eq!(before, ok(&[&["check"], &line[..]].concat()));
        assert_eq!(before.options.format, Some(Format::Json));
        assert_eq!(before.options.lang, Some(Language::English));
        assert_eq!(before.options.jobs, NonZeroUsize::new(3));
    }

    #[test]
    fn commands_and_options_have_german_names() {
        assert_eq!(ok(&["bauen", "--entwuerfe", "--streng"]), ok(&["build", "--drafts", "--strict"]));
        assert_eq!(ok(&["pruefen"]), ok(&["check"]));
        assert_eq!(ok(&["vorschau", "--oeffnen"]).command, Some(Command::Serve { port: None, open: true }));
        assert_eq!(ok(&["hilfe", "broken-link"]), ok(&["explain", "broken-link"]));
        let new = Command::New { kind: "praxisbeispiel".into(), title: "Dorfladen Ölmühle".into() };
        assert_eq!(ok(&["neu", "praxisbeispiel", "Dorfladen Ölmühle"]).command, Some(new));
    }

    #[test]
    fn init_starts_from_the_portal_unless_told_otherwise() {
        let init = |package| Some(Command::Init { dir: "portal".into(), package });
        assert_eq!(ok(&["init", "portal"]).command, init(Package::Portal));
        assert_eq!(ok(&["init", "portal", "--package", "docs"]).command, init(Package::Docs));
    }

    #[test]
    fn wrong_usage_is_exit_code_2() {
        for line in [
            &["bild"][..],
            &["--drafs"],
            &["new", "praxisbeispiel"],
            &["explain"],
            &["init"],
            &["--format", "xml"],
            &["--lang", "fr"],
            &["--jobs", "0"],
            &["build", "noch", "etwas"],
        ] {
            let error = parse(&args(line), Language::German).expect_err("wrong usage");
            assert_eq!(error.exit_code(), 2, "{line:?}");
        }
    }

    #[test]
    fn help_speaks_the_language() {
        let german = help(&["--help"], Language::German);
        for part in [
            "Aufruf: allmende",
            "Befehle:",
            "Optionen:",
            "--root <DIR>",
            "Baut die Website (auch: bauen)",
            "Ohne Befehl",
        ] {
            assert!(german.contains(part), "{part} in\n{german}");
        }
        for part in ["Usage", "Options:", "Commands:", "possible", "default", "Print"] {
            assert!(!german.contains(part), "{part} in\n{german}");
        }
        let english = help(&["new", "--hilfe"], Language::English);
        for part in ["Usage: allmende new", "Arguments:", "Options:", "--drafts", "Creates a new entry"] {
            assert!(english.contains(part), "{part} in\n{english}");
        }
    }

    #[test]
    fn help_is_also_a_word() {
        assert_eq!(help(&["help"], Language::German), help(&["-h"], Language::German));
        assert_eq!(help(&["help", "neu"], Language::German), help(&["neu", "--help"], Language::German));
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        let of = |line: &[&str], vars: &[(&str, &str)]| {
            language(&args(line), &|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        use Language::{English, German};
        assert_eq!(of(&[], &[]), German);
        assert_eq!(of(&[], &[("LANG", "de_AT.UTF-8")]), German);
        assert_eq!(of(&[], &[("LANG", "en_GB.UTF-8")]), English);
        assert_eq!(of(&[], &[("LANG", "fr_FR")]), English);
        assert_eq!(of(&[], &[("LANG", "C.UTF-8")]), German);
        assert_eq!(of(&[], &[("LC_ALL", "de"), ("LANG", "en_US")]), German);
        assert_eq!(of(&[], &[("LC_ALL", ""), ("LANG", "en_US")]), English);
        assert_eq!(of(&["--lang", "de"], &[("LANG", "en_US")]), German);
        assert_eq!(of(&["build", "--lang=en"], &[]), English);
        assert_eq!(of(&["new", "x", "--", "--lang=en"], &[]), German);
    }
}
