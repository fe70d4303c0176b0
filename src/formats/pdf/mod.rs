//! Searchable PDF: the pages as the input holds them, and the restored text over scans, invisible, line by line.
//! PDF/A-2 where nothing of the input speaks against it: 2u where all pages are scans, otherwise 2b.

pub(crate) mod description;
pub(crate) mod glyphless;
pub(crate) mod icc;
pub(crate) mod image;
pub(crate) mod lines;
pub(crate) mod outline;
pub(crate) mod text;

pub use image::PageScan;

use crate::document::Document;
use crate::document::layout::{CopiedPdf, PageDrawing, PageText};
use crate::document::record::PageRecord;
use description::Conformance;
use glyphless::Glyphs;
use pdf_writer::{Chunk, Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

/// PDF units in an inch.
const UNITS: f32 = 72.0;

/// What a searchable PDF is made from beside the document.
#[derive(Debug, Default)]
pub(crate) struct PdfInput {
    /// The pages of an input that is a PDF.
    pub(crate) copied: Option<CopiedPdf>,
    /// Days on which the input was signed.
    pub(crate) signatures: Vec<String>,
}

/// A searchable PDF.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SearchablePdf {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// What a person should know of it.
    pub(crate) remarks: Vec<String>,
}

/// Writes a document; `scan` gives the image of the page with an index, where no page of `input` is taken.
///
/// # Errors
/// What `scan` fails with.
pub(crate) fn write<E>(
    document: &Document,
    input: PdfInput,
    scan: impl FnMut(usize) -> Result<PageScan, E>,
) -> Result<SearchablePdf, E> {
    let remarks = remarks(&input);
    let mut writer = Writer::new(input.copied);
    writer.pages(document, scan)?;
    let bytes = writer.finish(document, &input.signatures);
    Ok(SearchablePdf { bytes, remarks })
}

fn remarks(input: &PdfInput) -> Vec<String> {
    let signed = (!input.signatures.is_empty()).then(|| {
        let days = input.signatures.join(", ");
        format!("the file is signed ({days}); the searchable PDF is not: keep the file beside it")
    });
    let faults = input.copied.iter().flat_map(|copied| &copied.not_archival);
    let faults: Vec<&str> = faults.map(String::as_str).collect();
    let plain = (!faults.is_empty()).then(|| {
        let faults = faults.join("; ");
        format!("the searchable PDF is no PDF/A: {faults}")
    });
    signed.into_iter().chain(plain).collect()
}

struct Writer {
    pdf: Pdf,
    glyphs: Glyphs,
    tree: Ref,
    font: Ref,
    next: Ref,
    pages: Vec<Ref>,
    conformance: Option<Conformance>,
    copied: Option<CopiedPdf>,
}

impl Writer {
    fn new(mut copied: Option<CopiedPdf>) -> Self {
        let mut pdf = Pdf::new();
        pdf.set_version(1, 7);
        let mut conformance = Some(Conformance::Unicode);
        let mut next = Ref::new(1);
        let mut tree = None;
        if let Some(copied) = &mut copied {
            pdf.extend(&std::mem::replace(&mut copied.objects, Chunk::new()));
            (tree, next) = (Some(copied.tree), copied.next);
            if !copied.not_archival.is_empty() {
                conformance = None;
            }
        }
        let tree = tree.unwrap_or_else(|| next.bump());
        let font = glyphless::reserve(&mut next);
        Writer {
            pdf,
            glyphs: Glyphs::default(),
            tree,
            font,
            next,
            pages: Vec::new(),
            conformance,
            copied,
        }
    }

    fn pages<E>(
        &mut self,
        document: &Document,
        mut scan: impl FnMut(usize) -> Result<PageScan, E>,
    ) -> Result<(), E> {
        for (index, record) in document.pages.iter().enumerate() {
            let page = self.copied.as_mut();
            let page = page.and_then(|copied| copied.pages.get_mut(index));
            let (number, drawing) = match page {
                Some(page) => (page.number, page.drawing.take()),
                None => {
                    let number = self.next.bump();
                    let image = self.next.bump();
                    let scan = scan(index)?;
                    scan.write(&mut self.pdf, image);
                    (number, Some(scan_drawing(&scan, image, record)))
                }
            };
            self.pages.push(number);
            let is_scan = drawing.as_ref().is_some_and(|drawing| {
                drawing.objects.len() == 1 && drawing.text == PageText::Ours
            });
            if !is_scan {
                self.conformance = self.conformance.map(|_| Conformance::Looks);
            }
            if let Some(drawing) = drawing {
                self.page(number, record, &drawing);
            }
        }
        Ok(())
    }

    fn page(&mut self, number: Ref, record: &PageRecord, drawing: &PageDrawing) {
        let mut content = Content::new();
        draw(&mut content, drawing);
        let own_text = drawing.text == PageText::Own;
        if !own_text {
            text::write(&mut content, record, drawing.pixels, &mut self.glyphs);
        }
        let contents = self.next.bump();
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&content.finish(), 9);
        self.pdf
            .stream(contents, &packed)
            .filter(Filter::FlateDecode);
        let mut page = self.pdf.page(number);
        let turn = if own_text { 0 } else { record.rotation };
        page.parent(self.tree)
            .media_box(rect(drawing.media))
            .rotate(i32::from((drawing.turn + turn) % 360))
            .contents(contents);
        if let Some(crop) = drawing.crop {
            page.crop_box(rect(crop));
        }
        if let Some(unit) = drawing.unit {
            page.user_unit(unit);
        }
        let mut resources = page.resources();
        let mut objects = resources.x_objects();
        for (index, (object, _)) in drawing.objects.iter().enumerate() {
            objects.pair(Name(object_name(index).as_bytes()), *object);
        }
        objects.finish();
        resources.fonts().pair(Name(b"F"), self.font);
    }

    fn finish(mut self, document: &Document, signatures: &[String]) -> Vec<u8> {
        let id = document.source.sha256.as_bytes().to_vec();
        self.pdf.set_file_id((id.clone(), id));
        let count = self.pages.len() as i32;
        let kids = self.pages.iter().copied();
        self.pdf.pages(self.tree).kids(kids).count(count);
        self.glyphs.write(&mut self.pdf, self.font);
        let bookmarks = self.copied.as_mut();
        let bookmarks = bookmarks.map(|copied| std::mem::take(&mut copied.bookmarks));
        let outline = outline::write(
            &mut self.pdf,
            &bookmarks.unwrap_or_default(),
            &self.pages,
            &mut self.next,
        );
        let own = self.copied.take();
        let own = own.map(|copied| copied.description).unwrap_or_default();
        let described = description::described(document, own, signatures);
        let (metadata, info) = (self.next.bump(), self.next.bump());
        let xmp = description::xmp(&described, self.conformance);
        self.pdf.metadata(metadata, xmp.as_bytes());
        description::write_info(&mut self.pdf, info, &described);
        let profile = self.next.bump();
        self.pdf.icc_profile(profile, &icc::srgb()).n(3);
        let root = self.next.bump();
        let mut catalog = self.pdf.catalog(root);
        catalog
            .pages(self.tree)
            .metadata(metadata)
            .lang(TextStr("vi"));
        if let Some(outline) = outline {
            catalog.outlines(outline);
        }
        catalog.viewer_preferences().display_doc_title(true);
        catalog
            .output_intents()
            .push()
            .subtype(pdf_writer::types::OutputIntentSubtype::PDFA)
            .output_condition_identifier(TextStr("sRGB"))
            .info(TextStr("sRGB IEC61966-2.1"))
            .dest_output_profile(profile);
        catalog.finish();
        self.pdf.finish()
    }
}

/// Draws what is seen of a page. Text that it has and that was read better is hidden from programs that look for text.
fn draw(content: &mut Content, drawing: &PageDrawing) {
    let hidden = drawing.text == PageText::OursAlone;
    if hidden {
        let mut mark = content.begin_marked_content_with_properties(Name(b"Span"));
        mark.properties().actual_text(TextStr(""));
    }
    for (index, (_, place)) in drawing.objects.iter().enumerate() {
        content.save_state();
        content.transform(*place);
        content.x_object(Name(object_name(index).as_bytes()));
        content.restore_state();
    }
    if hidden {
        content.end_marked_content();
    }
}

fn object_name(index: usize) -> String {
    format!("X{index}")
}

fn rect([x0, y0, x1, y1]: [f32; 4]) -> Rect {
    Rect::new(x0, y0, x1, y1)
}

/// A page that is an image and nothing else.
fn scan_drawing(scan: &PageScan, image: Ref, record: &PageRecord) -> PageDrawing {
    let (width, height) = scan.size();
    let across = UNITS / if record.dpi > 0.0 { record.dpi } else { 300.0 };
    let down = record.dpi_down.map_or(across, |dpi| UNITS / dpi);
    let (width, height) = (width as f32 * across, height as f32 * down);
    PageDrawing {
        objects: vec![(image, [width, 0.0, 0.0, height, 0.0, 0.0])],
        pixels: [across, 0.0, 0.0, -down, 0.0, height],
        media: [0.0, 0.0, width, height],
        crop: None,
        turn: 0,
        unit: None,
        text: PageText::Ours,
    }
}
