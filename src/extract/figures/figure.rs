//! A figure while it is being worked out.

use crate::document::{ParentRelation, Statistic, StatisticId, StatisticKind};
use crate::extract::context::Context;
use crate::extract::plan::sections;
use crate::rules::units::same_unit;
use crate::text::Span;

/// The words of a clause around a figure.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clause {
    /// Those before the number, without words that only tie them to it.
    pub(crate) lead: Span,
    /// Those behind the unit; empty where they say nothing of what is counted.
    pub(crate) tail: Span,
    /// A colon stands between lead and number.
    pub(crate) labelled: bool,
    /// The label of the item that this figure counts in another unit than the one before.
    pub(crate) item: Option<Span>,
}

/// A figure while its relations are worked out.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// The digits; empty for a zero that is not printed.
    pub(crate) number: Span,
    /// Number and unit.
    pub(crate) span: Span,
    /// The words around it.
    pub(crate) clause: Clause,
    /// Its unit was guessed from the words after it.
    pub(crate) guessed: bool,
    /// What is known of it; ids in it are those of indices of figures until all figures are known.
    pub(crate) statistic: Statistic,
}

impl Figure {
    /// A number of which nothing is known but its section.
    pub(crate) fn blank(context: &Context, number: Span) -> Self {
        let printed = number.of(context.text());
        let section = sections::at(context.headings, number.start);
        Figure {
            number,
            span: number,
            clause: Clause {
                lead: Span::new(number.start, number.start),
                tail: Span::new(number.start, number.start),
                ..Clause::default()
            },
            guessed: false,
            statistic: Statistic {
                value_text: Some(printed.to_owned()).filter(|text| !text.is_empty()),
                section: section.map(|heading| heading.id.clone()),
                ..Statistic::blank()
            },
        }
    }

    /// Whether it counts things, so that it can have parts.
    pub(crate) fn counts(&self) -> bool {
        match self.statistic.kind {
            StatisticKind::Count | StatisticKind::Money => true,
            StatisticKind::Ratio => self.statistic.unit.is_some(),
            _ => false,
        }
    }

    /// Its unit.
    pub(crate) fn unit(&self) -> Option<&str> {
        self.statistic.unit.as_deref()
    }

    /// Whether it counts the same as another, or one of them does not say what.
    pub(crate) fn is_like(&self, other: &Figure) -> bool {
        same_unit(self.unit(), other.unit())
    }

    /// Makes it a part, a rate or a change of another.
    pub(crate) fn belongs(&mut self, parent: usize, relation: ParentRelation) {
        self.statistic.parent = Some(StatisticId::of_index(parent));
        self.statistic.relation_to_parent = Some(relation);
    }
}

/// How many some figures count together.
pub(crate) fn sum(figures: &[Figure], which: &[usize]) -> f64 {
    let counted = which.iter().map(|&i| &figures[i].statistic);
    counted.map(amount).sum()
}

/// How many a figure counts: the upper number of a ratio.
pub(crate) fn amount(statistic: &Statistic) -> f64 {
    statistic.value.or(statistic.numerator).unwrap_or(0.0)
}
