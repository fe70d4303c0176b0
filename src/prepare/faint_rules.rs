//! Ruled lines that are no long runs of print: dotted, dashed, faint or broken ones. Such a line is a thin dark ridge
//! with paper on both sides, which goes on over the whole width of a table, where print has gaps. The ridge is averaged
//! over short stretches and followed from each to the next, so that neither dots nor what is left of the skew break it.

use super::ruled_lines::Rules;
use super::straighten::flipped;
use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::Range;

/// Level up to which a pixel is print.
const PRINT: u8 = 128;
/// Half the width of the ridge, in inches: on both sides of a rule there is paper this far from its middle.
const RIDGE: f32 = 0.014;
/// Length of the stretches, in inches: several dots or a dash and its gap.
const STRETCH: f32 = 0.08;
/// Least height of a ridge in gray levels, and in means of what the noise of the paper gives.
const HEIGHT: f32 = 6.0;
const NOISE: f32 = 2.5;
/// Stretches of a line that may be hidden by print one after the other, and part of all that have to show it.
const HIDDEN: usize = 3;
const SEEN: f32 = 0.75;
/// Least length of a line, in inches.
const LONG: f32 = 0.9;
/// Part of the length of the longest line beside it that a line has at least.
const COMPARABLE: f32 = 0.5;
/// Distance, in inches, within which print stands beside a line.
const BESIDE: f32 = 0.05;
/// Height of a line where nothing stands beside it, as a part of its mean height, at least.
const GOES_ON: f32 = 0.4;
/// Part of a line that has to have nothing beside it for that to be asked.
const FREE: f32 = 0.08;

/// Finds the faint lines of a page that belong to tables, as far as no rule of `known` lies there.
pub(crate) fn find(image: &GrayImage, known: &Rules, dpi: f32, reach: i32) -> Rules {
    let new = |lines: Vec<BBox>, known: &[BBox]| {
        let covered = |line: &BBox| known.iter().any(|other| along(line, other, reach));
        lines
            .into_iter()
            .filter(|line| !covered(line))
            .collect::<Vec<_>>()
    };
    let turned = |lines: &[BBox]| lines.iter().map(|b| b.transposed()).collect::<Vec<_>>();
    let level = new(level_lines(image, dpi), &known.level);
    // Where nothing runs across, nothing runs down.
    if known.level.len() + level.len() < 2 {
        return Rules::default();
    }
    let sideways = flipped(image);
    let mut upright = new(level_lines(&sideways, dpi), &turned(&known.upright));
    upright.retain(|line| goes_on(&sideways, line, dpi));
    Rules {
        level: comparable(level, &known.level),
        upright: turned(&comparable(upright, &turned(&known.upright))),
        climbing: Vec::new(),
    }
}

/// The lines that are not much shorter than others beside them: strokes of large figures make short ones.
fn comparable(lines: Vec<BBox>, known: &[BBox]) -> Vec<BBox> {
    let length = |line: &BBox| line.x1 - line.x0;
    let beside = |line: &BBox, other: &BBox| line.x0 < other.x1 && other.x0 < line.x1;
    let longest = |line: &BBox| {
        let all = lines.iter().chain(known);
        all.filter(|other| beside(line, other))
            .map(length)
            .max()
            .unwrap_or(0)
    };
    let long = |line: &&BBox| length(line) as f32 >= COMPARABLE * longest(line) as f32;
    lines.iter().filter(long).copied().collect()
}

/// Whether a level line goes on where no print stands beside it. Strokes of figures under each other make a ridge
/// too, but none between the rows.
fn goes_on(image: &GrayImage, line: &BBox, dpi: f32) -> bool {
    let pixels = |inches: f32| (inches * dpi).ceil() as i32;
    let (half, beside) = (pixels(RIDGE), pixels(BESIDE));
    let at = |x: i32, y: i32| {
        let y = y.clamp(0, image.height() as i32 - 1);
        i32::from(image.get_pixel(x as u32, y as u32).0[0])
    };
    let darkest = |x: i32, rows: Range<i32>| rows.map(|y| at(x, y)).min().unwrap_or(255);
    let (mut all, mut free, mut count) = (0, 0, 0);
    for x in line.x0.max(0)..line.x1.min(image.width() as i32) {
        let paper = at(x, line.y0 - half).min(at(x, line.y1 + half));
        let ridge = (paper - darkest(x, line.y0..line.y1)).max(0);
        let above = darkest(x, line.y0 - beside..line.y0 - half);
        let below = darkest(x, line.y1 + half..line.y1 + beside);
        all += ridge;
        if above.min(below) > i32::from(PRINT) {
            (free, count) = (free + ridge, count + 1);
        }
    }
    let length = (line.x1 - line.x0) as f32;
    let mean = all as f32 / length;
    (count as f32) < FREE * length || free as f32 >= GOES_ON * mean * count as f32
}

/// Whether most of a level line lies on another.
fn along(line: &BBox, other: &BBox, reach: i32) -> bool {
    let shared = line.x1.min(other.x1) - line.x0.max(other.x0);
    let near = line.y0 <= other.y1 + reach && other.y0 <= line.y1 + reach;
    near && 2 * shared > line.x1 - line.x0
}

/// A line that is being followed.
#[derive(Debug, Clone, Copy)]
struct Trace {
    first: usize,
    last: usize,
    seen: usize,
    y: i32,
    top: i32,
    foot: i32,
}

fn level_lines(image: &GrayImage, dpi: f32) -> Vec<BBox> {
    let pixels = |inches: f32| (inches * dpi).ceil().max(1.0) as usize;
    let (half, stretch) = (pixels(RIDGE), pixels(STRETCH));
    let (width, height) = (image.width() as usize, image.height() as usize);
    let count = width / stretch;
    if count == 0 || height <= 4 * half {
        return Vec::new();
    }
    let ridges = Ridges::of(image, half, stretch);
    let (mut open, mut closed): (Vec<Trace>, Vec<Trace>) = (Vec::new(), Vec::new());
    for at in 0..count {
        for y in ridges.peaks(at) {
            // A line drifts by less than a pixel a stretch.
            let near = |trace: &&mut Trace| {
                (trace.y - y).abs() <= 1 + (at - trace.last) as i32 / 2 && trace.last < at
            };
            match open.iter_mut().filter(near).max_by_key(|trace| trace.seen) {
                Some(trace) => {
                    (trace.last, trace.seen, trace.y) = (at, trace.seen + 1, y);
                    (trace.top, trace.foot) = (trace.top.min(y), trace.foot.max(y));
                }
                None => open.push(Trace {
                    first: at,
                    last: at,
                    seen: 1,
                    y,
                    top: y,
                    foot: y,
                }),
            }
        }
        let (going, ended) = open
            .into_iter()
            .partition(|trace: &Trace| at - trace.last <= HIDDEN);
        open = going;
        closed.extend(ended);
    }
    closed.extend(open);
    let least = pixels(LONG) / stretch;
    let is_line = |trace: &Trace| {
        let length = trace.last + 1 - trace.first;
        length >= least && trace.seen as f32 >= SEEN * length as f32
    };
    let place = |trace: &Trace| {
        BBox::from([
            (trace.first * stretch) as i32,
            trace.top - 1,
            ((trace.last + 1) * stretch) as i32,
            trace.foot + 2,
        ])
    };
    closed
        .iter()
        .filter(|trace| is_line(trace))
        .map(place)
        .collect()
}

/// Mean height of the ridge in each row of each stretch.
struct Ridges {
    rows: usize,
    /// Stretch by stretch.
    heights: Vec<f32>,
    least: f32,
}

impl Ridges {
    fn of(image: &GrayImage, half: usize, stretch: usize) -> Ridges {
        let (width, rows) = (image.width() as usize, image.height() as usize);
        let count = width / stretch;
        let row = |y: usize| &image.as_raw()[y * width..][..count * stretch];
        let mut heights = vec![0.0; count * rows];
        let mut blank = 0.0;
        for y in 2 * half..rows - 2 * half {
            let lines = [
                row(y),
                row(y - half),
                row(y + half),
                row(y - 2 * half),
                row(y + 2 * half),
            ];
            for at in 0..count {
                let part = at * stretch..(at + 1) * stretch;
                let [here, above, below, further_above, further_below] =
                    lines.map(|line| &line[part.clone()]);
                let (mut ridge, mut beside) = (0u32, 0u32);
                for x in 0..stretch {
                    let paper = above[x].min(below[x]);
                    ridge += u32::from(paper.saturating_sub(here[x]));
                    let dark = u32::from(255 - above[x]) + u32::from(255 - further_above[x]);
                    let darker = u32::from(255 - below[x]) + u32::from(255 - further_below[x]);
                    beside += dark.max(darker) / 2;
                }
                let (ridge, beside) = (
                    ridge as f32 / stretch as f32,
                    beside as f32 / stretch as f32,
                );
                blank += ridge;
                // Print has more beside it than in it.
                heights[at * rows + y] = if ridge > beside { ridge } else { 0.0 };
            }
        }
        let mean = blank / (count * rows) as f32;
        Ridges {
            rows,
            heights,
            least: HEIGHT + NOISE * mean,
        }
    }

    /// Rows of a stretch in which a ridge is highest.
    fn peaks(&self, at: usize) -> Vec<i32> {
        let heights = &self.heights[at * self.rows..][..self.rows];
        let peak = |&y: &usize| {
            let height = heights[y];
            height >= self.least && height >= heights[y - 1] && height > heights[y + 1]
        };
        (1..self.rows - 1).filter(peak).map(|y| y as i32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Three lines of dots across, faint ones down, and a line of print, which has more above its foot.
    fn page() -> GrayImage {
        GrayImage::from_fn(900, 700, |x, y| {
            let across = [100, 300, 500].iter().any(|at| (*at..at + 3).contains(&y)) && x % 9 < 3;
            let down = [50, 840].iter().any(|at| (*at..at + 3).contains(&x));
            let inside = (50..843).contains(&x) && (100..503).contains(&y);
            let print = (600..630).contains(&y) && x % 14 < 5;
            match (inside && across, inside && down) {
                (true, _) => Luma([40]),
                (_, true) => Luma([190]),
                _ if print => Luma([0]),
                _ => Luma([255]),
            }
        })
    }

    #[test]
    fn strokes_of_figures_under_each_other_are_no_line() {
        // Figures of three strokes in each of twelve rows, and a line beside them.
        let page = GrayImage::from_fn(400, 600, |x, y| {
            let row = (100..520).contains(&y) && (y - 100) % 35 < 24;
            let stroke = [100, 112, 124].iter().any(|at| (*at..at + 3).contains(&x));
            let line = (200..203).contains(&x) && (90..530).contains(&y);
            match (row && stroke, line) {
                (true, _) => Luma([0]),
                (_, true) => Luma([190]),
                _ => Luma([255]),
            }
        });
        let sideways = flipped(&page);
        let place = |x: i32| BBox::from([100, x, 520, x + 3]);
        assert!(goes_on(&sideways, &place(200), 300.0));
        assert!(!goes_on(&sideways, &place(112), 300.0));
    }

    #[test]
    fn dotted_and_faint_lines_are_found_and_print_is_not() {
        let rules = find(&page(), &Rules::default(), 300.0, 12);
        let rows: Vec<i32> = rules
            .level
            .iter()
            .map(|line| (line.y0 + line.y1) / 2)
            .collect();
        assert_eq!(rows, [102, 302, 502]);
        let columns: Vec<i32> = rules
            .upright
            .iter()
            .map(|line| (line.x0 + line.x1) / 2)
            .collect();
        assert_eq!(columns, [52, 842]);
        let again = find(&page(), &rules, 300.0, 12);
        assert_eq!(again, Rules::default());
    }
}
