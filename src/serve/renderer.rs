//! Pictures of pages, rendered from the inputs in processes of their own, the last ones kept.

use crate::document::Document;
use crate::worker::{FileToRead, RenderPage, RequestError, WorkerPool, WriteSearchable};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// To be read: an A4 page at 200 dpi.
    Page,
    /// To be told from other pages.
    Thumbnail,
}

impl Size {
    /// Its longest side, in pixels.
    pub(crate) fn longest(self) -> u32 {
        match self {
            Size::Page => 2340,
            Size::Thumbnail => 240,
        }
    }
}

/// Pictures that are kept.
const KEPT: usize = 64;

/// A page of an input: its SHA-256 and the page's number, so that no picture stands beside another reading.
pub(crate) type Key = (String, u32, Size);

/// Renders pages.
pub(crate) struct Renderer {
    workers: WorkerPool,
    /// The last ones, the newest last.
    kept: Mutex<VecDeque<(Key, Arc<Vec<u8>>)>>,
}

impl Renderer {
    pub(crate) fn new(workers: WorkerPool) -> Self {
        Renderer {
            workers,
            kept: Mutex::default(),
        }
    }

    pub(crate) fn kept(&self, key: &Key) -> Option<Arc<Vec<u8>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == key)?;
        let entry = kept.remove(at)?;
        let picture = entry.1.clone();
        kept.push_back(entry);
        Some(picture)
    }

    pub(crate) fn keep(&self, key: Key, picture: &Arc<Vec<u8>>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((key, picture.clone()));
    }

    /// The page of an input whose bytes are still those that were read.
    pub(crate) fn render(
        &self,
        file: &FileToRead,
        number: u32,
        size: Size,
    ) -> Result<Vec<u8>, String> {
        let index = number.checked_sub(1).ok_or("pages are counted from 1")? as usize;
        let request = RenderPage {
            index,
            longest: size.longest(),
        };
        let rendered = self.workers.send(file, request);
        rendered.map(|jpeg| jpeg.0).map_err(RequestError::reason)
    }

    /// The searchable PDF of an input, with the words of its document.
    pub(crate) fn searchable(
        &self,
        file: &FileToRead,
        document: Document,
    ) -> Result<Vec<u8>, String> {
        let written = self.workers.send(file, WriteSearchable(Box::new(document)));
        written.map(|pdf| pdf.bytes).map_err(RequestError::reason)
    }
}
