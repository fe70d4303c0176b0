//! Any bytes from a worker, or to it, are messages or errors: `cargo fuzz run frames`.
#![no_main]

use baocao::worker::{Bytes, Contents, frame};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut requests, mut replies) = (bytes, bytes);
    while let Ok(Some((file, request))) = frame::read_request(&mut requests) {
        let mut written = Vec::new();
        frame::write_request(&mut written, &file, &request).expect("written");
    }
    while let Ok(Some(message)) = frame::read_message(&mut replies) {
        let _ = message.clone().reply::<Bytes>();
        let _ = message.reply::<Contents>();
    }
});
