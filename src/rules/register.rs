//! The built-in rules: `dictionaries/rules/`, a file for each family; and those of a user beside them.

use super::rule::VALUE;
use super::{FileError, FileErrorKind, Rule, RuleFile};
use crate::document::{CustomKind, Provenance};

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

/// Reads a user's file of rules.
///
/// # Errors
/// If it is no file of rules, or a rule in it cannot be used.
pub fn read_file(name: &str, text: &str) -> Result<RuleFile, FileError> {
    let builtin: Vec<Rule> = all().collect();
    let is_builtin = |name: &str| builtin.iter().any(|known| known.name == name);
    let file = RuleFile::parse(name, text, &is_builtin)?;
    let mut rules = file.rules.iter();
    match rules.find_map(|rule| Some((rule.line, wrong(rule)?))) {
        Some((line, kind)) => Err(FileError {
            file: file.name,
            line,
            kind,
        }),
        None => Ok(file),
    }
}

/// What is wrong with a rule that has no pattern, or none with a place for the value that it reads.
fn wrong(rule: &Rule) -> Option<FileErrorKind> {
    let Some(regex) = &rule.regex else {
        return Some(FileErrorKind::NoPattern(rule.name.clone()));
    };
    let named = regex.capture_names().flatten().any(|name| name == VALUE);
    let missing = rule.kinds[VALUE] != CustomKind::Text && !named;
    missing.then(|| FileErrorKind::Capture(rule.name.clone(), VALUE.to_owned()))
}
