//! What is written: the document and its formats.

pub mod document;
pub mod layout;

pub use document::Document;
