//! What a document has spelled so far: a word that it spelled before is likelier again than the others
//! that differ from it only by their marks (a cache model: Kuhn and De Mori 1990, within each group
//! of such words).

use crate::lm::{NgramModel, WordId};

/// Words that differ only by their marks, and their shares of all that look like them.
#[derive(Debug)]
pub(crate) struct Groups {
    /// By word: the number of its group.
    of: Vec<u16>,
    /// The words of group `g` are `words[starts[g]..starts[g + 1]]`.
    starts: Vec<u32>,
    words: Vec<WordId>,
    /// By word: how much of its group's occurrences it has in the language at large.
    share: Vec<f32>,
}

impl Groups {
    /// The groups of a model's vocabulary.
    pub(crate) fn of(model: &NgramModel) -> Self {
        let of: Vec<u16> = (0..model.len() as u16)
            .map(|word| model.plain(WordId(word)))
            .collect();
        let count = of.iter().max().map_or(0, |&last| usize::from(last) + 1);
        let mut starts = vec![0u32; count + 1];
        for &group in &of {
            starts[usize::from(group) + 1] += 1;
        }
        for group in 0..count {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let mut words = vec![WordId::UNKNOWN; of.len()];
        let mut mass = vec![0f32; count];
        for (word, &group) in (0..).map(WordId).zip(&of) {
            let at = &mut next[usize::from(group)];
            words[*at as usize] = word;
            *at += 1;
            mass[usize::from(group)] += model.unigram(word).exp();
        }
        let share = (0..)
            .map(WordId)
            .zip(&of)
            .map(|(word, &group)| model.unigram(word).exp() / mass[usize::from(group)])
            .collect();
        Groups {
            of,
            starts,
            words,
            share,
        }
    }

    /// The number of a word's group.
    pub(crate) fn group(&self, word: WordId) -> usize {
        usize::from(self.of[usize::from(word.0)])
    }

    fn words(&self, group: usize) -> &[WordId] {
        &self.words[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// Occurrences that the language at large counts for beside those of the document.
const PRIOR: f32 = 20.0;
/// How much the document counts beside the n-grams.
const WEIGHT: f32 = 0.25;

/// A document's words so far.
#[derive(Debug)]
pub(crate) struct Adaptation<'m> {
    groups: &'m Groups,
    /// By word.
    counts: Vec<u32>,
    /// By word: what it is cheaper by, in nats.
    bonus: Vec<f32>,
}

impl<'m> Adaptation<'m> {
    /// A document of which nothing is known.
    pub(crate) fn new(groups: &'m Groups) -> Self {
        Adaptation {
            groups,
            counts: vec![0; groups.of.len()],
            bonus: vec![0.0; groups.of.len()],
        }
    }

    /// What a word is cheaper by, in nats; negative where the document spells it otherwise.
    #[inline]
    pub(crate) fn bonus(&self, word: WordId) -> f32 {
        self.bonus[usize::from(word.0)]
    }

    /// Counts words of the document.
    pub(crate) fn learn(&mut self, words: impl Iterator<Item = WordId>) {
        let mut touched = Vec::new();
        for word in words {
            let group = self.groups.group(word);
            if self.groups.words(group).len() > 1 {
                self.counts[usize::from(word.0)] += 1;
                touched.push(group);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().for_each(|group| self.weigh(group));
    }

    fn weigh(&mut self, group: usize) {
        let words = self.groups.words(group);
        let count = |word: &WordId| self.counts[usize::from(word.0)] as f32;
        let total: f32 = words.iter().map(count).sum();
        for word in words {
            let share = self.groups.share[usize::from(word.0)];
            let here = (count(word) + PRIOR * share) / (total + PRIOR);
            self.bonus[usize::from(word.0)] = WEIGHT * (here / share).ln();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::estimate::Sizes as NgramSizes;
    use crate::lm::train::Corpus;

    #[test]
    fn words_that_a_document_spelled_are_cheaper_than_their_likes() {
        let mut corpus = Corpus::default();
        (0..20).for_each(|_| corpus.add("tình hình của tỉnh ta tính đến nay"));
        let bytes = corpus.train(NgramSizes { ngrams: [50; 3] });
        let model = NgramModel::from_bytes(&bytes).expect("a model");
        let groups = Groups::of(&model);
        let mut adaptation = Adaptation::new(&groups);
        let word = |spelled: &str| model.id(spelled).expect("in the vocabulary");
        assert_eq!(adaptation.bonus(word("tỉnh")), 0.0);
        adaptation.learn([word("tỉnh"), word("tỉnh"), word("ta")].into_iter());
        assert!(adaptation.bonus(word("tỉnh")) > 0.0);
        assert!(adaptation.bonus(word("tình")) < 0.0);
        assert_eq!(
            adaptation.bonus(word("tình")),
            adaptation.bonus(word("tính"))
        );
        assert_eq!(adaptation.bonus(word("ta")), 0.0);
        assert_eq!(adaptation.bonus(word("hình")), 0.0);
    }
}
