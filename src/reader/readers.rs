//! Which readers read the print of pages.

use super::print::Reader;
use serde::{Deserialize, Serialize};

/// What reads the print of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Readers {
    /// Tesseract alone
    Tesseract,
    /// The program's own reader alone
    Own,
    /// Tesseract and a second reader
    #[default]
    Both,
}

impl Readers {
    /// The reader beside the engine, if there is to be one.
    pub fn second(self) -> Option<Reader> {
        (self == Readers::Both).then(Reader::builtin)
    }
}
