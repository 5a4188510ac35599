//! Reads maps of schema files keyword by keyword and reports what it does not know.

use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text, did_you_mean};
use crate::yaml::{Data, Fault, FaultKind, Key, Node};

/// Where faults of schema and configuration files are collected.
pub(crate) struct Faults<'a> {
    pub(crate) file: SourcePath,
    pub(crate) list: &'a mut Vec<Diagnostic>,
}

impl Faults<'_> {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// A value that is not among those allowed.
    pub(crate) fn value(&mut self, keyword: &str, node: &Node, allowed: &str) {
        let value = node.as_str().unwrap_or("…");
        let hint = did_you_mean(value, allowed.split(", "));
        self.list.push(
            Diagnostic::new(Code::SchemaValue, &self.file, node.span.clone())
                .arg("keyword", keyword)
                .arg("value", value)
                .arg("allowed", allowed)
                .maybe_hint(hint.map(|name| Text::new("hint.did-you-mean").arg("name", name))),
        );
    }

    pub(crate) fn missing(&mut self, keyword: &str, what: &str, span: Span) {
        self.list
            .push(Diagnostic::new(Code::SchemaMissing, &self.file, span).arg("keyword", keyword).arg("where", what));
    }
}

/// A map whose keywords are taken one after the other; the rest is reported by [`Reader::finish`].
pub(crate) struct Reader<'n> {
    entries: Vec<(&'n Key, &'n Node, bool)>,
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'n> Reader<'n> {
    /// Reads `node`, which should be a map; `what` names it in messages (`type`, `field`, …).
    pub(crate) fn new(node: &'n Node, what: &'static str, faults: &mut Faults) -> Reader<'n> {
        if !matches!(node.data, Data::Map(_)) {
            faults.value(what, node, "{ … }");
        }
        let entries = node.entries().map(|(key, value)| (key, value, false)).collect();
        Reader { entries, what, known: Vec::new() }
    }

    /// The value of a keyword that is taken later.
    pub(crate) fn peek(&self, keyword: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(key, _, _)| key.text == keyword).map(|(_, node, _)| *node)
    }

    /// The value of a keyword.
    pub(crate) fn take(&mut self, keyword: &'static str) -> Option<&'n Node> {
        self.known.push(keyword);
        let entry = self.entries.iter_mut().find(|(key, _, _)| key.text == keyword)?;
        entry.2 = true;
        (!entry.1.is_null()).then_some(entry.1)
    }

    /// The text of a keyword.
    pub(crate) fn text(&mut self, keyword: &'static str, faults: &mut Faults) -> Option<String> {
        let node = self.take(keyword)?;
        match node.as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                faults.value(keyword, node, "…");
                None
            }
        }
    }

    /// A yes or no.
    pub(crate) fn flag(&mut self, keyword: &'static str, faults: &mut Faults) -> Option<bool> {
        let node = self.take(keyword)?;
        Some(flag(node, keyword, faults)).filter(|_| yes_or_no(node).is_some())
    }

    /// A whole number.
    pub(crate) fn count(&mut self, keyword: &'static str, faults: &mut Faults) -> Option<usize> {
        let node = self.take(keyword)?;
        let count = node.as_str().and_then(|text| text.parse().ok());
        if count.is_none() {
            faults.value(keyword, node, "0, 1, 2, …");
        }
        count
    }

    /// A number.
    pub(crate) fn number(&mut self, keyword: &'static str, faults: &mut Faults) -> Option<f32> {
        let node = self.take(keyword)?;
        let number = node.as_str().and_then(|text| text.parse().ok());
        if number.is_none() {
            faults.value(keyword, node, "0.5, 1, 2, …");
        }
        number
    }

    /// A text or a list of texts.
    pub(crate) fn texts(&mut self, keyword: &'static str, faults: &mut Faults) -> Vec<String> {
        self.take(keyword).map(|node| texts(node, keyword, faults)).unwrap_or_default()
    }

    /// A regular expression.
    pub(crate) fn pattern(&mut self, keyword: &'static str, faults: &mut Faults) -> Option<regex::Regex> {
        let node = self.take(keyword)?;
        let anchored = format!("^(?:{})$", node.as_str()?);
        match regex::RegexBuilder::new(&anchored).size_limit(1 << 20).build() {
            Ok(pattern) => Some(pattern),
            Err(_) => {
                faults.value(keyword, node, r"\d{5}, …");
                None
            }
        }
    }

    /// Reports all keywords that nobody took.
    pub(crate) fn finish(self, faults: &mut Faults) {
        for (key, _, taken) in &self.entries {
            if !taken {
                let near = did_you_mean(&key.text, self.known.iter().copied());
                let hint = match near {
                    Some(name) => Text::new("hint.did-you-mean").arg("name", name),
                    None => Text::new("hint.allowed").arg("values", self.known.join(", ")),
                };
                faults.push(
                    Diagnostic::new(Code::SchemaKeyword, &faults.file.clone(), key.span.clone())
                        .arg("keyword", &key.text)
                        .arg("where", word(self.what))
                        .hint(hint),
                );
            }
        }
    }
}

/// A yes or no; anything else is a fault and counts as no.
pub(crate) fn flag(node: &Node, keyword: &str, faults: &mut Faults) -> bool {
    if yes_or_no(node).is_none() {
        faults.value(keyword, node, "true, false");
    }
    yes_or_no(node) == Some(true)
}

/// `true` and `false`, in German and English too.
pub(crate) fn yes_or_no(node: &Node) -> Option<bool> {
    match node.as_str()? {
        "true" | "ja" | "yes" => Some(true),
        "false" | "nein" | "no" => Some(false),
        _ => None,
    }
}

/// The key of a word in the catalogue: what a message is about.
pub(crate) fn word(what: &str) -> String {
    format!("what.{what}")
}

/// A text or a list of texts.
pub(crate) fn texts(node: &Node, keyword: &str, faults: &mut Faults) -> Vec<String> {
    match &node.data {
        Data::Scalar(scalar) => vec![scalar.text.clone()],
        Data::Seq(items) => items
            .iter()
            .filter_map(|item| {
                if item.as_str().is_none() {
                    faults.value(keyword, item, "[a, b, …]");
                }
                item.as_str().map(str::to_owned)
            })
            .collect(),
        Data::Map(_) => {
            faults.value(keyword, node, "[a, b, …]");
            Vec::new()
        }
    }
}

/// The diagnostic for a fault in YAML; `offset` is where the YAML text starts in its file.
pub(crate) fn yaml_fault(file: &SourcePath, text: &str, offset: u32, fault: Fault) -> Diagnostic {
    let span = fault.span.start + offset..fault.span.end + offset;
    let line_of = |span: &Span| text[..(span.start as usize).min(text.len())].matches('\n').count() + 1;
    let new = |code| Diagnostic::new(code, file, span.clone());
    match fault.kind {
        FaultKind::Syntax => new(Code::Yaml),
        FaultKind::Bracket => new(Code::Yaml).text(Text::new("yaml.bracket")),
        FaultKind::Indentation => new(Code::Yaml).text(Text::new("yaml.indentation")),
        FaultKind::AfterQuote => new(Code::Yaml).text(Text::new("yaml.after-quote")),
        FaultKind::Escape => new(Code::Yaml).text(Text::new("yaml.escape")).hint(Text::new("hint.backslash")),
        FaultKind::Tab => new(Code::Yaml).text(Text::new("yaml.tab")),
        FaultKind::UnclosedQuote => new(Code::Yaml).text(Text::new("yaml.unclosed-quote")),
        FaultKind::ColonInValue => new(Code::Yaml).text(Text::new("yaml.colon")).hint(Text::new("hint.quote-value")),
        FaultKind::KeyNotText => new(Code::Yaml).text(Text::new("yaml.key-not-text")),
        FaultKind::DuplicateKey { key, first } => new(Code::DuplicateKey).arg("key", key).arg("line", line_of(&first)),
        FaultKind::Forbidden(what) => new(Code::YamlForbidden).text(Text::new(match what {
            "alias" => "yaml-forbidden.alias",
            "anchor" => "yaml-forbidden.anchor",
            "tag" => "yaml-forbidden.tag",
            _ => "yaml-forbidden.directive",
        })),
        FaultKind::Limit(what, limit) => {
            let text = Text::new(match what {
                "bytes" => "yaml-limit.bytes",
                "depth" => "yaml-limit.depth",
                _ => "yaml-limit.nodes",
            });
            new(Code::YamlLimit).text(text.arg("limit", limit))
        }
    }
}
