//! How often each rule is right: `dictionaries/rule_precision.tsv`, counted by
//! `cargo run --example rule_precision`.

use crate::document::Extraction;
use crate::document::visitor::{Item, Visitor};
use crate::text::lists::rows;
use crate::text::numbers::rounded;
use rustc_hash::FxHashMap;

/// A share of fewer cases is chance.
const FEWEST: f32 = 5.0;

/// The share of right items of each rule that has enough cases.
#[derive(Debug)]
pub(crate) struct Precision {
    by_rule: FxHashMap<&'static str, f32>,
}

impl Precision {
    /// The counts that are built into the program.
    pub(crate) fn builtin() -> Self {
        let counted = rows(include_str!("../../dictionaries/rule_precision.tsv"));
        let number = |text: &str| -> f32 { text.parse().expect("a number") };
        let shares = counted.map(|row| (row[0], number(row[1]), number(row[2])));
        let known = shares.filter(|(_, _, cases)| *cases >= FEWEST);
        Precision {
            by_rule: known
                .map(|(rule, right, cases)| (rule, rounded(right / cases)))
                .collect(),
        }
    }

    /// Notes on every item of an extraction how often its rule is right.
    pub(crate) fn mark(&self, extraction: &mut Extraction) {
        extraction.walk(&mut Marker(self));
    }
}

/// How often a rule is right; `None` where that is not known.
pub fn of(rule: &str) -> Option<f32> {
    Precision::builtin().by_rule.get(rule).copied()
}

struct Marker<'p>(&'p Precision);

impl Visitor for Marker<'_> {
    fn item(&mut self, item: Item<'_>) -> bool {
        let share = self.0.by_rule.get(item.provenance.rule.as_ref());
        item.provenance.rule_confidence = share.copied();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::register;

    #[test]
    fn counts_are_of_rules_and_few_cases_give_no_share() {
        let counted: Vec<Vec<&str>> =
            rows(include_str!("../../dictionaries/rule_precision.tsv")).collect();
        let names: Vec<String> = register::all().map(|rule| rule.name).collect();
        let rules: Vec<&str> = counted.iter().map(|row| row[0]).collect();
        assert!(rules.is_sorted_by(|a, b| a < b));
        for rule in rules {
            assert!(
                names.iter().any(|name| name == rule),
                "no such rule: {rule}"
            );
        }
        let precision = Precision::builtin();
        for row in counted {
            let (right, cases) = (row[1].parse::<f32>(), row[2].parse::<f32>());
            let (right, cases) = (right.expect("a number"), cases.expect("a number"));
            assert!(right <= cases, "{}", row[0]);
            let share = (cases >= 5.0).then(|| rounded(right / cases));
            assert_eq!(precision.by_rule.get(row[0]).copied(), share, "{}", row[0]);
        }
    }

    #[test]
    fn items_carry_the_share_of_their_rule_or_none() {
        let found =
            crate::extract::Extractor::builtin().extract("Đã họp ngày 24/3/2020, ngày 24/3.");
        let shares: Vec<_> = found
            .dates
            .iter()
            .map(|d| d.provenance.rule_confidence)
            .collect();
        assert_eq!(shares, [Some(1.0), None]);
    }
}
