//! Marks that are no print: specks, ruled lines and edges of the paper that an engine reads as
//! punctuation.

use crate::document::layout::{Line, Word};

/// Signs that ruled lines and edges are read as, and that reports do not use.
const STROKES: [char; 7] = ['|', '_', '`', '~', '¬', '¦', '\\'];
/// Larger side, in heights of a word, that a sign has at least, and height that it has at most.
const SMALLEST: f32 = 0.25;
/// The same for a dash, which is wide and low as specks are not.
const SHORTEST: f32 = 0.15;
const TALLEST: f32 = 2.0;

/// Takes the marks out; lines that had nothing else are gone.
pub(crate) fn remove(mut lines: Vec<Line>) -> Vec<Line> {
    let Some(height) = median_height(&lines) else {
        return lines;
    };
    lines.retain_mut(|line| {
        let blank = line.words.is_empty();
        line.words.retain(|word| !is_mark(word, height));
        blank || !line.words.is_empty()
    });
    lines
}

/// Median height, in pixels, of the words with letters or digits.
fn median_height(lines: &[Line]) -> Option<f32> {
    let words = lines.iter().flat_map(|line| &line.words);
    let print = words.filter(|word| word.text.contains(char::is_alphanumeric));
    let mut heights: Vec<i32> = print.map(|word| word.bbox.y1 - word.bbox.y0).collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).map(|&height| height as f32)
}

fn is_mark(word: &Word, line_height: f32) -> bool {
    if word.text.contains(char::is_alphanumeric) {
        return false;
    }
    let (width, height) = (word.bbox.x1 - word.bbox.x0, word.bbox.y1 - word.bbox.y0);
    let dash = matches!(word.text.as_str(), "-" | "–") && width > height + height / 3;
    let least = if dash { SHORTEST } else { SMALLEST };
    let speck = (width.max(height) as f32) < least * line_height;
    let tall = height as f32 > TALLEST * line_height;
    speck || tall || word.text.chars().all(|c| STROKES.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    fn line(words: &[(&str, [i32; 2])]) -> Line {
        let word = |&(text, [width, height]): &(&str, [i32; 2])| {
            Word::new(text.to_owned(), 0.5, BBox::from([0, 0, width, height]))
        };
        Line {
            words: words.iter().map(word).collect(),
        }
    }

    #[test]
    fn specks_and_strokes_go_and_signs_stay() {
        let lines = vec![
            line(&[
                ("-", [5, 3]),
                ("Như", [40, 24]),
                ("trên;", [50, 24]),
                ("|", [2, 20]),
            ]),
            Line::default(),
            line(&[("_", [60, 4]), (".", [2, 2])]),
            line(&[
                ("..", [130, 54]),
                ("+", [15, 15]),
                ("Lưu:", [50, 22]),
                ("-", [2, 2]),
            ]),
        ];
        let texts: Vec<String> = remove(lines).iter().map(Line::text).collect();
        assert_eq!(texts, ["- Như trên;", "", "+ Lưu:"]);
        assert!(remove(Vec::new()).is_empty());
    }
}
