//! Walks over every place and every numbered id that an extraction names, so that pages and boxes can be
//! filled in, and the ids of the stretches of a long text go on from each other.

use super::header::Header;
use super::mentions::{PlanItem, Section};
use super::periods::{Origin, PeriodRange};
use crate::document::{Extraction, TextSpan};

type Visitor<'a> = &'a mut dyn FnMut(&mut TextSpan);

impl Extraction {
    /// Calls `visit` once for every [`TextSpan`] of the extraction.
    pub fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut TextSpan)) {
        visit_header(&mut self.header, visit);
        self.sections
            .iter_mut()
            .for_each(|section| visit_section(section, visit));
        self.references.iter_mut().for_each(|r| visit(&mut r.span));
        self.dates.iter_mut().for_each(|d| visit(&mut d.span));
        self.periods.iter_mut().for_each(|p| visit(&mut p.span));
        for statistic in &mut self.statistics {
            visit(&mut statistic.span);
            visit_period(&mut statistic.period, visit);
        }
        self.plan_items
            .iter_mut()
            .for_each(|item| visit_plan_item(item, visit));
        self.recipients.iter_mut().for_each(|r| visit(&mut r.span));
        if let Some(signatory) = &mut self.signatory {
            signatory.spans.iter_mut().for_each(&mut *visit);
        }
        for table in &mut self.tables {
            table
                .rows
                .iter_mut()
                .flatten()
                .for_each(|cell| visit(&mut cell.span));
        }
        self.numbers.iter_mut().for_each(|n| visit(&mut n.span));
    }

    /// Calls `visit` for every id that is a letter and a running number, where an item has it and where
    /// another names it. Ids of sections are made of their labels and not among them.
    pub(crate) fn visit_ids(&mut self, visit: &mut dyn FnMut(&mut String)) {
        for reference in &mut self.references {
            visit(&mut reference.id);
            reference.same_as.iter_mut().for_each(&mut *visit);
            let relations = reference.relations.iter_mut();
            relations.for_each(|relation| visit(&mut relation.to));
        }
        for date in &mut self.dates {
            visit(&mut date.id);
            date.target.iter_mut().for_each(&mut *visit);
        }
        self.periods.iter_mut().for_each(|p| visit(&mut p.id));
        for statistic in &mut self.statistics {
            visit(&mut statistic.id);
            let related = [
                &mut statistic.parent,
                &mut statistic.part,
                &mut statistic.whole,
            ];
            related.into_iter().flatten().for_each(&mut *visit);
        }
        for check in &mut self.checks {
            visit(&mut check.id);
            check.statistics.iter_mut().for_each(&mut *visit);
            let suggestion = check.suggestion.iter_mut();
            suggestion.for_each(|suggestion| visit(&mut suggestion.statistic));
        }
        for item in &mut self.plan_items {
            visit(&mut item.id);
            item.legal_basis.iter_mut().for_each(&mut *visit);
            let actions = item.actions.iter_mut();
            actions.for_each(|action| visit(&mut action.id));
        }
        let targets = self.numbers.iter_mut().flat_map(|n| &mut n.target);
        targets.for_each(visit);
    }
}

fn visit_header(header: &mut Header, visit: Visitor) {
    let texts = [
        &mut header.national_title,
        &mut header.motto,
        &mut header.place,
        &mut header.subject,
        &mut header.secrecy,
        &mut header.urgency,
        &mut header.circulation,
    ];
    for field in texts.into_iter().flatten() {
        visit(&mut field.span);
    }
    for agency in [&mut header.superior_agency, &mut header.issuing_agency]
        .into_iter()
        .flatten()
    {
        visit(&mut agency.span);
    }
    header.number.iter_mut().for_each(|n| visit(&mut n.span));
    header.date.iter_mut().for_each(|d| visit(&mut d.span));
    header.doc_type.iter_mut().for_each(|d| visit(&mut d.span));
    header
        .addressees
        .iter_mut()
        .for_each(|a| visit(&mut a.span));
    visit_period(&mut header.report_period, visit);
    visit_period(&mut header.plan_period, visit);
}

fn visit_period(period: &mut Option<PeriodRange>, visit: Visitor) {
    if let Some(PeriodRange {
        inferred_from: Some(Origin::Place(span)),
        ..
    }) = period
    {
        visit(span);
    }
}

fn visit_section(section: &mut Section, visit: Visitor) {
    visit(&mut section.span);
    section.title_span.iter_mut().for_each(&mut *visit);
    section
        .children
        .iter_mut()
        .for_each(|child| visit_section(child, visit));
}

fn visit_plan_item(item: &mut PlanItem, visit: Visitor) {
    visit(&mut item.span);
    item.lead_agency
        .iter_mut()
        .for_each(|lead| visit(&mut lead.inferred_from));
    visit_period(&mut item.period, visit);
    item.actions
        .iter_mut()
        .for_each(|action| visit(&mut action.span));
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
