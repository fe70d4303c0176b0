//! Boxes around what lies on a page.

use serde::{Deserialize, Serialize};

/// A box on the page in pixels of the page *as scanned* (not as prepared), serialised as
/// `[x0, y0, x1, y1]`; `x1` and `y1` are one past the last pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "[i32; 4]", into = "[i32; 4]")]
#[cfg_attr(feature = "schema", schemars(with = "[i32; 4]"))]
pub struct BBox {
    /// Left edge.
    pub x0: i32,
    /// Top edge.
    pub y0: i32,
    /// Right edge, exclusive.
    pub x1: i32,
    /// Bottom edge, exclusive.
    pub y1: i32,
}

impl From<[i32; 4]> for BBox {
    fn from([x0, y0, x1, y1]: [i32; 4]) -> Self {
        BBox { x0, y0, x1, y1 }
    }
}

impl From<BBox> for [i32; 4] {
    fn from(b: BBox) -> Self {
        [b.x0, b.y0, b.x1, b.y1]
    }
}

impl BBox {
    /// The smallest box around both.
    pub fn union(self, other: BBox) -> BBox {
        BBox {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether it holds the middle of another one.
    #[cfg(feature = "ocr")]
    pub(crate) fn holds_middle_of(self, other: BBox) -> bool {
        let (x, y) = ((other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2);
        self.x0 <= x && x < self.x1 && self.y0 <= y && y < self.y1
    }

    /// Moved to the right and down.
    #[cfg(feature = "ocr")]
    pub(crate) fn moved_by(self, (right, down): (i32, i32)) -> BBox {
        BBox {
            x0: self.x0 + right,
            y0: self.y0 + down,
            x1: self.x1 + right,
            y1: self.y1 + down,
        }
    }

    /// Whether no more than `gap` pixels lie between it and another one; from -1 down, whether they overlap by more.
    #[cfg(feature = "ocr")]
    pub(crate) fn is_near(self, other: BBox, gap: i32) -> bool {
        self.x0 <= other.x1 + gap
            && other.x0 <= self.x1 + gap
            && self.y0 <= other.y1 + gap
            && other.y0 <= self.y1 + gap
    }

    /// With rows and columns changed.
    #[cfg(feature = "ocr")]
    pub(crate) fn transposed(self) -> BBox {
        BBox {
            x0: self.y0,
            y0: self.x0,
            x1: self.y1,
            y1: self.x1,
        }
    }
}
