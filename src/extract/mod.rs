//! Text → fields: header, sections, references, dates, figures, plan, recipients, signatory.

pub mod model;

pub use model::{Extraction, TextSpan};

/// Reads the fields out of the text of a whole document.
pub fn extract(_text: &str) -> Extraction {
    Extraction::default()
}
