//! Writes the best path of a lattice back as lines: spaces stay as they were, words get their
//! capitals, every token knows where it came from.

use super::capitals::{Surroundings, capitalise, is_capital_line, is_noisy};
use super::lattice::{Edge, Lattice};
use super::{RestoredLine, RestoredToken};
use crate::lm::{NgramModel, WordId};
use crate::text::Span;
use crate::text::case::{Shape, shape};
use crate::text::pieces::{PieceKind, pieces};
use rustc_hash::FxHashMap;

/// Readings less probable than this are not listed as alternatives.
const LEAST_PROBABLE: f32 = 0.01;
/// Most alternatives listed.
const MOST_ALTERNATIVES: usize = 5;

/// Collects the restored lines of a paragraph.
pub(super) struct Writer<'a> {
    model: &'a NgramModel,
    sources: &'a [&'a str],
    capital: Vec<bool>,
    lines: Vec<RestoredLine>,
    /// End of what was written of each source line.
    done: Vec<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a NgramModel, sources: &'a [&'a str]) -> Self {
        let capital = |line: &&str| {
            let words = pieces(line).filter(|piece| piece.kind == PieceKind::Word);
            is_capital_line(words.map(|piece| piece.span.of(line)))
        };
        Writer {
            model,
            sources,
            capital: sources.iter().map(capital).collect(),
            lines: vec![RestoredLine::default(); sources.len()],
            done: vec![0; sources.len()],
        }
    }

    /// Writes the edges of a path; `posteriors` has the probability of every edge of the lattice.
    pub(super) fn write(&mut self, lattice: &Lattice, path: &[u32], posteriors: Option<&[f32]>) {
        let readings = posteriors.map(|posteriors| Readings::of(lattice, posteriors));
        for &number in path {
            let edge = lattice.edges[number as usize];
            let text = self.written(&edge);
            let (confidence, alternatives) = match &readings {
                Some(readings) => self.judge(&edge, &text, readings, lattice),
                None => (1.0, Vec::new()),
            };
            self.push(&edge, &text, confidence, alternatives);
        }
    }

    /// The restored lines. White space at their ends stays.
    pub(super) fn finish(mut self) -> Vec<RestoredLine> {
        for ((line, source), done) in self.lines.iter_mut().zip(self.sources).zip(&self.done) {
            line.text.push_str(&source[*done..]);
        }
        self.lines
    }

    fn push(&mut self, edge: &Edge, text: &str, confidence: f32, alternatives: Vec<(String, f32)>) {
        let (line, source) = (edge.line as usize, self.sources[edge.line as usize]);
        let gap = &source[self.done[line]..edge.source.start];
        let glued = gap.is_empty() && !edge.keep && self.is_inside_word(edge);
        let out = &mut self.lines[line];
        out.text.push_str(if glued { " " } else { gap });
        let start = out.text.len();
        out.text.push_str(text);
        let target = Span::new(start, out.text.len());
        out.tokens.push(RestoredToken { source: edge.source, target, confidence, alternatives });
        self.done[line] = edge.source.end;
    }

    /// Whether an edge begins inside a glued piece: the letter before it belongs to the same word.
    fn is_inside_word(&self, edge: &Edge) -> bool {
        let before = &self.sources[edge.line as usize][..edge.source.start];
        before.chars().next_back().is_some_and(char::is_alphanumeric)
    }

    /// What an edge writes.
    fn written(&self, edge: &Edge) -> String {
        let line = self.sources[edge.line as usize];
        let source = edge.source.of(line);
        if edge.keep && (edge.word == WordId::UNKNOWN || !is_noisy(source)) {
            return source.to_owned();
        }
        let word = self.model.word(edge.word);
        capitalise(word, source, self.surroundings(edge))
    }

    fn surroundings(&self, edge: &Edge) -> Surroundings {
        let line = self.sources[edge.line as usize];
        let start = line[..edge.source.start]
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + line[at..].chars().next().map_or(0, char::len_utf8));
        let end = line[edge.source.end..]
            .find(|c: char| !c.is_alphanumeric())
            .map_or(line.len(), |at| edge.source.end + at);
        Surroundings {
            capital_line: self.capital[edge.line as usize],
            capital_piece: start < edge.source.start.max(1) && shape(&line[start..end]) == Shape::Upper,
            usual: self.model.cases(edge.word),
        }
    }

    /// The probability of what an edge writes, and the other readings of the same text.
    fn judge(
        &self,
        edge: &Edge,
        text: &str,
        readings: &Readings,
        lattice: &Lattice,
    ) -> (f32, Vec<(String, f32)>) {
        let mut confidence = 0.0;
        let mut others: Vec<(String, f32)> = Vec::new();
        for &(number, probability) in readings.at(edge) {
            let other = self.written(&lattice.edges[number as usize]);
            if other == text {
                confidence += probability;
            } else if let Some(known) = others.iter_mut().find(|known| known.0 == other) {
                known.1 += probability;
            } else {
                others.push((other, probability));
            }
        }
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        others.retain(|other| other.1 >= LEAST_PROBABLE);
        others.truncate(MOST_ALTERNATIVES);
        (confidence.min(1.0), others)
    }
}

/// The probable edges by the text that they read.
struct Readings {
    by_place: FxHashMap<(u32, Span), Vec<(u32, f32)>>,
}

impl Readings {
    fn of(lattice: &Lattice, posteriors: &[f32]) -> Self {
        let mut by_place: FxHashMap<(u32, Span), Vec<(u32, f32)>> = FxHashMap::default();
        for (number, (edge, &probability)) in (0..).zip(lattice.edges.iter().zip(posteriors)) {
            if probability > LEAST_PROBABLE / 10.0 {
                by_place.entry((edge.line, edge.source)).or_default().push((number, probability));
            }
        }
        Readings { by_place }
    }

    fn at(&self, edge: &Edge) -> &[(u32, f32)] {
        self.by_place.get(&(edge.line, edge.source)).map_or(&[], Vec::as_slice)
    }
}

