//! `sitemap.xml`, when the site has an address of its own.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Context, NOT_FOUND, SEARCH, canonical};
use crate::output::{Content, Output};

/// The sitemap of all pages; sitemaps need absolute addresses, so there is none without `base_url`.
pub(super) fn output<'a>(context: &Context, pages: impl Iterator<Item = &'a str>) -> Option<Output> {
    let base = context.config.base_url.as_ref()?;
    let mut urls: Vec<&str> = pages.collect();
    urls.retain(|url| url.ends_with(".html") && *url != NOT_FOUND && *url != SEARCH);
    urls.sort_unstable();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let write = || -> std::io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let root =
            writer.create_element("urlset").with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
        root.write_inner_content(|writer| {
            for url in urls {
                writer.create_element("url").write_inner_content(|writer| {
                    let address = canonical(base, url);
                    writer.create_element("loc").write_text_content(BytesText::new(&address))?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    };
    write().expect("writing to memory does not fail");
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Some(Output { path: "sitemap.xml".to_owned(), content: Content::Bytes(bytes) })
}
