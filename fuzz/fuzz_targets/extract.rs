//! Any bytes are read without panic, and every digit is accounted for once: `cargo fuzz run extract`.
#![no_main]

use baocao::extract::Extractor;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::builtin);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let found = EXTRACTOR.extract(&text);
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let counted: usize = found
        .numbers
        .iter()
        .map(|number| digits(&number.text))
        .sum();
    assert_eq!(counted, digits(&text));
});
