//! Error rates of a text against the correct one: edit distance over characters and over words, after
//! NFC, one tone-mark placement and single spaces.

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
/// let rates = baocao::evaluate::score("Ủy ban nhân dân", "Uỷ ban nhan dân");
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
