//! Tesseract's table of words → lines.

use super::{BBox, Line, Word};

/// Level of word rows in the table.
const WORD: &str = "5";

/// Lines in the engine's order; an empty line stands between paragraphs.
pub(super) fn lines(table: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut before: Option<[&str; 3]> = None;
    for cells in table.lines().map(|row| row.split('\t').collect::<Vec<_>>()) {
        let Some((place, word)) = word(&cells) else {
            continue;
        };
        match before {
            Some(last) if last == place => {}
            Some(last) if last[..2] == place[..2] => lines.push(Line::default()),
            Some(_) => lines.extend([Line::default(), Line::default()]),
            None => lines.push(Line::default()),
        }
        before = Some(place);
        lines.last_mut().expect("a line was begun").words.push(word);
    }
    lines
}

/// Block, paragraph and line of a row that holds a word, and the word.
fn word<'t>(cells: &[&'t str]) -> Option<([&'t str; 3], Word)> {
    let [
        level,
        _,
        block,
        paragraph,
        line,
        _,
        left,
        top,
        width,
        height,
        confidence,
        text,
    ] = *cells
    else {
        return None;
    };
    if level != WORD || text.trim().is_empty() {
        return None;
    }
    let number = |cell: &str| cell.parse::<i32>().ok();
    let (x0, y0) = (number(left)?, number(top)?);
    let bbox = BBox {
        x0,
        y0,
        x1: x0 + number(width)?,
        y1: y0 + number(height)?,
    };
    let confidence = confidence.parse::<f32>().ok()? / 100.0;
    let word = Word {
        text: text.trim().to_owned(),
        confidence: confidence.clamp(0.0, 1.0),
        bbox,
        replaced: None,
    };
    Some(([block, paragraph, line], word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_words_in_lines() {
        let table = "4\t1\t1\t1\t1\t0\t9\t9\t9\t9\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tSố:\n\
                     5\t1\t1\t1\t1\t2\t50\t20\t30\t8\t40\t12/BC\n\
                     5\t1\t1\t2\t1\t1\t10\t40\t30\t8\t90\tKính\n";
        let lines = lines(table);
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["Số: 12/BC", "", "Kính"]);
        assert_eq!(lines[0].words[0].bbox, BBox::from([10, 20, 40, 28]));
        assert_eq!(lines[0].words[0].confidence, 0.965);
        assert!(super::lines("nonsense\n\t\t").is_empty());
    }
}
