//! How far a batch is: a bar on a terminal, a log line per document otherwise.

use super::console_summary::{counted, printable};
use super::time_left::{PagesLeft, roughly};
use crate::results::manifest::{Row, Status};
use crate::text::language::Language;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Counts documents and pages; shared by all threads.
#[derive(Debug)]
pub struct Progress {
    /// `None` where log lines are wanted.
    bar: Option<ProgressBar>,
    pages: Mutex<PagesLeft>,
    /// That of the bar.
    language: Language,
}

impl Progress {
    /// A bar on standard error: documents and, as the message, pages, pages a second and the time left.
    pub fn bar(language: Language) -> Self {
        let documents = language.say("documents");
        let template = format!("{{bar:30}} {{pos}}/{{len}} {documents} · {{elapsed}} · {{msg}}");
        let style = ProgressStyle::with_template(&template).expect("a valid template");
        let bar = ProgressBar::new(0).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress {
            bar: Some(bar),
            pages: Mutex::default(),
            language,
        }
    }

    /// A log line per document.
    pub fn log() -> Self {
        Progress {
            bar: None,
            pages: Mutex::default(),
            language: Language::default(),
        }
    }

    /// Whether each document is told when it is done.
    pub fn is_log(&self) -> bool {
        self.bar.is_none()
    }

    /// Says that a document has so many pages; a text has none.
    pub fn opened(&self, sha256: &str, pages: usize) {
        self.count(|counted| counted.count(sha256, pages as u64));
    }

    /// Says that a page of a document was read.
    pub fn page(&self, sha256: &str) {
        self.count(|pages| pages.read(sha256));
    }

    /// Says that a page of a document need not be read, as an earlier run did.
    pub fn kept_page(&self, sha256: &str) {
        self.count(|pages| pages.keep(sha256));
    }

    fn count(&self, change: impl FnOnce(&mut PagesLeft)) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut pages);
        let Some(bar) = &self.bar else { return };
        let passed = bar.elapsed();
        let (done, read) = pages.done();
        let rate = read as f64 / passed.as_secs_f64().max(0.001);
        let left = pages.time(passed);
        let left = left.map(|left| format!(" · {} left", roughly(left.as_secs_f64())));
        let told = format!(
            "{done} pages · {rate:.1} pages/s{}",
            left.unwrap_or_default()
        );
        bar.set_message(self.language.say(&told).into_owned());
    }

    pub(crate) fn hashing(&self, documents: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(documents as u64);
            bar.set_position(0);
            bar.set_message(self.language.say("checking inputs").into_owned());
        }
    }

    pub(crate) fn hashed(&self, documents: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(documents as u64);
        }
    }

    /// Documents are looked at, of which so many are to be read.
    pub(crate) fn looking(&self, unread: usize) {
        self.count(|pages| *pages = PagesLeft::of(unread as u64));
        if let Some(bar) = &self.bar {
            bar.set_message(self.language.say("counting pages").into_owned());
        }
    }

    /// Documents are read; those that are settled take no time.
    pub(crate) fn begin(&self, documents: usize, settled: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(documents as u64);
            bar.set_position(settled as u64);
            bar.reset_elapsed();
        }
    }

    pub(crate) fn document(&self, row: &Row, skipped: bool) {
        if let Some(sha256) = row.sha256.as_ref().filter(|_| !skipped) {
            self.count(|pages| pages.end(sha256));
        }
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
    let pages = counted(row.pages.unwrap_or(0).into(), "page");
    let seconds = row.seconds;
    let (path, error) = (
        printable(&row.path),
        row.error.as_deref().unwrap_or("failed"),
    );
    match (row.status, skipped) {
        (Status::Ok, true) => tracing::info!("{path}: done before"),
        (Status::Ok, _) => tracing::info!("{path}: {pages} in {seconds:.1} s"),
        (_, true) => tracing::warn!("{path}: failed before: {}", printable(error)),
        (_, false) => tracing::warn!("{path}: {}", printable(error)),
    }
}
