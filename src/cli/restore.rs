//! `baocao restore`: text in, restored text out.

use super::config::Config;
use super::failure::Failure;
use super::streams;
use super::trained_args::TrainedArgs;
use crate::restore::rows::rows;
use crate::text::tone_placement::{Placements, TonePlacement};
use clap::{Args, ValueEnum};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `restore`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao restore broken.txt > correct.txt\n  baocao restore --format jsonl - < broken.txt"
)]
pub(crate) struct RestoreArgs {
    /// A text file; `-` is the standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// What is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where tone marks stand: hòa, hoà, or as most of the document has them
    #[arg(long, value_enum, default_value_t = Placement::Keep)]
    tone_placement: Placement,
    #[command(flatten)]
    trained: TrainedArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The restored text
    Text,
    /// A JSON row for each line, with tokens, confidences, alternatives and places
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Placement {
    /// hòa, thủy
    Old,
    /// hoà, thuỷ
    New,
    /// Words that stay keep theirs; others follow most of the document
    Keep,
}

impl From<Placement> for TonePlacement {
    fn from(placement: Placement) -> Self {
        match placement {
            Placement::Old => TonePlacement::Old,
            Placement::New => TonePlacement::New,
            Placement::Keep => TonePlacement::Keep,
        }
    }
}

/// Runs `restore`.
pub(crate) fn run(args: &RestoreArgs, config: &Config) -> Result<ExitCode, Failure> {
    let restorer = args.trained.restorer(config)?;
    let restorer = restorer.with_tone_placement(args.tone_placement.into());
    let text = streams::text(&args.file)?;
    let Placements { old, new } = Placements::of(&text);
    tracing::debug!(
        "tone marks on the first vowel, as in hòa: {old}; on the second, as in hoà: {new}"
    );
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Text => restorer.restore_long(&text, |chunk| out.write_all(chunk.as_bytes()))?,
        Format::Jsonl => {
            for row in rows(&restorer, &text) {
                writeln!(out, "{row}")?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
