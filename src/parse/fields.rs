//! From raw front matter to typed values, by the fields of a type.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, Span, Text, did_you_mean};
use crate::messages::Language;
use crate::page::{FieldValue, Fields, Item, TermValue, Value};
use crate::parse::front_matter::RawField;
use crate::schema::{Choice, ContentType, Field, Kind, LabelUse, Open, Schema, normal_key};
use crate::value::{Ags, Author, DateTime, Email, Issue, Number, Period, Phone, Url, ValueError};
use crate::yaml::{Data, Node, Scalar};

/// What reading a field needs to know.
pub struct Context<'a> {
    /// The file that is read.
    pub file: &'a SourcePath,
    /// For vocabularies.
    pub schema: &'a Schema,
    /// Where faults go.
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// How numbers are written.
    pub language: Language,
}

/// Types the raw fields of an entry. Unknown keys and impossible values are reported and left out.
pub fn read(raw: Vec<RawField>, content_type: &ContentType, context: &mut Context) -> Fields {
    let mut fields = Fields::default();
    for RawField { key, node } in raw {
        let Some(index) = content_type.field_index(&key.text) else {
            if content_type.strict_keys {
                unknown_field(&key.text, &key.span, &content_type.label.one, &content_type.fields, context);
            }
            continue;
        };
        if fields.get(index).is_some() {
            let field = &content_type.fields[index].key;
            context.diagnostics.push(
                Diagnostic::new(Code::DuplicateKey, context.file, key.span.clone())
                    .text(Text::new("duplicate-key.alias").arg("key", &key.text).arg("field", field)),
            );
            continue;
        }
        let value = field_value(key.span, &node, &content_type.fields[index], context);
        fields.0.push((index, value));
    }
    for (index, field) in content_type.fields.iter().enumerate() {
        // Where a value can be derived, resolve decides.
        if field.derive.is_none() && fields.get(index).is_none() && !field.default.is_empty() {
            fields.0.push((index, default_value(field, context.schema, context.language)));
        }
    }
    fields.0.sort_by_key(|(index, _)| *index);
    fields
}

/// The value that a field has when nobody gives one. It has no place in any content file.
fn default_value(field: &Field, schema: &Schema, language: Language) -> FieldValue {
    let items = default_items(field, schema, language, &mut Vec::new());
    let items = items.into_iter().map(|value| Item { span: 0..0, value }).collect();
    FieldValue { key_span: 0..0, items, is_faulty: false }
}

fn default_items(field: &Field, schema: &Schema, language: Language, diagnostics: &mut Vec<Diagnostic>) -> Vec<Value> {
    let mut context = Context { file: &field.declared.0, schema, diagnostics, language };
    let of = match &field.kind {
        Kind::List(of) => of,
        _ => field,
    };
    field.default.iter().filter_map(|node| scalar(node.as_str()?, node, of, &mut context)).collect()
}

/// Faults of the `default:` values of all types, at their places in the schema.
pub fn check_defaults(schema: &Schema, language: Language, diagnostics: &mut Vec<Diagnostic>) {
    for field in schema.types.iter().flat_map(|content_type| &content_type.fields) {
        let first = diagnostics.len();
        default_items(field, schema, language, diagnostics);
        // A value that its kind does not allow is a fault of the schema here.
        for fault in &mut diagnostics[first..] {
            (fault.code, fault.severity) = (Code::SchemaValue, Code::SchemaValue.severity());
        }
    }
}

/// Default values of the fields that may be derived instead; resolve takes them where nothing is found.
pub fn fallbacks(content_type: &ContentType, schema: &Schema, language: Language) -> Fields {
    let fields = content_type.fields.iter().enumerate();
    let fields = fields.filter(|(_, field)| field.derive.is_some() && !field.default.is_empty());
    Fields(fields.map(|(index, field)| (index, default_value(field, schema, language))).collect())
}

fn unknown_field(key: &str, span: &Span, owner: &str, fields: &[Field], context: &mut Context) {
    let names = fields.iter().flat_map(|f| std::iter::once(f.key.as_ref()).chain(f.aliases.iter().map(String::as_str)));
    let near = did_you_mean(&normal_key(key), names).and_then(|name| {
        fields.iter().find(|f| f.key.as_ref() == name || f.aliases.iter().any(|a| a == name)).map(|f| f.key.clone())
    });
    let hint = match near {
        Some(name) => Text::new("hint.did-you-mean").arg("name", name),
        None => {
            let keys: Vec<&str> = fields.iter().map(|field| field.key.as_ref()).collect();
            Text::new("hint.allowed").arg("values", keys.join(", "))
        }
    };
    context.diagnostics.push(
        Diagnostic::new(Code::UnknownField, context.file, span.clone()).arg("field", key).arg("type", owner).hint(hint),
    );
}

fn field_value(key_span: Span, node: &Node, field: &Field, context: &mut Context) -> FieldValue {
    let n_errors = |context: &Context| context.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let before = n_errors(context);
    let items = field_items(node, field, context);
    // What the reader of front matter could not read, it leaves empty and without quotes.
    let is_unread = matches!(&node.data, Data::Scalar(scalar) if scalar.text.is_empty() && !scalar.quoted);
    FieldValue { key_span, items, is_faulty: is_unread || n_errors(context) > before }
}

fn field_items(node: &Node, field: &Field, context: &mut Context) -> Vec<Item> {
    if node.is_null() {
        return Vec::new();
    }
    let is_list = field.many || matches!(field.kind, Kind::List(_));
    let single = std::slice::from_ref(node);
    let nodes: Vec<Node> = match (&node.data, is_list) {
        (Data::Seq(items), true) if matches!(field.kind, Kind::Person(_)) => rejoined(node, items, field, context)
            .unwrap_or_else(|| items.iter().filter(|item| !item.is_null()).flat_map(people).collect()),
        (Data::Seq(items), true) => items.iter().filter(|item| !item.is_null()).cloned().collect(),
        (Data::Seq(items), false) if items.len() == 1 => items.clone(),
        (Data::Seq(_), false) => {
            wrong_shape(node, field, "shape.single", context);
            return Vec::new();
        }
        (Data::Scalar(_), true) if matches!(field.kind, Kind::Person(_)) => people(node),
        _ => single.to_vec(),
    };
    let item_field = match &field.kind {
        Kind::List(of) => of,
        _ => field,
    };
    nodes
        .iter()
        .filter_map(|node| value(node, item_field, context).map(|value| Item { span: place(node, item_field), value }))
        .collect()
}

/// Where the value itself stands: in `{ in: bbe, zeitraum: … }` the target, in `{ person: …, rolle: … }` the name.
fn place(node: &Node, field: &Field) -> Span {
    let named = match &field.kind {
        Kind::Relation(_) => TARGET_KEYS.iter().find_map(|key| node.get(key)),
        Kind::Person(_) => NAME_KEYS.iter().find_map(|key| node.get(key)),
        _ => None,
    };
    named.unwrap_or(node).span.clone()
}

/// `verfasst_von: A / B` names two people in one line.
fn people(node: &Node) -> Vec<Node> {
    let Data::Scalar(scalar) = &node.data else { return vec![node.clone()] };
    let names = crate::value::split_people(&scalar.text);
    if names.len() < 2 {
        return vec![node.clone()];
    }
    let quotes = u32::from(scalar.quoted);
    // Only where the file has the text as it was read, a name has a place of its own.
    let is_verbatim = node.span.len() == scalar.text.len() + 2 * quotes as usize;
    let offset = |at: usize| node.span.start + quotes + u32::try_from(at).unwrap_or(0);
    let part = |name: Range<usize>| Node {
        span: if is_verbatim { offset(name.start)..offset(name.end) } else { node.span.clone() },
        data: Data::Scalar(Scalar { text: scalar.text[name].to_owned(), quoted: scalar.quoted }),
    };
    names.into_iter().map(part).collect()
}

/// `[Bock, Stephanie]` is a list of two for YAML and one name for everybody else.
fn rejoined(node: &Node, items: &[Node], field: &Field, context: &mut Context) -> Option<Vec<Node>> {
    fn bare(item: &Node) -> Option<&str> {
        match &item.data {
            Data::Scalar(scalar) if !scalar.quoted => Some(&scalar.text),
            _ => None,
        }
    }
    let is_pair = |pair: &[Node]| match pair {
        // A list with `- ` on lines of its own is meant as it stands; only brackets hide commas.
        [a, b] if b.span.start.saturating_sub(a.span.end) <= ", ".len() as u32 => {
            bare(a).zip(bare(b)).is_some_and(|(a, b)| crate::value::are_halves_of_a_name(a, b))
        }
        _ => false,
    };
    if items.is_empty() || !items.chunks(2).all(is_pair) {
        return None;
    }
    let join = |pair: &[Node]| {
        let text = pair.iter().filter_map(bare).collect::<Vec<_>>().join(", ");
        Node { span: pair[0].span.start..pair[1].span.end, data: Data::Scalar(Scalar { text, quoted: true }) }
    };
    let names: Vec<Node> = items.chunks(2).map(join).collect();
    let quoted: Vec<String> = names.iter().filter_map(Node::as_str).map(|name| format!("\"{name}\"")).collect();
    context.diagnostics.push(
        Diagnostic::new(Code::NameInBrackets, context.file, node.span.clone())
            .arg("field", &field.key)
            .arg("names", names.iter().filter_map(Node::as_str).collect::<Vec<_>>().join(" / "))
            .hint(Text::new("hint.quote-names").arg("names", quoted.join(", "))),
    );
    Some(names)
}

fn wrong_shape(node: &Node, field: &Field, expected: &'static str, context: &mut Context) {
    context.diagnostics.push(
        Diagnostic::new(Code::WrongShape, context.file, node.span.clone())
            .arg("field", &field.key)
            .arg("expected", expected),
    );
}

fn value(node: &Node, field: &Field, context: &mut Context) -> Option<Value> {
    match &field.kind {
        Kind::Object(sub) => return object(node, sub, field, context).map(Value::Object),
        // A picture may be given by its file alone.
        Kind::Image(sub) => return object(node, sub, field, context).map(Value::Object),
        Kind::Person(with) if matches!(node.data, Data::Map(_)) => return person_with(node, with, field, context),
        Kind::Relation(relation) if matches!(node.data, Data::Map(_)) => {
            return relation_with(node, &relation.with, field, context);
        }
        _ => {}
    }
    let Some(text) = node.as_str() else {
        wrong_shape(node, field, "shape.text", context);
        return None;
    };
    if text.is_empty() {
        return None;
    }
    scalar(smart_quotes(text, node, field, context), node, field, context)
}

/// Word processors turn `"…"` into typographic quotes. Around a date or a name they mean nothing; around a
/// text they may be meant, so there they stay.
fn smart_quotes<'t>(text: &'t str, node: &Node, field: &Field, context: &mut Context) -> &'t str {
    let inner = text.strip_prefix(['„', '“', '”']).and_then(|rest| rest.strip_suffix(['“', '”']));
    let Some(inner) = inner.filter(|inner| !inner.contains(['„', '“', '”'])) else { return text };
    if matches!(field.kind, Kind::Text | Kind::Markdown) {
        // German quotes around a whole title are common; English ones in a value come from a machine.
        if text.starts_with(['“', '”']) {
            context.diagnostics.push(Diagnostic::new(Code::SmartQuotes, context.file, node.span.clone()));
        }
        return text;
    }
    inner.trim()
}

fn scalar(text: &str, node: &Node, field: &Field, context: &mut Context) -> Option<Value> {
    let language = context.language;
    match &field.kind {
        Kind::Text | Kind::Markdown | Kind::Path | Kind::Id => {
            check_text(text, node, field, context);
            Some(Value::Text(text.to_owned()))
        }
        Kind::Date | Kind::DateTime => typed(DateTime::parse(text), node, field, context).map(Value::Date),
        Kind::Period => typed(Period::parse(text), node, field, context).map(Value::Period),
        Kind::Issue => typed(Issue::parse(text), node, field, context).map(Value::Issue),
        Kind::Year => typed(crate::value::parse_year(text), node, field, context).map(Value::Year),
        Kind::Number => typed(Number::parse(text, language), node, field, context).map(Value::Number),
        Kind::Range => typed(crate::value::Range::parse(text, language), node, field, context).map(Value::Range),
        Kind::Bool => typed(crate::value::parse_bool(text), node, field, context).map(Value::Bool),
        Kind::Ags => typed(Ags::parse(text), node, field, context).map(Value::Ags),
        Kind::Url => typed(Url::parse(text), node, field, context).map(|url| Value::Url(url.to_string())),
        Kind::Email => typed(Email::parse(text), node, field, context).map(|mail| Value::Text(mail.to_string())),
        Kind::Phone => {
            typed(Phone::parse(text), node, field, context).map(|phone| Value::Text(phone.display().to_string()))
        }
        Kind::Person(_) => {
            typed(Author::parse(text), node, field, context).map(|p| Value::Person(p, Fields::default()))
        }
        Kind::Relation(_) => Some(Value::Relation(text.to_owned(), Fields::default())),
        Kind::File(accept) => {
            check_ending(text, accept, node, field, context);
            Some(Value::File(text.to_owned()))
        }
        Kind::Enum(choices) => choice(text, choices, node, field, context).map(Value::Choice),
        Kind::Vocab(name) => term(text, name, node, field, context).map(Value::Term),
        Kind::List(_) | Kind::Object(_) | Kind::Image(_) => None,
    }
}

fn typed<T>(result: Result<T, ValueError>, node: &Node, field: &Field, context: &mut Context) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::InvalidValue, context.file, node.span.clone()).text(error.text);
            diagnostic.text.args.push(("field", field.key.to_string()));
            diagnostic.hints = error.hints;
            if let Some(hint) = &field.hint {
                diagnostic.hints.push(Text::new("hint.field-note").arg("hint", hint));
            }
            context.diagnostics.push(diagnostic);
            None
        }
    }
}

fn check_text(text: &str, node: &Node, field: &Field, context: &mut Context) {
    let n_chars = text.chars().count();
    if let Some(max) = field.max.filter(|max| !field.many && n_chars > *max) {
        context.diagnostics.push(
            Diagnostic::new(Code::TooLong, context.file, node.span.clone())
                .arg("field", &field.key)
                .arg("n", n_chars)
                .arg("max", max),
        );
    }
    if let Some(pattern) = &field.pattern
        && !pattern.is_match(text)
    {
        let hint = field.hint.as_ref().map(|hint| Text::new("hint.field-note").arg("hint", hint));
        context.diagnostics.push(
            Diagnostic::new(Code::PatternMismatch, context.file, node.span.clone())
                .arg("field", &field.key)
                .arg("value", text)
                .maybe_hint(hint),
        );
    }
}

fn check_ending(text: &str, accept: &[String], node: &Node, field: &Field, context: &mut Context) {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if !accept.is_empty() && !accept.iter().any(|allowed| allowed.eq_ignore_ascii_case(&ending)) {
        context.diagnostics.push(
            Diagnostic::new(Code::UnknownValue, context.file, node.span.clone())
                .arg("field", &field.key)
                .arg("value", text)
                .arg("allowed", accept.join(", ")),
        );
    }
}

fn choice(text: &str, choices: &[Choice], node: &Node, field: &Field, context: &mut Context) -> Option<usize> {
    let folded = crate::text::fold(text);
    let found = choices.iter().position(|choice| choice.key == text).or_else(|| {
        choices.iter().position(|c| crate::text::fold(&c.key) == folded || crate::text::fold(&c.label) == folded)
    });
    if found.is_none() {
        let names = choices.iter().map(|choice| choice.key.as_str());
        let allowed: Vec<&str> = names.clone().collect();
        unknown_value(text, &allowed.join(", "), did_you_mean(text, names), None, node, field, context);
    }
    found
}

#[allow(clippy::too_many_arguments, reason = "one sentence needs all of it")]
fn unknown_value(
    text: &str,
    allowed: &str,
    near: Option<&str>,
    title: Option<&str>,
    node: &Node,
    field: &Field,
    context: &mut Context,
) {
    let near = near.map(|name| match title {
        Some(title) if title != name => Text::new("hint.did-you-mean-titled").arg("name", name).arg("title", title),
        _ => Text::new("hint.did-you-mean").arg("name", name),
    });
    context.diagnostics.push(
        Diagnostic::new(Code::UnknownValue, context.file, node.span.clone())
            .arg("field", &field.key)
            .arg("value", text)
            .arg("allowed", allowed)
            .maybe_hint(near),
    );
}

fn term(text: &str, vocabulary: &str, node: &Node, field: &Field, context: &mut Context) -> Option<TermValue> {
    // Empty quotes are no term.
    if text.trim().is_empty() {
        return None;
    }
    let vocabulary = context.schema.vocabulary(vocabulary)?;
    if let Some((term, label_use)) = vocabulary.find(text) {
        if label_use == LabelUse::Forbidden {
            context.diagnostics.push(
                Diagnostic::new(Code::PreferredLabel, context.file, node.span.clone())
                    .arg("value", text)
                    .arg("preferred", &term.label),
            );
        }
        return Some(TermValue { key: term.key.clone(), new_label: None });
    }
    let labels = vocabulary.terms.values().map(|term| term.label.as_str());
    let near = did_you_mean(text, labels.clone());
    match vocabulary.open {
        Open::Error => {
            let allowed: Vec<&str> = labels.collect();
            let term = near.and_then(|label| vocabulary.find(label)).map(|(term, _)| term);
            // A short key such as `NW` helps only beside its label.
            let titled = term.filter(|term| term.key.len() < 4).map(|term| term.key.as_str());
            unknown_value(text, &allowed.join(", "), near, titled, node, field, context);
            None
        }
        Open::Silent | Open::Warn => {
            if vocabulary.open == Open::Warn {
                let hint = near.map(|name| Text::new("hint.did-you-mean").arg("name", name));
                context.diagnostics.push(
                    Diagnostic::new(Code::UnknownTerm, context.file, node.span.clone())
                        .arg("field", &field.key)
                        .arg("value", text)
                        .arg("vocab", &vocabulary.label.many)
                        .maybe_hint(hint),
                );
            }
            Some(TermValue { key: crate::text::slugify(text), new_label: Some(text.to_owned()) })
        }
    }
}

fn object(node: &Node, sub: &[Field], field: &Field, context: &mut Context) -> Option<Fields> {
    let mut fields = Fields::default();
    if let (Data::Scalar(_), Some(first)) = (&node.data, sub.first().filter(|_| matches!(field.kind, Kind::Image(_)))) {
        let items = field_items(node, first, context);
        fields.0.push((0, FieldValue { key_span: node.span.clone(), items, is_faulty: false }));
    } else if !matches!(node.data, Data::Map(_)) {
        wrong_shape(node, field, "shape.map", context);
        return None;
    }
    sub_values(node, sub, field, &[], &mut fields, context);
    missing_sub_fields(&fields, sub, field, node, context);
    Some(fields)
}

fn sub_values(node: &Node, sub: &[Field], field: &Field, skip: &[&str], fields: &mut Fields, context: &mut Context) {
    for (key, value) in node.entries() {
        let normal = normal_key(&key.text);
        if skip.contains(&normal.as_str()) || value.is_null() {
            continue;
        }
        let index = sub
            .iter()
            .position(|f| f.key.as_ref() == normal || f.aliases.iter().any(|alias| normal_key(alias) == normal));
        match index {
            Some(index) => {
                let value = field_value(key.span.clone(), value, &sub[index], context);
                fields.0.push((index, value));
            }
            None => unknown_field(&key.text, &key.span, &field.label, sub, context),
        }
    }
}

fn missing_sub_fields(fields: &Fields, sub: &[Field], field: &Field, node: &Node, context: &mut Context) {
    for (index, sub_field) in sub.iter().enumerate() {
        if sub_field.required && fields.get(index).is_none() {
            context.diagnostics.push(
                Diagnostic::new(Code::MissingField, context.file, node.span.start..node.span.start)
                    .arg("field", &sub_field.key)
                    .arg("type", &field.label)
                    .hint(Text::new("hint.add-field").arg("field", &sub_field.key)),
            );
        }
    }
}

/// `{ person: "Bock, Stephanie", rolle: … }`
fn person_with(node: &Node, with: &[Field], field: &Field, context: &mut Context) -> Option<Value> {
    let name = NAME_KEYS.iter().find_map(|key| node.get(key));
    let Some((name, text)) = name.and_then(|name| name.as_str().map(|text| (name, text))) else {
        missing_key("person", node, field, context);
        return None;
    };
    let person = typed(Author::parse(text), name, field, context)?;
    let mut fields = Fields::default();
    sub_values(node, with, field, &NAME_KEYS, &mut fields, context);
    Some(Value::Person(person, fields))
}

/// Keys that name the person in a person with attributes.
const NAME_KEYS: [&str; 2] = ["person", "name"];

/// Keys that name the target of a relation with attributes: `{ in: bbe, zeitraum: … }`.
const TARGET_KEYS: [&str; 5] = ["in", "zu", "bei", "to", "id"];

fn relation_with(node: &Node, with: &[Field], field: &Field, context: &mut Context) -> Option<Value> {
    let target = TARGET_KEYS.iter().find_map(|key| node.get(key)).and_then(Node::as_str);
    let Some(target) = target.filter(|target| !target.is_empty()) else {
        missing_key("in", node, field, context);
        return None;
    };
    let mut fields = Fields::default();
    sub_values(node, with, field, &TARGET_KEYS, &mut fields, context);
    Some(Value::Relation(target.to_owned(), fields))
}

fn missing_key(key: &str, node: &Node, field: &Field, context: &mut Context) {
    context.diagnostics.push(
        Diagnostic::new(Code::MissingField, context.file, node.span.start..node.span.start)
            .arg("field", key)
            .arg("type", &field.label)
            .hint(Text::new("hint.add-field").arg("field", key)),
    );
}

/// What can be said about an entry's fields without any other entry: what is missing, too many, too few.
pub fn check(
    fields: &Fields,
    content_type: &ContentType,
    file: &SourcePath,
    place: &Span,
    has_body: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let at = place.start..place.start;
    for (index, field) in content_type.fields.iter().enumerate() {
        // `themen: []` says as little as no line at all; a value with a fault is not missing too.
        let value = fields.get(index).filter(|value| !value.items.is_empty() || value.is_faulty);
        if value.is_none() && field.required && field.derive.is_none() {
            diagnostics.push(missing(Code::MissingField, field, content_type, file, &at));
        } else if value.is_none() && field.warn_if_missing {
            diagnostics.push(missing(Code::RecommendedField, field, content_type, file, &at));
        }
        if let Some(value) = value.filter(|_| field.many) {
            check_count(value, field, file, diagnostics);
        }
    }
    let given = |name: &String| {
        name == "body" && has_body || content_type.field_index(name).is_some_and(|i| fields.get(i).is_some())
    };
    if !content_type.require_one_of.is_empty() && !content_type.require_one_of.iter().any(given) {
        diagnostics.push(
            Diagnostic::new(Code::RequireOneOf, file, at)
                .arg("fields", content_type.require_one_of.join(", "))
                .arg("type", &content_type.label.one),
        );
    }
}

fn missing(code: Code, field: &Field, content_type: &ContentType, file: &SourcePath, at: &Span) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(code, file, at.clone()).arg("field", &field.key);
    diagnostic = match code {
        Code::RecommendedField => diagnostic.arg("label", &field.label),
        _ => diagnostic.arg("type", &content_type.label.one),
    };
    let note = field.hint.as_ref().map(|hint| Text::new("hint.field-note").arg("hint", hint));
    diagnostic.hint(Text::new("hint.add-field").arg("field", &field.key)).maybe_hint(note)
}

fn check_count(value: &FieldValue, field: &Field, file: &SourcePath, diagnostics: &mut Vec<Diagnostic>) {
    let n = value.items.len();
    if let Some(max) = field.max.filter(|max| n > *max) {
        diagnostics.push(
            Diagnostic::new(Code::TooMany, file, value.key_span.clone())
                .arg("field", &field.key)
                .arg("n", n)
                .arg("max", max),
        );
    }
    if let Some(min) = field.min.filter(|min| n < *min && n > 0 && !value.is_faulty) {
        diagnostics.push(
            Diagnostic::new(Code::TooFew, file, value.key_span.clone())
                .arg("field", &field.key)
                .arg("n", n)
                .arg("min", min),
        );
    }
}
