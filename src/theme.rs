//! The theme: templates, labels and assets as values.
//!
//! The default theme is embedded in the binary; a folder `themes/<name>/` of the site overrides it file
//! by file. Templates see their view, the labels and the asset names, nothing else.

mod cards;
pub mod diff;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Kwargs, State, Tera, TeraResult, Value};

use cards::Cards;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath};
use crate::load::Tree;
use crate::messages::{Catalogue, Language};
use crate::schema::reader::yaml_fault;
use crate::text::hyphens;
use crate::yaml;

static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A theme, ready to render.
pub struct Theme {
    /// All templates, with the functions `label` and `asset`.
    pub tera: Tera,
    /// Files for the output, by path below `assets/`.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// UI words: the catalogue's, overridden by the theme's `labels.<language>.yaml` and the site's `labels`.
    pub labels: Arc<Catalogue>,
    /// Hash of templates and words: what pages show beside their views.
    pub key: u64,
    /// Where each template came from, for diagnostics.
    sources: BTreeMap<String, SourcePath>,
    cards: Arc<Cards>,
}

/// The theme of the site: the embedded default with `overlay` (the folder `themes/<name>`) on top.
pub fn load(overlay: Option<&Tree>, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let mut templates: BTreeMap<String, (SourcePath, String)> = BTreeMap::new();
    let mut assets = BTreeMap::new();
    let mut labels = (*config.labels).clone();
    for (path, bytes) in embedded() {
        let origin: SourcePath = Arc::from(format!("<theme/{path}>"));
        add(&path, origin, bytes.to_vec(), &mut templates, &mut assets);
    }
    for file in overlay.into_iter().flat_map(|tree| &tree.files) {
        let Some(path) = file.path.strip_prefix("themes/").and_then(|path| path.split_once('/')) else { continue };
        if path.1 == format!("labels.{}.yaml", config.language.tag()) {
            add_labels(&file.path, &file.bytes, &mut labels, diagnostics);
        }
        add(path.1, file.path.clone(), file.bytes.clone(), &mut templates, &mut assets);
    }
    let labels = Arc::new(labels);
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    register(&mut tera, labels.clone());
    let cards = Cards::new(templates.get("components.html").is_some_and(|(origin, _)| origin.starts_with('<')));
    cards.register(&mut tera);
    let sources = templates.iter().map(|(name, (origin, _))| (name.clone(), origin.clone())).collect();
    let result = tera.add_raw_templates(templates.iter().map(|(name, (_, text))| (name.as_str(), text.as_str())));
    cards.set(&tera);
    let theme = Theme { key: key(&templates, &labels), tera, assets, labels, sources, cards };
    if let Err(error) = result {
        diagnostics.push(theme.fault(&error, "", &templates));
    }
    theme
}

fn key(templates: &BTreeMap<String, (SourcePath, String)>, labels: &Catalogue) -> u64 {
    let mut words: Vec<(&str, &str)> = labels.iter().collect();
    words.sort_unstable();
    let mut hasher = DefaultHasher::new();
    (templates, words, labels.language().tag()).hash(&mut hasher);
    hasher.finish()
}

fn embedded() -> Vec<(String, &'static [u8])> {
    fn collect(dir: &'static Dir, files: &mut Vec<(String, &'static [u8])>) {
        for file in dir.files() {
            files.push((file.path().to_str().expect("theme paths are UTF-8").to_owned(), file.contents()));
        }
        for sub in dir.dirs() {
            collect(sub, files);
        }
    }
    let mut files = Vec::new();
    collect(&DEFAULT, &mut files);
    files
}

fn add(
    path: &str,
    origin: SourcePath,
    bytes: Vec<u8>,
    templates: &mut BTreeMap<String, (SourcePath, String)>,
    assets: &mut BTreeMap<String, Vec<u8>>,
) {
    if let Some(name) = path.strip_prefix("templates/") {
        if let Ok(text) = String::from_utf8(bytes) {
            templates.insert(name.to_owned(), (origin, text));
        }
    } else if let Some(name) = path.strip_prefix("assets/") {
        assets.insert(name.to_owned(), bytes);
    }
}

fn add_labels(file: &SourcePath, bytes: &[u8], labels: &mut Catalogue, diagnostics: &mut Vec<Diagnostic>) {
    let text = String::from_utf8_lossy(bytes);
    match yaml::parse(&text) {
        Err(fault) => diagnostics.push(yaml_fault(file, &text, 0, fault)),
        Ok(node) => {
            for (key, value) in node.entries() {
                labels.insert(key.text.clone(), value.as_str().unwrap_or_default().to_owned());
            }
        }
    }
}

fn register(tera: &mut Tera, labels: Arc<Catalogue>) {
    let is_german = labels.language() == Language::German;
    // `label(key="entries.many", n=3)`: the sentence with its placeholders filled in.
    tera.register_function("label", move |args: Kwargs, _: &State| -> TeraResult<String> {
        let key = args.must_get::<&str>("key")?;
        let full = format!("label.{key}");
        let Some(sentence) = labels.get(&full) else {
            return Err(tera::Error::message(format!("no label `{key}` in labels.{}.yaml", labels.language().tag())));
        };
        let mut text = sentence.to_owned();
        for (name, value) in args.iter() {
            let name = name.as_str().unwrap_or_default();
            if name != "key" {
                text = text.replace(&format!("{{{name}}}"), &value.to_string());
            }
        }
        Ok(text)
    });
    // `title | soft`: long words of headings may break where their parts meet. `longer_than` counts letters.
    tera.register_filter("soft", move |text: &str, args: Kwargs, _: &State| -> TeraResult<String> {
        let longer_than = args.get::<usize>("longer_than")?.unwrap_or(hyphens::LONG_WORD);
        Ok(if is_german { hyphens::soften(text, longer_than) } else { text.to_owned() })
    });
    tera.register_function("asset", |args: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&format!("assets/{}", args.must_get::<&str>("path")?)))
    });
}

/// Some faults have their place in the sentence only: `error: Unknown filter … --> entry.html:2:31 | …`.
fn placed(
    sentence: &str,
    texts: &BTreeMap<String, (SourcePath, String)>,
) -> (String, String, Option<std::ops::Range<usize>>) {
    let unplaced = || (String::new(), sentence.to_owned(), None);
    let Some((problem, rest)) = sentence.split_once("-->") else { return unplaced() };
    let place = rest.split_whitespace().next().unwrap_or_default();
    let mut parts = place.rsplitn(3, ':');
    let (column, line, name) = (parts.next(), parts.next(), parts.next());
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    let (Some(line), Some(column), Some(name)) = (number(line), number(column), name) else { return unplaced() };
    let problem = problem.trim().trim_start_matches("error:").trim().to_owned();
    let span = texts.get(name).map(|(_, text)| {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let before = text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
        start + before..start + before + 1
    });
    (name.to_owned(), problem, span)
}

impl Theme {
    /// Whether the theme has a template.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Forgets the HTML of cards, since there are others.
    pub(crate) fn forget_cards(&self) {
        self.cards.clear();
    }

    /// Where a template came from.
    pub fn source(&self, template: &str) -> SourcePath {
        self.sources.get(template).cloned().unwrap_or_else(|| Arc::from("themes"))
    }

    /// What a template fault means for the person who wrote the template; `page` is the address it happened on.
    pub fn template_fault(&self, error: &tera::Error, page: &str) -> Diagnostic {
        self.fault(error, page, &BTreeMap::new())
    }

    fn fault(&self, error: &tera::Error, page: &str, texts: &BTreeMap<String, (SourcePath, String)>) -> Diagnostic {
        let (name, problem, span) = match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                (report.filename().to_owned(), report.message().to_owned(), Some(report.span().range.clone()))
            }
            tera::ErrorKind::MissingParent { current, .. } => (current.clone(), error.to_string(), Some(0..1)),
            _ => placed(&error.to_string(), texts),
        };
        let origin = self.sources.get(&name).or_else(|| texts.get(&name).map(|(origin, _)| origin));
        let origin = origin.cloned().unwrap_or_else(|| Arc::from("themes"));
        let to_u32 = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let span = span.filter(|_| !origin.starts_with('<')).map(|range| to_u32(range.start)..to_u32(range.end));
        let place = if page.is_empty() { name } else { format!("{name} ({page})") };
        Diagnostic::new(Code::Template, &origin, span).arg("template", place).arg("problem", problem)
    }
}
