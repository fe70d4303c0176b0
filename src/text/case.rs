//! Case shapes of words.

#[cfg(feature = "extract")]
use super::letters::capitals;
use super::letters::{is_capital, is_letter, lower, upper};

/// Whether a line is set in capitals: no lower-case letter, at least six capitals.
pub(crate) fn is_capitals(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= 6
}

/// Whether a line is of capitals but for one or two letters that a seal changed.
#[cfg(feature = "extract")]
pub(crate) fn is_mostly_capitals(text: &str) -> bool {
    const WRONG: usize = 2;
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    is_capitals(text) || small <= WRONG && capitals(text) >= 4 * small.max(1)
}

/// How the letters of a word stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `công`
    Lower,
    /// `Công`
    Title,
    /// `CÔNG`, two letters or more
    Upper,
    /// `iOffice`, `giSi`
    Mixed,
}

/// The shape of a word; other characters than letters do not count. A single capital is `Title`.
pub fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| is_letter(*c));
    let Some(first) = letters.next() else {
        return Shape::Lower;
    };
    let (mut upper_rest, mut lower_rest) = (0, 0);
    for c in letters {
        if is_capital(c) {
            upper_rest += 1;
        } else {
            lower_rest += 1;
        }
    }
    match (is_capital(first), upper_rest, lower_rest) {
        (false, 0, _) => Shape::Lower,
        (true, 0, _) => Shape::Title,
        (true, _, 0) => Shape::Upper,
        _ => Shape::Mixed,
    }
}

/// A lower-case word in the given shape; `Mixed` leaves it as it is.
pub fn apply(word: &str, shape: Shape) -> String {
    match shape {
        Shape::Lower | Shape::Mixed => word.to_owned(),
        Shape::Upper => word.chars().map(upper).collect(),
        Shape::Title => {
            let mut chars = word.chars();
            chars.next().map(upper).into_iter().chain(chars).collect()
        }
    }
}

/// Lower case, letter by letter, so that the number of letters stays.
pub fn fold(word: &str) -> String {
    word.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_distinguished() {
        for (word, expected) in [
            ("công", Shape::Lower),
            ("Ủy", Shape::Title),
            ("A", Shape::Title),
            ("UBND", Shape::Upper),
            ("giSi", Shape::Mixed),
            ("XUAt", Shape::Mixed),
            ("12", Shape::Lower),
        ] {
            assert_eq!(shape(word), expected, "{word}");
        }
    }

    #[test]
    fn shape_of_applied_is_the_shape() {
        for shape_ in [Shape::Lower, Shape::Title, Shape::Upper] {
            assert_eq!(shape(&apply("đường", shape_)), shape_);
        }
    }
}
