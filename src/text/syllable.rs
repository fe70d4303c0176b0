//! The shape of a Vietnamese syllable: onset + rhyme + tone.
//!
//! The inventory follows the spelling rules of *chữ quốc ngữ* as described in Đoàn Thiện Thuật,
//! *Ngữ âm tiếng Việt* (1977); syllables that end in a stop (`c`, `ch`, `p`, `t`) carry only the
//! rising or the heavy tone.

use super::letters::{Tone, split_tone};

/// A syllable taken apart; the parts are lower case and without tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    /// Initial consonants, possibly empty: `ngh` in *nghiệp*. `gi` and `qu` count as onsets.
    pub onset: &'static str,
    /// Vowels and final consonants: `iêp`.
    pub rhyme: &'static str,
    /// The tone.
    pub tone: Tone,
}

/// Onsets, longest first so that the first match is the longest.
const ONSETS: [&str; 29] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "q", "",
];

const RHYMES: [&str; 166] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm",
    "ăn", "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em",
    "en", "eng", "eo", "ep", "et", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia",
    "ich", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "im", "in", "inh", "ip", "it", "iu",
    "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay",
    "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong",
    "ooc", "oong", "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm",
    "ơn", "ơp", "ơt", "u", "ua", "uân", "uâng", "uât", "uây", "uc", "uê", "uêch", "uênh", "ui",
    "um", "un", "ung", "uơ", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "up", "ut", "uy", "uya",
    "uych", "uyên", "uyêt", "uynh", "uyn", "uyp", "uyt", "uyu", "ư", "ưa", "ưc", "ưi", "ưm", "ưn",
    "ưng", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", "ưt", "ưu", "y", "yêm", "yên",
    "yêng", "yêt", "yêu", "êng", "ơng", "uêu", "yt", "ynh", "ym",
];

/// Takes a lower-case NFC word apart; `None` if it is not a well-formed syllable.
///
/// ```
/// use baocao::text::{letters::Tone, syllable::parse};
/// let syllable = parse("nghiệp").unwrap();
/// assert_eq!((syllable.onset, syllable.rhyme, syllable.tone), ("ngh", "iêp", Tone::Heavy));
/// assert!(parse("mobifone").is_none());
/// ```
pub fn parse(word: &str) -> Option<Syllable> {
    let mut tone = Tone::Level;
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        let (letter, mark) = split_tone(c);
        if mark != Tone::Level {
            if tone != Tone::Level {
                return None;
            }
            tone = mark;
        }
        plain.push(letter);
    }
    let (onset, rhyme) = ONSETS.iter().find_map(|&onset| split(&plain, onset))?;
    let stopped = ["c", "ch", "p", "t"]
        .iter()
        .any(|stop| rhyme.ends_with(stop));
    if stopped && !matches!(tone, Tone::Rising | Tone::Heavy) {
        return None;
    }
    Some(Syllable { onset, rhyme, tone })
}

/// The word as the given onset and a known rhyme.
fn split(plain: &str, onset: &'static str) -> Option<(&'static str, &'static str)> {
    let rest = plain.strip_prefix(onset)?;
    // *gì*, *giếng*: the i belongs to both onset and rhyme.
    let rest = if onset == "gi" && (rest.is_empty() || rest.starts_with('ê')) {
        plain.strip_prefix('g')?
    } else {
        rest
    };
    RHYMES
        .iter()
        .find(|&&rhyme| rhyme == rest)
        .map(|&rhyme| (onset, rhyme))
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
    fn no_rhyme_stands_twice() {
        let mut rhymes: Vec<&str> = RHYMES.to_vec();
        rhymes.sort_unstable();
        let count = rhymes.len();
        rhymes.dedup();
        assert_eq!(rhymes.len(), count);
    }
}
