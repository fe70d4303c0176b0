//! The ids of figures.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Id of a figure: `s1`, `s2`, … in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline)]
pub struct StatisticId(u32);

impl StatisticId {
    /// The id of the figure with this index.
    pub(crate) fn of_index(index: usize) -> Self {
        StatisticId(index as u32 + 1)
    }

    /// Index of the figure among all.
    pub(crate) fn index(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }

    /// Its number, which counts from 1.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The id that stands as many figures further on.
    pub(crate) fn moved_by(self, figures: u32) -> Self {
        StatisticId(self.0 + figures)
    }
}

impl fmt::Display for StatisticId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0)
    }
}

/// A text that is not the id of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidStatisticId(String);

impl fmt::Display for InvalidStatisticId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not the id of a figure, such as s1", self.0)
    }
}

impl std::error::Error for InvalidStatisticId {}

impl FromStr for StatisticId {
    type Err = InvalidStatisticId;

    fn from_str(text: &str) -> Result<Self, InvalidStatisticId> {
        let number = text
            .strip_prefix('s')
            .and_then(|number| number.parse().ok());
        number
            .map(StatisticId)
            .ok_or_else(|| InvalidStatisticId(text.to_owned()))
    }
}

impl TryFrom<String> for StatisticId {
    type Error = InvalidStatisticId;

    fn try_from(text: String) -> Result<Self, InvalidStatisticId> {
        text.parse()
    }
}

impl From<StatisticId> for String {
    fn from(id: StatisticId) -> String {
        id.to_string()
    }
}
