//! Reading one file, its pages one by one, where it can do no harm: in a process of its own, which an
//! abort, a hang or a flood of memory takes down alone, or in a thread.
//!
//! A [`PageServer`] answers requests about a file; a [`WorkerPool`] holds as many of them as there are
//! threads, each behind a process that speaks in frames over pipes, or in this process.

pub(crate) mod engines;
pub mod fault;
pub mod frame;
pub(crate) mod pool;
pub(crate) mod process;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod server;
pub(crate) mod stop;
pub(crate) mod whole_file;

pub use pool::{RequestError, WorkerPool};
pub use process::Launch;
pub use request::{
    AnyRequest, CheckScan, DocumentParts, FaultSite, FileToRead, Open, ReadOptions, ReadPage,
    RenderPage, Request, Start, WriteSearchable,
};
pub use response::{
    Bytes, CheckedScan, Contents, ProcessedDocument, Ready, Reply, Response, WrittenPdf,
};
#[cfg(feature = "cli")]
pub(crate) use server::searchable;
pub use server::{Handle, MakeEngine, PageServer};
pub use stop::Stop;
pub use whole_file::OpenedFile;
