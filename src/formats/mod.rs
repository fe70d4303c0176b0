//! What is written: the document and its formats.

pub(crate) mod alto;
pub(crate) mod blocks;
pub(crate) mod hocr;
#[cfg(feature = "ocr")]
pub mod pdf;
#[cfg(feature = "cli")]
pub(crate) mod spool;
pub(crate) mod title;
pub(crate) mod tsv;

#[cfg(feature = "cli")]
pub use spool::Spool;

use crate::document::Document;

/// A format that shows the words of a document with their places.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, for the help.
    pub title: &'static str,
    /// Its file among the results.
    pub file: &'static str,
    /// Writes a document.
    pub write: fn(&Document) -> String,
}

/// All such formats.
pub const FORMATS: &[Format] = &[
    Format {
        name: "alto",
        title: "ALTO 4",
        file: "alto.xml",
        write: alto::write,
    },
    Format {
        name: "hocr",
        title: "hOCR",
        file: "page.hocr",
        write: hocr::write,
    },
    Format {
        name: "tsv",
        title: "TSV, a row for each word",
        file: "words.tsv",
        write: tsv::write,
    },
];

/// The format of this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
