//! Candidates: the words of the lexicon that a string can be a misreading of, with their costs.
//!
//! A search over pairs (letters read so far, node of the lexicon), breadth first in the letters read.
//! Each step applies one edit of the channel; what costs much more than the cheapest way to read as
//! many letters is dropped, so the work does not grow with the lexicon.

use super::confusion_table::{Channel, MOST_READ, Step, Steps};
use super::lexicon::{Lexicon, ROOT};
use crate::lm::WordId;
use crate::text::letters::OTHER;

/// A word and −ln P(read | word), in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) word: WordId,
    pub(crate) cost: f32,
}

/// Bounds of a search.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// A way may cost this much more than the cheapest that read as many letters.
    pub(crate) threshold: f32,
    /// Most candidates that come out.
    pub(crate) most: usize,
    /// Cost of a letter misread in a way that was never seen, or read where there is none; infinite
    /// where that is not looked for, as it makes the search much wider.
    pub(crate) unseen_edit_cost: f32,
}

/// How much a word's frequency counts while the search goes on: a rare word must look more like what
/// was read than a frequent one.
const PRIOR: f32 = 1.0;

/// Space for searches, used again and again.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// For each number of letters read, the nodes reached.
    fronts: Vec<Front>,
    /// Edits reach at most [`MOST_READ`] fronts ahead, so one set for each of these is enough.
    seen: [Seen; OPEN],
    found: Vec<Candidate>,
}

/// Fronts that can grow at one time.
const OPEN: usize = MOST_READ + 1;

/// The nodes reached with a number of letters read.
#[derive(Debug, Default)]
struct Front {
    /// Node and cost of the cheapest way to it.
    ways: Vec<(u32, f32)>,
    /// Least prospect: cost of a way and share of the cost of the most frequent word below its node.
    cheapest: f32,
}

/// Which nodes a front holds: by node, the run in which it was last reached and its place.
#[derive(Debug, Default)]
struct Seen {
    nodes: Vec<(u16, u16)>,
    run: u16,
}

impl Seen {
    fn start(&mut self, nodes: usize) {
        self.run = self.run.wrapping_add(1);
        if self.run == 0 || self.nodes.len() != nodes {
            self.nodes.clear();
            self.nodes.resize(nodes, (0, 0));
            self.run = 1;
        }
    }
}

/// A front that grows.
struct Growing<'a> {
    front: &'a mut Front,
    seen: &'a mut Seen,
    lexicon: &'a Lexicon,
    threshold: f32,
}

impl Growing<'_> {
    /// Whether a way with this prospect would be too dear.
    #[inline]
    fn is_beyond_threshold(&self, prospect: f32) -> bool {
        prospect > self.front.cheapest + self.threshold
    }

    /// Remembers a way to a node if it is the cheapest so far and not too dear.
    #[inline]
    fn reach(&mut self, node: u32, cost: f32) {
        let prospect = cost + PRIOR * self.lexicon.cheapest(node);
        if self.is_beyond_threshold(prospect) {
            return;
        }
        self.front.cheapest = self.front.cheapest.min(prospect);
        let (run, at) = &mut self.seen.nodes[node as usize];
        let ways = &mut self.front.ways;
        if *run == self.seen.run {
            let known = &mut ways[usize::from(*at)].1;
            *known = known.min(cost);
        } else if ways.len() < usize::from(u16::MAX) {
            (*run, *at) = (self.seen.run, ways.len() as u16);
            ways.push((node, cost));
        }
    }

    /// Follows every step that leads on from `way` = (node, cost).
    #[inline]
    fn apply(&mut self, steps: &Steps, (node, cost): (u32, f32)) {
        let mut firsts = self.lexicon.children(node) & steps.firsts;
        while firsts != 0 {
            let first = firsts.trailing_zeros() as u8;
            firsts &= firsts - 1;
            let child = self.lexicon.child(node, first).expect("the bit is set");
            let prior = PRIOR * self.lexicon.cheapest(child);
            for step in steps.of(first) {
                if self.is_beyond_threshold(cost + step.cost + prior) {
                    break; // Steps are sorted by cost.
                }
                if let Some(node) = follow(self.lexicon, child, step) {
                    self.reach(node, cost + step.cost);
                }
            }
        }
    }
}

impl Search {
    /// The candidates for `read`, cheapest first.
    pub(crate) fn run(
        &mut self,
        read: &[char],
        lexicon: &Lexicon,
        channel: &Channel,
        bounds: Bounds,
    ) -> &[Candidate] {
        if self.fronts.len() <= read.len() {
            self.fronts.resize_with(read.len() + 1, Front::default);
        }
        for at in 0..OPEN.min(read.len() + 1) {
            self.open(at, lexicon);
        }
        self.growing(0, lexicon, bounds.threshold).reach(ROOT, 0.0);
        for at in 0..read.len() {
            if at > 0 && at + MOST_READ <= read.len() {
                self.open(at + MOST_READ, lexicon);
            }
            self.drop_letters(at, lexicon, channel, bounds.threshold);
            for taken in 1..=MOST_READ.min(read.len() - at) {
                self.advance(
                    at,
                    &read[at..at + taken],
                    lexicon,
                    channel,
                    bounds.threshold,
                );
            }
            if bounds.unseen_edit_cost.is_finite() {
                self.advance_by_unseen_edit(at, lexicon, bounds);
            }
        }
        self.drop_letters(read.len(), lexicon, channel, bounds.threshold);
        self.collect(read.len(), lexicon, bounds.most)
    }

    fn open(&mut self, at: usize, lexicon: &Lexicon) {
        self.fronts[at].ways.clear();
        self.fronts[at].cheapest = f32::INFINITY;
        self.seen[at % OPEN].start(lexicon.nodes());
    }

    fn growing<'a>(&'a mut self, at: usize, lexicon: &'a Lexicon, threshold: f32) -> Growing<'a> {
        let (front, seen) = (&mut self.fronts[at], &mut self.seen[at % OPEN]);
        Growing {
            front,
            seen,
            lexicon,
            threshold,
        }
    }

    /// Printed letters of which nothing was read.
    fn drop_letters(&mut self, at: usize, lexicon: &Lexicon, channel: &Channel, threshold: f32) {
        let Some(steps) = channel.steps(&[]) else {
            return;
        };
        let mut front = self.growing(at, lexicon, threshold);
        for i in 0..front.front.ways.len() {
            let way = front.front.ways[i];
            front.apply(steps, way);
        }
    }

    /// All edits that give exactly `taken`.
    fn advance(
        &mut self,
        at: usize,
        taken: &[char],
        lexicon: &Lexicon,
        channel: &Channel,
        threshold: f32,
    ) {
        let Some(steps) = channel.steps(taken) else {
            return;
        };
        let ways = std::mem::take(&mut self.fronts[at].ways);
        let dearest = self.fronts[at].cheapest + threshold;
        let mut to = self.growing(at + taken.len(), lexicon, threshold);
        let within = |way: &&(u32, f32)| way.1 + PRIOR * lexicon.cheapest(way.0) <= dearest;
        ways.iter()
            .filter(within)
            .for_each(|&way| to.apply(steps, way));
        self.fronts[at].ways = ways;
    }

    /// Any letter for the next one read, or none.
    fn advance_by_unseen_edit(&mut self, at: usize, lexicon: &Lexicon, bounds: Bounds) {
        let ways = std::mem::take(&mut self.fronts[at].ways);
        let mut to = self.growing(at + 1, lexicon, bounds.threshold);
        for &(node, cost) in &ways {
            let cost = cost + bounds.unseen_edit_cost;
            if to.is_beyond_threshold(cost + PRIOR * lexicon.cheapest(node)) {
                continue;
            }
            to.reach(node, cost);
            let mut children = lexicon.children(node);
            while children != 0 {
                let code = children.trailing_zeros() as u8;
                children &= children - 1;
                to.reach(lexicon.child(node, code).expect("the bit is set"), cost);
            }
        }
        self.fronts[at].ways = ways;
    }

    /// After a run: the candidates for the first `letters` of what was read, cheapest first.
    pub(crate) fn prefix(
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
    use super::*;
    use crate::lm::estimate::Sizes as NgramSizes;
    use crate::lm::model::NgramModel;
    use crate::lm::train::Corpus;
    use crate::restore::confusion_table::Edit;
    use crate::restore::confusion_table::Noise;

    fn model(words: &str) -> NgramModel {
        let mut corpus = Corpus::default();
        (0..20).for_each(|_| corpus.add(words));
        NgramModel::from_bytes(&corpus.train(NgramSizes { ngrams: [50; 3] })).expect("a model")
    }

    fn candidates(read: &str, words: &str, edits: &[(&str, &str, f32)]) -> Vec<(String, f32)> {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|&(printed, read, cost)| Edit {
                noise: Noise::OcrLatin,
                printed: printed.into(),
                read: read.into(),
                cost,
                count: 3,
            })
            .collect();
        let model = model(words);
        let (lexicon, channel) = (Lexicon::of(&model), Channel::new(Noise::OcrLatin, &edits));
        let letters: Vec<char> = read.chars().collect();
        let bounds = Bounds {
            threshold: 6.0,
            most: 10,
            unseen_edit_cost: f32::INFINITY,
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
