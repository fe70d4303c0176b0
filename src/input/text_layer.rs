//! The text that a PDF page holds beside what is seen: that of a born-digital page, or what an OCR program
//! left under a scan.
//!
//! A page is played to a device that only looks at glyphs. Glyphs that follow each other on one line are a
//! word; a space, or a gap as wide as one, ends it.

use super::pdf_device::{play, units_per_inch};
use crate::text::Legacy;
use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::hayro_syntax::page::Page;

/// Ascent and descent of letters, and units, of an em as the decoder has it.
const ASCENT: f64 = 720.0;
const DESCENT: f64 = -210.0;
const EM: f64 = 1000.0;
/// Width of a glyph whose font gives none.
const USUAL: f32 = 500.0;
/// Gap, in ems, from which a new word begins, and rise that begins a new line.
const GAP: f64 = 0.17;
const RISE: f64 = 0.3;
/// Overlap, in ems, from which a glyph is not behind the one before.
const BACK: f64 = 0.3;

/// A word of a text layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWord {
    /// Its text, in Unicode.
    pub text: String,
    /// Left, top, right and bottom in inches from the upper left corner of the page.
    pub place: [f32; 4],
}

/// The text that a page holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextLayer {
    /// Words in the order of the file.
    pub words: Vec<LayerWord>,
    /// Width and height in pixels of the page's image, or of the page as it is rendered.
    pub size: (u32, u32),
    /// Dots per inch of that; where pixels are not square, across the page.
    pub dpi: f32,
    /// Height of a pixel as a multiple of its width.
    pub pixel_height: f32,
    /// Whether an image fills the page.
    pub is_scan: bool,
}

impl TextLayer {
    /// The words joined by spaces.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

/// The words that a page holds.
pub(crate) fn words(page: &Page<'_>) -> Vec<LayerWord> {
    let mut glyphs = Glyphs::default();
    play(page, &mut glyphs);
    glyphs.decoded(units_per_inch(page))
}

/// The device that gathers glyphs to words, in PDF units.
#[derive(Default)]
struct Glyphs {
    words: Vec<Word>,
    /// Where the last glyph ended, and its em; `None` after a space.
    last: Option<(Point, f64)>,
}

struct Word {
    text: String,
    place: Rect,
    /// Whether its font draws small letters of TCVN3 as capitals.
    capitals: bool,
}

impl Glyphs {
    fn add(&mut self, glyph: &Glyph<'_>, transform: Affine, capitals: bool) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => return,
        };
        if text.trim().is_empty() {
            self.last = None;
            return;
        }
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(USUAL));
        let em = transform.determinant().abs().sqrt() * EM;
        let place = transform.transform_rect_bbox(Rect::new(0.0, DESCENT, advance, ASCENT));
        let start = transform * Point::ZERO;
        let follows = self.last.is_some_and(|(end, last_em)| {
            let gap = start.x - end.x;
            (start.y - end.y).abs() < RISE * last_em && (-BACK * em..GAP * em).contains(&gap)
        });
        match self.words.last_mut() {
            Some(word) if follows => {
                word.text.push_str(text.trim());
                word.place = word.place.union(place);
            }
            _ => self.words.push(Word {
                text: text.trim().to_owned(),
                place,
                capitals,
            }),
        }
        self.last = Some((transform * Point::new(advance, 0.0), em));
    }

    fn decoded(self, units_per_inch: f32) -> Vec<LayerWord> {
        let all: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        let legacy = Legacy::of(&all.join(" "));
        let inches = |units: f64| (units / f64::from(units_per_inch)) as f32;
        let decoded = |word: Word| {
            let Word {
                text,
                place,
                capitals,
            } = word;
            let text = legacy.map_or_else(|| text.clone(), |legacy| legacy.decode(&text));
            LayerWord {
                text: match capitals && legacy == Some(Legacy::Tcvn3) {
                    true => text.to_uppercase(),
                    false => text,
                },
                place: [place.x0, place.y0, place.x1, place.y1].map(inches),
            }
        };
        self.words.into_iter().map(decoded).collect()
    }
}

/// Whether a font is one of `.VnTimeH`, `.VnArialH`…, which draw small letters as capitals.
fn is_capital_font(glyph: &Glyph<'_>) -> bool {
    let Glyph::Outline(outline) = glyph else {
        return false;
    };
    let name = outline.font_data().and_then(|font| font.postscript_name);
    let name = name.unwrap_or_default();
    let family = name.trim_start_matches('.').split(['-', ',']).next();
    family.is_some_and(|family| family.starts_with("Vn") && family.ends_with('H'))
}

impl<'a> Device<'a> for Glyphs {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let glyphs = run.glyphs();
        let capitals = glyphs.first().is_some_and(|glyph| is_capital_font(glyph));
        for glyph in glyphs {
            self.add(glyph, props.transform * glyph.transform(), capitals);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
