//! The decoder: the best path through a lattice by beam search with the language model, and the
//! probability of every edge by the forward–backward algorithm over the paths that were looked at.

use super::lattice::Lattice;
use crate::lm::LanguageModel;

/// How wide the search is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beam {
    /// Most hypotheses kept at a node.
    pub(crate) width: usize,
    /// A hypothesis may score this much less than the best at its node, in nats.
    pub(crate) threshold: f32,
    /// How much better, in nats, an edge may become after a hypothesis than it was after the better
    /// ones; more than that is not waited for.
    pub(crate) max_lookahead_gain: f32,
}

/// A path from the start to a node, with all others that are the same to the model.
#[derive(Debug, Clone, Copy)]
struct Hypothesis<S> {
    state: S,
    score: f32,
    /// The edge and the hypothesis before.
    edge: u32,
    before: u32,
}

/// A step between two hypotheses, remembered for the backward pass.
#[derive(Debug, Clone, Copy)]
struct Arc {
    from: u32,
    to: u32,
    edge: u32,
    score: f32,
}

const NONE: u32 = u32::MAX;
/// Hypotheses at a node whose n-grams are fetched ahead.
const FETCHED: usize = 8;

/// The hypotheses that reached a place in the text.
#[derive(Debug, Default)]
struct NodeHypotheses {
    /// Keys of their states, side by side for the search.
    keys: Vec<u64>,
    hypotheses: Vec<u32>,
    best: f32,
}

/// A beam search; keeps its space for the next lattice.
#[derive(Debug)]
pub(crate) struct Decoder<S> {
    arena: Vec<Hypothesis<S>>,
    nodes: Vec<NodeHypotheses>,
    /// For each edge of the node at hand the highest probability after any hypothesis so far.
    likeliest: Vec<f32>,
    arcs: Vec<Arc>,
    sums: PathSums,
}

/// What the forward–backward algorithm sums up.
#[derive(Debug, Default)]
struct PathSums {
    /// By arc: how likely it is to a hypothesis beside the best one.
    shares: Vec<f32>,
    /// By hypothesis, over the paths to it and those from it.
    forward: Vec<f64>,
    backward: Vec<f64>,
    /// By edge.
    posteriors: Vec<f32>,
}

impl<S> Default for Decoder<S> {
    fn default() -> Self {
        Decoder {
            arena: Vec::new(),
            nodes: Vec::new(),
            likeliest: Vec::new(),
            arcs: Vec::new(),
            sums: PathSums::default(),
        }
    }
}

/// What the decoder found.
#[derive(Debug)]
pub(crate) struct Decoded<S> {
    /// The edges of the best path, in order.
    pub(crate) path: Vec<u32>,
    /// The state at its end.
    pub(crate) end: S,
}

impl<S: Copy> Decoder<S> {
    /// The best path from the first node to the last, beginning in state `start`; with `arcs`, the
    /// steps are kept for [`Decoder::posteriors`].
    pub(crate) fn best<M: LanguageModel<State = S>>(
        &mut self,
        lattice: &Lattice,
        model: &M,
        start: S,
        beam: Beam,
        arcs: bool,
    ) -> Decoded<S> {
        self.clear(lattice.nodes());
        let first = Hypothesis {
            state: start,
            score: 0.0,
            edge: NONE,
            before: NONE,
        };
        self.arrive(0, model.key(start), first);
        let last = lattice.nodes() - 1;
        for node in 0..last {
            self.prune(node, beam);
            let here = std::mem::take(&mut self.nodes[node].hypotheses);
            self.fetch(&here, node, lattice, model);
            self.likeliest.clear();
            self.likeliest
                .resize(lattice.leaving(node).len(), f32::NEG_INFINITY);
            for &before in &here {
                self.extend(before, node, lattice, model, beam, arcs);
            }
        }
        self.prune(last, beam);
        let best = *self.nodes[last]
            .hypotheses
            .first()
            .expect("a piece can stay as it is");
        Decoded {
            path: self.path(best),
            end: self.arena[best as usize].state,
        }
    }

    fn clear(&mut self, nodes: usize) {
        self.arena.clear();
        self.arcs.clear();
        if self.nodes.len() < nodes {
            self.nodes.resize_with(nodes, NodeHypotheses::default);
        }
        for place in &mut self.nodes[..nodes] {
            place.keys.clear();
            place.hypotheses.clear();
            place.best = f32::NEG_INFINITY;
        }
    }

    /// Keeps the hypotheses at a node that are worth going on with, best first.
    fn prune(&mut self, node: usize, beam: Beam) {
        let place = &mut self.nodes[node];
        let score = |h: &u32| self.arena[*h as usize].score;
        place
            .hypotheses
            .retain(|h| score(h) >= place.best - beam.threshold);
        place
            .hypotheses
            .sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        place.hypotheses.truncate(beam.width);
    }

    /// Fetches what the best hypotheses need of the model; the others mostly need the same.
    fn fetch<M: LanguageModel<State = S>>(
        &self,
        here: &[u32],
        node: usize,
        lattice: &Lattice,
        model: &M,
    ) {
        for &hypothesis in here.iter().take(FETCHED) {
            let state = self.arena[hypothesis as usize].state;
            let edges = &lattice.edges[lattice.leaving(node)];
            model.fetch(state, edges.iter().filter_map(|edge| edge.word));
        }
    }

    /// Follows the edges of a node from a hypothesis, each if that can lead somewhere. Better
    /// hypotheses come first, so what they reached decides which of the worse ones cannot win.
    fn extend<M: LanguageModel<State = S>>(
        &mut self,
        before: u32,
        node: usize,
        lattice: &Lattice,
        model: &M,
        beam: Beam,
        arcs: bool,
    ) {
        let Hypothesis { state, score, .. } = self.arena[before as usize];
        for (at, edge) in lattice.leaving(node).enumerate() {
            let step = lattice.edges[edge];
            let goal = step.to as usize;
            let floor = self.nodes[goal].best - beam.threshold;
            let likeliest = self.likeliest[at];
            let hoped = if likeliest.is_finite() {
                (likeliest + beam.max_lookahead_gain).min(0.0)
            } else {
                0.0
            };
            if score - step.cost + hoped < floor {
                continue;
            }
            let (state, logprob) = match step.word {
                Some(word) => model.score(state, word),
                None => (state, 0.0),
            };
            self.likeliest[at] = likeliest.max(logprob);
            let gain = logprob - step.cost;
            if score + gain < floor {
                continue;
            }
            let edge = edge as u32;
            let reached = Hypothesis {
                state,
                score: score + gain,
                edge,
                before,
            };
            let to = self.arrive(goal, model.key(state), reached);
            if arcs {
                self.arcs.push(Arc {
                    from: before,
                    to,
                    edge,
                    score: gain,
                });
            }
        }
    }

    /// Joins a hypothesis with the one in the same state.
    fn arrive(&mut self, node: usize, key: u64, reached: Hypothesis<S>) -> u32 {
        let place = &mut self.nodes[node];
        place.best = place.best.max(reached.score);
        if let Some(at) = place.keys.iter().position(|&known| known == key) {
            let number = place.hypotheses[at];
            let old = &mut self.arena[number as usize];
            if reached.score > old.score {
                *old = reached;
            }
            return number;
        }
        let number = self.arena.len() as u32;
        place.keys.push(key);
        place.hypotheses.push(number);
        self.arena.push(reached);
        number
    }

    fn path(&self, mut at: u32) -> Vec<u32> {
        let mut path = Vec::new();
        while self.arena[at as usize].edge != NONE {
            path.push(self.arena[at as usize].edge);
            at = self.arena[at as usize].before;
        }
        path.reverse();
        path
    }

    /// The probability of each edge of the lattice after a search that kept its arcs. `flatten` (0–1) scales the scores first: models that
    /// count the same evidence twice are too sure.
    pub(crate) fn posteriors(&mut self, lattice: &Lattice, flatten: f32) -> &mut [f32] {
        let Decoder {
            arena, arcs, sums, ..
        } = self;
        let score = |hypothesis: u32| arena[hypothesis as usize].score;
        // Seen from the best path to each hypothesis, so that nothing vanishes.
        let share = |arc: &Arc| (flatten * (score(arc.from) + arc.score - score(arc.to))).exp();
        sums.shares.clear();
        sums.shares.extend(arcs.iter().map(share));
        zero(&mut sums.forward, arena.len());
        zero(&mut sums.backward, arena.len());
        zero(&mut sums.posteriors, lattice.edges.len());
        sums.forward[0] = 1.0;
        for (arc, share) in arcs.iter().zip(&sums.shares) {
            sums.forward[arc.to as usize] += sums.forward[arc.from as usize] * f64::from(*share);
        }
        let ends = &self.nodes[lattice.nodes() - 1].hypotheses;
        let best = ends.first().map_or(0.0, |&end| score(end));
        for &end in ends {
            sums.backward[end as usize] = f64::from((flatten * (score(end) - best)).exp());
        }
        for (arc, share) in arcs.iter().zip(&sums.shares).rev() {
            sums.backward[arc.from as usize] += sums.backward[arc.to as usize] * f64::from(*share);
        }
        let total = sums.backward[0];
        if !total.is_finite() {
            // So many paths that nothing can be said of any.
            return &mut sums.posteriors;
        }
        for (arc, share) in arcs.iter().zip(&sums.shares) {
            let paths = sums.forward[arc.from as usize] * f64::from(*share);
            let probability = paths * sums.backward[arc.to as usize] / total;
            sums.posteriors[arc.edge as usize] += probability as f32;
        }
        &mut sums.posteriors
    }
}

/// As many zeros.
fn zero<T: Clone + Default>(values: &mut Vec<T>, count: usize) {
    values.clear();
    values.resize(count, T::default());
}
