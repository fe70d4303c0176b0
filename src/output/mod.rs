//! What is written: the document and its formats.

pub mod document;

pub use document::Document;
