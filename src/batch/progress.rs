//! How far a batch is: a bar on a terminal, a log line per document otherwise.

use super::console_summary::printable;
use crate::results::manifest::{Row, Status};
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Documents and, as the message, pages, pages a second and the time left.
const TEMPLATE: &str = "{bar:30} {pos}/{len} documents · {elapsed} · {msg}";

/// Counts documents and pages; shared by all threads.
#[derive(Debug)]
pub struct Progress {
    /// `None` where log lines are wanted.
    bar: Option<ProgressBar>,
    pages: Mutex<Pages>,
}

/// Pages that were read and are to be read. How many a document has is known when it is opened; until then its bytes
/// tell, as those of the documents before.
#[derive(Debug, Default)]
struct Pages {
    /// Read now.
    read: u64,
    /// Read by an earlier run.
    kept: u64,
    /// Of documents that were opened, and their bytes.
    opened: u64,
    opened_bytes: u64,
    /// Bytes of documents that were not.
    waiting_bytes: u64,
}

impl Pages {
    /// The time that is left where so much has passed.
    fn left(&self, passed: Duration) -> Option<Duration> {
        let for_a_byte = self.opened as f64 / self.opened_bytes.max(1) as f64;
        let open = self.opened.saturating_sub(self.read + self.kept) as f64;
        let left = open + self.waiting_bytes as f64 * for_a_byte;
        (self.read > 0).then(|| passed.mul_f64(left / self.read as f64))
    }
}

impl Progress {
    /// A bar on standard error.
    pub fn bar() -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).expect("a valid template");
        let bar = ProgressBar::new(0).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress {
            bar: Some(bar),
            pages: Mutex::default(),
        }
    }

    /// A log line per document.
    pub fn log() -> Self {
        Progress {
            bar: None,
            pages: Mutex::default(),
        }
    }

    /// Whether each document is told when it is done.
    pub fn is_log(&self) -> bool {
        self.bar.is_none()
    }

    /// Says that a document of so many bytes has so many pages; a text has none.
    pub fn opened(&self, bytes: u64, pages: usize) {
        self.count(|counted| {
            counted.waiting_bytes = counted.waiting_bytes.saturating_sub(bytes);
            counted.opened += pages as u64;
            counted.opened_bytes += if pages > 0 { bytes } else { 0 };
        });
    }

    /// Says that a page was read.
    pub fn page(&self) {
        self.count(|pages| pages.read += 1);
    }

    /// Says that a page need not be read, as an earlier run did.
    pub fn kept_page(&self) {
        self.count(|pages| pages.kept += 1);
    }

    fn count(&self, change: impl FnOnce(&mut Pages)) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut pages);
        let Some(bar) = &self.bar else { return };
        let passed = bar.elapsed();
        let rate = pages.read as f64 / passed.as_secs_f64().max(0.001);
        let left = pages
            .left(passed)
            .map(|left| format!(" · {} left", HumanDuration(left)));
        let read = pages.read + pages.kept;
        bar.set_message(format!(
            "{read} pages · {rate:.1} pages/s{}",
            left.unwrap_or_default()
        ));
    }

    pub(crate) fn hashing(&self, documents: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(documents as u64);
            bar.set_position(0);
            bar.set_message("checking inputs");
        }
    }

    pub(crate) fn hashed(&self, documents: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(documents as u64);
        }
    }

    /// Documents that are settled take no time; the others have so many bytes.
    pub(crate) fn begin(&self, documents: usize, settled: usize, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(documents as u64);
            bar.set_position(settled as u64);
            bar.reset_elapsed();
        }
        self.count(|pages| pages.waiting_bytes = bytes);
    }

    pub(crate) fn document(&self, row: &Row, skipped: bool) {
        match &self.bar {
            Some(bar) => bar.inc(u64::from(!skipped)),
            None => log(row, skipped),
        }
    }

    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn log(row: &Row, skipped: bool) {
    for warning in row.warnings.iter().filter(|_| !skipped) {
        tracing::warn!("{}: {}", printable(&row.path), printable(warning));
    }
    let (pages, seconds) = (row.pages.unwrap_or(0), row.seconds);
    let (path, error) = (
        printable(&row.path),
        row.error.as_deref().unwrap_or("failed"),
    );
    match (row.status, skipped) {
        (Status::Ok, true) => tracing::info!("{path}: done before"),
        (Status::Ok, _) => tracing::info!("{path}: {pages} pages in {seconds:.1} s"),
        (_, true) => tracing::warn!("{path}: failed before: {}", printable(error)),
        (_, false) => tracing::warn!("{path}: {}", printable(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_pages_not_documents() {
        let minute = Duration::from_secs(60);
        // A short document is done, a long one half; what is not opened has as many bytes.
        let pages = Pages {
            read: 30,
            kept: 10,
            opened: 60,
            opened_bytes: 6_000,
            waiting_bytes: 6_000,
        };
        assert_eq!(pages.left(minute), Some(Duration::from_secs(160)));
        assert_eq!(Pages::default().left(minute), None);
    }
}
