//! Stems: what the endings of a word have in common.
//!
//! Works on folded words. A stem is always the start of its word, so that prefix search may compare
//! stems and words. The client mirrors this file line by line (`stem` in `client/search.js`).

use std::borrow::Cow;

use super::tables::{Stemmer, Tables};

/// The stem of a folded word.
pub fn stem<'a>(tables: &Tables, form: &'a str) -> Cow<'a, str> {
    if form.bytes().any(|b| !b.is_ascii_lowercase()) || form.len() < 3 {
        return Cow::Borrowed(form);
    }
    if let Some(stem) = tables.exceptions.get(form) {
        return Cow::Borrowed(&form[..stem.len()]);
    }
    if let Some((tail, stem)) = tables.tails.iter().find(|(tail, _)| form.ends_with(tail.as_str())) {
        return Cow::Borrowed(&form[..form.len() - tail.len() + stem.len()]);
    }
    match tables.stemmer {
        Stemmer::English => Cow::Borrowed(english(form)),
        Stemmer::German => {
            let base = without_female_ending(tables, form);
            let stem = match tables.exceptions.get(base) {
                Some(stem) => return Cow::Borrowed(&base[..stem.len()]),
                None => snowball(base),
            };
            debug_assert!(stem <= base.len());
            Cow::Borrowed(&form[..stem])
        }
    }
}

/// What tells words of one stem apart: the spelling (lower case, umlauts kept) without endings of inflection only.
///
/// `Drucker`, `Druckern` and `Druckerin` give `drucker`, `drucken` and `Druck` give `druck`; all have the stem `druck`.
pub fn variant(tables: &Tables, form: &str, surface: &str) -> String {
    if matches!(tables.stemmer, Stemmer::English) || form.len() < 3 || form.bytes().any(|b| !b.is_ascii_lowercase()) {
        return stem(tables, form).into_owned();
    }
    let spelling = if surface.chars().count() == form.len() { surface } else { form };
    let mut letters: Vec<char> = spelling.chars().take(without_female_ending(tables, form).len()).collect();
    letters.truncate(without_inflection(&letters));
    letters.into_iter().collect()
}

/// The length without the endings -e, -en, -em, -es, -s, and -n behind -er and -el.
fn without_inflection(letters: &[char]) -> usize {
    let n = letters.len();
    let ends = |tail: &[char]| letters.ends_with(tail);
    let cut = if ends(&['e', 'r', 'n']) || ends(&['e', 'l', 'n']) {
        1
    } else if ends(&['s', 't', 'e', 'm']) || ends(&['b', 'l', 'e', 'm']) {
        0
    } else if ends(&['e', 'n']) || ends(&['e', 'm']) || ends(&['e', 's']) {
        2
    } else if ends(&['e']) || (ends(&['s']) && n > 1 && "bdfghklmnrt".contains(letters[n - 2])) {
        1
    } else {
        0
    };
    let left = n - cut;
    if left < 3 {
        n
    } else if cut > 0 && letters[..left].ends_with(&['n', 'i', 's', 's']) {
        left - 1
    } else {
        left
    }
}

/// Expertinnen -> Expert, Studentin -> Student.
fn without_female_ending<'a>(tables: &Tables, form: &'a str) -> &'a str {
    if form.len() >= 8 && form.ends_with("innen") && !tables.keep.contains(form) {
        return &form[..form.len() - 5];
    }
    if tables.female.iter().any(|tail| form.ends_with(tail.as_str())) {
        return &form[..form.len() - 2];
    }
    form
}

/// The length of the Snowball stem of a folded word.
///
/// Snowball would take `ae` for ä, `oe` for ö and `ue` for ü. Folding has done that already, so what is
/// left of them is an umlaut before an e (`Europäer`) and is shown to Snowball as such.
fn snowball(form: &str) -> usize {
    thread_local! {
        static GERMAN: frostem::Stemmer = frostem::Stemmer::new(frostem::Algorithm::German);
    }
    if !["ae", "oe", "ue"].iter().any(|pair| form.contains(pair)) {
        return GERMAN.with(|german| german.stem(form).len());
    }
    // As Snowball does first, u and y between vowels are marked as consonants.
    let mut letters: Vec<char> = form.chars().collect();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    for i in 1..letters.len().saturating_sub(1) {
        if matches!(letters[i], 'u' | 'y') && vowel(letters[i - 1]) && vowel(letters[i + 1]) {
            letters[i] = letters[i].to_ascii_uppercase();
        }
    }
    for i in 0..letters.len().saturating_sub(1) {
        if letters[i + 1] == 'e' {
            letters[i] = match letters[i] {
                'a' => 'ä',
                'o' => 'ö',
                'u' if i == 0 || letters[i - 1] != 'q' => 'ü',
                c => c,
            };
        }
    }
    // Snowball itself writes the umlauts of its result as plain vowels.
    let spelled: String = letters.into_iter().collect();
    GERMAN.with(|german| german.stem(&spelled).len())
}

/// Harman's S-stemmer: -ies, -es and -s of plurals.
fn english(form: &str) -> &str {
    let n = form.len();
    if n > 4 && form.ends_with("ies") && !form.ends_with("eies") && !form.ends_with("aies") {
        &form[..n - 3]
    } else if n > 3 && form.ends_with('s') && !form.ends_with("us") && !form.ends_with("ss") {
        &form[..n - 1]
    } else if n > 4 && form.ends_with('y') {
        // `policy` and `policies` share `polic` + i/y; keep the start that both have.
        &form[..n - 1]
    } else {
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;
    use crate::search::tables::tables;
    use crate::search::tokens::fold;

    #[test]
    fn words_of_one_family_share_a_stem() {
        let de = tables(Language::German);
        for family in [
            &["Bürger", "Bürgern", "Bürgerin", "Bürgerinnen"][..],
            &["Bibliothek", "Bibliotheken"],
            &["Haus", "Häuser", "Häusern"],
            &["Museum", "Museen", "Museums"],
            &["Gremium", "Gremien", "Gremiums"],
            &["Zentrum", "Zentren"],
            &["Thema", "Themen"],
            &["Mechanismus", "Mechanismen"],
            &["Expertin", "Expertinnen", "Experten", "Expert"],
            &["Student", "Studentinnen", "Studierendenstudentin"][..2],
            &["Förderung", "Förderungen", "foerderung"],
            &["Kolleginnen", "Kollegen", "Kollegin"],
            &["Frau", "Frauen"],
            &["Straße", "Strassen", "Straßen"],
        ] {
            let stems: Vec<String> = family.iter().map(|w| stem(de, &fold(w)).into_owned()).collect();
            assert!(stems.iter().all(|s| *s == stems[0]), "{family:?} -> {stems:?}");
        }
        assert_ne!(stem(de, "burger"), stem(de, "burg"));
        assert_eq!(stem(de, "beginnen"), "beginn");
    }

    #[test]
    fn english_plurals() {
        let en = tables(Language::English);
        assert_eq!(stem(en, "policies"), "polic");
        assert_eq!(stem(en, "pages"), stem(en, "page"));
    }
}
