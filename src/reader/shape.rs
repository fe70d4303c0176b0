//! The network of the reader, as `training/train_reader.py` has it.

use crate::recognition::network::Shape;

/// Rows of a strip.
pub(super) const HEIGHT: usize = 40;
/// Columns of pixels for one column of scores.
pub(super) const STEP: usize = 4;
/// The convolutions of a strip, each with its kernel and its steps, the last of which leave an eighth of the rows.
pub(super) const SHAPE: Shape = Shape {
    height: HEIGHT,
    layers: &[
        ((5, 5), (2, 2)),
        ((3, 3), (2, 2)),
        ((3, 3), (1, 1)),
        ((3, 3), (2, 1)),
        ((3, 3), (1, 1)),
    ],
    rows: HEIGHT / 8,
    reach: 5,
    apart: &[1, 2, 4, 8, 1],
    scores: 0,
};
