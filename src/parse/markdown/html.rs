//! HTML with slots: text that is finished except for what only the whole site knows.
//!
//! Addresses of entries and images, and titles of entries, are not known while one file is parsed.
//! The text keeps the places open, in order, and [`Html::fill`] splices the values in later without
//! parsing again. Whatever is filled in is escaped here, so no caller can forget it.

use std::borrow::Cow;

/// HTML and the places in it that are still open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    /// The text without the values of the slots.
    pub text: String,
    /// The open places, in the order of the text.
    pub slots: Vec<Slot>,
}

/// A place where a value is still missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Byte in the text.
    pub at: u32,
    /// What belongs there.
    pub what: What,
}

/// What belongs into a slot; the number is an index into the links or images of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The attribute `href` of a link. Left out, the link is text that leads nowhere.
    Href(u32),
    /// The text of a link that has none of its own: the title of its target.
    Title(u32),
    /// The attribute `src` of an image.
    Src(u32),
    /// The attributes `width` and `height` of an image.
    Size(u32),
    /// What stands behind a link to a file: its type and size.
    Note(u32),
}

/// What the site knows about the targets of links and images.
pub trait Targets {
    /// The address of link `index`, not yet escaped; `None` when it leads nowhere.
    fn href(&self, index: usize) -> Option<Cow<'_, str>>;
    /// The title of the target of link `index`, as plain text.
    fn title(&self, index: usize) -> Cow<'_, str>;
    /// Type and size of the file that link `index` leads to, as plain text; nothing when it is no file.
    fn note(&self, _index: usize) -> Option<String> {
        None
    }
    /// The address of image `index`, not yet escaped.
    fn src(&self, index: usize) -> Option<Cow<'_, str>>;
    /// Width and height of image `index` in pixels.
    fn size(&self, index: usize) -> Option<(u32, u32)>;
    /// Image `index` in several sizes, as `srcset` wants it; nothing when there is one.
    fn srcset(&self, _index: usize) -> Option<String> {
        None
    }
}

/// How wide an image in a text is: as wide as the column.
pub const SIZES: &str = "(min-width: 48rem) 46rem, 100vw";

impl Html {
    /// Adds to the numbers of links and images, for a text that stands on a page after others.
    pub fn renumber(&mut self, links: u32, images: u32) {
        for slot in &mut self.slots {
            match &mut slot.what {
                What::Href(index) | What::Title(index) | What::Note(index) => *index += links,
                What::Src(index) | What::Size(index) => *index += images,
            }
        }
    }

    /// The whole text with the slots filled from `targets`.
    pub fn fill(&self, targets: &impl Targets) -> String {
        let mut out = String::with_capacity(self.text.len() + 48 * self.slots.len());
        self.fill_into(&mut out, targets);
        out
    }

    /// Appends the text with the slots filled from `targets` to `out`.
    pub fn fill_into(&self, out: &mut String, targets: &impl Targets) {
        let mut from = 0;
        for slot in &self.slots {
            let at = slot.at as usize;
            out.push_str(&self.text[from..at]);
            from = at;
            match slot.what {
                What::Href(index) => push_attribute(out, "href", targets.href(index as usize)),
                What::Src(index) => push_attribute(out, "src", targets.src(index as usize)),
                What::Title(index) => escape_text(out, &targets.title(index as usize)),
                What::Note(index) => {
                    if let Some(note) = targets.note(index as usize) {
                        out.push_str(" <span class=\"al-note\">(");
                        escape_text(out, &note);
                        out.push_str(")</span>");
                    }
                }
                What::Size(index) => {
                    if let Some((width, height)) = targets.size(index as usize) {
                        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                    }
                    if let Some(srcset) = targets.srcset(index as usize) {
                        push_attribute(out, "srcset", Some(Cow::Borrowed(&srcset)));
                        push_attribute(out, "sizes", Some(Cow::Borrowed(SIZES)));
                    }
                }
            }
        }
        out.push_str(&self.text[from..]);
    }
}

fn push_attribute(out: &mut String, name: &str, value: Option<Cow<'_, str>>) {
    // A path that was percent-encoded in the text (`javascript%3A…`) must not turn into a scheme here.
    if let Some(value) = value.filter(|value| super::links::is_safe(value)) {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_attribute(out, &value);
        out.push('"');
    }
}

/// Stands for a character that had a backslash before it and so is never typeset; see [`ESCAPED`].
pub(crate) const ESCAPED_QUOTE: char = '\u{0E}';
/// Pairs of stand-in and character, see [`ESCAPED_QUOTE`].
pub(crate) const ESCAPED: [(char, char); 4] =
    [(ESCAPED_QUOTE, '"'), ('\u{0F}', '\''), ('\u{10}', '-'), ('\u{11}', '.')];

/// The stand-in of a character that is never typeset because it had a backslash before it.
pub(crate) fn escaped(c: char) -> char {
    ESCAPED.iter().find(|(_, plain)| *plain == c).map_or(c, |(stand_in, _)| *stand_in)
}

const PASS: u8 = 0;
const AMP: u8 = 1;
const LESS: u8 = 2;
const GREATER: u8 = 3;
const QUOTE: u8 = 4;
const APOSTROPHE: u8 = 5;
/// Control characters have no business in HTML and vanish, stand-ins become their character.
const CONTROL: u8 = 6;
/// U+0080 to U+009F, control characters of two bytes, begin with this byte.
const LATIN: u8 = 7;

const fn table(attribute: bool) -> [u8; 256] {
    let mut table = [PASS; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = CONTROL;
        byte += 1;
    }
    table[b'\n' as usize] = PASS;
    table[b'\t' as usize] = PASS;
    table[0x7F] = CONTROL;
    table[0xC2] = LATIN;
    table[b'&' as usize] = AMP;
    table[b'<' as usize] = LESS;
    table[b'>' as usize] = GREATER;
    if attribute {
        table[b'"' as usize] = QUOTE;
        table[b'\'' as usize] = APOSTROPHE;
    }
    table
}

static TEXT: [u8; 256] = table(false);
static ATTRIBUTE: [u8; 256] = table(true);

/// Appends `text` escaped for the content of an element; control characters vanish.
pub fn escape_text(out: &mut String, text: &str) {
    escape(out, text, &TEXT);
}

/// Appends `text` escaped for an attribute in double quotes; control characters vanish.
pub fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, &ATTRIBUTE);
}

fn escape(out: &mut String, text: &str, table: &[u8; 256]) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut i = 0;
    while let Some(step) = bytes[i..].iter().position(|byte| table[usize::from(*byte)] != PASS) {
        i += step;
        let width = match (table[usize::from(bytes[i])], bytes.get(i + 1)) {
            (LATIN, Some(0x80..0xA0)) => 2,
            (LATIN, _) => {
                i += 2;
                continue;
            }
            _ => 1,
        };
        out.push_str(&text[from..i]);
        out.push_str(match table[usize::from(bytes[i])] {
            AMP => "&amp;",
            LESS => "&lt;",
            GREATER => "&gt;",
            QUOTE => "&quot;",
            APOSTROPHE => "&#39;",
            CONTROL => stand_in(bytes[i], table[usize::from(b'"')] == QUOTE),
            _ => "",
        });
        i += width;
        from = i;
    }
    out.push_str(&text[from..]);
}

/// What a control character is written as: its character for a stand-in, nothing for the others.
fn stand_in(byte: u8, in_attribute: bool) -> &'static str {
    match (byte, in_attribute) {
        (0x0E, true) => "&quot;",
        (0x0E, false) => "\"",
        (0x0F, true) => "&#39;",
        (0x0F, false) => "'",
        (0x10, _) => "-",
        (0x11, _) => ".",
        _ => "",
    }
}

/// Appends `url` as the value of `href` or `src`: what may not stand in an address is percent-encoded.
pub fn escape_url(out: &mut String, url: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in url.as_bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'!' | b'#' | b'$' | b'%' | b'(' | b')' | b'*' | b'+' | b',' | b'-' | b'.' | b'/' => out.push(byte as char),
            b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~' => out.push(byte as char),
            0..=0x1F | 0x7F => {}
            _ => {
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        for (text, content, attribute) in [
            ("a & b < c > d", "a &amp; b &lt; c &gt; d", "a &amp; b &lt; c &gt; d"),
            ("\"x\" 'y'", "\"x\" 'y'", "&quot;x&quot; &#39;y&#39;"),
            ("a\0b\u{1B}c\u{7F}\td\n", "abc\td\n", "abc\td\n"),
            ("a\u{85}b\u{A0}§ß", "ab\u{A0}§ß", "ab\u{A0}§ß"),
            ("\u{0E}\u{0F}\u{10}\u{11}", "\"'-.", "&quot;&#39;-."),
        ] {
            let mut out = String::new();
            escape_text(&mut out, text);
            assert_eq!(out, content);
            out.clear();
            escape_attribute(&mut out, text);
            assert_eq!(out, attribute);
        }
    }

    #[test]
    fn addresses_are_encoded() {
        let mut out = String::new();
        escape_url(&mut out, "https://x.de/Bürger*innen?a=1&b=\"<'[\u{1}");
        assert_eq!(out, "https://x.de/B%C3%BCrger*innen?a=1&amp;b=%22%3C&#39;%5B");
    }

    #[test]
    fn slots_are_filled_and_escaped() {
        struct Known;
        impl Targets for Known {
            fn href(&self, index: usize) -> Option<Cow<'_, str>> {
                Some(Cow::Borrowed(if index == 0 { "a.html?x=\"&y" } else { "javascript:alert(1)" }))
            }
            fn title(&self, _: usize) -> Cow<'_, str> {
                Cow::Borrowed("A & B")
            }
            fn src(&self, _: usize) -> Option<Cow<'_, str>> {
                Some(Cow::Borrowed("b.jpg"))
            }
            fn size(&self, _: usize) -> Option<(u32, u32)> {
                Some((3, 2))
            }
        }
        let html = Html {
            text: "<a></a><a>x</a><img>".to_owned(),
            slots: vec![
                Slot { at: 2, what: What::Href(0) },
                Slot { at: 3, what: What::Title(0) },
                Slot { at: 9, what: What::Href(1) },
                Slot { at: 19, what: What::Src(0) },
                Slot { at: 19, what: What::Size(0) },
            ],
        };
        assert_eq!(
            html.fill(&Known),
            "<a href=\"a.html?x=&quot;&amp;y\">A &amp; B</a><a>x</a><img src=\"b.jpg\" width=\"3\" height=\"2\">"
        );
    }
}
