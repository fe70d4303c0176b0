//! Which rule took an item.

use super::span::TextSpan;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which rule took an item, and how often that rule is right; how sure the reading beneath it is stands
/// in the item's span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// Name of the rule, such as `figure.percent`.
    #[serde(default)]
    pub rule: Cow<'static, str>,
    /// How often what the rule takes is right, 0 to 1, as counted on documents with known content; null
    /// where these hold fewer than five cases.
    #[serde(default)]
    pub rule_confidence: Option<f32>,
}

impl Provenance {
    /// The mark of a rule whose precision is not known.
    pub(crate) const fn of(rule: &'static str) -> Self {
        Provenance {
            rule: Cow::Borrowed(rule),
            rule_confidence: None,
        }
    }

    /// How sure an item at `span` is: the rule's confidence times that of the reading beneath it; `None`
    /// where that of the rule is not known.
    pub fn at(&self, span: &TextSpan) -> Option<f32> {
        Some(self.rule_confidence? * span.confidence.unwrap_or(1.0))
    }
}
