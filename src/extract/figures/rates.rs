//! Which figure a percentage, a rise or a fall belongs to.

use super::figure::Figure;
use super::groups::Walker;
use super::subjects;
use super::units::same_unit;
use crate::document::{ParentRelation, StatisticKind};
use crate::extract::reading::phrases::{window_after, window_before, words_after};
use crate::extract::words::Role;

impl Walker<'_> {
    /// What follows on this level may be rates and changes of a figure.
    pub(crate) fn rebase(&mut self, figures: &[Figure], i: usize) {
        if let Some(level) = self.levels.last_mut() {
            level.base = Some(i);
            level.rated = figures[i].span.end;
        }
    }

    /// A percentage, a rise or a fall belongs to the figure whose parentheses it stands in, or that
    /// it follows.
    pub(crate) fn rate(&mut self, figures: &mut [Figure], i: usize, whole: Option<usize>) {
        let change = figures[i].statistic.kind == StatisticKind::Change;
        let explains = self.levels.last().and_then(|level| level.explains);
        let changed =
            explains.filter(|&e| change || figures[e].statistic.kind == StatisticKind::Change);
        let parenthesis = self
            .levels
            .last()
            .and_then(|level| level.whole.or(level.explains));
        let parent = changed
            .or(whole)
            .or(parenthesis)
            .or_else(|| self.followed(figures, i))
            .or_else(|| self.spoken_of(figures, i).filter(|_| change));
        let Some(parent) = parent.filter(|&parent| parent != i) else {
            // `98,87 %, tăng 0,3 %`: a rate may change too.
            if !change {
                self.rebase(figures, i);
            }
            return;
        };
        if let Some(level) = self.levels.last_mut() {
            level.rated = figures[i].span.end;
        }
        let change = change || changed.is_some();
        if !change && figures[parent].statistic.kind == StatisticKind::Percent {
            return;
        }
        let figure = &mut figures[i];
        figure.parent = Some(parent);
        figure.statistic.relation_to_parent = Some(if change {
            figure.statistic.kind = StatisticKind::Change;
            ParentRelation::ChangeOf
        } else {
            figure.part = Some(parent);
            ParentRelation::RateOf
        });
        if !change {
            self.rerate(figures, i);
        }
    }

    /// `2.011/2.034 học sinh, tỷ lệ 98,87 %, tăng 0,3 %`: what follows changes the rate.
    fn rerate(&mut self, figures: &[Figure], i: usize) {
        let plain = figures[i].statistic.comparison.is_none();
        if plain && let Some(level) = self.levels.last_mut() {
            let ratio = level
                .base
                .is_some_and(|base| figures[base].statistic.kind == StatisticKind::Ratio);
            if ratio {
                level.base = Some(i);
            }
        }
    }

    /// The figure of this sentence that a rate or change follows, nothing new named between.
    fn followed(&self, figures: &[Figure], i: usize) -> Option<usize> {
        let level = self.levels.last()?;
        let (base, statistic) = (level.base?, &figures[i].statistic);
        let start = figures[i].number.start;
        let gap = &self.text[level.rated.min(start)..start];
        if gap.chars().count() > 80 || gap.contains(';') {
            return None;
        }
        let change = statistic.kind == StatisticKind::Change;
        let lead = subjects::lead(self.view, self.words, start, end_before(figures, i));
        let bare = lead.is_empty()
            || change
                && self.words.before(self.text, start, Role::Link).is_some()
                && lead.start < level.rated;
        let alike = same_unit(
            statistic.unit.as_deref(),
            figures[base].statistic.unit.as_deref(),
        ) || statistic
            .unit
            .as_deref()
            .is_some_and(|unit| unit == "%" || unit == "lần");
        if change {
            return Some(base).filter(|_| bare && alike);
        }
        let tail: String = gap.chars().rev().take(24).collect();
        let tail: String = tail.chars().rev().collect();
        let named = self
            .words
            .of(Role::Rate)
            .iter()
            .any(|word| tail.contains(word));
        let short = gap.chars().count() < 50;
        Some(base).filter(|_| named && (short || bare))
    }

    /// *So với tháng trước, tăng 3 vụ*: the last figure of the paragraph that counts the same.
    fn spoken_of(&self, figures: &[Figure], i: usize) -> Option<usize> {
        let statistic = &figures[i].statistic;
        let unit = statistic.unit.as_deref().filter(|unit| *unit != "%")?;
        let bare = subjects::lead(
            self.view,
            self.words,
            figures[i].number.start,
            end_before(figures, i),
        );
        let after = tail_words(self.text, figures[i].span.end);
        let before = (self.range.start..i)
            .rev()
            .take(12)
            .filter(|&k| figures[k].counts() && figures[k].statistic.unit.as_deref() == Some(unit));
        let near: Vec<usize> = before.collect();
        let around = |k: &&usize| {
            let from = window_before(self.text, figures[**k].number.start, 40);
            let to = window_after(self.text, figures[**k].span.end, 40);
            let named = bare.of(self.text).strip_prefix("số ").unwrap_or("");
            after.iter().all(|word| self.text[from..to].contains(word))
                && self.text[from..to].to_lowercase().contains(named)
        };
        near.iter()
            .find(around)
            .copied()
            .filter(|_| bare.is_empty() || bare.of(self.text).to_lowercase().starts_with("số "))
    }
}

/// Where the figure before another ends.
pub(crate) fn end_before(figures: &[Figure], i: usize) -> usize {
    i.checked_sub(1).map_or(0, |last| figures[last].span.end)
}

/// The next word after a figure, which tell it from others of its unit.
fn tail_words(text: &str, at: usize) -> Vec<&str> {
    let words = words_after(text, at).map(|word| word.of(text)).take(1);
    words
        .filter(|word| {
            word.starts_with(char::is_lowercase) && !matches!(*word, "so" | "và" | "với")
        })
        .collect()
}
