//! Keeping only what is sure enough.

use super::header::Header;
use crate::document::{Extraction, Provenance, TextSpan};
use std::collections::HashSet;

impl Provenance {
    /// How sure an item at `span` is: the rule's confidence times that of the reading beneath it.
    pub fn at(&self, span: &TextSpan) -> f32 {
        self.rule_confidence * span.confidence.unwrap_or(1.0)
    }
}

impl Extraction {
    /// Drops the items whose rule and reading together are less sure than `least`, and what refers to
    /// them. The account of numbers stays whole.
    pub fn keep_confident(&mut self, least: f32) {
        let sure = |provenance: &Provenance, span: &TextSpan| provenance.at(span) >= least;
        keep_header(&mut self.header, &sure);
        self.references.retain(|r| sure(&r.provenance, &r.span));
        self.dates.retain(|d| sure(&d.provenance, &d.span));
        self.periods.retain(|p| sure(&p.provenance, &p.span));
        self.statistics.retain(|s| sure(&s.provenance, &s.span));
        self.plan_items
            .retain(|item| sure(&item.provenance, &item.span));
        self.recipients.retain(|r| sure(&r.provenance, &r.span));
        let span = |signatory: &super::mentions::Signatory| {
            signatory.spans.first().copied().unwrap_or_default()
        };
        self.signatory = self
            .signatory
            .take()
            .filter(|s| sure(&s.provenance, &span(s)));
        self.drop_dangling();
    }

    /// Drops references to items that are not there any more.
    fn drop_dangling(&mut self) {
        let ids = (self.references.iter().map(|r| &r.id))
            .chain(self.dates.iter().map(|d| &d.id))
            .chain(self.periods.iter().map(|p| &p.id))
            .chain(self.statistics.iter().map(|s| &s.id));
        let ids: HashSet<String> = ids.cloned().collect();
        let known = |id: &Option<String>| {
            id.as_ref()
                .is_some_and(|id| ids.contains(id) || id.starts_with("header"))
        };
        let keep = |id: &mut Option<String>| *id = id.take().filter(|id| known(&Some(id.clone())));
        for statistic in &mut self.statistics {
            keep(&mut statistic.parent);
            keep(&mut statistic.part);
            keep(&mut statistic.whole);
        }
        self.checks
            .retain(|check| check.statistics.iter().all(|id| ids.contains(id)));
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

fn keep_header(header: &mut Header, sure: &dyn Fn(&Provenance, &TextSpan) -> bool) {
    let texts = [
        &mut header.national_title,
        &mut header.motto,
        &mut header.place,
        &mut header.subject,
        &mut header.secrecy,
        &mut header.urgency,
        &mut header.circulation,
    ];
    for field in texts {
        *field = field.take().filter(|f| sure(&f.provenance, &f.span));
    }
    for agency in [&mut header.superior_agency, &mut header.issuing_agency] {
        *agency = agency.take().filter(|a| sure(&a.provenance, &a.span));
    }
    header.number = header
        .number
        .take()
        .filter(|n| sure(&n.provenance, &n.span));
    header.date = header.date.take().filter(|d| sure(&d.provenance, &d.span));
    header.doc_type = header
        .doc_type
        .take()
        .filter(|d| sure(&d.provenance, &d.span));
    header.addressees.retain(|a| sure(&a.provenance, &a.span));
}
