//! Reads the fields of text files: `cargo run --release --example extract_text -- FILE...` writes a JSON object per
//! file and line.

use baocao::Extractor;
use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let extractor = Extractor::builtin();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(path)?;
        serde_json::to_writer(&mut out, &extractor.extract(&text))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
