//! The register of rules: the name that every item carries, what each rule takes, how sure it is, and
//! texts in which it finds something or must not.
//!
//! A confidence is an estimate from how often what the family took was right in the documents of
//! `fixtures/extract`; it ranks rules against each other and is no promise for a single item.

use super::model::Trust;
use super::{closing, dates, header, periods, plan, references, statistics};
use std::borrow::Cow;

/// A rule that takes items out of the text.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the part of the document and what it looks for.
    pub name: &'static str,
    /// What it takes, in one sentence.
    pub about: &'static str,
    /// How often what it takes is right, 0 to 1.
    pub confidence: f32,
    /// Texts, and the item that it takes in each as printed; `None` where it must take nothing.
    pub cases: &'static [(&'static str, Option<&'static str>)],
}

/// Every family of rules, in the order in which they see the text.
pub const FAMILIES: &[&[Rule]] = &[
    header::RULES,
    closing::RULES,
    dates::RULES,
    references::RULES,
    periods::RULES,
    plan::RULES,
    statistics::RULES,
];

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The mark of a rule on an item that it took.
pub(super) fn trust(name: &'static str) -> Trust {
    let rule = all().find(|rule| rule.name == name);
    debug_assert!(rule.is_some(), "{name} is not registered");
    Trust {
        rule: Cow::Borrowed(name),
        rule_confidence: rule.map_or(0.0, |rule| rule.confidence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Extractor, explain};
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

    #[test]
    fn rules_have_names_of_their_own_a_hit_and_a_near_miss() {
        let names: HashSet<&str> = all().map(|rule| rule.name).collect();
        assert_eq!(names.len(), all().count());
        for rule in all() {
            assert!((0.5..=1.0).contains(&rule.confidence), "{}", rule.name);
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
