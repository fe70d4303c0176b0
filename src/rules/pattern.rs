//! Patterns: regular expressions over the plain text, written in Vietnamese.
//!
//! `hỗ trợ (?<value>{number}) {unit}` is what a person writes. Letters are made base letters, or classes of
//! what may have been left of their marks; `{number}` is replaced by its fragment; and a match begins and ends
//! where words do.

use super::fragments::Fragments;
use super::plain::Letters;
use regex::{Regex, RegexBuilder};
use regex_automata::util::syntax;
use std::fmt::Display;
use std::iter::Peekable;
use std::str::Chars;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PatternError {
    /// A fragment that does not exist.
    #[error("there is no fragment {{{0}}}; there are {1}")]
    UnknownFragment(String, String),
    /// Fragments that name each other.
    #[error("the fragment {{{0}}} leads back to itself")]
    Circle(String),
    /// No regular expression.
    #[error("no valid pattern: {0}")]
    Syntax(String),
    /// It looks for edges of words whose letters have marks.
    #[error(
        "\\b, \\B and the like look at letters with marks, which is many times slower; a match begins and ends where \
         words do without it, and within one (?-u:\\b) is an edge of letters a to z and digits"
    )]
    SlowEdge,
    /// It takes the empty text.
    #[error("the pattern takes the empty text, so it would take everything")]
    Empty,
}

/// Fragments within fragments, at most.
const DEEPEST: usize = 8;

/// The regular expression that a pattern stands for.
pub(crate) fn expand(
    pattern: &str,
    letters: Letters,
    fragments: &Fragments,
) -> Result<String, PatternError> {
    let mut writer = Writer {
        letters,
        fragments,
        out: String::new(),
    };
    writer.write(pattern, DEEPEST)?;
    Ok(writer.out)
}

/// Compiles a pattern, which has to begin and end where words do.
pub(crate) fn compile(
    pattern: &str,
    letters: Letters,
    fragments: &Fragments,
) -> Result<Regex, PatternError> {
    let regex = build(&whole_words(&expand(pattern, letters, fragments)?))?;
    match regex.is_match("") {
        true => Err(PatternError::Empty),
        false => Ok(regex),
    }
}

/// An edge of a word: no letter or digit on both sides, as far as these are ASCII. Automata do not see others at edges,
/// so where letters keep their marks, who searches has to look.
const EDGE: &str = r"(?-u:\b{start-half}|\b{end-half})";

/// The expression between edges of words.
fn whole_words(expression: &str) -> String {
    format!("{EDGE}(?:{expression}){EDGE}")
}

/// A compiled pattern with edges at which letters with marks count; slow, for where the fast one found no whole words.
pub(crate) fn with_marked_edges(pattern: &Regex) -> Option<Regex> {
    let expression = pattern.as_str().replace(EDGE, &EDGE.replace("?-u", "?"));
    let built = RegexBuilder::new(&expression).multi_line(true).build();
    built.ok()
}

/// A regular expression whose `^` and `$` are those of paragraphs.
pub(crate) fn build(expression: &str) -> Result<Regex, PatternError> {
    let built = RegexBuilder::new(expression).multi_line(true).build();
    let regex = built.map_err(|error| PatternError::Syntax(reason(&error)))?;
    check(expression)?;
    Ok(regex)
}

/// Whether an expression is one, and none that is slow; quicker than making it ready.
pub(crate) fn check(expression: &str) -> Result<(), PatternError> {
    let parsed = syntax::parse(expression);
    let parsed = parsed.map_err(|error| PatternError::Syntax(reason(&error)))?;
    // At letters with marks, the fast automata would give up.
    match parsed.properties().look_set().contains_word_unicode() {
        true => Err(PatternError::SlowEdge),
        false => Ok(()),
    }
}

/// What is wrong, without the expression, which is not as it was written.
fn reason(error: &impl Display) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or(&text);
    last.trim_start_matches("error: ").to_owned()
}

/// Writes the regular expression of a pattern.
struct Writer<'a> {
    letters: Letters,
    fragments: &'a Fragments,
    out: String,
}

impl Writer<'_> {
    fn write(&mut self, pattern: &str, depth: usize) -> Result<(), PatternError> {
        let composed: String = pattern.nfc().collect();
        let mut rest = composed.chars().peekable();
        let mut in_class = 0usize;
        while let Some(c) = rest.next() {
            match c {
                '\\' => self.escape(&mut rest),
                '(' if in_class == 0 && rest.peek() == Some(&'?') => self.group(&mut rest),
                '{' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
                    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                    self.fragment(&name, depth)?;
                }
                '[' | ']' => {
                    in_class = if c == '[' {
                        in_class + 1
                    } else {
                        in_class.saturating_sub(1)
                    };
                    self.out.push(c);
                }
                _ => self.letter(c, in_class > 0),
            }
        }
        Ok(())
    }

    /// A class or a sign after a backslash, as it is; those of letters and digits are of plain ones.
    fn escape(&mut self, rest: &mut Peekable<Chars>) {
        let Some(c) = rest.next() else {
            self.out.push('\\');
            return;
        };
        let named = rest.peek() == Some(&'{');
        match (c, self.letters) {
            ('d', _) => self.out.push_str("[0-9]"),
            ('w', Letters::Base) => self.out.push_str("[0-9a-z_]"),
            ('b', Letters::Base) if !named => self.out.push_str(r"(?-u:\b)"),
            _ => self.out.extend(['\\', c]),
        }
        if named && matches!(c, 'p' | 'P' | 'x' | 'u' | 'b') {
            self.until(rest, '}');
        }
    }

    /// The opening of a group with a name or flags, as it is.
    fn group(&mut self, rest: &mut Peekable<Chars>) {
        self.out.push('(');
        while let Some(c) = rest.next() {
            self.out.push(c);
            match c {
                '<' => return self.until(rest, '>'),
                ':' | ')' => return,
                _ => {}
            }
        }
    }

    fn until(&mut self, rest: &mut Peekable<Chars>, end: char) {
        for c in rest.by_ref() {
            self.out.push(c);
            if c == end {
                return;
            }
        }
    }

    fn fragment(&mut self, name: &str, depth: usize) -> Result<(), PatternError> {
        let known = self.fragments;
        let pattern = known.get(name).ok_or_else(|| {
            PatternError::UnknownFragment(
                name.to_owned(),
                known.names().collect::<Vec<_>>().join(", "),
            )
        })?;
        let depth = depth.checked_sub(1);
        let depth = depth.ok_or_else(|| PatternError::Circle(name.to_owned()))?;
        self.out.push_str("(?:");
        self.write(pattern, depth)?;
        self.out.push(')');
        Ok(())
    }

    /// A letter: its base, or all that may be left of it where some of its marks are damaged.
    fn letter(&mut self, c: char, in_class: bool) {
        let c = match c {
            _ if self.letters == Letters::Printed => c,
            '–' | '—' => '-',
            '“' | '”' => '"',
            _ => self.letters.of(c),
        };
        if c.is_ascii() || self.letters != Letters::Marked {
            self.out.push(c);
            return;
        }
        let forms = weaker_forms(c);
        match in_class {
            true => self.out.extend(forms),
            false => {
                self.out.push('[');
                self.out.extend(forms);
                self.out.push(']');
            }
        }
    }
}

/// A letter with all, some or none of its marks: `ộ`, `ô`, `ọ`, `o`.
fn weaker_forms(c: char) -> Vec<char> {
    let mut parts = Vec::new();
    decompose_canonical(c, |part| parts.push(part));
    let (&first, marks) = parts.split_first().expect("a letter has a first part");
    let mut forms = vec![if first == 'đ' { 'd' } else { first }];
    if first == 'đ' {
        forms.push(first);
    }
    for &mark in marks {
        let more: Vec<char> = forms
            .iter()
            .filter_map(|&form| compose(form, mark))
            .collect();
        forms.extend(more);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(pattern: &str, letters: Letters) -> Result<String, PatternError> {
        let mut fragments = Fragments::builtin();
        fragments.add_words("nguồn", &["ngân sách".to_owned(), "xã hội hóa".to_owned()]);
        fragments.add("a", "{b}");
        fragments.add("b", "{a}");
        expand(pattern, letters, &fragments)
    }

    #[test]
    fn patterns_are_written_with_or_without_marks() {
        for pattern in ["Hỗ trợ", "ho tro", "HỖ TRỢ"] {
            assert_eq!(expanded(pattern, Letters::Base).as_deref(), Ok("ho tro"));
        }
        let marked = expanded("hộ", Letters::Marked).expect("a pattern");
        let regex = build(&marked).expect("an expression");
        for (word, same) in [("hộ", true), ("hô", true), ("ho", true), ("hồ", false)] {
            assert_eq!(regex.is_match(word), same, "{word}");
        }
    }

    #[test]
    fn signs_of_expressions_stay_as_they_are() {
        for (pattern, expected) in [
            (r"(?<value>\d{1,3}) HỘ", r"(?<value>[0-9]{1,3}) ho"),
            (r"(?P<A>x|\S+)", r"(?P<A>x|\S+)"),
            (r"[^Đ\n]{2}\p{Lu}", r"[^d\n]{2}\p{Lu}"),
            (r"(?:A)(?i:B)", r"(?:a)(?i:b)"),
        ] {
            assert_eq!(expanded(pattern, Letters::Base).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        let error = |pattern: &str| {
            let mut fragments = Fragments::builtin();
            fragments.add("a", "{a}");
            let compiled = compile(pattern, Letters::Base, &fragments);
            compiled.expect_err("no pattern").to_string()
        };
        assert!(
            error("{numbr} hộ").starts_with("there is no fragment {numbr}; there are a, agency, ")
        );
        assert!(error("{a}").contains("leads back to itself"));
        assert!(error("(hộ").contains("unclosed group"));
        assert!(error("(?:hộ)*").contains("empty text"));
    }

    #[test]
    fn edges_of_words_that_slow_automata_down_are_refused() {
        let fragments = Fragments::builtin();
        let compiled = |pattern: &str, letters| compile(pattern, letters, &fragments).map(|_| ());
        for pattern in [r"hộ\b nghèo", r"\B\d+", r"hộ\b{end} nghèo"] {
            let found = compiled(pattern, Letters::Marked);
            assert_eq!(found, Err(PatternError::SlowEdge), "{pattern}");
        }
        assert_eq!(compiled(r"hộ\b nghèo", Letters::Base), Ok(()));
        assert_eq!(compiled(r"hộ(?-u:\b) nghèo", Letters::Marked), Ok(()));
    }

    #[test]
    fn a_match_is_of_whole_words() {
        let fragments = Fragments::builtin();
        for (pattern, text, found) in [
            ("hộ", "cho 5 hộ", true),
            ("hộ", "hội", false),
            (r": {number}", "tổng: 5", true),
            (r"{number} ?%", "5%", true),
        ] {
            let regex = compile(pattern, Letters::Base, &fragments).expect("a pattern");
            let folded = crate::text::fold(text);
            assert_eq!(regex.is_match(&folded), found, "{pattern} in {text}");
        }
    }
}
