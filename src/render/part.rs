//! The pages of a site in parts, and of those only the ones that show something new.
//!
//! A page is made from its template and its view. The key of a page is a hash of both, so that a page
//! whose key has not changed does not have to be rendered again: it would give the same bytes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::folders::Folders;
use super::{
    Cards, Context, Job, calendar, card, entry, export, feed, fixed, json_ld, listing, loads, redirects, site_view,
    sitemap,
};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::output::{Content, Output, Spool};
use crate::site::{EntryIndex, Site};
use crate::theme::Theme;

/// Says whether the page at a path was made with a key and need not be made again.
pub type Known<'a> = &'a (dyn Fn(&str, u64) -> bool + Sync);

/// A page, made or left as it is.
#[derive(Debug)]
pub struct Made {
    /// Its address.
    pub path: String,
    /// Hash of all that it shows; 0 where nobody asked for it.
    pub key: u64,
    /// Whether it was rendered now.
    pub is_new: bool,
    /// Its HTML; missing when it was left as it is, or when its template failed.
    pub content: Option<Content>,
    /// Faults of its template, when it was rendered now.
    pub faults: Vec<Diagnostic>,
}

/// Makes the pages of one resolved site with one theme.
pub struct Renderer<'a> {
    context: Context<'a>,
    /// Where pages wait until they are written; without it, in memory.
    spool: Option<&'a Spool>,
    /// Hash of what every page shows: the site's view, templates and words.
    base: u64,
}

impl<'a> Renderer<'a> {
    /// Gets ready; also gives the faults of menu and footer. `cards` are those of an earlier renderer
    /// of the same site, where nothing has changed that a card shows.
    pub fn new(
        site: &'a Site,
        theme: &'a mut Theme,
        config: &'a Config,
        cards: Option<Cards>,
        spool: Option<&'a Spool>,
    ) -> (Renderer<'a>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let folders = Folders::new(site, &config.schema);
        let site_view = site_view(site, config, &folders, &mut faults);
        theme.tera.global_context().insert("site", &site_view);
        let mut hasher = DefaultHasher::new();
        (&site_view, theme.key).hash(&mut hasher);
        let kinds = card::type_views(site, &config.schema);
        let mut context = Context { site, config, theme, cards: Arc::default(), kinds, folders };
        context.cards = cards.unwrap_or_else(|| {
            context.theme.forget_cards();
            let all = (0..site.entries.len()).into_par_iter();
            all.map(|index| card::card(&context, index).into()).collect::<Vec<_>>().into()
        });
        (Renderer { context, spool, base: hasher.finish() }, faults)
    }

    /// The cards of all entries.
    pub fn cards(&self) -> Cards {
        self.context.cards.clone()
    }

    /// Pages of entries, without the one on the start page.
    pub fn entries(&self, indices: impl IntoParallelIterator<Item = EntryIndex>, known: Option<Known>) -> Vec<Made> {
        let context = &self.context;
        let indices = indices.into_par_iter().filter(|index| Some(*index) != context.site.home);
        self.make_all(indices.filter_map(|index| entry::job(context, index)), known)
    }

    /// Pages of lists.
    pub fn lists(&self, known: Option<Known>) -> Vec<Made> {
        let jobs = self.context.site.lists.par_iter().flat_map_iter(|list| listing::jobs(&self.context, list));
        self.make_all(jobs, known)
    }

    /// The start page and the other pages that every site has.
    pub fn fixed(&self, known: Option<Known>) -> Vec<Made> {
        self.make_all(fixed::jobs(&self.context).into_par_iter(), known)
    }

    /// Pages at former addresses.
    pub fn redirects(&self, known: Option<Known>) -> Vec<Made> {
        self.make_all(redirects::jobs(&self.context).into_par_iter(), known)
    }

    /// The same redirects as rules for web servers.
    pub fn redirect_rules(&self) -> Vec<Output> {
        redirects::rules(&self.context)
    }

    /// Atom feeds, calendars and tables.
    pub fn feeds(&self) -> Vec<Output> {
        let mut outputs = feed::outputs(&self.context);
        outputs.extend(calendar::outputs(&self.context));
        outputs.extend(export::outputs(&self.context));
        outputs
    }

    /// The sitemap of `pages`.
    pub fn sitemap<'p>(&self, pages: impl Iterator<Item = &'p str>) -> Option<Output> {
        sitemap::output(&self.context, pages)
    }

    /// Theme assets, the media of the content folder, and smaller copies of pictures.
    pub fn copies(&self) -> Vec<Output> {
        let assets = self.context.theme.assets.iter();
        let assets = assets
            .map(|(path, bytes)| Output { path: format!("assets/{path}"), content: Content::Bytes(bytes.clone()) });
        let files = self.context.site.files.values();
        let media = files.map(|file| Output { path: file.url.clone(), content: Content::CopyOf(file.disk.clone()) });
        let mut media: Vec<Output> = media.collect();
        media.sort_by(|a, b| a.path.cmp(&b.path));
        assets.chain(media).chain(crate::images::outputs(&self.context.site.copies)).collect()
    }

    fn make_all(&self, jobs: impl ParallelIterator<Item = Job>, known: Option<Known>) -> Vec<Made> {
        jobs.map_init(Vec::new, |buffer, job| self.make(job, known, buffer)).collect()
    }

    /// Makes one page. `buffer` is empty and comes back empty.
    fn make(&self, mut job: Job, known: Option<Known>, buffer: &mut Vec<u8>) -> Made {
        let key = if known.is_some() { self.key(&job) } else { 0 };
        if known.is_some_and(|known| known(&job.page.url, key)) {
            return Made { path: job.page.url, key, is_new: false, content: None, faults: Vec::new() };
        }
        job.page.json_ld = json_ld::block(&self.context, &job.page, job.about.take());
        let mut values = tera::Context::new();
        values.insert("page", &job.page);
        values.insert_value(job.variable, job.value.value());
        let theme = self.context.theme;
        let (content, faults) = match theme.render_to(&job.template, &values, buffer) {
            Ok(()) => (Some(self.keep(buffer)), foreign_loads(theme, &job, buffer)),
            Err(error) => (None, vec![theme.template_fault(&error, &job.template, &job.page.url)]),
        };
        buffer.clear();
        Made { path: job.page.url, key, is_new: true, content, faults }
    }

    fn keep(&self, html: &[u8]) -> Content {
        self.spool.map_or_else(|| Content::Bytes(html.to_vec()), |spool| spool.put(html))
    }

    fn key(&self, job: &Job) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.base, &job.template, &job.page, job.variable, &job.about).hash(&mut hasher);
        job.value.hash(&mut hasher);
        hasher.finish()
    }
}

fn foreign_loads(theme: &Theme, job: &Job, html: &[u8]) -> Vec<Diagnostic> {
    let fault = |url: String| {
        Diagnostic::new(Code::ForeignLoad, &theme.source(&job.template), None)
            .arg("url", url)
            .arg("page", &job.page.url)
            .hint(Text::new("hint.foreign-load"))
    };
    let html = std::str::from_utf8(html).expect("templates and views are UTF-8");
    loads::foreign(html).into_iter().map(fault).collect()
}
