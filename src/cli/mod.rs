//! The command line: arguments → a call. The only place, with `batch`, that opens files and prints.

mod args;
mod engine_threads;
mod eval;
mod extract;
mod failure;
mod ocr;
mod restore;
mod run;
mod streams;
pub mod train;

use args::{Args, Command};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

/// Parses the arguments, runs the command, and turns what came of it into an exit code: 0 all well,
/// 1 some documents failed, 2 bad usage, 3 nothing could be done.
pub fn main() -> ExitCode {
    let args = Args::parse();
    if matches!(args.command, Command::Run(_) | Command::Ocr(_)) {
        engine_threads::limit();
    }
    let level = match (args.quiet, args.verbose) {
        (true, _) => tracing::Level::ERROR,
        (_, true) => tracing::Level::DEBUG,
        _ => tracing::Level::INFO,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    if let Some(jobs) = args.jobs {
        // Fails only where a pool was made before, which nothing does.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build_global();
    }
    let result = match &args.command {
        Command::Run(run) => run::run(run, args.quiet),
        Command::Restore(restore) => restore::run(restore),
        Command::Extract(extract) => extract::run(extract),
        Command::Ocr(ocr) => ocr::run(ocr),
        Command::Train(train) => train::run(train),
        Command::Eval(eval) => eval::run(eval),
    };
    match result {
        Ok(code) => code,
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}
