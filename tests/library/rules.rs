//! Rules as data: the cases of the built-in ones, and a user's own.

use baocao::extract::Extractor;
use baocao::rules::RuleFile;
use baocao::rules::cases::{self, Problem};
use baocao::rules::register::{self, read_file};
use std::collections::HashSet;
use std::path::Path;

/// The cases of a file that an extractor does not pass.
fn problems(file: &RuleFile, extractor: &Extractor) -> Vec<Problem> {
    cases::problems(file, &|text| extractor.extract(text))
}

#[test]
fn every_rule_takes_what_its_cases_say_and_nothing_where_it_must_not() {
    let extractor = Extractor::builtin();
    let wrong = register::files().flat_map(|file| problems(&file, &extractor));
    let wrong: Vec<String> = wrong.map(|problem| problem.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_listed_and_tells_its_origin() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries/rules");
    let entries = std::fs::read_dir(folder).expect("the folder");
    let listed: HashSet<String> = register::files().map(|file| file.name).collect();
    let mut present = HashSet::new();
    for entry in entries.map(|entry| entry.expect("an entry")) {
        let text = std::fs::read_to_string(entry.path()).expect("a file");
        for key in ["# Origin:", "# Licence:", "Date:"] {
            assert!(text.contains(key), "{:?}: no {key}", entry.path());
        }
        present.insert(entry.file_name().to_string_lossy().into_owned());
    }
    assert_eq!(present, listed);
}

/// The words of a text in lower case, without the marks around them.
fn words(text: &str) -> HashSet<String> {
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let words = text.split_whitespace().map(bare);
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn a_near_miss_shares_half_of_its_words_with_a_hit() {
    for rule in register::all() {
        for miss in &rule.near_misses {
            let own = words(miss);
            let near = |hit: &str| own.intersection(&words(hit)).count() * 2 >= own.len();
            let any = rule.hits.iter().any(|hit| near(&hit.text));
            assert!(any, "{}: {miss:?}", rule.name);
        }
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let names: HashSet<String> = register::all().map(|rule| rule.name).collect();
    assert_eq!(names.len(), register::all().count());
}

#[test]
fn captures_of_own_rules_are_read_as_the_types_that_they_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract/own-rules.toml");
    let text = std::fs::read_to_string(path).expect("the file");
    let file = read_file("own-rules.toml", &text).expect("rules");
    let extractor = Extractor::builtin().with_rules(file.clone());
    assert_eq!(problems(&file, &extractor), []);
}

#[test]
fn a_built_in_rule_can_be_switched_off() {
    let file = read_file("my.toml", "off = [\"figure.percent\"]").expect("rules");
    let found = Extractor::builtin()
        .with_rules(file)
        .extract("Tiếp nhận 120 hồ sơ, đạt 96%.");
    let units: Vec<_> = found.statistics.iter().map(|s| s.unit.as_deref()).collect();
    assert_eq!(units, [Some("hồ sơ")]);
}

#[test]
fn an_own_rule_has_a_pattern_with_the_value_that_it_reads() {
    for (rest, expected) in [
        ("", "my.toml:2: rule a: it has no pattern"),
        (
            "type = \"number\"\npattern = 'năm {number}'",
            "my.toml:2: rule a: the pattern has no capture (?<value>…)",
        ),
    ] {
        let text = format!("[[rule]]\nname = \"a\"\nterm = \"A\"\n{rest}");
        let error = read_file("my.toml", &text).expect_err("no rule");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}
