//! What the recogniser distinguishes in a strip, and the shape of its network, whose weights
//! `training/train.py` makes.

use crate::recognition::network::Shape;

/// Rows of a strip.
pub(crate) const HEIGHT: usize = 48;
/// Scores of a column: nothing, and one for each of [`CLASSES`].
pub(crate) const SCORES: usize = CLASSES.len() + 1;

/// The classes, in the order of the weights: printed digits, written ones, the words around
/// the slots, and the marks of the symbol. Letters count as nothing.
pub(crate) const CLASSES: [Class; 26] = classes();

/// A class of the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A digit in print.
    Printed(u8),
    /// A digit by hand.
    Written(u8),
    /// A word before a slot.
    Word(Keyword),
    /// The mark before a symbol or a year.
    Slash,
    /// The mark before a symbol of the Party.
    Dash,
}

/// A printed word that stands before a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// *Số*.
    Number,
    /// *ngày*.
    Day,
    /// *tháng*.
    Month,
    /// *năm*.
    Year,
}

const fn classes() -> [Class; 26] {
    const WORDS: [Keyword; 4] = [Keyword::Number, Keyword::Day, Keyword::Month, Keyword::Year];
    let mut all = [Class::Slash; 26];
    let mut digit = 0;
    while digit < 10 {
        all[digit] = Class::Printed(digit as u8);
        all[10 + digit] = Class::Written(digit as u8);
        digit += 1;
    }
    let mut word = 0;
    while word < WORDS.len() {
        all[20 + word] = Class::Word(WORDS[word]);
        word += 1;
    }
    all[25] = Class::Dash;
    all
}

/// The recogniser's network, which has a column for two pixels.
pub(crate) const SHAPE: Shape = Shape {
    height: HEIGHT,
    layers: &[
        ((5, 5), (2, 2)),
        ((3, 3), (2, 1)),
        ((3, 3), (2, 1)),
        ((3, 3), (1, 1)),
        ((3, 3), (1, 1)),
        ((3, 3), (2, 1)),
    ],
    rows: HEIGHT / 16,
    reach: 5,
    apart: &[1, 2, 4, 8, 1],
    scores: SCORES,
};
