//! Many rules over one text: an automaton says which of them can hit, and those run.

use super::family::after_char;
use super::pattern::with_marked_edges;
use super::plain::{Letters, PlainText};
use super::rule::{Rule, VALUE};
use crate::text::Span;
use crate::text::letters::is_letter;
use regex::{Regex, RegexSet, RegexSetBuilder};
use std::sync::OnceLock;

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
    /// Their patterns with edges at which letters with marks count, made where they are needed.
    exact: Vec<OnceLock<Option<Regex>>>,
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
                exact: places.iter().map(|_| OnceLock::new()).collect(),
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
                let exact = &group.exact[hit];
                let exact = || exact.get_or_init(|| with_marked_edges(regex)).as_ref();
                matches(regex, exact, &plain, &mut |captures| each(rule, captures));
            }
        }
    }
}

/// Calls `each` with the captures of every match that begins and ends where words do, the value first. Where `regex`
/// finds one that does not, `exact` goes on.
fn matches<'r>(
    regex: &'r Regex,
    exact: impl Fn() -> Option<&'r Regex>,
    plain: &PlainText,
    each: &mut dyn FnMut(&[Capture<'r>]),
) {
    let (text, mut from) = (plain.text(), 0);
    while let Some(mut found) = regex.captures_at(text, from) {
        let all = found.get_match();
        if !(is_edge(text, all.start()) && is_edge(text, all.end())) {
            match exact().and_then(|exact| exact.captures_at(text, all.start())) {
                Some(other) => found = other,
                None => return,
            }
        }
        let all = found.get_match();
        let next = after_char(text, all.start());
        if next == all.start() {
            return;
        }
        from = next.max(all.end());
        let place = |part: regex::Match| plain.printed(part.start(), part.end());
        let whole = place(all);
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

/// Whether no word goes on over a place.
fn is_edge(text: &str, at: usize) -> bool {
    let of_word = |c: char| c.is_ascii_digit() || is_letter(c);
    !text[..at].ends_with(of_word) || !text[at..].starts_with(of_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFile;

    #[test]
    fn letters_with_marks_end_no_word() {
        let rules = "[[rule]]\nname = \"ho\"\nterm = \"Hộ\"\nmarks = true\npattern = 'ho|ập|\\d+ (?:đ|đồng)'\nhits = []\n";
        let file = RuleFile::parse("ho.toml", rules, &|_| false).expect("rules");
        let set = RuleSet::new(file.rules);
        let mut found = Vec::new();
        let text = "hoạt, tho, ho; tập (ập), họ, 5 đồng";
        set.find(text, &mut |_, captures| {
            found.push(captures[0].span.of(text));
        });
        assert_eq!(found, ["ho", "ập", "5 đồng"]);
    }
}
