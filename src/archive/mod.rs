//! `archive.db`: everything that a folder of results holds, in one SQLite file that can be asked.
//!
//! A document's rows are made of its `document.json`, its text and what people corrected, always by
//! the same way (`fill`): when it is read, when the store lags behind the manifest, and after each
//! correction. So the store can be lost and made anew; only `corrections` cannot.

pub mod ask;
pub mod correct;
pub(crate) mod corrected;
pub(crate) mod error;
pub mod export;
pub(crate) mod fill;
pub mod schema;
pub(crate) mod system;

pub use error::StoreError;

use crate::checksum;
use crate::document::Document;
use crate::results::living::results_of;
use crate::results::manifest;
use crate::results::manifest::Row;
use crate::text::{fold, number_value};
use rusqlite::functions::FunctionFlags;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Name of the file.
pub const NAME: &str = "archive.db";
/// What SQLite keeps beside it while it is open.
pub(crate) const BESIDE: [&str; 3] = ["archive.db-wal", "archive.db-shm", "archive.db-journal"];

/// A document, its text, and the checksum of its `document.json`.
pub(crate) type Read = (Document, String, String);

/// A store that is open.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// Where the documents' folders lie.
    results: PathBuf,
}

impl Store {
    /// Opens the store in the folder of results `root`, or makes it; older ones are brought up to date.
    ///
    /// # Errors
    /// If it cannot be written or a newer program made it.
    pub fn open(root: &Path, results: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(root.join(NAME))?;
        prepare(&connection).map_err(|error| system::told(&connection, error))?;
        Ok(Store {
            connection,
            results: results.to_owned(),
        })
    }

    /// Opens a store that is there, to be asked only.
    ///
    /// # Errors
    /// If there is none.
    pub fn open_read_only(out: &Path) -> Result<Self, StoreError> {
        let path = out.join(NAME);
        if !path.is_file() {
            return Err(StoreError::Missing(out.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        add_functions(&connection)?;
        schema::migrate::check(&connection)?;
        Ok(Store {
            connection,
            results: results_of(out),
        })
    }

    /// Opens a store that is there, to be corrected.
    ///
    /// # Errors
    /// If there is none, or it cannot be written.
    pub fn open_existing(out: &Path) -> Result<Self, StoreError> {
        match out.join(NAME).is_file() {
            true => Store::open(out, &results_of(out)),
            false => Err(StoreError::Missing(out.display().to_string())),
        }
    }

    /// What statements are run on.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the documents' folders lie.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// Takes in what became of an input: its row, and its document where there is one.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn record(&mut self, row: &Row) -> Result<(), StoreError> {
        if row.same_as.is_some() {
            return Ok(());
        }
        self.put(row)
            .map_err(|error| system::told(&self.connection, error))
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

    /// The document in a folder of the results, its text, and the checksum of its `document.json`.
    fn read(&self, folder: &str) -> Result<Read, StoreError> {
        let read = |name: &str| {
            let path = self.results.join(folder).join(name);
            std::fs::read(&path).map_err(|error| StoreError::file(&path, error))
        };
        let (json, text) = (read("document.json")?, read("text.txt")?);
        let document = serde_json::from_slice(&json).map_err(|error| {
            StoreError::file(
                &self.results.join(folder).join("document.json"),
                error.into(),
            )
        })?;
        Ok((
            document,
            String::from_utf8_lossy(&text).into_owned(),
            checksum::of(&json),
        ))
    }

    /// Takes in whatever the manifest tells and the store does not know: after a crash, or for results
    /// of a program that had no store. How many documents that were.
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

    /// When each input was read, as far as the store knows.
    fn known(&self) -> Result<HashMap<String, String>, StoreError> {
        let mut rows = self
            .connection
            .prepare("SELECT path, finished FROM documents")?;
        let pairs = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// Whether the files are those that a row of the manifest tells of, and not of a later row.
    fn is_there(&self, row: &Row) -> bool {
        let Some(folder) = &row.folder else {
            return true;
        };
        let json = row.outputs.iter().find(|file| file.name == "document.json");
        let path = self.results.join(folder).join("document.json");
        json.is_some_and(|json| checksum::of_file(&path).is_ok_and(|(sum, _)| sum == json.sha256))
    }
}

/// Makes a connection ready to be written to, and brings the store up to date.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // A crash of the machine may cost the last documents, which the next run fills in.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    add_functions(connection)?;
    schema::migrate::migrate(connection)
}

/// In SQL, `fold(text)`: without marks, in small letters; `number(text)`: the value of a number as
/// printed (`1.234,5`).
fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("number", 1, flags, |context| {
        Ok(context
            .get::<Option<String>>(0)?
            .and_then(|text| number_value(&text)))
    })?;
    connection.create_scalar_function("fold", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| fold(&text)))
    })
}

/// How long another program may write.
const BUSY: std::time::Duration = std::time::Duration::from_secs(10);
/// Statements that are kept ready.
const STATEMENTS: usize = 64;
