//! Plain text: the words of a page by section, as the search shows and finds them.
//!
//! Words stand as in the text. What only serves the look is undone: no-break spaces are spaces, soft
//! hyphens are gone, blocks are parted by a line break.

/// The text of a page between two headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionText {
    /// The heading that opens the section; `None` before the first heading.
    pub heading: Option<SectionHeading>,
    /// The words, without those of the heading.
    pub text: String,
}

/// The heading that opens a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionHeading {
    /// The anchor.
    pub id: String,
    /// The heading's text.
    pub title: String,
    /// 1 to 6.
    pub level: u8,
}

/// What parts two pieces of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

/// Collects plain text piece by piece.
#[derive(Debug)]
pub(crate) struct Collector {
    text: String,
    gap: Gap,
}

impl Collector {
    pub(crate) fn new() -> Collector {
        Collector { text: String::new(), gap: Gap::None }
    }

    /// Bytes so far; the place where the next piece begins, except for a gap before it.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text from byte `start` on, without gaps at its ends.
    pub(crate) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default().trim()
    }

    /// The next piece begins a new block.
    pub(crate) fn line(&mut self) {
        self.gap = Gap::Line;
    }

    /// The next piece is parted by a space.
    pub(crate) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// Appends a piece.
    pub(crate) fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.gap != Gap::None {
            if !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
                self.text.push(if self.gap == Gap::Line { '\n' } else { ' ' });
            }
            self.gap = Gap::None;
        }
        push_plain(&mut self.text, text);
    }

    /// Takes the text and leaves nothing.
    pub(crate) fn take(&mut self) -> String {
        self.gap = Gap::None;
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end().len());
        text
    }
}

/// First bytes of what [`push_plain`] changes.
static MARKS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = byte != b'\n' as usize && byte != b'\t' as usize;
        byte += 1;
    }
    table[0x7F] = true;
    table[0xC2] = true;
    table[0xE2] = true;
    table
};

/// Appends `text` without what only serves the look: no-break spaces become spaces, soft hyphens,
/// zero-width and control characters vanish.
pub(crate) fn push_plain(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut i = 0;
    while let Some(step) = bytes[i..].iter().position(|byte| MARKS[usize::from(*byte)]) {
        i += step;
        let (width, replacement) = match (bytes[i], bytes.get(i + 1), bytes.get(i + 2)) {
            (0x0E, ..) => (1, "\""),
            (0x0F, ..) => (1, "'"),
            (0x10, ..) => (1, "-"),
            (0x11, ..) => (1, "."),
            (0..=0x7F, ..) | (0xC2, Some(0x80..0xA0), _) => (char_width(bytes[i]), ""),
            (0xC2, Some(0xA0), _) => (2, " "),
            (0xC2, Some(0xAD), _) => (2, ""),
            (0xE2, Some(0x80), Some(0xAF | 0x89)) => (3, " "),
            (0xE2, Some(0x80), Some(0x8B)) | (0xE2, Some(0x81), Some(0xA0)) => (3, ""),
            _ => {
                i += 1;
                continue;
            }
        };
        out.push_str(&text[from..i]);
        out.push_str(replacement);
        i += width;
        from = i;
    }
    out.push_str(&text[from..]);
}

fn char_width(first: u8) -> usize {
    if first < 0x80 { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_look_are_undone() {
        let mut out = String::new();
        push_plain(&mut out, "z.\u{202F}B. §\u{A0}5 Engagement\u{AD}förderung\u{200B} „ja“\u{1}");
        assert_eq!(out, "z. B. § 5 Engagementförderung „ja“");
    }

    #[test]
    fn pieces_are_parted_once() {
        let mut plain = Collector::new();
        plain.line();
        plain.push("Eins");
        plain.space();
        plain.line();
        plain.line();
        plain.push("Zwei");
        plain.space();
        plain.push("drei");
        plain.line();
        assert_eq!(plain.take(), "Eins\nZwei drei");
    }
}
