//! Bytes → page images or text: what a file is, told by its content, and its pages one at a time.

mod find;
mod image_file;
mod pdf;
mod pdf_scan;
mod scan_stream;
mod signature;
mod sniff;
mod strict;
mod text;
mod text_layer;
mod tiff_file;
mod turn;

pub use find::{Found, find};
pub use scan_stream::{Coding, ScanStream};
pub use signature::signature_days;
pub use sniff::{Kind, sniff};
pub use text::decode_text;
pub use text_layer::{LayerWord, TextLayer};
pub use turn::Turn;

use hayro::hayro_syntax::Pdf;
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Why an input cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// No file, folder or match of a glob.
    #[error("not found; check the path")]
    Missing {
        /// As typed.
        name: String,
    },
    /// Neither a file nor a folder.
    #[error("{what}")]
    NoFile {
        /// Where it is.
        name: String,
        /// What it is, and what to do.
        what: &'static str,
    },
    /// A folder cannot be listed.
    #[error("cannot be listed: {reason}; check its permissions")]
    Folder {
        /// The folder.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// No bytes.
    #[error("the file is empty (0 bytes); copy or scan it again")]
    Empty,
    /// The bytes are no format that is read.
    #[error("neither PDF, TIFF, PNG, JPEG nor text: {0}; convert it to one of these")]
    UnknownKind(&'static str),
    /// The text is not decodable.
    #[error("not UTF-8 at byte {0}; convert it to UTF-8")]
    NotUtf8(usize),
    /// The PDF needs a password.
    #[error("the PDF is encrypted; give its password with --password or save it without one")]
    Encrypted,
    /// The file can be read, but something about it is not as it should be.
    #[error("doubtful: {0}; look at it, or run without --strict")]
    Doubtful(String),
    /// A decoder gave up.
    #[error("damaged {format}: {reason}; copy or scan it again")]
    Damaged {
        /// The format.
        format: &'static str,
        /// What the decoder said.
        reason: String,
    },
    /// More than the limits allow.
    #[error("too large: {0}")]
    TooLarge(String),
}

impl InputError {
    /// What was named, where the error is about a path; else empty.
    pub fn name(&self) -> &str {
        match self {
            InputError::Missing { name }
            | InputError::Folder { name, .. }
            | InputError::NoFile { name, .. } => name,
            _ => "",
        }
    }

    fn damaged(format: &'static str, reason: impl ToString) -> Self {
        InputError::Damaged {
            format,
            reason: reason.to_string(),
        }
    }
}

/// Bounds against files that would fill the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of a page.
    pub pixels: u64,
    /// Pages of a document.
    pub pages: usize,
    /// Bytes of a file.
    pub bytes: u64,
    /// Bytes of a text.
    pub text: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // A0 at 300 dpi has 140 million pixels.
        Limits {
            pixels: 200_000_000,
            pages: 20_000,
            bytes: 4 << 30,
            // Eight thousand pages.
            text: 16 << 20,
        }
    }
}

impl Limits {
    /// # Errors
    /// If a file of this length is too long.
    pub fn check_bytes(&self, length: u64) -> Result<(), InputError> {
        within("bytes", length, self.bytes)
    }

    fn check_pixels(&self, width: u32, height: u32) -> Result<(), InputError> {
        if u64::from(width) * u64::from(height) > self.pixels {
            let most = self.pixels / 1_000_000;
            let what =
                format!("a page of {width} × {height} pixels; at most {most} million are read");
            return Err(InputError::TooLarge(what));
        }
        Ok(())
    }
}

/// A page as scanned.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Its pixels.
    pub image: image::DynamicImage,
    /// Dots per inch, where the file says so.
    pub dpi: Option<f32>,
}

/// What a file holds.
#[derive(Debug)]
pub enum Source {
    /// Page images.
    Pages(PageSource),
    /// A text.
    Text(String),
}

/// The pages of a file; cheap until a page is asked for.
pub struct PageSource {
    file: PageFile,
    pages: usize,
    limits: Limits,
}

/// A file of pages, opened once and read by all threads.
enum PageFile {
    Pdf(Box<Pdf>),
    Tiff(Arc<[u8]>),
    Image(Arc<[u8]>),
}

impl std::fmt::Debug for PageSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageSource")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

/// How to open a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner<'a> {
    /// Password of an encrypted file.
    pub password: Option<&'a str>,
    /// The file's name, where any doubt about the file is an error.
    pub strict: Option<&'a OsStr>,
}

/// Tells what the bytes are and how many pages they hold.
pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Source, InputError> {
    open_as(bytes, limits, &Manner::default())
}

/// As [`open`], in a manner of one's own.
pub fn open_as(
    bytes: Arc<[u8]>,
    limits: &Limits,
    manner: &Manner<'_>,
) -> Result<Source, InputError> {
    limits.check_bytes(bytes.len() as u64)?;
    let kind = sniff(&bytes)?;
    if let Some(name) = manner.strict {
        strict::check(&bytes, kind, name)?;
    }
    let (file, pages) = match kind {
        Kind::Text => {
            within("bytes of text", bytes.len() as u64, limits.text)?;
            return Ok(Source::Text(decode_text(&bytes)?));
        }
        Kind::Png | Kind::Jpeg => (PageFile::Image(bytes), 1),
        Kind::Tiff => {
            let pages = guarded("TIFF", || tiff_file::count(&bytes))?;
            (PageFile::Tiff(bytes), pages)
        }
        Kind::Pdf => {
            let pdf = guarded("PDF", || pdf::load(bytes, manner.password))?;
            let pages = pdf.pages().len();
            (PageFile::Pdf(Box::new(pdf)), pages)
        }
    };
    within("pages", pages as u64, limits.pages as u64)?;
    Ok(Source::Pages(PageSource {
        file,
        pages,
        limits: *limits,
    }))
}

fn within(what: &str, count: u64, most: u64) -> Result<(), InputError> {
    match count <= most {
        true => Ok(()),
        false => Err(InputError::TooLarge(format!(
            "{count} {what}; at most {most} are read"
        ))),
    }
}

impl PageSource {
    /// Number of pages.
    pub fn len(&self) -> usize {
        self.pages
    }

    /// Whether there is no page.
    pub fn is_empty(&self) -> bool {
        self.pages == 0
    }

    /// The image of the page with this index as the file holds it; `None` where the page is not one
    /// image in a coding that archives keep.
    pub fn scan_stream(&self, index: usize) -> Option<ScanStream> {
        match &self.file {
            PageFile::Pdf(pdf) => guarded("PDF", || Ok(pdf::scan_stream(pdf, index))).ok()?,
            PageFile::Image(bytes) => scan_stream::jpeg(bytes),
            PageFile::Tiff(_) => None,
        }
    }

    /// The text that the page with this index holds beside its image.
    pub fn text_layer(&self, index: usize) -> Option<TextLayer> {
        let PageFile::Pdf(pdf) = &self.file else {
            return None;
        };
        guarded("PDF", || Ok(pdf::text_layer(pdf, index))).ok()?
    }

    /// Decodes the page with this index, the first being 0.
    pub fn page(&self, index: usize) -> Result<PageImage, InputError> {
        let limits = &self.limits;
        match &self.file {
            PageFile::Pdf(pdf) => guarded("PDF", || pdf::page(pdf, index, limits)),
            PageFile::Tiff(bytes) => guarded("TIFF", || tiff_file::page(bytes, index, limits)),
            PageFile::Image(bytes) => guarded("image", || image_file::page(bytes, limits)),
        }
    }
}

/// Runs a decoder; its panic is an error of the file, not of the program.
fn guarded<T>(
    format: &'static str,
    decode: impl FnOnce() -> Result<T, InputError>,
) -> Result<T, InputError> {
    catch_unwind(AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err(InputError::damaged(format, "the decoder failed")))
}
