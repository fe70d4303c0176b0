//! Writes the best path of a lattice back as lines: spaces stay as they were, words get their
//! capitals, every token knows where it came from.

use super::addresses::is_address;
use super::calibration::trust;
use super::capitals::{Surroundings, capitalise, is_capital_line, is_noisy};
use super::confusion_table::Noise;
use super::lattice::{Edge, Lattice};
use super::lines::{RestoredLine, RestoredToken, Task};
use crate::lm::{NgramModel, WordId};
use crate::text::Span;
use crate::text::case::{Shape, apply, shape};
use crate::text::letters::base;
use crate::text::span::{beginning, ending};
use crate::text::syllable;
use crate::text::tokens::{TokenKind, tokens};
use crate::text::tone_placement::{self, Placements, TonePlacement};
use crate::text::variants::are_variants;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Readings less probable than this are not listed as alternatives.
const LEAST_PROBABLE: f32 = 0.01;
/// Most alternatives listed.
const MOST_ALTERNATIVES: usize = 5;

/// Marks that no space stands before.
const CLOSING: [char; 9] = ['.', ',', ';', ':', '!', '?', ')', '”', '…'];

/// The apostrophe that documents print; the model has the one of keyboards.
const PRINTED_APOSTROPHE: &str = "’";

/// The long dash that documents print; engines of other languages read a longer one.
const PRINTED_DASH: &str = "–";

/// How many times as often as small a name is written large.
const USUALLY: u32 = 4;

/// Where tone marks go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToneMarks {
    /// Those of words that stay.
    pub(crate) kept: TonePlacement,
    /// Those of words that are written anew.
    pub(crate) written: TonePlacement,
}

/// Collects the restored lines of a paragraph.
pub(crate) struct Writer<'a> {
    model: &'a NgramModel,
    sources: &'a [&'a str],
    task: &'a Task,
    tone_marks: ToneMarks,
    capital: Vec<bool>,
    lines: Vec<RestoredLine>,
    /// End of what was written of each source line.
    done: Vec<usize>,
    /// Whether what was left out last of each line stood for a space.
    torn: Vec<bool>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        model: &'a NgramModel,
        task: &'a Task,
        sources: &'a [&'a str],
        tone_marks: ToneMarks,
    ) -> Self {
        let capital = |line: &&str| {
            let words = tokens(line).filter(|piece| piece.kind == TokenKind::Word);
            is_capital_line(words.map(|piece| piece.span.of(line)))
        };
        Writer {
            model,
            sources,
            task,
            tone_marks,
            capital: sources.iter().map(capital).collect(),
            lines: vec![RestoredLine::default(); sources.len()],
            done: vec![0; sources.len()],
            torn: vec![false; sources.len()],
        }
    }

    /// Writes the edges of a path; `posteriors` has the probability of every edge of the lattice.
    pub(crate) fn write(&mut self, lattice: &Lattice, path: &[u32], posteriors: Option<&[f32]>) {
        let probable = posteriors.map(|posteriors| ProbableEdges::of(lattice, posteriors));
        for &number in path {
            let edge = lattice.edges[number as usize];
            let text = self.written(&edge);
            let token = probable
                .as_ref()
                .map(|probable| self.judge(&edge, &text, probable, lattice));
            self.push(&edge, &text, token);
        }
    }

    /// The restored lines. White space at their ends stays.
    pub(crate) fn finish(mut self) -> Vec<RestoredLine> {
        for ((line, source), done) in self.lines.iter_mut().zip(self.sources).zip(&self.done) {
            line.text.push_str(&source[*done..]);
        }
        self.lines
    }

    fn push(&mut self, edge: &Edge, text: &str, token: Option<(f32, Vec<(String, f32)>)>) {
        let (line, source) = (edge.line as usize, self.sources[edge.line as usize]);
        let gap = &source[self.done[line]..edge.source.start];
        if edge.word.is_none() {
            self.drop(edge, gap);
            return;
        }
        let is_word = text.starts_with(char::is_alphanumeric);
        let inside = !edge.keep && self.is_inside_word(edge);
        let torn = std::mem::take(&mut self.torn[line]) && !text.starts_with(CLOSING);
        let out = &mut self.lines[line];
        let lost = || {
            self.task.noise == Noise::OcrLatin
                && lost_space(&out.text, text)
                && !is_address(chunk_around(source, edge.source.start))
        };
        let glued = gap.is_empty() && (torn || is_word && (inside || lost()));
        // Behind what was left out at the head of a line, the line begins.
        let opens = self.done[line] > 0 && out.text.trim().is_empty();
        out.text.push_str(match () {
            () if glued => " ",
            () if opens => "",
            () => gap,
        });
        let start = out.text.len();
        out.text.push_str(text);
        let target = Span::new(start, out.text.len());
        out.tokens
            .extend(token.map(|(confidence, alternatives)| RestoredToken {
                source: edge.source,
                target,
                confidence,
                alternatives,
            }));
        self.done[line] = edge.source.end;
    }

    /// Leaves a mark out. One between two words stood for a space; one that stands alone takes the
    /// space before it along.
    fn drop(&mut self, edge: &Edge, gap: &str) {
        let line = edge.line as usize;
        let after = self.sources[line][edge.source.end..].chars().next();
        let goes_on = after.is_some_and(|c| !c.is_whitespace());
        let before = &self.sources[line][..edge.source.start];
        let torn = gap.is_empty() && (self.torn[line] || ends_like_word(before));
        self.torn[line] = goes_on && torn;
        if goes_on && !torn {
            self.lines[line].text.push_str(gap);
        }
        self.done[line] = edge.source.end;
    }

    /// Whether an edge begins inside a glued piece: the letter before it belongs to the same word.
    fn is_inside_word(&self, edge: &Edge) -> bool {
        let before = &self.sources[edge.line as usize][..edge.source.start];
        before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    }

    /// What an edge writes.
    fn written(&self, edge: &Edge) -> Cow<'a, str> {
        let line = self.sources[edge.line as usize];
        let source = edge.source.of(line);
        let word = match edge.word {
            None => return "".into(),
            Some(_) if source == "—" && self.task.noise == Noise::OcrLatin => {
                return PRINTED_DASH.into();
            }
            Some(word) if word == WordId::UNKNOWN || (edge.keep && !is_noisy(source)) => {
                return placed(with_barred_d(source), self.tone_marks.kept);
            }
            Some(word) => word,
        };
        let word_text = self.model.word(word);
        if are_variants(source, word_text) {
            return source.into();
        }
        if word_text == "'" {
            return PRINTED_APOSTROPHE.into();
        }
        let spelled = placed(word_text.into(), self.tone_marks.written);
        if shape(source) == Shape::Lower {
            let first = |text: &str| text.chars().next().map(base);
            let cases = self.model.cases(word);
            let title = u32::from(cases.title) > USUALLY * u32::from(cases.lower);
            // Of a first letter that was not seen nobody knows how large it was.
            return match title && first(source) != first(word_text) {
                true => apply(&spelled, Shape::Title).into(),
                false => spelled,
            };
        }
        capitalise(&spelled, source, self.surroundings(edge, word)).into()
    }

    fn surroundings(&self, edge: &Edge, word: WordId) -> Surroundings {
        let line = self.sources[edge.line as usize];
        let before = ending(&line[..edge.source.start], NEAR);
        let after = beginning(&line[edge.source.end..], NEAR);
        let piece_start = edge.source.start - ending_letters(before);
        let piece_end = edge.source.end + after.len() - after.trim_start_matches(is_letter).len();
        let neighbour = |word: Option<&str>| {
            word.is_some_and(|word| word.chars().count() >= 3 && shape(word) == Shape::Upper)
        };
        let beside = neighbour(before.split_whitespace().next_back())
            || neighbour(after.split_whitespace().next());
        let part = piece_end - piece_start > edge.source.len();
        Surroundings {
            capitals_sure: self.task.noise != Noise::OcrLatin,
            capital_line: self.capital[edge.line as usize] || beside,
            capital_piece: part && shape(&line[piece_start..piece_end]) == Shape::Upper,
            first: opens_sentence(before.trim()),
            usual: self.model.cases(word),
        }
    }

    /// The probability of what an edge writes, and other probable readings of the same text.
    fn judge(
        &self,
        edge: &Edge,
        text: &str,
        probable: &ProbableEdges,
        lattice: &Lattice,
    ) -> (f32, Vec<(String, f32)>) {
        let mut confidence = 0.0;
        let mut others: Vec<(Cow<str>, f32)> = Vec::new();
        for &(number, probability) in probable.at(edge) {
            let other = self.written(&lattice.edges[number as usize]);
            if other == text {
                confidence += probability;
            } else if let Some(known) = others.iter_mut().find(|known| known.0 == other) {
                known.1 += probability;
            } else {
                others.push((other, probability));
            }
        }
        let source = edge.source.of(self.sources[edge.line as usize]);
        let confidence = confidence.min(1.0) * trust(self.task, source, text);
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        others.retain(|other| other.1 >= LEAST_PROBABLE);
        others.truncate(MOST_ALTERNATIVES);
        let others = others
            .into_iter()
            .map(|(text, probability)| (text.into_owned(), probability));
        (confidence, others.collect())
    }
}

/// Whether a blank would stand behind a text where another word follows it: behind a word, the mark that ends a part of a
/// sentence, a label, the dash of an item.
fn ends_like_word(before: &str) -> bool {
    let mut last = before.chars().rev();
    let (last, ahead) = (last.next(), last.next());
    match last {
        Some('-') => ahead.is_none_or(char::is_whitespace),
        last => last.is_some_and(|c| c.is_alphanumeric() || ".,;:)".contains(c)),
    }
}

/// Whether the engine lost a space between what was written of a line and a word: behind a semicolon, and behind the point
/// of a sentence, which ends in a syllable of three letters or more, as no abbreviation does.
fn lost_space(before: &str, word: &str) -> bool {
    let ends_sentence = |before: &str| {
        let mut words = ending(before, NEAR).rsplit(|c: char| !c.is_alphabetic());
        let last = words.next().unwrap_or_default();
        let long = last.chars().count() > 2 && shape(last) == Shape::Lower;
        long && syllable::parse(last).is_some()
    };
    if before.ends_with(';') {
        return word.starts_with(char::is_alphabetic);
    }
    before.strip_suffix('.').is_some_and(ends_sentence) && shape(word) == Shape::Title
}

/// The stretch without white space around a place of a line; at most some bytes of it.
fn chunk_around(line: &str, at: usize) -> &str {
    let mut before = ending(&line[..at], NEAR).rsplit(char::is_whitespace);
    let mut after = beginning(&line[at..], NEAR).split(char::is_whitespace);
    let length = |part: Option<&str>| part.map_or(0, str::len);
    &line[at - length(before.next())..at + length(after.next())]
}

/// Whether a sentence or an item begins behind this text of its line: behind nothing, an end, or a label (`a)`, `12)`).
fn opens_sentence(before: &str) -> bool {
    let label = before.strip_suffix(')').is_some_and(|label| {
        (1..=2).contains(&label.chars().count()) && label.chars().all(char::is_alphanumeric)
    });
    label
        || before
            .chars()
            .next_back()
            .is_none_or(|c| ".-–+:“\"".contains(c))
}

/// A text with `Đ` for the Icelandic letter that looks like it.
fn with_barred_d(text: &str) -> Cow<'_, str> {
    match text.contains(['Ð', 'ð']) {
        true => text.replace('Ð', "Đ").replace('ð', "đ").into(),
        false => text.into(),
    }
}

/// A text with its tone marks where they are wanted.
fn placed(text: Cow<'_, str>, placement: TonePlacement) -> Cow<'_, str> {
    let counts = Placements::of(&text);
    let moves = match placement {
        TonePlacement::Old => counts.new > 0,
        TonePlacement::New => counts.old > 0,
        TonePlacement::Keep => false,
    };
    match moves {
        true => tone_placement::placed(&text, placement).into(),
        false => text,
    }
}

/// Bytes around a word that decide how it is written; more would make endless words slow.
const NEAR: usize = 100;

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// Bytes of the letters that `text` ends with.
fn ending_letters(text: &str) -> usize {
    text.len() - text.trim_end_matches(is_letter).len()
}

/// The probable edges by the text that they read.
struct ProbableEdges {
    by_place: FxHashMap<(u32, Span), Vec<(u32, f32)>>,
}

impl ProbableEdges {
    fn of(lattice: &Lattice, posteriors: &[f32]) -> Self {
        let mut by_place: FxHashMap<(u32, Span), Vec<(u32, f32)>> = FxHashMap::default();
        for (number, (edge, &probability)) in (0..).zip(lattice.edges.iter().zip(posteriors)) {
            if probability > LEAST_PROBABLE / 10.0 {
                by_place
                    .entry((edge.line, edge.source))
                    .or_default()
                    .push((number, probability));
            }
        }
        ProbableEdges { by_place }
    }

    fn at(&self, edge: &Edge) -> &[(u32, f32)] {
        self.by_place
            .get(&(edge.line, edge.source))
            .map_or(&[], Vec::as_slice)
    }
}
