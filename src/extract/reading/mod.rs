//! Reading a text before any rule looks at it: long texts in chunks, lines joined to paragraphs, labels of
//! headings and items, and the ledger of numbers.

pub(crate) mod labels;
pub(crate) mod numbers;
pub(crate) mod paragraphs;
