//! `baocao merge`: the results of shards, or of processes that shared a folder, as one.

use super::config::Config;
use super::failure::Failure;
use super::gathered::GatheredArgs;
use crate::batch::merge::merge;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `merge`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao merge shard-1 shard-2 shard-3 -o results\n  baocao merge results     (what `run --join` left there, where its processes died)"
)]
pub(crate) struct MergeArgs {
    /// Folders of results; one alone may be that of `run --join`
    ///
    /// vi: Các thư mục kết quả; nếu chỉ một thì có thể là của `run --join`
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Folder of all results [default: the one that is named]
    ///
    /// vi: Thư mục của mọi kết quả [mặc định: thư mục được nêu]
    #[arg(short, long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    gathered: GatheredArgs,
}

/// Runs `merge`.
pub(crate) fn run(args: &MergeArgs, config: &Config) -> Result<ExitCode, Failure> {
    let out = match (&args.out, &args.folders[..]) {
        (Some(out), _) => out,
        (None, [alone]) if alone.is_dir() => alone,
        (None, [alone]) => {
            let why = format!("{}: no folder of results", alone.display());
            return Err(Failure::Nothing(why));
        }
        (None, _) => {
            let why = "several folders are merged into another one; name it with -o";
            return Err(Failure::Usage(why.to_owned()));
        }
    };
    let gathered = &args.gathered;
    gathered.fill_folder(out, config, |ending| merge(&args.folders, ending))
}
