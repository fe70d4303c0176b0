//! The folder of results: its manifest and journal, the store of pages that were read, checksums of
//! all files, their verification, and BagIt bags.

pub mod bagit;
pub(crate) mod clock;
pub(crate) mod done;
pub(crate) mod error;
pub mod fixity;
pub mod folder;
pub mod journal;
pub mod layout;
pub(crate) mod leases;
pub(crate) mod listing;
pub mod manifest;
pub(crate) mod media_type;
pub(crate) mod members;
pub(crate) mod mets;
pub mod names;
pub mod page_store;
pub(crate) mod paths;
pub(crate) mod premis;
pub(crate) mod shard_lines;
pub(crate) mod superseded;
pub(crate) mod verify;

pub use error::ResultsError;
