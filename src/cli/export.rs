//! `baocao export`: the tables of the store as files.

use super::config::Config;
use super::failure::Failure;
use super::query::StoreArgs;
use crate::archive::export::formats::{FORMATS, SinkFormat};
use crate::batch::console_summary::counted;
use clap::Args;
use std::io::stdout;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao export -o results --to parquet tables\n  duckdb -c \"SELECT agency, value FROM 'tables/figures.parquet' WHERE indicator = 'hồ sơ trực tuyến' AND unit = 'hồ sơ'\""
)]
pub(crate) struct ExportArgs {
    /// Format of the files: csv, csv-vi (semicolons, decimal commas), jsonl, parquet, xlsx (one workbook)
    ///
    /// vi: Định dạng tệp: csv, csv-vi (dấu chấm phẩy, dấu phẩy thập phân), jsonl, parquet, xlsx (một sổ tính)
    #[arg(long, value_parser = format)]
    to: &'static SinkFormat,
    /// Folder that they are written to
    ///
    /// vi: Thư mục để ghi
    folder: PathBuf,
    /// As the output of one of many work items: rows name their input by its checksum, and results.jsonl holds the documents, for `import`
    ///
    /// vi: Làm đầu ra của một trong nhiều phần việc: các dòng gọi tệp gốc bằng mã kiểm, và results.jsonl chứa văn bản
    /// cho `import`
    #[arg(long)]
    shard: bool,
    #[command(flatten)]
    store: StoreArgs,
}

fn format(name: &str) -> Result<&'static SinkFormat, String> {
    let exported: Vec<&SinkFormat> = FORMATS.iter().filter(|format| format.exported).collect();
    let names: Vec<&str> = exported.iter().map(|format| format.name).collect();
    let named = exported.into_iter().find(|format| format.name == name);
    named.ok_or_else(|| format!("one of {}", names.join(", ")))
}

/// Runs `export`.
pub(crate) fn run(args: &ExportArgs, config: &Config) -> Result<ExitCode, Failure> {
    let store = args.store.open()?;
    let written = match args.shard {
        true => store.export_shard(args.to, &args.folder)?,
        false => store.export(args.to, &args.folder)?,
    };
    let mut out = stdout().lock();
    for (path, rows) in written {
        let rows = counted(rows as u64, "row");
        config.tell(&mut out, &format!("{}: {rows}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}
