//! Which figure a percentage, a rise or a fall belongs to.

use super::clauses::Clause;
use super::figure::Figure;
use super::groups::{REACH, Walker};
use crate::document::{ParentRelation, StatisticKind};
use crate::rules::words::Role;
use crate::text::number_value;
use crate::text::phrases::{before, window_after, window_before, words_after};

impl Walker<'_> {
    /// What follows on this level may be rates and changes of a figure.
    pub(crate) fn rebase(&mut self, figures: &[Figure], i: usize) {
        let level = self.level_mut();
        level.base = Some(i);
        level.rated = figures[i].span.end;
    }

    /// A percentage, a rise or a fall belongs to the figure whose parentheses it stands in, or that
    /// it follows.
    pub(crate) fn rate(&mut self, figures: &mut [Figure], i: usize, whole: Option<usize>) {
        let change = figures[i].statistic.kind == StatisticKind::Change;
        let explains = self.level().explains;
        let changed =
            explains.filter(|&e| change || figures[e].statistic.kind == StatisticKind::Change);
        let parent = self
            .followed(figures, i)
            .or(changed)
            .or_else(|| self.enclosing(figures, whole))
            .or(explains)
            .or_else(|| self.spoken_of(figures, i).filter(|_| change))
            .map(|parent| self.of_unit(figures, i, parent));
        let Some(parent) = parent.filter(|&parent| parent != i) else {
            // `98,87 %, tăng 0,3 %`: a rate may change too.
            self.rebase(figures, i);
            return;
        };
        self.level_mut().rated = figures[i].span.end;
        let change = change || changed.is_some();
        if self.same_rate(figures, i, parent, change && explains.is_none()) {
            return;
        }
        let ratio = figures[parent].statistic.kind == StatisticKind::Ratio;
        // *Chiếm 96% tổng số đại biểu* may name another whole than the figures before it.
        let own = figures[i].clause.tail.is_empty() && (ratio || self.tells_share(figures, i));
        let told = own || figures[i].statistic.comparison.is_some();
        let figure = &mut figures[i];
        figure.parent = Some(parent);
        figure.statistic.relation_to_parent = Some(if change {
            figure.statistic.kind = StatisticKind::Change;
            ParentRelation::ChangeOf
        } else {
            figure.part = Some(parent).filter(|_| told);
            ParentRelation::RateOf
        });
        if !change {
            self.rerate(figures, i);
        }
    }

    /// The figure that parentheses explain, if no comma stands between.
    fn enclosing(&self, figures: &[Figure], whole: Option<usize>) -> Option<usize> {
        let at = self.level().at;
        whole.filter(|&whole| {
            let gap = &self.text[figures[whole].span.end.min(at)..at];
            !gap.contains([',', ';'])
        })
    }

    /// *Khởi tố 89 vụ với 124 đối tượng (tăng 76 vụ)*, *168 ca mắc, tử vong 2 ca, giảm 85 ca mắc*: the figure before
    /// of which a change has the unit, and the words behind it.
    fn of_unit(&self, figures: &[Figure], i: usize, parent: usize) -> usize {
        const NEAR: usize = 3;
        let said = |i: usize| figures[i].clause.tail.of(self.text);
        let counts = |i: usize| !matches!(figures[i].unit(), None | Some("%" | "‰" | "lần"));
        let same = figures[i].is_like(&figures[parent]);
        let told = said(i).is_empty() || said(i) == said(parent);
        if !counts(i) || !counts(parent) || same && told {
            return parent;
        }
        let before = (self.range.start..parent).rev().take(NEAR);
        let mut alike = before.filter(|&k| {
            let counted = figures[k].counts() && figures[k].unit() == figures[i].unit();
            counted && (!same || said(k) == said(i))
        });
        alike.next().unwrap_or(parent)
    }

    /// *Thu thuế đạt 85% dự toán, tăng 3%*: a rate after another measures the same; it is no rate of it,
    /// unless it measures it against a plan (*tỷ lệ hộ nghèo 3%, đạt 100% kế hoạch*).
    fn same_rate(&self, figures: &mut [Figure], i: usize, parent: usize, change: bool) -> bool {
        let measured = |i: usize| figures[i].statistic.comparison.is_some();
        let rate = match figures[parent].statistic.kind {
            StatisticKind::Percent => measured(parent) || !change && !measured(i),
            StatisticKind::Change => figures[parent].parent.is_none() && change,
            _ => false,
        };
        if rate && figures[i].clause.lead.is_empty() {
            let about = self.view.string(figures[parent].clause.lead);
            figures[i].statistic.subject = Some(about).filter(|about| !about.is_empty());
        }
        rate
    }

    /// Whether the words before a percentage can say that it is a share: *đạt 80%* may be one of a plan.
    fn tells_share(&self, figures: &[Figure], i: usize) -> bool {
        before(self.text, figures[i].number.start, "đạt").is_none()
    }

    /// `2.011/2.034 học sinh, tỷ lệ 98,87 %, tăng 0,3 %`: what follows changes the rate.
    fn rerate(&mut self, figures: &[Figure], i: usize) {
        let ratio = |base: usize| figures[base].statistic.kind == StatisticKind::Ratio;
        if figures[i].statistic.comparison.is_none() && self.level().base.is_some_and(ratio) {
            self.level_mut().base = Some(i);
        }
    }

    /// The figure of this sentence that a rate or change follows, nothing new named between.
    fn followed(&self, figures: &[Figure], i: usize) -> Option<usize> {
        let (base, statistic) = (self.level().base?, &figures[i].statistic);
        let (start, lead) = (figures[i].number.start, figures[i].clause.lead);
        let gap = &self.text[self.level().rated.min(start)..start];
        if gap.len() > REACH || gap.contains(';') {
            return None;
        }
        let compared = || {
            self.words
                .after(self.text, lead.start, Role::Target)
                .is_some()
        };
        let bare = lead.is_empty() || compared();
        let told = || self.words.before(self.text, start, Role::Rate).is_some();
        let named = || {
            let lead = lead.of(self.text).to_lowercase();
            let mut rates = self.words.of(Role::Rate).iter();
            rates.any(|word| lead.starts_with(word))
        };
        let follows = match statistic.kind {
            StatisticKind::Change => {
                let share = matches!(figures[i].unit(), Some("%" | "lần"));
                bare && (share || figures[i].is_like(&figures[base]))
            }
            _ => bare && (statistic.comparison.is_some() || told()) || named(),
        };
        follows.then_some(base)
    }

    /// *So với tháng trước, tăng 3 vụ*: the last figure of the paragraph that counts the same.
    fn spoken_of(&self, figures: &[Figure], i: usize) -> Option<usize> {
        const NEAR: usize = 12;
        let unit = figures[i].unit().filter(|unit| *unit != "%")?;
        let bare = figures[i].clause.lead.of(self.text).to_lowercase();
        let named = bare.strip_prefix("số ");
        if named.is_none() && !bare.is_empty() {
            return None;
        }
        let after = next_word(self.text, figures[i].span.end);
        let before = (self.range.start..i).rev().take(NEAR);
        let mut alike = before.filter(|&k| figures[k].counts() && figures[k].unit() == Some(unit));
        alike.find(|&k| {
            let Clause { lead, tail, .. } = figures[k].clause;
            let said = self.text[lead.start..tail.end.max(figures[k].span.end)].to_lowercase();
            said.contains(after) && said.contains(named.unwrap_or(""))
        })
    }
}

/// The next word after a figure, which tells it from others of its unit.
fn next_word(text: &str, at: usize) -> &str {
    let word = words_after(text, at)
        .next()
        .map_or("", |word| word.of(text));
    match word {
        "so" | "và" | "với" => "",
        word if word.starts_with(char::is_lowercase) => word,
        _ => "",
    }
}

/// *309/851 (36,31%)*: whether a percentage beside two numbers with a slash is theirs.
pub(crate) fn gives_percentage(text: &str, figure: &Figure) -> bool {
    const BEFORE: usize = 100;
    const BEHIND: usize = 16;
    let Some(computed) = figure.statistic.computed_percent else {
        return false;
    };
    let from = window_before(text, figure.number.start, BEFORE);
    let near = &text[from..window_after(text, figure.number.end, BEHIND)];
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    near.match_indices('%').any(|(sign, _)| {
        let before = near[..sign].trim_end();
        let number = &before[before.trim_end_matches(is_digit).len()..];
        let decimals = number.split_once(',').map_or(0, |(_, digits)| digits.len());
        let last = 10f64.powi(-(decimals as i32));
        number_value(number).is_some_and(|stated| (stated - computed).abs() < last)
    })
}
