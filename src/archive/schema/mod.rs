//! The tables of `archive.db` as data: statements that make them, `docs/store.md` and the types of
//! exported columns all come from here.

pub(crate) mod column;
pub(crate) mod columns;
pub mod migrate;
pub(crate) mod page;
pub(crate) mod tables;
pub(crate) mod views;

pub use column::Kind;
pub use columns::{days, microseconds};
pub use page::page;
pub use tables::{TABLES, table};
pub use views::{VIEWS, WORDS, views};
