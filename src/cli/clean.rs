//! `baocao clean OUT`: files in a folder of results that no run recorded.

use super::config::Config;
use super::failure::Failure;
use crate::batch::console_summary::{counted, printable};
use crate::results::fixity::Difference;
use crate::results::layout::results_of;
use crate::results::verify;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `clean`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao clean results\n  baocao clean results --remove\n\nResults, the archive and corrections always stay."
)]
pub(crate) struct CleanArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    folder: PathBuf,
    /// Remove them; otherwise they are listed alone
    ///
    /// vi: Xóa các tệp đó; nếu không, chỉ liệt kê
    #[arg(long)]
    remove: bool,
}

/// Runs `clean`: nothing is removed where the results are not as they were written.
pub(crate) fn run(args: &CleanArgs, config: &Config) -> Result<ExitCode, Failure> {
    let name = args.folder.display();
    let verified = verify::verify(&args.folder, false)
        .map_err(|error| Failure::Nothing(format!("{name}: no results: {error}")))?;
    let mut strays = Vec::new();
    for difference in verified.differences {
        match difference {
            Difference::Unknown(stray) => strays.push(stray),
            other => {
                let why = format!("{name}: {other}; `baocao verify` tells all: nothing is removed");
                return Err(Failure::Nothing(why));
            }
        }
    }
    let results = results_of(&args.folder);
    let mut out = std::io::stdout().lock();
    for stray in &strays {
        let path = results.join(stray);
        if args.remove {
            std::fs::remove_file(&path)
                .map_err(|error| Failure::Nothing(format!("{}: {error}", path.display())))?;
        }
        writeln!(out, "{}", printable(stray))?;
    }
    let count = counted(strays.len() as u64, "file");
    match args.remove {
        true => config.tell(&mut out, &format!("{name}: {count} removed"))?,
        false => config.tell(&mut out, &format!("{name}: {count} that no run recorded"))?,
    }
    Ok(ExitCode::SUCCESS)
}
