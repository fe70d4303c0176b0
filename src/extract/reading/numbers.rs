//! The account of every run of digits: each is found once and given exactly one class.

use super::paragraphs::JoinedText;
use crate::document::{NumberClass, NumberMention};
use crate::text::{Span, groups_thousands};

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
        let bytes = text.as_bytes();
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        let digits = |i: usize| (i..).take_while(|&i| digit(i)).count();
        let mut list = Vec::new();
        let mut i = 0;
        while i < bytes.len() {
            if !digit(i) {
                i += 1;
                continue;
            }
            let start = i;
            loop {
                if digit(i) || (matches!(bytes.get(i), Some(b'.' | b',' | b'/')) && digit(i + 1)) {
                    i += 1;
                    continue;
                }
                let blank = text[i..].chars().next().filter(|&c| groups_thousands(c));
                let next = i + blank.map_or(0, char::len_utf8);
                if blank.is_none() || digits(next) != 3 || digits(start) > 3 {
                    break;
                }
                i = next;
            }
            list.push(NumberToken {
                span: Span::new(start, i),
                class: None,
                target: None,
            });
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
    pub(crate) fn index_from(&self, byte: usize) -> usize {
        self.list.partition_point(|token| token.span.end <= byte)
    }

    /// Whether no rule has claimed the token at the start of a span.
    pub(crate) fn is_free(&self, span: Span) -> bool {
        let token = self.get(self.index_from(span.start));
        token.is_some_and(|token| token.class.is_none())
    }

    /// Whether a span begins with a token and ends with one.
    pub(crate) fn are_tokens(&self, span: Span) -> bool {
        let first = self.get(self.index_from(span.start));
        let last = self.get(self.index_from(span.end.saturating_sub(1)));
        first.is_some_and(|token| token.span.start == span.start)
            && last.is_some_and(|token| token.span.end == span.end)
    }

    fn within(&mut self, span: Span) -> impl Iterator<Item = &mut NumberToken> {
        let first = self.index_from(span.start);
        let tokens = self.list[first..].iter_mut();
        tokens.take_while(move |token| token.span.start < span.end)
    }

    /// Gives all unclaimed tokens within a span their class and what they belong to.
    pub(crate) fn claim(&mut self, span: Span, class: NumberClass, target: Option<&str>) {
        for token in self.within(span).filter(|token| token.class.is_none()) {
            token.class = Some(class);
            token.target = target.map(str::to_owned);
        }
    }

    /// Gives what tokens of a class within a span belong to.
    pub(crate) fn retarget(&mut self, span: Span, class: NumberClass, target: &str) {
        for token in self.within(span).filter(|token| token.class == Some(class)) {
            token.target = Some(target.to_owned());
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
