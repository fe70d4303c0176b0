//! The OCR engines: one for each thread, made when first needed.

use super::config::Config;
use super::failure::Failure;
use crate::batch::Stop;
use crate::checksum;
use crate::handwriting::Recogniser;
use crate::input::PageSource;
use crate::ocr::text_layer::LayerUse;
use crate::ocr::{OcrEngine, Reader, TesseractEngine};
use crate::pipeline::{EngineInfo, PageResult, Pipeline, Pool, read_page_of, read_pages};
use crate::restore::Restorer;
use crate::worker::Desk;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Language data that pages are read with.
pub(super) const LANGUAGE: &str = "vie";

/// Options of the engine.
#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Folder of the OCR engine's language data
    #[arg(long, value_name = "FOLDER")]
    tessdata: Option<PathBuf>,
    /// What to do with the text that PDF pages hold
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) text_layer: LayerUse,
}

/// Engines for all threads.
pub(super) struct Engines {
    pool: Pool<TesseractEngine>,
    recogniser: Recogniser,
    text_layer: LayerUse,
}

/// Where systems keep language data.
const TESSDATA: [&str; 7] = [
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
];

/// What makes a desk that reads with the language data in `tessdata`.
pub(super) fn desk(
    tessdata: Option<PathBuf>,
    pipeline: Pipeline,
) -> impl Fn() -> Desk + Send + Sync {
    let recogniser = Arc::new(Recogniser::builtin());
    let pipeline = Arc::new(pipeline);
    move || {
        let tessdata = tessdata.clone();
        let make = move || {
            let engine = TesseractEngine::new(LANGUAGE, tessdata.as_deref());
            let engine = engine.map_err(|error| error.to_string())?;
            Ok(Box::new(engine) as Box<dyn OcrEngine>)
        };
        Desk::new(Arc::new(make), recogniser.clone(), pipeline.clone())
    }
}

impl EngineArgs {
    /// The folder of language data that was named.
    pub(super) fn tessdata(&self, config: &Config) -> Option<PathBuf> {
        self.tessdata.clone().or_else(|| config.tessdata.clone())
    }

    /// The file of language data that the engine reads, where it can be found.
    pub(super) fn language_file(&self, config: &Config) -> Option<PathBuf> {
        let named = self.tessdata(config);
        let named = named.or_else(|| std::env::var_os("TESSDATA_PREFIX").map(PathBuf::from));
        let folders = match &named {
            Some(folder) => vec![folder.as_path()],
            None => TESSDATA.iter().map(Path::new).collect(),
        };
        let files = folders
            .into_iter()
            .map(|f| f.join(format!("{LANGUAGE}.traineddata")));
        files.into_iter().find(|file| file.is_file())
    }

    /// The language data and the beginning of their checksum, for the record.
    pub(super) fn language_data(&self, config: &Config) -> String {
        let file = self.language_file(config);
        match file.and_then(|file| checksum::of_file(&file).ok()) {
            Some((sha256, _)) => checksum::version(LANGUAGE, &sha256),
            None => LANGUAGE.to_owned(),
        }
    }

    /// The engines; one is made at once, so that a missing one is noticed before the work begins.
    pub(super) fn pool(&self, config: &Config) -> Result<Engines, Failure> {
        let tessdata = self.tessdata(config);
        let make = move || {
            TesseractEngine::new(LANGUAGE, tessdata.as_deref()).map_err(|error| error.to_string())
        };
        let pool = Pool::new(make);
        pool.with(|_| ()).map_err(Failure::Nothing)?;
        Ok(Engines {
            pool,
            recogniser: Recogniser::builtin(),
            text_layer: self.text_layer,
        })
    }
}

impl Engines {
    /// What reads the pages, for the record.
    pub(super) fn info() -> EngineInfo {
        EngineInfo {
            version: TesseractEngine::version(),
            language: LANGUAGE.to_owned(),
        }
    }

    /// Reads the pages of a scan; `read` is told of each. After it was asked to stop, pages are
    /// passed over, as errors.
    pub(super) fn pages(
        &self,
        source: &PageSource,
        restorer: &Restorer,
        stop: &Stop,
        read: impl Fn() + Sync,
    ) -> Vec<PageResult> {
        read_pages(source.len(), &self.pool, |index, engine| {
            if stop.is_asked() {
                return Err("interrupted".to_owned());
            }
            let mut reader = Reader {
                engine,
                fluency: &|text| restorer.fluency(text),
            };
            let page = read_page_of(
                source,
                index,
                self.text_layer,
                &mut reader,
                &self.recogniser,
            );
            read();
            page
        })
    }
}
