//! Text that was in Unicode and was converted from TCVN3 once too often: `á` stands as `ỏ`, `ô` as `ụ`.
//!
//! Letters that TCVN3 does not know stayed, so a letter alone does not tell; the language model chooses word by
//! word, in texts where many words are likelier as they were.

use crate::text::Legacy;
use std::borrow::Cow;

/// Gain in mean log probability that tells a word that was converted, and how many, among all that may have
/// been, tell a text.
const TELLING: f32 = 1.5;
const LEAST: usize = 4;
const AMONG: usize = 3;
/// Words on each side of one that choose its reading.
const AROUND: usize = 3;

/// Words that may have been converted and are enough to tell a text.
const ENOUGH: usize = 2000;

/// The text as it was; `fluency` is the mean log probability of a text.
pub(crate) fn undone<'t>(text: &'t str, fluency: &dyn Fn(&str) -> f32) -> Cow<'t, str> {
    let letters = Letters::new();
    let converted = text
        .split_whitespace()
        .filter_map(|word| Some((word, letters.before(word)?)));
    let (mut told, mut all) = (0, 0);
    for (word, before) in converted.take(ENOUGH) {
        all += 1;
        told += usize::from(fluency(&before) > fluency(word) + TELLING);
    }
    if told < LEAST || told * AMONG < all {
        return Cow::Borrowed(text);
    }
    let lines = text
        .split('\n')
        .map(|line| letters.line_undone(line, fluency));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Letters that stand for others after a second conversion, and those that they were.
struct Letters([(char, char); VOWELS.len()]);

/// The vowels of Unicode whose codes TCVN3 has for other letters.
const VOWELS: [char; 16] = [
    'á', 'â', 'ã', 'è', 'é', 'ê', 'ì', 'í', 'ò', 'ó', 'ô', 'õ', 'ù', 'ú', 'ý', 'à',
];

impl Letters {
    fn new() -> Self {
        let taken = |vowel: char| {
            let decoded = Legacy::Tcvn3.decode(vowel.encode_utf8(&mut [0; 4]));
            decoded.chars().next().unwrap_or(vowel)
        };
        Letters(VOWELS.map(|vowel| (taken(vowel), vowel)))
    }

    /// A word before its letters were taken for codes of TCVN3; `None` if that changes nothing.
    fn before(&self, word: &str) -> Option<String> {
        if word.is_ascii() {
            return None;
        }
        let of = |c: char| {
            let found = self.0.iter().find(|(taken, _)| *taken == c);
            found.map_or(c, |&(_, vowel)| vowel)
        };
        let before: String = word.chars().map(of).collect();
        (before != word).then_some(before)
    }

    /// A line with the likelier reading of each word among those around it.
    fn line_undone(&self, line: &str, fluency: &dyn Fn(&str) -> f32) -> String {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        // Words that are likelier by themselves first, so that the others are judged among them.
        for word in &mut words {
            if let Some(before) = self.before(word)
                && fluency(&before) > fluency(word) + TELLING
            {
                *word = before;
            }
        }
        for at in 0..words.len() {
            let Some(before) = self.before(&words[at]) else {
                continue;
            };
            let around = at.saturating_sub(AROUND)..words.len().min(at + AROUND + 1);
            let as_is = fluency(&words[around.clone()].join(" "));
            let word = std::mem::replace(&mut words[at], before);
            if fluency(&words[around].join(" ")) <= as_is {
                words[at] = word;
            }
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::model::NgramModel;

    #[test]
    fn a_second_conversion_is_undone() {
        let model = NgramModel::builtin();
        let fluency = |text: &str| model.fluency(text);
        let text = "2. Cụng tỏc tiếp cụng dõn được duy trỡ thường xuyờn; trong thỏng tiếp 27 lượt cụng dõn\n\
                    đó trả lời 16 đơn, cũn 3 đơn đang xem xột; rà soỏt 86 thủ tục hành chớnh";
        let wanted = "2. Công tác tiếp công dân được duy trì thường xuyên; trong tháng tiếp 27 lượt công dân\n\
                      đã trả lời 16 đơn, còn 3 đơn đang xem xét; rà soát 86 thủ tục hành chính";
        assert_eq!(undone(text, &fluency), wanted);
        assert_eq!(undone(wanted, &fluency), wanted);
    }
}
