//! The engines that pages are read with: Tesseract with Vietnamese language data.

use super::source::EngineInfo;
use crate::ocr::TesseractEngine;
use crate::pool::Pool;
use std::path::{Path, PathBuf};

/// Language data that pages are read with.
pub(crate) const LANGUAGE: &str = "vie";

/// What reads the pages, for the record.
pub(crate) fn info() -> EngineInfo {
    EngineInfo {
        version: TesseractEngine::version(),
        language: LANGUAGE.to_owned(),
    }
}

/// Engines with the language data in `tessdata`, or where the system keeps them.
pub(crate) fn pool(tessdata: Option<PathBuf>) -> Pool<TesseractEngine> {
    Pool::new(move || engine(tessdata.as_deref()))
}

/// One such engine.
pub(crate) fn engine(tessdata: Option<&Path>) -> Result<TesseractEngine, String> {
    TesseractEngine::new(LANGUAGE, tessdata).map_err(|error| error.to_string())
}
