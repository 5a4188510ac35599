//! What pages load by themselves: nothing from elsewhere.
//!
//! The policy on every page makes browsers refuse such loads; here the build says so before a reader
//! finds a hole in the page. Links that a reader may follow are no loads.

/// Tags that load something, with the attributes that name it.
const LOADERS: [(&str, &[&str]); 14] = [
    ("script", &["src"]),
    ("img", &["src", "srcset"]),
    ("source", &["src", "srcset"]),
    ("link", &["href"]),
    ("iframe", &["src"]),
    ("frame", &["src"]),
    ("embed", &["src"]),
    ("object", &["data"]),
    ("video", &["src", "poster"]),
    ("audio", &["src"]),
    ("track", &["src"]),
    ("input", &["src"]),
    ("image", &["href", "xlink:href"]),
    ("use", &["href", "xlink:href"]),
];

/// Links of a page's head that name other pages and load nothing.
const NAMING: [&str; 5] = ["canonical", "alternate", "license", "author", "help"];

/// Addresses outside the site that `html` would load, in order.
pub(super) fn foreign(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let part = &html[at + 1..];
        let name_end = part.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(part.len());
        let name = &part[..name_end];
        let Some((_, loading)) = LOADERS.iter().find(|(loader, _)| loader.eq_ignore_ascii_case(name)) else { continue };
        let tag = part.split('<').next().unwrap_or(part);
        let attributes = attributes(&tag[name_end..]);
        let value = |name: &str| attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
        let is_naming = value("rel").is_some_and(|rel| rel.split_whitespace().any(|word| NAMING.contains(&word)));
        if name.eq_ignore_ascii_case("link") && is_naming {
            continue;
        }
        for attribute in *loading {
            let addresses = value(attribute).into_iter().flat_map(|value| match attribute.ends_with("set") {
                true => value.split(',').collect::<Vec<_>>(),
                false => vec![value],
            });
            found.extend(addresses.map(str::trim).filter(|address| is_foreign(address)).map(str::to_owned));
        }
    }
    found
}

/// `https://…`, `//…`, `data:…`; a path, a query or an anchor stays on the site.
fn is_foreign(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    address.starts_with("//") || head.contains(':')
}

/// Names and values up to the end of a tag; a `>` within quotes does not end it.
fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        let name = &rest[..end];
        let after = rest[end..].trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            found.push((name, ""));
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => {
                let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
                value.split_at(end)
            }
        };
        found.push((name, value));
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_from_elsewhere_are_found() {
        for (html, url) in [
            (r#"<script src="https://example.org/x.js"></script>"#, "https://example.org/x.js"),
            ("<img alt='a > b' SRC=//example.org/x.png>", "//example.org/x.png"),
            (r#"<img srcset="a.png 1x, https://example.org/b.png 2x">"#, "https://example.org/b.png 2x"),
            (r#"<link rel="stylesheet" href="http://example.org/x.css">"#, "http://example.org/x.css"),
            (r#"<IFRAME allow="x" src='https://example.org/'></IFRAME>"#, "https://example.org/"),
            (r#"<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">"#, "data:image/gif;base64,R0lGODlhAQABAAAAACw="),
        ] {
            assert_eq!(foreign(html), [url], "{html}");
        }
    }

    #[test]
    fn links_and_loads_from_the_site_are_fine() {
        for html in [
            r#"<a href="https://example.org/">x</a>"#,
            r#"<link rel="canonical" href="https://example.org/a.html"><link rel="icon" href="../assets/favicon.svg">"#,
            r#"<script src="../search/search.js" defer></script><img src="bild.png?x=a:b" alt="">"#,
            "<p>1 < 2 und img src=https://example.org</p>",
            "<img",
            "<img src=",
            "<img src=\"",
        ] {
            assert_eq!(foreign(html), [""; 0], "{html}");
        }
    }
}
