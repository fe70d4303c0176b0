//! `baocao pdf`: a scan → a searchable PDF.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::one_file::{self, OneFile};
use super::password_args::PasswordArgs;
use super::trained_args::TrainedArgs;
use crate::results::folder::write_whole;
use crate::worker::searchable;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `pdf`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao pdf scan.pdf searchable.pdf\n\nThe images stay as they are; pages that hold text already stay whole."
)]
pub(crate) struct PdfArgs {
    /// A scan; `-` is the standard input
    file: PathBuf,
    /// The PDF to be written
    out: PathBuf,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Runs `pdf`.
pub(crate) fn run(args: &PdfArgs, config: &Config) -> Result<ExitCode, Failure> {
    let password = args.password.password()?;
    let file = OneFile::open(&args.file, password.as_deref())?;
    let pipeline = one_file::pipeline(&args.trained, config)?;
    let read = file.read(&args.engine, &pipeline, config)?;
    if file.tell_failed(read.failed_pages()) {
        let why = "a page could not be read: nothing is written".to_owned();
        return Err(Failure::Nothing(why));
    }
    let signatures = &file.origin.signatures;
    let written = searchable(&file.source, &read.document, signatures).map_err(Failure::Nothing)?;
    let out = args.out.display();
    for remark in read.document.warnings.iter().chain(&written.remarks) {
        tracing::warn!("{out}: {remark}");
    }
    write_whole(&args.out, &written.bytes)
        .map_err(|error| Failure::Nothing(format!("{out}: {error}")))?;
    Ok(ExitCode::SUCCESS)
}
