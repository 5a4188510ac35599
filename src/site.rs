//! What only the whole site can say: plain data between `resolve` and `render`.

pub mod paths;
pub mod publication;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::SourcePath;
use crate::page::{Fields, Page, Value};
use crate::schema::{Field, Kind, Role, TypeIndex, View};
use crate::value::Date;

/// Pages that every site has, beside its entries and lists.
pub const FIXED_PAGES: [&str; 7] = [START, SEARCH, INDEX, TOPICS, NEWS, CODEBOOK, NOT_FOUND];
/// The start page.
pub const START: &str = "index.html";
/// The search page.
pub const SEARCH: &str = "suche.html";
/// Everything from A to Z.
pub const INDEX: &str = "a-z.html";
/// The tree of topics.
pub const TOPICS: &str = "themenbaum.html";
/// What is new and what has changed.
pub const NEWS: &str = "neu.html";
/// How the content is structured.
pub const CODEBOOK: &str = "aufbau.html";
/// The page for addresses that do not exist.
pub const NOT_FOUND: &str = "404.html";

/// Index of an entry in [`Site::entries`].
pub type EntryIndex = usize;

/// The resolved site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// All entries that are published, by type and then by slug.
    pub entries: Vec<Entry>,
    /// The place of each entry in the order of all titles (DIN 5007-1, then id). Made once, because
    /// lists, hubs and related entries compare titles very often.
    pub title_rank: Vec<u32>,
    /// Entries that are kept off the site on the day of the build, for messages to those who name them.
    pub unpublished: Vec<Entry>,
    /// When a build gives another site next.
    pub next_change: Option<publication::NextChange>,
    /// Entries of each type, in the order of titles.
    pub by_type: Vec<Vec<EntryIndex>>,
    /// Entries by id.
    pub by_id: HashMap<String, EntryIndex>,
    /// Lists of all types, and the pages of vocabularies' terms.
    pub lists: Vec<ListPage>,
    /// Filled blocks of hub pages; empty blocks are left out.
    pub hubs: HashMap<EntryIndex, Vec<HubBlock>>,
    /// Entries about each topic, by the topic's index.
    pub by_topic: HashMap<EntryIndex, Vec<EntryIndex>>,
    /// Terms in use: vocabulary name, then term key.
    pub terms: BTreeMap<String, BTreeMap<String, TermUse>>,
    /// Files of the content folder: source path to output path and facts.
    pub files: HashMap<Arc<str>, MediaFile>,
    /// Smaller copies of pictures, by the address of the original.
    pub copies: crate::images::Copies,
    /// The newest date that the content states about itself, or `SOURCE_DATE_EPOCH`.
    pub as_of: Option<Date>,
    /// Old addresses and the entries that answer them now.
    pub redirects: Vec<(String, EntryIndex)>,
    /// The entry whose text stands on the start page.
    pub home: Option<EntryIndex>,
}

/// An entry with everything that the whole site knows about it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What its own file says.
    pub page: Arc<Page>,
    /// `type/slug`.
    pub id: String,
    /// Last part of its address, without ending.
    pub slug: String,
    /// Title with good typography.
    pub title: String,
    /// Summary with good typography.
    pub summary: Option<String>,
    /// Address of its own page.
    pub url: Option<String>,
    /// Where links to it lead: its page, or its anchor in a list.
    pub target: Option<String>,
    /// Given and derived values.
    pub fields: Fields,
    /// Outgoing relations.
    pub relations: Vec<Edge>,
    /// Incoming relations, grouped by what this side calls them.
    pub inverse: Vec<InverseGroup>,
    /// Topics.
    pub topics: Vec<EntryIndex>,
    /// Targets of the links in its text, in the order of the text's slots.
    pub link_targets: Vec<Option<LinkTarget>>,
    /// Targets of the pictures in its text.
    pub image_targets: Vec<Option<MediaFile>>,
    /// Entries whose text links here.
    pub backlinks: Vec<EntryIndex>,
    /// Related entries, best first.
    pub related: Vec<EntryIndex>,
    /// Places in series.
    pub series: Vec<SeriesPlace>,
}

impl Entry {
    /// Its type.
    pub fn type_index(&self) -> TypeIndex {
        self.page.type_index
    }
}

/// An outgoing relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Field of the entry's type.
    pub field: usize,
    /// Position in the field's items; with the same number as the item that names it.
    pub item: usize,
    /// Where it leads.
    pub to: EntryIndex,
    /// Whether it was derived, not written.
    pub derived: bool,
}

/// Incoming relations under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct InverseGroup {
    /// Key: a field of the target's type or a name of its own.
    pub key: String,
    /// Heading.
    pub label: String,
    /// Sources: entry, its field, its item.
    pub sources: Vec<InverseEdge>,
}

/// One incoming relation.
#[derive(Debug, Clone, PartialEq)]
pub struct InverseEdge {
    /// Where it comes from.
    pub from: EntryIndex,
    /// Field of the source's type.
    pub field: usize,
    /// Item of that field.
    pub item: usize,
}

/// Where a link in a text leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkTarget {
    /// Address relative to the root, with anchor.
    pub url: String,
    /// Title of the target, for links without a text of their own.
    pub title: Option<String>,
    /// For files: type and size, as `(PDF, 214 KB)`.
    pub note: Option<FileNote>,
}

/// A file of the content folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaFile {
    /// Path in the output.
    pub url: String,
    /// Path in the content folder.
    pub source: SourcePath,
    /// The file itself.
    pub disk: std::path::PathBuf,
    /// What it is.
    pub note: FileNote,
}

/// What readers want to know about a file before they open it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FileNote {
    /// Ending in capitals: `PDF`.
    pub format: String,
    /// Bytes.
    pub size: u64,
    /// Pages of a PDF.
    pub pages: Option<u32>,
    /// Pixels of a picture.
    pub dimensions: Option<(u32, u32)>,
}

/// Place of an entry in a series.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeriesPlace {
    /// The series.
    pub series: EntryIndex,
    /// Number of this part, from 1, when the parts are numbered.
    pub part: Option<i64>,
    /// Number of parts: planned or existing.
    pub total: usize,
    /// The part before.
    pub previous: Option<EntryIndex>,
    /// The part after.
    pub next: Option<EntryIndex>,
}

/// A term and who uses it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TermUse {
    /// Label.
    pub label: String,
    /// Synonyms.
    pub alternatives: Vec<String>,
    /// Slug of its page.
    pub slug: String,
    /// Address of its page, when the vocabulary has pages.
    pub url: Option<String>,
    /// Entries that carry it.
    pub entries: Vec<EntryIndex>,
}

/// A list of entries, before it is cut into pages.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// Address of its first page, such as `praxisbeispiele/index.html`.
    pub url: String,
    /// Heading.
    pub title: String,
    /// Introduction.
    pub intro: Option<String>,
    /// What the list is about.
    pub subject: Subject,
    /// Entries in groups.
    pub groups: Vec<Group>,
    /// Entries on one page.
    pub per_page: usize,
    /// Whether there is an Atom feed beside it.
    pub atom: bool,
    /// Whether there is an iCalendar file beside it.
    pub calendar: bool,
    /// Whether there is a table for spreadsheets beside it.
    pub csv: bool,
    /// Views; see [`View`].
    pub views: Vec<View>,
    /// Facets with their static pages; shared by all pages of the list and its facets.
    pub facets: Arc<Vec<FacetList>>,
}

impl ListPage {
    /// All entries, group by group.
    pub fn entries(&self) -> impl Iterator<Item = EntryIndex> + '_ {
        self.groups.iter().flat_map(|group| group.entries.iter().copied())
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.entries.len()).sum()
    }

    /// Whether the list has no entries.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.entries.is_empty())
    }
}

/// What a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Entries of a type.
    Type(TypeIndex),
    /// Entries of a type with one value of a facet; the list it belongs to.
    FacetValue {
        /// The type.
        type_index: TypeIndex,
        /// Address of the whole list.
        parent: String,
        /// Title of the whole list.
        parent_title: String,
    },
    /// Entries of all types with a term: vocabulary and key.
    Term(String, String),
    /// Entries of one type about a topic.
    Topic(EntryIndex),
}

/// A block of a hub page with its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubBlock {
    /// Index of the block in its type.
    pub block: usize,
    /// Heading.
    pub title: String,
    /// The entries that the hub itself shows.
    pub groups: Vec<Group>,
    /// Number of all entries.
    pub total: usize,
    /// Page with all of them, when the hub shows fewer.
    pub more: Option<String>,
}

/// Entries under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Heading.
    pub label: Option<String>,
    /// Page about the group.
    pub url: Option<String>,
    /// The entries.
    pub entries: Vec<EntryIndex>,
}

/// A facet of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetList {
    /// Label of the field.
    pub label: String,
    /// Label, address and number of entries.
    pub values: Vec<(String, String, usize)>,
}

/// A value that a path such as `orte.bundesland` leads to.
#[derive(Debug, Clone)]
pub enum PathValue<'a> {
    /// A value of a field.
    Value(&'a Value, &'a Field),
    /// An entry.
    Entry(EntryIndex),
    /// A year, a number.
    Number(i64),
    /// A letter.
    Initial(char),
}

/// What an entry stands below, the outermost first: index entries of its folders, then its broader terms.
pub fn ancestors(site: &Site, config: &Config, index: EntryIndex) -> Vec<EntryIndex> {
    let entry = &site.entries[index];
    let content_type = &config.schema.types[entry.type_index()];
    let mut found = Vec::new();
    let mut folder = String::new();
    for part in entry.page.folder.split_terminator('/') {
        folder = format!("{folder}{part}/");
        let id = format!("{}/{folder}index", content_type.name);
        found.extend(site.by_id.get(&id).filter(|parent| **parent != index));
    }
    let mut chain = Vec::new();
    let mut current = index;
    // Cycles are errors elsewhere; here they only must not go on for ever.
    for _ in 0..8 {
        let entry = &site.entries[current];
        let field = config.schema.types[entry.type_index()].role(Role::Broader);
        let Some(edge) = entry.relations.iter().find(|edge| Some(edge.field) == field) else { break };
        current = edge.to;
        chain.push(current);
    }
    found.extend(chain.into_iter().rev());
    found
}

/// Which required page an entry is: the value of its field with that role.
pub fn required_page(entry: &Entry, config: &Config) -> Option<String> {
    let content_type = &config.schema.types[entry.type_index()];
    let index = content_type.role(Role::RequiredPage)?;
    match (entry.fields.first(index)?, &content_type.fields[index].kind) {
        (Value::Choice(choice), Kind::Enum(choices)) => Some(choices[*choice].key.clone()),
        (Value::Text(text), _) => Some(text.clone()),
        _ => None,
    }
}

/// `content/themen/a.md` + `../medien/b.pdf` -> `content/medien/b.pdf`; never above the content folder.
pub fn join(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => vec!["content"],
        false => file.split('/').collect(),
    };
    if !path.starts_with('/') {
        parts.pop();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            ".." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A file beside the entry, below the content folder, or in `medien/`.
pub fn find_file<'a>(site: &'a Site, source: &str, path: &str) -> Option<&'a MediaFile> {
    let below = path.trim_start_matches('/');
    let candidates = [
        join(source, path),
        format!("content/{below}"),
        format!("content/medien/{below}"),
        format!("content/media/{below}"),
    ];
    candidates.iter().find_map(|candidate| site.files.get(candidate.as_str()))
}

/// A former address as a file below the output: `/alt/seite/` -> `alt/seite/index.html`. Nothing for addresses that could
/// not be files everywhere, or lead out of the site.
pub fn old_address(path: &str) -> Option<String> {
    let path = path.trim();
    // For browsers, `//` begins the address of another host.
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.starts_with('/') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let is_file = path.rsplit('/').next().is_some_and(|name| name.ends_with(".html") || name.ends_with(".htm"));
    let file = match path {
        "" => return None,
        _ if is_file => path.to_owned(),
        _ => format!("{}/index.html", path.trim_end_matches('/')),
    };
    crate::output::check_path(&file).is_ok().then_some(file)
}

/// The address of page `number` (from 0) of a list: `x/index.html`, `x/seite-2.html`, `y-seite-2.html`.
pub fn list_page_url(url: &str, number: usize) -> String {
    if number == 0 {
        return url.to_owned();
    }
    match url.strip_suffix("index.html") {
        Some(folder) => format!("{folder}seite-{}.html", number + 1),
        None => format!("{}-seite-{}.html", url.trim_end_matches(".html"), number + 1),
    }
}
