//! Answers what is asked about a file. The file last asked about stays open.

use super::fault;
use super::frame::Said;
use crate::document::Document;
use crate::document::layout::PageReading;
use crate::formats::pdf;
use crate::formats::pdf::PageScan;
use crate::handwriting::Recogniser;
use crate::input::limits::{InputError, Limits};
use crate::input::{PageSource, Source, signature};
use crate::ocr::{Effort, OcrEngine, PageReader, read_page_minimally};
use crate::pipeline::read::read_page_of;
use crate::pipeline::{DOCUMENT_PANICKED, PANICKED, Pipeline};
use crate::worker::{Answer, Ask, FileToRead, Material};
use crate::{checksum, input};
use image::ImageFormat;
use image::imageops::FilterType;
use std::fs;
use std::fs::File;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// Makes an engine; it is costly, and made when the first page is read.
pub type MakeEngine = Arc<dyn Fn() -> Result<Box<dyn OcrEngine>, String> + Send + Sync>;

/// Reads files.
pub struct Desk {
    make: MakeEngine,
    engine: Option<Box<dyn OcrEngine>>,
    recogniser: Arc<Recogniser>,
    pipeline: Arc<Pipeline>,
    open: Option<Open>,
    /// Those that are asked for; see [`fault`].
    faults: String,
}

/// The file that was asked about last.
struct Open {
    file: FileToRead,
    source: Source,
    signatures: Vec<String>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk whose engine `make` makes; the language model of `pipeline` judges between readings.
    pub fn new(make: MakeEngine, recogniser: Arc<Recogniser>, pipeline: Arc<Pipeline>) -> Self {
        Desk {
            make,
            engine: None,
            recogniser,
            pipeline,
            open: None,
            faults: String::new(),
        }
    }

    /// The same, failing on purpose; see [`fault`].
    pub fn failing(self, faults: String) -> Self {
        Desk { faults, ..self }
    }

    /// Answers, or says why it cannot.
    pub fn answer(&mut self, file: &FileToRead, ask: Ask) -> Said {
        let panicked = match ask {
            Ask::Document(_) => DOCUMENT_PANICKED,
            _ => PANICKED,
        };
        // What a page brings down, it alone is to lose; the engine may be in any state then.
        let answer = catch_unwind(AssertUnwindSafe(|| self.try_answer(file, ask)));
        answer.unwrap_or_else(|_| {
            (self.engine, self.open) = (None, None);
            Err(panicked.to_owned())
        })
    }

    fn try_answer(&mut self, file: &FileToRead, ask: Ask) -> Said {
        fault::strike(&self.faults, file, &ask);
        let ask = match ask {
            Ask::Ready => return self.engine().map(|_| Answer::Ready),
            Ask::Document(material) => return self.document(file, *material),
            other => other,
        };
        self.open(file)?;
        let open = self.open.as_ref().expect("it was opened");
        let Source::Pages(pages) = &open.source else {
            return Ok(Answer::Text);
        };
        match ask {
            Ask::Page { index, effort } => self.page(index, effort),
            Ask::Picture { index, longest } => picture(pages, index, longest),
            Ask::Searchable(document) => searchable(pages, &document),
            Ask::Open | Ask::Ready | Ask::Document(_) => Ok(Answer::Pages {
                count: pages.len(),
                signatures: open.signatures.clone(),
            }),
        }
    }

    /// The document of pages that were read, or of the file if it is a text.
    fn document(&mut self, file: &FileToRead, material: Material) -> Said {
        let Material {
            origin,
            engine,
            pages,
        } = material;
        let processed = match pages {
            Some(pages) => self.pipeline.scan(origin, &engine, pages),
            None => {
                self.open(file)?;
                match self.open.as_ref().map(|open| &open.source) {
                    Some(Source::Text(text)) => self.pipeline.text(origin, text),
                    _ => return Err("a scan, not a text; run again".to_owned()),
                }
            }
        };
        Ok(Answer::Document(
            Box::new(processed.document),
            processed.text,
        ))
    }

    fn engine(&mut self) -> Result<&mut dyn OcrEngine, String> {
        if self.engine.is_none() {
            self.engine = Some((self.make)()?);
        }
        Ok(self.engine.as_mut().expect("it was made").as_mut())
    }

    fn open(&mut self, file: &FileToRead) -> Result<(), String> {
        if self.open.as_ref().is_some_and(|open| open.file == *file) {
            return Ok(());
        }
        self.open = None;
        let limits = Limits::default();
        let bytes: Arc<[u8]> = bytes(file, &limits)?.into();
        let signatures = signature::signature_days(&bytes);
        let opened = input::open_with(bytes, &limits, &file.open_options());
        let source = opened.map_err(|error| error.to_string())?;
        if matches!(source, Source::Text(_)) {
            no_scan(file)?;
        }
        self.open = Some(Open {
            file: file.clone(),
            source,
            signatures,
        });
        Ok(())
    }

    fn page(&mut self, index: usize, effort: Effort) -> Said {
        self.engine()?;
        let (Some(open), Some(engine)) = (&self.open, &mut self.engine) else {
            unreachable!("both were made");
        };
        let Source::Pages(pages) = &open.source else {
            unreachable!("only scans have pages");
        };
        let page = match effort {
            Effort::Full => {
                let mut reader = PageReader {
                    engine: engine.as_mut(),
                    fluency: &|text| self.pipeline.restorer.fluency(text),
                };
                read_page_of(
                    pages,
                    index,
                    open.file.text_layer,
                    &mut reader,
                    &self.recogniser,
                )
            }
            Effort::Minimal => {
                let image = pages.page(index).map_err(|error| error.to_string())?;
                read_page_minimally(index as u32 + 1, &image, engine.as_mut())
                    .map(PageReading::from)
                    .map_err(|error| error.to_string())
            }
        };
        page.map(|page| Answer::Page(Box::new(page)))
    }
}

impl FileToRead {
    fn open_options(&self) -> input::OpenOptions<'_> {
        input::OpenOptions {
            password: self.password.as_deref(),
            strict: self.strict.then(|| self.path.as_ref()),
        }
    }
}

/// Endings of the names of scans.
const SCANS: [&str; 6] = ["pdf", "tif", "tiff", "png", "jpg", "jpeg"];

/// A text in the place of a scan is what a server says that has none, or what a copy that broke left.
fn no_scan(file: &FileToRead) -> Result<(), String> {
    let ending = Path::new(&file.path).extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    match SCANS.contains(&&*ending) {
        true => Err(format!(
            "holds text, though its name ends in .{ending}; copy it again, or name it .txt"
        )),
        false => Ok(()),
    }
}

/// The bytes of a file that has not changed since it was hashed.
fn bytes(file: &FileToRead, limits: &Limits) -> Result<Vec<u8>, String> {
    let unreadable = |error| format!("cannot be read: {error}; check the file and its permissions");
    let length = File::open(&file.path).and_then(|file| Ok(file.metadata()?.len()));
    limits
        .check_bytes(length.map_err(unreadable)?)
        .map_err(|error| error.to_string())?;
    let bytes = fs::read(&file.path).map_err(unreadable)?;
    match checksum::of(&bytes) == file.sha256 {
        true => Ok(bytes),
        false => Err("changed while it was read; run again".to_owned()),
    }
}

fn picture(pages: &PageSource, index: usize, longest: u32) -> Said {
    let image = pages.page(index).map_err(|error| error.to_string())?.image;
    let small = match image.width().max(image.height()) > longest {
        true => image.resize(longest, longest, FilterType::Triangle),
        false => image,
    };
    let mut bytes = Vec::new();
    let mut out = Cursor::new(&mut bytes);
    match small.color().has_color() {
        true => small.to_rgb8().write_to(&mut out, ImageFormat::Jpeg),
        false => small.to_luma8().write_to(&mut out, ImageFormat::Jpeg),
    }
    .map_err(|error| error.to_string())?;
    Ok(Answer::Bytes(bytes))
}

fn searchable(pages: &PageSource, document: &Document) -> Said {
    let scan = |index| match pages.scan_stream(index) {
        Some(stream) => Ok(PageScan::Stream(stream)),
        None => Ok(PageScan::Pixels(pages.page(index)?.image)),
    };
    pdf::write(document, scan)
        .map(Answer::Bytes)
        .map_err(|error: InputError| error.to_string())
}
