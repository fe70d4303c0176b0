//! Any bytes from a worker, or to it, are messages or errors: `cargo fuzz run frames`.
#![no_main]

use baocao::worker::frame;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut asked, mut said) = (bytes, bytes);
    while let Ok(Some((file, ask))) = frame::read_ask(&mut asked) {
        let mut written = Vec::new();
        frame::write_ask(&mut written, &file, &ask).expect("written");
    }
    while let Ok(Some(_)) = frame::read_said(&mut said) {}
});
