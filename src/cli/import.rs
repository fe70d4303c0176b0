//! `baocao import`: what the nodes of a cluster wrote → a folder of results.

use super::config::Config;
use super::failure::Failure;
use super::gathered::GatheredArgs;
use crate::batch::import::import;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao export -o item-1 --to parquet --shard shards/item-1\n  baocao export -o item-2 --to parquet --shard shards/item-2\n  baocao import shards -o results"
)]
pub(crate) struct ImportArgs {
    /// Folders with files results.jsonl, as `export --shard` writes them
    ///
    /// vi: Các thư mục có tệp results.jsonl do `export --shard` ghi
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    #[arg(short, long)]
    out: PathBuf,
    #[command(flatten)]
    gathered: GatheredArgs,
}

/// Runs `import`.
pub(crate) fn run(args: &ImportArgs, config: &Config) -> Result<ExitCode, Failure> {
    let gathered = &args.gathered;
    gathered.fill_folder(&args.out, config, |ending| import(&args.folders, ending))
}
