//! Page image → words with places and confidences, in reading order.

mod cells;
mod columns;
mod plain;
mod specks;
mod tables;
mod tesseract_engine;
mod tsv;
mod words;

pub use plain::read_page_plainly;
pub use tables::{Cell, Table};
pub use tesseract_engine::TesseractEngine;
pub use words::{BBox, Line, Page, Word};

use crate::handwriting::Slots;
use crate::input::PageImage;
use crate::page::{Look, prepare};
use image::GrayImage;
use serde::{Deserialize, Serialize};

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

/// What an image shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A page.
    Page,
    /// One block of text.
    Block,
    /// One line of text.
    Line,
    /// One number.
    Figure,
}

/// An engine that reads words from an image.
pub trait OcrEngine: Send {
    /// Reads the words of an image of `dpi` dots per inch; boxes are in its pixels.
    fn recognize(
        &mut self,
        image: &GrayImage,
        dpi: u32,
        layout: Layout,
    ) -> Result<Vec<Line>, OcrError>;
}

/// How much to do for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    /// Whatever its measures ask for: [`read_page`].
    Full,
    /// As little as can be done: [`read_page_plainly`].
    Plain,
}

/// Confidence of a page that is surely read the right way up, and of one that needs no second look.
const UPRIGHT: f32 = 0.6;
const GOOD: f32 = 0.8;

/// Prepares a page, reads it, and leads the boxes back to the page as scanned. A page that is read
/// poorly is looked at again, at most twice, and the better reading is kept.
pub fn read_page(
    number: u32,
    page: &PageImage,
    engine: &mut dyn OcrEngine,
) -> Result<Page, OcrError> {
    let mut best = look(number, page, Look::Usual, engine)?;
    for (look_again, enough) in [(Look::UpsideDown, UPRIGHT), (Look::Softer, GOOD)] {
        let read = best.mean_confidence();
        if read.is_none_or(|mean| mean >= enough) {
            continue;
        }
        let other = look(number, page, look_again, engine)?;
        if evidence(&other) > evidence(&best) {
            best = other;
            best.preparation.push("second look".to_owned());
        }
    }
    Ok(best)
}

/// How much of a page was read, and how surely: letters by what their confidence is above a guess.
fn evidence(page: &Page) -> f32 {
    let words = page.lines.iter().flat_map(|line| &line.words);
    words
        .map(|word| word.text.chars().count() as f32 * (word.confidence - 0.5))
        .sum()
}

fn look(
    number: u32,
    page: &PageImage,
    look: Look,
    engine: &mut dyn OcrEngine,
) -> Result<Page, OcrError> {
    let prepared = prepare(page, look);
    let mut drafts = cells::read(&prepared, engine)?;
    let rest = cells::without(&prepared);
    let read = engine.recognize(&rest, prepared.dpi.round() as u32, Layout::Page)?;
    let mut lines = specks::remove(read);
    drafts.extend(tables::take_unruled(&mut lines));
    let mut lines = columns::part(lines);
    let tables = tables::put_back(&mut lines, drafts);
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        word.bbox = prepared.to_scan(word.bbox);
    }
    Ok(Page {
        number,
        width: page.image.width(),
        height: page.image.height(),
        dpi: prepared.scan_dpi,
        rotation: prepared.rotation.degrees(),
        skew_degrees: prepared.skew_degrees,
        preparation: prepared.steps,
        lines,
        slots: Slots::default(),
        tables,
    })
}
