//! Tokens: words of a text, folded, with their parts.
//!
//! The rules stand in `format.md` (section "Analyser"); the client mirrors this file function by
//! function, and both run the same vectors (`tests/client/`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::composed;

/// Longest folded word that is indexed; longer ones are data, not words.
const MAX_FORM: usize = 60;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First code point of the word in the text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The word as a whole, folded: `burgerkommune` for `Bürger-Kommune`.
    pub form: String,
    /// The word as it is spelled, lower case, umlauts kept: `bürgerkommune`.
    pub surface: String,
    /// Its visible parts (hyphens, CamelCase, digits beside letters), folded; empty or at least two.
    pub parts: Vec<String>,
    /// `§` stands before a number.
    pub section_sign: bool,
    /// Ends in a hyphen that leaves the rest to a later word: `Natur- und Artenschutz`.
    pub suspended: bool,
    /// Begins with such a hyphen: `Kommunalpolitik und -verwaltung`.
    pub suspended_start: bool,
    /// Two or more letters, all capitals: a short form even where it looks like a stop word (`DES`).
    pub capitals: bool,
}

/// How two runs of letters and digits hang together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Joint {
    /// Hyphen: the parts count as well.
    Hyphen,
    /// A change of case or between letters and digits: the same without a sign.
    Inner,
    /// Gender sign before `in` or `innen`.
    Gender,
    /// Gender sign before a short ending (`jede*r`): the ending goes.
    Ending,
    /// Apostrophe or the dot of `e.V.`: the sign goes.
    Join,
    /// A sign between digits.
    Number(char),
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphabetic() || c.is_numeric() || is_combining_mark(c)
}

fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_gender_sign(c: char) -> bool {
    matches!(c, '*' | ':' | '_' | '\u{B7}' | '\u{2022}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The words of `text` in order.
pub fn analyse(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let places = places(&chars).into_iter();
    places.filter_map(|place| token(&chars[place.start..place.end]).map(|token| place.around(token))).collect()
}

/// Where a word lies in a text, and what stands around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) section_sign: bool,
    pub(super) suspended: bool,
    pub(super) suspended_start: bool,
}

impl Place {
    fn around(self, token: Token) -> Token {
        let Place { start, end, section_sign, suspended, suspended_start } = self;
        Token { start, end, section_sign, suspended, suspended_start, ..token }
    }
}

/// Finds the words of a text. What a word is depends on the characters of its place alone, so that the
/// same characters need to be looked at only once.
pub(super) fn places(chars: &[char]) -> Vec<Place> {
    let mut places = Vec::with_capacity(chars.len() / 6);
    let mut runs = Vec::new();
    let mut i = 0;
    let mut section_sign = false;
    while i < chars.len() {
        if !is_word(chars[i]) {
            section_sign = chars[i] == '§' || (section_sign && chars[i].is_whitespace());
            i += 1;
            continue;
        }
        let end = chunk(chars, i, &mut runs);
        places.push(Place {
            start: i,
            end,
            section_sign: section_sign && is_digit(chars[i]),
            suspended: end < chars.len() && is_hyphen(chars[end]) && !chars.get(end + 1).is_some_and(|&c| is_word(c)),
            suspended_start: i > 0 && is_hyphen(chars[i - 1]) && (i < 2 || chars[i - 2].is_whitespace()),
        });
        section_sign = false;
        i = end;
    }
    places
}

/// The end of the run of word characters (and invisible ones) that starts at `i`.
fn run_end(chars: &[char], mut i: usize) -> usize {
    while i < chars.len() && (is_word(chars[i]) || is_ignorable(chars[i])) {
        i += 1;
    }
    i
}

/// A run and the joint that binds it to the one before it.
type Run = (usize, usize, Joint);

/// Collects the runs of one word, beginning at `start`; gives its end.
fn chunk(chars: &[char], start: usize, runs: &mut Vec<Run>) -> usize {
    runs.clear();
    let mut begin = start;
    let mut joint = Joint::Hyphen;
    loop {
        let end = run_end(chars, begin);
        runs.push((begin, end, joint));
        match next_joint(chars, begin, end) {
            Some((next, j)) => {
                begin = next;
                joint = j;
                if j == Joint::Gender && chars[end] == '(' {
                    let end = run_end(chars, begin);
                    runs.push((begin, end, j));
                    return end + 1;
                }
            }
            None => return end,
        }
    }
}

/// What binds the run `begin..end` to the next one, and where that begins.
fn next_joint(chars: &[char], begin: usize, end: usize) -> Option<(usize, Joint)> {
    let sign = *chars.get(end)?;
    let next = *chars.get(end + 1)?;
    let previous = chars[end - 1];
    if is_digit(previous) && is_digit(next) && matches!(sign, '.' | ',' | '/' | ':' | '-') {
        return Some((end + 1, Joint::Number(sign)));
    }
    let letter_before = !previous.is_numeric();
    let tail = |from: usize| {
        let to = run_end(chars, from);
        let word: String = chars[from..to].iter().filter(|c| !is_ignorable(**c)).collect();
        (to, word)
    };
    if letter_before && (is_gender_sign(sign) || sign == '/') && is_word(next) {
        let (_, word) = tail(end + 1);
        if word == "in" || word.starts_with("innen") {
            return Some((end + 1, Joint::Gender));
        }
        if is_gender_sign(sign) && matches!(word.as_str(), "r" | "n" | "e" | "s" | "en" | "er" | "es" | "m" | "em") {
            return Some((end + 1, Joint::Ending));
        }
    }
    if letter_before && sign == '/' && is_hyphen(next) {
        let (_, word) = tail(end + 2);
        if word == "in" || word.starts_with("innen") {
            return Some((end + 2, Joint::Gender));
        }
    }
    if letter_before && sign == '(' && next == 'i' {
        let (to, word) = tail(end + 1);
        if (word == "in" || word == "innen") && chars.get(to) == Some(&')') {
            return Some((end + 1, Joint::Gender));
        }
    }
    if is_hyphen(sign) && is_word(next) {
        return Some((end + 1, Joint::Hyphen));
    }
    if matches!(sign, '\'' | '\u{2019}' | '\u{2BC}') && letter_before && next.is_alphabetic() {
        return Some((end + 1, Joint::Join));
    }
    if sign == '.'
        && end - begin <= 2
        && letter_before
        && next.is_alphabetic()
        && run_end(chars, end + 1) - (end + 1) <= 2
    {
        return Some((end + 1, Joint::Join));
    }
    None
}

/// Makes the token of one word; none where nothing is left to search.
pub(super) fn token(chars: &[char]) -> Option<Token> {
    let mut runs = Vec::new();
    chunk(chars, 0, &mut runs);
    let mut pieces: Vec<(String, Joint)> = Vec::new();
    for &(from, to, joint) in &runs {
        let raw: Vec<char> = chars[from..to].iter().copied().filter(|c| !is_ignorable(*c)).collect();
        match joint {
            Joint::Gender => {
                // `in` and `innen` go; what follows them is a further part (Bürger*innenrat).
                let rest = if raw.len() > 5 { &raw[5..] } else { &[] };
                if !rest.is_empty() {
                    pieces.push((rest.iter().collect(), Joint::Inner));
                }
            }
            Joint::Ending => {}
            Joint::Join => match pieces.last_mut() {
                Some((last, _)) => last.extend(raw),
                None => pieces.push((raw.iter().collect(), joint)),
            },
            _ => split_inner(&raw, joint, &mut pieces),
        }
    }
    let surface_parts: Vec<String> = pieces.iter().map(|(piece, _)| lower(piece)).collect();
    let folded: Vec<String> = pieces.iter().map(|(piece, _)| fold(piece)).collect();
    let (form, surface, split) = whole(&pieces, &folded, &surface_parts);
    if form.is_empty() || form.chars().count() > MAX_FORM {
        return None;
    }
    let parts: Vec<String> = if split { folded.into_iter().filter(|p| !p.is_empty()).collect() } else { Vec::new() };
    Some(Token {
        start: 0,
        end: chars.len(),
        form,
        surface,
        parts: if parts.len() > 1 { parts } else { Vec::new() },
        section_sign: false,
        suspended: false,
        suspended_start: false,
        capitals: chars.len() >= 2 && chars.iter().all(|c| c.is_uppercase()),
    })
}

/// Splits a run at changes of case (`OpenData`, `BürgerInnen`) and between letters and digits.
fn split_inner(raw: &[char], joint: Joint, pieces: &mut Vec<(String, Joint)>) {
    let mut from = 0;
    let mut joint = joint;
    let mut i = 1;
    while i < raw.len() {
        let (a, b) = (raw[i - 1], raw[i]);
        let digits = is_digit(a) != is_digit(b) && !is_combining_mark(b);
        let case = a.is_lowercase() && b.is_uppercase();
        if case && b == 'I' && is_women(&raw[i..]) {
            pieces.push((raw[from..i].iter().collect(), joint));
            let rest = if raw.len() >= i + 5 { i + 5 } else { raw.len() };
            joint = Joint::Inner;
            from = rest;
            i = rest + 1;
            continue;
        }
        let long_enough = i - from >= 2 && raw.len() - i >= 2 && raw.get(i + 1).is_some_and(|c| !c.is_uppercase());
        if digits || (case && long_enough) {
            pieces.push((raw[from..i].iter().collect(), joint));
            joint = Joint::Inner;
            from = i;
        }
        i += 1;
    }
    if from < raw.len() {
        pieces.push((raw[from..].iter().collect(), joint));
    }
}

/// `Innen…` or `In` at the end.
fn is_women(rest: &[char]) -> bool {
    rest.starts_with(&['I', 'n', 'n', 'e', 'n']) || rest == ['I', 'n']
}

/// The whole word of the pieces, its spelling, and whether the pieces count as parts.
fn whole(pieces: &[(String, Joint)], folded: &[String], surface: &[String]) -> (String, String, bool) {
    let numeric = pieces.len() > 1 && pieces[1..].iter().all(|(_, joint)| matches!(joint, Joint::Number(_)));
    if !numeric {
        return (folded.concat(), surface.concat(), true);
    }
    let signs: Vec<char> =
        pieces[1..].iter().map(|(_, joint)| if let Joint::Number(sign) = joint { *sign } else { ' ' }).collect();
    if signs.iter().all(|s| *s == '.') && folded[0].len() <= 3 && folded[1..].iter().all(|p| p.len() == 3) {
        let number = folded.concat();
        return (number.clone(), number, false);
    }
    let date = |day: &str, month: &str, year: &str| format!("{}.{}.{year}", unpadded(day), unpadded(month));
    if let [a, b, c] = folded {
        if signs == ['.', '.'] && a.len() <= 2 && b.len() <= 2 && c.len() == 4 {
            let date = date(a, b, c);
            return (date.clone(), date, true);
        }
        if signs == ['-', '-'] && a.len() == 4 && b.len() <= 2 && c.len() <= 2 {
            let date = date(c, b, a);
            return (date.clone(), date, true);
        }
    }
    let mut form = folded[0].clone();
    for (sign, part) in signs.iter().zip(&folded[1..]) {
        form.push(*sign);
        form.push_str(part);
    }
    let split = signs.iter().any(|s| !matches!(s, '.' | ','));
    (form.clone(), form, split)
}

fn unpadded(number: &str) -> &str {
    let trimmed = number.trim_start_matches('0');
    if trimmed.is_empty() { "0" } else { trimmed }
}

/// Lower case, composed, umlauts kept: the spelling that decides between `schön` and `schon`.
pub fn lower(word: &str) -> String {
    composed(word).chars().flat_map(char::to_lowercase).collect::<String>().replace('ß', "ss")
}

/// Folds case, umlauts and accents: `Größe`, `groesse` and `Grosse` become `grosse`.
///
/// ä, ae -> a; ö, oe -> o; ü, ue -> u (but not the e of `Frauen`, `neue`, `Quelle`); ß -> ss;
/// ligatures, full-width and raised characters become plain ones; other accents are dropped.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    if word.is_ascii() {
        fold_ascii(word.bytes().map(|b| char::from(b.to_ascii_lowercase())), &mut out);
        return out;
    }
    let word = composed(word);
    let plain = word.chars().flat_map(char::to_lowercase);
    let mut letters = String::with_capacity(word.len());
    for c in plain {
        match c {
            // Capitals mark letters that come from umlauts, so that the e after them stays.
            'ä' | 'æ' => letters.push('A'),
            'ö' | 'ø' | 'œ' => letters.push('O'),
            'ü' => letters.push('U'),
            'ß' => letters.push_str("ss"),
            'ł' => letters.push('l'),
            'đ' | 'ð' => letters.push('d'),
            'þ' => letters.push_str("th"),
            'ı' => letters.push('i'),
            c if c.is_ascii() => letters.push(c),
            c => letters.extend(c.nfkd().filter(|d| !is_combining_mark(*d)).flat_map(char::to_lowercase)),
        }
    }
    fold_ascii(letters.chars(), &mut out);
    out
}

fn fold_ascii(letters: impl Iterator<Item = char>, out: &mut String) {
    let (mut before, mut previous) = (' ', ' ');
    for c in letters {
        let digraph = c == 'e'
            && (previous == 'a'
                || previous == 'o'
                || (previous == 'u' && !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'q' | 'A' | 'O' | 'U')));
        if !digraph {
            out.push(c.to_ascii_lowercase());
        }
        before = previous;
        previous = if digraph { 'E' } else { c };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        analyse(text)
            .into_iter()
            .map(|t| if t.parts.is_empty() { t.form } else { format!("{}={}", t.form, t.parts.join("+")) })
            .collect()
    }

    #[test]
    fn spellings_of_one_word_fold_to_one() {
        for (word, folded) in [
            ("Bürgerkommune", "burgerkommune"),
            ("buergerkommune", "burgerkommune"),
            ("BURGERKOMMUNE", "burgerkommune"),
            ("Bu\u{308}rger", "burger"),
            ("Größe", "grosse"),
            ("Frauen", "frauen"),
            ("neue", "neue"),
            ("Quelle", "quelle"),
            ("Jubiläen", "jubilaen"),
            ("Café", "cafe"),
            ("B²", "b2"),
            ("ﬁnden", "finden"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn gender_forms_become_the_base_word() {
        for text in [
            "Bürger*innen",
            "Bürger:innen",
            "Bürger_innen",
            "Bürger/innen",
            "Bürger/-innen",
            "Bürger(innen)",
            "BürgerInnen",
            "Bürger·innen",
            "Bürger*in",
            "Bürger/in",
            "BürgerIn",
        ] {
            assert_eq!(forms(text), ["burger"], "{text}");
        }
        assert_eq!(forms("Bürger*innenrat"), ["burgerrat=burger+rat"]);
        assert_eq!(forms("jede*r"), ["jede"]);
        assert_eq!(forms("Stadt/Land"), ["stadt", "land"]);
    }

    #[test]
    fn numbers_keep_their_signs() {
        assert_eq!(forms("14/2015"), ["14/2015=14+2015"]);
        assert_eq!(forms("3.000 Euro"), ["3000", "euro"]);
        assert_eq!(forms("05113000"), ["05113000"]);
        assert_eq!(forms("am 28.04.2021"), ["am", "28.4.2021=28+04+2021"]);
        assert_eq!(forms("2021-04-28"), ["28.4.2021=2021+04+28"]);
        assert_eq!(forms("1,5"), ["1,5"]);
        assert_eq!(forms("31C3 HW5"), ["31c3=31+c+3", "hw5=hw+5"]);
        assert!(analyse("§ 31a")[0].section_sign);
    }

    #[test]
    fn hyphens_and_capitals_make_parts() {
        assert_eq!(forms("Bürger-Kommune"), ["burgerkommune=burger+kommune"]);
        assert_eq!(forms("OpenData"), ["opendata=open+data"]);
        assert_eq!(forms("GmbH PDFs"), ["gmbh", "pdfs"]);
        assert_eq!(forms("Engagement\u{AD}förderung"), ["engagementforderung"]);
        assert_eq!(forms("z.B. e.V."), ["zb", "ev"]);
        let tokens = analyse("Natur- und Artenschutz, Politik und -verwaltung");
        assert!(tokens[0].suspended && !tokens[2].suspended && tokens[5].suspended_start);
    }
}
