//! Takes documents into the archive as they finish, or from the manifest where it lags behind.

use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::archive::{fill, system};
use crate::checksum;
use crate::document::Document;
use crate::results::manifest;
use crate::results::manifest::Row;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::{BufRead, BufReader};

impl Store {
    /// Takes in what became of an input: its row, and its document where there is one.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn record(&mut self, row: &Row) -> Result<(), StoreError> {
        if row.same_as.is_some() {
            return Ok(());
        }
        self.put(row)
            .map_err(|error| system::with_reason(&self.connection, error))
    }

    fn put(&mut self, row: &Row) -> Result<(), StoreError> {
        if let Some(folder) = row.folder.as_deref() {
            let (document, text, sha256) = self.read(folder)?;
            return self.take(row, document, &text, &sha256);
        }
        let transaction = self.connection.transaction()?;
        fill::failed(&transaction, row)?;
        transaction.commit()?;
        Ok(())
    }

    /// Takes in a document with its row of the manifest, its text, and the checksum of its
    /// `document.json`.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn take(
        &mut self,
        row: &Row,
        document: Document,
        text: &str,
        sha256: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        fill::document(&transaction, row, document, text, sha256)?;
        transaction.commit()?;
        Ok(())
    }

    /// Takes in the rows of the manifest that the store lacks: after a crash, or for results of a
    /// program that had no store. Returns how many documents that were.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn catch_up(&mut self) -> Result<usize, StoreError> {
        let path = self.results.join(manifest::NAME);
        let file = match File::open(&path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(StoreError::file(&path, error)),
        };
        let known = self.known()?;
        let mut filled = 0;
        for line in file.split(b'\n') {
            let line = line.map_err(|error| StoreError::file(&path, error))?;
            let Ok(row) = serde_json::from_slice::<Row>(&line) else {
                continue;
            };
            if row.same_as.is_none()
                && known.get(&row.path) != Some(&row.finished)
                && self.is_there(&row)
            {
                self.record(&row)?;
                filled += 1;
            }
        }
        Ok(filled)
    }

    /// When each input in the store was read.
    fn known(&self) -> Result<HashMap<String, String>, StoreError> {
        let mut rows = self
            .connection
            .prepare("SELECT path, finished FROM documents")?;
        let pairs = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// Whether the files are those of this row of the manifest, and not of a later one.
    fn is_there(&self, row: &Row) -> bool {
        let Some(folder) = &row.folder else {
            return true;
        };
        let json = row.outputs.iter().find(|file| file.name == "document.json");
        let path = self.results.join(folder).join("document.json");
        json.is_some_and(|json| checksum::of_file(&path).is_ok_and(|(sum, _)| sum == json.sha256))
    }
}
