//! Scan: a short text about time as words, numbers and marks.
//!
//! Blanks of every kind vanish, so that `16. 9. 2015`, `16.9.2015` and the same with no-break
//! spaces are one sequence; the parsers then match whole slices of tokens.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One piece of a text about time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// Exactly four digits.
    Year(i16),
    /// One or two digits: the value and how many there were.
    Small(u8, u8),
    /// Any other number of digits.
    Digits,
    /// A month's name or abbreviation, 1 to 12.
    Month(u8),
    /// A weekday's name or abbreviation; Monday is 0.
    Weekday(u8),
    /// Any other word, without the full stop of an abbreviation.
    Word(&'a str),
    /// Any other character; hyphens are `-`, dashes and hyphens between blanks `–`, an ellipsis is
    /// two times `.`.
    Mark(char),
}

impl Token<'_> {
    /// Is this one of `words`, whatever its case?
    pub(super) fn is(&self, words: &[&str]) -> bool {
        matches!(self, Token::Word(word) if is_one_of(word, words))
    }
}

/// Is `word` one of `words` (written in lower case)?
pub(super) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| {
        let mut lower = word.chars().flat_map(char::to_lowercase);
        known.chars().all(|c| lower.next() == Some(c)) && lower.next().is_none()
    })
}

/// Where a scan gives up, so that parsers may try all ways to split what it found.
const MOST_TOKENS: usize = 48;

/// A text cut into tokens.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    source: &'a str,
    /// The tokens in order.
    pub(super) tokens: Vec<Token<'a>>,
    places: Vec<Range<usize>>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(source: &'a str) -> Scan<'a> {
        let mut scan = Scan { source, tokens: Vec::with_capacity(8), places: Vec::with_capacity(8) };
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            // No date or period is that long; what follows makes sure that this is none.
            if scan.tokens.len() == MOST_TOKENS {
                scan.push(Token::Digits, at..source.len());
                break;
            }
            let end = at + run(&source[at..], c);
            let text = &source[at..end];
            match c {
                c if is_blank(c) => {}
                '0'..='9' => scan.push(number(text), at..end),
                c if c.is_alphabetic() => {
                    let ordinal = scan.places.last().is_some_and(|place| place.end == at)
                        && is_one_of(text, &["st", "nd", "rd", "th"])
                        && matches!(scan.tokens.last(), Some(Token::Small(..)));
                    if !ordinal && !is_one_of(text, &["of"]) {
                        scan.push(word(text), at..end);
                    }
                    // The full stop of an abbreviation belongs to the word.
                    at = end + usize::from(source[end..].starts_with('.'));
                    continue;
                }
                '-' | '\u{2010}' | '\u{2011}' => {
                    // A hyphen between blanks is a dash that was easier to type.
                    let blank = |c: Option<char>| c.is_none_or(is_blank);
                    let spaced = blank(source[..at].chars().next_back()) && blank(source[end..].chars().next());
                    scan.push(Token::Mark(if spaced { '–' } else { '-' }), at..end);
                }
                '\u{2012}'..='\u{2015}' | '\u{2212}' => scan.push(Token::Mark('–'), at..end),
                '…' => {
                    scan.push(Token::Mark('.'), at..end);
                    scan.push(Token::Mark('.'), at..end);
                }
                c => scan.push(Token::Mark(c), at..end),
            }
            at = end;
        }
        scan
    }

    fn push(&mut self, token: Token<'a>, place: Range<usize>) {
        self.tokens.push(token);
        self.places.push(place);
    }

    /// The text of some tokens as it was typed.
    pub(super) fn text(&self, tokens: Range<usize>) -> &'a str {
        match self.places.get(tokens) {
            Some([first, .., last]) => &self.source[first.start..last.end],
            Some([only]) => &self.source[only.clone()],
            _ => "",
        }
    }

    /// Where the tokens inside round or square brackets around everything stand.
    pub(super) fn inside_brackets(&self) -> Range<usize> {
        let mut at = 0..self.tokens.len();
        while let [Token::Mark('(' | '['), .., Token::Mark(')' | ']')] = self.tokens[at.clone()] {
            at = at.start + 1..at.end - 1;
        }
        at
    }
}

/// Bytes of the run of characters that belongs together with the first, `c`.
fn run(text: &str, c: char) -> usize {
    let same: fn(char) -> bool = match c {
        '0'..='9' => |c| c.is_ascii_digit(),
        c if is_blank(c) => is_blank,
        c if c.is_alphabetic() => |c| c.is_alphabetic() || is_combining_mark(c),
        c => return c.len_utf8(),
    };
    text.find(|c| !same(c)).unwrap_or(text.len())
}

/// Blanks, and the invisible characters that come along when text is copied from a PDF.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

fn number<'a>(digits: &str) -> Token<'a> {
    match (digits.len(), digits.parse::<i16>()) {
        (length @ (1 | 2), Ok(value)) => Token::Small(value as u8, length as u8),
        (4, Ok(value)) => Token::Year(value),
        _ => Token::Digits,
    }
}

fn word(text: &str) -> Token<'_> {
    // No name of a month or weekday is longer; the rest need not be folded.
    if text.len() > 12 {
        return Token::Word(text);
    }
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>();
    let place = |names: &[&[&str]]| names.iter().position(|names| names.contains(&folded.as_str()));
    if let Some(month) = place(&MONTHS) {
        Token::Month(month as u8 + 1)
    } else if let Some(weekday) = place(&WEEKDAYS) {
        Token::Weekday(weekday as u8)
    } else {
        Token::Word(text)
    }
}

/// Names of months in German and English, folded: lower case without umlauts.
const MONTHS: [&[&str]; 12] = [
    &["januar", "jan", "janner", "jaenner", "january"],
    &["februar", "feb", "feber", "febr", "february"],
    &["marz", "maerz", "mar", "maer", "mrz", "march"],
    &["april", "apr"],
    &["mai", "may"],
    &["juni", "jun", "june"],
    &["juli", "jul", "july"],
    &["august", "aug"],
    &["september", "sep", "sept"],
    &["oktober", "okt", "october", "oct"],
    &["november", "nov"],
    &["dezember", "dez", "december", "dec"],
];

/// Names of weekdays in German and English, folded.
const WEEKDAYS: [&[&str]; 7] = [
    &["montag", "mo", "monday", "mon"],
    &["dienstag", "di", "tuesday", "tue", "tues"],
    &["mittwoch", "mi", "wednesday", "wed"],
    &["donnerstag", "do", "thursday", "thu", "thur", "thurs"],
    &["freitag", "fr", "friday", "fri"],
    &["samstag", "sonnabend", "sa", "saturday", "sat"],
    &["sonntag", "so", "sunday", "sun"],
];
