//! Queries of the archive: lists, full text, series of figures, and SQL.

pub mod browse;
#[cfg(feature = "charts")]
pub mod chart;
pub mod indicators;
pub mod questions;
pub mod search;
pub mod series;
pub mod sql;
