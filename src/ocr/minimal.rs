//! Reading with as little as can be done before: for a page over which the usual way was lost.

use super::engine::{OcrEngine, OcrError};
use super::{columns, drop_specks};
use crate::document::layout::Page;
use crate::document::layout::page_image::PageImage;
use image::imageops;
use image::imageops::FilterType;

/// Width in inches that a page is taken to have whose file names no resolution: that of A4.
const A4_WIDTH: f32 = 8.27;
/// Most dots per inch that are given to the engine.
const MOST_DPI: f32 = 300.0;

/// Reads a page in gray, scaled down if it is larger than the engine needs; nothing else is done.
///
/// # Errors
/// The engine's error.
pub fn read_page_minimally(
    number: u32,
    page: &PageImage,
    engine: &mut dyn OcrEngine,
) -> Result<Page, OcrError> {
    let (width, height) = (page.image.width(), page.image.height());
    let dpi = (page.dpi.filter(|dpi| *dpi >= 1.0)).unwrap_or(width as f32 / A4_WIDTH);
    let mut gray = page.image.to_luma8();
    let scale = (MOST_DPI / dpi).min(1.0);
    if scale < 1.0 {
        let side = |side: u32| ((side as f32 * scale) as u32).max(1);
        gray = imageops::resize(&gray, side(width), side(height), FilterType::Triangle);
    }
    let read = engine.recognize(
        &gray,
        (dpi * scale).max(1.0) as u32,
        super::engine::Segmentation::Page,
    )?;
    let mut lines = columns::in_reading_order(drop_specks::remove(read));
    let to_scan = |side: i32| (side as f32 / scale).round() as i32;
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        let [x0, y0, x1, y1] = <[i32; 4]>::from(word.bbox).map(to_scan);
        word.bbox = [x0, y0, x1.min(width as i32), y1.min(height as i32)].into();
    }
    Ok(Page {
        number,
        width,
        height,
        dpi,
        preparation: vec!["grayscale".to_owned(), "nothing else".to_owned()],
        lines,
        ..Page::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::words::Line;
    use crate::document::layout::words::Word;
    use crate::ocr::Segmentation;
    use image::DynamicImage;
    use image::GrayImage;

    /// Sees one word that fills the image.
    struct Fake;

    impl OcrEngine for Fake {
        fn recognize(
            &mut self,
            image: &GrayImage,
            dpi: u32,
            _: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            assert_eq!(dpi, 300);
            let word = Word::new(
                "BÁO".to_owned(),
                0.9,
                [0, 0, image.width() as i32, image.height() as i32].into(),
            );
            Ok(vec![Line { words: vec![word] }])
        }
    }

    #[test]
    fn boxes_are_those_of_the_scan() {
        let page = PageImage::new(DynamicImage::new_rgb8(1200, 600), Some(600.0));
        let read = read_page_minimally(3, &page, &mut Fake).expect("read");
        assert_eq!((read.number, read.width, read.height), (3, 1200, 600));
        assert_eq!(read.lines[0].words[0].bbox, [0, 0, 1200, 600].into());
    }
}
