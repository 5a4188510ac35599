//! Sections of a text that speak to one audience each: `<section class="audience">` around them.
//!
//! The switch of the theme shows one of them by CSS alone, so each needs an element of its own.
//! Works on finished HTML, whose headings are known by their ids.

use super::view::LinkView;
use crate::parse::markdown::Heading;
use crate::text::hyphens::{self, LONG_WORD};

/// Puts the part below each heading named in `audiences`, up to the next heading of its level or
/// above, into a section. A part that would not be an element of its own stays as it is.
pub(super) fn wrap_audiences(html: String, headings: &[Heading], audiences: &[LinkView]) -> String {
    let mut html = html;
    for audience in audiences {
        let Some(position) = headings.iter().position(|heading| heading.id == audience.url) else { continue };
        let next = headings[position + 1..].iter().find(|heading| heading.level <= headings[position].level);
        let Some(start) = place(&html, &headings[position]) else { continue };
        let end = next.and_then(|heading| place(&html, heading)).or_else(|| html.find("<section class=\"footnotes\""));
        let end = end.unwrap_or(html.len());
        if start < end && is_balanced(&html[start..end]) {
            html.insert_str(end, "</section>\n");
            html.insert_str(start, "<section class=\"audience\">\n");
        }
    }
    html
}

/// Soft hyphens for long words in headings; their ids and links stay as they are.
pub(super) fn soften_headings(html: String, headings: &[Heading]) -> String {
    let mut html = html;
    let is_long = |word: &str| word.chars().count() > LONG_WORD;
    for heading in headings.iter().filter(|heading| heading.text.split_whitespace().any(is_long)) {
        let Some(start) = place(&html, heading) else { continue };
        let Some(end) = html[start..].find(&format!("</h{}>", heading.level)) else { continue };
        let softened = soften_text(&html[start..start + end]);
        html.replace_range(start..start + end, &softened);
    }
    html
}

/// Softens what stands between tags.
fn soften_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 8);
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        out.push_str(&hyphens::soften(&rest[..tag], LONG_WORD));
        let end = rest[tag..].find('>').map_or(rest.len(), |end| tag + end + 1);
        out.push_str(&rest[tag..end]);
        rest = &rest[end..];
    }
    out.push_str(&hyphens::soften(rest, LONG_WORD));
    out
}

/// Where a heading's element begins.
fn place(html: &str, heading: &Heading) -> Option<usize> {
    html.find(&format!("<h{} id=\"{}\"", heading.level, heading.id))
}

/// Whether every block that opens in `html` also closes there.
fn is_balanced(html: &str) -> bool {
    ["div", "section", "blockquote", "ul", "ol", "li", "dl", "dd", "figure", "details", "td"].iter().all(|name| {
        let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
        opened == html.matches(&format!("</{name}>")).count()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(id: &str, level: u8) -> Heading {
        Heading { id: id.to_owned(), text: id.to_owned(), level, span: 0..0 }
    }

    fn link(id: &str) -> LinkView {
        LinkView { label: id.to_owned(), url: id.to_owned(), ..LinkView::default() }
    }

    #[test]
    fn each_audience_gets_a_section() {
        let html =
            "<h2 id=\"p\">P</h2>\n<h3 id=\"a\">A</h3>\n<p>1</p>\n<h3 id=\"b\">B</h3>\n<p>2</p>\n<h2 id=\"c\">C</h2>\n";
        let headings = [heading("p", 2), heading("a", 3), heading("b", 3), heading("c", 2)];
        let wrapped = wrap_audiences(html.to_owned(), &headings, &[link("a"), link("b")]);
        assert_eq!(
            wrapped,
            "<h2 id=\"p\">P</h2>\n<section class=\"audience\">\n<h3 id=\"a\">A</h3>\n<p>1</p>\n</section>\n\
             <section class=\"audience\">\n<h3 id=\"b\">B</h3>\n<p>2</p>\n</section>\n<h2 id=\"c\">C</h2>\n"
        );
    }

    #[test]
    fn ids_keep_their_words() {
        let long = "Freiwilligenagenturen";
        let html = format!("<h2 id=\"{long}\"><a href=\"{long}\">{long}</a></h2>\n<p>{long}</p>\n");
        let mut heading = heading(long, 2);
        heading.text = long.to_owned();
        let soft = soften_headings(html.clone(), &[heading]);
        assert_eq!(soft.replace('\u{AD}', ""), html);
        assert!(soft.starts_with(&format!("<h2 id=\"{long}\"><a href=\"{long}\">Freiw")) && soft.contains('\u{AD}'));
        assert!(soft.ends_with(&format!("<p>{long}</p>\n")));
    }

    #[test]
    fn a_heading_inside_a_box_is_left_alone() {
        let html = "<div class=\"note\">\n<h3 id=\"a\">A</h3>\n</div>\n<h2 id=\"c\">C</h2>\n";
        let headings = [heading("a", 3), heading("c", 2)];
        assert_eq!(wrap_audiences(html.to_owned(), &headings, &[link("a")]), html);
    }
}
