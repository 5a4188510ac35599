//! Targets of links: what they are, and addresses that stand in the text without any marks.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkKind {
    /// `[[type/slug]]`, `[[Titel]]`, `[[type/slug#anker]]`
    Wiki {
        /// What stands before `#`.
        target: String,
        /// What stands after `#`.
        anchor: Option<String>,
    },
    /// A path within the site, percent-decoded; relative to the file, or to the site's root with a
    /// leading `/`.
    Path {
        /// Without query and anchor.
        path: String,
        /// What stands after `?`, as written.
        query: Option<String>,
        /// What stands after `#`, percent-decoded.
        anchor: Option<String>,
    },
    /// A place on the same page.
    Anchor(String),
    /// An address outside: `http`, `https`, `mailto` or `tel`.
    External(String),
}

/// The schemes that links may have.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// What is wrong with an address; the scheme that is not allowed.
pub(super) struct Unsafe(pub(super) String);

/// What the target `url` of a link means.
pub(super) fn classify(url: &str) -> Result<LinkKind, Unsafe> {
    // Browsers ignore control characters and outer spaces, so `java\tscript:` is a scheme for them.
    let url: Cow<str> = if url.contains(|c: char| c.is_control()) || url.trim() != url {
        Cow::Owned(url.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned())
    } else {
        Cow::Borrowed(url)
    };
    if let Some(scheme) = scheme(&url) {
        return match SCHEMES.iter().any(|allowed| allowed.eq_ignore_ascii_case(scheme)) {
            true => Ok(LinkKind::External(url.into_owned())),
            false => Err(Unsafe(scheme.to_ascii_lowercase())),
        };
    }
    // `//host` takes the scheme of the page, which is `file:` on a USB stick; `\` is `/` for browsers.
    if let Some(host) = url.strip_prefix("//").or_else(|| url.strip_prefix("/\\")).or_else(|| url.strip_prefix('\\')) {
        let host = host.trim_start_matches(['/', '\\']);
        return Ok(LinkKind::External(format!("https://{host}")));
    }
    let (rest, anchor) = split(&url, '#');
    let anchor = anchor.map(decode);
    if rest.is_empty()
        && let Some(anchor) = anchor
    {
        return Ok(LinkKind::Anchor(anchor));
    }
    let (path, query) = split(rest, '?');
    Ok(LinkKind::Path { path: decode(path), query: query.map(str::to_owned), anchor })
}

/// Whether `url` has no scheme, or one that is allowed.
pub(super) fn is_safe(url: &str) -> bool {
    match scheme(url) {
        Some(scheme) => SCHEMES.iter().any(|allowed| allowed.eq_ignore_ascii_case(scheme)),
        None => !url.contains(|c: char| c.is_control()),
    }
}

/// The target of `[[target#anchor]]`.
pub(super) fn wiki(target: &str) -> LinkKind {
    let (target, anchor) = split(target.trim(), '#');
    let anchor = anchor.map(|anchor| anchor.trim().to_owned()).filter(|anchor| !anchor.is_empty());
    match anchor {
        Some(anchor) if target.is_empty() => LinkKind::Anchor(anchor),
        anchor => LinkKind::Wiki { target: target.trim_end().to_owned(), anchor },
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// What stands before the first `:`, when it looks like a scheme.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// Longest address without marks, in bytes. Bounds the work for hostile texts.
const LONGEST_URL: usize = 2048;

/// The next address in `text` from byte `from` on that stands without marks: `https://…`, `www.…`.
pub fn find_url(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(dot) = bytes[at..].iter().position(|b| matches!(b, b':' | b'.')).map(|i| at + i) {
        let start = match bytes[dot] {
            b':' if bytes[dot..].starts_with(b"://") => scheme_start(text, from, dot),
            b'.' if text[from..dot].ends_with("www") => Some(dot - 3),
            _ => None,
        };
        if let Some(start) = start
            && !text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '.' | '-' | '_'))
            && let Some(width) = host_width(&text[start..])
        {
            let rest = &text.as_bytes()[start + width..];
            let goes_on = match rest.first() {
                Some(b'/' | b'?' | b'#') => true,
                Some(b':') => rest.get(1).is_some_and(u8::is_ascii_digit),
                _ => false,
            };
            return Some(start..if goes_on { url_end(text, start) } else { start + width });
        }
        at = dot + 1;
    }
    None
}

fn scheme_start(text: &str, from: usize, colon: usize) -> Option<usize> {
    let before = &text[from..colon];
    ["https", "http"].iter().find(|scheme| before.ends_with(**scheme)).map(|scheme| colon - scheme.len())
}

/// The bytes up to the end of the machine's name: one with a dot in it, or the own machine. Looks at
/// the name only, because a hostile text may have many beginnings of addresses in a row.
fn host_width(url: &str) -> Option<usize> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let end =
        host.char_indices().take(MAX_HOST).find(|(_, c)| !is_part(*c)).map_or(host.len().min(MAX_HOST), |(i, _)| i);
    let name = host[..floor(host, end)].trim_end_matches(['.', '-']);
    let labels = name.split('.');
    let is_host =
        name == "localhost" || (labels.clone().count() > 1 && labels.into_iter().all(|label| !label.is_empty()));
    is_host.then(|| url.len() - host.len() + name.len())
}

/// Longest name of a machine, in bytes.
const MAX_HOST: usize = 255;

/// The last place between two characters up to byte `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or_default()
}

/// Where the address that begins at `start` ends: at a space, a quote or `<`, and before punctuation
/// that belongs to the sentence. Brackets count when they are opened in the address.
pub(super) fn url_end(text: &str, start: usize) -> usize {
    let is_end = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '„' | '“' | '”' | '»' | '«' | '›' | '‹' | '‚' | '‘')
    };
    let longest = floor(text, start.saturating_add(LONGEST_URL));
    let url = &text[start..longest];
    let mut url = &url[..url.find(is_end).unwrap_or(url.len())];
    let count = |url: &str, c: u8| url.bytes().filter(|b| *b == c).count();
    let mut surplus = [(b'(', b')'), (b'[', b']'), (b'{', b'}')]
        .map(|(open, close)| (close, count(url, close).saturating_sub(count(url, open))));
    while let Some(last) = url.chars().next_back() {
        let bracket = surplus.iter_mut().find(|(close, n)| char::from(*close) == last && *n > 0);
        match (last, bracket) {
            ('?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '…' | '–', _) => {}
            (_, Some((_, n))) => *n -= 1,
            _ => break,
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    start + url.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_apart() {
        let path = |path: &str, query: Option<&str>, anchor: Option<&str>| LinkKind::Path {
            path: path.to_owned(),
            query: query.map(str::to_owned),
            anchor: anchor.map(str::to_owned),
        };
        for (url, expected) in [
            ("https://x.de", LinkKind::External("https://x.de".to_owned())),
            ("HTTPS://x.de", LinkKind::External("HTTPS://x.de".to_owned())),
            ("mailto:a@b.de", LinkKind::External("mailto:a@b.de".to_owned())),
            ("//x.de/a", LinkKind::External("https://x.de/a".to_owned())),
            ("/\\x.de", LinkKind::External("https://x.de".to_owned())),
            ("\\\\x.de", LinkKind::External("https://x.de".to_owned())),
            ("#ziele", LinkKind::Anchor("ziele".to_owned())),
            ("#%C3%BCber", LinkKind::Anchor("über".to_owned())),
            ("../a%20b.md#c", path("../a b.md", None, Some("c"))),
            ("/suche.html?q=x", path("/suche.html", Some("q=x"), None)),
            ("", path("", None, None)),
            ("a/b:c.md", path("a/b:c.md", None, None)),
        ] {
            assert_eq!(classify(url).ok(), Some(expected), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "view-source:x",
        ] {
            assert!(classify(url).is_err(), "{url}");
        }
    }

    #[test]
    fn wikilinks() {
        let wiki_of = |target: &str, anchor: Option<&str>| LinkKind::Wiki {
            target: target.to_owned(),
            anchor: anchor.map(str::to_owned),
        };
        assert_eq!(wiki(" thema/buergerkommune "), wiki_of("thema/buergerkommune", None));
        assert_eq!(wiki("thema/x#ziele"), wiki_of("thema/x", Some("ziele")));
        assert_eq!(wiki("#ziele"), LinkKind::Anchor("ziele".to_owned()));
    }

    #[test]
    fn bare_addresses() {
        for (text, expected) in [
            ("siehe https://x.de/a.", Some("https://x.de/a")),
            ("(https://x.de/a_(b))", Some("https://x.de/a_(b)")),
            ("www.x.de, dann", Some("www.x.de")),
            ("„https://x.de“", Some("https://x.de")),
            ("https://x.de/a*b**", Some("https://x.de/a*b")),
            ("http://localhost:8000/", Some("http://localhost:8000/")),
            ("xhttps://x.de", None),
            ("a@www.x.de", None),
            ("https://", None),
            ("www.x.de[^1]", Some("www.x.de")),
            ("www.x.de:80/a", Some("www.x.de:80/a")),
            ("www.x.de: da", Some("www.x.de")),
            ("www.", None),
            ("www...", None),
            ("http://.", None),
            ("ftp://x.de", None),
        ] {
            assert_eq!(find_url(text, 0).map(|range| &text[range]), expected, "{text}");
        }
    }
}
