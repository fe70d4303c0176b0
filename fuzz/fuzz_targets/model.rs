//! Any bytes are a language model or an error: `cargo fuzz run model`.
#![no_main]

use baocao::lm::NgramModel;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = NgramModel::from_bytes(bytes);
});
