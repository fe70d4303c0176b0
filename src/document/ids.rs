//! Ids that go on through the chunks of a long text.

use super::visitor::Visitor;
use super::{Extraction, StatisticId};

/// The numbers that the ids of earlier chunks reached, by their letter.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// By the chunks before this one.
    before: [u32; 26],
    reached: [u32; 26],
}

impl Ids {
    /// Makes the ids of a chunk go on from those of the chunks before.
    pub(crate) fn go_on(&mut self, found: &mut Extraction) {
        self.before = self.reached;
        found.walk(self);
    }

    /// What precedes the ids with a letter; a number of this chunk is noted as reached.
    fn offset(&mut self, letter: u8, number: u32) -> u32 {
        let kind = usize::from(letter - b'a');
        let before = self.before[kind];
        self.reached[kind] = self.reached[kind].max(number + before);
        before
    }
}

impl Visitor for Ids {
    fn id(&mut self, id: &mut String) {
        let Some((letter, number, rest)) = parts(id) else {
            return;
        };
        let before = self.offset(letter, number);
        if before > 0 {
            *id = format!("{}{}{rest}", char::from(letter), number + before);
        }
    }

    fn statistic_id(&mut self, id: &mut StatisticId) {
        *id = id.moved_by(self.offset(b's', id.number()));
    }
}

/// `k4.2` → `k`, 4, `.2`; `None` for what is not numbered, such as `header.number`.
fn parts(id: &str) -> Option<(u8, u32, &str)> {
    let (&letter, _) = id.as_bytes().split_first()?;
    let numbered = letter.is_ascii_lowercase().then(|| &id[1..])?;
    let end = numbered
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(numbered.len());
    let (number, rest) = numbered.split_at(end);
    Some((letter, number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use crate::document::{Extraction, NumberMention, StatisticId};
    use crate::extract::Extractor;
    use crate::text::chunks::{LONG, Size};
    use std::convert::Infallible;

    #[test]
    fn ids_and_places_count_through_all_chunks() {
        let report = include_str!("../../fixtures/extract/bao-cao-so.in.txt");
        let text = [report, report, report].join("\n\u{c}\n");
        let extractor = Extractor::builtin();
        let bytes = report.len() / 3;
        let mut chunks: Vec<Extraction> = Vec::new();
        let read = extractor.in_chunks(&text, Size { bytes, ..LONG }, |found| {
            chunks.push(found);
            Ok::<(), Infallible>(())
        });
        assert!(read.is_ok() && chunks.len() > 3);
        let places = |numbers: &NumberMention| (numbers.text.clone(), numbers.span);
        let whole = extractor.extract(&text);
        let numbers = chunks.iter().flat_map(|found| &found.numbers);
        assert!(numbers.map(places).eq(whole.numbers.iter().map(places)));
        let ids = |found: &Extraction| found.statistics.iter().map(|s| s.id).collect::<Vec<_>>();
        for found in &chunks {
            let mut named = found.checks.iter().flat_map(|check| &check.statistics);
            assert!(named.all(|named| ids(found).contains(named)));
        }
        let all = chunks.iter().flat_map(ids);
        assert!(all.eq((0..whole.statistics.len()).map(StatisticId::of_index)));
    }
}
