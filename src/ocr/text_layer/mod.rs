//! The text layer of a PDF page as a page that was read, and whether it is worth keeping.

pub(crate) mod live;
pub(crate) mod pictures;

use super::tables::rows;
use super::{columns, tables};
use crate::document::layout::{BBox, Line, Page, Word};
use crate::document::record::PageRecord;
use crate::input::{LayerWord, TextLayer};
use serde::{Deserialize, Serialize};

/// What to do with the text that PDF pages hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum LayerUse {
    /// Take it where it is sound, else read the picture
    #[default]
    Auto,
    /// Take it wherever there is some
    Keep,
    /// Read the pictures
    Ignore,
}

/// Mean log probability of the pieces of text that was written, not misread: an engine without Vietnamese
/// leaves text far below it.
const SOUND: f32 = -5.0;
/// Words that the layer of a scan has at least: a signature leaves fewer.
const LEAST: usize = 40;
/// By how much a layer has to be likelier than what was read from the picture.
const BETTER: f32 = 0.3;
/// Gap between lines, in heights of a word, that separates paragraphs.
const APART: f32 = 1.8;

/// The step of preparation that says that a page's words are those of its layer.
const TAKEN: &str = "text layer";

/// Whether the words of a page are those of its layer.
pub(crate) fn is_layer(page: &PageRecord) -> bool {
    page.preparation.iter().any(|step| step == TAKEN)
}

/// Whether a layer can stand for its page.
pub fn is_whole(layer: &TextLayer) -> bool {
    !layer.is_scan || layer.words.len() >= LEAST
}

/// Whether the words of a layer are language.
pub fn is_sound(page: &Page, fluency: &dyn Fn(&str) -> f32) -> bool {
    mean_fluency(page, fluency) >= SOUND
}

/// Whether a layer is better language than what was read from the picture.
pub fn is_better(layer: &Page, read: &Page, fluency: &dyn Fn(&str) -> f32) -> bool {
    mean_fluency(layer, fluency) > mean_fluency(read, fluency) + BETTER
}

/// Mean over the lines, by their words.
fn mean_fluency(page: &Page, fluency: &dyn Fn(&str) -> f32) -> f32 {
    let (mut sum, mut words) = (0.0, 0);
    for line in page.lines.iter().filter(|line| !line.words.is_empty()) {
        sum += fluency(&line.text()) * line.words.len() as f32;
        words += line.words.len();
    }
    match words {
        0 => f32::MIN,
        _ => sum / words as f32,
    }
}

/// Where the images of a page lie, in pixels as the words of the page that its layer makes.
pub fn pictures(layer: &TextLayer) -> Vec<BBox> {
    let pixels = |inches: f32| (inches * layer.dpi).round() as i32;
    let places = layer.pictures.iter();
    places.map(|place| BBox::from(place.map(pixels))).collect()
}

/// The page that a layer makes.
pub fn page(number: u32, layer: &TextLayer) -> Page {
    let across = |inches: f32| (inches * layer.dpi).round() as i32;
    let down = |inches: f32| (inches * layer.dpi / layer.pixel_height).round() as i32;
    let bbox = |[x0, y0, x1, y1]: [f32; 4]| BBox {
        x0: across(x0),
        y0: down(y0),
        x1: across(x1),
        y1: down(y1),
    };
    let word = |word: &LayerWord| Word::new(word.text.clone(), 1.0, bbox(word.place));
    let upright = layer.words.iter().filter(|word| !word.turned);
    let mut lines = lines(upright.map(word).collect());
    let drafts = tables::take_unruled(&mut lines);
    let mut lines = columns::in_reading_order(lines);
    let tables = tables::put_back(&mut lines, drafts);
    lines.extend(turned_lines(
        layer.words.iter().filter(|word| word.turned).map(word),
    ));
    Page {
        number,
        width: layer.size.0,
        height: layer.size.1,
        dpi: layer.dpi,
        pixel_height: layer.pixel_height,
        preparation: vec![TAKEN.to_owned()],
        lines,
        tables,
        ..Page::default()
    }
}

/// Lines of words that run up, down or backwards, apart from all others; they follow each other in the file.
fn turned_lines(words: impl Iterator<Item = Word>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        let beside = |last: &Word| {
            let (a, b) = (last.bbox, word.bbox);
            a.x0.max(b.x0) < a.x1.min(b.x1) || a.y0.max(b.y0) < a.y1.min(b.y1)
        };
        match lines.last_mut() {
            Some(line) if line.words.last().is_some_and(beside) => line.words.push(word),
            _ => lines.extend([Line::default(), Line { words: vec![word] }]),
        }
    }
    lines
}

/// Lines from top to bottom, an empty one between paragraphs.
fn lines(words: Vec<Word>) -> Vec<Line> {
    let Some(height) = tables::median_height(&words) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut last = None;
    for row in rows(words, height) {
        let apart = (APART * height as f32) as i32;
        if last.is_some_and(|last| row.middle - last > apart) {
            lines.push(Line::default());
        }
        last = Some(row.middle);
        lines.push(Line { words: row.words });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_becomes_lines_in_the_order_of_reading() {
        let word = |text: &str, x: f32, y: f32| LayerWord {
            text: text.to_owned(),
            place: [x, y, x + 0.4, y + 0.15],
            ..LayerWord::default()
        };
        let layer = TextLayer {
            words: vec![
                word("báo", 1.5, 1.0),
                word("Kính", 1.0, 1.02),
                word("dòng", 1.0, 1.2),
                word("Đoạn", 1.0, 1.7),
                LayerWord {
                    turned: true,
                    ..word("SAO", 0.2, 1.01)
                },
            ],
            size: (2480, 3508),
            dpi: 300.0,
            pixel_height: 1.0,
            ..TextLayer::default()
        };
        let page = page(1, &layer);
        let texts: Vec<String> = page.lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["Kính báo", "dòng", "", "Đoạn", "", "SAO"]);
        assert_eq!(
            page.lines[1].words[0].bbox,
            BBox::from([300, 360, 420, 405])
        );
        assert!(
            is_whole(&layer)
                && !is_whole(&TextLayer {
                    is_scan: true,
                    ..layer
                })
        );
    }

    #[test]
    fn layers_are_judged_by_their_language() {
        let layer = |text: &str| {
            let words = text.split(' ').map(|text| LayerWord {
                text: text.to_owned(),
                place: [0.0, 0.0, 0.1, 0.1],
                ..LayerWord::default()
            });
            let words = words.collect();
            page(
                1,
                &TextLayer {
                    words,
                    size: (100, 100),
                    dpi: 300.0,
                    pixel_height: 1.0,
                    ..TextLayer::default()
                },
            )
        };
        let model = crate::lm::model::NgramModel::builtin();
        let fluency = |text: &str| model.fluency(text);
        let sound = layer("Ủy ban nhân dân tỉnh ban hành kế hoạch công tác năm 2023");
        let broken = layer("Uy ban nhin dan tinh ban hanh ké hoach céng tac nim 2023");
        assert!(is_sound(&sound, &fluency) && !is_sound(&broken, &fluency));
        assert!(is_better(&sound, &broken, &fluency) && !is_better(&broken, &sound, &fluency));
    }
}
