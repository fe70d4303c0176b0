//! As many page servers as threads that use them at once.

use super::process::{Launch, Loss, Process};
use super::request::{FileToRead, ReadPage};
use super::server::{Handle, PageServer};
use super::stop::Stop;
use crate::ocr::Effort;
use crate::pipeline::source::PageResult;
use crate::pool::Pool;
use std::path::Path;
use std::time::Duration;

/// Page servers, in processes or in threads.
#[derive(Debug)]
pub struct WorkerPool(Backend);

#[derive(Debug)]
enum Backend {
    Threads(Pool<PageServer>),
    Processes {
        pool: Pool<Process>,
        timeout: Duration,
        stop: Stop,
    },
}

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestError {
    /// The worker says why.
    Rejected(String),
    /// The worker was lost over the request, and why.
    WorkerLost(String),
}

impl RequestError {
    /// The reason.
    pub fn reason(self) -> String {
        match self {
            RequestError::Rejected(reason) | RequestError::WorkerLost(reason) => reason,
        }
    }
}

impl WorkerPool {
    /// Servers in this process: nothing is lost over them, or everything.
    pub fn threads(server: impl Fn() -> PageServer + Send + Sync + 'static) -> Self {
        WorkerPool(Backend::Threads(Pool::new(move || Ok(server()))))
    }

    /// A process for each server; one that takes longer than `timeout` over a page is ended.
    pub fn processes(launch: Launch, timeout: Duration) -> Self {
        WorkerPool(Backend::Processes {
            pool: Pool::new(move || Ok(Process::new(launch.clone()))),
            timeout,
            stop: Stop::default(),
        })
    }

    /// The same, whose processes are ended when it is asked to stop; what threads do is done.
    pub fn stopped_by(self, stop: Stop) -> Self {
        match self.0 {
            Backend::Processes { pool, timeout, .. } => WorkerPool(Backend::Processes {
                pool,
                timeout,
                stop,
            }),
            threads => WorkerPool(threads),
        }
    }

    /// Sends a request to an idle server.
    ///
    /// # Errors
    /// Why there is no response.
    pub fn send<R: Handle>(
        &self,
        file: &FileToRead,
        request: R,
    ) -> Result<R::Response, RequestError> {
        let reply = match &self.0 {
            Backend::Threads(pool) => pool.with(|server| Ok(server.answer(file, request))),
            Backend::Processes {
                pool,
                timeout: page,
                stop,
            } => {
                let patience = request.patience(*page);
                pool.with(|process| process.send(file, request, patience, stop))
            }
        };
        let lost = |loss: Loss| RequestError::WorkerLost(loss.to_string());
        reply
            .map_err(RequestError::WorkerLost)?
            .map_err(lost)?
            .map_err(RequestError::Rejected)
    }

    /// Reads a page; one over which a worker was lost is read once more with minimal effort, unless
    /// any doubt is to be an error.
    ///
    /// # Errors
    /// Why it could not be read.
    pub fn read_page(&self, file: &FileToRead, index: usize) -> PageResult {
        let read = |effort| self.send(file, ReadPage { index, effort });
        match read(Effort::Full) {
            Err(RequestError::WorkerLost(first)) if !file.options.strict => {
                tracing::debug!(
                    "{}: page {}: {first}",
                    Path::new(&file.path).display(),
                    index + 1
                );
                read(Effort::Minimal).map_err(|error| both_reasons(&first, &error.reason()))
            }
            other => other.map_err(RequestError::reason),
        }
    }
}

/// Why a page was lost, and lost again.
fn both_reasons(first: &str, again: &str) -> String {
    let (what, next) = first.split_once(';').unwrap_or((first, ""));
    // The second attempt has less time.
    let kind = |reason: &str| reason.replace(|c: char| c.is_ascii_digit() || c == '.', "");
    match kind(again) == kind(first) {
        true => format!("{what} (read plainly too);{next}"),
        false => format!("{what} (read plainly: {again});{next}"),
    }
}
