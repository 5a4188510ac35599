//! The limits: the least that any generator has to do.
//!
//! 1: read, pulldown-cmark, write. 2: the same with front matter, outline and one Tera page each.
//! `write`: the files of a finished site, read into memory and written again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use rayon::prelude::*;
use tera::{Context, Tera};

pub fn run(which: &str, from: &Path, to: &Path) -> ExitCode {
    let mut files = Vec::new();
    collect(&if which == "write" { from.to_owned() } else { from.join("content") }, &mut files);
    for folder in files.iter().filter_map(|file| target(file, from, to).parent().map(Path::to_owned)) {
        fs::create_dir_all(folder).expect("the output is writable");
    }
    if which == "write" {
        let files: Vec<_> = files.iter().map(|file| (file, fs::read(file).expect("a readable file"))).collect();
        files.par_iter().for_each(|(file, bytes)| {
            fs::write(target(file, from, to), bytes).expect("the output is writable");
        });
        return ExitCode::SUCCESS;
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_template("page.html", PAGE).expect("a valid template");
    files.par_iter().for_each(|file| {
        let text = fs::read_to_string(file).expect("a readable file");
        let (front, body) =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", &text));
        let page = if which == "1" { plain(body) } else { full(&tera, front, body) };
        fs::write(target(file, from, to).with_extension("html"), page).expect("the output is writable");
    });
    ExitCode::SUCCESS
}

fn target(file: &Path, from: &Path, to: &Path) -> PathBuf {
    to.join(file.strip_prefix(from).expect("files lie below the site"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            _ => files.push(entry.path()),
        }
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES
}

fn plain(body: &str) -> String {
    let mut page = String::with_capacity(body.len() * 3 / 2);
    html::push_html(&mut page, Parser::new_ext(body, options()));
    page
}

fn full(tera: &Tera, front: &str, body: &str) -> String {
    let front: BTreeMap<String, serde_json::Value> = serde_yaml::from_str(front).unwrap_or_default();
    let mut outline: Vec<String> = Vec::new();
    let mut is_heading = false;
    let events = Parser::new_ext(body, options()).inspect(|event| match event {
        Event::Start(Tag::Heading { .. }) => {
            is_heading = true;
            outline.push(String::new());
        }
        Event::End(TagEnd::Heading(_)) => is_heading = false,
        Event::Text(text) if is_heading => outline.last_mut().expect("pushed at its start").push_str(text),
        _ => {}
    });
    let mut html = String::with_capacity(body.len() * 3 / 2);
    html::push_html(&mut html, events);
    let mut context = Context::new();
    context.insert("front", &front);
    context.insert("outline", &outline);
    context.insert("body", &html);
    tera.render("page.html", &context).expect("a valid template")
}

const PAGE: &str = r##"<!doctype html>
<html lang="de">
<head><meta charset="utf-8"><title>{{ front.titel }}</title><meta name="description" content="{{ front.kurztext | default(value='') }}"></head>
<body><header><nav><a href="../index.html">Start</a></nav></header>
<main><h1>{{ front.titel }}</h1>
<nav><ol>{% for heading in outline %}<li><a href="#h{{ loop.index }}">{{ heading }}</a></li>{% endfor %}</ol></nav>
{{ body | safe }}
</main></body></html>
"##;
