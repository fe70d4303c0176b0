//! The register of rules: the name that every item carries, what each rule takes, and texts in which it
//! finds something or must not.

use super::rule::Rule;
use super::{citations, closing, head, plan};
use crate::extract::figures::find;
use crate::extract::time::{dates, periods};

/// Every family of rules, in the order in which they see the text.
pub const FAMILIES: &[&[&Rule]] = &[
    head::RULES,
    closing::RULES,
    dates::RULES,
    citations::RULES,
    periods::RULES,
    plan::RULES,
    find::RULES,
];

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;
    use crate::extract::explain;
    use std::collections::HashSet;

    #[test]
    fn every_rule_takes_what_its_cases_say_and_nothing_where_it_must_not() {
        let extractor = Extractor::builtin();
        let mut wrong = Vec::new();
        for rule in all() {
            for (text, expected) in rule.cases {
                let found = explain::explain(&extractor.extract(text));
                let mine: Vec<&str> = found
                    .iter()
                    .filter(|item| item.rule == rule.name)
                    .map(|item| item.text.as_str())
                    .collect();
                let right = match expected {
                    Some(printed) => mine.contains(printed),
                    None => mine.is_empty(),
                };
                if !right {
                    wrong.push(format!("{} on {text:?}: {mine:?}", rule.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        for rule in all() {
            let (hits, misses): (Vec<_>, Vec<_>) =
                rule.cases.iter().partition(|case| case.1.is_some());
            for (miss, _) in misses {
                let own = words(miss);
                let near = |hit: &str| own.intersection(&words(hit)).count() * 2 >= own.len();
                assert!(
                    hits.iter().any(|(hit, _)| near(hit)),
                    "{}: {miss:?}",
                    rule.name
                );
            }
        }
    }

    #[test]
    fn rules_have_names_of_their_own_a_hit_and_a_near_miss() {
        let names: HashSet<&str> = all().map(|rule| rule.name).collect();
        assert_eq!(names.len(), all().count());
        for rule in all() {
            assert!(
                rule.cases.iter().any(|case| case.1.is_some()),
                "{}: no hit",
                rule.name
            );
            assert!(
                rule.cases.iter().any(|case| case.1.is_none()),
                "{}: no near miss",
                rule.name
            );
        }
    }
}
