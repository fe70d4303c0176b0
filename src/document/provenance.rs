//! Which rule took an item.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which rule took an item, and how sure that rule is; how sure the reading beneath it is stands in
/// the item's span.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// Name of the rule, such as `figure.percent`.
    #[serde(default)]
    pub rule: Cow<'static, str>,
    /// How often what the rule takes is right, 0 to 1.
    #[serde(default)]
    pub rule_confidence: f32,
}
