//! The Vietnamese writing system: letters, tone marks, syllables, case shapes, and places in a text.

mod span;

pub use span::Span;
