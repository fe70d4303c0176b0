//! Counts → probabilities: interpolated modified Kneser-Ney (Chen and Goodman 1998), pruned by
//! weighted difference (Seymore and Rosenfeld 1996).

use super::model::{ORDER, Unigram};
use crate::lm::WordId;
use rayon::prelude::*;

/// How many n-grams of each order a model keeps.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Bigrams, trigrams and four-grams.
    pub ngrams: [usize; ORDER - 1],
}

impl Default for Sizes {
    fn default() -> Self {
        // Chosen on the dev sets so that the file stays under 40 MB.
        Sizes {
            ngrams: [1_900_000, 3_900_000, 2_400_000],
        }
    }
}

/// Distinct n-grams of one order in ascending order of their keys, which puts the n-grams of one
/// context side by side.
struct Counts {
    keys: Vec<u64>,
    /// Kneser-Ney counts: occurrences for the longest n-grams and for those at a paragraph's start,
    /// else the number of distinct words before the n-gram.
    counts: Vec<u32>,
}

/// One order, estimated.
struct Order {
    keys: Vec<u64>,
    /// Interpolated probability of each n-gram.
    probabilities: Vec<f32>,
    /// Occurrences in the corpus (for contexts of longer n-grams) or the best stand-in.
    weights: Vec<u32>,
}

/// Estimates unigrams and n-grams from paragraphs, each `START word … END`, laid end to end.
pub(crate) fn estimate(tokens: &[u16], words: usize, sizes: Sizes) -> (Vec<Unigram>, Kept) {
    let counted = count_orders(tokens);
    let unigrams = unigram_probabilities(&counted[0], words);
    let mut orders: Vec<Order> = Vec::new();
    for n in 2..=ORDER {
        let lower = |key: u64| match orders.last() {
            Some(order) => order.probability(key),
            None => unigrams[key as usize],
        };
        let weights = match counted.get(n) {
            Some(longer) => occurrences(&counted[n - 1], longer),
            None => counted[n - 1].counts.clone(),
        };
        let order = interpolate(&counted[n - 1], weights, n, lower);
        orders.push(order);
    }
    drop(counted);
    prune(&unigrams, &orders, sizes)
}

/// What pruning left: for orders 2 to 4, key, log probability and log back-off weight.
pub(crate) type Kept = [Vec<(u64, f32, f32)>; ORDER - 1];

/// Kneser-Ney counts of orders 1 to [`ORDER`].
fn count_orders(tokens: &[u16]) -> Vec<Counts> {
    let mut counted = vec![run_lengths(windows(tokens, ORDER, false))];
    for n in (1..ORDER).rev() {
        let mask = (1u64 << (16 * n)) - 1;
        let mut keys = windows(tokens, n, true);
        // An n-gram with a paragraph's start inside is no continuation of anything.
        keys.extend(counted[0].keys.iter().map(|key| key & mask));
        counted.insert(0, run_lengths(keys));
    }
    counted
}

/// Keys of all windows of `n` tokens inside paragraphs; with `at_start`, only of those that begin
/// with a paragraph's start.
fn windows(tokens: &[u16], n: usize, at_start: bool) -> Vec<u64> {
    let inside = |w: &&[u16]| !w[1..].contains(&WordId::START.0);
    let wanted = |w: &&[u16]| inside(w) && (!at_start || w[0] == WordId::START.0);
    tokens
        .windows(n)
        .filter(wanted)
        .map(super::model::key)
        .collect()
}

fn run_lengths(mut keys: Vec<u64>) -> Counts {
    keys.par_sort_unstable();
    let mut counts: Vec<u32> = Vec::new();
    let mut distinct = 0;
    for i in 0..keys.len() {
        if i > 0 && keys[i] == keys[distinct - 1] {
            counts[distinct - 1] = counts[distinct - 1].saturating_add(1);
        } else {
            keys[distinct] = keys[i];
            distinct += 1;
            counts.push(1);
        }
    }
    keys.truncate(distinct);
    keys.shrink_to_fit();
    Counts { keys, counts }
}

/// Kneser-Ney unigrams, interpolated with the uniform distribution.
fn unigram_probabilities(counts: &Counts, words: usize) -> Vec<f32> {
    let scored = |&(key, _): &(&u64, &u32)| *key != u64::from(WordId::START.0);
    let total: f64 = counts
        .keys
        .iter()
        .zip(&counts.counts)
        .filter(scored)
        .map(|(_, &c)| f64::from(c))
        .sum();
    // Half a count for every word keeps the unseen ones possible.
    let floor = 0.5;
    let denominator = total + floor * words as f64;
    let mut probabilities = vec![(floor / denominator) as f32; words];
    for (&key, &count) in counts.keys.iter().zip(&counts.counts).filter(scored) {
        probabilities[key as usize] = ((f64::from(count) + floor) / denominator) as f32;
    }
    probabilities
}

/// The discounts for n-grams counted once, twice and more often.
fn discounts(counts: &[u32]) -> [f64; 3] {
    let mut of = [0f64; 5];
    for &count in counts {
        if count <= 4 {
            of[count as usize] += 1.0;
        }
    }
    let y = of[1] / (of[1] + 2.0 * of[2]).max(1.0);
    std::array::from_fn(|i| {
        let k = i + 1;
        let d = k as f64 - (k as f64 + 1.0) * y * of[k + 1] / of[k].max(1.0);
        d.clamp(0.1, k as f64 - 0.1)
    })
}

/// Occurrences of each n-gram of `order`: the sum over the longer ones that begin with it. One that
/// only ends paragraphs keeps its Kneser-Ney count.
fn occurrences(order: &Counts, longer: &Counts) -> Vec<u32> {
    let mut weights = order.counts.clone();
    let mut at = 0;
    for group in longer.keys.chunk_by(|a, b| a >> 16 == b >> 16) {
        let context = group[0] >> 16;
        let total: u32 = longer.counts[at..at + group.len()].iter().sum();
        at += group.len();
        if let Ok(i) = order.keys.binary_search(&context) {
            weights[i] = weights[i].max(total);
        }
    }
    weights
}

fn interpolate(
    counts: &Counts,
    weights: Vec<u32>,
    n: usize,
    lower: impl Fn(u64) -> f32 + Sync,
) -> Order {
    let discount = discounts(&counts.counts);
    let suffix = (1u64 << (16 * (n - 1))) - 1;
    let mut probabilities = vec![0f32; counts.keys.len()];
    let mut groups = Vec::new();
    let mut rest = probabilities.as_mut_slice();
    let mut at = 0;
    for group in counts.keys.chunk_by(|a, b| a >> 16 == b >> 16) {
        let (out, tail) = std::mem::take(&mut rest).split_at_mut(group.len());
        groups.push((group, &counts.counts[at..at + group.len()], out));
        at += group.len();
        rest = tail;
    }
    groups.into_par_iter().for_each(|(keys, counts, out)| {
        let total: f64 = counts.iter().map(|&c| f64::from(c)).sum();
        let taken = |c: u32| discount[(c.min(3) - 1) as usize];
        let gamma = counts.iter().map(|&c| taken(c)).sum::<f64>() / total;
        for ((&key, &count), p) in keys.iter().zip(counts).zip(out) {
            let own = (f64::from(count) - taken(count)) / total;
            *p = (own + gamma * f64::from(lower(key & suffix))) as f32;
        }
    });
    Order {
        keys: counts.keys.clone(),
        probabilities,
        weights,
    }
}

impl Order {
    fn probability(&self, key: u64) -> f32 {
        self.keys
            .binary_search(&key)
            .map_or(0.0, |i| self.probabilities[i])
    }
}

/// Keeps the n-grams whose loss would cost most, and of each the shorter n-grams that look-ups pass.
fn prune(unigrams: &[f32], orders: &[Order], sizes: Sizes) -> (Vec<Unigram>, Kept) {
    let mut kept: Kept = Default::default();
    let mut needed: Vec<u64> = Vec::new();
    for n in (2..=ORDER).rev() {
        let order = &orders[n - 2];
        let suffix = (1u64 << (16 * (n - 1))) - 1;
        let lower = |key: u64| {
            if n == 2 {
                unigrams[key as usize]
            } else {
                orders[n - 3].probability(key)
            }
        };
        let chosen = choose(order, sizes.ngrams[n - 2], &needed, suffix, lower);
        needed = chosen
            .iter()
            .flat_map(|&i| [order.keys[i] >> 16, order.keys[i] & suffix])
            .collect();
        needed.par_sort_unstable();
        needed.dedup();
        kept[n - 2] = chosen
            .iter()
            .map(|&i| (order.keys[i], order.probabilities[i].ln(), 0.0))
            .collect();
    }
    let mut base: Vec<Unigram> = unigrams
        .iter()
        .map(|p| Unigram {
            probability: p.ln(),
            backoff: 0.0,
        })
        .collect();
    back_off(&mut base, &mut kept);
    (base, kept)
}

/// Indices, ascending, of the n-grams to keep: all that are needed, then the weightiest.
fn choose(
    order: &Order,
    size: usize,
    needed: &[u64],
    suffix: u64,
    lower: impl Fn(u64) -> f32 + Sync,
) -> Vec<usize> {
    let gammas = spare_mass(order, suffix, &lower);
    let mut ranked: Vec<(f32, u32)> = (0..order.keys.len() as u32)
        .into_par_iter()
        .map(|i| {
            let at = i as usize;
            if needed.binary_search(&order.keys[at]).is_ok() {
                return (f32::INFINITY, i);
            }
            let backed_off = gammas[at] * lower(order.keys[at] & suffix);
            let gain = (order.probabilities[at] / backed_off.max(f32::MIN_POSITIVE)).ln();
            (order.weights[at] as f32 * gain, i)
        })
        .collect();
    let size = size.max(needed.len()).min(ranked.len());
    if size < ranked.len() {
        ranked.select_nth_unstable_by(size, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(size);
    }
    let mut chosen: Vec<usize> = ranked.into_iter().map(|(_, i)| i as usize).collect();
    chosen.sort_unstable();
    chosen
}

/// For each n-gram the back-off weight that its context has before pruning.
fn spare_mass(order: &Order, suffix: u64, lower: &(impl Fn(u64) -> f32 + Sync)) -> Vec<f32> {
    let groups: Vec<std::ops::Range<usize>> = groups_of(&order.keys);
    let gammas: Vec<f32> = groups
        .par_iter()
        .map(|group| {
            let seen: f64 = order.probabilities[group.clone()]
                .iter()
                .map(|&p| f64::from(p))
                .sum();
            let below: f64 = order.keys[group.clone()]
                .iter()
                .map(|key| f64::from(lower(key & suffix)))
                .sum();
            spare(seen, below)
        })
        .collect();
    let mut each = Vec::with_capacity(order.keys.len());
    for (group, gamma) in groups.iter().zip(gammas) {
        each.resize(group.end, gamma);
    }
    each
}

/// Index ranges of the n-grams that share a context.
fn groups_of(keys: &[u64]) -> Vec<std::ops::Range<usize>> {
    let mut at = 0;
    keys.chunk_by(|a, b| a >> 16 == b >> 16)
        .map(|group| {
            at += group.len();
            at - group.len()..at
        })
        .collect()
}

/// The weight that makes a context's probabilities sum to one.
fn spare(seen: f64, below: f64) -> f32 {
    ((1.0 - seen).max(1e-6) / (1.0 - below).max(1e-6)) as f32
}

/// Computes the back-off weights of the contexts that are left.
fn back_off(unigrams: &mut [Unigram], kept: &mut Kept) {
    for n in 2..=ORDER {
        let suffix = (1u64 << (16 * (n - 1))) - 1;
        let (shorter, this) = kept.split_at_mut(n - 2);
        let this = &this[0];
        let keys: Vec<u64> = this.iter().map(|ngram| ngram.0).collect();
        let weights: Vec<(u64, f32)> = groups_of(&keys)
            .into_par_iter()
            .map(|group| {
                let seen = this[group.clone()]
                    .iter()
                    .map(|n| f64::from(n.1.exp()))
                    .sum();
                let below = this[group.clone()].iter().map(|ngram| {
                    let key = ngram.0 & suffix;
                    let logprob = match shorter.last() {
                        None => unigrams[key as usize].probability,
                        Some(order) => {
                            let found = order.binary_search_by_key(&key, |n| n.0);
                            order[found.expect("suffixes are kept")].1
                        }
                    };
                    f64::from(logprob.exp())
                });
                (keys[group.start] >> 16, spare(seen, below.sum()).ln())
            })
            .collect();
        for (context, weight) in weights {
            match shorter.last_mut() {
                None => unigrams[context as usize].backoff = weight,
                Some(order) => {
                    let at = order.binary_search_by_key(&context, |n| n.0);
                    order[at.expect("prefixes are kept")].2 = weight;
                }
            }
        }
    }
}
