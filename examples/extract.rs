//! Reads the fields of text files: `cargo run --example extract -- FILE...` prints a JSON object per
//! file and line.

use std::error::Error;
use std::io::{BufWriter, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let extractor = baocao::extract::Extractor::builtin();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(path)?;
        serde_json::to_writer(&mut out, &extractor.extract(&text))?;
        writeln!(out)?;
    }
    Ok(())
}
