//! Fault injection, to test that a fault costs a page and no more: a worker looks for faults in
//! [`VARIABLE`], as `crash@report.pdf#3`, or several, separated by spaces. `crash`, `panic`, `hang` and
//! `memory` are injected whenever the page is read, `crash-once` and so on only at full effort;
//! `crash@report.pdf#document` when the document is put together.

use super::request::{FaultSite, FileToRead};
use crate::ocr::Effort;
use std::path::Path;
use std::time::Duration;

/// The environment variable.
pub const VARIABLE: &str = "BAOCAO_FAULT";

/// Bytes that are allocated at a time, to run out of memory.
const BLOCK: usize = 64 << 20;

/// What stands for a document instead of the number of a page.
const DOCUMENT: &str = "document";

/// Injects the fault that `faults` name for this site.
pub fn inject(faults: &str, file: &FileToRead, site: FaultSite) {
    match due(faults, file, site) {
        Some("crash") => std::process::abort(),
        Some("panic") => panic!("as asked"),
        Some("hang") => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        Some("memory") => {
            let mut taken = Vec::new();
            loop {
                taken.push(vec![1u8; BLOCK]);
            }
        }
        _ => {}
    }
}

/// The kind of fault that is due.
fn due<'f>(faults: &'f str, file: &FileToRead, site: FaultSite) -> Option<&'f str> {
    let (due, plain) = match site {
        FaultSite::Page { index, effort } => ((index + 1).to_string(), effort == Effort::Minimal),
        FaultSite::Document => (DOCUMENT.to_owned(), false),
    };
    let name = Path::new(&file.path).file_name()?.to_string_lossy();
    faults.split_whitespace().find_map(|fault| {
        let (kind, place) = fault.split_once('@')?;
        let (wanted, page) = place.rsplit_once('#')?;
        let here = wanted == name && page == due;
        match kind.strip_suffix("-once") {
            Some(kind) => (here && !plain).then_some(kind),
            None => here.then_some(kind),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_due_for_its_page_alone() {
        let file = FileToRead {
            path: "in/a#b.pdf".into(),
            ..FileToRead::default()
        };
        let page = |index, effort| FaultSite::Page { index, effort };
        let cases = [
            ("crash@a#b.pdf#3", page(2, Effort::Minimal), Some("crash")),
            ("crash@a#b.pdf#3", page(1, Effort::Full), None),
            ("x hang-once@a#b.pdf#1", page(0, Effort::Full), Some("hang")),
            ("hang-once@a#b.pdf#1", page(0, Effort::Minimal), None),
            ("crash@b.pdf#3", page(2, Effort::Full), None),
            ("crash@a#b.pdf#3", FaultSite::Document, None),
            ("panic@a#b.pdf#document", FaultSite::Document, Some("panic")),
        ];
        for (faults, site, expected) in cases {
            assert_eq!(due(faults, &file, site), expected, "{faults} {site:?}");
        }
    }
}
