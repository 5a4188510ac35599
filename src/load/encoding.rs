//! Bytes become text: UTF-8, or a fault that says what the bytes look like.

use crate::diagnostic::{Code, Diagnostic, SourcePath, Text};

use super::Format;

/// Why bytes are no text.
pub(super) struct Fault {
    /// The text as well as it can be guessed; empty for a file that is no text.
    pub(super) text: String,
    guess: Guess,
    /// Bytes of `text` where it begins to be wrong.
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guess {
    Utf16Le,
    Utf16Be,
    Utf32,
    Latin1,
    Windows1252,
    MacRoman,
    Dos,
    Mixed,
    Nul,
    Binary(Option<&'static str>),
}

impl Fault {
    /// The fault at the line of the first bad byte.
    pub(super) fn diagnostic(&self, path: &SourcePath) -> Diagnostic {
        if let Guess::Binary(format) = self.guess {
            let text =
                format.map_or_else(|| Text::new("encoding.binary"), |f| Text::new("encoding.format").arg("format", f));
            return Diagnostic::new(Code::Encoding, path, None).text(text).hint(Text::new("hint.output.binary"));
        }
        let line = self.text[..self.at].matches('\n').count() + 1;
        let end = self.text[self.at..].chars().next().map_or(self.at, |c| self.at + c.len_utf8());
        let to_u32 = |n: usize| u32::try_from(n).expect("files are limited to MAX_TEXT_BYTES");
        let diagnostic = Diagnostic::new(Code::Encoding, path, to_u32(self.at)..to_u32(end));
        match self.guess {
            Guess::Nul => diagnostic.text(Text::new("encoding.nul").arg("line", line)),
            Guess::Mixed => {
                diagnostic.text(Text::new("encoding.mixed").arg("line", line)).hint(Text::new("hint.output.encoding"))
            }
            guess => diagnostic.arg("encoding", guess.name()).arg("line", line).hint(Text::new("hint.output.encoding")),
        }
    }
}

impl Guess {
    fn name(self) -> &'static str {
        match self {
            Guess::Utf16Le => "UTF-16 LE",
            Guess::Utf16Be => "UTF-16 BE",
            Guess::Utf32 => "UTF-32",
            Guess::Latin1 => "ISO-8859-1 (Latin-1)",
            Guess::Windows1252 => "Windows-1252 (ANSI)",
            Guess::MacRoman => "Mac Roman",
            Guess::Dos => "DOS (Codepage 850)",
            Guess::Mixed | Guess::Nul | Guess::Binary(_) => "",
        }
    }
}

/// Text without byte order mark and with `\n` as line end.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, Format), Fault> {
    if let Some(fault) = wide(&bytes) {
        return Err(fault);
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err(nul(text)),
        Ok(text) => Ok(normalise(text)),
        Err(error) => Err(not_utf8(error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

fn normalise(text: String) -> (String, Format) {
    let bom = text.starts_with('\u{FEFF}');
    let text = if bom { text['\u{FEFF}'.len_utf8()..].to_owned() } else { text };
    let crlf = text.find('\n').is_some_and(|i| text[..i].ends_with('\r'));
    (unix_lines(text), Format { bom, crlf })
}

/// `\r\n` and a lone `\r` both end a line, as in CommonMark.
fn unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// UTF-16 and UTF-32, with or without mark.
fn wide(bytes: &[u8]) -> Option<Fault> {
    let guess = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            return Some(Fault { text: String::new(), guess: Guess::Utf32, at: 0 });
        }
        [0xFF, 0xFE, ..] => Guess::Utf16Le,
        [0xFE, 0xFF, ..] => Guess::Utf16Be,
        _ => unmarked_utf16(bytes)?,
    };
    let unit = |pair: &[u8]| {
        if guess == Guess::Utf16Le {
            u16::from_le_bytes([pair[0], pair[1]])
        } else {
            u16::from_be_bytes([pair[0], pair[1]])
        }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    let text = String::from_utf16_lossy(&units);
    let text = unix_lines(text.trim_start_matches('\u{FEFF}').to_owned());
    Some(Fault { text, guess, at: 0 })
}

/// European text in UTF-16 has a zero in nearly every second byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<Guess> {
    let sample = &bytes[..bytes.len().min(2048) & !1];
    if sample.len() < 4 {
        return None;
    }
    let n_pairs = sample.len() / 2;
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 > n_pairs * 8 => Some(Guess::Utf16Le),
        (even, 0) if even * 10 > n_pairs * 8 => Some(Guess::Utf16Be),
        _ => None,
    }
}

fn nul(text: String) -> Fault {
    if let Some(format) = file_format(text.as_bytes()) {
        return Fault { text: String::new(), guess: Guess::Binary(Some(format)), at: 0 };
    }
    let (text, _) = normalise(text);
    let at = text.find('\0').expect("the caller has seen it");
    if looks_binary(text.as_bytes()) {
        Fault { text: String::new(), guess: Guess::Binary(None), at: 0 }
    } else {
        Fault { text, guess: Guess::Nul, at }
    }
}

fn not_utf8(bytes: &[u8], valid: usize) -> Fault {
    let format = file_format(bytes);
    if format.is_some() || looks_binary(bytes) || bytes.contains(&0) {
        return Fault { text: String::new(), guess: Guess::Binary(format), at: 0 };
    }
    let prefix = std::str::from_utf8(&bytes[..valid]).expect("valid up to here");
    let at = normalise(prefix.to_owned()).0.len();
    let (text, _) = normalise(readable(bytes));
    Fault { text, guess: guess_single_byte(bytes), at }
}

/// More than a few control characters that no text has, and more than one in 30 bytes.
fn looks_binary(bytes: &[u8]) -> bool {
    let n_odd = bytes.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    n_odd > 3 && n_odd * 30 > bytes.len()
}

/// Formats that end up under a text's name, by their first bytes.
fn file_format(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: &[(&[u8], &str)] = &[
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"%PDF-", "PDF"),
        (b"PK\x03\x04", "ZIP, Word, LibreOffice"),
        (b"\xD0\xCF\x11\xE0", "Word, Excel"),
        (b"\x1F\x8B", "gzip"),
        (b"SQLite format 3", "SQLite"),
        (b"\x7FELF", "ELF"),
    ];
    FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// The encoding in which most of the odd bytes are German letters and signs.
fn guess_single_byte(bytes: &[u8]) -> Guess {
    let chunks = || bytes.utf8_chunks();
    if chunks().filter(|chunk| !chunk.valid().is_ascii()).count() > 0 {
        return Guess::Mixed;
    }
    let count = |set: &[u8]| bytes.iter().filter(|b| set.contains(b)).count();
    let ansi = count(b"\xE4\xF6\xFC\xC4\xD6\xDC\xDF\xE9");
    let mac = count(b"\x8A\x9A\x9F\x80\x85\x86\xA7");
    let dos = count(b"\x84\x94\x81\x8E\x99\x9A\xE1");
    if ansi >= mac.max(dos) {
        let has_c1 = bytes.iter().any(|b| matches!(b, 0x80..=0x9F));
        return if has_c1 { Guess::Windows1252 } else { Guess::Latin1 };
    }
    if mac > dos { Guess::MacRoman } else { Guess::Dos }
}

/// UTF-8 where it is, Windows-1252 where it is not: what an excerpt can show.
fn readable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|b| windows_1252(*b)));
    }
    out
}

fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž', '\u{FFFD}',
        '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => C1[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
