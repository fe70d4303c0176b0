//! The OCR engines: one for each thread, made when first needed.

use super::config::Config;
use super::failure::Failure;
use crate::batch::Stop;
use crate::handwriting::Network;
use crate::input::PageSource;
use crate::ocr::{Page, Reader, TesseractEngine, text_layer};
use crate::pipeline::{EngineInfo, PageResult, Pool, read_page, read_pages};
use crate::restore::Restorer;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Language data that pages are read with.
const LANGUAGE: &str = "vie";

/// Options of the engine.
#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Folder of the OCR engine's language data
    #[arg(long, value_name = "FOLDER")]
    tessdata: Option<PathBuf>,
    /// What to do with the text that PDF pages hold
    #[arg(long, value_enum, default_value = "auto")]
    text_layer: LayerUse,
}

/// What to do with the text that PDF pages hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LayerUse {
    /// Take it where it is sound, else read the picture
    Auto,
    /// Take it wherever there is some
    Keep,
    /// Read the pictures
    Ignore,
}

/// Engines for all threads.
pub(super) struct Engines {
    pool: Pool<TesseractEngine>,
    network: Network,
    text_layer: LayerUse,
}

impl EngineArgs {
    /// The engines; one is made at once, so that a missing one is noticed before the work begins.
    pub(super) fn pool(&self, config: &Config) -> Result<Engines, Failure> {
        let tessdata = self.tessdata.clone().or_else(|| config.tessdata.clone());
        let make = move || {
            TesseractEngine::new(LANGUAGE, tessdata.as_deref()).map_err(|error| error.to_string())
        };
        let pool = Pool::new(make);
        pool.with(|_| ()).map_err(Failure::Nothing)?;
        Ok(Engines {
            pool,
            network: Network::builtin(),
            text_layer: self.text_layer,
        })
    }
}

impl Engines {
    /// What reads the pages, for the record.
    pub(super) fn info() -> EngineInfo {
        EngineInfo {
            version: TesseractEngine::version(),
            language: LANGUAGE.to_owned(),
        }
    }

    /// Reads the pages of a scan; `read` is told of each. After it was asked to stop, pages are
    /// passed over, as errors.
    pub(super) fn pages(
        &self,
        source: &PageSource,
        restorer: &Restorer,
        stop: &Stop,
        read: impl Fn() + Sync,
    ) -> Vec<PageResult> {
        read_pages(source.len(), &self.pool, |index, engine| {
            if stop.is_asked() {
                return Err("interrupted".to_owned());
            }
            let mut reader = Reader {
                engine,
                fluency: &|text| restorer.fluency(text),
            };
            let page = self.page(source, index, &mut reader);
            read();
            page
        })
    }

    /// Reads a page from its text layer or its picture.
    fn page(&self, source: &PageSource, index: usize, reader: &mut Reader) -> PageResult {
        let number = index as u32 + 1;
        let layer = match self.text_layer {
            LayerUse::Ignore => None,
            LayerUse::Keep => source.text_layer(index),
            LayerUse::Auto => source.text_layer(index).filter(text_layer::is_whole),
        };
        let layer = layer.map(|layer| text_layer::page(number, &layer));
        let sound = |page: &Page| {
            self.text_layer == LayerUse::Keep || text_layer::is_sound(page, reader.fluency)
        };
        if let Some(page) = layer.as_ref().filter(|page| sound(page)) {
            return Ok(page.clone());
        }
        let image = source.page(index).map_err(|error| error.to_string())?;
        let read = read_page(number, &image, reader, &self.network);
        let read = read.map_err(|error| error.to_string())?;
        let better = |page: &Page| text_layer::is_better(page, &read, reader.fluency);
        Ok(layer.filter(better).unwrap_or(read))
    }
}
