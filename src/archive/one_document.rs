//! The tables of one document, without a folder of results.

use super::error::StoreError;
use super::fill;
use super::store::Store;
use crate::document::Document;
use crate::results::manifest::{Row, Versions, verdict};

impl Store {
    /// A store in memory that holds one document, to be asked for its rows.
    ///
    /// # Errors
    /// If the document's rows contradict the schema.
    pub fn of_document(document: Document, text: &str) -> Result<Self, StoreError> {
        let store = Store::in_memory()?;
        let source = &document.source;
        let (status, error) = verdict(&document);
        let row = Row {
            sha256: Some(source.sha256.clone()),
            pages: Some(source.pages),
            status,
            error,
            versions: Versions {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                ..Versions::default()
            },
            ..Row::new(source.path.clone().unwrap_or_default())
        };
        fill::document(&store.connection, &row, document, text, "")?;
        Ok(store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;

    #[test]
    fn a_document_alone_has_its_rows() {
        let text = "Số: 12/BC-UBND\nTrong tháng đã tiếp nhận 120 hồ sơ.\n";
        let mut document = Document::of_pages(Some("a.txt".to_owned()), String::new(), Vec::new());
        document.extraction = Extractor::builtin().extract(text);
        let store = Store::of_document(document, text).expect("a store");
        let one = |sql: &str| -> String {
            let read = store.connection.query_row(sql, [], |row| row.get(0));
            read.expect(sql)
        };
        assert_eq!(one("SELECT number FROM documents"), "12/BC-UBND");
        assert_eq!(one("SELECT status FROM documents"), "ok");
        assert_eq!(one("SELECT value_text FROM statistics"), "120");
    }
}
