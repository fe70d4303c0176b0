//! Whatever a crash leaves of a manifest, its whole rows are read: `cargo fuzz run manifest`.
#![no_main]

use baocao::results::manifest::{Row, rows, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let read = rows(bytes);
    let again = rows(&text(&read.iter().collect::<Vec<&Row>>()));
    assert_eq!(again.len(), read.len());
});
