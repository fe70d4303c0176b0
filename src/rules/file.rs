//! A file of rules: TOML, read whole and with the line of whatever is wrong.

use super::fragments::Fragments;
use super::pattern::{PatternError, build, compile, expand};
use super::plain::Letters;
use super::rule::{Form, Hit, Rule, UNIT, VALUE};
use crate::document::CustomKind;
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use toml::Spanned;

/// Why a file of rules cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}:{line}: {kind}")]
pub struct FileError {
    /// Name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: FileErrorKind,
}

/// What is wrong with a file of rules.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileErrorKind {
    /// It is no TOML, or has other entries than rules have.
    #[error("{0}")]
    Layout(String),
    /// A name that cannot be asked for.
    #[error("the name {0:?}: use small letters a to z, digits, _ and dots, as in cost.total")]
    Name(String),
    /// Two rules of one name.
    #[error("rule {0}: another rule has this name")]
    Twice(String),
    /// A pattern that cannot be used.
    #[error("rule {0}: {1}")]
    Pattern(String, PatternError),
    /// A type for a capture that the pattern does not have.
    #[error("rule {0}: the pattern has no capture (?<{1}>…)")]
    Capture(String, String),
    /// A rule that looks for nothing.
    #[error("rule {0}: it has no pattern, as in pattern = 'số hộ nghèo là (?<value>{{number}})'")]
    NoPattern(String),
    /// A text that expects nothing.
    #[error("rule {0}: say what the hit {1:?} finds, as in found = \"…\" or value = …")]
    NothingExpected(String, String),
    /// A share that is none.
    #[error("rule {0}: confidence is a share from 0 to 1")]
    Confidence(String),
    /// A built-in rule that does not exist.
    #[error("off: there is no built-in rule {0}; `baocao rules list` names them")]
    UnknownRule(String),
}

/// A file of rules.
#[derive(Debug, Clone, Default)]
pub struct RuleFile {
    /// Its name, for messages.
    pub name: String,
    /// Its rules in order.
    pub rules: Vec<Rule>,
    /// Built-in rules that are switched off.
    pub off: Vec<String>,
}

/// The layout of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    #[serde(default)]
    off: Vec<Spanned<String>>,
    #[serde(default)]
    fragments: BTreeMap<String, FragmentLayout>,
    #[serde(default)]
    rule: Vec<RuleLayout>,
}

/// A fragment of a file's own: words, or a pattern.
#[derive(Deserialize)]
#[serde(untagged)]
enum FragmentLayout {
    Words(Vec<String>),
    Pattern(String),
}

/// The layout of a rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleLayout {
    name: Spanned<String>,
    term: String,
    #[serde(default)]
    about: String,
    pattern: Option<Spanned<String>>,
    #[serde(default)]
    forms: Vec<FormLayout>,
    #[serde(default, rename = "type")]
    kind: CustomKind,
    #[serde(default)]
    types: BTreeMap<Spanned<String>, CustomKind>,
    #[serde(default)]
    marks: bool,
    /// The letters that the forms run on; small ones unless it says others.
    letters: Option<Letters>,
    confidence: Option<f32>,
    #[serde(default)]
    hits: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    near_misses: Vec<String>,
}

/// The layout of a form of a built-in rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormLayout {
    #[serde(default)]
    kind: String,
    pattern: Spanned<String>,
}

impl RuleFile {
    /// Reads a file; `known` says which built-in rules there are.
    ///
    /// # Errors
    /// If it is no file of rules, or a rule in it cannot be used.
    pub fn parse(
        name: &str,
        text: &str,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<RuleFile, FileError> {
        Reader { name, text }.file(known)
    }
}

impl RuleFile {
    /// Names and terms of the fields that its rules yield.
    pub fn fields(&self) -> impl Iterator<Item = (String, String)> {
        self.rules.iter().flat_map(|rule| {
            let names = rule.field_names().into_iter();
            names.map(|name| (name, rule.term.clone()))
        })
    }
}

/// A file while it is read.
struct Reader<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn file(&self, known: &dyn Fn(&str) -> bool) -> Result<RuleFile, FileError> {
        let layout: Layout = toml::from_str(self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.error(at, FileErrorKind::Layout(error.message().to_owned()))
        })?;
        if let Some(off) = layout.off.iter().find(|off| !known(off.as_ref())) {
            let kind = FileErrorKind::UnknownRule(off.as_ref().clone());
            return Err(self.error(off.span().start, kind));
        }
        let mut fragments = Fragments::builtin();
        for (name, fragment) in &layout.fragments {
            match fragment {
                FragmentLayout::Words(words) => fragments.add_words(name, words),
                FragmentLayout::Pattern(pattern) => fragments.add(name, pattern),
            }
        }
        let mut file = RuleFile {
            name: self.name.to_owned(),
            off: layout.off.into_iter().map(Spanned::into_inner).collect(),
            rules: Vec::new(),
        };
        for rule in layout.rule {
            let at = rule.name.span().start;
            let rule = self.rule(rule, &fragments)?;
            if file.rules.iter().any(|other| other.name == rule.name) || known(&rule.name) {
                return Err(self.error(at, FileErrorKind::Twice(rule.name)));
            }
            file.rules.push(rule);
        }
        Ok(file)
    }

    fn rule(&self, layout: RuleLayout, fragments: &Fragments) -> Result<Rule, FileError> {
        let at = layout.name.span().start;
        let name = layout.name.into_inner();
        let wrong = match layout.confidence {
            _ if !is_name(&name) => Some(FileErrorKind::Name(name.clone())),
            Some(share) if !(0.0..=1.0).contains(&share) => {
                Some(FileErrorKind::Confidence(name.clone()))
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(self.error(at, wrong));
        }
        let letters = match layout.marks {
            true => Letters::Marked,
            false => layout.letters.unwrap_or(Letters::Base),
        };
        let compiled = |pattern: &Spanned<String>| {
            let compiled = compile(pattern.as_ref(), letters, fragments);
            compiled.map_err(|error| self.pattern_error(pattern, &name, error))
        };
        let regex = layout.pattern.as_ref().map(compiled).transpose()?;
        let of_forms = layout.letters.unwrap_or(Letters::Exact);
        let forms = layout.forms.into_iter();
        let forms = forms.map(|form| self.form(form, &name, of_forms, fragments));
        let hits = layout.hits.into_iter().map(|hit| self.hit(hit, &name, at));
        Ok(Rule {
            line: self.line(at),
            forms: forms.collect::<Result<_, _>>()?,
            hits: hits.collect::<Result<_, _>>()?,
            kinds: self.kinds(layout.kind, layout.types, &name, regex.as_ref())?,
            name,
            term: layout.term,
            about: layout.about,
            pattern: layout.pattern.map(Spanned::into_inner),
            confidence: layout.confidence,
            near_misses: layout.near_misses,
            letters,
            regex,
        })
    }

    /// How the captures of a rule are read, its value among them.
    fn kinds(
        &self,
        value: CustomKind,
        others: BTreeMap<Spanned<String>, CustomKind>,
        rule: &str,
        regex: Option<&Regex>,
    ) -> Result<BTreeMap<String, CustomKind>, FileError> {
        let mut kinds = BTreeMap::from([(VALUE.to_owned(), value)]);
        for (capture, kind) in others {
            let mut known = regex.into_iter().flat_map(Regex::capture_names).flatten();
            if !known.any(|known| known == capture.as_ref()) {
                let kind = FileErrorKind::Capture(rule.to_owned(), capture.as_ref().clone());
                return Err(self.error(capture.span().start, kind));
            }
            kinds.insert(capture.into_inner(), kind);
        }
        Ok(kinds)
    }

    fn pattern_error(
        &self,
        pattern: &Spanned<String>,
        rule: &str,
        error: PatternError,
    ) -> FileError {
        let kind = FileErrorKind::Pattern(rule.to_owned(), error);
        self.error(pattern.span().start, kind)
    }

    fn form(
        &self,
        form: FormLayout,
        rule: &str,
        letters: Letters,
        fragments: &Fragments,
    ) -> Result<Form, FileError> {
        let expression = expand(form.pattern.as_ref(), letters, fragments)
            .and_then(|expression| build(&expression).map(|_| expression))
            .map_err(|error| self.pattern_error(&form.pattern, rule, error))?;
        Ok(Form {
            kind: form.kind,
            pattern: form.pattern.into_inner(),
            letters,
            expression,
        })
    }

    fn hit(
        &self,
        mut expected: BTreeMap<String, Value>,
        rule: &str,
        at: usize,
    ) -> Result<Hit, FileError> {
        let text = match expected.remove("text") {
            Some(Value::String(text)) => text,
            _ => {
                let reason = format!(
                    "rule {rule}: a hit has its text, as in {{ text = \"…\", found = \"…\" }}"
                );
                return Err(self.error(at, FileErrorKind::Layout(reason)));
            }
        };
        match expected.is_empty() {
            true => Err(self.error(at, FileErrorKind::NothingExpected(rule.to_owned(), text))),
            false => Ok(Hit { text, expected }),
        }
    }

    fn line(&self, at: usize) -> usize {
        1 + self.text[..at.min(self.text.len())].matches('\n').count()
    }

    fn error(&self, at: usize, kind: FileErrorKind) -> FileError {
        FileError {
            file: self.name.to_owned(),
            line: self.line(at),
            kind,
        }
    }
}

/// Whether a name can be typed, asked for in SQL and be part of a file's name.
fn is_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(letter) && name != UNIT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RuleFile, FileError> {
        RuleFile::parse("my.toml", text, &|name| name == "figure.bare")
    }

    #[test]
    fn a_file_has_rules_fragments_and_rules_that_are_off() {
        let text = r#"
            off = ["figure.bare"]
            [fragments]
            source = ["ngân sách trung ương", "vốn đối ứng"]
            [[rule]]
            name = "cost"
            term = "Kinh phí"
            type = "number"
            types = { source = "text" }
            pattern = 'kinh phí từ (?<source>{source}) là (?<value>{number}) (?<unit>{unit})'
            hits = [{ text = "Kinh phí từ vốn đối ứng là 5 triệu đồng", value = 5 }]
            near_misses = ["Kinh phí là 5 triệu đồng"]
        "#;
        let file = parse(text).expect("rules");
        assert_eq!(file.off, ["figure.bare"]);
        let rule = &file.rules[0];
        assert_eq!((rule.name.as_str(), rule.line), ("cost", 6));
        assert_eq!(rule.kinds["value"], CustomKind::Number);
        assert_eq!(rule.hits[0].expected["value"].as_i64(), Some(5));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_rule() {
        let rule = "[[rule]]\nname = \"cost\"\nterm = \"Kinh phí\"\n";
        let with = |rest: &str| format!("{rule}{rest}");
        for (text, expected) in [
            ("[[rule]\n", "my.toml:1: "),
            ("[[rule]]\nname = 5\n", "my.toml:2: invalid type"),
            (
                "[[rule]]\nname = \"x\"\n",
                "my.toml:1: missing field `term`",
            ),
            (
                "off = [\"figure.bar\"]\n",
                "my.toml:1: off: there is no built-in rule figure.bar;",
            ),
            (
                "\n[[rule]]\nname = \"Chi phí\"\nterm = \"\"\n",
                "my.toml:3: the name \"Chi phí\":",
            ),
            (
                &with("pattern = 'a{numbr}'\n"),
                "my.toml:4: rule cost: there is no fragment {numbr};",
            ),
            (
                &with("pattern = '(a'\n"),
                "my.toml:4: rule cost: no valid pattern: unclosed group",
            ),
            (
                &with("pattern = 'a'\ntypes = { sum = \"number\" }\n"),
                "my.toml:5: rule cost: the pattern has no capture (?<sum>…)",
            ),
            (
                &with("pattern = 'a'\nhits = [{ text = \"a\" }]\n"),
                "my.toml:2: rule cost: say what the hit \"a\" finds",
            ),
            (
                &with("confidence = 2\n"),
                "my.toml:2: rule cost: confidence",
            ),
            (&with("colour = 2\n"), "my.toml:4: unknown field `colour`"),
            (
                &with(rule),
                "my.toml:5: rule cost: another rule has this name",
            ),
            (
                "[[rule]]\nname = \"figure.bare\"\nterm = \"x\"\n",
                "my.toml:2: rule figure.bare: another rule",
            ),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.starts_with(expected), "{error} for {text}");
        }
    }
}
