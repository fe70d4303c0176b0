//! Roman numerals of strokes, `I` to `III`: an engine trained on words does not count the strokes, so
//! they are counted in the picture.

use super::print::{Print, median, tall};
use crate::document::layout::{BBox, Word};
use crate::text::look_alikes::{Context, look_alike};
use image::GrayImage;

/// Most strokes of a numeral.
const MOST: usize = 3;
/// Difference in thickness, and of tops and bottoms by the height, that strokes of one numeral have at most.
const THICKER: f32 = 1.7;
const UNEVEN: f32 = 0.12;
/// By how much, in heights, the flag of a printed 1 juts out to the left and nothing to the right; and
/// what serifs of an I jut out on both sides.
const FLAG: f32 = 0.12;
const SERIF: f32 = 0.08;
/// Upper part of a stroke where flag and serifs are.
const TOP: f32 = 0.33;
/// Pixels around a word's box, which cuts into the outer strokes.
const AROUND: i32 = 4;

/// Counts the strokes of the words of a line that are read as strokes.
pub(crate) fn recognise_numerals(words: &mut [Word], image: &GrayImage) {
    let heading = is_heading(words);
    for (index, word) in words.iter_mut().enumerate() {
        count(word, index == 0, index == 0 && heading, image);
    }
}

/// Whether a line goes on in capitals after its first word.
fn is_heading(words: &[Word]) -> bool {
    let mut rest = words.iter().skip(1).take(2);
    let capitals = |word: &Word| {
        let mut letters = word.text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.all(char::is_uppercase)
    };
    rest.len() == 2 && rest.all(capitals)
}

fn count(word: &mut Word, first: bool, heading: bool, image: &GrayImage) {
    let digits_end = word.text.trim_end_matches(['.', ',', ')']).len();
    let (read, rest) = word.text.split_at(digits_end);
    let label = first && rest.starts_with('.');
    let lone = heading && label && read == "L";
    if !(lone || may_be_numeral(read, label)) {
        return;
    }
    let b = word.bbox;
    let around = BBox::from([b.x0 - AROUND, b.y0, b.x1 + AROUND, b.y1]);
    let print = Print::of(image, around);
    let Some(strokes) = strokes(&print) else {
        return;
    };
    let numeral = match (strokes.count, read) {
        (1, "1") if strokes.has_serifs() || heading && !strokes.has_flag() => "I".to_owned(),
        (_, "1" | "11") => return,
        (1, _) if strokes.has_flag() => "1".to_owned(),
        (count, _) => "I".repeat(count),
    };
    if numeral != read {
        let text = numeral + rest;
        word.replace(text);
    }
}

fn is_stroke(c: char) -> bool {
    c == 'I' || look_alike(c, Context::Stroke).is_some()
}

fn may_be_numeral(read: &str, label: bool) -> bool {
    let strokes = !read.is_empty() && read.chars().all(is_stroke);
    let capital = read.contains(['I', 'H', '|', '\\']);
    let one = read.chars().count() == 1;
    strokes && (capital || read == "1" || label && !one && !read.chars().all(|c| c == '1'))
}

/// The strokes of a word that is nothing else.
struct Strokes {
    count: usize,
    /// How far the top of a lone stroke juts out to the left and right, in heights.
    juts: (f32, f32),
}

impl Strokes {
    fn has_flag(&self) -> bool {
        self.juts.0 - self.juts.1 > FLAG
    }

    fn has_serifs(&self) -> bool {
        self.juts.0.min(self.juts.1) >= SERIF && !self.has_flag()
    }
}

fn strokes(print: &Print) -> Option<Strokes> {
    let letters = tall(&print.components());
    let top = median(letters.iter().map(|component| component.bbox.y0).collect())?;
    let bottom = median(letters.iter().map(|component| component.bbox.y1).collect())?;
    let height = (bottom - top) as f32;
    let mut all = Vec::new();
    for component in &letters {
        let off = (component.bbox.y0 - top)
            .abs()
            .max((component.bbox.y1 - bottom).abs());
        if off as f32 > UNEVEN * height {
            return None;
        }
        let found = print
            .strokes(component.bbox)
            .filter(|found| !found.is_empty())?;
        all.extend(found);
    }
    let thickness = || all.iter().map(|stroke| stroke.len() as f32);
    let (thin, thick) = thickness().fold((f32::MAX, 0f32), |(a, b), t| (a.min(t), b.max(t)));
    if all.len() > MOST || thick > THICKER * thin {
        return None;
    }
    let first = all.first()?;
    let rows = top..top + (TOP * height) as i32;
    let reach = (height * 0.5) as i32;
    let printed = |x: &i32| rows.clone().any(|y| print.is_dark(*x, y));
    let left = (first.start - reach..first.start).find(printed);
    let right = (first.end..first.end + reach).rev().find(printed);
    Some(Strokes {
        count: all.len(),
        juts: (
            left.map_or(0, |x| first.start - x) as f32 / height,
            right.map_or(0, |x| x + 1 - first.end) as f32 / height,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::print::tests::drawn;

    const III: [&str; 7] = [
        "### ### ###  ",
        " #   #   #   ",
        " #   #   #   ",
        " #   #   #   ",
        " #   #   #   ",
        " #   #   #   ",
        "### ### ### #",
    ];
    const H: [&str; 7] = [
        "###  ###", " #    # ", " #    # ", " ###### ", " #    # ", " #    # ", "###  ###",
    ];
    const I: [&str; 7] = [
        "###  ", " #   ", " #   ", " #   ", " #   ", " #   ", "### #",
    ];
    const STROKE: [&str; 7] = ["#  ", "#  ", "#  ", "#  ", "#  ", "#  ", "# #"];
    const ONE: [&str; 7] = [
        " ##  ", "###  ", "  #  ", "  #  ", "  #  ", "  #  ", " ####",
    ];

    #[test]
    fn strokes_are_counted() {
        let cases = [
            (&III, "II.", "", "III."),
            (&III, "IL.", "", "III."),
            (&III, "tri", "", "tri"),
            (&H, "H", "", "H"),
            (&I, "1.", "", "I."),
            (&I, "1L.", "", "I."),
            (&STROKE, "1.", "TÌNH HÌNH", "I."),
            (&STROKE, "1.", "Tình hình", "1."),
            (&ONE, "1.", "TÌNH HÌNH", "1."),
            (&ONE, "I.", "", "1."),
        ];
        for (print, read, rest, wanted) in cases {
            let (image, bbox) = drawn(print);
            let word = |text: &str| Word::new(text.to_owned(), 0.9, bbox);
            let words = std::iter::once(read).chain(rest.split_whitespace());
            let mut words: Vec<Word> = words.map(word).collect();
            recognise_numerals(&mut words, &image);
            assert_eq!(words[0].text, wanted, "{read}");
            assert_eq!(words[0].replaced.is_some(), read != wanted);
        }
    }
}
