//! `baocao extract`: text in, the document as JSON out.

use super::config::Config;
use super::failure::Failure;
use super::streams;
use super::trained::TrainedArgs;
use crate::extract::Extractor;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao extract report.txt | jq .header.number.normalized")]
pub(super) struct ExtractArgs {
    /// A text file; `-` is the standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Take the text as it is: it is correct
    #[arg(long)]
    no_restore: bool,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Runs `extract`.
pub(super) fn run(args: &ExtractArgs, config: &Config) -> Result<ExitCode, Failure> {
    let mut text = streams::text(&args.file)?;
    if !args.no_restore {
        text = args.trained.restorer(config)?.restore_text(&text);
    }
    let extraction = Extractor::builtin().extract(&text);
    let json = serde_json::to_string_pretty(&extraction).map_err(std::io::Error::from)?;
    writeln!(std::io::stdout().lock(), "{json}")?;
    Ok(ExitCode::SUCCESS)
}
