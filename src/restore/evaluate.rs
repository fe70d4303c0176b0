//! Error rates of a text against the correct one: edit distance over characters and over words, after
//! NFC, one tone-mark placement and single spaces. And whether confidences mean probabilities.

use crate::text::tone_placement::canonical;
use serde::Serialize;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Error rates; 0 is perfect, and a text longer than the correct one can pass 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// Character error rate.
    pub cer: f64,
    /// Word error rate.
    pub wer: f64,
    /// Characters of the correct text.
    pub chars: usize,
    /// Words of the correct text.
    pub words: usize,
}

/// Compares a text with the correct one.
///
/// ```
/// let rates = baocao::restore::evaluate::score("Ủy ban nhân dân", "Uỷ ban nhan dân");
/// assert_eq!(rates.wer, 0.25);
/// ```
pub fn score(gold: &str, hyp: &str) -> Rates {
    let normal = |text: &str| {
        let text = canonical(&text.nfc().collect::<String>());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (gold, hyp) = (normal(gold), normal(hyp));
    let letters = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
    let (gold_letters, hyp_letters) = (letters(&gold), letters(&hyp));
    let mut numbers = HashMap::new();
    let gold_words = number_words(&gold, &mut numbers);
    let hyp_words = number_words(&hyp, &mut numbers);
    let rate = |distance: usize, of: usize| distance as f64 / of.max(1) as f64;
    Rates {
        cer: rate(distance(&gold_letters, &hyp_letters), gold_letters.len()),
        wer: rate(distance(&gold_words, &hyp_words), gold_words.len()),
        chars: gold_letters.len(),
        words: gold_words.len(),
    }
}

fn number_words<'t>(text: &'t str, numbers: &mut HashMap<&'t str, u32>) -> Vec<u32> {
    let number = |word| {
        let next = numbers.len() as u32;
        *numbers.entry(word).or_insert(next)
    };
    text.split_whitespace().map(number).collect()
}

/// Levenshtein distance with bit vectors, 64 rows at a time (Myers 1999, in blocks as Hyyrö 2003).
pub fn distance(gold: &[u32], hyp: &[u32]) -> usize {
    if gold.is_empty() {
        return hyp.len();
    }
    let blocks = gold.len().div_ceil(64);
    let mut places: HashMap<u32, Vec<u64>> = HashMap::new();
    for (i, &symbol) in gold.iter().enumerate() {
        places.entry(symbol).or_insert_with(|| vec![0; blocks])[i / 64] |= 1 << (i % 64);
    }
    let nowhere = vec![0u64; blocks];
    let (mut plus, mut minus) = (vec![u64::MAX; blocks], vec![0u64; blocks]);
    let last = 1u64 << ((gold.len() - 1) % 64);
    let mut distance = gold.len();
    for symbol in hyp {
        let matches = places.get(symbol).unwrap_or(&nowhere);
        let (mut plus_in, mut minus_in) = (1u64, 0u64);
        for block in 0..blocks {
            let (vp, vn, equal) = (plus[block], minus[block], matches[block]);
            let x = equal | minus_in;
            let diagonal = (((x & vp).wrapping_add(vp)) ^ vp) | x | vn;
            let horizontal_plus = vn | !(diagonal | vp);
            let horizontal_minus = vp & diagonal;
            if block + 1 == blocks {
                distance += usize::from(horizontal_plus & last != 0);
                distance -= usize::from(horizontal_minus & last != 0);
            }
            let shifted_plus = horizontal_plus << 1 | plus_in;
            let shifted_minus = horizontal_minus << 1 | minus_in;
            (plus_in, minus_in) = (horizontal_plus >> 63, horizontal_minus >> 63);
            plus[block] = shifted_minus | !(diagonal | shifted_plus);
            minus[block] = shifted_plus & diagonal;
        }
    }
    distance
}

/// One of the shortest ways from `gold` to `hyp`, from left to right: pairs of items, `None` where an
/// item has no other beside it. Takes time and memory in proportion to the product of their lengths.
pub fn align<'t, T: PartialEq>(gold: &'t [T], hyp: &'t [T]) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let width = hyp.len() + 1;
    let mut cost = vec![0usize; (gold.len() + 1) * width];
    for i in 0..=gold.len() {
        for j in 0..=hyp.len() {
            cost[i * width + j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let changed = usize::from(gold[i - 1] != hyp[j - 1]);
                    (cost[(i - 1) * width + j - 1] + changed)
                        .min(cost[(i - 1) * width + j] + 1)
                        .min(cost[i * width + j - 1] + 1)
                }
            };
        }
    }
    let mut pairs = Vec::with_capacity(gold.len().max(hyp.len()));
    let (mut i, mut j) = (gold.len(), hyp.len());
    while i > 0 || j > 0 {
        let here = cost[i * width + j];
        let beside = i > 0 && j > 0 && {
            let changed = usize::from(gold[i - 1] != hyp[j - 1]);
            here == cost[(i - 1) * width + j - 1] + changed
        };
        let (old, new) = match i > 0 && (j == 0 || here == cost[(i - 1) * width + j] + 1) {
            _ if beside => (true, true),
            true => (true, false),
            false => (false, true),
        };
        i -= usize::from(old);
        j -= usize::from(new);
        pairs.push((old.then(|| &gold[i]), new.then(|| &hyp[j])));
    }
    pairs.reverse();
    pairs
}

/// For each item of `hyp` whether it stands in `gold` too, where [`align`] puts it.
pub fn matches<T: PartialEq>(gold: &[T], hyp: &[T]) -> Vec<bool> {
    let pairs = align(gold, hyp).into_iter();
    pairs
        .filter_map(|(gold, hyp)| hyp.map(|hyp| gold == Some(hyp)))
        .collect()
}

/// How well confidences agree with the share of what is right.
#[derive(Debug, Clone, Default)]
pub struct Calibration {
    bins: [Bin; Calibration::EDGES.len()],
}

/// The tokens whose confidence lies in one range.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub tokens: usize,
    /// How many of them are right.
    pub right: usize,
    /// Sum of their confidences.
    pub confidence: f64,
}

impl Calibration {
    /// Where the ranges begin; the last ends with 1.
    pub const EDGES: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];

    /// Counts a token with its confidence (0–1).
    pub fn add(&mut self, confidence: f32, right: bool) {
        let confidence = f64::from(confidence);
        let above = Self::EDGES.partition_point(|&edge| edge <= confidence);
        let bin = &mut self.bins[above.max(1) - 1];
        bin.tokens += 1;
        bin.right += usize::from(right);
        bin.confidence += confidence;
    }

    /// The ranges, each with where it begins.
    pub fn bins(&self) -> impl Iterator<Item = (f64, Bin)> + '_ {
        Self::EDGES.into_iter().zip(self.bins)
    }

    /// Expected calibration error (Naeini and others 2015): the mean distance, over tokens, between
    /// the mean confidence of a range and its share of right tokens.
    pub fn error(&self) -> f64 {
        let tokens: usize = self.bins.iter().map(|bin| bin.tokens).sum();
        let distances = self
            .bins
            .iter()
            .map(|bin| (bin.confidence - bin.right as f64).abs());
        distances.sum::<f64>() / tokens.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(a: &[u32], b: &[u32]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let best = (diagonal + usize::from(x != y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], best);
            }
        }
        row[b.len()]
    }

    #[test]
    fn what_stands_in_both_is_distinguished_from_the_rest() {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        for (gold, hyp, expected) in [
            ("a b c", "a b c", vec![true; 3]),
            ("a b c", "a x c", vec![true, false, true]),
            ("a b c", "a c", vec![true, true]),
            ("a c", "a b c", vec![true, false, true]),
        ] {
            assert_eq!(matches(&words(gold), &words(hyp)), expected, "{hyp}");
        }
        assert_eq!(matches::<u8>(&[], &[1]), [false]);
    }

    #[test]
    fn sure_tokens_that_are_wrong_are_an_error_of_calibration() {
        let mut good = Calibration::default();
        (0..10).for_each(|i| good.add(0.8, i < 8));
        assert!(good.error() < 1e-6);
        let mut bad = good.clone();
        (0..10).for_each(|_| bad.add(1.0, false));
        assert!((bad.error() - 0.5).abs() < 1e-6);
        let (edge, last) = bad.bins().last().expect("ranges");
        assert_eq!((edge, last.tokens, last.right), (0.99, 10, 0));
        assert_eq!(Calibration::default().error(), 0.0);
    }

    proptest! {
        #[test]
        fn bit_vectors_give_the_same_distance(
            a in prop::collection::vec(0u32..4, 0..200),
            b in prop::collection::vec(0u32..4, 0..200),
        ) {
            prop_assert_eq!(distance(&a, &b), plain(&a, &b));
        }
    }
}
