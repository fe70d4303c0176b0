//! Reads a scan: `cargo run --release --example read_scan -- SCAN` writes its document as JSON. The engine should not
//! start threads of its own: `OMP_THREAD_LIMIT=1`.

use baocao::{Pipeline, read_scan};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let scan = std::env::args_os().nth(1).ok_or("usage: read_scan SCAN")?;
    let pipeline = Pipeline::builtin();
    let read = read_scan(&PathBuf::from(scan), &pipeline)?;
    if let Some((page, reason)) = read.failed_pages().next() {
        return Err(format!("page {page}: {reason}").into());
    }
    serde_json::to_writer_pretty(std::io::stdout().lock(), &read.document)?;
    Ok(())
}
