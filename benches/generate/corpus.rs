//! A site of any size in realistic German: same seed and size, same bytes.
//!
//! Entries of all types of the package `portal`, related to each other, with a text of about 4 KB in the
//! median: headings, lists, tables, footnotes, code, pictures, links both ways, gender forms, dates.
//! The same entries can be written for other generators, with their front matter and their links.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

#[path = "peers.rs"]
mod peers;
#[path = "words.rs"]
mod words;

use words::{ACTORS, ADJECTIVES, ADVERBIALS, CLAUSES, FIRST, KEYWORDS, NAMES, PLACE, SECOND, SENTENCES, TOPICS, VERBS};

/// Whose front matter and links are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// This program.
    Allmende,
    /// Hugo: YAML, links to addresses.
    Hugo,
    /// Zola: TOML, links to addresses.
    Zola,
    /// MkDocs, Zensical: YAML, relative links to files.
    Mkdocs,
}

/// Reproducible chance: SplitMix64.
struct Rng(u64);

impl Rng {
    fn new(seed: u64, kind: usize, index: usize) -> Rng {
        let mut rng = Rng(seed ^ (kind as u64) << 56 ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// Small numbers are much more frequent than large ones, as words and topics are.
    fn skewed(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64 * unit.powf(2.2)) as usize).min(n.saturating_sub(1))
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.skewed(from.len())]
    }
}

/// A type of the package `portal`: name, folder, share of the entries in 1/1000.
const KINDS: [(&str, &str, usize); 10] = [
    ("praxisbeispiel", "praxisbeispiele", 400),
    ("modellprojekt", "modellprojekte", 80),
    ("referenz", "referenzen", 150),
    ("baustein", "bausteine", 60),
    ("organisation", "organisationen", 80),
    ("kommune", "kommunen", 80),
    ("veranstaltung", "veranstaltungen", 80),
    ("begriff", "glossar", 30),
    ("methode", "methoden", 30),
    ("ausgabe", "newsletter", 10),
];
const PRACTICE: usize = 0;
const MODEL: usize = 1;
const REFERENCE: usize = 2;
const GUIDE: usize = 3;
const BODY: usize = 4;
const PLACE_KIND: usize = 5;
const EVENT: usize = 6;
const TERM: usize = 7;
const METHOD: usize = 8;
const ISSUE: usize = 9;

const STATES: [(&str, &str); 16] = [
    ("SH", "01"),
    ("HH", "02"),
    ("NI", "03"),
    ("HB", "04"),
    ("NW", "05"),
    ("HE", "06"),
    ("RP", "07"),
    ("BW", "08"),
    ("BY", "09"),
    ("SL", "10"),
    ("BE", "11"),
    ("BB", "12"),
    ("MV", "13"),
    ("SN", "14"),
    ("ST", "15"),
    ("TH", "16"),
];
const AUDIENCES: [&str; 7] =
    ["Kommune", "Zivilgesellschaft", "Engagierte", "Verwaltung", "Politik", "Wirtschaft", "Wissenschaft"];
const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
/// Number of picture files that the entries share.
const N_PICTURES: usize = 24;

/// One entry before it is written.
struct Draft {
    kind: usize,
    slug: String,
    title: String,
    summary: String,
    /// Year, month, day.
    date: (usize, usize, usize),
    topics: Vec<usize>,
    keywords: Vec<&'static str>,
    /// Front matter of this program beside title, summary, topics and keywords: finished lines.
    own: String,
    body: String,
}

/// How many entries of each type a site of `n` entries has, and the seed.
pub struct Corpus {
    seed: u64,
    counts: [usize; KINDS.len()],
}

impl Corpus {
    /// A site with `n` entries, topics and pages of the site not counted.
    pub fn new(n: usize, seed: u64) -> Corpus {
        let mut counts = KINDS.map(|(_, _, share)| (n * share / 1000).max(1));
        counts[PRACTICE] = n.saturating_sub(counts[1..].iter().sum()).max(1);
        Corpus { seed, counts }
    }

    /// Writes the site to the empty folder `root`.
    pub fn write(&self, root: &Path, dialect: Dialect) -> io::Result<()> {
        let content = root.join(if dialect == Dialect::Mkdocs { "docs" } else { "content" });
        self.write_site(root, &content, dialect)?;
        for (kind, (_, name, _)) in KINDS.into_iter().enumerate() {
            let folder = content.join(name);
            fs::create_dir_all(&folder)?;
            if dialect == Dialect::Zola {
                fs::write(
                    folder.join("_index.md"),
                    format!("+++\ntitle = \"{}\"\nsort_by = \"date\"\npaginate_by = 50\n+++\n", name),
                )?;
            }
            for index in 0..self.counts[kind] {
                let draft = self.draft(kind, index, dialect);
                fs::write(folder.join(format!("{}.md", draft.slug)), text(&draft, dialect))?;
            }
        }
        let pictures = match dialect {
            Dialect::Allmende | Dialect::Mkdocs => content.join("medien"),
            Dialect::Hugo | Dialect::Zola => root.join("static/medien"),
        };
        fs::create_dir_all(&pictures)?;
        (0..N_PICTURES).try_for_each(|i| fs::write(pictures.join(format!("bild-{i}.png")), PNG))
    }

    /// Configuration, topics and the pages of the site itself.
    fn write_site(&self, root: &Path, content: &Path, dialect: Dialect) -> io::Result<()> {
        fs::create_dir_all(content)?;
        match dialect {
            Dialect::Allmende => self.write_portal(content),
            Dialect::Hugo => peers::hugo(root),
            Dialect::Zola => peers::zola(root, content),
            Dialect::Mkdocs => peers::mkdocs(root, content),
        }
    }

    fn write_portal(&self, content: &Path) -> io::Result<()> {
        for folder in ["_site/vocab", "themen", "seiten"] {
            fs::create_dir_all(content.join(folder))?;
        }
        fs::write(content.join("_site/site.yaml"), SITE)?;
        let mut vocabulary =
            String::from("schlagwoerter:\n  label: { one: Schlagwort, many: Schlagwörter }\n  open: error\n  terms:\n");
        for word in KEYWORDS {
            let _ = writeln!(vocabulary, "    - {{ key: {}, label: {word} }}", slug(word));
        }
        fs::write(content.join("_site/vocab/schlagwoerter.yaml"), vocabulary)?;
        for (index, title) in TOPICS.iter().enumerate() {
            let mut rng = Rng::new(self.seed, 99, index);
            let broader = if index < 8 { String::new() } else { format!("oberthema: {}\n", slug(TOPICS[index % 8])) };
            let related = format!("verwandt: [{}]\n", slug(TOPICS[(index + 11) % TOPICS.len()]));
            let body = format!("{}\n\n{}\n", paragraph(&mut rng, 4), paragraph(&mut rng, 5));
            let summary = sentence(&mut rng);
            let text =
                format!("---\ntitel: {title}\nkurztext: \"{}\"\n{broader}{related}---\n\n{body}", quoted(&summary));
            fs::write(content.join(format!("themen/{}.md", slug(title))), text)?;
        }
        for (name, title, duty) in [
            ("start", "Willkommen", ""),
            ("impressum", "Impressum", "pflicht: impressum\n"),
            ("datenschutz", "Datenschutz", "pflicht: datenschutz\n"),
            ("barrierefreiheit", "Barrierefreiheit", "pflicht: barrierefreiheit\n"),
        ] {
            let mut rng = Rng::new(self.seed, 98, name.len());
            let text = format!("---\ntitel: {title}\n{duty}---\n\n{}\n", paragraph(&mut rng, 6));
            fs::write(content.join(format!("seiten/{name}.md")), text)?;
        }
        Ok(())
    }

    /// Title of an entry; the number makes it unlike all others of its type.
    fn title(&self, kind: usize, index: usize) -> String {
        let mut rng = Rng::new(self.seed, kind, index);
        let place = self.place(rng.below(self.counts[PLACE_KIND]));
        match kind {
            PLACE_KIND => self.place(index),
            EVENT => format!("{} {}", compound(&mut rng).1, place),
            BODY => format!("{} {place}", compound(&mut rng).1),
            TERM | METHOD => format!("{} {}", capital(rng.pick(ADJECTIVES)), compound(&mut rng).2),
            ISSUE => format!("Rundbrief {}/{}", index % 24 + 1, 1990 + index / 24),
            _ => format!(
                "{}: {} in {place}",
                compound(&mut rng).1,
                capital(rng.pick(ADJECTIVES)) + " " + &compound(&mut rng).2
            ),
        }
    }

    fn place(&self, index: usize) -> String {
        let (before, stems, endings) = PLACE;
        let mut n = index.wrapping_mul(7919);
        let mut take = |len: usize| {
            let at = n % len;
            n /= len;
            at
        };
        let (a, b, c) = (take(endings.len()), take(stems.len()), take(before.len()));
        let name = capital(&format!(
            "{}{}{}",
            before[c],
            if before[c].ends_with(' ') { capital(stems[b]) } else { stems[b].to_owned() },
            endings[a]
        ));
        let round = index / (endings.len() * stems.len() * before.len());
        if round == 0 { name } else { format!("{name} ({round})") }
    }

    /// The name of the file, from which the address comes.
    fn slug(&self, kind: usize, index: usize) -> String {
        let mut slug = slug(&self.title(kind, index));
        slug.truncate(60);
        format!("{}-{index}", slug.trim_end_matches('-'))
    }

    fn some(&self, rng: &mut Rng, kind: usize) -> String {
        self.slug(kind, rng.skewed(self.counts[kind]))
    }

    fn draft(&self, kind: usize, index: usize, dialect: Dialect) -> Draft {
        // Title, fields and text have a chance of their own, so that links see the same title everywhere.
        let mut rng = Rng::new(self.seed.rotate_left(17), kind, index);
        let topics = {
            let first = rng.skewed(TOPICS.len());
            let second = (first + 1 + rng.below(TOPICS.len() - 1)) % TOPICS.len();
            vec![first, second]
        };
        let mut keywords: Vec<&'static str> = (0..rng.between(2, 4)).map(|_| rng.pick(KEYWORDS)).collect();
        keywords.sort_unstable();
        keywords.dedup();
        let date = (rng.between(2004, 2025), rng.between(1, 12), rng.between(1, 28));
        let summary = [sentence(&mut rng), sentence(&mut rng)].join(" ");
        let own = self.own_fields(kind, index, date, &mut rng);
        let body = self.body(kind, dialect, &mut rng);
        Draft {
            kind,
            slug: self.slug(kind, index),
            title: self.title(kind, index),
            summary,
            date,
            topics,
            keywords,
            own,
            body,
        }
    }

    /// Fields of the type, as lines of front matter.
    fn own_fields(&self, kind: usize, index: usize, date: (usize, usize, usize), rng: &mut Rng) -> String {
        let (year, month, day) = date;
        let long_date = format!("{day}. {} {year}", MONTHS[month - 1]);
        let mut own = String::new();
        let audience = rng.below(AUDIENCES.len());
        let _ = writeln!(own, "zielgruppen: [{}, {}]", AUDIENCES[audience], AUDIENCES[(audience + 2) % 7]);
        let mut line = |key: &str, value: String| {
            let _ = writeln!(own, "{key}: {value}");
        };
        let period = |rng: &mut Rng| match rng.below(3) {
            0 => format!("seit {}", rng.between(1995, 2022)),
            _ => {
                let start = rng.between(1995, 2018);
                format!("{start}–{}", start + rng.between(1, 6))
            }
        };
        let person = |rng: &mut Rng| format!("\"{}, {}\"", rng.pick(NAMES.1), rng.pick(NAMES.0));
        match kind {
            PRACTICE => {
                line("orte", format!("[{}]", self.some(rng, PLACE_KIND)));
                line("ebene", ["Quartier", "Gemeinde", "Stadt", "Kreis", "Region"][rng.below(5)].to_owned());
                line("zeitraum", period(rng));
                line("traeger", format!("[organisation/{}]", self.some(rng, BODY)));
                line("methoden", format!("[{}]", self.some(rng, METHOD)));
                if rng.percent(25) {
                    line("teil_von", format!("modellprojekt/{}", self.some(rng, MODEL)));
                }
                if rng.percent(40) {
                    line(
                        "siehe",
                        format!("[veranstaltung/{}, referenz/{}]", self.some(rng, EVENT), self.some(rng, REFERENCE)),
                    );
                }
                if rng.percent(50) {
                    let mail = format!("kontakt{}@beispiel-{}.de", rng.below(90), slug(&self.place(rng.below(40))));
                    line(
                        "kontakt",
                        format!(
                            "{{ name: {}, mail: {mail}, telefon: \"0{} {}\" }}",
                            person(rng),
                            rng.between(201, 999),
                            rng.between(10000, 99999)
                        ),
                    );
                }
            }
            MODEL => {
                line("zeitraum", period(rng));
                line("traeger", format!("[{}]", self.some(rng, BODY)));
                let places = [self.some(rng, PLACE_KIND), self.slug(PLACE_KIND, rng.below(self.counts[PLACE_KIND]))];
                let places = if places[0] == places[1] { &places[..1] } else { &places[..] };
                line("modellkommunen", format!("[{}]", places.join(", ")));
                line("leitung", format!("[{}]", person(rng)));
            }
            REFERENCE => {
                line(
                    "art",
                    ["im-fokus", "newsletter-beitrag", "leitfaden", "handbuch", "bericht", "aufsatz"][rng.below(6)]
                        .to_owned(),
                );
                line("ausgabe", format!("{}/{year}", rng.between(1, 24)));
                line("verfasst_von", format!("[{}]", person(rng)));
                line("herausgegeben_von", format!("[{}]", self.some(rng, BODY)));
            }
            GUIDE => line("nummer", index.to_string()),
            BODY => {
                line(
                    "art",
                    ["netzwerk", "stiftung", "verein", "verband", "behoerde", "forschung", "agentur"][rng.below(7)]
                        .to_owned(),
                );
                line("bundesland", STATES[rng.below(16)].0.to_owned());
                line("zeitraum", period(rng));
                line("kontakt", format!("{{ url: \"https://www.beispiel-{index}.de/\" }}"));
            }
            PLACE_KIND => {
                let (_, code) = STATES[rng.below(16)];
                line("ags", format!("{code}{}{:02}{:03}", rng.below(10), rng.below(100), rng.below(1000)));
                line(
                    "mitgliedschaften",
                    format!(
                        "\n  - {{ in: organisation/{}, zeitraum: {}, rolle: Mitglied }}",
                        self.some(rng, BODY),
                        period(rng)
                    ),
                );
            }
            EVENT => {
                line("beginn", long_date.clone());
                line("form", ["vor-ort", "online", "hybrid"][rng.below(3)].to_owned());
                line("ort", format!("{{ kommune: {} }}", self.some(rng, PLACE_KIND)));
                line("veranstalter", format!("[{}]", self.some(rng, BODY)));
                line("mitwirkende", format!("[{{ person: {}, rolle: Moderation }}]", person(rng)));
            }
            METHOD => {
                line("personen", format!("{}–{}", rng.between(5, 12), rng.between(20, 90)));
                line("dauer", ["halber Tag", "ein Tag", "mehrere Tage", "mehrere Wochen"][rng.below(4)].to_owned());
                line("potenziale", "[mitreden, vernetzen]".to_owned());
            }
            ISSUE => line("nummer", format!("{}/{}", index % 24 + 1, 1990 + index / 24)),
            _ => {}
        }
        if kind != EVENT {
            line("datum", long_date);
        }
        own
    }

    /// The text: the sections of the type, with everything that occurs in texts.
    fn body(&self, kind: usize, dialect: Dialect, rng: &mut Rng) -> String {
        let headings: &[&str] = match kind {
            PRACTICE => &["Worum geht es?", "So läuft es ab", "Ergebnisse", "Gelernt", "Übertragbar?"],
            GUIDE => &[
                "Kurzbeschreibung",
                "Warum lohnt sich das?",
                "Empfehlungen für die Praxis",
                "Reflexion & Erfahrungen",
                "Ergebnis",
            ],
            METHOD => &["Kurzbeschreibung", "Sinnvoll einzusetzen wenn", "Nicht sinnvoll wenn", "Ablauf"],
            ISSUE | TERM => &["Inhalt"],
            _ => &["Hintergrund", "Was getan wurde", "Wer beteiligt ist", "Ausblick"],
        };
        // Most texts are short, a few are very long.
        let n_paragraphs = if rng.percent(2) { rng.between(8, 30) } else { 1 + rng.skewed(4) };
        let mut body = String::new();
        let mut notes = Vec::new();
        if kind != GUIDE {
            let _ = write!(body, "{}\n\n", paragraph(rng, 2));
        }
        for heading in headings {
            let _ = write!(body, "## {heading}\n\n");
            let _ = write!(body, "{}", self.prose(dialect, rng, n_paragraphs, &mut notes));
            if *heading == "Empfehlungen für die Praxis" {
                let _ = write!(
                    body,
                    "### Für die Kommune\n\n{}\n\n### Für die Zivilgesellschaft\n\n{}\n\n",
                    list(rng),
                    list(rng)
                );
            }
            match rng.below(10) {
                0 | 1 => _ = write!(body, "{}\n\n", list(rng)),
                2 => _ = write!(body, "{}\n\n", table(rng)),
                3 if rng.percent(40) => _ = write!(body, "{}\n\n", code(rng)),
                4 if rng.percent(60) => _ = write!(body, "{}\n\n", picture(dialect, rng)),
                5 => _ = write!(body, "> {}\n\n", sentence(rng)),
                6 if rng.percent(50) => _ = write!(body, "### {}\n\n{}\n\n", compound(rng).1, paragraph(rng, 3)),
                _ => {}
            }
        }
        for (number, note) in notes.iter().enumerate() {
            let _ = write!(body, "[^{}]: {note}\n\n", number + 1);
        }
        body
    }

    /// Paragraphs with links and footnotes.
    fn prose(&self, dialect: Dialect, rng: &mut Rng, n: usize, notes: &mut Vec<String>) -> String {
        let mut text = String::new();
        for _ in 0..n {
            let length = rng.between(2, 5);
            text.push_str(&paragraph(rng, length));
            if rng.percent(35) {
                let kind = [PRACTICE, MODEL, BODY, TERM, METHOD, REFERENCE][rng.below(6)];
                let index = rng.skewed(self.counts[kind]);
                let title = self.title(kind, index);
                let (name, folder, _) = KINDS[kind];
                let slug = self.slug(kind, index);
                let link = match dialect {
                    Dialect::Allmende => format!("[[{name}/{slug}|{title}]]"),
                    Dialect::Hugo | Dialect::Zola => format!("[{title}](/{folder}/{slug}/)"),
                    Dialect::Mkdocs => format!("[{title}](../{folder}/{slug}.md)"),
                };
                let _ = write!(text, " Mehr dazu steht unter {link}.");
            }
            if rng.percent(12) {
                let _ = write!(text, " Siehe auch den [Bericht](https://www.beispiel-{}.de/bericht).", rng.below(500));
            }
            if rng.percent(15) && notes.len() < 8 {
                notes.push(sentence(rng));
                let _ = write!(text, "[^{}]", notes.len());
            }
            text.push_str("\n\n");
        }
        text
    }
}

/// An entry as the file of a generator.
fn text(draft: &Draft, dialect: Dialect) -> String {
    let Draft { title, summary, body, own, .. } = draft;
    let (year, month, day) = draft.date;
    let topics: Vec<String> = draft.topics.iter().map(|topic| TOPICS[*topic].to_owned()).collect();
    let summary = quoted(summary);
    match dialect {
        Dialect::Allmende => {
            let topics: Vec<String> = topics.iter().map(|topic| slug(topic)).collect();
            let about = format!("themen: [{}]\nschlagwoerter: [{}]\n", topics.join(", "), draft.keywords.join(", "));
            let _ = draft.kind;
            format!("---\ntitel: \"{title}\"\nkurztext: \"{summary}\"\n{about}{own}---\n\n{body}")
        }
        Dialect::Hugo => format!(
            "---\ntitle: \"{title}\"\ndescription: \"{summary}\"\ndate: {year}-{month:02}-{day:02}\nthemen: [\"{}\"]\nschlagwoerter: [\"{}\"]\n---\n\n{body}",
            topics.join("\", \""),
            draft.keywords.join("\", \"")
        ),
        Dialect::Zola => format!(
            "+++\ntitle = \"{title}\"\ndescription = \"{summary}\"\ndate = {year}-{month:02}-{day:02}\n[taxonomies]\nthemen = [\"{}\"]\nschlagwoerter = [\"{}\"]\n+++\n\n{body}",
            topics.join("\", \""),
            draft.keywords.join("\", \"")
        ),
        Dialect::Mkdocs => format!(
            "---\ntitle: \"{title}\"\ndescription: \"{summary}\"\ntags: [\"{}\"]\n---\n\n# {title}\n\n{body}",
            topics.join("\", \"")
        ),
    }
}

/// Article, singular and plural of a compound.
fn compound(rng: &mut Rng) -> (&'static str, String, String) {
    let first = rng.pick(FIRST);
    let (article, one, many) = SECOND[rng.skewed(SECOND.len())];
    (article, format!("{first}{one}"), format!("{first}{many}"))
}

fn sentence(rng: &mut Rng) -> String {
    let actors = rng.pick(ACTORS);
    let adjective = rng.pick(ADJECTIVES);
    let (_, _, many) = compound(rng);
    let verb = rng.pick(VERBS);
    let adverbial = rng.pick(ADVERBIALS);
    match rng.below(8) {
        0 => rng.pick(SENTENCES).to_owned(),
        1 => format!("{} wollen {actors} {adjective} {many} {verb}.", capital(adverbial)),
        2 => format!("{actors} können {adverbial} {adjective} {many} {verb}, {}.", rng.pick(CLAUSES)),
        3 => {
            let (article, one, _) = compound(rng);
            format!("{} {one} hilft dabei, dass {actors} {adjective} {many} {verb} können.", capital(article))
        }
        4 => format!("{}, können {actors} {adjective} {many} {verb}.", capital(rng.pick(CLAUSES))),
        5 => format!("Rund {} {actors} sollen {adverbial} {many} {verb}.", rng.between(3, 900)),
        6 => {
            let (_, _, others) = compound(rng);
            format!("{} und {others} lassen sich {adverbial} **gemeinsam {verb}**.", many)
        }
        _ => format!("{actors} müssen {adjective} {many} {adverbial} {verb}."),
    }
}

fn paragraph(rng: &mut Rng, n: usize) -> String {
    (0..n).map(|_| sentence(rng)).collect::<Vec<_>>().join(" ")
}

fn list(rng: &mut Rng) -> String {
    let item = |rng: &mut Rng| format!("- {}", sentence(rng));
    (0..rng.between(3, 6)).map(|_| item(rng)).collect::<Vec<_>>().join("\n")
}

fn table(rng: &mut Rng) -> String {
    let mut table = String::from("| Schritt | Wer | Bis wann |\n|---|---|--:|");
    for _ in 0..rng.between(3, 7) {
        let _ = write!(
            table,
            "\n| {} | {} | {}.{}.{} |",
            compound(rng).1,
            rng.pick(ACTORS),
            rng.between(1, 28),
            rng.between(1, 12),
            rng.between(2012, 2025)
        );
    }
    table
}

fn code(rng: &mut Rng) -> String {
    let (_, one, many) = compound(rng);
    let n = rng.below(900);
    match rng.below(3) {
        0 => format!(
            "```yaml\ntitel: {one}\nthemen: [{many}]\nteilnehmende: {n}\nkontakt:\n  mail: info@beispiel-{n}.de\n```"
        ),
        1 => format!(
            "```json\n{{ \"titel\": \"{one}\", \"anzahl\": {n}, \"offen\": true, \"orte\": [\"{many}\"] }}\n```"
        ),
        _ => format!("```html\n<a href=\"https://www.beispiel-{n}.de/\" lang=\"de\">{one}</a>\n<p>{many}</p>\n```"),
    }
}

fn picture(dialect: Dialect, rng: &mut Rng) -> String {
    let folder = if matches!(dialect, Dialect::Allmende | Dialect::Mkdocs) { "../medien" } else { "/medien" };
    format!("![{} bei der Arbeit]({folder}/bild-{}.png)", rng.pick(ACTORS), rng.below(N_PICTURES))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Between double quotes in YAML and TOML.
fn quoted(text: &str) -> String {
    text.replace('"', "'").replace("**", "")
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars() {
        match c {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'é' => slug.push('e'),
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_end_matches('-').to_owned()
}

const SITE: &str = "title: Gemessene Gemeinde
tagline: Ein Portal aus erzeugten Texten
language: de
package: portal
home: seite/start
required_pages: [impressum, datenschutz, barrierefreiheit]
menu: [thema, praxisbeispiel, modellprojekt, veranstaltung]
base_url: https://beispiel.example
";

/// The smallest picture there is: one grey pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, b'I', b'D', b'A', b'T', 0x78, 0x9C, 0x63, 0xA8, 0x07, 0, 0,
    0x81, 0, 0x81, 0xBA, 0x46, 0x1D, 0x1C, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];
