//! Reads the fields of text files: `cargo run --example extract -- FILE...` prints a JSON object per
//! file and line.
#![allow(clippy::print_stdout)]

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let extractor = baocao::extract::Extractor::builtin();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(path)?;
        println!("{}", serde_json::to_string(&extractor.extract(&text))?);
    }
    Ok(())
}
