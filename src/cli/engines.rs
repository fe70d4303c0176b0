//! The OCR engines: one for each thread, made when first needed.

use super::config::Config;
use super::failure::Failure;
use crate::batch::Stop;
use crate::handwriting::Network;
use crate::input::PageSource;
use crate::ocr::{Reader, TesseractEngine};
use crate::pipeline::{EngineInfo, PageResult, Pool, read_page, read_pages};
use crate::restore::Restorer;
use clap::Args;
use std::path::PathBuf;

/// Language data that pages are read with.
const LANGUAGE: &str = "vie";

/// Options of the engine.
#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Folder of the OCR engine's language data
    #[arg(long, value_name = "FOLDER")]
    tessdata: Option<PathBuf>,
}

/// Engines for all threads.
pub(super) struct Engines {
    pool: Pool<TesseractEngine>,
    network: Network,
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
            let image = source.page(index).map_err(|error| error.to_string())?;
            let mut reader = Reader {
                engine,
                fluency: &|text| restorer.fluency(text),
            };
            let page = read_page(index as u32 + 1, &image, &mut reader, &self.network);
            read();
            page.map_err(|error| error.to_string())
        })
    }
}
