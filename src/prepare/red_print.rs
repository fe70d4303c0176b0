//! Print in red is no stamp: it stands on a line beside black print, as high as that, away from any large red mark.

use image::{GrayImage, RgbImage};
use std::ops::Range;

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

/// Columns and rows of a box.
pub(crate) type Area = (Range<u32>, Range<u32>);

/// Where the red of a page is print. `red` says which pixels are red; other ones below the level `dark` are black.
pub(crate) fn find(
    page: &RgbImage,
    luma: &GrayImage,
    red: impl Fn(u32, u32) -> bool,
    dark: u8,
) -> Vec<Area> {
    let marks = marks(page, &red);
    let side = page.width().min(page.height()) as f32;
    let high = |area: &Area| area.0.len().max(area.1.len()) as f32;
    let (large, letters): (Vec<Area>, Vec<Area>) = marks
        .into_iter()
        .partition(|area| high(area) > LETTER * side);
    let near = (NEAR * side) as u32;
    let apart = |word: &Area| !large.iter().any(|mark| meets(word, mark, near));
    let black = |x: u32, y: u32| luma.get_pixel(x, y).0[0] < dark && !red(x, y);
    let beside = |(x, y): &Area| {
        let reach = (BESIDE * y.len() as f32) as u32;
        let sides = [
            x.start.saturating_sub(reach)..x.start,
            x.end..(x.end + reach).min(page.width()),
        ];
        sides.into_iter().any(|side| {
            let all = side.len() * y.len();
            let count = y
                .clone()
                .map(|y| side.clone().filter(|&x| black(x, y)).count())
                .sum::<usize>();
            all > 0 && count as f32 >= BLACK * all as f32
        })
    };
    words(letters)
        .into_iter()
        .filter(apart)
        .filter(beside)
        .collect()
}

fn meets(a: &Area, b: &Area, near: u32) -> bool {
    let near_by = |a: &Range<u32>, b: &Range<u32>| a.start < b.end + near && b.start < a.end + near;
    near_by(&a.0, &b.0) && near_by(&a.1, &b.1)
}

/// The connected red marks of a page.
fn marks(page: &RgbImage, red: impl Fn(u32, u32) -> bool) -> Vec<Area> {
    let (width, height) = page.dimensions();
    let mut left: Vec<bool> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| red(x, y))
        .collect();
    let mut found = Vec::new();
    for first in 0..left.len() {
        if !std::mem::take(&mut left[first]) {
            continue;
        }
        let (mut open, mut count) = (vec![first], 0);
        let place = |at: usize| (at as u32 % width, at as u32 / width);
        let (x, y) = place(first);
        let (mut xs, mut ys) = (x..x + 1, y..y + 1);
        while let Some(at) = open.pop() {
            let (x, y) = place(at);
            count += 1;
            xs = xs.start.min(x)..xs.end.max(x + 1);
            ys = ys.start.min(y)..ys.end.max(y + 1);
            for y in y.saturating_sub(1)..(y + 2).min(height) {
                for x in x.saturating_sub(1)..(x + 2).min(width) {
                    let at = y as usize * width as usize + x as usize;
                    if std::mem::take(&mut left[at]) {
                        open.push(at);
                    }
                }
            }
        }
        if count >= LEAST {
            found.push((xs, ys));
        }
    }
    found
}

/// Letters one after the other → words.
fn words(mut letters: Vec<Area>) -> Vec<Area> {
    letters.sort_by_key(|(x, _)| x.start);
    let mut words: Vec<Area> = Vec::new();
    for (x, y) in letters {
        let goes_on = |(before_x, before_y): &&mut Area| {
            let height = before_y.len().max(y.len()) as f32;
            let gap = x.start.saturating_sub(before_x.end) as f32;
            let shared = before_y
                .end
                .min(y.end)
                .saturating_sub(before_y.start.max(y.start));
            gap <= GAP * height && 2 * shared as usize >= before_y.len().min(y.len())
        };
        match words.iter_mut().rev().find(goes_on) {
            Some((before_x, before_y)) => {
                before_x.end = before_x.end.max(x.end);
                *before_y = before_y.start.min(y.start)..before_y.end.max(y.end);
            }
            None => words.push((x, y)),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_red_word_beside_black_print_is_print_and_a_stamp_is_not() {
        let red = Rgb([200, 10, 20]);
        let page = RgbImage::from_fn(1000, 1400, |x, y| {
            let stroke = x % 12 < 6;
            let black = (100..300).contains(&x) && (100..124).contains(&y) && stroke;
            let word = (310..370).contains(&x) && (100..124).contains(&y) && stroke;
            let alone = (600..700).contains(&x) && (600..624).contains(&y) && stroke;
            let frame = (100..400).contains(&x) && (800..803).contains(&y);
            let inside = (220..280).contains(&x) && (810..834).contains(&y) && stroke;
            let beside = (120..210).contains(&x) && (810..834).contains(&y) && stroke;
            match (black || beside, word || alone || frame || inside) {
                (true, _) => Rgb([10, 10, 10]),
                (_, true) => red,
                _ => Rgb([255, 255, 255]),
            }
        });
        let luma = image::DynamicImage::ImageRgb8(page.clone()).to_luma8();
        let found = find(&page, &luma, |x, y| *page.get_pixel(x, y) == red, 140);
        assert_eq!(found, [(312..366, 100..124)]);
    }
}
