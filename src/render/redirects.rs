//! Redirects: a page at every former address.

use super::Context;
use super::view::LinkView;
use crate::diagnostic::Diagnostic;
use crate::output::{Content, Output};

/// One page for each former address that leads to where the entry is now.
pub(super) fn outputs(context: &Context, diagnostics: &mut Vec<Diagnostic>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for (old, index) in &context.site.redirects {
        let entry = &context.site.entries[*index];
        let Some(target) = &entry.target else { continue };
        let mut page = context.page("redirect", old, &entry.title, entry.title.clone());
        page.noindex = true;
        page.canonical = context.config.base_url.as_ref().map(|base| super::canonical(base, target));
        let link = LinkView { label: entry.title.clone(), url: target.clone(), ..LinkView::default() };
        let mut values = tera::Context::new();
        values.insert("page", &page);
        values.insert("redirect", &link);
        match context.theme.tera.render("redirect.html", &values) {
            Ok(html) => outputs.push(Output { path: old.clone(), content: Content::Bytes(html.into_bytes()) }),
            Err(error) => diagnostics.push(context.theme.template_fault(&error, old)),
        }
    }
    outputs
}
