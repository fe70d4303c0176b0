//! What people correct: kept with who, when, old and new, laid over what the program reads now and
//! later, and never removed.

pub(crate) mod decide;
pub mod learn;
pub(crate) mod log;
pub mod review;

pub use crate::archive::answers::ANSWERS;
pub use decide::Decision;
