//! The commands and their arguments.

use super::globals::GlobalArgs;
use super::{
    doctor, eval, export, extract, learn, ocr, query, restore, run, scan, search, series, serve,
    train, verify, watch, worker,
};
use clap::{Parser, Subcommand};

/// Vietnamese administrative scans and broken OCR text → correct Vietnamese and data.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao restore broken.txt > correct.txt"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) globals: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read scans and OCR texts into a folder of results
    Run(run::RunArgs),
    /// Read what comes into a folder, as a scanner drops it
    Watch(watch::WatchArgs),
    /// What `run` would do, and how long it would take; writes nothing
    Scan(scan::ScanArgs),
    /// Prove that results and inputs are as they were written and read
    Verify(verify::VerifyArgs),
    /// Ask the archive: SQL, or a question with a name
    Query(query::QueryArgs),
    /// Find text, with marks or without
    Search(search::SearchArgs),
    /// An indicator over months, quarters, years or agencies
    Series(series::SeriesArgs),
    /// The tables of the archive as Parquet, CSV, JSON Lines or Excel files
    Export(export::ExportArgs),
    /// The archive as a web page: look, search, check and correct
    Serve(serve::ServeArgs),
    /// What corrections teach about misread letters
    Learn(learn::LearnArgs),
    /// What is installed, what is missing, and the command that fixes it
    Doctor(doctor::DoctorArgs),
    /// Restore a text: as many lines out as in
    Restore(restore::RestoreArgs),
    /// Read a text's fields: JSON
    Extract(extract::ExtractArgs),
    /// Read a scan's text
    Ocr(ocr::OcrArgs),
    /// Make the language model and the table of confusions
    Train(train::TrainArgs),
    /// Character and word error rates of a text
    Eval(eval::EvalArgs),
    /// Answer questions about files on the standard input; `run` starts it
    #[command(hide = true)]
    Worker(worker::WorkerArgs),
}
