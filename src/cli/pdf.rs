//! `baocao pdf`: a scan → a searchable PDF.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::one_file::OneFile;
use super::password_args::PasswordArgs;
use super::pipeline_args::PipelineArgs;
use crate::archive::Store;
use crate::document::Document;
use crate::results::folder::write_whole;
use crate::worker::searchable;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `pdf`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao pdf scan.pdf searchable.pdf\n  baocao pdf scan.pdf corrected.pdf --results results\n\nThe images stay as they are; pages that hold text already stay whole."
)]
pub(crate) struct PdfArgs {
    /// A scan; `-` is the standard input
    ///
    /// vi: Một bản quét; `-` là đầu vào chuẩn
    file: PathBuf,
    /// The PDF to be written
    ///
    /// vi: PDF sẽ ghi
    out: PathBuf,
    /// Folder of results in which the scan was read: its text is taken, with what people corrected
    ///
    /// vi: Thư mục kết quả đã đọc bản quét này: lấy chữ ở đó, kèm những gì người ta đã sửa
    #[arg(long, value_name = "OUT")]
    results: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    made_with: PipelineArgs,
}

/// Runs `pdf`.
pub(crate) fn run(args: &PdfArgs, config: &Config) -> Result<ExitCode, Failure> {
    let password = args.password.password()?;
    let file = OneFile::open(&args.file, password.as_deref())?;
    let document = match &args.results {
        Some(results) => known(&file, results)?,
        None => read(&file, args, config)?,
    };
    let signatures = &file.origin.signatures;
    let written = searchable(&file.source, &document, signatures).map_err(Failure::Nothing)?;
    let out = args.out.display();
    for remark in document.warnings.iter().chain(&written.remarks) {
        tracing::warn!("{out}: {remark}");
    }
    write_whole(&args.out, &written.bytes)
        .map_err(|error| Failure::Nothing(format!("{out}: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

/// The document as a folder of results has it, corrected.
fn known(file: &OneFile, results: &Path) -> Result<Document, Failure> {
    let store = Store::open_read_only(results)?;
    store.corrected(&file.origin.sha256)?.ok_or_else(|| {
        let results = results.display();
        Failure::Usage(format!(
            "{results}: holds no results of this scan; read it with `baocao run`"
        ))
    })
}

fn read(file: &OneFile, args: &PdfArgs, config: &Config) -> Result<Document, Failure> {
    let pipeline = args
        .made_with
        .pipeline(args.made_with.trained.version(config)?, config)?;
    let read = file.read(&args.engine, &pipeline, config)?;
    match file.tell_failed(read.failed_pages()) {
        true => Err(Failure::Nothing(
            "a page could not be read: nothing is written".to_owned(),
        )),
        false => Ok(read.document),
    }
}
