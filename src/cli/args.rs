//! What can be typed.

use super::globals::ColorChoice;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Vietnamese administrative scans and broken OCR text → correct Vietnamese and data.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao restore broken.txt > correct.txt"
)]
pub(crate) struct Args {
    /// Threads to work with [default: all cores]
    #[arg(short, long, global = true)]
    pub(crate) jobs: Option<usize>,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to colour messages [default: auto]
    #[arg(long, global = true, value_enum)]
    pub(crate) color: Option<ColorChoice>,
    /// TOML file with options: jobs, quiet, verbose, color, tessdata, timeout_page, memory_per_worker, model, confusions
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read scans and OCR texts into a folder of results
    Run(super::run::RunArgs),
    /// Read what comes into a folder, as a scanner drops it
    Watch(super::watch::WatchArgs),
    /// What `run` would do, and how long it would take; writes nothing
    Scan(super::scan::ScanArgs),
    /// Prove that results and inputs are as they were written and read
    Verify(super::verify::VerifyArgs),
    /// Ask the archive: SQL, or a question with a name
    Query(super::query::QueryArgs),
    /// Find text, with marks or without
    Search(super::search::SearchArgs),
    /// An indicator over months, quarters, years or agencies
    Series(super::series::SeriesArgs),
    /// The tables of the archive as Parquet, CSV, JSON Lines or Excel files
    Export(super::export::ExportArgs),
    /// The archive as a web page: look, search, check and correct
    Serve(super::serve::ServeArgs),
    /// What corrections teach about misread letters
    Learn(super::learn::LearnArgs),
    /// What is installed, what is missing, and the line that mends it
    Doctor(super::doctor::DoctorArgs),
    /// Restore a text: as many lines out as in
    Restore(super::restore::RestoreArgs),
    /// Read a text's fields: JSON
    Extract(super::extract::ExtractArgs),
    /// Read a scan's text
    Ocr(super::ocr::OcrArgs),
    /// Make the language model and the table of confusions
    Train(super::train::TrainArgs),
    /// Character and word error rates of a text
    Eval(super::eval::EvalArgs),
    /// Answer questions about files on the standard input; `run` starts it
    #[command(hide = true)]
    Worker(super::worker::WorkerArgs),
}
