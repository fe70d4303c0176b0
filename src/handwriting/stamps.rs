//! Number and day of an incoming stamp (*dấu đến*), which clerks write into its dotted lines.

use super::decode::Label;
use super::recogniser::Recogniser;
use super::slots::along;
use super::strip::Cut;
use super::values;
use crate::document::layout::page_image::PageImage;
use crate::document::layout::slots::Candidate;
use crate::document::layout::{Line, Page, Word};
use crate::document::stamps::{StampKind, StampPrint};
use crate::recognition::strip::levels;
use crate::text::fold;

/// What is left before the first word of a line and at the edge of the stamp, in inches.
const RIM: f32 = 0.04;

/// Reads what is written into the incoming stamps of a page.
pub fn read_stamps(image: &PageImage, page: &mut Page, recogniser: &Recogniser) {
    let is_incoming = |stamp: &&mut StampPrint| stamp.kind == StampKind::Incoming;
    let (turn, dpi) = (-page.skew_degrees.to_radians(), page.dpi);
    // Boxes of a page that was turned are not upright on its scan.
    if page.rotation != 0 || !page.stamps.iter_mut().any(|stamp| is_incoming(&stamp)) {
        return;
    }
    let levels = levels(&image.image, image.image.height());
    for stamp in page.stamps.iter_mut().filter(is_incoming) {
        let turn = turn + stamp.slope.atan();
        for line in &stamp.lines {
            let Some(mut cut) = cut(line, stamp.bbox.x1 as f32, turn, dpi) else {
                continue;
            };
            let read = recogniser.line_at(&mut cut, &levels);
            let written = &mut stamp.written;
            if names_number(line) {
                let number = |number: String| (number.clone(), vec![number], 1.0);
                let of = |labels: &[Label]| values::stamp_number(labels).map(number);
                take_surer(&mut written.number, values::candidates(&read.readings, of));
            }
            let days = values::candidates(&read.readings, values::stamp_days);
            take_surer(&mut written.day, days);
        }
    }
}

/// Where a line of a stamp lies, from its first word that is no heading to the stamp's edge.
fn cut(line: &Line, edge: f32, turn: f32, dpi: f32) -> Option<Cut> {
    let is_heading = |word: &&Word| {
        !word
            .text
            .contains(|c: char| c.is_lowercase() || c.is_numeric())
    };
    let words: Vec<Word> = line.words.iter().skip_while(is_heading).cloned().collect();
    let x = words.first()?.bbox.x0 as f32 - RIM * dpi;
    Some(along(&words, (x, edge - RIM * dpi), turn, dpi))
}

/// Whether the engine read *Số* on a line: the recogniser alone takes *Giờ* for it.
fn names_number(line: &Line) -> bool {
    let mut words = line.words.iter();
    words.any(|word| fold(&word.text).starts_with("so"))
}

/// Takes the candidates whose first is the likelier one.
fn take_surer(held: &mut Vec<Candidate>, new: Vec<Candidate>) {
    let sure = |all: &[Candidate]| all.first().map_or(0.0, |best| best.probability);
    if sure(&new) > sure(held) {
        *held = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_behind_the_heading_of_its_stamp() {
        let line = Line::printed(100, "ĐẾN Ngày: 28 4 2026");
        let cut = cut(&line, 400.0, 0.0, 100.0).expect("words");
        assert_eq!((cut.x, cut.y, cut.length), (36.0, 120.0, 360.0));
        assert_eq!(
            super::cut(&Line::printed(0, "ĐẾN"), 400.0, 0.0, 100.0),
            None
        );
        assert!(!names_number(&line) && names_number(&Line::printed(0, "ĐẾN Số: 12")));
    }

    #[test]
    fn the_surer_line_counts() {
        let candidates = |value: &str, probability| {
            let value = value.to_owned();
            vec![Candidate {
                parts: Vec::new(),
                value,
                probability,
            }]
        };
        let mut held = candidates("2026-04-28", 0.6);
        take_surer(&mut held, Vec::new());
        take_surer(&mut held, candidates("2026-04-23", 0.2));
        assert_eq!(held, candidates("2026-04-28", 0.6));
        take_surer(&mut held, candidates("2026-04-26", 0.9));
        assert_eq!(held[0].value, "2026-04-26");
    }
}
