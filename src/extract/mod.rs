//! Text → fields: header, sections, references, dates, figures, plan, recipients, signatory.
//!
//! The text is joined into paragraphs once ([`view`]), every run of digits is found once
//! ([`tokens`]), and each family of rules, a file each, claims what it understands.

mod agencies;
mod header;
mod labels;
mod lists;
pub mod model;
mod scan;
mod symbol;
mod tokens;
mod view;

pub use model::{Extraction, TextSpan};

use lists::Lists;
use view::View;

/// Reads fields with the built-in lists.
#[derive(Debug)]
pub struct Extractor {
    lists: Lists,
}

impl Extractor {
    /// The extractor with the lists that are built into the program.
    pub fn builtin() -> Self {
        Extractor { lists: Lists::builtin() }
    }

    /// Reads the fields out of the text of a whole document.
    pub fn extract(&self, text: &str) -> Extraction {
        let view = View::new(text);
        let head = header::read(&view, &self.lists);
        Extraction { header: head.header, ..Extraction::default() }
    }
}

/// Reads the fields out of the text of a whole document.
pub fn extract(text: &str) -> Extraction {
    Extractor::builtin().extract(text)
}
