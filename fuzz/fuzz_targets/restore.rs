//! Any text is restored to as many lines: `cargo fuzz run restore`.
#![no_main]

use baocao::restore::Restorer;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RESTORER: LazyLock<Restorer> = LazyLock::new(Restorer::builtin);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let restored = RESTORER.restore_text(&text);
    assert_eq!(restored.matches('\n').count(), text.matches('\n').count());
});
