//! Versions of the store. All tables but `corrections` follow from the results, so an older store
//! keeps its corrections and is filled again.

use super::tables::TABLES;
use super::views::{WORDS, views};
use crate::archive::error::StoreError;
use rusqlite::Connection;

/// The version of the tables; goes up with every change of `schema.rs`.
pub const VERSION: i64 = 3;

/// The one table that does not follow from the results.
const KEPT: &str = "corrections";

fn version(connection: &Connection) -> Result<i64, StoreError> {
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        newer if newer > VERSION => Err(StoreError::Newer(newer)),
        known => Ok(known),
    }
}

/// # Errors
/// If the store is of another version than this program's.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    match version(connection)? {
        VERSION => Ok(()),
        _ => Err(StoreError::InvalidQuery(
            "archive.db: of an older version of baocao; `baocao run` again brings it up to date"
                .to_owned(),
        )),
    }
}

/// Brings a store, which may be empty, to this version.
pub(crate) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    if version(connection)? == VERSION {
        return Ok(());
    }
    // Dropping a table would look for rows that refer to it.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.unchecked_transaction()?;
    // Another program may have done it meanwhile.
    if version(&transaction)? != VERSION {
        make(&transaction)?;
    }
    transaction.commit()?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

fn make(connection: &Connection) -> Result<(), StoreError> {
    let kept = columns(connection, KEPT)?;
    let old = format!("old_{KEPT}");
    if !kept.is_empty() {
        connection.execute_batch(&format!("ALTER TABLE {KEPT} RENAME TO {old}"))?;
    }
    for (kind, name) in things(connection)?
        .into_iter()
        .filter(|(_, name)| *name != old)
    {
        connection.execute_batch(&format!("DROP {kind} IF EXISTS \"{name}\""))?;
    }
    let tables: String = TABLES
        .iter()
        .map(super::column::Table::statements)
        .collect();
    connection.execute_batch(&format!("{tables}{WORDS};\n{}", views()))?;
    if !kept.is_empty() {
        let now = columns(connection, KEPT)?;
        let both: Vec<String> = kept.into_iter().filter(|name| now.contains(name)).collect();
        let both = both.join(", ");
        connection.execute_batch(&format!(
            "INSERT INTO {KEPT} ({both}) SELECT {both} FROM {old}; DROP TABLE {old}"
        ))?;
    }
    connection.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// Names of the columns of a table; none where there is no such table.
fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut rows = connection.prepare("SELECT name FROM pragma_table_info(?)")?;
    let names = rows.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Kind and name of whatever an older version made: views, then indices and tables. Tables of an
/// index of words go with it.
fn things(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut rows = connection.prepare(
        "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' \
         AND name NOT GLOB 'page_words_*' AND sql IS NOT NULL \
         ORDER BY CASE type WHEN 'view' THEN 0 WHEN 'index' THEN 1 ELSE 2 END",
    )?;
    let things = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(things.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_store_keeps_its_corrections_alone() {
        let connection = Connection::open_in_memory().expect("opened");
        connection
            .execute_batch(
                "CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT); \
                 CREATE INDEX by_name ON documents (name); \
                 CREATE VIEW names AS SELECT name FROM documents; \
                 INSERT INTO documents VALUES (1, 'old'); \
                 CREATE TABLE corrections (id INTEGER PRIMARY KEY, sha256, target, item, old, new, author, made, colour); \
                 INSERT INTO corrections VALUES (7, 'ab', 'header', 'number', '1', '2', 'Lan', '2026-01-01T00:00:00Z', 'red');",
            )
            .expect("an older store");
        migrate(&connection).expect("brought up to date");
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        assert_eq!(count("SELECT count(*) FROM documents"), Ok(0));
        assert_eq!(
            count(
                "SELECT count(*) FROM corrections WHERE id = 7 AND author = 'Lan' AND undone IS NULL"
            ),
            Ok(1)
        );
        assert_eq!(
            count(
                "SELECT count(*) FROM sqlite_schema WHERE name IN ('names', 'by_name', 'old_corrections')"
            ),
            Ok(0)
        );
        for view in crate::archive::schema::views::VIEWS {
            connection
                .prepare(&format!("SELECT * FROM {}", view.name))
                .expect(view.name);
        }
        migrate(&connection).expect("nothing to do");
        connection
            .pragma_update(None, "user_version", VERSION + 1)
            .expect("set");
        assert!(matches!(migrate(&connection), Err(StoreError::Newer(_))));
    }
}
