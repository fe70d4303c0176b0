//! The language model: an n-gram model over syllables, with modified Kneser-Ney smoothing
//! (Chen and Goodman 1998), pruned, quantised and laid out so that it is used where it lies.
//!
//! [`train`] counts and estimates, [`NgramModel`] reads the bytes that training wrote.

#[cfg(feature = "builtin-model")]
pub(crate) mod builtin;
pub(crate) mod bytes;
pub(crate) mod chars;
pub(crate) mod estimate;
pub(crate) mod fluency;
pub(crate) mod form;
pub(crate) mod model;
pub mod phrases;
pub(crate) mod quantise;
pub(crate) mod storage;
pub(crate) mod table;
pub mod train;
pub(crate) mod vocabulary;

pub use chars::CharModel;
pub use form::{Normalizer, lm_mark};
pub use model::{ModelError, NgramModel, State};
pub use vocabulary::CaseCounts;

/// Number of a word in the model's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u16);

impl WordId {
    /// Every word that is not in the vocabulary.
    pub const UNKNOWN: WordId = WordId(0);
    /// The start of a paragraph; never scored.
    pub const START: WordId = WordId(1);
    /// The end of a paragraph.
    pub const END: WordId = WordId(2);
    /// Every number.
    pub const NUMBER: WordId = WordId(3);
    /// How many of these there are.
    pub const SPECIAL: usize = 4;
}

/// Natural logarithm of a probability; never above zero but by rounding.
pub type LogProb = f32;

/// Scores a sentence one word at a time.
pub trait LanguageModel: Sync {
    /// Everything that later scores can depend on.
    type State: Copy;

    /// The state at the start of a paragraph.
    fn start(&self) -> Self::State;

    /// The state as a number: states with equal keys may be recombined.
    fn key(&self, state: Self::State) -> u64;

    /// Fetches from memory what scores of `words` after `state` will need, so that these do not wait
    /// for memory one by one.
    fn fetch(&self, state: Self::State, words: impl Iterator<Item = WordId>);

    /// The log probability of `word` after `state`, and the state after it.
    fn score(&self, state: Self::State, word: WordId) -> (Self::State, LogProb);
}
