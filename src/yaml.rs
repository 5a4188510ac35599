//! YAML as a tree with byte spans: the one module that knows the YAML library.
//!
//! Scalars keep their text as written (`05113000` stays `05113000`, `ja` stays `ja`); what a value
//! means is decided by the kind of its field, not by YAML. Anchors, aliases, tags and directives are
//! refused, duplicate keys are faults at their own place, and size, depth and nodes are limited.

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, options};

use crate::diagnostic::Span;

/// Largest text that is read as YAML, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 24;
/// Most scalars, lists and maps in one text.
pub const MAX_NODES: usize = 400_000;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the node stands, in bytes.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// A scalar.
    Scalar(Scalar),
    /// A list.
    Seq(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A scalar: text after YAML's quotes and escapes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// Whether it was quoted or a block scalar, and so is text whatever it looks like.
    pub quoted: bool,
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Where the key stands.
    pub span: Span,
    /// The key's text.
    pub text: String,
}

/// A fault in YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What kind.
    pub kind: FaultKind,
}

/// The kinds of faults in YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Not YAML, for a reason that editors seldom meet.
    Syntax,
    /// A bracket that is not closed, or a comma that is missing inside.
    Bracket,
    /// A line that does not fit the lines above: indentation, `- ` or colon.
    Indentation,
    /// Text behind the closing quote.
    AfterQuote,
    /// A backslash in double quotes that means nothing.
    Escape,
    /// A tab as indentation.
    Tab,
    /// A quote that is never closed.
    UnclosedQuote,
    /// `: ` inside a plain value.
    ColonInValue,
    /// The same key twice in one map; where it stood first.
    DuplicateKey { key: String, first: Span },
    /// Anchors, aliases, tags and directives.
    Forbidden(&'static str),
    /// Larger, deeper or more than the limits.
    Limit(&'static str, usize),
    /// A key that is not plain text.
    KeyNotText,
}

impl Node {
    /// The entries of a map; nothing for other nodes.
    pub fn entries(&self) -> impl Iterator<Item = &(Key, Node)> {
        match &self.data {
            Data::Map(entries) => entries.iter(),
            _ => [].iter(),
        }
    }

    /// The value of `key` in a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }

    /// The items of a list; nothing for other nodes.
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::Seq(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Whether this is an empty plain scalar, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar(s) if !s.quoted && matches!(s.text.as_str(), "" | "~" | "null"))
    }
}

/// Parses one document. Spans are bytes in `text`.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let mut documents = parse_all(text)?;
    match documents.len() {
        0 => Ok(Node { span: 0..0, data: Data::Map(Vec::new()) }),
        1 => Ok(documents.remove(0)),
        _ => Err(Fault { span: documents[1].span.clone(), kind: FaultKind::Syntax }),
    }
}

/// Parses one document that stands at byte `offset` of its file; all spans are bytes of the file.
pub fn parse_at(text: &str, offset: u32) -> Result<Node, Fault> {
    match parse(text) {
        Ok(mut node) => {
            shift(&mut node, offset);
            Ok(node)
        }
        Err(mut fault) => {
            shift_span(&mut fault.span, offset);
            if let FaultKind::DuplicateKey { first, .. } = &mut fault.kind {
                shift_span(first, offset);
            }
            Err(fault)
        }
    }
}

fn shift(node: &mut Node, offset: u32) {
    shift_span(&mut node.span, offset);
    match &mut node.data {
        Data::Scalar(_) => {}
        Data::Seq(items) => items.iter_mut().for_each(|item| shift(item, offset)),
        Data::Map(entries) => {
            for (key, value) in entries {
                shift_span(&mut key.span, offset);
                shift(value, offset);
            }
        }
    }
}

fn shift_span(span: &mut Span, offset: u32) {
    span.start += offset;
    span.end += offset;
}

/// Parses all documents of a text.
pub fn parse_all(text: &str) -> Result<Vec<Node>, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault { span: 0..0, kind: FaultKind::Limit("bytes", MAX_BYTES) });
    }
    let parser = Parser::new_from_str_with_options(text, parser_options());
    let mut builder = Builder { text, parser, n_nodes: 0 };
    builder.stream()
}

fn parser_options() -> Options {
    options! {
        disallow_directives: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

type BoxedParser<'i> = Parser<'i, serde_yaml::granit_parser::StrInput<'i>>;

struct Builder<'i> {
    text: &'i str,
    parser: BoxedParser<'i>,
    n_nodes: usize,
}

impl<'i> Builder<'i> {
    fn next(&mut self) -> Result<(Event<'i>, Span), Fault> {
        match self.parser.next() {
            Some(Ok((event, span))) => {
                let at = |marker: &serde_yaml::granit_parser::Marker| {
                    offset(marker.byte_offset().unwrap_or(self.text.len()))
                };
                Ok((event, at(&span.start)..at(&span.end)))
            }
            Some(Err(error)) => Err(self.fault(&error)),
            None => Ok((Event::StreamEnd, offset(self.text.len())..offset(self.text.len()))),
        }
    }

    fn stream(&mut self) -> Result<Vec<Node>, Fault> {
        let mut documents = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(documents),
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => documents.push(self.node(event, span, 0)?),
            }
        }
    }

    fn node(&mut self, event: Event<'i>, span: Span, depth: usize) -> Result<Node, Fault> {
        self.n_nodes += 1;
        if self.n_nodes > MAX_NODES {
            return Err(Fault { span, kind: FaultKind::Limit("nodes", MAX_NODES) });
        }
        if depth > MAX_DEPTH {
            return Err(Fault { span, kind: FaultKind::Limit("depth", MAX_DEPTH) });
        }
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.forbid(anchor, tag.is_some(), &span)?;
                let quoted = style != ScalarStyle::Plain;
                let span = if quoted { span } else { trim_span(self.text, span, &value) };
                Ok(Node { span, data: Data::Scalar(Scalar { text: value.into_owned(), quoted }) })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.forbid(anchor, tag.is_some(), &span)?;
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => {
                            return Ok(Node { span: span.start..end.end, data: Data::Seq(items) });
                        }
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(_, anchor, tag) => {
                self.forbid(anchor, tag.is_some(), &span)?;
                self.map(span, depth)
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => Err(Fault { span, kind: FaultKind::Forbidden("alias") }),
            _ => Err(Fault { span, kind: FaultKind::Syntax }),
        }
    }

    /// Anchors and tags stand before their value, at a sign of their own.
    fn forbid(&self, anchor: usize, tag: bool, value: &Span) -> Result<(), Fault> {
        let (sign, what) = match (anchor, tag) {
            (0, false) => return Ok(()),
            (0, true) => ('!', "tag"),
            _ => ('&', "anchor"),
        };
        let before = &self.text[..value.start as usize];
        let start = before.rfind(sign).filter(|at| !before[*at..].contains('\n')).map_or(value.start, offset);
        Err(Fault { span: start..value.end, kind: FaultKind::Forbidden(what) })
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Node, Fault> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut seen: std::collections::HashMap<String, Span> = std::collections::HashMap::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, end) => {
                    return Ok(Node { span: start.start..end.end, data: Data::Map(entries) });
                }
                (event, span) => self.node(event, span, depth + 1)?,
            };
            let Data::Scalar(scalar) = key.data else {
                return Err(Fault { span: key.span, kind: FaultKind::KeyNotText });
            };
            let key = Key { span: key.span, text: scalar.text };
            if let Some(first) = seen.insert(key.text.clone(), key.span.clone()) {
                return Err(Fault { span: key.span, kind: FaultKind::DuplicateKey { key: key.text, first } });
            }
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            entries.push((key, value));
        }
    }

    /// Names the commonest slips of editors by looking at the line that the parser stumbled over.
    fn fault(&self, error: &ScanError) -> Fault {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let line_start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let line = self.text[line_start..].split('\n').next().unwrap_or_default();
        let info = error.info();
        let kind = if line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
            FaultKind::Tab
        } else if info.contains("trailing content") {
            FaultKind::AfterQuote
        } else if ["escape", "surrogate", "hexadecimal"].iter().any(|part| info.contains(part)) {
            FaultKind::Escape
        } else if info.contains("quoted scalar")
            || info.contains("unexpected end of stream") && self.text.contains(['"', '\''])
            || self.text[at..].starts_with(['"', '\''])
        {
            FaultKind::UnclosedQuote
        } else if info.contains("mapping values are not allowed") {
            FaultKind::ColonInValue
        } else if info.contains("nest") || info.contains("recursion") || info.contains("depth") {
            FaultKind::Limit("depth", MAX_DEPTH)
        } else if info.contains("unknown anchor") || info.contains("anchor or alias") {
            FaultKind::Forbidden("alias")
        } else if info.contains("directive") {
            FaultKind::Forbidden("directive")
        } else if info.contains("flow") || is_open_bracket(&self.text[at..]) {
            FaultKind::Bracket
        } else if ["indent", "block", "simple key", "mapping keys"].iter().any(|part| info.contains(part)) {
            FaultKind::Indentation
        } else {
            FaultKind::Syntax
        };
        let end = self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        Fault { span: offset(at)..offset(end), kind }
    }
}

/// Begins with a bracket that is closed nowhere.
fn is_open_bracket(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    text.starts_with(['[', '{']) && (count('[') > count(']') || count('{') > count('}'))
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("texts are limited to MAX_BYTES")
}

/// Plain scalars may come with a span that reaches over trailing blanks; cut it to the text.
fn trim_span(text: &str, span: Span, value: &str) -> Span {
    let slice = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    if value.contains('\n') { span } else { span.start..span.start + offset(slice.trim_end().len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_keep_what_was_written() {
        let node = parse("ags: 05113000\nuhrzeit: 14:30\nja: ja\nliste: [1.10, \"0x1\"]\n").unwrap();
        assert_eq!(node.get("ags").unwrap().as_str(), Some("05113000"));
        assert_eq!(node.get("uhrzeit").unwrap().as_str(), Some("14:30"));
        assert_eq!(node.get("ja").unwrap().as_str(), Some("ja"));
        assert_eq!(node.get("liste").unwrap().items()[0].as_str(), Some("1.10"));
    }

    #[test]
    fn spans_are_bytes_of_the_text() {
        let text = "träger: [Ämter, b ]  \n";
        let node = parse(text).unwrap();
        let (key, value) = node.entries().next().unwrap();
        assert_eq!(&text[key.span.start as usize..key.span.end as usize], "träger");
        let item = &value.items()[0];
        assert_eq!(&text[item.span.start as usize..item.span.end as usize], "Ämter");
    }

    #[test]
    fn duplicate_keys_are_faults_at_their_own_place() {
        let fault = parse("a: 1\nb: { c: 1, c: 2 }\n").unwrap_err();
        assert_eq!(fault, Fault { span: 16..17, kind: FaultKind::DuplicateKey { key: "c".into(), first: 10..11 } });
    }

    #[test]
    fn bombs_and_cleverness_are_refused() {
        for text in [
            "a: &x 1\nb: *x\n",
            "a: !!binary x\n",
            "%YAML 1.1\n---\na: 1\n",
            &"[".repeat(100_000),
            &format!("a: {}", "{a: ".repeat(60)),
        ] {
            assert!(parse(text).is_err(), "{}", &text[..text.len().min(30)]);
        }
    }
}
