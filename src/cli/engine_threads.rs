//! One thread for each engine: pages are read in parallel, and Tesseract's own threads, which wait
//! for each other at every line, then cost several times what they gain.

use std::ffi::OsString;
use std::process::Command;

/// OpenMP reads it when its library is loaded, so before `main`: it cannot be set from within.
const LIMIT: &str = "OMP_THREAD_LIMIT";

/// Starts the program again with the limit, unless the user has set one.
pub(crate) fn limit() {
    if std::env::var_os(LIMIT).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_default();
    if let Ok(program) = std::env::current_exe() {
        // Comes back only if it fails; pages are read then as well, but slower.
        let error = replace(Command::new(program).env(LIMIT, "1").args(arguments), name);
        tracing::debug!("{LIMIT} cannot be set: {error}");
    }
}

#[cfg(unix)]
fn replace(command: &mut Command, name: OsString) -> std::io::Error {
    use std::os::unix::process::CommandExt;
    command.arg0(name).exec()
}

#[cfg(not(unix))]
fn replace(_: &mut Command, _: OsString) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}
