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
    /// Whether it is TOML between `+++`, which is not read; `yaml` is empty then.
    pub toml: bool,
}

/// Finds front matter: `---` on the first line up to the next line that is `---` or `...`.
///
/// Without a closing fence the front matter is taken to end before the first blank line that is
/// followed by something other than a key; a `---` further down is a line in the text then.
pub fn split(text: &str) -> Split {
    let none = Split { yaml: 0..0, body: 0..to_u32(text.len()), unclosed: false, toml: false };
    let Some(first) = text.split_inclusive('\n').next() else { return none };
    match first.trim_end() {
        "---" => {}
        "+++" => return split_toml(text, first.len()),
        _ => return none,
    }
    let start = first.len();
    let mut position = start;
    for line in text[start..].split_inclusive('\n') {
        let end = position + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            if let Some(early) = ends_early(&text[start..position]) {
                return unclosed(text, start, start + early);
            }
            return Split { yaml: start..position, body: to_u32(end)..to_u32(text.len()), ..none };
        }
        position = end;
    }
    let end = unclosed_end(text, start);
    unclosed(text, start, end)
}

fn unclosed(text: &str, start: usize, end: usize) -> Split {
    Split { yaml: start..end, body: to_u32(end)..to_u32(text.len()), unclosed: true, toml: false }
}

/// `+++` up to the next `+++`, as Hugo and Zola write it.
fn split_toml(text: &str, start: usize) -> Split {
    let mut position = start;
    for line in text[start..].split_inclusive('\n') {
        position += line.len();
        if line.trim_end() == "+++" {
            return Split { yaml: 0..0, body: to_u32(position)..to_u32(text.len()), unclosed: false, toml: true };
        }
    }
    let end = to_u32(text.len());
    Split { yaml: 0..0, body: end..end, unclosed: false, toml: true }
}

/// Where front matter ends when the fence that was found is a line in the text: at a blank line after
/// which no key comes any more, only text.
fn ends_early(yaml: &str) -> Option<usize> {
    let mut position = 0;
    let mut blank_at = None;
    let mut text_after = None;
    for line in yaml.split_inclusive('\n') {
        let content = line.trim_end();
        let is_key = key_line(content).is_some();
        if content.is_empty() {
            blank_at = blank_at.or(Some(position));
        } else if is_key || content.starts_with([' ', '\t', '-']) && text_after.is_none() {
            (blank_at, text_after) = (None, None);
        } else if !content.starts_with('#') {
            text_after = text_after.or(blank_at);
        }
        position += line.len();
    }
    text_after
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
    if split.toml {
        diagnostics.push(Diagnostic::new(Code::TomlFrontMatter, file, 0..3));
    }
    if split.unclosed {
        diagnostics.push(Diagnostic::new(Code::FrontMatterUnclosed, file, 0..3));
    }
    if split.yaml.len() > MAX_BYTES {
        let what =
            Diagnostic::new(Code::YamlLimit, file, 0..3).text(Text::new("yaml-limit.bytes").arg("limit", MAX_BYTES));
        diagnostics.push(what);
        return Vec::new();
    }
    let lookup = |key: &str| content_type.field_index(key).map(|index| &fields[index]);
    let cleaned = blanks(text, split.yaml.clone(), file, diagnostics);
    let text = cleaned.as_deref().unwrap_or(text);
    let mut reader = ChunkReader { text, file, diagnostics, depth: 0 };
    reader.read(split.yaml.clone(), 0, &lookup)
}

/// White space within a line.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n'
}

/// White space that YAML does not take for a blank: tabs, no-break spaces and their kin.
pub(crate) fn is_odd_blank(c: char) -> bool {
    is_blank(c) && c != ' '
}

/// The text with blanks where editors typed tabs or no-break spaces to indent or behind a colon.
///
/// Each byte becomes one blank, so that places stay the same.
fn blanks(text: &str, yaml: Range<usize>, file: &SourcePath, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    if !text[yaml.clone()].contains(is_odd_blank) {
        return None;
    }
    let mut out = text[..yaml.start].to_owned();
    let mut tab_at = None;
    for line in text[yaml.clone()].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(is_blank).len();
        if let Some(tab) = line[..indent].find('\t').filter(|_| !line.trim().is_empty()) {
            tab_at = tab_at.or(Some(out.len() + tab));
        }
        out.push_str(&" ".repeat(indent));
        match line[indent..].split_once(':') {
            Some((key, rest)) => {
                let blank = rest.len() - rest.trim_start_matches(is_blank).len();
                out.push_str(key);
                out.push(':');
                out.push_str(&" ".repeat(blank));
                out.push_str(&rest[blank..]);
            }
            None => out.push_str(&line[indent..]),
        }
    }
    out.push_str(&text[yaml.end..]);
    if let Some(at) = tab_at {
        diagnostics.push(Diagnostic::new(Code::TabIndent, file, to_u32(at)..to_u32(at + 1)));
    }
    debug_assert_eq!(out.len(), text.len(), "places must stay the same");
    Some(out)
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
        for chunk in self.chunks(range, indent, lookup) {
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

    fn chunks<'s>(
        &mut self,
        range: Range<usize>,
        indent: usize,
        lookup: &dyn Fn(&str) -> Option<&'s Field>,
    ) -> Vec<Chunk> {
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
            let rest = &content[own_indent..];
            let key = key_line(rest).or_else(|| loose_key_line(rest).filter(|key| lookup(key.text).is_some()));
            match (chunks.last_mut(), key) {
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
        if let Some(Kind::Object(sub) | Kind::Image(sub)) = field.map(|field| &field.kind)
            && rest.is_empty()
            && self.depth < 4
            && !field.is_some_and(|field| field.many)
        {
            return self.object(chunk, sub);
        }
        match field {
            Some(field) if field.is_scalar() || is_bare(field, rest) && !chunk.continued => {
                self.scalar(chunk, field, rest, span)
            }
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
        // The quoted text may stand on the lines below, or go on there.
        let whole = self.text[chunk.value.clone()].trim();
        let is_quoted = is_quoted(rest) || chunk.continued && is_quoted(whole);
        if is_block || is_flow || is_nested || is_quoted || is_unclosed(rest) {
            return self.tree(chunk, rest, span);
        }
        let mut text = rest.to_owned();
        let mut end = span.end;
        if let Some(position) = rest.find(" #") {
            let comment = rest[position + 1..].to_owned();
            if is_text {
                let at = span.start + to_u32(position + 1);
                self.diagnostics
                    .push(Diagnostic::new(Code::CommentOrText, self.file, at..span.end).arg("comment", comment));
            } else {
                text.truncate(position);
                text.truncate(text.trim_end().len());
                end = span.start + to_u32(text.len());
            }
        }
        let mut start = span.start;
        if chunk.continued {
            let mut position = chunk.line_end;
            for line in self.text[chunk.line_end..chunk.value.end].split_inclusive('\n') {
                let content = line.trim();
                if !content.is_empty() {
                    let at = to_u32(position + line.len() - line.trim_start().len());
                    if text.is_empty() {
                        start = at;
                    } else {
                        text.push(' ');
                    }
                    text.push_str(content);
                    end = at + to_u32(content.len());
                }
                position += line.len();
            }
        }
        if !is_text && matches!(text.as_str(), "~" | "null") {
            return None;
        }
        Some(Node { span: start..end, data: Data::Scalar(Scalar { text, quoted: false }) })
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
                // The key is there, so that nobody reports it as missing too.
                Some(Node { span, data: Data::Scalar(Scalar { text: String::new(), quoted: false }) })
            }
        }
    }
}

/// Whether `rest` is one value of a list, written without brackets: `schlagwoerter: Im Fokus: 2015`.
fn is_bare(field: &Field, rest: &str) -> bool {
    let is_single = matches!(field.kind, Kind::List(_) | Kind::Object(_) | Kind::Image(_));
    !is_single && !rest.is_empty() && !rest.starts_with(['[', '{', '"', '\'', '|', '>', '-', '&', '*', '!', '#'])
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

/// `titel:Text`, where the blank behind the colon is missing. Only keys of fields are read like that.
fn loose_key_line(line: &str) -> Option<KeyLine<'_>> {
    let colon = line.find(':')?;
    let key = line[..colon].trim_end();
    let is_key = !line[colon + 1..].starts_with(['/', ':']) && !key.is_empty();
    is_key.then_some(KeyLine { start: 0, text: key, colon })
}

fn ends_key(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// Quoted from end to end: `"…"` without another unescaped quote, or `'…'` with quotes doubled. A
/// comment may follow.
fn is_quoted(text: &str) -> bool {
    quoted_len(text).is_some_and(|length| {
        let rest = &text[length..];
        rest.trim().is_empty() || rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#')
    })
}

/// Length of the quoted string that `text` begins with, quotes included.
fn quoted_len(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let bytes = text.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quote == '"' => i += 1,
            b'\'' if quote == '\'' && bytes.get(i + 1) == Some(&b'\'') => i += 1,
            byte if byte == quote as u8 => return Some(i + 1),
            _ => {}
        }
        i += 1;
    }
    None
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

/// Where the text of a value stands in its file, line by line: block texts are indented there.
pub(crate) struct Places {
    /// Start of each line in the text and in the file.
    lines: Vec<(u32, u32)>,
    /// The whole value.
    whole: Span,
}

impl Places {
    /// The places of `text`, which is the value at `span` of `file`.
    pub(crate) fn of(file: &str, span: &Span, text: &str) -> Places {
        let mut lines = Vec::new();
        let mut from = span.start as usize;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            if !content.trim().is_empty() {
                // Escapes and folded lines are not found; then the value as a whole is the place.
                let Some(at) = file.get(from..).and_then(|rest| rest.find(content)) else { break };
                from += at;
                lines.push((to_u32(start), to_u32(from)));
                from += content.len();
            }
            start += line.len();
        }
        Places { lines, whole: span.clone() }
    }

    /// Bytes of the file for bytes of the text.
    pub(crate) fn in_file(&self, span: &Span) -> Span {
        let place = |at: u32| {
            let line = self.lines.iter().rfind(|(start, _)| *start <= at)?;
            Some(line.1 + (at - line.0))
        };
        match (place(span.start), place(span.end)) {
            (Some(start), Some(end)) if start <= end => start..end,
            _ => self.whole.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    /// The portal's types, as a site without any schema of its own has them.
    fn schema() -> crate::schema::Schema {
        let files = crate::schema::package::schema_files("portal");
        crate::schema::load::load(&files, &mut Vec::new())
    }

    fn fields(yaml: &str, kind: &str) -> (Vec<(String, String)>, Vec<Diagnostic>) {
        let schema = schema();
        let content_type = &schema.types[schema.type_index(kind).unwrap()];
        let text = format!("---\n{yaml}\n---\nText\n");
        let mut diagnostics = Vec::new();
        let split = split(&text);
        let raw = read(&text, &split, &content_type.fields, content_type, &"a.md".into(), &mut diagnostics);
        let show = |node: &Node| match node.as_str() {
            Some(text) => text.to_owned(),
            None => node.items().iter().filter_map(Node::as_str).collect::<Vec<_>>().join("|"),
        };
        (raw.into_iter().map(|field| (field.key.text, show(&field.node))).collect(), diagnostics)
    }

    #[track_caller]
    fn one(yaml: &str, kind: &str) -> String {
        let (mut fields, diagnostics) = fields(yaml, kind);
        assert!(diagnostics.iter().all(|d| d.severity == Severity::Hint), "{yaml}: {diagnostics:?}");
        assert_eq!(fields.len(), 1, "{yaml}: {fields:?}");
        fields.remove(0).1
    }

    /// The 17 titles that break other generators, and the values that their YAML corrupts.
    #[test]
    fn trap_titles_are_read_as_they_were_meant() {
        for (yaml, expected) in [
            ("titel: Im Fokus: Bürgerkommune", "Im Fokus: Bürgerkommune"),
            ("titel: *innen sprechen", "*innen sprechen"),
            ("titel: \"B²\" - Bürgerengagement", "\"B²\" - Bürgerengagement"),
            ("titel: Projekt #1 der Kommune", "Projekt #1 der Kommune"),
            ("titel: @netz", "@netz"),
            ("titel: % der Engagierten", "% der Engagierten"),
            ("titel: [Entwurf] Text", "[Entwurf] Text"),
            ("titel: - a", "- a"),
            ("titel: ? Frage", "? Frage"),
            ("titel: »Zitat«: Text", "»Zitat«: Text"),
            ("titel: Text:", "Text:"),
            ("titel: 'Bürger's'", "'Bürger's'"),
            ("titel: \"schon gut\"", "schon gut"),
            ("titel: ja", "ja"),
            ("titel: 'd''accord'", "d'accord"),
            ("titel: \"a \\\"b\\\"\" # Kommentar", "a \"b\""),
            ("titel: Erste Zeile\n  zweite: Zeile", "Erste Zeile zweite: Zeile"),
            ("titel: >-\n  Erste Zeile\n  zweite", "Erste Zeile zweite"),
        ] {
            assert_eq!(one(yaml, "thema"), expected, "{yaml}");
        }
        assert_eq!(one("ags: 05113000", "kommune"), "05113000");
        assert_eq!(one("ags: \"05113000\" # Essen", "kommune"), "05113000");
        assert_eq!(one("ausgabe: 14/2015", "referenz"), "14/2015");
        assert_eq!(one("beginn: 28. April 2021 # Auftakt", "veranstaltung"), "28. April 2021");
        assert_eq!(one("schlagwoerter: Im Fokus: Test", "thema"), "Im Fokus: Test");
    }

    #[test]
    fn keys_may_be_written_in_many_ways() {
        let schema = schema();
        let praxisbeispiel = &schema.types[schema.type_index("praxisbeispiel").unwrap()];
        for (yaml, key) in [
            ("träger: [essen]", "traeger"),
            ("Titel: Text", "titel"),
            ("title: Text", "titel"),
            ("titel:Text", "titel"),
            ("titel:\tText", "titel"),
            ("titel:\u{a0}Text", "titel"),
            ("\"titel\": Text", "titel"),
            ("verfasst-von: Bock, Stephanie", "verfasst_von"),
            ("Gefördert von: [essen]", "gefoerdert_von"),
        ] {
            let (fields, diagnostics) = fields(yaml, "praxisbeispiel");
            assert!(diagnostics.is_empty(), "{yaml}: {diagnostics:?}");
            let found = praxisbeispiel.field(&fields[0].0).unwrap_or_else(|| panic!("{yaml}: {fields:?}"));
            assert_eq!(found.key.as_ref(), key, "{yaml}");
            assert!(!fields[0].1.is_empty() && !fields[0].1.starts_with([' ', '\u{a0}']), "{yaml}: {fields:?}");
        }
    }

    #[test]
    fn tabs_indent_and_give_a_hint() {
        let (fields, diagnostics) = fields("themen:\n\t- essen\n\t- koeln\ntitel: A\tB", "thema");
        assert_eq!(fields, [("themen".into(), "essen|koeln".into()), ("titel".to_owned(), "A\tB".to_owned())]);
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::TabIndent]);
        assert_eq!(diagnostics[0].span, Some(12..13));
    }

    #[test]
    fn front_matter_ends_where_it_was_meant_to() {
        let body = |text: &str| {
            let split = split(text);
            (split.unclosed, text[split.yaml.clone()].to_owned(), text[split.body.start as usize..].to_owned())
        };
        let closed = |yaml: &str, rest: &str| (false, yaml.to_owned(), rest.to_owned());
        let open = |yaml: &str, rest: &str| (true, yaml.to_owned(), rest.to_owned());
        assert_eq!(body("---\na: 1\n---\nText\n\n---\n\nmehr\n"), closed("a: 1\n", "Text\n\n---\n\nmehr\n"));
        assert_eq!(body("---\na: 1\n\n# Kommentar\n---\nText\n"), closed("a: 1\n\n# Kommentar\n", "Text\n"));
        assert_eq!(body("---\na: 1\n...\nText\n"), closed("a: 1\n", "Text\n"));
        assert_eq!(body("---\na: 1\n\nText geht los.\n"), open("a: 1\n", "\nText geht los.\n"));
        assert_eq!(
            body("---\na: 1\n\nText geht los.\n\n---\n\nUnd weiter.\n"),
            open("a: 1\n", "\nText geht los.\n\n---\n\nUnd weiter.\n")
        );
        assert_eq!(body("---\na: 1\n\n## Überschrift\n\nText\n"), open("a: 1\n", "\n## Überschrift\n\nText\n"));
        assert_eq!(body("Text\n\n---\n\nmehr\n"), closed("", "Text\n\n---\n\nmehr\n"));
    }

    #[test]
    fn toml_is_named_as_what_it_is() {
        let split = split("+++\ntitle = \"a\"\n+++\nText\n");
        assert!(split.toml && split.yaml.is_empty());
        assert_eq!(split.body, 20..25);
    }

    #[test]
    fn a_broken_key_is_not_missing_too() {
        let (fields, diagnostics) = fields("themen: [a, b\ntitel: Gut", "thema");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(fields.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["themen", "titel"]);
    }
}
