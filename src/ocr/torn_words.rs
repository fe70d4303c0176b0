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

/// Whether two words stand in one row, with less between them than a space.
fn is_near(first: &Word, second: &Word) -> bool {
    let (a, b) = (first.bbox, second.bbox);
    let least = SPACE * (a.y1 - a.y0).max(b.y1 - b.y0) as f32;
    let one_row = a.y1.min(b.y1) - a.y0.max(b.y0) > (a.y1 - a.y0).max(b.y1 - b.y0) / 2;
    one_row && ((b.x0 - a.x1) as f32).abs() < least
}

/// Whether the second of two words goes on with the number that the first one is a part of: a code, a day, or a figure
/// behind its separator. Two numbers with a narrow space between them are two.
fn is_torn(first: &str, second: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (last, next) = (first.chars().next_back(), second.chars().next());
    let number = first.contains(|c: char| c.is_ascii_digit());
    let of_code = is_digit(next) || next.is_some_and(char::is_uppercase);
    number
        && match last {
            Some('-' | '/') => of_code,
            Some(',' | '.') => ends_figure(first) && begins_decimals(second),
            last => is_digit(last) && is_digit(next) && [first, second].concat().contains('/'),
        }
}

/// Whether a word is digits and a separator.
fn ends_figure(word: &str) -> bool {
    let digits = &word[..word.len() - 1];
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a word goes on with a figure behind its separator: three digits, or some and a percent sign.
fn begins_decimals(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &word[digits..];
    digits == 3 && !behind.starts_with(char::is_alphanumeric)
        || digits > 0 && behind.starts_with('%')
}

fn append(first: &mut Word, second: Word) {
    let length = u16::try_from(first.text.chars().count()).unwrap_or(u16::MAX);
    let replaced = first.replaced.is_some() || second.replaced.is_some();
    first.replaced = replaced.then(|| [first.as_read(), second.as_read()].concat());
    first.text.push_str(&second.text);
    first.confidence = first.confidence.min(second.confidence);
    first.bbox = first.bbox.union(second.bbox);
    first
        .choices
        .extend(second.choices.into_iter().map(|choice| Choice {
            at: choice.at.saturating_add(length),
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
    fn what_else_was_seen_keeps_its_place() {
        let word = |text: &str, x0, x1, at| Word {
            choices: vec![Choice {
                at,
                sign: "?".to_owned(),
                confidence_gap: 0.1,
            }],
            ..Word::new(text.to_owned(), 0.9, BBox::from([x0, 0, x1, 30]))
        };
        let mut second = word("0/2017", 42, 90, 1);
        second.replace("0/2018".to_owned());
        let mut words = vec![word("31/1", 0, 40, 3), second, word("0/2017", 300, 360, 1)];
        join(&mut words);
        assert_eq!(words[0].text, "31/10/2018");
        assert_eq!(words[0].as_read(), "31/10/2017");
        let mut words = vec![word("31/1", 0, 40, 3), word("0/2017", 42, 90, 1)];
        join(&mut words);
        let places: Vec<u16> = words[0].choices.iter().map(|choice| choice.at).collect();
        assert_eq!(places, [3, 5]);
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
            (&[("5,", 0, 20), ("6", 22, 30)], "5, 6"),
            (&[("1.", 0, 10), ("05", 13, 30)], "1. 05"),
            (&[("I", 0, 10), ("2023", 13, 60)], "I 2023"),
            (&[("1", 0, 10), ("2023", 13, 60)], "1 2023"),
            (&[("12.", 0, 30), ("450", 33, 60)], "12.450"),
            (&[("Lao", 0, 30), ("-", 32, 36), ("TB", 38, 50)], "Lao - TB"),
            (&[("2018,", 0, 40), ("3", 300, 310)], "2018, 3"),
        ] {
            assert_eq!(joined(words), expected);
        }
    }
}
