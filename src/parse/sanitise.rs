//! Raw HTML in content: what passes, and how it is written.
//!
//! Markdown hands raw HTML over in pieces: the tags of one element are separate events with Markdown
//! between them, and `<details>` may open in one block and close in another. A sanitiser for whole
//! documents cannot see such pairs. So nothing is filtered here: tags are read, and what is on the
//! list below is **written anew**, with attributes that are listed and escaped. Everything else is
//! text. What is never copied needs no cleaning. A test lets ammonia judge the result.

use super::markdown::html::{escape_attribute, escape_text};

/// Where an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// In running text.
    Phrasing,
    /// Between blocks.
    Block,
    /// In running text, without end tag.
    Void,
}

/// An element that content may use.
#[derive(Debug, PartialEq, Eq)]
pub struct Element {
    /// Lower case.
    pub name: &'static str,
    /// Where it may stand.
    pub level: Level,
    /// Attributes beside `lang`, `dir`, `title` and `class`.
    attributes: &'static [&'static str],
}

const fn element(name: &'static str, level: Level, attributes: &'static [&'static str]) -> Element {
    Element { name, level, attributes }
}

/// Nothing here loads, runs, submits, positions or styles anything.
static ELEMENTS: [Element; 42] = [
    element("abbr", Level::Phrasing, &[]),
    element("b", Level::Phrasing, &[]),
    element("bdi", Level::Phrasing, &[]),
    element("bdo", Level::Phrasing, &[]),
    element("blockquote", Level::Block, &[]),
    element("br", Level::Void, &[]),
    element("cite", Level::Phrasing, &[]),
    element("code", Level::Phrasing, &[]),
    element("dd", Level::Block, &[]),
    element("del", Level::Phrasing, &["datetime"]),
    element("details", Level::Block, &["open"]),
    element("dfn", Level::Phrasing, &[]),
    element("div", Level::Block, &[]),
    element("dl", Level::Block, &[]),
    element("dt", Level::Block, &[]),
    element("em", Level::Phrasing, &[]),
    element("i", Level::Phrasing, &[]),
    element("ins", Level::Phrasing, &["datetime"]),
    element("kbd", Level::Phrasing, &[]),
    element("li", Level::Block, &[]),
    element("mark", Level::Phrasing, &[]),
    element("ol", Level::Block, &["start", "reversed"]),
    element("p", Level::Block, &[]),
    element("q", Level::Phrasing, &[]),
    element("rb", Level::Phrasing, &[]),
    element("rp", Level::Phrasing, &[]),
    element("rt", Level::Phrasing, &[]),
    element("ruby", Level::Phrasing, &[]),
    element("s", Level::Phrasing, &[]),
    element("samp", Level::Phrasing, &[]),
    element("small", Level::Phrasing, &[]),
    element("span", Level::Phrasing, &[]),
    element("strong", Level::Phrasing, &[]),
    element("sub", Level::Phrasing, &[]),
    element("summary", Level::Block, &[]),
    element("sup", Level::Phrasing, &[]),
    element("time", Level::Phrasing, &["datetime"]),
    element("tt", Level::Phrasing, &[]),
    element("u", Level::Phrasing, &[]),
    element("ul", Level::Block, &[]),
    element("var", Level::Phrasing, &[]),
    element("wbr", Level::Void, &[]),
];

/// Classes that content may use; the theme gives them their look.
const CLASSES: [&str; 5] = ["leichte-sprache", "lead", "quelle", "nowrap", "zahl"];

/// The element called `name`, in any case, if content may use it.
pub fn allowed(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name.eq_ignore_ascii_case(name))
}

/// A piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text, with character references as written.
    Text(&'a str),
    /// A comment.
    Comment,
    /// A start tag.
    Open {
        /// As written.
        name: &'a str,
        /// From `<` to `>`.
        source: &'a str,
    },
    /// An end tag.
    Close {
        /// As written.
        name: &'a str,
        /// From `<` to `>`.
        source: &'a str,
    },
    /// A declaration, an instruction, or an element that holds no HTML, as a whole.
    Foreign {
        /// `script`, `!DOCTYPE`, `?php`, …
        name: &'a str,
        /// All of it.
        source: &'a str,
    },
}

/// Longest tag that is read as one.
const LONGEST_TAG: usize = 2000;
/// Elements whose content is not HTML text, or is no use when its markup is read as text in pieces.
const OPAQUE: [&str; 11] =
    ["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp", "svg", "math"];

/// Cuts raw HTML into tokens; together they cover all of it.
pub fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let last_end = html.rfind('>').map_or(0, |i| i + 1);
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &html[at..];
        if rest.is_empty() {
            return None;
        }
        let markup = (at < last_end || rest.starts_with("<!--")).then(|| markup(rest)).flatten();
        let (token, width) = markup.unwrap_or_else(|| {
            let skip = usize::from(rest.starts_with('<'));
            let width = rest[skip..].find('<').map_or(rest.len(), |i| i + skip);
            (Token::Text(&rest[..width]), width)
        });
        at += width;
        Some(token)
    })
}

fn markup(rest: &str) -> Option<(Token<'_>, usize)> {
    let after = rest.strip_prefix('<')?;
    if let Some(comment) = after.strip_prefix("!--") {
        let width = match comment {
            _ if comment.starts_with('>') => 5,
            _ if comment.starts_with("->") => 6,
            _ => match comment.find("-->") {
                Some(end) => end + "<!---->".len(),
                // Would swallow the rest of the page, so it had better be seen.
                None => return Some((Token::Foreign { name: "!--", source: rest }, rest.len())),
            },
        };
        return Some((Token::Comment, width));
    }
    if after.starts_with(['!', '?']) {
        let end = if after.starts_with("![CDATA[") { "]]>" } else { ">" };
        let width = rest.find(end).map_or(rest.len(), |i| i + end.len());
        return Some((Token::Foreign { name: name(after, 1), source: &rest[..width] }, width));
    }
    let is_close = after.starts_with('/');
    let tag = &after[usize::from(is_close)..];
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = name(tag, 0);
    let width = tag_width(rest)?;
    if !is_close && let Some(opaque) = OPAQUE.iter().find(|opaque| opaque.eq_ignore_ascii_case(name)) {
        let width = width + element_end(&rest[width..], opaque);
        return Some((Token::Foreign { name, source: &rest[..width] }, width));
    }
    let source = &rest[..width];
    Some((if is_close { Token::Close { name, source } } else { Token::Open { name, source } }, width))
}

fn name(tag: &str, skip: usize) -> &str {
    let end = tag[skip..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(tag.len(), |i| i + skip);
    &tag[..end]
}

/// The bytes of the tag at the start of `rest`, with quoted attribute values in mind.
fn tag_width(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in rest.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the element `name` ends in `rest`, behind its end tag.
fn element_end(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_end = |i: &usize| {
        bytes[*i..].starts_with(b"</")
            && bytes.get(i + 2..i + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    let start = (0..bytes.len()).filter(|i| bytes[*i] == b'<').find(is_end);
    start.map_or(rest.len(), |i| rest[i..].find('>').map_or(rest.len(), |end| i + end + 1))
}

/// Writes the start tag of `element` with those attributes of `source` that may pass.
///
/// Gives the first attribute that had to be left out because of its name.
pub fn write_open<'s>(out: &mut String, element: &Element, source: &'s str) -> Option<&'s str> {
    out.push('<');
    out.push_str(element.name);
    let mut seen = Vec::new();
    let mut refused = None;
    for (written, value) in attributes(source) {
        let name = written.to_ascii_lowercase();
        if seen.contains(&name) {
            continue;
        }
        write_attribute(out, element, &name, &unescape(value));
        let is_known = ["lang", "dir", "title", "class"].contains(&name.as_str());
        if !is_known && !element.attributes.contains(&name.as_str()) {
            refused = refused.or(Some(written));
        }
        seen.push(name);
    }
    out.push('>');
    refused
}

fn write_attribute(out: &mut String, element: &Element, name: &str, value: &str) {
    let is_token = |extra: &str| value.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
    let classes;
    let value = match name {
        "lang" if !value.is_empty() && value.len() < 36 && is_token("-") => value,
        "dir" if matches!(value, "ltr" | "rtl" | "auto") => value,
        "title" => value,
        "class" => {
            let known: Vec<&str> = value.split_ascii_whitespace().filter(|class| CLASSES.contains(class)).collect();
            classes = known.join(" ");
            &classes
        }
        "open" | "reversed" if element.attributes.contains(&name) => "",
        "datetime" if element.attributes.contains(&name) && is_token("-:.+ ") => value,
        "start" if element.attributes.contains(&name) && value.len() < 9 && is_token("-") => value,
        _ => return,
    };
    if value.is_empty() && !matches!(name, "open" | "reversed") {
        return;
    }
    out.push(' ');
    out.push_str(name);
    if !value.is_empty() {
        out.push_str("=\"");
        escape_attribute(out, value);
        out.push('"');
    }
}

/// Names and values in a start tag.
fn attributes(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let tag = source.strip_prefix('<').unwrap_or(source);
    let mut rest = tag[name(tag, 0).len()..].trim_end_matches('>');
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else { return Some((name, "")) };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        rest = after;
        Some((name, value))
    })
}

/// Appends the text of raw HTML: character references stay, everything else is escaped.
pub fn write_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        escape_text(out, &rest[..at]);
        let width = reference_width(&rest[at..]);
        if width == 0 {
            out.push_str("&amp;");
        } else {
            out.push_str(&rest[at..at + width]);
        }
        rest = &rest[at + width.max(1)..];
    }
    escape_text(out, rest);
}

/// The bytes of the character reference at the start of `text`, 0 when there is none.
fn reference_width(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (skip, is_part): (usize, fn(&u8) -> bool) = match bytes.get(1..3) {
        Some([b'#', b'x' | b'X']) => (3, u8::is_ascii_hexdigit),
        Some([b'#', _]) => (2, u8::is_ascii_digit),
        _ => (1, u8::is_ascii_alphanumeric),
    };
    let part = bytes.get(skip..).unwrap_or_default().iter().take(32).take_while(|b| is_part(b)).count();
    if part > 0 && bytes.get(skip + part) == Some(&b';') { skip + part + 1 } else { 0 }
}

/// The characters that the references in `text` stand for, as far as they are common.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let width = reference_width(&rest[at..]);
        match reference(&rest[at..at + width]) {
            Some(c) => out.push(c),
            None => out.push_str(&rest[at..at + width.max(1)]),
        }
        rest = &rest[at + width.max(1)..];
    }
    out.push_str(rest);
    out
}

fn reference(text: &str) -> Option<char> {
    let name = text.strip_prefix('&')?.strip_suffix(';')?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return Some(code.ok().and_then(char::from_u32).filter(|c| !c.is_control()).unwrap_or('\u{FFFD}'));
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "shy" => '\u{AD}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "euro" => '€',
        "sect" => '§',
        "bdquo" => '„',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cover_the_text() {
        for html in [
            "a <b class='x>y'>c</b> <!-- d --> e &amp; <3 f",
            "<script>if (a<b) c()</script>d",
            "<SCRIPT>x</script >y",
            "<!-->a<!--->b<!-- c",
            "<![CDATA[ <b> ]]>c<?php x ?>d<!DOCTYPE html>",
            "<a <b <c",
            "ä<ö>ü",
            "<",
            "",
        ] {
            let total: String = tokens(html)
                .map(|token| match token {
                    Token::Text(text) => text.to_owned(),
                    Token::Comment => "#".to_owned(),
                    Token::Open { source, .. } | Token::Close { source, .. } | Token::Foreign { source, .. } => {
                        source.to_owned()
                    }
                })
                .collect();
            if !html.contains("<!--") {
                assert_eq!(total, html);
            }
        }
        assert_eq!(tokens("<!-->a<!--->b<!-- c -->").filter(|t| *t == Token::Comment).count(), 3);
        assert_eq!(tokens("<!-- c").next(), Some(Token::Foreign { name: "!--", source: "<!-- c" }));
        assert!(matches!(
            tokens("<script>if (a<b) c()</script>d").next(),
            Some(Token::Foreign { name: "script", source: "<script>if (a<b) c()</script>" })
        ));
    }

    #[test]
    fn only_listed_attributes_pass() {
        for (source, expected) in [
            ("<abbr title=\"a &amp; &quot;b\">", "<abbr title=\"a &amp; &quot;b\">"),
            (
                "<span lang=en onclick=alert(1) style='x' class=\"lead al-x quelle\">",
                "<span lang=\"en\" class=\"lead quelle\">",
            ),
            ("<span lang='\"><script>'>", "<span>"),
            ("<details open>", "<details open>"),
            ("<details OPEN='' onToggle=x>", "<details open>"),
            ("<div id=x dir=rtl dir=ltr>", "<div dir=\"rtl\">"),
            ("<time datetime=2021-04-28>", "<time datetime=\"2021-04-28\">"),
            ("<span title=\"&#0;&#x3c;\">", "<span title=\"\u{FFFD}&lt;\">"),
            ("<b/title=x>", "<b title=\"x\">"),
            ("<b title", "<b>"),
        ] {
            let element = allowed(name(&source[1..], 0)).unwrap();
            let mut out = String::new();
            write_open(&mut out, element, source);
            assert_eq!(out, expected, "{source}");
        }
    }

    #[test]
    fn references_stay_references() {
        let mut out = String::new();
        write_text(&mut out, "a &amp; b & c &nbsp;&#x20; &x &; <");
        assert_eq!(out, "a &amp; b &amp; c &nbsp;&#x20; &amp;x &amp;; &lt;");
        assert_eq!(unescape("&uuml;&#228;&amp;&unknown;&"), "üä&&unknown;&");
    }
}
