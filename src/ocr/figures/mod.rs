//! Figures: letters that stand for digits, and separators, which an engine loses or takes for each other
//! more easily than digits. A point stands on the line, a comma hangs below it: the picture decides.

pub(crate) mod note_marks;

use super::print::{Component, Print, median, tall};
use crate::document::layout::{BBox, Word};
use crate::text::look_alikes::{Context, look_alike};
use image::GrayImage;
use std::ops::Range;

/// Width of a separator, in heights of the digits.
const WIDTH: std::ops::RangeInclusive<f32> = 0.1..=0.35;
/// Least height of a separator, and how far its top lies above the line: what lies below is a mark of
/// the next line.
const LEAST: f32 = 0.11;
const TOP: std::ops::RangeInclusive<f32> = 0.08..=0.32;
/// Height of a mark and how far it hangs below the line, together: points have less, commas more.
const POINT: f32 = 0.27;
const COMMA: f32 = 0.34;
/// How far a mark may float above the line.
const FLOATING: f32 = 0.08;
/// Confidence of a figure whose separators are seen otherwise than they were read, and of one where the
/// picture leaves them open.
pub(crate) const CORRECTED: f32 = 0.75;
pub(crate) const DOUBTFUL: f32 = 0.4;

/// Replaces the letters among the digits of a word by the digits that they look like.
pub(crate) fn replace_letters(word: &mut Word) {
    if let Some(text) = digits(&word.text) {
        word.replace(text);
    }
}

/// The words as the figure that they are where nothing but figures stands.
pub(crate) fn likely(words: &[Word]) -> Vec<Word> {
    let digit = |c: char| {
        let between = look_alike(c, Context::Digits);
        between
            .or_else(|| look_alike(c, Context::Figures))
            .unwrap_or(c)
    };
    let likely = |word: &Word| {
        let bare = word
            .text
            .trim_matches(['.', ',', ')', '(', ';', ':', '_', '-', '\'']);
        let mut word = word.clone();
        word.replace(bare.chars().map(digit).collect());
        word
    };
    words.iter().map(likely).collect()
}

/// Corrects the digits and separators of a figure.
pub(crate) fn correct_separators(word: &mut Word, image: &GrayImage) {
    note_marks::take_off(word, image);
    replace_letters(word);
    let Some(core) = core(&word.text) else { return };
    let read: Vec<char> = word.text[core.clone()].chars().collect();
    let Some(marks) = marks(word, core.clone(), image) else {
        word.confidence = word.confidence.min(DOUBTFUL);
        return;
    };
    match with_marks(&read, &marks) {
        Ok(text) => {
            let moved = marks.len() != separators(&read);
            let text = format!(
                "{}{text}{}",
                &word.text[..core.start],
                &word.text[core.end..]
            );
            if moved {
                word.confidence = word.confidence.min(CORRECTED);
            }
            word.replace(text);
        }
        Err(Unclear) => word.confidence = word.confidence.min(DOUBTFUL),
    }
}

/// The text with digits for the letters among its digits; `None` if there are none.
fn digits(text: &str) -> Option<String> {
    let bare = text.trim_end_matches(['.', ',', ')', ';', ':']);
    let mut letters = bare.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && let Some(digit) = look_alike(letter, Context::Alone)
    {
        return Some(format!("{digit}{}", &text[bare.len()..]));
    }
    let all: Vec<char> = text.chars().collect();
    let digit = |c: char| look_alike(c, Context::Digits);
    let joins = |c: &char| c.is_ascii_digit() || digit(*c).is_some() || matches!(c, '.' | ',');
    let mut replaced = String::with_capacity(text.len());
    let mut before = None;
    for run in all.chunk_by(|a, b| joins(a) == joins(b)) {
        // Letters before it make it the end of a word.
        let word = before.is_some_and(char::is_alphabetic);
        let number = !word && joins(&run[0]) && run.iter().any(char::is_ascii_digit);
        before = run.last().copied();
        replaced.extend(
            run.iter()
                .map(|&c| if number { digit(c).unwrap_or(c) } else { c }),
        );
    }
    (replaced != text).then_some(replaced)
}

/// The figure in a word, from its first to its last digit; `None` where there is none of two digits or
/// more, or other signs are among them.
fn core(text: &str) -> Option<Range<usize>> {
    let digit = |c: char| c.is_ascii_digit();
    let core = text.find(digit)?..text.rfind(digit)? + 1;
    let figure = &text[core.clone()];
    let plain = figure.chars().all(|c| digit(c) || matches!(c, '.' | ','));
    let around = text[..core.start].chars().chain(text[core.end..].chars());
    let bare = around.into_iter().all(|c| ".,;:()-+%".contains(c));
    (plain && bare && figure.chars().filter(|c| digit(*c)).count() >= 2).then_some(core)
}

fn separators(figure: &[char]) -> usize {
    figure.iter().filter(|c| !c.is_ascii_digit()).count()
}

/// A separator as it is seen: after how many digits, and what it is if that is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    after: Option<usize>,
    sign: Option<char>,
}

/// The separators seen between the digits of a word; `None` if more digits are seen than were read, or none.
fn marks(word: &Word, core: Range<usize>, image: &GrayImage) -> Option<Vec<Mark>> {
    let b = word.bbox;
    let below = (b.y1 - b.y0) / 3;
    let print = Print::of(image, BBox::from([b.x0 - 2, b.y0, b.x1 + 2, b.y1 + below]));
    let components = print.components();
    let letters = tall(&components);
    let height = median(letters.iter().map(Component::height).collect())? as f32;
    let line = median(letters.iter().map(|component| component.bbox.y1).collect())?;
    let digits = word.text[core.clone()]
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    let before = word.text[..core.start]
        .chars()
        .filter(|c| "()".contains(*c))
        .count();
    let after = word.text[core.end..]
        .chars()
        .filter(|c| "()".contains(*c))
        .count();
    let counted = letters.len() == before + digits + after && !word.text.contains('%');
    let whole = core == (0..word.text.len());
    if whole && letters.len() > digits {
        return None;
    }
    let inside = |component: &&Component| {
        letters
            .first()
            .is_some_and(|first| first.bbox.x1 <= component.bbox.x0 + 1)
            && letters
                .last()
                .is_some_and(|last| component.bbox.x1 <= last.bbox.x0 + 1)
    };
    let sight = Sight {
        print: &print,
        height,
        line,
    };
    let seen = components
        .iter()
        .filter(inside)
        .filter(|component| sight.is_separator(component));
    let found = seen.map(|component| {
        let left = letters
            .iter()
            .filter(|letter| letter.bbox.x1 <= component.bbox.x0 + 2)
            .count();
        let after = match (counted, whole) {
            (true, _) => left.checked_sub(before).filter(|&left| left < digits),
            (_, true) => spread(&letters, component.bbox, digits),
            _ => None,
        };
        Mark {
            after,
            sign: sight.sign(component),
        }
    });
    // What lies between brackets and digits is no part of the figure.
    Some(found.filter(|mark| mark.after != Some(0)).collect())
}

/// Digits to the left of a mark where some of them run into each other: all are equally wide.
fn spread(letters: &[Component], mark: BBox, digits: usize) -> Option<usize> {
    let (start, end) = (letters.first()?.bbox.x0, letters.last()?.bbox.x1);
    let ink = (end - start - (mark.x1 - mark.x0)) as f32;
    let left = (mark.x0 - start) as f32 / ink * digits as f32;
    let nearest = left.round();
    ((left - nearest).abs() < 0.25 && (1.0..digits as f32).contains(&nearest))
        .then_some(nearest as usize)
}

/// The line on which the digits of a word stand.
struct Sight<'a> {
    print: &'a Print,
    /// Height of the digits.
    height: f32,
    line: i32,
}

impl Sight<'_> {
    fn in_heights(&self, pixels: i32) -> f32 {
        pixels as f32 / self.height
    }

    /// Whether a component stands alone at the foot of the line.
    fn is_separator(&self, component: &Component) -> bool {
        let above = |x: i32| {
            let top = self.line - self.height as i32;
            (top..component.bbox.y0).any(|y| self.print.is_dark(x, y))
        };
        WIDTH.contains(&self.in_heights(component.width()))
            && self.in_heights(component.height()) >= LEAST
            && TOP.contains(&self.in_heights(self.line - component.bbox.y0))
            && self.in_heights(self.line - component.bbox.y1) <= FLOATING
            && !(component.bbox.x0..component.bbox.x1).any(above)
    }

    fn sign(&self, component: &Component) -> Option<char> {
        let hangs = self.in_heights(component.height() + (component.bbox.y1 - self.line).max(0));
        match hangs {
            hangs if hangs <= POINT => Some('.'),
            hangs if hangs >= COMMA => Some(','),
            _ => None,
        }
    }
}

/// The picture leaves open where separators are.
#[derive(Debug, PartialEq, Eq)]
struct Unclear;

/// A figure with the separators that are seen.
fn with_marks(read: &[char], marks: &[Mark]) -> Result<String, Unclear> {
    let digits: String = read.iter().filter(|c| c.is_ascii_digit()).collect();
    if marks.len() == separators(read) {
        let mut signs = marks.iter().map(|mark| mark.sign);
        let seen = |&c: &char| match c.is_ascii_digit() {
            true => c,
            false => signs.next().flatten().unwrap_or(c),
        };
        return Ok(read.iter().map(seen).collect());
    }
    if marks.len() < separators(read) {
        return Err(Unclear);
    }
    let mut figure = digits.clone();
    for mark in marks.iter().rev() {
        let (after, sign) = mark.after.zip(mark.sign).ok_or(Unclear)?;
        // Points separate groups of three.
        if sign == '.' && !(digits.len() - after).is_multiple_of(3) {
            return Err(Unclear);
        }
        figure.insert(after, sign);
    }
    Ok(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::print::tests::drawn;

    #[test]
    fn letters_among_digits_are_digits() {
        let cases = [
            ("1ó.óó0", Some("16.660")),
            ("O1", Some("01")),
            ("0óA/LK-TV", Some("06A/LK-TV")),
            ("]9", Some("19")),
            ("Chi3", None),
            ("ó.", Some("6.")),
            ("có", None),
            ("QĐ-UBND", None),
            ("12,5%", None),
            ("o.", None),
        ];
        for (read, wanted) in cases {
            assert_eq!(digits(read).as_deref(), wanted, "{read}");
        }
    }

    /// Digits 10 high: `12.3` with a point, a comma, or none.
    fn print(mark: &str) -> (GrayImage, BBox) {
        let mut rows = vec![" ##   ####     ####"; 8];
        let (point, comma) = (" ##   ####  ## ####", "            ##     ");
        let nothing = "                   ";
        match mark {
            "." => rows.extend([point, point]),
            "," => rows.extend([point, point, comma, comma]),
            "below" => rows.extend([rows[0], rows[0], nothing, comma, comma]),
            _ => rows.extend([rows[0], rows[0]]),
        }
        drawn(&rows)
    }

    #[test]
    fn separators_are_those_of_the_picture() {
        let cases = [
            (",", "12.3", "12,3", 0.9),
            (",", "123", "12,3", CORRECTED),
            (",", "(12,3", "(12,3", 0.9),
            (".", "12.3", "12.3", 0.9),
            (".", "12,3", "12.3", 0.9),
            (".", "123", "123", DOUBTFUL),
            ("", "12,3", "12,3", DOUBTFUL),
            ("", "123", "123", 0.9),
            ("below", "123", "123", 0.9),
            ("", "123/BC", "123/BC", 0.9),
        ];
        for (mark, read, wanted, confidence) in cases {
            let (image, bbox) = print(mark);
            let text = read.to_owned();
            let mut word = Word::new(text, 0.9, bbox);
            correct_separators(&mut word, &image);
            assert_eq!(
                (word.text.as_str(), word.confidence),
                (wanted, confidence),
                "{mark} {read}"
            );
        }
    }
}
