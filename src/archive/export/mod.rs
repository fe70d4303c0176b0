//! All tables as files, each with the types of its columns.

#[cfg(feature = "serve")]
pub(crate) mod document_table;
pub mod formats;
pub(crate) mod out;
pub(crate) mod parquet;
#[cfg(feature = "serve")]
pub(crate) mod selection;
pub(crate) mod shard;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod xlsx;

use crate::archive::ask::sql::AnswerError;
use crate::archive::ask::sql::Sink;
use crate::archive::error::StoreError;
use crate::archive::schema::tables::TABLES;
use crate::archive::store::Store;
use formats::{SinkFormat, XLSX};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use xlsx::Sheets;

/// What tells Excel that a CSV file is UTF-8.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";
/// The workbook of all tables.
const WORKBOOK: &str = "tables.xlsx";

/// Views that are exported beside the tables.
const VIEWS: [&str; 2] = ["figures", "custom_fields"];
/// What only this program needs.
const OWN: [&str; 1] = ["review"];

/// Names of what is exported.
pub fn names() -> impl Iterator<Item = &'static str> {
    let tables = TABLES.iter().map(|table| table.name);
    tables.filter(|name| !OWN.contains(name)).chain(VIEWS)
}

impl Store {
    /// Writes every table to a file in a folder, Excel's to one workbook; the files and how many rows they have.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn export(
        &self,
        format: &SinkFormat,
        folder: &Path,
    ) -> Result<Vec<(PathBuf, usize)>, AnswerError> {
        let failed = |path: &Path, error| AnswerError::from(StoreError::file(path, error));
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        if format.name == XLSX {
            return self.export_workbook(folder);
        }
        let all = names().map(|name| {
            self.export_table(format, folder, name, &format!("SELECT * FROM \"{name}\""))
        });
        all.collect()
    }

    /// Writes what a question finds to the file of a table; the file and how many rows it has.
    fn export_table(
        &self,
        format: &SinkFormat,
        folder: &Path,
        name: &str,
        sql: &str,
    ) -> Result<(PathBuf, usize), AnswerError> {
        let failed = |path: &Path, error| AnswerError::from(StoreError::file(path, error));
        let path = folder.join(format!("{name}.{}", format.ending));
        let part = folder.join(format!(".part-{name}.{}", format.ending));
        let mut file = File::create(&part).map_err(|error| failed(&part, error))?;
        if format.ending == "csv" {
            file.write_all(BOM).map_err(|error| failed(&part, error))?;
        }
        let mut sink = (format.sink)(Box::new(BufWriter::new(file)));
        let rows = self.ask(sql, &[], sink.as_mut())?;
        drop(sink);
        std::fs::rename(&part, &path).map_err(|error| failed(&path, error))?;
        Ok((path, rows))
    }

    /// Writes all tables into one workbook, a sheet each.
    fn export_workbook(&self, folder: &Path) -> Result<Vec<(PathBuf, usize)>, AnswerError> {
        let path = folder.join(WORKBOOK);
        let part = folder.join(format!(".part-{WORKBOOK}"));
        let failed = |path: &Path, error| AnswerError::from(StoreError::file(path, error));
        let file = File::create(&part).map_err(|error| failed(&part, error))?;
        let mut book = Sheets::new(Box::new(BufWriter::new(file)));
        let mut rows = 0;
        for name in names() {
            let sql = format!("SELECT * FROM \"{name}\"");
            rows += self.ask(&sql, &[], &mut book.table(name))?;
        }
        book.end()?;
        std::fs::rename(&part, &path).map_err(|error| failed(&path, error))?;
        Ok(vec![(path, rows)])
    }
}
