//! ALTO 4: pages, blocks, lines and words as XML. `CONTENT` is the restored text; what the engine read
//! is an `ALTERNATIVE` where it differs.

use super::blocks::{around, base_line, blocks};
use crate::document::Document;
use crate::document::layout::BBox;
use crate::document::record::{PageRecord, WordRecord};
use crate::text::xml::Escaped;
use std::fmt::Write;

/// Writes a document.
pub(crate) fn write(document: &Document) -> String {
    let engine = document.source.engine.as_deref().unwrap_or("none");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# \
         http://www.loc.gov/standards/alto/v4/alto-4-4.xsd\">\n\
         <Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n\
         <sourceImageInformation><fileName>{}</fileName></sourceImageInformation>\n\
         <Processing ID=\"OCR\">\n\
         <processingStepSettings>{}</processingStepSettings>\n\
         <processingSoftware><softwareName>baocao</softwareName>\
         <softwareVersion>{}</softwareVersion></processingSoftware>\n\
         </Processing>\n</Description>\n<Layout>\n",
        Escaped(document.source.path.as_deref().unwrap_or("")),
        Escaped(engine),
        env!("CARGO_PKG_VERSION"),
    );
    for page in &document.pages {
        write_page(&mut out, page);
    }
    out.push_str("</Layout>\n</alto>\n");
    out
}

fn place(b: BBox) -> String {
    let (width, height) = (b.x1 - b.x0, b.y1 - b.y0);
    format!(
        "HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{width}\" HEIGHT=\"{height}\"",
        b.x0, b.y0
    )
}

fn write_page(out: &mut String, page: &PageRecord) {
    let (number, width, height) = (page.number, page.width, page.height);
    let quality = match page.mean_confidence {
        Some(mean) => format!(" PC=\"{mean:.3}\""),
        None => String::new(),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<Page ID=\"P{number}\" PHYSICAL_IMG_NR=\"{number}\" HEIGHT=\"{height}\" \
         WIDTH=\"{width}\"{quality}>"
    );
    let whole = place(BBox::from([0, 0, width as i32, height as i32]));
    let _ = writeln!(out, "<PrintSpace {whole}>");
    for (block, lines) in blocks(page).iter().enumerate() {
        let outer = place(around(lines.iter().copied().flatten()));
        let id = format!("P{number}_B{}", block + 1);
        let _ = writeln!(out, "<TextBlock ID=\"{id}\" {outer}>");
        for (line, words) in lines.iter().enumerate() {
            let id = format!("{id}_L{}", line + 1);
            let outer = around(words.iter());
            let base = base_line(words);
            let _ = writeln!(
                out,
                "<TextLine ID=\"{id}\" BASELINE=\"{base}\" {}>",
                place(outer)
            );
            write_words(out, words, &id);
            out.push_str("</TextLine>\n");
        }
        out.push_str("</TextBlock>\n");
    }
    out.push_str("</PrintSpace>\n</Page>\n");
}

fn write_space(out: &mut String, last: BBox, next: BBox) {
    let gap = (next.x0 - last.x1).max(0);
    let _ = writeln!(
        out,
        "<SP WIDTH=\"{gap}\" HPOS=\"{}\" VPOS=\"{}\"/>",
        last.x1, last.y0
    );
}

fn write_words(out: &mut String, words: &[WordRecord], line: &str) {
    for (index, word) in words.iter().enumerate() {
        if let Some(last) = index.checked_sub(1).map(|last| &words[last]) {
            write_space(out, last.bbox, word.bbox);
        }
        let _ = write!(
            out,
            "<String ID=\"{line}_S{}\" {} CONTENT=\"{}\" WC=\"{:.3}\"",
            index + 1,
            place(word.bbox),
            Escaped(&word.text),
            word.confidence,
        );
        match word.ocr == word.text {
            true => out.push_str("/>\n"),
            false => {
                let read = Escaped(&word.ocr);
                let _ = writeln!(
                    out,
                    "><ALTERNATIVE PURPOSE=\"ocr\">{read}</ALTERNATIVE></String>"
                );
            }
        }
    }
}
