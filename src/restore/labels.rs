//! Labels of items. Vietnamese lists go *c) d) đ) e)*: a `d)` that follows `c)` and `d)` lost its bar.

/// Lines that an item of a list may have; a label further back belongs to another list.
const ITEM: usize = 30;

/// For each line whether it begins with the label `đ` that was read as `d`.
pub(crate) fn lost_bars(lines: &[&str]) -> Vec<bool> {
    let mut before: [Option<Label>; 2] = [None; 2];
    let lost = |(line, text): (usize, &&str)| {
        let Some(label) = Label::of(line, text) else {
            return false;
        };
        let lost = label.letter == 'd'
            && before[0].is_some_and(|c| c.letter == 'c' && c.leads_to(label, 2))
            && before[1].is_some_and(|d| d.letter == 'd' && d.leads_to(label, 1));
        before = [before[1], Some(label)];
        lost
    };
    lines.iter().enumerate().map(lost).collect()
}

/// The letter that labels an item, and the mark after it.
#[derive(Debug, Clone, Copy)]
struct Label {
    line: usize,
    letter: char,
    mark: char,
}

impl Label {
    fn of(line: usize, text: &str) -> Option<Self> {
        let mut letters = text.trim_start().chars();
        let (letter, mark) = (letters.next()?, letters.next()?);
        let space = letters.next().is_none_or(char::is_whitespace);
        let is_label = letter.is_lowercase() && matches!(mark, ')' | '.') && space;
        is_label.then_some(Label { line, letter, mark })
    }

    /// Whether `other`, that many items on, belongs to the same list.
    fn leads_to(self, other: Label, items: usize) -> bool {
        self.mark == other.mark && other.line - self.line <= items * ITEM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_two_labels_d_lost_its_bar() {
        for (lines, expected) in [
            (
                "c) một\nd) hai\nd) ba\ne) bốn",
                vec![false, false, true, false],
            ),
            (
                "c) một\nd) hai\n- mục\nd) ba",
                vec![false, false, false, true],
            ),
            ("d) hai\nd) ba", vec![false; 2]),
            ("c) một\nd) hai\na) ba\nd) bốn", vec![false; 4]),
            ("c) một\nd) hai\nđ) ba", vec![false; 3]),
            ("c) một\nd) hai\nd. ba\nd", vec![false; 4]),
        ] {
            let lines: Vec<&str> = lines.split('\n').collect();
            assert_eq!(lost_bars(&lines), expected, "{lines:?}");
        }
    }
}
