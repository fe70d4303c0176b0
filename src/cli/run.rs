//! `baocao run`: scans and OCR texts → a folder of results.

use super::config::Config;
use super::engines::{EngineArgs, Engines};
use super::failure::Failure;
use super::trained::TrainedArgs;
use crate::batch::manifest::Versions;
use crate::batch::progress::Progress;
use crate::batch::summary::summary;
use crate::batch::{self, DocumentReader, Input, Stop, Unread};
use crate::extract::Extractor;
use crate::input::{self, InputError, Limits, PageSource, Source};
use crate::output::pdf::{self, PageScan};
use crate::output::{self, Document, Format};
use crate::pipeline::{Origin, Pipeline, Processed};
use clap::Args;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code of a batch that was interrupted: 128 and the number of SIGINT.
const INTERRUPTED: u8 = 130;

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
    /// Also a searchable PDF/A-2u of every scan
    #[arg(long)]
    pdf: bool,
    /// Also ALTO 4
    #[arg(long)]
    alto: bool,
    /// Also hOCR
    #[arg(long)]
    hocr: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Reads documents with Tesseract.
struct Reader {
    pipeline: Pipeline,
    engines: Engines,
    stop: Stop,
    /// Whether a searchable PDF is asked for.
    pdf: bool,
    formats: Vec<&'static Format>,
}

/// Name of the searchable PDF.
const PDF: &str = "searchable.pdf";

impl Reader {
    /// The other files of a scan.
    fn extras(
        &self,
        source: &PageSource,
        document: &Document,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, InputError> {
        let formats = self.formats.iter();
        let texts = formats.map(|format| (format.file, (format.write)(document).into_bytes()));
        let mut files: Vec<_> = texts.collect();
        if self.pdf {
            let scan = |index| match source.scan_stream(index) {
                Some(stream) => Ok(PageScan::Stream(stream)),
                None => Ok(PageScan::Pixels(source.page(index)?.image)),
            };
            files.push((PDF, pdf::write(document, scan)?));
        }
        Ok(files)
    }
}

impl DocumentReader for Reader {
    fn read(
        &self,
        mut origin: Origin,
        bytes: Arc<[u8]>,
        progress: &Progress,
    ) -> Result<Processed, Unread> {
        let failed = |error: InputError| Unread::Failed(error.to_string());
        origin.signatures = input::signature_days(&bytes);
        match input::open(bytes, &Limits::default()).map_err(failed)? {
            Source::Text(text) => Ok(self.pipeline.text(origin, &text)),
            Source::Pages(source) => {
                let restorer = &self.pipeline.restorer;
                let read = || progress.page();
                let pages = self.engines.pages(&source, restorer, &self.stop, read);
                if self.stop.is_asked() && pages.iter().any(Result::is_err) {
                    return Err(Unread::Interrupted);
                }
                let mut processed = self.pipeline.scan(origin, &Engines::info(), pages);
                let read = processed.failed_pages().next().is_none();
                if read {
                    let files = self.extras(&source, &processed.document);
                    processed.files = files.map_err(failed)?;
                }
                Ok(processed)
            }
        }
    }

    fn files(&self) -> Vec<&'static str> {
        let formats = self.formats.iter().map(|format| format.file);
        formats.chain(self.pdf.then_some(PDF)).collect()
    }

    fn versions(&self) -> Versions {
        Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: Engines::info().version,
            model: self.pipeline.model_version.clone(),
        }
    }
}

/// Runs `run`.
pub(super) fn run(args: &RunArgs, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = inputs(args)?;
    let stop = stop_on_signals()?;
    let pipeline = Pipeline {
        restorer: args.trained.restorer(config)?,
        extractor: Extractor::builtin(),
        model_version: args.trained.version(config)?,
    };
    let reader = Reader {
        pipeline,
        engines: args.engine.pool(config)?,
        stop: stop.clone(),
        pdf: args.pdf,
        formats: [(args.alto, "alto"), (args.hocr, "hocr")]
            .into_iter()
            .filter_map(|(asked, name)| output::format(name).filter(|_| asked))
            .collect(),
    };
    let progress = match std::io::stderr().is_terminal() && !config.quiet {
        true => Progress::bar(),
        false => Progress::log(),
    };
    let outcomes = batch::run(&inputs, &args.out, &reader, &stop, &progress)
        .map_err(|error| Failure::Nothing(error.to_string()))?;
    if !config.quiet {
        let text = summary(&outcomes, &args.out);
        std::io::stderr().lock().write_all(text.as_bytes())?;
    }
    if outcomes.len() < inputs.len() {
        tracing::warn!("interrupted: run the same command again to go on");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let all_well = outcomes.iter().all(|outcome| outcome.row.is_ok());
    Ok(ExitCode::from(u8::from(!all_well)))
}

/// The files that are named, without what an earlier run wrote.
fn inputs(args: &RunArgs) -> Result<Vec<Input>, Failure> {
    let out = args.out.canonicalize().ok();
    let written = |path: &Path| {
        let out = out.as_ref();
        out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path.starts_with(out)))
    };
    let inputs: Vec<Input> = input::find(&args.inputs)
        .into_iter()
        .filter(|found| !found.as_ref().is_ok_and(|found| written(&found.path)))
        .map(|found| {
            found
                .map(|found| found.path)
                .map_err(|error| (error.name().to_owned(), error.to_string()))
        })
        .collect();
    if inputs.iter().any(Result::is_ok) {
        return Ok(inputs);
    }
    let missing = inputs.into_iter().filter_map(Result::err);
    let missing: Vec<String> = missing
        .map(|(name, why)| format!("{name}: {why}"))
        .collect();
    Err(Failure::Nothing(match missing.is_empty() {
        true => "no input: the folder has no files".to_owned(),
        false => missing.join("; "),
    }))
}

/// Asks to stop on Ctrl-C and its like; the second time, ends at once.
fn stop_on_signals() -> Result<Stop, Failure> {
    let stop = Stop::default();
    let asked = stop.clone();
    ctrlc::set_handler(move || {
        if asked.ask() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        tracing::warn!("pages in flight are finished; press Ctrl-C again to end at once");
    })
    .map_err(|error| Failure::Nothing(format!("signals cannot be caught: {error}")))?;
    Ok(stop)
}
