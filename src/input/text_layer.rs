//! The text that a PDF page holds beside what is seen: that of a born-digital page, or what an OCR program
//! left under a scan.
//!
//! Glyphs that follow each other on one line are a word; a space, or a gap as wide as one, ends it. Marks
//! that are glyphs of their own go to their letters.

use super::glyphs::{self, Placed};
use super::pdf_device::units_per_inch;
use crate::text::letters::{is_letter, is_raised_figure, raised_figures};
use crate::text::{legacy, plain};
use hayro::hayro_interpret::kurbo::Rect;
use hayro::hayro_syntax::page::Page;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Gap, in ems, from which a new word begins, and rise that begins a new line.
const GAP: f64 = 0.17;
const RISE: f64 = 0.3;
/// Overlap, in ems, from which a glyph is not behind the one before.
const BACK: f64 = 0.3;
/// Gap, in ems, from which letters are columns, not set apart.
const COLUMN: f64 = 1.5;
/// Glyphs back to which the letter of a mark is looked for.
const NEAR: usize = 200;
/// How far a mark may stand beside its letter, in ems.
const BESIDE: f64 = 0.15;
/// Cosine of the angle from which two glyphs are led apart.
const SAME_WAY: f64 = 0.95;
/// Size of the mark of a note against the text, at most, and how far it is raised, in ems of the text.
const NOTE: f64 = 0.8;
const RAISED: std::ops::Range<f64> = 0.15..0.7;

/// A word of a text layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LayerWord {
    /// Its text, in Unicode.
    pub text: String,
    /// Left, top, right and bottom in inches from the upper left corner of the page.
    pub place: [f32; 4],
    /// Whether it runs up, down or backwards, as what is stamped into a margin does.
    pub turned: bool,
    /// Whether it is seen, as a stamp is; what an OCR program leaves under a scan is not.
    pub shown: bool,
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
    /// Whether an image fills the page, or pieces of one do.
    pub is_scan: bool,
    /// Whether the page is nothing but an image and text that is seen, so that the image can be had alone.
    pub is_printed_on: bool,
    /// Whether the page draws shapes that may be letters.
    pub may_draw_letters: bool,
    /// Where images lie that may hold text, places as those of words.
    pub pictures: Vec<[f32; 4]>,
}

impl TextLayer {
    /// The words joined by spaces.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// The same with those words alone that are seen.
    pub(crate) fn shown(&self) -> TextLayer {
        let mut layer = self.clone();
        layer.words.retain(|word| word.shown);
        layer
    }
}

/// The words that a page holds; none where most of them are turned, as on a page that lies on its side.
pub(crate) fn words(page: &Page<'_>) -> Vec<LayerWord> {
    let words = decoded(&gathered(glyphs::of(page)), units_per_inch(page));
    let turned = words.iter().filter(|word| word.turned).count();
    match turned * 2 > words.len() {
        true => Vec::new(),
        false => words,
    }
}

/// Whether a page's text is written for fonts of other characters, so that programs show other letters than one sees.
pub(crate) fn is_recoded(page: &Page<'_>) -> bool {
    let raw = in_lines(&gathered(glyphs::of(page)));
    legacy::decoded(&raw) != raw
}

/// A place on the page in inches.
pub(crate) fn inches(place: Rect, units_per_inch: f32) -> [f32; 4] {
    let inches = |units: f64| (units / f64::from(units_per_inch)) as f32;
    [place.x0, place.y0, place.x1, place.y1].map(inches)
}

/// A word as its glyphs spell it, in PDF units.
struct Word {
    text: String,
    place: Rect,
    capitals: bool,
    turned: bool,
    shown: bool,
    /// Whether it stands on another line than the word before.
    breaks: bool,
}

/// How a glyph stands to the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    /// Gap in ems; `None` on another line or where lines are led elsewhere.
    gap: Option<f64>,
    /// Whether a space stands between.
    spaced: bool,
}

/// Glyphs → words.
fn gathered(glyphs: Vec<Placed>) -> Vec<Word> {
    let (glyphs, spaces) = without_spaces(with_marks(glyphs));
    let glyphs = with_notes(glyphs);
    let steps: Vec<Step> = (0..glyphs.len())
        .map(|i| Step {
            gap: i
                .checked_sub(1)
                .and_then(|last| gap(&glyphs[last], &glyphs[i])),
            spaced: spaces[i],
        })
        .collect();
    let mut words: Vec<Word> = Vec::new();
    for (i, glyph) in glyphs.iter().enumerate() {
        match words.last_mut() {
            Some(word) if follows(&glyphs, &steps, i) && word.shown == glyph.shown => {
                word.text.push_str(&glyph.text);
                word.place = word.place.union(glyph.place);
            }
            _ => words.push(Word {
                text: glyph.text.clone(),
                place: glyph.place,
                capitals: glyph.capitals,
                turned: glyph.along.x < SAME_WAY,
                shown: glyph.shown,
                breaks: steps[i].gap.is_none(),
            }),
        }
    }
    words
}

/// Leaves spaces out; says of each other glyph whether one stood before it.
fn without_spaces(glyphs: Vec<Placed>) -> (Vec<Placed>, Vec<bool>) {
    let (mut kept, mut spaces, mut spaced) = (Vec::new(), Vec::new(), false);
    for glyph in glyphs {
        if glyph.text.is_empty() {
            spaced = true;
            continue;
        }
        kept.push(glyph);
        spaces.push(std::mem::take(&mut spaced));
    }
    (kept, spaces)
}

/// Gap between two glyphs of a line, in ems.
fn gap(last: &Placed, next: &Placed) -> Option<f64> {
    let between = next.start - last.end;
    let rise = between.cross(last.along).abs();
    let gap = between.dot(last.along) / next.em;
    (last.along.dot(next.along) > SAME_WAY && rise < RISE * last.em && gap >= -BACK).then_some(gap)
}

/// Whether a glyph belongs to the word of the one before: no space stands between, and the gap is none, or is
/// that by which all letters around are set apart.
fn follows(glyphs: &[Placed], steps: &[Step], at: usize) -> bool {
    let Step {
        gap: Some(gap),
        spaced: false,
    } = steps[at]
    else {
        return false;
    };
    let ends_in_letter = |glyph: &Placed| glyph.text.chars().next_back().is_some_and(is_letter);
    let (last, next) = (&glyphs[at - 1], &glyphs[at]);
    let letters = ends_in_letter(last) && ends_in_letter(next);
    if last.text.ends_with(is_raised_figure) && ends_in_letter(next) {
        return false;
    }
    let around = [Some(&steps[at - 1]), steps.get(at + 1)]
        .into_iter()
        .flatten();
    let around = around
        .filter_map(|step| step.gap)
        .filter(|gap| *gap < COLUMN);
    let apart = around.min_by(f64::total_cmp).filter(|_| letters);
    gap < GAP + apart.unwrap_or(0.0).max(0.0)
}

/// Puts marks that are glyphs of their own onto the letters that they stand over or under.
fn with_marks(glyphs: Vec<Placed>) -> Vec<Placed> {
    let mut letters: Vec<Placed> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let marks = !glyph.text.is_empty() && glyph.text.chars().all(is_combining_mark);
        let near = letters.iter_mut().rev().take(NEAR).filter(|_| marks);
        match near.into_iter().find(|letter| carries(letter, &glyph)) {
            Some(letter) => letter.text = composed(&letter.text, &glyph.text),
            None => letters.push(glyph),
        }
    }
    letters
}

/// Whether a mark stands over or under a letter.
fn carries(letter: &Placed, mark: &Placed) -> bool {
    let from = mark.start - letter.start;
    let (at, rise) = (from.dot(letter.along), from.cross(letter.along).abs());
    let width = (letter.end - letter.start).dot(letter.along);
    let beside = BESIDE * letter.em;
    !letter.text.is_empty() && rise < letter.em && (-beside..width + beside).contains(&at)
}

/// A letter with one more mark: the marks of its shape come before that of its tone, in whatever order they
/// are drawn.
fn composed(letter: &str, mark: &str) -> String {
    const SHAPES: [char; 3] = ['\u{302}', '\u{306}', '\u{31b}'];
    let is_shape = |c: char| SHAPES.contains(&c);
    let all: Vec<char> = letter
        .chars()
        .chain(mark.chars())
        .flat_map(|c| std::iter::once(c).nfd())
        .collect();
    let (shapes, others): (Vec<char>, Vec<char>) = all.into_iter().partition(|&c| is_shape(c));
    let first = others
        .iter()
        .take_while(|&&c| !is_combining_mark(c))
        .count();
    let (base, tones) = others.split_at(first);
    base.iter()
        .chain(&shapes)
        .chain(tones)
        .copied()
        .nfc()
        .collect()
}

/// Sets the small raised figures that point to notes, or stand before them, as what they are (`¹`), on the
/// line of their text.
fn with_notes(mut glyphs: Vec<Placed>) -> Vec<Placed> {
    for i in 0..glyphs.len() {
        let around = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let text = around
            .filter_map(|other| glyphs.get(other))
            .find(|other| notes(other, &glyphs[i]));
        let (Some(text), Some(figures)) = (text.cloned(), raised_figures(&glyphs[i].text)) else {
            continue;
        };
        let down = text.start.y - glyphs[i].start.y;
        let glyph = &mut glyphs[i];
        glyph.text = figures;
        glyph.start.y += down;
        glyph.end.y += down;
        glyph.em = text.em;
    }
    glyphs
}

/// Whether a glyph is small and raised beside one of the text.
fn notes(text: &Placed, mark: &Placed) -> bool {
    let raised = (text.start.y - mark.start.y) / text.em;
    let near = (mark.start.x - text.end.x).max(text.start.x - mark.end.x);
    let upright = text.along.x > SAME_WAY && mark.along.x > SAME_WAY;
    upright && mark.em < NOTE * text.em && RAISED.contains(&raised) && near < text.em
}

/// Words in Unicode, whatever font they were written for.
fn decoded(words: &[Word], units_per_inch: f32) -> Vec<LayerWord> {
    let lines = in_lines(words);
    let text = legacy::decoded(&lines);
    let texts = text.split_whitespace();
    let word = |(word, text): (&Word, &str)| LayerWord {
        text: plain(match word.capitals {
            true => text.to_uppercase(),
            false => text.to_owned(),
        }),
        place: inches(word.place, units_per_inch),
        turned: word.turned,
        shown: word.shown,
    };
    words.iter().zip(texts).map(word).collect()
}

/// The words in lines.
fn in_lines(words: &[Word]) -> String {
    let mut lines = String::new();
    for word in words {
        lines.push(if word.breaks { '\n' } else { ' ' });
        lines.push_str(&word.text.replace(char::is_whitespace, ""));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro::hayro_interpret::kurbo::{Point, Vec2};

    /// A glyph half an em wide at a place on the line `y`.
    fn glyph(text: &str, x: f64, y: f64, em: f64) -> Placed {
        Placed {
            text: text.to_owned(),
            start: Point::new(x, y),
            end: Point::new(x + em / 2.0, y),
            along: Vec2::new(1.0, 0.0),
            em,
            place: Rect::new(x, y - em, x + em / 2.0, y),
            capitals: false,
            shown: true,
        }
    }

    /// Letters with `apart` between them; a space is as wide as a letter.
    fn line(text: &str, apart: f64) -> Vec<Placed> {
        let step = |(i, c): (usize, char)| {
            glyph(c.to_string().trim(), i as f64 * (5.0 + apart), 100.0, 10.0)
        };
        text.chars().enumerate().map(step).collect()
    }

    fn words(glyphs: Vec<Placed>) -> Vec<String> {
        let words = decoded(&gathered(glyphs), 72.0);
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn letters_that_are_set_apart_are_words_still() {
        assert_eq!(words(line("BÁO CÁO SỞ", 0.0)), ["BÁO", "CÁO", "SỞ"]);
        assert_eq!(words(line("BÁO CÁO SỞ", 3.0)), ["BÁO", "CÁO", "SỞ"]);
        let mut moved = line("BÁOCÁO", 3.0);
        for glyph in &mut moved[3..] {
            glyph.start.x += 3.0;
            glyph.end.x += 3.0;
        }
        assert_eq!(words(moved), ["BÁO", "CÁO"]);
        assert_eq!(words(line("527", 3.0)), ["5", "2", "7"]);
    }

    #[test]
    fn marks_go_to_their_letters() {
        let mut glyphs = line("SO ", 0.0);
        glyphs.push(glyph("\u{309}", 7.0, 97.0, 10.0));
        glyphs.push(glyph("\u{31b}", 9.0, 98.0, 10.0));
        glyphs.push(glyph("N", 15.0, 100.0, 10.0));
        assert_eq!(words(glyphs), ["SỞ", "N"]);
        assert_eq!(composed("o\u{301}", "\u{302}"), "ố");
    }

    #[test]
    fn small_raised_figures_are_marks_of_notes() {
        let mut glyphs = line("12", 0.0);
        glyphs.push(glyph("3", 10.0, 96.5, 6.0));
        glyphs.push(glyph(",", 13.0, 100.0, 10.0));
        glyphs.push(glyph("1", 0.0, 196.5, 6.0));
        glyphs.push(glyph("S", 3.5, 200.0, 10.0));
        assert_eq!(words(glyphs), ["12³,", "¹", "S"]);
    }

    #[test]
    fn turned_words_are_told() {
        let up = |(i, c): (usize, char)| Placed {
            start: Point::new(30.0, 100.0 - 5.0 * i as f64),
            end: Point::new(30.0, 95.0 - 5.0 * i as f64),
            along: Vec2::new(0.0, -1.0),
            ..glyph(&c.to_string(), 0.0, 0.0, 10.0)
        };
        let glyphs: Vec<Placed> = "SAO".chars().enumerate().map(up).collect();
        let words = decoded(&gathered(glyphs), 72.0);
        assert!(matches!(&words[..], [word] if word.turned && word.text == "SAO"));
    }
}
