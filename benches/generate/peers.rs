//! Sites and templates of other generators, as small as they can be and still show the same things.

use std::fs;
use std::io;
use std::path::Path;

const HEAD: &str = r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>TITLE</title></head><body><header><a href="/">Gemessene Gemeinde</a><nav><a href="/praxisbeispiele/">Praxisbeispiele</a> <a href="/themen/">Themen</a></nav></header><main>"#;
const FOOT: &str = "</main><footer><a href=\"/impressum/\">Impressum</a></footer></body></html>\n";

fn page(title: &str, body: &str) -> String {
    format!("{}{body}{FOOT}", HEAD.replace("TITLE", title))
}

pub fn hugo(root: &Path) -> io::Result<()> {
    let layouts = root.join("layouts/_default");
    fs::create_dir_all(&layouts)?;
    fs::write(
        root.join("hugo.toml"),
        "baseURL = 'https://beispiel.example/'\nlanguageCode = 'de'\ntitle = 'Gemessene Gemeinde'\n[taxonomies]\nthema = 'themen'\nschlagwort = 'schlagwoerter'\n[pagination]\npagerSize = 50\n",
    )?;
    let single = r#"<h1>{{ .Title }}</h1><p>{{ .Description }}</p><dl><dt>Datum</dt><dd>{{ .Date.Format "02.01.2006" }}</dd></dl>{{ .TableOfContents }}{{ .Content }}<ul>{{ range .GetTerms "themen" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>"#;
    let list = r#"<h1>{{ .Title }}</h1>{{ .Content }}<ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><p>{{ .Description }}</p></li>{{ end }}</ul>{{ range .Paginator.Pagers }}<a href="{{ .URL }}">{{ .PageNumber }}</a> {{ end }}"#;
    fs::write(layouts.join("single.html"), page("{{ .Title }}", single))?;
    fs::write(layouts.join("list.html"), page("{{ .Title }}", list))?;
    fs::write(
        root.join("layouts/index.html"),
        page(
            "{{ .Title }}",
            "<h1>{{ .Title }}</h1>{{ range first 12 .Site.RegularPages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}",
        ),
    )
}

pub fn zola(root: &Path, content: &Path) -> io::Result<()> {
    let templates = root.join("templates");
    fs::create_dir_all(&templates)?;
    fs::write(
        root.join("config.toml"),
        "base_url = 'https://beispiel.example'\ndefault_language = 'de'\ntitle = 'Gemessene Gemeinde'\ngenerate_feeds = true\ntaxonomies = [{ name = 'themen', paginate_by = 50 }, { name = 'schlagwoerter', paginate_by = 50 }]\n",
    )?;
    fs::write(content.join("_index.md"), "+++\ntitle = \"Gemessene Gemeinde\"\n+++\n")?;
    let single = r#"<h1>{{ page.title }}</h1><p>{{ page.description }}</p><dl><dt>Datum</dt><dd>{{ page.date }}</dd></dl><ul>{% for h in page.toc %}<li><a href="{{ h.permalink }}">{{ h.title }}</a></li>{% endfor %}</ul>{{ page.content | safe }}<ul>{% for t in page.taxonomies.themen %}<li>{{ t }}</li>{% endfor %}</ul>"#;
    let list = r#"<h1>{{ section.title }}</h1><ul>{% for p in paginator.pages %}<li><a href="{{ p.permalink }}">{{ p.title }}</a><p>{{ p.description }}</p></li>{% endfor %}</ul>"#;
    let term = r#"<h1>{{ term.name }}</h1><ul>{% for p in paginator.pages %}<li><a href="{{ p.permalink }}">{{ p.title }}</a><p>{{ p.description }}</p></li>{% endfor %}</ul>"#;
    fs::write(templates.join("page.html"), page("{{ page.title }}", single))?;
    fs::write(templates.join("section.html"), page("{{ section.title }}", list))?;
    fs::write(templates.join("index.html"), page("{{ config.title }}", "<h1>{{ config.title }}</h1>"))?;
    fs::write(templates.join("taxonomy_single.html"), page("{{ term.name }}", term))?;
    fs::write(
        templates.join("taxonomy_list.html"),
        page("{{ taxonomy.name }}", "{% for t in terms %}<a href=\"{{ t.permalink }}\">{{ t.name }}</a> {% endfor %}"),
    )
}

pub fn mkdocs(root: &Path, content: &Path) -> io::Result<()> {
    let config = "site_name: Gemessene Gemeinde\ntheme:\n  name: material\n  language: de\nplugins: [search, tags]\nmarkdown_extensions: [footnotes, tables, toc, pymdownx.superfences]\n";
    fs::write(root.join("mkdocs.yml"), config)?;
    fs::write(content.join("index.md"), "# Gemessene Gemeinde\n")
}
