//! A model of spelling for words that the vocabulary does not hold: letter bigrams, learned from the
//! rare words of the corpora (foreign names, codes, addresses).

use crate::lm::LogProb;
use crate::text::letters::{CODES, code};

/// Code of a word's edge; no letter has it.
const EDGE: usize = CODES - 1;

/// Letter bigrams as costs in 1/16 nat.
#[derive(Debug)]
pub struct CharModel<'a> {
    costs: &'a [u8],
}

/// Size of the table in bytes.
pub(crate) const SIZE: usize = CODES * CODES;

impl<'a> CharModel<'a> {
    pub(crate) fn new(costs: &'a [u8]) -> Self {
        CharModel { costs }
    }

    /// Log probability of a lower-case word's spelling, its end included.
    pub fn score(&self, word: &str) -> LogProb {
        let mut before = EDGE;
        let mut cost = 0u32;
        for at in word.chars().map(|c| code(c) as usize).chain([EDGE]) {
            cost += u32::from(self.costs[before * CODES + at]);
            before = at;
        }
        -(cost as f32) / 16.0
    }
}

/// Learns the table from words, with additive smoothing.
pub(crate) fn learn<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u8> {
    let mut counts = vec![0.02f64; SIZE];
    for word in words {
        let mut before = EDGE;
        for at in word.chars().map(|c| code(c) as usize).chain([EDGE]) {
            counts[before * CODES + at] += 1.0;
            before = at;
        }
    }
    let mut costs = Vec::with_capacity(SIZE);
    for row in counts.chunks(CODES) {
        let total: f64 = row.iter().sum();
        costs.extend(
            row.iter()
                .map(|n| (-(n / total).ln() * 16.0).round().min(255.0) as u8),
        );
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_like_those_seen_cost_less() {
        let costs = learn(["mobifone", "vinaphone", "telephone"].into_iter());
        let model = CharModel::new(&costs);
        assert!(model.score("phone") > model.score("hpeno"));
        assert!(model.score("phone") < 0.0);
    }
}
