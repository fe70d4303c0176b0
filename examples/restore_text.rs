//! Restores a text: `cargo run --release --example restore_text -- FILE...` writes it to standard output.

use baocao::Restorer;
use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    // Made once and shared by all threads.
    let restorer = Restorer::builtin();
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(path)?;
        restorer.restore_long(&text, |chunk| out.write_all(chunk.as_bytes()))?;
    }
    Ok(())
}
