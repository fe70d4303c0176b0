//! `baocao run`: scans and OCR texts → a folder of results.

use super::failure::Failure;
use crate::batch::manifest::{Status, Versions};
use crate::batch::progress::Progress;
use crate::batch::summary::summary;
use crate::batch::{self, DocumentReader, Input};
use crate::extract::Extractor;
use crate::input::{self, Limits, PageSource, Source};
use crate::ocr::{self, TesseractEngine};
use crate::pipeline::{EngineInfo, Origin, PageResult, Pipeline, Pool, Processed, read_pages};
use crate::restore::Restorer;
use clap::Args;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Language data that pages are read with.
const LANGUAGE: &str = "vie";

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao run 'archive/2023-*.pdf' -o results"
)]
pub(super) struct RunArgs {
    /// Files, folders or globs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Folder of results
    #[arg(short, long)]
    out: PathBuf,
    /// Folder of the OCR engine's language data
    #[arg(long)]
    tessdata: Option<PathBuf>,
}

/// Reads documents with Tesseract.
pub(super) struct Reader {
    pipeline: Pipeline,
    engines: Pool<TesseractEngine>,
    engine: EngineInfo,
}

impl Reader {
    /// A reader; makes one engine at once, so that a missing one is noticed before the work begins.
    pub(super) fn new(tessdata: Option<PathBuf>) -> Result<Self, Failure> {
        let make = move || {
            TesseractEngine::new(LANGUAGE, tessdata.as_deref()).map_err(|error| error.to_string())
        };
        let engines = Pool::new(make);
        engines.with(|_| ()).map_err(Failure::Nothing)?;
        let pipeline = Pipeline {
            restorer: Restorer::builtin(),
            extractor: Extractor::builtin(),
            model_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let engine = EngineInfo {
            version: TesseractEngine::version(),
            language: LANGUAGE.to_owned(),
        };
        Ok(Reader {
            pipeline,
            engines,
            engine,
        })
    }

    /// The pages of a scan as the engine reads them.
    pub(super) fn pages(&self, source: &PageSource, read: impl Fn() + Sync) -> Vec<PageResult> {
        read_pages(source.len(), &self.engines, |index, engine| {
            let image = source.page(index).map_err(|error| error.to_string())?;
            let page = ocr::read_page(index as u32 + 1, &image, engine);
            read();
            page.map_err(|error| error.to_string())
        })
    }
}

impl DocumentReader for Reader {
    fn read(
        &self,
        origin: Origin,
        bytes: Arc<[u8]>,
        progress: &Progress,
    ) -> Result<Processed, String> {
        match input::open(bytes, &Limits::default()).map_err(|error| error.to_string())? {
            Source::Text(text) => Ok(self.pipeline.text(origin, &text)),
            Source::Pages(source) => {
                let pages = self.pages(&source, || progress.page());
                Ok(self.pipeline.scan(origin, &self.engine, pages))
            }
        }
    }

    fn versions(&self) -> Versions {
        Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.engine.version.clone(),
            model: self.pipeline.model_version.clone(),
        }
    }
}

/// Runs `run`.
pub(super) fn run(args: &RunArgs, quiet: bool) -> Result<ExitCode, Failure> {
    let inputs: Vec<Input> = input::find(&args.inputs)
        .into_iter()
        .map(|found| {
            found
                .map(|found| found.path)
                .map_err(|error| (error.name().to_owned(), error.to_string()))
        })
        .collect();
    if inputs.iter().all(Result::is_err) {
        let reasons: Vec<String> = inputs
            .into_iter()
            .filter_map(Result::err)
            .map(|e| e.1)
            .collect();
        return Err(Failure::Nothing(format!(
            "no input: {}",
            reasons.join("; ")
        )));
    }
    let reader = Reader::new(args.tessdata.clone())?;
    let terminal = std::io::stderr().is_terminal() && !quiet;
    let progress = if terminal {
        Progress::bar()
    } else {
        Progress::log()
    };
    let outcomes = batch::run(&inputs, &args.out, &reader, &progress)
        .map_err(|error| Failure::Nothing(error.to_string()))?;
    if !quiet {
        std::io::stderr()
            .lock()
            .write_all(summary(&outcomes).as_bytes())?;
    }
    let done = outcomes
        .iter()
        .filter(|outcome| outcome.row.status == Status::Ok)
        .count();
    Ok(ExitCode::from(match done {
        n if n == outcomes.len() => 0,
        _ => 1,
    }))
}
