//! A page: its words with their places, and its lines.

use super::reply::{Reply, run_blocking};
use super::state::Shared;
use crate::archive::corrected::CorrectedDocument;
use crate::archive::error::StoreError;
use crate::document::layout::BBox;
use crate::document::{Stamp, Unread};
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};

/// What the page was shown with.
#[derive(Deserialize)]
pub(crate) struct Shown {
    /// SHA-256 of the input of which a page is wanted.
    pub(crate) sha256: Option<String>,
}

/// A word of a page.
#[derive(Serialize)]
struct ShownWord {
    ocr: String,
    text: String,
    confidence: f32,
    bbox: BBox,
}

/// A line of a page.
#[derive(Serialize)]
struct ShownLine {
    /// Its number in the text of the document.
    line: usize,
    text: String,
    /// What the program wrote, where a person wrote something else.
    read: Option<String>,
    words: Vec<ShownWord>,
}

/// A page.
#[derive(Serialize)]
pub(crate) struct ShownPage {
    number: u32,
    /// SHA-256 of the input.
    sha256: String,
    pages: u32,
    width: u32,
    height: u32,
    error: Option<String>,
    /// Why it may not have been read whole.
    fault: Option<String>,
    lines: Vec<ShownLine>,
    stamps: Vec<Stamp>,
    unread: Vec<Unread>,
}

/// A page's words with their places, and its lines as they are now.
pub(crate) async fn page(
    state: Shared,
    Path((id, number)): Path<(i64, u32)>,
    Query(shown): Query<Shown>,
) -> Reply<ShownPage> {
    run_blocking(state.0, move |state| {
        state.read(|store| {
            store.input(id, shown.sha256.as_deref())?;
            let (whole, machine) = (store.whole(id)?, store.machine(id)?);
            shown_page(&whole, &machine, number)
                .ok_or_else(|| StoreError::InvalidQuery(format!("no page {number}")))
        })
    })
    .await
}

fn shown_page(
    whole: &CorrectedDocument,
    machine: &CorrectedDocument,
    number: u32,
) -> Option<ShownPage> {
    let index = number.checked_sub(1)? as usize;
    let breaks = |lines: &[String]| -> Vec<usize> {
        let starts = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.starts_with('\u{c}'));
        std::iter::once(0).chain(starts.map(|(at, _)| at)).collect()
    };
    let starts = breaks(&whole.lines);
    let first = *starts.get(index)?;
    let end = starts.get(index + 1).copied().unwrap_or(whole.lines.len());
    let record = whole.document.pages.get(index);
    let lines = (first..end).map(|at| {
        let (now, read) = (
            whole.line(at + 1).unwrap_or(""),
            machine.line(at + 1).unwrap_or(""),
        );
        let words = record.and_then(|page| page.lines.get(at - first));
        let words = words
            .into_iter()
            .flat_map(|line| &line.words)
            .map(|word| ShownWord {
                ocr: word.ocr.clone(),
                text: word.text.clone(),
                confidence: word.confidence,
                bbox: word.bbox,
            });
        ShownLine {
            line: at + 1,
            text: now.to_owned(),
            read: (now != read).then(|| read.to_owned()),
            words: words.collect(),
        }
    });
    let stamps = whole.document.stamps.iter();
    let stamps = stamps.filter(|stamp| stamp.page == number);
    Some(ShownPage {
        number,
        sha256: whole.document.source.sha256.clone(),
        pages: whole.document.source.pages,
        width: record.map_or(0, |page| page.width),
        height: record.map_or(0, |page| page.height),
        error: record.and_then(|page| page.error.clone()),
        fault: record.and_then(|page| page.fault.clone()),
        lines: lines.collect(),
        stamps: stamps.cloned().collect(),
        unread: record.map_or(Vec::new(), |page| page.unread.clone()),
    })
}
