//! Places in a text.

use std::ops::Range;

/// Half-open byte range into the text that a stage was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte; never less than `start`.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of `text` that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// The same stretch `by` bytes later.
    pub(crate) fn shifted(self, by: usize) -> Span {
        Span::new(self.start + by, self.end + by)
    }

    /// What lies before another span, and what lies behind it.
    pub(crate) fn around(self, other: Span) -> [Span; 2] {
        let within = |at: usize| at.clamp(self.start, self.end);
        let before = Span::new(self.start, within(other.start));
        [before, Span::new(within(other.end), self.end)]
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The members of a list in the order of the text that start within a span.
pub(crate) fn starting<T>(list: &[T], span: Span, place: impl Fn(&T) -> Span) -> &[T] {
    &list[within(list, span, place)]
}

/// Their indices.
pub(crate) fn within<T>(list: &[T], span: Span, place: impl Fn(&T) -> Span) -> Range<usize> {
    let before = |end| list.partition_point(|member| place(member).start < end);
    let start = before(span.start);
    start..before(span.end).max(start)
}

/// The last bytes of a text, `most` or a little less.
pub(crate) fn ending(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// The first bytes of a text, `most` or a little less.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_cut_and_found_by_where_they_start() {
        let span = |start, end| Span::new(start, end);
        assert_eq!(span(2, 9).around(span(4, 6)), [span(2, 4), span(6, 9)]);
        assert_eq!(span(2, 9).around(span(0, 3)), [span(2, 2), span(3, 9)]);
        let list = [span(0, 3), span(3, 5), span(5, 9)];
        assert_eq!(starting(&list, span(1, 5), |span| *span), &list[1..2]);
        assert_eq!(within(&list, span(9, 12), |span| *span), 3..3);
    }
}
