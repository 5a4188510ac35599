//! Soft hyphens for long German words in headings and titles of cards.
//!
//! Browsers hyphenate running text themselves, but headings may not be cut anywhere, and some browsers
//! bring no German dictionary. So long words get U+00AD where their parts meet: a net for narrow screens,
//! invisible where there is room. Only what readers see in a template passes through here; addresses,
//! `<title>`, JSON, feeds and the search index keep the words as they are.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words longer than this get soft hyphens.
pub const LONG_WORD: usize = 18;

/// Fewest letters before and after a soft hyphen.
const MIN_PART: usize = 5;

/// `text` with soft hyphens in words of more than `longer_than` letters, and with suspended hyphens
/// (`und -Botschafter`) tied to their word.
pub fn soften(text: &str, longer_than: usize) -> String {
    let is_short = |word: &str| word.len() <= longer_than || word.chars().count() <= longer_than;
    if !text.contains(" -") && !text.starts_with('-') && text.split(|c: char| !c.is_alphabetic()).all(is_short) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut word = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if c.is_alphabetic() {
            // A line must not end between a suspended hyphen and its word.
            if word.is_empty() && before == '-' && (out == "-" || out.ends_with(" -")) {
                out.push('\u{2060}');
            }
            word.push(c);
        } else {
            push_word(&mut out, &word, longer_than);
            word.clear();
            out.push(c);
        }
        before = c;
    }
    push_word(&mut out, &word, longer_than);
    out
}

/// Words that often are the later part of a compound, one a line.
static HEADS: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("heads.txt").lines().collect());

/// What the first part of a compound often ends in.
const LINKS: [&str; 8] = ["ungs", "heits", "keits", "schafts", "ions", "täts", "ments", "lings"];

/// A head of this many letters is one wherever it stands; shorter ones only where a syllable begins.
const SURE_HEAD: usize = 6;

/// Fewest letters on each side of a joint.
const MIN_JOINT: usize = 4;

fn push_word(out: &mut String, word: &str, longer_than: usize) {
    if word.chars().count() <= longer_than {
        out.push_str(word);
        return;
    }
    // The same words come again and again in the headings and titles of a site.
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Vec<usize>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if known.len() > MAX_KNOWN {
            known.clear();
        }
        let breaks = known.entry(word.to_owned()).or_insert_with(|| breaks(word));
        let mut from = 0;
        for at in breaks {
            out.push_str(&word[from..*at]);
            out.push('\u{AD}');
            from = *at;
        }
        out.push_str(&word[from..]);
    });
}

/// Words whose breaks are kept, per thread.
const MAX_KNOWN: usize = 20_000;

/// Bytes at which a long word may break.
fn breaks(word: &str) -> Vec<usize> {
    let syllables = syllables(word);
    let mut breaks = joints(word, &syllables);
    if breaks.is_empty() {
        breaks = syllables;
        thin_out(&mut breaks, word, MIN_PART);
    }
    breaks
}

/// Bytes at which syllables begin.
fn syllables(word: &str) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for syllable in hypher::hyphenate(word, hypher::Lang::German) {
        found.push(at);
        at += syllable.len();
    }
    found.retain(|at| *at > 0);
    found
}

/// Bytes at which the parts of a compound meet.
fn joints(word: &str, syllables: &[usize]) -> Vec<usize> {
    let lower = word.to_lowercase();
    // Bytes of both must agree; a capital whose small letter is longer is no German word.
    if !lower.char_indices().map(|(at, _)| at).eq(word.char_indices().map(|(at, _)| at)) {
        return Vec::new();
    }
    let is_joint = |at: &usize| {
        let (before, after) = lower.split_at(*at);
        let begins = syllables.contains(at);
        HEADS.iter().any(|head| after.starts_with(head) && (begins || head.chars().count() >= SURE_HEAD))
            || begins && LINKS.iter().any(|link| before.ends_with(link))
    };
    let mut found: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(1).filter(is_joint).collect();
    thin_out(&mut found, word, MIN_JOINT);
    found
}

/// Drops breaks with fewer than `min` letters before or after them.
fn thin_out(breaks: &mut Vec<usize>, word: &str, min: usize) {
    let mut last = 0;
    breaks.retain(|at| {
        let keeps = word[last..*at].chars().count() >= min && word[*at..].chars().count() >= min;
        last = if keeps { *at } else { last };
        keeps
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        soften(text, LONG_WORD).replace('\u{AD}', "|").replace('\u{2060}', "_")
    }

    #[test]
    fn long_words_come_apart_and_short_ones_stay() {
        assert_eq!(shown("Bürgerbeteiligung vor Ort"), "Bürgerbeteiligung vor Ort");
        for (word, soft) in [
            ("Engagementstrategien", "Engagement|strategien"),
            ("Engagementförderung", "Engagement|förderung"),
            ("Selbsthilfekontaktstellen", "Selbst|hilfe|kontakt|stellen"),
            ("Freiwilligenagenturen", "Freiwilligen|agenturen"),
            ("Mehrgenerationenhäuser", "Mehr|generationen|häuser"),
            ("Stadtteilentwicklung", "Stadt|teil|entwicklung"),
            ("Regionalentwicklung", "Regional|entwicklung"),
            ("Planfeststellungsverfahren", "Plan|feststellungs|verfahren"),
        ] {
            assert_eq!(shown(word), soft);
        }
        let unknown = shown("Donaudampfschifffahrtskapitän");
        assert!(unknown.contains('|') && unknown.split('|').all(|part| part.chars().count() >= MIN_PART), "{unknown}");
    }

    #[test]
    fn suspended_hyphens_keep_their_word() {
        assert_eq!(shown("Botschafterinnen und -Botschafter"), "Botschafterinnen und -_Botschafter");
        assert_eq!(shown("Civitas-Netzwerk"), "Civitas-Netzwerk");
    }
}
