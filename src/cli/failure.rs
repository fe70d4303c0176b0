//! Why a command could not do its work.

use std::io;

/// A failure of a whole command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The reader of our output went away; no failure to the user.
    #[error("the output was closed")]
    ClosedPipe,
    /// Arguments or files named in them are wrong.
    #[error("{0}")]
    Usage(String),
    /// Nothing could be done: no input, no engine, no language data, no room.
    #[error("{0}")]
    Nothing(String),
}

impl Failure {
    /// Nothing could be done, for this reason.
    pub(crate) fn nothing(error: impl std::error::Error) -> Self {
        Failure::Nothing(error.to_string())
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Failure::ClosedPipe => 0,
            Failure::Usage(_) => 2,
            Failure::Nothing(_) => 3,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Nothing(error.to_string()),
        }
    }
}
