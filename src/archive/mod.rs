//! `archive.db`: everything that a folder of results holds, in one SQLite file that can be queried.
//!
//! A document's rows are made of its `document.json`, its text and what people corrected, always by
//! the same way (`fill`): when it is read, when the store lags behind the manifest, and after each
//! correction. Corrections themselves are appended to `corrections.jsonl` first. So the store can be lost and
//! rebuilt.

pub(crate) mod answers;
pub mod ask;
pub mod correct;
pub(crate) mod corrected;
pub(crate) mod error;
#[cfg(feature = "export")]
pub mod export;
pub(crate) mod fill;
pub(crate) mod header_fields;
pub mod heal;
pub(crate) mod one_document;
pub(crate) mod own_fields;
#[cfg(feature = "export")]
pub(crate) mod records;
pub mod schema;
pub(crate) mod seal;
pub(crate) mod store;
pub(crate) mod system;

pub use error::StoreError;
pub use own_fields::OwnFieldReader;
pub use store::Store;
