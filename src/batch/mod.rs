//! Many documents → a folder of results: in parallel, resumable, one failure never stopping the
//! others.
//!
//! Inputs are hashed first (`plan`), then documents are read in parallel (`document`) and their rows
//! appended to the journal as they finish; pages of documents that are not done are kept. At the end
//! come the whole manifest, the report and the checksums of all results (`finish`).

pub mod console_summary;
pub(crate) mod context;
pub(crate) mod document;
pub(crate) mod finish;
pub(crate) mod import;
pub(crate) mod in_process;
pub(crate) mod inputs;
pub(crate) mod intake;
pub(crate) mod isolated_reader;
pub(crate) mod job;
pub(crate) mod join;
pub(crate) mod merge;
pub(crate) mod outcome;
pub(crate) mod plan;
pub mod progress;
pub(crate) mod reader;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod shard;
pub(crate) mod spread;
pub mod summary;
pub(crate) mod time_left;

pub use crate::worker::Stop;
pub use context::{Batch, STRICT};
pub use in_process::read_batch;
pub use job::Job;
pub use outcome::{BatchResult, Input, Outcome, ReadPolicy};
pub use reader::{DocumentReader, ReadDocument, ReadError};
