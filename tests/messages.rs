//! Every sentence that the program says exists, in both languages.

use std::collections::BTreeSet;

use allmende::messages::{Language, catalogue};

use crate::harness::repository_path;

/// What stands between `before` and the next quote, in all files below `folder` with this ending.
fn named(folder: &str, ending: &str, before: &str) -> BTreeSet<String> {
    let files = walkdir::WalkDir::new(repository_path(folder)).into_iter().map(Result::unwrap);
    let files = files.filter(|file| file.path().extension().is_some_and(|found| found == ending));
    let texts = files.map(|file| std::fs::read_to_string(file.path()).unwrap());
    // Unit tests stand last in a file and may make up keys.
    let code = texts.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned());
    let keys = code.flat_map(|text| {
        let parts: Vec<String> =
            text.split(before).skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
        parts
    });
    keys.filter(|key| !key.is_empty() && key.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-')))
        .collect()
}

#[test]
fn every_message_of_the_code_has_a_sentence() {
    let mut keys = named("src", "rs", "Text::new(\"");
    keys.extend(named("src", "rs", "shape.").into_iter().map(|shape| format!("shape.{shape}")));
    keys.extend(named("src", "rs", "Reader::new(node, \"").into_iter().map(|what| format!("what.{what}")));
    assert!(keys.len() > 60, "{keys:?}");
    for language in [Language::German, Language::English] {
        let missing: Vec<&String> = keys.iter().filter(|key| catalogue(language).get(key).is_none()).collect();
        assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
    }
}

#[test]
fn every_label_of_the_theme_has_words() {
    let keys = named("themes/default", "html", "label(key=\"");
    assert!(keys.len() > 30, "{keys:?}");
    for language in [Language::German, Language::English] {
        let has = |key: &&String| catalogue(language).get(&format!("label.{key}")).is_some();
        let missing: Vec<&String> = keys.iter().filter(|key| !has(key)).collect();
        assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
    }
}
