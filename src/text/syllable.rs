//! The shape of a Vietnamese syllable: onset + rhyme + tone.
//!
//! The inventory follows the spelling rules of *chữ quốc ngữ* as described in Đoàn Thiện Thuật,
//! *Ngữ âm tiếng Việt* (1977); syllables that end in a stop (`c`, `ch`, `p`, `t`) carry only the
//! rising or the heavy tone.

use super::letters::{Tone, code, split_tone};

/// A parsed syllable; the parts are lower case and without tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    /// Initial consonants, possibly empty: `ngh` in *nghiệp*. `gi` and `qu` count as onsets.
    pub onset: &'static str,
    /// Vowels and final consonants: `iêp`.
    pub rhyme: &'static str,
    /// The tone.
    pub tone: Tone,
}

const ONSETS: [&str; 29] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "q", "",
];

/// Sorted by their packed codes, so the short ones first.
const RHYMES: [&str; 166] = [
    "a", "e", "i", "o", "u", "y", "ê", "ô", "ơ", "ư", "ac", "ai", "am", "an", "ao", "ap", "at",
    "au", "ay", "ec", "em", "en", "eo", "ep", "et", "ia", "im", "in", "ip", "it", "iu", "oa", "oc",
    "oe", "oi", "om", "on", "op", "ot", "ua", "uc", "ui", "um", "un", "up", "ut", "uy", "uê", "uơ",
    "ym", "yt", "ăc", "ăm", "ăn", "ăp", "ăt", "âc", "âm", "ân", "âp", "ât", "âu", "ây", "êm", "ên",
    "êp", "êt", "êu", "ôc", "ôi", "ôm", "ôn", "ôp", "ôt", "ơi", "ơm", "ơn", "ơp", "ơt", "ưa", "ưc",
    "ưi", "ưm", "ưn", "ưt", "ưu", "ach", "ang", "anh", "eng", "ich", "inh", "iêc", "iêm", "iên",
    "iêp", "iêt", "iêu", "oac", "oai", "oam", "oan", "oao", "oap", "oat", "oay", "oen", "oeo",
    "oet", "ong", "ooc", "oăc", "oăm", "oăn", "oăt", "ung", "uya", "uyn", "uyp", "uyt", "uyu",
    "uân", "uât", "uây", "uêu", "uôc", "uôi", "uôm", "uôn", "uôt", "ynh", "yêm", "yên", "yêt",
    "yêu", "ăng", "âng", "êch", "êng", "ênh", "ông", "ơng", "ưng", "ươc", "ươi", "ươm", "ươn",
    "ươp", "ươt", "ươu", "iêng", "oach", "oang", "oanh", "oong", "oăng", "uych", "uynh", "uyên",
    "uyêt", "uâng", "uêch", "uênh", "uông", "yêng", "ương",
];

/// Letters of the longest syllable, *nghiêng*.
const LONGEST: usize = 7;
/// Letters of the longest onset.
const LONGEST_ONSET: usize = 3;
/// Letters of the longest rhyme.
const LONGEST_RHYME: usize = 4;

const PACKED_ONSETS: [u32; ONSETS.len()] = packed_all(ONSETS);
const PACKED_RHYMES: [u32; RHYMES.len()] = packed_all(RHYMES);

/// Letters as one number, seven bits each, so that parts are compared without walking along them.
fn packed(codes: &[u8]) -> u32 {
    codes
        .iter()
        .fold(0, |packed, &code| packed << 7 | u32::from(code))
}

/// The packed letters of each part, worked out while the program is compiled.
const fn packed_all<const N: usize>(parts: [&str; N]) -> [u32; N] {
    let mut all = [0; N];
    let mut i = 0;
    while i < N {
        let bytes = parts[i].as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            // UTF-8 of one, two or three bytes.
            let (c, length) = match bytes[at] {
                b if b < 0x80 => (b as u32, 1),
                b if b < 0xE0 => ((b as u32 & 0x1F) << 6 | bytes[at + 1] as u32 & 0x3F, 2),
                b => (
                    (b as u32 & 0xF) << 12
                        | (bytes[at + 1] as u32 & 0x3F) << 6
                        | bytes[at + 2] as u32 & 0x3F,
                    3,
                ),
            };
            let letter = char::from_u32(c).expect("parts are text");
            all[i] = all[i] << 7 | code(letter) as u32;
            at += length;
        }
        i += 1;
    }
    all
}

/// Parses a lower-case NFC word; `None` if it is not a well-formed syllable.
///
/// ```
/// use baocao::text::{letters::Tone, syllable::parse};
/// let syllable = parse("nghiệp").unwrap();
/// assert_eq!((syllable.onset, syllable.rhyme, syllable.tone), ("ngh", "iêp", Tone::Heavy));
/// assert!(parse("mobifone").is_none());
/// ```
pub fn parse(word: &str) -> Option<Syllable> {
    let mut tone = Tone::Level;
    let mut codes = [0; LONGEST];
    let mut letters = 0;
    for c in word.chars() {
        let (letter, mark) = split_tone(c);
        if mark != Tone::Level {
            if tone != Tone::Level {
                return None;
            }
            tone = mark;
        }
        *codes.get_mut(letters)? = code(letter);
        letters += 1;
    }
    let codes = &codes[..letters];
    let longest = LONGEST_ONSET.min(letters);
    let (onset, rhyme) = (0..=longest).rev().find_map(|cut| split(codes, cut))?;
    let stopped = ["c", "ch", "p", "t"]
        .iter()
        .any(|stop| rhyme.ends_with(stop));
    if stopped && !matches!(tone, Tone::Rising | Tone::Heavy) {
        return None;
    }
    Some(Syllable { onset, rhyme, tone })
}

/// The letters as an onset of `cut` letters and a known rhyme.
fn split(codes: &[u8], cut: usize) -> Option<(&'static str, &'static str)> {
    let (onset, mut rhyme) = codes.split_at(cut);
    let at = packed(onset);
    let onset = ONSETS[PACKED_ONSETS.iter().position(|&onset| onset == at)?];
    // *gì*, *giếng*: the i belongs to both onset and rhyme.
    if onset == "gi" && (rhyme.is_empty() || rhyme[0] == const { code('ê') }) {
        rhyme = &codes[1..];
    }
    if rhyme.len() > LONGEST_RHYME {
        return None;
    }
    let at = PACKED_RHYMES.binary_search(&packed(rhyme)).ok()?;
    Some((onset, RHYMES[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in [
            "công", "nghĩa", "quyết", "giếng", "gì", "huỳnh", "khuya", "ở", "ước", "quý",
        ] {
            assert!(parse(word).is_some(), "{word}");
        }
        for word in ["viettel", "ubnd", "cong1", "côc", "tràá", "", "thdng", "qđ"] {
            assert!(parse(word).is_none(), "{word}");
        }
    }

    #[test]
    fn rhymes_are_sorted_and_none_stands_twice() {
        assert!(PACKED_RHYMES.is_sorted_by(|a, b| a < b));
        assert!(
            RHYMES
                .iter()
                .all(|rhyme| rhyme.chars().count() <= LONGEST_RHYME)
        );
    }
}
