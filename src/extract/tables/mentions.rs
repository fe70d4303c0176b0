//! Days and documents that the words of cells name, and the account of the digits of cells.

use crate::document::ids::Ids;
use crate::document::{Extraction, NumberClass, TextCell};
use crate::extract::citations;
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::{JoinedText, Start};
use crate::extract::time::{TimeReader, dates};
use crate::rules::lists::Lists;
use crate::text::Span;

/// What was found in a text, to which the cells of its tables add.
pub(crate) struct Account<'a> {
    pub(crate) extraction: &'a mut Extraction,
    pub(crate) lists: &'a Lists,
    ids: Ids,
}

impl<'a> Account<'a> {
    pub(crate) fn of(extraction: &'a mut Extraction, lists: &'a Lists) -> Self {
        let mut ids = Ids::default();
        ids.go_on(extraction);
        Account {
            extraction,
            lists,
            ids,
        }
    }

    /// Adds the digits of a cell: of a class and an item, if they are known; with the days and documents that it names,
    /// if not.
    pub(crate) fn read(&mut self, cell: &TextCell, known: Option<(NumberClass, Option<&str>)>) {
        let view = JoinedText::starting(&cell.text, Start::default());
        let mut ledger = NumberLedger::new(&view.text);
        let mut found = Extraction::default();
        if let Some((class, target)) = known {
            ledger.claim(Span::new(0, view.text.len()), class, target);
        } else if ledger.len() > 0 {
            let mut days = dates::find(&TimeReader::new(&view, self.lists), &mut ledger, None);
            let citations = citations::find(&view, self.lists, &mut ledger, &mut days);
            found.references = citations.into_iter().map(|cited| cited.reference).collect();
            found.dates = days.into_iter().map(|day| day.mention).collect();
        }
        found.numbers = ledger.mentions(&view);
        if known.is_none() {
            self.ids.go_on(&mut found);
        }
        found.visit_spans(&mut |span| *span = cell.place(span.start..span.end));
        self.extraction.references.append(&mut found.references);
        self.extraction.dates.append(&mut found.dates);
        self.extraction.numbers.append(&mut found.numbers);
    }
}
