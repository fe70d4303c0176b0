//! The list of documents and its filters.

use super::reply::{Reply, run_blocking};
use super::state::{AppState, Shared};
use crate::archive::ask::browse::{End, Facet, Filter, Listed, Order, SORT_COLUMNS};
use crate::archive::ask::search::Piece;
use crate::archive::error::StoreError;
use crate::archive::{OwnFieldReader, Store};
use axum::extract::Query;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Documents of a page of the list.
const PAGE: usize = 50;
/// Documents that a search shows, at most.
pub(crate) const FOUND: usize = 100;
/// Documents are counted up to here.
const COUNTED: usize = 100_000;

/// What the archive holds.
#[derive(Serialize)]
pub(crate) struct Overview {
    agencies: Vec<(String, u32)>,
    kinds: Vec<(String, u32)>,
    years: Vec<(String, u32)>,
    statuses: Vec<(String, u32)>,
    /// Name, term, and how many documents have it.
    custom: Vec<(String, String, u32)>,
    tags: Vec<(String, u32)>,
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
                custom: named(state, store.custom_names()?),
                tags: store.tags()?,
                author: state.author.clone(),
            })
        })
    })
    .await
}

/// The fields of the rules that the page was started with, in their order, then the others.
fn named(state: &AppState, found: Vec<(String, String, u32)>) -> Vec<(String, String, u32)> {
    let count = |name: &str| {
        found
            .iter()
            .find(|(other, ..)| other == name)
            .map_or(0, |(.., count)| *count)
    };
    let known = state.own_fields.as_ref();
    let known = known.map_or(&[][..], OwnFieldReader::names);
    let mut all: Vec<_> = known
        .iter()
        .map(|(name, term)| (name.clone(), term.clone(), count(name)))
        .collect();
    let others = found
        .iter()
        .filter(|(name, ..)| !known.iter().any(|(known, _)| known == name));
    let others: Vec<_> = others.cloned().collect();
    all.extend(others);
    all
}

/// What list is wanted.
#[derive(Deserialize)]
pub(crate) struct ListParams {
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

impl ListParams {
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.rest.get(name).filter(|text| !text.is_empty()).cloned()
    }

    pub(crate) fn filter(&self) -> Result<Filter, StoreError> {
        self.rest
            .values()
            .try_for_each(|words| StoreError::unless_short(words))?;
        let yes = |name| self.text(name).map(|text| text == "1");
        Ok(Filter {
            agency: self.text("agency"),
            kind: self.text("kind"),
            year: self.number("year", &(1..=9999))?,
            status: self.text("status"),
            below: self.number("below", &(0.0..=1.0))?,
            failing: yes("failing"),
            incomplete: yes("incomplete"),
            custom: self.text("custom"),
            custom_value: self.text("custom_value"),
            tag: self.text("tag"),
        })
    }

    /// The order that is asked for: a column, behind `-` where the greatest come first.
    fn order(&self) -> Result<Option<Order>, StoreError> {
        let Some(text) = self.text("sort") else {
            return Ok(None);
        };
        let name = text.trim_start_matches('-');
        let by = SORT_COLUMNS.iter().find(|column| column.name == name);
        let by = by.ok_or_else(|| StoreError::InvalidQuery(format!("sort cannot be {text}")))?;
        Ok(Some(Order {
            by,
            ascending: !text.starts_with('-'),
        }))
    }

    /// A number between others, where one is asked for.
    fn number<N: FromStr + PartialOrd>(
        &self,
        name: &str,
        range: &RangeInclusive<N>,
    ) -> Result<Option<N>, StoreError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        let wrong = || StoreError::InvalidQuery(format!("{name} cannot be {text}"));
        number.ok_or_else(wrong).map(Some)
    }

    /// Where the last page ended: what it is sorted by, a colon, a number.
    fn after(&self) -> Option<End> {
        let after = self.text("after")?;
        let (value, id) = after.rsplit_once(':')?;
        Some((value.to_owned(), id.parse().ok()?))
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

/// A page of documents: the newest first, or those that hold words, the best first; or sorted by a column.
pub(crate) async fn list(state: Shared, Query(query): Query<ListParams>) -> Reply<List> {
    run_blocking(state.0, move |state| {
        state.read(|store| match query.text("q") {
            Some(words) => found(store, &query, &words),
            None => listed(store, &query),
        })
    })
    .await
}

fn listed(store: &Store, query: &ListParams) -> Result<List, StoreError> {
    let (filter, after) = (query.filter()?, query.after());
    let order = query.order()?.unwrap_or_default();
    // One more tells whether there is more.
    let mut documents = store.list(&filter, order, after.as_ref(), PAGE + 1)?;
    let is_all = documents.len() <= PAGE;
    documents.truncate(PAGE);
    let last = documents.last().filter(|_| !is_all);
    let count = match after {
        None => Some(store.count(&filter, COUNTED)?),
        Some(_) => None,
    };
    Ok(List {
        after: last.map(|last| {
            let (value, id) = order.end(last);
            format!("{value}:{id}")
        }),
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

fn found(store: &Store, query: &ListParams, words: &str) -> Result<List, StoreError> {
    let (filter, order) = (query.filter()?, query.order()?);
    let found = store.search(words, FOUND)?;
    let ids: Vec<i64> = found.hits.iter().map(|hit| hit.document).collect();
    let wanted = store.wanted(&filter, order, &ids)?;
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
