//! Reading a text before any rule looks at it: long texts in chunks, lines joined to paragraphs, labels of
//! headings and items, the ledger of numbers, and phrases beside a place.

pub(crate) mod chunks;
pub(crate) mod labels;
pub(crate) mod numbers;
pub(crate) mod paragraphs;
pub(crate) mod phrases;
