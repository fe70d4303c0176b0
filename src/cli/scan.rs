//! `baocao scan IN`: what `run` would do, with an estimate of its time; writes nothing.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::inputs::FilterArgs;
use super::isolation_args::IsolationArgs;
use super::password_args::PasswordArgs;
use super::pipeline_args::PipelineArgs;
use crate::batch::Input;
use crate::batch::console_summary::printable;
use crate::checksum;
use crate::ocr::Effort;
use crate::results::paths::recorded;
use crate::worker::{Contents, FileToRead, Open, ReadOptions, ReadPage, WorkerPool};
use clap::Args;
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Arguments of `scan`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao scan scans/")]
pub(crate) struct ScanArgs {
    /// Files, folders or globs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    password: PasswordArgs,
    /// Any doubt about an input is an error
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    isolation: IsolationArgs,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    made_with: PipelineArgs,
}

/// Pages that are read to see how long one takes.
const SAMPLES: usize = 4;
/// Seconds that a text takes, about.
const TEXT: f64 = 0.01;

/// An input.
enum Scanned {
    Text,
    Pages(FileToRead, usize),
    Unreadable(String),
}

/// Runs `scan`: 0 if all inputs can be opened, 1 if not.
pub(crate) fn run(args: &ScanArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = args.filter.inputs(&args.inputs, std::path::Path::new(""))?;
    let workers = args
        .isolation
        .workers(&args.engine, &args.made_with, None, config)?;
    let options = ReadOptions {
        password: args.password.password()?,
        strict: args.strict,
        text_layer: args.engine.text_layer,
    };
    let one = |input: &Input| match input {
        Ok(path) => (recorded(path), contents(path, &options, &workers)),
        Err((name, reason)) => (name.clone(), Scanned::Unreadable(reason.clone())),
    };
    let all: Vec<(String, Scanned)> = inputs.par_iter().map(one).collect();
    let mut out = std::io::stdout().lock();
    let (mut texts, mut scans, mut bad) = (0, Vec::new(), 0);
    for (name, scanned) in &all {
        let name = printable(name);
        match scanned {
            Scanned::Text => writeln!(out, "text        {name}")?,
            Scanned::Pages(_, count) => writeln!(out, "{count:>5} pages {name}")?,
            Scanned::Unreadable(reason) => {
                writeln!(out, "cannot      {name}: {}", printable(reason))?
            }
        }
        match scanned {
            Scanned::Text => texts += 1,
            Scanned::Pages(file, count) => scans.push((file, *count)),
            Scanned::Unreadable(_) => bad += 1,
        }
    }
    let pages: usize = scans.iter().map(|(_, count)| count).sum();
    let time = estimate(&workers, &scans).as_secs_f64() * pages as f64 + TEXT * f64::from(texts);
    writeln!(
        out,
        "{} documents: {} scans with {pages} pages, {texts} texts, {bad} that cannot be read; about {}",
        all.len(),
        scans.len(),
        rounded(time),
    )?;
    Ok(ExitCode::from(u8::from(bad > 0)))
}

fn contents(path: &PathBuf, options: &ReadOptions, workers: &WorkerPool) -> Scanned {
    let sha256 = match checksum::of_file(path) {
        Ok((sha256, _)) => sha256,
        Err(error) => return Scanned::Unreadable(format!("cannot be read: {error}")),
    };
    let file = FileToRead {
        path: path.into(),
        sha256,
        options: options.clone(),
    };
    match workers.send(&file, Open) {
        Ok(Contents::Pages { count, .. }) => Scanned::Pages(file, count),
        Ok(Contents::Text) => Scanned::Text,
        Err(error) => Scanned::Unreadable(error.reason()),
    }
}

/// Time a page takes where all threads read, from a few pages spread over all.
fn estimate(workers: &WorkerPool, scans: &[(&FileToRead, usize)]) -> Duration {
    let step = scans.len().div_ceil(SAMPLES).max(1);
    let samples: Vec<_> = scans.iter().step_by(step).collect();
    let threads = rayon::current_num_threads().min(samples.len()).max(1);
    let read = |index: usize| {
        let (file, pages) = samples[index % samples.len()];
        let request = ReadPage {
            index: pages / 2,
            effort: Effort::Full,
        };
        let start = Instant::now();
        let _ = workers.send(file, request);
        start.elapsed()
    };
    let times: Vec<Duration> = (0..samples.len()).into_par_iter().map(read).collect();
    times.iter().sum::<Duration>() / (samples.len().max(1) * threads) as u32
}

fn rounded(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{:.0} s", seconds.max(1.0)),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
