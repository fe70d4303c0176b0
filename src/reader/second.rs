//! The lines of a page read once more: what the reader sees where the engine saw each word, and the two joined.

use super::decode::ReadLine;
use super::join::join;
use super::place::LinePlace;
use super::print::Reader;
use crate::document::layout::{BBox, Page, SecondReading, Turn, Word};
use image::GrayImage;

/// Gap between words, in heights of a line, over which a line is read in two.
pub(crate) const APART: f32 = 1.2;
/// Words of a line whose height counts for that of the page's lines.
const COUNTS: usize = 3;

/// Gives each word of a page what the reader sees in its place. `levels` is the page as scanned.
pub fn read_again(page: &mut Page, levels: GrayImage, reader: &Reader) {
    let turn = Turn::of_degrees(page.rotation);
    let size = (levels.width() as i32, levels.height() as i32);
    let levels = turn.apply_gray(levels);
    let upright = |word: &Word| turn.forth(word.bbox, size);
    let usual = usual_height(page, upright);
    for line in &mut page.lines {
        for part in parts(&line.words, usual, upright) {
            let words = &mut line.words[part];
            let boxes: Vec<BBox> = words.iter().map(upright).collect();
            if let Some(place) = LinePlace::of_words(&boxes, usual) {
                let (place, line) = reader.line(&levels, &place);
                // Of what shows no print to it the reader says nothing.
                if line.characters.is_empty() {
                    continue;
                }
                let seen = by_word(&line, &place, &boxes);
                let engine_read = |(word, _): &(&mut Word, _)| word.second.is_none();
                for (word, seen) in words.iter_mut().zip(seen).filter(engine_read) {
                    word.second = Some(seen);
                    join(word);
                }
            }
        }
    }
}

/// Median height of the lines of a page, in pixels.
fn usual_height(page: &Page, upright: impl Fn(&Word) -> BBox) -> f32 {
    let lines = page.lines.iter().filter(|line| line.words.len() >= COUNTS);
    let mut heights: Vec<i32> = lines
        .filter_map(|line| line.words.iter().map(&upright).reduce(BBox::union))
        .map(|place| place.y1 - place.y0)
        .collect();
    heights.sort_unstable();
    heights
        .get(heights.len() / 2)
        .map_or(0.0, |height| *height as f32)
}

/// The words of a line, apart where a wide gap lies between them or one stands before the last.
fn parts(
    words: &[Word],
    usual: f32,
    upright: impl Fn(&Word) -> BBox,
) -> Vec<std::ops::Range<usize>> {
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut end = None;
    for (index, place) in words.iter().map(upright).enumerate() {
        let goes_on = end.is_some_and(|end| {
            let gap = place.x0 - end;
            gap >= -(usual as i32) && (gap as f32) <= APART * usual
        });
        match parts.last_mut() {
            Some(part) if goes_on => part.end = index + 1,
            _ => parts.push(index..index + 1),
        }
        end = Some(place.x1);
    }
    parts
}

/// What was read in the place of each word: characters belong to the word that they are nearest to; a blank stays where the
/// reader saw two words in one.
fn by_word(line: &ReadLine, place: &LinePlace, boxes: &[BBox]) -> Vec<SecondReading> {
    let mut seen = vec![SecondReading::default(); boxes.len()];
    for word in line.characters.split(|read| read.character == ' ') {
        for (number, read) in word.iter().enumerate() {
            let x = place.on_page(read.across, 0.0).0;
            let distance = |b: &BBox| (b.x0 as f32 - x).max(x - b.x1 as f32).max(0.0);
            let nearest = (0..boxes.len())
                .min_by(|&a, &b| distance(&boxes[a]).total_cmp(&distance(&boxes[b])));
            let Some(nearest) = nearest.map(|nearest| &mut seen[nearest]) else {
                continue;
            };
            let apart = number == 0 && !nearest.text.is_empty();
            let blank = apart.then_some((' ', 1.0));
            for (character, probability) in blank
                .into_iter()
                .chain([(read.character, read.probability)])
            {
                nearest.text.push(character);
                nearest.probabilities.push(probability);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::Line;
    use crate::reader::decode::Character;
    use image::Luma;

    #[test]
    fn what_the_second_reader_read_before_is_not_read_again() {
        let levels = GrayImage::from_fn(400, 200, |x, y| {
            let bar = (100..127).contains(&y) && x % 10 < 4 && (60..150).contains(&x);
            Luma([if bar { 20 } else { 240 }])
        });
        let mut before = word(60, 150);
        before.read_by_second_alone();
        let mut page = Page {
            lines: [word(60, 150), before.clone()]
                .map(|word| Line { words: vec![word] })
                .to_vec(),
            ..Page::default()
        };
        read_again(&mut page, levels, &Reader::builtin());
        let seen = page.lines[0].words[0].second.as_ref();
        assert_ne!(seen.map(|seen| seen.text.as_str()), Some("x"));
        assert!(seen.is_some());
        assert_eq!(page.lines[1].words[0], before);
    }

    fn word(x0: i32, x1: i32) -> Word {
        Word::new("x".to_owned(), 0.9, BBox::from([x0, 100, x1, 127]))
    }

    #[test]
    fn a_line_is_read_in_parts_where_cells_lie_apart() {
        let words = [
            word(0, 50),
            word(60, 90),
            word(200, 240),
            word(245, 260),
            word(10, 40),
        ];
        let found = parts(&words, 31.0, |word| word.bbox);
        assert_eq!(found, [0..2, 2..4, 4..5]);
    }

    #[test]
    fn characters_belong_to_the_nearest_word() {
        let boxes = [word(100, 140).bbox, word(150, 190).bbox];
        let place = LinePlace::of_words(&boxes, 27.0).expect("words");
        let read = |(character, across)| Character {
            character,
            probability: 1.0,
            other: None,
            across,
        };
        let characters = [
            ('1', 8.0),
            ('2', 43.0),
            (' ', 50.0),
            ('3', 55.0),
            (' ', 70.0),
            ('%', 95.0),
        ];
        let line = ReadLine {
            characters: characters.into_iter().map(read).collect(),
        };
        let seen = by_word(&line, &place, &boxes);
        let texts: Vec<&str> = seen.iter().map(|seen| seen.text.as_str()).collect();
        assert_eq!(texts, ["12", "3 %"]);
        assert_eq!(seen[1].probabilities, [1.0; 3]);
    }
}
