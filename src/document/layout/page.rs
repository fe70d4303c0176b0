//! What an OCR engine gives back of a page: lines, tables and stamps, and what it left unread.

use super::bbox::BBox;
use super::tables::Table;
use super::words::Line;
use crate::document::stamps::{StampPrint, Unread, UnreadKind};
use serde::{Deserialize, Serialize};

/// One page as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// 1-based.
    pub number: u32,
    /// Width in pixels as scanned.
    pub width: u32,
    /// Height in pixels as scanned.
    pub height: u32,
    /// Resolution in dots per inch; where pixels are not square, across the page.
    pub dpi: f32,
    /// Height of a pixel as a multiple of its width.
    pub pixel_height: f32,
    /// Clockwise turn that brought the page upright: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Skew that was removed, in degrees, counter-clockwise positive.
    pub skew_degrees: f32,
    /// What was done to the image before reading, in order (`"grayscale"`, `"deskew"`, …).
    pub preparation: Vec<String>,
    /// Lines in reading order.
    pub lines: Vec<Line>,
    /// Tables; their words are in the lines.
    pub tables: Vec<Table>,
    /// Stamps; their words are not in the lines, but for names and positions of the signature.
    #[serde(default)]
    pub stamps: Vec<StampPrint>,
    /// What was not read.
    #[serde(default)]
    pub unread: Vec<Unread>,
}

impl Default for Page {
    /// An upright page of nothing, with square pixels.
    fn default() -> Self {
        Page {
            number: 1,
            width: 0,
            height: 0,
            dpi: 0.0,
            pixel_height: 1.0,
            rotation: 0,
            skew_degrees: 0.0,
            preparation: Vec::new(),
            lines: Vec::new(),
            tables: Vec::new(),
            stamps: Vec::new(),
            unread: Vec::new(),
        }
    }
}

impl Page {
    /// Mean of the words' confidences, 0–1; `None` for a page without words.
    pub fn mean_confidence(&self) -> Option<f32> {
        let all = self.confidences();
        (!all.is_empty()).then(|| all.iter().sum::<f32>() / all.len() as f32)
    }

    /// Mean of the lowest twentieth of the words' confidences: what a mean over all hides.
    pub fn worst_confidence(&self) -> Option<f32> {
        let mut all = self.confidences();
        all.sort_by(f32::total_cmp);
        all.truncate(all.len().div_ceil(20));
        (!all.is_empty()).then(|| all.iter().sum::<f32>() / all.len() as f32)
    }

    /// The confidences of its words; a place with print that was not read is a word of which nothing is sure.
    fn confidences(&self) -> Vec<f32> {
        let words = self.lines.iter().flat_map(|line| &line.words);
        let mut all: Vec<f32> = words.map(|word| word.confidence).collect();
        if !all.is_empty() {
            all.extend(self.unread_print().map(|_| 0.0));
        }
        all
    }

    /// Places with print that was not read.
    pub fn unread_print(&self) -> impl Iterator<Item = BBox> {
        let print = self.unread.iter();
        let print = print.filter(|unread| unread.kind == UnreadKind::Print);
        print.map(|unread| unread.bbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn print_that_was_not_read_lowers_the_confidence_of_a_page() {
        let mut page = Page {
            lines: vec![Line::printed(0, "Kính gửi: Ủy ban")],
            ..Page::default()
        };
        assert_eq!(page.mean_confidence(), Some(0.9));
        page.unread.push(Unread {
            kind: UnreadKind::Print,
            bbox: BBox::from([0, 30, 90, 50]),
        });
        assert_eq!(page.mean_confidence(), Some(0.9 * 4.0 / 5.0));
        assert_eq!(page.worst_confidence(), Some(0.0));
    }
}
