//! Bytes → page images or text: what a file is, determined by its content, and its pages one at a time.

pub(crate) mod attachments;
mod ber;
pub(crate) mod digitised;
pub(crate) mod find;
pub(crate) mod glyphs;
pub(crate) mod image_file;
pub(crate) mod integrity;
pub(crate) mod jpeg;
pub(crate) mod limits;
pub(crate) mod one_byte;
pub(crate) mod pdf;
pub(crate) mod pdf_copy;
pub(crate) mod pdf_device;
pub(crate) mod pdf_scan;
pub(crate) mod pdf_text;
pub(crate) mod signature;
pub(crate) mod sniff;
pub(crate) mod strict;
pub(crate) mod text;
pub(crate) mod text_layer;
pub(crate) mod tiff_file;

pub use digitised::{Requirement, Shortfall};
pub use limits::{InputError, Limits};

pub use find::{InputFile, find};
pub use signature::signatures;
pub use sniff::{Kind, sniff};
pub use text::decode_text;
pub use text_layer::{LayerWord, TextLayer};

use crate::document::layout::{CopiedPdf, PageImage, ScanStream};
use hayro::hayro_syntax::Pdf;
use integrity::pdf_page::Checked;
use integrity::{jpeg as jpeg_rows, pdf_page, pdf_repeated, pdf_table, png, tiff, tiff_map};
use limits::within;
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

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
    Pdf(Box<Pdf>, Checked),
    /// With the numbers of the images that are pages.
    Tiff(Arc<[u8]>, Vec<usize>),
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
pub struct OpenOptions<'a> {
    /// Password of an encrypted file.
    pub password: Option<&'a str>,
    /// The file's name, where any doubt about the file is an error.
    pub strict: Option<&'a OsStr>,
}

/// Determines what the bytes are and how many pages they hold.
pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Source, InputError> {
    open_with(bytes, limits, &OpenOptions::default())
}

/// As [`open`], with options.
pub fn open_with(
    bytes: Arc<[u8]>,
    limits: &Limits,
    options: &OpenOptions<'_>,
) -> Result<Source, InputError> {
    limits.check_bytes(bytes.len() as u64)?;
    let kind = sniff(&bytes)?;
    if let Some(name) = options.strict {
        strict::check(&bytes, kind, name)?;
    }
    let (file, pages) = match kind {
        Kind::Text => {
            within("bytes of text", bytes.len() as u64, limits.text)?;
            let text = decode_text(&*bytes)?;
            return match text.contains('\0') {
                true => Err(InputError::UnknownKind("bytes without meaning as text")),
                false => Ok(Source::Text(text)),
            };
        }
        Kind::Png | Kind::Jpeg | Kind::Bmp | Kind::WebP => (PageFile::Image(bytes), 1),
        Kind::Tiff => {
            let pages = guarded("TIFF", || tiff_file::pages(&bytes))?;
            let count = pages.len();
            (PageFile::Tiff(bytes, pages), count)
        }
        Kind::Pdf => {
            let pdf = guarded("PDF", || pdf::load(bytes, options.password))?;
            let pages = pdf.pages().len();
            (PageFile::Pdf(Box::new(pdf), Checked::default()), pages)
        }
    };
    within("pages", pages as u64, limits.pages as u64)?;
    Ok(Source::Pages(PageSource {
        file,
        pages,
        limits: *limits,
    }))
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

    /// The names of files that the file carries, which are not read.
    pub fn attachments(&self) -> Vec<String> {
        let PageFile::Pdf(pdf, _) = &self.file else {
            return Vec::new();
        };
        guarded("PDF", || Ok(attachments::names(pdf))).unwrap_or_default()
    }

    /// What of the file is missing or had to be repaired, so that pages may be missing or be others.
    pub fn faults(&self) -> Vec<String> {
        match &self.file {
            PageFile::Pdf(pdf, _) => {
                let found = || {
                    let table = pdf_table::faults(pdf).into_iter();
                    Ok(table.chain(pdf_repeated::fault(pdf)).collect())
                };
                guarded("PDF", found).unwrap_or_else(|error| vec![error.to_string()])
            }
            PageFile::Tiff(bytes, _) => tiff_map::unreferenced(bytes)
                .map(|count| {
                    format!("{count} bytes of the TIFF belong to no page: pages may be missing")
                })
                .into_iter()
                .collect(),
            PageFile::Image(_) => Vec::new(),
        }
    }

    /// Why the page with this index may not be all that was scanned, though a picture or text of it can be made.
    pub fn page_fault(&self, index: usize) -> Option<String> {
        let fault = || match &self.file {
            PageFile::Pdf(pdf, checked) => {
                let page = pdf.pages().get(index);
                page.and_then(|page| pdf_page::check(page, checked).err())
            }
            PageFile::Tiff(bytes, pages) => {
                let fault = tiff::fault(bytes, *pages.get(index)?);
                fault.map(|fault| format!("its picture is damaged: {fault}"))
            }
            PageFile::Image(bytes) => {
                let found = match bytes.first_chunk() {
                    Some([0xFF, 0xD8]) => jpeg_rows::check(bytes),
                    Some([0x89, b'P']) => png::check(bytes),
                    _ => Ok(()),
                };
                let fault = found.err();
                fault.map(|fault| format!("its picture is damaged: {fault}"))
            }
        };
        guarded("page", || Ok(fault())).unwrap_or_else(|error| Some(error.to_string()))
    }

    /// The image as the file holds it; `None` where the file is not one image in a coding that PDF knows.
    pub(crate) fn scan_stream(&self) -> Option<ScanStream> {
        match &self.file {
            PageFile::Image(bytes) => jpeg::stream(bytes).or_else(|| ScanStream::of_png(bytes)),
            PageFile::Pdf(..) | PageFile::Tiff(..) => None,
        }
    }

    /// The pages as parts of another PDF; `has_own_text` says of which pages the text that they hold was taken for
    /// theirs. `None` where the file is no PDF.
    pub(crate) fn copied(&self, has_own_text: &dyn Fn(usize) -> bool) -> Option<CopiedPdf> {
        let PageFile::Pdf(pdf, _) = &self.file else {
            return None;
        };
        guarded("PDF", || Ok(pdf_copy::copy(pdf, has_own_text))).ok()
    }

    /// The text that the page with this index holds beside its image.
    pub fn text_layer(&self, index: usize) -> Option<TextLayer> {
        let PageFile::Pdf(pdf, _) = &self.file else {
            return None;
        };
        guarded("PDF", || Ok(pdf::text_layer(pdf, index))).ok()?
    }

    /// The image alone of a page that text is printed on, as [`Self::page`] shows it; `None` if it cannot be had.
    pub(crate) fn image_beneath(&self, index: usize) -> Option<PageImage> {
        let PageFile::Pdf(pdf, _) = &self.file else {
            return None;
        };
        guarded("PDF", || pdf::image_beneath(pdf, index, &self.limits)).ok()?
    }

    /// Decodes the page with this index, the first being 0.
    pub fn page(&self, index: usize) -> Result<PageImage, InputError> {
        let limits = &self.limits;
        match &self.file {
            PageFile::Pdf(pdf, _) => guarded("PDF", || pdf::page(pdf, index, limits)),
            PageFile::Tiff(bytes, pages) => guarded("TIFF", || {
                let missing = || InputError::damaged("TIFF", "a page is missing");
                let image = *pages.get(index).ok_or_else(missing)?;
                tiff_file::page(bytes, image, limits)
            }),
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
