//! Columns that no line parts: where lines of one length lie under each other, as those of a table do, the white
//! stretches that all its rows share part its columns, and lines are drawn there.

use super::ruled_lines::{Rules, is_print};
use crate::document::layout::BBox;
use image::GrayImage;
use std::ops::Range;

/// How far the ends of the lines of one table may lie apart, and their least length, in inches.
const ENDS: f32 = 0.12;
const LENGTH: f32 = 2.5;
/// Lines that a table has at least: over and under its head, and at its foot. Two may be those of the page's margins.
const LINES: usize = 3;
/// Least width of a white stretch between columns, in inches: more than between words.
const GUTTER: f32 = 0.07;
/// Part of the height of a white stretch that may be print: noise.
const NOISE: f32 = 0.004;
/// Part of the height of a table's head that is print where a line is drawn through it.
const DRAWN: f32 = 0.85;
/// Part of the height of a table's body along which a line parts its columns.
const PARTED: f32 = 0.5;

/// The lines from top to bottom that the tables of a page want; pixels up to `threshold` are print.
pub(crate) fn uprights(
    image: &GrayImage,
    rules: &Rules,
    threshold: u8,
    dpi: f32,
    reach: i32,
) -> Vec<BBox> {
    let pixels = |inches: f32| (inches * dpi) as i32;
    let print = Print { image, threshold };
    let mut found = Vec::new();
    for lines in ladders(&rules.level, pixels(ENDS), pixels(LENGTH)) {
        let table = Table::of(&lines, reach);
        if table.is_parted(rules) {
            continue;
        }
        let gutters = table.gutters(&print, pixels(GUTTER));
        if gutters.is_empty() {
            continue;
        }
        for side in [table.x.start, table.x.end] {
            let near = |x: &i32| (x - side).abs() <= pixels(ENDS);
            let x = rules
                .upright
                .iter()
                .map(middle)
                .filter(near)
                .min_by_key(|x| (x - side).abs());
            let x = x.unwrap_or(side);
            found.push(BBox::from([x, table.top, x + 1, table.foot]));
        }
        for gutter in gutters {
            let drawn = rules
                .upright
                .iter()
                .find(|line| gutter.contains(&middle(line)));
            let drawn = drawn.map(|line| (middle(line), line.y0));
            let in_head = || table.drawn_in_head(&print, &gutter).map(|x| (x, table.top));
            let (x, top) = drawn.or_else(in_head).unwrap_or_else(|| {
                let x = (gutter.start + gutter.end) / 2;
                (x, table.head_above(&print, x))
            });
            found.push(BBox::from([x, top, x + 1, table.foot]));
        }
    }
    found
}

/// Where an upright line runs.
fn middle(line: &BBox) -> i32 {
    (line.x0 + line.x1) / 2
}

/// Level lines of one length under each other, from the top.
fn ladders(level: &[BBox], ends: i32, length: i32) -> Vec<Vec<BBox>> {
    let mut long: Vec<BBox> = level
        .iter()
        .copied()
        .filter(|line| line.x1 - line.x0 >= length)
        .collect();
    long.sort_by_key(|line| line.y0);
    let mut ladders: Vec<Vec<BBox>> = Vec::new();
    for line in long {
        let same =
            |other: &BBox| (other.x0 - line.x0).abs() <= ends && (other.x1 - line.x1).abs() <= ends;
        match ladders.iter_mut().find(|ladder| ladder.iter().any(same)) {
            Some(ladder) => ladder.push(line),
            None => ladders.push(vec![line]),
        }
    }
    ladders.retain(|ladder| ladder.len() >= LINES);
    ladders
}

/// Where print is.
struct Print<'a> {
    image: &'a GrayImage,
    threshold: u8,
}

impl Print<'_> {
    fn is_dark(&self, x: i32, y: i32) -> bool {
        is_print(self.image, self.threshold, x, y)
    }
}

/// A table between level lines.
struct Table {
    x: Range<i32>,
    top: i32,
    /// Rows between the lines of its body, and of its head.
    body: Vec<Range<i32>>,
    head: Range<i32>,
    foot: i32,
}

impl Table {
    fn of(lines: &[BBox], reach: i32) -> Table {
        let between = |pair: &[BBox]| pair[0].y1 + reach / 2..pair[1].y0 - reach / 2;
        let x0 = lines.iter().map(|line| line.x0).min().unwrap_or(0);
        let x1 = lines.iter().map(|line| line.x1).max().unwrap_or(0);
        Table {
            x: x0..x1,
            top: lines[0].y0,
            body: lines[1..].windows(2).map(between).collect(),
            head: between(&lines[..2]),
            foot: lines[lines.len() - 1].y1,
        }
    }

    fn height(&self) -> i32 {
        self.body.iter().map(|rows| rows.len() as i32).sum()
    }

    /// Whether lines part the columns already.
    fn is_parted(&self, rules: &Rules) -> bool {
        let inside = |line: &&BBox| self.x.start + 9 < line.x0 && line.x1 < self.x.end - 9;
        let body = self.head.end..self.foot;
        let parts = |line: &BBox| {
            let along = line.y1.min(body.end) - line.y0.max(body.start);
            along as f32 >= PARTED * body.len() as f32
        };
        rules.upright.iter().filter(inside).any(parts)
    }

    /// White stretches that the rows of the body share.
    fn gutters(&self, print: &Print, least: i32) -> Vec<Range<i32>> {
        let most = NOISE * self.height() as f32;
        let is_white = |x: i32| {
            let dark = self
                .body
                .iter()
                .cloned()
                .flatten()
                .filter(|&y| print.is_dark(x, y));
            dark.count() as f32 <= most
        };
        let mut stretches: Vec<Range<i32>> = Vec::new();
        for x in self.x.clone().filter(|&x| is_white(x)) {
            match stretches.last_mut() {
                Some(last) if last.end == x => last.end += 1,
                _ => stretches.push(x..x + 1),
            }
        }
        let inner =
            |stretch: &Range<i32>| stretch.start > self.x.start + 2 && stretch.end < self.x.end - 2;
        stretches.retain(|stretch| stretch.len() as i32 >= least && inner(stretch));
        stretches
    }

    /// Where a line is drawn through the head, too short to be known.
    fn drawn_in_head(&self, print: &Print, gutter: &Range<i32>) -> Option<i32> {
        let dark = |x: &i32| self.head.clone().filter(|&y| print.is_dark(*x, y)).count();
        let darkest = gutter.clone().max_by_key(dark)?;
        (dark(&darkest) as f32 >= DRAWN * self.head.len() as f32).then_some(darkest)
    }

    /// How far up a line between columns goes through the head: to a heading over both.
    fn head_above(&self, print: &Print, x: i32) -> i32 {
        let crossed = |&y: &i32| (x - 2..=x + 2).any(|x| print.is_dark(x, y));
        self.head
            .clone()
            .rev()
            .find(crossed)
            .map_or(self.top, |y| y + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn white_stretches_between_lines_of_one_length_part_columns() {
        let rows = |y: u32| (140..280).contains(&y) && y % 40 < 20;
        let page = GrayImage::from_fn(1000, 400, |x, y| {
            let label = (110..110 + y % 200).contains(&x);
            let figures = (600..680).contains(&x) || (800..880).contains(&x);
            let heading = (105..120).contains(&y) && (620..860).contains(&x);
            let print = rows(y) && (label || figures) || heading;
            Luma([if print { 0 } else { 255 }])
        });
        let line = |y: i32| BBox::from([100, y, 900, y + 3]);
        let rules = Rules {
            level: vec![line(100), line(130), line(300)],
            ..Rules::default()
        };
        let found = uprights(&page, &rules, 128, 300.0, 12);
        let places: Vec<(i32, i32)> = found.iter().map(|line| (line.x0, line.y0)).collect();
        assert_eq!(places.len(), 4);
        assert_eq!(places[..2], [(100, 100), (900, 100)]);
        assert!(
            (300..600).contains(&places[2].0) && places[2].1 == 100,
            "{places:?}"
        );
        // The heading over both columns is not cut.
        assert!(
            (680..800).contains(&places[3].0) && places[3].1 == 120,
            "{places:?}"
        );
        let two = Rules {
            level: rules.level[1..].to_vec(),
            ..Rules::default()
        };
        assert!(uprights(&page, &two, 128, 300.0, 12).is_empty());
    }
}
