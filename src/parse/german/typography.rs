//! Typography of running text: quotes, apostrophes, dashes, ellipses, no-break spaces.
//!
//! Only straight quotes are touched; quotes that are typed stay. Whether a straight quote opens or
//! closes is told from its neighbours and from what is open, across inline code and links of one
//! block. Where it cannot be told (`24 " Monitor`), the text stays as it is.

use super::signs::month;

/// The quotes of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quotes {
    /// „…“ and ‚…‘
    #[default]
    German,
    /// »…« and ›…‹
    Guillemets,
    /// “…” and ‘…’
    English,
    /// Straight quotes stay.
    Straight,
}

impl Quotes {
    /// Opening and closing, outer and inner.
    fn marks(self) -> [[&'static str; 2]; 2] {
        match self {
            Quotes::German => [["„", "“"], ["‚", "‘"]],
            Quotes::Guillemets => [["»", "«"], ["›", "‹"]],
            Quotes::English => [["“", "”"], ["‘", "’"]],
            Quotes::Straight => [["\"", "\""], ["'", "'"]],
        }
    }
}

/// Sets `text`, a title or a summary without Markdown, in German typography. Addresses stay.
///
/// ```
/// use allmende::parse::german::{Quotes, typography};
/// assert_eq!(typography("Das \"Netzwerk\" -- z.B. 1998-2004", Quotes::German), "Das „Netzwerk“ – z.\u{202F}B. 1998–2004");
/// ```
pub fn typography(text: &str, quotes: Quotes) -> String {
    let mut setter = Typesetter::new(quotes);
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while let Some(url) = crate::parse::markdown::find_url(text, at) {
        setter.set(&text[at..url.start], Next { char: Some('x'), quote_later: true }, &mut out);
        out.push_str(&text[url.clone()]);
        setter.opaque();
        at = url.end;
    }
    setter.set(&text[at..], Next { char: None, quote_later: false }, &mut out);
    out
}

/// What follows a piece of text in its block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Next {
    /// The next character; `x` stands for code, links and the like, `None` for the end of the block.
    pub(crate) char: Option<char>,
    /// Whether a later piece of the block has a `'`.
    pub(crate) quote_later: bool,
}

/// How a quote was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// By `"`.
    Double,
    /// By `'`.
    Single,
    /// By a typed „.
    Typed,
}

/// Deepest nesting of quotes that is kept track of.
const MAX_OPEN: usize = 8;
/// How far the end of a `'…'` is looked for within a piece, in bytes.
const LONGEST_QUOTE: usize = 400;

/// First bytes of what may have to be set.
static MARKS: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"\"'-.0123456789\xC2\xE2";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

/// Sets the pieces of one block after the other.
#[derive(Debug)]
pub(crate) struct Typesetter {
    marks: [[&'static str; 2]; 2],
    open: Vec<Open>,
    /// The last character of the piece before.
    before: char,
}

impl Typesetter {
    pub(crate) fn new(quotes: Quotes) -> Typesetter {
        Typesetter { marks: quotes.marks(), open: Vec::new(), before: ' ' }
    }

    /// A new block begins.
    pub(crate) fn reset(&mut self) {
        self.open.clear();
        self.before = ' ';
    }

    /// Something without letters of its own stands here: code, an image, an address.
    pub(crate) fn opaque(&mut self) {
        self.before = 'x';
    }

    /// A line break.
    pub(crate) fn space(&mut self) {
        self.before = ' ';
    }

    /// Appends `text` set to `out`.
    pub(crate) fn set(&mut self, text: &str, next: Next, out: &mut String) {
        let mut piece = Piece { text, next, done: 0, at: 0, out };
        let bytes = text.as_bytes();
        while let Some(step) = bytes[piece.at..].iter().position(|byte| MARKS[usize::from(*byte)]) {
            piece.at += step;
            match bytes[piece.at] {
                b'"' => self.double(&mut piece),
                b'\'' => self.single(&mut piece),
                b'-' => piece.hyphen(self.before),
                b'.' => piece.stop(self.before),
                b'0'..=b'9' => piece.number(self.before),
                0xC2 if bytes.get(piece.at + 1) == Some(&0xA7) => piece.paragraph_sign(),
                0xE2 if bytes.get(piece.at + 1) == Some(&0x80) => self.typed(&mut piece),
                _ => piece.at += 1,
            }
        }
        let done = piece.done;
        out.push_str(&text[done..]);
        if let Some(last) = text.chars().next_back() {
            self.before = last;
        }
    }

    fn double(&mut self, piece: &mut Piece) {
        let (before, after) = piece.around(self.before, 1);
        let is_open = self.open.iter().any(|open| *open != Open::Single);
        let before_opens = before.is_whitespace() || is_opener(before);
        let after_closes = after.is_none_or(|c| c.is_whitespace() || is_closer(c));
        match (before_opens, after_closes) {
            (true, false) => self.open_quote(piece, Open::Double),
            (false, _) if is_open => self.close_double(piece),
            (true, true) if is_open => self.close_double(piece),
            // `"... und dann"`
            (true, true) if after.is_some_and(|c| matches!(c, '.' | '…' | '–' | '\'' | '„' | '»')) => {
                self.open_quote(piece, Open::Double)
            }
            // `24"`: a measure, and nothing is open that it could close.
            (false, _) if before.is_ascii_digit() => piece.at += 1,
            // `Kleinstadt"Gipfel"`: between letters, and nothing to close.
            (false, false) => self.open_quote(piece, Open::Double),
            // A closing quote whose opening one is missing, or `""`, or one between spaces.
            (false, true) if before.is_alphanumeric() || ".!?…,".contains(before) => {
                piece.replace(1, self.marks[0][1])
            }
            _ => piece.at += 1,
        }
    }

    fn open_quote(&mut self, piece: &mut Piece, kind: Open) {
        let level = usize::from(kind == Open::Single || self.n_doubles() % 2 == 1);
        if self.open.len() < MAX_OPEN {
            self.open.push(kind);
        }
        piece.replace(1, self.marks[level][0]);
    }

    fn close_double(&mut self, piece: &mut Piece) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Single => {}
                Open::Typed => return piece.replace(1, "“"),
                Open::Double => break,
            }
        }
        let level = self.n_doubles() % 2;
        piece.replace(1, self.marks[level][1]);
    }

    /// Doubles alternate between outer and inner marks.
    fn n_doubles(&self) -> usize {
        self.open.iter().filter(|open| **open != Open::Single).count()
    }

    fn single(&mut self, piece: &mut Piece) {
        let (before, after) = piece.around(self.before, 1);
        let is_open = self.open.contains(&Open::Single);
        let before_opens = before.is_whitespace() || is_opener(before);
        let after_closes = after.is_none_or(|c| c.is_whitespace() || is_closer(c) || c == '-');
        if before_opens && !after_closes {
            if !piece.is_elision() && piece.has_closing_single() {
                self.open_quote(piece, Open::Single);
            } else {
                piece.replace(1, "’");
            }
        } else if is_open && !before.is_whitespace() && (after_closes || !after.is_some_and(char::is_alphanumeric)) {
            while self.open.pop().is_some_and(|open| open != Open::Single) {}
            piece.replace(1, self.marks[1][1]);
        } else if before.is_alphabetic() {
            piece.replace(1, "’");
        } else {
            // `5'`, `'` between spaces
            piece.at += 1;
        }
    }

    /// A quote that was typed: remembered, so that a straight one can close it.
    fn typed(&mut self, piece: &mut Piece) {
        match piece.text.as_bytes().get(piece.at + 2) {
            Some(0x9E) if self.open.len() < MAX_OPEN => self.open.push(Open::Typed),
            Some(0x9C | 0x9D) if self.open.last() == Some(&Open::Typed) => {
                self.open.pop();
            }
            _ => {}
        }
        piece.at += 3;
    }
}

fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '-' | '–' | '—' | '„' | '»' | '›' | '‚' | '"' | '\'' | '=' | '¿' | '¡')
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '“'
            | '”'
            | '«'
            | '‹'
            | '‘'
            | '"'
            | '\''
            | '–'
            | '—'
    )
}

/// A piece of text that is being set.
struct Piece<'a, 'o> {
    text: &'a str,
    next: Next,
    /// Up to here the text is in `out`.
    done: usize,
    at: usize,
    out: &'o mut String,
}

impl Piece<'_, '_> {
    /// Replaces the next `width` bytes.
    fn replace(&mut self, width: usize, by: &str) {
        self.out.push_str(&self.text[self.done..self.at]);
        self.out.push_str(by);
        self.at += width;
        self.done = self.at;
    }

    /// The characters before the current byte and after `width` bytes.
    fn around(&self, before: char, width: usize) -> (char, Option<char>) {
        let previous = self.text[..self.at].chars().next_back().unwrap_or(before);
        (previous, self.text[self.at + width..].chars().next().or(self.next.char))
    }

    /// `'ne`, `'s`, `'rein`, `'89`: an apostrophe at the start of a word.
    fn is_elision(&self) -> bool {
        const ELIDED: [&str; 16] = [
            "n",
            "ne",
            "nen",
            "nem",
            "ner",
            "nes",
            "s",
            "rein",
            "raus",
            "ran",
            "rauf",
            "runter",
            "rüber",
            "rum",
            "türlich",
            "tschuldigung",
        ];
        let rest = &self.text[self.at + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        if rest[end..].starts_with('\'') && word != "n" {
            return false;
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        ELIDED.contains(&word) || (digits == 2 && matches!(&word[2..], "" | "er" | "ern"))
    }

    fn has_closing_single(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let window = &rest[..rest.len().min(LONGEST_QUOTE)];
        let closes = |i: usize| {
            let before = window[i - 1];
            let after = rest.get(i + 1).copied();
            !before.is_ascii_whitespace()
                && !after.is_some_and(|b| b.is_ascii_alphanumeric() || (0xC3..0xE0).contains(&b))
        };
        let mut quotes = window.iter().enumerate().skip(1).filter(|(_, b)| **b == b'\'').map(|(i, _)| i);
        quotes.any(closes) || self.next.quote_later
    }

    fn hyphen(&mut self, before: char) {
        let bytes = self.text.as_bytes();
        let width = bytes[self.at..].iter().take_while(|b| **b == b'-').count();
        let (previous, after) = self.around(before, width);
        let dash = match width {
            // ` - ` between words, also at the end of a line
            1 if previous == ' ' && self.at > 0 && after.is_none_or(char::is_whitespace) => "–",
            // `Botschafterinnen und -Botschafter`, `Bürger/-innen`: no line ends between hyphen and word
            1 if self.is_hyphen_of_word(previous) => "\u{2011}",
            // `Wort -- Wort`, `Wort--Wort`, but not ` --option`
            2 if previous != ' ' || after.is_none_or(|c| !c.is_alphanumeric()) => "–",
            3 => "—",
            _ => {
                self.at += width;
                return;
            }
        };
        self.replace(width, dash);
    }

    /// Whether the hyphen stands for the first part of a compound; ` -v` does not.
    fn is_hyphen_of_word(&self, previous: char) -> bool {
        let mut next = self.text[self.at + 1..].chars();
        let (first, second) = (next.next(), next.next());
        let is_lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
        match previous {
            ' ' | '\u{A0}' => first.is_some_and(char::is_uppercase) && is_lower(second),
            '/' => {
                is_lower(first)
                    && is_lower(second)
                    && self.text[..self.at].trim_end_matches('/').ends_with(char::is_alphabetic)
            }
            _ => false,
        }
    }

    fn stop(&mut self, before: char) {
        let width = self.text.as_bytes()[self.at..].iter().take_while(|b| **b == b'.').count();
        match width {
            3 => self.replace(3, "…"),
            1 => self.abbreviation(before),
            _ => self.at += width,
        }
    }

    /// A full stop that may end an abbreviation.
    fn abbreviation(&mut self, before: char) {
        let start = word_start(self.text, self.at);
        let word = &self.text[start..self.at];
        let previous = self.text[..start].chars().next_back().unwrap_or(before);
        if word.is_empty() || previous.is_alphanumeric() || matches!(previous, '.' | '-' | '/' | '@' | '_') {
            self.at += 1;
            return;
        }
        if word.chars().nth(1).is_none() && self.letters(start) {
            return;
        }
        self.at += 1;
        let rest = &self.text[self.at..];
        let Some(after) = rest.strip_prefix(' ').and_then(|rest| rest.chars().next()) else { return };
        if (after.is_ascii_digit() && is_before_number(word)) || (after.is_alphabetic() && is_before_name(word)) {
            self.replace(1, "\u{A0}");
        }
    }

    /// `z. B.` from the letter at `start` on; the current byte is its full stop.
    fn letters(&mut self, start: usize) -> bool {
        let Some(found) = known_abbreviation(&self.text[start..]) else { return false };
        let part = &self.text[start..start + found];
        self.out.push_str(&self.text[self.done..start]);
        for (i, letters) in part.split('.').filter(|letters| !letters.is_empty()).enumerate() {
            if i > 0 {
                self.out.push('\u{202F}');
            }
            self.out.push_str(letters.trim_matches(is_gap));
            self.out.push('.');
        }
        self.at = start + found;
        self.done = self.at;
        true
    }

    fn paragraph_sign(&mut self) {
        self.at += 2;
        let rest = &self.text[self.at..];
        if rest.starts_with(' ') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.replace(1, "\u{A0}");
        }
    }

    /// A number: its range, its date, its unit.
    fn number(&mut self, before: char) {
        let (previous, _) = self.around(before, 1);
        let start = self.at;
        let bytes = self.text.as_bytes();
        let is_part = previous.is_alphanumeric() || matches!(previous, '-' | '_' | '/' | '.' | ',' | ':' | '+' | '#');
        self.at += digits(bytes, self.at);
        if is_part {
            return;
        }
        if let Some(end) = range_end(self.text, start, self.at) {
            self.replace(1, "–");
            self.at = end;
        } else if bytes.get(self.at) == Some(&b'.') && self.day() {
            return;
        }
        while matches!(bytes.get(self.at), Some(b'.' | b',' | b':')) && digits(bytes, self.at + 1) > 0 {
            self.at += 1;
            self.at += digits(bytes, self.at);
            if let Some(end) = range_end(self.text, start, self.at) {
                self.replace(1, "–");
                self.at = end;
            }
        }
        if self.text[self.at..].strip_prefix(' ').is_some_and(|rest| unit(rest).is_some()) {
            self.replace(1, "\u{A0}");
        }
    }

    /// `28. April`, `28. 4. 2021`, `28.-30. April`; the current byte is the full stop.
    fn day(&mut self) -> bool {
        let rest = &self.text[self.at + 1..];
        if let Some(after) = rest.strip_prefix(' ') {
            let n_digits = digits(after.as_bytes(), 0);
            if month(after).is_some() || (matches!(n_digits, 1 | 2) && after[n_digits..].starts_with('.')) {
                self.at += 1;
                self.replace(1, "\u{A0}");
                return true;
            }
        }
        let after = rest.strip_prefix('-').unwrap_or_default();
        let n_digits = digits(after.as_bytes(), 0);
        if matches!(n_digits, 1 | 2) && after[n_digits..].starts_with('.') {
            self.at += 1;
            self.replace(1, "–");
            self.at += n_digits;
            if !self.day() {
                self.at += 1;
            }
            return true;
        }
        false
    }
}

fn digits(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Where the word that ends at `end` begins; at most six characters back.
fn word_start(text: &str, end: usize) -> usize {
    let letters = text[..end].char_indices().rev().take(6).take_while(|(_, c)| c.is_alphabetic());
    letters.last().map_or(end, |(i, _)| i)
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}')
}

/// Length of the known abbreviation of several words at the start of `text`, with or without spaces.
fn known_abbreviation(text: &str) -> Option<usize> {
    const KNOWN: [&str; 43] = [
        "z.B", "d.h", "u.a", "i.d.R", "e.V", "o.g", "u.Ä", "u.ä", "o.Ä", "o.ä", "s.o", "s.u", "v.a", "z.T", "i.A",
        "i.V", "u.U", "m.E", "a.D", "i.S.v", "i.S.d", "i.d.F", "i.V.m", "u.v.m", "u.v.a", "u.a.m", "e.G", "i.R",
        "z.Zt", "z.Hd", "v.Chr", "n.Chr", "m.a.W", "o.J", "o.O", "i.e", "Z.B", "D.h", "U.a", "I.d.R", "a.M", "i.Br",
        "d.J",
    ];
    let mut key = String::new();
    let mut found = None;
    let mut rest = text;
    for _ in 0..4 {
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if letters == 0 || letters > 4 || !rest[letters..].starts_with('.') {
            break;
        }
        if !key.is_empty() {
            key.push('.');
        }
        key.push_str(&rest[..letters]);
        rest = &rest[letters + 1..];
        if KNOWN.contains(&key.as_str()) && !rest.starts_with(char::is_alphanumeric) {
            found = Some(text.len() - rest.len());
        }
        let mut chars = rest.chars();
        if chars.next().is_some_and(is_gap) {
            rest = chars.as_str();
        }
    }
    found
}

fn is_before_number(word: &str) -> bool {
    const WORDS: [&str; 17] = [
        "Nr", "Nrn", "S", "Art", "Abs", "Abb", "Tab", "Kap", "Bd", "Ziff", "Anm", "Rn", "Rdnr", "ca", "Jg", "Aufl",
        "Tel",
    ];
    WORDS.contains(&word)
}

fn is_before_name(word: &str) -> bool {
    matches!(word, "Dr" | "Prof" | "St" | "Fr" | "Hr" | "Hl" | "Dipl")
}

/// The unit at the start of `text`.
fn unit(text: &str) -> Option<&str> {
    const UNITS: [&str; 48] = [
        "EUR", "Euro", "Cent", "km", "m", "cm", "mm", "kg", "g", "t", "l", "kB", "KB", "MB", "GB", "TB", "kW", "kWh",
        "MW", "MWh", "GW", "GWh", "ha", "qm", "m²", "m³", "km²", "Uhr", "Mio", "Mrd", "Tsd", "Std", "Min", "Prozent",
        "h", "min", "W", "V", "Hz", "px", "Jahre", "Jahren", "Tage", "Tagen", "Wochen", "Monate", "Monaten", "Stunden",
    ];
    match text.chars().next()? {
        c @ ('%' | '‰' | '€' | '°' | '$' | '£') => Some(&text[..c.len_utf8()]),
        c if c.is_alphabetic() => {
            let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
            let word = &text[..end];
            UNITS.contains(&word).then_some(word)
        }
        _ => None,
    }
}

/// When the number from `start` to `hyphen` and the one after the `-` are a range: the end of the second.
///
/// Years (`1998-2004`, `2015-17`), times (`10:00-12:00`), and numbers with a unit or after `§`, `S.`,
/// `Nr.` (`5-10 %`). Telephone numbers, ISO dates and names such as `DIN 5007-1` are none of these.
fn range_end(text: &str, start: usize, hyphen: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(hyphen) != Some(&b'-') || digits(bytes, hyphen + 1) == 0 {
        return None;
    }
    let first = &text[start..hyphen];
    let end = number_end(bytes, hyphen + 1);
    let second = &text[hyphen + 1..end];
    let is_closed =
        !matches!(bytes.get(end), Some(b'-' | b'/' | b'_' | b'@')) && !text[end..].starts_with(char::is_alphanumeric);
    if !is_closed || text[..start].trim_end_matches(is_gap).ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_range = match (first.parse::<u32>(), second.parse::<u32>()) {
        (Ok(x), Ok(y)) if first.len() == 4 && second.len() == 4 => (1000..=2999).contains(&x) && x < y && y < 3000,
        (Ok(x), Ok(y)) if first.len() == 4 && second.len() == 2 => (1800..=2199).contains(&x) && y > 12 && y > x % 100,
        (Ok(x), Ok(y)) => x < y && !first.starts_with('0') && has_measure(text, start, end),
        _ if first.contains(':') => second.contains(':'),
        _ => has_measure(text, start, end),
    };
    is_range.then_some(end)
}

/// The end of a number with decimal or thousands signs, or a time.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start + digits(bytes, start);
    while matches!(bytes.get(end), Some(b'.' | b',' | b':')) && digits(bytes, end + 1) > 0 {
        end += 1 + digits(bytes, end + 1);
    }
    end
}

/// Whether a unit follows at `end`, or `§`, `S.`, `Nr.` and the like stand before `start`.
fn has_measure(text: &str, start: usize, end: usize) -> bool {
    const BEFORE: [&str; 13] =
        ["§", "S.", "Nr.", "Nrn.", "Seite", "Seiten", "Abs.", "Art.", "Artikel", "Kap.", "Kapitel", "Teil", "Bd."];
    let before = text[..start].trim_end_matches(is_gap);
    let people =
        ["Personen", "Menschen", "Teilnehmende", "Kommunen", "Minuten", "Jahr", "Mal", "Monat", "Tag", "Woche"];
    let after = text[end..].trim_start_matches(is_gap);
    unit(after).is_some()
        || people.iter().any(|word| after.starts_with(word))
        || BEFORE.iter().any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            // `_` stands for U+00A0 and `~` for U+202F in the expected texts.
            let set = typography(text, Quotes::German).replace('\u{A0}', "_").replace('\u{202F}', "~");
            assert_eq!(set, *expected, "{text}");
        }
    }

    #[test]
    fn quotes() {
        check(&[
            ("Das \"Netzwerk\" lebt", "Das „Netzwerk“ lebt"),
            ("\"Er sagte 'ja' und ging\"", "„Er sagte ‚ja‘ und ging“"),
            ("\"Er sagte \"ja\" und ging\"", "„Er sagte ‚ja‘ und ging“"),
            ("(\"Netzwerk\")", "(„Netzwerk“)"),
            ("\"Wie?\", fragte sie. \"So!\"", "„Wie?“, fragte sie. „So!“"),
            ("Kleinstadt-\"Gipfel\"", "Kleinstadt-„Gipfel“"),
            ("\"Bürger\"-Haushalt", "„Bürger“-Haushalt"),
            ("„Netz\" und mehr", "„Netz“ und mehr"),
            ("„Netz“ und \"Werk\"", "„Netz“ und „Werk“"),
            ("ein 24\"-Monitor", "ein 24\"-Monitor"),
            ("24 \" breit", "24 \" breit"),
            ("\"Agenda 2030\"", "„Agenda 2030“"),
            ("'Agenda 2030' gilt", "‚Agenda 2030‘ gilt"),
            ("»Typ« bleibt", "»Typ« bleibt"),
            ("\"A\", \"B\" und \"C\"", "„A“, „B“ und „C“"),
            ("Wort\"", "Wort“"),
            ("\"", "\""),
            ("\"\"", "\"\""),
            ("\"... und dann\"", "„… und dann“"),
            ("\"'Ja', sagte er\"", "„‚Ja‘, sagte er“"),
            ("\"Er sagte: 'Ja'\"", "„Er sagte: ‚Ja‘“"),
        ]);
        assert_eq!(typography("\"Er sagte 'ja'\"", Quotes::Guillemets), "»Er sagte ›ja‹«");
        assert_eq!(typography("\"He said 'yes'\"", Quotes::English), "“He said ‘yes’”");
        assert_eq!(typography("\"a\" -- b", Quotes::Straight), "\"a\" – b");
    }

    #[test]
    fn apostrophes() {
        check(&[
            ("geht's", "geht’s"),
            ("Hans' Haus", "Hans’ Haus"),
            ("hab 'ne Idee", "hab ’ne Idee"),
            ("'s ist gut", "’s ist gut"),
            ("die '68er", "die ’68er"),
            ("Ku'damm", "Ku’damm"),
            ("6' lang", "6' lang"),
            ("Rock 'n' Roll", "Rock ’n’ Roll"),
        ]);
    }

    #[test]
    fn dashes() {
        check(&[
            ("Weg -- Ziel", "Weg – Ziel"),
            ("Weg - Ziel", "Weg – Ziel"),
            ("Weg---Ziel", "Weg—Ziel"),
            ("1998-2004", "1998–2004"),
            ("(1999-2004)", "(1999–2004)"),
            ("2015-17", "2015–17"),
            ("5-10 %", "5–10_%"),
            ("5-10 Jahre", "5–10_Jahre"),
            ("S. 5-7", "S._5–7"),
            ("§§ 5-7", "§§_5–7"),
            ("10:00-12:00 Uhr", "10:00–12:00_Uhr"),
            ("9.30-11.30 Uhr", "9.30–11.30_Uhr"),
            ("2021-04-28", "2021-04-28"),
            ("2021-04", "2021-04"),
            ("0201-12345", "0201-12345"),
            ("0201 1998-2004", "0201 1998-2004"),
            ("DIN 5007-1", "DIN 5007-1"),
            ("Covid-19", "Covid-19"),
            ("ISBN 978-3-16-148410-0", "ISBN 978-3-16-148410-0"),
            ("Asyl- und Ausländerrecht", "Asyl- und Ausländerrecht"),
            ("Botschafterinnen und -Botschafter", "Botschafterinnen und \u{2011}Botschafter"),
            ("Bürger/-innen", "Bürger/\u{2011}innen"),
            ("mit -v und -D", "mit -v und -D"),
            ("--drafts", "--drafts"),
            ("a --drafts", "a --drafts"),
            ("28.-30. April", "28.–30._April"),
            ("Warten ...", "Warten …"),
            ("....", "...."),
            ("https://x.de/a--b...c siehe \"d\"", "https://x.de/a--b...c siehe „d“"),
        ]);
    }

    #[test]
    fn no_break_spaces() {
        check(&[
            ("z. B. so", "z.~B. so"),
            ("z.B. so", "z.~B. so"),
            ("(z.B. so)", "(z.~B. so)"),
            ("d. h. u. a. i. d. R.", "d.~h. u.~a. i.~d.~R."),
            ("Verein e.V.", "Verein e.~V."),
            ("o. g. Gründe", "o.~g. Gründe"),
            ("500 v. Chr.", "500 v.~Chr."),
            ("J. S. Bach", "J. S. Bach"),
            ("§ 8 und §§ 5–7", "§_8 und §§_5–7"),
            ("Nr. 3, S. 12, Art. 28", "Nr._3, S._12, Art._28"),
            ("Prof. Dr. Bock", "Prof._Dr._Bock"),
            ("am 28. April 2021", "am 28._April 2021"),
            ("80 %, 5 €, 5 km, 412 kB", "80_%, 5_€, 5_km, 412_kB"),
            ("1.234,5 km", "1.234,5_km"),
            ("9.30 Uhr", "9.30_Uhr"),
            ("5 Kommunen", "5 Kommunen"),
            ("5 mal", "5 mal"),
            ("www.z.b.de", "www.z.b.de"),
        ]);
    }

    #[test]
    fn setting_twice_changes_nothing_more() {
        for text in ["\"Er sagte 'ja'\" - z.B. am 28. April, 5-10 % ...", "geht's -- § 5"] {
            let once = typography(text, Quotes::German);
            assert_eq!(typography(&once, Quotes::German), once);
        }
    }
}
