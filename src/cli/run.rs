//! `baocao run`: scans and OCR texts → a folder of results.

use super::config::Config;
use super::failure::Failure;
use super::inputs::inputs;
use super::reader::{ReadArgs, code, progress};
use super::signals::{self, INTERRUPTED};
use crate::batch::ending;
use crate::batch::{Again, Batch};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao run 'archive/2023-*.pdf' -o results"
)]
pub(super) struct RunArgs {
    /// Files, folders or globs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Read everything again
    #[arg(long, conflicts_with = "retry_failed")]
    force: bool,
    /// Read again what failed before
    #[arg(long)]
    retry_failed: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// Runs `run`.
pub(super) fn run(args: &RunArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = inputs(&args.inputs, &args.read.out)?;
    let stop = signals::stop()?;
    let out = args.read.folder()?;
    let reader = args.read.reader(config, stop.clone())?;
    let progress = progress(config);
    let batch = Batch {
        out: &out,
        reader: &reader,
        again: match (
            args.force,
            args.retry_failed || args.read.password.is_some(),
        ) {
            (true, _) => Again::All,
            (_, true) => Again::Failed,
            _ => Again::Missing,
        },
        stop: &stop,
        progress: &progress,
    };
    let ended = batch
        .run(&inputs)
        .map_err(|error| Failure::Nothing(error.to_string()))?;
    if !config.quiet {
        let text = ending::words(&ended.outcomes, out.results());
        std::io::stderr().lock().write_all(text.as_bytes())?;
    }
    if let Some(error) = &ended.error {
        tracing::error!("{error}");
    }
    let open = inputs.len() - ended.outcomes.len();
    if open > 0 {
        tracing::warn!(
            "interrupted, {open} documents are open: run the same command again to go on"
        );
    }
    let interrupted = open > 0 && ended.error.is_none();
    Ok(ExitCode::from(match interrupted {
        true => INTERRUPTED,
        false => code(ended.error.as_ref(), &ended.outcomes),
    }))
}
