//! Readings of the slots → the words of the page and the fields of the header.

use crate::document::layout::slots::{Candidate, Slot, Slots};
use crate::document::layout::{BBox, Page, Word, words};
use crate::document::{Alternative, Header, Slot as Facts};
use crate::extract::{Extractor, HeadNumber};
use crate::handwriting::evidence::reweigh;
use crate::handwriting::slots::printed_year;
use crate::text::numbers::rounded;
use crate::text::{Span, fold_char, long_day};

/// Least probability of a value that is given; below it a person has to pick. Of values between this and
/// 0.5 one of two was right on generated lines.
const GIVEN: f32 = 0.35;
/// How many times likelier a value is that the engine read as well.
const AGREES: f32 = 8.0;
/// Confidence of the engine in figures that stand where the slot has no value.
const SURE: f32 = 0.7;
/// Alternatives that are named.
const ALTERNATIVES: usize = 4;

/// Puts what the slots hold in the place of what the engine read there. A slot of printed digits
/// is taken out where the engine read it itself or the slot has nothing sure: print is the engine's.
pub fn fill(page: &mut Page, slots: &mut Slots, extractor: &Extractor) {
    // The day first: where both are on one line, filling one moves the words of the other.
    let by_place = |slot: &Option<Slot>| slot.as_ref().map(|slot| (slot.line, slot.words.start));
    let serial_first = by_place(&slots.serial) > by_place(&slots.day);
    for serial in [serial_first, !serial_first] {
        match serial {
            true => fill_serial(page, &mut slots.serial, extractor),
            false => fill_day(page, &mut slots.day),
        }
    }
}

/// Whether the engine was sure of every figure.
fn is_sure(words: &[Word]) -> bool {
    let is_figure = |word: &&Word| word.text.contains(|c: char| c.is_ascii_digit());
    let figures = words.iter().filter(is_figure);
    figures.map(|word| word.confidence).fold(1.0, f32::min) >= SURE
}

fn fill_serial(page: &mut Page, serial: &mut Option<Slot>, extractor: &Extractor) {
    let Some(slot) = serial else { return };
    let covered = &page.lines[slot.line].words[slot.words.clone()];
    let line = words::joined(covered);
    let printed = extractor.head_number(&line.text);
    let by_engine = printed.as_ref().and_then(HeadNumber::serial);
    if slot.is_left_to_print(by_engine.as_deref(), is_sure(covered)) {
        *serial = None;
        return;
    }
    let Some(best) = slot.given() else { return };
    let (words, digits) = match &printed {
        Some(number) => {
            // All up to the word in which the symbol ends, as the engine read it.
            let inside = line.words.iter();
            let inside = inside.take_while(|joined| joined.span.start < number.end);
            (inside.count(), number.with_serial(&best.value))
        }
        None => (
            covered
                .iter()
                .take_while(|word| word.bbox.x0 < slot.end())
                .count(),
            format!("{}/", best.value),
        ),
    };
    let mut boxes = slot.parts.clone();
    if let (Some(last), Some(word)) = (boxes.last_mut(), covered[..words].last()) {
        last.x1 = word.bbox.x1.max(last.x0 + 1);
    }
    let texts = match boxes.len() {
        1 => vec![digits],
        _ => vec!["Số:".to_owned(), digits],
    };
    let probability = best.probability;
    replace(page, slot, words, &texts, &boxes, probability);
}

fn fill_day(page: &mut Page, day: &mut Option<Slot>) {
    let Some(slot) = day else { return };
    let covered = &page.lines[slot.line].words[slot.words.clone()];
    let text = words::text(covered);
    let by_engine = long_day(&text, Span::new(0, text.len())).and_then(|day| day.iso);
    if slot.is_left_to_print(by_engine.as_deref(), is_sure(covered)) {
        *day = None;
        return;
    }
    let Some(best) = slot.given() else { return };
    let [day, month, year] = &best.parts[..] else {
        return;
    };
    let texts = ["ngày", day, "tháng", month, "năm", year].map(str::to_owned);
    let mut boxes = slot.parts.clone();
    let year_word = covered
        .iter()
        .rposition(|word| printed_year(std::slice::from_ref(word)).is_some());
    let words = year_word.map_or_else(
        || {
            covered
                .iter()
                .take_while(|word| word.bbox.x0 < slot.end())
                .count()
        },
        |at| at + 1,
    );
    if boxes.len() == 5 {
        boxes.push(
            covered[..words]
                .last()
                .map_or_else(BBox::default, |word| word.bbox),
        );
    }
    let probability = best.probability;
    replace(page, slot, words, &texts, &boxes, probability);
}

/// How many times likelier a value is for what the engine read.
pub(super) fn agreement(by_engine: Option<&str>, value: &str) -> f32 {
    match by_engine == Some(value) {
        true => AGREES,
        false => 1.0,
    }
}

/// The likeliest value, if it is sure enough.
pub(super) fn given(candidates: &[Candidate]) -> Option<&Candidate> {
    let best = candidates.first();
    best.filter(|best| best.probability >= GIVEN)
}

impl Slot {
    /// Weighs the engine's own reading in; whether the slot is print that the engine read, or print
    /// without a sure value, of which the rules for text may see more: a year that is wrapped, say.
    /// Where the slot has no value, one that the engine was `sure` of stands, whoever wrote it.
    fn is_left_to_print(&mut self, by_engine: Option<&str>, sure: bool) -> bool {
        self.agree(by_engine);
        let (read, unread) = (by_engine.is_some(), self.given().is_none());
        match self.handwritten {
            true => read && unread && sure,
            false => read || unread,
        }
    }

    /// The engine's own reading makes a candidate likelier.
    fn agree(&mut self, by_engine: Option<&str>) {
        reweigh(&mut self.candidates, |value| agreement(by_engine, value));
    }

    /// The value, if it is sure enough.
    fn given(&self) -> Option<Candidate> {
        given(&self.candidates).cloned()
    }

    fn end(&self) -> i32 {
        self.parts.last().map_or(0, |part| part.x1)
    }

    /// The facts of the field; `value` makes a field's value of a candidate's.
    fn facts(&self, value: impl Fn(&str) -> String) -> Facts {
        let given = usize::from(self.given().is_some());
        let others = self.candidates.iter().skip(given).take(ALTERNATIVES);
        Facts {
            handwritten: self.handwritten,
            confidence: Some(rounded(
                self.candidates.first().map_or(0.0, |best| best.probability),
            )),
            alternatives: others
                .map(|other| Alternative {
                    value: value(&other.value),
                    confidence: rounded(other.probability),
                })
                .filter(|other| other.confidence > 0.0)
                .collect(),
            inferred_from: self.support.clone(),
        }
    }
}

/// Replaces the first `words` words of a slot by `texts`, each with its box; the engine's words
/// are kept with the new words that they overlap most.
fn replace(
    page: &mut Page,
    slot: &Slot,
    words: usize,
    texts: &[String],
    boxes: &[BBox],
    confidence: f32,
) {
    let line = &mut page.lines[slot.line].words;
    let range = slot.words.start..slot.words.start + words.min(slot.words.len());
    let mut new: Vec<Word> = Vec::new();
    if let Some(before) = line
        .get(range.start)
        .and_then(|word| before_keyword(&word.text))
    {
        let bbox = line[range.start].bbox;
        let cut = boxes
            .first()
            .map_or(bbox.x1, |keyword| keyword.x0)
            .clamp(bbox.x0, bbox.x1);
        new.push(new_word(
            before,
            BBox { x1: cut, ..bbox },
            line[range.start].confidence,
        ));
    }
    new.extend(
        texts
            .iter()
            .zip(boxes)
            .map(|(text, &bbox)| new_word(text.clone(), bbox, confidence)),
    );
    for old in &line[range.clone()] {
        let overlap = |word: &Word| old.bbox.x1.min(word.bbox.x1) - old.bbox.x0.max(word.bbox.x0);
        let nearest = new.iter_mut().max_by_key(|word| overlap(word));
        if let Some(read) = nearest.and_then(|word| word.replaced.as_mut()) {
            let space = if read.is_empty() { "" } else { " " };
            *read += &format!("{space}{}", old.as_read());
        }
    }
    line.splice(range, new);
}

fn new_word(text: String, bbox: BBox, confidence: f32) -> Word {
    Word {
        replaced: Some(String::new()),
        ..Word::new(text, confidence, bbox)
    }
}

/// What is glued to the front of *ngày*, as in `Wer,ngày`.
fn before_keyword(text: &str) -> Option<String> {
    let folded: String = text.chars().map(fold_char).collect();
    let at = folded.find("ngay")?;
    let before: String = text.chars().take(folded[..at].chars().count()).collect();
    Some(before).filter(|before| before.contains(char::is_alphanumeric))
}

/// Says of number and day how they were read; a value that is not sure enough is taken away.
pub fn describe(header: &mut Header, slots: &Slots) {
    if let (Some(number), Some(slot)) = (&mut header.number, &slots.serial) {
        let symbol = number.symbol.clone();
        number.slot = slot.facts(|serial| format!("{serial}/{symbol}"));
        if slot.given().is_none() {
            (number.normalized, number.serial, number.serial_text) = (None, None, None);
        }
    }
    if let (Some(date), Some(slot)) = (&mut header.date, &slots.day) {
        date.slot = slot.facts(str::to_owned);
        if slot.given().is_none() {
            date.iso = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::words::Line;

    fn page(words: &[&str]) -> Page {
        let word = |(at, text): (usize, &&str)| {
            let x0 = at as i32 * 100;
            let bbox = BBox {
                x0,
                y0: 0,
                x1: x0 + 90,
                y1: 20,
            };
            Word::new((*text).to_owned(), 0.5, bbox)
        };
        Page {
            width: 1000,
            height: 1000,
            dpi: 100.0,
            lines: vec![Line {
                words: words.iter().enumerate().map(word).collect(),
            }],
            ..Page::default()
        }
    }

    fn slot(
        handwritten: bool,
        candidates: &[(&str, &[&str], f32)],
        words: usize,
        parts: i32,
    ) -> Option<Slot> {
        let candidate = |&(value, parts, probability): &(&str, &[&str], f32)| Candidate {
            value: value.to_owned(),
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
            probability,
        };
        let part = |at: i32| BBox {
            x0: at * 100,
            y0: 0,
            x1: at * 100 + 95,
            y1: 20,
        };
        Some(Slot {
            handwritten,
            candidates: candidates.iter().map(candidate).collect(),
            support: Vec::new(),
            line: 0,
            words: 0..words,
            parts: (0..parts).map(part).collect(),
        })
    }

    fn pairs(page: &Page) -> Vec<String> {
        let words = page.lines[0].words.iter();
        words
            .map(|word| format!("{}<{}", word.text, word.as_read()))
            .collect()
    }

    #[test]
    fn serials_take_the_place_of_garbage() {
        let extractor = Extractor::builtin();
        for (words, candidates, wanted) in [
            (
                &["Số:", "Jlt/BC", "-", "UBND", "Tân"][..],
                ("118", 0.9),
                &["Số:<Số:", "118/BC-UBND<Jlt/BC - UBND", "Tân<Tân"][..],
            ),
            (
                &["Số:", "zz", "-BC/HU"],
                ("12", 0.9),
                &["Số:<Số:", "12-BC/HU<zz -BC/HU"],
            ),
            (
                &["Số:", "#/2021/NQ-HĐND"],
                ("06/2021", 0.9),
                &["Số:<Số:", "06/2021/NQ-HĐND<#/2021/NQ-HĐND"],
            ),
            (
                &["số:", "+45", "Ca/BC-HĐND"],
                ("4136", 0.9),
                &["Số:<số:", "4136/BC-HĐND<+45 Ca/BC-HĐND"],
            ),
            (
                &["Số:", "Jlt/BC-SXD"],
                ("118", 0.2),
                &["Số:<Số:", "Jlt/BC-SXD<Jlt/BC-SXD"],
            ),
        ] {
            let mut page = page(words);
            let serial = slot(true, &[(candidates.0, &[], candidates.1)], words.len(), 2);
            let mut slots = Slots { serial, day: None };
            fill(&mut page, &mut slots, &extractor);
            assert_eq!(pairs(&page), wanted, "{words:?}");
        }
    }

    #[test]
    fn days_take_the_place_of_garbage() {
        let mut page = page(&["Đá,ngày", "/ð", "tháng", "4", "nãm", "2021", "x"]);
        let day = slot(true, &[("2021-04-13", &["13", "4", "2021"], 0.95)], 7, 6);
        fill(
            &mut page,
            &mut Slots { serial: None, day },
            &Extractor::builtin(),
        );
        let wanted = [
            "Đá,<",
            "ngày<Đá,ngày",
            "13</ð",
            "tháng<tháng",
            "4<4",
            "năm<nãm",
            "2021<2021",
            "x<x",
        ];
        assert_eq!(pairs(&page), wanted);
    }

    #[test]
    fn print_stays_the_engines() {
        let mut page = page(&["Số:", "318/BC-SXD"]);
        let mut slots = Slots {
            serial: slot(false, &[("313", &[], 0.99)], 2, 2),
            day: None,
        };
        fill(&mut page, &mut slots, &Extractor::builtin());
        assert_eq!(pairs(&page), ["Số:<Số:", "318/BC-SXD<318/BC-SXD"]);
        assert_eq!(slots, Slots::default());
    }

    #[test]
    fn doubtful_values_are_for_a_person_to_pick() {
        let extractor = Extractor::builtin();
        let mut header = extractor
            .extract("UBND TỈNH\nSố: 11/BC-SXD\nHuế, ngày 8 tháng 9 năm 2021\n")
            .header;
        let serial = slot(true, &[("11", &[], 0.25), ("17", &[], 0.2)], 2, 2);
        let day = slot(
            true,
            &[("2021-09-08", &[], 0.97), ("2021-09-03", &[], 0.02)],
            2,
            6,
        );
        describe(&mut header, &Slots { serial, day });
        let (number, date) = (
            header.number.expect("a number"),
            header.date.expect("a day"),
        );
        assert_eq!((number.normalized, number.serial), (None, None));
        let values = |facts: &Facts| {
            facts
                .alternatives
                .iter()
                .map(|other| other.value.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&number.slot), ["11/BC-SXD", "17/BC-SXD"]);
        assert_eq!(date.iso.as_deref(), Some("2021-09-08"));
        assert_eq!(
            (date.slot.confidence, values(&date.slot)),
            (Some(0.97), vec!["2021-09-03".to_owned()])
        );
        assert!(number.slot.handwritten && date.slot.handwritten);
    }
}
