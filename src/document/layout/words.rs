//! What an OCR engine reads: words in lines, with places on the page as scanned.

use super::bbox::BBox;
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// Another sign that the engine saw in place of one that it read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Number of the character of the word that it could stand for.
    pub at: u16,
    /// What could stand there: mostly one character.
    pub sign: String,
    /// How much less confident the engine was of it than of what was read, 0–1.
    pub confidence_gap: f32,
}

impl Choice {
    /// Nats that a gap of one counts for where a language model weighs letters.
    pub const NATS: f32 = 20.0;
}

/// What a second reader saw in the place of a word.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SecondReading {
    /// What it read; a blank stands where it saw two words.
    pub text: String,
    /// For each character of `text` how likely the reader found it, 0–1, at least.
    pub probabilities: Vec<f32>,
    /// Whether it took the place of what the engine read otherwise.
    pub taken: bool,
}

/// One word as the engine read it; never empty, never with white space inside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The engine's text.
    pub text: String,
    /// The engine's confidence, 0–1.
    pub confidence: f32,
    /// Where it stands.
    pub bbox: BBox,
    /// The engine's text where another reader's took its place; may be empty.
    pub replaced: Option<String>,
    /// What else the engine saw in `text`, by place; none where that took the place of another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What a second reader saw in its place, nothing as well; absent where none looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondReading>,
}

impl Word {
    /// A word with nothing else known of it.
    pub fn new(text: String, confidence: f32, bbox: BBox) -> Self {
        Word {
            text,
            confidence,
            bbox,
            replaced: None,
            choices: Vec::new(),
            second: None,
        }
    }

    /// Puts another reader's text in the place of the engine's.
    pub fn replace(&mut self, text: String) {
        if self.text != text {
            let read = std::mem::replace(&mut self.text, text);
            self.replaced.get_or_insert(read);
            self.choices.clear();
        }
    }

    /// Says that this is what a second reader read, and that the engine read nothing in its place.
    pub fn read_by_second_alone(&mut self) {
        self.replaced = Some(String::new());
        self.second = Some(SecondReading {
            text: self.text.clone(),
            probabilities: vec![self.confidence; self.text.chars().count()],
            taken: true,
        });
    }

    /// What the engine read.
    pub fn as_read(&self) -> &str {
        self.replaced.as_deref().unwrap_or(&self.text)
    }
}

/// One line of text; its words are joined by single spaces.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Words from left to right. May be empty: an empty line marks a paragraph or block break.
    pub words: Vec<Word>,
}

impl Line {
    /// The words joined by single spaces.
    pub fn text(&self) -> String {
        text(&self.words)
    }

    /// The words joined by single spaces, each with its place in the text.
    pub fn joined(&self) -> JoinedLine<'_> {
        joined(&self.words)
    }
}

/// A line's words joined by single spaces.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JoinedLine<'a> {
    /// The text.
    pub text: String,
    /// The words, from left to right.
    pub words: Vec<JoinedWord<'a>>,
}

/// A word of a joined line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JoinedWord<'a> {
    /// The word.
    pub word: &'a Word,
    /// Its bytes in the line's text.
    pub span: Span,
}

/// Words joined by single spaces, each with its place in the text.
pub(crate) fn joined(words: &[Word]) -> JoinedLine<'_> {
    let mut start = 0;
    let placed = words.iter().map(|word| {
        let span = Span::new(start, start + word.text.len());
        start = span.end + 1;
        JoinedWord { word, span }
    });
    JoinedLine {
        words: placed.collect(),
        text: text(words),
    }
}

/// Words joined by single spaces.
pub(crate) fn text(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

/// The digits of words, one after the other.
pub(crate) fn digits(words: &[Word]) -> String {
    let signs = words.iter().flat_map(|word| word.text.chars());
    signs.filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
impl Line {
    /// A line of monospaced print, 10 × 20 pixels a character from `y0` down; more spaces than one
    /// are a gap.
    pub(crate) fn printed(y0: i32, text: &str) -> Self {
        let (mut words, mut column) = (Vec::new(), 0);
        for text in text.split(' ') {
            let width = text.chars().count() as i32;
            if width > 0 {
                words.push(Word::new(
                    text.to_owned(),
                    0.9,
                    BBox::from([column * 10, y0, (column + width) * 10, y0 + 20]),
                ));
            }
            column += width + 1;
        }
        Line { words }
    }
}
