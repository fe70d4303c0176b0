//! `baocao ocr`: a scan's text.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::streams;
use super::trained_args::TrainedArgs;
use crate::document::Document;
use crate::document::layout::JoinedLine;
use crate::input::Source;
use crate::input::limits::Limits;
use crate::pipeline::assemble::PlacedText;
use crate::pipeline::read::read_source;
use crate::pipeline::{engines, join_lines, restore_lines};
use crate::restore::lines::{RestoredLine, RestoredToken};
use crate::{formats, input};
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
    file: PathBuf,
    /// How to show the text
    #[arg(long, value_parser = format_names(), default_value = TEXT)]
    format: String,
    /// The engine's text as it is
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
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
    let name = args.file.display();
    let bytes = streams::bytes(&args.file)?;
    let source = input::open(bytes.into(), &Limits::default())
        .map_err(|error| Failure::Nothing(format!("{name}: {error}")))?;
    let Source::Pages(source) = source else {
        return Err(Failure::Usage(format!(
            "{name}: a text; use `baocao restore`"
        )));
    };
    let restorer = args.trained.restorer(config)?;
    let pool = args.engine.pool(config)?;
    let pages = read_source(&source, args.engine.text_layer, &pool, &restorer);
    let lines = join_lines(&pages);
    let restored = match args.raw {
        true => lines.iter().map(as_read).collect(),
        false => restore_lines(&restorer, &lines),
    };
    let placed = PlacedText::new(&pages, &lines, &restored);
    let mut code = ExitCode::SUCCESS;
    for page in &placed.pages {
        if let Some(reason) = &page.error {
            tracing::error!("{name}, page {}: {reason}", page.number);
            code = ExitCode::from(1);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    match formats::format(&args.format) {
        None => writeln!(out, "{}", placed.text)?,
        Some(format) => {
            let path = Some(name.to_string());
            let document = Document::of_pages(path, engines::info().version, placed.pages);
            out.write_all((format.write)(&document).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(code)
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
