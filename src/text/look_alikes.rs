//! Signs that engines take for others, by where they stand: `dictionaries/look_alikes.tsv`.

use super::lists::rows;
use std::sync::LazyLock;

/// Where a sign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// The only letter of a word.
    Alone,
    /// A digit that may be another digit.
    Digit,
    /// Between digits.
    Digits,
    /// In a column of figures; what counts between digits counts here as well.
    Figures,
    /// In the Roman numeral of a heading.
    Heading,
    /// In a word that is no syllable.
    Letter,
    /// In a Roman numeral.
    Roman,
    /// Where only a number can stand: a day, a month, a year.
    Slot,
    /// Upright strokes, whatever they belong to.
    Stroke,
}

const CONTEXTS: [(&str, Context); 9] = [
    ("alone", Context::Alone),
    ("digit", Context::Digit),
    ("digits", Context::Digits),
    ("figures", Context::Figures),
    ("heading", Context::Heading),
    ("letter", Context::Letter),
    ("roman", Context::Roman),
    ("slot", Context::Slot),
    ("stroke", Context::Stroke),
];

/// Signs as read and what they are, by context.
static LOOK_ALIKES: LazyLock<[Vec<(char, char)>; CONTEXTS.len()]> = LazyLock::new(|| {
    let mut by_context = [const { Vec::new() }; CONTEXTS.len()];
    let sign = |column: &str| column.chars().next().expect("a sign");
    for row in rows(include_str!("../../dictionaries/look_alikes.tsv")) {
        let context = CONTEXTS.iter().position(|(name, _)| *name == row[1]);
        by_context[context.expect("a known context")].push((sign(row[0]), sign(row[2])));
    }
    by_context
});

/// The sign that a character is most likely in a context; `None` where it is what it looks like.
pub(crate) fn look_alike(read: char, context: Context) -> Option<char> {
    look_alikes(read, context).next()
}

/// All signs that a character may be in a context.
pub(crate) fn look_alikes(read: char, context: Context) -> impl Iterator<Item = char> {
    let all = LOOK_ALIKES[context as usize].iter();
    all.filter(move |(letter, _)| *letter == read)
        .map(|(_, sign)| *sign)
}

/// The letters that a context has for digits.
pub(crate) fn letters_for_digits(context: Context) -> String {
    let letters = LOOK_ALIKES[context as usize].iter().map(|(read, _)| *read);
    letters.filter(|read| read.is_alphabetic()).collect()
}

/// A Roman number with the letters that engines take for `I` corrected (`I1l` → `III`).
pub(crate) fn plain_roman(key: &str) -> String {
    let sign = |c| look_alike(c, Context::Heading).unwrap_or(c);
    key.chars().map(sign).collect()
}

/// A reading of a number: digit read, digit meant, text.
pub(crate) type Reading = (char, char, String);

/// All readings of a number with one digit replaced by a look-alike.
pub(crate) fn readings(printed: &str) -> Vec<Reading> {
    let alike = |(at, read)| {
        let meant = look_alikes(read, Context::Digit);
        meant.map(move |meant| replaced(printed, at, read, meant))
    };
    printed.char_indices().flat_map(alike).collect()
}

/// A number with the digit at a byte replaced by another.
pub(crate) fn replaced(printed: &str, at: usize, read: char, meant: char) -> Reading {
    let behind = &printed[at + read.len_utf8()..];
    (read, meant, format!("{}{meant}{behind}", &printed[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn contexts_stand_in_the_order_of_their_numbers() {
        for (i, (_, context)) in CONTEXTS.iter().enumerate() {
            assert_eq!(*context as usize, i);
        }
    }

    #[test]
    fn a_letter_is_the_same_digit_wherever_a_number_stands() {
        let mut digits: HashMap<char, char> = HashMap::new();
        for context in [
            Context::Alone,
            Context::Digits,
            Context::Figures,
            Context::Slot,
        ] {
            for &(read, digit) in &LOOK_ALIKES[context as usize] {
                assert!(digit.is_ascii_digit(), "{read}");
                assert_eq!(*digits.entry(read).or_insert(digit), digit, "{read}");
            }
        }
    }
}
