//! The archive as an open SQLite file.

use super::correct::log::Log;
use super::corrected::{CorrectedDocument, corrections};
use super::error::StoreError;
use super::seal::Seal;
use super::{schema, system};
use crate::checksum;
use crate::document::Document;
use crate::results::layout::results_of;
use crate::results::names::{ARCHIVE, CORRECTIONS};
use crate::text::{fold, number_value};
use rusqlite::functions::FunctionFlags;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};

/// A document, its text, and the checksum of its `document.json`.
pub(crate) type StoredDocument = (Document, String, String);

/// The file `archive.db` of a folder of results, open. Searching a hundred thousand documents takes less than 0.2 s.
#[cfg_attr(
    feature = "batch",
    doc = r#"
```
let folder = tempfile::tempdir()?;
let input = folder.path().join("bao-cao.txt");
std::fs::write(&input, "Số: 12/BC-UBND\nBÁO CÁO\nKết quả chuyển đổi số\n")?;
let out = folder.path().join("results");
baocao::read_batch(&[input], &out, baocao::Pipeline::builtin())?;

let store = baocao::Store::open_read_only(&out)?;
assert_eq!(store.search("chuyen doi so", 10)?.hits.len(), 1);
# Ok::<(), Box<dyn std::error::Error>>(())
```
"#
)]
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    /// Where the documents' folders lie.
    pub(crate) results: PathBuf,
    /// Every decision, from which corrections follow.
    pub(crate) log: Log,
    /// Why and where an earlier store was set aside.
    pub(crate) set_aside: Option<String>,
    /// What seals a store that is written to; dropped after the connection.
    _seal: Option<Seal>,
}

impl Store {
    /// Opens the store in the folder of results `root`, or makes it; older ones are brought up to date.
    ///
    /// # Errors
    /// If it cannot be written, is damaged, or a newer program made it.
    pub(crate) fn open_as_it_is(root: &Path, results: &Path) -> Result<Self, StoreError> {
        let seal = Seal::open(root)?;
        let connection = Connection::open(root.join(ARCHIVE))?;
        prepare(&connection).map_err(|error| system::with_reason(&connection, error))?;
        Ok(Store {
            connection,
            results: results.to_owned(),
            log: Log::new(root.join(CORRECTIONS)),
            set_aside: None,
            _seal: Some(seal),
        })
    }

    /// An empty store that nothing keeps.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub(super) fn in_memory() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        Ok(Store {
            connection,
            results: PathBuf::new(),
            log: Log::new(PathBuf::new()),
            set_aside: None,
            _seal: None,
        })
    }

    /// Opens a store that is there, to be queried only.
    ///
    /// # Errors
    /// If there is no store.
    pub fn open_read_only(out: &Path) -> Result<Self, StoreError> {
        let path = out.join(ARCHIVE);
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
            log: Log::new(out.join(CORRECTIONS)),
            set_aside: None,
            _seal: None,
        })
    }

    /// What statements are run on.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the documents' folders lie.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// The document of an input, with what people corrected on its pages and in its head; `None` where there is none.
    pub(crate) fn corrected(&self, sha256: &str) -> Result<Option<Document>, StoreError> {
        let sql = "SELECT folder FROM documents WHERE sha256 = ? AND folder IS NOT NULL";
        let folder = self.connection.query_row(sql, [sha256], |row| row.get(0));
        let Some(folder): Option<String> = folder.optional()? else {
            return Ok(None);
        };
        let (document, text, _) = self.read(&folder)?;
        let corrections = corrections(&self.connection, sha256)?;
        let whole = CorrectedDocument::new(document, &text, &corrections);
        Ok(Some(whole.into_document()))
    }

    /// The document in a folder of the results, its text, and the checksum of its `document.json`.
    pub(crate) fn read(&self, folder: &str) -> Result<StoredDocument, StoreError> {
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
