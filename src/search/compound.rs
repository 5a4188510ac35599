//! Compounds: `Bürgerengagement` is Bürger and Engagement.
//!
//! Splits a folded word into words that are known: from the list that ships (`words.txt`), from the
//! site's own list and from the site's texts. The cheapest chain of known words that covers the whole
//! word wins; words that no chain covers stay whole.

use foldhash::{HashMap, HashSet};

use rayon::prelude::*;

use super::stem::stem;
use super::tables::Tables;
use super::tokens::fold;

static WORDS: &str = include_str!("words.txt");

/// Words shorter than this hold no two parts.
const MIN_WORD: usize = 6;
/// Parts from the texts of a site are at least so long; those of the list may be shorter.
const MIN_LEARNED: usize = 4;

/// Costs of a chain, in bits: a part of the list, and what makes parts dearer. Set with
/// `benches/search/compounds.txt` (`cargo bench --bench search -- split`).
mod cost {
    /// A word of the list.
    pub(super) const LISTED: f32 = 7.0;
    /// A word of the site's texts that stands in one compound only.
    pub(super) const LEARNED: f32 = 10.5;
    /// A part of three letters, of four.
    pub(super) const SHORT: [f32; 2] = [1.5, 0.5];
    /// A form that only shares the stem with a known word.
    pub(super) const INFLECTED: f32 = 1.0;
    /// The -e of the known word is gone (Schul-, Sprach-).
    pub(super) const CUT_E: f32 = 1.0;
    /// Chains dearer than this, and so much more per letter, are no compounds.
    pub(super) const MOST: (f32, f32) = (10.0, 1.6);
}

/// Linking elements and what they cost.
const LINKS: &[(&str, f32)] =
    &[("", 0.0), ("s", 0.3), ("n", 0.4), ("en", 0.5), ("es", 0.9), ("er", 0.8), ("e", 0.8), ("ns", 1.2), ("ens", 1.5)];

/// Endings that never join without `s`.
const NEEDS_S: &[&str] = &["ung", "heit", "keit", "schaft", "tion", "tat", "ling", "tum", "sion", "xion"];

/// Beginnings that are no words but look like them in front of a known word.
const TOO_SHORT: usize = 3;

/// Known words.
pub struct Lexicon {
    /// Cost of a word in any place, by folded form.
    forms: HashMap<String, f32>,
    /// Cost of words that share a stem with a known one.
    stems: HashMap<String, f32>,
    /// Stems that only begin a compound.
    first: HashSet<String>,
    /// Stems of words that stay whole.
    whole: HashSet<String>,
    /// Number of words of the list, before compounds of others went.
    listed: usize,
}

/// A part of a compound: the bytes of the word it covers, link excluded, and its stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// First byte.
    pub start: usize,
    /// One past the last byte, without the linking element.
    pub end: usize,
    /// The term of the part.
    pub term: String,
}

impl Lexicon {
    /// The list that ships and the site's own `words`.
    pub fn new(tables: &Tables, words: &[String]) -> Lexicon {
        let mut lexicon = Lexicon {
            forms: HashMap::default(),
            stems: HashMap::default(),
            first: HashSet::default(),
            whole: HashSet::default(),
            listed: 0,
        };
        let mut section = "";
        for line in WORDS.lines().filter(|line| !line.starts_with("# ")) {
            if let Some(title) = line.strip_prefix("## ") {
                section = title.split_once(':').map_or("", |(head, _)| head);
                continue;
            }
            for word in line.split_ascii_whitespace() {
                lexicon.add_listed(tables, section, word);
            }
        }
        for word in words {
            lexicon.add(tables, &fold(word), cost::LISTED);
        }
        lexicon.listed = lexicon.len();
        lexicon.forget_compounds(tables);
        lexicon
    }

    /// Takes words out of the list that are compounds of others, so that chains end at the smallest words.
    fn forget_compounds(&mut self, tables: &Tables) {
        let compounds: Vec<String> =
            self.forms.keys().filter(|form| !self.split(tables, form).is_empty()).cloned().collect();
        for form in compounds {
            self.forms.remove(&form);
            self.stems.remove(stem(tables, &form).as_ref());
        }
    }

    fn add_listed(&mut self, tables: &Tables, section: &str, word: &str) {
        match section {
            "first" => {
                self.first.insert(fold(word));
            }
            "whole" => {
                let form = fold(word);
                self.add(tables, &form, cost::LISTED);
                self.whole.insert(stem(tables, &form).into_owned());
            }
            "+ung +en" => {
                let base = word.strip_suffix("en").or_else(|| word.strip_suffix('n')).unwrap_or(word);
                self.add(tables, &fold(&format!("{base}ung")), cost::LISTED);
                self.add(tables, &fold(word), cost::LISTED + 1.0);
            }
            endings if endings.starts_with('+') => {
                self.add(tables, &fold(&format!("{word}{}", &endings[1..])), cost::LISTED)
            }
            _ => self.add(tables, &fold(word), cost::LISTED),
        }
    }

    fn add(&mut self, tables: &Tables, form: &str, cost: f32) {
        let lower = |map: &mut HashMap<String, f32>, key: String| {
            let entry = map.entry(key).or_insert(cost);
            *entry = entry.min(cost);
        };
        lower(&mut self.stems, stem(tables, form).into_owned());
        lower(&mut self.forms, form.to_owned());
    }

    /// How many words are known.
    pub fn len(&self) -> usize {
        self.forms.len() + self.first.len()
    }

    /// How many words the list holds, compounds of others among them.
    pub fn listed(&self) -> usize {
        self.listed
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Learns parts from the words of the site's texts, each with the number of pages it stands in.
    ///
    /// A word becomes a part when it stands beside other known words in at least two compounds. The
    /// more it does so and the more pages it stands in, the cheaper it is.
    pub fn learn(&mut self, tables: &Tables, words: &[(String, u32)]) {
        let candidate = |w: &&(String, u32)| {
            w.0.len() >= MIN_LEARNED
                && w.0.len() <= 16
                && w.0.bytes().all(|b| b.is_ascii_lowercase())
                && !tables.stop.contains(&w.0)
        };
        let known: HashMap<&str, u32> = words.iter().filter(candidate).map(|(w, df)| (w.as_str(), *df)).collect();
        let stems: HashSet<String> = known.keys().map(|w| stem(tables, w).into_owned()).collect();
        let counts: HashMap<&str, u32> = words
            .par_iter()
            .filter(|w| w.0.len() >= 2 * MIN_LEARNED && w.0.bytes().all(|b| b.is_ascii_lowercase()))
            .flat_map_iter(|(word, _)| self.halves(tables, &known, &stems, word))
            .fold(HashMap::default, |mut counts: HashMap<&str, u32>, part| {
                *counts.entry(part).or_default() += 1;
                counts
            })
            .reduce(HashMap::default, |mut a, b| {
                for (part, n) in b {
                    *a.entry(part).or_default() += n;
                }
                a
            });
        let mut learned: Vec<(&str, f32)> = counts
            .into_iter()
            .filter(|(part, n)| {
                *n >= 2 && !self.forms.contains_key(*part) && !self.stems.contains_key(stem(tables, part).as_ref())
            })
            .filter(|(part, _)| self.split(tables, part).is_empty())
            .map(|(part, n)| {
                (part, (cost::LEARNED - 0.7 * (n as f32).log2() - 0.3 * (known[part] as f32).log2()).max(cost::LISTED))
            })
            .collect();
        learned.sort_unstable_by(|a, b| a.0.cmp(b.0));
        for (part, cost) in learned {
            self.add(tables, part, cost);
        }
    }

    /// Words of the texts that are one half of `word` while the other half is known as well.
    fn halves<'a>(
        &self,
        tables: &Tables,
        known: &HashMap<&'a str, u32>,
        stems: &HashSet<String>,
        word: &'a str,
    ) -> Vec<&'a str> {
        let mut found = Vec::new();
        for cut in MIN_LEARNED..=word.len() - MIN_LEARNED {
            let (head, tail) = word.split_at(cut);
            let tail_stem = stem(tables, tail);
            let tail_known = known.contains_key(tail)
                || self.stems.contains_key(tail_stem.as_ref())
                || stems.contains(tail_stem.as_ref());
            if !tail_known {
                continue;
            }
            for (link, _) in &LINKS[..4] {
                if let Some(base) = head.strip_suffix(link).filter(|b| b.len() >= MIN_LEARNED) {
                    if let Some((part, _)) = known.get_key_value(base) {
                        found.push(*part);
                        if let Some((part, _)) = known.get_key_value(tail) {
                            found.push(*part);
                        }
                        break;
                    }
                    if self.forms.contains_key(base) {
                        if let Some((part, _)) = known.get_key_value(tail) {
                            found.push(*part);
                        }
                        break;
                    }
                }
            }
        }
        found
    }

    /// The parts of a folded word, at least two; none where it is no compound of known words.
    pub fn split(&self, tables: &Tables, word: &str) -> Vec<Part> {
        let n = word.len();
        if !(MIN_WORD..=48).contains(&n)
            || !word.bytes().all(|b| b.is_ascii_lowercase())
            || self.whole.contains(stem(tables, word).as_ref())
        {
            return Vec::new();
        }
        // best[i]: the cheapest chain that covers the first i letters, as cost and its last part.
        let mut best: Vec<Option<(f32, usize, usize)>> = vec![None; n + 1];
        best[0] = Some((0.0, 0, 0));
        for start in 0..n {
            let Some((so_far, ..)) = best[start] else { continue };
            for end in start + TOO_SHORT..=n {
                if start == 0 && end == n {
                    continue;
                }
                let segment = &word[start..end];
                let found = if end == n { self.last(tables, segment) } else { self.inner(tables, segment) };
                if let Some((cost, length)) = found {
                    let total = so_far + cost;
                    if best[end].is_none_or(|(old, ..)| total < old) {
                        best[end] = Some((total, start, start + length));
                    }
                }
            }
        }
        let Some((total, ..)) = best[n] else { return Vec::new() };
        if total > cost::MOST.0 + cost::MOST.1 * n as f32 {
            return Vec::new();
        }
        let mut parts = Vec::new();
        let mut at = n;
        while at > 0 {
            let (_, start, end) = best[at].expect("the chain leads back to the start");
            parts.push(Part { start, end, term: stem(tables, &word[start..end]).into_owned() });
            at = start;
        }
        parts.reverse();
        parts
    }

    /// Cost of a part that others follow, and its length without the linking element.
    fn inner(&self, tables: &Tables, segment: &str) -> Option<(f32, usize)> {
        let mut best: Option<(f32, usize)> = None;
        let mut offer = |cost: f32, length: usize| {
            if best.is_none_or(|(old, _)| cost < old) {
                best = Some((cost, length));
            }
        };
        for (link, penalty) in LINKS {
            let Some(base) = segment.strip_suffix(link) else { continue };
            if let Some(cost) = self.forms.get(base) {
                let naked = link.is_empty() && NEEDS_S.iter().any(|ending| base.len() > 4 && base.ends_with(ending));
                let odd_n = *link == "n" && !base.ends_with(['e', 'r', 'l']);
                offer(
                    cost + penalty + short(base) + if naked { 3.0 } else { 0.0 } + if odd_n { 2.0 } else { 0.0 },
                    base.len(),
                );
            }
        }
        if self.first.contains(segment) {
            offer(cost::LISTED + short(segment), segment.len());
        }
        if segment.len() >= 4
            && !segment.ends_with('e')
            && let Some(cost) = self.forms.get(&format!("{segment}e"))
        {
            offer(cost + cost::CUT_E + short(segment), segment.len());
        }
        best.or_else(|| {
            let cost = (segment.len() >= 5).then(|| self.stems.get(stem(tables, segment).as_ref()))??;
            Some((cost + cost::INFLECTED + 1.0, segment.len()))
        })
    }

    /// Cost of the part that ends the word.
    fn last(&self, tables: &Tables, segment: &str) -> Option<(f32, usize)> {
        if let Some(cost) = self.forms.get(segment) {
            return Some((cost + short(segment), segment.len()));
        }
        let stem = stem(tables, segment);
        let cost = self.stems.get(stem.as_ref())?;
        (stem.len() >= 4 || (stem.len() == 3 && segment.len() > 3))
            .then(|| (cost + cost::INFLECTED + short(&stem), segment.len()))
    }
}

fn short(part: &str) -> f32 {
    match part.len() {
        ..=3 => cost::SHORT[0],
        4 => cost::SHORT[1],
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;
    use crate::search::tables::tables;

    fn split(word: &str) -> String {
        let tables = tables(Language::German);
        let lexicon = Lexicon::new(tables, &[]);
        let form = fold(word);
        let parts = lexicon.split(tables, &form);
        if parts.is_empty() { form } else { parts.iter().map(|p| &form[p.start..p.end]).collect::<Vec<_>>().join("|") }
    }

    #[test]
    fn the_list_is_large_and_folded() {
        let lexicon = Lexicon::new(tables(Language::German), &[]);
        assert!(lexicon.listed >= 8_000, "{} words", lexicon.listed);
        assert!(lexicon.len() >= 6_500, "{} words are no compounds of others", lexicon.len());
    }

    #[test]
    fn compounds_fall_into_their_words() {
        for (word, parts) in [
            ("Bürgerengagement", "burger|engagement"),
            ("Engagementförderung", "engagement|forderung"),
            ("Mehrgenerationenhäuser", "mehr|generationen|hauser"),
            ("Informationsfreiheitsgesetz", "information|freiheit|gesetz"),
            ("Schulhof", "schul|hof"),
            ("Freiwilligenagentur", "freiwillige|agentur"),
            ("Gemeinderatssitzung", "gemeinde|rat|sitzung"),
            ("Selbsthilfekontaktstellen", "selbst|hilfe|kontakt|stellen"),
        ] {
            assert_eq!(split(word), parts);
        }
    }

    #[test]
    fn words_stay_whole() {
        for word in [
            "Beteiligung",
            "Werkstatt",
            "Haushalt",
            "Nachbarschaft",
            "Verantwortung",
            "Teilnehmerinnen",
            "Organisation",
            "Demokratie",
            "Bürgerschaft",
            "Gemeinde",
        ] {
            assert_eq!(split(word), fold(word));
        }
    }
}
