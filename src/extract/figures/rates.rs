//! Which figure a percentage, a rise or a fall belongs to.

use super::clauses::Clause;
use super::groups::{Level, REACH, Walker};
use crate::document::{ParentRelation, StatisticKind};
use crate::rules::words::Role;
use crate::text::phrases::{before, words_after};

impl Walker<'_> {
    /// What follows on this level may be rates and changes of a figure.
    pub(crate) fn rebase(&mut self, i: usize) {
        let rated = self.figures[i].span.end;
        let level = self.level_mut();
        (level.base, level.rated) = (Some(i), rated);
    }

    /// A percentage, a rise or a fall belongs to the figure whose parentheses it stands in, or that
    /// it follows.
    pub(crate) fn rate(&mut self, i: usize) {
        let kind = |of: usize| self.figures[of].statistic.kind;
        let change = kind(i) == StatisticKind::Change;
        let explains = self.level().explains;
        let changed = explains.filter(|&e| change || kind(e) == StatisticKind::Change);
        let parent = (self.followed(i).or(changed))
            .or_else(|| self.enclosing())
            .or(explains)
            .or_else(|| self.spoken_of(i).filter(|_| change))
            .map(|parent| self.of_unit(i, parent));
        let Some(parent) = parent.filter(|&parent| parent != i) else {
            // `98,87 %, tăng 0,3 %`: a rate may change too.
            self.rebase(i);
            return;
        };
        self.level_mut().rated = self.figures[i].span.end;
        let change = change || changed.is_some();
        if self.same_rate(i, parent, change && explains.is_none()) {
            return;
        }
        if change {
            let figure = &mut self.figures[i];
            figure.statistic.kind = StatisticKind::Change;
            figure.belongs(parent, ParentRelation::ChangeOf);
            return;
        }
        // *Chiếm 96% tổng số đại biểu* may name another whole than the figures before it, and *đạt 80%* may be
        // a share of a plan.
        let ratio = |of: usize| self.figures[of].statistic.kind == StatisticKind::Ratio;
        let figure = &self.figures[i];
        let said = before(self.context.text(), figure.number.start, "đạt").is_none();
        let own = figure.clause.tail.is_empty() && (ratio(parent) || said);
        let compared = figure.statistic.comparison.is_some();
        // `2.011/2.034 học sinh, tỷ lệ 98,87 %, tăng 0,3 %`: what follows changes the rate.
        if !compared && self.level().base.is_some_and(ratio) {
            self.level_mut().base = Some(i);
        }
        let figure = &mut self.figures[i];
        figure.belongs(parent, ParentRelation::RateOf);
        figure.part = (own || compared).then_some(parent);
    }

    /// The figure that parentheses explain, if no comma stands between.
    fn enclosing(&self) -> Option<usize> {
        let Level { whole, at, .. } = *self.level();
        whole.filter(|&whole| !self.gap(whole, at).contains([',', ';']))
    }

    /// *Khởi tố 89 vụ với 124 đối tượng (tăng 76 vụ)*, *168 ca mắc, tử vong 2 ca, giảm 85 ca mắc*: the figure before
    /// of which a change has the unit, and the words behind it.
    fn of_unit(&self, i: usize, parent: usize) -> usize {
        let said = |i: usize| self.figures[i].clause.tail.of(self.context.text());
        let told = said(i).is_empty() || said(i) == said(parent);
        let same = told && self.figures[i].is_like(&self.figures[parent]);
        let other = self.spoken_of(i).filter(|_| !same);
        other.unwrap_or(parent)
    }

    /// *Thu thuế đạt 85% dự toán, tăng 3%*: a rate after another measures the same; it is no rate of it,
    /// unless it measures it against a plan (*tỷ lệ hộ nghèo 3%, đạt 100% kế hoạch*).
    fn same_rate(&mut self, i: usize, parent: usize, change: bool) -> bool {
        let measured = |i: usize| self.figures[i].statistic.comparison.is_some();
        let rate = match self.figures[parent].statistic.kind {
            StatisticKind::Percent => measured(parent) || !change && !measured(i),
            StatisticKind::Change => self.figures[parent].parent.is_none() && change,
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
        let base = self.level().base?;
        let figure = &self.figures[i];
        let (start, lead) = (figure.number.start, figure.clause.lead);
        let gap = &text[self.level().rated.min(start)..start];
        if gap.len() > REACH || gap.contains(';') {
            return None;
        }
        let compared = || self.context.after(lead.start, Role::Target).is_some();
        let bare = lead.is_empty() || compared();
        let told = || self.context.before(start, Role::Rate).is_some();
        let named = || {
            let lead = lead.of(text).to_lowercase();
            let mut rates = self.context.lists.words.of(Role::Rate).iter();
            rates.any(|word| lead.starts_with(word))
        };
        let follows = match figure.statistic.kind {
            StatisticKind::Change => {
                let share = matches!(figure.unit(), Some("%" | "lần"));
                bare && (share || figure.is_like(&self.figures[base]))
            }
            _ => bare && (figure.statistic.comparison.is_some() || told()) || named(),
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
        let named = bare.strip_prefix("số ");
        if named.is_none() && !bare.is_empty() {
            return None;
        }
        let after = next_word(text, figure.span.end);
        let mut before = self.met.clone().rev().take(NEAR);
        before.find(|&k| {
            let other = &self.figures[k];
            let Clause { lead, tail, .. } = other.clause;
            let said = text[lead.start..tail.end.max(other.span.end)].to_lowercase();
            let alike = other.counts() && other.unit() == Some(unit);
            alike && said.contains(after) && said.contains(named.unwrap_or(""))
        })
    }
}

/// The next word after a figure, which tells it from others of its unit.
fn next_word(text: &str, at: usize) -> &str {
    let word = words_after(text, at)
        .next()
        .map_or("", |word| word.of(text));
    let names = word.starts_with(char::is_lowercase) && !matches!(word, "so" | "và" | "với");
    if names { word } else { "" }
}
