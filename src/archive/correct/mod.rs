//! What people correct: kept with who, when, old and new, laid over what the program reads now and
//! later, and never removed.

pub(crate) mod decide;
pub mod learn;
pub(crate) mod log;
pub mod review;

pub use decide::{ANSWERS, Decision};
pub(crate) use decide::{NOT_A_FIGURE, UNREADABLE};
