//! Marks between digits that were not read: digits are all as wide, so where a faint mark was taken for noise the next
//! digit stands further away. The other figures of the column tell where a mark is to be looked for.

use super::figures::CORRECTED;
use super::print::{Component, Print, tall};
use crate::document::layout::Word;
use image::GrayImage;

/// Distance of two digits with a mark between them, as a multiple of that of others, at least; and the most that others
/// may differ.
const WIDER: f32 = 1.3;
const EVEN: f32 = 1.25;
/// Figures that show how a column has its marks, at least.
const LEAST: usize = 2;

/// Puts marks back into the figures of a column that were read without any.
pub(crate) fn put_back(cells: &mut [&mut Vec<Word>], image: &GrayImage) {
    let Some(usual) = Usual::of(cells) else {
        return;
    };
    for word in cells.iter_mut().flat_map(|cell| cell.iter_mut()) {
        let places = usual.places(&word.text);
        if places.is_empty() || !are_wide(word, &places, image) {
            continue;
        }
        let mut text = String::new();
        for (index, digit) in word.text.chars().enumerate() {
            let mark = places.iter().find(|(place, _)| *place == index);
            text.extend(mark.map(|(_, mark)| *mark));
            text.push(digit);
        }
        word.replace(text);
        word.confidence = word.confidence.min(CORRECTED);
    }
}

/// How the figures of a column have their marks.
struct Usual {
    /// Digits behind the comma.
    decimals: usize,
    /// Points part groups of three.
    grouped: bool,
}

impl Usual {
    fn of(cells: &[&mut Vec<Word>]) -> Option<Usual> {
        let figures: Vec<&str> = cells
            .iter()
            .flat_map(|cell| cell.iter())
            .map(|word| word.text.as_str())
            .filter(|text| digits(text) > 0 && digits(text) + marks(text) == text.len())
            .collect();
        let behind = |text: &&&str| text.rsplit_once(',').map_or(0, |(_, rest)| rest.len());
        let most = |fits: &dyn Fn(&&&str) -> bool, all: usize| {
            let count = figures.iter().filter(fits).count();
            count >= LEAST && 2 * count > all
        };
        let decimals = [1, 2]
            .into_iter()
            .find(|&k| most(&|text| behind(text) == k, figures.len()));
        let decimals = decimals.unwrap_or(0);
        let long = |text: &&&str| digits(text) > 3 + decimals;
        let grouped = most(
            &|text| long(text) && text.contains('.'),
            figures.iter().filter(long).count(),
        );
        (decimals > 0 || grouped).then_some(Usual { decimals, grouped })
    }

    /// Where a number of digits alone lacks its marks: before which digit, and which one.
    fn places(&self, text: &str) -> Vec<(usize, char)> {
        let length = text.len();
        if digits(text) != length || length <= self.decimals {
            return Vec::new();
        }
        let whole = length - self.decimals;
        let comma = (self.decimals > 0).then_some((whole, ','));
        let points = (1..whole).filter(|place| self.grouped && (whole - place).is_multiple_of(3));
        points.map(|place| (place, '.')).chain(comma).collect()
    }
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn marks(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '.' | ',')).count()
}

/// Whether the digits before which marks are missing, and no others, stand further away than the rest.
fn are_wide(word: &Word, places: &[(usize, char)], image: &GrayImage) -> bool {
    let digits = tall(&Print::of(image, word.bbox).components());
    if digits.len() != word.text.len() {
        return false;
    }
    let middle = |component: &Component| (component.bbox.x0 + component.bbox.x1) as f32 / 2.0;
    let steps = digits
        .windows(2)
        .map(|pair| middle(&pair[1]) - middle(&pair[0]));
    let marked = |step: usize| places.iter().any(|(place, _)| *place == step + 1);
    let (mut wide, mut even): (Vec<f32>, Vec<f32>) = (Vec::new(), Vec::new());
    for (step, size) in steps.enumerate() {
        if marked(step) {
            wide.push(size);
        } else {
            even.push(size);
        }
    }
    let most = even.iter().copied().reduce(f32::max);
    let least = |sizes: &[f32]| sizes.iter().copied().reduce(f32::min);
    let (Some(least_wide), Some(least), Some(most)) = (least(&wide), least(&even), most) else {
        return false;
    };
    most <= EVEN * least && least_wide >= WIDER * most
}

#[cfg(test)]
mod tests {
    use super::super::print::tests::drawn;
    use super::*;
    use crate::document::layout::BBox;

    fn column(texts: &[&str], bbox: BBox) -> Vec<Vec<Word>> {
        let cell = |text: &&str| vec![Word::new((*text).to_owned(), 0.9, bbox)];
        texts.iter().map(cell).collect()
    }

    #[test]
    fn marks_are_put_back_where_digits_stand_apart() {
        let wide = drawn(&["## ##   ##", "## ##   ##", "## ##   ##", "## ##   ##"]);
        let even = drawn(&["## ## ##", "## ## ##", "## ## ##", "## ## ##"]);
        for ((page, bbox), texts, wanted) in [
            (&wide, ["68,0", "66,5", "229"], "22,9"),
            (&even, ["68,0", "66,5", "229"], "229"),
            (&wide, ["68", "66", "229"], "229"),
        ] {
            let mut cells = column(&texts, *bbox);
            put_back(&mut cells.iter_mut().collect::<Vec<_>>(), page);
            assert_eq!(cells[2][0].text, wanted);
        }
        let (page, bbox) = drawn(&["##   ## ## ##", "##   ## ## ##", "##   ## ## ##"]);
        let mut cells = column(&["16.440", "25.208", "6240"], bbox);
        put_back(&mut cells.iter_mut().collect::<Vec<_>>(), &page);
        assert_eq!(cells[2][0].text, "6.240");
    }
}
