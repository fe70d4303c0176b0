//! `baocao` turns scanned or badly OCRed Vietnamese administrative reports (*báo cáo*) into correct
//! Vietnamese and into data.
//!
//! Data flows one way through rooms that know only the one before:
//! [`input`] (bytes → page images or text) → [`page`] (image → image) → [`ocr`] (image → words) →
//! [`restore`] (broken text → correct Vietnamese, with [`text`] and [`lm`]) → [`extract`]
//! (text → fields) → [`output`]; [`pipeline`] joins them, [`worker`] reads pages apart, [`batch`]
//! drives it and [`cli`] is the thin edge.
//!
//! ```
//! use baocao::extract::Extractor;
//! use baocao::restore::Restorer;
//!
//! // Made once: 40 ms and 40 MB, shared by all threads.
//! let (restorer, extractor) = (Restorer::builtin(), Extractor::builtin());
//! let text = restorer.restore_text("Số: 220 /BC-STTTT\nTra Vinh, ngay 14 thang 02 nam 2023");
//! assert_eq!(text, "Số: 220 /BC-STTTT\nTrà Vinh, ngày 14 tháng 02 năm 2023");
//! let header = extractor.extract(&text).header;
//! let number = header.number.and_then(|number| number.normalized);
//! assert_eq!(number.as_deref(), Some("220/BC-STTTT"));
//! ```
//!
//! On one core, restoration takes three to five microseconds a word of stripped text and twelve to
//! sixteen of OCR text; extraction seven megabytes a second or more.

pub mod archive;
pub mod batch;
pub mod checksum;
pub mod cli;
pub mod document;
pub mod extract;
pub mod formats;
pub mod handwriting;
pub mod input;
pub mod lm;
pub mod ocr;
pub mod pipeline;
pub mod pool;
pub mod prepare;
pub mod restore;
pub mod results;
pub mod serve;
pub mod text;
pub mod worker;
