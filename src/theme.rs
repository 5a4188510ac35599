//! The theme: templates, labels and assets as values.
//!
//! The default theme is embedded in the binary; a folder `themes/<name>/` of the site overrides it file
//! by file. Templates see their view, the labels and the asset names, nothing else, and what one page may cost is
//! limited.

mod cards;
pub mod diff;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Kwargs, State, Tera, TeraResult, Value};

use cards::Cards;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath};
use crate::load::{self, Tree};
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
        add(&path, origin, bytes.to_vec(), &mut templates, &mut assets, diagnostics);
    }
    for file in overlay.into_iter().flat_map(|tree| &tree.files) {
        let Some(path) = file.path.strip_prefix("themes/").and_then(|path| path.split_once('/')) else { continue };
        if path.1 == format!("labels.{}.yaml", config.language.tag()) {
            add_labels(&file.path, &file.bytes, &mut labels, diagnostics);
        }
        add(path.1, file.path.clone(), file.bytes.clone(), &mut templates, &mut assets, diagnostics);
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
    diagnostics: &mut Vec<Diagnostic>,
) {
    if let Some(name) = path.strip_prefix("templates/") {
        // The text stays as it is written: tera counts lines in it, and so does the editor.
        match load::decode(&origin, bytes.clone()).map(|_| String::from_utf8(bytes)) {
            Ok(Ok(text)) => drop(templates.insert(name.to_owned(), (origin, text))),
            Ok(Err(_)) => diagnostics.push(Diagnostic::new(Code::Encoding, &origin, None)),
            Err(fault) => diagnostics.push(*fault),
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
    tera.register_function("range", range);
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

/// Most numbers that all `range(…)` of one page may give, so that loops in loops end.
const MAX_STEPS: u64 = 1_000_000;
/// Largest page, in bytes.
const MAX_PAGE: usize = 64 << 20;

thread_local! {
    /// Numbers that the page of this thread may still count.
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// `range(end=…)` as tera has it, with `start` and `step_by`, but from a common budget.
fn range(args: Kwargs, _: &State) -> TeraResult<Vec<i64>> {
    let start = args.get::<i64>("start")?.unwrap_or_default();
    let end = args.must_get::<i64>("end")?;
    let step = args.get::<i64>("step_by")?.unwrap_or(1);
    if step == 0 || start > end && step > 0 {
        return Err(tera::Error::message("`range` never reaches its `end`"));
    }
    let (low, high) = if step > 0 { (start, end) } else { (end, start) };
    let n = low.abs_diff(high).min(if low > high { 0 } else { u64::MAX }).div_ceil(step.unsigned_abs());
    let left = STEPS.get().checked_sub(n);
    let Some(left) = left else {
        return Err(tera::Error::message(format!("the loops of this page take more than {MAX_STEPS} steps")));
    };
    STEPS.set(left);
    Ok((0..i64::try_from(n).expect("a budget of a million")).map(|i| start + i * step).collect())
}

/// A page that is being written.
struct PageWriter<'a>(&'a mut Vec<u8>);

impl io::Write for PageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_PAGE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Theme {
    /// Adds a page to `buffer`, unless it is too large, takes too many steps or has a fault.
    pub fn render_to(&self, template: &str, values: &tera::Context, buffer: &mut Vec<u8>) -> TeraResult<()> {
        STEPS.set(MAX_STEPS);
        self.tera.render_to(template, values, PageWriter(buffer)).map_err(|error| match error.kind() {
            tera::ErrorKind::Io(io::ErrorKind::FileTooLarge) => {
                tera::Error::message(format!("the page is larger than {} MB", MAX_PAGE >> 20))
            }
            _ => error,
        })
    }

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
    pub fn template_fault(&self, error: &tera::Error, template: &str, page: &str) -> Diagnostic {
        let fault = self.fault(error, page, &BTreeMap::new());
        // Some faults name no template; then it was the page's own, or one that it includes.
        if &*fault.file != "themes" { fault } else { Diagnostic { file: self.source(template), ..fault } }
    }

    fn fault(&self, error: &tera::Error, page: &str, texts: &BTreeMap<String, (SourcePath, String)>) -> Diagnostic {
        let (name, problem, span) = match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                (report.filename().to_owned(), report.message().to_owned(), Some(report.span().range.clone()))
            }
            tera::ErrorKind::MissingParent { current, .. } => (current.clone(), error.to_string(), Some(0..1)),
            tera::ErrorKind::CircularInclude { include_chain: chain, .. } => circle(chain, &error.to_string(), texts),
            tera::ErrorKind::CircularExtend { tpl, inheritance_chain: chain } => {
                circle(&[tpl.clone(), chain.first().unwrap_or(tpl).clone()], &error.to_string(), texts)
            }
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

type Fault = (String, String, Option<std::ops::Range<usize>>);

/// The place where a circle of templates closes: the one that names the first again.
fn circle(chain: &[String], problem: &str, texts: &BTreeMap<String, (SourcePath, String)>) -> Fault {
    let [.., from, to] = chain else { return (String::new(), problem.to_owned(), None) };
    let find = |text: &String| text.find(&format!("\"{to}\"")).map(|start| start..start + to.len() + 2);
    (from.clone(), problem.to_owned(), texts.get(from).and_then(|(_, text)| find(text)))
}
