//! What pages are read with.

use super::engine::{OcrEngine, OcrError, Segmentation};
use super::own_engine::OwnEngine;
use crate::document::layout::Line;
use crate::reader::Reader;
use image::GrayImage;

/// What reads pages: an engine, a second reader beside it, and a language model that judges between readings.
pub struct PageReader<'a> {
    /// Reads words.
    pub engine: &'a mut dyn OcrEngine,
    /// Reads print once more, and print that the engine passes over; an engine may be alone.
    pub second: Option<&'a Reader>,
    /// How likely a line is as language: mean log probability of its pieces.
    pub fluency: &'a dyn Fn(&str) -> f32,
}

impl PageReader<'_> {
    /// What the second reader reads of an image, as [`OcrEngine::recognize`] does; nothing where there is none.
    pub(super) fn read_by_second(
        &self,
        image: &GrayImage,
        dpi: u32,
        segmentation: Segmentation,
    ) -> Result<Vec<Line>, OcrError> {
        let Some(second) = self.second else {
            return Ok(Vec::new());
        };
        let mut lines = OwnEngine::new(second).recognize(image, dpi, segmentation)?;
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            word.read_by_second_alone();
        }
        Ok(lines)
    }
}
