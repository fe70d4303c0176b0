//! *16.123 hộ nghèo và 7.678 hộ cận nghèo, lần lượt chiếm 19,46% và 9,27%*: figures that belong in their order
//! to as many before them.

use super::figure::Figure;
use crate::document::{ParentRelation, StatisticKind};

/// How far the figures of a row may stand from each other, in bytes.
const REACH: usize = 60;

/// Gives the rates that belong to the figures before them in order their parents.
pub(crate) fn link(text: &str, figures: &mut [Figure]) {
    for first in 1..figures.len() {
        let count = row(text, &figures[first..]);
        let Some(start) = first.checked_sub(count).filter(|_| count > 1) else {
            continue;
        };
        let before = text.get(figures[start].span.start..figures[first].span.start);
        let paragraph = before.is_some_and(|before| !before.contains('\n'));
        if paragraph && figures[start..first].iter().all(Figure::counts) {
            for rate in first..first + count {
                figures[rate].belongs(rate - count, ParentRelation::RateOf);
                figures[rate].part = None;
            }
        }
    }
}

/// How many percentages stand in a row from the first one on, if *lần lượt* stands before it.
fn row(text: &str, figures: &[Figure]) -> usize {
    let percent = |figure: &Figure| figure.statistic.kind == StatisticKind::Percent;
    let lead = figures[0].clause.lead.of(text).to_lowercase();
    if !percent(&figures[0]) || !lead.ends_with("lần lượt") {
        return 0;
    }
    let near = |pair: &&[Figure]| {
        let gap = text.get(pair[0].span.end..pair[1].number.start);
        let near = |gap: &str| gap.len() < REACH && !gap.contains([';', '.', '\n']);
        percent(&pair[1]) && gap.is_some_and(near)
    };
    1 + figures.windows(2).take_while(near).count()
}
