//! A document with its fields, figures and checks.

use super::reply::{Reply, run_blocking};
use super::spot::Spot;
use super::state::{AppState, Shared};
use crate::archive::Store;
use crate::archive::ask::browse::Listed;
use crate::archive::ask::indicators::Indicators;
use crate::archive::correct::review::alternatives;
use crate::archive::corrected::{CorrectedDocument, Correction, corrections};
use crate::archive::error::StoreError;
use crate::archive::header_fields::{HEADER_FIELDS, HeaderField};
use crate::document::{
    Check, CustomField, CustomValue, PlanItem, Recipient, Reference, StatisticId, Table,
};
use axum::extract::Path;
use serde::Serialize;

/// A header field.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    value: Option<String>,
    /// What the program read.
    read: Option<String>,
    /// Whether a person set it.
    set: bool,
    confidence: Option<f32>,
    spot: Option<Spot>,
    alternatives: Vec<String>,
}

/// A figure.
#[derive(Serialize)]
struct Figure {
    item: String,
    indicator: Option<String>,
    value_text: Option<String>,
    unit: Option<String>,
    /// What the program read.
    read: Option<String>,
    set: bool,
    failing: bool,
    confidence: Option<f32>,
    spot: Spot,
    alternatives: Vec<String>,
}

/// A field of a user's own rule.
#[derive(Serialize)]
struct ShownCustom {
    name: String,
    term: String,
    value: Option<CustomValue>,
    unit: Option<String>,
    text: String,
    confidence: Option<f32>,
    spot: Spot,
}

/// A citation, and the document of the archive that it cites.
#[derive(Serialize)]
struct ShownReference {
    #[serde(flatten)]
    reference: Reference,
    document: Option<i64>,
}

/// A document.
#[derive(Serialize)]
pub(crate) struct ShownDocument {
    #[serde(flatten)]
    document: Listed,
    fields: Vec<Field>,
    figures: Vec<Figure>,
    checks: Vec<Check>,
    references: Vec<ShownReference>,
    plan_items: Vec<PlanItem>,
    recipients: Vec<Recipient>,
    tables: Vec<Table>,
    /// Fields of the user's own rules, with their places.
    custom: Vec<ShownCustom>,
    corrections: Vec<Correction>,
    /// Whether there are pictures of its pages.
    scan: bool,
}

/// A document with its fields, figures and checks.
pub(crate) async fn document(state: Shared, Path(id): Path<i64>) -> Reply<ShownDocument> {
    run_blocking(state.0, move |state| {
        state.read(|store| {
            let (whole, machine) = (store.whole(id)?, store.machine(id)?);
            let (_, sha256) = store.folder(id)?;
            Ok(ShownDocument {
                document: store.listed(id)?,
                fields: HEADER_FIELDS
                    .iter()
                    .map(|field| shown_field(field, &whole, &machine))
                    .collect(),
                figures: figures(&whole, &machine),
                corrections: corrections(store.connection(), &sha256)?,
                scan: !whole.document.pages.is_empty(),
                custom: own_fields(state, &whole).iter().map(shown_custom).collect(),
                checks: whole.document.extraction.checks,
                references: references(store, whole.document.extraction.references)?,
                plan_items: whole.document.extraction.plan_items,
                recipients: whole.document.extraction.recipients,
                tables: whole.document.extraction.tables,
            })
        })
    })
    .await
}

fn references(store: &Store, found: Vec<Reference>) -> Result<Vec<ShownReference>, StoreError> {
    let shown = found.into_iter().map(|reference| {
        let number = reference.number.as_deref();
        let document = number.map(|number| store.numbered(number)).transpose()?;
        Ok(ShownReference {
            document: document.flatten(),
            reference,
        })
    });
    shown.collect()
}

fn shown_field(
    field: &HeaderField,
    whole: &CorrectedDocument,
    machine: &CorrectedDocument,
) -> Field {
    let place = whole.field_place(field);
    Field {
        name: field.name,
        value: whole.field(field.name),
        read: machine.field(field.name),
        set: whole.is_set(field.name),
        confidence: place.as_ref().and_then(|(_, confidence)| *confidence),
        spot: place.as_ref().map(|(span, _)| Spot::of(span)),
        alternatives: alternatives(machine, "header", field.name),
    }
}

/// The fields that the rules take which the page was started with, or those that were read with it.
fn own_fields(state: &AppState, whole: &CorrectedDocument) -> Vec<CustomField> {
    match &state.own_fields {
        Some(reader) => reader.read(whole),
        None => whole.document.extraction.custom.clone(),
    }
}

fn shown_custom(field: &CustomField) -> ShownCustom {
    ShownCustom {
        name: field.name.clone(),
        term: field.term.clone(),
        value: field.value.clone(),
        unit: field.unit.clone(),
        text: field.text.clone(),
        confidence: field.span.confidence,
        spot: Spot::of(&field.span),
    }
}

fn figures(whole: &CorrectedDocument, machine: &CorrectedDocument) -> Vec<Figure> {
    let indicators = Indicators::builtin();
    let found = &whole.document.extraction;
    let failing = |id: StatisticId| {
        let checks = found.checks.iter().filter(|check| check.verdict.is_open());
        checks
            .flat_map(|check| &check.statistics)
            .any(|other| *other == id)
    };
    let pairs = found
        .statistics
        .iter()
        .zip(&machine.document.extraction.statistics);
    pairs
        .map(|(now, read)| Figure {
            item: now.id.to_string(),
            indicator: indicators.name(now),
            value_text: now.value_text.clone(),
            unit: now.unit.clone(),
            read: read.value_text.clone(),
            set: whole.corrected.contains(&now.id),
            failing: failing(now.id),
            confidence: now.provenance.at(&now.span),
            spot: Spot::of(&now.span),
            alternatives: alternatives(whole, "statistic", &now.id.to_string()),
        })
        .collect()
}
