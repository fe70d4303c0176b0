//! TODO

pub mod browse;
pub mod chart;
pub mod indicators;
pub mod questions;
pub mod search;
pub mod series;
pub mod sql;
