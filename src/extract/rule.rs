//! A rule of extraction: its name, what it takes, and its cases.

use crate::document::Provenance;

/// A rule that takes items out of the text.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the part of the document and what it looks for.
    pub name: &'static str,
    /// What it takes, in one sentence.
    pub about: &'static str,
    /// Texts, and the item that it takes in each as printed; `None` where it must take nothing.
    pub cases: &'static [(&'static str, Option<&'static str>)],
}

impl Rule {
    /// The mark on an item that this rule took.
    pub(crate) const fn provenance(&self) -> Provenance {
        Provenance::of(self.name)
    }
}
