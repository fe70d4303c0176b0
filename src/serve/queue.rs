//! What is to be reviewed, and what people decide.

use super::reply::{Reply, run_blocking};
use super::spot::Spot;
use super::state::Shared;
use crate::archive::Store;
use crate::archive::correct::Decision;
use crate::archive::correct::review::{Done, Entry, alternatives};
use crate::archive::corrected::CorrectedDocument;
use crate::archive::error::StoreError;
use crate::archive::header_fields::HEADER_FIELDS;
use crate::document::Check;
use axum::Json;
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};

/// Entries that are handed out at once.
const PAGE: usize = 20;

/// Where the last page ended.
#[derive(Deserialize)]
pub(crate) struct After {
    after: Option<String>,
}

impl After {
    fn end(&self) -> Option<(i64, f64, i64)> {
        let mut parts = self.after.as_deref()?.split(':');
        let (urgency, confidence, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some((
            urgency.parse().ok()?,
            confidence.parse().ok()?,
            id.parse().ok()?,
        ))
    }
}

/// An entry with all that is needed to decide.
#[derive(Serialize)]
struct Case {
    #[serde(flatten)]
    entry: Entry,
    /// Number or path of the document.
    title: String,
    /// SHA-256 of its input.
    sha256: Option<String>,
    agency: Option<String>,
    value: Option<String>,
    unit: Option<String>,
    indicator: Option<String>,
    /// The line of the text that it stands in.
    context: Option<String>,
    spot: Option<Spot>,
    /// Size of its page, in pixels.
    size: Option<(u32, u32)>,
    alternatives: Vec<String>,
    /// Checks of the figure that do not hold.
    checks: Vec<Check>,
}

/// A page of the queue.
#[derive(Serialize)]
pub(crate) struct Cases {
    cases: Vec<Case>,
    after: Option<String>,
    done: Vec<Done>,
}

/// A page of the queue.
pub(crate) async fn queue(state: Shared, Query(after): Query<After>) -> Reply<Cases> {
    run_blocking(state.0, move |state| {
        state.read(|store| {
            let entries = store.queue(after.end(), PAGE)?;
            let last = entries.last().filter(|_| entries.len() == PAGE);
            let after = last.map(|last| {
                let sure = last.confidence.unwrap_or(0.0);
                format!("{}:{sure}:{}", last.urgency, last.id)
            });
            let mut cases = Vec::new();
            // Entries of a document often follow each other.
            let mut open: Option<(i64, CorrectedDocument)> = None;
            for entry in entries {
                if open.as_ref().is_none_or(|(id, _)| *id != entry.document) {
                    open = match store.whole(entry.document) {
                        Ok(whole) => Some((entry.document, whole)),
                        // Its results were moved away: there is nothing to look at.
                        Err(StoreError::File { .. }) => continue,
                        Err(error) => return Err(error),
                    };
                }
                let (_, whole) = open.as_ref().expect("it was opened");
                cases.push(case(store, whole, entry)?);
            }
            Ok(Cases {
                cases,
                after,
                done: store.done()?,
            })
        })
    })
    .await
}

fn case(store: &Store, whole: &CorrectedDocument, entry: Entry) -> Result<Case, StoreError> {
    let document = store.listed(entry.document)?;
    let found = &whole.document.extraction;
    let statistic = found
        .statistics
        .iter()
        .find(|s| entry.target == "statistic" && entry.item.parse() == Ok(s.id));
    let field = HEADER_FIELDS
        .iter()
        .find(|f| entry.target == "header" && f.name == entry.item);
    let place = field
        .and_then(|field| whole.field_place(field))
        .map(|(span, _)| span);
    let span = statistic.map(|s| s.span).or(place);
    let page = whole
        .document
        .pages
        .get(entry.page.unwrap_or(1).saturating_sub(1) as usize);
    let value = match field {
        Some(field) => whole.field(field.name),
        None => statistic.and_then(|s| s.value_text.clone()),
    };
    let mut others = alternatives(whole, &entry.target, &entry.item);
    if let (Some(field), Some(value)) = (field, &value) {
        others.extend(store.names_like(field.name, value)?);
    }
    let checks = found.checks.iter().filter(|check| {
        check.verdict.is_open() && statistic.is_some_and(|s| check.statistics.contains(&s.id))
    });
    Ok(Case {
        title: document.number.unwrap_or(document.path),
        sha256: document.sha256,
        agency: document.agency,
        value,
        unit: statistic.and_then(|s| s.unit.clone()),
        indicator: statistic.and_then(|s| s.subject.clone()),
        context: span
            .and_then(|span| whole.line(span.line as usize))
            .map(str::to_owned),
        spot: span.as_ref().map(Spot::of),
        size: page.map(|page| (page.width, page.height)),
        alternatives: others,
        checks: checks.cloned().collect(),
        entry,
    })
}

/// A decision as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    document: i64,
    sha256: Option<String>,
    target: String,
    item: String,
    new: Option<String>,
    answer: Option<String>,
    author: Option<String>,
}

/// The number of a decision.
#[derive(Serialize)]
pub(crate) struct Kept {
    id: i64,
}

/// Longest name of a person, in characters.
const NAME: usize = 80;

/// Who decides: as was said, or the one that the server was started for.
fn author(said: Option<String>, else_: &str) -> String {
    let name = said.filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| else_.to_owned());
    name.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME)
        .collect()
}

/// Keeps a decision.
pub(crate) async fn decide(state: Shared, Json(decided): Json<Decided>) -> Reply<Kept> {
    run_blocking(state.0, move |state| {
        let author = author(decided.author, &state.author);
        let decision = Decision {
            document: decided.document,
            shown: decided.sha256.as_deref(),
            target: &decided.target,
            item: &decided.item,
            new: decided.new.as_deref(),
            answer: decided.answer.as_deref(),
            author: &author,
        };
        let id = state.write(|store| {
            let id = store.decide(&decision)?;
            if decided.target == "line" {
                store.write_dictionary(&state.out)?;
            }
            state.read_own_fields(store, decided.document)?;
            Ok(id)
        })?;
        Ok(Kept { id })
    })
    .await
}

/// Who takes a decision back.
#[derive(Deserialize)]
pub(crate) struct Undone {
    author: Option<String>,
}

/// The document whose decision was taken back.
#[derive(Serialize)]
pub(crate) struct Open {
    document: i64,
}

/// Takes a decision back.
pub(crate) async fn undo(
    state: Shared,
    Path(id): Path<i64>,
    Json(undone): Json<Undone>,
) -> Reply<Open> {
    run_blocking(state.0, move |state| {
        let author = author(undone.author, &state.author);
        let document = state.write(|store| {
            let document = store.undo(id, &author)?;
            store.write_dictionary(&state.out)?;
            state.read_own_fields(store, document)?;
            Ok(document)
        })?;
        Ok(Open { document })
    })
    .await
}
