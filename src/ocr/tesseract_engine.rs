//! Tesseract behind [`OcrEngine`].

use super::engine::{OcrEngine, OcrError, Segmentation};
use super::{hocr, language_data};
use crate::document::layout::Line;
use image::GrayImage;
use std::path::Path;
use tesseract::{OcrEngineMode, PageSegMode, Tesseract, plumbing};

/// Signs that the language data knows and Vietnamese reports do not use; without them the engine gives what
/// else it saw: `Đ` for `Ð`, `i` for `¡`, `–` for `—`.
const STRANGE: &str = "—‡†^|Ð§©⁄„¬{}~`\\_Ï¡¿ƑƒŒœØøÄäÖöïÑñŸÿŠšð®‹›«»";

/// A Tesseract handle. Costly to make (tens of milliseconds): keep one for each thread.
pub struct TesseractEngine {
    /// Gone only while a call that takes it by value runs, or after one failed.
    handle: Option<Tesseract>,
    language: String,
    tessdata: Option<String>,
}

impl std::fmt::Debug for TesseractEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TesseractEngine")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl TesseractEngine {
    /// An engine with the language data `language` from the folder `tessdata`, or from where the
    /// system keeps it.
    ///
    /// # Errors
    /// [`OcrError::Start`] if the language data is missing.
    pub fn new(language: &str, tessdata: Option<&Path>) -> Result<Self, OcrError> {
        let tessdata = tessdata.map(|path| path.display().to_string());
        let handle = start(language, tessdata.as_deref())?;
        Ok(TesseractEngine {
            handle: Some(handle),
            language: language.to_owned(),
            tessdata,
        })
    }

    /// Name and version of the engine.
    pub fn version() -> String {
        format!("tesseract {}", plumbing::version().to_string_lossy())
    }
}

fn start(language: &str, tessdata: Option<&str>) -> Result<Tesseract, OcrError> {
    let failed = || OcrError::Start {
        language: language.to_owned(),
    };
    let handle = match language_data::builtin(tessdata.map(Path::new)) {
        Some(data) => Tesseract::new_with_data(data, Some(language), OcrEngineMode::Default),
        None => Tesseract::new(tessdata, Some(language)),
    };
    let handle = handle
        .map_err(|_| failed())?
        // Remarks such as "Image too small to scale!!" are not for the user's terminal.
        .set_variable("debug_file", "/dev/null")
        .map_err(|_| failed())?
        .set_variable("tessedit_char_blacklist", STRANGE)
        .map_err(|_| failed())?
        // For each letter what else it may be, over all steps in which it was seen: the likeliest alone, as each further
        // one costs a search of its own.
        .set_variable("lstm_choice_mode", "2")
        .map_err(|_| failed())?
        .set_variable("lstm_choice_iterations", "1")
        .map_err(|_| failed())?
        // The network cuts lines into words, whatever the letters' pitch is.
        .set_variable("textord_all_prop", "1")
        .map_err(|_| failed())?
        // White print on dark ground is dark on white by now, see `prepare::dark_bands`.
        .set_variable("tessedit_do_invert", "0")
        .map_err(|_| failed())?;
    Ok(handle)
}

impl OcrEngine for TesseractEngine {
    fn recognize(
        &mut self,
        image: &GrayImage,
        dpi: u32,
        segmentation: Segmentation,
    ) -> Result<Vec<Line>, OcrError> {
        let mut handle = match self.handle.take() {
            Some(handle) => handle,
            None => start(&self.language, self.tessdata.as_deref())?,
        };
        handle.set_page_seg_mode(match segmentation {
            Segmentation::Page => PageSegMode::PsmAuto,
            Segmentation::Block => PageSegMode::PsmSingleBlock,
            Segmentation::Line => PageSegMode::PsmSingleLine,
        });
        let failed = |error: &dyn std::fmt::Display| OcrError::Engine(error.to_string());
        let (width, height) = (image.width() as i32, image.height() as i32);
        let mut handle = handle
            .set_frame(image.as_raw(), width, height, 1, width)
            .map_err(|error| failed(&error))?
            .set_source_resolution(dpi as i32)
            .recognize()
            .map_err(|error| failed(&error))?;
        let page = handle.get_hocr_text(0).map_err(|error| failed(&error))?;
        self.handle = Some(handle);
        hocr::lines(&page)
    }
}
