//! TBD
pub mod train;
