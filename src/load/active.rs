//! Files that a browser runs when someone opens them by their address.
//!
//! Content is not trusted to script. A page passes an allow-list; a file is published as it is, so one that is a
//! program, or holds one, is left out. Whoever means it puts the file into the theme's assets.

use std::io::Read;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::disk;

/// Endings of what browsers or servers run, whatever it holds.
const PROGRAMS: [&str; 26] = [
    "asp", "aspx", "cgi", "cjs", "hta", "htc", "htm", "html", "js", "jsp", "mht", "mhtml", "mjs", "php", "phtml",
    "pht", "shtm", "shtml", "swf", "wasm", "xht", "xhtml", "xml", "xsl", "xslt", "xul",
];
/// Largest drawing that is looked through, in bytes.
const MAX_SVG: u64 = 4 << 20;
/// Elements of SVG that run, load or hold HTML. `animate` and `set` can turn a link into a script.
const FORBIDDEN: [&str; 12] = [
    "script",
    "foreignobject",
    "handler",
    "listener",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "animate",
    "set",
    "discard",
];

/// Whether the file at `disk`, shown at `path`, may run something.
pub(super) fn is_active(path: &str, disk: &Path) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "svg" => !is_harmless_svg(disk),
        // Compressed: a browser is served the drawing, and nothing here looks inside.
        "svgz" => true,
        ending => PROGRAMS.contains(&ending),
    }
}

/// Whether a drawing can be read as XML and has nothing that runs.
fn is_harmless_svg(disk: &Path) -> bool {
    let mut text = String::new();
    // A file that cannot be opened is reported by whoever copies it.
    let Ok((file, metadata)) = disk::open_regular(disk) else { return true };
    metadata.len() <= MAX_SVG && file.take(MAX_SVG).read_to_string(&mut text).is_ok() && is_harmless(&text)
}

fn is_harmless(svg: &str) -> bool {
    let mut reader = Reader::from_str(svg);
    let mut depth = 0_usize;
    let mut is_style = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                is_style = local(tag.name().as_ref()) == "style";
                if !is_harmless_tag(&tag) {
                    return false;
                }
            }
            Ok(Event::Empty(tag)) if !is_harmless_tag(&tag) => return false,
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                is_style = false;
            }
            Ok(Event::Text(text)) if is_style && !is_harmless_style(&text) => return false,
            Ok(Event::CData(text)) if is_style && !is_harmless_style(&text) => return false,
            // Entities can hold markup, style sheets can be programs.
            Ok(Event::DocType(text)) if text.contains('[') => return false,
            Ok(Event::PI(text)) if text.starts_with("xml-") => return false,
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn is_harmless_tag(tag: &BytesStart) -> bool {
    if FORBIDDEN.contains(&local(tag.name().as_ref()).as_str()) {
        return false;
    }
    tag.attributes().all(|attribute| {
        let Ok(attribute) = attribute else { return false };
        let name = local(attribute.key.as_ref());
        let value = &attribute.value;
        match name.as_str() {
            name if name.starts_with("on") => false,
            "href" | "src" => is_harmless_address(value),
            "style" => is_harmless_style(value),
            _ => true,
        }
    })
}

/// A place in the drawing, a picture in it, another file, or the web: no scheme that runs. References to characters could
/// hide one.
fn is_harmless_address(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let is_picture = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"]
        .iter()
        .any(|kind| address.starts_with(kind));
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    is_picture
        || address.starts_with("https://")
        || address.starts_with("http://")
        || !scheme.contains([':', '&', '\\'])
}

/// Style sheets may not load or run anything.
fn is_harmless_style(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    let has = |part: &str| css.contains(part);
    !has("@import") && !has("javascript:") && !has("expression(") && !has("\\") && !has("//")
}
