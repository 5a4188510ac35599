//! Front matter, read with the schema in hand.
//!
//! Editors write `titel: Im Fokus: Bürgerkommune`, which is not YAML. So each top-level key is taken by
//! itself: where its field holds one line of text, the line counts as written; lists and maps go through
//! the YAML parser. A fault in one key leaves the others readable. The rules for quotes are those of the
//! field's prototype: only a value that is quoted from end to end is a quoted value.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text};
use crate::schema::reader::yaml_fault;
use crate::schema::{ContentType, Field, Kind};
use crate::yaml::{self, Data, Key, Node, Scalar};

/// Largest front matter, in bytes (`reliability.md`: 64 KiB).
const MAX_BYTES: usize = 64 << 10;

/// A key with its value, not yet typed.
#[derive(Debug, Clone, PartialEq)]
pub struct RawField {
    /// The key.
    pub key: Key,
    /// The value; `span` in bytes of the file.
    pub node: Node,
}

/// Where front matter and text stand in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Lines between the fences; empty when there is no front matter.
    pub yaml: Range<usize>,
    /// The text, up to the file's end.
    pub body: Span,
    /// Whether the closing `---` is missing.
    pub unclosed: bool,
}

/// Finds front matter: `---` on the first line up to the next line that is `---` or `...`.
///
/// Without a closing fence the front matter is taken to end before the first blank line that is
/// followed by something other than a key.
pub fn split(text: &str) -> Split {
    let none = Split { yaml: 0..0, body: 0..to_u32(text.len()), unclosed: false };
    let Some(first) = text.split_inclusive('\n').next() else { return none };
    if first.trim_end() != "---" {
        return none;
    }
    let start = first.len();
    let mut position = start;
    for line in text[start..].split_inclusive('\n') {
        let end = position + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Split { yaml: start..position, body: to_u32(end)..to_u32(text.len()), unclosed: false };
        }
        position = end;
    }
    let end = unclosed_end(text, start);
    Split { yaml: start..end, body: to_u32(end)..to_u32(text.len()), unclosed: true }
}

fn unclosed_end(text: &str, start: usize) -> usize {
    let mut position = start;
    let mut blank_at = None;
    for line in text[start..].split_inclusive('\n') {
        let content = line.trim_end();
        if content.is_empty() {
            blank_at.get_or_insert(position);
        } else {
            let continues = content.starts_with([' ', '-']) || key_line(content).is_some();
            match blank_at {
                Some(blank) if !continues || content.starts_with('#') => return blank,
                None if content.starts_with("# ") || !continues && !content.starts_with('#') => return position,
                _ => blank_at = None,
            }
        }
        position += line.len();
    }
    blank_at.unwrap_or(text.len())
}

/// Reads the keys of front matter. Spans are bytes in `text`.
pub fn read(
    text: &str,
    split: &Split,
    fields: &[Field],
    content_type: &ContentType,
    file: &SourcePath,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<RawField> {
    if split.unclosed {
        diagnostics.push(Diagnostic::new(Code::FrontMatterUnclosed, file, 0..3));
    }
    if split.yaml.len() > MAX_BYTES {
        let what = Diagnostic::new(Code::YamlLimit, file, 0..3).arg("what", "bytes").arg("limit", MAX_BYTES);
        diagnostics.push(what);
        return Vec::new();
    }
    let lookup = |key: &str| content_type.field_index(key).map(|index| &fields[index]);
    let mut reader = ChunkReader { text, file, diagnostics, depth: 0 };
    reader.read(split.yaml.clone(), 0, &lookup)
}

struct ChunkReader<'a> {
    text: &'a str,
    file: &'a SourcePath,
    diagnostics: &'a mut Vec<Diagnostic>,
    depth: usize,
}

/// A key line with the lines that belong to it.
struct Chunk {
    key: Key,
    /// From behind the colon to the end of the last line.
    value: Range<usize>,
    /// End of the key's own line, without line break.
    line_end: usize,
    /// Whether any further line has content.
    continued: bool,
}

impl ChunkReader<'_> {
    fn read<'s>(
        &mut self,
        range: Range<usize>,
        indent: usize,
        lookup: &dyn Fn(&str) -> Option<&'s Field>,
    ) -> Vec<RawField> {
        let mut fields: Vec<RawField> = Vec::new();
        for chunk in self.chunks(range, indent) {
            if let Some(first) = fields.iter().find(|field| field.key.text == chunk.key.text) {
                let line = self.text[..first.key.span.start as usize].matches('\n').count() + 1;
                self.diagnostics.push(
                    Diagnostic::new(Code::DuplicateKey, self.file, chunk.key.span.clone())
                        .arg("key", &chunk.key.text)
                        .arg("line", line),
                );
                continue;
            }
            if let Some(node) = self.value(&chunk, lookup(&chunk.key.text)) {
                fields.push(RawField { key: chunk.key, node });
            }
        }
        fields
    }

    fn chunks(&mut self, range: Range<usize>, indent: usize) -> Vec<Chunk> {
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut position = range.start;
        for line in self.text[range].split_inclusive('\n') {
            let start = position;
            position += line.len();
            let content = line.trim_end();
            let own_indent = content.len() - content.trim_start_matches(' ').len();
            let is_comment = content[own_indent..].starts_with('#');
            let belongs = own_indent > indent
                || content[own_indent.min(content.len())..].starts_with("- ")
                || content.trim() == "-";
            if content.is_empty() || is_comment && own_indent <= indent {
                continue;
            }
            match (chunks.last_mut(), key_line(&content[own_indent..])) {
                (_, Some(key)) if own_indent == indent => {
                    let key_start = start + own_indent + key.start;
                    let colon = start + own_indent + key.colon;
                    chunks.push(Chunk {
                        key: Key {
                            span: to_u32(key_start)..to_u32(key_start + key.text.len()),
                            text: key.text.to_owned(),
                        },
                        value: colon + 1..start + content.len(),
                        line_end: start + content.len(),
                        continued: false,
                    });
                }
                (Some(chunk), _) if belongs => {
                    chunk.value.end = start + content.len();
                    chunk.continued |= !is_comment;
                }
                _ if content[own_indent..].starts_with('\t') => self.diagnostics.push(
                    Diagnostic::new(Code::Yaml, self.file, to_u32(start + own_indent)..to_u32(start + own_indent + 1))
                        .text(Text::new("yaml.tab")),
                ),
                _ => self.diagnostics.push(
                    Diagnostic::new(
                        Code::FrontMatterLine,
                        self.file,
                        to_u32(start + own_indent)..to_u32(start + content.len()),
                    )
                    .arg("text", content.trim()),
                ),
            }
        }
        chunks
    }

    fn value(&mut self, chunk: &Chunk, field: Option<&Field>) -> Option<Node> {
        let line = &self.text[chunk.value.start..chunk.line_end];
        let rest = line.trim();
        let start = chunk.value.start + (line.len() - line.trim_start().len());
        let span = to_u32(start)..to_u32(start + rest.len());
        if rest.is_empty() && !chunk.continued {
            return None;
        }
        if let Some(Kind::Object(sub)) = field.map(|field| &field.kind)
            && rest.is_empty()
            && self.depth < 4
            && !field.is_some_and(|field| field.many)
        {
            return self.object(chunk, sub);
        }
        match field {
            Some(field) if field.is_scalar() => self.scalar(chunk, field, rest, span),
            _ => self.tree(chunk, rest, span),
        }
    }

    /// A block map whose sub-fields are read by the same rules as the top level.
    fn object(&mut self, chunk: &Chunk, sub: &[Field]) -> Option<Node> {
        let start = (chunk.line_end..chunk.value.end).find(|i| self.text.as_bytes()[*i] == b'\n')? + 1;
        let inner = &self.text[start..chunk.value.end];
        let first = inner.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        let indent = first.len() - first.trim_start_matches(' ').len();
        if indent == 0 || key_line(first.trim_start()).is_none() {
            return self.tree(chunk, "", to_u32(start)..to_u32(start));
        }
        let lookup = |key: &str| {
            let normal = crate::schema::normal_key(key);
            sub.iter().find(|field| {
                field.key.as_ref() == normal || field.aliases.iter().any(|a| crate::schema::normal_key(a) == normal)
            })
        };
        self.depth += 1;
        let fields = self.read(start..chunk.value.end, indent, &lookup);
        self.depth -= 1;
        let entries = fields.into_iter().map(|field| (field.key, field.node)).collect();
        Some(Node { span: to_u32(start + indent)..to_u32(chunk.value.end), data: Data::Map(entries) })
    }

    /// One line of text, taken as written unless it is quoted from end to end or a block scalar.
    fn scalar(&mut self, chunk: &Chunk, field: &Field, rest: &str, span: Span) -> Option<Node> {
        let is_text = matches!(field.kind, Kind::Text | Kind::Markdown);
        let is_block = rest.starts_with(['|', '>']) && rest[1..].chars().all(|c| matches!(c, '-' | '+' | '0'..='9'));
        let is_flow = !is_text && rest.starts_with(['[', '{']);
        let is_nested = rest.is_empty() && !is_text && chunk.continued;
        if is_block || is_flow || is_nested || is_quoted(rest) || is_unclosed(rest) {
            return self.tree(chunk, rest, span);
        }
        let mut text = rest.to_owned();
        if let Some(position) = rest.find(" #") {
            let comment = rest[position + 1..].to_owned();
            if is_text {
                let at = span.start + to_u32(position + 1);
                self.diagnostics
                    .push(Diagnostic::new(Code::CommentOrText, self.file, at..span.end).arg("comment", comment));
            } else {
                text.truncate(position);
                text.truncate(text.trim_end().len());
            }
        }
        let mut end = span.end;
        if chunk.continued {
            for line in self.text[chunk.line_end..chunk.value.end].lines() {
                let line = line.trim();
                if !line.is_empty() {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(line);
                }
            }
            end = to_u32(chunk.value.end);
        }
        if !is_text && matches!(text.as_str(), "~" | "null") {
            return None;
        }
        Some(Node { span: span.start..end, data: Data::Scalar(Scalar { text, quoted: false }) })
    }

    /// Lists and maps, through the YAML parser; plain one-line lists without it, since most are such.
    fn tree(&mut self, chunk: &Chunk, rest: &str, span: Span) -> Option<Node> {
        if !chunk.continued
            && let Some(node) = simple(rest, &span)
        {
            return Some(node);
        }
        let offset = chunk.value.start;
        let yaml_text = &self.text[chunk.value.clone()];
        match yaml::parse_at(yaml_text, to_u32(offset)) {
            Ok(node) if node.is_null() => None,
            Ok(node) => Some(node),
            Err(fault) => {
                let diagnostic = yaml_fault(self.file, self.text, 0, fault);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// `[a, b, c]` or `a` made of words that mean the same in every reading of YAML.
fn simple(rest: &str, span: &Span) -> Option<Node> {
    let is_plain = |word: &str| {
        !word.is_empty()
            && word.starts_with(char::is_alphanumeric)
            && !word.contains([':', '#', '[', ']', '{', '}', '"', '\'', '&', '*', '\t'])
            && word != "null"
    };
    let scalar = |text: &str, start: u32| Node {
        span: start..start + to_u32(text.len()),
        data: Data::Scalar(Scalar { text: text.to_owned(), quoted: false }),
    };
    if is_plain(rest) && !rest.contains(',') {
        return Some(scalar(rest, span.start));
    }
    let inner = rest.strip_prefix('[')?.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut start = span.start + 1;
    for word in inner.split(',') {
        let trimmed = word.trim();
        if !is_plain(trimmed) {
            return None;
        }
        items.push(scalar(trimmed, start + to_u32(word.len() - word.trim_start().len())));
        start += to_u32(word.len() + 1);
    }
    Some(Node { span: span.clone(), data: Data::Seq(items) })
}

struct KeyLine<'t> {
    start: usize,
    text: &'t str,
    colon: usize,
}

/// `key: …` with a key of letters, digits, `_`, `-` and spaces, plain or quoted.
fn key_line(line: &str) -> Option<KeyLine<'_>> {
    if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = line[1..].find(quote)? + 1;
        let colon = end + 1 + line[end + 1..].find(':')?;
        let is_key = line[end + 1..colon].trim().is_empty() && ends_key(&line[colon + 1..]);
        return is_key.then(|| KeyLine { start: 1, text: &line[1..end], colon });
    }
    let colon = line.find(':')?;
    let key = line[..colon].trim_end();
    let is_key = key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
        && ends_key(&line[colon + 1..]);
    is_key.then_some(KeyLine { start: 0, text: key, colon })
}

fn ends_key(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// Quoted from end to end: `"…"` without another unescaped quote, or `'…'` with quotes doubled.
fn is_quoted(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(quote) = chars.next().filter(|c| matches!(c, '"' | '\'')) else { return false };
    let mut escaped = false;
    let inner: Vec<char> = chars.collect();
    let mut i = 0;
    while i < inner.len() {
        let c = inner[i];
        if escaped {
            escaped = false;
        } else if quote == '"' && c == '\\' {
            escaped = true;
        } else if c == quote {
            if quote == '\'' && inner.get(i + 1) == Some(&'\'') {
                i += 1;
            } else {
                return i + 1 == inner.len();
            }
        }
        i += 1;
    }
    false
}

/// Begins with a quote that nothing closes: a slip, not a text.
fn is_unclosed(text: &str) -> bool {
    match text.chars().next() {
        Some('"') => text[1..].matches('"').count() == 0 && text.len() > 1,
        Some('\'') => text[1..].matches('\'').count() == 0 && text.contains(' '),
        _ => false,
    }
}

fn to_u32(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("files are limited in size")
}
