//! The documents that filters leave, as a file.

use super::formats::{XLSX, format};
use super::xlsx::Sheets;
use super::{BOM, out::Out};
use crate::archive::ask::browse::{Filter, among, clause};
use crate::archive::ask::sql::{AnswerError, Sink};
use crate::archive::store::Store;
use rusqlite::types::Value;
use std::io::{Read, Seek, Write};

/// What of documents is told.
const DOCUMENTS: &str = "SELECT number, doc_type, issued, agency, subject, signer, pages, status, confidence, \
                         failed_checks, missing, path FROM documents";
/// And of their figures.
const FIGURES: &str = "SELECT document, agency, issued, indicator, value, unit, value_text, period_from, period_to, page, \
                       confidence, corrected FROM figures";

impl Store {
    /// The documents that a filter leaves of all or of those that were found: as CSV, or in a workbook with their
    /// figures.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn export_selected(
        &self,
        filter: &Filter,
        found: Option<&[i64]>,
        format_name: &str,
    ) -> Result<Vec<u8>, AnswerError> {
        let (mut conditions, values) = filter.conditions();
        let among = found.map(among);
        conditions.extend(among.as_deref());
        let values: Vec<String> = values.into_iter().map(as_text).collect();
        let wanted = clause(&conditions);
        let documents = format!("{DOCUMENTS} {wanted} ORDER BY issued DESC, id DESC");
        let mut file = tempfile::tempfile()?;
        let out: Out = Box::new(file.try_clone()?);
        if format_name == XLSX {
            let mut book = Sheets::new(out);
            self.ask(&documents, &values, &mut book.table("documents"))?;
            let figures = format!(
                "{FIGURES} WHERE document_id IN (SELECT id FROM documents {wanted}) ORDER BY issued DESC, document_id, line"
            );
            self.ask(&figures, &values, &mut book.table("figures"))?;
            book.end()?;
        } else if let Some(format) = format(format_name) {
            file.write_all(BOM)?;
            self.ask(&documents, &values, (format.sink)(out).as_mut())?;
        }
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A value as questions take it; SQLite compares it by the kind of its column.
fn as_text(value: Value) -> String {
    match value {
        Value::Integer(whole) => whole.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Null | Value::Blob(_) => String::new(),
    }
}
