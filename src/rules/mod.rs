//! Rules as data: patterns with names, what they yield, and texts that they must and must not take.
//!
//! A file of rules (`file`) is TOML. A pattern (`pattern`) is a regular expression in which words can be
//! written with or without marks and named fragments (`fragments`) stand for numbers, units, days and the
//! like; it runs on the text as `plain` shows it: small letters, base letters, one blank between words, with
//! the way back to the printed text. Those of the program are in the `register`; code asks for small patterns by
//! name (`shapes`). The words that rules look up are `lists` and, by their role, `words`; how often each rule is
//! right is `precision`.

pub mod cases;
pub(crate) mod family;
pub(crate) mod file;
pub(crate) mod fragments;
pub(crate) mod lists;
pub(crate) mod pattern;
pub(crate) mod plain;
pub mod precision;
pub mod register;
pub mod rule;
pub(crate) mod set;
pub(crate) mod shapes;
pub(crate) mod units;
pub(crate) mod words;

pub use file::{FileError, FileErrorKind, RuleFile};
pub use rule::Rule;
pub(crate) use set::RuleSet;
