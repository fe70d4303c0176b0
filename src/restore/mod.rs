//! Broken text → correct Vietnamese: one lattice over the words as read, decoded once with the
//! language model.
//!
//! [`Restorer::restore`] finds out what happened to each line ([`Damage`]), joins wrapped lines to
//! paragraphs, lays a lattice over each and writes the best path back, line for line.

mod capitals;
pub mod channel;
mod confusions;
mod damage;
mod decode;
mod lattice;
mod lexicon;
mod paragraphs;
mod search;
mod writing;

pub use confusions::{
    ConfusionsError, Damage, Edit, parse as parse_confusions, write as write_confusions,
};

use crate::lm::{LanguageModel, ModelError, NgramModel, State};
use crate::text::Span;
use crate::text::pieces::pieces;
use confusions::Channel;
use damage::Diagnosis;
use decode::{Beam, Decoder};
use lattice::{Builder, Lattice, Placed};
use lexicon::Lexicon;
use rayon::prelude::*;
use std::ops::Range;

/// A line to restore.
#[derive(Debug, Clone, Copy)]
pub struct SourceLine<'a> {
    /// The line as read, without its line end.
    pub text: &'a str,
    /// Confidence (0–1) of each white-space separated word of `text`, in order; empty when the
    /// engine's confidences are not known.
    pub confidences: &'a [f32],
}

/// A restored line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RestoredLine {
    /// The restored text, without a line end.
    pub text: String,
    /// Its tokens from left to right; every non-space character of `text` lies in exactly one.
    pub tokens: Vec<RestoredToken>,
}

/// A token (a word, a number or a mark) of a restored line and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoredToken {
    /// The bytes of the source line that it restores.
    pub source: Span,
    /// Its bytes in the restored line.
    pub target: Span,
    /// Probability, 0–1, that the token is right.
    pub confidence: f32,
    /// Other readings with their probabilities, best first.
    pub alternatives: Vec<(String, f32)>,
}

/// How much a restoration tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The text and where each token came from; confidences are 1.
    Text,
    /// Also confidences and alternatives.
    Confidence,
}

/// Why a restorer cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RestorerError {
    /// The language model.
    #[error("language model: {0}")]
    Model(#[from] ModelError),
    /// The table of confusions.
    #[error("confusions: {0}")]
    Confusions(#[from] ConfusionsError),
}

/// Restores text with a language model and a table of confusions.
#[derive(Debug)]
pub struct Restorer {
    model: NgramModel,
    lexicon: Lexicon,
    /// By [`Damage`].
    channels: [Channel; 3],
}

/// All damages, in the order of their numbers.
const DAMAGES: [Damage; 3] = [Damage::Stripped, Damage::Foreign, Damage::Native];

/// Longest stretch, in pieces, that is decoded at once; bounds memory on endless lines.
const STRETCH: usize = 2000;

/// A part of the work: a paragraph's lines, their damage and the caution that is due.
struct Task {
    lines: Range<usize>,
    damage: Damage,
    caution: f32,
}

/// What one thread needs to decode.
struct Worker<'m> {
    builders: [Builder<'m>; 3],
    lattice: Lattice,
    decoder: Decoder<State>,
}

impl Restorer {
    /// A restorer from a model and the text of a table of confusions.
    pub fn new(model: NgramModel, confusions: &str) -> Result<Self, RestorerError> {
        let edits = parse_confusions(confusions)?;
        let lexicon = Lexicon::of(&model);
        let channels = DAMAGES.map(|damage| Channel::new(damage, &edits));
        Ok(Restorer {
            model,
            lexicon,
            channels,
        })
    }

    /// A restorer from a model and the built-in table of confusions.
    pub fn with_builtin_confusions(model: NgramModel) -> Self {
        let table = include_str!("../../dictionaries/confusions.tsv");
        Restorer::new(model, table).expect("the built-in table is well formed")
    }

    /// The restorer with the model and the table that are part of the program.
    pub fn builtin() -> Self {
        Restorer::with_builtin_confusions(NgramModel::builtin())
    }

    /// How likely a text is as it stands: mean log probability of its pieces.
    pub fn fluency(&self, text: &str) -> f32 {
        self.model.fluency(text)
    }

    /// Restores the lines of one document: as many lines as were given, in order.
    pub fn restore(&self, lines: &[SourceLine], detail: Detail) -> Vec<RestoredLine> {
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        let restored: Vec<Vec<RestoredLine>> = tasks(&texts)
            .par_iter()
            .map_init(
                || Worker::new(self),
                |worker, task| worker.paragraph(self, &texts, task, detail),
            )
            .collect();
        restored.into_iter().flatten().collect()
    }

    /// Restores a text; line ends and form feeds stay where they are.
    pub fn restore_text(&self, text: &str) -> String {
        let lines: Vec<SourceLine> = text
            .split('\n')
            .map(|text| SourceLine {
                text,
                confidences: &[],
            })
            .collect();
        let restored = self.restore(&lines, Detail::Text);
        let texts: Vec<&str> = restored.iter().map(|line| line.text.as_str()).collect();
        texts.join("\n")
    }
}

/// Paragraphs with their damage; a paragraph's lines share it.
fn tasks(lines: &[&str]) -> Vec<Task> {
    let Diagnosis { damages, caution } = damage::diagnose(lines.iter().copied());
    paragraphs::paragraphs(lines)
        .into_iter()
        .flat_map(|paragraph| {
            let mut start = paragraph.start;
            let mut parts = Vec::new();
            for chunk in damages[paragraph].chunk_by(|a, b| a == b) {
                parts.push(Task {
                    lines: start..start + chunk.len(),
                    damage: chunk[0],
                    caution: if chunk[0] == Damage::Native {
                        caution
                    } else {
                        0.0
                    },
                });
                start += chunk.len();
            }
            parts
        })
        .collect()
}

impl<'m> Worker<'m> {
    fn new(restorer: &'m Restorer) -> Self {
        let builder = |damage: Damage| {
            let channel = &restorer.channels[damage as usize];
            Builder::new(damage, &restorer.model, &restorer.lexicon, channel)
        };
        Worker {
            builders: DAMAGES.map(builder),
            lattice: Lattice::default(),
            decoder: Decoder::default(),
        }
    }

    fn paragraph(
        &mut self,
        restorer: &Restorer,
        texts: &[&str],
        task: &Task,
        detail: Detail,
    ) -> Vec<RestoredLine> {
        let lines = &texts[task.lines.clone()];
        let placed: Vec<Placed> = (0..)
            .zip(lines)
            .flat_map(|(line, text)| pieces(text).map(move |piece| Placed { line, piece }))
            .collect();
        let mut writer = writing::Writer::new(&restorer.model, lines);
        let mut state = restorer.model.start();
        let arcs = detail == Detail::Confidence;
        for stretch in placed.chunks(STRETCH) {
            let builder = &mut self.builders[task.damage as usize];
            builder.build(lines, stretch, task.caution, &mut self.lattice);
            let decoded = self.decoder.best(
                &self.lattice,
                &restorer.model,
                state,
                beam(task.damage),
                arcs,
            );
            state = decoded.end;
            let posteriors = arcs.then(|| self.decoder.posteriors(&self.lattice, FLATTEN));
            writer.write(&self.lattice, &decoded.path, posteriors.as_deref());
        }
        writer.finish()
    }
}

/// Flattens scores before they are taken for probabilities; chosen on the dev pairs.
const FLATTEN: f32 = 0.8;

fn beam(damage: Damage) -> Beam {
    match damage {
        // Nearly all edges cost the same, so more of them stay open.
        Damage::Stripped => Beam {
            width: 14,
            slack: 10.0,
            hope: 5.0,
        },
        Damage::Foreign | Damage::Native => Beam {
            width: 10,
            slack: 8.0,
            hope: 2.5,
        },
    }
}
