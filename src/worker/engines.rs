//! TODO

use super::server::Desk;
use crate::batch::Stop;
use crate::cli::engines::LANGUAGE;
use crate::handwriting::Recogniser;
use crate::input::PageSource;
use crate::ocr::text_layer::LayerUse;
use crate::ocr::{OcrEngine, PageReader, TesseractEngine};
use crate::pipeline::Pipeline;
use crate::pipeline::read::{read_page_of, read_pages};
use crate::pipeline::source::{EngineInfo, PageResult};
use crate::pool::Pool;
use crate::restore::Restorer;
use std::path::PathBuf;
use std::sync::Arc;

/// Engines for all threads.
pub(crate) struct Engines {
    pub(crate) pool: Pool<TesseractEngine>,
    pub(crate) recogniser: Recogniser,
    pub(crate) text_layer: LayerUse,
}

/// What makes a desk that reads with the language data in `tessdata`.
pub(crate) fn desk(
    tessdata: Option<PathBuf>,
    pipeline: Pipeline,
) -> impl Fn() -> Desk + Send + Sync {
    let recogniser = Arc::new(Recogniser::builtin());
    let pipeline = Arc::new(pipeline);
    move || {
        let tessdata = tessdata.clone();
        let make = move || {
            let engine = TesseractEngine::new(LANGUAGE, tessdata.as_deref());
            let engine = engine.map_err(|error| error.to_string())?;
            Ok(Box::new(engine) as Box<dyn OcrEngine>)
        };
        Desk::new(Arc::new(make), recogniser.clone(), pipeline.clone())
    }
}

impl Engines {
    /// What reads the pages, for the record.
    pub(crate) fn info() -> EngineInfo {
        EngineInfo {
            version: TesseractEngine::version(),
            language: LANGUAGE.to_owned(),
        }
    }

    /// Reads the pages of a scan; `read` is told of each. After it was asked to stop, pages are
    /// passed over, as errors.
    pub(crate) fn pages(
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
            let mut reader = PageReader {
                engine,
                fluency: &|text| restorer.fluency(text),
            };
            let page = read_page_of(
                source,
                index,
                self.text_layer,
                &mut reader,
                &self.recogniser,
            );
            read();
            page
        })
    }
}
