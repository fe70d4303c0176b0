//! Tables → named columns, rows and figures: a figure's row names its subject, its column's heading what of the
//! subject, and row, column or title the unit and the period.

pub(crate) mod above;
pub(crate) mod checks;
pub(crate) mod heading;
pub(crate) mod mentions;
pub(crate) mod period;
pub(crate) mod reading;

use crate::document::{Extraction, NumberMention, TextTable};
use crate::rules::lists::Lists;
use crate::text_tables::around::Lines;
use mentions::Account;
use reading::Reading;

/// Adds what the tables of a text hold, and the checks of their rows and columns.
pub(crate) fn add(tables: &[TextTable], lines: &Lines, lists: &Lists, to: &mut Extraction) {
    let first = to.tables.len();
    let mut account = Account::of(to, lists);
    let mut before: Option<&TextTable> = None;
    for table in tables {
        let above = above::of(table, before, lines, lists);
        let record = Reading::of(table, above, &account).read(&mut account);
        account.extraction.tables.push(record);
        before = Some(table);
    }
    for mut check in checks::of(&to.tables[first..], &mut to.statistics) {
        check.id = format!("c{}", to.checks.len() + 1);
        to.checks.push(check);
    }
    let place = |mention: &NumberMention| (mention.span.line, mention.span.start);
    to.numbers.sort_by_key(place);
}
