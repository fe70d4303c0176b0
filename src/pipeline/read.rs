//! Pages of a source → words and slots, page by page or in parallel.

use super::source::PageResult;
use crate::document::layout::{BBox, Page, PageImage, PageReading, Slots};
use crate::handwriting::Recogniser;
use crate::input::{PageSource, TextLayer};
use crate::ocr::text_layer::live::with_live_text;
use crate::ocr::text_layer::{LayerUse, pictures};
use crate::ocr::{OcrEngine, OcrError, PageReader, text_layer};
use crate::pipeline::{PANICKED, Pipeline};
use crate::pool::Pool;
use crate::prepare::blank;
use crate::prepare::spread::{TWO_SHEETS, gutter};
use crate::reader::{Readers, read_again};
use crate::recognition::strip;
use crate::{handwriting, ocr};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a page, the first one with what is written by hand in its header, by `recogniser`.
///
/// # Errors
/// As [`ocr::read_page`].
pub fn read_page(
    number: u32,
    image: &PageImage,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> Result<PageReading, OcrError> {
    read_page_with(number, image, None, reader, recogniser)
}

/// The same for a page on which live text stands, as the file has it.
fn read_page_with(
    number: u32,
    image: &PageImage,
    live: Option<&Page>,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> Result<PageReading, OcrError> {
    if let Some(page) = ocr::empty_page(number, image) {
        return Ok(page.into());
    }
    let mut read = |image: &PageImage| {
        let mut page = ocr::read_page(number, image, reader)?;
        if let Some(second) = reader.second {
            let levels = strip::levels(&image.image, image.image.height());
            read_again(&mut page, levels, second);
        }
        let upright = |live: &&Page| {
            page.rotation == 0 && (page.width, page.height) == (live.width, live.height)
        };
        if let Some(live) = live.filter(upright) {
            page = with_live_text(page, live);
        }
        handwriting::read_stamps(image, &mut page, recogniser);
        let slots = match number {
            1 => handwriting::read(image, &page, recogniser),
            _ => Slots::default(),
        };
        Ok(PageReading {
            slots,
            ..PageReading::from(page)
        })
    };
    at_square_pixels(image, |image| match gutter(image) {
        Some(at) => sheets(image, at, &mut read)?.map_or_else(|| read(image), Ok),
        None => read(image),
    })
}

/// Reads two sheets, the left one first; `None` if one of them does not stand upright.
fn sheets<E>(
    image: &PageImage,
    gutter: u32,
    read: &mut impl FnMut(&PageImage) -> Result<PageReading, E>,
) -> Result<Option<PageReading>, E> {
    let (width, height) = (image.image.width(), image.image.height());
    let mut sheet = |from: u32, to: u32| {
        let pixels = image.image.crop_imm(from, 0, to - from, height);
        read(&PageImage::new(pixels, image.dpi))
    };
    let mut left = sheet(0, gutter)?;
    let right = sheet(gutter, width)?;
    if left.page.rotation != 0 || right.page.rotation != 0 {
        return Ok(None);
    }
    left.append(right);
    left.page.preparation.insert(0, TWO_SHEETS.to_owned());
    Ok(Some(left))
}

/// Reads a page as it looks where its pixels are square, and leads the boxes back to the page as scanned.
pub(crate) fn at_square_pixels<E>(
    image: &PageImage,
    read: impl FnOnce(&PageImage) -> Result<PageReading, E>,
) -> Result<PageReading, E> {
    let squared = image.squared();
    let mut reading = read(squared.as_ref().unwrap_or(image))?;
    if squared.is_some() {
        reading.scale_to((image.image.width(), image.image.height()));
        reading
            .page
            .preparation
            .insert(0, "square pixels".to_owned());
    }
    reading.page.pixel_height = image.pixel_height;
    Ok(reading)
}

/// Reads a page of a source, and tells why it may not have been read whole.
pub fn read_page_of(
    source: &PageSource,
    index: usize,
    layer_use: LayerUse,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> PageResult {
    let reading = read_words(source, index, layer_use, reader, recogniser)?;
    Ok(with_fault(reading, source, index))
}

/// The reading with what is wrong with its page.
pub(crate) fn with_fault(
    mut reading: PageReading,
    source: &PageSource,
    index: usize,
) -> PageReading {
    let is_blank = || {
        if ocr::is_empty(&reading.page) {
            return true;
        }
        let image = source.page(index);
        image.is_ok_and(|image| blank::is_blank(&image.image))
    };
    let no_words = reading.page.lines.iter().all(|line| line.words.is_empty());
    reading.fault = source
        .page_fault(index)
        .or_else(|| (no_words && !is_blank()).then(|| NO_WORDS.to_owned()))
        .or_else(|| unread_print(&reading.page));
    reading
}

/// Width of a line of print, in widths of the page.
const LINE: f32 = 0.5;

/// What is wrong with a page of which more than a line of print was not read.
fn unread_print(page: &Page) -> Option<String> {
    let places = page.unread_print().count();
    is_line(page.unread_print(), page.width)
        .then(|| format!("{places} places with print could not be read; look at them"))
}

/// Whether places of a page of this width are together more than a line.
fn is_line(places: impl Iterator<Item = BBox>, width: u32) -> bool {
    let wide: i32 = places.map(|b| b.x1 - b.x0).sum();
    wide as f32 > LINE * width as f32
}

/// What is wrong with a page that shows something of which nothing was read.
const NO_WORDS: &str = "no words were found on it, but it is not blank; look at it";

/// Reads a page of a source from its text layer, its picture, or both.
fn read_words(
    source: &PageSource,
    index: usize,
    layer_use: LayerUse,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> PageResult {
    let number = index as u32 + 1;
    let held = match layer_use {
        LayerUse::Ignore => None,
        LayerUse::Keep | LayerUse::Auto => source.text_layer(index),
    };
    if let (LayerUse::Keep, Some(layer)) = (layer_use, &held) {
        return Ok(text_layer::page(number, layer).into());
    }
    let over_image = held
        .as_ref()
        .filter(|layer| layer.is_scan || layer.is_printed_on);
    let shown = over_image.map(|layer| text_layer::page(number, &layer.shown()));
    let is_scan = held.as_ref().is_some_and(|layer| layer.is_scan);
    let picture = || source.page(index).map_err(|error| error.to_string());
    let mut words = WordReader {
        number,
        live: shown.as_ref().filter(|_| is_scan),
        reader,
        recogniser,
    };
    let whole = held.as_ref().filter(|layer| text_layer::is_whole(layer));
    let mut read = match whole {
        Some(layer) => words.of_layer(layer, picture)?,
        None => words.of_picture(&picture()?)?,
    };
    let is_printed_on = held.as_ref().is_some_and(|layer| layer.is_printed_on);
    let Some(text) = shown.as_ref().filter(|_| is_printed_on) else {
        return Ok(read);
    };
    let beneath = source.image_beneath(index);
    let hides = |beneath: &PageImage| pictures::is_printed_over(text, &beneath.image);
    if let Some(image) = beneath.filter(hides) {
        words.live = None;
        let beneath = words.of_picture(&image)?.page;
        read.page = pictures::uncovered(read.page, text, beneath);
    }
    Ok(read)
}

/// Reads the words of a page.
struct WordReader<'a, 'e, 'r> {
    number: u32,
    /// Text that stands on the picture.
    live: Option<&'a Page>,
    reader: &'a mut PageReader<'e>,
    recogniser: &'r Recogniser,
}

impl WordReader<'_, '_, '_> {
    /// From its picture.
    fn of_picture(&mut self, image: &PageImage) -> PageResult {
        let read = read_page_with(self.number, image, self.live, self.reader, self.recogniser);
        read.map_err(|error| error.to_string())
    }

    /// From its layer where that is sound, from its picture where that shows much more than the layer, and from the
    /// images among the layer's text.
    fn of_layer(
        &mut self,
        layer: &TextLayer,
        picture: impl FnOnce() -> Result<PageImage, String>,
    ) -> PageResult {
        let page = text_layer::page(self.number, layer);
        let sound = text_layer::is_sound(&page, self.reader.fluency);
        let shows_more = layer.is_scan || layer.may_draw_letters;
        if sound && !shows_more && layer.pictures.is_empty() {
            return Ok(page.into());
        }
        let image = picture()?;
        let covers = || {
            let left = pictures::left_out(&page, &image.image);
            let covered = !layer.is_scan || pictures::covers(&page, &image.image);
            covered && !is_line(left.into_iter(), page.width)
        };
        if sound && (!shows_more || covers()) {
            return match layer.is_scan {
                true => Ok(page.into()),
                false => with_pictures(page, layer, &image, self.reader),
            };
        }
        let read = self.of_picture(&image)?;
        let chosen = match sound {
            true => !pictures::shows_more(&read.page, &page),
            false => text_layer::is_better(&page, &read.page, self.reader.fluency),
        };
        Ok(match chosen {
            true => pictures::completed(page, read.page).into(),
            false => read,
        })
    }
}

/// A page of text with what the images among it hold.
fn with_pictures(
    mut page: Page,
    layer: &TextLayer,
    image: &PageImage,
    reader: &mut PageReader,
) -> PageResult {
    let places = text_layer::pictures(layer);
    let read = pictures::read_pictures(&mut page, &places, image, reader);
    read.map(|()| page.into())
        .map_err(|error| error.to_string())
}

/// Reads all pages of a source in parallel.
pub(crate) fn read_source(
    source: &PageSource,
    (layer_use, readers): (LayerUse, Readers),
    engines: &Pool<Box<dyn OcrEngine>>,
    pipeline: &Pipeline,
) -> Vec<PageResult> {
    let recogniser = Recogniser::builtin();
    let second = readers.second();
    read_pages(source.len(), engines, |index, engine| {
        let mut reader = PageReader {
            engine: engine.as_mut(),
            second: second.as_ref(),
            fluency: &|text| pipeline.fluency(text),
        };
        read_page_of(source, index, layer_use, &mut reader, &recogniser)
    })
}

/// Reads pages `0..count` in parallel with the engines of `pool`; one page image a thread is held
/// at a time. A page that fails is an `Err` in its place.
pub fn read_pages<E, F>(count: usize, pool: &Pool<E>, read: F) -> Vec<PageResult>
where
    E: Send,
    F: Fn(usize, &mut E) -> PageResult + Sync,
{
    let one = |index| {
        let page = || {
            pool.with(|engine| read(index, engine))
                .and_then(|page| page)
        };
        // What a page brings down, it alone is to lose.
        catch_unwind(AssertUnwindSafe(page)).unwrap_or_else(|_| Err(PANICKED.to_owned()))
    };
    (0..count).into_par_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::{Line, Word};
    use crate::document::{Unread, UnreadKind};
    use image::{DynamicImage, GrayImage};

    /// A page of which one word fills all.
    fn filled(image: &PageImage) -> Result<PageReading, OcrError> {
        let (width, height) = (image.image.width(), image.image.height());
        let bbox = [0, 0, width as i32, height as i32].into();
        let words = vec![Word::new("BÁO".to_owned(), 0.9, bbox)];
        Ok(PageReading::from(Page {
            width,
            height,
            dpi: image.dpi.unwrap_or(0.0),
            lines: vec![Line { words }],
            ..Page::default()
        }))
    }

    #[test]
    fn boxes_of_a_page_that_was_made_square_are_those_of_the_scan() {
        let fax = |size: (u32, u32), height| {
            let image = DynamicImage::from(GrayImage::new(size.0, size.1));
            PageImage::new(image, Some(200.0)).with_pixel_height(height)
        };
        for (size, height) in [((200, 100), 2.0), ((100, 200), 0.5), ((100, 100), 1.0)] {
            let page = at_square_pixels(&fax(size, height), filled)
                .expect("read")
                .page;
            assert_eq!((page.width, page.height), size);
            let whole = [0, 0, size.0 as i32, size.1 as i32].into();
            assert_eq!(page.lines[0].words[0].bbox, whole);
            assert_eq!((page.dpi, page.pixel_height), (200.0, height));
            assert_eq!(page.preparation.is_empty(), height == 1.0);
        }
    }

    #[test]
    fn more_than_a_line_of_print_that_was_not_read_is_a_fault() {
        let place = |kind, wide| Unread {
            kind,
            bbox: BBox::from([0, 0, wide, 20]),
        };
        let (print, stamp) = (UnreadKind::Print, UnreadKind::Stamp);
        let fault = |unread: [Unread; 2]| {
            unread_print(&Page {
                width: 1000,
                unread: unread.to_vec(),
                ..Page::default()
            })
        };
        let lost = fault([place(print, 300), place(print, 250)]);
        let expected = "2 places with print could not be read; look at them";
        assert_eq!(lost.as_deref(), Some(expected));
        assert_eq!(fault([place(print, 300), place(stamp, 600)]), None);
    }

    #[test]
    fn two_sheets_are_read_one_after_the_other_unless_one_is_turned() {
        let image = PageImage::new(GrayImage::new(300, 100).into(), None);
        let read = sheets(&image, 140, &mut filled)
            .expect("read")
            .expect("two sheets");
        assert_eq!((read.page.width, read.page.height), (300, 100));
        let words: Vec<&[Word]> = read.page.lines.iter().map(|line| &*line.words).collect();
        let [[left], [], [right]] = words[..] else {
            panic!("{words:?}");
        };
        let boxes = [[0, 0, 140, 100].into(), [140, 0, 300, 100].into()];
        assert_eq!([left.bbox, right.bbox], boxes);
        let mut turned = |image: &PageImage| {
            filled(image).map(|mut reading| {
                reading.page.rotation = 90;
                reading
            })
        };
        assert_eq!(sheets(&image, 140, &mut turned).expect("read"), None);
    }
}
