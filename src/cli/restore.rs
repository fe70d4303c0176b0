//! `baocao restore`: text in, restored text out.

use super::config::Config;
use super::failure::Failure;
use super::incoming::{Incoming, Pieces};
use super::trained_args::TrainedArgs;
use crate::restore::rows::{numbered, rows};
use crate::restore::{Detail, GrowingDocument, Restorer, SourceLine};
use crate::text::tone_placement::{Placements, TonePlacement};
use clap::{Args, ValueEnum};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `restore`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao restore broken.txt > correct.txt\n  baocao restore --format jsonl - < broken.txt\n  tail -f broken.log | baocao restore"
)]
pub(crate) struct RestoreArgs {
    /// A text file; `-` is the standard input, which is restored paragraph by paragraph where it goes on for longer than a
    /// second
    ///
    /// vi: Tệp văn bản; `-` là đầu vào chuẩn, nếu kéo dài hơn một giây thì được phục hồi dần từng đoạn
    #[arg(default_value = "-")]
    file: PathBuf,
    /// What is written
    ///
    /// vi: Ghi gì
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where tone marks stand: hòa, hoà, or as most of the document has them
    ///
    /// vi: Dấu thanh đặt ở đâu: hòa, hoà, hay theo phần lớn văn bản
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
    let mut out = BufWriter::new(std::io::stdout().lock());
    match Incoming::open(&args.file)? {
        Incoming::Whole(text) => whole(&text, &restorer, args.format, &mut out)?,
        Incoming::Pieces(pieces) => growing(pieces, restorer.growing(), args.format, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn whole(text: &str, restorer: &Restorer, format: Format, out: &mut impl Write) -> io::Result<()> {
    let Placements { old, new } = Placements::of(text);
    tracing::debug!(
        "tone marks on the first vowel, as in hòa: {old}; on the second, as in hoà: {new}"
    );
    match format {
        Format::Text => restorer.restore_long(text, |chunk| out.write_all(chunk.as_bytes())),
        Format::Jsonl => {
            let mut rows = rows(restorer, text).into_iter();
            rows.try_for_each(|row| writeln!(out, "{row}"))
        }
    }
}

/// Writes each piece as soon as it is restored.
fn growing(
    mut pieces: Pieces,
    mut document: GrowingDocument,
    format: Format,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut number = 1;
    while let Some(text) = pieces.next(|lines| document.complete(lines))? {
        match format {
            Format::Text => out.write_all(document.restore_text(&text).as_bytes())?,
            Format::Jsonl => {
                let lines: Vec<SourceLine> = text.lines().map(SourceLine::of_text).collect();
                let restored = document.restore(&lines, Detail::Confidence);
                for row in numbered(number, &lines, &restored) {
                    writeln!(out, "{row}")?;
                }
                number += lines.len();
            }
        }
        out.flush()?;
    }
    Ok(())
}
