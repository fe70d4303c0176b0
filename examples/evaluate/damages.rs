//! Damages text as people and programs do: some words lose marks of some kind, in runs. Same text, same damage.

use baocao::text::letters::{Tone, base, is_vietnamese_only, split_tone, with_tone};

/// A way to damage a text.
pub(crate) struct Damage {
    /// What it is called in the report.
    pub(crate) name: &'static str,
    /// Which words are damaged.
    pub(crate) words: Words,
    /// What becomes of them.
    pub(crate) change: fn(&str) -> String,
}

/// Which words are damaged.
#[derive(Clone, Copy)]
pub(crate) enum Words {
    /// This share of all, in runs of this mean length.
    Runs(f64, f64),
    /// This share of the lines.
    Lines(f64),
    /// This many at the head of each line.
    First(usize),
    /// Those with a capital that open no line.
    Names,
    /// All but those.
    AllButNames,
}

/// All damages that are measured.
pub(crate) const DAMAGES: &[Damage] = &[
    damage("half, runs of 1", Words::Runs(0.5, 1.0), stripped),
    damage("half, runs of 4", Words::Runs(0.5, 4.0), stripped),
    damage("half, runs of 12", Words::Runs(0.5, 12.0), stripped),
    damage("a tenth, runs of 2", Words::Runs(0.1, 2.0), stripped),
    damage("a third, runs of 6", Words::Runs(0.3, 6.0), stripped),
    damage("seven tenths, runs of 6", Words::Runs(0.7, 6.0), stripped),
    damage("nine tenths, runs of 8", Words::Runs(0.9, 8.0), stripped),
    damage("half of the lines", Words::Lines(0.5), stripped),
    damage("first three words", Words::First(3), stripped),
    damage("names", Words::Names, stripped),
    damage("all but names", Words::AllButNames, stripped),
    damage("tones, all words", Words::Runs(1.0, 1.0), without_tones),
    damage("tones, half", Words::Runs(0.5, 4.0), without_tones),
    damage("shapes, all words", Words::Runs(1.0, 1.0), without_shapes),
    damage("shapes, half", Words::Runs(0.5, 4.0), without_shapes),
    damage("bars, all words", Words::Runs(1.0, 1.0), without_bars),
    damage("all but bars", Words::Runs(1.0, 1.0), all_but_bars),
    damage("all but bars, half", Words::Runs(0.5, 4.0), all_but_bars),
    damage("Telex, half", Words::Runs(0.5, 4.0), telex),
    damage("VNI, half", Words::Runs(0.5, 4.0), vni),
];

const fn damage(name: &'static str, words: Words, change: fn(&str) -> String) -> Damage {
    Damage {
        name,
        words,
        change,
    }
}

impl Damage {
    /// The text with its damage.
    pub(crate) fn of(&self, text: &str) -> String {
        let mut random = Random(0x5EED);
        let mut inside = random.chance(0.5);
        let lines = text.split('\n').map(|line| {
            let whole = random.chance(match self.words {
                Words::Lines(share) => share,
                _ => 0.0,
            });
            let words = line.split(' ').enumerate().map(|(number, word)| {
                let name = number > 0 && word.chars().next().is_some_and(char::is_uppercase);
                let damaged = match self.words {
                    Words::Runs(share, length) => {
                        if random.chance(1.0 / length) {
                            inside = random.chance(share);
                        }
                        inside
                    }
                    Words::Lines(_) => whole,
                    Words::First(most) => number < most,
                    Words::Names => name,
                    Words::AllButNames => !name,
                };
                match damaged {
                    true => (self.change)(word),
                    false => word.to_owned(),
                }
            });
            words.collect::<Vec<_>>().join(" ")
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    /// Whether something of this probability happens.
    fn chance(&mut self, probability: f64) -> bool {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        ((mixed >> 11) as f64 / (1u64 << 53) as f64) < probability
    }
}

/// A letter in small with its capital put back.
fn in_case(c: char, change: impl Fn(char) -> char) -> char {
    let small = baocao::text::letters::lower(c);
    let changed = change(small);
    if small == c {
        changed
    } else {
        baocao::text::letters::upper(changed)
    }
}

fn stripped(word: &str) -> String {
    word.chars().map(base).collect()
}

fn without_tones(word: &str) -> String {
    let bare = |c| split_tone(c).0;
    word.chars().map(|c| in_case(c, bare)).collect()
}

/// Hats, breves and horns lost; tones and bars kept.
fn without_shapes(word: &str) -> String {
    let bare = |c| {
        let (vowel, tone) = split_tone(c);
        if vowel == 'đ' {
            return c;
        }
        with_tone(base(vowel), tone).unwrap_or(c)
    };
    word.chars().map(|c| in_case(c, bare)).collect()
}

fn without_bars(word: &str) -> String {
    let bare = |c| if c == 'đ' { 'd' } else { c };
    word.chars().map(|c| in_case(c, bare)).collect()
}

fn all_but_bars(word: &str) -> String {
    let bare = |c| if c == 'đ' { c } else { base(c) };
    word.chars().map(|c| in_case(c, bare)).collect()
}

/// Keys as they are typed, the tone's at the end of the letters.
fn keys(word: &str, shape: fn(char) -> &'static str, tone: fn(Tone) -> &'static str) -> String {
    let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
    let mut typed = String::new();
    let mut toned = Tone::Level;
    for c in letters.chars() {
        let small = baocao::text::letters::lower(c);
        let (vowel, mark) = split_tone(small);
        if mark != Tone::Level {
            toned = mark;
        }
        typed.push(base(c));
        typed.push_str(shape(vowel));
    }
    typed.push_str(tone(toned));
    if letters.chars().all(char::is_uppercase) {
        typed = typed.to_uppercase();
    }
    typed.push_str(&word[letters.len()..]);
    typed
}

fn telex(word: &str) -> String {
    if !word.chars().any(|c| is_vietnamese_only(c) || base(c) != c) {
        return word.to_owned();
    }
    let shape = |c| match c {
        'ă' | 'ơ' | 'ư' => "w",
        'â' => "a",
        'ê' => "e",
        'ô' => "o",
        'đ' => "d",
        _ => "",
    };
    let tone = |tone| match tone {
        Tone::Level => "",
        Tone::Falling => "f",
        Tone::Rising => "s",
        Tone::Dipping => "r",
        Tone::Creaky => "x",
        Tone::Heavy => "j",
    };
    keys(word, shape, tone)
}

fn vni(word: &str) -> String {
    let shape = |c| match c {
        'ă' => "8",
        'ơ' | 'ư' => "7",
        'â' | 'ê' | 'ô' => "6",
        'đ' => "9",
        _ => "",
    };
    let tone = |tone| match tone {
        Tone::Level => "",
        Tone::Rising => "1",
        Tone::Falling => "2",
        Tone::Dipping => "3",
        Tone::Creaky => "4",
        Tone::Heavy => "5",
    };
    keys(word, shape, tone)
}
