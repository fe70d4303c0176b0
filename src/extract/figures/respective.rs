//! *16.123 hộ nghèo và 7.678 hộ cận nghèo, lần lượt chiếm 19,46% và 9,27%*: figures that belong in their order
//! to as many before them.

use super::figure::Figure;
use crate::document::{ParentRelation, StatisticKind};
use crate::rules::words::{Role, Words};
use crate::text::phrases::before;
use std::ops::Range;

/// How many words may tie *lần lượt* to the first figure.
const LINKS: usize = 3;

/// How far the figures of a row may stand from each other, in bytes.
const REACH: usize = 60;

/// Gives the rates of a paragraph that belong to the figures before them in order their parents.
pub(crate) fn link(text: &str, words: &Words, figures: &mut [Figure], range: Range<usize>) {
    for first in range.clone() {
        let Some(row) = row(text, words, figures, first..range.end) else {
            continue;
        };
        let count = row.len();
        let Some(start) = first
            .checked_sub(count)
            .filter(|&start| start >= range.start)
        else {
            continue;
        };
        if !(start..first).all(|i| figures[i].counts()) {
            continue;
        }
        for rate in row {
            figures[rate].belongs(rate - count, ParentRelation::RateOf);
            figures[rate].part = None;
        }
    }
}

/// The percentages from the first one on, if *lần lượt* stands before it.
fn row(text: &str, words: &Words, figures: &[Figure], range: Range<usize>) -> Option<Range<usize>> {
    let percent = |i: usize| figures[i].statistic.kind == StatisticKind::Percent;
    let start = figures[range.start].number.start;
    let links = std::iter::successors(Some(start), |&at| {
        words.before(text, at, Role::Link).map(|(tied, _)| tied)
    });
    let mut links = links.take(LINKS);
    if !percent(range.start) || !links.any(|at| before(text, at, "lần lượt").is_some()) {
        return None;
    }
    let near = |&i: &usize| {
        let gap = text.get(figures[i - 1].span.end..figures[i].number.start);
        percent(i) && gap.is_some_and(|gap| gap.len() < REACH && !gap.contains([';', '.']))
    };
    let rest = (range.start + 1..range.end).take_while(near).count();
    (rest > 0).then(|| range.start..range.start + rest + 1)
}
