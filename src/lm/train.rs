//! Training: paragraphs → the bytes of a model. Deterministic: the same paragraphs in the same order
//! give the same bytes.

pub use super::estimate::Sizes as NgramSizes;

use super::estimate::Sizes;
use super::form::{Normalizer, nfc};
use super::model::{NgramModel, Parts};
use super::vocabulary::CaseCounts;
use super::{chars, estimate};
use crate::lm::WordId;
use crate::text::case::{Shape, shape};
use crate::text::tokens::{TokenKind, tokens};
use rustc_hash::FxHashMap;

/// Most words that a model can hold: their numbers have 16 bits, and one is kept free.
const MOST_WORDS: usize = 65_534;

/// A word must be seen this often to get a number.
const RARE: u32 = 3;

/// Spellings that stand for special words; no text can contain them, as tokens have no brackets.
const SPECIAL: [&str; WordId::SPECIAL] = ["<unknown>", "<start>", "<end>", "<number>"];

/// Reads a corpus, paragraph by paragraph.
#[derive(Debug, Default)]
pub struct Corpus {
    numbers: FxHashMap<String, u32>,
    words: Vec<Seen>,
    /// Word numbers in order of first appearance; `BREAK` between paragraphs.
    tokens: Vec<u32>,
    normalizer: Normalizer,
}

/// How often a word was seen, and in which shapes inside sentences.
#[derive(Debug, Default, Clone)]
struct Seen {
    spelling: String,
    count: u32,
    shapes: [u32; 3],
}

/// Ends a paragraph.
const BREAK: u32 = u32::MAX;
/// Stands for any number.
const NUMBER: u32 = u32::MAX - 1;

impl Corpus {
    /// Adds a paragraph; white space alone adds nothing.
    pub fn add(&mut self, paragraph: &str) {
        let text = nfc(paragraph);
        let before = self.tokens.len();
        let mut sentence_start = true;
        for token in tokens(&text) {
            if token.kind == TokenKind::Number {
                self.tokens.push(NUMBER);
                sentence_start = false;
                continue;
            }
            let number = {
                let form = self.normalizer.form(&text, &token);
                intern(&mut self.numbers, &mut self.words, form)
            };
            self.tokens.push(number);
            let seen = &mut self.words[number as usize];
            seen.count = seen.count.saturating_add(1);
            if token.kind == TokenKind::Word && !sentence_start {
                match shape(token.span.of(&text)) {
                    Shape::Lower => seen.shapes[0] += 1,
                    Shape::Title => seen.shapes[1] += 1,
                    Shape::Upper => seen.shapes[2] += 1,
                    Shape::Mixed => {}
                }
            }
            sentence_start = token.kind == TokenKind::Mark;
        }
        if self.tokens.len() > before {
            self.tokens.push(BREAK);
        }
    }

    /// Number of tokens read.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Trains a model: the bytes of a model file.
    pub fn train(self, sizes: Sizes) -> Vec<u8> {
        let Corpus {
            words: seen,
            tokens,
            ..
        } = self;
        let mut order: Vec<u32> = (0..seen.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&seen[a as usize], &seen[b as usize]);
            b.count
                .cmp(&a.count)
                .then_with(|| a.spelling.cmp(&b.spelling))
        });
        let frequent = order
            .iter()
            .take_while(|&&i| seen[i as usize].count >= RARE)
            .count();
        let held = frequent.min(MOST_WORDS - WordId::SPECIAL);
        let mut ids = vec![WordId::UNKNOWN.0; seen.len()];
        for (rank, &i) in order[..held].iter().enumerate() {
            ids[i as usize] = (rank + WordId::SPECIAL) as u16;
        }
        let tokens = paragraphs(&tokens, &ids);
        let (unigrams, ngrams) = estimate::estimate(&tokens, held + WordId::SPECIAL, sizes);
        let spelling = |&i: &u32| seen[i as usize].spelling.as_str();
        let rare = order[held..]
            .iter()
            .map(spelling)
            .filter(|w| w.chars().any(char::is_alphabetic));
        let parts = Parts {
            words: SPECIAL
                .into_iter()
                .chain(order[..held].iter().map(spelling))
                .map(str::to_owned)
                .collect(),
            cases: [CaseCounts::default(); WordId::SPECIAL]
                .into_iter()
                .chain(
                    order[..held]
                        .iter()
                        .map(|&i| case_counts(seen[i as usize].shapes)),
                )
                .collect(),
            unigrams,
            ngrams,
            chars: chars::learn(rare),
        };
        NgramModel::write(&parts)
    }
}

/// The number of a spelling, new if it was not seen before.
fn intern(numbers: &mut FxHashMap<String, u32>, words: &mut Vec<Seen>, form: &str) -> u32 {
    if let Some(&number) = numbers.get(form) {
        return number;
    }
    let number = words.len() as u32;
    numbers.insert(form.to_owned(), number);
    words.push(Seen {
        spelling: form.to_owned(),
        ..Seen::default()
    });
    number
}

/// Paragraphs as vocabulary numbers between start and end.
fn paragraphs(tokens: &[u32], ids: &[u16]) -> Vec<u16> {
    let mut out = Vec::with_capacity(tokens.len() + tokens.len() / 16);
    let mut open = false;
    for &token in tokens {
        if !open {
            out.push(WordId::START.0);
        }
        open = token != BREAK;
        out.push(match token {
            BREAK => WordId::END.0,
            NUMBER => WordId::NUMBER.0,
            word => ids[word as usize],
        });
    }
    out
}

fn case_counts(shapes: [u32; 3]) -> CaseCounts {
    let total = shapes.iter().sum::<u32>().max(1) as f32;
    let [lower, title, upper] = shapes.map(|n| (n as f32 / total * 255.0).round() as u8);
    CaseCounts {
        lower,
        title,
        upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::LanguageModel;

    fn small() -> Vec<u8> {
        let mut corpus = Corpus::default();
        for i in 0..40 {
            corpus.add("Ủy ban nhân dân tỉnh ban hành Quyết định số 12/QĐ-UBND.");
            corpus.add("Sở Thông tin báo cáo Ủy ban nhân dân tỉnh kết quả công tác tháng 3.");
            corpus.add(&format!("{i} lượt người"));
        }
        corpus.train(Sizes {
            ngrams: [500, 500, 500],
        })
    }

    fn logprob(model: &NgramModel, text: &str) -> f32 {
        let mut state = model.start();
        text.split(' ')
            .map(|word| {
                let (next, logprob) = model.score(state, model.id(word).unwrap_or(WordId::UNKNOWN));
                state = next;
                logprob
            })
            .sum()
    }

    #[test]
    fn training_is_deterministic_and_the_model_prefers_what_it_saw() {
        let bytes = small();
        assert_eq!(bytes, small());
        let model = NgramModel::from_bytes(&bytes).unwrap();
        assert!(
            logprob(&model, "ủy ban nhân dân tỉnh") > logprob(&model, "ủy ban dân nhân tỉnh") + 2.0
        );
        assert_eq!(model.id("hoà"), None);
        let minister = model.id("ủy").unwrap();
        assert_eq!(model.word(minister), "ủy");
        assert!(model.cases(minister).title > 200);
    }

    #[test]
    fn probabilities_after_a_context_sum_to_one() {
        let model = NgramModel::from_bytes(&small()).unwrap();
        let mut state = model.start();
        for word in ["ủy", "ban", "nhân"] {
            let total: f32 = (0..model.len() as u16)
                .filter(|&w| w != WordId::START.0)
                .map(|w| model.score(state, WordId(w)).1.exp())
                .sum();
            assert!((total - 1.0).abs() < 0.05, "{total} after {word}");
            state = model.score(state, model.id(word).unwrap()).0;
        }
    }

    #[test]
    fn a_cut_or_foreign_file_is_refused() {
        let bytes = small();
        assert!(NgramModel::from_bytes(&bytes[..bytes.len() / 2]).is_err());
        assert!(NgramModel::from_bytes(b"PK\x03\x04 and more").is_err());
        assert!(NgramModel::from_bytes(&[]).is_err());
    }
}
