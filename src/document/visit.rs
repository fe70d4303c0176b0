//! One walk over everything that an extraction holds, for all that read or change it as a whole:
//! places, ids, and the rules that took the items.

use super::extraction::Extraction;
use super::figures::{Check, Statistic};
use super::header::{AgencyField, Header, TextField};
use super::mentions::{DateMention, PlanItem, Recipient, Reference, Section, Signatory};
use super::periods::{Origin, Period, PeriodRange};
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

type Walker<'v> = &'v mut dyn Visitor;

struct Spans<'a>(&'a mut dyn FnMut(&mut TextSpan));

impl Visitor for Spans<'_> {
    fn span(&mut self, span: &mut TextSpan) {
        (self.0)(span);
    }
}

impl Extraction {
    /// Calls `visit` once for every [`TextSpan`] of the extraction.
    pub fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut TextSpan)) {
        self.walk(&mut Spans(visit));
    }

    /// Takes a visitor to everything in the extraction once. Items that it does not keep are dropped;
    /// what refers to them is left as it is.
    pub(crate) fn walk(&mut self, to: Walker) {
        walk_header(&mut self.header, to);
        self.sections.iter_mut().for_each(|s| walk_section(s, to));
        self.references.retain_mut(|r| walk_reference(r, to));
        self.dates.retain_mut(|d| walk_date(d, to));
        self.periods.retain_mut(|p| walk_period(p, to));
        self.statistics.retain_mut(|s| walk_statistic(s, to));
        self.checks.iter_mut().for_each(|c| walk_check(c, to));
        self.plan_items.retain_mut(|item| walk_plan_item(item, to));
        self.recipients.retain_mut(|r| walk_recipient(r, to));
        keep_if(&mut self.signatory, |s| walk_signatory(s, to));
        for table in &mut self.tables {
            let cells = table.rows.iter_mut().flatten();
            cells.for_each(|cell| to.span(&mut cell.span));
        }
        for number in &mut self.numbers {
            to.span(&mut number.span);
            number.target.iter_mut().for_each(|id| to.id(id));
        }
    }
}

/// Empties a field whose value does not stay.
fn keep_if<T>(field: &mut Option<T>, stays: impl FnOnce(&mut T) -> bool) {
    if field.as_mut().is_some_and(|value| !stays(value)) {
        *field = None;
    }
}

/// Visits place and item of a value without an id.
fn walk_field(
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

fn walk_text(part: &'static str, field: &mut Option<TextField>, to: Walker) {
    keep_if(field, |f| {
        walk_field(part, &f.text, &mut f.span, &mut f.provenance, to)
    });
}

fn walk_agency(part: &'static str, field: &mut Option<AgencyField>, to: Walker) {
    keep_if(field, |a| {
        walk_field(part, &a.text, &mut a.span, &mut a.provenance, to)
    });
}

fn walk_header(header: &mut Header, to: Walker) {
    walk_text("header.national_title", &mut header.national_title, to);
    walk_text("header.motto", &mut header.motto, to);
    walk_agency("header.superior_agency", &mut header.superior_agency, to);
    walk_agency("header.issuing_agency", &mut header.issuing_agency, to);
    keep_if(&mut header.number, |n| {
        walk_field("header.number", &n.text, &mut n.span, &mut n.provenance, to)
    });
    walk_text("header.place", &mut header.place, to);
    keep_if(&mut header.date, |d| {
        walk_field("header.date", &d.text, &mut d.span, &mut d.provenance, to)
    });
    keep_if(&mut header.doc_type, |d| {
        let text = if d.text.is_empty() { &d.name } else { &d.text };
        walk_field("header.doc_type", text, &mut d.span, &mut d.provenance, to)
    });
    walk_text("header.subject", &mut header.subject, to);
    walk_range(&mut header.report_period, to);
    walk_range(&mut header.plan_period, to);
    walk_text("header.secrecy", &mut header.secrecy, to);
    walk_text("header.urgency", &mut header.urgency, to);
    walk_text("header.circulation", &mut header.circulation, to);
    header.addressees.retain_mut(|a| {
        walk_field(
            "header.addressees",
            &a.text,
            &mut a.span,
            &mut a.provenance,
            to,
        )
    });
}

/// The place that a period was taken from.
fn walk_range(period: &mut Option<PeriodRange>, to: Walker) {
    let origin = period.as_mut().and_then(|p| p.inferred_from.as_mut());
    if let Some(Origin::Place(span)) = origin {
        to.span(span);
    }
}

fn walk_section(section: &mut Section, to: Walker) {
    to.span(&mut section.span);
    section.title_span.iter_mut().for_each(|span| to.span(span));
    section
        .children
        .iter_mut()
        .for_each(|s| walk_section(s, to));
}

fn walk_reference(reference: &mut Reference, to: Walker) -> bool {
    to.span(&mut reference.span);
    to.id(&mut reference.id);
    reference.same_as.iter_mut().for_each(|id| to.id(id));
    let relations = reference.relations.iter_mut();
    relations.for_each(|relation| to.id(&mut relation.to));
    to.item(Item {
        part: "references",
        id: &reference.id,
        text: &reference.text,
        span: reference.span,
        provenance: &mut reference.provenance,
    })
}

fn walk_date(date: &mut DateMention, to: Walker) -> bool {
    to.span(&mut date.span);
    to.id(&mut date.id);
    date.target.iter_mut().for_each(|id| to.id(id));
    to.item(Item {
        part: "dates",
        id: &date.id,
        text: &date.text,
        span: date.span,
        provenance: &mut date.provenance,
    })
}

fn walk_period(period: &mut Period, to: Walker) -> bool {
    to.span(&mut period.span);
    to.id(&mut period.id);
    to.item(Item {
        part: "periods",
        id: &period.id,
        text: &period.text,
        span: period.span,
        provenance: &mut period.provenance,
    })
}

fn walk_statistic(statistic: &mut Statistic, to: Walker) -> bool {
    to.span(&mut statistic.span);
    walk_range(&mut statistic.period, to);
    to.statistic_id(&mut statistic.id);
    let related = [
        &mut statistic.parent,
        &mut statistic.part,
        &mut statistic.whole,
    ];
    let related = related.into_iter().flatten();
    related.for_each(|id| to.statistic_id(id));
    to.item(Item {
        part: "statistics",
        id: &statistic.id,
        text: &statistic.text,
        span: statistic.span,
        provenance: &mut statistic.provenance,
    })
}

fn walk_check(check: &mut Check, to: Walker) {
    to.id(&mut check.id);
    let suggested = check.suggestion.iter_mut().map(|s| &mut s.statistic);
    let ids = check.statistics.iter_mut().chain(suggested);
    ids.for_each(|id| to.statistic_id(id));
}

fn walk_plan_item(item: &mut PlanItem, to: Walker) -> bool {
    to.span(&mut item.span);
    to.id(&mut item.id);
    item.legal_basis.iter_mut().for_each(|id| to.id(id));
    let lead = item.lead_agency.iter_mut();
    lead.for_each(|lead| to.span(&mut lead.inferred_from));
    walk_range(&mut item.period, to);
    for action in &mut item.actions {
        to.span(&mut action.span);
        to.id(&mut action.id);
    }
    to.item(Item {
        part: "plan_items",
        id: &item.id,
        text: &item.text,
        span: item.span,
        provenance: &mut item.provenance,
    })
}

fn walk_recipient(recipient: &mut Recipient, to: Walker) -> bool {
    walk_field(
        "recipients",
        &recipient.text,
        &mut recipient.span,
        &mut recipient.provenance,
        to,
    )
}

fn walk_signatory(signatory: &mut Signatory, to: Walker) -> bool {
    signatory.spans.iter_mut().for_each(|span| to.span(span));
    to.item(Item {
        part: "signatory",
        id: &"",
        text: signatory.name.as_deref().unwrap_or(""),
        span: signatory.spans.first().copied().unwrap_or_default(),
        provenance: &mut signatory.provenance,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    fn places(value: &Value) -> usize {
        match value {
            Value::Object(fields) => {
                usize::from(fields.contains_key("end_line"))
                    + fields.values().map(places).sum::<usize>()
            }
            Value::Array(entries) => entries.iter().map(places).sum(),
            _ => 0,
        }
    }

    #[test]
    fn every_place_of_the_output_is_visited() {
        let text = include_str!("../../fixtures/extract/bao-cao-so.in.txt");
        let mut found = crate::extract::extract(text);
        let mut visited = 0;
        found.visit_spans(&mut |span| {
            visited += 1;
            span.page = Some(7);
        });
        let value = serde_json::to_value(&found).expect("JSON");
        assert_eq!(visited, places(&value));
        assert_eq!(visited, value.to_string().matches("\"page\":7").count());
    }
}
