//! Marks of notes behind figures (`1.284¹`): small and raised, so that an engine reads them as `!`, `?` or one
//! more digit. The picture tells them from these.

use crate::document::layout::{BBox, Word};
use crate::ocr::print::{Component, Print, median, tall};
use crate::text::letters::raised_figures;
use image::GrayImage;

/// Height of a digit of the text, in heights of the tallest, and of a mark, in heights of the digits.
const DIGIT: f32 = 0.85;
const MARK: std::ops::Range<f32> = 0.45..0.8;
/// How far above the line a mark ends, at least, and how far below the top of the digits it begins, at most.
const RAISED: f32 = 0.2;
const BELOW_TOP: f32 = 0.25;
/// What engines read in place of such marks.
const SIGNS: [char; 10] = ['!', '?', '*', '\'', '’', '‘', '"', '”', '°', '|'];

/// Takes the signs off a figure that the picture shows as marks of notes; digits among them are set as such.
pub(crate) fn take_off(word: &mut Word, image: &GrayImage) {
    let Some(text) = candidate(&word.text) else {
        return;
    };
    let (digits, marks) = seen(word.bbox, image);
    if marks == 0 {
        return;
    }
    let (figure, signs, end) = text;
    let read = figure.chars().filter(char::is_ascii_digit).count();
    let cut = figure.len().saturating_sub(marks);
    let set = match signs.is_empty() {
        false => Some(format!("{figure}{end}")),
        // Digits are ASCII.
        true if read == digits + marks => {
            raised_figures(&figure[cut..]).map(|raised| format!("{}{raised}{end}", &figure[..cut]))
        }
        true => None,
    };
    if let Some(set) = set {
        word.replace(set);
    }
}

/// A word as a figure, signs behind it that may be marks, and the punctuation at its end; `None` for others.
fn candidate(text: &str) -> Option<(&str, &str, &str)> {
    let bare = text.trim_end_matches(['.', ',', ';', ':', ')']);
    let figure = bare.trim_end_matches(SIGNS);
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '(' | '%');
    let is_figure =
        figure.chars().all(plain) && figure.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    is_figure.then_some((figure, &bare[figure.len()..], &text[bare.len()..]))
}

/// How many digits, or signs as high, stand in a box, and how many marks behind the last of them.
fn seen(bbox: BBox, image: &GrayImage) -> (usize, usize) {
    let components = Print::of(image, bbox).components();
    let all = tall(&components);
    let highest = all.iter().map(Component::height).max().unwrap_or(0) as f32;
    let digits = all
        .iter()
        .filter(|part| part.height() as f32 >= DIGIT * highest);
    let digits: Vec<Component> = digits.copied().collect();
    let height = median(digits.iter().map(Component::height).collect());
    let line = median(digits.iter().map(|digit| digit.bbox.y1).collect());
    let (Some(height), Some(line), Some(last)) = (height, line, digits.last()) else {
        return (0, 0);
    };
    let height = height as f32;
    // The stroke of a true `!` has its point below it.
    let stands_over = |part: &Component, other: &Component| {
        let (a, b) = (part.bbox, other.bbox);
        b.y0 >= a.y1 && a.x0.max(b.x0) < a.x1.min(b.x1)
    };
    let is_mark = |part: &&Component| {
        let up = (line - part.bbox.y1) as f32 / height;
        let down = (part.bbox.y0 - line) as f32 / height + 1.0;
        part.bbox.x0 > last.bbox.x1 - 2
            && MARK.contains(&(part.height() as f32 / height))
            && up >= RAISED
            && down <= BELOW_TOP
            && !components.iter().any(|other| stands_over(part, other))
    };
    (digits.len(), components.iter().filter(is_mark).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::print::tests::drawn;

    #[test]
    fn small_raised_signs_behind_a_figure_are_marks_of_notes() {
        let noted = [
            "### ###  #",
            "# # # #  #",
            "# # # #  #",
            "# # # #  #",
            "# # # #   ",
            "# # # #   ",
            "### ###   ",
        ];
        let mut exclaimed = noted;
        exclaimed[6] = "### ###  #";
        for (rows, read, expected) in [
            (noted, "00!", "00"),
            (noted, "001,", "00¹,"),
            (noted, "00", "00"),
            (exclaimed, "00!", "00!"),
        ] {
            let (page, bbox) = drawn(&rows);
            let mut word = Word::new(read.to_owned(), 0.9, bbox);
            take_off(&mut word, &page);
            assert_eq!(word.text, expected, "{read}");
        }
    }
}
