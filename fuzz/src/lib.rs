//! What is fuzzed: functions that take any bytes, and must neither panic nor break what they promise.

use std::sync::{Arc, LazyLock};

use allmende::config::{self, Config, Flags};
use allmende::diagnostic::{Diagnostic, SourcePath};
use allmende::edit::format;
use allmende::load::Source;
use allmende::messages::Language;
use allmende::parse::markdown::{self, MarkdownOptions};
use allmende::parse::{self, front_matter as head, german};
use allmende::search::{self, SearchDoc, SearchInput, Section, SynonymGroup, TypeDef};
use allmende::{schema, text, value, yaml};

/// A portal as it comes, without any setting.
static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let site = [Source::in_memory("content/_site/site.yaml", "title: Probe\n")];
    config::load(&Flags::default(), &site, None, &mut Vec::new())
});

/// All targets by name.
pub const TARGETS: [(&str, fn(&[u8])); 6] = [
    ("page", page),
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("values", values),
    ("yaml", yaml),
    ("search", search),
];

/// Text of a file as `load` gives it.
fn loaded(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok().filter(|text| !text.contains(['\0', '\r']) && !text.starts_with('\u{FEFF}'))
}

#[track_caller]
fn assert_spans(text: &str, diagnostics: &[Diagnostic]) {
    for span in diagnostics.iter().filter_map(|diagnostic| diagnostic.span.clone()) {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(start <= end && end <= text.len(), "{span:?} of {} bytes", text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{span:?} cuts a character");
    }
}

/// A whole file, as an entry of several types and as a list.
pub fn page(data: &[u8]) {
    let Some(text) = loaded(data) else { return };
    for path in
        ["content/themen/x.md", "content/veranstaltungen/x.md", "content/kommunen/x.md", "content/referenzen/x.md"]
    {
        let parsed = parse::page(&Source::in_memory(path, text), &CONFIG);
        assert_spans(text, &parsed.diagnostics);
    }
    let parsed = parse::list_file(&Source::in_memory("content/organisationen/x.yaml", text), &CONFIG);
    assert_spans(text, &parsed.diagnostics);
}

/// Front matter: where it ends, what it holds, and that `fmt` changes nothing but the form.
pub fn front_matter(data: &[u8]) {
    let Some(text) = loaded(data) else { return };
    let file: SourcePath = Arc::from("content/themen/x.md");
    let split = head::split(text);
    assert!(text.get(split.yaml.clone()).is_some() && text.get(split.body.start as usize..).is_some());
    for name in ["thema", "veranstaltung", "kommune", "referenz"] {
        let content_type = &CONFIG.schema.types[CONFIG.schema.type_index(name).expect("a type of the portal")];
        let read = |text: &str| {
            let split = head::split(text);
            let mut faults = Vec::new();
            let fields = head::read(text, &split, &content_type.fields, content_type, &file, &mut faults);
            assert_spans(text, &faults);
            let values: Vec<(String, String)> =
                fields.iter().map(|field| (field.key.text.clone(), shown(&field.node))).collect();
            (values, text[split.body.start as usize..].to_owned())
        };
        let before = read(text);
        let mut faults = Vec::new();
        let formatted = format::page(text, content_type, &file, &mut faults);
        if faults.is_empty() {
            let once = applied(text, &formatted);
            let mut faults = Vec::new();
            let twice = applied(&once, &format::page(&once, content_type, &file, &mut faults));
            assert_eq!(once, twice, "fmt twice differs from fmt once, of {text:?}");
            assert_eq!(read(&once).1, before.1, "fmt touched the text");
        }
    }
}

/// A value without its places.
fn shown(node: &yaml::Node) -> String {
    match node.as_str() {
        Some(text) => text.to_owned(),
        None => {
            let items: Vec<String> = node.items().iter().map(shown).collect();
            let entries: Vec<String> =
                node.entries().map(|(key, value)| format!("{}={}", key.text, shown(value))).collect();
            format!("[{}]{{{}}}", items.join(","), entries.join(","))
        }
    }
}

fn applied(text: &str, edits: &[allmende::edit::Edit]) -> String {
    allmende::edit::apply(text, edits)
}

/// German text and Markdown: any text becomes a body whose places are in the text, and typography keeps all words.
pub fn markdown(data: &[u8]) {
    let Some(text) = loaded(data) else { return };
    let file: SourcePath = Arc::from("content/themen/x.md");
    for language in [Language::German, Language::English] {
        let mut diagnostics = Vec::new();
        let body = markdown::render(text, 0, &file, &MarkdownOptions::new(language), &mut diagnostics);
        assert_spans(text, &diagnostics);
        assert!(!body.html.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
        let lower = body.html.text.to_ascii_lowercase();
        for danger in
            ["<script", "<iframe", "<style", "<svg", "<object", " onerror=", " onclick=\"", "href=\"javascript:"]
        {
            assert!(
                !lower.contains(danger) || lower.replace("&quot;", "").contains(danger) && is_text(&lower, danger),
                "{danger}"
            );
        }
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let set = german::typography(text, german::Quotes::German);
    assert_eq!(letters(&set), letters(text), "typography lost or moved words");
    markdown::render_commonmark(text);
}

/// Whether all places of `danger` are outside of tags. Attributes of ours hold no `<`, so a place is in a tag if the last
/// angle bracket before it opens one.
fn is_text(html: &str, danger: &str) -> bool {
    !danger.starts_with('<')
        && html.match_indices(danger).all(|(at, _)| {
            let before = &html[..at];
            let (open, close) = (before.rfind('<'), before.rfind('>'));
            open <= close || before[open.unwrap_or(0)..].matches('"').count() % 2 == 1
        })
}

/// Values: nothing panics, and what is displayed is read as the same value again.
pub fn values(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    macro_rules! again {
        ($kind:ty, $parse:expr, $show:expr) => {
            if let Ok(value) = $parse(text) {
                let shown: String = $show(&value);
                match $parse(&shown) {
                    Ok(again) => assert_eq!(again, value, "{} shown as {shown:?}, of {text:?}", stringify!($kind)),
                    Err(_) => panic!("{} shown as {shown:?} is not read again, of {text:?}", stringify!($kind)),
                }
            }
        };
    }
    for language in [Language::German, Language::English] {
        again!(value::Number, |text| value::Number::parse(text, language), |v: &value::Number| v.display(language));
        again!(value::Range, |text| value::Range::parse(text, language), |v: &value::Range| v.display(language));
    }
    let german = Language::German;
    again!(value::Date, value::Date::parse, |v: &value::Date| v.display(german));
    again!(value::Date, value::Date::parse, |v: &value::Date| v.edtf());
    again!(value::DateTime, value::DateTime::parse, |v: &value::DateTime| v.display(german));
    again!(value::DateTime, value::DateTime::parse, |v: &value::DateTime| v.iso());
    again!(value::Time, value::Time::parse, |v: &value::Time| v.display(german));
    again!(value::Period, value::Period::parse, |v: &value::Period| v.display(german));
    // `ab 2020` and `seit 2020` are both `2020/..` in EDTF, so only the display is read again.
    again!(value::Issue, value::Issue::parse, |v: &value::Issue| v.to_string());
    again!(value::Ags, value::Ags::parse, |v: &value::Ags| v.as_str().to_owned());
    again!(value::Url, value::Url::parse, |v: &value::Url| v.to_string());
    again!(value::Email, value::Email::parse, |v: &value::Email| v.to_string());
    again!(value::Phone, value::Phone::parse, |v: &value::Phone| v.display().to_owned());
    if let Ok(url) = value::Url::parse(text) {
        let scheme = url.as_str().split(':').next().unwrap_or_default();
        assert!(["http", "https", "mailto", "tel"].contains(&scheme), "{url}");
    }
    let _ = (value::parse_bool(text), value::parse_year(text), value::split_people(text));
    let slug = text::slugify(text);
    assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{slug:?}");
    assert!(!slug.starts_with('-') && !slug.ends_with('-') && text::slugify(&slug) == slug, "{slug:?}");
    let _ = (text::sort_key(text), text::fold(text));
}

/// YAML and the schema language.
pub fn yaml(data: &[u8]) {
    let Some(text) = loaded(data) else { return };
    match yaml::parse_all(text) {
        Err(fault) => assert!(fault.span.end as usize <= text.len() && fault.span.start <= fault.span.end),
        Ok(nodes) => nodes.iter().for_each(|node| assert!(node.span.end as usize <= text.len())),
    }
    let mut files = schema::package::schema_files("portal");
    files.push((Arc::from("content/_site/types/x.yaml"), text));
    let mut diagnostics = Vec::new();
    schema::load::load(&files, &mut diagnostics);
    let own: Vec<Diagnostic> = diagnostics.into_iter().filter(|d| d.file.starts_with("content/")).collect();
    assert_spans(text, &own);
    let site = [Source::in_memory("content/_site/site.yaml", text)];
    let mut diagnostics = Vec::new();
    config::load(&Flags::default(), &site, None, &mut diagnostics);
    let own: Vec<Diagnostic> = diagnostics.into_iter().filter(|d| &*d.file == "content/_site/site.yaml").collect();
    assert_spans(text, &own);
}

/// The search index of any texts: lines of the input are titles, names and sections in turn.
pub fn search(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.lines().take(40).collect();
    let mut docs: Vec<SearchDoc> = Vec::new();
    let mut thesaurus: Vec<SynonymGroup> = Vec::new();
    for (i, lines) in lines.chunks(4).enumerate() {
        let line = |n: usize| lines.get(n).copied().unwrap_or_default().to_owned();
        docs.push(SearchDoc {
            id: Arc::from(format!("thema/{i}")),
            url: format!("themen/{i}.html"),
            title: line(0),
            alt_labels: vec![line(1)],
            hidden_labels: vec![line(2)],
            summary: line(1),
            sections: vec![Section { anchor: None, title: Some(line(2)), text: line(3) }],
            ..SearchDoc::default()
        });
        thesaurus.push(SynonymGroup {
            preferred: line(0),
            equivalents: vec![line(1), line(2)],
            broader: vec![line(3)],
        });
    }
    let types = vec![TypeDef { name: "thema".into(), label_one: "Thema".into(), label_many: "Themen".into(), tone: 0 }];
    for language in [Language::German, Language::English] {
        let catalogue = allmende::messages::catalogue(language);
        let input = SearchInput {
            language,
            catalogue,
            docs: docs.clone(),
            facets: Vec::new(),
            types: types.clone(),
            thesaurus: thesaurus.iter().map(clone_group).collect(),
            words: lines.iter().map(|line| (*line).to_owned()).collect(),
        };
        for (path, bytes) in search::index(&input) {
            let sheet = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(!path.ends_with(".css") || is_sheet(sheet) || path == "facets.css", "{path}: {sheet}");
        }
    }
    for token in search::tokens::analyse(text) {
        assert!(!token.form.is_empty() && !token.form.contains(char::is_whitespace), "{:?}", token.form);
    }
}

fn clone_group(group: &SynonymGroup) -> SynonymGroup {
    SynonymGroup {
        preferred: group.preferred.clone(),
        equivalents: group.equivalents.clone(),
        broader: group.broader.clone(),
    }
}

/// Rules that each hold one string: nothing in the data ends the string or the rule.
fn is_sheet(css: &str) -> bool {
    css.lines().all(|line| {
        let inner = line.split_once("{--al:'").and_then(|(_, rest)| rest.strip_suffix("'}"));
        let Some(inner) = inner else { return line.is_empty() };
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '\'' | '\n' | '\r' | '\u{C}' => return false,
                _ => {}
            }
        }
        true
    })
}
