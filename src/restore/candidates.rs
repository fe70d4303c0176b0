//! What a piece of text can be, wherever it stands: candidates of the channel for the whole piece
//! and, where it may be several words, for its parts. What was found is kept for the next time that
//! the piece is read.

use super::confusion_table::{Channel, Noise};
use super::lexicon::Lexicon;
use super::lexicon_search::{Bounds, Candidate, Search};
use super::losses::{self, Alike, ByState, FOREIGN, NEUTRAL, States};
use crate::lm::{NgramModel, Normalizer, WordId};
use crate::text::case::{Shape, shape};
use crate::text::letters::{base, is_capital, is_letter, lower};
use crate::text::look_alikes::{Context, look_alike};
use crate::text::tokens::{Token, is_invisible};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How widely readings are searched for one kind of noise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SearchParams {
    pub(crate) bounds: Bounds,
    /// Cost of unseen misreadings, which are looked for in doubtful pieces.
    unseen_edit_cost: f32,
    /// A piece whose cheapest candidate costs more than this may be several words or part of one.
    pub(crate) doubtful: f32,
    /// Cost of keeping a word that is not in the vocabulary, beside that of its spelling.
    unknown: f32,
    /// Whether spaces and marks may be wrong.
    pub(crate) spaces: bool,
    /// Cost of dropping a mark, beside that of its having come from nowhere. Negative where the
    /// engine's marks are wrong more often than by the table.
    pub(crate) drop_mark: f32,
    /// The same for one with space on both sides.
    pub(crate) drop_alone: f32,
    /// What is added for one that stands where it should.
    pub(crate) drop_placed: f32,
    /// The same for a colon: what stands below depends on it, and dirt is seldom read as one.
    pub(crate) drop_colon: f32,
    /// Cost of a word that is no syllable and spelled otherwise than what was read, but for marks.
    foreign_change: f32,
    /// Whether words with a capital may be glued ones; else they are names.
    glued_names: bool,
    /// How much it counts that a word is usually written with another first letter, small or large.
    case: f32,
    /// Whether some words may have lost marks, of some kinds or all.
    losses: bool,
    /// Whether signs and short numbers that stand alone may be words.
    pub(crate) lone_signs: bool,
}

impl SearchParams {
    pub(crate) fn of(noise: Noise) -> Self {
        match noise {
            Noise::NoDiacritics => SearchParams {
                bounds: Bounds {
                    threshold: 30.0,
                    most: 30,
                    unseen_edit_cost: f32::INFINITY,
                },
                unseen_edit_cost: f32::INFINITY,
                doubtful: f32::INFINITY,
                unknown: 0.0,
                spaces: false,
                drop_mark: f32::INFINITY,
                drop_alone: f32::INFINITY,
                drop_placed: 0.0,
                drop_colon: 0.0,
                foreign_change: f32::INFINITY,
                glued_names: false,
                case: 0.5,
                losses: false,
                lone_signs: false,
            },
            Noise::OcrLatin => SearchParams {
                bounds: Bounds {
                    threshold: 8.0,
                    most: 32,
                    unseen_edit_cost: f32::INFINITY,
                },
                unseen_edit_cost: 9.0,
                doubtful: 4.0,
                unknown: 3.0,
                spaces: true,
                drop_mark: 0.0,
                drop_alone: 0.0,
                drop_placed: 1.5,
                drop_colon: 3.5,
                foreign_change: 2.5,
                glued_names: true,
                case: 0.25,
                losses: false,
                lone_signs: true,
            },
            Noise::OcrVietnamese => SearchParams {
                bounds: Bounds {
                    threshold: 10.0,
                    most: 16,
                    unseen_edit_cost: f32::INFINITY,
                },
                unseen_edit_cost: f32::INFINITY,
                doubtful: 6.0,
                unknown: 0.0,
                spaces: true,
                drop_mark: 3.5,
                drop_alone: -2.0,
                drop_placed: 2.75,
                drop_colon: 2.75,
                foreign_change: f32::INFINITY,
                glued_names: false,
                case: 0.5,
                losses: true,
                lone_signs: false,
            },
        }
    }
}

/// Longest piece, in letters, that is searched; longer ones are no words.
const LONGEST: usize = 32;
/// Shortest word inside a glued piece: single letters would take names and codes apart.
const SHORTEST_SYLLABLE: usize = 2;
/// Longest word inside a glued piece.
const LONGEST_SYLLABLE: usize = 8;
/// Candidates kept for each part of a glued piece.
const MOST_INSIDE: usize = 10;
/// Pieces that are remembered; then all are forgotten, which bounds memory.
const MOST_KNOWN: usize = 1 << 16;

/// A word that a piece can be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) word: WordId,
    /// −ln P(read | word), in nats; infinite where the channel does not lead there.
    pub(crate) cost: f32,
    /// What the text may have lost for the word to be read so.
    pub(crate) states: States,
    /// Cost of the size of its first letter, which counts where the piece opens no sentence.
    pub(crate) case: f32,
}

/// What a piece can be.
#[derive(Debug)]
pub(crate) struct Readings {
    /// The piece as a whole, changed.
    pub(crate) whole: Vec<Reading>,
    /// The piece as it is.
    pub(crate) kept: Reading,
    /// Cost of the cheapest candidate; infinite where there is none.
    pub(crate) cheapest: f32,
    /// Words inside a glued piece, by first and last letter.
    pub(crate) inside: Vec<(Range<usize>, Candidate)>,
    /// Whether capitals show where the words inside begin.
    pub(crate) at_capitals: bool,
    /// Whether a large first letter may come from the start of a sentence.
    pub(crate) title: bool,
    /// How likely text that lost marks of some kinds is to give the piece.
    pub(crate) likelihoods: ByState,
}

/// What was read so far, of one kind of noise.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    search: Search,
    normalizer: Normalizer,
    numbers: FxHashMap<String, u32>,
    readings: Vec<Readings>,
    /// Candidates for several pieces as one word.
    joined: FxHashMap<String, Vec<Candidate>>,
}

impl Memory {
    /// Forgets what was read if it is much.
    pub(crate) fn bound(&mut self) {
        if self.readings.len() + self.joined.len() > MOST_KNOWN {
            self.numbers.clear();
            self.readings.clear();
            self.joined.clear();
        }
    }

    /// The readings with a number that [`CandidateFinder::number`] gave since the last [`Memory::bound`].
    pub(crate) fn readings(&self, number: u32) -> &Readings {
        &self.readings[number as usize]
    }
}

/// Finds what pieces with one kind of noise can be.
pub(crate) struct CandidateFinder<'m> {
    pub(crate) model: &'m NgramModel,
    pub(crate) lexicon: &'m Lexicon,
    pub(crate) channel: &'m Channel,
    pub(crate) params: &'m SearchParams,
    pub(crate) memory: &'m mut Memory,
}

impl CandidateFinder<'_> {
    /// The number of the readings of a word.
    pub(crate) fn number(&mut self, line: &str, piece: &Token) -> u32 {
        let text = piece.span.of(line);
        if let Some(&number) = self.memory.numbers.get(text) {
            return number;
        }
        let number = self.memory.readings.len() as u32;
        let readings = self.read(line, piece);
        self.memory.readings.push(readings);
        self.memory.numbers.insert(text.to_owned(), number);
        number
    }

    /// Number of a piece in the vocabulary, as it stands.
    pub(crate) fn kept_id(&mut self, line: &str, piece: &Token) -> WordId {
        self.model
            .id(self.memory.normalizer.form(line, piece))
            .unwrap_or(WordId::UNKNOWN)
    }

    /// Candidates for the text of several pieces as one word.
    pub(crate) fn joined(&mut self, text: &str) -> &[Candidate] {
        let (lexicon, channel, bounds) = (self.lexicon, self.channel, self.params.bounds);
        let Memory { search, joined, .. } = &mut *self.memory;
        if !joined.contains_key(text) {
            let letters = channel_letters(text);
            let found = match letters.len() > LONGEST_SYLLABLE + 2 {
                true => Vec::new(),
                false => search.run(&letters, lexicon, channel, bounds).to_vec(),
            };
            joined.insert(text.to_owned(), found);
        }
        &joined[text]
    }

    fn read(&mut self, line: &str, piece: &Token) -> Readings {
        let text = piece.span.of(line);
        let form = self.memory.normalizer.form(line, piece).to_owned();
        let mut letters = channel_letters(text);
        let mut whole = Vec::new();
        if letters.len() <= LONGEST {
            whole = self.candidates(text, &mut letters);
        }
        let cheapest = whole.iter().map(|c| c.cost).fold(f32::INFINITY, f32::min);
        let shape = shape(text);
        let may_be_glued = self.params.glued_names || shape == Shape::Lower;
        let doubtful = cheapest > self.params.doubtful;
        let visible = letters.len() == text.chars().count();
        let mut inside = Vec::new();
        if doubtful && self.params.spaces && visible && shape == Shape::Mixed {
            inside = self.words_at_capitals(text);
        }
        let at_capitals = !inside.is_empty();
        let has_length = (4..=LONGEST).contains(&letters.len());
        if !at_capitals && doubtful && may_be_glued && visible && has_length {
            inside = self.words_inside(&letters);
        }
        let (mut alike, mut likelihoods) = (Alike::default(), NEUTRAL);
        if self.params.losses {
            alike = Alike::of(text, &form, self.model, self.lexicon);
            likelihoods = losses::likelihoods(text, &alike, self.model, self.lexicon);
        }
        let kept = self.kept(&form, &whole, cheapest);
        let unchanged = match kept.word {
            WordId::UNKNOWN => States::default().with(FOREIGN),
            _ => alike.unchanged(&form),
        };
        let says_something = matches!(shape, Shape::Lower | Shape::Title) && letters.len() > 1;
        let reading = |(candidate, states): (Candidate, States)| Reading {
            word: candidate.word,
            cost: candidate.cost,
            states: states.lossy(),
            case: match says_something {
                true => self.params.case * case_cost(self.model, candidate.word, shape),
                false => 0.0,
            },
        };
        whole.retain(|candidate| candidate.word != kept.word);
        let changed = with_lost_marks(&whole, &alike, kept.word);
        Readings {
            whole: changed.into_iter().map(reading).collect(),
            kept: reading((kept, unchanged)),
            cheapest,
            inside,
            at_capitals,
            title: shape == Shape::Title,
            likelihoods,
        }
    }

    /// A piece as it is, with its cost; `whole` are its candidates.
    fn kept(&self, form: &str, whole: &[Candidate], cheapest: f32) -> Candidate {
        let unknown = self.params.unknown;
        match self.model.id(form) {
            Some(word) => {
                let found = whole.iter().find(|c| c.word == word).map(|c| c.cost);
                let cost = found.unwrap_or(unknown + cheapest.min(UNREACHED));
                Candidate { word, cost }
            }
            None => Candidate {
                word: WordId::UNKNOWN,
                cost: unknown - self.model.chars().score(form),
            },
        }
    }

    /// Candidates for a whole piece, the likeliest without context first. Capitals inside a word may
    /// be misread letters or real, so both are tried.
    fn candidates(&mut self, text: &str, letters: &mut [char]) -> Vec<Candidate> {
        let mut bounds = Bounds {
            most: WIDE,
            ..self.params.bounds
        };
        let mut found = self
            .memory
            .search
            .run(letters, self.lexicon, self.channel, bounds)
            .to_vec();
        if found
            .first()
            .is_none_or(|best| best.cost > self.params.doubtful)
        {
            bounds.unseen_edit_cost = self.params.unseen_edit_cost;
            bounds.threshold += 2.0;
            found = self
                .memory
                .search
                .run(letters, self.lexicon, self.channel, bounds)
                .to_vec();
        }
        let folded: Vec<char> = letters.iter().map(|&c| lower(c)).collect();
        if shape(text) == Shape::Mixed {
            let folded = self
                .memory
                .search
                .run(&folded, self.lexicon, self.channel, bounds);
            found.extend(folded.iter().map(|c| Candidate {
                cost: c.cost + CASE_NOISE,
                ..*c
            }));
            found.sort_by(|a, b| a.word.cmp(&b.word).then(a.cost.total_cmp(&b.cost)));
            found.dedup_by_key(|c| c.word);
        }
        let model = self.model;
        let stripped: Vec<char> = folded.into_iter().map(base).collect();
        for candidate in &mut found {
            let foreign = !self.lexicon.is_syllable(candidate.word);
            let letters = model.word(candidate.word).chars().map(base);
            if foreign && !letters.eq(stripped.iter().copied()) {
                candidate.cost += self.params.foreign_change;
            }
        }
        found.retain(|candidate| candidate.cost.is_finite());
        if let Some(numeral) = roman_numeral(text)
            && let Some(word) = model.id(&numeral)
        {
            found.retain(|c| c.word != word);
            found.push(Candidate { word, cost: ROMAN });
        }
        likeliest(&mut found, model, self.params.bounds.most);
        found
    }

    /// Words of a piece that was glued where its capitals are; none where one of them is no word.
    fn words_at_capitals(&mut self, text: &str) -> Vec<(Range<usize>, Candidate)> {
        let letters: Vec<char> = text.chars().map(lower).collect();
        let mut inside = Vec::new();
        for part in parts_at_capitals(text).unwrap_or_default() {
            let read = &letters[part.clone()];
            let bounds = self.params.bounds;
            let found = self
                .memory
                .search
                .run(read, self.lexicon, self.channel, bounds);
            // Names of the Central Highlands are no syllables of Vietnamese, but have its marks.
            let of_vietnam =
                |word| self.lexicon.is_syllable(word) || !self.model.word(word).is_ascii();
            let found = found.iter().filter(|c| of_vietnam(c.word));
            let before = inside.len();
            inside.extend(found.map(|&candidate| (part.clone(), candidate)));
            if inside.len() == before {
                return Vec::new();
            }
        }
        inside
    }

    /// Words between any two letters of a glued piece.
    fn words_inside(&mut self, letters: &[char]) -> Vec<(Range<usize>, Candidate)> {
        let mut inside = Vec::new();
        let bounds = Bounds {
            threshold: self.params.bounds.threshold.min(7.0),
            most: MOST_INSIDE,
            unseen_edit_cost: f32::INFINITY,
        };
        // The one word of a letter that often ends others: *đồng ý*, *góp ý*, *lưu ý*.
        let final_letter = letters.len() - 1;
        let found =
            self.memory
                .search
                .run(&letters[final_letter..], self.lexicon, self.channel, bounds);
        let y = found
            .iter()
            .find(|found| self.model.word(found.word) == "ý");
        let ends_in_y = y.is_some();
        inside.extend(y.map(|&y| (final_letter..letters.len(), y)));
        for first in 0..final_letter {
            let end = letters.len().min(first + LONGEST_SYLLABLE);
            self.memory
                .search
                .run(&letters[first..end], self.lexicon, self.channel, bounds);
            for last in first + SHORTEST_SYLLABLE..=end {
                let rest = letters.len() - last;
                if (first == 0 && rest == 0) || (rest == 1 && !ends_in_y) {
                    continue;
                }
                let found = self.memory.search.prefix(last - first, self.lexicon, WIDE);
                let sensible = |c: &&Candidate| c.cost < 4.0 + 1.5 * (last - first) as f32;
                let mut found: Vec<Candidate> = found.iter().filter(sensible).copied().collect();
                likeliest(&mut found, self.model, MOST_INSIDE);
                inside.extend(found.into_iter().map(|c| (first..last, c)));
            }
        }
        inside
    }
}

/// Keeps the candidates that are likeliest without context, best first.
fn likeliest(found: &mut Vec<Candidate>, model: &NgramModel, most: usize) {
    let merit = |c: &Candidate| model.unigram(c.word) - c.cost;
    found.sort_by(|a, b| merit(b).total_cmp(&merit(a)).then(a.word.cmp(&b.word)));
    found.truncate(most);
}

/// The words of a piece with capitals inside (`ĐắkNông`), by first and last letter; `None` where one has a single
/// letter or several capitals, as abbreviations have (`TTg`).
fn parts_at_capitals(text: &str) -> Option<Vec<Range<usize>>> {
    let letters: Vec<char> = text.chars().collect();
    let is_start = |&at: &usize| at == 0 || is_capital(letters[at]);
    let starts: Vec<usize> = (0..letters.len()).filter(is_start).collect();
    let ends = starts.iter().skip(1).copied().chain([letters.len()]);
    let parts: Vec<Range<usize>> = starts.iter().zip(ends).map(|(&s, end)| s..end).collect();
    let are_words = parts.iter().all(|part| {
        (SHORTEST_SYLLABLE..=LONGEST_SYLLABLE).contains(&part.len())
            && letters[part.clone()].iter().all(|&c| is_letter(c))
    });
    (parts.len() > 1 && are_words).then_some(parts)
}

/// Candidates of the channel with what the text may have lost, and words that only a loss of marks leads from.
fn with_lost_marks(whole: &[Candidate], alike: &Alike, kept: WordId) -> Vec<(Candidate, States)> {
    let states = |word| {
        let found = alike.words.iter().find(|other| other.0 == word);
        found.map_or(States::default(), |other| other.1)
    };
    let mut all: Vec<(Candidate, States)> = whole.iter().map(|c| (*c, states(c.word))).collect();
    let lost_marks = |&&(word, states): &&(WordId, States)| {
        word != kept && !states.lossy().is_empty() && whole.iter().all(|c| c.word != word)
    };
    let cost = f32::INFINITY;
    let marked = alike.words.iter().filter(lost_marks);
    all.extend(marked.map(|&(word, states)| (Candidate { word, cost }, states)));
    all
}

/// Candidates of a search that are looked at before the likeliest are taken.
const WIDE: usize = 256;
/// Cost of a roman numeral's strokes being read as `l` or `1`.
const ROMAN: f32 = 1.0;
/// Cost of keeping a known word that no edits lead to.
const UNREACHED: f32 = 4.0;
/// Cost of capitals where small letters were printed, or the other way round, within a word.
const CASE_NOISE: f32 = 2.0;

/// −ln of the share of a word's occurrences inside sentences that are written in this shape, in
/// nats. A word that was never seen there costs the same in any shape.
fn case_cost(model: &NgramModel, word: WordId, shape: Shape) -> f32 {
    let usual = model.cases(word);
    let count = match shape {
        Shape::Title => usual.title,
        _ => usual.lower,
    };
    let all = f32::from(usual.lower) + f32::from(usual.title) + f32::from(usual.upper);
    ((all + 2.0) / (f32::from(count) + 1.0)).ln()
}

/// The letters as the channel was trained on them: capitals that a writer sets are small.
fn channel_letters(text: &str) -> Vec<char> {
    let shape = shape(text);
    let fold_all = shape == Shape::Upper;
    let first = text.chars().position(char::is_alphabetic);
    let fold = |(i, c): (usize, char)| {
        let leading = Some(i) == first && matches!(shape, Shape::Title | Shape::Mixed);
        if fold_all || leading { lower(c) } else { c }
    };
    text.chars()
        .filter(|&c| !is_invisible(c))
        .enumerate()
        .map(fold)
        .collect()
}

/// `Il`, `I1l` → `ii`, `iii`: strokes of a roman numeral, with an `I` among them.
fn roman_numeral(text: &str) -> Option<String> {
    let strokes = text
        .chars()
        .all(|c| c == 'I' || look_alike(c, Context::Roman).is_some());
    let fits = strokes && (2..=3).contains(&text.len()) && text.starts_with('I');
    fits.then(|| "i".repeat(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_channel_are_small_where_writers_set_capitals() {
        for (text, expected) in [
            ("Công", "công"),
            ("UBND", "ubnd"),
            ("giSi", "giSi"),
            ("XUAt", "xUAt"),
            ("1Ap", "1ap"),
        ] {
            assert_eq!(
                channel_letters(text).into_iter().collect::<String>(),
                expected
            );
        }
    }

    #[test]
    fn glued_words_are_parted_at_their_capitals() {
        let parts = |text| {
            parts_at_capitals(text).map(|parts| {
                let of =
                    |part: Range<usize>| text.chars().skip(part.start).take(part.len()).collect();
                parts.into_iter().map(of).collect::<Vec<String>>()
            })
        };
        for (text, expected) in [
            ("ĐắkNông", Some("Đắk Nông")),
            ("tỉnhĐắkLắk", Some("tỉnh Đắk Lắk")),
            ("TTg", None),
            ("GDĐT", None),
            ("Đắk", None),
            ("A4Thành", None),
        ] {
            let expected = expected.map(|words| words.split(' ').map(String::from).collect());
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn strokes_with_an_i_among_them_are_roman_numerals() {
        for (text, expected) in [
            ("Il", Some("ii")),
            ("I1l", Some("iii")),
            ("ll", None),
            ("I", None),
            ("In", None),
        ] {
            assert_eq!(roman_numeral(text).as_deref(), expected, "{text}");
        }
    }
}
