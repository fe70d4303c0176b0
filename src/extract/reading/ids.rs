//! Ids that go on through the chunks of a long text.

use crate::document::visitor::Visitor;
use crate::document::{Extraction, StatisticId};

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
    use super::*;
    use crate::document::NumberMention;
    use crate::extract::Extractor;
    use crate::text::chunks::{LONG, Size};
    use std::convert::Infallible;

    #[test]
    fn ids_and_places_count_through_all_chunks() {
        let report = include_str!("../../../fixtures/extract/bao-cao-so.in.txt");
        let text = [report, report, report].join("\n\u{c}\n");
        let extractor = Extractor::builtin();
        let whole = extractor.extract(&text);
        let mut numbers: Vec<NumberMention> = Vec::new();
        let mut statistics = Vec::new();
        let mut dates = Vec::new();
        let size = Size {
            bytes: report.len() / 3,
            ..LONG
        };
        let read = extractor.in_chunks(&text, size, |found| {
            numbers.extend(found.numbers);
            dates.extend(found.dates);
            let all: Vec<StatisticId> = found.statistics.iter().map(|s| s.id).collect();
            for named in found.checks.iter().flat_map(|check| &check.statistics) {
                assert!(all.contains(named), "{named}");
            }
            statistics.extend(all);
            Ok::<(), Infallible>(())
        });
        assert!(read.is_ok());
        let places = |numbers: &[NumberMention]| {
            let place = |number: &NumberMention| (number.text.clone(), number.span);
            numbers.iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(places(&numbers), places(&whole.numbers));
        assert_eq!(dates.len(), whole.dates.len());
        let expected: Vec<StatisticId> = (0..statistics.len()).map(StatisticId::of_index).collect();
        assert_eq!(statistics, expected);
        assert!(statistics.len() > 10);
    }
}
