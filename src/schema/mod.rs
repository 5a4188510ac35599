//! The schema: content types, fields, relations, vocabularies, lists and hubs, as data.
//!
//! All of it comes from YAML: the package embedded in the binary ([`package`]), extended by the
//! site's `content/_site/`. The engine knows roles, kinds and relations, never a type's name.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use regex::Regex;

pub mod json_schema;
pub mod load;
pub mod package;
pub(crate) mod reader;

use crate::diagnostic::{SourcePath, Span};
use crate::yaml::Node;

/// Everything that is declared.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Types in the order of their declaration; abstract ones are left out.
    pub types: Vec<ContentType>,
    /// Vocabularies by name.
    pub vocabularies: IndexMap<String, Vocabulary>,
}

/// Index of a type in [`Schema::types`].
pub type TypeIndex = usize;

impl Schema {
    /// The index of the type called `name`.
    pub fn type_index(&self, name: &str) -> Option<TypeIndex> {
        self.types.iter().position(|t| t.name == name)
    }

    /// The type whose folder holds `path` (relative to `content/`); the longest folder wins.
    pub fn type_of_path(&self, path: &str) -> Option<TypeIndex> {
        self.types
            .iter()
            .enumerate()
            .filter(|(_, t)| {
                t.folder.is_empty() || path.strip_prefix(t.folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
            .max_by_key(|(_, t)| t.folder.len())
            .map(|(index, _)| index)
    }

    /// The vocabulary called `name`.
    pub fn vocabulary(&self, name: &str) -> Option<&Vocabulary> {
        self.vocabularies.get(name)
    }

    /// Types that other entries name as their topic (targets of fields with role `topics`).
    pub fn topic_types(&self) -> Vec<TypeIndex> {
        let mut found: Vec<TypeIndex> = self
            .types
            .iter()
            .flat_map(|t| t.fields.iter())
            .filter(|f| f.role == Some(Role::Topics))
            .filter_map(|f| f.relation())
            .flat_map(|relation| match &relation.to {
                Targets::Types(names) => names.iter().filter_map(|n| self.type_index(n)).collect(),
                Targets::Any | Targets::Same => Vec::new(),
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A content type.
#[derive(Debug, Clone)]
pub struct ContentType {
    /// Name in relations and ids.
    pub name: String,
    /// Label for one entry and for many.
    pub label: Label,
    /// Sentence about the type for its list page.
    pub intro: Option<String>,
    /// Folder below `content/`; empty for the type of everything else.
    pub folder: String,
    /// Where entries may stand.
    pub source: EntrySource,
    /// When an entry gets a page.
    pub page: PageRule,
    /// Address of an entry: output folder in front of the slug (`praxisbeispiele/`, or empty).
    pub url_prefix: String,
    /// Pattern for slugs of list entries, such as `{titel}-{ausgabe.jahr}`.
    pub slug: Option<String>,
    /// Colour of the label, 0–7.
    pub tone: u8,
    /// Template; default `entry/<name>.html`, else `hub.html` with hub blocks, else `entry.html`.
    pub template: Option<String>,
    /// schema.org type for JSON-LD, by the value of an enum field or the same for all.
    pub schema_org: SchemaOrg,
    /// Fields, inherited ones first.
    pub fields: Vec<Field>,
    /// Keys and aliases of all fields.
    pub keys: HashMap<String, usize>,
    /// Expected section headings.
    pub sections: Vec<Section>,
    /// At least one of these must be there (`body` is the text).
    pub require_one_of: Vec<String>,
    /// Lists of entries.
    pub lists: Vec<List>,
    /// Blocks of a hub page; empty for ordinary entries.
    pub hub: Vec<Block>,
    /// How related entries are found.
    pub related: Related,
    /// Whether front matter keys that no field has are an error; otherwise they are ignored.
    pub strict_keys: bool,
    /// Whether entries stand in the A–Z.
    pub in_index: bool,
    /// Whether entries count as news on the start page.
    pub in_news: bool,
    /// Where the type was declared.
    pub declared: (SourcePath, Span),
}

impl ContentType {
    /// The field with this key or alias.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.field_index(key).map(|i| &self.fields[i])
    }

    /// The index of the field with this key or alias; case, umlauts and `-` do not count.
    pub fn field_index(&self, key: &str) -> Option<usize> {
        self.keys.get(key).or_else(|| self.keys.get(&normal_key(key))).copied()
    }

    /// The field that plays `role`; the type's own field before an inherited one.
    pub fn role(&self, role: Role) -> Option<usize> {
        self.fields.iter().rposition(|f| f.role == Some(role))
    }

    /// All fields that play `role`: labels may come from several.
    pub fn role_fields(&self, role: Role) -> impl Iterator<Item = usize> {
        self.fields.iter().enumerate().filter(move |(_, f)| f.role == Some(role)).map(|(index, _)| index)
    }
}

/// How keys are compared: `Träger` and `traeger`, `verfasst-von` and `verfasst_von` are the same.
pub fn normal_key(key: &str) -> String {
    crate::text::slugify(key).replace('-', "_")
}

/// Words for one and for many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// "Praxisbeispiel"
    pub one: String,
    /// "Praxisbeispiele"
    pub many: String,
}

/// Where entries of a type may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntrySource {
    /// As Markdown files.
    pub file: bool,
    /// In YAML files with many entries.
    pub list: bool,
}

/// When an entry gets a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRule {
    /// Always.
    Always,
    /// When it has text or at least three entries point to it; else it stands in its list only.
    IfBody,
    /// Never.
    Never,
}

/// schema.org types.
#[derive(Debug, Clone, Default)]
pub struct SchemaOrg {
    /// By the value of the type's first enum field that has an entry here.
    pub by_value: Vec<(String, String)>,
    /// For all others.
    pub default: Option<String>,
}

/// A field of a type.
#[derive(Debug, Clone)]
pub struct Field {
    /// Canonical key in front matter.
    pub key: Arc<str>,
    /// What its values are.
    pub kind: Kind,
    /// Whether it takes a list of values.
    pub many: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its absence is reported as a warning.
    pub warn_if_missing: bool,
    /// Least number of values.
    pub min: Option<usize>,
    /// Most values (`many`) or characters (text).
    pub max: Option<usize>,
    /// What texts must look like.
    pub pattern: Option<Regex>,
    /// The part it plays for the engine.
    pub role: Option<Role>,
    /// Label.
    pub label: String,
    /// Help for editors.
    pub hint: Option<String>,
    /// Other keys that mean the same.
    pub aliases: Vec<String>,
    /// Whether and how values make a facet.
    pub facet: Option<Facet>,
    /// For relations: what the other side calls it.
    pub inverse: Option<Inverse>,
    /// For relations: both sides call it the same.
    pub symmetric: bool,
    /// For relations: must not lead back to where it began.
    pub acyclic: bool,
    /// Where the value comes from when it is not given: a path such as `orte.bundesland`.
    pub derive: Option<String>,
    /// Values when none is given or derived, with their places in the schema.
    pub default: Vec<Node>,
    /// Weight in the search; fields without one are not searched.
    pub search_weight: Option<f32>,
    /// Whether it stands in the facts box.
    pub show: bool,
    /// Whether it stands in the short line of facts on cards in lists.
    pub card: bool,
    /// Property of schema.org that its values have in JSON-LD, such as `endDate`.
    pub property: Option<String>,
    /// Where the field was declared.
    pub declared: (SourcePath, Span),
}

impl Field {
    /// The relation, when it is one.
    pub fn relation(&self) -> Option<&Relation> {
        match &self.kind {
            Kind::Relation(relation) => Some(relation),
            _ => None,
        }
    }

    /// Whether the file of a new entry offers it: required and recommended fields, and plain ones that show. The rest is in
    /// the codebook.
    pub fn is_offered(&self) -> bool {
        let is_plain = !matches!(self.kind, Kind::Object(_) | Kind::List(_) | Kind::Image(_));
        self.is_wanted()
            || self.role.is_none_or(|role| matches!(role, Role::Date | Role::Series | Role::Part))
                && is_plain
                && self.show
    }

    /// Whether a new entry should say it from the start.
    pub fn is_wanted(&self) -> bool {
        self.required || self.warn_if_missing || matches!(self.role, Some(Role::Topics))
    }

    /// Whether a value is one line of text that front matter takes as written.
    pub fn is_scalar(&self) -> bool {
        !self.many && !matches!(self.kind, Kind::List(_) | Kind::Object(_) | Kind::Image(_))
    }
}

/// What the values of a field are.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line.
    Text,
    /// A block of Markdown.
    Markdown,
    /// A date with its precision.
    Date,
    /// A date with or without time.
    DateTime,
    /// A period.
    Period,
    /// Number and year of an issue.
    Issue,
    /// A year.
    Year,
    /// A number.
    Number,
    /// From–to.
    Range,
    /// Yes or no.
    Bool,
    /// One of the listed values.
    Enum(Vec<Choice>),
    /// A term of a vocabulary.
    Vocab(String),
    /// Amtlicher Gemeindeschlüssel.
    Ags,
    /// A person, with attributes such as a role.
    Person(Vec<Field>),
    /// Another entry.
    Relation(Relation),
    /// A file of the site, with the endings that are allowed (all when empty).
    File(Vec<String>),
    /// A picture with its sub-fields.
    Image(Vec<Field>),
    /// A web address.
    Url,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address on this site.
    Path,
    /// A key of another system, such as `gnd:…`.
    Id,
    /// A list of values of one kind.
    List(Box<Field>),
    /// Named values.
    Object(Vec<Field>),
}

impl Kind {
    /// The name in schema files.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Markdown => "markdown",
            Kind::Date => "date",
            Kind::DateTime => "datetime",
            Kind::Period => "period",
            Kind::Issue => "issue",
            Kind::Year => "year",
            Kind::Number => "number",
            Kind::Range => "range",
            Kind::Bool => "bool",
            Kind::Enum(_) => "enum",
            Kind::Vocab(_) => "vocab",
            Kind::Ags => "ags",
            Kind::Person(_) => "person",
            Kind::Relation(_) => "relation",
            Kind::File(_) => "file",
            Kind::Image(_) => "image",
            Kind::Url => "url",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Path => "path",
            Kind::Id => "id",
            Kind::List(_) => "list",
            Kind::Object(_) => "object",
        }
    }
}

/// A relation to other entries.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Types it may lead to.
    pub to: Targets,
    /// Attributes: period, role, note.
    pub with: Vec<Field>,
}

/// Types a relation may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// All.
    Any,
    /// The type of the entry itself.
    Same,
    /// These.
    Types(Vec<String>),
}

/// What the other side of a relation calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inverse {
    /// Key: a field of the target's type, or a name of its own; `{type}` stands for the source's type.
    pub key: String,
    /// Heading on the target's page; default: the label of the field `key`, else the source type's label.
    pub label: Option<String>,
}

/// An allowed value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Value in front matter.
    pub key: String,
    /// Label on pages.
    pub label: String,
}

/// How a field makes a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// One value, one facet value.
    Value,
    /// Periods and dates by decade.
    Decade,
    /// Dates and issues by year.
    Year,
}

/// The part a field plays for the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it; docs for administrators describe each")]
pub enum Role {
    Title,
    Subtitle,
    Summary,
    Date,
    Updated,
    Topics,
    Authors,
    Draft,
    PublishFrom,
    ExpireAfter,
    Aliases,
    AltLabels,
    HiddenLabels,
    Abbreviation,
    Broader,
    Related,
    Language,
    Slug,
    Series,
    Part,
    PartsPlanned,
    Archived,
    Image,
    Attachments,
    Links,
    SeeAlso,
    Source,
    RequiredPage,
    Issue,
    Order,
    ReviewBy,
    Silence,
}

impl Role {
    /// Names in schema files.
    pub const ALL: &'static [(&'static str, Role)] = &[
        ("title", Role::Title),
        ("subtitle", Role::Subtitle),
        ("summary", Role::Summary),
        ("date", Role::Date),
        ("updated", Role::Updated),
        ("topics", Role::Topics),
        ("authors", Role::Authors),
        ("draft", Role::Draft),
        ("publish_from", Role::PublishFrom),
        ("expire_after", Role::ExpireAfter),
        ("aliases", Role::Aliases),
        ("alt_labels", Role::AltLabels),
        ("hidden_labels", Role::HiddenLabels),
        ("abbreviation", Role::Abbreviation),
        ("broader", Role::Broader),
        ("related", Role::Related),
        ("language", Role::Language),
        ("slug", Role::Slug),
        ("series", Role::Series),
        ("part", Role::Part),
        ("parts_planned", Role::PartsPlanned),
        ("archived", Role::Archived),
        ("image", Role::Image),
        ("attachments", Role::Attachments),
        ("links", Role::Links),
        ("see_also", Role::SeeAlso),
        ("source", Role::Source),
        ("required_page", Role::RequiredPage),
        ("issue", Role::Issue),
        ("order", Role::Order),
        ("review_by", Role::ReviewBy),
        ("silence", Role::Silence),
    ];
}

/// A section that entries of a type have.
#[derive(Debug, Clone)]
pub struct Section {
    /// Heading; for patterns only a name.
    pub heading: String,
    /// Headings that count as this one.
    pub aliases: Vec<String>,
    /// Pattern for headings that count as this one.
    pub pattern: Option<Regex>,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its sub-sections speak to different audiences.
    pub audience: bool,
    /// What sub-sections must look like, and how many there must be.
    pub children: Option<(Regex, usize)>,
}

impl Section {
    /// Whether `heading` is this section's.
    pub fn matches(&self, heading: &str) -> bool {
        let folded = crate::text::fold(heading);
        crate::text::fold(&self.heading) == folded
            || self.aliases.iter().any(|alias| crate::text::fold(alias) == folded)
            || self.pattern.as_ref().is_some_and(|p| p.is_match(heading))
    }
}

/// A list of entries.
#[derive(Debug, Clone)]
pub struct List {
    /// Where its address was declared.
    pub declared: (SourcePath, Span),
    /// Output folder: the list is `<url>index.html`.
    pub url: String,
    /// Heading; default: the type's label.
    pub title: Option<String>,
    /// Introduction.
    pub intro: Option<String>,
    /// Which entries: field and allowed values.
    pub filter: Vec<(String, Vec<String>)>,
    /// Order: fields, descending with a leading `-`.
    pub sort: Vec<SortKey>,
    /// Groups by the values of a field.
    pub group_by: Option<String>,
    /// Coming and past.
    pub split: Option<Split>,
    /// Facets with static pages.
    pub facets: Vec<String>,
    /// Views: the first of them stands on the list's own page, the others have pages of their own.
    pub views: Vec<View>,
    /// Whether there is an Atom feed.
    pub atom: bool,
    /// Whether there is an iCalendar file of the entries' dates.
    pub calendar: bool,
    /// Whether there is a table for spreadsheets.
    pub csv: bool,
    /// Entries per page.
    pub per_page: usize,
}

/// A way to show a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// One below the other, with summary.
    List,
    /// A row each, with the short facts in columns.
    Table,
    /// By first letter.
    Index,
    /// Cards side by side, with their pictures.
    Grid,
    /// Tile map of the Länder.
    Map,
    /// Bars on one scale of years.
    Timeline,
    /// Months with the days on which something happens.
    Calendar,
}

impl View {
    /// Names in schema files, German and English.
    pub const ALL: &'static [(&'static str, View)] = &[
        ("liste", View::List),
        ("tabelle", View::Table),
        ("a-z", View::Index),
        ("raster", View::Grid),
        ("karte", View::Map),
        ("zeitstrahl", View::Timeline),
        ("kalender", View::Calendar),
        ("list", View::List),
        ("table", View::Table),
        ("grid", View::Grid),
        ("map", View::Map),
        ("timeline", View::Timeline),
        ("calendar", View::Calendar),
    ];

    /// Name in templates, labels and addresses.
    pub fn name(self) -> &'static str {
        match self {
            View::List => "liste",
            View::Table => "tabelle",
            View::Index => "a-z",
            View::Grid => "raster",
            View::Map => "karte",
            View::Timeline => "zeitstrahl",
            View::Calendar => "kalender",
        }
    }

    /// Whether it shows what entries have in common, not the entries one by one.
    pub fn is_overview(self) -> bool {
        matches!(self, View::Map | View::Timeline | View::Calendar)
    }
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// Path of the field, such as `ausgabe` or `ausgabe.jahr`.
    pub path: String,
    /// Largest first.
    pub descending: bool,
}

/// Entries on one page of a list, unless the schema says otherwise.
pub const PER_PAGE: usize = 100;

/// A list split by whether something is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Date field; default: the field with role `date`.
    pub by: Option<String>,
    /// Headings for coming and for past.
    pub labels: [String; 2],
    /// Whether the past comes first.
    pub past_first: bool,
}

/// A block of a hub page.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it shows.
    pub kind: BlockKind,
    /// Heading.
    pub title: Option<String>,
}

/// What a hub block shows.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// The entry's own text.
    Text,
    /// Narrower entries (inverse of the role `broader`).
    Children,
    /// Entries of a type that have the hub as topic.
    List {
        /// The type.
        of: String,
        /// Which of them.
        filter: Vec<(String, Vec<String>)>,
        /// Order.
        sort: Vec<SortKey>,
        /// Groups.
        group_by: Option<String>,
        /// Coming and past.
        split: Option<Split>,
        /// Most entries on the hub; the rest is on a page of its own.
        max: Option<usize>,
    },
}

/// How related entries are found: shared values of fields, weighted.
#[derive(Debug, Clone, Default)]
pub struct Related {
    /// Field and weight.
    pub by: Vec<(String, u32)>,
    /// Most related entries.
    pub max: usize,
}

/// A vocabulary.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Name, and output folder of its term pages.
    pub name: String,
    /// Label for one term and for many.
    pub label: Label,
    /// What happens with values it does not know.
    pub open: Open,
    /// Terms by key.
    pub terms: IndexMap<String, Term>,
    /// Folded labels and keys -> key, and whether the label is one to avoid.
    pub lookup: HashMap<String, (usize, LabelUse)>,
    /// Whether terms have pages.
    pub pages: bool,
    /// Output folder of the term pages.
    pub url_prefix: String,
    /// Where it was declared.
    pub declared: (SourcePath, Span),
}

impl Vocabulary {
    /// The term that `text` names, and how.
    pub fn find(&self, text: &str) -> Option<(&Term, LabelUse)> {
        let (index, label_use) = self.lookup.get(&crate::text::fold(text))?;
        self.terms.get_index(*index).map(|(_, term)| (term, *label_use))
    }
}

/// How a label names its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelUse {
    /// Key, label or short form.
    Preferred,
    /// A synonym.
    Alternative,
    /// A label to avoid.
    Forbidden,
}

/// What happens with a value that a vocabulary does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It is taken as a new term without a word.
    Silent,
    /// It is taken as a new term with a warning.
    Warn,
    /// It is an error.
    Error,
}

/// A term of a vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Stable key, also the slug of its page.
    pub key: String,
    /// Label.
    pub label: String,
    /// Synonyms.
    pub alternatives: Vec<String>,
    /// Labels to avoid.
    pub forbidden: Vec<String>,
    /// Key in another system, such as the state key of DCAT-AP.de.
    pub code: Option<String>,
    /// Description.
    pub summary: Option<String>,
}
