//! A rule of extraction: its name, what it takes, how often it is right, and its cases.

use crate::document::Provenance;
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

impl Rule {
    /// The mark on an item that this rule took.
    pub(crate) const fn provenance(&self) -> Provenance {
        Provenance {
            rule: Cow::Borrowed(self.name),
            rule_confidence: self.confidence,
        }
    }
}
