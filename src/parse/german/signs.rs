//! Characters of the source that are text, not Markdown.

/// Longest word that is looked at around a star, in characters.
const LONGEST_WORD: usize = 48;
/// How far a closing star is looked for, in bytes. Bounds the work for hostile texts.
const LONGEST_EMPHASIS: usize = 500;

/// What may stand after a gender sign as the end of a word (`jede*r`, `der*die`, `Sinti*zze`).
const ENDINGS: [&str; 30] = [
    "in", "r", "e", "n", "s", "m", "er", "en", "es", "em", "ne", "die", "der", "den", "dem", "das", "des", "sie",
    "ihr", "ihre", "ihren", "ihrer", "frau", "mann", "zze", "zza", "nja", "nje", "ze", "x",
];

/// Whether the `*` or `_` at byte `at` of `text` is a gender sign (or stands between digits), which
/// Markdown must not take for emphasis.
///
/// Inside a word a single star counts as a sign unless it is the partner of another star of the same
/// word (`*Selbst*verwaltung`). Before a detached ending (`Bürger- und *innen`) it is one when no
/// star later in the paragraph would close the emphasis.
pub(crate) fn is_sign(text: &str, at: usize) -> bool {
    let sign = char::from(text.as_bytes()[at]);
    let before = text[..at].chars().next_back();
    let Some(after) = text[at + 1..].chars().next() else { return false };
    if before == Some(sign) || after == sign || before == Some('\\') {
        return false;
    }
    match before {
        Some(b) if sign == '*' && b.is_ascii_digit() && after.is_ascii_digit() => true,
        Some(b) if b.is_alphanumeric() => sign == '*' && after.is_alphabetic() && is_inside_word(text, at),
        _ => after == 'i' && is_detached(text, at, sign),
    }
}

fn is_inside_word(text: &str, at: usize) -> bool {
    has_gender_ending(&text[at + 1..]) || n_partners(text, at).is_multiple_of(2)
}

fn has_gender_ending(rest: &str) -> bool {
    if rest.starts_with("innen") {
        return true;
    }
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    ENDINGS.contains(&&rest[..end])
}

/// How many other single stars of the word around `at` are not gender signs themselves.
fn n_partners(text: &str, at: usize) -> usize {
    let is_word = |(_, c): &(usize, char)| c.is_alphanumeric() || matches!(c, '*' | '-' | '\u{AD}');
    let left = text[..at].char_indices().rev().take(LONGEST_WORD).take_while(is_word);
    let right = text[at + 1..].char_indices().map(|(i, c)| (at + 1 + i, c)).take(LONGEST_WORD).take_while(is_word);
    left.chain(right)
        .filter(|&(i, c)| c == '*' && !text[i + 1..].starts_with('*') && !text[..i].ends_with('*'))
        .filter(|&(i, _)| !(text[..i].ends_with(char::is_alphanumeric) && has_gender_ending(&text[i + 1..])))
        .count()
}

/// `*innen` or `*in` after a space, and no partner that would make it emphasis.
fn is_detached(text: &str, at: usize, sign: char) -> bool {
    let rest = &text[at + 1..];
    let ending = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let n_after = rest[ending..].chars().take_while(|c| *c == sign).count();
    if !matches!(&rest[..ending], "in" | "innen") || n_after == 1 {
        return false;
    }
    let mut n_open = 0_usize;
    let mut n_bold = 0_usize;
    let mut i = ending;
    let bytes = rest.as_bytes();
    while i < bytes.len().min(LONGEST_EMPHASIS) {
        if bytes[i] == b'\n' && rest[i + 1..].trim_start_matches([' ', '\t', '>', '\r']).starts_with('\n') {
            break;
        }
        if bytes[i] != sign as u8 {
            i += 1;
            continue;
        }
        let run = bytes[i..].iter().take_while(|b| **b == sign as u8).count();
        let before = rest[..i].chars().next_back().unwrap_or(' ');
        let after = rest[i + run..].chars().next().unwrap_or(' ');
        let closes = !before.is_whitespace() && !after.is_alphanumeric();
        let opens = !after.is_whitespace() && !before.is_alphanumeric();
        match (run, closes, opens) {
            (2, true, _) if n_bold == 0 => return true,
            (2, true, _) => n_bold -= 1,
            (2, false, true) => n_bold += 1,
            (_, true, _) if n_open == 0 => return false,
            (_, true, _) => n_open -= 1,
            (_, false, true) => n_open += 1,
            _ => {}
        }
        i += run;
    }
    true
}

const MONTHS: [&str; 28] = [
    "Januar",
    "Jänner",
    "Februar",
    "Feber",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
    "Jan",
    "Feb",
    "Mrz",
    "Mär",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sept",
    "Sep",
    "Okt",
    "Nov",
    "Dez",
    "Jahrhundert",
];

/// Length of the name of a month (or `Jahrhundert`, which follows a number the same way) at the
/// start of `text`.
pub(super) fn month(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    (MONTHS.contains(&word) || word == "Jahrhunderts" || word == "Jh").then_some(end)
}

/// The offset of the full stop in `text`, the content of a line, when the line begins with a date or
/// a year and the stop would make it an ordered list.
pub(crate) fn date_stop(text: &str) -> Option<usize> {
    let digits = n_digits(text);
    let rest = text[digits..].strip_prefix('.')?;
    let after = rest.trim_start_matches([' ', '\t']);
    if after.len() == rest.len() {
        return None;
    }
    let is_date = match digits {
        1 | 2 => month(after).is_some() || is_day_list(after) || is_numeric_date(after),
        4 => matches!(&text[..2], "18" | "19" | "20" | "21"),
        _ => false,
    };
    is_date.then_some(digits)
}

fn n_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `und 29. April`, `bis 2. Juli`, `– 30. April`
fn is_day_list(text: &str) -> bool {
    let connectors = ["und", "bis", "oder", "sowie", "u.", "/", "–", "-", "&"];
    let Some(rest) = connectors.iter().find_map(|word| text.strip_prefix(word)) else { return false };
    let rest = rest.trim_start_matches(' ');
    let digits = n_digits(rest);
    let Some(rest) = rest[digits..].strip_prefix('.') else { return false };
    matches!(digits, 1 | 2) && month(rest.trim_start_matches(' ')).is_some()
}

/// `4. 2021`
fn is_numeric_date(text: &str) -> bool {
    let digits = n_digits(text);
    let Some(rest) = text[digits..].strip_prefix('.') else { return false };
    matches!(digits, 1 | 2) && matches!(n_digits(rest.trim_start_matches(' ')), 2 | 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> String {
        let marks = text.char_indices().map(|(i, c)| match c {
            '*' | '_' if is_sign(text, i) => '#',
            c => c,
        });
        marks.collect()
    }

    #[test]
    fn gender_signs_are_told_from_emphasis() {
        for (text, expected) in [
            ("Bürger*innen und Akteur*innen", "Bürger#innen und Akteur#innen"),
            ("*Bürger*innen*", "*Bürger#innen*"),
            ("**Bürger*innen**", "**Bürger#innen**"),
            ("***Bürger*innen***", "***Bürger#innen***"),
            ("jede*r, der*die, ein*e", "jede#r, der#die, ein#e"),
            ("Lehrer*innenzimmer", "Lehrer#innenzimmer"),
            ("Frauen*beratung", "Frauen#beratung"),
            ("*Frauen*beratung*", "*Frauen#beratung*"),
            ("Trans*Personen", "Trans#Personen"),
            ("*Selbst*verwaltung", "*Selbst*verwaltung"),
            ("Selbst*verwaltung*", "Selbst*verwaltung*"),
            ("un*glaub*lich", "un*glaub*lich"),
            ("2*3 und 4*5", "2#3 und 4#5"),
            ("*innen* und außen", "*innen* und außen"),
            ("*in der Stadt*", "*in der Stadt*"),
            ("Leiter- und *innen", "Leiter- und #innen"),
            ("**Leiter *in** ist *wichtig*", "**Leiter #in** ist *wichtig*"),
            ("__Leiter _in__", "__Leiter #in__"),
            ("Bürger*innen", "Bürger#innen"),
            ("Bürger*", "Bürger*"),
            ("Bürger\\*innen", "Bürger\\*innen"),
            ("**fett**", "**fett**"),
            ("Bürger_innen", "Bürger_innen"),
        ] {
            assert_eq!(signs(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_told_from_lists() {
        for (text, expected) in [
            ("28. April 2021", Some(2)),
            ("1. Oktober", Some(1)),
            ("3. Okt. 1990", Some(1)),
            ("28. und 29. April", Some(2)),
            ("30. Juni", Some(2)),
            ("28. – 30. April", Some(2)),
            ("28. 4. 2021", Some(2)),
            ("2021. Danach", Some(4)),
            ("19. Jahrhundert", Some(2)),
            ("1. Oktoberfest", None),
            ("1. Punkt", None),
            ("28.4.2021", None),
            ("123. April", None),
            ("1234. Punkt", None),
            ("28.", None),
            ("", None),
        ] {
            assert_eq!(date_stop(text), expected, "{text}");
        }
    }
}
