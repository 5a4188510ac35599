//! Render: the resolved site becomes files.
//!
//! Takes the [`Site`], the [`Theme`] and the [`Config`]; gives outputs (pages, feeds, sitemap, redirects,
//! assets, media) and faults of templates. Each page is one view and one template. Pure: nothing is
//! written here.

mod a_z;
pub(crate) mod addresses;
mod calendar;
mod card;
mod entry;
mod export;
mod facts;
mod feed;
mod fixed;
mod folders;
mod json_ld;
mod listing;
mod loads;
mod map;
mod part;
mod redirects;
mod sections;
mod shared;
mod sitemap;
pub mod view;
mod views;

pub use part::{Known, Made, Renderer};

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;

use crate::config::{Config, MenuEntry};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::output::{Output, Spool};
use crate::parse::german;
use crate::site::publication::not_there;
use crate::site::{CODEBOOK, EntryIndex, FIXED_PAGES, INDEX, NEWS, NOT_FOUND, SEARCH, START, Site, TOPICS};
use crate::theme::Theme;
use shared::Shared;
use view::{Card, Crumb, DateView, LinkView, MenuItem, PageView, SiteView, TypeView};

/// What render gives back.
#[derive(Default)]
pub struct Rendered {
    /// The files.
    pub outputs: Vec<Output>,
    /// Faults of templates.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of HTML pages.
    pub n_pages: usize,
}

/// Cards of all entries, by index.
pub type Cards = Arc<[Shared<Card>]>;

/// What all views need.
pub(crate) struct Context<'a> {
    pub(crate) site: &'a Site,
    pub(crate) config: &'a Config,
    pub(crate) theme: &'a Theme,
    /// Cards of all entries, made once.
    pub(crate) cards: Cards,
    /// All types, by index.
    pub(crate) kinds: Vec<Shared<TypeView>>,
    /// Folders of plain pages.
    pub(crate) folders: folders::Folders,
}

impl Context<'_> {
    /// A word of the theme.
    pub(crate) fn label(&self, key: &str) -> String {
        self.theme.labels.get(&format!("label.{key}")).unwrap_or(key).to_owned()
    }

    /// A sentence of the theme.
    pub(crate) fn sentence(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.theme.labels.format(&format!("label.{key}"), args)
    }

    /// "1 Eintrag", "3 Einträge".
    pub(crate) fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "many" };
        self.sentence(&format!("{key}.{form}"), &[("n", n.to_string())])
    }

    /// A line of text from front matter in the site's typography.
    pub(crate) fn typographic(&self, text: &str) -> String {
        match self.config.german_text {
            true => german::typography(text, self.config.quotes),
            false => text.to_owned(),
        }
    }

    pub(crate) fn card(&self, entry: EntryIndex) -> Shared<Card> {
        self.cards[entry].clone()
    }

    pub(crate) fn date(&self, date: crate::value::DateTime) -> DateView {
        DateView { text: date.display(self.config.language), iso: date.iso() }
    }

    /// The breadcrumb up to the page itself.
    pub(crate) fn breadcrumb(&self, steps: Vec<(String, Option<String>)>, title: &str) -> Vec<Crumb> {
        let home = (self.label("home"), Some(START.to_owned()));
        let this = (title.to_owned(), None);
        let all = std::iter::once(home).chain(steps).chain([this]);
        all.map(|(label, url)| Crumb { label, url }).collect()
    }

    /// A page view with what follows from its address and title.
    pub(crate) fn page(&self, kind: &'static str, url: &str, title: &str, description: String) -> PageView {
        // The page of what is missing is served at any depth.
        let is_missing = url == NOT_FOUND;
        let root = if is_missing { self.config.base_path.clone() } else { "../".repeat(url.matches('/').count()) };
        let is_home = kind == "home";
        PageView {
            kind,
            url: url.to_owned(),
            root,
            title: title.to_owned(),
            document_title: if is_home {
                self.config.title.clone()
            } else {
                format!("{title} – {}", self.config.title)
            },
            description,
            lang: self.config.language.tag().to_owned(),
            canonical: self.config.base_url.as_ref().map(|base| canonical(base, url)),
            breadcrumb: Vec::new(),
            feeds: Vec::new(),
            calendar: None,
            table: None,
            section: section(url),
            noindex: false,
            image: None,
            json_ld: None,
        }
    }
}

/// The absolute address of a page; `index.html` stands for its folder.
pub(crate) fn canonical(base: &str, url: &str) -> String {
    format!(
        "{base}/{}",
        url.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(url)
    )
}

/// The part of the site that an address belongs to: its first folder.
fn section(url: &str) -> String {
    url.split_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// A page to be rendered: its template, its view and the name of its own variable.
pub(crate) struct Job {
    template: String,
    page: PageView,
    variable: &'static str,
    value: Box<dyn Shown>,
    /// What the page is about, as JSON-LD.
    about: Option<serde_json::Value>,
}

impl Job {
    pub(crate) fn new<T>(template: &str, page: PageView, variable: &'static str, value: T) -> Job
    where
        T: Serialize + Hash + Send + 'static,
    {
        Job { template: template.to_owned(), page, variable, value: Box::new(value), about: None }
    }

    /// With JSON-LD about the page's subject.
    pub(crate) fn about(self, about: Option<serde_json::Value>) -> Job {
        Job { about, ..self }
    }
}

/// A view of any kind.
trait Shown: Send {
    fn value(&self) -> tera::Value;
    fn hash(&self, hasher: &mut dyn Hasher);
}

impl<T: Serialize + Hash + Send> Shown for T {
    fn value(&self) -> tera::Value {
        tera::Value::from_serializable(self)
    }

    fn hash(&self, mut hasher: &mut dyn Hasher) {
        Hash::hash(self, &mut hasher);
    }
}

/// Renders everything but the search index. Pages wait in the spool, if there is one.
pub fn render(site: &Site, theme: &mut Theme, config: &Config, spool: Option<&Spool>) -> Rendered {
    let (renderer, faults) = Renderer::new(site, theme, config, None, spool);
    let mut rendered = Rendered { diagnostics: faults, ..Rendered::default() };
    rendered.add(renderer.entries(0..site.entries.len(), None));
    rendered.add(renderer.lists(None));
    rendered.add(renderer.fixed(None));
    rendered.n_pages = rendered.outputs.len();
    let pages: Vec<String> = rendered.outputs.iter().map(|output| output.path.clone()).collect();
    rendered.outputs.extend(renderer.feeds());
    rendered.outputs.extend(renderer.sitemap(pages.iter().map(String::as_str)));
    rendered.add(renderer.redirects(None));
    rendered.outputs.extend(renderer.redirect_rules());
    rendered.outputs.extend(renderer.copies());
    rendered.diagnostics.extend(addresses::faults(
        rendered.outputs.iter().map(|output| output.path.as_str()),
        site,
        config,
    ));
    once_per_template(&mut rendered.diagnostics);
    rendered
}

impl Rendered {
    fn add(&mut self, pages: Vec<Made>) {
        for page in pages {
            self.diagnostics.extend(page.faults);
            if let Some(content) = page.content {
                self.outputs.push(Output { path: page.path, content });
            }
        }
    }
}

/// The same template fault on a thousand pages is one fault, and so is the same load.
pub(crate) fn once_per_template(diagnostics: &mut Vec<Diagnostic>) {
    let url = |diagnostic: &Diagnostic| diagnostic.text.args.first().map(|(_, url)| url.clone());
    let load = |d: &Diagnostic| (d.code == Code::ForeignLoad).then(|| url(d));
    diagnostics.sort_by_cached_key(|d| (d.file.clone(), d.span.as_ref().map(|span| span.start), load(d)));
    diagnostics.dedup_by(|a, b| {
        let is_of_template = matches!(a.code, Code::Template | Code::ForeignLoad) && a.code == b.code;
        is_of_template && a.file == b.file && a.span == b.span && load(a) == load(b)
    });
}

fn site_view(site: &Site, config: &Config, folders: &folders::Folders, diagnostics: &mut Vec<Diagnostic>) -> SiteView {
    let mut links = MenuLinks { site, config, diagnostics };
    let menu: Vec<MenuItem> = match config.menu.is_empty() {
        false => config.menu.iter().filter_map(|entry| links.find(entry)).map(menu_item).collect(),
        true => links.default_menu(folders).into_iter().map(menu_item).collect(),
    };
    let index = [MenuEntry { label: None, to: INDEX.to_owned(), span: 0..0 }];
    let footer = if config.footer.is_empty() { &index[..] } else { &config.footer[..] };
    let mut footer: Vec<LinkView> = footer.iter().filter_map(|entry| links.find(entry)).collect();
    let required = links.required_pages();
    footer.extend(
        required.into_iter().filter(|page| !footer.iter().any(|link| link.url == page.url)).collect::<Vec<_>>(),
    );
    let easy = |name: &str, label: &str| {
        let entry = site.entries.iter().find(|e| crate::site::required_page(e, config).as_deref() == Some(name))?;
        let label = config.labels.get(label).unwrap_or(&entry.title).to_owned();
        Some(LinkView { label, url: entry.url.clone()?, ..LinkView::default() })
    };
    let report_barrier = config.report_barrier.as_ref().and_then(|entry| links.find(entry));
    let report_barrier = report_barrier
        .map(|link| LinkView { label: config.labels.get("label.report-barrier").unwrap_or("–").to_owned(), ..link });
    SiteView {
        title: config.title.clone(),
        tagline: config.tagline.clone(),
        language: config.language.tag().to_owned(),
        base_url: config.base_url.clone(),
        menu,
        footer,
        footer_text: config.footer_text.clone(),
        search: config.search,
        as_of: site.as_of.map(|date| DateView { text: date.display(config.language), iso: date.edtf() }),
        report_barrier,
        easy_language: easy("leichte-sprache", "label.easy-language"),
        sign_language: easy("gebaerdensprache", "label.sign-language"),
        generator: concat!("allmende ", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

fn menu_item(link: LinkView) -> MenuItem {
    MenuItem { section: section(&link.url), label: link.label, url: link.url }
}

/// Finds what menu and footer name: addresses outside, ids, types, lists and other pages of the site.
struct MenuLinks<'a> {
    site: &'a Site,
    config: &'a Config,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl MenuLinks<'_> {
    fn find(&mut self, entry: &MenuEntry) -> Option<LinkView> {
        let to = entry.to.trim_start_matches('/');
        let label = |default: &str| entry.label.clone().unwrap_or_else(|| default.to_owned());
        let is_outside = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| to.starts_with(scheme));
        if is_outside && let Ok(url) = crate::value::Url::parse(to) {
            return Some(LinkView { label: label(to), url: url.to_string(), external: true, note: None });
        }
        let link = |default: &str, url: &str| {
            Some(LinkView { label: label(default), url: url.to_owned(), ..LinkView::default() })
        };
        if let Some(index) = self.site.by_id.get(to) {
            let target = &self.site.entries[*index];
            return link(&target.title, target.target.as_deref()?);
        }
        let folder = to.trim_end_matches("index.html").trim_end_matches('/');
        let is_list = |list: &&crate::site::ListPage| list.url == to || list.url == format!("{folder}/index.html");
        if let Some(list) = self.site.lists.iter().find(is_list) {
            return link(&list.title, &list.url);
        }
        if let Some(type_index) = self.config.schema.type_index(to) {
            let first = self.config.schema.types[type_index].lists.first();
            let url = first.map(|list| format!("{}index.html", list.url));
            return match self.site.lists.iter().find(|list| Some(&list.url) == url.as_ref()) {
                Some(list) => link(&list.title, &list.url),
                // A type without entries has no list yet; its menu item appears with the first entry.
                None => None,
            };
        }
        if FIXED_PAGES.contains(&to) {
            let key = match to {
                SEARCH => "label.search.field",
                INDEX => "label.a-z",
                TOPICS => "label.topics-tree",
                CODEBOOK => "label.codebook",
                NEWS => "label.home.news",
                _ => "label.home",
            };
            return link(self.config.labels.get(key).unwrap_or(to), to);
        }
        if let Some(target) = self.site.unpublished.iter().find(|target| target.id == to) {
            let diagnostic = Diagnostic::new(Code::UnpublishedTarget, &self.config.file, entry.span.clone());
            self.diagnostics.push(diagnostic.text(not_there(target, self.config)));
            return None;
        }
        let names = self.site.by_id.keys().map(String::as_str);
        let names = names.chain(self.config.schema.types.iter().map(|t| t.name.as_str()));
        let near = crate::diagnostic::did_you_mean(to, names);
        self.diagnostics.push(
            Diagnostic::new(Code::BrokenLink, &self.config.file, entry.span.clone())
                .arg("target", &entry.to)
                .maybe_hint(near.map(|name| Text::new("hint.did-you-mean").arg("name", name))),
        );
        None
    }

    /// Without a menu in the configuration: chapters of plain pages and the lists of all types, in the order of
    /// the schema.
    fn default_menu(&self, folders: &folders::Folders) -> Vec<LinkView> {
        let chapters = folders.chapters().into_iter().filter_map(|index| {
            let entry = &self.site.entries[index];
            Some(LinkView { label: entry.title.clone(), url: entry.url.clone()?, ..LinkView::default() })
        });
        let lists = self.site.lists.iter().filter(|list| matches!(list.subject, crate::site::Subject::Type(_)));
        let lists =
            lists.map(|list| LinkView { label: list.title.clone(), url: list.url.clone(), ..LinkView::default() });
        chapters.take(6).chain(lists.take(7)).take(7).collect()
    }

    fn required_pages(&self) -> Vec<LinkView> {
        let required = &self.config.required_pages;
        let find = |page: &MenuEntry| {
            let entry = self
                .site
                .entries
                .iter()
                .find(|entry| crate::site::required_page(entry, self.config).as_ref() == Some(&page.to))?;
            Some(LinkView { label: entry.title.clone(), url: entry.url.clone()?, ..LinkView::default() })
        };
        required.iter().filter_map(find).collect()
    }
}
