//! Sections of a text that speak to one audience each: `<section class="audience">` around them.
//!
//! The switch of the theme shows one of them by CSS alone, so each needs an element of its own.
//! Works on finished HTML, whose headings are known by their ids.

use super::view::LinkView;
use crate::parse::markdown::Heading;

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
    fn a_heading_inside_a_box_is_left_alone() {
        let html = "<div class=\"note\">\n<h3 id=\"a\">A</h3>\n</div>\n<h2 id=\"c\">C</h2>\n";
        let headings = [heading("a", 3), heading("c", 2)];
        assert_eq!(wrap_audiences(html.to_owned(), &headings, &[link("a")]), html);
    }
}
