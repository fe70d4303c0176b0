//! Long texts in chunks, so that the memory that reading them takes does not grow with the text.

use super::phrases::window_after;

/// How long a chunk is, at least; at most it is twice as long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// In bytes.
    pub(crate) bytes: usize,
    /// In lines, of which a chunk may have fewer.
    pub(crate) lines: usize,
}

/// Chunks of a megabyte or two: a document of some hundred pages is one. What is read of dense figures takes fifty
/// times as much memory as their text.
pub(crate) const LONG: Size = Size {
    bytes: 1 << 20,
    lines: 1 << 18,
};

/// Cuts a text into chunks: after a blank line where there is one, otherwise after a line, a word or a character. A
/// text that is shorter than two is one chunk.
pub(crate) fn cut(text: &str, size: Size) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let most = window_after(text, 0, 2 * size.bytes);
        let mut ends = text[..most].match_indices('\n');
        let most = ends.nth(2 * size.lines - 1).map_or(most, |(at, _)| at + 1);
        if text.len() <= most {
            return rest.take();
        }
        let least = window_after(text, 0, most / 2);
        let end = ["\n\n", "\n", " "].iter().find_map(|mark| {
            let at = text[least..most].rfind(mark)?;
            Some(least + at + mark.len())
        });
        let (chunk, after) = text.split_at(end.unwrap_or(most));
        rest = Some(after);
        Some(chunk)
    })
}

/// The chunks of [`cut`], each freed when it is dropped, so that what is made of a long text does not stand beside all
/// of it.
pub(crate) fn taken(mut text: String, size: Size) -> impl Iterator<Item = String> {
    let lengths: Vec<usize> = cut(&text, size).map(str::len).collect();
    let last_first = lengths.into_iter().rev().map(|length| {
        let chunk = text.split_off(text.len() - length);
        text.shrink_to_fit();
        chunk
    });
    let chunks: Vec<String> = last_first.collect();
    chunks.into_iter().rev()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_it_can_be_cut_best() {
        let size = |bytes| Size { bytes, lines: 100 };
        for (text, expected) in [
            ("", &[""][..]),
            ("một hai ba", &["một hai ba"]),
            ("một\n\nhai\nba bốn", &["một\n\n", "hai\nba ", "bốn"]),
            ("một\nhai\nba bốn", &["một\nhai\n", "ba bốn"]),
            ("ba bốn năm sáu", &["ba bốn ", "năm sáu"]),
            ("ééééééééé", &["ééééé", "éééé"]),
        ] {
            let size = size(if text.len() > 13 { 5 } else { 13 });
            let found: Vec<&str> = cut(text, size).collect();
            assert_eq!(found, expected);
            let taken: Vec<String> = taken(text.to_owned(), size).collect();
            assert_eq!(taken, expected);
        }
        let size = Size {
            bytes: 100,
            lines: 2,
        };
        let found: Vec<&str> = cut("\n\n\n\n\n\na", size).collect();
        assert_eq!(found, ["\n\n\n\n", "\n\na"]);
    }
}
