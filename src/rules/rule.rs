//! A rule: its name, what it takes, and the texts that prove it.

use super::plain::Letters;
use crate::document::CustomKind;
use regex::Regex;
use std::collections::BTreeMap;

/// A text in which a rule finds something, and what.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The text.
    pub text: String,
    /// What its item has to say, by the names that `document.json` has for it; `found` is what is printed.
    pub expected: BTreeMap<String, serde_json::Value>,
}

/// A form that a built-in rule takes.
#[derive(Debug, Clone)]
pub struct Form {
    /// What is written so, by the name that `document.json` has for it.
    pub kind: String,
    /// What it looks for as it was written.
    pub pattern: String,
    /// The letters that it is of.
    pub(crate) letters: Letters,
    /// The regular expression of the pattern.
    pub(crate) expression: String,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name: the part of the document and what it looks for.
    pub name: String,
    /// The line of its file that it begins on.
    pub line: usize,
    /// What it takes, in Vietnamese.
    pub term: String,
    /// What it takes, in a sentence.
    pub about: String,
    /// What it looks for as it was written; none where code looks.
    pub pattern: Option<String>,
    /// The forms that it takes, where code reads them.
    pub forms: Vec<Form>,
    /// How its captures are read.
    pub kinds: BTreeMap<String, CustomKind>,
    /// How often it is right, as its author counted.
    pub confidence: Option<f32>,
    /// Texts in which it finds something.
    pub hits: Vec<Hit>,
    /// Texts in which it finds nothing, although they look like it.
    pub near_misses: Vec<String>,
    /// The letters that it runs on: marked ones where marks have to agree as far as the text has any.
    pub(crate) letters: Letters,
    /// The pattern, ready to run.
    pub(crate) regex: Option<Regex>,
}

impl Rule {
    /// Names of the fields that it yields: its own, and those of its further captures.
    pub fn field_names(&self) -> Vec<String> {
        let captures = self
            .regex
            .iter()
            .flat_map(|regex| regex.capture_names().flatten());
        let further = captures.filter(|name| *name != VALUE && !is_unit(name));
        let further = further.map(|name| format!("{}.{name}", self.name));
        std::iter::once(self.name.clone()).chain(further).collect()
    }
}

/// Whether a capture holds the unit of another: `unit`, `cost_unit`.
pub(crate) fn is_unit(name: &str) -> bool {
    name.strip_suffix(UNIT)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}

/// The capture that a rule is about; without it, the whole match is.
pub(crate) const VALUE: &str = "value";
/// The capture of the unit of a number.
pub(crate) const UNIT: &str = "unit";
