//! Boxes beside the text: `::: tipp` … `:::` and `> [!TIP]`, in German and English.

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Class of the element, after `note-`.
    pub(super) class: &'static str,
    /// Key of the title that stands in for a missing one.
    pub(super) label: &'static str,
}

const NOTE: Kind = Kind { class: "note", label: "label.note" };
const TIP: Kind = Kind { class: "tip", label: "label.tip" };
const WARNING: Kind = Kind { class: "warning", label: "label.warning" };
const INFO: Kind = Kind { class: "info", label: "label.info" };
const IMPORTANT: Kind = Kind { class: "important", label: "label.important" };

/// Names in German and English.
pub(super) const KINDS: [(&str, Kind); 13] = [
    ("hinweis", NOTE),
    ("note", NOTE),
    ("tipp", TIP),
    ("tip", TIP),
    ("achtung", WARNING),
    ("warnung", WARNING),
    ("warning", WARNING),
    ("vorsicht", WARNING),
    ("caution", WARNING),
    ("info", INFO),
    ("information", INFO),
    ("wichtig", IMPORTANT),
    ("important", IMPORTANT),
];

/// The kind called `name`, in any case.
pub(super) fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
}

/// Name and title of `[!NAME] Titel`.
pub(super) fn alert_line(line: &str) -> Option<(&str, &str)> {
    let (name, title) = line.strip_prefix("[!")?.split_once(']')?;
    let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
    (is_name && !title.starts_with(['(', '[', ':'])).then(|| (name, title.trim()))
}

/// Name and title of `::: name Titel` or `:::name[Titel]`; both empty where a box ends.
pub(super) fn container_line(line: &str) -> (&str, &str) {
    let line = line.trim_start_matches(':').trim().trim_end_matches(':').trim_end();
    let end = line.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{' | ':')).unwrap_or(line.len());
    let title = line[end..].trim();
    let inner = title.strip_prefix('[').and_then(|title| title.strip_suffix(']'));
    (&line[..end], inner.unwrap_or(title).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        assert_eq!(alert_line("[!NOTE]"), Some(("NOTE", "")));
        assert_eq!(alert_line("[!tipp] Eigener Titel "), Some(("tipp", "Eigener Titel")));
        assert_eq!(alert_line("[!x](y)"), None);
        assert_eq!(alert_line("[!]"), None);
        assert_eq!(container_line("::: tipp Mein *Titel*"), ("tipp", "Mein *Titel*"));
        assert_eq!(container_line(":::tip[Titel]"), ("tip", "Titel"));
        assert_eq!(container_line("::::"), ("", ""));
        assert_eq!(container_line("::: hinweis :::"), ("hinweis", ""));
        assert_eq!(kind("HINWEIS"), Some(NOTE));
    }
}
