//! Print in colour is no stamp and no pen's writing: it stands on a line beside black print, as high as that, or its
//! letters stand on one line; and it is away from any large mark of its colour.

use super::components::{Component, components};
use crate::document::layout::BBox;
use image::GrayImage;

/// Largest letter, and how near a mark larger than that may be, as parts of the page's shorter side.
const LETTER: f32 = 1.0 / 28.0;
const NEAR: f32 = 1.0 / 40.0;
/// Gap between letters of a word, and to the black print beside them, in heights of the word.
const GAP: f32 = 0.6;
const BESIDE: f32 = 1.5;
/// Part of what is beside a word that is black where print goes on.
const BLACK: f32 = 0.04;
/// Smallest mark that is a letter, in pixels.
const LEAST: usize = 6;
/// Part of its box that an underlined word fills, at least, and its most width in heights: a pen's stroke fills less,
/// and a rule is longer.
const FILLED: f32 = 0.2;
const LONGEST: i32 = 30;
/// Gap between the words of a line, in heights of its letters; the letters of a line, at least; how far the foot of
/// one may stand from that of the one before it, in its height, and the part of them that does.
const WORDS: f32 = 1.5;
const LETTERS: usize = 8;
const EVEN: f32 = 0.12;
const MOST: f32 = 0.6;
/// Height of what is a letter and no mark, in heights of the tallest beside it.
const TALL: f32 = 0.5;

/// The colour of a page, by its rows: which pixels have it.
pub(crate) struct Coloured<'a> {
    pub(crate) luma: &'a GrayImage,
    pub(crate) mask: &'a [bool],
    /// Level below which other pixels are black.
    pub(crate) dark: u8,
}

impl Coloured<'_> {
    /// Where what is coloured is print.
    pub(crate) fn print(&self) -> Vec<BBox> {
        let (width, height) = self.luma.dimensions();
        let side = width.min(height) as f32;
        let marks = components(self.mask.to_vec(), width as usize);
        let marks = marks.filter(|mark| mark.places.len() >= LEAST);
        let (letters, large): (Vec<Component>, Vec<Component>) =
            marks.partition(|mark| is_letter(mark, side));
        let near = (NEAR * side) as i32;
        let apart = |b: &BBox| !large.iter().any(|mark| b.is_near(mark.bbox, near - 1));
        let mut letters: Vec<BBox> = letters.into_iter().map(|letter| letter.bbox).collect();
        letters.sort_by_key(|b| b.x0);
        let beside = rows(&letters, GAP).into_iter().filter_map(around);
        let beside = beside.filter(|b| self.is_beside_black(*b));
        let even = rows(&letters, WORDS).into_iter().filter(|row| is_even(row));
        beside
            .chain(even.filter_map(around))
            .filter(apart)
            .collect()
    }

    fn is_beside_black(&self, b: BBox) -> bool {
        let width = self.luma.width() as i32;
        let black = |x: i32, y: i32| {
            let dark = self.luma.get_pixel(x as u32, y as u32).0[0] < self.dark;
            dark && !self.mask[(y * width + x) as usize]
        };
        let reach = (BESIDE * (b.y1 - b.y0) as f32) as i32;
        let sides = [(b.x0 - reach).max(0)..b.x0, b.x1..(b.x1 + reach).min(width)];
        sides.into_iter().any(|side| {
            let all = side.len() * (b.y1 - b.y0) as usize;
            let rows = (b.y0..b.y1).map(|y| side.clone().filter(|&x| black(x, y)).count());
            all > 0 && rows.sum::<usize>() as f32 >= BLACK * all as f32
        })
    }
}

/// Whether a mark may be a letter, or an underlined word; `side` is the page's shorter one.
pub(crate) fn is_letter(mark: &Component, side: f32) -> bool {
    let b = mark.bbox;
    let (wide, high) = (b.x1 - b.x0, b.y1 - b.y0);
    let filled = mark.places.len() as f32 / (wide * high) as f32;
    let underlined = filled >= FILLED && wide <= LONGEST * high;
    high as f32 <= LETTER * side && (wide as f32 <= LETTER * side || underlined)
}

fn around(row: Vec<BBox>) -> Option<BBox> {
    row.into_iter().reduce(BBox::union)
}

/// Letters, from left to right, by what stands in a row with gaps of at most `gap` heights.
fn rows(letters: &[BBox], gap: f32) -> Vec<Vec<BBox>> {
    let mut rows: Vec<(BBox, Vec<BBox>)> = Vec::new();
    for &letter in letters {
        let goes_on = |(row, _): &&mut (BBox, Vec<BBox>)| {
            let (high, other) = (letter.y1 - letter.y0, row.y1 - row.y0);
            let shared = row.y1.min(letter.y1) - row.y0.max(letter.y0);
            (letter.x0 - row.x1) as f32 <= gap * high.max(other) as f32
                && 2 * shared >= high.min(other)
        };
        match rows.iter_mut().rev().find(goes_on) {
            Some((row, letters)) => {
                *row = row.union(letter);
                letters.push(letter);
            }
            None => rows.push((letter, vec![letter])),
        }
    }
    rows.into_iter().map(|(_, letters)| letters).collect()
}

/// Whether letters stand on one line as print does.
fn is_even(row: &[BBox]) -> bool {
    let tallest = row.iter().map(|b| b.y1 - b.y0).max().unwrap_or(0) as f32;
    let letters = row
        .iter()
        .filter(|b| (b.y1 - b.y0) as f32 >= TALL * tallest);
    let feet: Vec<i32> = letters.map(|b| b.y1).collect();
    let even = |pair: &&[i32]| pair[0].abs_diff(pair[1]) as f32 <= EVEN * tallest;
    let count = feet.windows(2).filter(even).count();
    feet.len() >= LETTERS && count as f32 >= MOST * (feet.len() - 1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    const DARK: u8 = 140;

    /// A white page with black and coloured pixels.
    fn print(black: impl Fn(i32, i32) -> bool, coloured: impl Fn(i32, i32) -> bool) -> Vec<BBox> {
        let (width, height) = (1000, 1400);
        let luma = GrayImage::from_fn(width, height, |x, y| {
            let (x, y) = (x as i32, y as i32);
            Luma([if black(x, y) || coloured(x, y) {
                60
            } else {
                255
            }])
        });
        let places = (0..height as i32).flat_map(|y| (0..width as i32).map(move |x| (x, y)));
        let mask: Vec<bool> = places.map(|(x, y)| coloured(x, y)).collect();
        let coloured = Coloured {
            luma: &luma,
            mask: &mask,
            dark: DARK,
        };
        coloured.print()
    }

    #[test]
    fn a_coloured_word_beside_black_print_is_print_and_a_stamp_is_not() {
        let black = |x, y| {
            let before = (100..300).contains(&x) && (100..124).contains(&y);
            (before || (120..210).contains(&x) && (810..834).contains(&y)) && x % 12 < 6
        };
        let coloured = |x, y| {
            let word = (310..370).contains(&x) && (100..124).contains(&y);
            let alone = (600..660).contains(&x) && (600..624).contains(&y);
            let frame = (100..400).contains(&x) && (800..803).contains(&y);
            let inside = (220..280).contains(&x) && (810..834).contains(&y);
            (word || alone || inside) && x % 12 < 6 || frame
        };
        assert_eq!(print(black, coloured), [BBox::from([312, 100, 366, 124])]);
    }

    #[test]
    fn a_coloured_line_whose_letters_stand_even_is_print_and_writing_is_not() {
        let nothing = |_, _| false;
        let line = |x: i32, y| (100..300).contains(&x) && (100..124).contains(&y) && x % 12 < 6;
        assert_eq!(print(nothing, line), [BBox::from([100, 100, 294, 124])]);
        let written = |x: i32, y: i32| line(x, y - x / 12 % 3 * 7);
        assert_eq!(print(nothing, written), []);
    }

    #[test]
    fn an_underlined_word_is_print_and_a_stroke_is_not() {
        let black = |x: i32, y| (100..290).contains(&x) && (100..124).contains(&y) && x % 12 < 6;
        let link = |x: i32, y| {
            let letters = (100..124).contains(&y) && x % 12 < 6;
            (300..420).contains(&x) && (letters || (124..126).contains(&y))
        };
        assert_eq!(print(black, link), [BBox::from([300, 100, 420, 126])]);
        let stroke = |x: i32, y: i32| (300..420).contains(&x) && (y - 100 - x / 12).abs() < 2;
        assert_eq!(print(black, stroke), []);
    }
}
