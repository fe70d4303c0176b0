//! Two readings of a word joined. The language model chooses between letters; marks, digits and the size of letters tell
//! it nothing, so each difference in them goes to the reader that is surer of what it saw.

use crate::document::layout::{SecondReading, Word};
use crate::text::case::{Shape, shape};
use crate::text::letters::lower;
use crate::text::look_alikes::{Context, look_alike};
use std::ops::Range;

/// How sure the second reader is, at least, where it is believed: of marks and the size of letters, and of digits.
const SURE: f32 = 0.9;
const SURE_OF_DIGITS: f32 = 0.99;
/// How sure the engine is, at most, of a word in which it is not believed: of digits; of a mark that the second reader did
/// not see; of all that it read.
const DOUBTS_DIGITS: f32 = 0.9;
const DOUBTS_MARK: f32 = 0.87;
const DOUBTS_ALL: f32 = 0.6;

/// Marks of one family, of which a print has one or the other: those of the engine stay.
const ALIKE: [&str; 2] = [".…/", "\"“”„"];

/// Takes what the second reader saw in a word where it is to be believed.
pub(crate) fn join(word: &mut Word) {
    let Some(mut second) = word.second.take() else {
        return;
    };
    if is_better(word, &second) {
        word.replace(second.text.clone());
        second.taken = true;
    }
    word.second = Some(second);
}

/// Whether all in which a second reading differs from the engine's is to be believed.
fn is_better(word: &Word, second: &SecondReading) -> bool {
    let own: Vec<char> = word.text.chars().collect();
    let other: Vec<char> = second.text.chars().collect();
    let (here, there) = difference(&own, &other);
    let same = here.is_empty() && there.is_empty();
    if same || other.is_empty() || other.contains(&' ') {
        return false;
    }
    let sure = sure_of(second, &there);
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    match &word.replaced {
        // Both readers saw what something else was taken for.
        Some(engine) if *engine == second.text => return sure >= SURE,
        // What stands around them set these digits.
        Some(engine) if digits(engine) != digits(&word.text) => return false,
        _ => {}
    }
    let at_edge = here.start == 0 || here.end == own.len();
    let digit = |at: Option<usize>| {
        at.and_then(|at| own.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let beside = [digit(here.start.checked_sub(1)), digit(Some(here.end))];
    let (here, there) = (&own[here], &other[there]);
    let small = |text: &[char]| text.iter().copied().map(lower).collect::<Vec<char>>();
    if small(here) == small(there) {
        return sure >= SURE && shape(&second.text) != Shape::Mixed;
    }
    needed(here, there, at_edge, beside)
        .is_some_and(|(least, most)| sure >= least && word.confidence < most)
}

/// How sure the reader must be at least, and the engine at most, for what the reader saw `there` to take the place of what
/// the engine saw `here`; `None` where it is not to. `at_edge` says that a word begins or ends with it, `beside` whether a
/// digit stands before it and behind it.
fn needed(here: &[char], there: &[char], at_edge: bool, beside: [bool; 2]) -> Option<(f32, f32)> {
    let letters = |text: &[char]| text.iter().any(|c| c.is_alphabetic());
    let digits = |text: &[char]| text.iter().any(char::is_ascii_digit);
    let like_digit = |c: &char| look_alike(*c, Context::Digits).is_some();
    let alike = |family: &&str| here.iter().chain(there).all(|c| family.contains(*c));
    let both = !here.is_empty() && !there.is_empty();
    if both && ALIKE.iter().any(alike) {
        return None;
    }
    // Marks between digits, signs and percents change what a figure is.
    let counts = here.iter().chain(there).any(|c| "-–−+%‰".contains(*c));
    let of_figure = beside == [true; 2] || counts && beside != [false; 2];
    match (letters(here), digits(here), digits(there)) {
        _ if letters(there) => None,
        (true, _, true) if here.iter().all(like_digit) => Some((SURE_OF_DIGITS, DOUBTS_DIGITS)),
        (true, _, true) => Some((SURE_OF_DIGITS, DOUBTS_ALL)),
        (true, ..) => None,
        (false, true, _) if there.is_empty() => None,
        (false, false, false) if !of_figure => match there.is_empty() {
            true => at_edge.then_some((SURE, DOUBTS_MARK)),
            false => Some((SURE, f32::INFINITY)),
        },
        (false, ..) => Some((SURE_OF_DIGITS, DOUBTS_DIGITS)),
    }
}

/// How sure the reader is of a part of what it saw; where it saw nothing, of what stands beside that.
fn sure_of(second: &SecondReading, part: &Range<usize>) -> f32 {
    let part = match part.is_empty() {
        true => part.start.saturating_sub(1)..(part.end + 1).min(second.probabilities.len()),
        false => part.clone(),
    };
    let seen = second.probabilities.get(part).into_iter().flatten();
    seen.copied().fold(1.0, f32::min)
}

/// The parts in which two texts differ: what is left without the beginning and the end that both have.
fn difference(a: &[char], b: &[char]) -> (Range<usize>, Range<usize>) {
    let alike = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a[alike..].iter().rev().zip(b[alike..].iter().rev());
    let behind = rest.take_while(|(a, b)| a == b).count();
    (alike..a.len() - behind, alike..b.len() - behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    #[test]
    fn what_both_readers_saw_stands_against_what_its_column_made_of_it() {
        for (engine, set, second, joined) in [
            ("99,73", "39,73", "99,73", "99,73"),
            ("1l", "17", "11", "17"),
            ("33.2", "33,2", "53,2", "53,2"),
        ] {
            let mut word = Word::new(engine.to_owned(), 0.4, BBox::default());
            word.replace(set.to_owned());
            word.second = Some(SecondReading {
                text: second.to_owned(),
                probabilities: vec![0.995; second.len()],
                taken: false,
            });
            join(&mut word);
            assert_eq!((word.text.as_str(), word.as_read()), (joined, engine));
        }
    }

    #[test]
    fn each_difference_goes_to_the_reader_that_is_surer() {
        for (engine, confidence, second, sure, joined) in [
            // Marks and the size of letters.
            ("đồng:", 0.96, "đồng;", 0.95, "đồng;"),
            ("đồng:", 0.96, "đồng;", 0.85, "đồng:"),
            ("Xã", 0.96, "xã", 0.95, "xã"),
            ("hợp", 0.96, "hợP", 0.95, "hợp"),
            ("....", 0.5, "…", 0.95, "...."),
            ("“Quy", 0.5, "\"Quy", 0.95, "“Quy"),
            ("bộ", 0.5, "bộ.", 0.95, "bộ."),
            // … which within a figure are as digits are.
            ("12%,", 0.5, "1,2%,", 0.995, "1,2%,"),
            ("1.250", 0.97, "1,250", 0.95, "1.250"),
            ("1.250", 0.8, "1,250", 0.95, "1.250"),
            ("1.250,", 0.97, "1.250;", 0.95, "1.250;"),
            ("5%", 0.8, "5", 0.95, "5%"),
            ("-5", 0.8, "5", 0.95, "-5"),
            // Marks that were not seen.
            ("chọn.", 0.8, "chọn", 0.95, "chọn"),
            ("chọn.", 0.95, "chọn", 0.95, "chọn."),
            ("đ/kg", 0.7, "đkg", 0.95, "đ/kg"),
            // Digits.
            ("33,2", 0.4, "53,2", 0.995, "53,2"),
            ("33,2", 0.95, "53,2", 0.995, "33,2"),
            ("33,2", 0.4, "53,2", 0.95, "33,2"),
            ("2017", 0.4, "201", 0.995, "2017"),
            ("(36,314).", 0.4, "(36,31%).", 0.995, "(36,31%)."),
            ("BI:", 0.85, "B1:", 0.995, "B1:"),
            ("mỡ", 0.85, "12,7", 0.995, "mỡ"),
            ("mỡ", 0.5, "12,7", 0.995, "12,7"),
            // Letters are the language model's; so are words that one reader sees as two.
            ("thông", 0.4, "thống", 0.995, "thông"),
            ("12", 0.4, "1 2", 0.995, "12"),
            ("12", 0.4, "", 0.995, "12"),
        ] {
            let mut word = Word::new(engine.to_owned(), confidence, BBox::default());
            word.second = Some(SecondReading {
                text: second.to_owned(),
                probabilities: vec![sure; second.chars().count()],
                taken: false,
            });
            join(&mut word);
            let taken = word.second.as_ref().is_some_and(|second| second.taken);
            assert_eq!(
                (word.text.as_str(), taken),
                (joined, joined != engine),
                "{engine} {second}"
            );
            assert_eq!(word.as_read(), engine);
        }
    }
}
