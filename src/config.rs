//! The site's configuration: `content/_site/site.yaml` and flags become [`Config`], with all defaults here.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, Span, Text, did_you_mean};
use crate::messages::{Catalogue, Language, catalogue};
use crate::parse::german::Quotes;
use crate::schema::Schema;
use crate::schema::reader::{yaml_fault, yes_or_no};
use crate::value::Date;
use crate::yaml::{self, Data, Node};

/// What the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// Folder with `content/`.
    pub root: PathBuf,
    /// Output folder; default `public` below the root.
    pub output: Option<PathBuf>,
    /// Overrides `base_url`.
    pub base_url: Option<String>,
    /// Whether drafts get pages.
    pub drafts: bool,
    /// Whether the search is left out.
    pub no_search: bool,
    /// Whether the site is served at the root of this computer, wherever it will be published.
    pub is_preview: bool,
    /// The day as which the build sees itself; otherwise `SOURCE_DATE_EPOCH` or the clock says it.
    pub today: Option<Date>,
    /// Whether rules run that work in progress always breaks: pages that nothing leads to, unused terms.
    pub thorough: bool,
}

/// Everything that is decided before the first page is parsed.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder with `content/`.
    pub root: PathBuf,
    /// Output folder.
    pub output: PathBuf,
    /// Name of the site.
    pub title: String,
    /// One line that says what it is for.
    pub tagline: Option<String>,
    /// Language of content and theme.
    pub language: Language,
    /// Absolute address without trailing slash.
    pub base_url: Option<String>,
    /// Path of that address, with a slash at both ends; `/` without an address, and in the preview.
    pub base_path: String,
    /// Name of the package that the schema starts from.
    pub package: String,
    /// Theme folder below `themes/`, on top of the default theme.
    pub theme: String,
    /// Where the configuration names it.
    pub theme_span: Option<Span>,
    /// Whether the German text mode is on.
    pub german_text: bool,
    /// Which quotes straight quotes become.
    pub quotes: Quotes,
    /// Pages that must exist, by the value of the role `required_page`.
    pub required_pages: Vec<MenuEntry>,
    /// Id of the entry whose text is on the start page.
    pub home: Option<MenuEntry>,
    /// Main menu: ids, list addresses or types.
    pub menu: Vec<MenuEntry>,
    /// Further links of the footer.
    pub footer: Vec<MenuEntry>,
    /// Sentence in the footer.
    pub footer_text: Option<String>,
    /// Where to report barriers: an id or an address.
    pub report_barrier: Option<MenuEntry>,
    /// Whether drafts get pages.
    pub drafts: bool,
    /// Whether there is a search.
    pub search: bool,
    /// The content model.
    pub schema: Arc<Schema>,
    /// UI words.
    pub labels: Arc<Catalogue>,
    /// The day that `--today` or `SOURCE_DATE_EPOCH` fixes; outputs that speak of today use no other.
    pub fixed_day: Option<Date>,
    /// The fixed day, or else that of the clock: decides which entries are published, and for rules about time.
    pub today: Date,
    /// Whether rules run that work in progress always breaks.
    pub thorough: bool,
    /// Severities of rules; `None` switches a rule off.
    pub rules: HashMap<Code, Option<Severity>>,
    /// The configuration file, for diagnostics about the site as a whole.
    pub file: SourcePath,
}

/// A link that the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// Text; default: the title of the target.
    pub label: Option<String>,
    /// Type name, id of an entry, address on the site or absolute address.
    pub to: String,
    /// Where it stands in the configuration.
    pub span: Span,
}

const KEYS: [&str; 17] = [
    "title",
    "tagline",
    "language",
    "base_url",
    "package",
    "theme",
    "text",
    "quotes",
    "required_pages",
    "home",
    "menu",
    "footer",
    "footer_text",
    "report_barrier",
    "search",
    "labels",
    "rules",
];

/// Reads `site.yaml` (if there is one) and the schema files of the site on top of the package.
///
/// `site_files` are the sources below `content/_site/`. Without any, the `docs` package is used.
pub fn load(
    flags: &Flags,
    site_files: &[crate::load::Source],
    source_date_epoch: Option<i64>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let site = site_files.iter().find(|source| source.path.ends_with("content/_site/site.yaml"));
    let file: SourcePath = site.map_or_else(|| Arc::from("content/_site/site.yaml"), |source| source.path.clone());
    let node = site.and_then(|source| match yaml::parse(&source.text) {
        Ok(node) => Some(node),
        Err(fault) => {
            diagnostics.push(yaml_fault(&source.path, &source.text, 0, fault));
            None
        }
    });
    let mut reader = ConfigReader { node: node.as_ref(), file: &file, diagnostics };
    reader.check_keys();
    let default_package = if site_files.is_empty() { "docs" } else { "portal" };
    let package =
        reader.one_of("package", &crate::schema::package::NAMES).unwrap_or_else(|| default_package.to_owned());
    let default_language = if package == "portal" { Language::German } else { Language::English };
    let language =
        reader.one_of("language", &["de", "en"]).and_then(|tag| Language::from_tag(&tag)).unwrap_or(default_language);
    let text = reader.one_of("text", &["german", "commonmark", "english"]);
    let quotes = reader.one_of("quotes", &["„“", "»«", "“”"]).or_else(|| reader.text("quotes"));
    let own_base_url = reader.base_url();
    let base_url = flags.base_url.as_deref().and_then(read_base_url).or(own_base_url);
    let mut labels = catalogue(language).clone();
    for (key, value) in reader.node("labels").into_iter().flat_map(Node::entries) {
        labels.insert(format!("label.{}", key.text), value.as_str().unwrap_or_default().to_owned());
    }
    let folder_name = flags.root.file_name().map(|name| name.to_string_lossy().into_owned());
    let fixed_day = fixed_day(flags, source_date_epoch);
    let mut config = Config {
        root: flags.root.clone(),
        output: flags.output.clone().unwrap_or_else(|| flags.root.join("public")),
        title: reader.text("title").or(folder_name).unwrap_or_else(|| "allmende".to_owned()),
        tagline: reader.text("tagline"),
        language,
        base_path: base_url.as_deref().filter(|_| !flags.is_preview).map_or_else(|| "/".to_owned(), path_of),
        base_url,
        package,
        theme: reader.theme().unwrap_or_else(|| "default".to_owned()),
        theme_span: reader.node("theme").map(|node| node.span.clone()),
        german_text: text.map_or(language == Language::German, |text| text == "german"),
        quotes: match quotes.as_deref() {
            Some("»«") => Quotes::Guillemets,
            Some("“”") => Quotes::English,
            Some("„“") => Quotes::German,
            _ if language == Language::English => Quotes::English,
            _ => Quotes::German,
        },
        required_pages: reader.menu("required_pages"),
        home: reader.target("home"),
        menu: reader.menu("menu"),
        footer: reader.menu("footer"),
        footer_text: reader.text("footer_text"),
        report_barrier: reader.target("report_barrier"),
        drafts: flags.drafts,
        search: reader.flag("search") != Some(false) && !flags.no_search,
        schema: Arc::default(),
        labels: Arc::new(labels),
        fixed_day,
        today: fixed_day.unwrap_or_else(clock_day),
        thorough: flags.thorough,
        rules: reader.rules(),
        file: file.clone(),
    };
    let schema = load_schema(&config.package, site_files, diagnostics);
    crate::parse::fields::check_defaults(&schema, language, diagnostics);
    config.schema = Arc::new(schema);
    config
}

/// `https://stadt.example/portal` is served below `/portal/`.
fn path_of(base_url: &str) -> String {
    let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

/// The day of the build: `--today`, `SOURCE_DATE_EPOCH` (in UTC), or the clock in the time zone of the system.
pub fn today(flags: &Flags, source_date_epoch: Option<i64>) -> Date {
    fixed_day(flags, source_date_epoch).unwrap_or_else(clock_day)
}

fn fixed_day(flags: &Flags, source_date_epoch: Option<i64>) -> Option<Date> {
    let epoch = source_date_epoch.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    flags.today.or_else(|| day(&epoch?.to_zoned(jiff::tz::TimeZone::UTC)))
}

fn clock_day() -> Date {
    day(&jiff::Zoned::now())
        .unwrap_or_else(|| Date::from_parts(9999, Some(12), Some(31)).expect("a day of the calendar"))
}

/// Nothing before the year 1000.
fn day(moment: &jiff::Zoned) -> Option<Date> {
    let day = moment.date();
    Date::from_parts(day.year(), u8::try_from(day.month()).ok(), u8::try_from(day.day()).ok()).ok()
}

fn load_schema(package: &str, site_files: &[crate::load::Source], diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let mut files = crate::schema::package::schema_files(package);
    for source in site_files {
        let is_schema = source.path.contains("/_site/types/") || source.path.contains("/_site/vocab/");
        if is_schema && (source.path.ends_with(".yaml") || source.path.ends_with(".yml")) {
            files.push((source.path.clone(), &source.text));
        }
    }
    crate::schema::load::load(&files, diagnostics)
}

/// The address of a site without a slash at its end; `None` if it is none that a browser can open.
pub fn read_base_url(url: &str) -> Option<String> {
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    (is_web && crate::value::Url::parse(url).is_ok()).then(|| url.trim_end_matches('/').to_owned())
}

struct ConfigReader<'a> {
    node: Option<&'a Node>,
    file: &'a SourcePath,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> ConfigReader<'a> {
    fn check_keys(&mut self) {
        if let Some(node) = self.node.filter(|node| !node.is_null() && !matches!(node.data, Data::Map(_))) {
            self.fault("site.yaml", node, "title: …");
        }
        for (key, _) in self.node.into_iter().flat_map(Node::entries) {
            if !KEYS.contains(&key.text.as_str()) {
                let hint = match did_you_mean(&key.text, KEYS) {
                    Some(name) => Text::new("hint.did-you-mean").arg("name", name),
                    None => Text::new("hint.allowed").arg("values", KEYS.join(", ")),
                };
                self.diagnostics.push(
                    Diagnostic::new(Code::ConfigKey, self.file, key.span.clone()).arg("key", &key.text).hint(hint),
                );
            }
        }
    }

    fn node(&self, key: &str) -> Option<&'a Node> {
        self.node?.get(key).filter(|node| !node.is_null())
    }

    fn fault(&mut self, key: &str, node: &Node, allowed: &str) {
        let value = node.as_str().unwrap_or("…");
        self.diagnostics.push(
            Diagnostic::new(Code::ConfigValue, self.file, node.span.clone())
                .arg("key", key)
                .arg("value", value)
                .arg("allowed", allowed),
        );
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let node = self.node(key)?;
        let text = node.as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(key, node, "…");
        }
        text
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.node(key)?;
        let flag = yes_or_no(node);
        if flag.is_none() {
            self.fault(key, node, "true, false");
        }
        flag
    }

    fn one_of(&mut self, key: &str, allowed: &[&str]) -> Option<String> {
        let node = self.node(key)?;
        let found = node.as_str().filter(|text| allowed.contains(text)).map(str::to_owned);
        if found.is_none() {
            self.fault(key, node, &allowed.join(", "));
        }
        found
    }

    /// The name of a folder below `themes/`: never a path to somewhere else.
    fn theme(&mut self) -> Option<String> {
        let name = self.text("theme")?;
        let is_name = !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']) && !name.is_empty();
        let node = self.node("theme")?;
        if !is_name {
            self.fault("theme", node, "themes/…");
        }
        is_name.then_some(name)
    }

    fn base_url(&mut self) -> Option<String> {
        let node = self.node("base_url")?;
        let url = node.as_str().and_then(read_base_url);
        if url.is_none() {
            self.fault("base_url", node, "https://…");
        }
        url
    }

    /// An entry or address that a setting names.
    fn target(&mut self, key: &str) -> Option<MenuEntry> {
        let to = self.text(key)?;
        Some(MenuEntry { label: None, to, span: self.node(key)?.span.clone() })
    }

    /// `{ empty-section: error, dead-end: off }`
    fn rules(&mut self) -> HashMap<Code, Option<Severity>> {
        let mut rules = HashMap::new();
        for (key, node) in self.node("rules").into_iter().flat_map(Node::entries) {
            let Some(code) = crate::check::code(&key.text) else {
                self.diagnostics.push(crate::check::unknown(self.file, key.span.clone(), &key.text));
                continue;
            };
            let severity = match node.as_str() {
                Some("off" | "aus") => None,
                Some("hint" | "hinweis") => Some(Severity::Hint),
                Some("warn" | "warning" | "warnung") => Some(Severity::Warning),
                Some("error" | "fehler") => Some(Severity::Error),
                _ => {
                    self.fault(&key.text, node, "off, hint, warn, error");
                    continue;
                }
            };
            rules.insert(code, severity);
        }
        rules
    }

    /// `[themen, { to: praxisbeispiel, label: Beispiele }]`
    fn menu(&mut self, key: &str) -> Vec<MenuEntry> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let mut entries = Vec::new();
        let items = if node.as_str().is_some() { std::slice::from_ref(node) } else { node.items() };
        for item in items {
            let to = item.as_str().or_else(|| item.get("to").and_then(Node::as_str));
            match to {
                Some(to) => entries.push(MenuEntry {
                    label: item.get("label").and_then(Node::as_str).map(str::to_owned),
                    to: to.to_owned(),
                    span: item.span.clone(),
                }),
                None => self.fault(key, item, "{ to: …, label: … }"),
            }
        }
        entries
    }
}
