//! Reads files and folders into a folder of results: `cargo run --release --example run_batch -- OUT INPUT...`. A
//! second run reads only what is new. The engine should not start threads of its own: `OMP_THREAD_LIMIT=1`.
#![allow(clippy::print_stdout)]

use baocao::{Pipeline, read_batch};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("usage: run_batch OUT INPUT...")?;
    let inputs: Vec<PathBuf> = arguments.collect();
    let result = read_batch(&inputs, &out, Pipeline::builtin())?;
    let done = result.outcomes.iter().filter(|outcome| outcome.has_results);
    println!(
        "{} of {} documents have results",
        done.count(),
        result.outcomes.len()
    );
    match result.error {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}
