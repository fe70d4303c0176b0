//! `baocao eval`: character and word error rates.

use super::failure::Failure;
use super::streams;
use crate::restore::evaluate::score;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `eval`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao eval --gold correct.txt --hyp restored.txt")]
pub(crate) struct EvalArgs {
    /// The correct text
    ///
    /// vi: Văn bản đúng
    #[arg(long)]
    gold: PathBuf,
    /// The text to judge
    ///
    /// vi: Văn bản cần chấm
    #[arg(long)]
    hyp: PathBuf,
    /// Write JSON
    ///
    /// vi: Ghi JSON
    #[arg(long)]
    json: bool,
}

/// Runs `eval`.
pub(crate) fn run(args: &EvalArgs) -> Result<ExitCode, Failure> {
    let rates = score(&streams::text(&args.gold)?, &streams::text(&args.hyp)?);
    let mut out = std::io::stdout().lock();
    if args.json {
        let json = serde_json::to_string(&rates).map_err(std::io::Error::from)?;
        writeln!(out, "{json}")?;
    } else {
        let (cer, wer) = (100.0 * rates.cer, 100.0 * rates.wer);
        writeln!(out, "CER {cer:.2}%  WER {wer:.2}%  ({} words)", rates.words)?;
    }
    Ok(ExitCode::SUCCESS)
}
