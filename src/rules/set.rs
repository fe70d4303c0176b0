//! Many rules over one text: an automaton says which of them can hit, and those run.

use super::plain::{Letters, PlainText};
use super::rule::{Rule, VALUE};
use crate::text::Span;
use regex::{Regex, RegexSet, RegexSetBuilder};

/// Rules with patterns, found together.
#[derive(Debug)]
pub(crate) struct RuleSet {
    rules: Vec<Rule>,
    /// By the letters that they run on.
    groups: Vec<Group>,
}

/// Rules that run on the same letters.
#[derive(Debug)]
struct Group {
    letters: Letters,
    /// Their places among all rules.
    places: Vec<usize>,
    /// Says which of them can hit; none where it would be too large, and all of them run.
    set: Option<RegexSet>,
}

/// Bytes that the automaton of a group may take.
const LARGEST: usize = 64 << 20;

/// What a rule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Capture<'r> {
    /// Its name.
    pub(crate) name: &'r str,
    /// Where it stands in the printed text.
    pub(crate) span: Span,
}

impl RuleSet {
    /// The rules that have patterns.
    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        let group = |letters: Letters| {
            let runs = |rule: &Rule| rule.regex.is_some() && rule.letters == letters;
            let places: Vec<usize> = (0..rules.len()).filter(|&at| runs(&rules[at])).collect();
            let expressions = places.iter().filter_map(|&at| rules[at].regex.as_ref());
            // The flag is one of the builder that made them.
            let expressions = expressions.map(|regex| format!("(?m){}", regex.as_str()));
            let set = RegexSetBuilder::new(expressions)
                .size_limit(LARGEST)
                .build()
                .ok();
            (!places.is_empty()).then_some(Group {
                letters,
                places,
                set,
            })
        };
        let groups = [Letters::Base, Letters::Marked]
            .into_iter()
            .filter_map(group)
            .collect();
        RuleSet { rules, groups }
    }

    /// Calls `each` with every match of every rule: its captures with names, its value first.
    pub(crate) fn find<'r>(
        &'r self,
        printed: &str,
        each: &mut dyn FnMut(&'r Rule, &[Capture<'r>]),
    ) {
        for group in &self.groups {
            let plain = PlainText::new(printed, group.letters);
            let hits: Vec<usize> = match &group.set {
                Some(set) => set.matches(plain.text()).into_iter().collect(),
                None => (0..group.places.len()).collect(),
            };
            for hit in hits {
                let rule = &self.rules[group.places[hit]];
                let regex = rule.regex.as_ref().expect("rules of groups have patterns");
                matches(regex, &plain, &mut |captures| each(rule, captures));
            }
        }
    }
}

/// Calls `each` with the captures of every match, the value first.
fn matches<'r>(regex: &'r Regex, plain: &PlainText, each: &mut dyn FnMut(&[Capture<'r>])) {
    for found in regex.captures_iter(plain.text()) {
        let place = |part: regex::Match| plain.printed(part.start(), part.end());
        let whole = found.get(0).map(place).expect("a match has a place");
        let value = found.name(VALUE).map_or(whole, place);
        let mut captures = vec![Capture {
            name: VALUE,
            span: value,
        }];
        let others = regex
            .capture_names()
            .flatten()
            .filter(|name| *name != VALUE);
        captures.extend(others.filter_map(|name| {
            let span = place(found.name(name)?);
            Some(Capture { name, span })
        }));
        each(&captures);
    }
}
