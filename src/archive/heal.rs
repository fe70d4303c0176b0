//! A store that is damaged, foreign or edited is set aside and made anew: from the results, and from the log of
//! corrections.

use super::correct::log::{self, Logged};
use super::error::StoreError;
use super::seal::{self, Sealed};
use super::store::Store;
use crate::results::clock;
use crate::results::layout::results_of;
use crate::results::manifest;
use crate::results::names::{ARCHIVE, ARCHIVE_JOURNALS, ARCHIVE_SUM, CORRECTIONS};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::collections::BTreeSet;
use std::path::Path;

/// Bytes of a store without a seal that is checked whole when it is opened; a larger one is checked by `verify` alone.
const CHECKED: u64 = 64 << 20;

impl Store {
    /// Opens the store in the folder of results `root`, or makes it. One that is not what the program wrote is set
    /// aside, which [`Store::set_aside`] tells, and the corrections of the log are put into the new one.
    ///
    /// # Errors
    /// If it cannot be written or a newer program made it.
    pub fn open(root: &Path, results: &Path) -> Result<Self, StoreError> {
        if !root.join(ARCHIVE).exists() {
            // What is left of a store that is gone belongs to none.
            remove_journals(root);
        }
        let opened = match seal::state(root) {
            Sealed::Broken => Err(StoreError::Damaged(EDITED)),
            Sealed::Whole => Store::open_as_it_is(root, results),
            Sealed::Not => Store::open_as_it_is(root, results).and_then(|store| {
                store.is_whole(root)?;
                Ok(store)
            }),
        };
        let opened = opened.and_then(|mut store| {
            store.follow_log()?;
            Ok(store)
        });
        let reason = match opened {
            Err(error) if error.is_damage() => error.to_string(),
            other => return other,
        };
        let name = set_aside(root)?;
        let mut store = Store::open_as_it_is(root, results)?;
        store.set_aside = Some(format!(
            "{reason}; it was set aside as {name} and made anew"
        ));
        store.follow_log()?;
        Ok(store)
    }

    /// Opens the store of results that are there, to be corrected; one that is lost or damaged is made anew.
    ///
    /// # Errors
    /// If there are no results, or it cannot be written.
    pub fn open_existing(out: &Path) -> Result<Self, StoreError> {
        let results = results_of(out);
        let has_manifest = results.join(manifest::NAME).is_file();
        if !has_manifest && !out.join(ARCHIVE).is_file() {
            return Err(StoreError::Missing(out.display().to_string()));
        }
        let mut store = Store::open(out, &results)?;
        if has_manifest {
            store.catch_up()?;
        }
        Ok(store)
    }

    /// Opens the store of results to be queried only; one that is lost or damaged is made anew first.
    ///
    /// # Errors
    /// If there are no results, or it cannot be read.
    pub fn open_to_ask(out: &Path) -> Result<Self, StoreError> {
        let is_broken = length(out) <= CHECKED && seal::state(out) == Sealed::Broken;
        let opened = match is_broken {
            true => Err(StoreError::Damaged(EDITED)),
            false => Store::open_read_only(out),
        };
        match opened {
            Err(error) if error.is_damage() || matches!(error, StoreError::Missing(_)) => {
                let set_aside = Store::open_existing(out)?.set_aside;
                let mut store = Store::open_read_only(out)?;
                store.set_aside = set_aside;
                Ok(store)
            }
            other => other,
        }
    }

    /// Why and where an earlier store was set aside when this one was opened.
    pub fn set_aside(&self) -> Option<&str> {
        self.set_aside.as_deref()
    }

    fn is_whole(&self, root: &Path) -> Result<(), StoreError> {
        match length(root) > CHECKED || is_sound(&self.connection) {
            true => Ok(()),
            false => Err(StoreError::Damaged(BROKEN)),
        }
    }

    /// Brings the table of corrections up to the log; a store from before there was one begins it.
    fn follow_log(&mut self) -> Result<(), StoreError> {
        let known = log::rows(&self.connection, None)?;
        if !self.log.is_there() {
            return match known.is_empty() {
                true => Ok(()),
                false => self.log.append(&known),
            };
        }
        let logged = self.log.read()?;
        if !follows(&known, &logged) {
            return Err(StoreError::Damaged(FOREIGN));
        }
        let missing = logged.decisions.values();
        let missing: Vec<_> = missing.filter(|decided| !known.contains(decided)).collect();
        let inputs: BTreeSet<&str> = missing.iter().map(|decided| decided.input()).collect();
        let transaction = self.connection.unchecked_transaction()?;
        for decided in &missing {
            log::put(&transaction, decided)?;
        }
        for input in inputs {
            self.refill_input(&transaction, input)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

const BROKEN: &str = "it is damaged";
const EDITED: &str = "something else than baocao changed it";
const FOREIGN: &str = "its corrections are not those of corrections.jsonl";

/// Whether the table has no decision that the log has not, or has otherwise than before it was taken back.
fn follows(known: &[log::Decided], logged: &Logged) -> bool {
    known.iter().all(|decided| {
        logged
            .decisions
            .get(&decided.id())
            .is_some_and(|log| decided.may_become(log))
    })
}

fn length(root: &Path) -> u64 {
    std::fs::metadata(root.join(ARCHIVE)).map_or(0, |file| file.len())
}

fn is_sound(connection: &Connection) -> bool {
    let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    check.is_ok_and(|found| found == "ok")
}

impl StoreError {
    /// Whether the store is not what the program wrote.
    fn is_damage(&self) -> bool {
        match self {
            StoreError::Damaged(_) => true,
            // A table or column that is missing is such an error too.
            StoreError::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
                failure.code,
                ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::Unknown
            ),
            _ => false,
        }
    }
}

/// Gives the store another name; the name.
fn set_aside(root: &Path) -> Result<String, StoreError> {
    let name = format!("{ARCHIVE}.{}", clock::now().replace(':', ""));
    let path = root.join(ARCHIVE);
    std::fs::rename(&path, root.join(&name)).map_err(|error| StoreError::file(&path, error))?;
    remove_journals(root);
    Ok(name)
}

/// Removes what SQLite keeps beside a store, which would be taken for the new one's.
fn remove_journals(root: &Path) {
    for journal in ARCHIVE_JOURNALS {
        // Most are not there.
        let _ = std::fs::remove_file(root.join(journal));
    }
}

/// What of the store and its log is not as the program wrote it.
///
/// # Errors
/// If the log cannot be read.
pub fn differences(root: &Path) -> Result<Vec<String>, StoreError> {
    let log = log::Log::new(root.join(CORRECTIONS));
    let logged = log.read()?;
    let fault = logged.fault;
    let of_log = fault.map(|line| format!("changed: corrections.jsonl, from line {line} on"));
    let path = root.join(ARCHIVE);
    if !path.is_file() {
        let beside = [&ARCHIVE_JOURNALS[..], &[ARCHIVE_SUM, CORRECTIONS]].concat();
        let was_there = beside.iter().any(|name| root.join(name).exists());
        let lost = was_there.then(|| format!("missing: {ARCHIVE}; the next run makes it anew"));
        return Ok(of_log.into_iter().chain(lost).collect());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let known = Connection::open_with_flags(&path, flags)
        .map_err(StoreError::from)
        .and_then(|connection| match seal::state(root) {
            Sealed::Broken => Err(StoreError::Damaged(EDITED)),
            Sealed::Not if !is_sound(&connection) => Err(StoreError::Damaged(BROKEN)),
            _ => log::rows(&connection, None),
        });
    let why = match known {
        Ok(known) if !log.is_there() || follows(&known, &logged) => None,
        Ok(_) => Some(FOREIGN),
        Err(StoreError::Damaged(why)) => Some(why),
        Err(_) => Some(BROKEN),
    };
    let of_store = why.map(|why| {
        format!("changed: {ARCHIVE}: {why}; the next run sets it aside and makes it anew")
    });
    Ok(of_log.into_iter().chain(of_store).collect())
}
