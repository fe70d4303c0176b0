//! Searchable PDF/A-2u: the scan's own image, untouched where the file allows it, and the restored
//! text over it, invisible, word by word.

pub(crate) mod glyphless;
pub(crate) mod icc;
pub(crate) mod image;

pub use image::PageScan;

use crate::document::Document;
use crate::document::layout::Turn;
use crate::document::record::{PageRecord, WordRecord};
use glyphless::{GLYPH_WIDTH, Glyphs};
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Pdf, Ref, Str, TextStr};

/// PDF units in an inch.
const UNITS: f32 = 72.0;
/// Part of a word's height that lies below its base line.
const BELOW: f32 = 0.2;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const METADATA: Ref = Ref::new(3);
const PROFILE: Ref = Ref::new(4);
/// The font and what belongs to it take five numbers.
const FONT: Ref = Ref::new(5);
/// Every page takes three numbers from here on: page, content, image.
const FIRST_PAGE: i32 = 10;

/// Writes a document; `scan` gives the image of the page with an index.
///
/// # Errors
/// What `scan` fails with.
pub fn write<E>(
    document: &Document,
    mut scan: impl FnMut(usize) -> Result<PageScan, E>,
) -> Result<Vec<u8>, E> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let id = document.source.sha256.as_bytes().to_vec();
    pdf.set_file_id((id.clone(), id));
    let mut glyphs = Glyphs::default();
    let mut pages = Vec::new();
    for (index, record) in document.pages.iter().enumerate() {
        let scan = scan(index)?;
        let at = |offset: i32| Ref::new(FIRST_PAGE + 3 * index as i32 + offset);
        write_page(&mut pdf, [at(0), at(1), at(2)], record, &scan, &mut glyphs);
        pages.push(at(0));
    }
    let count = pages.len() as i32;
    pdf.pages(PAGES).kids(pages).count(count);
    glyphs.write(&mut pdf, FONT);
    write_catalog(&mut pdf, document);
    Ok(pdf.finish())
}

fn write_catalog(pdf: &mut Pdf, document: &Document) {
    let profile = icc::srgb();
    pdf.icc_profile(PROFILE, &profile).n(3);
    let title = document.source.path.as_deref().unwrap_or("");
    let xmp = metadata(title);
    pdf.metadata(METADATA, xmp.as_bytes());
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).metadata(METADATA).lang(TextStr("vi"));
    let mut intents = catalog.output_intents();
    intents
        .push()
        .subtype(pdf_writer::types::OutputIntentSubtype::PDFA)
        .output_condition_identifier(TextStr("sRGB"))
        .info(TextStr("sRGB IEC61966-2.1"))
        .dest_output_profile(PROFILE);
}

fn metadata(title: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>U</pdfaid:conformance>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n\
         </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>",
        crate::formats::xml::Escaped(title)
    )
}

fn write_page(
    pdf: &mut Pdf,
    [page, content, image]: [Ref; 3],
    record: &PageRecord,
    scan: &PageScan,
    glyphs: &mut Glyphs,
) {
    let (width, height) = scan.size();
    let across = UNITS / if record.dpi > 0.0 { record.dpi } else { 300.0 };
    let down = record.dpi_down.map_or(across, |dpi| UNITS / dpi);
    let (width, height) = (width as f32 * across, height as f32 * down);
    let mut drawing = Content::new();
    drawing.save_state();
    drawing.transform(placed(scan.turn(), width, height));
    drawing.x_object(Name(b"Im"));
    drawing.restore_state();
    let text = PageText {
        unit: (across, down),
        height,
        turn: turn(record.rotation),
    };
    drawing.begin_text();
    drawing.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in &record.lines {
        for (index, word) in line.words.iter().enumerate() {
            let last = index + 1 == line.words.len();
            text.word(&mut drawing, word, last, glyphs);
        }
    }
    drawing.end_text();
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&drawing.finish(), 6);
    pdf.stream(content, &packed)
        .filter(pdf_writer::Filter::FlateDecode);
    scan.write(pdf, image);
    let mut dict = pdf.page(page);
    dict.parent(PAGES)
        .media_box(pdf_writer::Rect::new(0.0, 0.0, width, height))
        .rotate(i32::from(record.rotation))
        .contents(content);
    let mut resources = dict.resources();
    resources.x_objects().pair(Name(b"Im"), image);
    resources.fonts().pair(Name(b"F"), FONT);
}

fn turn(degrees: u16) -> Turn {
    let found = Turn::ALL.into_iter().find(|turn| turn.degrees() == degrees);
    found.unwrap_or_default()
}

/// The unit square, on a page, as the image in it is turned clockwise.
fn placed(turn: Turn, width: f32, height: f32) -> [f32; 6] {
    match turn {
        Turn::None => [width, 0.0, 0.0, height, 0.0, 0.0],
        Turn::Quarter => [0.0, -height, width, 0.0, 0.0, height],
        Turn::Half => [-width, 0.0, 0.0, -height, width, height],
        Turn::ThreeQuarters => [0.0, height, -width, 0.0, width, 0.0],
    }
}

/// Where words go on a page.
struct PageText {
    /// PDF units that a pixel is wide and high.
    unit: (f32, f32),
    /// Of the page, in PDF units.
    height: f32,
    /// Turn that the page needs to be read.
    turn: Turn,
}

impl PageText {
    /// Shows a word so that it fills its box; a space follows where a word does.
    fn word(&self, drawing: &mut Content, word: &WordRecord, last: bool, glyphs: &mut Glyphs) {
        let b = word.bbox;
        let ([x0, x1], [y0, y1]) = (
            [b.x0, b.x1].map(|x| x as f32 * self.unit.0),
            [b.y0, b.y1].map(|y| y as f32 * self.unit.1),
        );
        let (width, height) = (x1 - x0, y1 - y0);
        let (along, across) = match self.turn.swaps_sides() {
            true => (height, width),
            false => (width, height),
        };
        let count = word.text.chars().count() as f32;
        if count == 0.0 || along <= 0.0 || across <= 0.0 {
            return;
        }
        let below = across * BELOW;
        // The left end of the base line, and the direction that lines run in, on the scan.
        let ((x, y), (dx, dy)) = match self.turn {
            Turn::None => ((x0, y1 - below), (1.0, 0.0)),
            Turn::Quarter => ((x1 - below, y1), (0.0, -1.0)),
            Turn::Half => ((x1, y0 + below), (-1.0, 0.0)),
            Turn::ThreeQuarters => ((x0 + below, y0), (0.0, 1.0)),
        };
        let (cos, sin) = (dx, -dy);
        let natural = across * GLYPH_WIDTH / 1000.0 * count;
        drawing.set_font(Name(b"F"), across);
        drawing.set_horizontal_scaling(100.0 * along / natural);
        drawing.set_text_matrix([cos, sin, -sin, cos, x, self.height - y]);
        let space = if last { "" } else { " " };
        let shown = glyphs.encode(word.text.chars().chain(space.chars()));
        drawing.show(Str(&shown));
    }
}
