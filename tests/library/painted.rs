//! Print that rules, stamps and pens are drawn over: whatever was read without them is read, or its place is named.

use crate::random::Random;
use baocao::document::layout::{BBox, Line, Page, PageImage, Word};
use baocao::handwriting::Recogniser;
use baocao::input::{Limits, PageSource, Source, open};
use baocao::ocr::{PageReader, TesseractEngine};
use baocao::pipeline::read_page;
use baocao::restore::Restorer;
use image::{DynamicImage, Rgb, RgbImage, imageops};
use std::path::Path;

/// Drawings of the quick form, and of the long one.
const QUICK: u64 = 3;
const LONG: u64 = 200;
/// Height of the part of a page that is shown, at least, in pixels at the 300 dpi of the scan.
const SHOWN: u32 = 420;
/// Level from which a pixel is paper.
const PAPER: u8 = 200;
/// Paper above and below it, in pixels: dirt is expected at the edge of a sheet.
const MARGIN: u32 = 30;
/// One of so many words may be lost where a line goes through it from end to end.
const SILENT: usize = 1000;
/// Confidence of the words that count, and letters of theirs at least.
const SURE: f32 = 0.8;
const LETTERS: usize = 2;

/// A drawing: its colour, and whether a pixel is part of it.
type Drawing = (Rgb<u8>, Box<dyn Fn(f32, f32) -> bool>);

/// A rule, a rule that climbs, a round stamp, or a stroke of a pen, over a line of print.
fn drawing(line: BBox, random: &mut Random) -> Drawing {
    let mut part = |most: f32| random.below(1000) as f32 / 1000.0 * most;
    let (x0, x1) = (line.x0 as f32 - part(80.0), line.x1 as f32 + part(80.0));
    let high = (line.y1 - line.y0) as f32;
    let y = line.y0 as f32 + part(1.2) * high - 0.1 * high;
    let middle = line.x0 as f32 + part((line.x1 - line.x0) as f32);
    let thick = 1.5 + part(3.0);
    let climb = part(0.08) - 0.04;
    let (radius, phase) = (130.0 + part(120.0), part(6.0));
    let rule = move |climb: f32| {
        move |x: f32, at: f32| {
            (x0..x1).contains(&x) && (at - y - climb * (x - middle)).abs() < thick
        }
    };
    let ring = move |x: f32, at: f32| {
        let away = (x - middle).hypot(at - y);
        (away - radius).abs() < 4.0 || (away - 0.7 * radius).abs() < 2.5
    };
    let stroke = move |x: f32, at: f32| {
        let wave = y + 0.9 * high * ((x - middle) / 60.0 + phase).sin();
        (x - middle).abs() < 300.0 && (at - wave).abs() < 2.0 * thick
    };
    match random.below(4) {
        0 => (Rgb([20, 20, 20]), Box::new(rule(0.0))),
        1 => (Rgb([20, 20, 20]), Box::new(rule(climb))),
        2 => (Rgb([210, 40, 50]), Box::new(ring)),
        _ => (Rgb([40, 50, 170]), Box::new(stroke)),
    }
}

/// The page with a drawing over it, as inks lie over each other.
fn drawn(page: &RgbImage, (ink, is_part): &Drawing) -> RgbImage {
    RgbImage::from_fn(page.width(), page.height(), |x, y| {
        let Rgb(paper) = *page.get_pixel(x, y);
        match is_part(x as f32, y as f32) {
            true => {
                Rgb([0, 1, 2].map(|at| (u16::from(paper[at]) * u16::from(ink.0[at]) / 255) as u8))
            }
            false => Rgb(paper),
        }
    })
}

/// Where a line stands; nowhere without words.
fn place(line: &Line) -> Option<BBox> {
    line.words.iter().map(|word| word.bbox).reduce(BBox::union)
}

/// Part of the width of a word that boxes beside each other cover.
fn covered(word: BBox, boxes: impl Iterator<Item = BBox>) -> f32 {
    let mut columns = vec![false; (word.x1 - word.x0).max(1) as usize];
    for b in boxes {
        let shared = word.y1.min(b.y1) - word.y0.max(b.y0);
        if 2 * shared >= (word.y1 - word.y0).min(b.y1 - b.y0) {
            (b.x0.max(word.x0)..b.x1.min(word.x1))
                .for_each(|x| columns[(x - word.x0) as usize] = true);
        }
    }
    columns.iter().filter(|&&column| column).count() as f32 / columns.len() as f32
}

/// What another reading of a page says nothing of.
#[derive(Default)]
struct Lost {
    /// Words that were looked for.
    words: usize,
    /// Those that are neither read nor named.
    lost: Vec<String>,
    /// Lines more than half of whose words are lost.
    lines: Vec<String>,
}

impl Lost {
    fn add(&mut self, before: &Page, after: &Page) {
        let said = || {
            let words = after.lines.iter().flat_map(|line| &line.words);
            let words = words.map(|word| word.bbox);
            let unread = after.unread.iter().map(|left| left.bbox);
            words
                .chain(unread)
                .chain(after.stamps.iter().map(|stamp| stamp.bbox))
        };
        for line in &before.lines {
            let words = line.words.iter().filter(|word| {
                let letters = word.text.chars().filter(|c| c.is_alphanumeric());
                word.confidence > SURE && letters.count() >= LETTERS
            });
            let is_lost = |word: &&Word| covered(word.bbox, said()) < 0.5;
            let lost: Vec<String> = words
                .clone()
                .filter(is_lost)
                .map(|word| word.text.clone())
                .collect();
            let words = words.count();
            if 2 * lost.len() > words {
                self.lines.push(line.text());
            }
            self.words += words;
            self.lost.extend(lost);
        }
    }
}

/// The part of a page from a row on as a sheet, cut where nothing is printed: half a letter is read as anything.
fn between_lines(page: &DynamicImage, row: u32) -> RgbImage {
    let gray = page.to_luma8();
    let is_blank = |y: &u32| (0..gray.width()).all(|x| gray.get_pixel(x, *y).0[0] >= PAPER);
    let end = gray.height();
    let top = (row..end).find(is_blank).unwrap_or(row);
    let bottom = (top + SHOWN..end).find(is_blank).unwrap_or(end);
    let part = page.crop_imm(0, top, gray.width(), bottom - top).to_rgb8();
    let high = part.height() + 2 * MARGIN;
    let mut sheet = RgbImage::from_pixel(part.width(), high, Rgb([255; 3]));
    imageops::replace(&mut sheet, &part, 0, i64::from(MARGIN));
    sheet
}

/// Hands a clean scan and what reads a picture of some dots per inch to `test`.
fn read_pages(test: impl FnOnce(&PageSource, &mut dyn FnMut(&RgbImage, Option<f32>) -> Page)) {
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans/000-clean.pdf");
    let bytes = std::fs::read(scan).expect("a fixture");
    let source = open(bytes.into(), &Limits::default()).expect("a PDF");
    let Source::Pages(pages) = source else {
        panic!("pages")
    };
    let restorer = Restorer::builtin();
    let mut engine = TesseractEngine::new("vie", None).expect("Tesseract");
    let mut reader = PageReader {
        engine: &mut engine,
        second: None,
        fluency: &|text| restorer.fluency(text),
    };
    let recogniser = Recogniser::builtin();
    let mut read = |image: &RgbImage, dpi: Option<f32>| {
        let page = PageImage::new(DynamicImage::ImageRgb8(image.clone()), dpi);
        read_page(1, &page, &mut reader, &recogniser)
            .expect("read")
            .page
    };
    test(&pages, &mut read);
}

#[test]
#[allow(clippy::print_stdout)]
fn print_under_rules_stamps_and_strokes_is_read_or_named() {
    let long = std::env::var_os("BAOCAO_SOAK").is_some();
    read_pages(|pages, read| {
        let mut random = Random(0x22_1A7);
        let mut all = Lost::default();
        for round in 0..if long { LONG } else { QUICK } {
            let scan = pages.page(random.below(2) as usize).expect("a page");
            let top = random.below(u64::from(scan.image.height() - SHOWN)) as u32;
            let shown = between_lines(&scan.image, top);
            let before = read(&shown, scan.dpi);
            let lines: Vec<BBox> = before.lines.iter().filter_map(place).collect();
            if lines.is_empty() {
                continue;
            }
            let line = lines[random.below(lines.len() as u64) as usize];
            let drawing = drawing(line, &mut random);
            let changed = drawn(&shown, &drawing);
            let after = read(&changed, scan.dpi);
            let lost = all.lost.len();
            all.add(&before, &after);
            let kept = std::env::var_os("BAOCAO_KEEP").filter(|_| all.lost.len() > lost);
            if let Some(folder) = kept {
                let path = Path::new(&folder).join(format!("{round}.png"));
                changed.save(path).expect("a folder");
            }
            for word in &all.lost[lost..] {
                println!("round {round}, {:?} at {line:?}: {word}", drawing.0);
            }
        }
        println!("{} of {} words are lost", all.lost.len(), all.words);
        assert!(all.lines.is_empty(), "{:?}", all.lines);
        assert!(all.lost.len() <= all.words / SILENT, "{:?}", all.lost);
    });
}

/// The rule is shorter than most that are drawn: one of the length of a title.
#[test]
fn a_title_that_is_struck_through_is_read() {
    read_pages(|pages, read| {
        let scan = pages.page(0).expect("a page");
        let whole = scan.image.to_rgb8();
        let page = read(&whole, scan.dpi);
        let is_title = |line: &&Line| line.text() == "THÔNG BÁO";
        let title = page.lines.iter().find(is_title).expect("a title");
        let place = place(title).expect("words");
        let high = place.y1 - place.y0;
        let shown = whole.height().min(place.y1 as u32 + SHOWN);
        let middle = (place.y0 + 2 * high / 5) as f32;
        let (x0, x1) = ((place.x0 - 2 * high) as f32, (place.x1 + 2 * high) as f32);
        let rule = move |x: f32, y: f32| (x0..x1).contains(&x) && (y - middle).abs() < 3.5;
        let drawing: Drawing = (Rgb([20, 20, 20]), Box::new(rule));
        let part = DynamicImage::ImageRgb8(whole).crop_imm(0, 0, scan.image.width(), shown);
        let struck = read(&drawn(&part.to_rgb8(), &drawing), scan.dpi);
        assert!(struck.lines.iter().any(|line| is_title(&line)));
    });
}

/// A page of a few words has nothing else that shows how it stands.
#[test]
fn a_page_of_one_short_line_is_not_turned() {
    read_pages(|pages, read| {
        let scan = pages.page(1).expect("a page");
        let whole = read(&scan.image.to_rgb8(), scan.dpi);
        let is_archive = |line: &&Line| line.text().contains("Lưu: VT");
        let line = whole.lines.iter().find(is_archive).expect("a line");
        let place = place(line).expect("words");
        let shown = between_lines(&scan.image, place.y0 as u32 - 20);
        let page = read(&shown, scan.dpi);
        assert_eq!(page.rotation, 0);
        assert!(page.lines.iter().any(|line| is_archive(&line)));
    });
}
