//! One walk over everything that an extraction holds, for all that read or change it as a whole:
//! places, ids, and the rules that took the items.

use super::custom::CustomField;
use super::extraction::Extraction;
use super::figures::{Check, Statistic, Table};
use super::mentions::{DateMention, PlanItem, Recipient, Reference, Section, Signatory};
use super::periods::{Period, walk_range};
use super::span::TextSpan;
use super::visitor::{Item, Visitor, Walker, keep_if, walk_field};

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
        self.header.walk(to);
        self.sections.iter_mut().for_each(|s| walk_section(s, to));
        self.references.retain_mut(|r| walk_reference(r, to));
        self.dates.retain_mut(|d| walk_date(d, to));
        self.periods.retain_mut(|p| walk_period(p, to));
        self.statistics.retain_mut(|s| walk_statistic(s, to));
        self.checks.iter_mut().for_each(|c| walk_check(c, to));
        self.plan_items.retain_mut(|item| walk_plan_item(item, to));
        self.recipients.retain_mut(|r| walk_recipient(r, to));
        keep_if(&mut self.signatory, |s| walk_signatory(s, to));
        self.tables.iter_mut().for_each(|t| walk_table(t, to));
        for number in &mut self.numbers {
            to.span(&mut number.span);
            number.target.iter_mut().for_each(|id| to.id(id));
        }
        self.custom.retain_mut(|field| walk_custom(field, to));
    }
}

fn walk_table(table: &mut Table, to: Walker) {
    to.span(&mut table.span);
    to.id(&mut table.id);
    table.continues.iter_mut().for_each(|id| to.id(id));
    walk_range(&mut table.period, to);
    for cell in table.rows.iter_mut().flatten() {
        to.span(&mut cell.span);
        cell.statistic.iter_mut().for_each(|id| to.statistic_id(id));
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
    let deciding = check.decided_by.iter_mut();
    let ids = check.statistics.iter_mut().chain(suggested).chain(deciding);
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

fn walk_custom(field: &mut CustomField, to: Walker) -> bool {
    to.span(&mut field.span);
    to.id(&mut field.id);
    to.item(Item {
        part: "custom",
        id: &field.id,
        text: &field.text,
        span: field.span,
        provenance: &mut field.provenance,
    })
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
        let mut found = crate::extract::Extractor::builtin().extract(text);
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
