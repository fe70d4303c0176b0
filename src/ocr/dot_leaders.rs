//! Rows of dots go back among the words beside which they stood.

use crate::document::layout::{Line, Word};
use crate::prepare::Leader;

/// Confidence of dots, which are counted, not read.
const COUNTED: f32 = 0.9;

/// Puts each leader into the line at its height; those without a line are left out, as they lead nowhere.
pub(crate) fn put_back(lines: &mut [Line], leaders: &[Leader]) {
    for leader in leaders {
        let middle = (leader.bbox.y0 + leader.bbox.y1) / 2;
        let beside = |line: &&mut Line| {
            let spans = |word: &Word| {
                let slack = (word.bbox.y1 - word.bbox.y0) / 4;
                (word.bbox.y0..word.bbox.y1 + slack).contains(&middle)
            };
            line.words.iter().any(spans)
        };
        let Some(line) = lines.iter_mut().find(beside) else {
            continue;
        };
        let before = |word: &Word| word.bbox.x0 < leader.bbox.x0;
        let at = line.words.iter().take_while(|word| before(word)).count();
        let word = Word::new(".".repeat(leader.dots), COUNTED, leader.bbox);
        line.words.insert(at, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::words::BBox;

    #[test]
    fn dots_stand_where_they_stood() {
        let word = |text: &str, x: i32, y: i32| {
            Word::new(text.to_owned(), 0.9, BBox::from([x, y, x + 50, y + 30]))
        };
        let mut lines = [
            Line {
                words: vec![word("Kính", 0, 0)],
            },
            Line {
                words: vec![word("hệ:", 0, 60), word("Là", 400, 60)],
            },
        ];
        let leader = |y: i32| Leader {
            bbox: BBox::from([70, y, 390, y + 20]),
            dots: 7,
        };
        put_back(&mut lines, &[leader(76), leader(300)]);
        let texts = lines.map(|line| line.text());
        assert_eq!(texts, ["Kính", "hệ: ....... Là"]);
    }
}
