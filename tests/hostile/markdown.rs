//! Markdown that makes parsers slow, deep or large: patterns of cmark's `pathological_tests.py` and what our own
//! steps around the parser could choke on.

use std::fmt::Write as _;

use super::{Case, check, topic};

/// `n` numbered pieces in a row.
fn numbered(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

fn fill(name: &str, body: String) -> Case {
    Case::new(name, topic(body))
}

/// The patterns of cmark, at the sizes of cmark-gfm or larger.
#[test]
fn patterns_that_are_slow_elsewhere() {
    let n = 50_000;
    let surrounded = |before: &str, n: usize, after: &str| format!("{}b{}", before.repeat(n), after.repeat(n));
    check(vec![
        fill("nested strong emphasis", surrounded("*a **a ", n, " a** a*")),
        fill("many emphasis closers", "a_ ".repeat(n)),
        fill("many emphasis openers", "_a ".repeat(n)),
        fill("mismatched emphasis", "*a_ ".repeat(n)),
        fill("emphasis by threes", format!("a**b{}", "c* ".repeat(n))),
        fill("many link closers", "a]".repeat(n)),
        fill("many link openers", "[a".repeat(n)),
        fill("link openers and emphasis closers", "[ a_".repeat(n)),
        fill("brackets and parentheses", "[ (](".repeat(n)),
        fill("image openers", "![[]()".repeat(n / 2)),
        // The innermost pair of pairs is a link to an entry that does not exist.
        fill("nested brackets", surrounded("[", n, "]")).refused(&["broken-link content/themen/x.md:5"]),
        fill("nested quotes", format!("{}a", "> ".repeat(n))),
        fill("backslashes", "\\".repeat(n)),
        fill("code spans that grow", numbered(2_000, |i| format!("e{}", "`".repeat(i)))),
        fill("unclosed links", "[a](<b".repeat(n)),
        fill("unclosed links without pointy brackets", "[a](b".repeat(n)),
        fill("unclosed comments", "</a <!-- ".repeat(n)),
        fill("unclosed comments at lines", "<!--\n".repeat(n)),
        fill("unclosed declarations", "a <!A ".repeat(n)),
        fill("unclosed CDATA", "a <![CDATA[ ".repeat(n)),
        fill("unclosed instructions", "a <? ".repeat(n)),
        fill("empty tags", "<>".repeat(n)),
        fill("tags without end", "<b ".repeat(n)),
        fill("attributes without end", format!("<b {}", "a=\"b\" ".repeat(n))),
        fill("references that are used", numbered(10_000, |i| format!("[r{i}]: u{i}.png\n\n`[r{i}]`\n"))),
        fill("references with long names", numbered(1_000, |_| format!("[{}]\n", "a".repeat(990)))),
        fill("strikethrough", "~~a ~b".repeat(n)),
        fill("entities", "&a;&#x41;&amp".repeat(n)),
        fill("task lists", "- [ ] a\n".repeat(n)),
        fill("setext", "a\n=\n".repeat(n / 5)),
        fill("rules", "***\n___\n".repeat(n)),
        fill("hard breaks", "a\\\n".repeat(n)),
    ]);
}

#[test]
fn blocks_inside_blocks() {
    let deep_lists = numbered(600, |i| format!("{}* a\n", "  ".repeat(i)));
    check(vec![
        fill("deep lists", deep_lists),
        fill("lists on one line", "- ".repeat(20_000)),
        fill("numbered lists on one line", "1. ".repeat(20_000)),
        fill("quotes and lists", "> - ".repeat(20_000)),
        fill("quotes, line after line", numbered(1_000, |i| format!("{}a\n", "> ".repeat(i)))),
        fill("boxes in boxes", format!("{}Text\n\n{}", "::: tipp\n".repeat(2_000), ":::\n".repeat(2_000))),
        fill("boxes without end", "::: tipp\n".repeat(20_000)),
        fill("ends without boxes", ":::\n".repeat(50_000)),
        fill("alerts in quotes", numbered(500, |i| format!("{}[!NOTE]\n", "> ".repeat(i)))),
        fill("raw elements in each other", format!("{}a{}", "<div>\n\n".repeat(20_000), "</div>\n\n".repeat(20_000))),
        fill("raw elements without end", "<details><summary>".repeat(20_000)),
        fill("ends of raw elements", "</details></div></b>".repeat(20_000)),
        fill("bold without end", "<b>".repeat(50_000)),
        fill("definitions", "a\n: b\n\n".repeat(20_000)),
        fill("definitions in definitions", format!("a\n{}b", ": ".repeat(20_000))),
    ]);
}

/// What grows when a small source means a large page.
#[test]
fn small_sources_of_large_pages() {
    let wide = |n: usize| format!("{}\n{}\n", "|a".repeat(n), "|-".repeat(n));
    let url = "u".repeat(20_000);
    check(vec![
        fill("a table with many columns", wide(50_000)),
        fill("a table with many rows", format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(50_000))),
        fill("short rows in a wide table", format!("{}{}", wide(2_000), "a\n".repeat(20_000))),
        fill("many tables", "a|b\n-|-\n\n".repeat(20_000)),
        fill("one long reference, many uses", format!("[a]: https://example.org/{url}\n\n{}", "[a] ".repeat(10_000))),
        fill("one long footnote, many uses", format!("[^a]: {url}\n\n{}", "x[^a] ".repeat(20_000))),
        fill("many footnotes", numbered(30_000, |i| format!("x[^{i}]\n\n[^{i}]: y\n\n"))),
        fill("footnotes in footnotes", numbered(5_000, |i| format!("[^{i}]: x[^{}]\n\n", i + 1)) + "[^0]"),
        fill("a footnote in itself", "x[^a]\n\n[^a]: y[^a] z[^a]\n".to_owned()),
        fill("equal headings", "## Ergebnis\n\n".repeat(20_000)),
        fill("headings that get equal names", "## Ergebnis\n\n## Ergebnis 1\n\n## Ergebnis-1\n\n".repeat(3_000)),
        fill("headings with names of their own", "## a {#a}\n\n".repeat(10_000)).noted(&[]),
        fill("long headings", format!("## {}\n\n", "Wort ".repeat(20_000)).repeat(5)),
    ]);
}

/// Our own steps: German text, links to entries, addresses, words for the search.
#[test]
fn text_that_is_read_again_and_again() {
    let n = 50_000;
    check(vec![
        fill("double quotes", "\"".repeat(n)),
        fill("opening quotes", "\"a ".repeat(n)),
        fill("nested quotes", format!("{}{}", "\"'".repeat(n), "'\"".repeat(n))),
        fill("apostrophes", "a'b ".repeat(n)),
        fill("gender stars", "Bürger*innen ".repeat(n)),
        fill("gender signs of all kinds", "Bürger*innen_innen:innen/innen".repeat(n / 4)),
        fill("dates at the start of lines", "28. April\n".repeat(n)),
        fill("dates in a row", "28. April 2021 ".repeat(n)),
        fill("abbreviations", "z. B. d. h. u. a. ".repeat(n / 2)),
        fill("paragraph signs", "§ § 8 ".repeat(n)),
        fill("hyphens and numbers", "1-2-3--4---5 ".repeat(n)),
        fill("dots", "... .. . ".repeat(n)),
        fill("links to entries without end", "[[".repeat(n)),
        fill("links to entries without start", "]]".repeat(n)),
        fill("links to entries with bars", "[[a|".repeat(n)),
        fill("ends of links with code", "[[a`]]`".repeat(n / 2)),
        fill("addresses without host", "www. http:// https:// ".repeat(n / 2)),
        fill("addresses with dots", format!("https://a{}", ".".repeat(n))),
        fill("addresses with brackets", format!("https://a.de/{}", "(".repeat(n))),
        fill("addresses", "https://example.org/a ".repeat(n / 5)),
        fill("mail addresses", "a@b.de ".repeat(n / 5)),
        fill("mail signs", "a@".repeat(n)),
        fill("combining marks", format!("a{}", "\u{301}".repeat(n))),
        fill("signs of no width", "\u{200B}\u{200D}\u{AD}a".repeat(n)),
        fill("right to left", "\u{202E}abc\u{202C}".repeat(n)),
        fill("one word", "a".repeat(500_000)),
        fill("one compound", "Vereinsförderung".repeat(20_000)),
        fill(
            "many compounds",
            numbered(20_000, |i| format!("Vereins{}förderungs{}stelle ", letters(i), letters(i * 7))),
        ),
        fill("different words", numbered(60_000, |i| format!("{} ", letters(i * 7919)))),
        fill("blanks", " ".repeat(1 << 20)),
        fill("tabs", "\t".repeat(1 << 20)),
        fill("empty lines", "\n".repeat(1 << 20)),
        fill("carriage returns", "\r".repeat(1 << 20)),
        fill("byte order marks", "\u{FEFF}".repeat(1 << 18)),
    ]);
}

/// A number as letters.
fn letters(mut n: usize) -> String {
    let mut word = String::new();
    loop {
        word.push(char::from(b'a' + u8::try_from(n % 26).expect("below 26")));
        n /= 26;
        if n == 0 {
            return word;
        }
    }
}

#[test]
fn code_that_is_large_or_strange() {
    let code = |language: &str, text: &str| format!("```{language}\n{text}\n```\n");
    let many_languages = numbered(2_000, |i| code(&format!("sprache{i}"), "x"));
    let mut json = String::new();
    for _ in 0..3_000 {
        json.push_str("{\"a\":[");
    }
    check(vec![
        fill("a large block", code("rust", &"fn a() { let b = \"c\"; }\n".repeat(9_000))),
        fill("a larger block", code("rust", &"fn a() { let b = \"c\"; }\n".repeat(40_000)))
            .noted(&["code-too-large content/themen/x.md:5"]),
        fill("one long line", code("js", &"a=1;".repeat(20_000))).noted(&["code-too-large content/themen/x.md:5"]),
        fill("deep JSON", code("json", &json)),
        fill("unknown languages", many_languages),
        fill("a language with markup", code("\"><script>alert(1)</script>", "x")),
        fill("fences that do not end", "```rust\n~~~\n".repeat(10_000)),
        fill("many blocks", code("html", "<p class=\"a\">x</p>").repeat(2_000)),
        fill("regular expressions that backtrack", code("js", &format!("/{}/", "(a+)+".repeat(700)))),
        fill("quotes in code", code("python", &"\"\"\"a'''\n".repeat(5_000))),
    ]);
}

/// Files at the limit and beyond it.
#[test]
fn files_of_megabytes() {
    let mut text = String::new();
    for i in 0.. {
        if text.len() > 9 << 20 {
            break;
        }
        let _ = write!(
            text,
            "## Abschnitt {i}\n\nBürger*innen und \"Vereine\" treffen sich am 28. April, z. B. in Haus {i}.\n\n"
        );
    }
    let limits =
        super::limits::Limits { cpu: std::time::Duration::from_secs(120), memory: 1 << 30, ..Default::default() };
    check(vec![
        fill("nine megabytes of text", text).limits(limits),
        fill("eleven megabytes", "a b\n".repeat(3 << 20)).refused(&["file-too-large content/themen/x.md"]),
    ]);
}
