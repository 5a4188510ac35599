//! Addresses: ASCII slugs by German rules.

use unicode_normalization::UnicodeNormalization;

/// An ASCII, lower-case name for an address: `Straße für Bürger*innen` -> `strasse-fuer-buergerinnen`.
///
/// ä -> ae, ö -> oe, ü -> ue, ß -> ss (DIN 5007 transliteration); other accents are dropped; gender
/// signs vanish; every other run of non-alphanumerics becomes one hyphen. Empty when nothing is left.
pub fn slugify(text: &str) -> String {
    slugify_with(text, '-')
}

pub(super) fn slugify_with(text: &str, separator: char) -> String {
    let mut out = String::with_capacity(text.len());
    let text = super::composed(text);
    let mut chars = text.chars().peekable();
    let mut buffer = [0u8; 4];
    let mut previous_letter = false;
    let mut pending_gap = false;
    while let Some(c) = chars.next() {
        let folded: &str = match c {
            'ä' | 'Ä' => "ae",
            'ö' | 'Ö' => "oe",
            'ü' | 'Ü' => "ue",
            'ß' | 'ẞ' => "ss",
            'æ' | 'Æ' => "ae",
            'ø' | 'Ø' => "oe",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' => "d",
            '\u{AD}' | '\u{200B}' | '\u{2060}' => continue,
            '*' | ':' | '_' | '·' if previous_letter && chars.peek().is_some_and(|n| n.is_lowercase()) => continue,
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase().encode_utf8(&mut buffer),
            c if c.is_alphabetic() => match c.nfd().next().filter(char::is_ascii_alphabetic) {
                Some(base) => base.to_ascii_lowercase().encode_utf8(&mut buffer),
                None => "",
            },
            '²' => "2",
            '³' => "3",
            _ => "",
        };
        previous_letter = c.is_alphabetic();
        if folded.is_empty() {
            pending_gap = true;
        } else {
            if pending_gap && !out.is_empty() {
                out.push(separator);
            }
            pending_gap = false;
            out.push_str(folded);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn slugs_follow_german_rules() {
        for (text, slug) in [
            ("Dorfladen Ölmühle", "dorfladen-oelmuehle"),
            ("Straße für Bürger*innen", "strasse-fuer-buergerinnen"),
            ("Bürger/innen", "buerger-innen"),
            ("B² – Bürgerengagement", "b2-buergerengagement"),
            ("Café Łódź", "cafe-lodz"),
            ("  Wo? Hier!  ", "wo-hier"),
            ("2021-04-28-auftakt", "2021-04-28-auftakt"),
            ("Engagement\u{AD}förderung", "engagementfoerderung"),
            ("Über uns", "ueber-uns"),
            ("日本", ""),
        ] {
            assert_eq!(slugify(text), slug, "{text}");
        }
    }
}
