//! `fmt`: front matter as canonical YAML.
//!
//! What allmende reads with the schema in hand, other tools read by YAML alone. So keys get their canonical
//! names and values get quotes wherever a reader of YAML would take them for something else. Nothing else
//! changes, and the text below the front matter never does.

use std::collections::HashMap;

use super::quote::{escaped, is_plain_number, needs_quotes, quoted, value};
use super::{Change, Edit};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, SourcePath, Span};
use crate::load::Sources;
use crate::parse::front_matter::{self, RawField, is_blank, is_odd_blank};
use crate::schema::reader::yaml_fault;
use crate::schema::{ContentType, Field, Kind, normal_key};
use crate::value::parse_bool;
use crate::yaml::{self, Data, Key, Node};

/// The changes that bring all front matter and list files into canonical form, and the faults that keep files
/// from it: those stay as they are.
pub fn format(sources: &Sources, config: &Config) -> (Vec<Change>, Vec<Diagnostic>) {
    let mut edits = HashMap::new();
    let mut faults = Vec::new();
    for source in &sources.pages {
        let Some(content_type) = type_of(&source.path, config) else { continue };
        let mut found = Vec::new();
        let own = page(&source.text, content_type, &source.path, &mut found);
        found.retain(|diagnostic| diagnostic.severity == Severity::Error);
        if found.is_empty() {
            edits.insert(source.path.clone(), own);
        }
        faults.append(&mut found);
    }
    for source in &sources.data {
        let Some(content_type) = type_of(&source.path, config) else { continue };
        match list(&source.text, content_type) {
            Ok(own) => {
                edits.insert(source.path.clone(), own);
            }
            Err(fault) => faults.push(yaml_fault(&source.path, &source.text, 0, fault)),
        }
    }
    (super::changes(sources, &edits), faults)
}

fn type_of<'c>(path: &str, config: &'c Config) -> Option<&'c ContentType> {
    let below = path.strip_prefix("content/").unwrap_or(path);
    config.schema.type_of_path(below).map(|index| &config.schema.types[index])
}

/// Edits that bring the front matter of a page into canonical form.
///
/// None at all where the result would not say the same, or not be final: odd white space can do that.
pub fn page(text: &str, content_type: &ContentType, file: &SourcePath, faults: &mut Vec<Diagnostic>) -> Vec<Edit> {
    let (fields, edits) = page_edits(text, content_type, file, faults);
    if edits.is_empty() {
        return edits;
    }
    let (after, rest) = page_edits(&super::apply(text, &edits), content_type, file, &mut Vec::new());
    let is_same = |(a, b): (&RawField, &RawField)| {
        content_type.field_index(&a.key.text) == content_type.field_index(&b.key.text) && same(&a.node, &b.node)
    };
    let is_safe = rest.is_empty() && fields.len() == after.len() && fields.iter().zip(&after).all(is_same);
    if is_safe { edits } else { Vec::new() }
}

fn page_edits(
    text: &str,
    content_type: &ContentType,
    file: &SourcePath,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<RawField>, Vec<Edit>) {
    let split = front_matter::split(text);
    let fields = front_matter::read(text, &split, &content_type.fields, content_type, file, faults);
    let mut pen = Pen { text, edits: Vec::new() };
    pen.indents(split.yaml.start, split.yaml.end);
    for RawField { key, node } in &fields {
        let field = content_type.field(&key.text);
        pen.key(key, field);
        pen.node(node, field, false);
    }
    (fields, pen.edits)
}

/// Whether two nodes hold the same texts, however they are written.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.data, &b.data) {
        (Data::Scalar(x), Data::Scalar(y)) => {
            x.text == y.text
                || without_smart_quotes(&x.text) == y.text
                || parse_bool(&x.text).is_ok_and(|yes| yes.to_string() == y.text)
        }
        (Data::Seq(x), Data::Seq(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Data::Map(x), Data::Map(y)) => x.len() == y.len() && x.iter().zip(y).all(|((_, x), (_, y))| same(x, y)),
        _ => false,
    }
}

/// Edits that bring a list file into canonical form.
fn list(text: &str, content_type: &ContentType) -> Result<Vec<Edit>, yaml::Fault> {
    let root = yaml::parse(text)?;
    let mut pen = Pen { text, edits: Vec::new() };
    let groups = match &root.data {
        Data::Seq(items) => items.iter().collect::<Vec<_>>(),
        _ => root.entries().flat_map(|(_, node)| std::iter::once(node).chain(node.items())).collect(),
    };
    for entry in groups {
        let flow = text[entry.span.start as usize..].starts_with('{');
        for (key, node) in entry.entries() {
            let field = content_type.field(&key.text);
            pen.key(key, field);
            pen.node(node, field, flow);
        }
    }
    Ok(pen.edits)
}

struct Pen<'t> {
    text: &'t str,
    edits: Vec<Edit>,
}

impl Pen<'_> {
    fn replace(&mut self, span: Span, text: String) {
        if self.text[span.start as usize..span.end as usize] != text {
            self.edits.push(Edit { span, text });
        }
    }

    /// Tabs and no-break spaces that indent a line, which YAML forbids, become two blanks.
    fn indents(&mut self, start: usize, end: usize) {
        let mut position = start;
        for line in self.text[start..end].split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches(is_blank).len();
            if line[..indent].contains(is_odd_blank) && !line.trim().is_empty() {
                let blanks = line[..indent].replace('\t', "  ").replace(is_odd_blank, " ");
                self.replace(to_u32(position)..to_u32(position + indent), blanks);
            }
            position += line.len();
        }
    }

    /// The field's own key, and a blank behind the colon.
    fn key(&mut self, key: &Key, field: Option<&Field>) {
        if let Some(field) = field
            && (key.text == *field.key || !self.has_line(&field.key))
        {
            let inner = match self.text[key.span.start as usize..].chars().next() {
                Some('"' | '\'') => key.span.start + 1..key.span.end.saturating_sub(1),
                _ => key.span.clone(),
            };
            self.replace(inner, field.key.to_string());
        }
        let after = key.span.end as usize;
        let Some(colon) = self.text[after..].find(':').map(|i| after + i + 1) else { return };
        let rest = &self.text[colon..];
        let blank = rest.len() - rest.trim_start_matches(is_blank).len();
        let is_odd = rest[..blank].contains(is_odd_blank) && !rest[blank..].starts_with('\n');
        let is_missing = blank == 0 && !rest.starts_with(['\n', '\r']) && !rest.is_empty();
        if is_odd || is_missing && field.is_some() {
            self.replace(to_u32(colon)..to_u32(colon + blank), " ".to_owned());
        }
    }

    /// Whether a line begins with `key`: an alias beside it keeps its name, or the key would stand there twice.
    fn has_line(&self, key: &str) -> bool {
        let mut lines = self.text.lines();
        lines.any(|line| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')))
    }

    fn node(&mut self, node: &Node, field: Option<&Field>, flow: bool) {
        let source = self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        match &node.data {
            Data::Scalar(scalar) if scalar.quoted || node.is_null() => {}
            Data::Scalar(scalar) => self.scalar(source, &scalar.text, node.span.clone(), field, flow),
            Data::Seq(items) => {
                let flow = flow || source.starts_with('[');
                let item_field = match field.map(|field| &field.kind) {
                    Some(Kind::List(of)) => Some(&**of),
                    _ => field,
                };
                items.iter().for_each(|item| self.node(item, item_field, flow));
            }
            Data::Map(entries) => {
                let flow = flow || source.starts_with('{');
                for (key, node) in entries {
                    let sub = field.and_then(|field| sub_field(field, &key.text));
                    self.key(key, sub);
                    self.node(node, sub, flow);
                }
            }
        }
    }

    fn scalar(&mut self, source: &str, text: &str, span: Span, field: Option<&Field>, flow: bool) {
        let kind = field.map(|field| &field.kind);
        match kind {
            // `yes` and `on` are words to some readers and truth values to others.
            Some(Kind::Bool) => {
                if !matches!(text, "true" | "false" | "ja" | "nein")
                    && let Ok(yes) = parse_bool(text)
                {
                    self.replace(span, yes.to_string());
                }
                return;
            }
            Some(Kind::Year | Kind::Number | Kind::Range) if is_plain_number(text) => return,
            None if is_plain_number(text) || matches!(text, "true" | "false") => return,
            _ => {}
        }
        let is_text = matches!(kind, Some(Kind::Text | Kind::Markdown) | None);
        let bare = if is_text { text } else { without_smart_quotes(text) };
        if !source.contains('\n') {
            if bare != text || needs_quotes(text, flow) {
                self.replace(span, if bare == text { quoted(text) } else { value(bare, flow) });
            }
            return;
        }
        if is_safe_folded(source) && !needs_quotes(text, flow) {
            return;
        }
        if is_safe_folded(source) {
            let lines: Vec<String> = source.split('\n').map(escaped_line).collect();
            self.replace(span, format!("\"{}\"", lines.join("\n")));
        } else {
            self.replace(span, quoted(text));
        }
    }
}

/// A line within double quotes; its indentation is not part of the value.
fn escaped_line(line: &str) -> String {
    let content = line.trim_start();
    format!("{}{}", &line[..line.len() - content.len()], escaped(content))
}

/// Whether YAML folds the lines of a value as allmende does: no blank line, no comment, no list item.
fn is_safe_folded(source: &str) -> bool {
    source.split('\n').skip(1).all(|line| {
        let content = line.trim();
        line.starts_with(' ')
            && !content.is_empty()
            && !content.starts_with(['#', '-', '?', ':', '|', '>', '&', '*', '!', '%', '@', '`'])
            && !content.contains('\t')
    })
}

fn without_smart_quotes(text: &str) -> &str {
    let inner = text.strip_prefix(['„', '“', '”']).and_then(|rest| rest.strip_suffix(['“', '”']));
    inner.filter(|inner| !inner.contains(['„', '“', '”'])).map_or(text, str::trim)
}

fn sub_field<'f>(field: &'f Field, key: &str) -> Option<&'f Field> {
    let sub = match &field.kind {
        Kind::Object(sub) | Kind::Image(sub) | Kind::Person(sub) => sub,
        Kind::Relation(relation) => &relation.with,
        Kind::List(of) => return sub_field(of, key),
        _ => return None,
    };
    let normal = normal_key(key);
    sub.iter().find(|f| f.key.as_ref() == normal || f.aliases.iter().any(|alias| normal_key(alias) == normal))
}

fn to_u32(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("files are limited in size")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::apply;
    use super::*;
    use crate::parse::fields::{self, Context};
    use crate::schema::Schema;

    fn schema() -> &'static Schema {
        static SCHEMA: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| {
            crate::schema::load::load(&crate::schema::package::schema_files("portal"), &mut Vec::new())
        });
        &SCHEMA
    }

    /// The text after `fmt`, and its typed values; `None` when there are errors, because then nothing is written.
    fn formatted(text: &str, kind: &str) -> Option<String> {
        let schema = schema();
        let mut faults = Vec::new();
        let content_type = &schema.types[schema.type_index(kind).unwrap()];
        let edits = page(text, content_type, &"a.md".into(), &mut faults);
        let has_errors = faults.iter().any(|fault| fault.severity == Severity::Error);
        (!has_errors).then(|| apply(text, &edits))
    }

    fn values(text: &str, kind: &str) -> Vec<(usize, Vec<crate::page::Value>)> {
        let schema = schema();
        let content_type = &schema.types[schema.type_index(kind).unwrap()];
        let file = "a.md".into();
        let mut diagnostics = Vec::new();
        let split = front_matter::split(text);
        let raw = front_matter::read(text, &split, &content_type.fields, content_type, &file, &mut diagnostics);
        let language = crate::messages::Language::German;
        let mut context = Context { file: &file, schema, diagnostics: &mut diagnostics, language };
        let fields = fields::read(raw, content_type, &mut context);
        fields.0.into_iter().map(|(i, value)| (i, value.items.into_iter().map(|item| item.value).collect())).collect()
    }

    #[track_caller]
    fn check(before: &str, after: &str, kind: &str) {
        let (before, after) = (format!("---\n{before}\n---\n- a: *b\n"), format!("---\n{after}\n---\n- a: *b\n"));
        assert_eq!(formatted(&before, kind).as_deref(), Some(after.as_str()));
        assert_eq!(formatted(&after, kind).as_deref(), Some(after.as_str()), "not idempotent");
    }

    #[test]
    fn values_get_quotes_where_yaml_needs_them() {
        check("titel: Im Fokus: Bürgerkommune", "titel: \"Im Fokus: Bürgerkommune\"", "thema");
        check("titel: \"B²\" - Text", "titel: '\"B²\" - Text'", "thema");
        check("ags: 05113000   # Essen", "ags: \"05113000\"   # Essen", "kommune");
        check("titel: Gruppe # 4", "titel: \"Gruppe # 4\"", "thema");
        check("titel: ja\nentwurf: yes", "titel: \"ja\"\nentwurf: true", "thema");
        check("entwurf: ja", "entwurf: ja", "thema");
        check("datum: 2021-04-28", "datum: \"2021-04-28\"", "thema");
        check("datum: 28. April 2021", "datum: 28. April 2021", "thema");
        check("teil: 2\ntitel: 2021", "teil: 2\ntitel: \"2021\"", "veranstaltung");
        check("schlagwoerter: [on, 1.0, Dorf]", "schlagwoerter: [\"on\", \"1.0\", Dorf]", "thema");
        check("schlagwoerter:\n\t- on\n\t- Dorf # ja", "schlagwoerter:\n  - \"on\"\n  - Dorf # ja", "thema");
        check("quelle: { url: https://a.de/?x }", "quelle: { url: \"https://a.de/?x\" }", "thema");
    }

    #[test]
    fn keys_become_canonical_and_the_rest_stays() {
        check(
            "# oben\nTitle:   A\n\nträger: [x]   # wer\nTags:\n  - B\n",
            "# oben\ntitel:   A\n\ntraeger: [x]   # wer\nschlagwoerter:\n  - B\n",
            "praxisbeispiel",
        );
        check("titel:Text", "titel: Text", "thema");
        check("kontakt:\n  Name: Rathaus: Zimmer 4", "kontakt:\n  name: \"Rathaus: Zimmer 4\"", "praxisbeispiel");
        check("titel: Erste: Zeile\n  zweite \"Zeile\"", "titel: \"Erste: Zeile\n  zweite \\\"Zeile\\\"\"", "thema");
        check("datum: “2021”", "datum: \"2021\"", "thema");
    }

    #[test]
    fn faulty_files_stay_as_they_are() {
        assert_eq!(formatted("---\nthemen: [a\n---\n", "thema"), None);
        assert_eq!(formatted("---\ntitel: A\n\nText ohne Ende", "thema"), None);
        assert_eq!(formatted("+++\na = 1\n+++\n", "thema"), None);
        assert_eq!(formatted("Nur Text: ja\n", "thema").as_deref(), Some("Nur Text: ja\n"));
    }

    /// Pieces of values that YAML reads in surprising ways.
    const PIECES: &[&str] = &[
        "a",
        "Ä",
        " ",
        ": ",
        ":",
        " #",
        "#",
        "-",
        "- ",
        "? ",
        "*",
        "&",
        "!",
        "%",
        "@",
        "`",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "\\",
        "„",
        "“",
        "»",
        "05",
        "14:30",
        "1e3",
        "yes",
        "on",
        "~",
        "null",
        "2021-04-28",
        "\t",
        "\u{a0}",
        "\u{2028}",
        "|",
        ">",
        "=",
        "<<",
        "0x1",
        "1_0",
        ".5",
        "true",
        "\n  ",
        "\n\n  ",
        "\n  # ",
        "\n  - ",
    ];

    fn key() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "titel",
            "kurztext",
            "datum",
            "ags",
            "schlagwoerter",
            "themen",
            "auch",
            "stelle",
            "entwurf",
            "verfasst_von",
            "Title",
            "unbekannt",
        ])
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

        /// `fmt` twice is `fmt` once, the values stay the same, and so does the text below.
        #[test]
        fn fmt_keeps_the_values_and_is_idempotent(lines in prop::collection::vec((key(), text()), 1..4)) {
            let yaml: String = lines.iter().map(|(key, text)| format!("{key}: {text}\n")).collect();
            let text = format!("---\n{yaml}---\n*Text*: [a\n");
            if let Some(once) = formatted(&text, "kommune") {
                prop_assert_eq!(values(&once, "kommune"), values(&text, "kommune"), "{}", once);
                prop_assert_eq!(formatted(&once, "kommune"), Some(once.clone()));
                prop_assert!(once.ends_with("---\n*Text*: [a\n"));
            }
        }
    }
}
