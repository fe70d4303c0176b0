//! The engines that pages are read with: Tesseract with Vietnamese language data, or the program's own reader.

use super::source::EngineInfo;
use crate::ocr::{OcrEngine, OwnEngine, TesseractEngine};
use crate::pool::Pool;
use crate::reader::{Reader, Readers};
use std::path::{Path, PathBuf};

/// Language data that pages are read with.
pub(crate) const LANGUAGE: &str = "vie";

/// What reads the pages, for the record.
pub(crate) fn info(readers: Readers) -> EngineInfo {
    EngineInfo {
        version: match readers {
            Readers::Own => OwnEngine::version(),
            Readers::Tesseract | Readers::Both => TesseractEngine::version(),
        },
        language: LANGUAGE.to_owned(),
    }
}

/// Engines with the language data in `tessdata`, or where the system keeps them.
pub(crate) fn pool(readers: Readers, tessdata: Option<PathBuf>) -> Pool<Box<dyn OcrEngine>> {
    Pool::new(move || engine(readers, tessdata.as_deref()))
}

/// One such engine.
pub(crate) fn engine(
    readers: Readers,
    tessdata: Option<&Path>,
) -> Result<Box<dyn OcrEngine>, String> {
    if readers == Readers::Own {
        return Ok(Box::new(OwnEngine::new(Reader::builtin())));
    }
    let engine = TesseractEngine::new(LANGUAGE, tessdata).map_err(|error| error.to_string())?;
    Ok(Box::new(engine))
}
