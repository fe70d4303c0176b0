//! `baocao run`: scans and OCR texts → a folder of results.

use super::config::Config;
use super::failure::Failure;
use super::inputs::FilterArgs;
use super::read_args::{ReadArgs, code};
use super::signals::INTERRUPTED;
use super::streams::Messages;
use crate::batch::{Batch, ReadPolicy};
use crate::results::folder::ResultNames;
use crate::text::language::Language;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao run 'archive/2023-*.pdf' -o results"
)]
pub(crate) struct RunArgs {
    /// Files, folders or globs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Read everything again
    #[arg(long, conflicts_with = "retry_failed")]
    force: bool,
    /// Read again what failed before
    #[arg(long)]
    retry_failed: bool,
    /// Name results as the inputs are, folder for folder, not by checksum
    #[arg(long)]
    mirror: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    read: ReadArgs,
}

/// Runs `run`.
pub(crate) fn run(args: &RunArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = args.filter.inputs(&args.inputs, &args.read.out)?;
    let setup = args.read.setup(config)?;
    let policy = match (
        args.force,
        args.retry_failed || args.read.password.is_given(),
    ) {
        (true, _) => ReadPolicy::All,
        (_, true) => ReadPolicy::Failed,
        _ => ReadPolicy::Missing,
    };
    let names = match args.mirror {
        true => ResultNames::Mirrored(args.inputs.clone()),
        false => ResultNames::Hashed,
    };
    let batch = Batch {
        names,
        ..setup.batch(policy)
    };
    let result = batch
        .run(&inputs)
        .map_err(|error| Failure::Nothing(error.to_string()))?;
    if !config.quiet {
        let summary = match batch.progress.is_log() {
            true => result.summary.without_failures(),
            false => result.summary,
        };
        let text = summary.text(setup.out.results(), config.language);
        Messages(Language::English).write_all(text.as_bytes())?;
    }
    if let Some(error) = &result.error {
        tracing::error!("{error}");
    }
    let open = inputs.len() - result.outcomes.len();
    if open > 0 {
        tracing::warn!(
            "interrupted, {open} documents are open: run the same command again to go on"
        );
    }
    let interrupted = open > 0 && result.error.is_none();
    Ok(ExitCode::from(match interrupted {
        true => INTERRUPTED,
        false => code(result.error.as_ref(), &result.outcomes),
    }))
}
