//! When a YAML value needs quotes, and how it gets them.
//!
//! The aim is a value that every reader takes for the same text: YAML 1.1 (PyYAML, Ruby, Go's older parsers),
//! where `on` is a truth value, `14:30` a number in base 60 and `05113000` an octal one, as well as YAML 1.2.

use std::sync::LazyLock;

use regex::Regex;

/// Plain words that some reader takes for something other than text: YAML 1.1 `int`, `float`, `timestamp`,
/// `bool`, `null`, `merge` and `value`, and numbers with leading zeros.
static NOT_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)^(?:
            y|yes|n|no|ja|nein|true|false|on|off|~|null|<<|=
          | [-+]?0b[01_]+ | [-+]?0o?[0-7_]+ | [-+]?[0-9][0-9_]* | [-+]?0x[0-9a-f_]+
          | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
          | [-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:e[-+]?[0-9]+)? | [-+]?[0-9][0-9_]*e[-+]?[0-9]+
          | [-+]?\.(?:inf|nan)
          | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[\ \t]+)[0-9].*)?
        )$",
    )
    .expect("the pattern is well-formed")
});

/// Numbers that are the same number to every reader.
static PLAIN_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$").expect("the pattern is well-formed"));

/// Whether `text` without quotes would be no YAML, or no text, to some reader. `flow` is inside `[…]` or `{…}`.
pub fn needs_quotes(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let second = text.chars().nth(1);
    let is_indicator =
        matches!(first, ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`')
            || matches!(first, '-' | '?' | ':') && second.is_none_or(|c| c.is_whitespace() || flow);
    is_indicator
        || text.trim() != text
        || matches!(text, "---" | "...")
        || text.contains(": ")
        || text.contains(":\t")
        || text.ends_with(':')
        || text.contains(" #")
        || text.contains(is_special)
        || flow && text.contains([',', '[', ']', '{', '}', '?', ':'])
        || NOT_TEXT.is_match(text)
}

/// Whether `text` is one number to every reader of YAML.
pub fn is_plain_number(text: &str) -> bool {
    PLAIN_NUMBER.is_match(text)
}

/// Characters that YAML 1.1 takes for line breaks, or that may not stand in a file as they are.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// `text` in quotes: double ones, or single ones where double ones would need escapes.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.contains(is_special) {
        return format!("'{text}'");
    }
    format!("\"{}\"", escaped(text))
}

/// `text` as it stands between double quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_special(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// `text` as a value, with quotes only where they are needed.
pub fn value(text: &str, flow: bool) -> String {
    if needs_quotes(text, flow) { quoted(text) } else { text.to_owned() }
}

/// `text` in place of `old`, in the quotes that `old` has.
pub fn like(old: &str, text: &str) -> String {
    match old.chars().next() {
        Some('"') => format!("\"{}\"", escaped(text)),
        Some('\'') if !text.contains(is_special) => format!("'{}'", text.replace('\'', "''")),
        _ => value(text, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_where_a_reader_would_err() {
        for text in [
            "Im Fokus: Bürgerkommune",
            "*innen sprechen",
            "\"B²\" - Bürgerengagement",
            "Projekt #1 der Kommune",
            "@netz",
            "% der",
            "[Entwurf] Text",
            "- a",
            "? Frage",
            "Text:",
            "'Bürger's'",
            "05113000",
            "09761000",
            "14:30",
            "ja",
            "Nein",
            "on",
            "Off",
            "2015",
            "1.5",
            "2026-11-24",
            "~",
            "null",
            "",
            " a",
            "1_000",
            "0x1F",
            "1e3",
            ".5",
            "<<",
            "=",
            "a\u{2028}b",
            "---",
        ] {
            let quoted = needs_quotes(text, false);
            assert!(quoted, "{text}");
        }
        for text in ["Bürgerkommune", "10/2018", "1998–2004", "28. April 2021", "seit 2015"] {
            assert!(!needs_quotes(text, false), "{text}");
        }
        assert!(!needs_quotes("https://example.org/a?b", false) && needs_quotes("https://example.org/a?b", true));
        assert!(needs_quotes("Gruppe # 4", false) && !needs_quotes("C#", false) && !needs_quotes("-5°", false));
    }

    #[test]
    fn quotes_are_the_lightest_that_work() {
        assert_eq!(quoted("a: b"), "\"a: b\"");
        assert_eq!(quoted("\"B²\": x"), "'\"B²\": x'");
        assert_eq!(quoted("'a' \"b\""), "\"'a' \\\"b\\\"\"");
        assert_eq!(like("'x'", "d'accord"), "'d''accord'");
        assert_eq!(like("x", "neu"), "neu");
    }
}
