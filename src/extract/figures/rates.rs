//! Which figure a percentage, a rise or a fall belongs to.

use super::figure::{Clause, Figure};
use super::groups::{REACH, Walker};
use crate::document::{ParentRelation, StatisticKind};
use crate::rules::words::Role;
use crate::text::phrases::before;

impl Walker<'_> {
    /// What follows on this level may be rates and changes of a figure.
    pub(crate) fn rebase(&mut self, i: usize) {
        self.level.base = Some(i);
        self.level.rated = self.figures[i].span.end;
    }

    /// A percentage, a rise or a fall belongs to the figure whose parentheses it stands in, or that
    /// it follows.
    pub(crate) fn rate(&mut self, i: usize) {
        let is_change = |of: usize| self.figures[of].statistic.kind == StatisticKind::Change;
        let (rates, explains) = (self.level.rates, self.level.explains);
        let near = self.followed(i).or(rates).or(explains);
        let same = near.filter(|&near| self.counts_same(i, near));
        let parent = same.or_else(|| self.spoken_of(i)).or(near);
        let Some(parent) = parent.filter(|&parent| parent != i) else {
            // `98,87 %, tăng 0,3 %`: a rate may change too.
            return self.rebase(i);
        };
        let change = is_change(i) || explains.is_some_and(is_change);
        self.level.rated = self.figures[i].span.end;
        if self.same_rate(i, parent, change && explains.is_none()) {
            return;
        }
        if change {
            let figure = &mut self.figures[i];
            figure.statistic.kind = StatisticKind::Change;
            return figure.belongs(parent, ParentRelation::ChangeOf);
        }
        // *Chiếm 96% tổng số đại biểu* may name another whole than the figures before it, and *đạt 80%* may be
        // a share of a plan.
        let ratio = |of: usize| self.figures[of].statistic.kind == StatisticKind::Ratio;
        let figure = &self.figures[i];
        let said = before(self.context.text(), figure.number.start, "đạt").is_none();
        let own = figure.clause.tail.is_empty() && (ratio(parent) || said);
        let compared = figure.statistic.comparison.is_some();
        // `2.011/2.034 học sinh, tỷ lệ 98,87 %, tăng 0,3 %`: what follows changes the rate.
        if !compared && self.level.base.is_some_and(ratio) {
            self.level.base = Some(i);
        }
        let figure = &mut self.figures[i];
        figure.belongs(parent, ParentRelation::RateOf);
        figure.statistic.part = figure.statistic.parent.filter(|_| own || compared);
    }

    /// Whether a rate or change has the unit of a figure, and the words behind it, unlike *168 ca mắc, tử vong 2 ca,
    /// giảm 85 ca mắc*.
    fn counts_same(&self, i: usize, of: usize) -> bool {
        let said = |i: usize| self.figures[i].clause.tail.of(self.context.text());
        let told = said(i).is_empty() || said(i) == said(of);
        told && self.figures[i].is_like(&self.figures[of])
    }

    /// *Thu thuế đạt 85% dự toán, tăng 3%*: a rate after another measures the same; it is no rate of it,
    /// unless it measures it against a plan (*tỷ lệ hộ nghèo 3%, đạt 100% kế hoạch*).
    fn same_rate(&mut self, i: usize, parent: usize, change: bool) -> bool {
        let measured = |i: usize| self.figures[i].statistic.comparison.is_some();
        let rate = match self.figures[parent].statistic.kind {
            StatisticKind::Percent => measured(parent) || !change && !measured(i),
            StatisticKind::Change => self.figures[parent].statistic.parent.is_none() && change,
            _ => false,
        };
        if rate && self.figures[i].clause.lead.is_empty() {
            let about = self.context.view.string(self.figures[parent].clause.lead);
            self.figures[i].statistic.subject = Some(about).filter(|about| !about.is_empty());
        }
        rate
    }

    /// The figure of this sentence that a rate or change follows, nothing new named between.
    fn followed(&self, i: usize) -> Option<usize> {
        let text = self.context.text();
        let base = self.level.base?;
        let figure = &self.figures[i];
        let (start, lead) = (figure.number.start, figure.clause.lead);
        let gap = &text[self.level.rated.min(start)..start];
        if gap.len() > REACH || gap.contains(';') {
            return None;
        }
        let leads = |role| self.context.after(lead.start, role).is_some();
        let bare = lead.is_empty() || leads(Role::Target);
        let named = !lead.is_empty() && leads(Role::Rate);
        let told = || self.context.before(start, Role::Rate).is_some();
        let follows = match figure.statistic.kind {
            StatisticKind::Change => {
                let share = matches!(figure.unit(), Some("%" | "lần"));
                bare && (share || figure.is_like(&self.figures[base]))
            }
            _ => bare && (figure.statistic.comparison.is_some() || told()) || named,
        };
        follows.then_some(base)
    }

    /// *So với tháng trước, tăng 3 vụ*: the last figure of the paragraph that counts the same.
    fn spoken_of(&self, i: usize) -> Option<usize> {
        const NEAR: usize = 12;
        let text = self.context.text();
        let figure = &self.figures[i];
        let unit = figure.unit().filter(|unit| *unit != "%")?;
        let bare = figure.clause.lead.of(text).to_lowercase();
        let named = bare.strip_prefix("số ").or(bare.is_empty().then_some(""))?;
        let behind = figure.clause.tail.of(text).to_lowercase();
        let word = behind.split_whitespace().next().unwrap_or("");
        let mut before = self.met.clone().rev().take(NEAR);
        before.find(|&k| {
            let other = &self.figures[k];
            if !other.counts() || other.unit() != Some(unit) {
                return false;
            }
            let Clause { lead, tail, .. } = other.clause;
            let said = text[lead.start..tail.end.max(other.span.end)].to_lowercase();
            said.contains(word) && said.contains(named)
        })
    }
}

/// *16.123 hộ nghèo và 7.678 hộ cận nghèo, lần lượt chiếm 19,46% và 9,27%*: gives rates that belong in their order
/// to as many figures before them their parents.
pub(crate) fn respective(text: &str, figures: &mut [Figure]) {
    for first in 1..figures.len() {
        let count = row(text, &figures[first..]);
        let Some(start) = first.checked_sub(count).filter(|_| count > 1) else {
            continue;
        };
        let before = text.get(figures[start].span.start..figures[first].span.start);
        let paragraph = before.is_some_and(|before| !before.contains('\n'));
        if paragraph && figures[start..first].iter().all(Figure::counts) {
            let rates = figures.iter_mut().enumerate().skip(first);
            for (i, rate) in rates.take(count) {
                rate.belongs(i - count, ParentRelation::RateOf);
                rate.statistic.part = None;
            }
        }
    }
}

/// How many percentages stand near each other from the first one on, if *lần lượt* stands before it.
fn row(text: &str, figures: &[Figure]) -> usize {
    const NEAR: usize = 60;
    let percent = |figure: &Figure| figure.statistic.kind == StatisticKind::Percent;
    let told = before(text, figures[0].clause.lead.end, "lần lượt");
    if !percent(&figures[0]) || told.is_none() {
        return 0;
    }
    let near = |pair: &&[Figure]| {
        let gap = text.get(pair[0].span.end..pair[1].number.start);
        let near = |gap: &str| gap.len() < NEAR && !gap.contains([';', '.', '\n']);
        percent(&pair[1]) && gap.is_some_and(near)
    };
    1 + figures.windows(2).take_while(near).count()
}
