//! Live text that is put on scans at random: stamps, signatures, notices. Whatever of the scan it does not lie over is
//! read from the picture, or the page is said not to be whole.
//!
//! Print is rows of small boxes, words parted by wide gaps; the engine of the test reads a word wherever there is such
//! a group, and the model takes everything for language.

use crate::random::Random;
use baocao::document::layout::{BBox, Line, PageReading, Word};
use baocao::handwriting::Recogniser;
use baocao::input::{Limits, PageSource, Source, open};
use baocao::ocr::text_layer::LayerUse;
use baocao::ocr::{OcrEngine, OcrError, PageReader, Segmentation};
use baocao::pipeline::read_page_of;
use image::GrayImage;
use imageproc::region_labelling::{Connectivity, connected_components};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;

/// Pages of the quick form, and of the long one.
const QUICK: u64 = 4;
const LONG: u64 = 400;
/// Pixels of a scan of A6 at 100 dpi, and points of its page.
const SIZE: (i32, i32) = (414, 583);
const POINTS: (f32, f32) = (298.0, 420.0);
/// Width and height of a letter, gap behind it, and gap behind a word, in pixels.
const LETTER: (i32, i32, i32, i32) = (5, 9, 3, 9);
/// Height of a row.
const ROW: i32 = 22;

/// Finds letters as connected print and joins those that stand side by side to words, each a line of its own.
struct Groups;

/// Whether two boxes share more than half the height of the lower one, and are no further apart than `gap`.
fn side_by_side(a: BBox, b: BBox, gap: i32) -> bool {
    let shared = a.y1.min(b.y1) - a.y0.max(b.y0);
    let lower = (a.y1 - a.y0).min(b.y1 - b.y0);
    shared * 2 > lower && a.x0.max(b.x0) - a.x1.min(b.x1) <= gap
}

impl OcrEngine for Groups {
    fn recognize(
        &mut self,
        image: &GrayImage,
        dpi: u32,
        _: Segmentation,
    ) -> Result<Vec<Line>, OcrError> {
        let dark = GrayImage::from_fn(image.width(), image.height(), |x, y| {
            image::Luma([if image.get_pixel(x, y)[0] < 128 {
                255
            } else {
                0
            }])
        });
        let labels = connected_components(&dark, Connectivity::Eight, image::Luma([0]));
        let mut letters: BTreeMap<u32, BBox> = BTreeMap::new();
        for (x, y, label) in labels
            .enumerate_pixels()
            .filter(|(_, _, label)| label[0] > 0)
        {
            let (x, y) = (x as i32, y as i32);
            let pixel = BBox::from([x, y, x + 1, y + 1]);
            let letter = letters.entry(label[0]).or_insert(pixel);
            *letter = letter.union(pixel);
        }
        let gap = (0.05 * dpi as f32) as i32;
        let mut words: Vec<BBox> = Vec::new();
        let mut letters: Vec<BBox> = letters.into_values().collect();
        letters.sort_by_key(|letter| letter.x0);
        for letter in letters {
            match words
                .iter_mut()
                .rev()
                .find(|word| side_by_side(**word, letter, gap))
            {
                Some(word) => *word = word.union(letter),
                None => words.push(letter),
            }
        }
        words.sort_by_key(|word| (word.y0, word.x0));
        let line = |bbox| Line {
            words: vec![Word::new("chữ".to_owned(), 0.95, bbox)],
        };
        Ok(words.into_iter().map(line).collect())
    }
}

/// A scan of some rows of print, and the places of its words.
fn scan(rows: std::ops::Range<i32>, random: &mut Random) -> (GrayImage, Vec<BBox>) {
    let mut image = GrayImage::from_pixel(SIZE.0 as u32, SIZE.1 as u32, image::Luma([250]));
    let mut words = Vec::new();
    let (wide, high, apart, behind) = LETTER;
    for row in rows {
        let (mut x, y0) = (40, 40 + row * ROW);
        while x < SIZE.0 - 80 {
            let x0 = x;
            for _ in 0..2 + random.below(5) {
                for (x, y) in (x..x + wide).flat_map(|x| (y0..y0 + high).map(move |y| (x, y))) {
                    image.put_pixel(x as u32, y as u32, image::Luma([20]));
                }
                x += wide + apart;
            }
            words.push(BBox::from([x0, y0, x - apart, y0 + high]));
            x += behind;
        }
    }
    (image, words)
}

/// A page of a scan with lines of live text, each at a place in points from the lower left corner.
fn page(image: &GrayImage, lines: &[(f32, f32, String)]) -> PageSource {
    let ids: Vec<Ref> = (1..=6).map(Ref::new).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(ids[0]).pages(ids[1]);
    pdf.pages(ids[1]).kids([ids[2]]).count(1);
    let mut page = pdf.page(ids[2]);
    page.media_box(Rect::new(0.0, 0.0, POINTS.0, POINTS.1));
    page.parent(ids[1]).contents(ids[4]);
    let mut resources = page.resources();
    resources.fonts().pair(Name(b"F"), ids[3]);
    resources.x_objects().pair(Name(b"I"), ids[5]);
    resources.finish();
    page.finish();
    pdf.type1_font(ids[3]).base_font(Name(b"Helvetica"));
    let mut drawn = pdf.image_xobject(ids[5], image.as_raw());
    drawn.width(SIZE.0).height(SIZE.1).bits_per_component(8);
    drawn.color_space_name(Name(b"DeviceGray"));
    drawn.finish();
    let mut content = Content::new();
    content.save_state();
    content.transform([POINTS.0, 0.0, 0.0, POINTS.1, 0.0, 0.0]);
    content.x_object(Name(b"I")).restore_state();
    for (x, y, text) in lines {
        content.begin_text().set_font(Name(b"F"), 9.0);
        content.next_line(*x, *y).show(Str(text.as_bytes()));
        content.end_text();
    }
    pdf.stream(ids[4], &content.finish());
    match open(pdf.finish().into(), &Limits::default()).expect("a PDF") {
        Source::Pages(pages) => pages,
        Source::Text(text) => panic!("a text: {text}"),
    }
}

/// A stamp, a signature or a notice: lines of words.
fn live(random: &mut Random) -> Vec<(f32, f32, String)> {
    let (x, y) = (20 + random.below(120), 30 + random.below(300));
    let words = 1 + random.below(7) as usize;
    let lines = 1 + random.below(14);
    let line = |row: u64| {
        let y = (y + 12 * row) as f32;
        (x as f32, y, vec!["word"; words].join(" "))
    };
    (0..lines).map(line).collect()
}

fn read(source: &PageSource) -> PageReading {
    let mut engine = Groups;
    let mut reader = PageReader {
        engine: &mut engine,
        second: None,
        fluency: &|_| 0.0,
    };
    let recogniser = Recogniser::builtin();
    read_page_of(source, 0, LayerUse::Auto, &mut reader, &recogniser).expect("read")
}

/// Words of the scan that the reading does not have.
fn lost(words: &[BBox], reading: &PageReading) -> usize {
    let (page, mut lost) = (&reading.page, 0);
    let across = page.width as f32 / SIZE.0 as f32;
    for word in words {
        let middle = |a: i32, b: i32| ((a + b) as f32 / 2.0 * across) as i32;
        let (x, y) = (middle(word.x0, word.x1), middle(word.y0, word.y1));
        let mut read = page.lines.iter().flat_map(|line| &line.words);
        let holds = |b: BBox| b.x0 <= x && x < b.x1 && b.y0 - 3 <= y && y < b.y1 + 3;
        lost += usize::from(!read.any(|word| holds(word.bbox)));
    }
    lost
}

#[test]
fn print_that_a_block_of_live_text_lies_over_is_read() {
    let (image, words) = scan(9..11, &mut Random(0x24_B10C));
    let line = |row: i32| (76.0, (180 + 12 * row) as f32, ["word"; 7].join(" "));
    let lines: Vec<_> = (0..11).map(line).collect();
    let reading = read(&page(&image, &lines));
    assert_eq!(lost(&words, &reading), 0);
    let live = reading
        .page
        .lines
        .iter()
        .filter(|line| line.text().starts_with("word"));
    assert_eq!(live.count(), lines.len());
}

#[test]
fn a_scan_is_read_whatever_live_text_lies_on_it() {
    let long = std::env::var_os("BAOCAO_SOAK").is_some();
    let mut random = Random(0x24_1ABE);
    let mut silent = Vec::new();
    for round in 0..if long { LONG } else { QUICK } {
        let first = random.below(18) as i32;
        let rows = first..(first + 2 + random.below(18) as i32).min(23);
        let (image, words) = scan(rows, &mut random);
        let lines: Vec<_> = (0..1 + random.below(3))
            .flat_map(|_| live(&mut random))
            .collect();
        let reading = read(&page(&image, &lines));
        let lost = lost(&words, &reading);
        // What live text hides cannot be read.
        if lost * 5 > words.len() && reading.fault.is_none() {
            silent.push(format!("round {round}: {lost} of {} words", words.len()));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}
