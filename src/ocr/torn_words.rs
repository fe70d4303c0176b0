//! Numbers of documents, days and figures that the engine tore apart: `04/2018/NQ-` `HĐND`, `31/1` `0/2017`. Between the
//! parts of one word lies less paper than between words.

use crate::document::layout::{Choice, Word};

/// Share of the height of words that lies between two at least; on real scans one in twenty has 0.16.
const SPACE: f32 = 0.14;

/// Joins the parts of torn words of a line.
pub(crate) fn join(words: &mut Vec<Word>) {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        match joined.last_mut() {
            Some(last) if is_near(last, &word) && is_torn(&last.text, &word.text) => {
                append(last, word);
            }
            _ => joined.push(word),
        }
    }
    *words = joined;
}

fn is_near(first: &Word, second: &Word) -> bool {
    let height = |word: &Word| word.bbox.y1 - word.bbox.y0;
    let least = SPACE * height(first).max(height(second)) as f32;
    ((second.bbox.x0 - first.bbox.x1) as f32).abs() < least
}

/// Whether the second of two words goes on with the number that the first one is a part of.
fn is_torn(first: &str, second: &str) -> bool {
    let mut before = first.chars().rev();
    let (last, before) = (before.next(), before.next());
    let next = second.chars().next();
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let of_code = is_digit(next) || next.is_some_and(char::is_uppercase);
    let goes_on = match last {
        Some('-' | '/') => of_code,
        Some(',' | '.') => is_digit(before) && is_digit(next),
        last => is_digit(last) && is_digit(next),
    };
    goes_on && first.contains(|c: char| c.is_ascii_digit())
}

fn append(first: &mut Word, second: Word) {
    let length = first.text.chars().count() as u16;
    let replaced = first.replaced.is_some() || second.replaced.is_some();
    first.replaced = replaced.then(|| [first.as_read(), second.as_read()].concat());
    first.text.push_str(&second.text);
    first.confidence = first.confidence.min(second.confidence);
    first.bbox = first.bbox.union(second.bbox);
    first
        .choices
        .extend(second.choices.into_iter().map(|choice| Choice {
            at: choice.at + length,
            ..choice
        }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    fn joined(words: &[(&str, i32, i32)]) -> String {
        let word = |&(text, x0, x1): &(&str, i32, i32)| {
            Word::new(text.to_owned(), 0.9, BBox::from([x0, 0, x1, 30]))
        };
        let mut words: Vec<Word> = words.iter().map(word).collect();
        join(&mut words);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        texts.join(" ")
    }

    #[test]
    fn torn_numbers_are_joined_and_words_stay_apart() {
        for (words, expected) in [
            (
                &[("04/2018/NQ-", 0, 100), ("HĐND", 102, 150)][..],
                "04/2018/NQ-HĐND",
            ),
            (
                &[("31/1", 0, 40), ("0/", 43, 60), ("2017", 62, 90)],
                "31/10/2017",
            ),
            (&[("99,", 0, 30), ("1%,", 32, 60)], "99,1%,"),
            // What the author parted lies farther apart.
            (
                &[("91/2005/", 0, 80), ("TT-BTC", 90, 150)],
                "91/2005/ TT-BTC",
            ),
            (&[("12", 0, 20), ("hộ", 22, 40)], "12 hộ"),
            (&[("Lao", 0, 30), ("-", 32, 36), ("TB", 38, 50)], "Lao - TB"),
            (&[("2018,", 0, 40), ("3", 300, 310)], "2018, 3"),
        ] {
            assert_eq!(joined(words), expected);
        }
    }
}
