//! Broken text → correct Vietnamese: one lattice over the words as read, decoded once with the
//! language model.
//!
//! [`Restorer::restore`] finds out what happened to each line ([`Noise`]), joins wrapped lines to
//! paragraphs, lays a lattice over each and writes the best path back, line for line.

pub(crate) mod adaptation;
pub(crate) mod addresses;
pub(crate) mod calibration;
pub(crate) mod candidates;
pub(crate) mod capitals;
pub(crate) mod confusion_table;
pub(crate) mod converted_twice;
pub(crate) mod decode;
pub(crate) mod dictionary;
pub mod evaluate;
pub(crate) mod growing;
pub(crate) mod labels;
pub(crate) mod lattice;
pub mod lessons;
pub(crate) mod lexicon;
pub(crate) mod lexicon_search;
pub(crate) mod lines;
pub(crate) mod losses;
pub(crate) mod noise;
pub(crate) mod ocr_choices;
pub(crate) mod paragraphs;
pub(crate) mod placed;
pub(crate) mod reranker;
pub mod rows;
pub mod train_channel;
pub(crate) mod writing;

pub use confusion_table::{
    ConfusionsError, Edit, Noise, parse as parse_confusions, write as write_confusions,
};
pub use dictionary::{Dictionary, DictionaryError};
pub use growing::GrowingDocument;
pub use lines::{Detail, RestoredLine, RestoredToken, SourceLine};

use crate::document::layout::JoinedWord;
use crate::lm::{LanguageModel, ModelError, NgramModel, State, WordId};
use crate::text::chunks;
use crate::text::tokens::tokens;
use crate::text::tone_placement::{Placements, TonePlacement};
use adaptation::{Adaptation, Groups};
use candidates::{CandidateFinder, Memory, SearchParams};
use confusion_table::Channel;
use decode::{Beam, Decoder};
use lattice::{Builder, Edge, Lattice};
use lexicon::Lexicon;
use lines::Task;
use losses::Rates;
use noise::Diagnosis;
use placed::Placed;
use rayon::prelude::*;
use reranker::Reranker;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use writing::ToneMarks;

/// Why a restorer cannot be made.
///
/// ```
/// let error = baocao::RestorerError::from(baocao::ModelError::Format);
/// assert!(error.to_string().starts_with("language model: "));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum RestorerError {
    /// The language model.
    #[error("language model: {0}")]
    Model(#[from] ModelError),
    /// The table of confusions.
    #[error("confusions: {0}")]
    Confusions(#[from] ConfusionsError),
}

/// Restores text with a language model and a table of confusions; made once, shared by all threads.
///
/// [`Restorer::builtin`] takes tens of milliseconds and some 40 MB; a word takes 3 to 5 µs without marks and 12 to
/// 16 µs out of an OCR engine, on one core. Restoring cannot fail: what no reading is likely for stays as it is.
#[cfg_attr(
    feature = "builtin-model",
    doc = r#"
```
let restorer = baocao::Restorer::builtin();
assert_eq!(restorer.restore_text("Tra Vinh, ngay 14 thang 02 nam 2023"), "Trà Vinh, ngày 14 tháng 02 năm 2023");
```
"#
)]
#[derive(Debug)]
pub struct Restorer {
    model: NgramModel,
    lexicon: Lexicon,
    groups: Groups,
    /// By [`Noise`].
    channels: [Channel; 3],
    /// By [`Noise`].
    search_params: [SearchParams; 3],
    reranker: Reranker,
    /// A place's own words.
    dictionary: Dictionary,
    tone_placement: TonePlacement,
    /// Workers that rest, with what they have read so far.
    workers: Mutex<Vec<Worker>>,
}

/// All kinds of noise, in the order of their numbers.
const NOISES: [Noise; 3] = [Noise::NoDiacritics, Noise::OcrLatin, Noise::OcrVietnamese];

/// Longest stretch, in pieces, that is decoded at once; bounds memory on endless lines.
const STRETCH: usize = 400;

/// Paragraphs that are restored side by side, at the start of a document. What they spell helps those
/// that follow, so the first blocks are short.
const FIRST_BLOCK: usize = 8;
/// … and further on.
const LONGEST_BLOCK: usize = 256;

/// What one thread needs to decode.
#[derive(Debug, Default)]
struct Worker {
    /// By [`Noise`].
    memories: [Memory; 3],
    lattice: Lattice,
    decoder: Decoder<State>,
}

/// A worker at work; it goes back to the others when that is done.
struct WorkerGuard<'r> {
    worker: Worker,
    workers: &'r Mutex<Vec<Worker>>,
}

impl<'r> WorkerGuard<'r> {
    fn new(workers: &'r Mutex<Vec<Worker>>) -> Self {
        // A worker's state is sound whenever it lies among the others, so a panic elsewhere does
        // no harm.
        let resting = workers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        WorkerGuard {
            worker: resting.unwrap_or_default(),
            workers,
        }
    }
}

impl Drop for WorkerGuard<'_> {
    fn drop(&mut self) {
        let worker = std::mem::take(&mut self.worker);
        if !std::thread::panicking() {
            let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
            workers.push(worker);
        }
    }
}

impl Restorer {
    /// A restorer from a model and the text of a table of confusions.
    pub fn new(model: NgramModel, confusions: &str) -> Result<Self, RestorerError> {
        let edits = parse_confusions(confusions)?;
        let lexicon = Lexicon::of(&model);
        let groups = Groups::of(&model);
        let reranker = Reranker::builtin(&model);
        let channels = NOISES.map(|noise| Channel::new(noise, &edits));
        Ok(Restorer {
            model,
            lexicon,
            groups,
            reranker,
            channels,
            search_params: NOISES.map(SearchParams::of),
            dictionary: Dictionary::default(),
            tone_placement: TonePlacement::default(),
            workers: Mutex::default(),
        })
    }

    /// A restorer from a model and the built-in table of confusions.
    pub fn with_builtin_confusions(model: NgramModel) -> Self {
        let table = include_str!("../../dictionaries/confusions.tsv");
        Restorer::new(model, table).expect("the built-in table is well formed")
    }

    /// The restorer with the model and the table that are part of the program.
    #[cfg(feature = "builtin-model")]
    pub fn builtin() -> Self {
        Restorer::with_builtin_confusions(NgramModel::builtin())
    }

    /// The restorer with a place's own words.
    #[must_use]
    pub fn with_dictionary(self, dictionary: Dictionary) -> Self {
        Restorer { dictionary, ..self }
    }

    /// The restorer that writes tone marks in one place.
    #[must_use]
    pub fn with_tone_placement(self, tone_placement: TonePlacement) -> Self {
        Restorer {
            tone_placement,
            ..self
        }
    }

    /// How likely a text is as it stands: mean log probability of its pieces.
    pub fn fluency(&self, text: &str) -> f32 {
        self.model.fluency(text)
    }

    /// Restores the lines of one document: as many lines as were given, in order.
    pub fn restore(&self, lines: &[SourceLine], detail: Detail) -> Vec<RestoredLine> {
        self.restore_after(&[], lines, detail, &mut Adaptation::new(&self.groups))
    }

    /// [`Self::restore`] of lines that follow on others of their document, from which `adaptation` has learned.
    fn restore_after(
        &self,
        before: &[&str],
        lines: &[SourceLine],
        detail: Detail,
        adaptation: &mut Adaptation,
    ) -> Vec<RestoredLine> {
        let all: Vec<&str> = before
            .iter()
            .copied()
            .chain(lines.iter().map(|line| line.text))
            .collect();
        let texts = &all[before.len()..];
        let words: Vec<&[JoinedWord]> = lines.iter().map(|line| line.words).collect();
        let lost_bars = &labels::lost_bars(&all)[before.len()..];
        let (tasks, rates) = self.tasks(&all, before.len());
        let tone_marks = self.tone_marks(&all);
        let mut restored = Vec::with_capacity(lines.len());
        let mut rest = tasks.as_slice();
        let mut block = FIRST_BLOCK;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(block.min(rest.len()));
            let done: Vec<(Vec<RestoredLine>, Vec<WordId>)> = now
                .par_iter()
                .map_init(
                    || WorkerGuard::new(&self.workers),
                    |guard, task| {
                        let paragraph = Paragraph {
                            lines: &texts[task.lines.clone()],
                            words: &words[task.lines.clone()],
                            lost_bars: &lost_bars[task.lines.clone()],
                            rates: &rates,
                            tone_marks,
                        };
                        guard
                            .worker
                            .restore(self, adaptation, &paragraph, task, detail)
                    },
                )
                .collect();
            for (lines, words) in done {
                restored.extend(lines);
                adaptation.learn(words.into_iter());
            }
            rest = later;
            block = (2 * block).min(LONGEST_BLOCK);
        }
        if !self.dictionary.is_empty() {
            restored
                .iter_mut()
                .for_each(|line| self.dictionary.apply(line));
        }
        restored
    }

    /// Restores a text as [`Self::restore`] its lines; line ends and form feeds stay where they are. A text that was
    /// converted from TCVN3 once too often is put right before. A text of more than two megabytes is restored in
    /// chunks, each as a document of its own.
    pub fn restore_text(&self, text: &str) -> String {
        let text = self.undone(text);
        self.put_together(text.len(), chunks::cut(&text, chunks::LONG))
    }

    /// [`Self::restore_text`] of a text that nobody needs any more: what was restored of it is freed, so that a long one
    /// is held once.
    pub fn restore_owned_text(&self, text: String) -> String {
        let undone = match self.undone(&text) {
            Cow::Owned(undone) => Some(undone),
            Cow::Borrowed(_) => None,
        };
        let text = undone.unwrap_or(text);
        self.put_together(text.len(), chunks::taken(text, chunks::LONG))
    }

    /// The chunks of a text of some length, restored.
    fn put_together(&self, length: usize, chunks: impl Iterator<Item = impl AsRef<str>>) -> String {
        // Marks make a text longer by a third at most; growing step by step would hold a long one twice.
        let mut restored = String::with_capacity(length / 2 * 3);
        for chunk in chunks {
            restored.push_str(&self.restore_chunk(chunk.as_ref()));
        }
        restored
    }

    /// [`Self::restore_text`] in bounded memory: what each chunk became is given to `each`, in order.
    ///
    /// # Errors
    /// The first that `each` returns; nothing is restored after it.
    pub fn restore_long<E>(
        &self,
        text: &str,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let text = self.undone(text);
        chunks::cut(&text, chunks::LONG).try_for_each(|chunk| each(&self.restore_chunk(chunk)))
    }

    /// The text before it was converted from TCVN3 once too often.
    fn undone<'a>(&self, text: &'a str) -> Cow<'a, str> {
        converted_twice::undone(text, &|text| self.fluency(text))
    }

    fn restore_chunk(&self, chunk: &str) -> String {
        let lines: Vec<SourceLine> = chunk.split('\n').map(SourceLine::of_text).collect();
        let restored = self.restore(&lines, Detail::Text);
        let texts: Vec<&str> = restored.iter().map(|line| line.text.as_str()).collect();
        texts.join("\n")
    }

    /// Where the tone marks of a document go.
    fn tone_marks(&self, lines: &[&str]) -> ToneMarks {
        let counts = lines.iter().map(|line| Placements::of(line));
        ToneMarks {
            kept: self.tone_placement,
            written: match self.tone_placement {
                TonePlacement::Keep => counts.fold(Placements::default(), Placements::with).usual(),
                wanted => wanted,
            },
        }
    }

    /// Paragraphs of the lines from one on, which counts as the first, with their noise; a paragraph's lines share
    /// it. And how often the document loses marks.
    fn tasks(&self, lines: &[&str], from: usize) -> (Vec<Task>, Rates) {
        let diagnosis = noise::diagnose(lines, &self.model, &self.lexicon);
        let Diagnosis {
            noises,
            caution,
            rates,
        } = diagnosis;
        let task = |lines, noise| Task {
            lines,
            noise,
            caution: match noise {
                Noise::OcrVietnamese => caution,
                _ => 0.0,
            },
        };
        let mut tasks = Vec::new();
        for paragraph in paragraphs::paragraphs(lines) {
            let mut start = paragraph.start.max(from);
            let noises = noises.get(start..paragraph.end).unwrap_or_default();
            for chunk in noises.chunk_by(|a, b| a == b) {
                tasks.push(task(start - from..start - from + chunk.len(), chunk[0]));
                start += chunk.len();
            }
        }
        (tasks, rates)
    }
}

/// Lines that are decoded together.
struct Paragraph<'a> {
    lines: &'a [&'a str],
    /// The words of an engine in each line.
    words: &'a [&'a [JoinedWord<'a>]],
    /// For each line whether its label lost its bar.
    lost_bars: &'a [bool],
    /// How often the document loses marks.
    rates: &'a Rates,
    tone_marks: ToneMarks,
}

impl<'a> Paragraph<'a> {
    fn pieces(&self, noise: Noise) -> impl Iterator<Item = Placed> + use<'a> {
        let lines = (0..).zip(self.lines.iter().zip(self.lost_bars));
        lines.flat_map(move |(line, (text, &lost_bar))| {
            tokens(text).enumerate().map(move |(at, piece)| Placed {
                line,
                piece,
                // Text with Vietnamese letters keeps its bars.
                lost_bar: lost_bar && at == 0 && noise != Noise::OcrVietnamese,
            })
        })
    }
}

impl Worker {
    fn restore(
        &mut self,
        restorer: &Restorer,
        adaptation: &Adaptation,
        paragraph: &Paragraph,
        task: &Task,
        detail: Detail,
    ) -> (Vec<RestoredLine>, Vec<WordId>) {
        let mut words = Vec::new();
        let mut writer =
            writing::Writer::new(&restorer.model, task, paragraph.lines, paragraph.tone_marks);
        let mut state = restorer.model.start();
        let judged = detail == Detail::Confidence;
        // The network knows text that lost marks; where letters were misread, n-grams alone do better.
        let reranked = task.noise != Noise::OcrLatin;
        let noise = task.noise as usize;
        let mut pieces = paragraph.pieces(task.noise);
        let mut stretch = Vec::new();
        loop {
            stretch.clear();
            stretch.extend(pieces.by_ref().take(STRETCH));
            if stretch.is_empty() {
                break;
            }
            let finder = CandidateFinder {
                model: &restorer.model,
                lexicon: &restorer.lexicon,
                channel: &restorer.channels[noise],
                params: &restorer.search_params[noise],
                memory: &mut self.memories[noise],
            };
            let mut builder = Builder {
                finder,
                adaptation,
                caution: task.caution,
                rates: (task.noise == Noise::OcrVietnamese).then_some(paragraph.rates),
            };
            builder.build(
                paragraph.lines,
                paragraph.words,
                &stretch,
                &mut self.lattice,
            );
            let summed = judged || reranked;
            let mut decoded = self.decoder.best(
                &self.lattice,
                &restorer.model,
                state,
                beam(task.noise),
                summed,
            );
            state = decoded.end;
            let mut posteriors = summed.then(|| self.decoder.posteriors(&self.lattice, FLATTEN));
            if let Some(posteriors) = posteriors.as_deref_mut().filter(|_| reranked) {
                let read = |edge: &Edge| edge.source.of(paragraph.lines[edge.line as usize]);
                let (reranker, groups) = (&restorer.reranker, &restorer.groups);
                reranker.rerank(&self.lattice, &mut decoded.path, posteriors, groups, read);
            }
            let edges = decoded
                .path
                .iter()
                .map(|&edge| &self.lattice.edges[edge as usize]);
            words.extend(edges.filter_map(|edge| edge.word));
            let posteriors = posteriors.as_deref().filter(|_| judged);
            writer.write(&self.lattice, &decoded.path, posteriors);
        }
        (writer.finish(), words)
    }
}

/// Flattens scores before they are taken for probabilities; chosen on the dev pairs.
const FLATTEN: f32 = 0.8;

fn beam(noise: Noise) -> Beam {
    match noise {
        // Where marks were lost, many edges cost the same, so more of them stay open.
        Noise::NoDiacritics | Noise::OcrVietnamese => Beam {
            width: 14,
            threshold: 10.0,
            max_lookahead_gain: 4.0,
        },
        Noise::OcrLatin => Beam {
            width: 10,
            threshold: 8.0,
            max_lookahead_gain: 2.5,
        },
    }
}
