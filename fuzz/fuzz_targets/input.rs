//! Any bytes are opened, or refused with a reason: `cargo fuzz run input`.
#![no_main]

use baocao::input::{Limits, OpenOptions, Source, open_with, signatures};
use libfuzzer_sys::fuzz_target;
use std::ffi::OsStr;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        pixels: 1_000_000,
        pages: 100,
        ..Limits::default()
    };
    signatures(bytes);
    for strict in [None, Some(OsStr::new("scan.pdf"))] {
        let options = OpenOptions {
            password: Some("secret"),
            strict,
        };
        if let Ok(Source::Pages(pages)) = open_with(bytes.into(), &limits, &options) {
            pages.faults();
            pages.page_fault(0);
            let _ = pages.page(0);
        }
    }
});
