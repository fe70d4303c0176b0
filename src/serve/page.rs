//! A page: its words with their places, and its lines.

use super::reply::{Reply, run_blocking};
use super::state::Shared;
use crate::archive::ask::search::places_in;
use crate::archive::corrected::CorrectedDocument;
use crate::archive::error::StoreError;
use crate::document::layout::BBox;
use crate::document::{Stamp, Unread};
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};

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
    /// Characters that were searched for: first, and behind the last.
    hits: Vec<(usize, usize)>,
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

/// What a page is wanted by.
#[derive(Deserialize)]
pub(crate) struct Found {
    /// SHA-256 of the input as it was shown.
    sha256: Option<String>,
    /// What was searched for.
    #[serde(default)]
    q: String,
}

/// A page's words with their places, and its lines as they are now.
pub(crate) async fn page(
    state: Shared,
    Path((id, number)): Path<(i64, u32)>,
    Query(found): Query<Found>,
) -> Reply<ShownPage> {
    run_blocking(state.0, move |state| {
        StoreError::unless_short(&found.q)?;
        state.read(|store| {
            store.input(id, found.sha256.as_deref())?;
            let (whole, machine) = (store.whole(id)?, store.machine(id)?);
            let page = shown_page(&whole, &machine, number).map(|mut page| {
                mark(&mut page.lines, &found.q);
                page
            });
            page.ok_or_else(|| StoreError::InvalidQuery(format!("no page {number}")))
        })
    })
    .await
}

/// Marks what a query finds, also where it goes on in the next line.
fn mark(lines: &mut [ShownLine], query: &str) {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let places = places_in(&texts.join("\n"), query);
    let mut start = 0;
    for line in lines {
        let end = start + line.text.chars().count();
        let here = places
            .iter()
            .filter(|place| place.start < end && place.end > start);
        let within = here.map(|place| (place.start.max(start) - start, place.end.min(end) - start));
        line.hits = within.collect();
        start = end + 1;
    }
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
            hits: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_marked_over_the_ends_of_lines() {
        let line = |text: &str| ShownLine {
            line: 1,
            text: text.to_owned(),
            read: None,
            words: Vec::new(),
            hits: Vec::new(),
        };
        let mut lines = [line("công tác chuyển"), line("đổi số; chuyển đổi")];
        mark(&mut lines, "chuyen doi");
        assert_eq!(lines[0].hits, [(9, 15)]);
        assert_eq!(lines[1].hits, [(0, 3), (8, 18)]);
    }
}
