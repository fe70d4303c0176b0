//! Rows that nothing is ruled between: the figures of a column stand under each other, so their lines are the
//! rows of the table, and the lines of a wrapped label belong to the row of the figures beside them.

use super::print::{Component, median};
use super::tables::is_figure;
use crate::document::layout::Word;
use crate::prepare::{Grid, GridCell};
use std::ops::Range;

/// Height of a component, in that of the usual one, from which it is a letter or digit, not a mark.
const LETTER: f32 = 0.6;
/// Distance of the middles of two lines of print, in heights of a letter, from which they are two.
const APART: f32 = 0.7;
/// Part of a column's words that are figures where it is a column of figures.
const FIGURES: f32 = 0.6;
/// Cost, in heights of a letter, of a line of a label that is a row without figures, and of figures without a label.
const NO_FIGURES: f32 = 0.6;
const NO_LABEL: f32 = 2.0;
/// Cost of a pixel by which two lines of one label are further apart than its nearest ones: lines of a row stand closer
/// than rows.
const WIDER: f32 = 0.2;

/// A line of print in a cell, from its top to its foot.
type InkLine = Range<i32>;

/// What was read in a cell, and the lines that its print stands in.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellPrint {
    pub(crate) words: Vec<Word>,
    pub(crate) lines: Vec<InkLine>,
}

/// The lines that components stand in, from the top.
pub(crate) fn lines(components: &[Component]) -> Vec<InkLine> {
    let Some(height) = median(components.iter().map(Component::height).collect()) else {
        return Vec::new();
    };
    let usual = |component: &&Component| component.height() as f32 >= LETTER * height as f32;
    let mut letters: Vec<InkLine> = components
        .iter()
        .filter(usual)
        .map(|component| component.bbox.y0..component.bbox.y1)
        .collect();
    letters.sort_by_key(middle);
    let apart = (APART * height as f32) as i32;
    let mut lines: Vec<InkLine> = Vec::new();
    let mut last = i32::MIN / 2;
    for letter in letters {
        let at = middle(&letter);
        match lines.last_mut() {
            Some(line) if at - last < apart => {
                *line = line.start.min(letter.start)..line.end.max(letter.end)
            }
            _ => lines.push(letter),
        }
        last = at;
    }
    lines
}

fn middle(line: &InkLine) -> i32 {
    (line.start + line.end) / 2
}

/// The grid with a row for each row of figures; `None` where the ruled rows hold one each.
pub(crate) fn split(grid: &Grid, prints: &[CellPrint]) -> Option<Grid> {
    let bands: Vec<Band> = (0..grid.rows)
        .map(|row| Band::of(grid, prints, row))
        .collect();
    let bands: Vec<Vec<Row>> = bands.iter().map(Band::rows).collect();
    if bands.iter().all(|rows| rows.len() <= 1) {
        return None;
    }
    let mut starts = vec![0];
    for rows in &bands {
        starts.push(starts.last().copied().unwrap_or(0) + rows.len().max(1));
    }
    let mut cells = Vec::new();
    for (cell, print) in grid.cells.iter().zip(prints) {
        let rows = starts[cell.rows.start]..starts[cell.rows.end];
        match cell.rows.len() {
            1 if rows.len() > 1 => {
                cells.extend(parts(cell, print, rows.start, &bands[cell.rows.start]))
            }
            _ => cells.push(GridCell {
                rows,
                ..cell.clone()
            }),
        }
    }
    cells.sort_by_key(|cell| (cell.rows.start, cell.columns.start));
    Some(Grid {
        bbox: grid.bbox,
        rows: starts[grid.rows],
        columns: grid.columns,
        cells,
    })
}

/// A row found in a band: the middle of its figures, or of its label where it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    middle: i32,
}

/// What lies between two rules.
struct Band<'a> {
    /// Cells of this row of the grid alone.
    cells: Vec<&'a CellPrint>,
    /// Height of a line of print.
    height: f32,
}

impl<'a> Band<'a> {
    fn of(grid: &Grid, prints: &'a [CellPrint], row: usize) -> Band<'a> {
        let own = grid
            .cells
            .iter()
            .zip(prints)
            .filter(|(cell, _)| cell.rows == (row..row + 1));
        let cells: Vec<&CellPrint> = own.map(|(_, print)| print).collect();
        let heights = cells
            .iter()
            .flat_map(|print| print.lines.iter().map(|line| line.end - line.start));
        Band {
            height: median(heights.collect()).unwrap_or(1) as f32,
            cells,
        }
    }

    /// The rows of the band; none where nothing shows that it has several.
    fn rows(&self) -> Vec<Row> {
        let anchors = self.anchors();
        if anchors.len() < 2 {
            return Vec::new();
        }
        let labels = self
            .cells
            .iter()
            .filter(|cell| !is_numeric(cell) && !is_marks(cell));
        let Some(label) = labels.max_by_key(|cell| cell.lines.len()) else {
            return anchors.into_iter().map(|middle| Row { middle }).collect();
        };
        let mut middles = anchors.clone();
        for (line, anchor) in
            label
                .lines
                .iter()
                .zip(assign(&label.lines, &anchors, self.height, true))
        {
            if anchor.is_none() {
                middles.push(middle(line));
            }
        }
        middles.sort_unstable();
        middles.into_iter().map(|middle| Row { middle }).collect()
    }

    /// The heights at which figures stand, if columns show more than one.
    fn anchors(&self) -> Vec<i32> {
        let stacked = |cell: &&&CellPrint| is_numeric(cell) && cell.lines.len() >= 2;
        let columns = self.cells.iter().filter(stacked).count();
        let numeric = self.cells.iter().filter(|cell| is_numeric(cell)).count();
        if columns == 0 || columns == 1 && numeric > 2 {
            return Vec::new();
        }
        let marked = self
            .cells
            .iter()
            .filter(|cell| is_numeric(cell) || is_marks(cell));
        let mut middles: Vec<i32> = marked
            .flat_map(|cell| cell.lines.iter().map(middle))
            .collect();
        middles.sort_unstable();
        let near = |a: &i32, b: &i32| ((b - a) as f32) < APART * self.height;
        middles
            .chunk_by(near)
            .map(|same| same[same.len() / 2])
            .collect()
    }
}

/// Whether a cell holds figures and little else.
fn is_numeric(cell: &CellPrint) -> bool {
    let figure =
        |word: &&Word| is_figure(&word.text) || matches!(word.text.as_str(), "-" | "—" | "–");
    let figures = cell.words.iter().filter(figure).count();
    figures > 0 && figures as f32 >= FIGURES * cell.words.len() as f32
}

/// Whether each line of a cell is a mark that numbers a row: `1.2`, `IV`, `a)`.
fn is_marks(cell: &CellPrint) -> bool {
    let is_mark = |word: &Word| {
        let mark = word.text.trim_matches(['.', ')', '(', '-', '*']);
        let numbers = mark.chars().all(|c| c.is_ascii_digit() || c == '.');
        let roman = mark.chars().all(|c| "IVX".contains(c));
        !mark.is_empty() && (numbers || roman || mark.chars().count() == 1)
    };
    !cell.words.is_empty() && cell.words.len() <= cell.lines.len() && cell.words.iter().all(is_mark)
}

/// The cells that a cell of a band becomes, from row `first` on.
fn parts(cell: &GridCell, print: &CellPrint, first: usize, rows: &[Row]) -> Vec<GridCell> {
    let middles: Vec<i32> = rows.iter().map(|row| row.middle).collect();
    let height = median(
        print
            .lines
            .iter()
            .map(|line| line.end - line.start)
            .collect(),
    )
    .unwrap_or(1) as f32;
    let of = assign(&print.lines, &middles, height, false);
    // The lowest and the highest line of each row here.
    let lines_of = |row: usize| {
        print
            .lines
            .iter()
            .zip(&of)
            .filter(move |(_, of)| **of == Some(row))
            .map(|(line, _)| line)
    };
    let border = |row: usize| {
        let above = lines_of(row).map(|line| line.end).max();
        let below = lines_of(row + 1).map(|line| line.start).min();
        match (above, below) {
            (Some(above), Some(below)) => (above + below) / 2,
            _ => (middles[row] + middles[row + 1]) / 2,
        }
    };
    let mut edges = vec![cell.bbox.y0];
    edges.extend((0..rows.len() - 1).map(border));
    edges.push(cell.bbox.y1);
    let part = |(row, edge): (usize, &[i32])| {
        let mut bbox = cell.bbox;
        (bbox.y0, bbox.y1) = (edge[0], edge[1]);
        GridCell {
            rows: first + row..first + row + 1,
            columns: cell.columns.clone(),
            bbox,
        }
    };
    edges.windows(2).enumerate().map(part).collect()
}

/// Where figures stand beside a label of several lines.
#[derive(Debug, Clone, Copy)]
enum Alignment {
    Top,
    Centre,
    Bottom,
}

/// The row of each line, all in order; where `alone`, a line can be a row of its own, which is `None`. Figures stand
/// beside the first, the middle or the last line of their label, the same in all rows of a table: of the three, the
/// one that leaves the least distance (a shortest path, row by row).
fn assign(lines: &[InkLine], rows: &[i32], height: f32, alone: bool) -> Vec<Option<usize>> {
    let alignments = [Alignment::Centre, Alignment::Bottom, Alignment::Top];
    let all = alignments.map(|alignment| aligned(lines, rows, height, alone, alignment));
    let [centre, bottom, top] = all;
    let better =
        |a: (f32, Vec<Option<usize>>), b: (f32, Vec<Option<usize>>)| if b.0 < a.0 { b } else { a };
    better(better(centre, bottom), top).1
}

fn aligned(
    lines: &[InkLine],
    rows: &[i32],
    height: f32,
    alone: bool,
    alignment: Alignment,
) -> (f32, Vec<Option<usize>>) {
    // Costs of the first lines in the first rows, and from where: lines and rows before.
    let width = rows.len() + 1;
    let mut cost = vec![f32::INFINITY; (lines.len() + 1) * width];
    let mut from = vec![(0, 0); cost.len()];
    cost[0] = 0.0;
    let reference = |group: &[InkLine]| match alignment {
        Alignment::Top => middle(&group[0]),
        Alignment::Bottom => middle(&group[group.len() - 1]),
        Alignment::Centre => (group[0].start + group[group.len() - 1].end) / 2,
    };
    let step = |pair: &[InkLine]| middle(&pair[1]) - middle(&pair[0]);
    let nearest = lines.windows(2).map(step).min().unwrap_or(0);
    let wider = |group: &[InkLine]| {
        let wider = group.windows(2).map(|pair| step(pair) - nearest);
        WIDER * wider.sum::<i32>() as f32
    };
    for taken in 0..=lines.len() {
        for row in 0..width {
            let so_far = cost[taken * width + row];
            if so_far == f32::INFINITY {
                continue;
            }
            let mut offer = |to: (usize, usize), more: f32| {
                let at = to.0 * width + to.1;
                if so_far + more < cost[at] {
                    cost[at] = so_far + more;
                    from[at] = (taken, row);
                }
            };
            if alone && taken < lines.len() {
                offer((taken + 1, row), NO_FIGURES * height);
            }
            if row < rows.len() {
                offer((taken, row + 1), NO_LABEL * height);
                for end in taken + 1..=lines.len() {
                    let group = &lines[taken..end];
                    let distance = (reference(group) - rows[row]).abs() as f32;
                    offer((end, row + 1), distance + wider(group));
                }
            }
        }
    }
    let mut of = vec![None; lines.len()];
    let mut at = (lines.len(), rows.len());
    while at != (0, 0) {
        let before = from[at.0 * width + at.1];
        if at.1 > before.1 {
            of[before.0..at.0].fill(Some(before.1));
        }
        at = before;
    }
    (cost[lines.len() * width + rows.len()], of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    fn line(middle: i32) -> InkLine {
        middle - 10..middle + 10
    }

    #[test]
    fn lines_of_wrapped_labels_go_to_their_figures() {
        // Middles of the label's lines, of the figures, and the row of each line.
        type Case<'a> = (&'a [i32], &'a [i32], &'a [Option<usize>]);
        let cases: [Case<'_>; 5] = [
            (&[0, 30, 60], &[0, 30, 60], &[Some(0), Some(1), Some(2)]),
            (
                &[0, 30, 60, 90],
                &[0, 45, 90],
                &[Some(0), Some(1), Some(1), Some(2)],
            ),
            (
                &[0, 30, 60, 90],
                &[0, 60, 90],
                &[Some(0), Some(1), Some(1), Some(2)],
            ),
            (
                &[0, 30, 56, 90],
                &[0, 30, 90],
                &[Some(0), Some(1), Some(1), Some(2)],
            ),
            (
                &[0, 40, 80, 106],
                &[0, 93],
                &[Some(0), None, Some(1), Some(1)],
            ),
        ];
        for (label, figures, wanted) in cases {
            let lines: Vec<InkLine> = label.iter().copied().map(line).collect();
            assert_eq!(
                assign(&lines, figures, 20.0, true),
                wanted,
                "{label:?} {figures:?}"
            );
        }
    }

    fn cell(column: usize) -> GridCell {
        let x = 200 * column as i32;
        GridCell {
            rows: 0..1,
            columns: column..column + 1,
            bbox: BBox::from([x, 0, x + 200, 100]),
        }
    }

    fn print(texts: &[(&str, i32)]) -> CellPrint {
        let word = |&(text, at): &(&str, i32)| {
            Word::new(text.to_owned(), 0.9, BBox::from([0, at - 10, 90, at + 10]))
        };
        CellPrint {
            words: texts.iter().map(word).collect(),
            lines: texts.iter().map(|&(_, at)| line(at)).collect(),
        }
    }

    fn grid(columns: usize) -> Grid {
        let cells = (0..columns).map(cell).collect();
        Grid {
            bbox: BBox::from([0, 0, 200 * columns as i32, 100]),
            rows: 1,
            columns,
            cells,
        }
    }

    #[test]
    fn figures_under_each_other_are_rows() {
        let figures = |a, b| print(&[(a, 20), (b, 65)]);
        let label = print(&[("Thu", 20), ("Chi", 50), ("khác", 80)]);
        let finer =
            split(&grid(3), &[label, figures("1,5", "2"), figures("-", "7")]).expect("two rows");
        assert_eq!((finer.rows, finer.cells.len()), (2, 6));
        let edges: Vec<(i32, i32)> = finer.cells[..2]
            .iter()
            .map(|cell| (cell.bbox.y0, cell.bbox.y1))
            .collect();
        assert_eq!(edges, [(0, 35), (0, 42)]);
    }

    #[test]
    fn words_under_each_other_are_not() {
        let heading = |a, b| print(&[(a, 20), (b, 65)]);
        assert!(
            split(
                &grid(2),
                &[heading("Dự toán", "năm"), heading("Thực hiện", "2019")]
            )
            .is_none()
        );
        let label = print(&[("Thu", 20), ("khác", 50)]);
        assert!(split(&grid(2), &[label, print(&[("12", 35)])]).is_none());
    }
}
