//! Diagnostics: what an editor should look at, as values.
//!
//! Stages return diagnostics beside their result and never print. A [`Diagnostic`] names a stable
//! [`Code`], a place in a file and the arguments of its message; the words come from the message
//! catalogue ([`crate::messages`]) when it is rendered, in German or English.

use std::ops::Range;
use std::sync::Arc;

pub mod code;
pub mod emit;
pub mod explain;

pub use code::Code;

/// A path relative to the site's root, with `/` between its parts.
pub type SourcePath = Arc<str>;

/// Bytes in a source file.
pub type Span = Range<u32>;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build fails with exit code 1; the last good output stays.
    Error,
    /// Reported, the build goes on; exit code 3 under `--strict`.
    Warning,
    /// Worth knowing, never changes the exit code.
    Hint,
}

/// A sentence of the message catalogue with its arguments, not yet in any language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Key in the catalogue, such as `unknown-field` or `hint.did-you-mean`.
    pub key: &'static str,
    /// Values for the placeholders `{name}` of the sentence.
    pub args: Vec<(&'static str, String)>,
}

impl Text {
    /// A sentence without arguments.
    pub fn new(key: &'static str) -> Text {
        Text { key, args: Vec::new() }
    }

    /// Adds the value of placeholder `{name}`.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Text {
        self.args.push((name, value.to_string()));
        self
    }
}

/// One thing an editor should look at, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, never renamed once published.
    pub code: Code,
    /// From the code, unless the site's rules say otherwise.
    pub severity: Severity,
    /// The file at fault.
    pub file: SourcePath,
    /// Bytes in `file`; `None` means the whole file.
    pub span: Option<Span>,
    /// What is wrong, one line.
    pub text: Text,
    /// What to do about it.
    pub hints: Vec<Text>,
}

impl Diagnostic {
    /// A diagnostic with the code's own severity and message (catalogue key = code name).
    pub fn new(code: Code, file: &SourcePath, span: impl Into<Option<Span>>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            file: file.clone(),
            span: span.into(),
            text: Text::new(code.name()),
            hints: Vec::new(),
        }
    }

    /// Adds the value of placeholder `{name}` of the message.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Diagnostic {
        self.text.args.push((name, value.to_string()));
        self
    }

    /// Replaces the message by another sentence of the catalogue (`<code>.<variant>`).
    #[must_use]
    pub fn text(mut self, text: Text) -> Diagnostic {
        self.text = text;
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Diagnostic {
        self.hints.push(hint);
        self
    }

    /// Adds a hint where there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<Text>) -> Diagnostic {
        self.hints.extend(hint);
        self
    }
}

/// Sorts by file and place and drops exact repetitions.
pub fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.file.clone(), d.span.clone().map(|s| (s.start, s.end)), d.severity, d.code);
        key(a).cmp(&key(b)).then_with(|| a.text.cmp(&b.text))
    });
    diagnostics.dedup();
}

/// The nearest of `candidates` to `word`, when it is near enough to be what was meant.
///
/// Compares without case and umlauts by Damerau-Levenshtein distance; one edit is allowed in a word
/// of 2 to 5 letters, otherwise a third of its length.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = crate::text::fold(word);
    let n_letters = folded.chars().count();
    let allowed = if n_letters < 2 { 0 } else { (n_letters / 3).max(1) };
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &crate::text::fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, candidate)| (*distance, candidate.len(), *candidate))
        .map(|(_, candidate)| candidate)
}
