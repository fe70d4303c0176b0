//! What an engine reports beside its text: what else it saw in the place of each letter. A word that one or two
//! of these make is an edge of the lattice, as dear as they were less believed. And what a second reader saw: a word
//! that it saw is an edge, too, and those like it become cheaper.

use super::placed::Placed;
use crate::document::layout::{Choice, JoinedWord, Word};
use crate::text::Span;
use crate::text::letters::lower;
use crate::text::tokens::{TokenKind, tokens};
use crate::text::tone_placement::canonical;

/// Nats for a choice's being another than what was read.
const OTHER: f32 = 0.7;
/// Cost of a word that the second reader alone saw. Nats that its being sure speaks for a word with, at most, and what each
/// letter that is another takes from them. Chosen on real scans.
pub(crate) const SEEN_ONCE: f32 = 4.0;
const SUPPORT: f32 = 6.0;
const WRONG_LETTER: f32 = 3.0;
/// Choices of a piece that are looked at, the most believed first.
const MOST: usize = 12;

/// What an engine saw in a piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    word: &'a Word,
    /// Number of the piece's first character in the word.
    first: usize,
}

/// What a second reader saw in a piece.
pub(crate) struct SeenAgain {
    /// As the model spells it.
    pub(crate) form: String,
    /// Nats that speak for it.
    support: f32,
}

impl SeenAgain {
    /// Whether it is another reading of a piece, half of whose letters at most are others, and not one of the word beside it.
    pub(crate) fn is_like(&self, piece: &str) -> bool {
        2 * strsim::levenshtein(piece, &self.form) <= self.form.chars().count()
    }

    /// Nats that speak for a form: fewer for each letter that is another.
    pub(crate) fn support(&self, form: &str) -> f32 {
        let wrong = strsim::levenshtein(form, &self.form) as f32;
        (self.support - WRONG_LETTER * wrong).max(0.0)
    }
}

/// What was seen in each piece; `words` holds those of every line, none for lines of no engine.
pub(crate) fn seen<'a>(
    lines: &[&str],
    words: &[&[JoinedWord<'a>]],
    pieces: &[Placed],
) -> Vec<Option<Seen<'a>>> {
    let mut all = Vec::with_capacity(pieces.len());
    for of_line in pieces.chunk_by(|a, b| a.line == b.line) {
        let line = of_line[0].line as usize;
        let mut words = words[line].iter().peekable();
        all.extend(of_line.iter().map(|placed| {
            let at = placed.piece.span.start;
            while words.next_if(|joined| joined.span.end <= at).is_some() {}
            // Long lines of no engine have no words: nothing is counted there.
            let &&JoinedWord { word, span } = words.peek()?;
            if word.choices.is_empty() && word.second.is_none() {
                return None;
            }
            let first = lines[line].get(span.start..at)?.chars().count();
            Some(Seen { word, first })
        }));
    }
    all
}

impl Seen<'_> {
    /// What the piece may be by the choices in it, and what that costs.
    pub(crate) fn forms(&self, piece: &str) -> Vec<(String, f32)> {
        let letters: Vec<char> = piece.chars().map(lower).collect();
        let inside = self.first..self.first + letters.len();
        let choices = self.word.choices.iter();
        let mut choices: Vec<&Choice> = choices
            .filter(|c| inside.contains(&usize::from(c.at)))
            .collect();
        choices.sort_by(|a, b| a.confidence_gap.total_cmp(&b.confidence_gap));
        choices.truncate(MOST);
        let mut forms = Vec::new();
        for (number, &one) in choices.iter().enumerate() {
            forms.push(self.form(&letters, &[one]));
            let others = choices[..number].iter().filter(|other| other.at != one.at);
            forms.extend(others.map(|&other| self.form(&letters, &[one, other])));
        }
        forms
    }

    /// What a second reader saw in place of the piece; `None` where it saw more or fewer words than the engine, and where
    /// the engine saw nothing, so that the piece is what it saw.
    pub(crate) fn second(&self) -> Option<SeenAgain> {
        let of_engine = !self.word.as_read().is_empty();
        let reading = self.word.second.as_ref().filter(|_| of_engine)?;
        let spans = |text| -> Vec<Span> {
            let words = tokens(text).filter(|token| token.kind == TokenKind::Word);
            words.map(|token| token.span).collect()
        };
        let (own, others) = (spans(&self.word.text), spans(&reading.text));
        let (start, _) = self.word.text.char_indices().nth(self.first)?;
        let number = own.iter().position(|span| span.start == start)?;
        let same = own.len() == others.len();
        let span = *others.get(number).filter(|_| same)?;
        let form: String = span.of(&reading.text).chars().map(lower).collect();
        let before = reading.text[..span.start].chars().count();
        let letters = before..before + form.chars().count();
        let letters = reading.probabilities.get(letters)?.iter().copied();
        let sure = letters.fold(1.0, f32::min);
        Some(SeenAgain {
            form: canonical(&form),
            support: (sure / (1.0 - sure)).ln().clamp(0.0, SUPPORT),
        })
    }

    /// Whether a second reader saw nothing where the engine saw the word, though it saw others of its line.
    pub(crate) fn is_unseen(&self) -> bool {
        let second = self.word.second.as_ref();
        second.is_some_and(|second| second.text.is_empty())
    }

    fn form(&self, letters: &[char], choices: &[&Choice]) -> (String, f32) {
        let mut form = String::with_capacity(letters.len() + 8);
        for (at, &letter) in (self.first..).zip(letters) {
            match choices.iter().find(|choice| usize::from(choice.at) == at) {
                Some(choice) => form.extend(choice.sign.chars().map(lower)),
                None => form.push(letter),
            }
        }
        let costs = choices
            .iter()
            .map(|choice| OTHER + Choice::NATS * choice.confidence_gap);
        (canonical(&form), costs.sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::{BBox, SecondReading};

    #[test]
    fn what_a_second_reader_read_alone_speaks_for_itself_once() {
        let mut word = Word::new("Toản".to_owned(), 0.9, BBox::default());
        word.second = Some(SecondReading {
            text: "Toàn".to_owned(),
            probabilities: vec![0.99; 4],
            taken: false,
        });
        fn second(word: &Word) -> Option<String> {
            let second = Seen { word, first: 0 }.second();
            second.map(|seen| seen.form)
        }
        assert_eq!(second(&word).as_deref(), Some("toàn"));
        word.read_by_second_alone();
        assert_eq!(second(&word), None);
    }
}
