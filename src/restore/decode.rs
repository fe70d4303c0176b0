//! The decoder: the best path through a lattice by beam search with the language model, and the
//! probability of every edge by the forward–backward algorithm over the paths that were looked at.

use super::lattice::Lattice;
use crate::lm::LanguageModel;

/// How wide the search is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beam {
    /// Most hypotheses kept at a node.
    pub(super) width: usize,
    /// A hypothesis may score this much less than the best at its node, in nats.
    pub(super) slack: f32,
    /// Weight of the language model against the channel.
    pub(super) lm_weight: f32,
}

/// A path from the start to a node, with all others that the model cannot tell from it.
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

/// A beam search; keeps its space for the next lattice.
#[derive(Debug)]
pub(super) struct Decoder<S> {
    arena: Vec<Hypothesis<S>>,
    at_node: Vec<Vec<u32>>,
    arcs: Vec<Arc>,
}

impl<S> Default for Decoder<S> {
    fn default() -> Self {
        Decoder { arena: Vec::new(), at_node: Vec::new(), arcs: Vec::new() }
    }
}

/// What the decoder found.
#[derive(Debug)]
pub(super) struct Decoded<S> {
    /// The edges of the best path, in order.
    pub(super) path: Vec<u32>,
    /// The state at its end.
    pub(super) end: S,
}

impl<S: Copy + Eq> Decoder<S> {
    /// The best path from the first node to the last, beginning in state `start`; with `arcs`, the
    /// steps are kept for [`Decoder::posteriors`].
    pub(super) fn best<M: LanguageModel<State = S>>(
        &mut self,
        lattice: &Lattice,
        model: &M,
        start: S,
        beam: Beam,
        arcs: bool,
    ) -> Decoded<S> {
        self.clear(lattice.nodes());
        self.arena.push(Hypothesis { state: start, score: 0.0, edge: NONE, before: NONE });
        self.at_node[0].push(0);
        let last = lattice.nodes() - 1;
        for node in 0..last {
            let here = self.prune(node, beam);
            for edge in lattice.leaving(node) {
                self.extend(&here, edge as u32, lattice, model, beam, arcs);
            }
            self.at_node[node] = here;
        }
        let here = self.prune(last, beam);
        let best = *here.first().expect("every piece has an edge that keeps it");
        self.at_node[last] = here;
        Decoded { path: self.path(best), end: self.arena[best as usize].state }
    }

    fn clear(&mut self, nodes: usize) {
        self.arena.clear();
        self.arcs.clear();
        self.at_node.iter_mut().for_each(Vec::clear);
        if self.at_node.len() < nodes {
            self.at_node.resize_with(nodes, Vec::new);
        }
    }

    /// The hypotheses at a node that are worth going on with, best first.
    fn prune(&mut self, node: usize, beam: Beam) -> Vec<u32> {
        let mut here = std::mem::take(&mut self.at_node[node]);
        let score = |&h: &u32| self.arena[h as usize].score;
        here.sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        let best = here.first().map_or(0.0, score);
        here.retain(|h| score(h) >= best - beam.slack);
        here.truncate(beam.width);
        here
    }

    fn extend<M: LanguageModel<State = S>>(
        &mut self,
        here: &[u32],
        edge: u32,
        lattice: &Lattice,
        model: &M,
        beam: Beam,
        arcs: bool,
    ) {
        let step = lattice.edges[edge as usize];
        let goal = step.to as usize;
        for &before in here {
            let Hypothesis { state, score, .. } = self.arena[before as usize];
            let hopeless = self.at_node[goal]
                .first()
                .is_some_and(|&best| score - step.cost < self.arena[best as usize].score - beam.slack);
            if hopeless {
                break;
            }
            let (state, logprob) = match step.word {
                Some(word) => model.score(state, word),
                None => (state, 0.0),
            };
            let gain = beam.lm_weight * logprob - step.cost;
            let reached = Hypothesis { state, score: score + gain, edge, before };
            let to = self.arrive(goal, reached);
            if arcs {
                self.arcs.push(Arc { from: before, to, edge, score: gain });
            }
        }
    }

    /// Joins a hypothesis with the one in the same state; the best of a node stays first.
    fn arrive(&mut self, node: usize, reached: Hypothesis<S>) -> u32 {
        let there = &mut self.at_node[node];
        let same = there.iter().position(|&h| self.arena[h as usize].state == reached.state);
        let at = match same {
            Some(at) => {
                let old = &mut self.arena[there[at] as usize];
                if reached.score > old.score {
                    *old = reached;
                }
                at
            }
            None => {
                there.push(self.arena.len() as u32);
                self.arena.push(reached);
                there.len() - 1
            }
        };
        let number = there[at];
        if self.arena[number as usize].score > self.arena[there[0] as usize].score {
            there.swap(0, at);
        }
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

    /// The probability of each edge of the lattice after a search that kept its arcs. `flatten`
    /// (0–1) scales the scores first: models that count the same evidence twice are too sure.
    pub(super) fn posteriors(&self, lattice: &Lattice, flatten: f32) -> Vec<f32> {
        let count = self.arena.len();
        let mut forward = vec![f32::NEG_INFINITY; count];
        let mut backward = vec![f32::NEG_INFINITY; count];
        forward[0] = 0.0;
        for arc in &self.arcs {
            let onward = forward[arc.from as usize] + flatten * arc.score;
            let to = &mut forward[arc.to as usize];
            *to = log_add(*to, onward);
        }
        for &end in &self.at_node[lattice.nodes() - 1] {
            backward[end as usize] = 0.0;
        }
        for arc in self.arcs.iter().rev() {
            let onward = backward[arc.to as usize] + flatten * arc.score;
            let from = &mut backward[arc.from as usize];
            *from = log_add(*from, onward);
        }
        let total = backward[0];
        let mut posteriors = vec![0.0; lattice.edges.len()];
        for arc in &self.arcs {
            let path = forward[arc.from as usize] + flatten * arc.score + backward[arc.to as usize];
            posteriors[arc.edge as usize] += (path - total).exp();
        }
        posteriors
    }
}

/// ln(eᵃ + eᵇ).
fn log_add(a: f32, b: f32) -> f32 {
    let (more, less) = if a > b { (a, b) } else { (b, a) };
    if less == f32::NEG_INFINITY { more } else { more + (less - more).exp().ln_1p() }
}
