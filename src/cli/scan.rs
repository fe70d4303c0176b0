//! `baocao scan IN`: what `run` would do, with an estimate of its time; writes nothing.

use super::config::Config;
use super::engines::EngineArgs;
use super::failure::Failure;
use super::inputs::inputs;
use super::isolation::IsolationArgs;
use super::trained::TrainedArgs;
use crate::batch::console_summary::printable;
use crate::batch::outcome::Input;
use crate::batch::shown;
use crate::checksum;
use crate::ocr::Effort;
use crate::worker::{Answer, Ask, Crew, FileToRead};
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
    /// Password of encrypted PDFs
    #[arg(long)]
    password: Option<String>,
    /// Any doubt about an input is an error
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    isolation: IsolationArgs,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Pages that are read to see how long one takes.
const SAMPLES: usize = 4;
/// Seconds that a text takes, about.
const TEXT: f64 = 0.01;

/// What an input holds.
enum Holds {
    Text,
    Pages(FileToRead, usize),
    Nothing(String),
}

/// Runs `scan`: 0 if all inputs can be opened, 1 if not.
pub(crate) fn run(args: &ScanArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = inputs(&args.inputs, std::path::Path::new(""))?;
    let crew = args
        .isolation
        .crew(&args.engine, &args.trained, None, config)?;
    let one = |input: &Input| match input {
        Ok(path) => (shown(path), holds(path, args, &crew)),
        Err((name, reason)) => (name.clone(), Holds::Nothing(reason.clone())),
    };
    let all: Vec<(String, Holds)> = inputs.par_iter().map(one).collect();
    let mut out = std::io::stdout().lock();
    let (mut texts, mut scans, mut bad) = (0, Vec::new(), 0);
    for (name, holds) in &all {
        let name = printable(name);
        match holds {
            Holds::Text => writeln!(out, "text        {name}")?,
            Holds::Pages(_, count) => writeln!(out, "{count:>5} pages {name}")?,
            Holds::Nothing(reason) => writeln!(out, "cannot      {name}: {}", printable(reason))?,
        }
        match holds {
            Holds::Text => texts += 1,
            Holds::Pages(file, count) => scans.push((file, *count)),
            Holds::Nothing(_) => bad += 1,
        }
    }
    let pages: usize = scans.iter().map(|(_, count)| count).sum();
    let time = estimate(&crew, &scans).as_secs_f64() * pages as f64 + TEXT * f64::from(texts);
    writeln!(
        out,
        "{} documents: {} scans with {pages} pages, {texts} texts, {bad} that cannot be read; about {}",
        all.len(),
        scans.len(),
        rounded(time),
    )?;
    Ok(ExitCode::from(u8::from(bad > 0)))
}

fn holds(path: &PathBuf, args: &ScanArgs, crew: &Crew) -> Holds {
    let sha256 = match checksum::of_file(path) {
        Ok((sha256, _)) => sha256,
        Err(error) => return Holds::Nothing(format!("cannot be read: {error}")),
    };
    let file = FileToRead {
        path: path.into(),
        sha256,
        password: args.password.clone(),
        strict: args.strict,
        text_layer: args.engine.text_layer,
    };
    match crew.ask(&file, Ask::Open) {
        Ok(Answer::Pages { count, .. }) => Holds::Pages(file, count),
        Ok(_) => Holds::Text,
        Err(error) => Holds::Nothing(error.reason()),
    }
}

/// Time a page takes where all threads read, from a few pages spread over all.
fn estimate(crew: &Crew, scans: &[(&FileToRead, usize)]) -> Duration {
    let step = scans.len().div_ceil(SAMPLES).max(1);
    let samples: Vec<_> = scans.iter().step_by(step).collect();
    let threads = rayon::current_num_threads().min(samples.len()).max(1);
    let read = |index: usize| {
        let (file, pages) = samples[index % samples.len()];
        let ask = Ask::Page {
            index: pages / 2,
            effort: Effort::Full,
        };
        let start = Instant::now();
        let _ = crew.ask(file, ask);
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
