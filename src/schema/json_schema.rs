//! JSON Schema 2020-12 of the content model, for editors that complete and check YAML.
//!
//! In goes the [`Schema`], out come plain JSON values. The schemas are as strict as JSON Schema can be and never stricter
//! than `allmende` about what is a fault: forms of dates, names of entries and files stay texts. They know the values as YAML
//! types them, so a year may be a number.

use serde_json::{Map, Value, json};

use super::{ContentType, Field, Kind, Open, Role, Schema, Targets};
use crate::messages::Catalogue;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of one entry's front matter. Descriptions have the words of the model and of `words`.
pub fn entry(content_type: &ContentType, schema: &Schema, words: &Catalogue) -> Value {
    let mut found = object(&content_type.fields, content_type.strict_keys, schema, words);
    found.insert("$schema".into(), json!(DIALECT));
    found.insert("title".into(), json!(content_type.label.one));
    if let Some(intro) = &content_type.intro {
        found.insert("description".into(), json!(intro));
    }
    let required = required(&content_type.fields);
    if !required.is_empty() {
        // Drafts may lack what they like.
        let drafts = content_type.role_fields(Role::Draft).flat_map(|field| keys(&content_type.fields[field]));
        let drafts: Vec<Value> =
            drafts.map(|key| json!({ "required": [key], "properties": { key: truth() } })).collect();
        match drafts.is_empty() {
            true => found.insert("allOf".into(), json!(required)),
            false => {
                found.insert("if".into(), json!({ "not": { "anyOf": drafts } }));
                found.insert("then".into(), json!({ "allOf": required }))
            }
        };
    }
    Value::Object(found)
}

/// The schema of a YAML file with many entries of a type; common values may stand in for required ones.
pub fn list(content_type: &ContentType, schema: &Schema, words: &Catalogue) -> Value {
    let mut whole = entry(content_type, schema, words);
    let mut part = whole.clone();
    for key in ["$schema", "if", "then", "allOf"] {
        part.as_object_mut().expect("schemas of entries are objects").remove(key);
    }
    whole.as_object_mut().expect("schemas of entries are objects").remove("$schema");
    let entries =
        json!({ "type": "array", "items": { "$ref": "#/$defs/part" }, "description": word(words, "schema.entries") });
    let common = json!({ "$ref": "#/$defs/part", "description": word(words, "schema.common") });
    json!({
        "$schema": DIALECT,
        "title": content_type.label.many,
        "$defs": { "entry": whole, "part": part },
        "anyOf": [
            { "type": "array", "items": { "$ref": "#/$defs/entry" } },
            {
                "type": "object",
                "properties": { "gemeinsam": common, "common": common, "eintraege": entries, "entries": entries },
                "additionalProperties": false,
            },
        ],
    })
}

fn word(words: &Catalogue, key: &str) -> String {
    words.get(key).unwrap_or_default().to_owned()
}

fn truth() -> Value {
    json!({ "enum": [true, "ja", "Ja", "yes", "true", "wahr", 1] })
}

/// A field's key and the other names that mean the same.
fn keys(field: &Field) -> impl Iterator<Item = String> + '_ {
    std::iter::once(field.key.to_string()).chain(field.aliases.iter().cloned())
}

/// One condition for every field that must be there, under any of its names.
fn required(fields: &[Field]) -> Vec<Value> {
    let fields = fields.iter().filter(|field| field.required && field.derive.is_none());
    fields
        .map(|field| json!({ "anyOf": keys(field).map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }))
        .collect()
}

fn object(fields: &[Field], is_strict: bool, schema: &Schema, words: &Catalogue) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in fields {
        let own = property(field, schema, words);
        for alias in &field.aliases {
            let text = words.format("schema.alias", &[("field", field.key.to_string())]);
            let mut alternative = own.clone();
            alternative["deprecated"] = json!(true);
            alternative["description"] = json!(text);
            alternative["deprecationMessage"] = json!(text);
            properties.insert(alias.clone(), alternative);
        }
        properties.insert(field.key.to_string(), own);
    }
    let mut found = Map::new();
    found.insert("type".into(), json!("object"));
    found.insert("properties".into(), Value::Object(properties));
    if is_strict {
        found.insert("additionalProperties".into(), json!(false));
    }
    found
}

fn property(field: &Field, schema: &Schema, words: &Catalogue) -> Value {
    let one = value(field, schema, words);
    let is_required = field.required && field.derive.is_none();
    let mut forms = vec![one.clone()];
    if field.many || matches!(field.kind, Kind::List(_)) {
        let mut list = json!({ "type": "array", "items": one });
        let limits = [("maxItems", field.max), ("minItems", field.min)];
        for (key, limit) in limits.into_iter().filter_map(|(key, limit)| Some((key, limit?))) {
            list[key] = json!(limit);
        }
        forms.push(list);
    }
    if !is_required {
        forms.push(json!({ "type": "null" }));
    }
    let mut found = match forms.len() {
        1 => one,
        _ => json!({ "anyOf": forms }),
    };
    found["title"] = json!(field.label);
    found["description"] = json!(description(field, words));
    let default: Vec<&str> = field.default.iter().filter_map(crate::yaml::Node::as_str).collect();
    match default.as_slice() {
        [] => {}
        [one] => found["default"] = json!(one),
        several => found["default"] = json!(several),
    }
    found
}

/// What the editor shows beside the key: label, whether it must be there, hint, form.
fn description(field: &Field, words: &Catalogue) -> String {
    let mut parts = vec![format!("{}.", field.label.trim_end_matches('.'))];
    if field.required && field.derive.is_none() {
        parts.push(word(words, "new.required"));
    }
    parts.extend(field.hint.clone());
    parts.extend(field.form(words));
    parts.join(" ")
}

/// Scalars as YAML types them: `2015` is a number, and so is `05113000`.
fn text() -> Value {
    json!({ "type": ["string", "number"] })
}

fn value(field: &Field, schema: &Schema, words: &Catalogue) -> Value {
    match &field.kind {
        Kind::Text | Kind::Markdown | Kind::Path | Kind::Id => {
            let mut found = text();
            if let Some(max) = field.max.filter(|_| !field.many) {
                found["maxLength"] = json!(max);
            }
            // Of the regular expressions of both worlds, the plain ones mean the same.
            if let Some(pattern) =
                field.pattern.as_ref().filter(|pattern| !pattern.as_str().replace("(?:", "").contains("(?"))
            {
                found["pattern"] = json!(pattern.as_str());
            }
            found
        }
        Kind::Date
        | Kind::DateTime
        | Kind::Period
        | Kind::Issue
        | Kind::Year
        | Kind::Number
        | Kind::Range
        | Kind::Ags
        | Kind::Phone => text(),
        Kind::Bool => json!({ "type": ["boolean", "string"] }),
        Kind::Enum(choices) => suggestions(choices.iter().map(|choice| (&choice.key, &choice.label)), true),
        Kind::Vocab(name) => match schema.vocabulary(name) {
            Some(vocabulary) => {
                let names = vocabulary.terms.values().flat_map(|term| {
                    [&term.label, &term.key].into_iter().chain(&term.alternatives).map(move |name| (name, &term.label))
                });
                suggestions(names, vocabulary.open == Open::Error)
            }
            None => text(),
        },
        Kind::Url | Kind::Email | Kind::File(_) => json!({ "type": "string" }),
        Kind::Person(with) => {
            json!({ "anyOf": [{ "type": "string" }, attributes(with, &["person", "name"], schema, words)] })
        }
        Kind::Relation(relation) if relation.with.is_empty() => text(),
        Kind::Relation(relation) => {
            let target = attributes(&relation.with, &["in", "zu", "bei", "to", "id"], schema, words);
            json!({ "anyOf": [text(), target] })
        }
        Kind::Image(sub) => json!({ "anyOf": [{ "type": "string" }, group(sub, schema, words)] }),
        Kind::List(of) => value(of, schema, words),
        Kind::Object(sub) => group(sub, schema, words),
    }
}

/// Values to choose from; other texts are allowed unless the list is closed. Case and umlauts do not count for `allmende`,
/// editors offer the exact words.
fn suggestions<'a>(values: impl Iterator<Item = (&'a String, &'a String)>, is_closed: bool) -> Value {
    let (mut names, mut labels): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for (name, label) in values {
        if !names.contains(&name.as_str()) {
            names.push(name);
            labels.push(label);
        }
    }
    let known = json!({ "enum": names, "enumDescriptions": labels });
    if is_closed { known } else { json!({ "anyOf": [known, text()] }) }
}

fn group(fields: &[Field], schema: &Schema, words: &Catalogue) -> Value {
    let mut found = object(fields, true, schema, words);
    let required = required(fields);
    if !required.is_empty() {
        found.insert("allOf".into(), json!(required));
    }
    Value::Object(found)
}

/// A name under one of `names`, with attributes: `{ in: bbe, zeitraum: 2005–2013 }`.
fn attributes(with: &[Field], names: &[&str], schema: &Schema, words: &Catalogue) -> Value {
    let mut found = object(with, true, schema, words);
    let properties = found["properties"].as_object_mut().expect("objects have properties");
    for name in names {
        properties.entry((*name).to_owned()).or_insert_with(text);
    }
    let named: Vec<Value> = names.iter().map(|name| json!({ "required": [name] })).collect();
    found.insert("anyOf".into(), json!(named));
    Value::Object(found)
}

impl Field {
    /// The values to choose from, or the form of a value, in a sentence for editors.
    pub fn form(&self, words: &Catalogue) -> Option<String> {
        let values = match &self.kind {
            Kind::Enum(choices) => choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>().join(", "),
            Kind::Relation(relation) => match &relation.to {
                Targets::Types(types) => return Some(words.format("new.relation", &[("types", types.join(", "))])),
                _ => return None,
            },
            Kind::Date | Kind::DateTime | Kind::Period | Kind::Issue | Kind::Range | Kind::Person(_) => {
                return words.get(&format!("new.kind.{}", self.kind.name())).map(str::to_owned);
            }
            _ => return None,
        };
        Some(words.format("new.values", &[("values", values)]))
    }
}
