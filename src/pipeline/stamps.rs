//! Stamps of the pages, and signatures that programs printed among the text → the stamps of the document.

use super::assemble::PlacedText;
use super::source::PageResult;
use crate::document::stamps::{Stamp, StampKind, StampPrint};
use crate::document::{Extraction, TextSpan};
use crate::extract::stamps::{self, StampText};
use crate::restore::Restorer;

/// The stamps of a document, page by page.
pub(crate) fn collect(
    pages: &[PageResult],
    placed: &PlacedText,
    restorer: &Restorer,
) -> Vec<Stamp> {
    let read = (1..)
        .zip(pages)
        .filter_map(|(number, page)| Some((number, &page.as_ref().ok()?.page.stamps)));
    let seen = read.flat_map(|(number, prints)| {
        prints
            .iter()
            .map(move |print| stamp(number, print, restorer))
    });
    let mut found: Vec<Stamp> = seen.chain(printed(placed)).collect();
    found.sort_by_key(|stamp| (stamp.page, stamp.bbox.y0, stamp.bbox.x0));
    found
}

/// Says whether a seal stands on the page of the signature.
pub(crate) fn mark_seal(extraction: &mut Extraction, stamps: &[Stamp]) {
    let Some(signatory) = &mut extraction.signatory else {
        return;
    };
    let page = signatory.spans.iter().find_map(|span| span.page);
    let sealed = |stamp: &Stamp| stamp.kind == StampKind::Seal && Some(stamp.page) == page;
    signatory.seal = page.map(|_| stamps.iter().any(sealed));
}

fn stamp(page: u32, print: &StampPrint, restorer: &Restorer) -> Stamp {
    let lines = print.text.split("; ").filter(|line| !line.is_empty());
    let lines: Vec<String> = lines
        .map(|line| restorer.restore_text(line).trim().to_owned())
        .collect();
    let text = (!lines.is_empty()).then(|| lines.join("; "));
    let mut says = text.as_deref().map(stamps::read).unwrap_or_default();
    if print.kind == StampKind::Name {
        says = StampText {
            name: text.as_deref().and_then(stamps::bare_ends),
            ..StampText::default()
        };
    }
    Stamp {
        kind: print.kind,
        page,
        bbox: print.bbox,
        text,
        number: says.number,
        date: says.date,
        time: says.time,
        name: says.name,
        organisation: says.organisation,
        confidence: print.confidence,
    }
}

/// Signatures that stand among the lines of the text.
fn printed(placed: &PlacedText) -> impl Iterator<Item = Stamp> {
    stamps::printed_signatures(&placed.text)
        .into_iter()
        .filter_map(|found| {
            let mut span = TextSpan {
                line: found.lines.0 as u32 + 1,
                end_line: found.lines.1 as u32 + 1,
                end: u32::MAX,
                ..TextSpan::default()
            };
            placed.place(&mut span);
            Some(Stamp {
                kind: StampKind::ElectronicSignature,
                page: span.page?,
                bbox: span.bbox?,
                text: Some(found.text),
                number: None,
                date: found.says.date,
                time: found.says.time,
                name: found.says.name,
                organisation: found.says.organisation,
                confidence: span.confidence,
            })
        })
}
