//! Answers requests about a file. The file that was last asked about stays open.

use super::fault;
use super::frame;
use super::request::{
    AnyRequest, CheckScan, DocumentParts, FileToRead, Open, ReadPage, RenderPage, Request, Start,
    WriteSearchable,
};
use super::response::{Bytes, CheckedScan, Contents, ProcessedDocument, Ready, Reply, WrittenPdf};
use crate::document::layout::{PageImage, PageReading};
use crate::document::{Document, FileSignature, file_signature};
use crate::formats::pdf;
use crate::formats::pdf::{PageScan, PdfInput};
use crate::handwriting::Recogniser;
use crate::input::limits::{InputError, Limits};
use crate::input::sniff::SCANS;
use crate::input::{PageSource, Source, signature};
use crate::ocr::text_layer::is_layer;
use crate::ocr::{Effort, OcrEngine, PageReader, read_page_minimally};
use crate::pipeline::Pipeline;
use crate::pipeline::read::{at_square_pixels, read_page_of, with_fault};
use crate::reader::{Reader, Readers};
use crate::{checksum, input};
use image::ImageFormat;
use image::imageops::FilterType;
use std::fs::File;
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

/// Makes an engine; it is costly, and made when the first page is read.
pub type MakeEngine = Arc<dyn Fn(Readers) -> Result<Box<dyn OcrEngine>, String> + Send + Sync>;

/// Reads files.
pub struct PageServer {
    make: MakeEngine,
    engine: Option<Engine>,
    recogniser: Arc<Recogniser>,
    pipeline: Arc<Pipeline>,
    open: Option<OpenFile>,
    /// Those that are injected; see [`fault`].
    faults: String,
}

/// What pages were read with last.
struct Engine {
    readers: Readers,
    engine: Box<dyn OcrEngine>,
    /// What reads print once more.
    second: Option<Reader>,
}

/// The file that was asked about last.
struct OpenFile {
    file: FileToRead,
    source: Source,
    signatures: Vec<FileSignature>,
}

impl std::fmt::Debug for PageServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageServer").finish_non_exhaustive()
    }
}

/// A request that a [`PageServer`] answers.
pub trait Handle: Request {
    /// Answers it.
    ///
    /// # Errors
    /// Why that is not possible.
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<Self::Response>;
}

impl PageServer {
    /// A server whose engine `make` makes; the language model of `pipeline` decides between readings.
    pub fn new(make: MakeEngine, recogniser: Arc<Recogniser>, pipeline: Arc<Pipeline>) -> Self {
        PageServer {
            make,
            engine: None,
            recogniser,
            pipeline,
            open: None,
            faults: String::new(),
        }
    }

    /// The same with injected faults; see [`fault`].
    pub fn with_faults(self, faults: String) -> Self {
        PageServer { faults, ..self }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// Why that is not possible.
    pub fn answer<R: Handle>(&mut self, file: &FileToRead, request: R) -> Reply<R::Response> {
        // A page that panics is lost alone; the engine may be in any state then.
        let reply = catch_unwind(AssertUnwindSafe(|| {
            if let Some(site) = request.fault_site() {
                fault::inject(&self.faults, file, site);
            }
            request.handle(self, file)
        }));
        reply.unwrap_or_else(|_| {
            (self.engine, self.open) = (None, None);
            Err(R::PANICKED.to_owned())
        })
    }

    /// Answers any request, into a pipe.
    ///
    /// # Errors
    /// If the pipe is closed.
    pub fn answer_into(
        &mut self,
        out: &mut impl Write,
        file: &FileToRead,
        request: AnyRequest,
    ) -> io::Result<()> {
        match request {
            AnyRequest::Start(request) => frame::write_reply(out, &self.answer(file, request)),
            AnyRequest::Open(request) => frame::write_reply(out, &self.answer(file, request)),
            AnyRequest::CheckScan(request) => frame::write_reply(out, &self.answer(file, request)),
            AnyRequest::ReadPage(request) => frame::write_reply(out, &self.answer(file, request)),
            AnyRequest::RenderPage(request) => frame::write_reply(out, &self.answer(file, request)),
            AnyRequest::Document(request) => frame::write_reply(out, &self.answer(file, *request)),
            AnyRequest::WriteSearchable(request) => {
                frame::write_reply(out, &self.answer(file, request))
            }
        }
    }

    fn open(&mut self, file: &FileToRead) -> Result<&OpenFile, String> {
        open_once(&mut self.open, file)
    }
}

/// The open file, which is opened where another one is open or none.
fn open_once<'a>(
    open: &'a mut Option<OpenFile>,
    file: &FileToRead,
) -> Result<&'a OpenFile, String> {
    let opened = match open.take().filter(|open| open.file == *file) {
        Some(open) => open,
        None => OpenFile::open(file)?,
    };
    Ok(open.insert(opened))
}

/// The engine, made where there is none yet.
fn make_once<'a>(
    engine: &'a mut Option<Engine>,
    make: &MakeEngine,
    readers: Readers,
) -> Result<&'a mut Engine, String> {
    let made = match engine.take().filter(|made| made.readers == readers) {
        Some(made) => made,
        None => Engine {
            readers,
            engine: make(readers)?,
            second: readers.second(),
        },
    };
    Ok(engine.insert(made))
}

impl OpenFile {
    fn open(file: &FileToRead) -> Result<Self, String> {
        let limits = Limits::default();
        let bytes: Arc<[u8]> = bytes(file, &limits)?.into();
        let signatures = signature::signatures(&bytes);
        let opened = input::open_with(bytes, &limits, &file.open_options());
        let source = opened.map_err(|error| error.to_string())?;
        if matches!(source, Source::Text(_)) {
            reject_scan_name(file)?;
        }
        Ok(OpenFile {
            file: file.clone(),
            source,
            signatures,
        })
    }

    fn pages(&self) -> Result<&PageSource, String> {
        match &self.source {
            Source::Pages(pages) => Ok(pages),
            Source::Text(_) => Err("a text has no pictures".to_owned()),
        }
    }
}

impl Handle for Start {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<Ready> {
        make_once(&mut server.engine, &server.make, file.options.readers).map(|_| Ready)
    }
}

impl Handle for Open {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<Contents> {
        let open = server.open(file)?;
        Ok(match &open.source {
            Source::Text(_) => Contents::Text,
            Source::Pages(pages) => Contents::Pages {
                count: pages.len(),
                signatures: open.signatures.clone(),
                attachments: pages.attachments(),
                faults: pages.faults(),
            },
        })
    }
}

impl Handle for CheckScan {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<CheckedScan> {
        let pages = server.open(file)?.pages()?;
        let (scans, shortfalls) = pages.shortfalls();
        Ok(CheckedScan {
            pages: pages.len(),
            scans,
            shortfalls,
        })
    }
}

impl Handle for ReadPage {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<PageReading> {
        let pages = open_once(&mut server.open, file)?.pages()?;
        let made = make_once(&mut server.engine, &server.make, file.options.readers)?;
        let engine = made.engine.as_mut();
        match self.effort {
            Effort::Full => {
                let mut reader = PageReader {
                    engine,
                    second: made.second.as_ref(),
                    fluency: &|text| server.pipeline.fluency(text),
                };
                let layer_use = file.options.text_layer;
                let recogniser = &server.recogniser;
                read_page_of(pages, self.index, layer_use, &mut reader, recogniser)
            }
            Effort::Minimal => {
                let image = pages.page(self.index).map_err(|error| error.to_string())?;
                let read = |image: &PageImage| {
                    read_page_minimally(self.index as u32 + 1, image, engine).map(PageReading::from)
                };
                let reading = at_square_pixels(&image, read).map_err(|error| error.to_string())?;
                Ok(with_fault(reading, pages, self.index))
            }
        }
    }
}

impl Handle for RenderPage {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<Bytes> {
        let pages = server.open(file)?.pages()?;
        picture(pages, self.index, self.longest).map(Bytes)
    }
}

impl Handle for DocumentParts {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<ProcessedDocument> {
        let processed = match self.pages {
            Some(pages) => server.pipeline.scan(self.origin, &self.engine, pages),
            None => {
                let pipeline = server.pipeline.clone();
                match &server.open(file)?.source {
                    Source::Text(text) => pipeline.text(self.origin, text),
                    Source::Pages(_) => return Err("a scan, not a text; run again".to_owned()),
                }
            }
        };
        Ok(ProcessedDocument(
            Box::new(processed.document),
            processed.text,
        ))
    }
}

impl Handle for WriteSearchable {
    fn handle(self, server: &mut PageServer, file: &FileToRead) -> Reply<WrittenPdf> {
        let open = server.open(file)?;
        searchable(open.pages()?, &self.0, &open.signatures)
    }
}

/// A searchable PDF of pages whose words are those of a document; `signatures` are those of the file.
pub(crate) fn searchable(
    pages: &PageSource,
    document: &Document,
    signatures: &[FileSignature],
) -> Reply<WrittenPdf> {
    let has_own_text = |index: usize| document.pages.get(index).is_some_and(is_layer);
    let input = PdfInput {
        copied: pages.copied(&has_own_text),
        signatures: file_signature::days(signatures),
    };
    let scan = |index| match pages.scan_stream() {
        Some(stream) => Ok(PageScan::Stream(stream)),
        None => Ok(PageScan::Pixels(pages.page(index)?.image)),
    };
    let written = pdf::write(document, input, scan);
    let written = written.map_err(|error: InputError| error.to_string())?;
    Ok(WrittenPdf {
        bytes: written.bytes,
        remarks: written.remarks,
    })
}

impl FileToRead {
    fn open_options(&self) -> input::OpenOptions<'_> {
        input::OpenOptions {
            password: self.options.password.as_deref(),
            strict: self.options.strict.then(|| self.path.as_ref()),
        }
    }
}

/// A text under the name of a scan is the error page of a web server, or what a broken copy left.
fn reject_scan_name(file: &FileToRead) -> Result<(), String> {
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

fn picture(pages: &PageSource, index: usize, longest: u32) -> Result<Vec<u8>, String> {
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
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;
    use crate::document::record::{LineRecord, PageRecord, WordRecord};

    /// A page of which one line was read.
    fn record(number: u32, size: (u32, u32), dpi: f32, line: &str) -> PageRecord {
        let words = line.split(' ').zip(0..).map(|(text, at)| WordRecord {
            ocr: text.to_owned(),
            ocr2: None,
            text: text.to_owned(),
            confidence: 0.9,
            bbox: BBox::from([20 + 60 * at, 40, 70 + 60 * at, 60]),
        });
        PageRecord {
            number,
            width: size.0,
            height: size.1,
            dpi,
            lines: vec![LineRecord {
                words: words.collect(),
            }],
            ..PageRecord::default()
        }
    }

    fn opened(bytes: Vec<u8>) -> PageSource {
        match input::open(bytes.into(), &Limits::default()) {
            Ok(Source::Pages(pages)) => pages,
            other => panic!("no pages: {other:?}"),
        }
    }

    fn made_searchable(bytes: &[u8], line: &str) -> (PageSource, PageSource, WrittenPdf) {
        let pages = opened(bytes.to_vec());
        let records = (0..pages.len()).map(|index| {
            let page = pages.page(index).expect("a page");
            let size = (page.image.width(), page.image.height());
            record(index as u32 + 1, size, page.dpi.unwrap_or(200.0), line)
        });
        let document = Document::of_pages(None, String::new(), records.collect());
        let written = searchable(&pages, &document, &[]).expect("a PDF");
        (pages, opened(written.bytes.clone()), written)
    }

    #[test]
    fn images_stay_as_they_are_whatever_packs_them() {
        for name in [
            "dct.pdf",
            "dctprog.pdf",
            "flatepng.pdf",
            "g3.pdf",
            "g4.pdf",
            "jbig2.pdf",
            "jpx.pdf",
            "lzw.pdf",
            "rle.pdf",
            "p.jpg",
            "prog.jpg",
            "p.png",
            "g4.tif",
            "lzw.tif",
        ] {
            let scan = fs::read(format!("fixtures/whole/{name}")).expect(name);
            let (before, after, written) = made_searchable(&scan, "Số hộ nghèo");
            assert_eq!(before.len(), after.len(), "{name}");
            for index in 0..before.len() {
                let [was, is] = [&before, &after].map(|pages| pages.page(index).expect(name));
                assert!(was.image.to_rgb8() == is.image.to_rgb8(), "{name}");
                let layer = after.text_layer(index).expect("text");
                assert_eq!(layer.text(), "Số hộ nghèo", "{name}");
            }
            // Most of a small file is what every PDF/A has beside its pages.
            assert!(
                written.bytes.len() < scan.len() * 11 / 10 + 6000,
                "{name}: {}",
                written.bytes.len()
            );
            assert!(written.remarks.is_empty(), "{:?}", written.remarks);
        }
    }

    #[test]
    fn an_image_that_is_packed_twice_stays_so() {
        let scan = fs::read("fixtures/whole/p.jpg").expect("a JPEG");
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&scan, 1);
        let (width, height, _) = input::jpeg::frame(&scan).expect("a JPEG");
        let (across, down) = (width as f32, height as f32);
        let mut pdf = pdf_writer::Pdf::new();
        let at = pdf_writer::Ref::new;
        pdf.catalog(at(1)).pages(at(2));
        pdf.pages(at(2)).kids([at(3)]).count(1);
        let mut page = pdf.page(at(3));
        page.parent(at(2)).contents(at(5));
        page.media_box(pdf_writer::Rect::new(0.0, 0.0, across, down));
        let named = pdf_writer::Name;
        page.resources().x_objects().pair(named(b"I"), at(4));
        drop(page);
        let mut image = pdf.image_xobject(at(4), &packed);
        image.width(width as i32).height(height as i32);
        image
            .bits_per_component(8)
            .color_space_name(named(b"DeviceRGB"));
        let filters = [named(b"FlateDecode"), named(b"DCTDecode")];
        image.insert(named(b"Filter")).array().items(filters);
        drop(image);
        let mut content = pdf_writer::Content::new();
        content.transform([across, 0.0, 0.0, down, 0.0, 0.0]);
        content.x_object(named(b"I"));
        pdf.stream(at(5), &content.finish());
        let scan = pdf.finish();
        let (_, after, written) = made_searchable(&scan, "Báo cáo");
        assert_eq!(after.text_layer(0).expect("text").text(), "Báo cáo");
        let stays = |wanted: &[u8]| {
            written
                .bytes
                .windows(wanted.len())
                .any(|bytes| bytes == wanted)
        };
        assert!(stays(&packed));
    }

    #[test]
    fn pages_of_text_stay_whole() {
        let scan = fs::read("fixtures/whole/text0.pdf").expect("a PDF");
        let pages = opened(scan);
        let text = pages.text_layer(0).expect("text").text();
        let mut page = record(1, (100, 100), 72.0, "khác");
        page.preparation = vec!["text layer".to_owned()];
        let document = Document::of_pages(None, String::new(), vec![page]);
        let signed = FileSignature {
            date: Some("2024-05-06".to_owned()),
            ..FileSignature::default()
        };
        let written = searchable(&pages, &document, &[signed]).expect("a PDF");
        let after = opened(written.bytes);
        assert_eq!(after.text_layer(0).expect("text").text(), text);
        assert!(written.remarks[0].contains("signed (2024-05-06)"));
    }
}
