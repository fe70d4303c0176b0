//! Stamps are read by themselves: what stands in a frame, and what is red on the page.

use super::engine::{OcrError, Segmentation};
use super::missed;
use super::page_reader::PageReader;
use super::print::PRINT;
use crate::document::layout::{BBox, Choice, Line, Word};
use crate::document::stamps::{StampKind, StampPrint, WrittenStamp};
use crate::prepare::Prepared;
use crate::prepare::frames::Frame;
use crate::prepare::place::turned;
use crate::prepare::small::Small;
use crate::text::fold;
use crate::text::person_names::is_in_names;
use image::{GrayImage, Luma, imageops};

/// Width of a frame's own lines, in inches.
const EDGE: f32 = 0.035;
/// Paper around a stamp, in pixels.
const MARGIN: i32 = 12;
/// Resolution at which the red of a page is grouped.
const DPI: f32 = 75.0;
/// Gap, in inches, up to which red marks belong together.
const GAP: f32 = 0.17;
/// Width of what can be read, and height of one line, in inches.
const WIDE: f32 = 0.4;
const LINE: f32 = 0.4;
/// Greatest slope of a stamp, set by hand.
const SLOPE: f32 = 0.35;
/// How far under a seal a line may go on, in its heights.
const UNDER: i32 = 3;
/// Letters of a stamp that was read, and their part of its signs.
const LETTERS: usize = 4;
const READ: f32 = 0.75;
/// Words of a person's name.
const NAME: std::ops::RangeInclusive<usize> = 2..=5;
/// Mean confidence from which a name is believed.
const CONFIDENT: f32 = 0.4;

/// The stamps of a page, in its prepared pixels, and the lines that belong to its signature.
#[derive(Default)]
pub(crate) struct Stamps {
    pub(crate) prints: Vec<StampPrint>,
    pub(crate) lines: Vec<Line>,
    /// Where there is red ink that is no seal and was not read.
    pub(crate) unread: Vec<BBox>,
}

/// Reads what stands in frames, where it is a stamp.
pub(crate) fn framed(
    prepared: &Prepared,
    reader: &mut PageReader,
) -> Result<Vec<StampPrint>, OcrError> {
    let mut found = Vec::new();
    let small = prepared.grids.iter().map(|grid| Frame {
        bbox: grid.bbox,
        slope: 0.0,
    });
    let small = small.filter(|frame| frame.is_small(prepared.dpi));
    let frames: Vec<Frame> = prepared.frames.iter().copied().chain(small).collect();
    for frame in frames {
        if found
            .iter()
            .any(|print: &StampPrint| print.bbox.holds_middle_of(frame.bbox))
        {
            continue;
        }
        let mut image = levelled(&prepared.image, frame.bbox, frame.slope);
        clear_edges(&mut image, MARGIN + (EDGE * prepared.dpi) as i32);
        let lines =
            reader
                .engine
                .recognize(&image, prepared.dpi.round() as u32, Segmentation::Block)?;
        let lines: Vec<Line> = lines
            .into_iter()
            .map(|line| placed(line, frame.bbox, frame.slope))
            .collect();
        found.extend(print((frame.bbox, frame.slope), &lines, None));
    }
    Ok(found)
}

/// Reads what is stamped in red: seals, names and positions under signatures, and others.
pub(crate) fn red(prepared: &Prepared, reader: &mut PageReader) -> Result<Stamps, OcrError> {
    let mut stamps = Stamps::default();
    let Some(red) = &prepared.red else {
        return Ok(stamps);
    };
    let (mut red, mut under) = (red.clone(), red.clone());
    for seal in &prepared.red_seals {
        seal.widened(EDGE * prepared.dpi).whiten(&mut red);
        seal.erase_circles(&mut under, PRINT);
        stamps.prints.push(seen(seal.bbox()));
    }
    let pages = RedPages {
        without_seals: red,
        without_circles: under,
        prepared,
    };
    for (bbox, slope) in groups(&pages.without_seals, prepared.dpi) {
        let mut lines = pages.read(bbox, slope, reader)?;
        for line in &mut lines {
            if is_name(&without_signs(line)) {
                mend_name(line);
            }
        }
        let Some(print) = print((bbox, slope), &lines, Some(StampKind::Other)) else {
            stamps.unread.push(bbox);
            continue;
        };
        let signs = print.kind == StampKind::Name;
        stamps.prints.push(print);
        if signs {
            let moved = lines.iter().map(without_signs).filter(is_name);
            stamps.lines.extend(moved);
        }
    }
    Ok(stamps)
}

/// The red ink of a page.
struct RedPages<'a> {
    without_seals: GrayImage,
    without_circles: GrayImage,
    prepared: &'a Prepared,
}

impl RedPages<'_> {
    /// What stands in a box, and under a seal beside it where that reads more.
    fn read(&self, bbox: BBox, slope: f32, reader: &mut PageReader) -> Result<Vec<Line>, OcrError> {
        let image = levelled(&self.without_seals, bbox, slope);
        let lines = recognize(&image, self.prepared, (bbox, slope), reader)?;
        let (high, width) = (bbox.y1 - bbox.y0, self.without_seals.width() as i32);
        let wider = BBox {
            x0: (bbox.x0 - UNDER * high).max(0),
            x1: (bbox.x1 + UNDER * high).min(width),
            ..bbox
        };
        if !self.prepared.red_seals.iter().any(|seal| seal.meets(wider)) {
            return Ok(lines);
        }
        let image = levelled(&self.without_circles, wider, slope);
        let whole = recognize(&image, self.prepared, (wider, slope), reader)?;
        Ok(worthier(lines, whole, reader.fluency))
    }
}

/// The better of two readings; the first where they are as good, and where the other says nothing.
fn worthier(first: Vec<Line>, other: Vec<Line>, fluency: &dyn Fn(&str) -> f32) -> Vec<Line> {
    let worth =
        |lines: &[Line]| -> f32 { lines.iter().map(|line| missed::worth(line, fluency)).sum() };
    let says = |lines: &[Line]| lines.iter().any(|line| missed::letters(&line.words) > 0);
    match says(&other) && (!says(&first) || worth(&other) > worth(&first)) {
        true => other,
        false => first,
    }
}

/// A seal that is seen.
pub(crate) fn seen(bbox: BBox) -> StampPrint {
    StampPrint {
        kind: StampKind::Seal,
        bbox,
        slope: 0.0,
        lines: Vec::new(),
        confidence: None,
        written: WrittenStamp::default(),
    }
}

/// The stamp that lines are, or one of another kind.
fn print(
    (bbox, slope): (BBox, f32),
    lines: &[Line],
    other: Option<StampKind>,
) -> Option<StampPrint> {
    let says = |line: &&Line| line.text().contains(char::is_alphanumeric);
    let texts: Vec<String> = lines.iter().filter(says).map(Line::text).collect();
    let text = texts.join("; ");
    let words = || lines.iter().flat_map(|line| &line.words);
    let sure = words().map(|word| word.confidence).sum::<f32>() / words().count().max(1) as f32;
    let named = lines
        .iter()
        .any(|line| is_name(&without_signs(line)))
        .then_some(StampKind::Name)
        .filter(|_| other.is_some());
    let kind = kind(&fold(&text)).or(named).or(other)?;
    let signs = text.chars().filter(|c| !c.is_whitespace()).count();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let read = letters >= LETTERS && READ * signs as f32 <= letters as f32 && sure >= CONFIDENT;
    read.then_some(StampPrint {
        kind,
        bbox,
        slope,
        lines: lines.iter().filter(says).cloned().collect(),
        confidence: Some(sure),
        written: WrittenStamp::default(),
    })
}

/// What the words of a stamp make it.
fn kind(folded: &str) -> Option<StampKind> {
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let word = |wanted: &[&str]| {
        folded
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| wanted.contains(&word))
    };
    if has(&["nguoi ky", "ky boi", "thoi gian ky", "ngay ky", "ky so"]) {
        Some(StampKind::ElectronicSignature)
    } else if has(&["sao y", "sao luc", "trich sao"]) {
        Some(StampKind::Copy)
    } else if has(&["cong van den", "van ban den"])
        || word(&["den"]) && has(&["ngay", "gio", "chuyen", "so:"])
    {
        Some(StampKind::Incoming)
    } else if has(&["hoa toc", "thuong khan"]) || word(&["khan", "mat"]) {
        Some(StampKind::Other)
    } else {
        None
    }
}

/// A line without the words at its start that are a sign, a letter or figures: what is left of a seal.
fn without_signs(line: &Line) -> Line {
    let debris = |word: &&Word| word.text.chars().filter(|c| c.is_alphabetic()).count() < 2;
    let words = line.words.iter().skip_while(debris);
    let words = words.filter(|word| word.text.contains(char::is_alphanumeric));
    Line {
        words: words.cloned().collect(),
    }
}

/// Whether a line is a person's name or a position.
fn is_name(line: &Line) -> bool {
    let letters = |word: &Word| word.text.chars().all(|c| c.is_alphabetic() || c == '.');
    let capital = |word: &Word| word.text.starts_with(char::is_uppercase);
    let long = line.words.iter().any(|word| word.text.chars().count() > 1);
    let sure = line.words.iter().map(|word| word.confidence).sum::<f32>()
        >= CONFIDENT * line.words.len() as f32;
    NAME.contains(&line.words.len())
        && long
        && sure
        && line.words.iter().all(|word| letters(word) && capital(word))
}

/// Makes words that no name has, in small letters behind a capital, those that have another letter that was seen there.
fn mend_name(line: &mut Line) {
    let in_small_letters = |word: &Word| word.text.chars().skip(1).all(char::is_lowercase);
    for word in &mut line.words {
        let is_doubtful = in_small_letters(word) && !is_in_names(&word.text);
        if let Some(name) = likeliest_name(word).filter(|_| is_doubtful) {
            word.replace(name);
        }
    }
}

/// The likeliest syllable of names that a word is with one of its letters taken for another that was seen.
fn likeliest_name(word: &Word) -> Option<String> {
    let with = |choice: &Choice| -> String {
        let letters = (0..).zip(word.text.chars());
        let seen = letters.map(|(at, letter)| match at == choice.at {
            true => choice.sign.clone(),
            false => letter.to_string(),
        });
        seen.collect()
    };
    let choices = word.choices.iter();
    let names = choices.map(|choice| (choice.confidence_gap, with(choice)));
    let known = names.filter(|(_, name)| is_in_names(name));
    let likeliest = known.min_by(|a, b| a.0.total_cmp(&b.0));
    likeliest.map(|(_, name)| name)
}

/// The lines in the picture of a box, by the engine or the second reader, put on the page.
fn recognize(
    image: &GrayImage,
    prepared: &Prepared,
    (place, slope): (BBox, f32),
    reader: &mut PageReader,
) -> Result<Vec<Line>, OcrError> {
    let mode = match ((place.y1 - place.y0) as f32) < LINE * prepared.dpi {
        true => Segmentation::Line,
        false => Segmentation::Block,
    };
    let dpi = prepared.dpi.round() as u32;
    let lines = reader.engine.recognize(image, dpi, mode)?;
    let seconds = reader.read_by_second(image, dpi, mode)?;
    let lines = worthier(lines, seconds, reader.fluency);
    let on_page = |line| placed(line, place, slope);
    Ok(lines.into_iter().map(on_page).collect())
}

/// A line that was read in the [`levelled`] picture of a box, put on the page: each word is moved to where its middle
/// stands there.
fn placed(mut line: Line, place: BBox, slope: f32) -> Line {
    let (sin, cos) = slope.atan().sin_cos();
    let (width, height) = (place.x1 - place.x0, place.y1 - place.y0);
    let middle = |low: i32, high: i32, side: i32| {
        (low + high) as f32 / 2.0 - MARGIN as f32 - side as f32 / 2.0
    };
    for word in &mut line.words {
        let b = word.bbox;
        let (x, y) = (middle(b.x0, b.x1, width), middle(b.y0, b.y1, height));
        let turned = (x * cos - y * sin - x, x * sin + y * cos - y);
        let turned = (turned.0.round() as i32, turned.1.round() as i32);
        word.bbox = b.moved_by((place.x0 - MARGIN + turned.0, place.y0 - MARGIN + turned.1));
    }
    line
}

/// What stands in a box, turned level, with paper around it.
fn levelled(image: &GrayImage, b: BBox, slope: f32) -> GrayImage {
    let (width, height) = (b.x1 - b.x0 + 2 * MARGIN, b.y1 - b.y0 + 2 * MARGIN);
    let mut paper = GrayImage::from_pixel(width as u32, height as u32, Luma([255]));
    let shown = imageops::crop_imm(
        image,
        b.x0 as u32,
        b.y0 as u32,
        (b.x1 - b.x0) as u32,
        (b.y1 - b.y0) as u32,
    );
    imageops::replace(&mut paper, &*shown, i64::from(MARGIN), i64::from(MARGIN));
    match slope == 0.0 {
        true => paper,
        false => turned(&paper, -slope.atan(), (width as u32, height as u32)),
    }
}

fn clear_edges(image: &mut GrayImage, rim: i32) {
    let (width, height) = (image.width() as i32, image.height() as i32);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (x, y) = (x as i32, y as i32);
        if x < rim || y < rim || x >= width - rim || y >= height - rim {
            *pixel = Luma([255]);
        }
    }
}

/// Marks that stand together and are wide enough to be words, with their slopes.
fn groups(image: &GrayImage, dpi: f32) -> Vec<(BBox, f32)> {
    let small = Small::of(image, PRINT, dpi / DPI);
    let gap = (GAP * DPI) as i32;
    let mut groups: Vec<Vec<BBox>> = Vec::new();
    for blob in small.blobs().filter(|blob| blob.places.len() > 3) {
        let mut group = vec![blob.bbox];
        groups.retain_mut(|other| {
            let joins = other.iter().any(|b| b.is_near(blob.bbox, gap));
            if joins {
                group.append(other);
            }
            !joins
        });
        groups.push(group);
    }
    let page = |at: i32, end: u32| ((at as f32 * small.scale).round() as i32).clamp(0, end as i32);
    let boxed = |group: Vec<BBox>| {
        let slope = slope(&group);
        let b = group.into_iter().reduce(BBox::union)?;
        let (width, height) = image.dimensions();
        let bbox = BBox::from([
            page(b.x0, width),
            page(b.y0, height),
            page(b.x1, width),
            page(b.y1, height),
        ]);
        ((b.x1 - b.x0) as f32 >= WIDE * DPI).then_some((bbox, slope))
    };
    groups.into_iter().filter_map(boxed).collect()
}

/// The slope of the line that runs nearest to the middles of the boxes.
fn slope(boxes: &[BBox]) -> f32 {
    let middles = || {
        boxes
            .iter()
            .map(|b| ((b.x0 + b.x1) as f32 / 2.0, (b.y0 + b.y1) as f32 / 2.0))
    };
    let count = boxes.len().max(1) as f32;
    let (x, y) = middles().fold((0.0, 0.0), |sum, at| {
        (sum.0 + at.0 / count, sum.1 + at.1 / count)
    });
    let (across, down) = middles().fold((0.0, 0.0), |sum, at| {
        (
            sum.0 + (at.0 - x) * (at.0 - x),
            sum.1 + (at.0 - x) * (at.1 - y),
        )
    });
    let slope = if across > 0.0 { down / across } else { 0.0 };
    if slope.abs() <= SLOPE { slope } else { 0.0 }
}

/// Whether words of the lines stand where a line does.
pub(crate) fn holds(lines: &[Line], line: &Line) -> bool {
    let Some(place) = missed::around(&line.words) else {
        return true;
    };
    let mut words = lines.iter().flat_map(|line| &line.words);
    words.any(|word| word.bbox.holds_middle_of(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reading_that_says_more_is_kept() {
        let fluency = |text: &str| if text == "Lê Mai" { -4.0 } else { -9.0 };
        let lines = |text: &str| vec![Line::printed(0, text)];
        for (first, other, kept) in [
            ("Lê Mai", "Sở cai", "Lê Mai"),
            ("Sở cai", "Lê Mai", "Lê Mai"),
            ("Sở cai", "", "Sở cai"),
            ("…", "Sở cai", "Sở cai"),
        ] {
            let read = worthier(lines(first), lines(other), &fluency);
            assert_eq!(read[0].text(), kept, "{first} {other}");
        }
        assert!(worthier(lines("Sở"), Vec::new(), &fluency).len() == 1);
    }

    #[test]
    fn a_word_that_no_name_has_gets_another_letter_that_was_seen() {
        for (text, seen, mended) in [
            ("Lê Văn Đoàm", &[("m", 0.1), ("n", 0.3)][..], "Lê Văn Đoàn"),
            ("Lê Văn Đoàm", &[("ng", 0.1)], "Lê Văn Đoàm"),
            ("Lê Văn Đoàn", &[("i", 0.1)], "Lê Văn Đoàn"),
            ("LÊ VĂN ĐOÀM", &[("N", 0.1)], "LÊ VĂN ĐOÀM"),
        ] {
            let mut line = Line::printed(0, text);
            let choice = |&(sign, confidence_gap): &(&str, f32)| Choice {
                at: 3,
                sign: sign.to_owned(),
                confidence_gap,
            };
            line.words[2].choices = seen.iter().map(choice).collect();
            mend_name(&mut line);
            assert_eq!(line.text(), mended, "{text} {seen:?}");
        }
    }

    #[test]
    fn words_of_a_tilted_stamp_stand_where_they_do_on_the_page() {
        let place = BBox::from([100, 200, 500, 300]);
        let mut line = Line::printed(MARGIN + 40, "left");
        let mut right = line.words[0].clone();
        right.bbox = BBox::from([MARGIN + 360, MARGIN + 40, MARGIN + 400, MARGIN + 60]);
        line.words.push(right);
        let level: Vec<BBox> = placed(line.clone(), place, 0.0)
            .words
            .iter()
            .map(|word| word.bbox)
            .collect();
        assert_eq!(level[1], BBox::from([460, 240, 500, 260]));
        let tilted = placed(line, place, 0.1);
        let down = |at: usize| tilted.words[at].bbox.y0 - level[at].y0;
        assert!((-20..=-17).contains(&down(0)), "{}", down(0));
        assert!((17..=20).contains(&down(1)), "{}", down(1));
    }
}
