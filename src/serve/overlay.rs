//! The overlay's words: errors in the editor's language, as plain text.

use crate::diagnostic::{Diagnostic, Severity, emit};
use crate::messages::{Language, catalogue};
use crate::pipeline::Report;

use super::events::{Problem, Problems};

/// More than these nobody reads at once.
const MAX_ITEMS: usize = 10;

/// The errors of a build for the tabs; nothing to show when there are none.
pub(super) fn problems(report: &Report, has_good_site: bool, language: Language) -> Problems {
    let words = catalogue(language);
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Vec<&Diagnostic> = report.diagnostics.iter().filter(is_error).collect();
    if errors.is_empty() {
        return Problems::default();
    }
    let count = |key: &str, n: usize| {
        let form = if n == 1 { "one" } else { "many" };
        words.format(&format!("{key}.{form}"), &[("n", n.to_string())])
    };
    let more = errors.len().saturating_sub(MAX_ITEMS);
    let note = if has_good_site { "serve.overlay.last-good" } else { "serve.overlay.no-good" };
    Problems {
        title: count("serve.overlay.title", errors.len()),
        note: words.format(note, &[]),
        close: words.format("serve.overlay.close", &[]),
        items: errors.iter().take(MAX_ITEMS).map(|error| problem(error, report, language)).collect(),
        more: if more > 0 { count("serve.overlay.more", more) } else { String::new() },
    }
}

fn problem(diagnostic: &Diagnostic, report: &Report, language: Language) -> Problem {
    let render = |format| {
        let one = std::slice::from_ref(diagnostic);
        emit::emit(one, &|path| report.texts.get(path).cloned(), format, catalogue(language))
    };
    // Both forms come from one place, so that the tab says what the terminal says.
    let json: serde_json::Value = serde_json::from_str(&render(emit::Format::Json)).unwrap_or_default();
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let place = match (json["line"].as_u64(), json["column"].as_u64()) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", text("file")),
        _ => text("file"),
    };
    let hints = json["hints"].as_array().into_iter().flatten();
    Problem {
        place,
        message: text("message"),
        hints: hints.filter_map(|hint| hint.as_str().map(str::to_owned)).collect(),
        excerpt: excerpt(&render(emit::Format::Human { color: false })),
    }
}

/// The lines of the human form that show the source: those with a bar after the gutter.
fn excerpt(human: &str) -> String {
    let is_source =
        |line: &&str| line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|');
    let lines: Vec<&str> = human.lines().filter(is_source).filter(|line| !line.trim().ends_with('|')).collect();
    lines.join("\n")
}
