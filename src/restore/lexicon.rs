//! The words that restoration may write, as a tree of letters.

use crate::lm::{NgramModel, WordId};
use crate::text::letters::{CODES, MARKED, OTHER, base, code};
use crate::text::syllable;

/// A word that is no Vietnamese syllable (a foreign name, an abbreviation) must be at least this
/// likely to be restored to; rarer ones can only be kept as they are.
const FOREIGN_FLOOR: f32 = -16.0;

/// A node of the tree. Children lie side by side in the order of their letters.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Bit `c`: there is a child for the letter with code `c`. Two halves, low first, as a whole
    /// would pad the node from 24 bytes to 32.
    children: [u64; 2],
    first_child: u32,
    word: u16,
    /// Cost of the most frequent word below, −ln of its unigram probability, in 1/[`STEPS`] nat.
    cheapest: u16,
}

/// Steps of [`Node::cheapest`] in a nat.
const STEPS: f32 = 1024.0;

impl Node {
    const EMPTY: Node = Node {
        children: [0; 2],
        first_child: 0,
        word: NO_WORD,
        cheapest: u16::MAX,
    };

    fn children(&self) -> u128 {
        u128::from(self.children[0]) | u128::from(self.children[1]) << 64
    }
}

/// A word ends at no node with this number.
const NO_WORD: u16 = u16::MAX;

/// The tree of words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    nodes: Vec<Node>,
    /// By word: whether it is a Vietnamese syllable.
    syllables: Vec<bool>,
    /// By code of a letter without marks: a bit for each letter that it is the base of.
    alike: [u128; CODES],
}

/// The root of the tree.
pub(crate) const ROOT: u32 = 0;

impl Lexicon {
    /// The words of a model that are spelled with letters and digits, rare foreign ones left out.
    pub(crate) fn of(model: &NgramModel) -> Self {
        let syllable = |id| syllable::parse(model.word(WordId(id))).is_some();
        let syllables: Vec<bool> = (0..model.len() as u16).map(syllable).collect();
        let mut words: Vec<(Spelling, u16)> = (WordId::SPECIAL as u16..model.len() as u16)
            .filter_map(|id| {
                let word = model.word(WordId(id));
                let wanted = syllables[id as usize] || is_wanted(model, WordId(id), word);
                wanted.then(|| Some((spelling(word)?, id)))?
            })
            .collect();
        words.sort_unstable();
        let mut nodes = build(&words);
        weigh(&mut nodes, |word| -model.unigram(WordId(word)));
        Lexicon {
            nodes,
            syllables,
            alike: alike(),
        }
    }

    /// The words that are spelled so without their marks.
    pub(crate) fn spelled_without_marks(&self, letters: impl Iterator<Item = char>) -> Vec<WordId> {
        let mut nodes = vec![ROOT];
        for letter in letters {
            let alike = self.alike[usize::from(code(letter))];
            let below = |node: u32| {
                let mut children = self.children(node) & alike;
                std::iter::from_fn(move || {
                    let code = children.trailing_zeros() as u8;
                    children &= children.checked_sub(1)?;
                    self.child(node, code)
                })
            };
            nodes = nodes.into_iter().flat_map(below).collect();
        }
        nodes
            .into_iter()
            .filter_map(|node| self.word(node))
            .collect()
    }

    /// Cost of the most frequent word below a node: −ln of its unigram probability.
    #[inline]
    pub(crate) fn cheapest(&self, node: u32) -> f32 {
        f32::from(self.nodes[node as usize].cheapest) / STEPS
    }

    /// Number of nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Whether a word is a Vietnamese syllable.
    pub(crate) fn is_syllable(&self, word: WordId) -> bool {
        self.syllables[word.0 as usize]
    }

    /// The node for the letter `code` below `node`.
    #[inline]
    pub(crate) fn child(&self, node: u32, code: u8) -> Option<u32> {
        let node = &self.nodes[node as usize];
        let [low, high] = node.children;
        let bit = 1u64 << (code % 64);
        let (half, rank) = match code < 64 {
            true => (low, (low & (bit - 1)).count_ones()),
            false => (high, low.count_ones() + (high & (bit - 1)).count_ones()),
        };
        (half & bit != 0).then_some(node.first_child + rank)
    }

    /// The letters below `node`, a bit for each code.
    #[inline]
    pub(crate) fn children(&self, node: u32) -> u128 {
        self.nodes[node as usize].children()
    }

    /// The word that ends at `node`.
    #[inline]
    pub(crate) fn word(&self, node: u32) -> Option<WordId> {
        let word = self.nodes[node as usize].word;
        (word != NO_WORD).then_some(WordId(word))
    }
}

/// By code of a letter without marks: a bit for each letter that it is the base of.
fn alike() -> [u128; CODES] {
    let mut alike = [0; CODES];
    for c in ('a'..='z').chain('0'..='9').chain(MARKED.chars()) {
        alike[usize::from(code(base(c)))] |= 1 << code(c);
    }
    alike
}

/// Letters of the longest word; one code more ends it.
const LONGEST: usize = 24;

/// The codes of a word's letters, [`OTHER`] behind the last.
type Spelling = [u8; LONGEST + 1];

/// The spelling of a word of letters and digits; `None` for other words and for longer ones.
fn spelling(word: &str) -> Option<Spelling> {
    let mut codes = [OTHER; LONGEST + 1];
    for (i, c) in word.chars().enumerate() {
        let letter = code(c);
        if i == LONGEST || letter == OTHER {
            return None;
        }
        codes[i] = letter;
    }
    Some(codes)
}

/// Builds the tree breadth first from sorted words.
fn build(words: &[(Spelling, u16)]) -> Vec<Node> {
    let mut nodes = vec![Node::EMPTY];
    // Ranges of words below each node that has yet to get its children.
    let mut open = std::collections::VecDeque::from([(0usize, 0..words.len(), 0usize)]);
    while let Some((node, mut range, depth)) = open.pop_front() {
        if range.start < range.end && words[range.start].0[depth] == OTHER {
            nodes[node].word = words[range.start].1;
            range.start += 1;
        }
        nodes[node].first_child = nodes.len() as u32;
        let mut at = range.start;
        for group in words[range].chunk_by(|a, b| a.0[depth] == b.0[depth]) {
            let letter = group[0].0[depth];
            nodes[node].children[usize::from(letter / 64)] |= 1 << (letter % 64);
            open.push_back((nodes.len(), at..at + group.len(), depth + 1));
            nodes.push(Node::EMPTY);
            at += group.len();
        }
    }
    nodes
}

/// Sets the cost of the most frequent word below each node; children stand after their parents.
fn weigh(nodes: &mut [Node], cost: impl Fn(u16) -> f32) {
    for at in (0..nodes.len()).rev() {
        let Node {
            first_child, word, ..
        } = nodes[at];
        let own = if word == NO_WORD {
            u16::MAX
        } else {
            (cost(word) * STEPS) as u16
        };
        let below = &nodes[first_child as usize..][..nodes[at].children().count_ones() as usize];
        nodes[at].cheapest = below.iter().map(|child| child.cheapest).fold(own, u16::min);
    }
}

/// Whether restoration may write a word that is no syllable. Corpora also hold typing errors (`đòan`) and glued words
/// (`nộidung`), which are in small letters as a rule; marked words that are no syllables are wanted
/// where they are names (`Đắk`) or abbreviations (`QĐ`).
fn is_wanted(model: &NgramModel, id: WordId, word: &str) -> bool {
    let common = model.unigram(id) > FOREIGN_FLOOR;
    let cases = model.cases(id);
    let name = u32::from(cases.lower) < u32::from(cases.title) + u32::from(cases.upper);
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    // Digits are never made of letters: codes can only be kept.
    common && !digits && (word.is_ascii() || (name && glued_at(word).is_none()))
}

/// Where a word falls into two syllables.
fn glued_at(word: &str) -> Option<usize> {
    let cuts = word.char_indices().map(|(at, _)| at).skip(1);
    let syllable = |part: &str| syllable::parse(part).is_some();
    cuts.into_iter()
        .find(|&at| syllable(&word[..at]) && syllable(&word[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(lexicon: &Lexicon, word: &str) -> Option<WordId> {
        let node = word
            .chars()
            .try_fold(ROOT, |node, c| lexicon.child(node, code(c)))?;
        lexicon.word(node)
    }

    #[test]
    fn the_tree_holds_its_words_and_no_others() {
        let mut words: Vec<(Spelling, u16)> = ["ban", "bàn", "bang", "ủy", "b"]
            .iter()
            .zip(10..)
            .map(|(w, id)| (spelling(w).expect("letters"), id))
            .collect();
        words.sort_unstable();
        let lexicon = Lexicon {
            nodes: build(&words),
            syllables: Vec::new(),
            alike: alike(),
        };
        assert_eq!(walk(&lexicon, "bang"), Some(WordId(12)));
        assert_eq!(walk(&lexicon, "b"), Some(WordId(14)));
        assert_eq!(walk(&lexicon, "ủy"), Some(WordId(13)));
        assert_eq!(walk(&lexicon, "ba"), None);
        assert_eq!(walk(&lexicon, "bá"), None);
        let mut alike = lexicon.spelled_without_marks("ban".chars());
        alike.sort_unstable();
        assert_eq!(alike, [WordId(10), WordId(11)]);
        assert_eq!(lexicon.children(ROOT).count_ones(), 2);
        assert_eq!(build(&[]).len(), 1);
    }
}
