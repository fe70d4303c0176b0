//! `baocao scan IN`: what `run` would do, with an estimate of its time, or whether scans are as the decree on documents
//! asks; writes nothing.

use super::config::Config;
use super::decree_30;
use super::failure::Failure;
use super::inputs::FilterArgs;
use super::isolation_args::WorkerArgs;
use super::password_args::PasswordArgs;
use crate::batch::Input;
use crate::batch::console_summary::printable;
use crate::batch::time_left::roughly;
use crate::ocr::Effort;
use crate::results::paths::recorded;
use crate::text::language::Language;
use crate::worker::{Contents, FileToRead, Open, ReadOptions, ReadPage, WorkerPool};
use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Arguments of `scan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao scan scans/\n  baocao scan --decree-30 --json scans/ | jq 'select(.meets | not)'"
)]
pub(crate) struct ScanArgs {
    /// Files, folders or globs
    ///
    /// vi: Tệp, thư mục hoặc mẫu tên
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Any doubt about an input is an error
    ///
    /// vi: Mọi nghi ngờ về tệp gốc là lỗi
    #[arg(long)]
    strict: bool,
    /// Check instead whether scans are as Decree 30/2020/NĐ-CP, Annex I, asks: PDF 1.4 or newer, in colour, at least 200
    /// dpi, 100 % of the paper's size; 1 if one is not
    ///
    /// vi: Thay vào đó, kiểm tra bản quét theo Phụ lục I Nghị định 30/2020/NĐ-CP: PDF từ 1.4 trở lên, ảnh màu, tối
    /// thiểu 200 dpi, tỷ lệ 100 %; trả 1 nếu có bản không đạt
    #[arg(long)]
    decree_30: bool,
    /// JSON rows instead of text
    ///
    /// vi: Các dòng JSON thay cho chữ
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    workers: WorkerArgs,
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

/// Runs `scan`: 0 if all inputs can be opened, and are as they should be, 1 if not.
pub(crate) fn run(args: &ScanArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = args.filter.inputs(&args.inputs, Path::new(""))?;
    let options = ReadOptions {
        password: args.password.password()?,
        strict: args.strict,
        text_layer: args.workers.engine.text_layer,
        readers: args.workers.engine.readers,
    };
    if args.decree_30 {
        return decree_30::check(&inputs, &options, args.json, config);
    }
    let workers = args.workers.start(None, config)?;
    let one = |input: &Input| match input {
        Ok(path) => (recorded(path), contents(path, &options, &workers)),
        Err((name, reason)) => (name.clone(), Scanned::Unreadable(reason.clone())),
    };
    let all: Vec<(String, Scanned)> = inputs.par_iter().map(one).collect();
    let mut out = std::io::stdout().lock();
    for (name, scanned) in &all {
        match args.json {
            true => writeln!(out, "{}", row(name, scanned))?,
            false => writeln!(out, "{}", line(name, scanned, config.language))?,
        }
    }
    let totals = Totals::of(&all, &workers);
    match args.json {
        true => writeln!(out, "{}", totals.json())?,
        false => writeln!(out, "{}", config.language.say(&totals.text()))?,
    }
    Ok(ExitCode::from(u8::from(totals.bad > 0)))
}

fn line(name: &str, scanned: &Scanned, language: Language) -> String {
    let name = printable(name);
    let text = match scanned {
        Scanned::Text => format!("text        {name}"),
        Scanned::Pages(_, count) => {
            let pages = language.say(if *count == 1 { "page" } else { "pages" });
            return format!("{count:>5} {pages:<5} {name}");
        }
        Scanned::Unreadable(reason) => format!("cannot      {name}: {}", printable(reason)),
    };
    language.say(&text).into_owned()
}

fn row(name: &str, scanned: &Scanned) -> Value {
    match scanned {
        Scanned::Text => json!({ "path": name, "kind": "text" }),
        Scanned::Pages(_, count) => json!({ "path": name, "kind": "scan", "pages": count }),
        Scanned::Unreadable(reason) => json!({ "path": name, "kind": null, "error": reason }),
    }
}

/// What all inputs are, and how long reading them takes.
struct Totals {
    documents: usize,
    scans: usize,
    pages: usize,
    texts: usize,
    bad: usize,
    seconds: f64,
}

impl Totals {
    fn of(all: &[(String, Scanned)], workers: &WorkerPool) -> Self {
        let (mut texts, mut scans, mut bad) = (0, Vec::new(), 0);
        for (_, scanned) in all {
            match scanned {
                Scanned::Text => texts += 1,
                Scanned::Pages(file, count) => scans.push((file, *count)),
                Scanned::Unreadable(_) => bad += 1,
            }
        }
        let pages: usize = scans.iter().map(|(_, count)| count).sum();
        let page = estimate(workers, &scans).as_secs_f64();
        Totals {
            documents: all.len(),
            scans: scans.len(),
            pages,
            texts,
            bad,
            seconds: page * pages as f64 + TEXT * texts as f64,
        }
    }

    fn text(&self) -> String {
        format!(
            "documents: {}; scans: {}, with pages: {}; texts: {}; cannot be read: {}; about {}",
            self.documents,
            self.scans,
            self.pages,
            self.texts,
            self.bad,
            roughly(self.seconds)
        )
    }

    fn json(&self) -> Value {
        json!({
            "documents": self.documents,
            "scans": self.scans,
            "pages": self.pages,
            "texts": self.texts,
            "unreadable": self.bad,
            "seconds": self.seconds.round(),
        })
    }
}

fn contents(path: &Path, options: &ReadOptions, workers: &WorkerPool) -> Scanned {
    let file = match decree_30::file(path, options) {
        Ok(file) => file,
        Err(reason) => return Scanned::Unreadable(reason),
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
