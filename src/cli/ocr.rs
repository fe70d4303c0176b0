//! `baocao ocr`: a scan's text.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::one_file::OneFile;
use super::pipeline_args::PipelineArgs;
use crate::document::Document;
use crate::document::layout::JoinedLine;
use crate::formats;
use crate::pipeline::assemble::PlacedText;
use crate::pipeline::source::PageResult;
use crate::pipeline::{engines, join_lines};
use crate::reader::Readers;
use crate::restore::lines::{RestoredLine, RestoredToken};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `ocr`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao ocr scan.pdf > text.txt")]
pub(crate) struct OcrArgs {
    /// A scan; `-` is the standard input
    ///
    /// vi: Một bản quét; `-` là đầu vào chuẩn
    file: PathBuf,
    /// How to show the text
    ///
    /// vi: Hiện chữ thế nào
    #[arg(long, value_parser = format_names(), default_value = TEXT)]
    format: String,
    /// The engine's text as it is
    ///
    /// vi: Chữ đúng như bộ nhận dạng đọc
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    made_with: PipelineArgs,
}

/// The plain text among the formats.
const TEXT: &str = "text";

/// The names that `--format` takes.
fn format_names() -> PossibleValuesParser {
    let text = PossibleValue::new(TEXT).help("Plain, pages separated by form feeds");
    let formats = formats::FORMATS.iter();
    let others = formats.map(|format| PossibleValue::new(format.name).help(format.title));
    std::iter::once(text)
        .chain(others)
        .collect::<Vec<_>>()
        .into()
}

/// Runs `ocr`.
pub(crate) fn run(args: &OcrArgs, config: &Config) -> Result<ExitCode, Failure> {
    let file = OneFile::open(&args.file, None)?;
    let pipeline = args
        .made_with
        .pipeline(args.made_with.trained.version(config)?, config)?;
    let (document, text) = match args.raw {
        true => as_engine_reads(
            &file,
            args.engine.readers,
            file.pages(&args.engine, &pipeline, config)?,
        ),
        false => {
            let read = file.read(&args.engine, &pipeline, config)?;
            (read.document, read.text)
        }
    };
    let failed = document.pages.iter();
    let failed = failed.filter_map(|page| Some((page.number, page.error.as_deref()?)));
    let code = u8::from(file.tell_failed(failed));
    let mut out = BufWriter::new(std::io::stdout().lock());
    match formats::format(&args.format) {
        None => writeln!(out, "{text}")?,
        Some(format) => out.write_all((format.write)(&document).as_bytes())?,
    }
    out.flush()?;
    Ok(ExitCode::from(code))
}

/// The document and text of pages as the engine read them.
fn as_engine_reads(file: &OneFile, readers: Readers, pages: Vec<PageResult>) -> (Document, String) {
    let lines = join_lines(&pages);
    let read: Vec<RestoredLine> = lines.iter().map(as_read).collect();
    let placed = PlacedText::new(&pages, &lines, &read);
    let path = file.origin.path.clone();
    let document = Document::of_pages(path, engines::info(readers).version, placed.pages);
    (document, placed.text)
}

/// A line as the engine read it, a token a word.
fn as_read(line: &JoinedLine<'_>) -> RestoredLine {
    let tokens = line.words.iter().map(|joined| RestoredToken {
        source: joined.span,
        target: joined.span,
        confidence: joined.word.confidence,
        alternatives: Vec::new(),
    });
    RestoredLine {
        tokens: tokens.collect(),
        text: line.text.clone(),
    }
}
