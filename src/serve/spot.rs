//! Where something stands on a page.

use crate::document::TextSpan;
use crate::document::layout::BBox;
use serde::Serialize;

/// Where something stands.
#[derive(Serialize)]
pub(crate) struct Spot {
    page: u32,
    line: u32,
    bbox: Option<BBox>,
}

impl Spot {
    pub(crate) fn of(span: &TextSpan) -> Self {
        Spot {
            page: span.page.unwrap_or(1),
            line: span.line,
            bbox: span.bbox,
        }
    }
}
