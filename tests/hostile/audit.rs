//! Whether a written site is whole and harmless, as a browser would read it.
//!
//! Pages are parsed by html5ever, the parser of a browser, not searched as text: what counts is what elements
//! and attributes come out, however the bytes were mangled.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use percent_encoding::percent_decode_str;

use crate::harness::tree;

/// Elements that no page of ours has: they run, load, frame or style something.
const FORBIDDEN: [&str; 11] =
    ["style", "iframe", "frame", "object", "embed", "applet", "base", "portal", "animate", "set", "foreignobject"];
/// Attributes that hold addresses.
const ADDRESSES: [&str; 13] = [
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "longdesc",
    "manifest",
    "ping",
    "xlink:href",
    "icon",
];
/// Schemes that cannot run anything.
const SCHEMES: [&str; 7] = ["http", "https", "mailto", "tel", "ftp", "geo", "sms"];

/// Checks all files of an output folder.
pub fn audit(public: &Path) -> Result<(), String> {
    let files = tree(public);
    let mut pages = HashMap::new();
    for (path, bytes) in &files {
        let text = || std::str::from_utf8(bytes).map_err(|error| format!("{path}: {error}"));
        let ending = path.rsplit('.').next().unwrap_or_default();
        match ending {
            "html" => drop(pages.insert(path.as_str(), page(text()?).map_err(|fault| format!("{path}: {fault}"))?)),
            "xml" => xml(text()?).map_err(|fault| format!("{path}: {fault}"))?,
            "json" => {
                drop(serde_json::from_str::<serde_json::Value>(text()?).map_err(|fault| format!("{path}: {fault}"))?)
            }
            "css" | "js" | "txt" => drop(text()?),
            _ => {}
        }
    }
    let paths: HashSet<&str> = files.keys().map(String::as_str).collect();
    pages.iter().try_for_each(|(path, page)| links(path, page, &paths, &pages))
}

/// What other pages may ask about a page.
struct Page {
    links: Vec<String>,
    ids: HashSet<String>,
}

/// Reads a page and says what is dangerous or broken in it.
fn page(html: &str) -> Result<Page, String> {
    if let Some(sign) = html.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(format!("control character {sign:?}"));
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut page = Page { links: Vec::new(), ids: HashSet::new() };
    let mut to_do: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = to_do.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes: Vec<(String, String)> = attrs
                .borrow()
                .iter()
                .map(|a| {
                    let prefix = a.name.prefix.as_ref().map(|prefix| format!("{prefix}:")).unwrap_or_default();
                    (format!("{prefix}{}", a.name.local).to_ascii_lowercase(), a.value.to_string())
                })
                .collect();
            element(&name.local.to_ascii_lowercase(), &attributes, &node, &mut page)?;
        }
        to_do.extend(node.children.borrow().iter().cloned());
    }
    Ok(page)
}

fn element(name: &str, attributes: &[(String, String)], node: &Handle, page: &mut Page) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{what}: <{name} {attributes:?}>"));
    let get = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    if FORBIDDEN.contains(&name) {
        return fail("forbidden element");
    }
    if name == "script" {
        let text = text(node);
        match (get("type"), get("src")) {
            (Some("application/ld+json"), None) if serde_json::from_str::<serde_json::Value>(&text).is_ok() => {}
            (None, Some(_)) if text.trim().is_empty() => {}
            _ => return fail("script"),
        }
    }
    if name == "meta" && get("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) {
        let target = get("content").and_then(|content| content.split_once("url=")).map(|(_, url)| url);
        let Some(target) = target else { return fail("refresh without target") };
        page.links.push(target.to_owned());
    }
    for (key, value) in attributes {
        if key.starts_with("on") || key == "style" || key == "srcdoc" {
            return fail("handler or style");
        }
        if ADDRESSES.contains(&key.as_str()) {
            let loads = matches!(key.as_str(), "src" | "action" | "formaction" | "data" | "poster")
                || name == "link" && !matches!(get("rel"), Some("canonical" | "alternate" | "license"));
            match scheme(value) {
                Some(scheme) if !SCHEMES.contains(&scheme.as_str()) => return fail("address"),
                Some(_) if loads => return fail("loads from elsewhere"),
                None if value.trim_start().starts_with("//") => return fail("address without scheme"),
                Some(_) => {}
                None => page.links.push(value.clone()),
            }
        }
        if key == "srcset" {
            page.links.extend(value.split(',').filter_map(|part| part.split_whitespace().next()).map(str::to_owned));
        }
        if key == "id" && !page.ids.insert(value.clone()) {
            return fail("id twice");
        }
    }
    Ok(())
}

fn text(node: &Handle) -> String {
    let text = |child: &Handle| match &child.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => String::new(),
    };
    node.children.borrow().iter().map(text).collect()
}

/// The scheme that a browser sees: it drops tabs and line breaks anywhere and controls at the start.
fn scheme(address: &str) -> Option<String> {
    let seen: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let seen = seen.trim_start_matches(|c: char| c <= ' ');
    let (scheme, _) = seen.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn xml(text: &str) -> Result<(), String> {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    if let Some(sign) = text.chars().find(|c| !is_allowed(*c)) {
        return Err(format!("{sign:?} is no character of XML"));
    }
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Every relative link leads to a file, and to an id if it names one.
fn links(from: &str, page: &Page, paths: &HashSet<&str>, pages: &HashMap<&str, Page>) -> Result<(), String> {
    for link in &page.links {
        let (path, fragment) = link.split_once('#').map_or((link.as_str(), None), |(path, f)| (path, Some(f)));
        let path = path.split('?').next().unwrap_or_default();
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let Some(target) = join(from, &decode(path)) else {
            return Err(format!("{from}: {link} leads out of the site"));
        };
        if !paths.contains(target.as_str()) {
            return Err(format!("{from}: {link} leads nowhere"));
        }
        let is_there =
            |fragment: &str| pages.get(target.as_str()).is_none_or(|page| page.ids.contains(&decode(fragment)));
        if fragment.is_some_and(|fragment| !fragment.is_empty() && !is_there(fragment)) {
            return Err(format!("{from}: {link} names an id that is not there"));
        }
    }
    Ok(())
}

/// `link` as seen from the file `from`; nothing where it climbs out of the site.
fn join(from: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    // Only the page for missing addresses links from the root, since nobody knows where it is shown.
    if let Some(rooted) = link.strip_prefix('/') {
        return (from == "404.html")
            .then(|| if rooted.is_empty() { "index.html".to_owned() } else { rooted.to_owned() });
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The audit itself is audited: it must see what it is there for.
#[test]
fn the_audit_sees_what_would_run() {
    for html in [
        "<script>a()</script>",
        "<script src=a.js>b()</script>",
        "<p onclick=a()>",
        "<svg/onload=a()>",
        "<a href='jAva\tscript:a()'>",
        "<a href=' javascript:a()'>",
        "<a href='data:text/html,x'>",
        "<form><button formaction=javascript:a()>",
        "<svg><a xlink:href=javascript:a()>",
        "<iframe srcdoc=x>",
        "<p style=x>",
        "<style>x",
        "<base href=x>",
        "<img src=https://example.org/x.png>",
        "<img src=//example.org/x.png>",
        "<meta http-equiv=refresh content=0>",
        "<script type=application/ld+json>{\"a\": </script>",
        "<b id=x></b><b id=x></b>",
        "a\0b",
    ] {
        assert!(page(html).is_err(), "{html}");
    }
    assert!(page("<p title=\"<script>\">&lt;script&gt; javascript: onclick=x</p>").is_ok());
    assert!(xml("<a><b></a>").is_err() && xml("<a>\u{1}</a>").is_err() && xml("<a>&amp;</a>").is_ok());
    assert_eq!(join("a/b.html", "../c.html"), Some("c.html".to_owned()));
    assert_eq!(join("a.html", "../c.html"), None);
}
