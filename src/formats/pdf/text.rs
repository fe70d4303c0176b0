//! The invisible text of a page: every word over its print, spaces as characters between them.

use super::glyphless::{GLYPH_WIDTH, Glyphs};
use super::lines::{PdfLine, lines};
use crate::document::layout::Turn;
use crate::document::record::PageRecord;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Str};

/// Gap between words, in sizes of the line, that programs take for one between columns. There the space is
/// part of the letter before it, so that the row of a table stays one line.
const WIDE: f32 = 0.4;

/// Where the pixels of a page lie: a matrix from them to PDF units.
pub(crate) type PixelMatrix = [f32; 6];

/// Writes the text of a page whose pixels lie where `pixels` says.
pub(crate) fn write(
    drawing: &mut Content,
    page: &PageRecord,
    pixels: PixelMatrix,
    glyphs: &mut Glyphs,
) {
    let lines = lines(page);
    if lines.is_empty() {
        return;
    }
    drawing.begin_text();
    drawing.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in &lines {
        drawing.set_font(Name(b"F"), line.size);
        drawing.set_text_matrix(line_matrix(line, page, pixels));
        for (index, word) in line.words.iter().enumerate() {
            let next = line.words.get(index + 1).map(|next| next.start);
            let mut signs = Signs {
                drawing,
                glyphs,
                size: line.size,
            };
            signs.word(
                word.text,
                word.end - word.start,
                next.map(|next| next - word.end),
            );
        }
    }
    drawing.end_text();
}

/// The matrix that begins a line: along it and up from it, as they lie on the page.
fn line_matrix(line: &PdfLine<'_>, page: &PageRecord, pixels: PixelMatrix) -> PixelMatrix {
    let turn = Turn::of_degrees(page.rotation);
    let at = |x: f32, y: f32| {
        let (x, y) = turn.back((x, y), (page.width, page.height));
        let [a, b, c, d, e, f] = pixels;
        (a * x + c * y + e, b * x + d * y + f)
    };
    let start = line.words.first().map_or(0.0, |word| word.start);
    let (x, y) = at(start, line.base);
    let (along, up) = (at(start + 1.0, line.base), at(start, line.base - 1.0));
    [along.0 - x, along.1 - y, up.0 - x, up.1 - y, x, y]
}

/// Shows the signs of a line.
struct Signs<'a> {
    drawing: &'a mut Content,
    glyphs: &'a mut Glyphs,
    size: f32,
}

impl Signs<'_> {
    /// Shows a word so that it fills its place, and the space behind it so that it fills the gap.
    fn word(&mut self, text: &str, width: f32, gap: Option<f32>) {
        let mut signs: Vec<String> = text.chars().map(String::from).collect();
        let Some(last) = signs.pop() else { return };
        let letter = width / (signs.len() + 1) as f32;
        match gap {
            Some(gap) if gap > WIDE * self.size => {
                self.show(&signs, letter);
                self.show(&[last + " "], letter + gap);
            }
            Some(gap) => {
                signs.push(last);
                self.show(&signs, letter);
                self.show(&[" ".to_owned()], gap);
            }
            None => {
                // Programs take a hyphen away that ends a line.
                let hyphen = matches!(&*last, "-" | "\u{ad}");
                signs.push(if hyphen { last + " " } else { last });
                self.show(&signs, letter);
            }
        }
    }

    /// Shows signs, each so wide.
    fn show(&mut self, signs: &[String], width: f32) {
        if signs.is_empty() {
            return;
        }
        let natural = self.size * GLYPH_WIDTH / 1000.0;
        self.drawing.set_horizontal_scaling(100.0 * width / natural);
        let shown = self.glyphs.encode(signs);
        self.drawing.show(Str(&shown));
    }
}
