//! `baocao run`: scans and OCR texts → a folder of results.

use super::config::Config;
use super::failure::Failure;
use super::inputs::FilterArgs;
use super::list::ListArgs;
use super::read_args::{BatchSetup, ReadArgs, code};
use super::signals;
use super::signals::INTERRUPTED;
use super::streams::Messages;
use crate::batch::shard::Shard;
use crate::batch::{Batch, BatchResult, Input, ReadPolicy, Stop};
use crate::results::error::ResultsError;
use crate::results::folder::{OutFolder, ResultNames};
use crate::results::members::Member;
use crate::text::language::Language;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao run scans/ -o results\n  baocao run 'archive/2023-*.pdf' -o results\n  baocao run scans/ -o shard-3 --shard 3/16     (then: baocao merge shard-* -o results)\n  baocao run scans/ -o results --join           (on as many machines as share the folder)"
)]
pub(crate) struct RunArgs {
    /// Files, folders or globs
    ///
    /// vi: Tệp, thư mục hoặc mẫu tên
    #[arg(required_unless_present = "from_file")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    list: ListArgs,
    /// Read everything again
    ///
    /// vi: Đọc lại tất cả
    #[arg(long, conflicts_with = "retry_failed")]
    force: bool,
    /// Read again what failed before
    ///
    /// vi: Đọc lại những gì lần trước hỏng
    #[arg(long)]
    retry_failed: bool,
    /// Name results as the inputs are, folder for folder, not by checksum
    ///
    /// vi: Đặt tên kết quả theo tệp gốc, từng thư mục, không theo mã kiểm
    #[arg(long)]
    mirror: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    shared: SharedArgs,
}

/// How a batch is shared by several processes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Several machines")]
struct SharedArgs {
    /// Only the inputs of one of several shards, by their content; each has a folder of results of its own
    ///
    /// vi: Chỉ các tệp của một trong nhiều mảnh, chia theo nội dung; mỗi mảnh có thư mục kết quả riêng
    #[arg(long, value_name = "NUMBER/COUNT", conflicts_with = "join")]
    shard: Option<Shard>,
    /// Share the folder of results and the inputs with other processes that do so, here or on other machines
    ///
    /// vi: Dùng chung thư mục kết quả và tệp gốc với các tiến trình khác cũng làm vậy, ở máy này hay máy khác
    #[arg(long)]
    join: bool,
    /// Seconds without a sign of life after which another process is taken for dead
    ///
    /// vi: Số giây không có dấu hiệu hoạt động thì coi một tiến trình khác là đã chết
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "60",
        requires = "join",
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    lease: u64,
}

/// What a batch reads.
struct Selected {
    inputs: Vec<Input>,
    /// Their places among all, where others read the rest.
    positions: Vec<u64>,
}

/// Runs `run`.
pub(crate) fn run(args: &RunArgs, config: &Config) -> Result<ExitCode, Failure> {
    let selected = args.selected()?;
    let stop = signals::stop()?;
    match args.shared.join {
        true => args.run_joined(&selected, stop, config),
        false => {
            let out = args.read.folder().map_err(Failure::nothing)?;
            let setup = args.read.setup(config, stop)?;
            args.run_alone(&selected, &setup, &out, args.policy(), config)
        }
    }
}

impl RunArgs {
    fn selected(&self) -> Result<Selected, Failure> {
        let list = self.list.list()?;
        let named = [&self.inputs[..], &list.paths].concat();
        let inputs = self.filter.inputs(&named, &self.read.out)?;
        let (positions, inputs) = match (self.shared.shard, self.shared.join) {
            (Some(shard), _) => shard.select(inputs, &list.sums).into_iter().unzip(),
            (None, true) => ((0..inputs.len() as u64).collect(), inputs),
            (None, false) => (Vec::new(), inputs),
        };
        Ok(Selected { inputs, positions })
    }

    fn policy(&self) -> ReadPolicy {
        match (
            self.force,
            self.retry_failed || self.read.password.is_given(),
        ) {
            (true, _) => ReadPolicy::All,
            (_, true) => ReadPolicy::Failed,
            _ => ReadPolicy::Missing,
        }
    }

    fn batch<'a>(
        &self,
        selected: &Selected,
        setup: &'a BatchSetup,
        out: &'a OutFolder,
        policy: ReadPolicy,
    ) -> Batch<'a> {
        let names = match self.mirror {
            true => ResultNames::Mirrored(self.inputs.clone()),
            false => ResultNames::Hashed,
        };
        Batch {
            names,
            positions: selected.positions.clone(),
            ..setup.batch(out, policy)
        }
    }

    /// Reads the inputs into a folder that is shared with none.
    fn run_alone(
        &self,
        selected: &Selected,
        setup: &BatchSetup,
        out: &OutFolder,
        policy: ReadPolicy,
        config: &Config,
    ) -> Result<ExitCode, Failure> {
        let batch = self.batch(selected, setup, out, policy);
        let result = batch.run(&selected.inputs).map_err(Failure::nothing)?;
        Ok(ended(result, out.results(), config)?)
    }

    /// Reads what no other process has in hand; the last one makes the manifest, the archive and the report.
    fn run_joined(
        &self,
        selected: &Selected,
        stop: Stop,
        config: &Config,
    ) -> Result<ExitCode, Failure> {
        let member = self.member(&stop)?;
        let setup = self.read.setup(config, stop)?;
        let batch = self.batch(selected, &setup, &member.out, self.policy());
        let result = batch
            .join(&selected.inputs, &member)
            .map_err(Failure::nothing)?;
        drop(member);
        if result.open > 0 || result.error.is_some() {
            return Ok(ended(result, &self.read.out, config)?);
        }
        let whole = Selected {
            inputs: selected.inputs.clone(),
            positions: Vec::new(),
        };
        match self.read.folder() {
            Ok(out) => self.run_alone(&whole, &setup, &out, ReadPolicy::Missing, config),
            Err(ResultsError::Locked { .. }) => {
                tracing::info!("all inputs are read; another process ends the batch");
                Ok(ended(result, &self.read.out, config)?)
            }
            Err(error) => Err(Failure::nothing(error)),
        }
    }

    /// Joins those that share the folder, once no other run writes to it.
    fn member(&self, stop: &Stop) -> Result<Member, Failure> {
        let expiry = Duration::from_secs(self.shared.lease);
        let mut told = false;
        loop {
            match self.read.member(expiry) {
                Err(error @ ResultsError::Locked { .. }) if !stop.is_asked() => {
                    if !told {
                        tracing::info!("{error}");
                    }
                    told = true;
                    std::thread::sleep(ASK_AGAIN);
                }
                joined => return joined.map_err(Failure::nothing),
            }
        }
    }
}

/// How often it is looked whether another run has ended.
const ASK_AGAIN: Duration = Duration::from_millis(200);

/// Tells what became of a batch; its exit code.
pub(crate) fn ended(
    result: BatchResult,
    out: &Path,
    config: &Config,
) -> Result<ExitCode, std::io::Error> {
    if !config.quiet {
        let summary = match result.told {
            true => result.summary.without_failures(),
            false => result.summary,
        };
        let text = summary.text(out, config.language);
        Messages(Language::English).write_all(text.as_bytes())?;
    }
    if let Some(error) = &result.error {
        tracing::error!("{error}");
    }
    if result.open > 0 {
        tracing::warn!(
            "interrupted, {} documents are open: run the same command again to go on",
            result.open
        );
    }
    let interrupted = result.open > 0 && result.error.is_none();
    Ok(ExitCode::from(match interrupted {
        true => INTERRUPTED,
        false => code(result.error.as_ref(), &result.outcomes),
    }))
}
