//! Quarter turns of a page.

#[cfg(feature = "ocr")]
use super::bbox::BBox;

/// A clockwise turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// None.
    #[default]
    None,
    /// By 90°.
    Quarter,
    /// By 180°.
    Half,
    /// By 270°.
    ThreeQuarters,
}

impl Turn {
    /// All turns.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];

    /// This turn and another one.
    pub fn and(self, other: Turn) -> Turn {
        let quarters = |turn: Turn| usize::from(turn.degrees() / 90);
        Turn::ALL[(quarters(self) + quarters(other)) % 4]
    }

    /// Degrees, clockwise.
    pub fn degrees(self) -> u16 {
        match self {
            Turn::None => 0,
            Turn::Quarter => 90,
            Turn::Half => 180,
            Turn::ThreeQuarters => 270,
        }
    }

    /// The turn of so many degrees, clockwise; none where they make no quarters.
    pub(crate) fn of_degrees(degrees: u16) -> Turn {
        let turn = Turn::ALL.into_iter().find(|turn| turn.degrees() == degrees);
        turn.unwrap_or_default()
    }

    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Turn::Quarter | Turn::ThreeQuarters)
    }

    /// Where a box of an image of `size` lies on the turned image.
    #[cfg(feature = "ocr")]
    pub(crate) fn forth(self, b: BBox, (width, height): (i32, i32)) -> BBox {
        BBox::from(match self {
            Turn::None => [b.x0, b.y0, b.x1, b.y1],
            Turn::Quarter => [height - b.y1, b.x0, height - b.y0, b.x1],
            Turn::Half => [width - b.x1, height - b.y1, width - b.x0, height - b.y0],
            Turn::ThreeQuarters => [b.y0, width - b.x1, b.y1, width - b.x0],
        })
    }

    /// Where a point of the turned image lies on an image of `size`.
    pub fn back(self, (x, y): (f32, f32), size: (u32, u32)) -> (f32, f32) {
        let (width, height) = (size.0 as f32, size.1 as f32);
        match self {
            Turn::None => (x, y),
            Turn::Quarter => (y, height - x),
            Turn::Half => (width - x, height - y),
            Turn::ThreeQuarters => (width - y, x),
        }
    }
}
