//! Days and documents that the words of cells name, and the account of the digits of cells.

use crate::document::{Extraction, NumberClass, NumberMention, TextCell};
use crate::extract::citations;
use crate::extract::reading::ids::Ids;
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::{JoinedText, Start};
use crate::extract::time::Lookups;
use crate::extract::time::dates;

/// What was found in a text, to which the cells of its tables add.
pub(crate) struct Account<'a> {
    pub(crate) extraction: &'a mut Extraction,
    pub(crate) lookups: Lookups<'a>,
    ids: Ids,
}

impl<'a> Account<'a> {
    pub(crate) fn of(extraction: &'a mut Extraction, lookups: Lookups<'a>) -> Self {
        let mut ids = Ids::default();
        ids.go_on(extraction);
        Account {
            extraction,
            lookups,
            ids,
        }
    }

    /// Adds the digits of a cell, all of one class and of one item.
    pub(crate) fn claim(&mut self, cell: &TextCell, class: NumberClass, target: Option<&str>) {
        let ledger = NumberLedger::new(&cell.text);
        for token in (0..ledger.len()).filter_map(|index| ledger.get(index)) {
            let characters = |byte: usize| cell.text[..byte].chars().count() as u32;
            let (start, end) = (characters(token.span.start), characters(token.span.end));
            self.extraction.numbers.push(NumberMention {
                text: token.span.of(&cell.text).to_owned(),
                class,
                target: target.map(str::to_owned),
                span: cell.place(start..end),
            });
        }
    }

    /// Adds the days and documents that a cell names, and its digits.
    pub(crate) fn read(&mut self, cell: &TextCell) {
        let view = JoinedText::starting(&cell.text, Start::default());
        let mut ledger = NumberLedger::new(&view.text);
        if ledger.len() == 0 {
            return;
        }
        let mut days = dates::find(&self.lookups.time_reader(&view), &mut ledger, None);
        let citations = citations::find(&view, self.lookups.lists, &mut ledger, &mut days);
        let mut found = Extraction {
            references: citations.into_iter().map(|found| found.reference).collect(),
            dates: days.into_iter().map(|day| day.mention).collect(),
            numbers: ledger.mentions(&view),
            ..Extraction::default()
        };
        self.ids.go_on(&mut found);
        found.visit_spans(&mut |span| *span = cell.place(span.start..span.end));
        self.extraction.references.append(&mut found.references);
        self.extraction.dates.append(&mut found.dates);
        self.extraction.numbers.append(&mut found.numbers);
    }
}
