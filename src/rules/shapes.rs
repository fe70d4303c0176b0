//! Patterns that code asks for by their names: `dictionaries/patterns/`. Those in base letters are of any case and marks.

use super::family::Family;
use super::{Rule, register};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::sync::LazyLock;

static PATTERNS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let label = include_str!("../../dictionaries/patterns/label.toml");
    let line = include_str!("../../dictionaries/patterns/line.toml");
    let files = [("label.toml", label), ("line.toml", line)];
    let rules = files.iter().flat_map(|file| register::parsed(file).rules);
    rules.collect()
});

/// A pattern, or several of different kinds.
pub(crate) type Shape<K = IgnoredAny> = LazyLock<Family<K>>;

/// The patterns of this name, or those of a rule of heads.
pub(crate) fn shape<K: DeserializeOwned + Copy>(name: &str) -> Family<K> {
    let is_named = |rule: &Rule| rule.name == name;
    let pattern = PATTERNS.iter().find(|rule| is_named(rule)).cloned();
    let of_heads = || register::file("head.toml").rules.into_iter().find(is_named);
    let rule = pattern.or_else(of_heads);
    Family::of(&[rule.expect("a pattern of the files")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule::Form;
    use serde_json::Value;

    /// What the first form of a rule that a text has captures, with its kind.
    fn found(rule: &Rule, text: &str, names: &[&String]) -> Option<Vec<Value>> {
        rule.forms.iter().find_map(|form| {
            let only = |form: &Form| Rule {
                forms: vec![form.clone()],
                ..rule.clone()
            };
            let family: Family<IgnoredAny> = Family::of(&[only(form)]);
            let found = family.begins(text)?;
            let told = names.iter().map(|name| match name.as_str() {
                "kind" => form.kind.as_str().into(),
                "all" => text[..found.end()].into(),
                name => found.text(name).map(str::trim_end).into(),
            });
            Some(told.collect())
        })
    }

    #[test]
    fn patterns_take_their_hits_and_no_near_misses() {
        for rule in &*PATTERNS {
            let cases = !rule.hits.is_empty() && !rule.near_misses.is_empty();
            assert!(cases, "{}", rule.name);
            for hit in &rule.hits {
                let (names, values): (Vec<_>, Vec<_>) = hit.expected.iter().unzip();
                let values = values.into_iter().cloned().collect();
                let told = found(rule, &hit.text, &names);
                assert_eq!(told, Some(values), "{}: {}", rule.name, hit.text);
            }
            for miss in &rule.near_misses {
                assert_eq!(found(rule, miss, &[]), None, "{}: {miss}", rule.name);
            }
        }
    }
}
