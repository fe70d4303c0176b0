//! Lines of a page grouped as formats want them: blocks, which an empty line ends, and lines of which
//! all words stand at one height.

use crate::document::layout::BBox;
use crate::document::record::{LineRecord, PageRecord, WordRecord};

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

/// The box around words.
pub(crate) fn around<'a>(words: impl Iterator<Item = &'a WordRecord>) -> BBox {
    words
        .map(|word| word.bbox)
        .reduce(BBox::union)
        .unwrap_or_default()
}
