//! Highlighting of code by class, so that the theme owns the colours and no `style=` is needed.
//!
//! The syntaxes load on the first block of code, so sites without code do not pay for them. Scopes are
//! mapped to twelve classes. Very large blocks and very long lines stay plain: their regular
//! expressions may take seconds.

use std::sync::LazyLock;

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::markdown::html::escape_text;

/// Largest block that is highlighted, in bytes.
pub const MAX_BLOCK: usize = 256 << 10;
/// Longest line that is highlighted, in bytes.
pub const MAX_LINE: usize = 4 << 10;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Scopes and their classes; the first that fits counts.
const CLASSES: [(&str, &str); 30] = [
    ("comment", "hl-comment"),
    ("string", "hl-string"),
    ("constant.character", "hl-string"),
    ("constant", "hl-number"),
    ("entity.name.tag", "hl-tag"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("entity.name.function", "hl-function"),
    ("support.function", "hl-function"),
    ("variable.function", "hl-function"),
    ("entity.name.section", "hl-heading"),
    ("markup.heading", "hl-heading"),
    ("entity.name", "hl-type"),
    ("entity.other.inherited-class", "hl-type"),
    ("support.type", "hl-type"),
    ("support.class", "hl-type"),
    ("storage.type", "hl-keyword"),
    ("storage.modifier", "hl-keyword"),
    ("keyword.operator", "hl-keyword"),
    ("keyword", "hl-keyword"),
    ("variable.language", "hl-keyword"),
    ("variable", "hl-variable"),
    ("support.constant", "hl-number"),
    ("markup.inserted", "hl-inserted"),
    ("markup.deleted", "hl-deleted"),
    ("markup.underline.link", "hl-string"),
    ("markup.raw", "hl-string"),
    ("meta.diff.header", "hl-heading"),
    ("meta.diff.range", "hl-number"),
    ("meta.preprocessor", "hl-keyword"),
    ("invalid.illegal", "hl-deleted"),
];

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> =
    LazyLock::new(|| CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect());

/// Names that mean plain text, on purpose.
const PLAIN: [&str; 8] = ["text", "txt", "plain", "plaintext", "none", "output", "console", "mermaid"];

/// Common names that the syntaxes do not know themselves.
const ALIASES: [(&str, &str); 14] = [
    ("shell", "sh"),
    ("shellscript", "sh"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("typescript", "js"),
    ("ts", "js"),
    ("jsx", "js"),
    ("tsx", "js"),
    ("mjs", "js"),
    ("c#", "cs"),
    ("svg", "xml"),
    ("patch", "diff"),
    ("jinja", "html"),
    ("tera", "html"),
];

/// Why a block stays plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// The language is not known.
    UnknownLanguage,
    /// The block or one of its lines is too large.
    TooLarge,
}

/// Appends `code` as HTML with classes to `out`, plain when it cannot be highlighted.
pub fn highlight(out: &mut String, code: &str, language: &str) -> Result<(), Plain> {
    if language.is_empty() || PLAIN.contains(&language.to_ascii_lowercase().as_str()) {
        escape_text(out, code);
        return Ok(());
    }
    if code.len() > MAX_BLOCK || code.lines().any(|line| line.len() > MAX_LINE) {
        escape_text(out, code);
        return Err(Plain::TooLarge);
    }
    let Some(syntax) = syntax(language) else {
        escape_text(out, code);
        return Err(Plain::UnknownLanguage);
    };
    let start = out.len();
    if lines(out, code, syntax).is_none() {
        // A fault in a syntax is none of the editor's.
        out.truncate(start);
        escape_text(out, code);
    }
    Ok(())
}

/// The known language whose name is nearest to `language`.
pub fn nearest(language: &str) -> Option<&'static str> {
    let syntaxes = SYNTAXES.syntaxes().iter();
    let names = syntaxes.flat_map(|syntax| syntax.file_extensions.iter().chain([&syntax.name])).map(String::as_str);
    crate::diagnostic::did_you_mean(language, names.filter(|name| name.len() > 1))
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let alias = ALIASES.iter().find(|(name, _)| name.eq_ignore_ascii_case(language)).map(|(_, token)| *token);
    SYNTAXES.find_syntax_by_token(alias.unwrap_or(language))
}

fn lines(out: &mut String, code: &str, syntax: &SyntaxReference) -> Option<()> {
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut spans = Spans { out, classes: Vec::new(), open: None };
    let with_end;
    // The syntaxes count on a line break at the end of every line.
    let text = if code.ends_with('\n') {
        code
    } else {
        with_end = format!("{code}\n");
        &with_end
    };
    for line in text.split_inclusive('\n') {
        let mut done = 0;
        for (at, op) in state.parse_line(line, &SYNTAXES).ok()? {
            spans.write(line.get(done..at)?);
            done = at;
            let classes = &mut spans.classes;
            let apply = |op: BasicScopeStackOp, _: &[Scope]| match op {
                BasicScopeStackOp::Push(scope) => {
                    let class = SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class);
                    classes.push(class.or(classes.last().copied().flatten()));
                }
                BasicScopeStackOp::Pop => {
                    classes.pop();
                }
            };
            scopes.apply_with_hook(&op, apply).ok()?;
        }
        spans.write(line.get(done..)?);
    }
    spans.close();
    if !code.ends_with('\n') && spans.out.ends_with('\n') {
        spans.out.pop();
    }
    Some(())
}

/// Writes text in as few spans as its classes need.
struct Spans<'o> {
    out: &'o mut String,
    /// The class at every depth of the scopes; scopes without a class of their own inherit.
    classes: Vec<Option<&'static str>>,
    open: Option<&'static str>,
}

impl Spans<'_> {
    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = self.classes.last().copied().flatten();
        // White space looks the same in every class.
        if class != self.open && !text.trim().is_empty() {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
            }
            self.open = class;
        }
        escape_text(self.out, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            // Keeps line breaks outside, so that lines can be told apart in the output.
            let text = self.out.trim_end_matches('\n').len();
            let breaks = self.out.len() - text;
            self.out.truncate(text);
            self.out.push_str("</span>");
            self.out.extend(std::iter::repeat_n('\n', breaks));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &str, language: &str) -> String {
        let mut out = String::new();
        highlight(&mut out, code, language).unwrap();
        out
    }

    #[test]
    fn code_gets_classes() {
        let rust = html("// a < b\nfn main() { let x = \"y\"; }\n", "rust");
        assert!(
            rust.starts_with("<span class=\"hl-comment\">// a &lt; b</span>\n<span class=\"hl-keyword\">fn </span>"),
            "{rust}"
        );
        assert!(rust.contains("<span class=\"hl-string\">\"y\"</span>"), "{rust}");
        let yaml = html("titel: \"Im Fokus\"\n# Kommentar", "yaml");
        assert!(yaml.contains("hl-tag") && yaml.ends_with("<span class=\"hl-comment\"># Kommentar</span>"), "{yaml}");
        assert!(html("<p class=\"x\">", "HTML").contains("hl-tag"));
        assert_eq!(html("a < b", "text"), "a &lt; b");
    }

    #[test]
    fn classes_are_at_most_twelve() {
        let mut classes: Vec<&str> = CLASSES.iter().map(|(_, class)| *class).collect();
        classes.sort_unstable();
        classes.dedup();
        assert!(classes.len() <= 12, "{classes:?}");
        assert_eq!(SCOPES.len(), CLASSES.len());
    }

    #[test]
    fn what_cannot_be_highlighted_stays_text() {
        let mut out = String::new();
        assert_eq!(highlight(&mut out, "a < b", "rsut"), Err(Plain::UnknownLanguage));
        assert_eq!(out, "a &lt; b");
        assert_eq!(nearest("pyhton"), Some("Python"));
        assert_eq!(highlight(&mut String::new(), &"x".repeat(MAX_LINE + 1), "rust"), Err(Plain::TooLarge));
        assert_eq!(highlight(&mut String::new(), &"x\n".repeat(MAX_BLOCK), "rust"), Err(Plain::TooLarge));
    }
}
