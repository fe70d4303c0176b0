//! Print that the engine passed over: what has the size of letters, stands in a row and belongs to no word is read
//! once more by itself. Layout analysis takes what a seal, a signature or a frame touches for a picture.

use super::engine::OcrError;
use super::page_reader::PageReader;
use super::print::{Component, HEIGHT, PRINT, Print, median, share_a_line};
use super::reread;
use super::strokes;
use crate::document::layout::{BBox, Line, Word, words};
use crate::prepare::Prepared;
use image::{GrayImage, Luma};
use std::ops::RangeInclusive;

/// Height and width of a letter, in heights of the page's words; letters that touch are wide.
const HIGH: RangeInclusive<f32> = 0.4..=1.7;
const WIDE: RangeInclusive<f32> = 0.05..=4.0;
/// Gap in a letter that a rule ran through, and height and least area of its parts together, in heights of the page's
/// words; and how many parts beside each other are looked at.
const CUT: f32 = 0.25;
const WHOLE: f32 = 1.3;
const PART: f32 = 0.02;
const NEAR: usize = 12;
/// Part of its box that a letter fills: strokes of a pen fill less.
const FILLED: f32 = 0.12;
/// Gap between the letters of a line, in heights of the page's words.
const GAP: f32 = 1.3;
/// Letters of a line, at least.
const LETTERS: usize = 4;
/// How far beside its letters a line may go on under what covers it, in heights of the page's words.
const FURTHER: f32 = 6.0;
/// How far above a line, in heights, the one stands on which it is centred.
const ABOVE: f32 = 8.0;
/// Height of words, in those of the page, from which a line may be several, and likelihood as language below which it
/// says nothing.
const TOO_HIGH: f32 = 1.4;
pub(super) const NONSENSE: f32 = -7.5;
/// Height of words, in those of the page, from which a line may be two.
const STACKED: f32 = 1.8;
/// Pixels around a word that are its own.
const RIM: i32 = 4;
/// How near a seal a line ends, in heights of the page's words, that may go on under it: a word.
const SEALED: f32 = 3.0;
/// Gap between the lines of a list, in their heights.
const LIST: i32 = 2;
/// Confidence of a guess.
const GUESS: f32 = 0.5;
/// Mean confidence, 0–1, and likelihood as language of a reading that is believed.
const CONFIDENT: f32 = 0.5;
const FLUENT: f32 = -9.0;

/// Reads what was passed over, and what seals cut, and puts it among the lines; `shown` is the page as the engine saw
/// it. What could not be read is given back, as boxes of the prepared page.
pub(crate) fn read(
    lines: &mut Vec<Line>,
    shown: &GrayImage,
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<BBox>, OcrError> {
    let heights = lines.iter().flat_map(|line| &line.words);
    let heights = heights.filter(|word| word.text.contains(char::is_alphanumeric));
    let height = median(heights.map(|word| word.bbox.y1 - word.bbox.y0).collect());
    let height = height.map_or(HEIGHT * prepared.dpi, |height| height as f32);
    let page = Around { prepared, height };
    page.part_stacked(lines, reader)?;
    let doubted = page.doubted(lines, reader);
    let cut = page.cut(lines);
    let found = page.joined(find(lines, shown, height), lines);
    let found = found
        .into_iter()
        .map(|place| page.with_neighbour(place, lines));
    let found: Vec<(BBox, Option<Line>)> = found.collect();
    let cut = cut.into_iter().map(|(place, line)| (place, Some(line)));
    let mut places: Vec<(BBox, Option<Line>)> = cut.collect();
    places.extend(found);
    places.sort_by_key(|(place, _)| (place.y0, place.x0));
    let (mut unread, mut again) = (Vec::new(), Vec::new());
    for (place, cut) in places {
        let mut words = lines.iter().flat_map(|line| &line.words);
        if words.any(|word| word.bbox.holds_middle_of(place)) {
            continue;
        }
        let was_cut = cut.is_some();
        let found = page.best_reading(place, lines, cut.clone(), reader)?;
        let believed =
            |line: &Line| was_cut && letters(&line.words) >= LETTERS || is_believed(line, reader);
        match found.filter(believed) {
            Some(mut line) => {
                again.push(place);
                if was_cut {
                    strip(&mut line.words);
                }
                insert(lines, line);
            }
            // What lies in a seal is the seal's.
            None if prepared
                .seals
                .iter()
                .any(|seal| seal.bbox().holds_middle_of(place)) => {}
            None => {
                unread.push(place);
                // The words beside it were read.
                if let Some(line) = cut {
                    insert(lines, line);
                }
            }
        }
    }
    for line in doubted {
        let place = around(&line.words);
        if place.is_some_and(|place| !again.iter().any(|read| place.holds_middle_of(*read))) {
            unread.retain(|left| place.is_none_or(|place| !place.holds_middle_of(*left)));
            insert(lines, line);
        }
    }
    Ok(unread)
}

/// The lines of print outside all words, from the top.
pub(crate) fn find(lines: &[Line], image: &GrayImage, height: f32) -> Vec<BBox> {
    let mut rest = image.clone();
    for word in lines.iter().flat_map(|line| &line.words) {
        whiten(&mut rest, word.bbox, RIM);
    }
    let page = BBox::from([0, 0, image.width() as i32, image.height() as i32]);
    let mut letters = Print::of(&rest, page).components();
    letters.extend(strokes::held_together(&rest, &letters, height));
    letters.sort_by_key(|letter| letter.bbox.x0);
    let mut letters = put_together(letters, height);
    letters.retain(|component| is_letter(component, height));
    letters.sort_by_key(|letter| letter.bbox.x0);
    let mut rows: Vec<Vec<Component>> = Vec::new();
    for letter in letters {
        let row = rows.iter_mut().rev().find(|row| {
            let last = row[row.len() - 1];
            let gap = letter.bbox.x0 - last.bbox.x1;
            gap as f32 <= GAP * height && share_a_line(last.bbox, letter.bbox)
        });
        match row {
            Some(row) => row.push(letter),
            None => rows.push(vec![letter]),
        }
    }
    rows.retain(|row| row.len() >= LETTERS);
    let boxes = rows
        .iter()
        .filter_map(|row| row.iter().map(|letter| letter.bbox).reduce(BBox::union));
    let mut boxes: Vec<BBox> = boxes.collect();
    boxes.sort_by_key(|b| (b.y0, b.x0));
    boxes
}

/// Puts the parts of letters together that a rule parted and that lies there no more; all from left to right.
fn put_together(components: Vec<Component>, height: f32) -> Vec<Component> {
    let mut whole: Vec<Component> = Vec::new();
    for part in components {
        if (part.area as f32) < PART * height * height {
            continue;
        }
        let belongs = |other: &&mut Component| {
            let (a, b) = (other.bbox, part.bbox);
            let shared = a.x1.min(b.x1) - a.x0.max(b.x0);
            let gap = b.y0.max(a.y0) - a.y1.min(b.y1);
            let high = a.y1.max(b.y1) - a.y0.min(b.y0);
            2 * shared > part.width().min(other.width())
                && gap as f32 <= CUT * height
                && high as f32 <= WHOLE * height
        };
        match whole.iter_mut().rev().take(NEAR).find(belongs) {
            Some(other) => {
                other.bbox = other.bbox.union(part.bbox);
                other.area += part.area;
            }
            None => whole.push(part),
        }
    }
    whole
}

fn is_letter(component: &Component, height: f32) -> bool {
    let (wide, high) = (component.width() as f32, component.height() as f32);
    let filled = component.area as f32 / (wide * high).max(1.0);
    HIGH.contains(&(high / height)) && WIDE.contains(&(wide / height)) && filled >= FILLED
}

pub(crate) fn whiten(image: &mut GrayImage, b: BBox, rim: i32) {
    let (width, height) = (image.width() as i32, image.height() as i32);
    for y in (b.y0 - rim).max(0)..(b.y1 + rim).min(height) {
        for x in (b.x0 - rim).max(0)..(b.x1 + rim).min(width) {
            image.put_pixel(x as u32, y as u32, Luma([255]));
        }
    }
}

/// A page and the height of its words.
struct Around<'a> {
    prepared: &'a Prepared,
    height: f32,
}

impl Around<'_> {
    /// Takes out the pieces of lines that are far too high for what they say, and say nothing: several lines, or a line
    /// and what lies about it, taken for one.
    fn doubted(&self, lines: &mut [Line], reader: &PageReader) -> Vec<Line> {
        let is_doubted = |words: &[Word]| {
            let heights = words.iter().map(|word| word.bbox.y1 - word.bbox.y0);
            let high = median(heights.collect());
            high.is_some_and(|high| high as f32 > TOO_HIGH * self.height)
                && (reader.fluency)(&words::text(words)) < NONSENSE
        };
        self.take_pieces(lines, is_doubted)
    }

    /// Parts what was read as one line and is two that almost touch, one under the other.
    fn part_stacked(&self, lines: &mut Vec<Line>, reader: &mut PageReader) -> Result<(), OcrError> {
        let is_stacked = |words: &[Word]| {
            let heights = words.iter().map(|word| word.bbox.y1 - word.bbox.y0);
            median(heights.collect()).is_some_and(|high| high as f32 > STACKED * self.height)
        };
        for piece in self.take_pieces(lines, is_stacked) {
            let read = match around(&piece.words) {
                Some(place) => reread::block(place, self.prepared, reader)?,
                None => Vec::new(),
            };
            // What was cut off of neighbours is read as well, and says nothing.
            let parted = read.len() > 1 && read.iter().all(|line| is_believed(line, reader));
            let found = if parted { read } else { vec![piece] };
            found.into_iter().for_each(|line| insert(lines, line));
        }
        Ok(())
    }

    /// Takes out the pieces of lines that end at a seal, which the engine was shown white, with their places.
    fn cut(&self, lines: &mut [Line]) -> Vec<(BBox, Line)> {
        if self.prepared.seals.is_empty() {
            return Vec::new();
        }
        let ends = |words: &[Word]| around(words).is_some_and(|b| self.ends_at_seal(b));
        let cut = self.take_pieces(lines, ends).into_iter();
        cut.filter_map(|piece| Some((self.beside_seal(&piece.words)?, piece)))
            .collect()
    }

    /// A place with the words beside it on its line, which are taken out.
    fn with_neighbour(&self, place: BBox, lines: &mut [Line]) -> (BBox, Option<Line>) {
        let goes_on = |words: &[Word]| {
            around(words).is_some_and(|b| {
                let gap = (b.x0 - place.x1).max(place.x0 - b.x1) as f32;
                share_a_line(b, place) && (0.0..GAP * self.height).contains(&gap)
            })
        };
        let words: Vec<Word> = self
            .take_pieces(lines, goes_on)
            .into_iter()
            .flat_map(|line| line.words)
            .collect();
        match around(&words) {
            Some(b) => (place.union(b), Some(Line { words })),
            None => (place, None),
        }
    }

    fn take_pieces(&self, lines: &mut [Line], wanted: impl Fn(&[Word]) -> bool) -> Vec<Line> {
        let mut taken = Vec::new();
        for line in lines.iter_mut() {
            for words in self.pieces(std::mem::take(&mut line.words)) {
                match wanted(&words) {
                    true => taken.push(Line { words }),
                    false => line.words.extend(words),
                }
            }
        }
        taken
    }

    /// Places on one line, joined where the print between them goes on.
    fn joined(&self, places: Vec<BBox>, lines: &[Line]) -> Vec<BBox> {
        let mut joined: Vec<(BBox, BBox)> = Vec::new();
        for place in places {
            let reach = widened(place, lines, &self.prepared.image, self.height);
            let goes_on = |(other, wide): &&mut (BBox, BBox)| {
                share_a_line(*other, place) && wide.x0 <= reach.x1 && reach.x0 <= wide.x1
            };
            match joined.iter_mut().find(goes_on) {
                Some((other, wide)) => (*other, *wide) = (other.union(place), wide.union(reach)),
                None => joined.push((place, reach)),
            }
        }
        joined.into_iter().map(|(place, _)| place).collect()
    }

    /// The words of a line, parted where its gaps are wide.
    fn pieces(&self, words: Vec<Word>) -> Vec<Vec<Word>> {
        let mut pieces: Vec<Vec<Word>> = Vec::new();
        for word in words {
            let near = |last: &Word| ((word.bbox.x0 - last.bbox.x1) as f32) < GAP * self.height;
            match pieces.last_mut() {
                Some(piece) if piece.last().is_some_and(near) => piece.push(word),
                _ => pieces.push(vec![word]),
            }
        }
        pieces
    }

    /// The place of words, as high as those that no seal reaches; `None` where all lie in it.
    fn beside_seal(&self, words: &[Word]) -> Option<BBox> {
        let free = words.iter().map(|word| word.bbox);
        let free = free
            .filter(|b| !self.prepared.seals.iter().any(|seal| seal.meets(*b)))
            .reduce(BBox::union)?;
        let all = around(words)?;
        Some(BBox {
            x0: all.x0,
            x1: all.x1,
            ..free
        })
    }

    fn ends_at_seal(&self, b: BBox) -> bool {
        let near = (SEALED * self.height) as i32;
        let wider = BBox {
            x0: b.x0 - near,
            x1: b.x1 + near,
            ..b
        };
        self.prepared.seals.iter().any(|seal| seal.meets(wider))
    }

    /// The best of the readings of a place: of what stands there, with what is joined to it under a seal or a
    /// stroke, and as far to one side of the middle of the line above as to the other.
    fn best_reading(
        &self,
        place: BBox,
        lines: &[Line],
        cut: Option<Line>,
        reader: &mut PageReader,
    ) -> Result<Option<Line>, OcrError> {
        let was_cut = cut.is_some();
        let mut readings: Vec<Line> = cut.into_iter().collect();
        let mut places = vec![
            place,
            widened(place, lines, &self.prepared.image, self.height),
        ];
        places.extend(self.centred(place, lines));
        places.dedup();
        for place in places {
            readings.extend(reread::readings(place, self.prepared, reader)?);
            readings.extend(reread::readings_without_thin(place, self.prepared, reader)?);
            readings.push(reread::by_second(place, self.prepared, reader)?);
        }
        readings.retain(|line| !line.words.is_empty());
        let ranked = readings.into_iter().map(|line| {
            // The longer is the less likely as language, with what is left of a seal in it.
            let worth = match was_cut {
                true => read_surely(&line),
                false => worth(&line, reader.fluency),
            };
            (worth, line)
        });
        Ok(ranked
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, line)| line))
    }

    /// The place made as wide on one side of the middle of the line above as on the other.
    fn centred(&self, place: BBox, lines: &[Line]) -> Option<BBox> {
        let above = lines
            .iter()
            .filter_map(|line| around(&line.words))
            .filter(|b| {
                let gap = (place.y0 - b.y1) as f32;
                b.x0 < place.x1
                    && place.x0 < b.x1
                    && (-0.5 * self.height..ABOVE * self.height).contains(&gap)
            });
        let above = above.max_by_key(|b| b.y1)?;
        let twice = above.x0 + above.x1;
        let (x0, x1) = (
            place.x0.min(twice - place.x1),
            place.x1.max(twice - place.x0),
        );
        let wider = (x1 - x0 - (place.x1 - place.x0)) as f32;
        let possible =
            wider <= FURTHER * self.height && x0 >= 0 && x1 <= self.prepared.image.width() as i32;
        possible.then_some(BBox { x0, x1, ..place })
    }
}

/// A place and the print to both sides of it, as far as no gap and no word ends it.
fn widened(place: BBox, lines: &[Line], image: &GrayImage, height: f32) -> BBox {
    let words = lines
        .iter()
        .flat_map(|line| &line.words)
        .map(|word| word.bbox);
    let words: Vec<BBox> = words
        .filter(|b| (place.y0..place.y1).contains(&middle(*b)))
        .collect();
    let taken = |x: i32| words.iter().any(|b| b.x0 <= x && x < b.x1);
    let dark =
        |x: i32| (place.y0..place.y1).any(|y| image.get_pixel(x as u32, y as u32).0[0] <= PRINT);
    let (gap, further) = ((GAP * height) as i32, (FURTHER * height) as i32);
    let reach = |columns: &mut dyn Iterator<Item = i32>, from: i32| {
        let mut last = from;
        for x in columns {
            if taken(x) || (x - last).abs() > gap {
                break;
            }
            if dark(x) {
                last = x;
            }
        }
        last
    };
    let x0 = reach(&mut ((place.x0 - further).max(0)..place.x0).rev(), place.x0);
    let end = (place.x1 + further).min(image.width() as i32);
    let x1 = reach(&mut (place.x1..end), place.x1 - 1) + 1;
    BBox { x0, x1, ..place }
}

/// How good a reading is: how much it reads, how surely, and how likely it is as language.
pub(crate) fn worth(line: &Line, fluency: &dyn Fn(&str) -> f32) -> f32 {
    read_surely(line) + fluency(&line.text())
}

/// How much a reading reads, and how surely: letters by what their confidence is above a guess.
fn read_surely(line: &Line) -> f32 {
    let surely =
        |word: &Word| letters(std::slice::from_ref(word)) as f32 * (word.confidence - GUESS);
    line.words.iter().map(surely).sum()
}

fn mean(line: &Line) -> f32 {
    let sum: f32 = line.words.iter().map(|word| word.confidence).sum();
    sum / line.words.len().max(1) as f32
}

/// Letters and figures of words.
pub(super) fn letters(words: &[Word]) -> usize {
    let signs = words.iter().flat_map(|word| word.text.chars());
    signs.filter(|c| c.is_alphanumeric()).count()
}

fn is_believed(line: &Line, reader: &PageReader) -> bool {
    let text = line.text();
    let signs = text.chars().filter(|c| !c.is_whitespace()).count();
    2 * letters(&line.words) > signs
        && letters(&line.words) >= LETTERS
        && mean(line) >= CONFIDENT
        && (reader.fluency)(&text) >= FLUENT
}

/// Drops what is left of a seal's edge at the ends of a line.
fn strip(words: &mut Vec<Word>) {
    let debris = |word: &Word| letters(std::slice::from_ref(word)) < 2 || word.confidence < GUESS;
    let end = words
        .iter()
        .rposition(|word| !debris(word))
        .map_or(0, |last| last + 1);
    words.truncate(end);
    words.drain(..words.iter().position(|word| !debris(word)).unwrap_or(end));
}

/// Puts a line where it is read: into the line beside which it stands, or under the one above it.
pub(crate) fn insert(lines: &mut Vec<Line>, found: Line) {
    let Some(place) = around(&found.words) else {
        return;
    };
    let bounds: Vec<Option<BBox>> = lines.iter().map(|line| around(&line.words)).collect();
    let above = bounds.iter().rposition(|b| {
        b.is_some_and(|b| middle(b) < middle(place) && b.x0 < place.x1 && place.x0 < b.x1)
    });
    let mut at = above.map_or(0, |above| above + 1);
    // What stands to the left is read before, as a list that begins beside it and has no gap.
    let left = |b: BBox| b.x1 <= place.x0 + (place.x1 - place.x0) / 4;
    let mut reach = place.y1 + (place.y1 - place.y0);
    for (line, b) in (at..).zip(&bounds[at..]) {
        match *b {
            Some(b) if left(b) && middle(b) <= reach => {
                reach = b.y1 + LIST * (b.y1 - b.y0);
                at = line + 1;
            }
            Some(_) => break,
            None => {}
        }
    }
    lines.insert(at, found);
}

pub(crate) fn around(words: &[Word]) -> Option<BBox> {
    words.iter().map(|word| word.bbox).reduce(BBox::union)
}

fn middle(b: BBox) -> i32 {
    (b.y0 + b.y1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::PageImage;
    use crate::ocr::engine::{OcrEngine, Segmentation};
    use crate::prepare::{Attempt, prepare};

    /// Reads everything as a name, that sure.
    struct Fake(f32);

    impl OcrEngine for Fake {
        fn recognize(
            &mut self,
            _: &GrayImage,
            _: u32,
            segmentation: Segmentation,
        ) -> Result<Vec<Line>, OcrError> {
            let line = |y: i32| {
                let word = |(at, text): (i32, &str)| {
                    let bbox = BBox::from([10 + 60 * at, y, 60 + 60 * at, y + 30]);
                    Word::new(text.to_owned(), self.0, bbox)
                };
                Line {
                    words: (0..).zip(["Lê", "Văn", "Bình"]).map(word).collect(),
                }
            };
            Ok(match segmentation {
                Segmentation::Block => vec![line(10), line(50)],
                _ => vec![line(10)],
            })
        }
    }

    /// A page with letters drawn in a row at this height, and its line above them.
    fn page(y0: u32) -> (GrayImage, Vec<Line>) {
        let image = GrayImage::from_fn(900, 600, |x, y| {
            let row = (y0..y0 + 28).contains(&y) && (300..540).contains(&x);
            Luma([if row && x % 30 < 20 { 0 } else { 255 }])
        });
        let word = Word::new("Giám".to_owned(), 0.9, BBox::from([320, 100, 420, 132]));
        (image, vec![Line { words: vec![word] }])
    }

    fn read_as(sure: f32) -> (Vec<String>, usize) {
        let (image, mut lines) = page(200);
        let scan = PageImage::new(image.clone().into(), Some(300.0));
        let prepared = prepare(&scan, Attempt::Normal);
        let mut engine = Fake(sure);
        let mut reader = PageReader {
            engine: &mut engine,
            second: None,
            fluency: &|_| -5.0,
        };
        let unread = read(&mut lines, &image, &prepared, &mut reader).expect("read");
        (lines.iter().map(Line::text).collect(), unread.len())
    }

    #[test]
    fn what_was_passed_over_is_read_under_its_line_or_stays_unread() {
        let read = vec!["Giám".to_owned(), "Lê Văn Bình".to_owned()];
        assert_eq!(read_as(0.9), (read, 0));
        assert_eq!(read_as(0.2), (vec!["Giám".to_owned()], 1));
    }

    #[test]
    fn two_lines_read_as_one_are_parted() {
        let (image, mut lines) = page(200);
        let word = Word::new("GIÁM".to_owned(), 0.9, BBox::from([300, 180, 540, 260]));
        lines.push(Line { words: vec![word] });
        lines.push(lines[0].clone());
        let scan = PageImage::new(image.into(), Some(300.0));
        let prepared = prepare(&scan, Attempt::Normal);
        let mut engine = Fake(0.9);
        let mut reader = PageReader {
            engine: &mut engine,
            second: None,
            fluency: &|_| -5.0,
        };
        let page = Around {
            prepared: &prepared,
            height: 32.0,
        };
        page.part_stacked(&mut lines, &mut reader).expect("read");
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(
            texts.iter().filter(|text| *text == "Lê Văn Bình").count(),
            2,
            "{texts:?}"
        );
    }

    #[test]
    fn a_word_beside_print_that_cannot_be_read_is_kept() {
        let (image, mut lines) = page(200);
        let word = Word::new("số".to_owned(), 0.9, BBox::from([545, 198, 600, 230]));
        lines.push(Line { words: vec![word] });
        let scan = PageImage::new(image.clone().into(), Some(300.0));
        let prepared = prepare(&scan, Attempt::Normal);
        let mut reader = PageReader {
            engine: &mut Fake(0.2),
            second: None,
            fluency: &|_| -5.0,
        };
        let unread = read(&mut lines, &image, &prepared, &mut reader).expect("read");
        assert!(lines.iter().any(|line| line.text() == "số"), "{lines:?}");
        assert_eq!(unread.len(), 1);
    }

    #[test]
    fn letters_that_a_rule_cut_are_looked_for() {
        let (mut image, _) = page(200);
        whiten(&mut image, BBox::from([0, 210, 900, 216]), 0);
        let found = find(&[], &image, 32.0);
        assert!(
            matches!(found[..], [place] if place.y0 <= 200 && place.y1 >= 228),
            "{found:?}"
        );
    }

    #[test]
    fn words_that_were_read_are_not_looked_for() {
        let (image, lines) = page(102);
        let lines: Vec<Line> = lines
            .into_iter()
            .map(|mut line| {
                line.words[0].bbox = BBox::from([296, 98, 544, 134]);
                line
            })
            .collect();
        assert!(find(&lines, &image, 32.0).is_empty());
        assert_eq!(find(&[], &image, 32.0).len(), 1);
    }
}
