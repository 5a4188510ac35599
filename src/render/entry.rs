//! The page of an entry, and of a hub.

use std::borrow::Cow;
use std::collections::HashSet;

use super::shared::Shared;
use super::view::{
    Bar, BlockView, Card, CardGroup, EntryView, ImageSource, ImageView, LinkView, NoticeView, RelationGroup,
    RelationRow, SeriesView, TocItem, YearMark,
};
use super::{Context, Job, card, facts, folders, json_ld, listing, sections};
use crate::messages::Language;
use crate::page::{Fields, Value};
use crate::parse::markdown::{Html, Targets};
use crate::schema::{BlockKind, Field, Kind, Role};
use crate::site::publication::Publication;
use crate::site::{Entry, EntryIndex, Group, MediaFile, ancestors, find_file};
use crate::value::Period;

/// A page shorter than this many headings needs no table of contents.
const MIN_TOC: usize = 3;

/// The page of an entry; nothing for entries without a page.
pub(super) fn job(context: &Context, index: EntryIndex) -> Option<Job> {
    let entry = &context.site.entries[index];
    let url = entry.url.as_ref()?;
    let content_type = &context.config.schema.types[entry.type_index()];
    let own = format!("entry/{}.html", content_type.name);
    let template = match &content_type.template {
        Some(template) => template.clone(),
        None if context.theme.has(&own) => own,
        None if !content_type.hub.is_empty() => "hub.html".to_owned(),
        None => "entry.html".to_owned(),
    };
    let description = entry.summary.clone().unwrap_or_else(|| entry.title.clone());
    let kind = if content_type.hub.is_empty() { "entry" } else { "hub" };
    let mut page = context.page(kind, url, &entry.title, description);
    page.lang = language(context, entry);
    page.breadcrumb = context.breadcrumb(steps(context, index), &entry.title);
    page.feeds = feeds(context, index);
    let view = view(context, index);
    page.image = view.image.as_ref().zip(context.config.base_url.as_ref()).map(|(i, base)| format!("{base}/{}", i.url));
    let about = json_ld::entry(context, index, &page);
    Some(Job::new(&template, page, "entry", view).about(about))
}

/// The language of the text, as a BCP 47 tag.
fn language(context: &Context, entry: &Entry) -> String {
    let content_type = &context.config.schema.types[entry.type_index()];
    let field = content_type.role(Role::Language);
    let tag = field.and_then(|field| Some((entry.fields.first(field)?, &content_type.fields[field].kind)));
    match tag {
        Some((Value::Choice(choice), Kind::Enum(choices))) => match choices[*choice].key.as_str() {
            "de-leicht" => "de-x-simple".to_owned(),
            key => key.to_owned(),
        },
        Some((Value::Text(text), _)) => text.clone(),
        _ => context.config.language.tag().to_owned(),
    }
}

/// List of the type, broader entries, folders with an index page.
fn steps(context: &Context, index: EntryIndex) -> Vec<(String, Option<String>)> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut steps = Vec::new();
    let kind = card::type_view(context, entry.type_index());
    if let Some(url) = kind.url.as_ref().filter(|_| !content_type.url_prefix.is_empty()) {
        let title = content_type.lists.first().and_then(|list| list.title.as_ref());
        steps.push((title.unwrap_or(&kind.many).clone(), Some(url.clone())));
    }
    steps.extend(ancestors(context.site, context.config, index).into_iter().map(|parent| {
        let parent = &context.site.entries[parent];
        (parent.title.clone(), parent.target.clone())
    }));
    steps
}

fn feeds(context: &Context, index: EntryIndex) -> Vec<LinkView> {
    let entry = &context.site.entries[index];
    let is_topic = context.site.by_topic.contains_key(&index);
    let url = entry.url.as_deref().filter(|_| is_topic).map(super::feed::topic_url);
    url.map(|url| LinkView { label: entry.title.clone(), url, ..LinkView::default() }).into_iter().collect()
}

fn view(context: &Context, index: EntryIndex) -> EntryView {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let text_of = |role| content_type.role(role).and_then(|field| entry.fields.text(field)).map(str::to_owned);
    let headings = &entry.page.body.headings;
    let toc: Vec<TocItem> = headings
        .iter()
        .filter(|heading| heading.level == 2 || heading.level == 3)
        .map(|heading| TocItem { id: heading.id.clone(), text: heading.text.clone(), level: heading.level })
        .collect();
    let has_toc = toc.iter().filter(|item| item.level == 2).count() >= MIN_TOC;
    let topics = entry.topics.iter().map(|topic| &context.site.entries[*topic]);
    EntryView {
        id: entry.id.clone(),
        kind: card::type_view(context, entry.type_index()),
        subtitle: text_of(Role::Subtitle).map(|text| context.typographic(&text)),
        // The first paragraph is no lead: it follows right below.
        summary: content_type.role(Role::Summary).and_then(|field| entry.fields.get(field)).and(entry.summary.clone()),
        alt_labels: alt_labels(context, entry),
        facts: facts::facts(context, index),
        image: image(context, index),
        body_html: body_html(context, entry),
        audiences: audiences(context, entry),
        toc: if has_toc { toc } else { Vec::new() },
        topics: topics
            .filter_map(|t| Some(LinkView { label: t.title.clone(), url: t.target.clone()?, ..LinkView::default() }))
            .collect(),
        tags: tags(context, index),
        relations: relations(context, index),
        blocks: blocks(context, index),
        series: entry.series.iter().map(|place| series(context, place)).collect(),
        folder: folders::view(context, index),
        attachments: facts::attachments(context, index),
        related: related(context, index),
        backlinks: backlinks(context, index),
        source: facts::source(context, index),
        updated: content_type.role(Role::Updated).and_then(|field| entry.fields.first(field)).and_then(|value| {
            match value {
                Value::Date(date) => Some(context.date(*date)),
                _ => None,
            }
        }),
        notice: notice(context, entry),
    }
}

/// Terms that are not called like one of the topics.
fn tags(context: &Context, index: EntryIndex) -> Vec<LinkView> {
    let topics = &context.site.entries[index].topics;
    let mut tags = facts::tags(context, index);
    tags.retain(|tag| !topics.iter().any(|topic| context.site.entries[*topic].title == tag.label));
    tags
}

fn alt_labels(context: &Context, entry: &Entry) -> Vec<String> {
    let content_type = &context.config.schema.types[entry.type_index()];
    let field = content_type.role(Role::AltLabels).map(|field| entry.fields.items(field)).unwrap_or_default();
    field
        .iter()
        .filter_map(|item| if let Value::Text(text) = &item.value { Some(text.clone()) } else { None })
        .collect()
}

/// Fills the open places of an entry's text.
struct BodyTargets<'a> {
    context: &'a Context<'a>,
    entry: &'a Entry,
    root: String,
}

impl Targets for BodyTargets<'_> {
    fn href(&self, index: usize) -> Option<Cow<'_, str>> {
        // Without an address the target is not on the site, only its name.
        let target = self.entry.link_targets.get(index)?.as_ref().filter(|target| !target.url.is_empty())?;
        // A place on the same page needs no way to the root.
        let own = self.entry.url.as_deref().unwrap_or_default();
        match target.url.strip_prefix(own).filter(|rest| !own.is_empty() && rest.starts_with('#')) {
            Some(anchor) => Some(Cow::Owned(anchor.to_owned())),
            None => Some(Cow::Owned(format!("{}{}", self.root, target.url))),
        }
    }

    fn title(&self, index: usize) -> Cow<'_, str> {
        let target = self.entry.link_targets.get(index).and_then(Option::as_ref);
        Cow::Borrowed(target.and_then(|target| target.title.as_deref()).unwrap_or_default())
    }

    fn note(&self, index: usize) -> Option<String> {
        let target = self.entry.link_targets.get(index)?.as_ref()?;
        target.note.as_ref().map(|note| facts::file_note(self.context, note))
    }

    fn src(&self, index: usize) -> Option<Cow<'_, str>> {
        let target = self.entry.image_targets.get(index)?.as_ref()?;
        Some(Cow::Owned(format!("{}{}", self.root, target.url)))
    }

    fn size(&self, index: usize) -> Option<(u32, u32)> {
        self.entry.image_targets.get(index)?.as_ref()?.note.dimensions
    }

    fn srcset(&self, index: usize) -> Option<String> {
        let sources = sources(self.context, self.entry.image_targets.get(index)?.as_ref()?);
        let source = |source: &ImageSource| format!("{}{} {}w", self.root, source.url, source.width);
        (!sources.is_empty()).then(|| sources.iter().map(source).collect::<Vec<_>>().join(", "))
    }
}

/// How pictures are marked that wait until they are near.
const LAZY: &str = " loading=\"lazy\"";

fn image_field<'a>(context: &Context, entry: &'a Entry) -> Option<&'a Value> {
    let content_type = &context.config.schema.types[entry.type_index()];
    entry.fields.first(content_type.role(Role::Image)?)
}

/// Targets as seen from the entry's own page, or (at the root) from the start page.
fn targets<'a>(context: &'a Context, entry: &'a Entry) -> BodyTargets<'a> {
    let url = if context.site.home.map(|home| &context.site.entries[home].id) == Some(&entry.id) {
        super::START
    } else {
        entry.url.as_deref().unwrap_or_default()
    };
    BodyTargets { context, entry, root: "../".repeat(url.matches('/').count()) }
}

/// The finished HTML of a field.
pub(super) fn field_html(context: &Context, entry: &Entry, html: &Html) -> String {
    html.fill(&targets(context, entry)).trim().to_owned()
}

/// The finished HTML of an entry's text, for its own page or (at the root) for the start page.
pub(super) fn body_html(context: &Context, entry: &Entry) -> String {
    let mut html = entry.page.body.html.fill(&targets(context, entry));
    // What stands at the top of the page should not wait until somebody scrolls.
    if image_field(context, entry).is_none()
        && let Some(first) = html.find(LAZY)
    {
        html.replace_range(first..first + LAZY.len(), "");
    }
    let html = sections::wrap_audiences(html, &entry.page.body.headings, &audiences(context, entry));
    match context.config.language {
        Language::German => sections::soften_headings(html, &entry.page.body.headings),
        Language::English => html,
    }
}

/// Sub-sections of a section that speaks to several audiences.
fn audiences(context: &Context, entry: &Entry) -> Vec<LinkView> {
    let sections = &context.config.schema.types[entry.type_index()].sections;
    let headings = &entry.page.body.headings;
    let mut found = Vec::new();
    for section in sections.iter().filter(|section| section.audience) {
        let Some(start) = headings.iter().position(|h| h.level == 2 && section.matches(&h.text)) else { continue };
        let children = headings[start + 1..].iter().take_while(|heading| heading.level > 2);
        found.extend(children.filter(|heading| heading.level == 3).map(|heading| LinkView {
            label: heading.text.clone(),
            url: heading.id.clone(),
            ..LinkView::default()
        }));
    }
    found
}

pub(super) fn image(context: &Context, index: EntryIndex) -> Option<ImageView> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let field = content_type.role(Role::Image)?;
    let Value::Object(values) = entry.fields.first(field)? else { return None };
    let Kind::Image(sub) = &content_type.fields[field].kind else { return None };
    let position = |keys: &[&str]| sub.iter().position(|f| keys.contains(&f.key.as_ref()));
    let text = |keys: &[&str]| position(keys).and_then(|i| values.text(i)).map(|text| context.typographic(text));
    let file = sub.iter().position(|f| matches!(f.kind, Kind::File(_))).and_then(|i| values.first(i))?;
    let Value::File(path) = file else { return None };
    let media = find_file(context.site, &entry.page.source, path)?;
    Some(ImageView {
        url: media.url.clone(),
        alt: text(&["alt"]).unwrap_or_default(),
        caption: text(&["unterschrift", "caption"]),
        credit: text(&["foto", "credit"]),
        sources: sources(context, media),
        width: media.note.dimensions.map(|d| d.0),
        height: media.note.dimensions.map(|d| d.1),
    })
}

/// The sizes of a picture, with the original as the largest.
fn sources(context: &Context, media: &MediaFile) -> Vec<ImageSource> {
    let (Some(copies), Some((width, _))) = (context.site.copies.get(&media.url), media.note.dimensions) else {
        return Vec::new();
    };
    let copies = copies.iter().map(|copy| ImageSource { url: copy.url.clone(), width: copy.width });
    copies.chain([ImageSource { url: media.url.clone(), width }]).collect()
}

fn series(context: &Context, place: &crate::site::SeriesPlace) -> SeriesView {
    let link = |index: Option<EntryIndex>| {
        let entry = &context.site.entries[index?];
        Some(LinkView { label: entry.title.clone(), url: entry.target.clone()?, ..LinkView::default() })
    };
    let series = &context.site.entries[place.series];
    let args = |part: i64| [("n", part.to_string()), ("total", place.total.to_string())];
    SeriesView {
        title: series.title.clone(),
        url: series.target.clone(),
        position: place.part.map(|part| context.sentence("series.position", &args(part))),
        previous: link(place.previous),
        next: link(place.next),
    }
}

/// Whether a declared relation already leads from one entry to the other, either way.
fn is_connected(entry: &Entry, other: EntryIndex) -> bool {
    entry.relations.iter().any(|edge| edge.to == other)
        || entry.inverse.iter().flat_map(|group| &group.sources).any(|source| source.from == other)
}

/// Related entries that no relation shows already.
fn related(context: &Context, index: EntryIndex) -> Vec<Shared<Card>> {
    let entry = &context.site.entries[index];
    let related = entry.related.iter().filter(|other| !is_connected(entry, **other));
    related.map(|other| linked_card(context, *other)).collect()
}

/// Entries whose text links here and that no relation and no other list of the page shows already.
fn backlinks(context: &Context, index: EntryIndex) -> Vec<Shared<Card>> {
    let entry = &context.site.entries[index];
    let backlinks = entry.backlinks.iter();
    let backlinks = backlinks.filter(|other| !is_connected(entry, **other) && !entry.related.contains(other));
    backlinks.map(|other| linked_card(context, *other)).collect()
}

fn notice(context: &Context, entry: &Entry) -> Option<NoticeView> {
    let content_type = &context.config.schema.types[entry.type_index()];
    let value = |role| content_type.role(role).and_then(|field| Some((field, entry.fields.first(field)?)));
    let unpublished = match Publication::of(&entry.fields, content_type, context.config.today) {
        Publication::Public => None,
        Publication::Draft => Some(context.label("notice.draft")),
        Publication::From(day) => {
            Some(context.sentence("notice.from", &[("date", day.display(context.config.language))]))
        }
        Publication::Until(day) => {
            Some(context.sentence("notice.until", &[("date", day.display(context.config.language))]))
        }
    };
    if let Some(text) = unpublished {
        return Some(NoticeView { kind: "draft", text, instead: None });
    }
    let (field, archived) = value(Role::Archived)?;
    let (Value::Object(values), Kind::Object(sub)) = (archived, &content_type.fields[field].kind) else { return None };
    let since = values.0.iter().find_map(|(_, value)| match &value.items.first()?.value {
        Value::Date(date) => Some(date.display(context.config.language)),
        _ => None,
    });
    let note = sub.iter().position(|f| matches!(f.kind, Kind::Text)).and_then(|i| values.text(i));
    let mut text = match since {
        Some(date) => context.sentence("notice.archived-since", &[("date", date)]),
        None => context.label("notice.archived"),
    };
    if let Some(note) = note {
        text = format!("{text} {note}");
    }
    let instead = entry.relations.iter().find(|edge| edge.field == field).and_then(|edge| {
        let target = &context.site.entries[edge.to];
        Some(LinkView { label: target.title.clone(), url: target.target.clone()?, ..LinkView::default() })
    });
    Some(NoticeView { kind: "archived", text, instead })
}

/// Groups of relations: declared ones with attributes, and everything that points here.
fn relations(context: &Context, index: EntryIndex) -> Vec<RelationGroup> {
    let entry = &context.site.entries[index];
    let content_type = &context.config.schema.types[entry.type_index()];
    let mut groups: Vec<(String, String, Vec<Row>)> = Vec::new();
    for (field_index, field) in content_type.fields.iter().enumerate().filter(|(_, field)| facts::is_group(field)) {
        let edges = entry.relations.iter().filter(|edge| edge.field == field_index);
        let rows: Vec<Row> = edges.map(|edge| row(context, index, field_index, edge.item, edge.to)).collect();
        if !rows.is_empty() {
            groups.push((field.key.to_string(), field.label.clone(), rows));
        }
    }
    for group in &entry.inverse {
        let sources = group.sources.iter().filter(|source| !shown_by_hub(context, index, source.from, source.field));
        let mut rows: Vec<Row> =
            sources.map(|source| row(context, source.from, source.field, source.item, source.from)).collect();
        if rows.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(key, _, _)| *key == group.key) {
            Some((_, _, own)) => {
                rows.retain(|row| !own.iter().any(|other| other.entry == row.entry));
                own.extend(rows);
            }
            None => groups.push((group.key.clone(), group.label.clone(), rows)),
        }
    }
    // "Siehe auch" is the editors' afterthought and comes last.
    let see_also = content_type.role(Role::SeeAlso).map(|field| content_type.fields[field].key.as_ref());
    groups.sort_by_key(|(key, _, _)| Some(key.as_str()) == see_also);
    let mut groups: Vec<RelationGroup> =
        groups.into_iter().map(|(key, label, rows)| relation_group(context, &key, label, rows)).collect();
    abridge(&mut groups);
    groups
}

/// Who stands in several groups is described once; the others name them.
fn abridge(groups: &mut [RelationGroup]) {
    let mut described = HashSet::new();
    for group in groups.iter_mut().filter(|group| !group.has_periods) {
        for row in group.rows.iter_mut().filter(|row| row.role.is_none() && row.note.is_none()) {
            if row.card.url.as_ref().is_some_and(|url| !described.insert(url.clone())) {
                row.card = row.card.with(|card| {
                    card.summary = None;
                    card.meta.clear();
                    card.date = None;
                });
            }
        }
    }
}

/// Hub pages show what is about them, and what is narrower, in their blocks.
fn shown_by_hub(context: &Context, index: EntryIndex, from: EntryIndex, field: usize) -> bool {
    let hub = &context.config.schema.types[context.site.entries[index].type_index()].hub;
    let source_type = context.site.entries[from].type_index();
    let is_of_block = match context.config.schema.types[source_type].fields[field].role {
        Some(Role::Topics) => hub.iter().any(|block| matches!(block.kind, BlockKind::List { .. })),
        Some(Role::Broader) => {
            hub.iter().any(|block| matches!(block.kind, BlockKind::Children))
                && source_type == context.site.entries[index].type_index()
        }
        _ => false,
    };
    let blocks = context.site.hubs.get(&index).map(Vec::as_slice).unwrap_or_default();
    is_of_block || blocks.iter().flat_map(|block| &block.groups).any(|group| group.entries.contains(&from))
}

struct Row {
    entry: EntryIndex,
    period: Option<Period>,
    role: Option<String>,
    note: Option<String>,
}

/// One relation: its attributes stand in `fields` of the entry that declares it.
fn row(context: &Context, declared_by: EntryIndex, field_index: usize, item: usize, shown: EntryIndex) -> Row {
    let entry = &context.site.entries[declared_by];
    let field = &context.config.schema.types[entry.type_index()].fields[field_index];
    let empty = Fields::default();
    let with = entry.fields.attributes(field_index, item).unwrap_or(&empty);
    let fields: &[Field] = field.relation().map_or(&[], |relation| &relation.with);
    let mut row = Row { entry: shown, period: None, role: None, note: None };
    let mut texts = Vec::new();
    for (position, field) in fields.iter().enumerate() {
        for item in with.items(position) {
            match &item.value {
                Value::Period(period) => row.period = Some(*period),
                other => texts.push(facts::text(context, other, field)),
            }
        }
    }
    let mut texts = texts.into_iter();
    row.role = texts.next();
    row.note = Some(texts.collect::<Vec<_>>().join(" · ")).filter(|note| !note.is_empty());
    row
}

fn relation_group(context: &Context, key: &str, label: String, mut rows: Vec<Row>) -> RelationGroup {
    let has_periods = rows.iter().any(|row| row.period.is_some());
    if has_periods {
        rows.sort_by_key(|row| row.period.map_or((i32::MAX, i32::MAX), |period| period.sort_key()));
    } else {
        rows.sort_by_cached_key(|row| crate::text::sort_key(&context.site.entries[row.entry].title));
    }
    let timeline = Timeline::new(context, rows.iter().filter_map(|row| row.period));
    let view = |row: &Row| RelationRow {
        card: linked_card(context, row.entry),
        period: row.period.map(|period| period.display(context.config.language)),
        role: row.role.clone(),
        note: row.note.clone(),
        bar: row.period.and_then(|period| timeline.as_ref().map(|timeline| timeline.bar(period))),
    };
    RelationGroup {
        id: format!("al-r-{}", crate::text::slugify(key)),
        label,
        has_periods,
        has_notes: rows.iter().any(|row| row.role.is_some() || row.note.is_some()),
        years: timeline.as_ref().map(Timeline::marks).unwrap_or_default(),
        rows: rows.iter().map(view).collect(),
    }
}

/// The entries of a list on one scale of time.
pub(super) fn timeline(context: &Context, entries: &[EntryIndex], label: String) -> Option<RelationGroup> {
    let rows: Vec<Row> = entries
        .iter()
        .map(|index| Row { entry: *index, period: period(context, *index), role: None, note: None })
        .filter(|row| row.period.is_some())
        .collect();
    (rows.len() > 1).then(|| relation_group(context, "timeline", label, rows))
}

/// The first period among an entry's fields.
pub(super) fn period(context: &Context, index: EntryIndex) -> Option<Period> {
    context.site.entries[index].fields.0.iter().find_map(|(_, value)| match value.items.first()?.value {
        Value::Period(period) => Some(period),
        _ => None,
    })
}

/// A scale of years.
struct Timeline {
    first: i32,
    last: i32,
    now: i32,
}

impl Timeline {
    fn new(context: &Context, periods: impl Iterator<Item = Period>) -> Option<Timeline> {
        let periods: Vec<Period> = periods.collect();
        let starts = periods.iter().filter_map(|p| p.start().or(p.end())).map(|date| i32::from(date.year()));
        let ends = periods.iter().filter_map(|p| p.end().or(p.start())).map(|date| i32::from(date.year()));
        let first = starts.min()?;
        let last = ends.max()?;
        let now = context.site.as_of.map_or(last, |date| i32::from(date.year()));
        let is_open = periods.iter().any(|period| period.is_open());
        let last = if is_open { last.max(now) } else { last };
        Some(Timeline { first, last: last + 1, now: now.max(last) })
    }

    fn x(&self, year: i32) -> u16 {
        let span = (self.last - self.first).max(1);
        u16::try_from((year - self.first).clamp(0, span) * 1000 / span).unwrap_or(1000)
    }

    fn bar(&self, period: Period) -> Bar {
        let year = |date: crate::value::Date| i32::from(date.year());
        let start = period.start().map_or(self.first, year);
        let end = period.end().map_or(self.now, year) + 1;
        let x = self.x(start);
        Bar { x, width: self.x(end).saturating_sub(x).max(1), open: period.end().is_none() }
    }

    /// At most about eight marks, at round years where there are many.
    fn marks(&self) -> Vec<YearMark> {
        let span = self.last - self.first;
        let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| span / step <= 8).unwrap_or(200);
        let first = (self.first + step - 1).div_euclid(step) * step;
        let years = (first..self.last).step_by(usize::try_from(step).expect("steps are positive"));
        years.map(|year| YearMark { year: i16::try_from(year).unwrap_or(i16::MAX), x: self.x(year) }).collect()
    }
}

fn blocks(context: &Context, index: EntryIndex) -> Vec<BlockView> {
    let hub = &context.config.schema.types[context.site.entries[index].type_index()].hub;
    let blocks = context.site.hubs.get(&index).map(Vec::as_slice).unwrap_or_default();
    blocks
        .iter()
        .map(|block| BlockView {
            kind: match hub[block.block].kind {
                BlockKind::Text => "text",
                BlockKind::Children => "children",
                BlockKind::List { .. } => "list",
            },
            // The text needs no anchor, it stands first.
            id: match crate::text::slugify(&block.title) {
                slug if slug.is_empty() => String::new(),
                slug => format!("al-b-{slug}"),
            },
            title: block.title.clone(),
            kind_of: match &hub[block.block].kind {
                BlockKind::List { of, .. } => context.config.schema.type_index(of),
                BlockKind::Children => Some(context.site.entries[index].type_index()),
                BlockKind::Text => None,
            }
            .map(|type_index| card::type_view(context, type_index)),
            total: block.total,
            groups: block.groups.iter().map(|group| block_group(context, group)).collect(),
            more: block.more.as_ref().map(|url| LinkView {
                label: context.sentence("more", &[("n", block.total.to_string())]),
                url: url.clone(),
                ..LinkView::default()
            }),
        })
        .collect()
}

fn block_group(context: &Context, group: &Group) -> CardGroup {
    let mut group = card_group(context, group);
    drop_group_label(&mut group);
    group
}

/// A group as the theme sees it. Cards of entries without a page link to their place in a list.
pub(super) fn card_group(context: &Context, group: &Group) -> CardGroup {
    CardGroup {
        label: group.label.clone(),
        id: group.label.as_ref().map(|label| listing::group_id(label)),
        url: group.url.clone(),
        total: group.entries.len(),
        cards: group.entries.iter().map(|index| linked_card(context, *index)).collect(),
    }
}

/// What the group's heading says, its cards need not repeat.
pub(super) fn drop_group_label(group: &mut CardGroup) {
    if let Some(label) = &group.label {
        for card in group.cards.iter_mut().filter(|card| card.meta.contains(label)) {
            *card = card.with(|card| card.meta.retain(|fact| fact != label));
        }
    }
}

/// A card outside the list that holds the entry's anchor: it links there and has no anchor itself.
pub(super) fn linked_card(context: &Context, index: EntryIndex) -> Shared<Card> {
    let card = context.card(index);
    let target = &context.site.entries[index].target;
    if card.anchor.is_none() && card.url == *target {
        return card;
    }
    card.with(|card| {
        card.url.clone_from(target);
        card.anchor = None;
    })
}
