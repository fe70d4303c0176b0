//! A file → its document, in this program: what a program calls that has one file and no wish to choose.

use super::read::read_source;
use super::source::Origin;
use super::{Pipeline, Processed, engines};
use crate::checksum;
use crate::input::{self, InputError, Limits, Source, signatures};
use crate::ocr::text_layer::LayerUse;
use crate::reader::Readers;
use std::path::Path;
use std::sync::Arc;

/// Why a file could not be read.
///
/// ```
/// let error = baocao::read_scan("missing.pdf".as_ref(), &baocao::Pipeline::builtin()).err();
/// assert!(matches!(error, Some(baocao::ReadScanError::File(_))));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadScanError {
    /// The file cannot be read from the disk.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// It is damaged, encrypted, too large or of a kind that is not read.
    #[error("{0}")]
    Input(#[from] InputError),
}

/// Reads a PDF, TIFF, PNG, JPEG or text: pages in parallel with Tesseract, restored, with the fields and their places.
///
/// A page takes one to four seconds of one core and some 200 MB, nearly all of it in the engine. Set
/// `OMP_THREAD_LIMIT=1` before the program starts: the engine's own threads cost several times what they gain.
///
/// # Errors
/// If the file cannot be opened. A page that cannot be read is in [`Processed::failed_pages`], the reason with it; what is
/// damaged or missing though something could be read, in [`Processed::faults`].
///
/// ```
/// let pipeline = baocao::Pipeline::builtin();
/// let read = baocao::read_scan("fixtures/handwriting/s000.jpg".as_ref(), &pipeline)?;
/// assert_eq!(read.failed_pages().count(), 0);
/// assert!(read.document.extraction.header.number.is_some());
/// # Ok::<(), baocao::ReadScanError>(())
/// ```
pub fn read_scan(file: &Path, pipeline: &Pipeline) -> Result<Processed, ReadScanError> {
    let bytes: Arc<[u8]> = std::fs::read(file)?.into();
    let mut origin = Origin {
        path: Some(file.display().to_string()),
        sha256: checksum::of(&bytes),
        signatures: signatures(&bytes),
        attachments: Vec::new(),
        faults: Vec::new(),
    };
    let pages = match input::open(bytes, &Limits::default())? {
        Source::Text(text) => return Ok(pipeline.text(origin, &text)),
        Source::Pages(pages) => pages,
    };
    origin.attachments = pages.attachments();
    origin.faults = pages.faults();
    let readers = Readers::default();
    let engines = engines::pool(readers, None);
    let read = read_source(&pages, (LayerUse::Auto, readers), &engines, pipeline);
    Ok(pipeline.scan(origin, &engines::info(readers), read))
}
