//! The trained n-gram model, used where its bytes lie.
//!
//! A score walks from the shortest n-gram to the longest: an n-gram can only be there if the shorter
//! one that ends like it is there too (training keeps it so), which stops most walks early.

use super::bytes::{SectionReader, SectionWriter};
use super::chars::CharModel;
use super::quantise::Codebook;
use super::storage::Storage;
use super::table::{Bucket, Entry, Ngram};
use super::vocabulary::{CaseCounts, Vocabulary, plain_numbers};
use super::{chars, table};
use crate::lm::{LanguageModel, LogProb, WordId};
use std::fs::File;
use std::ops::Range;
use std::path::Path;

/// First bytes of a model file; the last two digits are the version of the format.
const MAGIC: &[u8; 16] = b"baocao n-gram 02";

/// Longest n-gram.
pub(crate) const ORDER: usize = 4;

/// Why a model cannot be used.
///
/// ```
/// let error = baocao::NgramModel::open("README.md".as_ref()).err();
/// assert!(matches!(error, Some(baocao::ModelError::Format)));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be opened or mapped.
    #[error("cannot read the model: {0}")]
    Io(#[from] std::io::Error),
    /// The bytes are no model of this version.
    #[error("not a language model of this version; make one with `baocao train`")]
    Format,
}

/// The words before a position, newest first, as far as the model looks at them, with the back-off
/// weight of each context that they make.
#[derive(Debug, Clone, Copy)]
pub struct State {
    words: [u16; ORDER - 1],
    len: u8,
    backoffs: [f32; ORDER - 1],
}

/// A unigram: log probability and back-off weight.
#[repr(C)]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Unigram {
    pub(crate) probability: f32,
    pub(crate) backoff: f32,
}

/// Probability and back-off values of one order, by code.
#[derive(Debug, Clone)]
struct Values {
    probability: [f32; 256],
    backoff: [f32; 256],
}

/// An n-gram language model of order 4, used where its bytes lie (modified Kneser-Ney: Chen and Goodman 1998).
///
/// ```
/// use baocao::{NgramModel, Restorer};
///
/// let model = NgramModel::open("dictionaries/vi.lm".as_ref())?;
/// let restorer = Restorer::with_builtin_confusions(model);
/// assert_eq!(restorer.restore_text("Tra Vinh"), "Trà Vinh");
/// # Ok::<(), baocao::ModelError>(())
/// ```
#[derive(Debug)]
pub struct NgramModel {
    storage: Storage,
    vocabulary: Vocabulary,
    unigrams: Range<usize>,
    tables: [Range<usize>; ORDER - 1],
    values: Box<[Values; ORDER - 1]>,
    chars: Range<usize>,
}

/// The estimated parts of a model, before they are laid out.
pub(crate) struct Parts {
    pub(crate) words: Vec<String>,
    pub(crate) cases: Vec<CaseCounts>,
    pub(crate) unigrams: Vec<Unigram>,
    /// Bigrams, trigrams, four-grams: key ([`key`]), log probability, log back-off weight.
    pub(crate) ngrams: [Vec<(u64, f32, f32)>; ORDER - 1],
    pub(crate) chars: Vec<u8>,
}

/// The key of an n-gram: 16 bits for each word, the newest lowest.
pub(crate) fn key(oldest_first: &[u16]) -> u64 {
    oldest_first
        .iter()
        .fold(0, |key, &word| key << 16 | u64::from(word))
}

impl NgramModel {
    /// A model whose bytes are part of the program; they must be aligned to 64 bytes.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, ModelError> {
        if bytes.as_ptr().align_offset(super::bytes::ALIGN) != 0 {
            return Self::new(Storage::copy(bytes));
        }
        Self::new(Storage::Static(bytes))
    }

    /// A model from bytes, which are copied.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::new(Storage::copy(bytes))
    }

    /// Maps a model file, which takes a few milliseconds and memory only for what is read of it.
    ///
    /// # Errors
    /// If it cannot be read or is no model of this version.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Self::new(Storage::map(&File::open(path)?)?)
    }

    fn new(storage: Storage) -> Result<Self, ModelError> {
        let file = storage.bytes();
        let mut reader = SectionReader::new(file);
        let mut section = || reader.section().ok_or(ModelError::Format);
        if &file[section()?] != MAGIC {
            return Err(ModelError::Format);
        }
        let books = section()?;
        let unigrams = section()?;
        let tables = [section()?, section()?, section()?];
        let chars = section()?;
        let vocabulary = Vocabulary::read(file, &mut reader).ok_or(ModelError::Format)?;
        let fits = unigrams.len() == vocabulary.len() * size_of::<Unigram>()
            && chars.len() == chars::SIZE
            && tables.iter().all(|t| t.len() % size_of::<Bucket>() == 0);
        let books: &[[f32; 256]] =
            bytemuck::try_cast_slice(&file[books]).map_err(|_| ModelError::Format)?;
        if !fits || books.len() != 2 * (ORDER - 1) {
            return Err(ModelError::Format);
        }
        let value = |i: usize| Values {
            probability: books[2 * i],
            backoff: books[2 * i + 1],
        };
        let values = Box::new([value(0), value(1), value(2)]);
        Ok(NgramModel {
            storage,
            vocabulary,
            unigrams,
            tables,
            values,
            chars,
        })
    }

    /// Lays a model out as the bytes that [`NgramModel::open`] reads.
    pub(crate) fn write(parts: &Parts) -> Vec<u8> {
        let mut writer = SectionWriter::default();
        writer.section(MAGIC);
        let books: Vec<[Codebook; 2]> = parts
            .ngrams
            .iter()
            .map(|ngrams| {
                [
                    Codebook::fit(ngrams.iter().map(|n| n.1).collect(), table::PROBABILITIES),
                    Codebook::fit(ngrams.iter().map(|n| n.2).collect(), table::BACKOFFS),
                ]
            })
            .collect();
        let tables: Vec<[f32; 256]> = books.iter().flatten().map(Codebook::table).collect();
        writer.section(bytemuck::cast_slice(&tables));
        writer.section(bytemuck::cast_slice(&parts.unigrams));
        let plain = plain_numbers(&parts.words);
        for (ngrams, [probability, backoff]) in parts.ngrams.iter().zip(&books) {
            let encode = |&(key, p, b): &(u64, f32, f32)| {
                let word = WordId(key as u16);
                (
                    Ngram {
                        context: key >> 16,
                        plain: plain[word.0 as usize],
                        word,
                    },
                    Entry {
                        probability: probability.encode(p),
                        backoff: backoff.encode(b),
                    },
                )
            };
            let entries: Vec<(Ngram, Entry)> = ngrams.iter().map(encode).collect();
            writer.section(bytemuck::cast_slice(&table::build(&entries)));
        }
        writer.section(&parts.chars);
        Vocabulary::write(&parts.words, &parts.cases, &mut writer);
        writer.finish()
    }

    fn file(&self) -> &[u8] {
        self.storage.bytes()
    }

    /// Number of words, those that stand for others included.
    pub fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// Whether the vocabulary is empty: never.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a word spelled as [`super::Normalizer`] spells it.
    pub fn id(&self, word: &str) -> Option<WordId> {
        self.vocabulary.id(self.file(), word)
    }

    /// The spelling of a word.
    pub fn word(&self, id: WordId) -> &str {
        self.vocabulary.word(self.file(), id)
    }

    /// How a word is capitalised in running text.
    pub fn cases(&self, id: WordId) -> CaseCounts {
        self.vocabulary.cases(self.file(), id)
    }

    /// Number of a word's spelling without marks; `của` and `cửa` have the same.
    pub fn plain(&self, id: WordId) -> u16 {
        self.vocabulary.plain(self.file(), id)
    }

    /// The model of spelling for words that are not in the vocabulary.
    pub fn chars(&self) -> CharModel<'_> {
        CharModel::new(&self.file()[self.chars.clone()])
    }

    /// Log probability of a word without any context.
    pub fn unigram(&self, word: WordId) -> LogProb {
        self.unigrams()[word.0 as usize].probability
    }

    fn unigrams(&self) -> &[Unigram] {
        bytemuck::cast_slice(&self.file()[self.unigrams.clone()])
    }

    /// The table of n-grams of `order` 2 to 4.
    fn table(&self, order: usize) -> &[Bucket] {
        bytemuck::cast_slice(&self.file()[self.tables[order - 2].clone()])
    }
}

impl LanguageModel for NgramModel {
    type State = State;

    fn start(&self) -> State {
        let backoff = self.unigrams()[WordId::START.0 as usize].backoff;
        State {
            words: [WordId::START.0, 0, 0],
            len: 1,
            backoffs: [backoff, 0.0, 0.0],
        }
    }

    fn key(&self, state: State) -> u64 {
        let [a, b, c] = state.words.map(u64::from);
        a | b << 16 | c << 32 | u64::from(state.len) << 48
    }

    #[inline]
    fn fetch(&self, state: State, words: impl Iterator<Item = WordId>) {
        let mut fetched = None;
        for word in words {
            let plain = self.vocabulary.plain(self.file(), word);
            if fetched.replace(plain) == Some(plain) {
                continue;
            }
            for (order, context) in state.contexts() {
                let ngram = Ngram {
                    context,
                    plain,
                    word,
                };
                table::fetch(self.table(order), ngram);
            }
        }
    }

    #[inline]
    fn score(&self, state: State, word: WordId) -> (State, LogProb) {
        let plain = self.vocabulary.plain(self.file(), word);
        let unigram = self.unigrams()[word.0 as usize];
        let mut logprob = unigram.probability;
        let mut next = State {
            words: [word.0, 0, 0],
            len: 1,
            backoffs: [unigram.backoff, 0.0, 0.0],
        };
        let mut found = 1;
        for (order, context) in state.contexts() {
            let ngram = Ngram {
                context,
                plain,
                word,
            };
            let Some(entry) = table::find(self.table(order), ngram) else {
                break;
            };
            found = order;
            let values = &self.values[order - 2];
            logprob = values.probability[entry.probability as usize];
            // What no longer n-gram begins with has a weight of exactly 0 and is forgotten: the fewer
            // states there are, the more hypotheses are recombined.
            let backoff = values.backoff[entry.backoff as usize];
            if order < ORDER && backoff != 0.0 {
                next.words[order - 1] = state.words[order - 2];
                next.len = order as u8;
                next.backoffs[order - 1] = backoff;
            }
        }
        // Contexts that are longer than the n-gram found back off to it.
        for backoff in &state.backoffs[..state.len as usize][(found - 1).min(state.len as usize)..]
        {
            logprob += backoff;
        }
        (next, logprob)
    }
}

impl State {
    /// The contexts that the state holds, short to long: the order of the n-grams that they begin,
    /// and their words, the newest lowest.
    #[inline]
    fn contexts(&self) -> impl Iterator<Item = (usize, u64)> {
        let mut context = 0;
        let words = self.words.into_iter().take(self.len as usize);
        words.enumerate().map(move |(i, word)| {
            context |= u64::from(word) << (16 * i);
            (i + 2, context)
        })
    }
}
