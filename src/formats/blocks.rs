//! Lines of a page grouped as formats want them: blocks, which an empty line ends, and lines of which
//! all words stand at one height.

use crate::document::layout::BBox;
use crate::document::record::{LineRecord, PageRecord, WordRecord};
use unicode_normalization::UnicodeNormalization;

/// The blocks of a page, each with its lines of words.
pub(crate) fn blocks(page: &PageRecord) -> Vec<Vec<&[WordRecord]>> {
    let empty = |line: &LineRecord| line.words.is_empty();
    page.lines
        .split(empty)
        .filter(|block| !block.is_empty())
        .map(|block| block.iter().flat_map(|line| levels(&line.words)).collect())
        .collect()
}

/// The row of a table holds cells of several lines: splits it where the words go back to the left.
fn levels(words: &[WordRecord]) -> impl Iterator<Item = &[WordRecord]> {
    words.chunk_by(|a, b| {
        let overlap = a.bbox.y1.min(b.bbox.y1) - a.bbox.y0.max(b.bbox.y0);
        overlap > 0 || b.bbox.x0 >= a.bbox.x1 && (b.bbox.y0 - a.bbox.y1) < (a.bbox.y1 - a.bbox.y0)
    })
}

/// Where the base line of words lies on an upright page: below most of them, but for what hangs under it.
pub(crate) fn base_line(words: &[WordRecord]) -> i32 {
    let standing = words.iter().filter(|word| !reaches_below(&word.text));
    let mut ends: Vec<i32> = standing.map(|word| word.bbox.y1).collect();
    if ends.is_empty() {
        ends = words.iter().map(|word| word.bbox.y1).collect();
    }
    ends.sort_unstable();
    ends.get(ends.len() / 2).copied().unwrap_or(0)
}

/// Whether a letter or mark of a word reaches below its base line.
pub(crate) fn reaches_below(text: &str) -> bool {
    text.nfd().any(|c| "gjpqyQ,;()[]/\u{323}".contains(c))
}

/// The box around words.
pub(crate) fn around<'a>(words: impl Iterator<Item = &'a WordRecord>) -> BBox {
    words
        .map(|word| word.bbox)
        .reduce(BBox::union)
        .unwrap_or_default()
}
