//! All that is asked of the pages of a PDF or a TIFF is answered, whatever is wrong with them: `cargo fuzz run pages`.
//! The file's own beginning is put before the bytes, so that all of them are tried as pages.
#![no_main]

use baocao::input::{Limits, Source, open};
use libfuzzer_sys::fuzz_target;

const STARTS: [&[u8]; 3] = [b"%PDF-1.7\n", b"II*\0", b"MM\0*"];
/// Pages that are looked at.
const PAGES: usize = 3;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        pixels: 1_000_000,
        pages: 100,
        ..Limits::default()
    };
    let is_begun = STARTS.iter().any(|start| bytes.starts_with(start));
    let start = match bytes.first() {
        Some(first) if !is_begun => STARTS[usize::from(*first) % STARTS.len()],
        _ => b"",
    };
    let Ok(Source::Pages(pages)) = open([start, bytes].concat().into(), &limits) else {
        return;
    };
    pages.faults();
    pages.attachments();
    for index in 0..pages.len().min(PAGES) {
        pages.text_layer(index);
        pages.page_fault(index);
        let _ = pages.page(index);
    }
});
