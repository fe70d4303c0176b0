//! What is done with each item of an extraction, its places and ids.

use super::provenance::Provenance;
use super::span::TextSpan;
use super::statistic_id::StatisticId;
use std::fmt::Display;

/// An item that a rule took.
pub(crate) struct Item<'a> {
    /// The field or list that it stands in, such as `header.number` or `statistics`.
    pub(crate) part: &'static str,
    /// Its id; empty where it has none.
    pub(crate) id: &'a dyn Display,
    /// As printed, or its name where nothing is printed.
    pub(crate) text: &'a str,
    /// Where it stands, or its first part does.
    pub(crate) span: TextSpan,
    /// Which rule took it.
    pub(crate) provenance: &'a mut Provenance,
}

/// What is done at each stop of the walk; by default nothing.
pub(crate) trait Visitor {
    /// An item that a rule took, after its places and ids; whether it stays.
    fn item(&mut self, _item: Item<'_>) -> bool {
        true
    }

    /// A place, of an item or of what a value was inferred from.
    fn span(&mut self, _span: &mut TextSpan) {}

    /// An id that is a letter and a running number, where an item has it and where another names it.
    /// Ids of sections are made of their labels and not among them.
    fn id(&mut self, _id: &mut String) {}

    /// The id of a figure, where a figure has it and where another names it.
    fn statistic_id(&mut self, _id: &mut StatisticId) {}
}

/// A visitor on its way through an extraction.
pub(crate) type Walker<'v> = &'v mut dyn Visitor;

/// Empties a field whose value does not stay.
pub(crate) fn keep_if<T>(field: &mut Option<T>, stays: impl FnOnce(&mut T) -> bool) {
    if field.as_mut().is_some_and(|value| !stays(value)) {
        *field = None;
    }
}

/// Visits place and item of a value without an id.
pub(crate) fn walk_field(
    part: &'static str,
    text: &str,
    span: &mut TextSpan,
    provenance: &mut Provenance,
    to: Walker,
) -> bool {
    to.span(span);
    to.item(Item {
        part,
        id: &"",
        text,
        span: *span,
        provenance,
    })
}
