//! A table of words: a row each, with its page, line, box, confidence, text and OCR form.

use crate::document::Document;
use std::fmt::Write;

/// Writes a document.
pub(crate) fn write(document: &Document) -> String {
    let mut out = "page\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\tocr\n".to_owned();
    for page in &document.pages {
        for (line, record) in (1..).zip(&page.lines) {
            for (word, record) in (1..).zip(&record.words) {
                let b = record.bbox;
                // Writing to a string cannot fail.
                let _ = writeln!(
                    out,
                    "{}\t{line}\t{word}\t{}\t{}\t{}\t{}\t{:.3}\t{}\t{}",
                    page.number,
                    b.x0,
                    b.y0,
                    b.x1 - b.x0,
                    b.y1 - b.y0,
                    record.confidence,
                    record.text,
                    record.ocr,
                );
            }
        }
    }
    out
}
