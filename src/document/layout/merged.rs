//! Headings that stand over several columns.

use std::ops::Range;

/// The columns that a heading stands over: the nearest one, and those beside it that are `free`, with headings below
/// but none beside this one: as many as bring the middle of all nearest to its own.
pub(crate) fn columns_under(
    heading: Range<i32>,
    columns: &[Range<i32>],
    nearest: usize,
    free: impl Fn(usize) -> bool,
) -> Range<usize> {
    let before = (0..nearest).rev().take_while(|&column| free(column));
    let behind = (nearest + 1..columns.len()).take_while(|&column| free(column));
    let first = before.last().unwrap_or(nearest);
    let last = behind.last().unwrap_or(nearest);
    let spans = (first..=nearest).flat_map(|start| (nearest..=last).map(move |end| start..end + 1));
    let away = |span: &Range<usize>| {
        let (start, end) = (columns[span.start].start, columns[span.end - 1].end);
        (start + end).abs_diff(heading.start + heading.end)
    };
    spans.min_by_key(away).unwrap_or(nearest..nearest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stands_in_the_middle_of_its_columns() {
        let columns = [0..40, 50..60, 70..80, 90..100];
        for (heading, nearest, free, wanted) in [
            (55..75, 1, &[1, 2][..], 1..3),
            (50..60, 1, &[1, 2], 1..2),
            (60..90, 2, &[1, 2, 3], 1..4),
            (55..75, 1, &[], 1..2),
        ] {
            let found = columns_under(heading, &columns, nearest, |column| free.contains(&column));
            assert_eq!(found, wanted);
        }
    }
}
