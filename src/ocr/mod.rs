//! Page image → words with places and confidences, in reading order.

mod words;

pub use words::{BBox, Line, Page, Word};
