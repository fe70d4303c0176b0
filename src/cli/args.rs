//! What can be typed.

use clap::{Parser, Subcommand};

/// Vietnamese administrative scans and broken OCR text → correct Vietnamese and data.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao restore broken.txt > correct.txt"
)]
pub(super) struct Args {
    /// Threads to work with [default: all cores]
    #[arg(short, long, global = true)]
    pub(super) jobs: Option<usize>,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read scans and OCR texts into a folder of results
    Run(super::run::RunArgs),
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
}
