//! What an OCR engine has to do.

use crate::document::layout::Line;
use image::GrayImage;

/// Why a page could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OcrError {
    /// The engine does not start.
    #[error(
        "Tesseract does not start with the language data `{language}`: install it with `make setup`"
    )]
    Start {
        /// The language data.
        language: String,
    },
    /// The engine gave up on the page.
    #[error("Tesseract failed: {0}")]
    Engine(String),
}

/// What an engine has to look for in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segmentation {
    /// A page.
    Page,
    /// One block of text.
    Block,
    /// One line of text.
    Line,
}

/// An engine that reads words from an image.
pub trait OcrEngine: Send {
    /// Reads the words of an image of `dpi` dots per inch; boxes are in its pixels.
    fn recognize(
        &mut self,
        image: &GrayImage,
        dpi: u32,
        segmentation: Segmentation,
    ) -> Result<Vec<Line>, OcrError>;
}
