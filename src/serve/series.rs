//! Indicators, and their values over time or agencies.

use super::reply::{Reply, run_blocking};
use super::state::Shared;
use crate::archive::ask::series::{BY, Series, SeriesQuery};
use crate::archive::error::StoreError;
use axum::extract::Query;
use serde::Deserialize;

/// Indicators that are proposed.
const PROPOSED: usize = 12;

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
        StoreError::unless_short(&query.indicator)?;
        StoreError::unless_short(query.agency.as_deref().unwrap_or_default())?;
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

/// Indicators that charts of the archive show something of, each with the period to draw it by.
pub(crate) async fn suggestions(state: Shared) -> Reply<Vec<(String, String)>> {
    run_blocking(state.0, |state| {
        state.read(|store| store.suggested_indicators(PROPOSED))
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
        StoreError::unless_short(&query.q)?;
        state.read(|store| store.indicator_names(&query.q, PROPOSED))
    })
    .await
}
