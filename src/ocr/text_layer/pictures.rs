//! What the picture of a page shows beyond the text that the page holds: whether there is much, and the words
//! of the images that stand among the text.

use crate::document::layout::{BBox, Line, Page, PageImage, Word};
use crate::document::{Unread, UnreadKind};
use crate::ocr::{OcrError, PageReader, missed, print, read_page};
use crate::text::fold;
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use imageproc::contrast::otsu_level;
use std::collections::HashMap;
use std::ops::Range;

/// Squares of an inch's side in which print is looked for: about as high as a line.
const SQUARES: f32 = 8.0;
/// Share of a square that print darkens: less is dust, more a border or a photograph.
const PRINTED: std::ops::Range<f32> = 0.02..0.5;
/// Share of the printed squares over which words of a layer have to lie.
const COVERED: f32 = 0.5;
/// How many times as many words as the layer a picture shows where the layer is only part of it.
const MORE: f32 = 1.5;
/// Words of an image, and their mean confidence, that are text.
const LEAST: usize = 6;
pub(super) const SURE: f32 = 0.7;
/// Images of a page that are read one by one; all others are read together.
const ALONE: usize = 4;
/// Gap between a word of a layer and the same one of its picture, in its heights, where the layer is moved.
const MOVED: i32 = 1;
/// Share of the words of a line that a layer lacks where it lacks the line.
const LACKED: f32 = 0.5;

/// The step of a page among whose text pictures were read.
const PICTURES: &str = "pictures read";

/// Whether the words of a page lie over most of what its picture shows.
pub(crate) fn covers(page: &Page, image: &DynamicImage) -> bool {
    let gray = image.to_luma8();
    let side = ((page.dpi / SQUARES) as u32).max(4);
    let (columns, rows) = (gray.width().div_ceil(side), gray.height().div_ceil(side));
    let mut covered = vec![false; (columns * rows) as usize];
    let square = |at: i32, end: u32| (at.max(0) as u32 / side).min(end - 1);
    for word in words(page) {
        let BBox { x0, y0, x1, y1 } = word.bbox;
        for row in square(y0, rows)..=square(y1, rows) {
            for column in square(x0, columns)..=square(x1, columns) {
                covered[(row * columns + column) as usize] = true;
            }
        }
    }
    let level = otsu_level(&gray);
    let squares = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let printed = squares
        .filter(|&(x, y)| PRINTED.contains(&darkness(&gray, (x * side, y * side), side, level)));
    let (mut all, mut under) = (0, 0);
    for (column, row) in printed {
        all += 1;
        under += usize::from(covered[(row * columns + column) as usize]);
    }
    under as f32 >= COVERED * all as f32
}

/// Lines of print that no word of a page lies over, whatever size its words have.
pub(crate) fn left_out(page: &Page, image: &DynamicImage) -> Vec<BBox> {
    let mut gray = image.to_luma8();
    let level = otsu_level(&gray);
    for Luma([pixel]) in gray.pixels_mut() {
        *pixel = if *pixel <= level { 0 } else { 255 };
    }
    missed::find(&page.lines, &gray, print::HEIGHT * page.dpi)
}

/// Share of a square that is darker than a level.
fn darkness(gray: &GrayImage, (x0, y0): (u32, u32), side: u32, level: u8) -> f32 {
    let (x1, y1) = (
        (x0 + side).min(gray.width()),
        (y0 + side).min(gray.height()),
    );
    let row =
        |y: u32| &gray.as_raw()[(y * gray.width() + x0) as usize..(y * gray.width() + x1) as usize];
    let dark = (y0..y1)
        .flat_map(row)
        .filter(|&&pixel| pixel <= level)
        .count();
    dark as f32 / ((x1 - x0) * (y1 - y0)) as f32
}

/// Whether what was read from the picture of a page is much more than its layer.
pub(crate) fn shows_more(read: &Page, layer: &Page) -> bool {
    words(read).count() as f32 > MORE * words(layer).count() as f32
}

/// The page of a layer with the lines of its picture that it lacks, and with what could be read in neither.
pub(crate) fn completed(page: Page, read: Page) -> Page {
    with_lacking(page, read, LACKED)
}

/// The same with what lines lack of which at least a share of the words is lacking.
fn with_lacking(mut page: Page, read: Page, share: f32) -> Page {
    let places: Vec<BBox> = places(&page).collect();
    // Layers may be moved against their picture, so a word that stands a little elsewhere is the same.
    let mut texts: HashMap<String, Vec<BBox>> = HashMap::new();
    for word in words(&page) {
        texts.entry(fold(&word.text)).or_default().push(word.bbox);
    }
    let mut lacks = |word: &Word| {
        let gap = MOVED * (word.bbox.y1 - word.bbox.y0);
        let known = texts.get_mut(&fold(&word.text)).and_then(|places| {
            let same = places
                .iter()
                .position(|place| place.is_near(word.bbox, gap))?;
            Some(places.swap_remove(same))
        });
        known.is_none() && !places.iter().any(|place| place.holds_middle_of(word.bbox))
    };
    let lines = read.lines.into_iter().filter_map(|line| {
        let count = line.words.len() as f32;
        let words: Vec<Word> = line.words.into_iter().filter(&mut lacks).collect();
        (!words.is_empty() && words.len() as f32 >= share * count).then_some(Line { words })
    });
    let lines: Vec<Line> = lines.collect();
    let unread = read.unread.into_iter();
    let unread = unread.filter(|left| !places.iter().any(|place| meet(*place, left.bbox)));
    page.unread.extend(unread);
    for line in lines {
        let top = line.words[0].bbox.y0;
        let line = Page {
            lines: vec![line],
            ..Page::default()
        };
        insert(&mut page, line, top);
    }
    page
}

/// Whether print of an image stands where text is printed on it.
pub(crate) fn is_printed_over(text: &Page, image: &DynamicImage) -> bool {
    let blank = Page {
        dpi: text.dpi,
        ..Page::default()
    };
    let mut print = left_out(&blank, image).into_iter();
    print.any(|line| places(text).any(|place| meet(place, line)))
}

/// The page with the words that it lacks of the image beneath its text, and the places of those that lie right under
/// words of the text.
pub(crate) fn uncovered(page: Page, text: &Page, beneath: Page) -> Page {
    let mut hidden = hidden(text, &beneath);
    let named = |word: &Word| {
        let mut named = page.unread.iter();
        named.any(|left| left.bbox.holds_middle_of(word.bbox))
    };
    hidden.retain(|word| !is_read(word, &page) && !named(word));
    let mut page = with_lacking(page, beneath, 0.0);
    page.unread.extend(hidden.into_iter().map(|word| Unread {
        kind: UnreadKind::Print,
        bbox: word.bbox,
    }));
    page
}

/// Whether a word was read where it stands.
pub(super) fn is_read(word: &Word, page: &Page) -> bool {
    words(page).any(|other| meet(other.bbox, word.bbox) && fold(&other.text) == fold(&word.text))
}

/// The words right under others; none where both are mostly the same, as where an engine's text was laid
/// over what it read.
fn hidden(text: &Page, beneath: &Page) -> Vec<Word> {
    const SAME: usize = 3;
    let above = |word: &Word| words(text).find(|over| over.bbox.holds_middle_of(word.bbox));
    let (mut same, mut hidden) = (0, Vec::new());
    for word in words(beneath) {
        match above(word) {
            Some(over) if fold(&over.text) == fold(&word.text) => same += 1,
            Some(_) if word.confidence >= SURE => hidden.push(word.clone()),
            _ => {}
        }
    }
    match SAME * same >= same + hidden.len() {
        true => Vec::new(),
        false => hidden,
    }
}

/// The places of a page's words.
fn places(page: &Page) -> impl Iterator<Item = BBox> {
    words(page).map(|word| word.bbox)
}

/// The words of a page.
fn words(page: &Page) -> impl Iterator<Item = &Word> {
    page.lines.iter().flat_map(|line| &line.words)
}

/// Reads the images that stand among the text of a page and puts their lines where they stand.
///
/// # Errors
/// As [`read_page`].
pub(crate) fn read_pictures(
    page: &mut Page,
    pictures: &[BBox],
    image: &PageImage,
    reader: &mut PageReader,
) -> Result<(), OcrError> {
    let (alone, others) = pictures.split_at(pictures.len().min(ALONE));
    let groups = alone.chunks(1).chain([others]);
    for group in groups.filter(|group| !group.is_empty()) {
        let shown = PageImage {
            image: only(group, page, &image.image).into(),
            dpi: image.dpi,
            pixel_height: image.pixel_height,
        };
        let read = read_page(page.number, &shown, reader)?;
        if words(&read).count() < LEAST {
            continue;
        }
        match read.mean_confidence().is_some_and(|mean| mean >= SURE) {
            true => insert(page, read, group[0].y0),
            false => page.unread.extend(read.lines.iter().filter_map(unread)),
        }
    }
    Ok(())
}

/// The place of a line that was not read surely.
fn unread(line: &Line) -> Option<Unread> {
    let place = line.words.iter().map(|word| word.bbox).reduce(BBox::union);
    place.map(|bbox| Unread {
        kind: UnreadKind::Print,
        bbox,
    })
}

/// The picture of a page with nothing but some of its images, without the words of the page that lie over them.
fn only(pictures: &[BBox], page: &Page, image: &DynamicImage) -> RgbImage {
    let mut shown = image.to_rgb8();
    let over: Vec<BBox> = places(page)
        .filter(|word| pictures.iter().any(|picture| meet(*word, *picture)))
        .collect();
    let holds = |bbox: &BBox, x: i32, y: i32| {
        (bbox.x0..bbox.x1).contains(&x) && (bbox.y0..bbox.y1).contains(&y)
    };
    for (x, y, pixel) in shown.enumerate_pixels_mut() {
        let (x, y) = (x as i32, y as i32);
        if !pictures.iter().any(|picture| holds(picture, x, y))
            || over.iter().any(|word| holds(word, x, y))
        {
            *pixel = Rgb([255; 3]);
        }
    }
    shown
}

pub(super) fn meet(a: BBox, b: BBox) -> bool {
    a.x0.max(b.x0) < a.x1.min(b.x1) && a.y0.max(b.y0) < a.y1.min(b.y1)
}

/// The first line of a page that starts below a height; behind the last one where none does.
pub(super) fn first_below(page: &Page, top: i32) -> usize {
    let below = |line: &Line| line.words.first().is_some_and(|word| word.bbox.y0 > top);
    let first = page.lines.iter().position(below);
    first.unwrap_or(page.lines.len())
}

/// Puts lines in the place of others, which no table has.
pub(super) fn put_lines(page: &mut Page, others: Range<usize>, lines: Vec<Line>) {
    for cell in page.tables.iter_mut().flat_map(|table| &mut table.cells) {
        if cell.line >= others.end {
            cell.line = cell.line - others.len() + lines.len();
        }
    }
    page.lines.splice(others, lines);
}

/// Puts the lines and tables of an image before the first line of the page that starts below its top.
fn insert(page: &mut Page, read: Page, top: i32) {
    let at = first_below(page, top);
    let blank = || std::iter::once(Line::default());
    let lines = blank().chain(read.lines).chain(blank());
    put_lines(page, at..at, lines.collect());
    page.tables.extend(read.tables.into_iter().map(|mut table| {
        table.cells.iter_mut().for_each(|cell| cell.line += at + 1);
        table
    }));
    if !page.preparation.iter().any(|step| step == PICTURES) {
        page.preparation.push(PICTURES.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::{Cell, Table};

    fn page(lines: Vec<Line>) -> Page {
        Page {
            width: 400,
            height: 400,
            dpi: 80.0,
            lines,
            ..Page::default()
        }
    }

    fn line(text: &str, y: i32) -> Line {
        Line {
            words: vec![Word::new(
                text.to_owned(),
                1.0,
                BBox::from([40, y, 360, y + 20]),
            )],
        }
    }

    /// A line of words that are 50 pixels wide.
    fn row(text: &str, y: i32) -> Line {
        let words = text.split(' ').zip((0..).step_by(60));
        let words = words.map(|(word, x)| {
            let place = BBox::from([40 + x, y, 90 + x, y + 20]);
            Word::new(word.to_owned(), 0.9, place)
        });
        Line {
            words: words.collect(),
        }
    }

    #[test]
    fn a_layer_covers_a_page_where_its_words_lie_over_the_print() {
        // Lines of strokes, and a black border.
        let image = GrayImage::from_fn(400, 400, |x, y| {
            let print = (40..360).contains(&x) && y % 40 < 20 && x % 4 == 0 && y > 30;
            Luma([if print || x < 30 { 0 } else { 255 }])
        });
        let image = DynamicImage::ImageLuma8(image);
        let all = (1..10).map(|row| line("chữ", 40 * row)).collect();
        assert!(covers(&page(all), &image));
        assert!(!covers(&page(vec![line("chân trang", 360)]), &image));
    }

    #[test]
    fn what_a_layer_lacks_is_taken_from_the_picture() {
        // The second line of the layer is moved up, and one of its words is read otherwise.
        let layer = page(vec![row("báo cáo tháng", 10), row("kết quả công tác", 60)]);
        let mut picture = page(vec![
            row("báo cáo tháng", 10),
            row("số liệu chi tiết", 40),
            row("kết quà cống tac", 90),
        ]);
        let left = |y| Unread {
            kind: UnreadKind::Print,
            bbox: BBox::from([40, y, 90, y + 20]),
        };
        picture.unread = vec![left(10), left(200)];
        let whole = completed(layer, picture);
        let texts: Vec<String> = whole.lines.iter().map(Line::text).collect();
        let expected = [
            "báo cáo tháng",
            "",
            "số liệu chi tiết",
            "",
            "kết quả công tác",
        ];
        assert_eq!(texts, expected);
        assert_eq!(whole.unread, [left(200)]);
    }

    #[test]
    fn what_text_hides_of_a_scan_is_put_beside_it_or_named() {
        let text = || page(vec![row("đã ký số", 30), row("ngày ba mươi", 60)]);
        // The first line of the scan lies right under the first of the text, the second half under the other, the last
        // far below.
        let scan = page(vec![
            row("công tác tháng", 32),
            row("kết quả chung", 75),
            row("nơi nhận", 300),
        ]);
        let shown = uncovered(text(), &text(), scan);
        let texts: Vec<String> = shown.lines.iter().map(Line::text).collect();
        let expected = [
            "đã ký số",
            "ngày ba mươi",
            "",
            "kết quả chung",
            "",
            "",
            "nơi nhận",
            "",
        ];
        assert_eq!(texts, expected);
        let unread: Vec<i32> = shown.unread.iter().map(|left| left.bbox.y0).collect();
        assert_eq!(unread, [32, 32, 32]);
        // What was read of both together is not hidden.
        let mut read = text();
        read.lines.push(row("công tác tháng", 34));
        let shown = uncovered(read, &text(), page(vec![row("công tác tháng", 32)]));
        assert_eq!((shown.lines.len(), shown.unread), (3, Vec::new()));
        // What an engine read is laid over its print: nothing is hidden.
        let same = page(vec![row("đã ký sô", 30), row("ngày ba mươi", 61)]);
        let shown = uncovered(text(), &text(), same);
        assert_eq!((shown.lines.len(), shown.unread), (2, Vec::new()));
    }

    #[test]
    fn print_beside_the_words_of_a_layer_is_found() {
        let image = GrayImage::from_fn(400, 400, |x, y| {
            let print = (40..360).contains(&x) && y % 40 < 10 && x % 12 < 6 && y > 30;
            Luma([if print { 90 } else { 200 }])
        });
        let image = DynamicImage::ImageLuma8(image);
        let lines = |rows: &[i32]| page(rows.iter().map(|row| line("chữ", 40 * row)).collect());
        let left = left_out(&lines(&[1, 2, 3, 4, 6, 7, 8, 9]), &image);
        assert_eq!((left.len(), left[0].y0), (1, 200));
        assert_eq!(left_out(&lines(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), &image), []);
    }

    #[test]
    fn lines_and_tables_of_an_image_come_where_it_stands() {
        let table = |line| Table {
            rows: 1,
            columns: 1,
            cells: vec![Cell {
                rows: 0..1,
                columns: 0..1,
                line,
                words: 0..1,
            }],
        };
        let mut text = page(vec![line("trên", 10), line("dưới", 300)]);
        text.tables.push(table(1));
        let mut read = page(vec![line("bảng", 100)]);
        read.tables.push(table(0));
        insert(&mut text, read, 90);
        let texts: Vec<String> = text.lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["trên", "", "bảng", "", "dưới"]);
        let lines: Vec<usize> = text
            .tables
            .iter()
            .map(|table| table.cells[0].line)
            .collect();
        assert_eq!(lines, [4, 2]);
    }
}
