//! Pages of a source → words and slots, page by page or in parallel.

use super::source::PageResult;
use crate::document::layout::{Page, PageImage, PageReading, Slots};
use crate::handwriting::Recogniser;
use crate::input::PageSource;
use crate::ocr::text_layer::LayerUse;
use crate::ocr::{OcrError, PageReader, TesseractEngine, text_layer};
use crate::pipeline::PANICKED;
use crate::pool::Pool;
use crate::restore::Restorer;
use crate::{handwriting, ocr};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a page, the first one with what is written by hand in its header.
///
/// # Errors
/// As [`ocr::read_page`].
pub fn read_page(
    number: u32,
    image: &PageImage,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> Result<PageReading, OcrError> {
    let page = ocr::read_page(number, image, reader)?;
    let slots = match number {
        1 => handwriting::read(image, &page, recogniser),
        _ => Slots::default(),
    };
    Ok(PageReading { page, slots })
}

/// Reads a page of a source from its text layer or its picture.
pub fn read_page_of(
    source: &PageSource,
    index: usize,
    layer_use: LayerUse,
    reader: &mut PageReader,
    recogniser: &Recogniser,
) -> PageResult {
    let number = index as u32 + 1;
    let layer = match layer_use {
        LayerUse::Ignore => None,
        LayerUse::Keep => source.text_layer(index),
        LayerUse::Auto => source.text_layer(index).filter(text_layer::is_whole),
    };
    let layer = layer.map(|layer| text_layer::page(number, &layer));
    let sound =
        |page: &Page| layer_use == LayerUse::Keep || text_layer::is_sound(page, reader.fluency);
    if let Some(page) = layer.as_ref().filter(|page| sound(page)) {
        return Ok(page.clone().into());
    }
    let image = source.page(index).map_err(|error| error.to_string())?;
    let read = read_page(number, &image, reader, recogniser).map_err(|error| error.to_string())?;
    let better = |page: &Page| text_layer::is_better(page, &read.page, reader.fluency);
    Ok(layer.filter(better).map_or(read, PageReading::from))
}

/// Reads all pages of a source in parallel.
pub(crate) fn read_source(
    source: &PageSource,
    layer_use: LayerUse,
    engines: &Pool<TesseractEngine>,
    restorer: &Restorer,
) -> Vec<PageResult> {
    let recogniser = Recogniser::builtin();
    read_pages(source.len(), engines, |index, engine| {
        let mut reader = PageReader {
            engine,
            fluency: &|text| restorer.fluency(text),
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
