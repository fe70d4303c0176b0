//! The words of the model: their spelling, number, and how they are capitalised.

use super::bytes::{SectionReader, SectionWriter};
use crate::lm::WordId;
use crate::text::letters::strip;
use rustc_hash::FxHashMap;

/// How often a word stood in each shape in running text, as shares of 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct CaseCounts {
    /// All letters small.
    pub lower: u8,
    /// First letter large.
    pub title: u8,
    /// All letters large.
    pub upper: u8,
}

/// The vocabulary inside a model's bytes. Nothing is parsed: a word is found through a table of
/// hashed slots that was made at training.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    bytes: std::ops::Range<usize>,
    offsets: std::ops::Range<usize>,
    slots: std::ops::Range<usize>,
    cases: std::ops::Range<usize>,
    plain: std::ops::Range<usize>,
}

impl Vocabulary {
    /// Writes the sections of a vocabulary; `words[i]` gets number `i`.
    pub(crate) fn write(words: &[String], cases: &[CaseCounts], writer: &mut SectionWriter) {
        let mut offsets = vec![0u32];
        let mut spelled = Vec::new();
        for word in words {
            spelled.extend_from_slice(word.as_bytes());
            offsets.push(spelled.len() as u32);
        }
        let size = (words.len() * 2).next_power_of_two();
        let mut slots = vec![u16::MAX; size];
        for (id, word) in words.iter().enumerate() {
            let mut at = hash(word) as usize & (size - 1);
            while slots[at] != u16::MAX {
                at = (at + 1) & (size - 1);
            }
            slots[at] = id as u16;
        }
        writer.section(&spelled);
        writer.section(bytemuck::cast_slice(&offsets));
        writer.section(bytemuck::cast_slice(&slots));
        writer.section(bytemuck::cast_slice(cases));
        writer.section(bytemuck::cast_slice(&plain_numbers(words)));
    }

    /// Finds the sections again and checks that they fit together.
    pub(crate) fn read(file: &[u8], reader: &mut SectionReader) -> Option<Self> {
        let vocabulary = Vocabulary {
            bytes: reader.section()?,
            offsets: reader.section()?,
            slots: reader.section()?,
            cases: reader.section()?,
            plain: reader.section()?,
        };
        let words = vocabulary.offsets.len() / 4;
        let consistent = words > WordId::SPECIAL
            && vocabulary.cases.len() / 3 == words - 1
            && vocabulary.plain.len() / 2 == words - 1
            && (vocabulary.slots.len() / 2).is_power_of_two()
            && std::str::from_utf8(&file[vocabulary.bytes.clone()]).is_ok();
        consistent.then_some(vocabulary)
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() / 4 - 1
    }

    pub(crate) fn word<'a>(&self, file: &'a [u8], id: WordId) -> &'a str {
        let offsets: &[u32] = bytemuck::cast_slice(&file[self.offsets.clone()]);
        let (start, end) = (
            offsets[id.0 as usize] as usize,
            offsets[id.0 as usize + 1] as usize,
        );
        let bytes = file[self.bytes.clone()].get(start..end).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub(crate) fn id(&self, file: &[u8], word: &str) -> Option<WordId> {
        let slots: &[u16] = bytemuck::cast_slice(&file[self.slots.clone()]);
        let mask = slots.len() - 1;
        let mut at = hash(word) as usize & mask;
        for _ in 0..slots.len() {
            match slots[at] {
                u16::MAX => return None,
                id if (id as usize) < self.len() && self.word(file, WordId(id)) == word => {
                    return Some(WordId(id));
                }
                _ => at = (at + 1) & mask,
            }
        }
        None
    }

    /// Number of a word's spelling without marks.
    #[inline]
    pub(crate) fn plain(&self, file: &[u8], id: WordId) -> u16 {
        let plain: &[u16] = bytemuck::cast_slice(&file[self.plain.clone()]);
        plain[id.0 as usize]
    }

    pub(crate) fn cases(&self, file: &[u8], id: WordId) -> CaseCounts {
        let cases: &[CaseCounts] = bytemuck::cast_slice(&file[self.cases.clone()]);
        cases[id.0 as usize]
    }
}

/// For each word the number of its spelling without marks; `của` and `cửa` have the same. Numbers go
/// up in the order in which the spellings first appear.
pub(crate) fn plain_numbers(words: &[String]) -> Vec<u16> {
    let mut numbers: FxHashMap<String, u16> = FxHashMap::default();
    let number = |word: &String| {
        let next = numbers.len() as u16;
        *numbers.entry(strip(word)).or_insert(next)
    };
    words.iter().map(number).collect()
}

/// FNV-1a (Fowler, Noll, Vo); part of the file format, so it must never change.
fn hash(word: &str) -> u64 {
    let step = |h: u64, &byte: &u8| (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let h = word.as_bytes().iter().fold(0xCBF2_9CE4_8422_2325, step);
    h ^ (h >> 32)
}
