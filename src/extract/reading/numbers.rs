//! The account of every run of digits: each is found once and given exactly one class.

use super::paragraphs::JoinedText;
use crate::document::{NumberClass, NumberMention};
use crate::text::{Span, groups_thousands};
use regex::Regex;
use std::sync::LazyLock;

static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9]+(?:[.,/][0-9]+)*").expect("a valid pattern"));

/// A run of digits with the separators inside it.
#[derive(Debug, Clone)]
pub(crate) struct NumberToken {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is, once a rule has claimed it.
    pub(crate) class: Option<NumberClass>,
    /// What it belongs to.
    target: Option<String>,
}

/// All runs of digits of a text in order.
#[derive(Debug)]
pub(crate) struct NumberLedger {
    list: Vec<NumberToken>,
}

impl NumberLedger {
    /// Finds them: digits, with single dots, commas and slashes between digits, and with blanks between
    /// groups of thousands.
    pub(crate) fn new(text: &str) -> Self {
        let digits = |at: usize| {
            let bytes = text[at..].bytes();
            bytes.take_while(u8::is_ascii_digit).count()
        };
        let mut list: Vec<NumberToken> = Vec::new();
        for found in DIGITS.find_iter(text) {
            let grouped = |last: &NumberToken| {
                let mut gap = text[last.span.end..found.start()].chars();
                let blank = gap.next().is_some_and(groups_thousands) && gap.next().is_none();
                blank && digits(found.start()) == 3 && digits(last.span.start) <= 3
            };
            match list.last_mut().filter(|last| grouped(last)) {
                Some(last) => last.span.end = found.end(),
                None => list.push(NumberToken {
                    span: Span::new(found.start(), found.end()),
                    class: None,
                    target: None,
                }),
            }
        }
        NumberLedger { list }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The token at an index.
    pub(crate) fn get(&self, index: usize) -> Option<&NumberToken> {
        self.list.get(index)
    }

    /// Index of the first token that ends after a byte.
    fn index_from(&self, byte: usize) -> usize {
        self.list.partition_point(|token| token.span.end <= byte)
    }

    /// Where the token at an index stands, if no rule has claimed it.
    pub(crate) fn free(&self, index: usize) -> Option<Span> {
        let token = self.get(index)?;
        token.class.is_none().then_some(token.span)
    }

    /// What the first token is that ends after a byte.
    pub(crate) fn class_at(&self, byte: usize) -> Option<NumberClass> {
        self.get(self.index_from(byte))?.class
    }

    /// Whether a span begins with a token and ends with one.
    pub(crate) fn are_tokens(&self, span: Span) -> bool {
        let token = |byte| Some(self.get(self.index_from(byte))?.span);
        token(span.start).is_some_and(|first| first.start == span.start)
            && token(span.end.saturating_sub(1)).is_some_and(|last| last.end == span.end)
    }

    /// Gives all tokens within a span that are unclaimed, or of this class and of nothing yet, their class and what they
    /// belong to.
    pub(crate) fn claim(&mut self, span: Span, class: NumberClass, target: Option<&str>) {
        let first = self.index_from(span.start);
        let within = self.list[first..].iter_mut();
        for token in within.take_while(|token| token.span.start < span.end) {
            let own = token.class == Some(class) && token.target.is_none();
            if own || token.class.is_none() {
                token.class = Some(class);
                token.target = target.map(str::to_owned);
            }
        }
    }

    /// The account; what no rule claimed is an identifier.
    pub(crate) fn mentions(self, view: &JoinedText) -> Vec<NumberMention> {
        let mention = |token: NumberToken| NumberMention {
            text: token.span.of(&view.text).to_owned(),
            class: token.class.unwrap_or(NumberClass::Identifier),
            target: token.target,
            span: view.place(token.span),
        };
        let mut mentions: Vec<NumberMention> = self.list.into_iter().map(mention).collect();
        mentions.sort_by_key(|mention| (mention.span.line, mention.span.start));
        mentions
    }
}
