//! Redirects: a page at every former address, and the same as rules for web servers.

use super::view::LinkView;
use super::{Context, Job};
use crate::output::{Content, Output};

/// One page for each former address that leads to where the entry is now.
pub(super) fn jobs(context: &Context) -> Vec<Job> {
    let redirects = context.site.redirects.iter();
    let job = |(old, index): &(String, usize)| {
        let entry = &context.site.entries[*index];
        let target = entry.target.clone()?;
        let mut page = context.page("redirect", old, &entry.title, entry.title.clone());
        page.noindex = true;
        page.canonical = context.config.base_url.as_ref().map(|base| super::canonical(base, &target));
        let link = LinkView { label: entry.title.clone(), url: target, ..LinkView::default() };
        Some(Job::new("redirect.html", page, "redirect", link))
    };
    redirects.filter_map(job).collect()
}

/// Rules for servers that can answer with a real redirect: Netlify and others, Apache, nginx.
///
/// They need addresses from the server's root, which `base_url` knows; without it the site is at `/`.
pub(super) fn rules(context: &Context) -> Vec<Output> {
    let base = context.config.base_url.as_deref().unwrap_or_default();
    let host_end = base.find("://").map_or(0, |i| base[i + 3..].find('/').map_or(base.len(), |j| i + 3 + j));
    let base = &base[host_end..];
    let site = context.site;
    let mut rules: Vec<(String, String)> = Vec::new();
    for (old, index) in &site.redirects {
        if let Some(target) = &site.entries[*index].target {
            rules.push((format!("{base}/{old}"), format!("{base}/{target}")));
            if let Some(folder) = old.strip_suffix("index.html") {
                rules.push((format!("{base}/{folder}"), format!("{base}/{target}")));
            }
        }
    }
    if rules.is_empty() {
        return Vec::new();
    }
    let lines = |line: &dyn Fn(&str, &str) -> String| rules.iter().map(|(old, new)| line(old, new)).collect::<String>();
    let netlify = lines(&|old, new| format!("{old} {new} 301\n"));
    // mod_alias takes a prefix, so a pattern with both ends is safer: `/a` must not catch `/ab`.
    let apache = lines(&|old, new| format!("RedirectMatch 301 \"^{}$\" \"{new}\"\n", regex::escape(old)));
    let nginx = lines(&|old, new| format!("{old} {new};\n"));
    [("_redirects", netlify), (".htaccess", apache), ("nginx-redirects.map", nginx)]
        .map(|(path, text)| Output { path: path.to_owned(), content: Content::Bytes(text.into_bytes()) })
        .into()
}
