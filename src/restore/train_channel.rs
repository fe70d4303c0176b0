//! The error model: what an OCR engine makes of printed letters, as weighted edits from a short
//! string to a short string (Brill and Moore 2000, "An improved error model for noisy channel
//! spelling correction").
//!
//! Learning aligns what was read with what was printed, each printed letter giving zero to three
//! read ones (Viterbi training), and counts windows of one to three printed letters.

use super::confusion_table::{Edit, Noise, read_key};
use crate::text::letters::{base, lower, split_tone};
use crate::text::tone_placement::canonical;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Most read letters that one printed letter gives.
const MOST_READ: usize = 3;
/// Longest window of printed letters.
const WINDOW: usize = 3;
/// Rounds of alignment.
const ROUNDS: usize = 4;
/// Windows of more than one letter must be seen this often.
const LEAST_SEEN: u32 = 3;
/// … and be so much likelier than their letters one by one.
const LEAST_GAIN: f32 = 1.3;
/// Cost, in nats, of a mark's being misread in a way that was never seen.
const UNSEEN_MARK: f32 = 8.5;
/// … and of a marked vowel's being taken for one of like shape with the same mark.
const UNSEEN_SHAPE: f32 = 9.0;

/// A line as printed and as read.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The correct text.
    pub gold: &'a str,
    /// What the engine read.
    pub read: &'a str,
}

/// A printed line as letters, with what each was read as.
struct Aligned {
    printed: Vec<char>,
    /// `read[i]` came from `printed[i]`.
    read: Vec<String>,
}

/// Costs of single printed letters giving strings, in nats.
#[derive(Default)]
struct LetterCosts {
    /// By printed letter and [`read_key`].
    known: FxHashMap<(char, u64), f32>,
}

impl LetterCosts {
    fn cost(&self, printed: char, read: &[char]) -> f32 {
        if self.known.is_empty() {
            return first_guess(printed, read);
        }
        match self.known.get(&(printed, read_key(read))) {
            Some(&cost) => cost,
            None => first_guess(printed, read) + 9.0,
        }
    }
}

/// Costs before anything is learned: equal letters, letters of one family, then the rest.
fn first_guess(printed: char, read: &[char]) -> f32 {
    let substitution = |c: char| match () {
        () if lower(c) == printed => 0.0,
        () if base(lower(c)) == base(printed) => 1.0,
        () if c.is_whitespace() != printed.is_whitespace() => 6.0,
        () if c.is_alphanumeric() == printed.is_alphanumeric() => 3.0,
        () => 4.0,
    };
    match read {
        [] => 3.0,
        _ => {
            let best = read
                .iter()
                .map(|&c| substitution(c))
                .fold(f32::MAX, f32::min);
            // A misread letter is likelier to fall apart than one that was read right.
            let more = if best > 0.0 { 2.5 } else { 3.0 };
            best + more * (read.len() - 1) as f32
        }
    }
}

/// Learns the edits of one kind of noise from pairs; sorted, with counts.
pub fn learn(noise: Noise, pairs: &[Pair]) -> Vec<Edit> {
    let mut costs = LetterCosts::default();
    let mut aligned = Vec::new();
    for _ in 0..ROUNDS {
        aligned = pairs
            .iter()
            .filter_map(|pair| align(pair, &costs))
            .collect();
        costs = letter_costs(&aligned);
    }
    windows(noise, &aligned, &costs)
}

/// Letters of the printed line in lower case, and of the read line; a capital that was printed folds
/// what was read of it too, so that only case *errors* are learned as edits.
fn align(pair: &Pair, costs: &LetterCosts) -> Option<Aligned> {
    let gold: Vec<char> = canonical(&pair.gold.nfc().collect::<String>())
        .chars()
        .collect();
    let read: Vec<char> = pair.read.nfc().collect();
    let printed: Vec<char> = gold.iter().map(|&c| lower(c)).collect();
    let cut = viterbi(&printed, &read, costs)?;
    let mut start = 0;
    let parts = cut.iter().zip(&gold).map(|(&end, g)| {
        let part = &read[start..end];
        start = end;
        let fold = |&c: &char| if g.is_uppercase() { lower(c) } else { c };
        part.iter().map(fold).collect()
    });
    let read = parts.collect();
    Some(Aligned { printed, read })
}

/// End of what was read of each printed letter on the cheapest path; `None` where the lines cannot
/// be aligned or the cheapest alignment is so dear that they are not the same line.
fn viterbi(printed: &[char], read: &[char], costs: &LetterCosts) -> Option<Vec<usize>> {
    let (n, m) = (printed.len(), read.len());
    let width = m + 1;
    let mut best = vec![f32::INFINITY; (n + 1) * width];
    let mut step = vec![0u8; (n + 1) * width];
    best[0] = 0.0;
    for i in 0..n {
        let most = MOST_READ.min(m);
        for j in 0..=m {
            let so_far = best[i * width + j];
            if so_far.is_infinite() {
                continue;
            }
            for k in 0..=most.min(m - j) {
                let cost = so_far + costs.cost(printed[i], &read[j..j + k]);
                let at = (i + 1) * width + j + k;
                if cost < best[at] {
                    best[at] = cost;
                    step[at] = k as u8;
                }
            }
        }
    }
    let total = best[n * width + m];
    if !total.is_finite() || n == 0 || total > 2.5 * n as f32 {
        return None;
    }
    let mut ends = vec![0; n];
    let mut j = m;
    for i in (0..n).rev() {
        ends[i] = j;
        j -= step[(i + 1) * width + j] as usize;
    }
    Some(ends)
}

fn letter_costs(aligned: &[Aligned]) -> LetterCosts {
    let mut counts: FxHashMap<(char, u64), u32> = FxHashMap::default();
    let mut totals: FxHashMap<char, u32> = FxHashMap::default();
    for line in aligned {
        for (&printed, read) in line.printed.iter().zip(&line.read) {
            *counts.entry((printed, key_of(read))).or_default() += 1;
            *totals.entry(printed).or_default() += 1;
        }
    }
    let cost = |(key, n): ((char, u64), u32)| (key, (totals[&key.0] as f32 / n as f32).ln());
    LetterCosts {
        known: counts.into_iter().map(cost).collect(),
    }
}

fn key_of(read: &str) -> u64 {
    read_key(&read.chars().collect::<Vec<_>>())
}

/// Counts all windows and keeps those that say more than their letters one by one.
fn windows(noise: Noise, aligned: &[Aligned], letters: &LetterCosts) -> Vec<Edit> {
    let mut counts: FxHashMap<(String, String), u32> = FxHashMap::default();
    let mut totals: FxHashMap<String, u32> = FxHashMap::default();
    let mut apart: FxHashMap<(String, String), f32> = FxHashMap::default();
    for line in aligned {
        for start in 0..line.printed.len() {
            for end in start + 1..=(start + WINDOW).min(line.printed.len()) {
                let printed: String = line.printed[start..end].iter().collect();
                let inside_word = !printed.contains(char::is_whitespace);
                if end > start + 1 && !inside_word {
                    break;
                }
                let key = (printed.clone(), line.read[start..end].concat());
                *totals.entry(printed).or_default() += 1;
                if end > start + 1 {
                    let singles = (start..end)
                        .map(|i| letters.known[&(line.printed[i], key_of(&line.read[i]))]);
                    let cost = apart.entry(key.clone()).or_insert(f32::INFINITY);
                    *cost = cost.min(singles.sum());
                }
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    let mut edits: Vec<Edit> = counts
        .into_iter()
        .filter_map(|(key, count)| {
            let cost = (totals[&key.0] as f32 / count as f32).ln();
            let kept = match apart.get(&key) {
                None => count > 1 || cost < UNSEEN_MARK,
                Some(apart) => count >= LEAST_SEEN && apart - cost > LEAST_GAIN.ln(),
            };
            kept.then_some(Edit {
                noise,
                printed: key.0,
                read: key.1,
                cost,
                count,
            })
        })
        .collect();
    edits.retain(|edit| !is_smoothed(&edit.printed));
    edits.extend(smoothed_vowels(noise, aligned));
    edits.extend(unseen_marks(noise, &edits));
    edits.sort_by(|a, b| (&a.printed, &a.read).cmp(&(&b.printed, &b.read)));
    edits
}

/// Marked vowels, whose ways of being misread are estimated together.
const MARKED_VOWELS: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

fn is_smoothed(printed: &str) -> bool {
    let mut letters = printed.chars();
    letters.next().is_some_and(|c| MARKED_VOWELS.contains(c)) && letters.next().is_none()
}

/// The groups that a vowel borrows evidence from, narrow to wide: the vowel with any tone, all
/// vowels over the same plain letter, all marked vowels.
fn groups(vowel: char) -> [char; 3] {
    [split_tone(vowel).0, base(vowel).to_ascii_uppercase(), '*']
}

/// Shares of a vowel's own counts and of those of its groups, narrow to wide. Counts of one engine
/// and one set of pages are not sure for others, so groups weigh even where there are many.
const SHARES: [f32; 4] = [0.85, 0.10, 0.04, 0.01];

/// Edits of single marked vowels, each smoothed with those of the vowels that look like it: an `ứ`
/// that was never seen as `ir` still looks much like the `ử` that was.
fn smoothed_vowels(noise: Noise, aligned: &[Aligned]) -> Vec<Edit> {
    let mut counts: FxHashMap<(char, &str), u32> = FxHashMap::default();
    let mut totals: FxHashMap<char, u32> = FxHashMap::default();
    for line in aligned {
        for (&printed, read) in line.printed.iter().zip(&line.read) {
            if !MARKED_VOWELS.contains(printed) {
                continue;
            }
            *counts.entry((printed, read)).or_default() += 1;
            *totals.entry(printed).or_default() += 1;
            for (level, group) in groups(printed).into_iter().enumerate() {
                *totals.entry(group_key(level, group)).or_default() += 1;
                // Right readings say nothing about other letters, nor do letters about all vowels.
                let right = read.chars().eq([printed]);
                let letters = level == 2 && read.chars().any(char::is_alphabetic);
                if !right && !letters && !read.is_empty() {
                    *counts.entry((group_key(level, group), read)).or_default() += 1;
                }
            }
        }
    }
    let mut reads: Vec<&str> = counts.keys().map(|key| key.1).collect();
    reads.sort_unstable();
    reads.dedup();
    let count = |group: char, read: &str| counts.get(&(group, read)).copied().unwrap_or(0) as f32;
    let total = |group: char| totals.get(&group).copied().unwrap_or(0) as f32;
    let mut edits = Vec::new();
    for vowel in MARKED_VOWELS.chars() {
        let mut sources = vec![vowel];
        sources.extend(
            (0..)
                .zip(groups(vowel))
                .map(|(level, group)| group_key(level, group)),
        );
        for &read in &reads {
            let share = |(&source, weight): (&char, f32)| {
                weight * count(source, read) / total(source).max(1.0)
            };
            let probability: f32 = sources.iter().zip(SHARES).map(share).sum();
            let cost = -probability.ln();
            if cost < UNSEEN_MARK {
                let count = count(vowel, read) as u32;
                edits.push(Edit {
                    noise,
                    printed: vowel.to_string(),
                    read: read.to_owned(),
                    cost,
                    count,
                });
            }
        }
    }
    edits
}

/// A group of vowels as a letter that no text has: private use characters, one block a level.
fn group_key(level: usize, group: char) -> char {
    char::from_u32(0xE000 + level as u32 * 0x800 + (group as u32 & 0x7FF)).expect("in private use")
}

/// Every marked letter can be read as any letter with the same base, every marked vowel as a sign, every
/// letter that is one upright stroke as another such or as `1` or a bar; an engine that knows Vietnamese takes `à` for `ò` as well, as slanted print looks.
fn unseen_marks(noise: Noise, seen: &[Edit]) -> Vec<Edit> {
    const FAMILIES: [&str; 7] = [
        "aàáảãạăằắẳẵặâầấẩẫậ",
        "eèéẻẽẹêềếểễệ",
        "iìíỉĩị",
        "oòóỏõọôồốổỗộơờớởỡợ",
        "uùúủũụưừứửữự",
        "yỳýỷỹỵ",
        "dđ",
    ];
    /// Marks that engines take strokes with a tone mark for.
    const SIGNS: &str = "&€$¢£¥@©®§*^~’'";
    /// Letters of one upright stroke, and what else such a stroke is taken for.
    const STROKES: &str = "ilìíỉĩị";
    const UPRIGHT: &str = "ilI1|";
    let mut unseen = Vec::new();
    let mut add = |printed: char, read: char, cost: f32| {
        let (printed, read) = (printed.to_string(), read.to_string());
        if !seen.iter().any(|e| e.printed == printed && e.read == read) {
            unseen.push(Edit {
                noise,
                printed,
                read,
                cost,
                count: 0,
            });
        }
    };
    MARKED_VOWELS
        .chars()
        .for_each(|vowel| SIGNS.chars().for_each(|sign| add(vowel, sign, UNSEEN_MARK)));
    for family in FAMILIES {
        family.chars().for_each(|printed| {
            family
                .chars()
                .for_each(|read| add(printed, read, UNSEEN_MARK))
        });
    }
    for printed in STROKES.chars() {
        UPRIGHT
            .chars()
            .for_each(|read| add(printed, read, UNSEEN_MARK));
    }
    if noise == Noise::OcrVietnamese {
        for (one, other) in MARKED_VOWELS.chars().flat_map(alike) {
            let same_tone = split_tone(one).1 == split_tone(other).1;
            let cost = if same_tone {
                UNSEEN_SHAPE
            } else {
                UNSEEN_SHAPE + 1.0
            };
            add(one, other, cost);
        }
    }
    unseen
}

/// The vowel with those over the plain letter that looks like its own: `a` and `o`.
fn alike(vowel: char) -> impl Iterator<Item = (char, char)> {
    let like = match base(vowel) {
        'a' => Some('o'),
        'o' => Some('a'),
        _ => None,
    };
    let others = MARKED_VOWELS
        .chars()
        .filter(move |&other| Some(base(other)) == like);
    others.map(move |other| (vowel, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confusions_of_several_letters_are_learned() {
        let rows: Vec<(String, String)> = (0..30)
            .map(|i| {
                (
                    format!("xử lý của tỉnh {i}"),
                    format!("xir ly ctia tinh {i}"),
                )
            })
            .collect();
        let pairs: Vec<Pair> = rows
            .iter()
            .map(|(gold, read)| Pair { gold, read })
            .collect();
        let edits = learn(Noise::OcrLatin, &pairs);
        let find = |printed: &str, read: &str| {
            edits
                .iter()
                .find(|e| e.printed == printed && e.read == read)
        };
        assert!(
            find("ử", "ir").is_some_and(|e| e.cost < 0.2),
            "{:?}",
            find("ử", "ir")
        );
        assert!(find("ủ", "ti").is_some());
        assert!(edits.iter().all(|e| e.cost >= 0.0));
    }

    #[test]
    fn lines_that_are_not_the_same_teach_nothing() {
        let pair = Pair {
            gold: "Ủy ban nhân dân",
            read: "…………",
        };
        assert!(learn(Noise::OcrLatin, &[pair]).iter().all(|e| e.count == 0));
    }
}
