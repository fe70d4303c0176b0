//! Restored lines as JSON: each token with what stood there, how sure it is, what else it may be, and its places.

use super::Restorer;
use super::lines::{Detail, RestoredLine, SourceLine};
use crate::text::Span;
use crate::text::numbers::thousandths;
use serde_json::{Value, json};

/// A row for each line of a text.
pub fn rows(restorer: &Restorer, text: &str) -> Vec<Value> {
    let lines: Vec<SourceLine> = text.lines().map(SourceLine::of_text).collect();
    let restored = restorer.restore(&lines, Detail::Confidence);
    numbered(1, &lines, &restored).collect()
}

/// A row for each line, of which the first has this number.
pub(crate) fn numbered<'l>(
    first: usize,
    lines: &'l [SourceLine],
    restored: &'l [RestoredLine],
) -> impl Iterator<Item = Value> {
    let numbered = (first..).zip(lines.iter().zip(restored));
    numbered.map(|(number, (source, line))| row(number, source.text, line))
}

/// A line as JSON; places are half-open ranges of characters.
fn row(number: usize, source: &str, line: &RestoredLine) -> Value {
    let place = |text: &str, span: Span| {
        let start = text[..span.start].chars().count();
        [start, start + span.of(text).chars().count()]
    };
    let tokens: Vec<Value> = line
        .tokens
        .iter()
        .map(|token| {
            let others = token.alternatives.iter();
            let alternatives: Vec<_> = others
                .map(|(text, sure)| (text, thousandths(*sure)))
                .collect();
            json!({
                "text": token.target.of(&line.text),
                "ocr": token.source.of(source),
                "confidence": thousandths(token.confidence),
                "alternatives": alternatives,
                "span": place(&line.text, token.target),
                "ocr_span": place(source, token.source),
            })
        })
        .collect();
    json!({ "line": number, "ocr": source, "text": line.text, "tokens": tokens })
}
