//! A folder of results as the output of one of many work items: tables whose rows name their input by its checksum,
//! so that files of many items are one table, and lines of documents, from which a folder of results is made again.

use super::formats::{SinkFormat, XLSX};
use super::{OWN, VIEWS};
use crate::archive::ask::sql::AnswerError;
use crate::archive::error::StoreError;
use crate::archive::schema::column::Table;
use crate::archive::schema::tables::TABLES;
use crate::archive::store::Store;
use crate::results::manifest::{self, Row};
use crate::results::shard_lines::{NAME, ShardLine};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What failed, pages and documents.
const FAILURES: (&str, &str) = (
    "failures",
    "SELECT d.sha256, d.path, d.status, p.number AS page, coalesce(p.error, d.error) AS error FROM documents d \
     LEFT JOIN pages p ON p.document_id = d.id AND p.error IS NOT NULL WHERE d.status <> 'ok'",
);

/// The tables of an item and what they hold: those whose rows belong to documents, and the documents.
pub(crate) fn tables() -> Vec<(&'static str, String)> {
    let of_documents = |table: &&Table| {
        let named = table
            .columns
            .iter()
            .any(|column| column.name == "document_id");
        named && !OWN.contains(&table.name)
    };
    let tables = TABLES.iter().filter(of_documents).map(|table| table.name);
    let joined = |name: &'static str| {
        let sql = format!(
            "SELECT d.sha256, t.* FROM \"{name}\" t JOIN documents d ON d.id = t.document_id"
        );
        (name, sql)
    };
    let documents = ("documents", "SELECT * FROM documents".to_owned());
    let failures = (FAILURES.0, FAILURES.1.to_owned());
    let joined = tables.chain(VIEWS).map(joined);
    joined.chain([documents, failures]).collect()
}

impl Store {
    /// Writes the tables and the lines of all documents to a folder; the files and how many rows they have.
    ///
    /// # Errors
    /// If the folder cannot be written, a result cannot be read, or the format has no file for each table.
    pub fn export_shard(
        &self,
        format: &SinkFormat,
        folder: &Path,
    ) -> Result<Vec<(PathBuf, usize)>, AnswerError> {
        if format.name == XLSX {
            let why = "a shard has a file for each table; choose another format than xlsx";
            return Err(StoreError::InvalidQuery(why.to_owned()).into());
        }
        std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
        let tables = tables();
        let tables = tables
            .iter()
            .map(|(name, sql)| self.export_table(format, folder, name, sql));
        let mut written = tables.collect::<Result<Vec<_>, _>>()?;
        // The lines are written last: where they are, all is.
        let path = folder.join(NAME);
        let lines = self.export_lines(&path);
        written.push((path, lines?));
        Ok(written)
    }

    /// Writes a line for each row of the manifest.
    fn export_lines(&self, path: &Path) -> Result<usize, AnswerError> {
        let failed = |path: &Path, error| AnswerError::from(StoreError::file(path, error));
        let part = path.with_extension("part");
        let file = File::create(&part).map_err(|error| failed(&part, error))?;
        let mut out = BufWriter::new(file);
        let manifest = self.results.join(manifest::NAME);
        let rows = File::open(&manifest).map_err(|error| failed(&manifest, error))?;
        let mut count = 0;
        for row in BufReader::new(rows).split(b'\n') {
            let row = row.map_err(|error| failed(&manifest, error))?;
            let row: Row =
                serde_json::from_slice(&row).map_err(|error| failed(&manifest, error.into()))?;
            let mut line = serde_json::to_vec(&self.line(row)?).map_err(io::Error::from)?;
            line.push(b'\n');
            out.write_all(&line).map_err(|error| failed(&part, error))?;
            count += 1;
        }
        out.flush().map_err(|error| failed(&part, error))?;
        drop(out);
        std::fs::rename(&part, path).map_err(|error| failed(path, error))?;
        Ok(count)
    }

    fn line(&self, row: Row) -> Result<ShardLine, StoreError> {
        let read = row.folder.as_deref().map(|folder| self.read(folder));
        let (document, text) = match read.transpose()? {
            Some((document, text, _)) => (Some(document), Some(text)),
            None => (None, None),
        };
        Ok(ShardLine {
            row: Row {
                folder: None,
                outputs: Vec::new(),
                ..row
            },
            document,
            text,
        })
    }
}
