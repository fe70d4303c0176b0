//! Runs the cases of rules: the texts in which they must find something, and those in which they must not.

use super::RuleFile;
use super::rule::{Hit, Rule};
use crate::document::Extraction;
use serde_json::Value;

/// What reads the fields of a text.
type Extract<'a> = &'a dyn Fn(&str) -> Extraction;

/// A case that a rule does not pass.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}:{line}: rule {rule}: {kind}")]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// The line that the rule begins on.
    pub line: usize,
    /// Name of the rule.
    pub rule: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a case.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemKind {
    /// No text proves that it finds anything.
    #[error("it has no hit: hits = [{{ text = \"…\", found = \"…\" }}]")]
    NoHit,
    /// No text proves that it leaves anything out.
    #[error("it has no near miss: near_misses = [\"…\"]")]
    NoNearMiss,
    /// A hit that is not found as expected: its text, what is expected, and what is found.
    #[error("in {0:?} it should find {1}, and finds {2}")]
    Missed(String, String, String),
    /// A near miss in which something is found: its text, and what is found.
    #[error("in {0:?} it should find nothing, and finds {1}")]
    Taken(String, String),
}

/// The cases of a file's rules that what reads fields with these rules does not pass.
pub fn problems(file: &RuleFile, extract: Extract) -> Vec<Problem> {
    let each = file.rules.iter().flat_map(|rule| {
        let kinds = of_rule(rule, extract).into_iter();
        kinds.map(|kind| Problem {
            file: file.name.clone(),
            line: rule.line,
            rule: rule.name.clone(),
            kind,
        })
    });
    each.collect()
}

fn of_rule(rule: &Rule, extract: Extract) -> Vec<ProblemKind> {
    let taken = |text: &str| {
        let found = serde_json::to_value(extract(text));
        taken_by(&rule.name, found.expect("an extraction is JSON"))
    };
    let no_hit = rule.hits.is_empty().then_some(ProblemKind::NoHit);
    let no_miss = rule.near_misses.is_empty();
    let no_miss = no_miss.then_some(ProblemKind::NoNearMiss);
    let missed = rule.hits.iter().filter_map(|hit| {
        let items = taken(&hit.text);
        let expected = hit.expected.iter();
        let expected = expected.map(|(key, value)| format!("{key} = {value}"));
        let expected = expected.collect::<Vec<_>>().join(", ");
        let missed = !hold(&items, rule, hit);
        missed.then(|| ProblemKind::Missed(hit.text.clone(), expected, shown(&items)))
    });
    let false_hits = rule.near_misses.iter().filter_map(|text| {
        let items = taken(text);
        let any = !items.is_empty();
        any.then(|| ProblemKind::Taken(text.clone(), shown(&items)))
    });
    let cases = missed.chain(false_hits);
    no_hit.into_iter().chain(no_miss).chain(cases).collect()
}

/// The objects within a value that a rule took.
fn taken_by(rule: &str, value: Value) -> Vec<Value> {
    let parts: Vec<Value> = match value {
        Value::Object(fields) if fields.get("rule").is_some_and(|name| name == rule) => {
            return vec![Value::Object(fields)];
        }
        Value::Object(fields) => fields.into_iter().map(|(_, part)| part).collect(),
        Value::Array(parts) => parts,
        _ => Vec::new(),
    };
    let parts = parts.into_iter();
    parts.flat_map(|part| taken_by(rule, part)).collect()
}

/// Whether an item says all that is expected of it, and others what is expected of further captures.
fn hold(items: &[Value], rule: &Rule, hit: &Hit) -> bool {
    let names = rule.field_names();
    let capture = |key: &str| {
        names[1..]
            .iter()
            .find(|name| name[rule.name.len() + 1..] == *key)
    };
    let own = |item: &Value| {
        hit.expected.iter().all(|(key, value)| match key.as_str() {
            "found" => same(&item["text"], value),
            key => capture(key).is_some() || same(&item[key], value),
        })
    };
    let further = |(key, value): (&String, &Value)| {
        let read = |item: &Value| same(&item["value"], value) || same(&item["text"], value);
        let mut named = items.iter();
        capture(key).is_none_or(|name| named.any(|item| item["name"] == **name && read(item)))
    };
    items.iter().any(own) && hit.expected.iter().all(further)
}

fn shown(items: &[Value]) -> String {
    let item = |item: &Value| {
        let unit = item["unit"]
            .as_str()
            .map(|unit| format!(", unit = {unit:?}"));
        let unit = unit.unwrap_or_default();
        format!("{} (value = {}{unit})", item["text"], item["value"])
    };
    match items.is_empty() {
        true => "nothing".to_owned(),
        false => items.iter().map(item).collect::<Vec<_>>().join(", "),
    }
}

/// Whether what is found is what is expected: numbers with or without decimals, `""` for nothing, and of
/// what has parts those that are named.
fn same(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(parts) => parts
            .iter()
            .all(|(name, part)| same(&found[name.as_str()], part)),
        Value::Number(number) => found.as_f64() == number.as_f64(),
        _ => found == expected || found.is_null() && expected == "",
    }
}
