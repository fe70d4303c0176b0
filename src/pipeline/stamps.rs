//! Stamps of the pages, and signatures that programs printed among the text → the stamps of the document.

use super::assemble::PlacedText;
use super::fill_slots::{agreement, given};
use super::source::PageResult;
use crate::document::layout::{JoinedLine, Line};
use crate::document::stamps::{Stamp, StampKind, StampPrint};
use crate::document::{Extraction, TextSpan};
use crate::extract::Extractor;
use crate::extract::stamps::{self, StampText};
use crate::handwriting::evidence::{arrival, reweigh};
use crate::restore::{Detail, Restorer, SourceLine};

/// The stamps of a document, page by page; `issued` is its day.
pub(crate) fn collect(
    pages: &[PageResult],
    placed: &PlacedText,
    issued: Option<&str>,
    (restorer, extractor): (&Restorer, &Extractor),
) -> Vec<Stamp> {
    let read = (1..)
        .zip(pages)
        .filter_map(|(number, page)| Some((number, &page.as_ref().ok()?.page.stamps)));
    let seen = read.flat_map(|(number, prints)| {
        prints
            .iter()
            .map(move |print| stamp(number, print, issued, (restorer, extractor)))
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

fn stamp(
    page: u32,
    print: &StampPrint,
    issued: Option<&str>,
    (restorer, extractor): (&Restorer, &Extractor),
) -> Stamp {
    let lines = restored(&print.lines, restorer);
    let text = (!lines.is_empty()).then(|| lines.join("; "));
    let mut says = text.as_deref().map(stamps::read).unwrap_or_default();
    if print.kind == StampKind::Name {
        says = StampText {
            name: lines.iter().find_map(|line| named(line, extractor)),
            ..StampText::default()
        };
    }
    let mut written = print.written.clone();
    let by_engine = (says.number.clone(), says.date.clone());
    reweigh(&mut written.number, |number| {
        agreement(by_engine.0.as_deref(), number)
    });
    reweigh(&mut written.day, |day| {
        let timely = issued.map_or(1.0, |issued| arrival(issued, day));
        timely * agreement(by_engine.1.as_deref(), day)
    });
    let value = |candidates| Some(given(candidates)?.value.clone());
    says.number = value(&written.number).or(says.number);
    says.date = value(&written.day).or(says.date);
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

/// The restored lines of a stamp, which are one text.
fn restored(print: &[Line], restorer: &Restorer) -> Vec<String> {
    let joined: Vec<JoinedLine> = print.iter().map(Line::joined).collect();
    let lines: Vec<SourceLine> = joined.iter().map(SourceLine::from).collect();
    let restored = restorer.restore(&lines, Detail::Text).into_iter();
    restored.map(|line| line.text.trim().to_owned()).collect()
}

/// The name that a line of a stamp is; positions are stamped as well.
fn named(line: &str, extractor: &Extractor) -> Option<String> {
    stamps::bare_ends(line).filter(|name| !extractor.is_like_position(name))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;
    use crate::document::layout::slots::Candidate;
    use crate::document::stamps::WrittenStamp;

    fn print(kind: StampKind, lines: &[&str], days: &[(&str, f32)]) -> StampPrint {
        let day = |&(value, probability): &(&str, f32)| Candidate {
            value: value.to_owned(),
            parts: Vec::new(),
            probability,
        };
        StampPrint {
            kind,
            bbox: BBox::default(),
            slope: 0.0,
            lines: lines.iter().map(|line| Line::printed(0, line)).collect(),
            confidence: Some(0.9),
            written: WrittenStamp {
                number: Vec::new(),
                day: days.iter().map(day).collect(),
            },
        }
    }

    #[test]
    fn the_day_of_arrival_is_weighed_by_the_day_of_issue_and_the_engine() {
        let (restorer, extractor) = (Restorer::builtin(), Extractor::builtin());
        let (early, late) = (("2026-04-23", 0.5), ("2026-04-28", 0.3));
        for (text, days, issued, expected) in [
            ("ĐẾN; Ngày: 25/4/2026", &[][..], None, Some("2026-04-25")),
            (
                "ĐẾN; Ngày: 25/4/2026",
                &[early, late],
                None,
                Some("2026-04-23"),
            ),
            (
                "ĐẾN; Ngày: 28/4/2026",
                &[early, late],
                None,
                Some("2026-04-28"),
            ),
            (
                "ĐẾN; Ngày",
                &[early, late],
                Some("2026-04-27"),
                Some("2026-04-28"),
            ),
            ("ĐẾN; Ngày", &[late], None, None),
        ] {
            let lines: Vec<&str> = text.split("; ").collect();
            let print = print(StampKind::Incoming, &lines, days);
            let found = stamp(1, &print, issued, (&restorer, &extractor));
            assert_eq!(
                found.date.as_deref(),
                expected,
                "{text} {days:?} {issued:?}"
            );
        }
    }

    #[test]
    fn the_lines_of_a_stamp_are_one_text() {
        let restorer = Restorer::builtin();
        let print = ["dân huyện R-", "lâp"].map(|line| Line::printed(0, line));
        assert_eq!(restored(&print, &restorer), ["dân huyện R-", "lâp"]);
        // By itself it is no syllable.
        assert_ne!(restored(&print[1..], &restorer), ["lâp"]);
    }

    #[test]
    fn positions_are_no_names() {
        let (restorer, extractor) = (Restorer::builtin(), Extractor::builtin());
        for (lines, name) in [
            (&["Lê Văn Thị"][..], Some("Lê Văn Thị")),
            (&["PHÓ CHỦ TỊCH"], None),
            (&["PHÓ CHỦ TỊCH", "Lê Văn Thị"], Some("Lê Văn Thị")),
        ] {
            let found = stamp(
                1,
                &print(StampKind::Name, lines, &[]),
                None,
                (&restorer, &extractor),
            );
            assert_eq!(found.name.as_deref(), name, "{lines:?}");
            assert_eq!(found.text, Some(lines.join("; ")));
        }
    }
}
