//! TODO

pub(crate) mod page_image;
pub(crate) mod slots;
pub(crate) mod tables;
pub(crate) mod turn;
pub(crate) mod words;

pub use page_image::PageImage;
pub use slots::{Candidate, Slots};

pub use tables::{Cell, Table};
pub use turn::Turn;
pub use words::{BBox, Choice, Line, Page, Word};
