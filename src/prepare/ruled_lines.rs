//! Ruled lines: found as long runs of print, taken off the page where no letter crosses them.

use super::stretches::printed_columns;
use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::Range;

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
/// Length, in inches, of a line that may climb across the page, its length in heights that it climbs, at least, and the
/// parts of it where nothing else stands and where it runs straight.
const CLIMBING: f32 = 1.5;
const SLOPE: i32 = 16;
const SEEN: f32 = 0.15;
const STRAIGHT: f32 = 0.8;
/// Greatest way between two pieces of such a line, in inches, and the part of it that is drawn.
const FAR: f32 = 1.0;
const DRAWN: f32 = 0.8;

/// Pixels around a line in which print touches it: its own edges are soft.
const TOUCH: i32 = 3;

/// The ruled lines of a page, in its pixels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rules {
    /// Lines from left to right.
    pub(crate) level: Vec<BBox>,
    /// Lines from top to bottom.
    pub(crate) upright: Vec<BBox>,
    /// Lines from left to right that climb or fall, as one that a hand drew: they bound nothing.
    pub(crate) climbing: Vec<BBox>,
}

impl Rules {
    /// These lines and others.
    pub(crate) fn and(&self, others: &Rules) -> Rules {
        Rules {
            level: [&self.level[..], &others.level].concat(),
            upright: [&self.upright[..], &others.upright].concat(),
            climbing: [&self.climbing[..], &others.climbing].concat(),
        }
    }

    /// The lines that are wanted.
    pub(crate) fn keep(&self, wanted: impl Fn(BBox) -> bool) -> Rules {
        let kept = |lines: &[BBox]| lines.iter().copied().filter(|&line| wanted(line)).collect();
        Rules {
            level: kept(&self.level),
            upright: kept(&self.upright),
            climbing: kept(&self.climbing),
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
    let join = |runs: Vec<Run>| join(&runs, i32::MAX, pixels(PIECES));
    let gap = pixels(GAP);
    let is_line = |line: &BBox| is_line(*line, pixels(THICK));
    let mut level = join(level_runs(image, threshold, pixels(ALONE), gap));
    let mut climbing = followed(image, threshold, &level, pixels(FAR));
    climbing.retain(|line| {
        let is_long = line.x1 - line.x0 >= pixels(CLIMBING);
        is_long && !is_line(line) && climbs(image, threshold, *line)
    });
    level.retain(|line| {
        let is_long = line.x1 - line.x0 >= pixels(LEVEL);
        is_line(line) && (is_long || is_alone(image, threshold, *line))
    });
    let mut upright = join(upright_runs(image, threshold, pixels(UPRIGHT), gap));
    upright.retain(is_line);
    Rules {
        level,
        upright: upright.into_iter().map(BBox::transposed).collect(),
        climbing,
    }
}

/// Pieces one after the other, at most `far` pixels apart, with print from each to the next, as a thin line that climbs
/// has them → lines.
fn followed(image: &GrayImage, threshold: u8, pieces: &[BBox], far: i32) -> Vec<BBox> {
    let middle = |b: BBox| ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let is_dark = |x: i32, y: i32| (y - RIM..=y + RIM).any(|y| is_print(image, threshold, x, y));
    let goes_on = |last: BBox, next: BBox| {
        let ((x0, y0), (x1, y1)) = (middle(last), middle(next));
        if next.x0 <= last.x0 || (y1 - y0).abs() * SLOPE > x1 - x0 {
            return false;
        }
        // Lines above each other are two.
        let apart = next.y0.max(last.y0) - next.y1.min(last.y1);
        if next.x0 < last.x1 && apart > TOUCH || next.x0 - last.x1 > far {
            return false;
        }
        let between = last.x1..next.x0;
        let dark = between
            .clone()
            .filter(|x| is_dark(*x, y0 + (y1 - y0) * (x - x0) / (x1 - x0)));
        dark.count() as f32 >= DRAWN * between.len() as f32
    };
    let mut sorted = pieces.to_vec();
    sorted.sort_by_key(|piece| piece.x0);
    let mut lines: Vec<(BBox, BBox)> = Vec::new();
    for piece in sorted {
        match lines.iter_mut().find(|(_, last)| goes_on(*last, piece)) {
            Some((line, last)) => (*line, *last) = (line.union(piece), piece),
            None => lines.push((piece, piece)),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

/// Whether a box holds a line from one of its left corners to the other side, and not a picture or print.
fn climbs(image: &GrayImage, threshold: u8, line: BBox) -> bool {
    if (line.y1 - line.y0) * SLOPE > line.x1 - line.x0 {
        return false;
    }
    let along = Along::of(image.as_raw(), image.dimensions(), threshold, false);
    let places = along.alone(line);
    if places.len() < 3 || (places.len() as f32) < SEEN * (line.x1 - line.x0) as f32 {
        return false;
    }
    let middle =
        |(at, rows): &(i32, Range<i32>)| (*at as f32, (rows.start + rows.end) as f32 / 2.0);
    let third = places.len() / 3;
    let (from, to) = (
        middle(&places[third / 2]),
        middle(&places[places.len() - 1 - third / 2]),
    );
    let slope = (to.1 - from.1) / (to.0 - from.0);
    // It climbs from one corner to the other.
    let climb = slope.abs() * (line.x1 - line.x0) as f32;
    if 2.0 * climb < (line.y1 - line.y0) as f32 {
        return false;
    }
    let on_line = |place: &&(i32, Range<i32>)| {
        let (x, y) = middle(place);
        (from.1 + slope * (x - from.0) - y).abs() <= TOUCH as f32
    };
    places.iter().filter(on_line).count() as f32 >= STRAIGHT * places.len() as f32
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
        for x in printed_columns(row, threshold).map(|x| x as i32) {
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
        for x in printed_columns(row, threshold) {
            let open = &mut open[x];
            if y - open.1 > gap {
                push(&mut runs, Some(*open), x as i32, least);
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

/// Whether a box is a line: a thick area is none.
fn is_line(line: BBox, thick: i32) -> bool {
    // What is left of the skew lets a long line climb a little.
    line.y1 - line.y0 <= thick.max((line.x1 - line.x0) / 100)
}

/// Takes lines off a page, but not the letters that cross them.
pub(crate) fn erase(image: &mut GrayImage, rules: &Rules, threshold: u8) {
    let size = image.dimensions();
    let pixels: &mut [u8] = image;
    for line in &rules.climbing {
        Along::of(&mut *pixels, size, threshold, false).erase(*line, false);
    }
    for line in &rules.level {
        Along::of(&mut *pixels, size, threshold, false).erase(*line, true);
    }
    for line in &rules.upright {
        Along::of(&mut *pixels, size, threshold, true).erase(line.transposed(), true);
    }
}

/// Rows beside a line that carry its blur.
const RIM: i32 = 2;
/// Places of a line, on each side of one, that show where it runs.
const BESIDE: usize = 6;

/// A page as a line sees it: columns along the line, rows across; for one from top to bottom they are changed.
struct Along<P> {
    pixels: P,
    width: i32,
    across_end: i32,
    along_end: i32,
    flipped: bool,
    threshold: u8,
}

impl<P: AsRef<[u8]>> Along<P> {
    fn of(pixels: P, (width, height): (u32, u32), threshold: u8, flipped: bool) -> Self {
        let (width, height) = (width as i32, height as i32);
        let (along_end, across_end) = if flipped {
            (height, width)
        } else {
            (width, height)
        };
        Along {
            pixels,
            width,
            across_end,
            along_end,
            flipped,
            threshold,
        }
    }

    fn index(&self, along: i32, across: i32) -> usize {
        let (x, y) = match self.flipped {
            true => (across, along),
            false => (along, across),
        };
        (y * self.width + x) as usize
    }

    fn is_dark(&self, along: i32, across: i32) -> bool {
        let inside = (0..self.across_end).contains(&across);
        inside && self.pixels.as_ref()[self.index(along, across)] <= self.threshold
    }

    fn columns(&self, line: BBox) -> Range<i32> {
        line.x0.max(0)..line.x1.min(self.along_end)
    }

    /// The columns of a line's box that hold nothing but the line, and its rows in each.
    fn alone(&self, line: BBox) -> Vec<(i32, Range<i32>)> {
        let (top, bottom) = (line.y0 - RIM, line.y1 + RIM);
        let rows = |along: i32| {
            if self.is_dark(along, top - 1) || self.is_dark(along, bottom) {
                return None;
            }
            let mut dark = (top..bottom).filter(|&across| self.is_dark(along, across));
            let first = dark.next()?;
            let (last, rest) = dark.fold((first, 0), |(_, count), across| (across, count + 1));
            (last - first == rest).then_some((along, first..last + 1))
        };
        let mut places: Vec<_> = self.columns(line).filter_map(rows).collect();
        // A stroke across the line is higher than it.
        let mut heights: Vec<usize> = places.iter().map(|(_, rows)| rows.len()).collect();
        heights.sort_unstable();
        if let Some(height) = heights.get(heights.len() / 4) {
            places.retain(|(_, rows)| rows.len() <= height + height / 2 + 1);
        }
        places
    }

    /// The rows of a line in each column of its box: where it is alone, and between such places.
    fn course(&self, line: BBox) -> Vec<Range<i32>> {
        let alone = self.alone(line);
        // A letter where the line is broken is no piece of it.
        let median = |at: usize, of: fn(&Range<i32>) -> i32| {
            let near = &alone[at.saturating_sub(BESIDE)..alone.len().min(at + BESIDE + 1)];
            let mut values = [0; 2 * BESIDE + 1];
            let values = &mut values[..near.len()];
            for (value, (_, rows)) in values.iter_mut().zip(near) {
                *value = of(rows);
            }
            values.sort_unstable();
            values[values.len() / 2]
        };
        let is_on_course = |at: &usize| {
            let (start, end) = (median(*at, |rows| rows.start), median(*at, |rows| rows.end));
            let rows = &alone[*at].1;
            (rows.start - start).abs() <= RIM && (rows.end - end).abs() <= RIM
        };
        let places = (0..alone.len()).filter(is_on_course);
        let places: Vec<&(i32, Range<i32>)> = places.map(|at| &alone[at]).collect();
        let mut next = 0;
        let rows = self.columns(line).map(|along| {
            while places.get(next).is_some_and(|(at, _)| *at < along) {
                next += 1;
            }
            match (places[..next].last().copied(), places.get(next).copied()) {
                (Some((from, a)), Some((to, b))) => {
                    let between = |a: i32, b: i32| a + (b - a) * (along - from) / (to - from);
                    between(a.start, b.start)..between(a.end, b.end)
                }
                (Some((_, rows)), None) | (None, Some((_, rows))) => rows.clone(),
                (None, None) => 0..0,
            }
        });
        rows.collect()
    }
}

impl Along<&mut [u8]> {
    /// Whitens the print of a line, column by column. Where print touches the line from one side, only the line goes;
    /// what crosses it stays whole. A box that is `filled` by its line holds nothing else where nothing touches it.
    fn erase(&mut self, line: BBox, filled: bool) {
        let course = self.course(line);
        let (top, bottom) = (line.y0 - RIM, line.y1 + RIM);
        for (along, rows) in self.columns(line).zip(course) {
            let touched = self.is_dark(along, top - 1) || self.is_dark(along, bottom);
            if filled && !touched {
                self.whiten(along, top..bottom);
            } else if !rows.is_empty() {
                let above = self.is_dark(along, rows.start - RIM);
                let below = self.is_dark(along, rows.end + RIM - 1);
                match (above, below) {
                    (true, true) => {}
                    (true, false) => self.whiten(along, rows.start..rows.end + RIM),
                    (false, true) => self.whiten(along, rows.start - RIM..rows.end),
                    (false, false) => self.whiten(along, rows.start - RIM..rows.end + RIM),
                }
            }
        }
    }

    fn whiten(&mut self, along: i32, rows: Range<i32>) {
        for across in rows.start.max(0)..rows.end.min(self.across_end) {
            let at = self.index(along, across);
            self.pixels[at] = 255;
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
    fn a_line_that_climbs_through_letters_goes_and_they_stay() {
        // Upright strokes, two of three of them from a line that climbs two degrees upwards.
        let stroke = |x: u32, y: i32| {
            let middle = 300 - x as i32 / 30;
            let rows = match x / 24 % 3 {
                0 => middle - 30..middle + 30,
                1 => middle - 30..middle,
                _ => return false,
            };
            x % 24 < 6 && rows.contains(&y)
        };
        let mut page = GrayImage::from_fn(900, 600, |x, y| {
            let line = (y as i32 - 300 + x as i32 / 30).abs() <= 2;
            Luma([if line || stroke(x, y as i32) { 0 } else { 255 }])
        });
        let rules = find(&page, 128, 300.0);
        assert_eq!(
            (rules.level.len(), rules.climbing.len()),
            (0, 1),
            "{rules:?}"
        );
        erase(&mut page, &rules, 128);
        let dark = |x: u32, y: i32| page.get_pixel(x, y as u32).0[0] < 128;
        let wrong = page.enumerate_pixels().filter(|(x, y, pixel)| {
            let near = (*y as i32 - 300 + *x as i32 / 30).abs() <= 5;
            !near && (pixel.0[0] < 128) != stroke(*x, *y as i32)
        });
        assert_eq!(wrong.count(), 0);
        // What crosses the line is whole; between letters nothing is left of it.
        assert!(
            (0..900)
                .filter(|x| x / 24 % 3 == 0 && x % 24 < 6)
                .all(|x| dark(x, 300 - x as i32 / 30))
        );
        let left = (0..900).filter(|&x| x % 24 > 8 && (270..305).any(|y| dark(x, y)));
        assert!(left.clone().count() < 10, "{:?}", left.collect::<Vec<_>>());
    }

    #[test]
    fn two_level_lines_above_each_other_do_not_climb() {
        let page = GrayImage::from_fn(2500, 600, |x, y| {
            let upper = (50..1800).contains(&x) && (300..304).contains(&y);
            let lower = (1200..2400).contains(&x) && (340..344).contains(&y);
            Luma([if upper || lower { 0 } else { 255 }])
        });
        let rules = find(&page, 128, 300.0);
        assert_eq!(
            (rules.level.len(), rules.climbing.len()),
            (2, 0),
            "{rules:?}"
        );
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
