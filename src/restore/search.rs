//! Candidates: the words of the lexicon that a string can be a misreading of, with their costs.
//!
//! A search over pairs (letters read so far, node of the lexicon), breadth first in the letters read.
//! Each step applies one edit of the channel; what costs much more than the cheapest way to read as
//! many letters is dropped, so the work does not grow with the lexicon.

use super::confusions::{Channel, MOST_READ, Step, Steps};
use super::lexicon::{Lexicon, ROOT};
use crate::lm::WordId;
use crate::text::letters::OTHER;

/// A word and −ln P(read | word), in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) word: WordId,
    pub(super) cost: f32,
}

/// Bounds of a search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// A way may cost this much more than the cheapest that read as many letters.
    pub(super) slack: f32,
    /// Most candidates that come out.
    pub(super) most: usize,
    /// Cost of a letter misread in a way that was never seen, or read where there is none; infinite
    /// where that is not looked for, as it makes the search much wider.
    pub(super) wild: f32,
}

/// Space for searches, used again and again.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// For each number of letters read, the nodes reached.
    fronts: Vec<Front>,
    found: Vec<Candidate>,
}

/// The nodes reached with a number of letters read.
#[derive(Debug, Default)]
struct Front {
    /// Node and cost of the cheapest way to it.
    ways: Vec<(u32, f32)>,
    /// For each node, the run in which it was last reached and its place in `ways`.
    seen: Vec<(u32, u32)>,
    run: u32,
    cheapest: f32,
}

impl Front {
    fn start(&mut self, nodes: usize) {
        self.ways.clear();
        self.cheapest = f32::INFINITY;
        self.seen.resize(nodes, (0, 0));
        self.run = self.run.wrapping_add(1);
        if self.run == 0 {
            self.seen.fill((0, 0));
            self.run = 1;
        }
    }

    /// Remembers a way to a node if it is the cheapest so far and not too dear.
    #[inline]
    fn reach(&mut self, node: u32, cost: f32, slack: f32) {
        if cost > self.cheapest + slack {
            return;
        }
        self.cheapest = self.cheapest.min(cost);
        let (run, at) = &mut self.seen[node as usize];
        if *run == self.run {
            let known = &mut self.ways[*at as usize].1;
            *known = known.min(cost);
        } else {
            (*run, *at) = (self.run, self.ways.len() as u32);
            self.ways.push((node, cost));
        }
    }
}

impl Search {
    /// The candidates for `read`, cheapest first.
    pub(super) fn run(
        &mut self,
        read: &[char],
        lexicon: &Lexicon,
        channel: &Channel,
        bounds: Bounds,
    ) -> &[Candidate] {
        self.start(read.len(), lexicon);
        for at in 0..read.len() {
            self.drop_letters(at, lexicon, channel, bounds.slack);
            for taken in 1..=MOST_READ.min(read.len() - at) {
                self.advance(at, &read[at..at + taken], lexicon, channel, bounds.slack);
            }
            if bounds.wild.is_finite() {
                self.advance_wildly(at, lexicon, bounds);
            }
        }
        self.drop_letters(read.len(), lexicon, channel, bounds.slack);
        self.collect(read.len(), lexicon, bounds.most)
    }

    fn start(&mut self, letters: usize, lexicon: &Lexicon) {
        if self.fronts.len() <= letters {
            self.fronts.resize_with(letters + 1, Front::default);
        }
        self.fronts[..=letters]
            .iter_mut()
            .for_each(|front| front.start(lexicon.nodes()));
        self.fronts[0].reach(ROOT, 0.0, 0.0);
    }

    /// Printed letters of which nothing was read.
    fn drop_letters(&mut self, at: usize, lexicon: &Lexicon, channel: &Channel, slack: f32) {
        let Some(steps) = channel.steps(&[]) else {
            return;
        };
        let front = &mut self.fronts[at];
        for i in 0..front.ways.len() {
            let way = front.ways[i];
            apply(steps, way, lexicon, front, slack);
        }
    }

    /// All edits that give exactly `taken`.
    fn advance(
        &mut self,
        at: usize,
        taken: &[char],
        lexicon: &Lexicon,
        channel: &Channel,
        slack: f32,
    ) {
        let Some(steps) = channel.steps(taken) else {
            return;
        };
        let (before, after) = self.fronts.split_at_mut(at + taken.len());
        let dearest = before[at].cheapest + slack;
        for &way in before[at].ways.iter().filter(|way| way.1 <= dearest) {
            apply(steps, way, lexicon, &mut after[0], slack);
        }
    }

    /// Any letter for the next one read, or none.
    fn advance_wildly(&mut self, at: usize, lexicon: &Lexicon, bounds: Bounds) {
        let (before, after) = self.fronts.split_at_mut(at + 1);
        let to = &mut after[0];
        for &(node, cost) in &before[at].ways {
            let cost = cost + bounds.wild;
            if cost > to.cheapest + bounds.slack {
                continue;
            }
            to.reach(node, cost, bounds.slack);
            let mut children = lexicon.children(node);
            while children != 0 {
                let code = children.trailing_zeros() as u8;
                children &= children - 1;
                if let Some(child) = lexicon.child(node, code) {
                    to.reach(child, cost, bounds.slack);
                }
            }
        }
    }

    /// After a run: the candidates for the first `letters` of what was read, cheapest first.
    pub(super) fn prefix(
        &mut self,
        letters: usize,
        lexicon: &Lexicon,
        most: usize,
    ) -> &[Candidate] {
        self.collect(letters, lexicon, most)
    }

    fn collect(&mut self, letters: usize, lexicon: &Lexicon, most: usize) -> &[Candidate] {
        self.found.clear();
        let ends = self.fronts[letters].ways.iter();
        self.found.extend(
            ends.filter_map(|&(node, cost)| {
                lexicon.word(node).map(|word| Candidate { word, cost })
            }),
        );
        self.found
            .sort_unstable_by(|a, b| a.cost.total_cmp(&b.cost).then(a.word.cmp(&b.word)));
        self.found.truncate(most);
        &self.found
    }
}

/// Follows every step that leads on from `way` = (node, cost).
#[inline]
fn apply(steps: &Steps, (node, cost): (u32, f32), lexicon: &Lexicon, to: &mut Front, slack: f32) {
    let mut firsts = lexicon.children(node) & steps.firsts;
    while firsts != 0 {
        let first = firsts.trailing_zeros() as u8;
        firsts &= firsts - 1;
        let child = lexicon.child(node, first).expect("the bit is set");
        for step in steps.of(first) {
            if cost + step.cost > to.cheapest + slack {
                break; // Steps are sorted by cost.
            }
            if let Some(node) = follow(lexicon, child, step) {
                to.reach(node, cost + step.cost, slack);
            }
        }
    }
}

/// The node after the rest of a step's printed letters, the first being taken already.
#[inline]
fn follow(lexicon: &Lexicon, mut node: u32, step: &Step) -> Option<u32> {
    for code in step.more {
        if code == OTHER {
            break;
        }
        node = lexicon.child(node, code)?;
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::super::confusions::{Damage, Edit};
    use super::*;
    use crate::lm::NgramModel;
    use crate::lm::train::{Corpus, NgramSizes};

    fn model(words: &str) -> NgramModel {
        let mut corpus = Corpus::default();
        (0..20).for_each(|_| corpus.add(words));
        NgramModel::from_bytes(&corpus.train(NgramSizes { ngrams: [50; 3] })).expect("a model")
    }

    fn candidates(read: &str, words: &str, edits: &[(&str, &str, f32)]) -> Vec<(String, f32)> {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|&(printed, read, cost)| Edit {
                damage: Damage::Foreign,
                printed: printed.into(),
                read: read.into(),
                cost,
                count: 3,
            })
            .collect();
        let model = model(words);
        let (lexicon, channel) = (Lexicon::of(&model), Channel::new(Damage::Foreign, &edits));
        let letters: Vec<char> = read.chars().collect();
        let bounds = Bounds {
            slack: 6.0,
            most: 10,
            wild: f32::INFINITY,
        };
        let mut search = Search::default();
        let found = search.run(&letters, &lexicon, &channel, bounds);
        found
            .iter()
            .map(|c| (model.word(c.word).to_owned(), c.cost))
            .collect()
    }

    #[test]
    fn the_cheapest_way_to_each_word_is_found() {
        let edits = [
            ("t", "t", 0.1),
            ("h", "h", 0.1),
            ("ử", "i", 2.0),
            ("ử", "ir", 1.0),
            ("ứ", "ir", 3.0),
            ("ư", "", 5.0),
            ("ự", "u", 0.5),
        ];
        let found = candidates("thir", "thử thứ thư tử", &edits);
        assert_eq!(found[0], ("thử".to_owned(), 1.2));
        assert_eq!(found[1].0, "thứ");
        assert_eq!(found.len(), 2);
        assert_eq!(
            candidates("th", "thử thư", &edits),
            [("thư".to_owned(), 5.2)]
        );
        assert_eq!(candidates("xyz", "thử", &edits), []);
        assert_eq!(candidates("", "thử", &edits), []);
    }
}
