//! TODO

pub mod bagit;
pub(crate) mod clock;
pub(crate) mod error;
pub mod fixity;
pub mod folder;
pub mod journal;
pub(crate) mod listing;
pub mod living;
pub mod manifest;
pub mod page_store;
pub(crate) mod superseded;
pub(crate) mod verify;

pub use error::BatchError;
