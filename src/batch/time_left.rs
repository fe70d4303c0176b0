//! How long a batch still takes: its pages that are not read, at the rate of those that were.

use rustc_hash::FxHashMap;
use std::time::Duration;

/// The pages of a batch. How many a document has is known when it is looked at; until then it counts as the mean of those
/// that were.
#[derive(Debug, Default)]
pub(crate) struct PagesLeft {
    /// Pages that are to be read of each document that was counted and is not done, by its checksum.
    open: FxHashMap<String, u64>,
    /// Their sum.
    open_pages: u64,
    /// Documents that were counted, and their pages.
    counted: u64,
    counted_pages: u64,
    /// Documents that were not.
    uncounted: u64,
    /// Pages that were read now, and those that an earlier run read.
    read: u64,
    kept: u64,
}

impl PagesLeft {
    /// Of documents that are to be read.
    pub(crate) fn of(documents: u64) -> Self {
        PagesLeft {
            uncounted: documents,
            ..PagesLeft::default()
        }
    }

    /// A document has so many pages; a text has none.
    pub(crate) fn count(&mut self, sha256: &str, pages: u64) {
        if self.open.contains_key(sha256) {
            return;
        }
        self.open.insert(sha256.to_owned(), pages);
        self.open_pages += pages;
        self.counted += 1;
        self.counted_pages += pages;
        self.uncounted = self.uncounted.saturating_sub(1);
    }

    /// A page of a document was read.
    pub(crate) fn read(&mut self, sha256: &str) {
        self.read += 1;
        self.settle_page(sha256);
    }

    /// A page of a document need not be read.
    pub(crate) fn keep(&mut self, sha256: &str) {
        self.kept += 1;
        self.settle_page(sha256);
    }

    fn settle_page(&mut self, sha256: &str) {
        if let Some(pages) = self.open.get_mut(sha256).filter(|pages| **pages > 0) {
            *pages -= 1;
            self.open_pages -= 1;
        }
    }

    /// A document is done: where it failed, not all its pages were read.
    pub(crate) fn end(&mut self, sha256: &str) {
        self.count(sha256, 0);
        self.open_pages -= self.open.remove(sha256).unwrap_or_default();
    }

    /// Pages that are done, and those that were read now.
    pub(crate) fn done(&self) -> (u64, u64) {
        (self.read + self.kept, self.read)
    }

    /// The time that is left where so much has passed; `None` before the first page.
    pub(crate) fn time(&self, passed: Duration) -> Option<Duration> {
        let mean = self.counted_pages as f64 / self.counted.max(1) as f64;
        let left = self.open_pages as f64 + self.uncounted as f64 * mean;
        (self.read > 0).then(|| passed.mul_f64(left / self.read as f64))
    }
}

/// A length of time as precisely as an estimate is: `40 s`, `9 min`, `2.5 h`.
pub(crate) fn roughly(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{:.0} s", seconds.max(1.0)),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of documents and seconds that each of these takes: letters, reports, some of them with tables, long plans.
    const DOCUMENTS: [(u64, f64); 20] = [
        (6, 3.4),
        (1, 3.5),
        (1, 3.4),
        (2, 4.2),
        (2, 4.0),
        (4, 2.2),
        (10, 4.9),
        (3, 4.0),
        (4, 3.2),
        (4, 4.4),
        (2, 2.7),
        (3, 3.7),
        (1, 1.9),
        (5, 3.3),
        (11, 2.6),
        (2, 2.9),
        (4, 1.6),
        (1, 5.0),
        (2, 1.8),
        (3, 4.1),
    ];

    /// The largest factor between what was said and what came, from a tenth of the time on. The documents are read over
    /// and over, page by page; every `looked_at`th was looked at before.
    fn worst(rounds: usize, looked_at: usize) -> f64 {
        let documents: Vec<(u64, f64)> = DOCUMENTS.repeat(rounds);
        let name = |index: usize| index.to_string();
        let mut pages = PagesLeft::of(documents.len() as u64);
        for (index, (count, _)) in documents.iter().enumerate().step_by(looked_at) {
            pages.count(&name(index), *count);
        }
        let all: f64 = documents
            .iter()
            .map(|(count, seconds)| *count as f64 * seconds)
            .sum();
        let (mut passed, mut worst) = (0.0, 1.0f64);
        for (index, (count, seconds)) in documents.iter().enumerate() {
            pages.count(&name(index), *count);
            for _ in 0..*count {
                passed += seconds;
                pages.read(&name(index));
                let said = pages
                    .time(Duration::from_secs_f64(passed))
                    .expect("a page was read");
                if (0.1 * all..0.95 * all).contains(&passed) {
                    let factor = said.as_secs_f64() / (all - passed);
                    worst = worst.max(factor.max(1.0 / factor));
                }
            }
            pages.end(&name(index));
        }
        assert_eq!(pages.time(Duration::from_secs(1)), Some(Duration::ZERO));
        worst
    }

    #[test]
    fn what_is_said_is_within_a_factor_of_one_and_a_half() {
        for looked_at in [1, 2, 3] {
            let worst = worst(8, looked_at);
            assert!(worst < 1.5, "every {looked_at}th looked at: {worst}");
        }
    }

    #[test]
    fn documents_that_fail_leave_no_pages_behind() {
        let second = Duration::from_secs(1);
        let mut pages = PagesLeft::of(3);
        assert_eq!(pages.time(second), None);
        pages.count("a", 4);
        pages.read("a");
        pages.keep("a");
        // Two are not counted; they have as many pages as the one that is.
        assert_eq!(pages.time(second), Some(10 * second));
        pages.end("a");
        assert_eq!(pages.time(second), Some(8 * second));
        // It cannot be opened.
        pages.end("b");
        assert_eq!(pages.time(second), Some(2 * second));
        assert_eq!(pages.done(), (2, 1));
    }
}
