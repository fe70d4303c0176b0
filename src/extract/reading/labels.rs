//! Labels of headings and items at the start of a line: `I.`, `1.`, `6.1.`, `a)`, `-`, *Điều 1.*, as
//! `dictionaries/patterns/label.toml` has them.

use crate::document::SectionKind;
use crate::rules::shapes::{Shape, shape};
use crate::text::Span;

static LABELS: Shape<SectionKind> = Shape::new(|| shape("label"));

/// A label at the start of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    /// How it is labelled.
    pub(crate) kind: SectionKind,
    /// The label with its dot or parenthesis.
    pub(crate) span: Span,
    /// The part of it that counts (`4` of `4.`).
    pub(crate) key: Span,
    /// Where the text after it starts.
    pub(crate) rest: usize,
}

impl Label {
    /// The same label in a text that has `by` more bytes before it.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Label {
            span: self.span.shifted(by),
            key: self.key.shifted(by),
            rest: self.rest + by,
            ..self
        }
    }
}

/// The label that a line starts with. `previous` is the line before, `blank` whether blank lines
/// stand between: a number in the middle of a sentence is no label.
pub(crate) fn find(line: &str, previous: Option<&str>, blank: bool) -> Option<Label> {
    const SHORT: usize = 60;
    let ended =
        |line: &str| line.ends_with(['.', ';', ':', '/', '!', '?']) || line.chars().count() < SHORT;
    let found = LABELS.begins(line)?;
    let told = blank || found.part("fresh").is_none() || previous.is_none_or(ended);
    let span = found.part("label").filter(|_| told)?;
    let text = line[span.end..].trim_start();
    Some(Label {
        kind: found.kind,
        span: Span::new(0, span.of(line).trim_end().len()),
        key: found.part("key")?,
        rest: line.len() - text.len(),
    })
}
