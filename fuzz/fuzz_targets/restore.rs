//! Any bytes, restored: no panic, as many lines as before, tokens that point at their text.
#![no_main]

use baocao::restore::{Detail, Restorer, SourceLine};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RESTORER: LazyLock<Restorer> = LazyLock::new(Restorer::builtin);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<SourceLine> = text.split('\n').map(SourceLine::of_text).collect();
    let restored = RESTORER.restore(&lines, Detail::Confidence);
    assert_eq!(restored.len(), lines.len());
    for (source, line) in lines.iter().zip(&restored) {
        for token in &line.tokens {
            assert!(!token.source.of(source.text).is_empty());
            assert!(token.target.end <= line.text.len());
        }
    }
});
