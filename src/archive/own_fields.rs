//! Fields that a user's rules take of documents that are there already: read off their texts, without
//! reading a page again. `document.json` stays as it was written; the rows of the store are theirs.

use super::corrected::CorrectedDocument;
use super::error::StoreError;
use super::fill::rows::Filler;
use super::store::Store;
use crate::document::layout::BBox;
use crate::document::record::PageRecord;
use crate::document::{CustomField, TextSpan};
use crate::extract::Extractor;

/// Reads fields by a user's rules.
#[derive(Debug)]
pub struct OwnFieldReader(Extractor);

impl OwnFieldReader {
    /// With an extractor that has rules of a user's own.
    pub fn new(extractor: Extractor) -> Self {
        OwnFieldReader(extractor)
    }

    /// Names and terms of the fields.
    pub fn names(&self) -> &[(String, String)] {
        self.0.own_field_names()
    }

    /// The fields of a document as it is now; those that other rules took when it was read stay.
    pub fn read(&self, whole: &CorrectedDocument) -> Vec<CustomField> {
        let found = &whole.document.extraction;
        let issued = whole.field("date");
        let mut fields = self.0.own_fields(&whole.text(), issued);
        for field in &mut fields {
            place(&mut field.span, &whole.document.pages);
        }
        let known =
            |field: &&CustomField| !self.names().iter().any(|(name, _)| *name == field.name);
        fields.extend(found.custom.iter().filter(known).cloned());
        fields.sort_by_key(|field| (field.span.line, field.span.start));
        for (number, field) in (1..).zip(&mut fields) {
            field.id = format!("f{number}");
        }
        fields
    }
}

impl Store {
    /// Puts the fields that these rules take into the store, of every document; why some could not be read.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read_own_fields(&self, reader: &OwnFieldReader) -> Result<Vec<StoreError>, StoreError> {
        let sql = "SELECT id FROM documents WHERE folder IS NOT NULL ORDER BY id";
        let documents: Vec<i64> = {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let read = |document: i64| self.read_own_fields_of(document, reader).err();
        Ok(documents.into_iter().filter_map(read).collect())
    }

    /// Puts the fields that these rules take of one document in the place of those that were there.
    ///
    /// # Errors
    /// If the store cannot be written, or files of results are gone.
    pub fn read_own_fields_of(
        &self,
        document: i64,
        reader: &OwnFieldReader,
    ) -> Result<(), StoreError> {
        let fields = reader.read(&self.whole(document)?);
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM custom WHERE document_id = ?", [document])?;
        let filler = Filler {
            connection: &transaction,
            document,
        };
        filler.custom(&fields)?;
        transaction.commit()?;
        Ok(())
    }
}

/// Fills in the page of a place in the text of a scan, the box around its words and their least confidence.
fn place(span: &mut TextSpan, pages: &[PageRecord]) {
    let mut line = span.line.saturating_sub(1) as usize;
    for page in pages {
        // A page without words is an empty line.
        let lines = page.lines.len().max(1);
        if line >= lines {
            line -= lines;
            continue;
        }
        let end = if span.end_line > span.line {
            u32::MAX
        } else {
            span.end
        };
        // A form feed stands before the first line of every page but the first.
        let mut at = u32::from(line == 0 && page.number > 1);
        let mut boxes: Vec<BBox> = Vec::new();
        for word in page.lines.get(line).iter().flat_map(|line| &line.words) {
            let after = at + word.text.chars().count() as u32;
            if at < end && span.start < after {
                boxes.push(word.bbox);
                let least = span
                    .confidence
                    .map_or(word.confidence, |c| c.min(word.confidence));
                span.confidence = Some(least);
            }
            at = after + 1;
        }
        span.page = Some(page.number);
        span.bbox = boxes.into_iter().reduce(BBox::union);
        return;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::{LineRecord, WordRecord};

    #[test]
    fn a_place_in_the_text_of_a_scan_has_its_box() {
        let word = |text: &str, x0: i32, confidence: f32| WordRecord {
            ocr: text.to_owned(),
            ocr2: None,
            text: text.to_owned(),
            confidence,
            bbox: BBox {
                x0,
                y0: 5,
                x1: x0 + 10,
                y1: 9,
            },
        };
        let page = |number: u32, words: Vec<WordRecord>| PageRecord {
            number,
            lines: vec![LineRecord { words }],
            ..PageRecord::default()
        };
        let pages = [
            page(1, vec![word("Một", 0, 1.0)]),
            page(
                2,
                vec![
                    word("số", 0, 0.9),
                    word("1.250", 20, 0.8),
                    word("hộ", 40, 0.7),
                ],
            ),
        ];
        let mut span = TextSpan {
            line: 2,
            start: 4,
            end_line: 2,
            end: 9,
            ..TextSpan::default()
        };
        place(&mut span, &pages);
        assert_eq!((span.page, span.confidence), (Some(2), Some(0.8)));
        assert_eq!(span.bbox.map(|b| (b.x0, b.x1)), Some((20, 30)));
    }
}
