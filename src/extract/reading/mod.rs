//! TODO

pub(crate) mod chunks;
pub(crate) mod labels;
pub(crate) mod numbers;
pub(crate) mod paragraphs;
pub(crate) mod phrases;
