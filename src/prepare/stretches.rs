//! Rows of pixels in stretches: most of a page is paper, which is passed over faster than pixel by pixel.

/// Columns that are looked at together.
pub(super) const STRETCH: usize = 64;

/// Whether any of these pixels is print, which goes up to `threshold`.
pub(super) fn has_print(pixels: &[u8], threshold: u8) -> bool {
    let darkest = pixels
        .iter()
        .fold(u8::MAX, |darkest, &pixel| darkest.min(pixel));
    darkest <= threshold
}

/// The columns of a row that are print.
pub(super) fn printed_columns(row: &[u8], threshold: u8) -> impl Iterator<Item = usize> {
    printed_stretches(row, threshold).flat_map(move |(left, pixels)| {
        let columns = (left..).zip(pixels);
        columns.filter_map(move |(column, &pixel)| (pixel <= threshold).then_some(column))
    })
}

/// The stretches of a row that have print, with the columns at which they begin.
pub(super) fn printed_stretches(row: &[u8], threshold: u8) -> impl Iterator<Item = (usize, &[u8])> {
    let stretches = (0..).step_by(STRETCH).zip(row.chunks(STRETCH));
    stretches.filter(move |(_, pixels)| has_print(pixels, threshold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_without_print_are_passed_over() {
        let mut row = [255u8; 2 * STRETCH + 10];
        let printed = |row: &[u8]| -> Vec<(usize, usize)> {
            let found = printed_stretches(row, 100);
            found.map(|(left, pixels)| (left, pixels.len())).collect()
        };
        assert_eq!(printed(&row), []);
        row[STRETCH - 1] = 100;
        row[2 * STRETCH + 9] = 0;
        row[STRETCH] = 101;
        assert_eq!(printed(&row), [(0, STRETCH), (2 * STRETCH, 10)]);
        let columns: Vec<usize> = printed_columns(&row, 100).collect();
        assert_eq!(columns, [STRETCH - 1, 2 * STRETCH + 9]);
    }
}
