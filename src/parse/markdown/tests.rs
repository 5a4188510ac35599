use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::*;
use crate::diagnostic::Code;

struct Known<'a>(&'a Body);

impl Targets for Known<'_> {
    fn href(&self, index: usize) -> Option<Cow<'_, str>> {
        match &self.0.links[index].kind {
            LinkKind::Wiki { target, anchor } => Some(Cow::Owned(format!("wiki/{target}{}", suffix(anchor.as_ref())))),
            LinkKind::Path { path, anchor, .. } => Some(Cow::Owned(format!("path/{path}{}", suffix(anchor.as_ref())))),
            _ => None,
        }
    }
    fn title(&self, index: usize) -> Cow<'_, str> {
        Cow::Owned(format!("Titel {index}"))
    }
    fn src(&self, index: usize) -> Option<Cow<'_, str>> {
        match &self.0.images[index].kind {
            LinkKind::Path { path, .. } => Some(Cow::Borrowed(path)),
            _ => None,
        }
    }
    fn size(&self, _: usize) -> Option<(u32, u32)> {
        Some((4, 3))
    }
}

fn suffix(anchor: Option<&String>) -> String {
    anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default()
}

fn parse(text: &str) -> (Body, Vec<Diagnostic>) {
    parse_with(text, &MarkdownOptions::new(Language::German))
}

fn parse_with(text: &str, options: &MarkdownOptions) -> (Body, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let body = render(text, 0, &"a.md".into(), options, &mut diagnostics);
    (body, diagnostics)
}

/// HTML with the slots filled, `_` for U+00A0, `~` for U+202F, without line breaks at the end.
fn html(text: &str) -> String {
    let (body, _) = parse(text);
    body.html.fill(&Known(&body)).replace('\u{A0}', "_").replace('\u{202F}', "~").trim_end().to_owned()
}

fn codes(text: &str) -> Vec<Code> {
    parse(text).1.iter().map(|d| d.code).collect()
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text), *expected, "{text}");
    }
}

#[test]
fn gender_signs_are_text() {
    check(&[
        ("Bürger*innen und Akteur*innen", "<p>Bürger*innen und Akteur*innen</p>"),
        ("*Bürger*innen*", "<p><em>Bürger*innen</em></p>"),
        ("**Bürger*innen** und *Kolleg*innen*", "<p><strong>Bürger*innen</strong> und <em>Kolleg*innen</em></p>"),
        ("Bürger\\*innen", "<p>Bürger*innen</p>"),
        ("Bürger_innen und Leiter_innen", "<p>Bürger_innen und Leiter_innen</p>"),
        ("_Bürger_innen_", "<p><em>Bürger_innen</em></p>"),
        ("Bürger:innen\n:innen", "<p>Bürger:innen\n:innen</p>"),
        ("Bürger/innen", "<p>Bürger/innen</p>"),
        ("Viele Bürger*innen\nund Leiter*innen\n", "<p>Viele Bürger*innen\nund Leiter*innen</p>"),
        ("Viele Bürger\n*innen und Leiter *innen", "<p>Viele Bürger\n*innen und Leiter *innen</p>"),
        ("Leiter- und\n*innen", "<p>Leiter- und\n*innen</p>"),
        ("jede*r und der*die", "<p>jede*r und der*die</p>"),
        ("**Leiter *in** und *mehr*", "<p><strong>Leiter *in</strong> und <em>mehr</em></p>"),
        ("***Bürger*innen***", "<p><em><strong>Bürger*innen</strong></em></p>"),
        ("~~Bürger*innen~~", "<p><del>Bürger*innen</del></p>"),
        ("`Bürger*innen`", "<p><code>Bürger*innen</code></p>"),
        (
            "[Bürger*innen](https://x.de/Bürger*innen)",
            "<p><a href=\"https://x.de/B%C3%BCrger*innen\" rel=\"noopener\">Bürger*innen</a></p>",
        ),
        (
            "<https://x.de/Bürger*innen>",
            "<p><a href=\"https://x.de/B%C3%BCrger*innen\" rel=\"noopener\">https://x.de/Bürger*innen</a></p>",
        ),
        ("[x](a\\_Bürger*innen.md)", "<p><a href=\"path/a_Bürger*innen.md\">x</a></p>"),
        ("[[Bürger*innen]]", "<p><a href=\"wiki/Bürger*innen\">Titel 0</a></p>"),
        ("## Für Bürger*innen", "<h2 id=\"fuer-buergerinnen\">Für Bürger*innen</h2>"),
        (
            "| Bürger*innen | a |\n|--|--|\n| Leiter*innen | *b* |",
            "<section class=\"table\" aria-label=\"Tabelle\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">Bürger*innen</th><th scope=\"col\">a</th></tr>\n</thead>\n<tbody>\n<tr><td>Leiter*innen</td><td><em>b</em></td></tr>\n</tbody>\n</table>\n</section>",
        ),
        (
            "```\nBürger*innen\n28. April\n::: x\n```",
            "<pre tabindex=\"0\"><code>Bürger*innen\n28. April\n::: x\n</code></pre>",
        ),
        ("`a\nBürger*innen`", "<p><code>a Bürger*innen</code></p>"),
        ("2*3 und 4*5", "<p>2*3 und 4*5</p>"),
    ]);
}

#[test]
fn dates_are_text() {
    check(&[
        ("28. April 2021", "<p>28._April 2021</p>"),
        ("Treffen am\n1. Oktober", "<p>Treffen am\n1._Oktober</p>"),
        ("- 28. April\n- 1. Mai", "<ul>\n<li>28._April</li>\n<li>1._Mai</li>\n</ul>"),
        ("1. 28. April\n2. 1. Mai", "<ol>\n<li>28._April</li>\n<li>1._Mai</li>\n</ol>"),
        ("> 28. April", "<blockquote>\n<p>28._April</p>\n</blockquote>"),
        (
            "- a\n  - 3. Oktober\n    > 28. April",
            "<ul>\n<li>a\n<ul>\n<li>3._Oktober\n<blockquote>\n<p>28._April</p>\n</blockquote>\n</li>\n</ul>\n</li>\n</ul>",
        ),
        ("1. Punkt\n2. Punkt", "<ol>\n<li>Punkt</li>\n<li>Punkt</li>\n</ol>"),
        ("3. Punkt", "<ol start=\"3\">\n<li>Punkt</li>\n</ol>"),
        ("2021. Danach", "<p>2021. Danach</p>"),
        ("Frau Müller,\n1. Vorsitzende", "<p>Frau Müller,\n1. Vorsitzende</p>"),
        ("Ablauf:\n1. Punkt", "<p>Ablauf:</p>\n<ol>\n<li>Punkt</li>\n</ol>"),
        ("Ablauf\n1. Punkt\n2. Punkt", "<p>Ablauf</p>\n<ol>\n<li>Punkt</li>\n<li>Punkt</li>\n</ol>"),
        ("`x\n28. April`", "<p><code>x 28. April</code></p>"),
        (
            "a[^1]\n\n[^1]: 28. April",
            "<p>a<sup><a class=\"footnote-ref\" id=\"fnref-1\" href=\"#fn-1\" aria-label=\"Fußnote 1\">1</a></sup></p>\n<section class=\"footnotes\" aria-label=\"Fußnoten\">\n<ol>\n<li id=\"fn-1\">\n<p>28._April <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"Zurück zur Textstelle von Fußnote 1\">↩</a></p>\n</li>\n</ol>\n</section>",
        ),
    ]);
}

#[test]
fn quotes_span_marks_of_one_block() {
    check(&[
        ("\"*Netzwerk*\" und *\"Stadt\"*", "<p>„<em>Netzwerk</em>“ und <em>„Stadt“</em></p>"),
        ("\"`code` und [Link](a.md)\" so", "<p>„<code>code</code> und <a href=\"path/a.md\">Link</a>“ so</p>"),
        ("Er sagte \"ja, 'gern' und\nmehr\".", "<p>Er sagte „ja, ‚gern‘ und\nmehr“.</p>"),
        ("\"a\n\nb\"", "<p>„a</p>\n<p>b“</p>"),
        ("`\"a\"` \"b\"", "<p><code>\"a\"</code> „b“</p>"),
        ("\\\"a\\\" -- \\--", "<p>\"a\" – --</p>"),
        (
            "\"Wort\"[^1]\n\n[^1]: \"x\"",
            "<p>„Wort“<sup><a class=\"footnote-ref\" id=\"fnref-1\" href=\"#fn-1\" aria-label=\"Fußnote 1\">1</a></sup></p>\n<section class=\"footnotes\" aria-label=\"Fußnoten\">\n<ol>\n<li id=\"fn-1\">\n<p>„x“ <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"Zurück zur Textstelle von Fußnote 1\">↩</a></p>\n</li>\n</ol>\n</section>",
        ),
        ("'*Wort*' geht's", "<p>‚<em>Wort</em>‘ geht’s</p>"),
        ("§§ 5–7 und z.B. 80 %", "<p>§§_5–7 und z.~B. 80_%</p>"),
        ("a &amp; \"b\" &quot;c&quot;", "<p>a &amp; „b“ „c“</p>"),
        ("<abbr title='\"x\"'>\"EU\"</abbr>", "<p><abbr title=\"&quot;x&quot;\">„EU“</abbr></p>"),
    ]);
}

#[test]
fn without_german_mode_the_text_stays() {
    let options = MarkdownOptions { german: false, ..MarkdownOptions::new(Language::English) };
    let (body, _) = parse_with("\"a\" -- b*c*d z. B.\n\n28. April", &options);
    assert_eq!(body.html.text, "<p>\"a\" -- b<em>c</em>d z. B.</p>\n<ol start=\"28\">\n<li>April</li>\n</ol>\n");
}

#[test]
fn links() {
    check(&[
        ("[a](b.md#c)", "<p><a href=\"path/b.md#c\">a</a></p>"),
        ("[a](#c)", "<p><a href=\"#c\">a</a></p>"),
        (
            "[a](https://x.de \"T & \\\"x\\\"\")",
            "<p><a href=\"https://x.de\" rel=\"noopener\" title=\"T &amp; „x“\">a</a></p>",
        ),
        ("[a](mailto:a@b.de)", "<p><a href=\"mailto:a@b.de\">a</a></p>"),
        ("<a@b.de>", "<p><a href=\"mailto:a@b.de\">a@b.de</a></p>"),
        (
            "[[thema/x]] [[thema/x#y|*Text*]]",
            "<p><a href=\"wiki/thema/x\">Titel 0</a> <a href=\"wiki/thema/x#y\"><em>Text</em></a></p>",
        ),
        ("[[#ziele]]", "<p><a href=\"#ziele\">Titel 0</a></p>"),
        (
            "siehe https://x.de/a_b_c. Und www.y.de!",
            "<p>siehe <a href=\"https://x.de/a_b_c\" rel=\"noopener\">https://x.de/a_b_c</a>. Und <a href=\"https://www.y.de\" rel=\"noopener\">www.y.de</a>!</p>",
        ),
        (
            "https://x.de/*a*?b=1&c=2",
            "<p><a href=\"https://x.de/*a*?b=1&amp;c=2\" rel=\"noopener\">https://x.de/*a*?b=1&amp;c=2</a></p>",
        ),
        (
            "`https://x.de` [https://x.de](b.md)",
            "<p><code>https://x.de</code> <a href=\"path/b.md\">https://x.de</a></p>",
        ),
        ("[a]\n\n[a]: b.md", "<p><a href=\"path/b.md\">a</a></p>"),
        (
            "| a |\n|--|\n| [[x|y]] |",
            "<section class=\"table\" aria-label=\"Tabelle\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">a</th></tr>\n</thead>\n<tbody>\n<tr><td><a href=\"wiki/x\">y</a></td></tr>\n</tbody>\n</table>\n</section>",
        ),
    ]);
    let (body, _) = parse("x [Text *a*](b.md) [[c]] https://x.de");
    let texts: Vec<_> = body.links.iter().map(|link| (link.text.as_deref(), link.span.clone())).collect();
    assert_eq!(texts, [(Some("Text a"), 2..18), (None, 19..24), (Some("https://x.de"), 25..37)]);
}

#[test]
fn images() {
    check(&[
        ("![Alt *x*](b.jpg)", "<p><img src=\"b.jpg\" alt=\"Alt x\" width=\"4\" height=\"3\" loading=\"lazy\"></p>"),
        (
            "![Alt](b.jpg \"Titel\")",
            "<figure>\n<img src=\"b.jpg\" alt=\"Alt\" width=\"4\" height=\"3\" loading=\"lazy\">\n<figcaption>Titel</figcaption>\n</figure>",
        ),
        (
            "x ![A \"b\"](b.jpg \"T\")",
            "<p>x <img src=\"b.jpg\" alt=\"A „b“\" title=\"T\" width=\"4\" height=\"3\" loading=\"lazy\"></p>",
        ),
        ("![[b.jpg|Alt]]", "<p><img src=\"b.jpg\" alt=\"Alt\" width=\"4\" height=\"3\" loading=\"lazy\"></p>"),
    ]);
    assert_eq!(codes("![](b.jpg)"), [Code::MissingAlt]);
    assert_eq!(codes("![x](data:image/png;base64,xx)"), [Code::UnsafeUrl]);
}

#[test]
fn headings() {
    let (body, diagnostics) =
        parse("# Eins\n\n## Zwei\n\n## Zwei\n\n### Drei {#ziel}\n\n## Al-Ziel\n\n## ziel\n\n## 日本\n\nSechs\n---");
    let headings: Vec<_> = body.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    assert_eq!(
        headings,
        [
            (2, "eins", "Eins"),
            (2, "zwei", "Zwei"),
            (2, "zwei-2", "Zwei"),
            (3, "ziel", "Drei"),
            (2, "x-al-ziel", "Al-Ziel"),
            (2, "ziel-2", "ziel"),
            (2, "abschnitt", "日本"),
            (2, "sechs", "Sechs"),
        ]
    );
    assert_eq!(body.headings[1].span, 8..16);
    assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ExtraTitle]);
    assert!(body.html.text.contains("<h3 id=\"ziel\">Drei</h3>"));
    assert_eq!(codes("## a {#x}\n\n## b {#x}"), [Code::DuplicateId]);
    // Slots inside a heading move with its id.
    assert_eq!(
        html("## [a](b.md) [[c]]"),
        "<h2 id=\"a-c\"><a href=\"path/b.md\">a</a> <a href=\"wiki/c\">Titel 1</a></h2>"
    );
}

#[test]
fn the_first_heading_can_be_the_title() {
    let options = MarkdownOptions { first_heading_is_title: true, ..MarkdownOptions::new(Language::German) };
    let (body, diagnostics) = parse_with("# Der \"Titel\" [x](y.md)\n\nText\n\n# Noch einer", &options);
    assert_eq!(body.title.map(|title| title.text).as_deref(), Some("Der „Titel“ x"));
    assert_eq!(body.html.text, "<p>Text</p>\n<h2 id=\"noch-einer\">Noch einer</h2>\n");
    assert!(body.html.slots.is_empty());
    assert_eq!(diagnostics.len(), 1);
    let (body, _) = parse_with("## Eins\n\n# Zwei", &options);
    assert_eq!(body.title, None);
}

#[test]
fn boxes() {
    check(&[
        (
            "::: tipp\nText\n:::",
            "<div role=\"note\" class=\"note note-tip\">\n<p class=\"note-title\">Tipp</p>\n<p>Text</p>\n</div>",
        ),
        (
            "::: hinweis Mein \"Titel\"\n- a\n\n::: warning\nb\n:::\n:::\nc",
            "<div role=\"note\" class=\"note note-note\">\n<p class=\"note-title\">Mein „Titel“</p>\n<ul>\n<li>a</li>\n</ul>\n<div role=\"note\" class=\"note note-warning\">\n<p class=\"note-title\">Achtung</p>\n<p>b</p>\n</div>\n</div>\n<p>c</p>",
        ),
        (
            "> [!NOTE]\n> Text",
            "<div role=\"note\" class=\"note note-note\">\n<p class=\"note-title\">Hinweis</p>\n<p>Text</p>\n</div>",
        ),
        (
            "> [!TIPP] Eigener Titel\n> - Text",
            "<div role=\"note\" class=\"note note-tip\">\n<p class=\"note-title\">Eigener Titel</p>\n<ul>\n<li>Text</li>\n</ul>\n</div>",
        ),
        ("> Text\n> [!NOTE] x", "<blockquote>\n<p>Text\n[!NOTE] x</p>\n</blockquote>"),
        (
            "> Text\n>\n> > [!NOTE]\n> > x",
            "<blockquote>\n<p>Text</p>\n<div role=\"note\" class=\"note note-note\">\n<p class=\"note-title\">Hinweis</p>\n<p>x</p>\n</div>\n</blockquote>",
        ),
        (
            "- a\n\n  ::: tip\n  b\n  :::\n- c",
            "<ul>\n<li>\n<p>a</p>\n<div role=\"note\" class=\"note note-tip\">\n<p class=\"note-title\">Tipp</p>\n<p>b</p>\n</div>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>",
        ),
        (
            "- ::: tip\n  b\n\nc",
            "<ul>\n<li>\n<div role=\"note\" class=\"note note-tip\">\n<p class=\"note-title\">Tipp</p>\nb\n</div>\n</li>\n</ul>\n<p>c</p>",
        ),
        ("***\n\n---", "<hr>\n<hr>"),
    ]);
    assert_eq!(codes("::: tipp\na"), [Code::UnclosedContainer]);
    assert_eq!(codes("a\n\n:::"), [Code::UnclosedContainer]);
    let (_, diagnostics) = parse("::: tippp\na\n:::");
    assert_eq!(diagnostics[0].code, Code::UnknownContainer);
    assert_eq!(diagnostics[0].hints[0].args, [("name", "tipp".to_owned())]);
    assert_eq!(codes("> [!NTOE]\n> x"), [Code::UnknownContainer]);
    let own = ["Kasten".to_owned()];
    let options = MarkdownOptions { containers: &own, ..MarkdownOptions::new(Language::German) };
    let (body, diagnostics) = parse_with("::: kasten T\na\n:::", &options);
    assert_eq!(body.html.text, "<div class=\"box box-kasten\">\n<p class=\"box-title\">T</p>\n<p>a</p>\n</div>\n");
    assert!(diagnostics.is_empty());
}

#[test]
fn tables() {
    check(&[
        (
            "## Zahlen\n\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
            "<h2 id=\"zahlen\">Zahlen</h2>\n<section class=\"table\" aria-label=\"Tabelle zu »Zahlen«\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"al-center\">b</th><th scope=\"col\" class=\"al-right\">c</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td class=\"al-center\">2</td><td class=\"al-right\">3</td></tr>\n</tbody>\n</table>\n</section>",
        ),
        (
            "| |\n|--|\n| a |\n\nTabelle: Die *Zahlen*\n\nb",
            "<section class=\"table\" aria-label=\"Die Zahlen\" tabindex=\"0\">\n<table>\n<caption>Die <em>Zahlen</em></caption>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>\n</section>\n<p>b</p>",
        ),
    ]);
    let two = html("| a |\n|--|\n\n| b |\n|--|");
    assert!(two.contains("\"Tabelle\"") && two.contains("\"Tabelle (2)\""), "{two}");
}

#[test]
fn lists() {
    check(&[
        (
            "- [x] a\n- [ ] b",
            "<ul class=\"tasks\">\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"erledigt\"> a</li>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"offen\"> b</li>\n</ul>",
        ),
        ("Träger\n: Stadt\n: Land", "<dl>\n<dt>Träger</dt>\n<dd>Stadt</dd>\n<dd>Land</dd>\n</dl>"),
        ("~~weg~~", "<p><del>weg</del></p>"),
    ]);
}

#[test]
fn footnotes_are_numbered_by_reference() {
    let (body, diagnostics) =
        parse("A[^b] B[^a] C[^b] D[^weg]\n\n[^a]: Eins[^c]\n\n[^b]: Zwei\n\n    - x\n\n[^c]: Drei\n\n[^d]: Vier");
    let html = &body.html.text;
    assert!(html.contains("A<sup><a class=\"footnote-ref\" id=\"fnref-1\" href=\"#fn-1\""), "{html}");
    assert!(html.contains("C<sup><a class=\"footnote-ref\" id=\"fnref-1-2\" href=\"#fn-1\""), "{html}");
    assert!(
        html.contains(
            "<li id=\"fn-1\">\n<p>Zwei</p>\n<ul>\n<li>x</li>\n</ul>\n<p> <a class=\"footnote-back\" href=\"#fnref-1\""
        ),
        "{html}"
    );
    assert!(
        html.contains(
            "href=\"#fnref-1-2\" aria-label=\"Zurück zur Textstelle von Fußnote 1\">↩<sup>2</sup></a></p>\n</li>"
        ),
        "{html}"
    );
    assert!(html.contains("<li id=\"fn-3\">\n<p>Drei"), "{html}");
    assert_eq!(body.n_footnotes, 3);
    let codes: Vec<_> = diagnostics.iter().map(|d| (d.code, d.span.clone().unwrap())).collect();
    assert_eq!(codes, [(Code::UndefinedFootnote, 19..25), (Code::UnusedFootnote, 76..86)]);
    assert!(super::tests::codes("\\[^x] `[^y]`").is_empty());
}

#[test]
fn marks_that_mark_nothing_are_reported() {
    for (text, expected) in [
        ("**„Bürger“**und", 2),
        ("** fett **", 2),
        ("[x](a b.md)", 1),
        ("[[x]", 1),
        ("**fett** und *kursiv* [x](y.md) [[z]]", 0),
        ("\\*\\* \\[[x] 2**3 *** `**`", 0),
        ("```\n**\n```", 0),
    ] {
        let codes = codes(text);
        assert_eq!(codes.iter().filter(|code| **code == Code::LiteralMarks).count(), expected, "{text} {codes:?}");
    }
}

#[test]
fn code() {
    check(&[
        (
            "```rust\nlet a = 1;\n```",
            "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-keyword\">let</span> a <span class=\"hl-keyword\">= </span><span class=\"hl-number\">1</span>;\n</code></pre>",
        ),
        ("    a < b", "<pre tabindex=\"0\"><code>a &lt; b</code></pre>"),
        ("> ```\n> a\n> b\n> ```", "<blockquote>\n<pre tabindex=\"0\"><code>a\nb\n</code></pre>\n</blockquote>"),
        ("```text\n```", "<pre tabindex=\"0\"><code class=\"language-text\"></code></pre>"),
    ]);
    assert_eq!(codes("```\na"), [Code::UnclosedFence]);
    assert_eq!(codes("> ```\n> a\n\nb"), [Code::UnclosedFence]);
    assert_eq!(codes("- ~~~\n  a\n  ~~~\n"), []);
    assert_eq!(codes("```rustt\na\n```"), [Code::UnknownLanguage]);
    assert_eq!(codes(&format!("```rust\n{}\n```", "x".repeat(5000))), [Code::CodeTooLarge]);
}

#[test]
fn raw_html() {
    check(&[
        ("H<sub>2</sub>O<br>x", "<p>H<sub>2</sub>O<br>x</p>"),
        ("a<!-- weg -->b\n\n<!-- weg\n\nganz -->", "<p>ab</p>"),
        ("<!-- weg -->\nText", "<p>Text</p>"),
        (
            "<details>\n<summary>Mehr</summary>\n\n*Text*\n\n</details>\n\nb",
            "<details>\n<summary>Mehr</summary>\n<p><em>Text</em></p>\n</details>\n<p>b</p>",
        ),
        ("<details>\n<summary>Mehr\n\nText", "<details>\n<summary>Mehr\n<p>Text</p>\n</summary>\n</details>"),
        ("a <b>b *c</b> d*", "<p>a <b>b <em>c d</em></b></p>"),
        ("*a <b>b* c</b>", "<p><em>a <b>b</b></em> c</p>"),
        ("> <div lang=\"en\">\n> a\n\nb", "<blockquote>\n<div lang=\"en\">\na\n</div>\n</blockquote>\n<p>b</p>"),
        ("a <div>b</div>", "<p>a &lt;div&gt;b&lt;/div&gt;</p>"),
        ("<iframe src=x></iframe>", "<p>&lt;iframe src=x&gt;&lt;/iframe&gt;</p>"),
        ("<p align=center>a</p>", "<p>a</p>"),
        ("<ul><li>a<li>b</ul>", "<ul>\n<li>a\n</li>\n<li>b</li>\n</ul>"),
    ]);
    for (text, element) in
        [("<script>x</script>", "script"), ("a <font color=red>b</font>", "font"), ("<?php x ?>", "?php")]
    {
        let (_, diagnostics) = parse(text);
        assert_eq!(diagnostics[0].code, Code::RawHtml);
        assert_eq!(diagnostics[0].text.args, [("element", element.to_owned())], "{text}");
    }
    assert_eq!(codes("<abbr title=x>EU</abbr>"), []);
    assert_eq!(codes("<b>x"), [Code::RawHtml]);
    assert_eq!(codes("x</b>"), [Code::RawHtml]);
}

/// What could run, load, submit or style, in many disguises.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.de/a.js></sCrIpT>",
    "a <script>alert(1)</script> b",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<b onclick=alert(1)>x</b>",
    "<b style='position:fixed'>x</b>",
    "<details open ontoggle=alert(1)>x",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](javascript%3Aalert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1) x=\"](b.jpg)",
    "![x](b.jpg '\" onerror=\"alert(1)')",
    "[x](a.md '\"><script>alert(1)</script>')",
    "[x](\"><script>alert(1)</script>)",
    "```\"><script>alert(1)</script>\nx\n```",
    "```js onclick=\"\nx\n```",
    "## x {#\"><script>alert(1)</script>}",
    "## <script>alert(1)</script>",
    "::: tipp <script>alert(1)</script>\nx\n:::",
    "::: \"><script>\nx\n:::",
    "> [!NOTE] <img src=x onerror=alert(1)>\n> x",
    "[[\"><script>alert(1)</script>]]",
    "[[javascript:alert(1)]]",
    "[[javascript:alert(1)|x]]",
    "x[^\"><script>]\n\n[^\"><script>]: y",
    "https://x.de/\"onmouseover=alert(1)",
    "https://x.de/'><script>alert(1)</script>",
    "<b title='\"><script>alert(1)</script>'>x</b>",
    "<span lang='\" onclick=\"alert(1)'>x</span>",
    "<b/onclick=alert(1)>x",
    "<b\nonclick=alert(1)>x</b>",
    "<form action=//x.de><input name=q><button>x</button></form>",
    "<base href=//x.de>",
    "<meta http-equiv=refresh content='0;url=//x.de'>",
    "<link rel=stylesheet href=//x.de/a.css>",
    "<object data=x></object><embed src=x>",
    "<style>*{display:none}</style>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<b>&lt;script&gt;</b>\n\n<div>&lt;script&gt;</div>",
    "</p></div></main><script>alert(1)</script>",
    "<div></div></div></div>x",
    "\u{0}<scr\u{0}ipt>alert(1)</script>",
    "| <script>alert(1)</script> |\n|--|\n| <img src=x onerror=y> |\n\nTabelle: \"><script>",
];

/// The allow-list of ammonia is what the writer may produce and nothing more. When ammonia, which
/// parses like a browser, changes anything but the form, something passed that should not have.
fn assert_harmless(text: &str) {
    let (body, _) = parse(text);
    let html = body.html.fill(&Known(&body));
    let clean = guard().clean(&html).to_string();
    let plain = |html: &str| ammonia::Builder::empty().clean(html).to_string().split_whitespace().collect::<String>();
    assert_eq!(tags(&clean), tags(&html), "{text}\n{html}\n{clean}");
    assert_eq!(plain(&clean), plain(&html), "{text}");
}

/// Start tags with sorted attributes.
fn tags(html: &str) -> Vec<String> {
    let html = html.replace("&#39;", "'").replace("&nbsp;", "\u{A0}");
    let tags = html.split('<').skip(1).filter(|tag| !tag.starts_with('/'));
    tags.map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        let mut parts: Vec<&str> = tag
            .split("\" ")
            .flat_map(|part| part.split(' '))
            .map(|p| p.trim_end_matches(['"', '=']).trim_end_matches("=\""))
            .collect();
        // ammonia drops addresses that are none, such as `http://a:99999`; a browser goes nowhere.
        parts.retain(|part| !part.starts_with("href=\"http"));
        parts.sort_unstable();
        parts.join(" ")
    })
    .collect()
}

fn guard() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::new();
    let tags = [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "section",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "caption",
        "pre",
        "code",
        "figure",
        "figcaption",
        "img",
        "a",
        "em",
        "strong",
        "del",
        "sup",
        "sub",
        "input",
        "hr",
        "br",
        "wbr",
        "div",
        "span",
        "details",
        "summary",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "dfn",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "time",
        "tt",
        "u",
        "var",
    ];
    builder.tags(tags.into());
    builder.clean_content_tags(std::collections::HashSet::new());
    builder.generic_attributes(
        [
            "lang",
            "dir",
            "title",
            "class",
            "id",
            "aria-label",
            "role",
            "tabindex",
            "href",
            "rel",
            "src",
            "alt",
            "width",
            "height",
            "loading",
        ]
        .into(),
    );
    builder.add_generic_attributes(["start", "reversed", "open", "datetime", "scope", "type", "disabled", "checked"]);
    builder.url_schemes(["http", "https", "mailto", "tel"].into());
    builder.link_rel(None);
    builder
}

#[test]
fn nothing_active_passes() {
    for text in HOSTILE {
        assert_harmless(text);
        let (body, _) = parse(text);
        let html = body.html.fill(&Known(&body)).to_lowercase();
        for bad in [
            "<script",
            "<svg",
            "<iframe",
            "<form",
            "<style",
            "<base",
            "<meta",
            "<link",
            "<object",
            "<a href=\"java",
            "<textarea",
        ] {
            assert!(!html.contains(bad), "{text}\n{html}");
        }
        assert!(!html.contains('\0'));
    }
}

#[test]
fn plain_text_goes_by_section() {
    let (body, _) = parse(
        "Vor\u{AD}wort mit z.B. \"Wort\"[^1].\n\n## Eins\n\n- a\n- [b](c.md)\n\n| x | y |\n|--|--|\n| z | ![Bild](b.jpg) |\n\n```\ncode\n```\n\n## Zwei\n\n[^1]: Fußtext",
    );
    let sections: Vec<_> =
        body.plain.iter().map(|s| (s.heading.as_ref().map(|h| h.id.as_str()), s.text.as_str())).collect();
    assert_eq!(
        sections,
        [(None, "Vorwort mit z. B. „Wort“.\nFußtext"), (Some("eins"), "a\nb\nx y\nz Bild\ncode"), (Some("zwei"), ""),]
    );
    assert_eq!(body.excerpt.as_deref(), Some("Vorwort mit z. B. „Wort“."));
    assert!(body.has_code);
}

#[test]
fn the_excerpt_is_the_first_paragraph_of_the_text() {
    assert_eq!(
        parse("![Bild](b.jpg \"T\")\n\n> Zitat\n\n::: tipp\nx\n:::\n\nText *hier*.").0.excerpt.as_deref(),
        Some("Text hier.")
    );
    assert_eq!(parse("- x").0.excerpt, None);
}

#[test]
fn spans_are_bytes_of_the_file() {
    let mut diagnostics = Vec::new();
    let body = render(
        "Ä ![](b.jpg) [x](y.md)",
        100,
        &"a.md".into(),
        &MarkdownOptions::new(Language::German),
        &mut diagnostics,
    );
    assert_eq!(diagnostics[0].span, Some(103..113));
    assert_eq!(body.links[0].span, 114..123);
}

#[test]
fn hostile_texts_finish_fast() {
    let many = |piece: &str, n: usize| piece.repeat(n);
    let footnotes: String =
        (0..100_000).map(|i| format!("[^{i}] ")).chain((0..100_000).map(|i| format!("\n\n[^{i}]: x"))).collect();
    let texts = [
        many("[", 100_000),
        many("![", 50_000),
        many("[[", 50_000),
        many("[[a|", 50_000),
        many("*a **b ", 30_000),
        many("_a __b ", 30_000),
        many(" *in", 50_000),
        many(" *in _in", 50_000),
        many("Bürger*innen", 30_000),
        many("a*b", 50_000),
        many("> ", 50_000),
        many("- ", 50_000),
        many("1. ", 50_000),
        many("# a\n\n", 20_000),
        many("## a\n\n## a-2\n\n", 10_000),
        many("::: tipp\n", 20_000),
        many("<b>", 30_000),
        many("<b>", 30_000) + &many("</i>", 30_000),
        many("<div>\n\n", 10_000),
        many("<a <b ", 30_000),
        many("<div <div '", 30_000) + ">",
        many("<!--", 30_000),
        many("<?", 30_000),
        many("<script>", 30_000),
        many("\"", 100_000),
        many("'a ", 100_000),
        many("\"a ", 50_000),
        many("http://", 50_000),
        many("(http://", 50_000),
        many("https://x.de/(", 20_000),
        many("www.", 50_000),
        many("1-", 50_000),
        many("1.", 50_000),
        many("z. ", 50_000),
        many("[^", 50_000),
        many("[^a]", 50_000),
        many("[^a]", 50_000) + "\n\n[^a]: x",
        many("`a", 50_000),
        many("`", 100_000),
        many("&", 100_000),
        many("\\\"", 50_000),
        many("| a ", 20_000) + "\n" + &many("|--", 20_000) + "\n| b |",
        many("| a |\n|--|\n\n", 5_000),
        many("![a](b \"c\")\n\n", 10_000),
        many("a\n: b\n\n", 10_000),
        many("```\n\n", 20_000),
        many("{#a}\n\n# {#a}\n\n", 10_000),
        footnotes,
    ];
    for text in &texts {
        let start = Instant::now();
        let (body, diagnostics) = parse(text);
        let elapsed = start.elapsed();
        // A debug build on a busy machine; a quadratic step would take minutes.
        let name: String = text.chars().take(24).collect();
        eprintln!("{elapsed:?} {name:?}");
        assert!(elapsed < Duration::from_secs(20), "{name:?} took {elapsed:?}");
        assert!(body.html.text.len() < 100 * text.len() + 1000);
        assert!(diagnostics.len() <= 1000);
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Pieces that mean something to Markdown, HTML or German writing, in any order.
    fn text() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "*",
            "**",
            "_",
            "`",
            "```",
            "~~",
            "[",
            "]",
            "(",
            ")",
            "![",
            "[[",
            "]]",
            "|",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "28. April ",
            "# ",
            "## ",
            ":::",
            "::: tipp",
            "[!NOTE]",
            "[^1]",
            "[^1]: ",
            "<b>",
            "</b>",
            "<div>",
            "</div>",
            "<!--",
            "-->",
            "<script>",
            "<details>",
            "</details>",
            "\"",
            "'",
            "-",
            "--",
            "...",
            "z. B. ",
            "5-7 %",
            "§ ",
            "Bürger*innen",
            "ü",
            "日",
            "\u{7F}",
            "\0",
            "\u{202F}",
            "a",
            " ",
            "    ",
            "\t",
            "\\",
            "&amp;",
            "&#0;",
            "{#x}",
            "https://x.de",
            "www.x.de",
            "javascript:",
            "|--|--|\n",
            ": ",
            "\r\n",
            "\u{FEFF}",
        ]);
        let words = prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,6}"];
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_becomes_a_body(text in text()) {
            let (body, diagnostics) = parse(&text);
            let end = u32::try_from(text.len()).unwrap();
            let spans = diagnostics.iter().filter_map(|d| d.span.clone());
            let spans = spans.chain(body.links.iter().map(|l| l.span.clone())).chain(body.headings.iter().map(|h| h.span.clone()));
            for span in spans {
                prop_assert!(span.start <= span.end && span.end <= end, "{:?} in {:?}", span, text);
                prop_assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize), "{:?} in {:?}", span, text);
            }
            let slots = &body.html.slots;
            prop_assert!(slots.windows(2).all(|pair| pair[0].at <= pair[1].at));
            prop_assert!(slots.iter().all(|slot| body.html.text.is_char_boundary(slot.at as usize)));
            prop_assert!(!body.html.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{:?}", body.html.text);
            assert_harmless(&text);
            let ids: Vec<_> = body.headings.iter().map(|h| &h.id).collect();
            prop_assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), ids.len());
            render_commonmark(&text);
        }

        #[test]
        fn typography_keeps_words(text in text()) {
            let set = crate::parse::german::typography(&text, Quotes::German);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&set), letters(&text));
        }
    }
}
