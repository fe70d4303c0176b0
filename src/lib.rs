//! `baocao` turns scanned or badly OCRed Vietnamese administrative reports (*báo cáo*) into correct
//! Vietnamese and into data.
//!
//! | you have | call | feature |
//! |---|---|---|
//! | a broken text | [`Restorer::restore_text`] | `restore` |
//! | a text | [`Extractor::extract`] | `extract` |
//! | a scan, a PDF | [`read_scan`] | `ocr` |
//! | many files | [`read_batch`] | `batch` |
//! | a folder of results | [`Store`] | `archive` |
//!
//! `restore` and `extract` need no C library. `builtin-model` makes the language model part of the program, `schema`
//! publishes the JSON schema of [`Document`]; `export`, `charts`, `serve` and `cli` are what the command line adds.
//! All are on by default.
//!
//! ```
//! use baocao::{Extractor, Restorer};
//!
//! // Made once, shared by all threads.
//! let (restorer, extractor) = (Restorer::builtin(), Extractor::builtin());
//! let text = restorer.restore_text("Số: 220 /BC-STTTT\nTra Vinh, ngay 14 thang 02 nam 2023");
//! assert_eq!(text, "Số: 220 /BC-STTTT\nTrà Vinh, ngày 14 tháng 02 năm 2023");
//! let header = extractor.extract(&text).header;
//! let number = header.number.and_then(|number| number.normalized);
//! assert_eq!(number.as_deref(), Some("220/BC-STTTT"));
//! ```
//!
//! The README has the time and memory that each of them takes, and how well they do.
//!
//! [`document`] holds what is read out of a document. The other modules are not part of the interface: they are
//! public for the tests, benchmarks and tools of this project, and change without notice.

// The lower rooms offer what only some of the upper ones use; a build of all of them shows what none does.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

#[cfg(feature = "archive")]
#[doc(hidden)]
pub mod archive;
#[cfg(feature = "batch")]
#[doc(hidden)]
pub mod batch;
#[cfg(any(feature = "ocr", feature = "archive"))]
#[doc(hidden)]
pub mod checksum;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod document;
#[cfg(feature = "extract")]
#[doc(hidden)]
pub mod extract;
#[doc(hidden)]
pub mod formats;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod handwriting;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod input;
#[cfg(feature = "restore")]
#[doc(hidden)]
pub mod lm;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod ocr;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod pipeline;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod pool;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod prepare;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod reader;
#[cfg(feature = "ocr")]
pub(crate) mod recognition;
#[cfg(feature = "restore")]
#[doc(hidden)]
pub mod restore;
#[cfg(feature = "archive")]
#[doc(hidden)]
pub mod results;
#[cfg(feature = "extract")]
#[doc(hidden)]
pub mod rules;
#[cfg(feature = "serve")]
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod text;
#[cfg(feature = "extract")]
pub(crate) mod text_tables;
#[cfg(feature = "ocr")]
#[doc(hidden)]
pub mod worker;

#[cfg(feature = "archive")]
pub use archive::{Store, StoreError};
#[cfg(feature = "batch")]
pub use batch::{BatchResult, Outcome, read_batch};
pub use document::{Document, Extraction};
#[cfg(feature = "extract")]
pub use extract::Extractor;
#[cfg(feature = "restore")]
pub use lm::{ModelError, NgramModel};
#[cfg(feature = "ocr")]
pub use pipeline::{Pipeline, Processed, ReadScanError, read_scan};
#[cfg(feature = "restore")]
pub use restore::{
    Detail, Dictionary, DictionaryError, GrowingDocument, RestoredLine, RestoredToken, Restorer,
    RestorerError, SourceLine,
};
#[cfg(feature = "archive")]
pub use results::error::ResultsError;
