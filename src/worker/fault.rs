//! Faults on purpose, to see that they cost a page and no more: a worker looks for them in
//! [`VARIABLE`], as `crash@report.pdf#3`, or several, parted by spaces. `crash`, `panic`, `hang` and
//! `memory` strike whenever the page is read, `crash-once` and so on only before it is read plainly;
//! `crash@report.pdf#document` when the document is put together.

use crate::ocr::Effort;
use crate::worker::{Ask, FileToRead};
use std::path::Path;
use std::time::Duration;

/// The environment variable.
pub const VARIABLE: &str = "BAOCAO_FAULT";

/// Bytes that are taken at a time, to run out of memory.
const BITE: usize = 64 << 20;

/// What is said instead of the number of a page.
const DOCUMENT: &str = "document";

/// Does what `faults` say about this question.
pub fn strike(faults: &str, file: &FileToRead, ask: &Ask) {
    match due(faults, file, ask) {
        Some("crash") => std::process::abort(),
        Some("panic") => panic!("as asked"),
        Some("hang") => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        Some("memory") => {
            let mut taken = Vec::new();
            loop {
                taken.push(vec![1u8; BITE]);
            }
        }
        _ => {}
    }
}

/// The kind of fault that is due.
fn due<'f>(faults: &'f str, file: &FileToRead, ask: &Ask) -> Option<&'f str> {
    let (due, plain) = match ask {
        Ask::Page { index, effort } => ((index + 1).to_string(), *effort == Effort::Minimal),
        Ask::Document(_) => (DOCUMENT.to_owned(), false),
        _ => return None,
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
        let page = |index, effort| Ask::Page { index, effort };
        let cases = [
            ("crash@a#b.pdf#3", page(2, Effort::Minimal), Some("crash")),
            ("crash@a#b.pdf#3", page(1, Effort::Full), None),
            ("x hang-once@a#b.pdf#1", page(0, Effort::Full), Some("hang")),
            ("hang-once@a#b.pdf#1", page(0, Effort::Minimal), None),
            ("crash@b.pdf#3", page(2, Effort::Full), None),
            ("crash@a#b.pdf#3", Ask::Open, None),
        ];
        for (faults, ask, expected) in cases {
            assert_eq!(due(faults, &file, &ask), expected, "{faults} {ask:?}");
        }
    }
}
