//! `baocao verify OUT`: proves that nothing changed since.

use super::failure::Failure;
use crate::archive::heal;
use crate::batch::console_summary::printable;
use crate::results::verify;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao verify results")]
pub(crate) struct VerifyArgs {
    /// Folder of results
    folder: PathBuf,
    /// Leave the inputs out, which may lie elsewhere now
    #[arg(long)]
    results_only: bool,
}

/// Runs `verify`: 0 if nothing changed, 1 if anything did.
pub(crate) fn run(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let name = args.folder.display();
    let verified = verify::verify(&args.folder, !args.results_only)
        .map_err(|error| Failure::Nothing(format!("{name}: no results: {error}")))?;
    let of_archive = heal::differences(&args.folder)?;
    let mut out = std::io::stdout().lock();
    for difference in &verified.differences {
        writeln!(out, "{}", printable(&difference.to_string()))?;
    }
    for difference in &of_archive {
        writeln!(out, "{}", printable(difference))?;
    }
    let (results, inputs) = (verified.results, verified.inputs);
    let count = verified.differences.len() + of_archive.len();
    match count {
        0 => writeln!(
            out,
            "{name}: {results} results and {inputs} inputs are as they were"
        )?,
        count => writeln!(
            out,
            "{name}: {count} differences among {results} results and {inputs} inputs"
        )?,
    }
    Ok(ExitCode::from(u8::from(count > 0)))
}
