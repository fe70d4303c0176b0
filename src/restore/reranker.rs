//! A second look at close calls. N-grams see three words back; where they leave it open which of some words that differ
//! only by their marks stands in a place, a small network judges by the eight words on either side, by what else stands around, and by capitals.
//! `training/train_reranker.py` makes its weights, from what the n-grams left open in text that they had not seen.
//!
//! The network (after Bengio et al. 2003): vectors of the words around, side by side, and the mean of those farther away
//! become a hidden layer, which becomes a vector; its product with that of a candidate, added to the logarithm of the
//! probability that the lattice gives the candidate, is its score.

use super::adaptation::Groups;
use super::lattice::{Edge, Lattice};
use crate::lm::{NgramModel, WordId};
use crate::text::case::{Shape, shape};
use rustc_hash::FxHashMap;

/// The weights that come with the program.
static WEIGHTS: &[u8] = include_bytes!("../../dictionaries/reranker.nn");

/// Words on either side that are seen in their places, and those of which the mean is seen.
const NEAR: usize = 8;
const AROUND: usize = 64;
/// Probability of a word from which nothing is open (of 228 errors that the network mended in news, 7 had more than that),
/// and of another one that is looked at.
const SURE: f32 = 0.8;
const LEAST: f32 = 0.01;
/// Most words that are compared.
const COMPARED: usize = 4;
/// Shapes of three words.
const SHAPES: usize = 27;

/// Numbers of the network's words that are none.
const UNKNOWN: u16 = 0;
const OUTSIDE: u16 = 2;
/// How numbers and marks without a vector of their own are called among its words.
const NUMBER: &str = "<num>";
const SIGN: &str = "<sign>";

/// The network and which of its words each word of a language model is.
#[derive(Debug)]
pub(crate) struct Reranker {
    /// By [`WordId`].
    numbers: Vec<u16>,
    weights: Weights,
}

/// A word of the best path, as the network sees it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Number of the word.
    number: u16,
    shape: u8,
}

/// A reading that is compared with others of the same text.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    edge: u32,
    word: WordId,
    probability: f32,
}

impl Reranker {
    /// The network that comes with the program, for the words of a model.
    pub(crate) fn builtin(model: &NgramModel) -> Self {
        let (words, weights) =
            Weights::read(WEIGHTS).expect("the weights of the program are whole");
        let by_word: FxHashMap<&str, u16> = words.split('\n').zip(0..).collect();
        let numbered = |name: &str| by_word.get(name).copied().unwrap_or(UNKNOWN);
        let number = |word: WordId| match model.word(word) {
            _ if word == WordId::NUMBER => numbered(NUMBER),
            text if text.contains(char::is_alphabetic) => numbered(text),
            text => by_word.get(text).copied().unwrap_or_else(|| numbered(SIGN)),
        };
        let mut numbers = vec![UNKNOWN; model.len()];
        for id in WordId::NUMBER.0..model.len() as u16 {
            numbers[usize::from(id)] = number(WordId(id));
        }
        Reranker { numbers, weights }
    }

    /// A word as the network sees it.
    fn seen(&self, word: WordId, shape: Shape) -> Seen {
        Seen {
            number: self.number(word),
            shape: match shape {
                Shape::Title => 1,
                Shape::Upper => 2,
                _ => 0,
            },
        }
    }

    /// Puts likelier readings in the places of those of the best path where that is open, and the probabilities that the
    /// network finds in the places of those of the lattice; `groups` has the words that differ by their marks, `read` gives the
    /// text that an edge reads.
    pub(crate) fn rerank<'t>(
        &self,
        lattice: &Lattice,
        path: &mut [u32],
        posteriors: &mut [f32],
        groups: &Groups,
        read: impl Fn(&Edge) -> &'t str,
    ) {
        if !path.iter().any(|step| posteriors[*step as usize] < SURE) {
            return;
        }
        let edges = path.iter().map(|step| &lattice.edges[*step as usize]);
        let written = edges.filter_map(|edge| Some(self.seen(edge.word?, shape(read(edge)))));
        let mut seen: Vec<Seen> = written.collect();
        let (mut node, mut written) = (0, 0);
        for step in path {
            let edge = lattice.edges[*step as usize];
            let start = std::mem::replace(&mut node, edge.to as usize);
            let at = written;
            written += usize::from(edge.word.is_some());
            let Some(mut open) = candidates(lattice, start, *step, posteriors, groups) else {
                continue;
            };
            let best = self.judge(&mut open, &seen, at);
            for number in lattice.leaving(start) {
                let edge = &lattice.edges[number];
                let compared = |other: &Candidate| Some(other.word) == edge.word;
                if edge.to as usize == node && open.iter().any(compared) {
                    posteriors[number] = 0.0;
                }
            }
            for candidate in &open {
                posteriors[candidate.edge as usize] = candidate.probability;
            }
            *step = open[best].edge;
            seen[at].number = self.number(open[best].word);
        }
    }

    fn number(&self, word: WordId) -> u16 {
        self.numbers[usize::from(word.0)]
    }

    /// The best of some readings of a word, whose probabilities become those that the network finds.
    fn judge(&self, candidates: &mut [Candidate], seen: &[Seen], at: usize) -> usize {
        let numbers = candidates.iter().map(|other| self.number(other.word));
        let numbers: Vec<u16> = numbers.collect();
        let is_known = |number: &u16| *number != UNKNOWN;
        if !numbers.iter().all(is_known) {
            return 0;
        }
        let wanted = self.weights.wanted(seen, at);
        let mass: f32 = candidates.iter().map(|other| other.probability).sum();
        let scores: Vec<f32> = candidates
            .iter()
            .zip(&numbers)
            .map(|(other, &number)| self.weights.score(other.probability, number, &wanted))
            .collect();
        let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = scores.iter().map(|score| (score - greatest).exp()).sum();
        for (other, score) in candidates.iter_mut().zip(&scores) {
            other.probability = mass * (score - greatest).exp() / sum;
        }
        let best = scores.iter().position(|score| *score == greatest);
        best.unwrap_or(0)
    }
}

/// The likeliest readings of the text that a step of the path reads from a node, words that differ by their marks, the one
/// of the path first; `None` where nothing is open.
fn candidates(
    lattice: &Lattice,
    start: usize,
    step: u32,
    posteriors: &[f32],
    groups: &Groups,
) -> Option<Vec<Candidate>> {
    let own = lattice.edges[step as usize];
    let word = own.word.filter(|_| posteriors[step as usize] < SURE)?;
    let is_like = |other: WordId| groups.group(other) == groups.group(word);
    let mut found: Vec<Candidate> = Vec::new();
    for number in lattice.leaving(start) {
        let (edge, probability) = (&lattice.edges[number], posteriors[number]);
        let Some(word) = edge.word.filter(|word| edge.to == own.to && is_like(*word)) else {
            continue;
        };
        let candidate = Candidate {
            edge: number as u32,
            word,
            probability,
        };
        match found.iter_mut().find(|other| other.word == word) {
            Some(other) => {
                if posteriors[other.edge as usize] < probability {
                    other.edge = number as u32;
                }
                other.probability += probability;
            }
            None => found.push(candidate),
        }
    }
    found.retain(|other| other.probability >= LEAST);
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    found.truncate(COMPARED);
    let first = found.iter().position(|other| other.word == word)?;
    found.swap(0, first);
    found[0].edge = step;
    (found.len() > 1 && found[0].probability < SURE).then_some(found)
}

/// The network.
#[derive(Debug)]
struct Weights {
    /// Numbers of a vector, and of the hidden layer.
    wide: usize,
    hidden: usize,
    /// What the logarithm of a probability and the network's product count for.
    trust: f32,
    scale: f32,
    /// Vectors of the words around, and of candidates.
    around: Vec<f32>,
    wanted: Vec<f32>,
    /// By word: how much likelier it is than the lattice says.
    bias: Vec<f32>,
    /// What each number of the words in their places adds to the hidden layer, then of the mean.
    first: Vec<f32>,
    /// What the shapes of the word and its neighbours add to it.
    shapes: Vec<f32>,
    /// What each of the hidden layer adds to the vector that is wanted, and what it begins with.
    second: Vec<f32>,
    start: Vec<f32>,
}

impl Weights {
    /// Reads weights, and the words that they are of, a line each.
    fn read(bytes: &[u8]) -> Option<(&str, Weights)> {
        let mut rest = Bytes(bytes.strip_prefix(b"BCRR")?);
        let (count, wide, hidden) = (rest.size()?, rest.size()?, rest.size()?);
        let length = rest.size()?;
        let words = std::str::from_utf8(rest.take(length)?).ok()?;
        let (trust, scale) = (rest.float()?, rest.float()?);
        let weights = Weights {
            wide,
            hidden,
            trust,
            scale,
            around: rest.bytes(count * wide)?,
            wanted: rest.bytes(count * wide)?,
            bias: rest.bytes(count)?,
            first: rest.shorts((2 * NEAR + 1) * wide * hidden)?,
            shapes: rest.shorts(SHAPES * hidden)?,
            second: rest.shorts(hidden * wide)?,
            start: rest.shorts(wide)?,
        };
        (rest.0.is_empty() && words.split('\n').count() == count).then_some((words, weights))
    }

    fn vector<'a>(&self, of: &'a [f32], number: u16) -> &'a [f32] {
        &of[usize::from(number) * self.wide..][..self.wide]
    }

    /// The vector of what should stand in a place of a path.
    fn wanted(&self, seen: &[Seen], at: usize) -> Vec<f32> {
        let shape = |at: Option<usize>| {
            let seen = at.and_then(|at| seen.get(at));
            seen.map_or(0, |seen| usize::from(seen.shape))
        };
        let shapes = 9 * shape(at.checked_sub(1)) + 3 * shape(Some(at)) + shape(Some(at + 1));
        let mut hidden = self.shapes[shapes * self.hidden..][..self.hidden].to_vec();
        let places = (0..NEAR)
            .map(|before| (at + before).checked_sub(NEAR))
            .chain((1..=NEAR).map(|behind| Some(at + behind)));
        let mut first = self.first.chunks_exact(self.wide * self.hidden);
        for (place, weights) in places.zip(&mut first) {
            let number = place.and_then(|place| seen.get(place));
            let number = number.map_or(OUTSIDE, |seen| seen.number);
            add_product(&mut hidden, self.vector(&self.around, number), weights);
        }
        let mut mean = vec![0.0; self.wide];
        let mut count = 0.0;
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(seen.len());
        for place in around.filter(|place| *place != at) {
            count += 1.0;
            let vector = self.vector(&self.around, seen[place].number);
            mean.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        mean.iter_mut().for_each(|sum| *sum /= f32::max(count, 1.0));
        if let Some(weights) = first.next() {
            add_product(&mut hidden, &mean, weights);
        }
        hidden.iter_mut().for_each(|value| *value = value.max(0.0));
        let mut wanted = self.start.clone();
        add_product(&mut wanted, &hidden, &self.second);
        wanted
    }

    /// The score of a word with some probability where `wanted` should stand.
    fn score(&self, probability: f32, number: u16, wanted: &[f32]) -> f32 {
        let vector = self.vector(&self.wanted, number);
        let product: f32 = vector.iter().zip(wanted).map(|(a, b)| a * b).sum();
        self.trust * probability.ln() + self.scale * product + self.bias[usize::from(number)]
    }
}

/// Adds the product of a vector and a matrix, whose rows stand one after the other.
fn add_product(sum: &mut [f32], vector: &[f32], rows: &[f32]) {
    for (x, row) in vector.iter().zip(rows.chunks_exact(sum.len())) {
        sum.iter_mut().zip(row).for_each(|(sum, y)| *sum += x * y);
    }
}

/// Bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn size(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn float(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Numbers of a byte each, behind what one is worth.
    fn bytes(&mut self, count: usize) -> Option<Vec<f32>> {
        let worth = self.float()?;
        let taken = self.take(count)?.iter();
        Some(taken.map(|&byte| f32::from(byte as i8) * worth).collect())
    }

    /// Numbers of two bytes each, behind what one is worth.
    fn shorts(&mut self, count: usize) -> Option<Vec<f32>> {
        let worth = self.float()?;
        let taken = self.take(2 * count)?.chunks_exact(2);
        let number = |bytes: &[u8]| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) * worth;
        Some(taken.map(number).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network of two words that look alike, 3 and 4, of which the second one stands behind word 5.
    fn network() -> Reranker {
        let (wide, hidden) = (1, 1);
        let mut first = vec![0.0; (2 * NEAR + 1) * wide * hidden];
        first[NEAR - 1] = 1.0;
        Reranker {
            numbers: (0..6).collect(),
            weights: Weights {
                wide,
                hidden,
                trust: 1.0,
                scale: 1.0,
                around: vec![0.0, 0.0, 0.0, 0.0, 0.0, 3.0],
                wanted: vec![0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
                bias: vec![0.0; 6],
                first,
                shapes: vec![0.0; SHAPES * hidden],
                second: vec![1.0],
                start: vec![0.0],
            },
        }
    }

    fn seen(numbers: &[u16]) -> Vec<Seen> {
        let seen = numbers.iter().map(|&number| Seen { number, shape: 0 });
        seen.collect()
    }

    fn candidates(probabilities: &[(u16, f32)]) -> Vec<Candidate> {
        let candidate = |(edge, &(word, probability))| Candidate {
            edge,
            word: WordId(word),
            probability,
        };
        (0..).zip(probabilities).map(candidate).collect()
    }

    #[test]
    fn what_stands_around_decides_between_readings() {
        let network = network();
        for (before, open, best) in [
            (5, [(3, 0.6), (4, 0.3)], 1),
            (3, [(3, 0.6), (4, 0.3)], 0),
            // What the n-grams are sure of stays.
            (5, [(3, 0.89), (4, 0.01)], 0),
        ] {
            let mut open = candidates(&open);
            let mass: f32 = open.iter().map(|other| other.probability).sum();
            assert_eq!(network.judge(&mut open, &seen(&[before, 3]), 1), best);
            let after: f32 = open.iter().map(|other| other.probability).sum();
            assert!((mass - after).abs() < 1e-6);
        }
        // Of a word without a vector nothing is known.
        let mut open = candidates(&[(3, 0.6), (0, 0.3)]);
        assert_eq!(network.judge(&mut open, &seen(&[5, 3]), 1), 0);
        assert_eq!(open[0].probability, 0.6);
    }

    #[test]
    fn words_at_the_ends_of_a_text_have_neighbours_outside() {
        let network = network();
        for at in 0..2 {
            let mut open = candidates(&[(3, 0.6), (4, 0.3)]);
            assert_eq!(network.judge(&mut open, &seen(&[3, 3]), at), 0);
        }
    }

    #[test]
    fn only_whole_weights_are_read() {
        let (words, weights) = Weights::read(WEIGHTS).expect("whole");
        assert!(words.split('\n').any(|word| word == NUMBER));
        assert_eq!(weights.bias.len(), words.split('\n').count());
        assert!(Weights::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        assert!(Weights::read(&WEIGHTS[1..]).is_none());
        assert!(
            Weights::read(b"BCRR\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
                .is_none()
        );
    }
}
