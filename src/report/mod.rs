//! Report: what the editorial meeting talks about, from one survey of the site.
//!
//! [`report()`] sorts the findings of all rules by what there is to do, names the entry and the people of each, and
//! counts how complete the entries of every type are. [`html`] and [`csv`] write it down; both only format.

pub mod csv;
pub mod html;

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Severity, SourcePath, emit};
use crate::messages::Catalogue;
use crate::page::Value;
use crate::pipeline::Survey;
use crate::schema::{ContentType, Field, Kind, Role, Schema};
use crate::site::Entry;
use crate::site::publication::{NextChange, Publication, date_item};
use crate::value::Date;

/// What there is to talk about.
pub struct Report {
    /// Title of the site.
    pub title: String,
    /// The day of the report.
    pub day: Date,
    /// Number of published entries.
    pub n_entries: usize,
    /// Findings by area, in the order of the page; areas without any are left out.
    pub areas: Vec<(Area, Vec<Finding>)>,
    /// Entries that nobody has revised for two years, the oldest first: title, file, last revision.
    pub old: Vec<(String, SourcePath, Date)>,
    /// How complete the entries are, by type.
    pub types: Vec<Completeness>,
    /// Authors and their number of findings, most first.
    pub people: Vec<(String, usize)>,
    /// Entries that are not on the site: title, file and why.
    pub unpublished: Vec<(String, SourcePath, Publication)>,
    /// When the site changes by itself.
    pub next_change: Option<NextChange>,
}

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Area {
    Faulty,
    Stale,
    Incomplete,
    Unreachable,
    Contradictory,
    Pictures,
    Wording,
    Vocabulary,
    Other,
}

impl Area {
    /// Part of the keys `report.area.<name>` and of ids.
    pub fn name(self) -> &'static str {
        match self {
            Area::Faulty => "faulty",
            Area::Stale => "stale",
            Area::Incomplete => "incomplete",
            Area::Unreachable => "unreachable",
            Area::Contradictory => "contradictory",
            Area::Pictures => "pictures",
            Area::Wording => "wording",
            Area::Vocabulary => "vocabulary",
            Area::Other => "other",
        }
    }

    fn of(code: Code, severity: Severity) -> Area {
        match code {
            Code::TimeBound | Code::ReviewDue => Area::Stale,
            Code::MissingField
            | Code::RecommendedField
            | Code::RequireOneOf
            | Code::TooFew
            | Code::MissingSection
            | Code::SectionOrder
            | Code::EmptySection => Area::Incomplete,
            Code::Orphan | Code::DeadEnd | Code::UnpublishedTarget => Area::Unreachable,
            Code::Contradiction
            | Code::PeriodConflict
            | Code::SeriesPart
            | Code::NearDuplicate
            | Code::RelationCycle => Area::Contradictory,
            Code::MissingAlt | Code::MissingCredit | Code::ImageUnusable => Area::Pictures,
            Code::WeakLinkText | Code::HeadingOrder | Code::UnbalancedQuotes | Code::LiteralMarks => Area::Wording,
            Code::UnknownTerm | Code::UnusedTerm | Code::RareTerm | Code::PreferredLabel => Area::Vocabulary,
            _ if severity == Severity::Error => Area::Faulty,
            _ => Area::Other,
        }
    }
}

/// One thing to look at.
pub struct Finding {
    /// Name of its rule.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Title of the entry; nothing for the site as a whole.
    pub title: Option<String>,
    /// Label of the entry's type.
    pub kind: Option<String>,
    /// Who wrote the entry.
    pub people: Vec<String>,
    /// The file.
    pub file: SourcePath,
    /// Line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
}

/// How complete the entries of a type are.
pub struct Completeness {
    /// Label for many.
    pub label: String,
    /// Number of entries.
    pub n_entries: usize,
    /// Mean share of the fields and sections that count, in percent.
    pub percent: usize,
    /// Labels of what is missing most often, and in how many entries.
    pub missing: Vec<(String, usize)>,
    /// The least complete entries: title, file, percent.
    pub least: Vec<(String, SourcePath, usize)>,
}

/// Most rows of short lists.
const MAX_ROWS: usize = 10;

/// Sorts what a survey found, in the words of `catalogue`.
pub fn report(survey: &Survey, catalogue: &Catalogue) -> Report {
    let areas = areas(survey, catalogue);
    let mut people: HashMap<&str, usize> = HashMap::new();
    for person in areas.iter().flat_map(|(_, findings)| findings).flat_map(|finding| &finding.people) {
        *people.entry(person).or_default() += 1;
    }
    let mut people: Vec<(String, usize)> = people.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    people.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), crate::text::sort_key(name)));
    let unpublished = survey.site.unpublished.iter().map(|entry| {
        let content_type = &survey.config.schema.types[entry.type_index()];
        let publication = Publication::of(&entry.page.fields, content_type, survey.config.today);
        (entry.title.clone(), entry.page.source.clone(), publication)
    });
    Report {
        title: survey.config.title.clone(),
        day: survey.config.today,
        n_entries: survey.site.entries.len(),
        old: old(survey),
        types: completeness(survey),
        people,
        unpublished: unpublished.collect(),
        next_change: survey.site.next_change.clone(),
        areas,
    }
}

fn areas(survey: &Survey, catalogue: &Catalogue) -> Vec<(Area, Vec<Finding>)> {
    let mut entries: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in survey.site.entries.iter().chain(&survey.site.unpublished) {
        entries.entry(&*entry.page.source).or_default().push(entry);
    }
    let said = emit::say(&survey.diagnostics, &|path| survey.texts.get(path).cloned(), catalogue);
    let mut areas: BTreeMap<Area, Vec<Finding>> = BTreeMap::new();
    for (diagnostic, said) in survey.diagnostics.iter().zip(said) {
        let start = diagnostic.span.as_ref().map_or(0, |span| span.start);
        let own = entries.get(&*diagnostic.file).into_iter().flatten();
        let own = own.filter(|entry| entry.page.span.start <= start).max_by_key(|entry| entry.page.span.start);
        let content_type = own.map(|entry| &survey.config.schema.types[entry.type_index()]);
        areas.entry(Area::of(diagnostic.code, diagnostic.severity)).or_default().push(Finding {
            code: diagnostic.code.name(),
            severity: diagnostic.severity,
            title: own.map(|entry| entry.title.clone()),
            kind: content_type.map(|content_type| content_type.label.one.clone()),
            people: own.map(|entry| authors(survey, entry)).unwrap_or_default(),
            file: diagnostic.file.clone(),
            place: said.place,
            message: said.message,
            hints: said.hints,
        });
    }
    areas.into_iter().collect()
}

fn authors(survey: &Survey, entry: &Entry) -> Vec<String> {
    let field = survey.config.schema.types[entry.type_index()].role(Role::Authors);
    let items = field.map_or(&[][..], |field| entry.page.fields.items(field));
    let names = items.iter().filter_map(|item| match &item.value {
        Value::Person(author, _) => Some(author.direct()),
        _ => None,
    });
    names.collect()
}

/// Entries whose last revision is two years ago and that no day of review watches over.
fn old(survey: &Survey) -> Vec<(String, SourcePath, Date)> {
    let (year, month, day) = survey.config.today.first_day();
    let mut old: Vec<_> = survey
        .site
        .entries
        .iter()
        .filter_map(|entry| {
            let content_type = &survey.config.schema.types[entry.type_index()];
            let (_, updated) = date_item(&entry.fields, content_type, Role::Updated)?;
            let is_watched = date_item(&entry.fields, content_type, Role::ReviewBy).is_some();
            let is_archived = entry.fields.has(content_type.role(Role::Archived));
            let is_old = updated.last_day() < (year - 2, month, day);
            (is_old && !is_watched && !is_archived).then(|| (entry.title.clone(), entry.page.source.clone(), updated))
        })
        .collect();
    old.sort_by_key(|(title, _, updated)| (*updated, crate::text::sort_key(title)));
    old
}

/// Whether an entry is more complete with a field: what must or should be there, topics, and what only its type has.
fn counts(field: &Field, content_type: &ContentType, schema: &Schema) -> bool {
    if field.role == Some(Role::Topics) {
        return !schema.topic_types().contains(&schema.type_index(&content_type.name).unwrap_or(usize::MAX));
    }
    let mut others = schema.types.iter().filter(|other| other.name != content_type.name);
    let is_own = !others.any(|other| other.fields.iter().any(|shared| shared.declared == field.declared));
    field.required || field.warn_if_missing || is_own && field.is_offered() && !matches!(field.kind, Kind::Bool)
}

fn completeness(survey: &Survey) -> Vec<Completeness> {
    let schema = &survey.config.schema;
    let types = survey.site.by_type.iter().zip(&schema.types).filter(|(entries, _)| !entries.is_empty());
    types
        .map(|(entries, content_type)| {
            let fields: Vec<usize> = (0..content_type.fields.len())
                .filter(|field| counts(&content_type.fields[*field], content_type, schema))
                .collect();
            let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
            let mut shares: Vec<(usize, &Entry)> = Vec::new();
            for entry in entries.iter().map(|index| &survey.site.entries[*index]) {
                let (mut n_there, mut n_wanted) = (0, 0);
                let mut count = |label, is_there: bool| {
                    n_wanted += 1;
                    n_there += usize::from(is_there);
                    if !is_there {
                        *missing.entry(label).or_default() += 1;
                    }
                };
                for field in &fields {
                    count(&content_type.fields[*field].label, !entry.fields.items(*field).is_empty());
                }
                // Entries without any text are meant to be short.
                for section in content_type.sections.iter().filter(|_| entry.page.has_body) {
                    let mut headings = entry.page.body.headings.iter().filter(|heading| heading.level == 2);
                    count(&section.heading, headings.any(|heading| section.matches(&heading.text)));
                }
                shares.push(((100 * n_there).checked_div(n_wanted).unwrap_or(100), entry));
            }
            let percent = shares.iter().map(|(share, _)| share).sum::<usize>() / shares.len();
            let mut missing: Vec<(String, usize)> =
                missing.into_iter().map(|(label, n)| (label.to_owned(), n)).collect();
            missing.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            missing.truncate(3);
            shares.sort_by_key(|(share, entry)| (*share, crate::text::sort_key(&entry.title)));
            let least = shares.iter().filter(|(share, _)| *share < 100).take(MAX_ROWS);
            Completeness {
                label: content_type.label.many.clone(),
                n_entries: entries.len(),
                percent,
                missing,
                least: least.map(|(share, entry)| (entry.title.clone(), entry.page.source.clone(), *share)).collect(),
            }
        })
        .collect()
}
