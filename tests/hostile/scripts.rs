//! Content that wants to run in the reader's browser: by every field, every construct of Markdown, names of files,
//! settings, pictures.

use std::fmt::Write as _;

use super::{Case, audit::audit, check, topic};
use crate::harness::Project;

/// Ways out of text, attributes, scripts, comments and templates.
const PAYLOADS: [&str; 24] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "</script><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "</textarea><img src=x onerror=alert(1)>",
    "--><img src=x onerror=alert(1)><!--",
    "]]><script>alert(1)</script>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//example.org/>",
    "<form action=javascript:alert(1)><input type=submit>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "{{ 7 * 7 }}{% include \"base.html\" %}{# x #}",
    "${alert(1)}`-alert(1)-`",
    "\\\"-alert(1)-//",
    "javascript:alert(1)",
];

/// A type that has a field of every kind.
const TYPE: &str = "
type: alles
label: { one: Alles, many: Alles }
extends: basis
folder: alles
fields:
  t_text:     { kind: text, facet: true, card: true, label: Text, search: 2 }
  t_markdown: { kind: markdown, label: Markdown }
  t_person:   { kind: person, many: true, with: { rolle: { kind: text, label: Rolle } }, label: Person, card: true, search: 2 }
  t_liste:    { kind: list, of: text, label: Liste }
  t_objekt:   { kind: object, label: Objekt, sub: { a: { kind: text, label: A }, b: { kind: text, label: B } } }
  t_vokabel:  { kind: vocab, vocab: offen, many: true, facet: true, label: Vokabel }
  z_url:      { kind: url, label: Url }
  z_mail:     { kind: email, label: Mail }
  z_telefon:  { kind: phone, label: Telefon }
  z_tag:      { kind: date, label: Tag }
  z_zeit:     { kind: datetime, label: Zeit }
  z_spanne:   { kind: period, label: Spanne }
  z_ausgabe:  { kind: issue, label: Ausgabe }
  z_jahr:     { kind: year, label: Jahr }
  z_zahl:     { kind: number, label: Zahl }
  z_bereich:  { kind: range, label: Bereich }
  z_ja:       { kind: bool, label: Ja }
  z_wahl:     { kind: enum, values: [a, b], label: Wahl }
  z_ags:      { kind: ags, label: AGS }
  z_datei:    { kind: file, label: Datei }
  z_pfad:     { kind: path, label: Pfad }
  z_bezug:    { kind: relation, to: any, label: Bezug }
lists:
  - { url: /alles/, facets: [t_text, t_vokabel], group_by: t_text }
";
const VOCABULARY: &str = "offen: { label: { one: Offen, many: Offene }, open: \"off\", terms: [x] }\n";

fn site_of_all_kinds() -> Project {
    Project::portal()
        .file("content/_site/types/alles.yaml", TYPE)
        .file("content/_site/vocab/offen.yaml", VOCABULARY)
        .replace("content/_site/site.yaml", "title: Probe", "title: Probe\nbase_url: https://www.example.org")
}

/// `text` in the double quotes of YAML, which are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

#[test]
fn fields_of_text_are_text_everywhere() {
    let mut project = site_of_all_kinds();
    for (i, payload) in PAYLOADS.iter().enumerate() {
        let p = quoted(payload);
        let entry = format!(
            "---\ntitel: {p}\nuntertitel: {p}\nkurztext: {p}\nschlagwoerter: [{p}]\nverfasst_von: [{p}]\nsuchwoerter: [{p}]\n\
             datum: 2026-01-02\nlinks: [{{ titel: {p}, url: https://example.org/ }}]\nquelle: {{ text: {p} }}\n\
             anhaenge: [{{ datei: d.txt, titel: {p} }}]\n\
             bild: {{ datei: b.png, alt: {p}, unterschrift: {p}, foto: {p} }}\naenderungen: [{{ datum: 2026-01-02, was: {p} }}]\n\
             archiviert: {{ seit: 2026-01-02, hinweis: {p} }}\n\
             t_text: {p}\nt_markdown: {p}\nt_person: [{{ name: {p}, rolle: {p} }}]\nt_liste: [{p}]\n\
             t_objekt: {{ a: {p}, b: {p} }}\nt_vokabel: [{p}]\n---\nText\n"
        );
        project = project.file(
            &format!("content/alles/e{i}.md"),
            entry.replace("archiviert:", if i % 2 == 0 { "archiviert:" } else { "# " }),
        );
    }
    let project = project.file("content/alles/d.txt", "x").file("content/alles/b.png", super::files::png(4, 3));
    check(vec![Case::new("fields of text", project)]);
}

#[test]
fn fields_with_a_meaning_refuse_what_has_none() {
    let kinds = [
        "z_url",
        "z_mail",
        "z_telefon",
        "z_tag",
        "z_zeit",
        "z_spanne",
        "z_ausgabe",
        "z_jahr",
        "z_zahl",
        "z_bereich",
        "z_ja",
        "z_wahl",
        "z_ags",
        "z_datei",
        "z_bezug",
    ];
    let mut project = site_of_all_kinds();
    for kind in kinds {
        let mut yaml = "---\ntitel: A\nkurztext: T.\n".to_owned();
        let _ = write!(yaml, "{kind}: {}\n---\n", quoted(PAYLOADS[0]));
        project = project.file(&format!("content/alles/{}.md", kind.replace('_', "-")), yaml);
    }
    let run = project.build();
    run.code(1);
    for kind in kinds {
        run.stderr_has(&format!("--> content/alles/{}.md:4:", kind.replace('_', "-")));
    }
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "//example.org\" onclick=\"alert(1)",
        "https://example.org/\"onclick=alert(1)",
        "https://a@example.org/",
        "blob:x",
        "view-source:x",
    ] {
        let entry = format!("---\ntitel: A\nkurztext: T.\nz_url: {}\n---\n", quoted(address));
        site_of_all_kinds().file("content/alles/a.md", entry).build().code(1).stderr_has("content/alles/a.md:4:");
    }
}

/// Markdown, one construct each: nothing that runs comes out, whether the page is built or refused.
const MARKDOWN: [&str; 76] = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](java&#x73;cript:alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](\\javascript:alert(1))",
    "[a](java\\script:alert(1))",
    "[a](%6aavascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "[a](//example.org/x)",
    "[a](\\\\example.org\\x)",
    "[a](/\\example.org/x)",
    "[a](https://example.org/\"onmouseover=alert(1))",
    "[a](https://example.org/ \"x\\\" onmouseover=\\\"alert(1)\")",
    "[a]: javascript:alert(1)\n\n[a]",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![\" onerror=\"alert(1)](b.png)",
    "![a](b.png \"x\\\" onerror=\\\"alert(1)\")",
    "![a](b.png\"onerror=\"alert(1))",
    "<javascript:alert(1)>",
    "<https://example.org/\"onclick=alert(1)>",
    "https://example.org/\"onclick=alert(1)//",
    "www.example.org/<script>alert(1)</script>",
    "a@b.de\"onclick=alert(1)",
    "[[javascript:alert(1)]]",
    "[[themen/x|<img src=x onerror=alert(1)>]]",
    "[[\"><img src=x onerror=alert(1)>]]",
    "[[#\"onclick=alert(1)]]",
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<script\n>alert(1)</script\n>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<!-- -->ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<b/onclick=alert(1)>x</b>",
    "<b title='x'onclick=alert(1)>x</b>",
    "<b title=\"x\"\nonclick=alert(1)>x</b>",
    "<details open ontoggle=alert(1)>x</details>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav\tascript:alert(1)\">x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<base href=//example.org/>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<p id=al-main>x</p>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY a \"<script>alert(1)</script>\">]>&a;",
    "## a {#x\"onclick=\"alert(1)}",
    "## a {onclick=alert(1) .x}",
    "```\"><script>alert(1)</script>\nx\n```",
    "``` {.x onclick=alert(1)}\nx\n```",
    "x[^\"><script>]\n\n[^\"><script>]: <script>alert(1)</script>",
    "::: \"><script>alert(1)</script>\nx\n:::",
    "| <script>alert(1)</script> | <b onclick=alert(1)> |\n|---|:-:|\n| [a](javascript:alert(1)) | `<script>` |",
];

#[test]
fn markdown_never_runs() {
    let page = |text: &str| format!("---\ntitel: A\nkurztext: T.\n---\n{text}\n\nEnde.\n");
    let all = |only: &dyn Fn(usize) -> bool| {
        let mut project = Project::portal().file("content/themen/b.png", super::files::png(4, 3));
        for (i, text) in MARKDOWN.iter().enumerate().filter(|(i, _)| only(*i)) {
            project = project.file(&format!("content/themen/m{i}.md"), page(text));
        }
        project
    };
    let faults = all(&|_| true).faults();
    let is_refused = |i: usize| {
        let file = format!("content/themen/m{i}.md");
        faults.0.iter().any(|fault| fault.severity == "error" && fault.file == file)
    };
    let project = all(&|i| !is_refused(i));
    project.build().code(0);
    audit(&project.path("public")).unwrap();
    let refused: Vec<&str> = (0..MARKDOWN.len()).filter(|i| is_refused(*i)).map(|i| MARKDOWN[i]).collect();
    assert!(
        refused.contains(&"[a](javascript:alert(1))") && refused.contains(&"[a](file:///etc/passwd)"),
        "{refused:#?}"
    );
    assert!(refused.len() < MARKDOWN.len() * 2 / 3, "most is text: {refused:#?}");
    for harmless in ["<script>alert(1)</script>", "<svg/onload=alert(1)>", "## a {onclick=alert(1) .x}"] {
        assert!(!refused.contains(&harmless), "{harmless}");
    }
}

/// Every payload as the whole text, in a list, a quote, a table, a heading, a link text.
#[test]
fn payloads_in_every_construct() {
    let body: String = PAYLOADS
        .iter()
        .flat_map(|p| {
            let one_line = p.replace('|', "\\|");
            [
                format!("{p}\n\n"),
                format!("- {p}\n\n"),
                format!("> {p}\n\n"),
                format!("## {p}\n\n"),
                format!("| {one_line} |\n|---|\n| {one_line} |\n\n"),
                format!("[{p}](https://example.org/)\n\n"),
                format!("::: tipp {p}\n{p}\n:::\n\n"),
                format!("`{p}` *{p}* **{p}** ~~{p}~~\n\n"),
                format!("    {p}\n\n"),
            ]
        })
        .collect();
    check(vec![Case::new("payloads in Markdown", topic(body))]);
}

#[test]
fn names_of_files_are_text() {
    let names = [
        "<img src=x onerror=alert(1)>",
        "\"onclick=\"alert(1)",
        "'onclick='alert(1)",
        "javascript:alert(1)",
        "{{ 7 * 7 }}",
        "a&lt;b",
        "</script>",
        "%3Cscript%3E",
        "x`y",
    ];
    let mut project = Project::new().file("content/index.md", "# Start\n");
    for (i, name) in names.iter().enumerate() {
        let name = name.replace('/', "∕");
        project = project.file(&format!("content/{name}{i}.md"), "Ein Text ohne Titel.\n");
        project = project.file(&format!("content/ordner {name}{i}/a.md"), "Ein Text ohne Titel.\n");
        project = project.file(&format!("content/medien/{name}{i}.txt"), "x");
    }
    check(vec![Case::new("names of files", project)]);
}

#[test]
fn settings_are_text() {
    let project = |yaml: &str| {
        Project::portal()
            .file("content/_site/site.yaml", format!("package: portal\n{yaml}"))
            .file("content/themen/a.md", "---\ntitel: A\nkurztext: T.\n---\n")
    };
    let mut cases = Vec::new();
    for payload in PAYLOADS {
        let p = quoted(payload);
        cases.push(Case::new(
            format!("settings {payload}"),
            project(&format!(
                "title: {p}\ntagline: {p}\nfooter_text: {p}\nmenu: [{{ to: thema, label: {p} }}]\nlabels: {{ a-z: {p}, skip-link: {p} }}\n\
                 footer: [{{ to: \"https://example.org/\", label: {p} }}]\n"
            )),
        ));
    }
    for address in [
        "javascript:alert(1)",
        "javascript://x/%0aalert(1)",
        "data:text/html,x",
        "//example.org\"onclick=alert(1)",
        "https://x/\"><script>",
    ] {
        for key in ["menu", "footer"] {
            cases.push(
                Case::new(
                    format!("{key} {address}"),
                    project(&format!("title: T\n{key}: [{{ to: {}, label: x }}]\n", quoted(address))),
                )
                .refused(&["broken-link content/_site/site.yaml:3"]),
            );
        }
        cases.push(
            Case::new(
                format!("report {address}"),
                project(&format!("title: T\nreport_barrier: {}\n", quoted(address))),
            )
            .refused(&["broken-link content/_site/site.yaml"]),
        );
        if !address.starts_with("https") {
            cases.push(
                Case::new(
                    format!("base_url {address}"),
                    project(&format!("title: T\nbase_url: {}\n", quoted(address))),
                )
                .refused(&["config-value content/_site/site.yaml:3"]),
            );
        }
    }
    check(cases);
}

#[test]
fn types_and_vocabularies_are_text() {
    let mut types = "type: alles\nextends: basis\nfolder: alles\n".to_owned();
    let mut vocabulary = "boese:\n  open: error\n  terms:\n".to_owned();
    let mut entries = Project::portal();
    let p = quoted(PAYLOADS[1]);
    let _ = write!(
        types,
        "label: {{ one: {p}, many: {p} }}\nintro: {p}\nfields:\n  f: {{ kind: vocab, vocab: boese, many: true, facet: true, card: true, label: {p}, hint: {p} }}\n\
         sections:\n  - {{ heading: {p} }}\nlists:\n  - {{ url: /alles/, title: {p}, intro: {p}, group_by: f }}\n"
    );
    for (i, payload) in PAYLOADS.iter().enumerate() {
        let p = quoted(payload);
        let _ = writeln!(
            vocabulary,
            "    t{i}: {{ label: {}, auch: [{}], summary: {p} }}",
            quoted(&format!("{payload} {i}")),
            quoted(&format!("{payload}{i}"))
        );
        entries = entries
            .file(&format!("content/alles/e{i}.md"), format!("---\ntitel: E{i}\nkurztext: T.\nf: [t{i}]\n---\n"));
    }
    let project =
        entries.file("content/_site/types/alles.yaml", types).file("content/_site/vocab/boese.yaml", vocabulary);
    check(vec![Case::new("types and vocabularies", project)]);
}

/// Files that a browser would run if someone opened them by their address.
#[test]
fn files_that_run_are_not_published() {
    let svg = |inner: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>")
    };
    let active = [
        ("a.html", "<script>alert(1)</script>".to_owned()),
        ("b.htm", "<p>x</p>".to_owned()),
        ("c.xhtml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>".to_owned()),
        ("d.js", "alert(1)".to_owned()),
        ("e.xml", "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>".to_owned()),
        ("f.svg", svg("<script>alert(1)</script>")),
        ("g.svg", svg("<g onload=\"alert(1)\"/>")),
        ("h.SVG", svg("<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>")),
        ("i.svg", svg("<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>")),
        ("j.svg", "<!DOCTYPE svg [<!ENTITY a \"<script>alert(1)</script>\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>".to_owned()),
        ("k.svg", svg("<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>")),
        ("l.svg", svg("<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>")),
        ("m.svg", svg("<use href=\"data:image/svg+xml,x#y\"/>")),
        ("n.svg", "<?xml-stylesheet href=\"x.xsl\" type=\"text/xsl\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
        ("o.svg", "<svg><g></svg".to_owned()),
        ("p.php", "<?php system($_GET[0]);".to_owned()),
        ("q.shtml", "<!--#exec cmd=\"id\" -->".to_owned()),
        ("r.svg", svg("<a href=\"&#106;avascript:alert(1)\"><text>x</text></a>")),
        ("s.svg", svg("<style>@import url(https://example.org/x.css);</style>")),
    ];
    let harmless = [
        (
            "gut.svg",
            format!(
                "<?xml version=\"1.0\"?>\n<!-- Logo -->\n{}",
                svg(
                    "<style>.a{fill:red}</style><defs><g id=\"x\"/></defs><use xlink:href=\"#x\"/><path class=\"a\" d=\"M0 0\"/><a href=\"https://example.org/\"><text>x</text></a>"
                )
            ),
        ),
        ("gut.txt", "<script>alert(1)</script>".to_owned()),
        ("gut.csv", "a;b\n".to_owned()),
    ];
    let mut project = topic("Text\n");
    for (name, text) in active.iter().chain(&harmless) {
        project = project.file(&format!("content/medien/{name}"), text);
    }
    let run = project.build();
    run.code(0);
    for (name, _) in &active {
        run.stderr_has(&format!("--> content/medien/{name}"));
        run.lacks_page(&format!("medien/{}", name.to_lowercase()));
    }
    for (name, text) in &harmless {
        assert_eq!(std::fs::read_to_string(run.public().join("medien").join(name)).unwrap(), *text);
    }
    audit(run.public()).unwrap();
    // A link to a file that is not published is broken, and says so.
    topic("[a](a.html)\n").file("content/themen/a.html", "<p>x</p>").build().code(1).stderr_has("a.html");
}
