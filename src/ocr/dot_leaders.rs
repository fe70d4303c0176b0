//! Rows of dots go back among the words beside which they stood.

use crate::document::layout::{Line, Word};
use crate::prepare::Leader;

/// Confidence of dots, which are counted, not read.
const COUNTED: f32 = 0.9;
/// Pixels between a word of a cell and the leader that follows it.
const NEAR: i32 = 30;

/// Puts each leader into the line at its height; those without a line are left out, as they lead nowhere.
pub(crate) fn put_back(lines: &mut [Line], leaders: &[Leader]) {
    for leader in leaders {
        if let Some(line) = lines.iter_mut().find(|line| stands_in(leader, &line.words)) {
            insert(leader, &mut line.words);
        }
    }
}

/// Puts the leaders that follow the words of a cell behind them.
pub(crate) fn put_back_in_cell(words: &mut Vec<Word>, leaders: &[Leader]) {
    let mut in_order: Vec<&Leader> = leaders.iter().collect();
    in_order.sort_by_key(|leader| leader.bbox.x0);
    for leader in in_order {
        let follows =
            |last: &Word| last.bbox.x0 < leader.bbox.x0 && leader.bbox.x0 - last.bbox.x1 <= NEAR;
        if words.last().is_some_and(follows) && stands_in(leader, words) {
            insert(leader, words);
        }
    }
}

/// Whether a leader is at the height of one of the words.
fn stands_in(leader: &Leader, words: &[Word]) -> bool {
    let middle = (leader.bbox.y0 + leader.bbox.y1) / 2;
    words.iter().any(|word| {
        let slack = (word.bbox.y1 - word.bbox.y0) / 4;
        (word.bbox.y0..word.bbox.y1 + slack).contains(&middle)
    })
}

fn insert(leader: &Leader, words: &mut Vec<Word>) {
    let before = |word: &Word| word.bbox.x0 < leader.bbox.x0;
    let at = words.iter().take_while(|word| before(word)).count();
    let word = Word::new(".".repeat(leader.dots), COUNTED, leader.bbox);
    words.insert(at, word);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

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
