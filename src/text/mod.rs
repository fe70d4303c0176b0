//! The Vietnamese writing system: letters and their marks, syllables, tone-mark placement, case
//! shapes, tokens, and places in a text.

pub mod case;
#[cfg(feature = "extract")]
pub(crate) mod characters;
#[cfg(any(feature = "restore", feature = "extract"))]
pub(crate) mod chunks;
pub(crate) mod days;
pub(crate) mod fold;
pub(crate) mod fuzzy;
#[cfg(any(feature = "batch", feature = "charts"))]
pub mod language;
pub(crate) mod legacy;
pub mod letters;
pub(crate) mod lists;
pub(crate) mod look_alikes;
pub(crate) mod numbers;
#[cfg(feature = "ocr")]
pub(crate) mod person_names;
pub(crate) mod phrases;
pub(crate) mod plain;
pub(crate) mod span;
pub mod syllable;
pub mod tokens;
pub mod tone_placement;
pub(crate) mod typed;
#[cfg(feature = "restore")]
pub(crate) mod variants;
pub(crate) mod xml;

pub(crate) use days::iso_day;
pub(crate) use fold::{fold, fold_char, lower};
pub(crate) use fuzzy::{find_near, long_day};
pub use legacy::Legacy;
pub(crate) use numbers::{groups_thousands, number_value};
pub(crate) use plain::plain;
pub use span::Span;
