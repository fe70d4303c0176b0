//! How far a batch is: a bar on a terminal, a log line per document otherwise.

use super::console_summary::printable;
use crate::results::manifest::{Row, Status};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Documents, time left and, as the message, pages and pages a second.
const TEMPLATE: &str = "{bar:30} {pos}/{len} documents · {msg} · {elapsed} · {eta} left";

/// Counts documents and pages; shared by all threads.
#[derive(Debug)]
pub struct Progress {
    /// `None` where log lines are wanted.
    bar: Option<ProgressBar>,
    pages: AtomicU64,
}

impl Progress {
    /// A bar on standard error.
    pub fn bar() -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).expect("a valid template");
        let bar = ProgressBar::new(0).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress {
            bar: Some(bar),
            pages: AtomicU64::new(0),
        }
    }

    /// A log line per document.
    pub fn log() -> Self {
        Progress {
            bar: None,
            pages: AtomicU64::new(0),
        }
    }

    /// Says that a page was read.
    pub fn page(&self) {
        let pages = self.pages.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            let rate = pages as f64 / bar.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!("{pages} pages · {rate:.1} pages/s"));
        }
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

    /// Documents that are settled take no time, which says nothing of the others.
    pub(crate) fn begin(&self, documents: usize, settled: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(documents as u64);
            bar.set_position(settled as u64);
            bar.reset_eta();
            bar.set_message("0 pages");
        }
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
