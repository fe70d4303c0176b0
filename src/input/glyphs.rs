//! The glyphs that a PDF page writes, with what they mean and where they stand.
//!
//! A page is played to a device that looks at glyphs and at what hides them. What lies outside the page as it is shown, and
//! what is printed over itself to look bold, is left out.

use super::pdf_device::{bounds, is_seen, place_of, play};
use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::hayro_syntax::page::Page;
use std::collections::HashMap;

/// Ascent and descent of letters, and units, of an em as the decoder has it.
const ASCENT: f64 = 720.0;
const DESCENT: f64 = -210.0;
const EM: f64 = 1000.0;
/// Width of a glyph whose font gives none.
const USUAL: f32 = 500.0;
/// Distance, in ems, up to which the same glyph is one that was printed twice; the narrowest letter is twice
/// as wide.
const TWICE: f64 = 0.12;
/// Width of a letter, in heights of an em, at most, where its glyph stands for the space behind it too.
const SPACED: f64 = 0.6;
/// Width of the cells in which glyphs are looked up, in PDF units.
const CELL: f64 = 4.0;

/// A glyph on its page, in PDF units.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// What it means; blank for a space.
    pub(crate) text: String,
    /// Where it stands on its line and where the next one does.
    pub(crate) start: Point,
    pub(crate) end: Point,
    /// Where it is led to: to the right in upright text.
    pub(crate) along: Vec2,
    /// Size of its font.
    pub(crate) em: f64,
    pub(crate) place: Rect,
    /// Whether its font draws small letters of TCVN3 as capitals.
    pub(crate) capitals: bool,
    /// Whether it is seen: drawn, and by no image hidden.
    pub(crate) shown: bool,
}

/// The glyphs of a page in the order of the file.
pub(crate) fn of(page: &Page<'_>) -> Vec<Placed> {
    let mut gathered = Gathered::default();
    play(page, &mut gathered);
    gathered.hide();
    let page = bounds(page);
    let inside = |glyph: &Placed| page.contains(glyph.place.center());
    once(gathered.glyphs.into_iter().filter(inside))
}

/// How many glyphs with a meaning stand outside the page as it is shown, and how many there are.
pub(crate) fn outside(page: &Page<'_>) -> (usize, usize) {
    let mut gathered = Gathered::default();
    play(page, &mut gathered);
    let (shown, glyphs) = (bounds(page), gathered.glyphs);
    let written = glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
    let outside = |glyph: &&Placed| !shown.contains(glyph.place.center());
    (written.clone().filter(outside).count(), written.count())
}

/// Glyphs without those that stand where the same one stands already.
fn once(glyphs: impl Iterator<Item = Placed>) -> Vec<Placed> {
    let mut seen: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    let mut kept: Vec<Placed> = Vec::new();
    for glyph in glyphs {
        let (x, y) = (
            (glyph.start.x / CELL).floor() as i32,
            (glyph.start.y / CELL).floor() as i32,
        );
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let doubles = |other: &usize| {
            let other = &kept[*other];
            other.text == glyph.text
                && other.start.distance(glyph.start) < (TWICE * glyph.em).min(CELL)
        };
        let near = near.filter_map(|cell| seen.get(&cell));
        if let Some(&double) = near.flatten().find(|other| doubles(other)) {
            kept[double].shown |= glyph.shown;
            continue;
        }
        seen.entry((x, y)).or_default().push(kept.len());
        kept.push(glyph);
    }
    kept
}

/// The device that gathers glyphs.
#[derive(Default)]
struct Gathered {
    glyphs: Vec<Placed>,
    /// Where the last image lies, and how many glyphs it may hide.
    image: Option<(Rect, usize)>,
}

impl Gathered {
    /// Notes which glyphs the last image hides.
    fn hide(&mut self) {
        let Some((image, before)) = self.image else {
            return;
        };
        for glyph in &mut self.glyphs[..before] {
            glyph.shown &= !image.contains(glyph.place.center());
        }
    }
}

/// A glyph and, where it stands for a space too, that.
fn placed(
    glyph: &Glyph<'_>,
    transform: Affine,
    capitals: bool,
    shown: bool,
) -> Option<(Placed, Option<Placed>)> {
    let text = match glyph.as_unicode()? {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    };
    let advance = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    let advance = f64::from(advance.unwrap_or(USUAL));
    let em = transform.determinant().abs().sqrt() * EM;
    let [a, b, ..] = transform.as_coeffs();
    let length = a.hypot(b);
    let along = match length > 0.0 {
        true => Vec2::new(a / length, b / length),
        false => Vec2::new(1.0, 0.0),
    };
    let spaced = text.ends_with(char::is_whitespace) && !text.trim().is_empty();
    let letter = match spaced {
        true => (advance / 2.0).min(SPACED * transform_size(transform) / length.max(f64::EPSILON)),
        false => advance,
    };
    let whole = |text: &str, from: f64, to: f64| Placed {
        text: text.trim().to_owned(),
        start: transform * Point::new(from, 0.0),
        end: transform * Point::new(to, 0.0),
        along,
        em,
        place: transform.transform_rect_bbox(Rect::new(from, DESCENT, to, ASCENT)),
        capitals,
        shown,
    };
    let space = spaced.then(|| whole("", letter, advance));
    Some((whole(&text, 0.0, letter), space))
}

/// Height of an em, in PDF units.
fn transform_size(transform: Affine) -> f64 {
    let [_, _, c, d, _, _] = transform.as_coeffs();
    c.hypot(d) * EM
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

impl<'a> Device<'a> for Gathered {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let shown = is_seen(mode);
        let glyphs = run.glyphs();
        let capitals = glyphs.first().is_some_and(|glyph| is_capital_font(glyph));
        for glyph in glyphs {
            let transform = props.transform * glyph.transform();
            if let Some((letter, space)) = placed(glyph, transform, capitals, shown) {
                self.glyphs.push(letter);
                self.glyphs.extend(space);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if let Image::Raster(image) = image {
            let place = place_of(image.stream(), props.transform);
            self.image = Some((place, self.glyphs.len()));
        }
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_twice_is_there_once() {
        let glyph = |text: &str, x: f64| Placed {
            text: text.to_owned(),
            start: Point::new(x, 100.0),
            end: Point::new(x + 4.0, 100.0),
            along: Vec2::new(1.0, 0.0),
            em: 12.0,
            place: Rect::new(x, 90.0, x + 4.0, 102.0),
            shown: true,
            capitals: false,
        };
        let line = [("l", 10.0), ("l", 13.3), ("à", 20.0)];
        let shifted = line.map(|(text, x)| (text, x + 0.4));
        let glyphs = line.iter().chain(&shifted).map(|&(text, x)| glyph(text, x));
        let texts: Vec<String> = once(glyphs).into_iter().map(|glyph| glyph.text).collect();
        assert_eq!(texts, ["l", "l", "à"]);
    }
}
