//! The built-in rules: `dictionaries/rules/`, a file for each family.

use crate::document::Provenance;
use crate::rules::{Rule, RuleFile};

macro_rules! rules {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../dictionaries/rules/", $name)))),*]
    };
}

/// The files, in the order in which their rules see the text.
const FILES: [(&str, &str); 7] = rules![
    "head.toml",
    "closing.toml",
    "date.toml",
    "citation.toml",
    "period.toml",
    "plan.toml",
    "figure.toml"
];

/// The name of a built-in rule, for what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuleName(pub(crate) &'static str);

impl RuleName {
    /// The mark on an item that this rule took.
    pub(crate) const fn provenance(self) -> Provenance {
        Provenance::of(self.0)
    }
}

/// The file of this name.
pub(crate) fn file(name: &str) -> RuleFile {
    let file = FILES.iter().find(|(known, _)| *known == name);
    parsed(file.expect("a file that is listed"))
}

/// A file of the program.
pub(super) fn parsed((name, text): &(&str, &str)) -> RuleFile {
    RuleFile::parse(name, text, &|_| false).expect("built-in rules are valid, as a test shows")
}

/// The files of built-in rules.
pub fn files() -> impl Iterator<Item = RuleFile> {
    FILES.iter().map(parsed)
}

/// All built-in rules.
pub fn all() -> impl Iterator<Item = Rule> {
    files().flat_map(|file| file.rules)
}
