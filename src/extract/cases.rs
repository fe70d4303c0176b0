//! Runs the cases of rules: the texts in which they must find something, and those in which they must not.

use super::Extractor;
use super::explain::explain;
use crate::document::Extraction;
use crate::rules::RuleFile;
use crate::rules::rule::{Hit, Rule};
use serde_json::Value;

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
    /// A hit that is not found as expected.
    #[error("in {text:?} it should find {expected}, and finds {found}")]
    Missed {
        /// The text.
        text: String,
        /// What is expected.
        expected: String,
        /// What is found.
        found: String,
    },
    /// A near miss in which something is found.
    #[error("in {text:?} it should find nothing, and finds {found}")]
    Taken {
        /// The text.
        text: String,
        /// What is found.
        found: String,
    },
}

/// The cases of a file's rules that an extractor with these rules does not pass.
pub fn problems(file: &RuleFile, extractor: &Extractor) -> Vec<Problem> {
    let each = file.rules.iter().flat_map(|rule| {
        let kinds = of_rule(rule, extractor).into_iter();
        kinds.map(|kind| Problem {
            file: file.name.clone(),
            line: rule.line,
            rule: rule.name.clone(),
            kind,
        })
    });
    each.collect()
}

fn of_rule(rule: &Rule, extractor: &Extractor) -> Vec<ProblemKind> {
    let no_hit = rule.hits.is_empty().then_some(ProblemKind::NoHit);
    let no_miss = rule
        .near_misses
        .is_empty()
        .then_some(ProblemKind::NoNearMiss);
    let items = |text: &str| Items::of(rule, &extractor.extract(text));
    let missed = |hit: &Hit| {
        let items = items(&hit.text);
        let expected = hit
            .expected
            .iter()
            .map(|(key, value)| format!("{key} = {value}"));
        (!items.hold(rule, hit)).then(|| ProblemKind::Missed {
            text: hit.text.clone(),
            expected: expected.collect::<Vec<_>>().join(", "),
            found: items.shown(),
        })
    };
    let taken = |text: &String| {
        let items = items(text);
        (!items.texts.is_empty()).then(|| ProblemKind::Taken {
            text: text.clone(),
            found: items.shown(),
        })
    };
    let missed = rule.hits.iter().filter_map(missed);
    let taken = rule.near_misses.iter().filter_map(taken);
    no_hit
        .into_iter()
        .chain(no_miss)
        .chain(missed)
        .chain(taken)
        .collect()
}

/// What a rule took in a text.
struct Items {
    /// As printed.
    texts: Vec<String>,
    /// As `document.json` has them.
    objects: Vec<Value>,
}

impl Items {
    fn of(rule: &Rule, found: &Extraction) -> Self {
        let rows = explain(found).into_iter();
        let mine = rows.filter(|row| row.rule == rule.name);
        let mut objects = Vec::new();
        let json = serde_json::to_value(found).expect("an extraction is JSON");
        collect(json, &rule.name, &mut objects);
        Items {
            texts: mine.map(|row| row.text).collect(),
            objects,
        }
    }

    /// Whether an item says all that is expected of it, and others what is expected of further captures.
    fn hold(&self, rule: &Rule, hit: &Hit) -> bool {
        let captures: Vec<String> = rule.field_names().into_iter().skip(1).collect();
        let capture =
            |key: &str| Some(format!("{}.{key}", rule.name)).filter(|c| captures.contains(c));
        let says = |object: &Value| {
            hit.expected.iter().all(|(key, value)| match key.as_str() {
                "found" => object.get("text").is_none_or(|text| same(text, value)),
                key => capture(key).is_some() || same(&object[key], value),
            })
        };
        let told = |(key, value): (&String, &Value)| match capture(key) {
            Some(name) => self.objects.iter().any(|object| {
                let read = same(&object["value"], value) || same(&object["text"], value);
                object["name"] == name.as_str() && read
            }),
            None if key == "found" => self.texts.iter().any(|text| value == text.as_str()),
            None => true,
        };
        let own = |key: &String| key != "found" && capture(key).is_none();
        let said = !hit.expected.keys().any(own) || self.objects.iter().any(says);
        said && hit.expected.iter().all(told)
    }

    fn shown(&self) -> String {
        let object = |object: &Value| {
            let value = &object["value"];
            let unit = object["unit"]
                .as_str()
                .map(|unit| format!(", unit = {unit:?}"));
            format!(
                "{} (value = {value}{})",
                object["text"],
                unit.unwrap_or_default()
            )
        };
        match (self.objects.as_slice(), self.texts.as_slice()) {
            ([], []) => "nothing".to_owned(),
            ([], texts) => texts.join(", "),
            (objects, _) => objects.iter().map(object).collect::<Vec<_>>().join(", "),
        }
    }
}

/// The objects within a value that a rule took.
fn collect(value: Value, rule: &str, into: &mut Vec<Value>) {
    match value {
        Value::Array(values) => values
            .into_iter()
            .for_each(|value| collect(value, rule, into)),
        Value::Object(fields) => {
            if fields.get("rule").is_some_and(|name| name == rule) {
                into.push(Value::Object(fields));
                return;
            }
            fields
                .into_iter()
                .for_each(|(_, value)| collect(value, rule, into));
        }
        _ => {}
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
