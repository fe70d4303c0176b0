//! hOCR 1.2: pages, areas, lines and words as XHTML. The restored text is shown; what the engine read
//! stands beside it as `data-ocr` where it differs.

use super::blocks::{around, base_line, blocks};
use super::title::title;
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
         <!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"vi\" lang=\"vi\">\n<head>\n\
         <meta charset=\"UTF-8\"/>\n<title>{}</title>\n\
         <meta name=\"ocr-system\" content=\"baocao {} ({})\"/>\n\
         <meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_line ocrx_word\"/>\n\
         <meta name=\"ocr-langs\" content=\"vi\"/>\n</head>\n<body>\n",
        Escaped(&title(document)),
        env!("CARGO_PKG_VERSION"),
        Escaped(engine),
    );
    let image = document.source.path.as_deref().unwrap_or("");
    for page in &document.pages {
        write_page(&mut out, page, image);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn bbox(b: BBox) -> String {
    format!("bbox {} {} {} {}", b.x0, b.y0, b.x1, b.y1)
}

fn write_page(out: &mut String, page: &PageRecord, image: &str) {
    let number = page.number;
    let whole = BBox::from([0, 0, page.width as i32, page.height as i32]);
    let (across, down) = (page.dpi.round(), page.dpi_down.unwrap_or(page.dpi).round());
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<div class=\"ocr_page\" id=\"page_{number}\" title=\"image '{}'; {}; ppageno {}; \
         scan_res {across} {down}\">",
        Escaped(&image.replace('\'', "")),
        bbox(whole),
        number.saturating_sub(1),
    );
    let mut word_number = 0;
    for (area, lines) in blocks(page).iter().enumerate() {
        let outer = around(lines.iter().copied().flatten());
        let area = area + 1;
        let _ = writeln!(
            out,
            "<div class=\"ocr_carea\" id=\"area_{number}_{area}\" title=\"{}\">",
            bbox(outer)
        );
        for (line, words) in lines.iter().enumerate() {
            let (line, outer) = (line + 1, around(words.iter()));
            let id = format!("line_{number}_{area}_{line}");
            let _ = write!(
                out,
                "<span class=\"ocr_line\" id=\"{id}\" title=\"{}; baseline 0 {}\">",
                bbox(outer),
                base_line(words) - outer.y1
            );
            for word in *words {
                word_number += 1;
                write_word(out, word, &format!("word_{number}_{word_number}"));
            }
            out.push_str("</span>\n");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n");
}

fn write_word(out: &mut String, word: &WordRecord, id: &str) {
    let confidence = (word.confidence * 100.0).round();
    let read = match word.ocr == word.text {
        true => String::new(),
        false => format!(" data-ocr=\"{}\"", Escaped(&word.ocr)),
    };
    let place = bbox(word.bbox);
    let text = Escaped(&word.text);
    let _ = write!(
        out,
        "<span class=\"ocrx_word\" id=\"{id}\" title=\"{place}; x_wconf {confidence}\"{read}>{text}</span> "
    );
}
