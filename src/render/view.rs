//! What templates see: plain data, one struct per thing on a page.
//!
//! Every address in a view is relative to the site's root (`themen/x.html`, `themen/x.html#y`);
//! templates put `root` (`""`, `"../"`, …) in front. `*_html` fields are finished HTML.
//! This file is the contract with theme authors: `docs/` describes it field by field.

use serde::Serialize;

use super::shared::Shared;

/// What is the same on all pages: `site` in templates.
#[derive(Debug, Clone, Hash, Serialize, Default)]
pub struct SiteView {
    /// Name of the portal.
    pub title: String,
    /// One line that says what it is for.
    pub tagline: Option<String>,
    /// `de` or `en`.
    pub language: String,
    /// Absolute address without trailing slash; missing when the site has none.
    pub base_url: Option<String>,
    /// Main menu.
    pub menu: Vec<MenuItem>,
    /// Links of the footer: those of the configuration, then required pages.
    pub footer: Vec<LinkView>,
    /// Sentence of the footer about licence and origin, as the site's configuration gives it.
    pub footer_text: Option<String>,
    /// Whether `suche.html` and its index exist.
    pub search: bool,
    /// Newest date that the content states about itself.
    pub as_of: Option<DateView>,
    /// Where to report barriers: a page, or a mailto link.
    pub report_barrier: Option<LinkView>,
    /// Page about the portal in easy language.
    pub easy_language: Option<LinkView>,
    /// Page in German sign language.
    pub sign_language: Option<LinkView>,
    /// Name and version of the program.
    pub generator: String,
}

/// An entry of the main menu.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct MenuItem {
    /// Text.
    pub label: String,
    /// Address.
    pub url: String,
    /// Compared with `page.section` to mark where one is.
    pub section: String,
}

/// A link.
#[derive(Debug, Clone, Hash, Serialize, Default)]
pub struct LinkView {
    /// Text.
    pub label: String,
    /// Address: relative to the root, or absolute when `external`.
    pub url: String,
    /// Whether it leaves the site (show that it needs the internet).
    pub external: bool,
    /// What stands behind it, e.g. a number of entries or "PDF, 214 KB, 7 Seiten".
    pub note: Option<String>,
}

/// A date with its machine form.
#[derive(Debug, Clone, Hash, Serialize, PartialEq)]
pub struct DateView {
    /// As readers see it: `28. April 2021`.
    pub text: String,
    /// For `<time datetime>`: `2021-04-28`.
    pub iso: String,
}

/// What every page has: `page` in templates.
#[derive(Debug, Clone, Hash, Serialize, Default)]
pub struct PageView {
    /// `home`, `hub`, `entry`, `list`, `term`, `search`, `a-z`, `topics`, `news`, `codebook`, `not-found`.
    pub kind: &'static str,
    /// Address relative to the root.
    pub url: String,
    /// Way from this page to the root: `""`, `"../"`, `"../../"`; on the 404 page the path of `base_url`, else `/`.
    pub root: String,
    /// The `<h1>`.
    pub title: String,
    /// The `<title>`: title and site.
    pub document_title: String,
    /// `<meta name=description>`.
    pub description: String,
    /// Language of the page's text (`de`, `en`, `de-x-simple`).
    pub lang: String,
    /// Absolute address, when the site has a `base_url`.
    pub canonical: Option<String>,
    /// "Sie sind hier", from the start page to this one; the last has no `url`.
    pub breadcrumb: Vec<Crumb>,
    /// Atom feeds about this page's subject.
    pub feeds: Vec<LinkView>,
    /// iCalendar file of the dates of this list.
    pub calendar: Option<LinkView>,
    /// This list as a table for spreadsheets.
    pub table: Option<LinkView>,
    /// Section of the main menu this page belongs to.
    pub section: String,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// Absolute address of the page's picture, when the site has a `base_url`.
    pub image: Option<String>,
    /// JSON-LD, finished: `{{ page.json_ld | safe }}` in a data block.
    pub json_ld: Option<String>,
}

/// A step of the breadcrumb.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct Crumb {
    /// Text.
    pub label: String,
    /// Address; missing for the page itself.
    pub url: Option<String>,
}

/// The type of an entry as readers see it.
#[derive(Debug, Clone, Hash, Serialize, Default, PartialEq)]
pub struct TypeView {
    /// Name in the schema.
    pub name: String,
    /// "Praxisbeispiel"; empty on a site whose entries are all of one type: a label would say nothing.
    pub one: String,
    /// "Praxisbeispiele".
    pub many: String,
    /// 0–7: picks the colour of the label (`al-tone-0` …); a type may declare it.
    pub tone: u8,
    /// Address of the type's list.
    pub url: Option<String>,
}

/// An entry as it shows in lists, hubs and relations.
#[derive(Debug, Clone, Hash, Serialize, Default)]
pub struct Card {
    /// Title.
    pub title: String,
    /// Its page, or its anchor in a list; missing when it has neither.
    pub url: Option<String>,
    /// Anchor of this card in a list, for entries without a page of their own.
    pub anchor: Option<String>,
    /// Its type.
    pub kind: Shared<TypeView>,
    /// Summary.
    pub summary: Option<String>,
    /// Short facts in a line: authors, place, period, issue.
    pub meta: Vec<String>,
    /// Its date, where it has one.
    pub date: Option<DateView>,
    /// Where the thing itself is: file or web address, with type and size.
    pub links: Vec<LinkView>,
    /// Draft or archived, in words.
    pub badge: Option<String>,
    /// Its picture, for views with pictures.
    pub image: Option<ImageView>,
    /// Whether it is the same on all pages, so that `render_card` makes its HTML only once.
    pub is_shared: bool,
}

/// A line of the facts box.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct Fact {
    /// Label of the field.
    pub label: String,
    /// Values in their order.
    pub values: Vec<FactValue>,
}

/// A value of a fact: text, link or date.
#[derive(Debug, Clone, Hash, Serialize, Default)]
pub struct FactValue {
    /// As readers see it.
    pub text: String,
    /// Link, when there is one.
    pub url: Option<String>,
    /// Whether the link leaves the site.
    pub external: bool,
    /// Finished HTML, for text with markup; then `text` is the same as it was written.
    pub html: Option<String>,
    /// Machine form of a date or time.
    pub datetime: Option<String>,
    /// What qualifies it: role, period, note.
    pub note: Option<String>,
}

/// A relation shown on an entry's page, either declared here or the inverse of one declared elsewhere.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct RelationGroup {
    /// Anchor of the group.
    pub id: String,
    /// Heading.
    pub label: String,
    /// The related entries.
    pub rows: Vec<RelationRow>,
    /// Whether any row has a period (then a timeline and a table make sense).
    pub has_periods: bool,
    /// Whether any row has a role or note.
    pub has_notes: bool,
    /// Year marks of the timeline, from first to last.
    pub years: Vec<YearMark>,
}

/// One related entry with the attributes of the relation.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct RelationRow {
    /// The entry.
    pub card: Shared<Card>,
    /// Period in words.
    pub period: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Position of the bar in 1/1000 of the timeline's width.
    pub bar: Option<Bar>,
}

/// A bar of a timeline.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct Bar {
    /// Left edge, 0–1000.
    pub x: u16,
    /// Width, at least 1.
    pub width: u16,
    /// Open at its end ("seit 2015").
    pub open: bool,
}

/// A mark on a timeline.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct YearMark {
    /// Year.
    pub year: i16,
    /// Position, 0–1000.
    pub x: u16,
}

/// A heading in "Auf dieser Seite".
#[derive(Debug, Clone, Hash, Serialize)]
pub struct TocItem {
    /// Anchor.
    pub id: String,
    /// Text.
    pub text: String,
    /// 2 or 3.
    pub level: u8,
}

/// Place of an entry in a series.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct SeriesView {
    /// The series.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// "Teil 1 von 3".
    pub position: Option<String>,
    /// The part before.
    pub previous: Option<LinkView>,
    /// The part after.
    pub next: Option<LinkView>,
}

/// The way through a folder of plain pages.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct FolderView {
    /// The page that stands for the folder; missing on that page and where there is none.
    pub head: Option<LinkView>,
    /// Pages of the folder, with this one; empty on the folder's own page and where they are too many.
    pub pages: Vec<FolderPage>,
    /// On the folder's own page: the pages in it.
    pub cards: Vec<Shared<Card>>,
    /// The page before, in the order of reading.
    pub previous: Option<LinkView>,
    /// The page after.
    pub next: Option<LinkView>,
}

/// A page of a folder.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct FolderPage {
    /// The page.
    pub link: LinkView,
    /// Whether this is it.
    pub current: bool,
}

/// A picture.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct ImageView {
    /// Address.
    pub url: String,
    /// Alternative text.
    pub alt: String,
    /// Caption.
    pub caption: Option<String>,
    /// Credit.
    pub credit: Option<String>,
    /// The same picture in several sizes, narrowest first; empty when there is one.
    pub sources: Vec<ImageSource>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

/// A picture in one of its sizes.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct ImageSource {
    /// Address.
    pub url: String,
    /// Pixels.
    pub width: u32,
}

/// An entry's page: `entry` in templates `entry.html`, `hub.html` and `entry/<type>.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct EntryView {
    /// Id, `type/slug`.
    pub id: String,
    /// Its type.
    pub kind: Shared<TypeView>,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// Summary (the lead).
    pub summary: Option<String>,
    /// Alternative names ("auch: …").
    pub alt_labels: Vec<String>,
    /// Facts box.
    pub facts: Vec<Fact>,
    /// Picture of the page.
    pub image: Option<ImageView>,
    /// The text.
    pub body_html: String,
    /// Sections addressed to audiences (`Für die Kommune`), when the type declares them: the CSS-only
    /// switch. Their HTML is part of `body_html` too, each in a `<section class="audience">`.
    pub audiences: Vec<LinkView>,
    /// Headings of the text; empty when there are fewer than three.
    pub toc: Vec<TocItem>,
    /// Topics.
    pub topics: Vec<LinkView>,
    /// Other terms (keywords, audiences) with their pages.
    pub tags: Vec<LinkView>,
    /// Relations both ways that are not in the facts box.
    pub relations: Vec<RelationGroup>,
    /// Blocks of a hub page in the declared order; the text is block `text`.
    pub blocks: Vec<BlockView>,
    /// Place in a series.
    pub series: Vec<SeriesView>,
    /// The way through its folder, for plain pages.
    pub folder: Option<FolderView>,
    /// Attachments and links.
    pub attachments: Vec<LinkView>,
    /// Related entries, best first.
    pub related: Vec<Shared<Card>>,
    /// Entries whose text links here.
    pub backlinks: Vec<Shared<Card>>,
    /// Where the facts come from.
    pub source: Vec<FactValue>,
    /// Last change.
    pub updated: Option<DateView>,
    /// "Entwurf", or the notice of an archived page.
    pub notice: Option<NoticeView>,
}

/// A notice above the text.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct NoticeView {
    /// `draft` or `archived`.
    pub kind: &'static str,
    /// Sentence.
    pub text: String,
    /// Where to go instead.
    pub instead: Option<LinkView>,
}

/// A block of a hub page or the start page.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct BlockView {
    /// `text`, `children`, `list`, `terms`.
    pub kind: &'static str,
    /// Anchor.
    pub id: String,
    /// Heading; empty for the text.
    pub title: String,
    /// The type of the entries, when all have the same; the heading may then stand for it.
    pub kind_of: Option<Shared<TypeView>>,
    /// Number of all entries.
    pub total: usize,
    /// The entries, in groups (one group without label when not grouped).
    pub groups: Vec<CardGroup>,
    /// "Alle 12 anzeigen".
    pub more: Option<LinkView>,
}

/// Entries under one heading.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct CardGroup {
    /// Heading; missing when the list is not grouped.
    pub label: Option<String>,
    /// Anchor for jump links.
    pub id: Option<String>,
    /// Page about the group (a Land, a year), when there is one.
    pub url: Option<String>,
    /// Number of all entries of the group, on this page and on others.
    pub total: usize,
    /// The entries.
    pub cards: Vec<Shared<Card>>,
}

/// A list: `list` in templates `list.html` and `term.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct ListView {
    /// The type that the list shows; missing when it shows several.
    pub kind: Option<Shared<TypeView>>,
    /// What the list is about, in the singular: "Schlagwort" on the page of a term.
    pub label: Option<String>,
    /// Introduction.
    pub intro: Option<String>,
    /// Alternative names of a term ("auch: …").
    pub alt_labels: Vec<String>,
    /// Number of all entries.
    pub total: usize,
    /// Entries of this page.
    pub groups: Vec<CardGroup>,
    /// Jump links: letters or years, also those on other pages; an address that begins with `#` is on this one.
    /// On the page of a term: the types of its entries.
    pub jumps: Vec<LinkView>,
    /// Static pages for facet values.
    pub facets: Vec<FacetView>,
    /// Pages of a long list; empty when there is one.
    pub pages: Vec<PageLink>,
    /// Terms that often occur together with this one.
    pub co_terms: Vec<LinkView>,
    /// How the entries of this page show: `liste`, `tabelle`, `a-z`, `raster`; or `karte`, `zeitstrahl`,
    /// `kalender` on a page that has nothing else.
    pub view: &'static str,
    /// The other pages of the list; empty when there is one view.
    pub views: Vec<ViewLink>,
    /// The entries as a table (view `tabelle`); `groups` is empty then.
    pub table: Option<TableView>,
    /// Tile map of the Länder (view `karte`).
    pub map: Option<MapView>,
    /// Timeline (view `zeitstrahl`).
    pub timeline: Option<RelationGroup>,
    /// Months, newest first (view `kalender`).
    pub months: Vec<MonthView>,
}

/// A page that shows the same list in another way.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct ViewLink {
    /// "Liste", "Karte", …
    pub label: String,
    /// Address.
    pub url: String,
    /// Whether this is it.
    pub current: bool,
}

/// A list as a table.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct TableView {
    /// Headings of the columns after the title.
    pub columns: Vec<String>,
    /// The entries.
    pub rows: Vec<TableRow>,
}

/// An entry as a row.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct TableRow {
    /// The entry; the first cell holds its title.
    pub card: Shared<Card>,
    /// Values of the columns.
    pub cells: Vec<Vec<FactValue>>,
}

/// A month of a calendar, or a year when no month is known.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct MonthView {
    /// "April 2021".
    pub label: String,
    /// Anchor.
    pub id: String,
    /// Weeks of seven days from Monday on; empty for a year.
    pub weeks: Vec<Vec<DayView>>,
    /// What happens, in order of time.
    pub cards: Vec<Shared<Card>>,
}

/// A day of a month.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct DayView {
    /// 1–31; missing before the first and after the last.
    pub day: Option<u8>,
    /// Where a day with entries leads: to the entry, or to the anchor of the month. Relative to the root.
    pub url: Option<String>,
    /// What happens, in words.
    pub label: Option<String>,
}

/// The page of news: `news` in `news.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct NewsView {
    /// Entries by month, newest first; `date` of each card is the day of its last change.
    pub groups: Vec<CardGroup>,
    /// Months to jump to.
    pub jumps: Vec<LinkView>,
    /// Number of all entries.
    pub total: usize,
}

/// A facet with its values.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct FacetView {
    /// Label.
    pub label: String,
    /// Values with their pages.
    pub values: Vec<FacetValueView>,
}

/// A value of a facet.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct FacetValueView {
    /// Text.
    pub label: String,
    /// Its page.
    pub url: String,
    /// Number of entries.
    pub count: usize,
    /// Whether this page is about it.
    pub active: bool,
}

/// A page of a long list.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct PageLink {
    /// Number.
    pub number: usize,
    /// Address.
    pub url: String,
    /// Whether this is it.
    pub current: bool,
}

/// The tile map of the sixteen Länder.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct MapView {
    /// Tiles in alphabetical order of the Länder.
    pub tiles: Vec<TileView>,
}

/// A tile.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct TileView {
    /// `BY`.
    pub code: String,
    /// `Bayern`.
    pub name: String,
    /// Column, from 1.
    pub column: u8,
    /// Row, from 1.
    pub row: u8,
    /// Number of entries.
    pub count: usize,
    /// 0–3: none, few, some, many.
    pub shade: u8,
    /// Page of the Land.
    pub url: Option<String>,
}

/// The start page: `home` in `home.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct HomeView {
    /// Lead.
    pub lead: Option<String>,
    /// Text of the start page, when the site has one.
    pub body_html: Option<String>,
    /// Topics with summary; the first of `meta` is the number of entries in words.
    pub topics: Vec<Shared<Card>>,
    /// Entrances by type.
    pub entrances: Vec<EntranceView>,
    /// Pages by folder, for a site of plain pages.
    pub contents: Vec<CardGroup>,
    /// Newest entries.
    pub news: Vec<Shared<Card>>,
    /// Page with all that is new, when there is more.
    pub more_news: Option<LinkView>,
    /// The map of all entries with a Land.
    pub map: Option<MapView>,
    /// Number of all entries.
    pub total: usize,
}

/// A way into the site: the list of a type.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct EntranceView {
    /// Heading of the list.
    pub label: String,
    /// Its address.
    pub url: String,
    /// Number of entries.
    pub count: usize,
    /// Tone of the type.
    pub tone: u8,
}

/// A–Z of everything: `index` in `a-z.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct IndexView {
    /// Letters in use, also those on other pages; an address that begins with `#` is on this one.
    pub jumps: Vec<LinkView>,
    /// Letters with their entries.
    pub letters: Vec<IndexLetter>,
}

/// A letter of the A–Z.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct IndexLetter {
    /// `A`, or `#`; empty where few names need no letters.
    pub letter: String,
    /// Anchor.
    pub id: String,
    /// Page of the letter, in an index that is too long for one page.
    pub url: Option<String>,
    /// Number of lines.
    pub total: usize,
    /// The lines; they stand on the letter's page when it has one.
    pub items: Vec<IndexItem>,
}

/// A line of the A–Z.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct IndexItem {
    /// Title or alternative name.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// For an alternative name: the title it stands for ("→ siehe …").
    pub see: Option<String>,
    /// Type in words.
    pub kind: String,
}

/// The tree of topics: `topics` in `topics.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct TopicNode {
    /// The topic.
    pub card: Shared<Card>,
    /// Number of entries about it.
    pub count: usize,
    /// Sub-topics.
    pub children: Vec<TopicNode>,
}

/// The codebook.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct CodebookView {
    /// Fields that most types have in common, told once.
    pub common: Vec<CodebookField>,
    /// The types.
    pub types: Vec<CodebookType>,
}

/// A type in the codebook: `types` in `codebook.html`.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct CodebookType {
    /// The type.
    pub kind: Shared<TypeView>,
    /// Folder below `content/`.
    pub folder: String,
    /// Number of entries.
    pub count: usize,
    /// Its fields, without those that [`CodebookView::common`] tells of.
    pub fields: Vec<CodebookField>,
    /// Whether it has the common fields.
    pub has_common: bool,
    /// Section headings the type expects.
    pub sections: Vec<String>,
}

/// A field in the codebook.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CodebookField {
    /// Key in the front matter.
    pub key: String,
    /// Label.
    pub label: String,
    /// Kind in words.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// Hint of the schema.
    pub hint: Option<String>,
    /// Allowed values, when they are listed.
    pub values: Vec<String>,
}
