//! Ruled lines: found as long runs of print, taken off the page where no letter crosses them.

use crate::document::layout::BBox;
use image::GrayImage;

/// Least length of a ruled line in inches: longer than a dash or the stroke of a large letter; and of one that
/// nothing touches, as under the name of an agency.
const LEVEL: f32 = 0.3;
const ALONE: f32 = 0.21;
const UPRIGHT: f32 = 0.35;
/// Greatest thickness of a ruled line, in inches.
const THICK: f32 = 0.03;
/// Height of the pieces in which a bent line is followed, in inches.
const THIN: f32 = 0.016;
/// Pixels that may be missing from a run, in inches: damage, and what is left of the skew.
const GAP: f32 = 0.012;
/// Largest gap, in inches, between two pieces of one line.
const PIECES: f32 = 0.08;

/// Pixels around a line in which print touches it: its own edges are soft.
const TOUCH: i32 = 3;

/// The ruled lines of a page, in its pixels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rules {
    /// Lines from left to right.
    pub(crate) level: Vec<BBox>,
    /// Lines from top to bottom.
    pub(crate) upright: Vec<BBox>,
}

impl Rules {
    /// These lines and others.
    pub(crate) fn and(&self, others: &Rules) -> Rules {
        Rules {
            level: [&self.level[..], &others.level].concat(),
            upright: [&self.upright[..], &others.upright].concat(),
        }
    }

    /// The lines that are wanted.
    pub(crate) fn keep(&self, wanted: impl Fn(BBox) -> bool) -> Rules {
        let kept = |lines: &[BBox]| lines.iter().copied().filter(|&line| wanted(line)).collect();
        Rules {
            level: kept(&self.level),
            upright: kept(&self.upright),
        }
    }
}

/// A run of print along a row or a column.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The row or column.
    across: i32,
    start: i32,
    end: i32,
}

/// Finds the ruled lines; pixels up to `threshold` are print.
pub(crate) fn find(image: &GrayImage, threshold: u8, dpi: f32) -> Rules {
    let pixels = |inches: f32| (inches * dpi).round().max(1.0) as i32;
    let join = |runs: Vec<Run>| lines(join(&runs, i32::MAX, pixels(PIECES)), pixels(THICK));
    let gap = pixels(GAP);
    let mut level = join(level_runs(image, threshold, pixels(ALONE), gap));
    level.retain(|line| line.x1 - line.x0 >= pixels(LEVEL) || is_alone(image, threshold, *line));
    let upright = join(upright_runs(image, threshold, pixels(UPRIGHT), gap));
    Rules {
        level,
        upright: upright.into_iter().map(BBox::transposed).collect(),
    }
}

/// The level pieces of lines, each no higher than a thin line is thick: a bent line is several.
pub(crate) fn level_pieces(image: &GrayImage, threshold: u8, dpi: f32) -> Vec<BBox> {
    let pixels = |inches: f32| (inches * dpi).round().max(1.0) as i32;
    let runs = level_runs(image, threshold, pixels(ALONE), pixels(GAP));
    join(&runs, pixels(THIN), 0)
}

/// The upright pieces, as [`level_pieces`] of the page with rows and columns changed.
pub(crate) fn upright_pieces(image: &GrayImage, threshold: u8, dpi: f32) -> Vec<BBox> {
    let pixels = |inches: f32| (inches * dpi).round().max(1.0) as i32;
    let runs = upright_runs(image, threshold, pixels(ALONE), pixels(GAP));
    join(&runs, pixels(THIN), 0)
}

/// Whether a pixel is print; none is outside the page.
pub(crate) fn is_print(image: &GrayImage, threshold: u8, x: i32, y: i32) -> bool {
    let inside = x >= 0 && y >= 0 && x < image.width() as i32 && y < image.height() as i32;
    inside && image.get_pixel(x as u32, y as u32).0[0] <= threshold
}

/// Whether no print touches a line.
pub(crate) fn is_alone(image: &GrayImage, threshold: u8, line: BBox) -> bool {
    let print = |x: i32, y: i32| is_print(image, threshold, x, y);
    let (x0, x1) = (line.x0 - TOUCH, line.x1 + TOUCH - 1);
    let rows = [line.y0 - TOUCH, line.y1 + TOUCH - 1];
    let above_or_below = rows.iter().any(|&y| (x0..=x1).any(|x| print(x, y)));
    let beside = (line.y0..line.y1).any(|y| print(x0, y) || print(x1, y));
    !above_or_below && !beside
}

fn level_runs(image: &GrayImage, threshold: u8, least: i32, gap: i32) -> Vec<Run> {
    let mut runs = Vec::new();
    let width = image.width().max(1) as usize;
    for (y, row) in (0..).zip(image.as_raw().chunks_exact(width)) {
        let mut open: Option<(i32, i32)> = None;
        for (x, &pixel) in (0..).zip(row) {
            if pixel > threshold {
                continue;
            }
            open = match open {
                Some((start, end)) if x - end <= gap => Some((start, x + 1)),
                other => {
                    push(&mut runs, other, y, least);
                    Some((x, x + 1))
                }
            };
        }
        push(&mut runs, open, y, least);
    }
    runs
}

fn upright_runs(image: &GrayImage, threshold: u8, least: i32, gap: i32) -> Vec<Run> {
    let mut runs = Vec::new();
    let width = image.width().max(1) as usize;
    let mut open = vec![(0i32, i32::MIN / 2); width];
    for (y, row) in (0..).zip(image.as_raw().chunks_exact(width)) {
        for (x, (&pixel, open)) in (0..).zip(row.iter().zip(&mut open)) {
            if pixel > threshold {
                continue;
            }
            if y - open.1 > gap {
                push(&mut runs, Some(*open), x, least);
                open.0 = y;
            }
            open.1 = y + 1;
        }
    }
    for (x, open) in (0..).zip(open) {
        push(&mut runs, Some(open), x, least);
    }
    // As rows are: by column, then from the top.
    runs.sort_unstable_by_key(|run| (run.across, run.start));
    runs
}

fn push(runs: &mut Vec<Run>, open: Option<(i32, i32)>, across: i32, least: i32) {
    let Some((start, end)) = open else { return };
    if end - start >= least {
        runs.push(Run { across, start, end });
    }
}

/// Joins runs on neighbouring rows, and pieces of a line one after the other, to boxes no higher than `high`.
fn join(runs: &[Run], high: i32, pieces: i32) -> Vec<BBox> {
    let mut boxes: Vec<BBox> = Vec::new();
    for run in runs {
        let near = |b: &&mut BBox| {
            run.across - b.y1 <= 2
                && run.across - b.y0 < high
                && run.start <= b.x1 + pieces
                && run.end >= b.x0 - pieces
        };
        let line = BBox::from([run.start, run.across, run.end, run.across + 1]);
        // Later rows lie near later boxes.
        match boxes.iter_mut().rev().take(400).find(near) {
            Some(found) => *found = found.union(line),
            None => boxes.push(line),
        }
    }
    boxes
}

/// The boxes that are lines: thick areas are none.
fn lines(mut boxes: Vec<BBox>, thick: i32) -> Vec<BBox> {
    // What is left of the skew lets a long line climb a little.
    let line = |b: &BBox| b.y1 - b.y0 <= thick.max((b.x1 - b.x0) / 100);
    boxes.retain(line);
    boxes
}

/// Takes lines off a page, but not the letters that cross them.
pub(crate) fn erase(image: &mut GrayImage, rules: &Rules, threshold: u8) {
    for line in &rules.level {
        erase_across(image, *line, threshold, false);
    }
    for line in &rules.upright {
        erase_across(image, line.transposed(), threshold, true);
    }
}

/// Rows beside a line that carry its blur.
const RIM: i32 = 2;

/// Whitens the print of a line, column by column; `flipped` lines run from top to bottom. Where print touches the
/// line from one side, only the line goes, as high as it is where nothing touches it; what crosses it stays whole.
fn erase_across(image: &mut GrayImage, line: BBox, threshold: u8, flipped: bool) {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let (along_end, across_end) = if flipped {
        (height, width)
    } else {
        (width, height)
    };
    let index = |along: i32, across: i32| match flipped {
        true => (along * width + across) as usize,
        false => (across * width + along) as usize,
    };
    let pixels: &mut [u8] = image.as_mut();
    let top = (line.y0 - RIM).max(0);
    let bottom = (line.y1 + RIM).min(across_end);
    let alongs = line.x0.max(0)..line.x1.min(along_end);
    let dark = |pixels: &[u8], along: i32, across: i32| {
        (0..across_end).contains(&across) && pixels[index(along, across)] <= threshold
    };
    let touched =
        |pixels: &[u8], along: i32| dark(pixels, along, top - 1) || dark(pixels, along, bottom);
    let mut place = None;
    let places: Vec<Option<(i32, i32)>> = alongs
        .clone()
        .map(|along| {
            if !touched(pixels, along) {
                let mut rows = (top..bottom).filter(|&across| dark(pixels, along, across));
                let first = rows.next();
                place = first
                    .map(|first| (first, rows.next_back().unwrap_or(first) + 1))
                    .or(place);
            }
            place
        })
        .collect();
    let first_place = places.iter().flatten().next().copied();
    for (along, place) in alongs.zip(places) {
        let rows = match (touched(pixels, along), place.or(first_place)) {
            (false, _) => top..bottom,
            (true, None) => continue,
            (true, Some((start, end))) => {
                let above = dark(pixels, along, start - RIM);
                let below = dark(pixels, along, end + RIM - 1);
                match (above, below) {
                    (true, true) => continue,
                    (true, false) => start..end + RIM,
                    (false, _) => start - RIM..end,
                }
            }
        };
        for across in rows.start.max(0)..rows.end.min(across_end) {
            pixels[index(along, across)] = 255;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// A frame with a line across, a letter that crosses it, and a dash.
    fn page() -> GrayImage {
        GrayImage::from_fn(900, 600, |x, y| {
            let level = [100, 300, 500].iter().any(|at| (*at..at + 4).contains(&y));
            let upright = [50, 840].iter().any(|at| (*at..at + 4).contains(&x));
            let inside = (50..844).contains(&x) && (100..504).contains(&y);
            let letter = (400..406).contains(&x) && (280..320).contains(&y);
            let dash = (600..640).contains(&x) && (200..204).contains(&y);
            Luma([if inside && (level || upright) || letter || dash {
                0
            } else {
                255
            }])
        })
    }

    #[test]
    fn long_lines_are_found_and_dashes_are_not() {
        let rules = find(&page(), 128, 300.0);
        let level: Vec<[i32; 4]> = rules.level.iter().map(|&line| line.into()).collect();
        let rows = [
            [50, 100, 844, 104],
            [50, 300, 844, 304],
            [50, 500, 844, 504],
        ];
        assert_eq!(level, rows);
        assert_eq!(rules.upright.len(), 2);
        assert_eq!(find(&GrayImage::new(0, 0), 128, 300.0), Rules::default());
    }

    #[test]
    fn a_line_that_print_touches_goes_and_the_print_stays() {
        let mut page = page();
        for (x, y) in (200..210).flat_map(|x| (270..300).map(move |y| (x, y))) {
            page.put_pixel(x, y, Luma([0]));
        }
        let rules = find(&page, 128, 300.0);
        erase(&mut page, &rules, 128);
        let dark = |y: u32| {
            (200..210)
                .filter(|&x| page.get_pixel(x, y).0[0] < 128)
                .count()
        };
        assert_eq!([270, 297, 300, 303].map(dark), [10, 10, 0, 0]);
    }

    #[test]
    fn letters_outlive_the_lines_they_cross() {
        let mut page = page();
        let rules = find(&page, 128, 300.0);
        erase(&mut page, &rules, 128);
        let dark = page.enumerate_pixels().filter(|(_, _, p)| p.0[0] < 128);
        let (letter, rest): (Vec<_>, Vec<_>) = dark.partition(|(x, _, _)| (400..406).contains(x));
        assert_eq!((letter.len(), rest.len()), (240, 160));
    }
}
