//! Number and day of a document and of its incoming stamps where they are written by hand: their lines are found by the
//! words printed around the slots, cut out of the scan, and read whole by a small recogniser that distinguishes
//! written digits from printed ones. What else is known of the document decides between readings.

pub(crate) mod classes;
pub(crate) mod decode;
pub(crate) mod evidence;
pub(crate) mod recogniser;
pub(crate) mod slots;
pub(crate) mod stamps;
pub(crate) mod strip;
pub(crate) mod values;

pub use evidence::Evidence;
pub use recogniser::Recogniser;
pub use stamps::read_stamps;

use crate::document::layout::page_image::PageImage;
use crate::document::layout::slots::{Candidate, Slot, Slots};
use crate::document::layout::{BBox, Page};
use crate::recognition::strip::levels;
use decode::Label;
use image::GrayImage;
use recogniser::RecognisedLine;
use slots::SlotLine;

/// Least share of the digits' probability that makes them written by hand.
const BY_HAND: f32 = 0.5;
/// The part of the scan, from its top, that headers stand in, in widths of the page.
const HEAD: f32 = 0.9;

/// Reads the slots in the header of a page.
pub fn read(image: &PageImage, page: &Page, recogniser: &Recogniser) -> Slots {
    let (serial, day) = (slots::number(page), slots::day(page));
    // Boxes of a page that was turned are not upright on its scan.
    if page.rotation != 0 || (serial.is_none() && day.is_none()) {
        return Slots::default();
    }
    let height = (image.image.width() as f32 * HEAD) as u32;
    let levels = levels(&image.image, height);
    let read = |place: &mut SlotLine| recogniser.line_at(&mut place.cut, &levels);
    Slots {
        serial: serial.and_then(|mut place| read(&mut place).serial(place)),
        day: day.and_then(|mut place| read(&mut place).day(place, page)),
    }
}

/// The lines of number and day as the recogniser sees them, for a person to look at.
pub fn strips(image: &PageImage, page: &Page) -> Vec<GrayImage> {
    let levels = levels(&image.image, image.image.height());
    let places = [slots::number(page), slots::day(page)];
    let cut = |mut place: SlotLine| {
        place.cut.align_to_print(&levels);
        let (strip, width) = (strip::cut(&levels, &place.cut), place.cut.width());
        let level = |x: u32, y: u32| 255 - (strip[y as usize * width + x as usize] * 255.0) as u8;
        GrayImage::from_fn(width as u32, classes::HEIGHT as u32, |x, y| {
            image::Luma([level(x, y)])
        })
    };
    places.into_iter().flatten().map(cut).collect()
}

/// Reads a strip as [`strips`] gives it: what its serial can be and what its day, `year` being the year
/// that is printed there; of a line of the one, the other has no candidates.
pub fn read_strip(
    strip: &GrayImage,
    year: Option<u32>,
    recogniser: &Recogniser,
) -> (Vec<Candidate>, Vec<Candidate>) {
    let line = recogniser.line(&strip::of_levels(strip));
    (line.serials(), line.days(year))
}

impl RecognisedLine {
    fn serials(&self) -> Vec<Candidate> {
        values::candidates(&self.readings, |labels| {
            let found = values::Serial::of(labels);
            found.map(|found| (found.value(), found.parts(), 1.0))
        })
    }

    fn days(&self, year: Option<u32>) -> Vec<Candidate> {
        values::candidates(&self.readings, |labels| {
            let found = values::Day::of(labels);
            found.and_then(|found| Some((found.iso(year)?, found.parts(year), 1.0)))
        })
    }

    fn serial(&self, place: SlotLine) -> Option<Slot> {
        let best = self.readings.iter().find_map(|reading| {
            let found = values::Serial::of(&reading.labels)?;
            Some(reading.labels[..found.length].to_vec())
        });
        self.slot(place, self.serials(), &best?)
    }

    fn day(&self, place: SlotLine, page: &Page) -> Option<Slot> {
        let year = slots::printed_year(&page.lines[place.line].words[place.words.clone()]);
        let best = self
            .readings
            .iter()
            .find(|reading| values::Day::of(&reading.labels).is_some());
        self.slot(place, self.days(year), &best?.labels)
    }

    fn slot(&self, place: SlotLine, candidates: Vec<Candidate>, labels: &[Label]) -> Option<Slot> {
        let columns = decode::align(&self.columns, labels);
        let digits = labels
            .iter()
            .zip(&columns)
            .filter(|(label, _)| matches!(label, Label::Digit(_)));
        let handwritten = digits
            .clone()
            .any(|(_, &at)| self.columns[at].by_hand > BY_HAND);
        Some(Slot {
            handwritten,
            candidates,
            support: Vec::new(),
            parts: parts(labels, &columns, &place),
            line: place.line,
            words: place.words,
        })
    }
}

/// Boxes of the runs of like labels; words are separate from digits and marks.
fn parts(labels: &[Label], columns: &[usize], place: &SlotLine) -> Vec<BBox> {
    let starts =
        (0..labels.len()).filter(|&at| at == 0 || labels[at].is_word() || labels[at - 1].is_word());
    let starts: Vec<usize> = starts.collect();
    let left = |at: usize| {
        columns
            .get(at)
            .map_or(place.cut.width() as f32, |&column| 2.0 * column as f32)
    };
    // A label is likeliest in its middle; words are wide, so their neighbours' sides are taken.
    let edge = |at: usize| match at {
        0 => 0.0,
        _ => (left(at - 1) + left(at)) / 2.0,
    };
    let ends = starts.iter().skip(1).copied().chain([labels.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| place.cut.part(edge(start), edge(end)))
        .collect()
}
