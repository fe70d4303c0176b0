//! The reason of the system where SQLite could not read or write: SQLite's own messages do not
//! distinguish a full disk from a limit on files.
#![allow(unsafe_code)]

use super::error::StoreError;
use crate::results::names::ARCHIVE;
use rusqlite::{Connection, Error, ErrorCode, ffi};
use std::io;

/// `ENOSPC` of all systems that the program runs on.
const NO_SPACE: i32 = 28;

/// The error with the system's reason, where there is one.
pub(crate) fn with_reason(connection: &Connection, error: StoreError) -> StoreError {
    let StoreError::Sqlite(Error::SqliteFailure(failure, _)) = &error else {
        return error;
    };
    let of_system = [
        ErrorCode::DiskFull,
        ErrorCode::SystemIoFailure,
        ErrorCode::CannotOpen,
    ];
    // SAFETY: the connection is open and used by this thread alone as long as it is borrowed, and
    // the function only reads a number from it.
    let code = unsafe { ffi::sqlite3_system_errno(connection.handle()) };
    let code = match failure.code {
        // SQLite does not keep the number of this one.
        ErrorCode::DiskFull if code == 0 => NO_SPACE,
        _ => code,
    };
    match of_system.contains(&failure.code) && code != 0 {
        true => StoreError::File {
            path: ARCHIVE.to_owned(),
            source: io::Error::from_raw_os_error(code),
        },
        false => error,
    }
}
