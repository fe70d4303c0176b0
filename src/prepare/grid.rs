//! Ruled lines → tables: lines that cross are one table, its lines part it into cells, and cells
//! without a line between them are one that spans rows or columns.

use super::ruled_lines::Rules;
use crate::document::layout::BBox;
use std::ops::Range;

/// A ruled table, in pixels of the prepared page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Around the whole table.
    pub bbox: BBox,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Its cells, row by row.
    pub cells: Vec<GridCell>,
}

/// A cell of a ruled table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// Rows that it takes.
    pub rows: Range<usize>,
    /// Columns that it takes.
    pub columns: Range<usize>,
    /// Where it is, between its lines.
    pub bbox: BBox,
}

impl Grid {
    /// Whether a ruled line bounds cells; `reach` pixels may be between.
    pub(crate) fn is_bounded_by(&self, line: BBox, reach: i32) -> bool {
        let level = line.x1 - line.x0 > line.y1 - line.y0;
        let (x, y) = ((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2);
        let near = |at: i32, edge: i32| (at - edge).abs() <= reach;
        self.bbox.is_near(line, reach)
            && self.cells.iter().any(|cell| match level {
                true => near(y, cell.bbox.y0) || near(y, cell.bbox.y1),
                false => near(x, cell.bbox.x0) || near(x, cell.bbox.x1),
            })
    }
}

/// Part of a cell's side that a line has to run along to bound it.
const BOUNDED: f32 = 0.5;

/// The tables that the lines of a page make; `reach` pixels may be missing where lines meet, and lines
/// no further apart are one.
pub(crate) fn tables(rules: &Rules, reach: i32) -> Vec<Grid> {
    let mut groups: Vec<Rules> = Vec::new();
    for line in &rules.level {
        add(&mut groups, *line, false, reach);
    }
    for line in &rules.upright {
        add(&mut groups, *line, true, reach);
    }
    let mut grids: Vec<Grid> = groups
        .iter()
        .filter_map(|group| grid(group, reach))
        .collect();
    grids.sort_by_key(|grid| (grid.bbox.y0, grid.bbox.x0));
    grids
}

/// Adds a line to the group that it meets; groups that it joins become one.
fn add(groups: &mut Vec<Rules>, line: BBox, upright: bool, reach: i32) {
    let meets = |group: &Rules| {
        let others = if upright {
            &group.level
        } else {
            &group.upright
        };
        others.iter().any(|other| line.is_near(*other, reach))
    };
    let mut joined = Rules::default();
    groups.retain(|group| {
        let met = meets(group);
        if met {
            joined.level.extend(&group.level);
            joined.upright.extend(&group.upright);
        }
        !met
    });
    match upright {
        true => joined.upright.push(line),
        false => joined.level.push(line),
    }
    groups.push(joined);
}

/// Middles of lines, those that are one line together.
fn places(middles: impl Iterator<Item = i32>, reach: i32) -> Vec<i32> {
    let mut sorted: Vec<i32> = middles.collect();
    sorted.sort_unstable();
    let mut places: Vec<i32> = Vec::new();
    for middle in sorted {
        match places.last() {
            Some(last) if middle - last <= reach => {}
            _ => places.push(middle),
        }
    }
    places
}

fn grid(group: &Rules, reach: i32) -> Option<Grid> {
    let ys = places(
        group.level.iter().map(|line| (line.y0 + line.y1) / 2),
        reach,
    );
    let xs = places(
        group.upright.iter().map(|line| (line.x0 + line.x1) / 2),
        reach,
    );
    let (rows, columns) = (ys.len().checked_sub(1)?, xs.len().checked_sub(1)?);
    // A frame around text is no table.
    if rows == 0 || columns == 0 || rows * columns < 2 {
        return None;
    }
    let lattice = Lattice {
        group,
        xs: &xs,
        ys: &ys,
        reach,
    };
    let cells = lattice.cells();
    let bbox = BBox::from([xs[0], ys[0], xs[columns], ys[rows]]);
    (cells.len() >= 2).then_some(Grid {
        bbox,
        rows,
        columns,
        cells,
    })
}

/// The places where lines of a table may run.
struct Lattice<'a> {
    group: &'a Rules,
    xs: &'a [i32],
    ys: &'a [i32],
    reach: i32,
}

impl Lattice<'_> {
    /// Whether a line runs between a place and the one to the right.
    fn bounded_right(&self, row: usize, column: usize) -> bool {
        let (x, from, to) = (self.xs[column + 1], self.ys[row], self.ys[row + 1]);
        let near = |line: &&BBox| line.x0 - self.reach <= x && x <= line.x1 + self.reach;
        let along = self.group.upright.iter().filter(near);
        covered(along.map(|line| (line.y0, line.y1)), from, to)
    }

    /// Whether a line runs between a place and the one below.
    fn bounded_below(&self, row: usize, column: usize) -> bool {
        let (y, from, to) = (self.ys[row + 1], self.xs[column], self.xs[column + 1]);
        let near = |line: &&BBox| line.y0 - self.reach <= y && y <= line.y1 + self.reach;
        let along = self.group.level.iter().filter(near);
        covered(along.map(|line| (line.x0, line.x1)), from, to)
    }

    /// Rectangles of places without lines between them, from the upper left.
    fn cells(&self) -> Vec<GridCell> {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        let mut taken = vec![false; rows * columns];
        let mut cells = Vec::new();
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |c| (row, c))) {
            if taken[row * columns + column] {
                continue;
            }
            let mut right = column + 1;
            while right < columns
                && !taken[row * columns + right]
                && !self.bounded_right(row, right - 1)
            {
                right += 1;
            }
            let mut below = row + 1;
            while below < rows && (column..right).all(|c| !self.bounded_below(below - 1, c)) {
                below += 1;
            }
            for row in row..below {
                taken[row * columns + column..row * columns + right].fill(true);
            }
            cells.push(GridCell {
                rows: row..below,
                columns: column..right,
                bbox: BBox::from([
                    self.xs[column],
                    self.ys[row],
                    self.xs[right],
                    self.ys[below],
                ]),
            });
        }
        cells
    }
}

/// Whether stretches cover most of the way.
fn covered(stretches: impl Iterator<Item = (i32, i32)>, from: i32, to: i32) -> bool {
    let inside = stretches.map(|(start, end)| (end.min(to) - start.max(from)).max(0));
    inside.sum::<i32>() as f32 >= BOUNDED * (to - from) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(level: &[[i32; 4]], upright: &[[i32; 4]]) -> Rules {
        let boxes = |lines: &[[i32; 4]]| lines.iter().map(|&line| BBox::from(line)).collect();
        Rules {
            level: boxes(level),
            upright: boxes(upright),
            ..Rules::default()
        }
    }

    #[test]
    fn lines_that_cross_make_a_table_with_spans() {
        // Three columns, three rows; the head of the second and third column is one cell, the first
        // column's head takes two rows. The last line stands alone.
        let rules = rules(
            &[
                [0, 0, 300, 4],
                [100, 50, 300, 54],
                [0, 100, 300, 104],
                [0, 150, 300, 154],
                [0, 900, 300, 904],
            ],
            &[
                [0, 0, 4, 154],
                [100, 0, 104, 154],
                [200, 50, 204, 154],
                [296, 0, 300, 154],
            ],
        );
        let grids = tables(&rules, 8);
        assert_eq!(grids.len(), 1);
        let grid = &grids[0];
        assert_eq!((grid.rows, grid.columns), (3, 3));
        let spans: Vec<_> = grid
            .cells
            .iter()
            .map(|cell| (cell.rows.clone(), cell.columns.clone()))
            .collect();
        let wanted = [
            (0..2, 0..1),
            (0..1, 1..3),
            (1..2, 1..2),
            (1..2, 2..3),
            (2..3, 0..1),
            (2..3, 1..2),
            (2..3, 2..3),
        ];
        assert_eq!(spans, wanted);
    }

    #[test]
    fn frames_and_lines_alone_are_no_tables() {
        let frame = rules(
            &[[0, 0, 300, 4], [0, 100, 300, 104]],
            &[[0, 0, 4, 104], [296, 0, 300, 104]],
        );
        assert!(tables(&frame, 8).is_empty());
        assert!(tables(&rules(&[[0, 0, 300, 4]], &[]), 8).is_empty());
    }
}
