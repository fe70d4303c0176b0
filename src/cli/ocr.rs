//! `baocao ocr`: a scan's text.

use super::config::Config;
use super::engines::EngineArgs;
use super::failure::Failure;
use super::streams;
use super::trained::TrainedArgs;
use crate::batch::Stop;
use crate::input::{self, Limits, Source};
use crate::restore::{Detail, SourceLine};
use clap::Args;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `ocr`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao ocr scan.pdf > text.txt")]
pub(super) struct OcrArgs {
    /// A scan; `-` is the standard input
    file: PathBuf,
    /// The engine's text as it is
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Runs `ocr`.
pub(super) fn run(args: &OcrArgs, config: &Config) -> Result<ExitCode, Failure> {
    let name = args.file.display();
    let bytes = streams::bytes(&args.file)?;
    let source = input::open(bytes.into(), &Limits::default())
        .map_err(|error| Failure::Nothing(format!("{name}: {error}")))?;
    let Source::Pages(source) = source else {
        return Err(Failure::Usage(format!(
            "{name}: a text; use `baocao restore`"
        )));
    };
    let pages = args
        .engine
        .pool(config)?
        .pages(&source, &Stop::default(), || ());
    let restorer = (!args.raw)
        .then(|| args.trained.restorer(config))
        .transpose()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut code = ExitCode::SUCCESS;
    for (number, page) in (1..).zip(pages) {
        if number > 1 {
            out.write_all(b"\x0c")?;
        }
        match page {
            Err(reason) => {
                tracing::error!("{name}, page {number}: {reason}");
                code = ExitCode::from(1);
            }
            Ok(page) => {
                let mut lines: Vec<String> = page.lines.iter().map(|line| line.text()).collect();
                if let Some(restorer) = &restorer {
                    let sources: Vec<SourceLine> = lines
                        .iter()
                        .map(|text| SourceLine {
                            text,
                            confidences: &[],
                        })
                        .collect();
                    let restored = restorer.restore(&sources, Detail::Text);
                    lines = restored.into_iter().map(|line| line.text).collect();
                }
                writeln!(out, "{}", lines.join("\n"))?;
            }
        }
    }
    out.flush()?;
    Ok(code)
}
