//! Where the tone mark stands in `oa`, `oe` and `uy`: on the first vowel (*hòa*, *thủy*) or on the
//! second (*hoà*, *thuỷ*). Both are correct Vietnamese; comparing texts takes one of them.

use super::letters::{Tone, base, lower, split_tone, upper, with_tone};

/// Where tone marks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TonePlacement {
    /// *hòa*, *thủy*.
    Old,
    /// *hoà*, *thuỷ*.
    New,
    /// As they stand; what is written anew follows most of the document.
    #[default]
    Keep,
}

/// How many tone marks of a text stand in either place, where there are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placements {
    /// On the first vowel.
    pub old: usize,
    /// On the second.
    pub new: usize,
}

impl Placements {
    /// Counts those of a text in NFC.
    ///
    /// ```
    /// use baocao::text::tone_placement::Placements;
    /// assert_eq!(Placements::of("Hoà bình, ủy quyền, quý"), Placements { old: 1, new: 1 });
    /// ```
    pub fn of(text: &str) -> Self {
        let mut found = Placements::default();
        let mut before = ['\0'; 2];
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            let [q, first] = before;
            before = [first, c];
            if !is_second_vowel(c) || letters.peek().is_some_and(|&next| is_word(next)) {
                continue;
            }
            found.new += usize::from(lower(q) != 'q' && moved(first, c).is_some());
            found.old += usize::from(lower(q) != 'q' && moved_back(first, c).is_some());
        }
        found
    }

    /// The placement of most of them; the old one where there are none.
    pub fn usual(self) -> TonePlacement {
        match self.new > self.old {
            true => TonePlacement::New,
            false => TonePlacement::Old,
        }
    }

    /// Both counts with those of another text.
    #[must_use]
    pub fn with(self, other: Placements) -> Self {
        Placements {
            old: self.old + other.old,
            new: self.new + other.new,
        }
    }
}

/// Puts the tone mark of a final `oa`, `oe`, `uy` on the first vowel: `hoà` → `hòa`, but `quý`
/// and `hoàn` stay. The text must be NFC.
///
/// ```
/// use baocao::text::tone_placement::canonical;
/// assert_eq!(canonical("Hoà bình, uỷ quyền, Quý, loạt"), "Hòa bình, ủy quyền, Quý, loạt");
/// ```
pub fn canonical(text: &str) -> String {
    placed(text, TonePlacement::Old)
}

/// Puts the tone marks of final `oa`, `oe`, `uy` where they are wanted. The text must be NFC.
///
/// ```
/// use baocao::text::tone_placement::{TonePlacement, placed};
/// assert_eq!(placed("hòa thuận, tòa, của", TonePlacement::New), "hoà thuận, toà, của");
/// ```
pub fn placed(text: &str, placement: TonePlacement) -> String {
    let pair = match placement {
        TonePlacement::Old => moved,
        TonePlacement::New => moved_back,
        TonePlacement::Keep => return text.to_owned(),
    };
    let mut out: Vec<char> = text.chars().collect();
    for i in 1..out.len() {
        let ends = out.get(i + 1).is_none_or(|&next| !is_word(next));
        let after_q = i >= 2 && lower(out[i - 2]) == 'q';
        if ends
            && !after_q
            && let Some((first, second)) = pair(out[i - 1], out[i])
        {
            out[i - 1] = first;
            out[i] = second;
        }
    }
    out.into_iter().collect()
}

/// What `\w` means in a regular expression: letters, digits, the underscore.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Quick check that spares most letters a closer look.
fn is_second_vowel(c: char) -> bool {
    matches!(base(lower(c)), 'a' | 'e' | 'y')
}

/// The two letters with the mark moved from the second to the first, where that is a pair with two
/// placements.
fn moved(first: char, second: char) -> Option<(char, char)> {
    if second.is_ascii() || (first.is_lowercase() && second.is_uppercase()) {
        return None;
    }
    let (plain, tone) = split_tone(lower(second));
    if tone == Tone::Level || !is_pair(lower(first), plain) {
        return None;
    }
    Some((
        in_case(with_tone(lower(first), tone)?, first),
        in_case(plain, second),
    ))
}

/// The other way round.
fn moved_back(first: char, second: char) -> Option<(char, char)> {
    if first.is_ascii() || (first.is_lowercase() && second.is_uppercase()) {
        return None;
    }
    let (plain, tone) = split_tone(lower(first));
    if tone == Tone::Level || !is_pair(plain, lower(second)) {
        return None;
    }
    Some((
        in_case(plain, first),
        in_case(with_tone(lower(second), tone)?, second),
    ))
}

/// Whether two vowels without tones are a pair with two placements.
fn is_pair(first: char, second: char) -> bool {
    matches!((first, second), ('o', 'a' | 'e') | ('u', 'y'))
}

/// A small letter as large as another.
fn in_case(letter: char, like: char) -> char {
    if like.is_uppercase() {
        upper(letter)
    } else {
        letter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_final_pairs_move() {
        for (from, to) in [
            ("hoà", "hòa"),
            ("HOÀ", "HÒA"),
            ("Uỷ ban", "Ủy ban"),
            ("khoẻ mạnh", "khỏe mạnh"),
            ("quỹ", "quỹ"),
            ("QUÝ", "QUÝ"),
            ("hoàn", "hoàn"),
            ("thuỷ.", "thủy."),
            ("huỳnh", "huỳnh"),
            ("hòa", "hòa"),
            ("", ""),
        ] {
            assert_eq!(canonical(from), to, "{from}");
        }
    }

    #[test]
    fn marks_move_to_either_vowel_and_back() {
        for (old, new) in [
            ("hòa", "hoà"),
            ("HÒA", "HOÀ"),
            ("Ủy ban, thủy lợi", "Uỷ ban, thuỷ lợi"),
            ("khỏe", "khoẻ"),
            ("quý, hoàn, của, huỳnh", "quý, hoàn, của, huỳnh"),
        ] {
            assert_eq!(placed(old, TonePlacement::New), new);
            assert_eq!(placed(new, TonePlacement::Old), old);
            assert_eq!(placed(new, TonePlacement::Keep), new);
        }
    }
}
