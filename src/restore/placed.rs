//! Pieces of text with the line that they stand on.

use crate::text::tokens::Token;

/// A piece of a paragraph: the line it stands on and its place there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) line: u32,
    pub(crate) piece: Token,
    /// Whether it is the label `đ` that lost its bar.
    pub(crate) lost_bar: bool,
}
