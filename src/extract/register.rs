//! The built-in rules: `dictionaries/rules/`, a file for each family.

use crate::document::Provenance;
use crate::rules::{Rule, RuleFile};

/// The files, in the order in which their rules see the text.
const FILES: [(&str, &str); 7] = [
    (
        "head.toml",
        include_str!("../../dictionaries/rules/head.toml"),
    ),
    (
        "closing.toml",
        include_str!("../../dictionaries/rules/closing.toml"),
    ),
    (
        "date.toml",
        include_str!("../../dictionaries/rules/date.toml"),
    ),
    (
        "citation.toml",
        include_str!("../../dictionaries/rules/citation.toml"),
    ),
    (
        "period.toml",
        include_str!("../../dictionaries/rules/period.toml"),
    ),
    (
        "plan.toml",
        include_str!("../../dictionaries/rules/plan.toml"),
    ),
    (
        "figure.toml",
        include_str!("../../dictionaries/rules/figure.toml"),
    ),
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

fn parsed((name, text): &(&str, &str)) -> RuleFile {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;
    use crate::extract::cases::{Problem, problems};
    use std::collections::HashSet;
    use std::path::Path;

    #[test]
    fn every_rule_takes_what_its_cases_say_and_nothing_where_it_must_not() {
        let extractor = Extractor::builtin();
        let wrong: Vec<Problem> = files()
            .flat_map(|file| problems(&file, &extractor))
            .collect();
        let wrong: Vec<String> = wrong.iter().map(Problem::to_string).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_file_is_listed_and_tells_its_origin() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries/rules");
        let entries = std::fs::read_dir(folder).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        let mut listed = FILES.map(|(name, _)| name.to_owned());
        listed.sort();
        assert_eq!(names, listed);
        for (name, text) in FILES {
            for key in ["# Origin:", "# Licence:", "Date:"] {
                assert!(text.contains(key), "{name}: no {key}");
            }
        }
    }

    /// The words of a text in lower case, without the marks around them.
    fn words(text: &str) -> HashSet<String> {
        let bare = |word: &str| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        };
        let words = text.split_whitespace().map(bare);
        words.filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn a_near_miss_shares_half_of_its_words_with_a_hit() {
        for rule in all() {
            for miss in &rule.near_misses {
                let own = words(miss);
                let near = |hit: &str| own.intersection(&words(hit)).count() * 2 >= own.len();
                assert!(
                    rule.hits.iter().any(|hit| near(&hit.text)),
                    "{}: {miss:?}",
                    rule.name
                );
            }
        }
    }

    #[test]
    fn rules_have_names_of_their_own() {
        let names: HashSet<String> = all().map(|rule| rule.name).collect();
        assert_eq!(names.len(), all().count());
    }
}
