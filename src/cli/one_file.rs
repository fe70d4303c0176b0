//! One scan that is named on the command line: opened, and read into its document.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::streams;
use crate::checksum;
use crate::input::{self, Limits, OpenOptions, PageSource, Source, signatures};
use crate::pipeline::read::read_source;
use crate::pipeline::source::{Origin, PageResult};
use crate::pipeline::{Pipeline, Processed, engines};
use std::path::Path;
use std::sync::Arc;

/// A scan that is open.
pub(crate) struct OneFile {
    /// Its pages.
    pub(crate) source: PageSource,
    /// What is known of it.
    pub(crate) origin: Origin,
    name: String,
}

impl OneFile {
    /// Opens a file, or the standard input for `-`.
    pub(crate) fn open(path: &Path, password: Option<&str>) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let bytes: Arc<[u8]> = streams::bytes(path)?.into();
        let mut origin = Origin {
            path: Some(name.clone()),
            sha256: checksum::of(&bytes),
            signatures: signatures(&bytes),
            attachments: Vec::new(),
            faults: Vec::new(),
        };
        let options = OpenOptions {
            password,
            strict: None,
        };
        let opened = input::open_with(bytes, &Limits::default(), &options);
        let source = match opened.map_err(|error| Failure::Nothing(format!("{name}: {error}")))? {
            Source::Pages(pages) => pages,
            Source::Text(_) => {
                let why = format!("{name}: a text; use `baocao restore`");
                return Err(Failure::Usage(why));
            }
        };
        origin.attachments = source.attachments();
        origin.faults = source.faults();
        Ok(OneFile {
            source,
            origin,
            name,
        })
    }

    /// Reads its pages.
    pub(crate) fn pages(
        &self,
        engine: &EngineArgs,
        pipeline: &Pipeline,
        config: &Config,
    ) -> Result<Vec<PageResult>, Failure> {
        let pool = engine.pool(config)?;
        Ok(read_source(
            &self.source,
            (engine.text_layer, engine.readers),
            &pool,
            pipeline,
        ))
    }

    /// Reads its pages and makes its document, as `run` does.
    pub(crate) fn read(
        &self,
        engine: &EngineArgs,
        pipeline: &Pipeline,
        config: &Config,
    ) -> Result<Processed, Failure> {
        let pages = self.pages(engine, pipeline, config)?;
        Ok(pipeline.scan(self.origin.clone(), &engines::info(engine.readers), pages))
    }

    /// Says which pages could not be read; whether there are any.
    pub(crate) fn tell_failed<'p>(&self, pages: impl Iterator<Item = (u32, &'p str)>) -> bool {
        let mut any = false;
        for (page, reason) in pages {
            tracing::error!("{}, page {page}: {reason}", self.name);
            any = true;
        }
        any
    }
}
