//! From schema files to [`Schema`]: package first, then the site's own files on top.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::reader::{Faults, Reader, flag, texts, word, yaml_fault, yes_or_no};
use super::{
    Block, BlockKind, Choice, ContentType, EntrySource, Facet, Field, Inverse, Kind, Label, LabelUse, List, Open,
    PER_PAGE, PageRule, Related, Relation, Role, Schema, SchemaOrg, Section, SortKey, Split, Targets, Term, View,
    Vocabulary, normal_key,
};
use crate::diagnostic::{Code, Diagnostic, SourcePath, Text, did_you_mean};
use crate::yaml::{self, Data, Key, Node, Scalar};

const KINDS: &str = "text, markdown, date, datetime, period, issue, year, number, range, bool, enum, vocab, ags, \
                     person, relation, file, image, url, email, phone, path, id, list, object";

/// A part of a declaration with the file it came from.
#[derive(Debug, Clone)]
struct Origin<T> {
    file: SourcePath,
    node: T,
}

/// Builds the schema from files in the order given; later files replace or extend earlier ones.
///
/// A type that is declared again replaces the earlier one, or adds to it with `extend: true`.
/// Vocabularies are merged term by term. Faults are reported in `diagnostics`.
pub fn load(files: &[(SourcePath, &str)], diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let mut raw_types: IndexMap<String, RawType> = IndexMap::new();
    let mut schema = Schema::default();
    for (file, text) in files {
        match yaml::parse_all(text) {
            Err(fault) => diagnostics.push(yaml_fault(file, text, 0, fault)),
            Ok(documents) => {
                for document in documents {
                    let mut faults = Faults { file: file.clone(), list: diagnostics };
                    if document.get("type").is_some() || document.get("fields").is_some() {
                        add_type(&mut raw_types, file, document, &mut faults);
                    } else {
                        for (key, node) in document.entries() {
                            add_vocabulary(&mut schema.vocabularies, key, node, &mut faults);
                        }
                    }
                }
            }
        }
    }
    for vocabulary in schema.vocabularies.values_mut() {
        vocabulary.lookup = lookup(vocabulary);
    }
    let concrete = raw_types.values().filter(|raw| !raw.is_abstract);
    let known =
        Known { vocabularies: &schema.vocabularies, types: concrete.clone().map(|raw| raw.name.as_str()).collect() };
    let types: Vec<ContentType> = concrete.map(|raw| build_type(raw, &raw_types, &known, diagnostics)).collect();
    schema.types = types;
    for (tone, content_type) in schema.types.iter_mut().enumerate() {
        if content_type.tone == u8::MAX {
            content_type.tone = u8::try_from(tone % 8).expect("a remainder of 8");
        }
    }
    check_addresses(&mut schema.types, diagnostics);
    schema
}

/// What fields, lists and hubs may name.
struct Known<'a> {
    vocabularies: &'a IndexMap<String, Vocabulary>,
    /// Types that are not abstract.
    types: Vec<&'a str>,
}

struct RawType {
    name: String,
    is_abstract: bool,
    extends: Option<String>,
    /// Keywords other than `fields`, with their origin.
    keywords: IndexMap<String, Origin<(Key, Node)>>,
    fields: IndexMap<String, Origin<(Key, Node)>>,
}

fn add_type(types: &mut IndexMap<String, RawType>, file: &SourcePath, document: Node, faults: &mut Faults) {
    let Some(name) = document.get("type").and_then(Node::as_str).map(str::to_owned) else {
        faults.missing("type", &word("type"), document.span.start..document.span.start);
        return;
    };
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        let node = document.get("type").expect("it was found above");
        faults.value("type", node, "name");
        return;
    }
    let mut is_true = |key: &str| document.get(key).is_some_and(|node| flag(node, key, faults));
    let extend = is_true("extend");
    let mut raw = RawType {
        name: name.clone(),
        is_abstract: is_true("abstract"),
        extends: document.get("extends").and_then(Node::as_str).map(str::to_owned),
        keywords: IndexMap::new(),
        fields: IndexMap::new(),
    };
    let Data::Map(entries) = document.data else { return };
    for (key, node) in entries {
        if key.text == "fields" {
            let Data::Map(fields) = node.data else {
                faults.value("fields", &node, "{ … }");
                continue;
            };
            for (key, node) in fields {
                raw.fields.insert(key.text.clone(), Origin { file: file.clone(), node: (key, node) });
            }
        } else {
            raw.keywords.insert(key.text.clone(), Origin { file: file.clone(), node: (key, node) });
        }
    }
    match types.get_mut(&name) {
        Some(earlier) if extend => {
            earlier.keywords.extend(raw.keywords);
            for (key, field) in raw.fields {
                let merged = merge_field(earlier.fields.get(&key), field);
                earlier.fields.insert(key, merged);
            }
        }
        _ => {
            types.insert(name, raw);
        }
    }
}

/// A field with `extend: true` keeps the keywords of the inherited one that it does not name.
fn merge_field(inherited: Option<&Origin<(Key, Node)>>, field: Origin<(Key, Node)>) -> Origin<(Key, Node)> {
    let extends = field.node.1.get("extend").is_some_and(|node| yes_or_no(node) == Some(true));
    let Some(inherited) = inherited.filter(|_| extends) else { return field };
    let mut merged: Vec<(Key, Node)> = Vec::new();
    for (key, value) in inherited.node.1.entries().chain(field.node.1.entries()) {
        if key.text == "extend" {
            continue;
        }
        match merged.iter_mut().find(|(k, _)| k.text == key.text) {
            Some(slot) => *slot = (key.clone(), value.clone()),
            None => merged.push((key.clone(), value.clone())),
        }
    }
    let node = Node { span: field.node.1.span.clone(), data: Data::Map(merged) };
    Origin { file: field.file, node: (field.node.0, node) }
}

/// Longest chain of types that extend each other.
const MAX_ANCESTORS: usize = 8;

/// All fields of a type, those of its ancestors first.
fn inherited_fields(
    raw: &RawType,
    types: &IndexMap<String, RawType>,
    depth: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexMap<String, Origin<(Key, Node)>> {
    let mut fields = IndexMap::new();
    if let Some(parent) = &raw.extends {
        match types.get(parent) {
            Some(_) if depth == MAX_ANCESTORS => {
                let origin = &raw.keywords["extends"];
                let fault = Diagnostic::new(Code::SchemaReference, &origin.file, origin.node.1.span.clone());
                diagnostics.push(fault.text(Text::new("schema-reference.circle").arg("name", parent)));
            }
            Some(parent) => fields = inherited_fields(parent, types, depth + 1, diagnostics),
            None => {
                let origin = &raw.keywords["extends"];
                diagnostics.push(unknown_reference(
                    &origin.file,
                    &origin.node.1,
                    "type",
                    types.keys().map(String::as_str),
                ));
            }
        }
    }
    for (key, field) in &raw.fields {
        let merged = merge_field(fields.get(key), field.clone());
        fields.insert(key.clone(), merged);
    }
    fields
}

fn unknown_reference<'a>(
    file: &SourcePath,
    node: &Node,
    what: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let name = node.as_str().unwrap_or("…");
    Diagnostic::new(Code::SchemaReference, file, node.span.clone())
        .arg("name", name)
        .arg("what", word(what))
        .maybe_hint(did_you_mean(name, candidates).map(|near| Text::new("hint.did-you-mean").arg("name", near)))
}

fn build_type(
    raw: &RawType,
    types: &IndexMap<String, RawType>,
    known: &Known,
    diagnostics: &mut Vec<Diagnostic>,
) -> ContentType {
    let declared = raw
        .keywords
        .get("type")
        .map_or_else(|| (Arc::from(""), 0..0), |origin| (origin.file.clone(), origin.node.1.span.clone()));
    let mut fields = Vec::new();
    for origin in inherited_fields(raw, types, 0, diagnostics).values() {
        let mut faults = Faults { file: origin.file.clone(), list: diagnostics };
        fields.extend(field(&origin.node.0, &origin.node.1, known, &mut faults));
    }
    // Keywords may come from several files when a site extends a type; each is read with its own.
    let entries: Vec<(Key, Node)> = raw.keywords.values().map(|origin| origin.node.clone()).collect();
    let file = raw.keywords.values().last().map_or_else(|| Arc::from(""), |origin| origin.file.clone());
    let whole = Node { span: declared.1.clone(), data: Data::Map(entries) };
    let mut faults = Faults { file, list: diagnostics };
    let mut keywords = Reader::new(&whole, "type", &mut faults);
    let content_type = type_keywords(&mut keywords, raw, fields, declared, known, &mut faults);
    keywords.finish(&mut faults);
    content_type
}

fn type_keywords(
    keywords: &mut Reader,
    raw: &RawType,
    fields: Vec<Field>,
    declared: (SourcePath, crate::diagnostic::Span),
    known: &Known,
    faults: &mut Faults,
) -> ContentType {
    for ignored in ["type", "extends", "abstract", "extend", "schema"] {
        keywords.take(ignored);
    }
    let label = keywords
        .take("label")
        .map_or_else(|| Label { one: raw.name.clone(), many: raw.name.clone() }, |node| label(node, faults));
    let folder = address(keywords, "folder", is_folder, faults).unwrap_or_else(|| raw.name.clone());
    let folder = folder.trim_matches('/').to_owned();
    let url_prefix = keywords
        .take("url")
        .and_then(|node| checked(node, "url", is_address, faults))
        .map_or_else(|| if folder.is_empty() { String::new() } else { format!("{folder}/") }, |url| url_prefix(&url));
    let source = keywords.take("source").map(|node| (texts(node, "source", faults), node));
    let source = source.map_or(EntrySource { file: true, list: false }, |(names, node)| {
        if names.iter().any(|name| name != "file" && name != "list") {
            faults.value("source", node, "file, list");
        }
        EntrySource { file: names.iter().any(|n| n == "file"), list: names.iter().any(|n| n == "list") }
    });
    let page = match keywords.take("page") {
        None => PageRule::Always,
        Some(node) => match node.as_str() {
            Some("always") => PageRule::Always,
            Some("if_body") => PageRule::IfBody,
            Some("never") => PageRule::Never,
            _ => {
                faults.value("page", node, "always, if_body, never");
                PageRule::Always
            }
        },
    };
    let tone = keywords.count("tone", faults).map_or(u8::MAX, |tone| u8::try_from(tone % 8).unwrap_or(0));
    let lists = keywords.take("lists").map_or_else(
        || vec![default_list(&url_prefix, &declared)],
        |node| node.items().iter().map(|item| list(item, &fields, faults)).collect(),
    );
    check_paths(keywords.peek("require_one_of"), &fields, faults);
    let require_one_of = keywords.texts("require_one_of", faults);
    let mut keys = HashMap::new();
    for (index, field) in fields.iter().enumerate() {
        for key in std::iter::once(field.key.as_ref()).chain(field.aliases.iter().map(String::as_str)) {
            keys.entry(normal_key(key)).or_insert(index);
            keys.entry(key.to_owned()).or_insert(index);
        }
    }
    ContentType {
        name: raw.name.clone(),
        label,
        intro: keywords.text("intro", faults),
        source,
        page,
        slug: keywords.text("slug", faults),
        tone,
        template: address(keywords, "template", is_folder, faults),
        schema_org: keywords.take("schema_org").map(|node| schema_org(node, faults)).unwrap_or_default(),
        keys,
        sections: keywords
            .take("sections")
            .map(|node| node.items().iter().map(|item| section(item, faults)).collect())
            .unwrap_or_default(),
        require_one_of,
        lists,
        hub: keywords
            .take("hub")
            .map(|node| node.items().iter().filter_map(|item| block(item, known, faults)).collect())
            .unwrap_or_default(),
        related: keywords.take("related").map(|node| related(node, faults)).unwrap_or_default(),
        strict_keys: keywords.flag("strict_keys", faults).unwrap_or(true),
        in_index: keywords.flag("in_index", faults).unwrap_or(true),
        in_news: keywords.flag("in_news", faults).unwrap_or(false),
        folder,
        url_prefix,
        fields,
        declared,
    }
}

/// `/foerderung/{slug}/`, `foerderung/{slug}.html` and `foerderung` all mean the folder `foerderung/`.
fn url_prefix(url: &str) -> String {
    let folder = url.split("{slug}").next().unwrap_or_default().trim_matches('/');
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}

/// The text of a keyword that names a place below the output or the content folder.
fn address(k: &mut Reader, keyword: &'static str, is_right: fn(&str) -> bool, faults: &mut Faults) -> Option<String> {
    k.take(keyword).and_then(|node| checked(node, keyword, is_right, faults))
}

fn checked(node: &Node, keyword: &'static str, is_right: fn(&str) -> bool, faults: &mut Faults) -> Option<String> {
    let text = node.as_str().filter(|text| is_right(text)).map(str::to_owned);
    if text.is_none() {
        faults.value(keyword, node, "name, name/name, …");
    }
    text
}

/// Parts of letters, digits and signs that mean nothing to a file system; none climbs.
fn is_folder(text: &str) -> bool {
    let is_part = |part: &str| part != "." && part != ".." && !part.contains(|c: char| c.is_control() || c == '\\');
    text.split('/').all(is_part)
}

/// The same, with signs that addresses may have, and `{slug}`.
fn is_address(text: &str) -> bool {
    let is_allowed =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '/' | '{' | '}');
    is_folder(text) && text.chars().all(is_allowed)
}

fn default_list(url_prefix: &str, declared: &(SourcePath, crate::diagnostic::Span)) -> List {
    List {
        declared: declared.clone(),
        url: url_prefix.to_owned(),
        title: None,
        intro: None,
        filter: Vec::new(),
        sort: Vec::new(),
        group_by: None,
        split: None,
        facets: Vec::new(),
        views: Vec::new(),
        atom: true,
        calendar: false,
        csv: false,
        per_page: PER_PAGE,
    }
}

fn label(node: &Node, faults: &mut Faults) -> Label {
    if let Some(text) = node.as_str() {
        return Label { one: text.to_owned(), many: text.to_owned() };
    }
    let mut keywords = Reader::new(node, "label", faults);
    let one = keywords.text("one", faults).unwrap_or_default();
    let many = keywords.text("many", faults).unwrap_or_else(|| one.clone());
    keywords.finish(faults);
    Label { one, many }
}

fn schema_org(node: &Node, faults: &mut Faults) -> SchemaOrg {
    match &node.data {
        Data::Scalar(scalar) => SchemaOrg { by_value: Vec::new(), default: Some(scalar.text.clone()) },
        Data::Seq(_) => {
            SchemaOrg { by_value: Vec::new(), default: texts(node, "schema_org", faults).into_iter().next() }
        }
        Data::Map(entries) => {
            let mut result = SchemaOrg::default();
            for (key, value) in entries {
                let name = value.as_str().unwrap_or_default().to_owned();
                if key.text == "default" {
                    result.default = Some(name);
                } else {
                    result.by_value.push((key.text.clone(), name));
                }
            }
            result
        }
    }
}

fn field(key: &Key, node: &Node, known: &Known, faults: &mut Faults) -> Option<Field> {
    let mut k = Reader::new(node, "field", faults);
    k.flag("extend", faults);
    let kind = kind(key, &mut k, known, faults);
    let role = k.take("role").and_then(|node| role(node, faults));
    let inverse = k.take("inverse").map(|node| inverse(node, faults));
    let inverse_label = k.text("inverse_label", faults);
    let facet = k.take("facet").and_then(|node| facet(node, faults));
    let search_weight = search_weight(&mut k, faults);
    let default = k.take("default").map(|node| default_values(node, kind.as_ref(), faults)).unwrap_or_default();
    let field = Field {
        key: Arc::from(key.text.as_str()),
        many: k.flag("many", faults).unwrap_or(false),
        required: k.flag("required", faults).unwrap_or(false),
        warn_if_missing: k.flag("warn_if_missing", faults).unwrap_or(false),
        min: k.count("min", faults),
        max: k.count("max", faults),
        pattern: k.pattern("pattern", faults),
        role,
        label: k.text("label", faults).unwrap_or_else(|| crate::text::words_of_name(&key.text)),
        hint: k.text("hint", faults),
        aliases: k.texts("alias", faults),
        facet,
        inverse: inverse.map(|inverse| Inverse { label: inverse_label.or(inverse.label), ..inverse }),
        symmetric: k.flag("symmetric", faults).unwrap_or(false),
        acyclic: k.flag("acyclic", faults).unwrap_or(false),
        derive: k.text("derive", faults),
        default,
        search_weight,
        show: k.flag("show", faults).unwrap_or(role.is_none()),
        card: k.flag("card", faults).unwrap_or(matches!(role, Some(Role::Authors | Role::Issue))),
        property: k.text("property", faults),
        declared: (faults.file.clone(), key.span.clone()),
        kind: kind?,
    };
    k.finish(faults);
    Some(field)
}

/// What `default:` names. Files and other entries may be gone when they are needed, so they are no defaults.
fn default_values(node: &Node, kind: Option<&Kind>, faults: &mut Faults) -> Vec<Node> {
    let of = match kind {
        Some(Kind::List(of)) => Some(&of.kind),
        kind => kind,
    };
    if let Some(Kind::Relation(_) | Kind::File(_) | Kind::Image(_) | Kind::Object(_) | Kind::List(_)) = of {
        faults.value("default", node, "–");
        return Vec::new();
    }
    match &node.data {
        Data::Scalar(_) => vec![node.clone()],
        _ => {
            texts(node, "default", faults);
            node.items().to_vec()
        }
    }
}

fn kind(key: &Key, k: &mut Reader, known: &Known, faults: &mut Faults) -> Option<Kind> {
    let Some(node) = k.take("kind") else {
        faults.missing("kind", &key.text, key.span.clone());
        return None;
    };
    let sub = |k: &mut Reader, keyword, faults: &mut Faults| {
        k.take(keyword).map(|node| sub_fields(node, known, faults)).unwrap_or_default()
    };
    Some(match node.as_str().unwrap_or_default() {
        "text" => Kind::Text,
        "markdown" => Kind::Markdown,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime,
        "period" => Kind::Period,
        "issue" => Kind::Issue,
        "year" => Kind::Year,
        "number" => Kind::Number,
        "range" => Kind::Range,
        "bool" => Kind::Bool,
        "ags" => Kind::Ags,
        "url" => Kind::Url,
        "email" => Kind::Email,
        "phone" => Kind::Phone,
        "path" => Kind::Path,
        "id" => Kind::Id,
        "enum" => Kind::Enum(k.take("values").map(|node| choices(node, faults)).unwrap_or_default()),
        "vocab" => {
            let Some(vocab) = k.take("vocab") else {
                faults.missing("vocab", &key.text, key.span.clone());
                return None;
            };
            let name = vocab.as_str().unwrap_or_default();
            if !known.vocabularies.contains_key(name) {
                let names = known.vocabularies.keys().map(String::as_str);
                faults.push(unknown_reference(&faults.file.clone(), vocab, "vocab", names));
                return None;
            }
            Kind::Vocab(name.to_owned())
        }
        "person" => Kind::Person(sub(k, "with", faults)),
        "file" => Kind::File(k.texts("accept", faults)),
        "image" => Kind::Image(sub(k, "sub", faults)),
        "object" => Kind::Object(sub(k, "sub", faults)),
        "relation" => {
            let to = k.take("to");
            let to = match to.map(|node| texts(node, "to", faults)) {
                None => {
                    faults.missing("to", &key.text, key.span.clone());
                    return None;
                }
                Some(names) if names == ["any"] => Targets::Any,
                Some(names) if names == ["same"] => Targets::Same,
                Some(names) => {
                    check_names(to, "type", |name| known.types.contains(&name), &known.types, faults);
                    Targets::Types(names)
                }
            };
            Kind::Relation(Relation { to, with: sub(k, "with", faults) })
        }
        "list" => Kind::List(Box::new(list_item(key, k, known, faults)?)),
        _ => {
            faults.value("kind", node, KINDS);
            return None;
        }
    })
}

/// `of: text` or `of: { datei: {…}, titel: {…} }`.
fn list_item(key: &Key, k: &mut Reader, known: &Known, faults: &mut Faults) -> Option<Field> {
    let Some(of) = k.take("of") else {
        faults.missing("of", &key.text, key.span.clone());
        return None;
    };
    let scalar = |text: &str| Node {
        span: of.span.clone(),
        data: Data::Scalar(Scalar { text: text.to_owned(), quoted: false }),
    };
    let name = |text: &str| Key { span: of.span.clone(), text: text.to_owned() };
    let entries = match &of.data {
        Data::Scalar(kind) => vec![(name("kind"), scalar(&kind.text))],
        _ => vec![(name("kind"), scalar("object")), (name("sub"), of.clone())],
    };
    field(key, &Node { span: of.span.clone(), data: Data::Map(entries) }, known, faults)
}

fn sub_fields(node: &Node, known: &Known, faults: &mut Faults) -> Vec<Field> {
    node.entries().filter_map(|(key, node)| field(key, node, known, faults)).collect()
}

fn choices(node: &Node, faults: &mut Faults) -> Vec<Choice> {
    match &node.data {
        Data::Map(entries) => entries
            .iter()
            .map(|(key, value)| Choice { key: key.text.clone(), label: value.as_str().unwrap_or(&key.text).to_owned() })
            .collect(),
        _ => texts(node, "values", faults).into_iter().map(|key| Choice { label: key.clone(), key }).collect(),
    }
}

fn role(node: &Node, faults: &mut Faults) -> Option<Role> {
    let name = node.as_str().unwrap_or_default();
    let found = Role::ALL.iter().find(|(known, _)| *known == name).map(|(_, role)| *role);
    if found.is_none() {
        let names: Vec<&str> = Role::ALL.iter().map(|(name, _)| *name).collect();
        faults.value("role", node, &names.join(", "));
    }
    found
}

fn inverse(node: &Node, faults: &mut Faults) -> Inverse {
    if let Some(key) = node.as_str() {
        return Inverse { key: key.to_owned(), label: None };
    }
    let mut keywords = Reader::new(node, "inverse", faults);
    let inverse =
        Inverse { key: keywords.text("key", faults).unwrap_or_default(), label: keywords.text("label", faults) };
    keywords.finish(faults);
    inverse
}

fn facet(node: &Node, faults: &mut Faults) -> Option<Facet> {
    match node.as_str() {
        Some("true" | "value") => Some(Facet::Value),
        Some("false") => None,
        Some("decade") => Some(Facet::Decade),
        Some("year") => Some(Facet::Year),
        _ => {
            faults.value("facet", node, "true, false, decade, year");
            None
        }
    }
}

/// `search: { weight: 10 }`, `search: 10` or `search: true`.
fn search_weight(k: &mut Reader, faults: &mut Faults) -> Option<f32> {
    let node = k.take("search")?;
    match node.as_str() {
        Some("true") => Some(1.0),
        Some("false") => None,
        Some(text) => text.parse().ok().filter(|weight: &f32| weight.is_finite() && *weight >= 0.0).or_else(|| {
            faults.value("search", node, "true, false, 2, …");
            None
        }),
        None => {
            let mut keywords = Reader::new(node, "search", faults);
            let weight = keywords.number("weight", faults);
            keywords.finish(faults);
            weight
        }
    }
}

fn section(node: &Node, faults: &mut Faults) -> Section {
    let mut k = Reader::new(node, "section", faults);
    let children = k.take("children").and_then(|node| {
        let mut k = Reader::new(node, "children", faults);
        let pattern = k.pattern("pattern", faults);
        let min = k.count("min", faults).unwrap_or(0);
        k.take("vocab");
        k.finish(faults);
        pattern.map(|pattern| (pattern, min))
    });
    let section = Section {
        heading: k.text("heading", faults).unwrap_or_default(),
        aliases: k.texts("alias", faults),
        pattern: k.pattern("pattern", faults),
        required: k.flag("required", faults).unwrap_or(false),
        audience: k.flag("audience", faults).unwrap_or(false),
        children,
    };
    k.take("role");
    k.take("hint");
    k.finish(faults);
    section
}

fn list(node: &Node, fields: &[Field], faults: &mut Faults) -> List {
    let has_date = fields.iter().any(|field| field.role == Some(Role::Date));
    for keyword in ["sort", "facets", "group_by"] {
        check_paths(node.get(keyword), fields, faults);
    }
    for (key, _) in node.get("where").into_iter().flat_map(Node::entries) {
        let scalar = Data::Scalar(Scalar { text: key.text.clone(), quoted: false });
        check_paths(Some(&Node { span: key.span.clone(), data: scalar }), fields, faults);
    }
    let mut k = Reader::new(node, "list", faults);
    let url = address(&mut k, "url", is_address, faults).unwrap_or_default();
    let (atom, calendar) = k.take("feeds").map_or((true, false), |node| feeds(node, has_date, faults));
    let csv = k.take("exports").is_some_and(|node| exports(node, faults));
    let per_page = k.take("per_page").map_or(Some(PER_PAGE), |node| {
        let count = node.as_str().and_then(|text| text.parse().ok()).filter(|n| *n > 0);
        if count.is_none() {
            faults.value("per_page", node, "1, 2, …");
        }
        count
    });
    let per_page = per_page.unwrap_or(PER_PAGE);
    let list = List {
        declared: (faults.file.clone(), node.get("url").unwrap_or(node).span.clone()),
        url: url_prefix(&url),
        title: k.text("title", faults),
        intro: k.text("intro", faults),
        filter: k.take("where").map(|node| filter(node, faults)).unwrap_or_default(),
        sort: k.texts("sort", faults).iter().map(|text| sort_key(text)).collect(),
        group_by: k.text("group_by", faults),
        split: k.take("split").and_then(|node| split(node, faults)),
        facets: k.texts("facets", faults),
        views: k.take("views").map(|node| views(node, faults)).unwrap_or_default(),
        atom,
        calendar,
        csv,
        per_page,
    };
    k.finish(faults);
    list
}

/// Whether there are an Atom feed and a calendar. A calendar needs a field that says when things happen.
fn feeds(node: &Node, has_date: bool, faults: &mut Faults) -> (bool, bool) {
    let (mut atom, mut calendar) = (false, false);
    let allowed = if has_date { "atom, ics, none" } else { "atom, none" };
    let items = if node.as_str().is_some() { vec![node] } else { node.items().iter().collect() };
    for item in items {
        match item.as_str() {
            Some("atom") => atom = true,
            Some("ics") if has_date => calendar = true,
            Some("none") => {}
            _ => faults.value("feeds", item, allowed),
        }
    }
    (atom, calendar)
}

/// Whether there is a table for spreadsheets.
fn exports(node: &Node, faults: &mut Faults) -> bool {
    let items = if node.as_str().is_some() { vec![node] } else { node.items().iter().collect() };
    for item in items.iter().filter(|item| item.as_str() != Some("csv")) {
        faults.value("exports", item, "csv");
    }
    items.iter().any(|item| item.as_str() == Some("csv"))
}

fn views(node: &Node, faults: &mut Faults) -> Vec<View> {
    let mut views = Vec::new();
    let items = if node.as_str().is_some() { vec![node] } else { node.items().iter().collect() };
    for item in items {
        let name = item.as_str().unwrap_or_default();
        match View::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, view)) if !views.contains(view) => views.push(*view),
            Some(_) => {}
            None => {
                let names: Vec<&str> = View::ALL.iter().map(|(name, _)| *name).collect();
                faults.value("views", item, &names.join(", "));
            }
        }
    }
    views
}

fn filter(node: &Node, faults: &mut Faults) -> Vec<(String, Vec<String>)> {
    node.entries().map(|(key, value)| (key.text.clone(), texts(value, "where", faults))).collect()
}

fn sort_key(text: &str) -> SortKey {
    let path = text.trim_start_matches('-');
    SortKey { path: path.to_owned(), descending: text.starts_with('-') }
}

/// `kommend/vergangen`, `vergangen/kommend`, `true` or `{ by: frist, labels: [offen, abgelaufen] }`.
fn split(node: &Node, faults: &mut Faults) -> Option<Split> {
    match node.as_str() {
        Some("false") => None,
        Some(text) => {
            let (first, second) = text.split_once('/').unwrap_or(("", ""));
            let past_first = crate::text::fold(first).starts_with("vergangen") || first == "past";
            let labels = if past_first { [second, first] } else { [first, second] };
            Some(Split { by: None, labels: labels.map(crate::text::words_of_name), past_first })
        }
        None => {
            let mut k = Reader::new(node, "split", faults);
            let by = k.text("by", faults);
            let labels = k.texts("labels", faults);
            let past_first = k.flag("past_first", faults).unwrap_or(false);
            k.finish(faults);
            let label = |i: usize| labels.get(i).map(|text| crate::text::words_of_name(text)).unwrap_or_default();
            Some(Split { by, labels: [label(0), label(1)], past_first })
        }
    }
}

fn block(node: &Node, known: &Known, faults: &mut Faults) -> Option<Block> {
    check_names(node.get("of"), "type", |name| known.types.contains(&name), &known.types, faults);
    let mut k = Reader::new(node, "block", faults);
    let kind = k.take("block");
    let title = k.text("title", faults);
    let kind = match kind.and_then(Node::as_str) {
        Some("text") => BlockKind::Text,
        Some("children" | "unterthemen") => BlockKind::Children,
        Some("list") => BlockKind::List {
            of: k.text("of", faults).unwrap_or_default(),
            filter: k.take("where").map(|node| filter(node, faults)).unwrap_or_default(),
            sort: k.texts("sort", faults).iter().map(|text| sort_key(text)).collect(),
            group_by: k.text("group_by", faults),
            split: k.take("split").and_then(|node| split(node, faults)),
            max: k.count("max", faults),
        },
        _ => {
            match kind {
                Some(kind) => faults.value("block", kind, "text, children, list"),
                None => faults.missing("block", &word("block"), node.span.clone()),
            }
            return None;
        }
    };
    k.take("more");
    k.finish(faults);
    Some(Block { kind, title })
}

fn related(node: &Node, faults: &mut Faults) -> Related {
    let mut k = Reader::new(node, "related", faults);
    let mut by = Vec::new();
    if let Some(node) = k.take("by") {
        // Both `[themen: 3, methoden: 2]` (a list of one-entry maps) and `{ themen: 3 }`.
        let maps = std::iter::once(node).chain(node.items());
        for (key, weight) in maps.flat_map(Node::entries) {
            match weight.as_str().and_then(|text| text.parse().ok()) {
                Some(weight) => by.push((key.text.clone(), weight)),
                None => faults.value("by", weight, "1, 2, 3, …"),
            }
        }
    }
    let related = Related { by, max: k.count("max", faults).unwrap_or(5) };
    k.finish(faults);
    related
}

fn add_vocabulary(vocabularies: &mut IndexMap<String, Vocabulary>, key: &Key, node: &Node, faults: &mut Faults) {
    let vocabulary = vocabularies.entry(key.text.clone()).or_insert_with(|| Vocabulary {
        name: key.text.clone(),
        label: Label { one: crate::text::words_of_name(&key.text), many: crate::text::words_of_name(&key.text) },
        open: Open::Error,
        terms: IndexMap::new(),
        lookup: HashMap::new(),
        pages: true,
        url_prefix: format!("{}/", crate::text::slugify(&key.text)),
        declared: (faults.file.clone(), key.span.clone()),
    });
    let is_long_form = node.get("terms").is_some() || node.get("open").is_some() || node.get("label").is_some();
    if !is_long_form {
        add_terms(vocabulary, node, faults);
        return;
    }
    let mut k = Reader::new(node, "vocabulary", faults);
    if let Some(node) = k.take("label") {
        vocabulary.label = label(node, faults);
    }
    if let Some(pages) = k.flag("pages", faults) {
        vocabulary.pages = pages;
    }
    if let Some(url) = address(&mut k, "url", is_address, faults) {
        vocabulary.url_prefix = url_prefix(&url);
    }
    if let Some(node) = k.take("open") {
        vocabulary.open = match node.as_str() {
            Some("off" | "silent") => Open::Silent,
            Some("warn") => Open::Warn,
            Some("error") => Open::Error,
            _ => {
                faults.value("open", node, "off, warn, error");
                Open::Error
            }
        };
    }
    if let Some(node) = k.take("terms") {
        add_terms(vocabulary, node, faults);
    }
    k.finish(faults);
}

/// Terms as `[A, B]`, `{ key: Label }`, `{ key: [Label, code, synonym …] }` or `[{ key, label, … }]`.
fn add_terms(vocabulary: &mut Vocabulary, node: &Node, faults: &mut Faults) {
    let mut found = Vec::new();
    for item in node.items() {
        match item.as_str() {
            Some(label) => {
                found.push(Term { key: crate::text::slugify(label), label: label.to_owned(), ..Term::default() })
            }
            None => found.push(term(item, faults)),
        }
    }
    for (key, value) in node.entries() {
        let mut term = match &value.data {
            Data::Map(_) => term(value, faults),
            _ => {
                let mut words = texts(value, "terms", faults).into_iter();
                let label = words.next().unwrap_or_else(|| key.text.clone());
                Term { label, code: words.next(), alternatives: words.collect(), ..Term::default() }
            }
        };
        term.key.clone_from(&key.text);
        found.push(term);
    }
    for term in found {
        vocabulary.terms.insert(term.key.clone(), term);
    }
}

fn term(node: &Node, faults: &mut Faults) -> Term {
    let mut k = Reader::new(node, "term", faults);
    let label = k.text("label", faults);
    let key = k.text("key", faults);
    let mut alternatives = k.texts("also", faults);
    alternatives.extend(k.texts("auch", faults));
    let mut forbidden = k.texts("not", faults);
    forbidden.extend(k.texts("nicht", faults));
    let term = Term {
        key: key.unwrap_or_else(|| crate::text::slugify(label.as_deref().unwrap_or_default())),
        label: label.unwrap_or_default(),
        alternatives,
        forbidden,
        code: k.text("code", faults),
        summary: k.text("summary", faults),
    };
    k.finish(faults);
    term
}

fn lookup(vocabulary: &Vocabulary) -> HashMap<String, (usize, LabelUse)> {
    let mut lookup = HashMap::new();
    for label_use in [LabelUse::Forbidden, LabelUse::Alternative, LabelUse::Preferred] {
        for (index, term) in vocabulary.terms.values().enumerate() {
            let labels: Vec<&String> = match label_use {
                LabelUse::Forbidden => term.forbidden.iter().collect(),
                LabelUse::Alternative => term.alternatives.iter().collect(),
                LabelUse::Preferred => vec![&term.key, &term.label],
            };
            for label in labels {
                lookup.insert(crate::text::fold(label), (index, label_use));
            }
        }
    }
    lookup
}

/// The names in `node` must be known.
fn check_names(
    node: Option<&Node>,
    what: &str,
    is_known: impl Fn(&str) -> bool,
    candidates: &[&str],
    faults: &mut Faults,
) {
    let Some(node) = node else { return };
    let items = if node.as_str().is_some() { std::slice::from_ref(node) } else { node.items() };
    for item in items.iter().filter(|item| item.as_str().is_some_and(|name| !is_known(name))) {
        let diagnostic = unknown_reference(&faults.file.clone(), item, what, candidates.iter().copied());
        faults.push(diagnostic);
    }
}

/// The paths in `node` must begin with a field; `-` before them means descending, `body` is the text.
fn check_paths(node: Option<&Node>, fields: &[Field], faults: &mut Faults) {
    let head = |path: &str| path.trim_start_matches('-').split('.').next().unwrap_or_default().to_owned();
    let is_field = |field: &Field, name: &str| {
        field.key.as_ref() == name || field.aliases.iter().any(|alias| alias == name) || *field.key == normal_key(name)
    };
    let is_known = |path: &str| {
        let name = head(path);
        name == "body" || fields.iter().any(|field| is_field(field, &name))
    };
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_ref()).collect();
    check_names(node, "field", is_known, &keys, faults);
}

/// Two lists at one address would be one file; the later one is left out.
fn check_addresses(types: &mut [ContentType], diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, String> = HashMap::new();
    for content_type in types {
        let label = content_type.label.many.clone();
        content_type.lists.retain(|list| {
            let Some(other) = taken.insert(list.url.clone(), label.clone()) else { return true };
            let diagnostic = Diagnostic::new(Code::SchemaReference, &list.declared.0, list.declared.1.clone());
            let text = Text::new("schema-reference.list").arg("url", &list.url).arg("other", other);
            diagnostics.push(diagnostic.text(text));
            false
        });
    }
}
