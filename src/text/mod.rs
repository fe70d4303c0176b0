//! The Vietnamese writing system: letters and their marks, syllables, tone-mark placement, case
//! shapes, tokens, and places in a text.

pub mod case;
mod legacy;
pub mod letters;
pub mod pieces;
pub(crate) mod rows;
mod span;
pub mod syllable;
pub mod tone_placement;

pub use legacy::Legacy;
pub use span::Span;
