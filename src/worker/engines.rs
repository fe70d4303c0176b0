//! The engine that workers read with: Tesseract with Vietnamese language data.

use super::server::PageServer;
use crate::handwriting::Recogniser;
use crate::ocr::{OcrEngine, TesseractEngine};
use crate::pipeline::Pipeline;
use crate::pipeline::source::EngineInfo;
use crate::pool::Pool;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Language data that pages are read with.
pub(crate) const LANGUAGE: &str = "vie";

/// What reads the pages, for the record.
pub(crate) fn info() -> EngineInfo {
    EngineInfo {
        version: TesseractEngine::version(),
        language: LANGUAGE.to_owned(),
    }
}

/// Engines with the language data in `tessdata`.
pub(crate) fn pool(tessdata: Option<PathBuf>) -> Pool<TesseractEngine> {
    Pool::new(move || engine(tessdata.as_deref()))
}

/// Makes page servers that read with the language data in `tessdata`.
pub(crate) fn servers(
    tessdata: Option<PathBuf>,
    pipeline: Pipeline,
) -> impl Fn() -> PageServer + Send + Sync {
    let recogniser = Arc::new(Recogniser::builtin());
    let pipeline = Arc::new(pipeline);
    move || {
        let tessdata = tessdata.clone();
        let make = move || {
            let engine = engine(tessdata.as_deref())?;
            Ok(Box::new(engine) as Box<dyn OcrEngine>)
        };
        PageServer::new(Arc::new(make), recogniser.clone(), pipeline.clone())
    }
}

fn engine(tessdata: Option<&Path>) -> Result<TesseractEngine, String> {
    TesseractEngine::new(LANGUAGE, tessdata).map_err(|error| error.to_string())
}
