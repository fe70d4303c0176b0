//! Words as they are keyed in, Telex (`vieejn`, `thuws`) and VNI (`vie65n`), when no program turned the keys
//! into letters: keys for marks follow the letter or the word.

use super::letters::Tone;

/// Keys of the longest syllable, *nghiêng* with a tone, and some to spare.
const LONGEST: usize = 14;

/// What keys mean, if some of them stand for marks: the letters without their tone, and the tone. `None` for
/// spellings that are no keys.
pub(crate) fn keyed(word: &str) -> Option<(String, Tone)> {
    if word.len() > LONGEST {
        return None;
    }
    let mut keyed = Keyed::default();
    let mut keys = 0;
    for key in word.chars() {
        let taken = match key {
            '0'..='9' => keyed.vni(key).then_some(true)?,
            _ => keyed.telex(key),
        };
        keys += usize::from(taken);
        if !taken {
            keyed.letters.push(key);
        }
    }
    let letters = keyed.letters.into_iter().collect();
    (keys > 0).then_some((letters, keyed.tone.unwrap_or(Tone::Level)))
}

#[derive(Default)]
struct Keyed {
    letters: Vec<char>,
    tone: Option<Tone>,
}

impl Keyed {
    /// Takes a key of Telex; whether it stands for a mark.
    fn telex(&mut self, key: char) -> bool {
        match key {
            's' => self.tone(Tone::Rising),
            'f' => self.tone(Tone::Falling),
            'r' => self.tone(Tone::Dipping),
            'x' => self.tone(Tone::Creaky),
            'j' => self.tone(Tone::Heavy),
            'a' => self.mark(&[('a', 'â')]),
            'e' => self.mark(&[('e', 'ê')]),
            'o' => self.mark(&[('o', 'ô')]),
            'w' => self.mark(&[('a', 'ă'), ('o', 'ơ'), ('u', 'ư')]),
            'd' => self.bar(),
            _ => false,
        }
    }

    /// Takes a key of VNI; whether it stands for a mark.
    fn vni(&mut self, key: char) -> bool {
        match key {
            '1' => self.tone(Tone::Rising),
            '2' => self.tone(Tone::Falling),
            '3' => self.tone(Tone::Dipping),
            '4' => self.tone(Tone::Creaky),
            '5' => self.tone(Tone::Heavy),
            '6' => self.mark(&[('a', 'â'), ('e', 'ê'), ('o', 'ô')]),
            '7' => self.mark(&[('o', 'ơ'), ('u', 'ư')]),
            '8' => self.mark(&[('a', 'ă')]),
            '9' => self.bar(),
            _ => false,
        }
    }

    /// A tone needs a vowel before it: no final consonant has a tone's letter.
    fn tone(&mut self, tone: Tone) -> bool {
        let vowel = self.letters.iter().any(|c| "aăâeêioôơuưy".contains(*c));
        if vowel && self.tone.is_none() {
            self.tone = Some(tone);
        }
        vowel
    }

    /// Marks the last vowel that can have the mark, and the `u` before an `ơ`.
    fn mark(&mut self, marks: &[(char, char)]) -> bool {
        let marked = |c: char| marks.iter().find(|mark| mark.0 == c).map(|mark| mark.1);
        let Some(at) = self.letters.iter().rposition(|&c| marked(c).is_some()) else {
            // The second key of `uwow`, where the first has marked both.
            let last = self.letters.last();
            return marks
                .iter()
                .any(|mark| Some(&mark.1) == last && mark.1 == 'ơ');
        };
        self.letters[at] = marked(self.letters[at]).expect("it was found by that");
        if self.letters[at] == 'ơ' && at > 0 && self.letters[at - 1] == 'u' {
            self.letters[at - 1] = 'ư';
        }
        true
    }

    fn bar(&mut self) -> bool {
        let bar = self.letters.first() == Some(&'d');
        if bar {
            self.letters[0] = 'đ';
        }
        bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_letters_and_a_tone() {
        for (word, letters, tone) in [
            ("vieejn", "viên", Tone::Heavy),
            ("vieenj", "viên", Tone::Heavy),
            ("thuw", "thư", Tone::Level),
            ("dduwowcj", "đươc", Tone::Heavy),
            ("dduocwj", "đươc", Tone::Heavy),
            ("ddieemr", "điêm", Tone::Dipping),
            ("nu7o7c1", "nươc", Tone::Rising),
            ("nuoc71", "nươc", Tone::Rising),
            ("d9ie63m", "điêm", Tone::Dipping),
            ("sowr", "sơ", Tone::Dipping),
        ] {
            assert_eq!(keyed(word), Some((letters.to_owned(), tone)), "{word}");
        }
        assert_eq!(keyed(&"ow".repeat(200_000)), None);
        for word in ["thu", "m2", "3g", "sinh", "ta", "covid19"] {
            assert_eq!(keyed(word), None, "{word}");
        }
    }
}
