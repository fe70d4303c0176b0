//! `baocao` turns scanned or badly OCRed Vietnamese administrative reports (*báo cáo*) into correct
//! Vietnamese and into data.
//!
//! Data flows one way through rooms that know only the one before:
//! [`input`] (bytes → page images or text) → [`page`] (image → image) → [`ocr`] (image → words) →
//! [`restore`] (broken text → correct Vietnamese, with [`text`] and [`lm`]) → [`extract`]
//! (text → fields) → [`output`]; [`batch`] drives it and [`cli`] is the thin edge.

pub mod batch;
pub mod cli;
pub mod evaluate;
pub mod extract;
pub mod input;
pub mod lm;
pub mod ocr;
pub mod output;
pub mod page;
pub mod pipeline;
pub mod restore;
pub mod text;
