//! What lies on a page: words in lines with their boxes, tables, the slots of the header, and the page as an
//! image.

pub(crate) mod bbox;
#[cfg(feature = "ocr")]
pub(crate) mod copied_pdf;
#[cfg(feature = "extract")]
pub(crate) mod merged;
pub(crate) mod page;
#[cfg(feature = "ocr")]
pub(crate) mod page_image;
pub(crate) mod page_reading;
pub(crate) mod scan_stream;
pub(crate) mod slots;
pub(crate) mod tables;
pub(crate) mod turn;
pub(crate) mod words;

pub use bbox::BBox;
#[cfg(feature = "ocr")]
pub(crate) use copied_pdf::{
    Bookmark, CopiedPage, CopiedPdf, PageDrawing, PageText, PdfDay, PdfDescription,
};
#[cfg(feature = "extract")]
pub(crate) use merged::columns_under;
pub use page::Page;
#[cfg(feature = "ocr")]
pub use page_image::PageImage;
pub use page_reading::PageReading;
pub use scan_stream::{Coding, ScanStream};
pub use slots::{Candidate, Slot, Slots};
pub use tables::{Cell, Table};
pub use turn::Turn;
pub use words::{Choice, JoinedLine, JoinedWord, Line, SecondReading, Word};
