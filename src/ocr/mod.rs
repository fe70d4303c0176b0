//! Page image → words with places and confidences, in reading order.

mod columns;
mod specks;
mod tesseract_engine;
mod tsv;
mod words;

pub use tesseract_engine::TesseractEngine;
pub use words::{BBox, Line, Page, Word};

use crate::handwriting::Slots;
use crate::input::PageImage;
use crate::page::prepare;
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

/// An engine that reads words from an image.
pub trait OcrEngine: Send {
    /// Reads the words of an image of `dpi` dots per inch; boxes are in its pixels.
    fn recognize(&mut self, image: &GrayImage, dpi: u32) -> Result<Vec<Line>, OcrError>;
}

/// Prepares a page, reads it, and leads the boxes back to the page as scanned.
pub fn read_page(
    number: u32,
    page: &PageImage,
    engine: &mut dyn OcrEngine,
) -> Result<Page, OcrError> {
    let prepared = prepare(page);
    let lines = engine.recognize(&prepared.image, prepared.dpi.round() as u32)?;
    let mut lines = columns::part(specks::remove(lines));
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        word.bbox = prepared.to_scan(word.bbox);
    }
    Ok(Page {
        number,
        width: page.image.width(),
        height: page.image.height(),
        dpi: prepared.scan_dpi,
        rotation: 0,
        skew_degrees: prepared.skew_degrees,
        preparation: prepared.steps,
        lines,
        slots: Slots::default(),
    })
}
