//! Page image → words with places and confidences, in reading order.

pub(crate) mod cells;
pub(crate) mod column_figures;
pub(crate) mod columns;
pub(crate) mod digits;
pub(crate) mod dot_leaders;
pub(crate) mod drop_specks;
pub(crate) mod engine;
pub(crate) mod figures;
mod head_bands;
pub(crate) mod hocr;
mod ink_left;
pub(crate) mod language_data;
pub(crate) mod lost_marks;
pub(crate) mod minimal;
pub(crate) mod missed;
pub(crate) mod numeric_columns;
pub(crate) mod own_engine;
pub(crate) mod page_reader;
pub(crate) mod print;
mod print_rows;
pub(crate) mod prose_columns;
pub(crate) mod reread;
pub(crate) mod roman_numerals;
pub(crate) mod stamps;
mod strokes;
pub(crate) mod table_rows;
pub(crate) mod tables;
pub(crate) mod tesseract_engine;
pub mod text_layer;
pub(crate) mod torn_words;

pub use engine::{OcrEngine, OcrError, Segmentation};
pub use minimal::read_page_minimally;
pub use own_engine::OwnEngine;
pub use page_reader::PageReader;
pub use tesseract_engine::TesseractEngine;

use crate::document::layout::page_image::PageImage;
use crate::document::layout::{BBox, Line, Page, Turn};
use crate::document::{Unread, UnreadKind};
use crate::prepare::{Attempt, blank, prepare, resolution};
use serde::{Deserialize, Serialize};

/// How much to do for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    /// Whatever its measures ask for: [`read_page`].
    Full,
    /// As little as can be done: [`read_page_minimally`].
    Minimal,
}

/// Confidence of a page that is surely read the right way up, and of one that needs no further attempt.
const UPRIGHT: f32 = 0.6;
const GOOD: f32 = 0.8;
/// Letters and figures from which a page shows by itself how it stands.
const ENOUGH: usize = 60;

/// Prepares a page, reads it, and leads the boxes back to the page as scanned. A page that is read
/// poorly is read again, the other ways up or smoothed, and the better reading is kept.
pub fn read_page(number: u32, page: &PageImage, reader: &mut PageReader) -> Result<Page, OcrError> {
    let mut best = read_once(number, page, Attempt::Normal, reader)?;
    let mut nonsense = is_nonsense(&best, reader.fluency);
    // A page of a few words that was turned is read as it lies, too, however surely it was read.
    let lies = (best.rotation != 0 && letters(&best) < ENOUGH)
        .then(|| Turn::of_degrees(360 - best.rotation));
    let turns = [Turn::Half, Turn::Quarter, Turn::ThreeQuarters];
    let turns = turns.into_iter().filter(|turn| Some(*turn) != lies);
    let turns = turns.map(|turn| (Attempt::Turned(turn), Some(UPRIGHT)));
    let lies = lies.map(|turn| (Attempt::Turned(turn), None));
    let attempts = lies.into_iter().chain(turns);
    for (attempt, enough) in attempts.chain([(Attempt::Smoothed, Some(GOOD))]) {
        let read = best.mean_confidence();
        let sure = enough.is_some_and(|enough| read.is_none_or(|mean| mean >= enough));
        let turned = matches!(attempt, Attempt::Turned(_));
        if sure && !(turned && nonsense) {
            continue;
        }
        let other = read_once(number, page, attempt, reader)?;
        if amount_read(&other) > amount_read(&best) {
            best = other;
            nonsense = is_nonsense(&best, reader.fluency);
            best.preparation.push("second look".to_owned());
        }
    }
    if best.mean_confidence().is_some_and(|mean| mean < UPRIGHT)
        && shows_through(number, page, &best, reader)?
    {
        best.lines.clear();
        best.tables.clear();
        best.unread.clear();
        best.preparation.push(SHOW_THROUGH.to_owned());
    }
    Ok(best)
}

/// The page of an image with nothing on it, of which nothing has to be prepared or read.
pub(crate) fn empty_page(number: u32, page: &PageImage) -> Option<Page> {
    let gray = page.image.to_luma8();
    blank::is_empty(&gray).then(|| Page {
        number,
        width: gray.width(),
        height: gray.height(),
        dpi: resolution(page.dpi, &gray),
        preparation: vec![EMPTY.to_owned()],
        ..Page::default()
    })
}

/// Whether a page is one with nothing on it.
pub(crate) fn is_empty(page: &Page) -> bool {
    page.preparation == [EMPTY]
}

/// The step of a page on which nothing stands at all.
const EMPTY: &str = "nothing on it";
/// The step of a page on which nothing stands but what shows through from its other side.
const SHOW_THROUGH: &str = "show-through";

/// Whether a page reads better in a mirror.
fn shows_through(
    number: u32,
    page: &PageImage,
    best: &Page,
    reader: &mut PageReader,
) -> Result<bool, OcrError> {
    let mirrored = PageImage {
        image: page.image.fliph(),
        ..*page
    };
    let other = read_once(number, &mirrored, Attempt::Normal, reader)?;
    let mean = |page: &Page| page.mean_confidence().unwrap_or(0.0);
    Ok(amount_read(&other) > amount_read(best) && mean(&other) > mean(best))
}

/// Whether what was read is no language, however surely it was read, as that of a page which stands upside down.
fn is_nonsense(page: &Page, fluency: &dyn Fn(&str) -> f32) -> bool {
    let lines: Vec<String> = page.lines.iter().map(Line::text).collect();
    letters(page) >= ENOUGH && fluency(&lines.join(" ")) < missed::NONSENSE
}

fn letters(page: &Page) -> usize {
    let lines = page.lines.iter();
    lines.map(|line| missed::letters(&line.words)).sum()
}

/// How much of a page was read, and how surely: letters by what their confidence is above a guess.
fn amount_read(page: &Page) -> f32 {
    let words = page.lines.iter().flat_map(|line| &line.words);
    words
        .map(|word| word.text.chars().count() as f32 * (word.confidence - 0.5))
        .sum()
}

fn read_once(
    number: u32,
    page: &PageImage,
    attempt: Attempt,
    reader: &mut PageReader,
) -> Result<Page, OcrError> {
    let mut prepared = prepare(page, attempt);
    let mut steps = std::mem::take(&mut prepared.steps);
    let mut marks = stamps::framed(&prepared, reader)?;
    let stamped = |b: BBox| marks.iter().any(|mark| holds(mark.bbox, b));
    prepared.grids.retain(|grid| !stamped(grid.bbox));
    let mut drafts = cells::read(&prepared, reader)?;
    let mut rest = cells::without(&prepared);
    for mark in &marks {
        missed::whiten(rest.to_mut(), mark.bbox, 0);
    }
    for seal in &prepared.seals {
        seal.whiten(rest.to_mut());
    }
    let dpi = prepared.dpi.round() as u32;
    let read = reader.engine.recognize(&rest, dpi, Segmentation::Page)?;
    let mut lines = drop_specks::remove(read);
    if reread::reread_lines(&mut lines, &prepared, reader)? {
        steps.push("second look at lines".to_owned());
    }
    let unread = missed::read(&mut lines, &rest, &prepared, reader)?;
    let red = stamps::red(&prepared, reader)?;
    for line in red.lines {
        if !stamps::holds(&lines, &line) {
            missed::insert(&mut lines, line);
        }
    }
    marks.extend(red.prints);
    for seal in &prepared.seals {
        let seal = stamps::seen(seal.bbox());
        if !marks
            .iter()
            .any(|mark| mark.bbox.holds_middle_of(seal.bbox))
        {
            marks.push(seal);
        }
    }
    for line in &mut lines {
        torn_words::join(&mut line.words);
    }
    digits::disambiguate_digits(&mut lines, &prepared, reader)?;
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        figures::correct_separators(word, &prepared.image);
    }
    dot_leaders::put_back(&mut lines, &prepared.leaders);
    drafts.extend(tables::take_unruled(&mut lines));
    let mut lines = columns::in_reading_order(lines);
    for line in &mut lines {
        roman_numerals::recognise_numerals(&mut line.words, &prepared.image);
    }
    let tables = tables::put_back(&mut lines, drafts);
    let (print, stamped) = (UnreadKind::Print, UnreadKind::Stamp);
    let print = unread.into_iter().map(|place| (print, place));
    let stamped = red.unread.into_iter().map(|place| (stamped, place));
    let mut unread: Vec<(UnreadKind, BBox)> = print.chain(stamped).collect();
    let known = marks.iter().map(|mark| mark.bbox);
    let known: Vec<BBox> = known
        .chain(unread.iter().map(|(_, place)| *place))
        .collect();
    unread.extend(ink_left::find(&lines, &known, &prepared));
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        word.bbox = prepared.to_scan(word.bbox);
    }
    for mark in &mut marks {
        mark.bbox = prepared.to_scan(mark.bbox);
        for word in mark.lines.iter_mut().flat_map(|line| &mut line.words) {
            word.bbox = prepared.to_scan(word.bbox);
        }
    }
    let unread = unread.into_iter().map(|(kind, place)| Unread {
        kind,
        bbox: prepared.to_scan(place),
    });
    Ok(Page {
        number,
        width: page.image.width(),
        height: page.image.height(),
        dpi: prepared.scan_dpi,
        pixel_height: 1.0,
        rotation: prepared.rotation.degrees(),
        skew_degrees: prepared.skew_degrees,
        preparation: steps,
        lines,
        tables,
        stamps: marks,
        unread: unread.collect(),
    })
}

/// Whether a box holds another one.
fn holds(outer: BBox, inner: BBox) -> bool {
    let rim = (outer.y1 - outer.y0) / 4;
    let across = outer.x0 - rim <= inner.x0 && inner.x1 <= outer.x1 + rim;
    across && outer.y0 - rim <= inner.y0 && inner.y1 <= outer.y1 + rim
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::GrayImage;

    /// Reads letters surely whichever way up a page is: words where its upper half is dark, else nonsense.
    struct Sure;

    impl OcrEngine for Sure {
        fn recognize(
            &mut self,
            image: &GrayImage,
            _: u32,
            segmentation: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            let dark = |rows: std::ops::Range<u32>| {
                let columns = 0..image.width();
                let pixels = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
                pixels
                    .filter(|&(x, y)| image.get_pixel(x, y).0[0] < 128)
                    .count()
            };
            let half = image.height() / 2;
            let (text, sure) = match dark(0..half) > dark(half..image.height()) {
                true => ("tổng số hồ sơ", 0.9),
                false => ("uộru ọoỊ ƯỂS ụưd", 0.7),
            };
            let line = |row| {
                let mut line = Line::printed(200 + 60 * row, text);
                line.words
                    .iter_mut()
                    .for_each(|word| word.confidence = sure);
                line
            };
            let count = if segmentation == Segmentation::Page {
                8
            } else {
                0
            };
            Ok((0..count).map(line).collect())
        }
    }

    #[test]
    fn a_page_that_is_read_surely_and_says_nothing_is_turned() {
        let page = GrayImage::from_fn(1600, 2200, |x, y| {
            let bar =
                (1500..1900).contains(&y) && (400..1200).contains(&x) && y % 60 < 20 && x % 30 < 20;
            image::Luma([if bar { 0 } else { 255 }])
        });
        let mut reader = PageReader {
            engine: &mut Sure,
            second: None,
            fluency: &|text| {
                if text.contains("hồ sơ") {
                    -5.0
                } else {
                    -10.0
                }
            },
        };
        let page = PageImage::new(page.into(), Some(200.0));
        let read = read_page(1, &page, &mut reader).expect("read");
        assert_eq!(
            (read.rotation, read.lines[0].text().as_str()),
            (180, "tổng số hồ sơ")
        );
    }
}
