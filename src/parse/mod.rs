//! Parse: one source file becomes pages, without knowledge of any other file.
//!
//! Takes a [`Source`] and the [`Config`]; gives the entries with typed values, HTML with open link
//! slots, headings and plain text, and the faults of this file. Never fails: an entry with broken
//! front matter is still an entry.

pub mod fields;
pub mod front_matter;
pub mod german;
pub mod highlight;
pub mod markdown;
pub mod plain_text;
pub mod sanitise;

use std::sync::Arc;

use self::fields::Context;
use self::front_matter::RawField;
use crate::check;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, Span, Text};
use crate::load::Source;
use crate::page::{Fields, Page, Parsed, Value};
use crate::schema::reader::yaml_fault;
use crate::schema::{ContentType, Field, Kind, Role, TypeIndex};
use crate::yaml::{self, Data, Node};

/// Parses a Markdown file of the content folder.
pub fn page(source: &Source, config: &Config) -> Parsed {
    let mut parsed = Parsed::default();
    let Some((type_index, rest)) = type_of(source, config, &mut parsed.diagnostics) else { return parsed };
    let content_type = &config.schema.types[type_index];
    let split = front_matter::split(&source.text);
    let raw = front_matter::read(
        &source.text,
        &split,
        &content_type.fields,
        content_type,
        &source.path,
        &mut parsed.diagnostics,
    );
    let mut context = Context {
        file: &source.path,
        schema: &config.schema,
        diagnostics: &mut parsed.diagnostics,
        language: config.language,
    };
    let fields = fields::read(raw, content_type, &mut context);
    let body_text = &source.text[split.body.start as usize..];
    let (folder, stem) = rest.rsplit_once('/').map_or(("", rest), |(folder, stem)| (folder, stem));
    let page = finish(
        source,
        Entry {
            type_index,
            span: 0..0,
            folder,
            stem,
            fields,
            body: body_text,
            body_offset: split.body.start,
            unread: split.toml,
        },
        config,
        &mut parsed.diagnostics,
    );
    apply_rules(&mut parsed.diagnostics, &page, config);
    parsed.pages.push(Arc::new(page));
    parsed
}

/// The severities that the site wants, without what the entry silences.
fn apply_rules(diagnostics: &mut Vec<Diagnostic>, page: &Page, config: &Config) {
    let silenced = check::silenced(&page.fields, &config.schema.types[page.type_index]);
    check::apply(diagnostics, config, |diagnostic| silenced.contains(&diagnostic.code));
}

/// Parses a list file: `gemeinsam` (or `common`) values and `eintraege` (or `entries`).
pub fn list_file(source: &Source, config: &Config) -> Parsed {
    let mut parsed = Parsed::default();
    let Some((type_index, rest)) = type_of(source, config, &mut parsed.diagnostics) else { return parsed };
    let content_type = &config.schema.types[type_index];
    if !content_type.source.list {
        let text = Text::new("unknown-type.list").arg("type", &content_type.label.one);
        parsed.diagnostics.push(Diagnostic::new(Code::UnknownType, &source.path, None).text(text));
        return parsed;
    }
    let root = match yaml::parse(&source.text) {
        Ok(root) => root,
        Err(fault) => {
            parsed.diagnostics.push(yaml_fault(&source.path, &source.text, 0, fault));
            return parsed;
        }
    };
    let folder = rest.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (common, entries) = list_parts(&root, source, &mut parsed.diagnostics);
    for entry in entries {
        let raw = merge_common(common, entry);
        let first = parsed.diagnostics.len();
        let mut context = Context {
            file: &source.path,
            schema: &config.schema,
            diagnostics: &mut parsed.diagnostics,
            language: config.language,
        };
        let fields = fields::read(raw, content_type, &mut context);
        let span = entry.span.start..entry.entries().next().map_or(entry.span.end, |(_, node)| node.span.end);
        let entry = Entry { type_index, span, folder, stem: "", fields, body: "", body_offset: 0, unread: false };
        let page = finish(source, entry, config, &mut parsed.diagnostics);
        let mut own = parsed.diagnostics.split_off(first);
        apply_rules(&mut own, &page, config);
        parsed.diagnostics.append(&mut own);
        parsed.pages.push(Arc::new(page));
    }
    parsed
}

/// The type whose folder holds the file, and the path below that folder without ending.
fn type_of<'a>(source: &'a Source, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<(TypeIndex, &'a str)> {
    let path = source.path.strip_prefix("content/").unwrap_or(&source.path);
    let bare = path.rsplit_once('.').map_or(path, |(bare, _)| bare);
    let Some(type_index) = config.schema.type_of_path(path) else {
        let folder = path.split_once('/').map_or(".", |(folder, _)| folder);
        let folders: Vec<&str> = config.schema.types.iter().map(|t| t.folder.as_str()).collect();
        let hint = match crate::diagnostic::did_you_mean(folder, folders.iter().copied()) {
            Some(name) => Text::new("hint.did-you-mean").arg("name", name),
            None => Text::new("hint.allowed").arg("values", folders.join(", ")),
        };
        let diagnostic = Diagnostic::new(Code::UnknownType, &source.path, None).arg("folder", folder);
        diagnostics.push(diagnostic.hint(hint));
        return None;
    };
    let folder = &config.schema.types[type_index].folder;
    Some((type_index, bare.strip_prefix(folder.as_str()).unwrap_or(bare).trim_start_matches('/')))
}

fn list_parts<'n>(
    root: &'n Node,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<&'n Node>, &'n [Node]) {
    if let Data::Seq(items) = &root.data {
        return (None, items);
    }
    let mut common = None;
    let mut entries: &[Node] = &[];
    for (key, node) in root.entries() {
        match key.text.as_str() {
            "gemeinsam" | "common" => common = Some(node),
            "eintraege" | "einträge" | "entries" => entries = node.items(),
            other => {
                let names = ["gemeinsam", "eintraege"];
                let hint = match crate::diagnostic::did_you_mean(other, names) {
                    Some(name) => Text::new("hint.did-you-mean").arg("name", name),
                    None => Text::new("hint.allowed").arg("values", names.join(", ")),
                };
                diagnostics.push(
                    Diagnostic::new(Code::UnknownField, &source.path, key.span.clone())
                        .text(Text::new("unknown-field.list").arg("field", other))
                        .hint(hint),
                );
            }
        }
    }
    (common, entries)
}

/// Values of the entry itself win over common ones.
fn merge_common(common: Option<&Node>, entry: &Node) -> Vec<RawField> {
    let own = entry.entries().map(|(key, node)| RawField { key: key.clone(), node: node.clone() });
    let mut raw: Vec<RawField> = own.collect();
    for (key, node) in common.into_iter().flat_map(Node::entries) {
        if entry.get(&key.text).is_none() {
            raw.push(RawField { key: key.clone(), node: node.clone() });
        }
    }
    raw
}

struct Entry<'a> {
    type_index: TypeIndex,
    span: Span,
    folder: &'a str,
    stem: &'a str,
    fields: Fields,
    body: &'a str,
    body_offset: u32,
    /// Front matter in a form that is not read: what it lacks is no fault of its own.
    unread: bool,
}

fn finish(source: &Source, entry: Entry, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let content_type = &config.schema.types[entry.type_index];
    let mut fields = entry.fields;
    let has_title = title_index(content_type).is_some_and(|index| fields.get(index).is_some());
    let options = markdown::MarkdownOptions {
        german: config.german_text,
        quotes: config.quotes,
        catalogue: &config.labels,
        first_heading_is_title: !has_title,
        ..markdown::MarkdownOptions::new(config.language)
    };
    let mut body = markdown::render(entry.body, entry.body_offset, &source.path, &options, diagnostics);
    if let (false, Some(index)) = (has_title, title_index(content_type)) {
        let title = body
            .title
            .as_ref()
            .map(|title| title.text.clone())
            .or_else(|| (!content_type.strict_keys).then(|| title_from(entry.stem, entry.folder)));
        if let Some(title) = title {
            fields.insert_text(index, title);
        }
    }
    markdown_fields(&mut fields, &content_type.fields, &mut body, source, &options, diagnostics);
    let has_body = !entry.body.trim().is_empty();
    let mut gaps = Vec::new();
    if !entry.unread {
        fields::check(&fields, content_type, &source.path, &entry.span, has_body, &mut gaps);
    }
    if has_body || !entry.stem.is_empty() {
        check_sections(&body, content_type, source, has_body, &mut gaps);
    }
    let is_draft = is_draft(&fields, content_type);
    if config.drafts || !is_draft {
        let subject = check::Subject {
            file: &source.path,
            text: if entry.stem.is_empty() { "" } else { &source.text },
            body_offset: entry.body_offset,
            body: &body,
            fields: &fields,
            content_type,
        };
        check::page(&subject, config, &mut gaps);
    }
    if is_draft {
        gaps.retain_mut(|gap| may_stay_open(gap, config));
    }
    diagnostics.append(&mut gaps);
    check::unknown_rules(&fields, content_type, &source.path, diagnostics);
    Page {
        source: source.path.clone(),
        span: entry.span,
        type_index: entry.type_index,
        folder: entry
            .folder
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| crate::text::slugify(part) + "/")
            .collect(),
        stem: entry.stem.to_owned(),
        fallbacks: fields::fallbacks(content_type, &config.schema, config.language),
        fields,
        body,
        has_body,
    }
}

/// Turns the Markdown of fields into HTML; its links and pictures join those of the text.
fn markdown_fields(
    fields: &mut Fields,
    declared: &[Field],
    body: &mut markdown::Body,
    source: &Source,
    options: &markdown::MarkdownOptions,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, value) in &mut fields.0 {
        let Some(field) = declared.get(*index) else { continue };
        let field = match &field.kind {
            Kind::List(of) => of,
            _ => field,
        };
        for item in &mut value.items {
            match (&mut item.value, &field.kind) {
                (Value::Text(text), Kind::Markdown) => {
                    let html = field_html(text, &item.span, body, source, options, diagnostics);
                    item.value = Value::Markdown(std::mem::take(text), html);
                }
                (Value::Object(inner), Kind::Object(sub) | Kind::Image(sub)) => {
                    markdown_fields(inner, sub, body, source, options, diagnostics);
                }
                _ => {}
            }
        }
    }
}

fn field_html(
    text: &str,
    span: &Span,
    body: &mut markdown::Body,
    source: &Source,
    options: &markdown::MarkdownOptions,
    diagnostics: &mut Vec<Diagnostic>,
) -> markdown::Html {
    let taken_ids: Vec<String> = body.headings.iter().map(|heading| heading.id.clone()).collect();
    let options = markdown::MarkdownOptions { taken_ids: &taken_ids, first_heading_is_title: false, ..options.clone() };
    let mut faults = Vec::new();
    let mut part = markdown::render(text, 0, &source.path, &options, &mut faults);
    let places = front_matter::Places::of(&source.text, span, text);
    for fault in &mut faults {
        fault.span = fault.span.as_ref().map(|span| places.in_file(span));
    }
    diagnostics.append(&mut faults);
    let count = |n: usize| u32::try_from(n).expect("files are limited in size");
    part.html.renumber(count(body.links.len()), count(body.images.len()));
    for link in &mut part.links {
        link.span = places.in_file(&link.span);
    }
    for image in &mut part.images {
        image.span = places.in_file(&image.span);
    }
    body.links.append(&mut part.links);
    body.images.append(&mut part.images);
    part.html
}

fn is_draft(fields: &Fields, content_type: &ContentType) -> bool {
    let draft = content_type.role(Role::Draft);
    matches!(draft.and_then(|index| fields.first(index)), Some(Value::Bool(true)))
}

/// What a draft still lacks stops no build; whoever looks at drafts gets a hint.
fn may_stay_open(gap: &mut Diagnostic, config: &Config) -> bool {
    let is_gap = matches!(
        gap.code,
        Code::MissingField
            | Code::RecommendedField
            | Code::RequireOneOf
            | Code::TooFew
            | Code::MissingSection
            | Code::EmptySection
    );
    if is_gap {
        gap.severity = Severity::Hint;
    }
    !is_gap || config.drafts
}

fn title_index(content_type: &ContentType) -> Option<usize> {
    content_type.role(Role::Title)
}

/// `getting-started` -> "Getting started"; the folder's name for `index` and `README`.
fn title_from(stem: &str, folder: &str) -> String {
    let is_index = matches!(stem, "index" | "_index" | "README");
    let name = if is_index { folder.rsplit('/').next().filter(|f| !f.is_empty()).unwrap_or(stem) } else { stem };
    crate::text::words_of_name(name)
}

/// Required sections must be there, and the declared ones stand in the declared order.
fn check_sections(
    body: &markdown::Body,
    content_type: &ContentType,
    source: &Source,
    has_body: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Behind the last word, where the section could be written.
    let end = u32::try_from(source.text.trim_end().len()).expect("files are limited in size");
    let place = if has_body { end..end } else { 0..0 };
    let mut last = 0;
    for section in &content_type.sections {
        let found = body.headings.iter().position(|heading| heading.level == 2 && section.matches(&heading.text));
        match found {
            None if section.required => diagnostics.push(
                Diagnostic::new(Code::MissingSection, &source.path, place.clone())
                    .arg("section", &section.heading)
                    .arg("type", &content_type.label.one)
                    .hint(Text::new("hint.add-section").arg("section", &section.heading)),
            ),
            None => {}
            Some(index) => {
                if index < last {
                    let span = body.headings[index].span.clone();
                    diagnostics
                        .push(Diagnostic::new(Code::SectionOrder, &source.path, span).arg("section", &section.heading));
                }
                last = last.max(index);
                check_children(body, section, index, source, diagnostics);
            }
        }
    }
}

/// Sub-sections of a section that declares what they look like.
fn check_children(
    body: &markdown::Body,
    section: &crate::schema::Section,
    index: usize,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some((pattern, min)) = &section.children else { return };
    let children = body.headings[index + 1..].iter().take_while(|heading| heading.level > 2);
    let n_matching = children.filter(|heading| heading.level == 3 && pattern.is_match(&heading.text)).count();
    if n_matching < *min {
        let text = Text::new("missing-section.children").arg("section", &section.heading).arg("min", min);
        let span = body.headings[index].span.clone();
        let form = pattern.as_str().trim_start_matches("^(?:").trim_end_matches(")$");
        let hint = Text::new("hint.heading-form").arg("form", form);
        diagnostics.push(Diagnostic::new(Code::MissingSection, &source.path, span).text(text).hint(hint));
    }
}
