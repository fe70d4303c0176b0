//! What was taken, by which rule, from where: one row for every item of an extraction.

use super::visitor::{Item, Visitor};
use super::{Extraction, TextSpan};

/// An item and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Explained {
    /// The field or list that it stands in, such as `header.number` or `statistics`.
    pub(crate) part: String,
    /// Its id, where it has one.
    pub(crate) id: String,
    /// The rule that took it.
    pub(crate) rule: String,
    /// How often the rule is right, 0 to 1; `None` where that is not known.
    pub(crate) rule_confidence: Option<f32>,
    /// Line and characters (`4:4-20`, `7:0-8:34`).
    pub(crate) place: String,
    /// As printed.
    pub(crate) text: String,
}

/// The rows of all items that rules took, by the names of their parts.
pub(crate) fn explain(extraction: &Extraction) -> Vec<Explained> {
    let mut rows = Rows(Vec::new());
    extraction.clone().walk(&mut rows);
    rows.0.sort_by(|a, b| a.part.cmp(&b.part));
    rows.0
}

struct Rows(Vec<Explained>);

impl Visitor for Rows {
    fn item(&mut self, item: Item<'_>) -> bool {
        if !item.provenance.rule.is_empty() {
            self.0.push(Explained {
                part: item.part.to_owned(),
                id: item.id.to_string(),
                rule: item.provenance.rule.to_string(),
                rule_confidence: item.provenance.rule_confidence,
                place: place(&item.span),
                text: item.text.to_owned(),
            });
        }
        true
    }
}

fn place(span: &TextSpan) -> String {
    let TextSpan {
        line,
        start,
        end_line,
        end,
        ..
    } = span;
    match line == end_line {
        true => format!("{line}:{start}-{end}"),
        false => format!("{line}:{start}-{end_line}:{end}"),
    }
}
