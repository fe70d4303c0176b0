//! Keeping only some items: those that are sure enough, or whose rule is not switched off.

use super::extraction::Extraction;
use super::statistic_id::StatisticId;
use super::visitor::{Item, Visitor};
use std::collections::HashSet;

/// Says which items stay.
type Keep<'k> = &'k mut dyn FnMut(&Item<'_>) -> bool;

struct Keeper<'k>(Keep<'k>);

impl Visitor for Keeper<'_> {
    fn item(&mut self, item: Item<'_>) -> bool {
        (self.0)(&item)
    }
}

impl Extraction {
    /// Drops the items whose rule and reading together are less sure than `least`, and what refers to
    /// them; what a rule took whose precision is not known counts as 0. The account of numbers stays
    /// whole.
    pub fn keep_confident(&mut self, least: f32) {
        // A rule whose precision is not known is not known to reach the least.
        self.keep(&mut |item| item.provenance.at(&item.span).unwrap_or(0.0) >= least);
    }

    /// Drops the items that are not to be kept, and what refers to them.
    pub(crate) fn keep(&mut self, keep: Keep) {
        self.walk(&mut Keeper(keep));
        self.drop_dangling();
    }

    /// Drops references to items that are not there any more.
    fn drop_dangling(&mut self) {
        let figures: HashSet<StatisticId> = self.statistics.iter().map(|s| s.id).collect();
        let ids = (self.references.iter().map(|r| r.id.clone()))
            .chain(self.dates.iter().map(|d| d.id.clone()))
            .chain(self.periods.iter().map(|p| p.id.clone()))
            .chain(figures.iter().map(StatisticId::to_string));
        let ids: HashSet<String> = ids.collect();
        let keep = |id: &mut Option<String>| {
            *id = (id.take()).filter(|id| ids.contains(id) || id.starts_with("header"));
        };
        let keep_figure = |id: &mut Option<StatisticId>| *id = id.filter(|id| figures.contains(id));
        for statistic in &mut self.statistics {
            keep_figure(&mut statistic.parent);
            keep_figure(&mut statistic.part);
            keep_figure(&mut statistic.whole);
        }
        self.checks
            .retain(|check| check.statistics.iter().all(|id| figures.contains(id)));
        self.dates
            .iter_mut()
            .for_each(|date| keep(&mut date.target));
        for reference in &mut self.references {
            keep(&mut reference.same_as);
            reference
                .relations
                .retain(|relation| ids.contains(&relation.to));
        }
        for item in &mut self.plan_items {
            item.legal_basis.retain(|id| ids.contains(id));
        }
        self.numbers
            .iter_mut()
            .for_each(|number| keep(&mut number.target));
    }
}
