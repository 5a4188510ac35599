//! Order of German words: DIN 5007-1 (ä = a, ß = ss), with numbers by value.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// A key that sorts as DIN 5007 variant 1 (dictionaries) does: case, umlauts and accents do not
/// count, ß is ss, punctuation is a space; runs of digits sort by value (`Teil 2` before `Teil 10`).
/// The text itself follows as tie-breaker, so two different texts never compare as equal.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2 + 1);
    let mut digits = String::new();
    let mut space = false;
    let mut add = |c: char| {
        if c.is_ascii_digit() {
            push_space(&mut key, &mut space);
            digits.push(c);
            return;
        }
        flush_digits(&mut key, &mut digits);
        match c {
            'ß' | 'ẞ' => {
                push_space(&mut key, &mut space);
                key.push_str("ss");
            }
            '\u{AD}' | '\u{200B}' => {}
            c if c.is_alphabetic() => {
                push_space(&mut key, &mut space);
                key.extend(c.to_lowercase());
            }
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ => space = !key.is_empty(),
        }
    };
    if super::is_simple(text) {
        text.chars().for_each(|c| if c.is_ascii() { add(c) } else { decompose_canonical(c, &mut add) });
    } else {
        text.nfd().for_each(&mut add);
    }
    flush_digits(&mut key, &mut digits);
    key.push('\0');
    key.push_str(text);
    key
}

fn push_space(key: &mut String, space: &mut bool) {
    if std::mem::take(space) {
        key.push(' ');
    }
}

/// Numbers sort by their length first, then digit by digit; a length prefix does both.
fn flush_digits(key: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let value = digits.trim_start_matches('0');
    let length = u8::try_from(value.len()).unwrap_or(u8::MAX).min(40);
    key.push(char::from(b'0' + length.min(9)));
    key.push_str(value);
    digits.clear();
}

/// The letter under which an A–Z list shows the text: `A`–`Z`, or `#` for all else.
pub fn initial(text: &str) -> char {
    sort_key(text).chars().next().filter(char::is_ascii_lowercase).map_or('#', |c| c.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{initial, sort_key};

    #[test]
    fn order_follows_din_5007_1() {
        let mut words = vec![
            "Zoo",
            "Österreich",
            "Oldenburg",
            "ändern",
            "Anfang",
            "Straße",
            "Strasse",
            "Strassen",
            "Teil 10",
            "Teil 2",
        ];
        words.sort_by_cached_key(|w| sort_key(w));
        assert_eq!(
            words,
            [
                "ändern",
                "Anfang",
                "Oldenburg",
                "Österreich",
                "Strasse",
                "Straße",
                "Strassen",
                "Teil 2",
                "Teil 10",
                "Zoo"
            ]
        );
    }

    #[test]
    fn umlauts_stand_under_their_base_letter() {
        assert_eq!([initial("Übung"), initial("»Essen«"), initial("3 Fragen")], ['U', 'E', '#']);
    }
}
