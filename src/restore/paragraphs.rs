//! Which lines belong to one paragraph, so that words are restored with the words before the line
//! break as their context.

use std::ops::Range;

/// Widths, in letters, that lines of a typeset page have; beyond them a line is a whole paragraph.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=160;
/// Share of the document's line width that a line must fill to be wrapped.
const FULL: f32 = 0.88;

/// Cuts lines into paragraphs: ranges of line numbers that follow on each other.
pub(crate) fn paragraphs(lines: &[&str]) -> Vec<Range<usize>> {
    let width = usual_width(lines);
    let mut all = Vec::new();
    let mut start = 0;
    for i in 1..=lines.len() {
        if i == lines.len() || !goes_on(lines[i - 1], lines[i], width) {
            all.push(start..i);
            start = i;
        }
    }
    all
}

/// The width that nine lines of ten do not pass; `None` where lines are no typeset lines.
fn usual_width(lines: &[&str]) -> Option<usize> {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| line.trim().chars().count())
        .filter(|&width| width > 0)
        .collect();
    widths.sort_unstable();
    let width = *widths.get(widths.len() * 9 / 10)?;
    WIDTHS.contains(&width).then_some(width)
}

/// Whether the sentence of `line` goes on in `next`: the line breaks a word, or it is full, so that the next word had no
/// room, and the next line does not begin an item.
fn goes_on(line: &str, next: &str, width: Option<usize>) -> bool {
    let (line, Some(word)) = (line.trim(), next.split_whitespace().next()) else {
        return false;
    };
    let is_full = || {
        let filled = line.chars().count() + 1 + word.chars().count();
        width.is_some_and(|width| filled as f32 >= FULL * width as f32)
    };
    !line.is_empty() && !begins_item(word) && (is_broken(line, word) || is_full())
}

/// Whether a line ends within a word, as `huyện K-` before `rông` does.
fn is_broken(line: &str, next: &str) -> bool {
    let before = line.strip_suffix('-').and_then(|line| line.chars().last());
    before.is_some_and(char::is_alphabetic) && next.starts_with(char::is_lowercase)
}

/// `-`, `+`, `1.`, `a)`, `II.`: labels of items, which stand at the start of paragraphs.
fn begins_item(word: &str) -> bool {
    let label = word.trim_end_matches(['.', ')', '/', ':']);
    let short = label.chars().count() <= 3 && label.chars().all(char::is_alphanumeric);
    matches!(word.chars().next(), Some('-' | '+' | '*' | '•' | '–'))
        || (short && label.len() < word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_lines_go_on_and_items_begin_anew() {
        let lines = [
            "- Ban hành 08 Công văn chỉ đạo định hướng các cơ quan báo, đài",
            "tuyên truyền: phòng ngừa tội phạm lừa đảo trên mạng xã hội, về",
            "mạng viễn thông.",
            "- Có văn bản gửi cơ quan, đơn vị kiểm tra, rà soát, khắc phục",
            "",
            "1. Lĩnh vực",
        ];
        assert_eq!(paragraphs(&lines), [0..3, 3..4, 4..5, 5..6]);
        assert!(paragraphs(&[]).is_empty());
    }

    #[test]
    fn broken_words_go_on() {
        let lines = [
            "huyện K-",
            "rông Nô",
            "Email -",
            "rông",
            "BC-",
            "UBND",
            "K-",
            "a) nhà",
        ];
        assert_eq!(
            paragraphs(&lines),
            [0..2, 2..3, 3..4, 4..5, 5..6, 6..7, 7..8]
        );
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        let long = "ban hành quyết định ".repeat(20);
        assert_eq!(paragraphs(&[&long, &long]), [0..1, 1..2]);
    }
}
