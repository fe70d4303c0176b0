//! The pages of a PDF as objects that another PDF can hold, and what else of it is kept.

use pdf_writer::{Chunk, Ref};

/// A PDF taken apart.
#[derive(Debug)]
pub(crate) struct CopiedPdf {
    /// Objects, numbered from one on.
    pub(crate) objects: Chunk,
    /// Its pages in their order.
    pub(crate) pages: Vec<CopiedPage>,
    /// The number of the tree of pages, which is to be written.
    pub(crate) tree: Ref,
    /// The first number that no object has.
    pub(crate) next: Ref,
    /// What it says of itself.
    pub(crate) description: PdfDescription,
    /// Its bookmarks in their order.
    pub(crate) bookmarks: Vec<Bookmark>,
    /// What of the objects PDF/A does not allow.
    pub(crate) not_archival: Vec<String>,
}

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CopiedPage {
    /// Its number, under which others refer to it.
    pub(crate) number: Ref,
    /// What is to be drawn on it; `None` where it is among the objects as it is.
    pub(crate) drawing: Option<PageDrawing>,
}

/// What is drawn on a page, in PDF units.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageDrawing {
    /// Images and drawings, each with the matrix that puts it on the page.
    pub(crate) objects: Vec<(Ref, [f32; 6])>,
    /// The matrix that puts the pixels of the page, as it was read, on it.
    pub(crate) pixels: [f32; 6],
    /// The sheet: left, bottom, right, top.
    pub(crate) media: [f32; 4],
    /// The part that is shown, where that is not all.
    pub(crate) crop: Option<[f32; 4]>,
    /// Clockwise turn of the page in degrees.
    pub(crate) turn: u16,
    /// Inches of 72 parts that a unit is, where it is not one.
    pub(crate) unit: Option<f32>,
    /// Whose text the page has.
    pub(crate) text: PageText,
}

/// Whose text a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageText {
    /// That of its drawings.
    Own,
    /// That which was read; the drawings have none.
    Ours,
    /// That which was read, in the place of what the drawings have.
    OursAlone,
}

/// What a PDF says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PdfDescription {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) keywords: Option<String>,
    /// The program that the document was written with.
    pub(crate) creator: Option<String>,
    /// The program that made the PDF.
    pub(crate) producer: Option<String>,
    pub(crate) created: Option<PdfDay>,
    pub(crate) modified: Option<PdfDay>,
}

/// A day and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PdfDay {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    pub(crate) offset_hours: i8,
    pub(crate) offset_minutes: u8,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bookmark {
    /// What it says.
    pub(crate) title: String,
    /// The index of the page that it leads to.
    pub(crate) page: Option<usize>,
    /// Its depth, from 0.
    pub(crate) level: usize,
}
