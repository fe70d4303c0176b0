//! The archive, a document, its pages, and series.

use super::reply::{Reply, run_blocking};
use super::state::Shared;
use crate::archive::ask::browse::{Facet, Filter, Listed};
use crate::archive::ask::indicators::Indicators;
use crate::archive::ask::search::Piece;
use crate::archive::ask::series::{BY, Series, SeriesQuery};
use crate::archive::correct::review::alternatives;
use crate::archive::corrected::{CorrectedDocument, Correction, corrections};
use crate::archive::error::StoreError;
use crate::archive::header_fields::{HEADER_FIELDS, HeaderField};
use crate::document::layout::BBox;
use crate::document::{Check, Reference, StatisticId, TextSpan, Verdict};
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Documents of a page of the list.
const PAGE: usize = 50;
/// Documents are counted up to here.
const COUNTED: usize = 100_000;
/// Indicators that are proposed.
const PROPOSED: usize = 12;

/// What the archive holds.
#[derive(Serialize)]
pub(crate) struct Overview {
    agencies: Vec<(String, u32)>,
    kinds: Vec<(String, u32)>,
    years: Vec<(String, u32)>,
    statuses: Vec<(String, u32)>,
    author: String,
}

/// What the archive holds, for its filters.
pub(crate) async fn overview(state: Shared) -> Reply<Overview> {
    run_blocking(state.0, |state| {
        state.read(|store| {
            Ok(Overview {
                agencies: store.values(Facet::Agency)?,
                kinds: store.values(Facet::Kind)?,
                years: store.years()?,
                statuses: store.values(Facet::Status)?,
                author: state.author.clone(),
            })
        })
    })
    .await
}

/// What list is wanted.
#[derive(Deserialize)]
pub(crate) struct ListParams {
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

impl ListParams {
    fn text(&self, name: &str) -> Option<String> {
        self.rest.get(name).filter(|text| !text.is_empty()).cloned()
    }

    fn filter(&self) -> Filter {
        let yes = |name| self.text(name).map(|text| text == "1");
        Filter {
            agency: self.text("agency"),
            kind: self.text("kind"),
            year: self.text("year").and_then(|year| year.parse().ok()),
            status: self.text("status"),
            below: self.text("below").and_then(|below| below.parse().ok()),
            failing: yes("failing"),
            incomplete: yes("incomplete"),
        }
    }

    /// Where the last page ended: a day, a colon, a number.
    fn after(&self) -> Option<(String, i64)> {
        let after = self.text("after")?;
        let (day, id) = after.split_once(':')?;
        Some((day.to_owned(), id.parse().ok()?))
    }
}

/// A document in the list, with the text around what was searched for.
#[derive(Serialize)]
pub(crate) struct ListRow {
    #[serde(flatten)]
    document: Listed,
    page: Option<u32>,
    snippet: Vec<Piece>,
}

/// A page of the list.
#[derive(Serialize)]
pub(crate) struct List {
    rows: Vec<ListRow>,
    /// What the next page is asked for with.
    after: Option<String>,
    /// Documents that are wanted, on the first page.
    count: Option<u32>,
    /// Whether the search found more than it looked at.
    more: bool,
}

/// A page of documents: the newest first, or those that hold words, the best first.
pub(crate) async fn list(state: Shared, Query(query): Query<ListParams>) -> Reply<List> {
    run_blocking(state.0, move |state| {
        state.read(|store| match query.text("q") {
            Some(words) => found(store, &query, &words),
            None => listed(store, &query),
        })
    })
    .await
}

fn listed(store: &crate::archive::Store, query: &ListParams) -> Result<List, StoreError> {
    let (filter, after) = (query.filter(), query.after());
    let documents = store.list(&filter, after.as_ref(), PAGE)?;
    let last = documents.last().filter(|_| documents.len() == PAGE);
    let count = match after {
        None => Some(store.count(&filter, COUNTED)?),
        Some(_) => None,
    };
    Ok(List {
        after: last.map(|last| format!("{}:{}", last.issued.clone().unwrap_or_default(), last.id)),
        count,
        more: false,
        rows: documents
            .into_iter()
            .map(|document| ListRow {
                document,
                page: None,
                snippet: Vec::new(),
            })
            .collect(),
    })
}

fn found(
    store: &crate::archive::Store,
    query: &ListParams,
    words: &str,
) -> Result<List, StoreError> {
    let found = store.search(words, 2 * PAGE)?;
    let ids: Vec<i64> = found.hits.iter().map(|hit| hit.document).collect();
    let wanted = store.wanted(&query.filter(), &ids)?;
    let mut hits: HashMap<i64, _> = found
        .hits
        .into_iter()
        .map(|hit| (hit.document, hit))
        .collect();
    let rows: Vec<ListRow> = wanted
        .into_iter()
        .filter_map(|document| {
            let hit = hits.remove(&document.id)?;
            Some(ListRow {
                page: Some(hit.page),
                snippet: hit.snippet,
                document,
            })
        })
        .collect();
    Ok(List {
        count: Some(rows.len() as u32),
        rows,
        after: None,
        more: found.more,
    })
}

/// Where something stands.
#[derive(Serialize)]
pub(crate) struct Spot {
    page: u32,
    line: u32,
    bbox: Option<BBox>,
}

impl Spot {
    pub(crate) fn of(span: &TextSpan) -> Self {
        Spot {
            page: span.page.unwrap_or(1),
            line: span.line,
            bbox: span.bbox,
        }
    }
}

/// A field of the head.
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

/// A document.
#[derive(Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    document: Listed,
    fields: Vec<Field>,
    figures: Vec<Figure>,
    checks: Vec<Check>,
    references: Vec<Reference>,
    corrections: Vec<Correction>,
    /// Whether there are pictures of its pages.
    scan: bool,
}

/// A document with its fields, figures and checks.
pub(crate) async fn document(state: Shared, Path(id): Path<i64>) -> Reply<Shown> {
    run_blocking(state.0, move |state| {
        state.read(|store| {
            let (whole, machine) = (store.whole(id)?, store.machine(id)?);
            let (_, sha256) = store.folder(id)?;
            Ok(Shown {
                document: store.listed(id)?,
                fields: HEADER_FIELDS
                    .iter()
                    .map(|field| shown_field(field, &whole, &machine))
                    .collect(),
                figures: figures(&whole, &machine),
                corrections: corrections(store.connection(), &sha256)?,
                scan: !whole.document.pages.is_empty(),
                checks: whole.document.extraction.checks,
                references: whole.document.extraction.references,
            })
        })
    })
    .await
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

fn figures(whole: &CorrectedDocument, machine: &CorrectedDocument) -> Vec<Figure> {
    let indicators = Indicators::builtin();
    let found = &whole.document.extraction;
    let failing = |id: StatisticId| {
        let checks = found
            .checks
            .iter()
            .filter(|check| check.verdict == Verdict::Fails);
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

/// A word of a page.
#[derive(Serialize)]
struct ShownWord {
    ocr: String,
    text: String,
    confidence: f32,
    bbox: BBox,
}

/// A line of a page.
#[derive(Serialize)]
struct ShownLine {
    /// Its number in the text of the document.
    line: usize,
    text: String,
    /// What the program wrote, where a person wrote something else.
    read: Option<String>,
    words: Vec<ShownWord>,
}

/// A page.
#[derive(Serialize)]
pub(crate) struct ShownPage {
    number: u32,
    pages: u32,
    width: u32,
    height: u32,
    error: Option<String>,
    lines: Vec<ShownLine>,
}

/// A page's words with their places, and its lines as they are now.
pub(crate) async fn page(state: Shared, Path((id, number)): Path<(i64, u32)>) -> Reply<ShownPage> {
    run_blocking(state.0, move |state| {
        state.read(|store| {
            let (whole, machine) = (store.whole(id)?, store.machine(id)?);
            shown_page(&whole, &machine, number)
                .ok_or_else(|| StoreError::InvalidQuery(format!("no page {number}")))
        })
    })
    .await
}

fn shown_page(
    whole: &CorrectedDocument,
    machine: &CorrectedDocument,
    number: u32,
) -> Option<ShownPage> {
    let index = number.checked_sub(1)? as usize;
    let breaks = |lines: &[String]| -> Vec<usize> {
        let starts = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.starts_with('\u{c}'));
        std::iter::once(0).chain(starts.map(|(at, _)| at)).collect()
    };
    let starts = breaks(&whole.lines);
    let first = *starts.get(index)?;
    let end = starts.get(index + 1).copied().unwrap_or(whole.lines.len());
    let record = whole.document.pages.get(index);
    let lines = (first..end).map(|at| {
        let (now, read) = (
            whole.line(at + 1).unwrap_or(""),
            machine.line(at + 1).unwrap_or(""),
        );
        let words = record.and_then(|page| page.lines.get(at - first));
        let words = words
            .into_iter()
            .flat_map(|line| &line.words)
            .map(|word| ShownWord {
                ocr: word.ocr.clone(),
                text: word.text.clone(),
                confidence: word.confidence,
                bbox: word.bbox,
            });
        ShownLine {
            line: at + 1,
            text: now.to_owned(),
            read: (now != read).then(|| read.to_owned()),
            words: words.collect(),
        }
    });
    Some(ShownPage {
        number,
        pages: whole.document.source.pages,
        width: record.map_or(0, |page| page.width),
        height: record.map_or(0, |page| page.height),
        error: record.and_then(|page| page.error.clone()),
        lines: lines.collect(),
    })
}

/// What series is wanted.
#[derive(Deserialize)]
pub(crate) struct SeriesParams {
    indicator: String,
    by: Option<String>,
    agency: Option<String>,
}

/// An indicator over time or agencies.
pub(crate) async fn series(
    state: Shared,
    Query(query): Query<SeriesParams>,
) -> Reply<Option<Series>> {
    run_blocking(state.0, move |state| {
        let by = BY
            .iter()
            .find(|(name, _)| Some(*name) == query.by.as_deref());
        let query = SeriesQuery {
            indicator: &query.indicator,
            by: by.unwrap_or(&BY[0]).1,
            agency: query.agency.as_deref().filter(|agency| !agency.is_empty()),
        };
        state.read(|store| store.series(&query))
    })
    .await
}

/// Words of an indicator.
#[derive(Deserialize)]
pub(crate) struct IndicatorParams {
    #[serde(default)]
    q: String,
}

/// Indicators that have the words.
pub(crate) async fn indicators(
    state: Shared,
    Query(query): Query<IndicatorParams>,
) -> Reply<Vec<String>> {
    run_blocking(state.0, move |state| {
        state.read(|store| store.indicator_names(&query.q, PROPOSED))
    })
    .await
}
