//! All tables as files, each with the types of its columns.

pub mod formats;
pub(crate) mod out;
pub(crate) mod parquet;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod xlsx;

use crate::archive::ask::sql::AnswerError;
use crate::archive::error::StoreError;
use crate::archive::schema::tables::TABLES;
use crate::archive::store::Store;
use formats::SinkFormat;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

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
    /// Writes every table to a file in a folder; the files and how many rows they have.
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
        let mut written = Vec::new();
        for name in names() {
            let path = folder.join(format!("{name}.{}", format.name));
            let part = folder.join(format!(".part-{name}.{}", format.name));
            let file = File::create(&part).map_err(|error| failed(&part, error))?;
            let mut sink = (format.sink)(Box::new(BufWriter::new(file)));
            let rows = self.ask(&format!("SELECT * FROM \"{name}\""), &[], sink.as_mut())?;
            drop(sink);
            std::fs::rename(&part, &path).map_err(|error| failed(&path, error))?;
            written.push((path, rows));
        }
        Ok(written)
    }
}
