//! What a code means: the text of `allmende explain CODE` and the reference page of all codes.
//!
//! All words come from the message catalogue (`<code>`, `<code>.why`, `<code>.example`, `<code>.fix`);
//! this module only sets them.

use std::fmt::Write as _;

use super::{Code, Severity, did_you_mean};
use crate::messages::{Catalogue, Language, catalogue};

/// The explanation of one code, for a terminal.
///
/// Upper and lower case do not matter. For a name that is only nearly right the nearest code is
/// explained, and the first line says so; `None` when no code is near.
pub fn explain(code: &str, language: Language) -> Option<String> {
    let words = catalogue(language);
    let typed = code.trim();
    let find = |name: &str| Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name));
    if let Some(code) = find(typed) {
        return Some(explanation(code, words));
    }
    let nearest = find(did_you_mean(typed, Code::ALL.iter().map(|code| code.name()))?)?;
    let note = words.format("explain.unknown", &[("code", typed.to_owned()), ("name", nearest.name().to_owned())]);
    Some(format!("{note}\n\n{}", explanation(nearest, words)))
}

fn explanation(code: Code, words: &Catalogue) -> String {
    let heading = format!("{}[{}]: {}", severity(code, words), code.name(), message(code, words));
    let part = |name: &str| sentence(words, &format!("{}.{name}", code.name()));
    let label = |name: &str| sentence(words, &format!("explain.{name}"));
    let example: String =
        part("example").lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    format!(
        "{heading}\n\n{}:\n{}\n\n{}:\n\n{example}\n{}:\n{}\n",
        label("why"),
        wrap(&part("why")),
        label("example"),
        label("fix"),
        wrap(&part("fix")),
    )
}

/// All codes as one Markdown page: a table, then a section for each, in the order of the stages.
///
/// The page has no front matter; its title is the first heading.
pub fn reference(language: Language) -> String {
    let words = catalogue(language);
    let label = |name: &str| sentence(words, &format!("explain.{name}"));
    let mut page = format!("# {}\n\n{}\n\n", label("title"), label("intro"));
    let (code, severity_label, message_label) =
        (label("column-code"), label("column-severity"), label("column-message"));
    let _ = writeln!(page, "| {code} | {severity_label} | {message_label} |\n| --- | --- | --- |");
    for code in Code::ALL {
        let cell = escape_markdown(&message(*code, words)).replace('|', "\\|");
        let _ = writeln!(page, "| [`{0}`](#{0}) | {1} | {cell} |", code.name(), severity(*code, words));
    }
    for code in Code::ALL {
        let part = |name: &str| sentence(words, &format!("{}.{name}", code.name()));
        let example = part("example");
        let fence = if example.contains("```") { "~~~~" } else { "```" };
        let _ = write!(
            page,
            "\n## {name}\n\n**{severity}:** {message}\n\n{why}\n\n**{}**\n\n{fence}text\n{example}\n{fence}\n\n**{}**\n\n{fix}\n",
            label("example"),
            label("fix"),
            name = code.name(),
            severity = severity(*code, words),
            message = escape_markdown(&message(*code, words)),
            why = part("why"),
            fix = part("fix"),
        );
    }
    page
}

fn severity(code: Code, words: &Catalogue) -> String {
    sentence(
        words,
        match code.severity() {
            Severity::Error => "emit.error",
            Severity::Warning => "emit.warning",
            Severity::Hint => "emit.hint",
        },
    )
}

/// The code's message with `…` for what differs from case to case.
fn message(code: Code, words: &Catalogue) -> String {
    let mut out = String::new();
    let sentence = sentence(words, code.name());
    let mut rest = sentence.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        out.push_str(before);
        out.push('…');
        rest = after;
    }
    out + rest
}

fn sentence(words: &Catalogue, key: &str) -> String {
    words.get(key).unwrap_or(key).to_owned()
}

/// Characters of messages that Markdown would read as markup.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Breaks a paragraph at blanks into lines of at most 78 characters, indented by two.
fn wrap(paragraph: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in paragraph.split_whitespace() {
        let n_chars = word.chars().count();
        if width > 0 && width + 1 + n_chars > 78 {
            out.push('\n');
            width = 0;
        }
        let blank = if width == 0 { "  " } else { " " };
        out.push_str(blank);
        out.push_str(word);
        width += blank.len() + n_chars;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_both_languages() {
        let mut missing = Vec::new();
        for language in [Language::German, Language::English] {
            for code in Code::ALL {
                for part in ["", ".why", ".example", ".fix"] {
                    let key = format!("{}{part}", code.name());
                    if catalogue(language).get(&key).is_none_or(|text| text.trim().is_empty()) {
                        missing.push(format!("{}: {key}", language.tag()));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "not in the catalogue: {}", missing.join(", "));
    }

    #[test]
    fn messages_are_one_line_without_full_stop_and_hints_are_sentences() {
        for language in [Language::German, Language::English] {
            let words = catalogue(language);
            for code in Code::ALL {
                if let Some(message) = words.get(code.name()) {
                    assert!(!message.contains('\n') && !message.ends_with('.'), "{}", code.name());
                }
            }
            for (key, text) in words.iter().filter(|(key, _)| key.starts_with("hint.") && *key != "hint.field-note") {
                // A sample to copy, after a colon, ends without one.
                let is_sample = text.contains(": ") && text.ends_with([')', '|', '`', ']']) || text.contains(": ## ");
                assert!(text.ends_with(['.', '?']) || is_sample, "{key}: {text}");
            }
        }
    }

    #[test]
    fn explains_a_code_with_reason_example_and_fix() {
        let text = explain("unknown-field", Language::German).unwrap();
        assert!(text.starts_with("Fehler[unknown-field]: Das Feld »…« gibt es bei … nicht\n"), "{text}");
        for part in
            ["Warum es gemeldet wird:\n  Das Feld", "Beispiel:\n\n    ---\n    titel:", "So beheben Sie es:\n  Ber"]
        {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 78 || line.starts_with("    ")), "{text}");
    }

    #[test]
    fn a_code_that_is_nearly_right_is_understood() {
        assert_eq!(explain(" Unknown-Field ", Language::English), explain("unknown-field", Language::English));
        let text = explain("unknown-feild", Language::English).unwrap();
        assert!(
            text.starts_with("There is no code \"unknown-feild\". This may be the one you mean, \"unknown-field\":"),
            "{text}"
        );
        assert_eq!(explain("A012", Language::German), None);
        assert_eq!(explain("", Language::German), None);
    }

    #[test]
    fn the_reference_has_a_section_for_every_code() {
        for language in [Language::German, Language::English] {
            let page = reference(language);
            for code in Code::ALL {
                assert!(page.contains(&format!("\n## {}\n", code.name())), "{}", code.name());
                assert!(page.contains(&format!("](#{})", code.name())), "{}", code.name());
            }
            let headings = pulldown_cmark::Parser::new(&page)
                .filter(|event| matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { .. })))
                .count();
            assert_eq!(headings, Code::ALL.len() + 1, "an example broke out of its fence");
        }
    }
}
