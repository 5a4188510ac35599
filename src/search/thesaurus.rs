//! Thesaurus: labels that mean the same become one term.
//!
//! A concept is a term like any other (`@12`); a page that holds any of its labels, inflected or not,
//! gets a posting for it. A query that holds a label adds the concept, and so finds all pages that
//! use another label, with one list.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use foldhash::HashMap;

use super::SynonymGroup;
use super::stem::stem;
use super::tables::Tables;
use super::tokens::analyse;

static BUILT_IN: &str = include_str!("thesaurus.txt");

/// Most words of a label.
const MAX_WORDS: usize = 6;

/// A label that so many concepts share tells nothing apart; more of them do not answer to it. Without this, a hidden
/// label that stands in every entry would give each page that has the word as many postings as there are entries.
const MAX_SHARING: usize = 20;

/// The concepts of a site.
#[derive(Default)]
pub(super) struct Concepts {
    /// Labels by their first term: the terms that follow, and the concept's term.
    by_first: HashMap<u32, Vec<(Vec<u32>, u32)>>,
    /// Labels for display, by concept.
    pub labels: Vec<Vec<String>>,
    /// Concepts of each label's key (`freiwillig_feuerwehr`), narrower ones marked.
    pub of_key: BTreeMap<String, BTreeSet<(u32, bool)>>,
}

/// First number of a concept's term: above all terms of words.
pub(super) const FIRST: u32 = 1 << 30;

impl Concepts {
    /// Finds the labels of all groups among the terms of the site.
    pub(super) fn new(tables: &Tables, groups: &[SynonymGroup], keys: &[String]) -> Concepts {
        let mut concepts = Concepts::default();
        let stems = |label: &str| -> Vec<String> {
            analyse(label)
                .iter()
                .filter(|t| !tables.stop.contains(&t.form))
                .map(|t| stem(tables, &t.form).into_owned())
                .collect()
        };
        let mut of_preferred: HashMap<Vec<String>, Vec<u32>> = HashMap::default();
        let mut kept: Vec<(u32, &SynonymGroup, Vec<Vec<String>>)> = Vec::new();
        let mut sharing: HashMap<Vec<u32>, usize> = HashMap::default();
        for group in groups {
            let mut seen: HashSet<Vec<String>> = HashSet::new();
            let all: Vec<(&String, Vec<String>)> = std::iter::once(&group.preferred)
                .chain(&group.equivalents)
                .map(|l| (l, stems(l)))
                .filter(|(_, s)| !s.is_empty() && s.len() <= MAX_WORDS && seen.insert(s.clone()))
                .collect();
            let present = |label: &[String]| {
                label.iter().map(|k| keys.binary_search(k).ok().map(|i| i as u32)).collect::<Option<Vec<u32>>>()
            };
            let found: Vec<(&String, Vec<u32>)> =
                all.iter().filter_map(|(label, s)| Some((*label, present(s)?))).collect();
            if found.is_empty() {
                continue;
            }
            let number = concepts.labels.len() as u32;
            for (_, terms) in &found {
                let n_sharing = sharing.entry(terms.clone()).or_insert(0_usize);
                *n_sharing += 1;
                if *n_sharing <= MAX_SHARING {
                    concepts.by_first.entry(terms[0]).or_default().push((terms[1..].to_vec(), FIRST + number));
                }
            }
            concepts.labels.push(found.iter().map(|(label, _)| (*label).clone()).collect());
            let sequences: Vec<Vec<String>> = all.into_iter().map(|(_, s)| s).collect();
            if let Some(preferred) = sequences.first() {
                of_preferred.entry(preferred.clone()).or_default().push(number);
            }
            kept.push((number, group, sequences));
        }
        let mut labels_of: HashMap<u32, &Vec<Vec<String>>> = HashMap::default();
        for (number, _, sequences) in &kept {
            labels_of.insert(*number, sequences);
            for sequence in sequences.iter().filter(|_| sequences.len() > 1) {
                concepts.of_key.entry(sequence.join("_")).or_default().insert((*number, false));
            }
        }
        for (number, group, _) in &kept {
            for broader in &group.broader {
                let sequence = stems(broader);
                let upper = of_preferred
                    .get(&sequence)
                    .map_or(Vec::new(), |all| all.iter().flat_map(|c| labels_of[c].iter().cloned()).collect());
                for label in upper.into_iter().chain([sequence]).filter(|l| !l.is_empty()) {
                    concepts.of_key.entry(label.join("_")).or_default().insert((*number, true));
                }
            }
        }
        concepts
    }

    /// Labels that begin with a term.
    pub(super) fn labels_from(&self, term: u32) -> impl Iterator<Item = (&[u32], u32)> {
        self.by_first.get(&term).into_iter().flatten().map(|(rest, concept)| (rest.as_slice(), *concept))
    }
}

/// The groups that ship: one a line, labels separated by `|`, the preferred one first.
pub(super) fn built_in() -> Vec<SynonymGroup> {
    BUILT_IN
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut labels = line.split('|').map(|l| l.trim().to_owned());
            SynonymGroup {
                preferred: labels.next().unwrap_or_default(),
                equivalents: labels.collect(),
                broader: Vec::new(),
            }
        })
        .collect()
}

/// Short forms that a text introduces: `Informationsfreiheitsgesetz (IFG)`, as (short, long).
pub(super) fn introduced(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let Some(close) = text[open..].find(')').filter(|n| *n <= 12) else { continue };
        let short = text[open + 1..open + close].trim();
        let capitals = short.chars().filter(|c| c.is_uppercase()).count();
        if !(2..=8).contains(&short.chars().count()) || capitals < 2 || !short.chars().all(char::is_alphanumeric) {
            continue;
        }
        if let Some(long) = long_form(&text[..open], short) {
            found.push((short.to_owned(), long));
        }
    }
    found
}

/// The fewest words before the bracket that hold the letters of the short form in order.
fn long_form(before: &str, short: &str) -> Option<String> {
    let words: Vec<&str> =
        before.rsplit(char::is_whitespace).filter(|w| !w.is_empty()).take(short.chars().count() + 2).collect();
    let letters: Vec<char> = short.chars().flat_map(char::to_lowercase).collect();
    for n in 1..=words.len() {
        let phrase: Vec<&str> = words[..n].iter().rev().copied().collect();
        let text = phrase.join(" ");
        if text.contains(['(', ')', '.', ';', ':', ',']) {
            return None;
        }
        let lower: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let capital = phrase[0].starts_with(char::is_uppercase) || phrase[0].starts_with(['„', '»', '"']);
        let clean = text.trim_matches(['„', '“', '"', '»', '«']);
        if capital
            && clean.chars().flat_map(char::to_lowercase).next() == letters.first().copied()
            && is_subsequence(&letters, &lower)
            && lower.len() >= 2 * letters.len()
        {
            return Some(clean.to_owned());
        }
    }
    None
}

fn is_subsequence(letters: &[char], text: &[char]) -> bool {
    let mut rest = text.iter();
    letters.iter().all(|letter| rest.any(|c| c == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_introduce_short_forms() {
        let pairs = introduced(
            "Das Onlinezugangsgesetz (OZG) und die Kommunale Gemeinschaftsstelle für Verwaltungsmanagement (KGSt) sowie Kosten (netto), Freiburg (Breisgau).",
        );
        assert_eq!(
            pairs,
            [
                ("OZG".to_owned(), "Onlinezugangsgesetz".to_owned()),
                ("KGSt".to_owned(), "Kommunale Gemeinschaftsstelle für Verwaltungsmanagement".to_owned())
            ]
        );
    }

    #[test]
    fn built_in_groups_have_several_labels() {
        assert!(built_in().len() >= 150);
        assert!(built_in().iter().all(|g| !g.preferred.is_empty()
            && !g.equivalents.is_empty()
            && g.equivalents.iter().all(|l| !l.is_empty())));
    }
}
