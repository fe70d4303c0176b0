//! `baocao verify OUT`: proves that nothing changed since.

use super::config::Config;
use super::failure::Failure;
use crate::archive::heal;
use crate::batch::console_summary::{counted, printable};
use crate::results::verify;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao verify results")]
pub(crate) struct VerifyArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    folder: PathBuf,
    /// Leave the inputs out, which may lie elsewhere now
    ///
    /// vi: Bỏ qua tệp gốc, nay có thể ở chỗ khác
    #[arg(long)]
    results_only: bool,
}

/// Runs `verify`: 0 if nothing changed, 1 if anything did.
pub(crate) fn run(args: &VerifyArgs, config: &Config) -> Result<ExitCode, Failure> {
    let name = args.folder.display();
    let verified = verify::verify(&args.folder, !args.results_only)
        .map_err(|error| Failure::Nothing(format!("{name}: no results: {error}")))?;
    let of_archive = heal::differences(&args.folder)?;
    let mut out = std::io::stdout().lock();
    for difference in &verified.differences {
        config.tell(&mut out, &printable(&difference.to_string()))?;
    }
    for difference in &of_archive {
        config.tell(&mut out, &printable(difference))?;
    }
    let results = counted(verified.results as u64, "result");
    let inputs = counted(verified.inputs as u64, "input");
    let count = verified.differences.len() + of_archive.len();
    match count {
        0 => config.tell(
            &mut out,
            &format!("{name}: as they were: {results}, {inputs}"),
        )?,
        count => config.tell(
            &mut out,
            &format!("{name}: differences: {count}, among {results}, {inputs}"),
        )?,
    }
    Ok(ExitCode::from(u8::from(count > 0)))
}
