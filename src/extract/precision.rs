//! How often each rule is right: `dictionaries/rule_precision.tsv`, counted by
//! `cargo run --example rule_precision`.

use crate::document::Extraction;
use crate::document::visit::{Item, Visitor};
use crate::text::lists::rows;
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
                .map(|(rule, right, cases)| (rule, right / cases))
                .collect(),
        }
    }

    /// Notes on every item of an extraction how often its rule is right.
    pub(crate) fn mark(&self, extraction: &mut Extraction) {
        extraction.walk(&mut Marker(self));
    }
}

struct Marker<'p>(&'p Precision);

impl Visitor for Marker<'_> {
    fn item(&mut self, item: Item<'_>) -> bool {
        let share = self.0.by_rule.get(item.provenance.rule.as_ref());
        item.provenance.rule_confidence = share.copied();
        true
    }
}
