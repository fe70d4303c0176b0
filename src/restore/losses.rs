//! Which marks a stretch of text lost. People type without any, leave the bars away, paste what lost its
//! tones, and do so for some words and not for others. A hidden Markov model (Rabiner 1989), whose states are
//! the sets of kinds of marks that can be lost, tells from the words around a place what was lost there; its
//! rates are estimated from the document itself (Dempster, Laird and Rubin 1977).

use super::lexicon::Lexicon;
use crate::lm::{NgramModel, WordId};
use crate::text::case::{Shape, shape};
use crate::text::letters::{Tone, base, split_tone};
use crate::text::typed::keyed;

/// Bits of the states of Vietnamese text: the kinds of marks that were lost.
const TONES: usize = 1;
/// Hats, breves and horns.
const SHAPES: usize = 2;
/// The bar of `đ`.
const BARS: usize = 4;
/// The state of text that lost nothing.
pub(crate) const NOTHING: usize = 0;
/// The state of text that lost all its marks.
pub(crate) const ALL: usize = TONES | SHAPES | BARS;
/// The state of text in another language, which stays as it is.
pub(crate) const FOREIGN: usize = 8;
/// The state of words whose marks stand as the keys that were typed for them: `vieejn`, `vie65n`.
pub(crate) const TYPED: usize = 9;
/// Number of states.
pub(crate) const STATES: usize = 10;

/// A number for each state.
pub(crate) type ByState = [f32; STATES];

/// A set of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct States(u16);

impl States {
    /// The states in which a printed word, in canonical spelling, is read so; none where that takes more
    /// than losing marks.
    pub(crate) fn between(word: &str, read: &str) -> Self {
        let (mut printed, mut lost, mut kept) = (0, 0, 0);
        let mut letters = read.chars();
        for w in word.chars() {
            let Some(r) = letters.next() else {
                return States::default();
            };
            if base(w) != base(r) {
                return States::default();
            }
            for (kind, mark, seen) in [
                (TONES, tone_of(w), tone_of(r)),
                (SHAPES, shape_of(w), shape_of(r)),
                (BARS, bar_of(w), bar_of(r)),
            ] {
                match (mark, seen) {
                    (0, 0) => {}
                    (_, 0) => lost |= kind,
                    _ if mark == seen => kept |= kind,
                    _ => return States::default(),
                }
                printed |= if mark != 0 { kind } else { 0 };
            }
        }
        if letters.next().is_some() || lost & kept != 0 {
            return States::default();
        }
        let fits = |&state: &usize| state & printed == lost;
        States(
            (NOTHING..=ALL)
                .filter(fits)
                .fold(0, |set, state| set | 1 << state),
        )
    }

    /// The set with one state more.
    pub(crate) fn with(self, state: usize) -> Self {
        States(self.0 | 1 << state)
    }

    /// The set without one of its states.
    pub(crate) fn without(self, state: usize) -> Self {
        States(self.0 & !(1 << state))
    }

    /// The set without text that lost nothing.
    pub(crate) fn lossy(self) -> Self {
        self.without(NOTHING)
    }

    /// Whether it has no states.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its states.
    fn iter(self) -> impl Iterator<Item = usize> {
        (0..STATES).filter(move |state| self.0 >> state & 1 == 1)
    }

    /// The sum of the numbers of its states.
    pub(crate) fn sum(self, of: &ByState) -> f32 {
        self.iter().map(|state| of[state]).sum()
    }
}

/// The tone of a small letter; 0 for none.
fn tone_of(c: char) -> u32 {
    split_tone(c).1 as u32
}

/// The vowel with its hat, breve or horn; 0 where it has none.
fn shape_of(c: char) -> u32 {
    let (vowel, _) = split_tone(c);
    match vowel {
        'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư' => vowel as u32,
        _ => 0,
    }
}

/// Whether it is `đ`.
fn bar_of(c: char) -> u32 {
    u32::from(c == 'đ')
}

/// The words that a spelling may come from by the loss of marks, each with the states that lead there.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    pub(crate) words: Vec<(WordId, States)>,
    /// Whether words are among them that the spelling is typed for.
    typed: bool,
}

impl Alike {
    /// The words for a word `text`, in the model's spelling `form`.
    pub(crate) fn of(text: &str, form: &str, model: &NgramModel, lexicon: &Lexicon) -> Self {
        let found = lexicon.spelled_without_marks(form.chars().map(base));
        let states = |word: WordId| States::between(model.word(word), form);
        let mut words: Vec<(WordId, States)> =
            found.into_iter().map(|word| (word, states(word))).collect();
        let typed = match shape(text) {
            Shape::Lower | Shape::Title => typed(form, model, lexicon),
            Shape::Upper if !is_code(form) => typed(form, model, lexicon),
            Shape::Upper | Shape::Mixed => Vec::new(),
        };
        let by_keys = typed
            .iter()
            .map(|&word| (word, States::default().with(TYPED)));
        words.extend(by_keys);
        Alike {
            words,
            typed: !typed.is_empty(),
        }
    }

    /// The states that leave a word as it stands.
    pub(crate) fn unchanged(&self, form: &str) -> States {
        let states = States::between(form, form).with(FOREIGN);
        match form.is_ascii() && !self.typed {
            true => states.with(TYPED),
            false => states,
        }
    }
}

/// Letters that are too few to tell keys for a word: `as`, `us`.
const FEW: usize = 2;

/// Whether a word in capitals may be a code or an abbreviation: `CO2`, `TAW`.
fn is_code(form: &str) -> bool {
    form.len() <= 3 || form.bytes().any(|b| b.is_ascii_digit())
}

/// The words that `form` is typed for.
fn typed(form: &str, model: &NgramModel, lexicon: &Lexicon) -> Vec<WordId> {
    let Some((letters, tone)) = keyed(form) else {
        return Vec::new();
    };
    let is_it = |&word: &WordId| {
        let spelled = model.word(word).chars();
        let (vowels, tones): (String, Vec<Tone>) = spelled.map(split_tone).unzip();
        let toned = tones.into_iter().find(|&tone| tone != Tone::Level);
        vowels == letters && toned.unwrap_or(Tone::Level) == tone && lexicon.is_syllable(word)
    };
    let mut words = lexicon.spelled_without_marks(letters.chars().map(base));
    words.retain(is_it);
    words
}

/// How likely a token that says nothing is.
pub(crate) const NEUTRAL: ByState = [1.0; STATES];
/// What is left to readings that a state has not: names, slips.
const FLOOR: f32 = 1e-3;
/// How likely a word that no syllable is spelled like is in Vietnamese text, beside text of another language.
const FOREIGN_WORD: f32 = 0.05;
/// The same the other way round, for what may be a syllable without marks, and for one with marks.
const PLAIN_WORD: f32 = 0.3;
const MARKED_WORD: f32 = 1e-3;
/// The same for a word of another language that may be keys for a syllable.
const FOREIGN_KEYS: f32 = 0.1;

/// How likely each state is to give a word as it stands, as shares of what the words that it may come from
/// occur.
pub(crate) fn likelihoods(
    text: &str,
    alike: &Alike,
    model: &NgramModel,
    lexicon: &Lexicon,
) -> ByState {
    let letters = text.chars().count();
    if letters < 2 || (alike.typed && letters <= FEW) {
        return NEUTRAL;
    }
    let mut likelihoods = [0.0; STATES];
    let mut mass = 0.0;
    let mut syllable = false;
    for &(word, states) in &alike.words {
        let often = model.unigram(word).exp();
        mass += often;
        syllable |= lexicon.is_syllable(word);
        states.iter().for_each(|state| likelihoods[state] += often);
    }
    if !syllable {
        return of_no_syllable(text);
    }
    if likelihoods.iter().all(|&often| often == 0.0) && !text.is_ascii() {
        return NEUTRAL;
    }
    if text.is_ascii() && !alike.typed {
        likelihoods[TYPED] = likelihoods[NOTHING];
    }
    for likelihood in &mut likelihoods {
        *likelihood = (*likelihood / mass).max(FLOOR);
    }
    likelihoods[FOREIGN] = if alike.typed {
        FOREIGN_KEYS
    } else if text.is_ascii() {
        PLAIN_WORD
    } else {
        MARKED_WORD
    };
    likelihoods
}

/// The likelihoods of what no syllable is spelled like. Abbreviations belong to all languages.
fn of_no_syllable(text: &str) -> ByState {
    let letters = text.bytes().all(|b| b.is_ascii_alphabetic());
    match letters && shape(text) != Shape::Upper {
        true => {
            let mut foreign = [FOREIGN_WORD; STATES];
            foreign[FOREIGN] = 1.0;
            foreign
        }
        false => NEUTRAL,
    }
}

/// How often a document goes from what it lost to losing something else, and to what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    /// Probability of each state where a stretch begins.
    pub(crate) begin: ByState,
    /// Probability that a stretch ends with a word.
    end: f32,
}

/// Stretches that every document counts beside its own: most lost nothing, some all, few a part.
const USUAL: ByState = {
    let mut usual = [0.05; STATES];
    usual[NOTHING] = 1.0;
    usual[ALL] = 0.3;
    usual[FOREIGN] = 0.1;
    usual[TYPED] = 0.01;
    usual
};
/// Words that every document counts beside its own, and the stretches that end with them.
const USUAL_WORDS: f32 = 20.0;
const USUAL_ENDS: f32 = 3.0;
/// Rounds of estimation.
const ROUNDS: usize = 5;

impl Default for Rates {
    fn default() -> Self {
        let sum: f32 = USUAL.iter().sum();
        Rates {
            begin: USUAL.map(|count| count / sum),
            end: USUAL_ENDS / USUAL_WORDS,
        }
    }
}

impl Rates {
    /// The rates of a document, from the likelihoods of its words, line by line.
    pub(crate) fn of(lines: &[Vec<ByState>]) -> Self {
        let words: usize = lines.iter().map(Vec::len).sum();
        let mut rates = Rates::default();
        let mut chances = Vec::new();
        for _ in 0..ROUNDS {
            let mut begins = USUAL;
            let mut ends = USUAL_ENDS;
            for line in lines {
                rates.chances(line, &mut chances, |begun, ended| {
                    begins.iter_mut().zip(begun).for_each(|(sum, n)| *sum += n);
                    ends += ended;
                });
            }
            let sum: f32 = begins.iter().sum();
            rates = Rates {
                begin: begins.map(|count| count / sum),
                end: ends / (words as f32 + USUAL_WORDS),
            };
        }
        rates
    }

    /// For each word the probability of each state by the words around it, its own spelling left aside (the
    /// forward–backward algorithm). `count` is told, for each word, the probabilities that a stretch of each
    /// state begins with it, and that one ended before it.
    pub(crate) fn chances(
        &self,
        words: &[ByState],
        chances: &mut Vec<ByState>,
        mut count: impl FnMut(&ByState, f32),
    ) {
        chances.clear();
        chances.resize(words.len(), NEUTRAL);
        // What the words after a place make of each state.
        let mut after = NEUTRAL;
        for (place, word) in chances.iter_mut().zip(words).rev() {
            *place = after;
            let both = product(&after, word);
            let begun: f32 = product(&both, &self.begin).iter().sum();
            after = normal(both.map(|here| (1.0 - self.end) * here + self.end * begun));
        }
        let (mut before, mut ended) = (self.begin, 1.0);
        for (place, word) in chances.iter_mut().zip(words) {
            let onward = product(place, word);
            let all: f32 = product(&before, &onward).iter().sum();
            let begun = product(&self.begin, &onward).map(|p| ended * p / all);
            count(&begun, if ended < 1.0 { begun.iter().sum() } else { 0.0 });
            let here = normal(product(&before, word));
            *place = normal(product(&before, place));
            ended = self.end;
            before = std::array::from_fn(|s| (1.0 - ended) * here[s] + ended * self.begin[s]);
        }
    }
}

/// State by state.
pub(crate) fn product(a: &ByState, b: &ByState) -> ByState {
    std::array::from_fn(|state| a[state] * b[state])
}

/// Scaled to the sum 1.
fn normal(of: ByState) -> ByState {
    let sum: f32 = of.iter().sum();
    of.map(|share| share / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lost_is_told_kind_by_kind() {
        for (word, read, states) in [
            ("điều", "dieu", vec![7]),
            ("điều", "điêu", vec![1]),
            ("điều", "đìeu", vec![]),
            ("điều", "đieu", vec![3]),
            ("điều", "diều", vec![4]),
            ("điều", "điều", vec![0]),
            ("điều", "điếu", vec![]),
            ("là", "la", vec![1, 3, 5, 7]),
            ("ta", "ta", vec![0, 1, 2, 3, 4, 5, 6, 7]),
            ("ta", "tai", vec![]),
            ("ta", "to", vec![]),
        ] {
            let found: Vec<usize> = States::between(word, read).iter().collect();
            assert_eq!(found, states, "{word} {read}");
        }
    }

    #[test]
    fn keys_and_lost_marks_lead_to_words_and_codes_do_not() {
        let model = NgramModel::builtin();
        let lexicon = Lexicon::of(&model);
        let words = |text: &str| {
            let alike = Alike::of(text, &text.to_lowercase(), &model, &lexicon);
            let kept = |word: &(WordId, States)| !word.1.is_empty();
            let words = alike.words.into_iter().filter(kept);
            words
                .map(|word| model.word(word.0).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(words("vieejn"), ["viện"]);
        assert!(words("nu7o7c1").contains(&"nước".to_owned()));
        assert!(words("dieu").contains(&"điều".to_owned()));
        assert!(words("điêu").contains(&"điều".to_owned()));
        assert!(words("CO2").is_empty() && words("m2").is_empty());
    }

    /// Likelihoods of a word that only the given states are likely to give.
    fn word(states: &[usize]) -> ByState {
        std::array::from_fn(|state| if states.contains(&state) { 1.0 } else { FLOOR })
    }

    #[test]
    fn what_was_lost_at_a_place_is_told_by_the_words_around_it() {
        let (kept, stripped, either) = (word(&[NOTHING]), word(&[ALL]), word(&[NOTHING, ALL]));
        let line = [
            kept, kept, either, kept, stripped, stripped, either, stripped, stripped,
        ];
        let rates = Rates::of(&[line.to_vec()]);
        let mut chances = Vec::new();
        rates.chances(&line, &mut chances, |_, _| ());
        assert!(chances[2][NOTHING] > 0.9, "{chances:?}");
        assert!(chances[6][ALL] > 0.9, "{chances:?}");
        let sums = chances.iter().map(|chances| chances.iter().sum::<f32>());
        assert!(sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-3));
    }

    #[test]
    fn documents_that_lost_nothing_are_doubted_less_the_longer_they_are() {
        let right = vec![word(&[NOTHING]); 20];
        let lost = |lines| Rates::of(&vec![right.clone(); lines]).begin[ALL];
        assert!(lost(1) < 0.2 && lost(50) < lost(5) && lost(5) < lost(1));
    }
}
