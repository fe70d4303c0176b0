//! The table of confusions: weighted edits in a file that people can read, and the index in which
//! the search finds them.

use crate::text::letters::{CODES, MARKED, OTHER, base, code};
use crate::text::tokens::is_mark;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// What happened to a text on its way here: the noise of the noisy channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Noise {
    /// All diacritics were removed, the letters are right.
    NoDiacritics,
    /// Read by an engine that does not know Vietnamese.
    OcrLatin,
    /// Read by an engine that knows Vietnamese, or correct.
    OcrVietnamese,
}

impl Noise {
    /// Its name in the table of confusions; `None` for the kind of noise that needs no table.
    fn name(self) -> Option<&'static str> {
        match self {
            Noise::NoDiacritics => None,
            Noise::OcrLatin => Some("foreign"),
            Noise::OcrVietnamese => Some("native"),
        }
    }
}

/// An edit: `printed` (one to three lower-case letters) was read as `read` (zero to nine letters).
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The noise that it is a part of.
    pub noise: Noise,
    /// What stands on the paper.
    pub printed: String,
    /// What the engine gave.
    pub read: String,
    /// −ln P(read | printed), in nats.
    pub cost: f32,
    /// How often it was seen in training.
    pub count: u32,
}

/// Why a table of confusions cannot be used.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("line {line}: expected damage, printed, read, cost and count between tabs")]
pub struct ConfusionsError {
    /// 1-based.
    pub line: usize,
}

/// Stands for a space in the file.
const SPACE: char = '␣';
/// Stands for nothing in the file.
const NOTHING: &str = "∅";

/// The table as text: a comment, a header line, a row an edit.
pub fn write(edits: &[Edit]) -> String {
    let mut out = String::from(
        "# What Tesseract makes of printed Vietnamese: −ln P(read | printed), learned by `baocao train`\n\
         # from pairs of OCR and correct text. ␣: a space, ∅: nothing. Licence: Apache-2.0 OR MIT.\n\
         damage\tprinted\tread\tcost\tcount\n",
    );
    for edit in edits {
        let Some(noise) = edit.noise.name() else {
            continue;
        };
        let show = |text: &str| match text {
            "" => NOTHING.to_owned(),
            _ => text.replace(' ', &SPACE.to_string()),
        };
        let (printed, read) = (show(&edit.printed), show(&edit.read));
        writeln!(
            out,
            "{noise}\t{printed}\t{read}\t{:.2}\t{}",
            edit.cost, edit.count
        )
        .expect("writing to a string cannot fail");
    }
    out
}

/// Reads the table.
pub fn parse(table: &str) -> Result<Vec<Edit>, ConfusionsError> {
    let rows = table
        .lines()
        .enumerate()
        .filter(|(_, row)| !row.starts_with('#'));
    let parsed = rows
        .skip(1)
        .map(|(i, row)| parse_row(row).ok_or(ConfusionsError { line: i + 1 }));
    parsed.collect()
}

fn parse_row(row: &str) -> Option<Edit> {
    let mut cells = row.split('\t');
    let noise = match cells.next()? {
        "foreign" => Noise::OcrLatin,
        "native" => Noise::OcrVietnamese,
        _ => return None,
    };
    let read = |cell: &str| match cell {
        NOTHING => String::new(),
        _ => cell.replace(SPACE, " "),
    };
    let edit = Edit {
        noise,
        printed: read(cells.next()?),
        read: read(cells.next()?),
        cost: cells.next()?.parse().ok()?,
        count: cells.next()?.parse().ok()?,
    };
    (cells.next().is_none() && edit.cost >= 0.0 && !edit.printed.is_empty()).then_some(edit)
}

/// Most letters that an indexed edit reads.
pub(crate) const MOST_READ: usize = 3;
/// Most letters that an indexed edit prints.
const MOST_PRINTED: usize = 3;

/// An edit as the search uses it: the printed letters after the first, and the cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// Codes of the second and third printed letter; [`OTHER`] where there is none.
    pub(crate) more: [u8; MOST_PRINTED - 1],
    pub(crate) cost: f32,
}

/// The edits that give one read string, grouped by their first printed letter.
#[derive(Debug)]
pub(crate) struct Steps {
    /// Bit `c` is set if an edit's first printed letter has code `c`.
    pub(crate) firsts: u128,
    /// `bounds[k]..bounds[k + 1]` are the steps of the `k`-th set bit.
    bounds: Vec<u16>,
    steps: Vec<Step>,
}

impl Steps {
    /// The steps whose first printed letter has code `first`, which must be one of `firsts`; cheapest
    /// first.
    pub(crate) fn of(&self, first: u8) -> &[Step] {
        let rank = (self.firsts & ((1u128 << first) - 1)).count_ones() as usize;
        &self.steps[self.bounds[rank] as usize..self.bounds[rank + 1] as usize]
    }
}

/// The edits of one kind of noise, ready for the search.
#[derive(Debug)]
pub(crate) struct Channel {
    by_read: FxHashMap<u64, Steps>,
    /// Cost of a mark's having come from nowhere (dirt, a rule).
    strays: FxHashMap<char, f32>,
    /// Cost of a space that was lost between two words; infinite where that does not happen.
    pub(crate) lost_space: f32,
    /// Cost of a space that was put into a word; infinite where that does not happen.
    pub(crate) false_space: f32,
}

/// A string of at most [`MOST_READ`] letters as a number.
pub(crate) fn read_key(read: &[char]) -> u64 {
    read.iter().fold(0, |key, &c| key << 21 | c as u64)
}

impl Channel {
    /// Indexes the edits of one kind of noise.
    pub(crate) fn new(noise: Noise, edits: &[Edit]) -> Self {
        match noise {
            Noise::NoDiacritics => Channel::without_diacritics(),
            _ => Channel::learned(edits.iter().filter(|edit| edit.noise == noise)),
        }
    }

    /// All diacritics lost, nothing else.
    fn without_diacritics() -> Self {
        let letters = ('a'..='z').chain('0'..='9').chain(MARKED.chars());
        let edits: Vec<Edit> = letters
            .map(|c| Edit {
                noise: Noise::NoDiacritics,
                printed: c.to_string(),
                read: base(c).to_string(),
                cost: 0.0,
                count: 0,
            })
            .collect();
        Channel::learned(edits.iter())
    }

    fn learned<'e>(edits: impl Iterator<Item = &'e Edit> + Clone) -> Self {
        let mut grouped: FxHashMap<u64, Vec<(u8, Step)>> = FxHashMap::default();
        for edit in edits.clone() {
            let printed: Vec<u8> = edit.printed.chars().map(code).collect();
            let read: Vec<char> = edit.read.chars().collect();
            if read.len() > MOST_READ || printed.len() > MOST_PRINTED || printed.contains(&OTHER) {
                continue;
            }
            let more = std::array::from_fn(|i| printed.get(i + 1).copied().unwrap_or(OTHER));
            let step = Step {
                more,
                cost: edit.cost,
            };
            grouped
                .entry(read_key(&read))
                .or_default()
                .push((printed[0], step));
        }
        let by_read = grouped
            .into_iter()
            .map(|(read, steps)| (read, group(steps)))
            .collect();
        let costs = SpaceAndMarkCosts::of(edits);
        Channel {
            by_read,
            strays: costs.strays,
            lost_space: costs.lost_space,
            false_space: costs.false_space,
        }
    }

    /// Cost of a mark's having come from nowhere; infinite where that was not seen.
    pub(crate) fn stray(&self, mark: char) -> f32 {
        self.strays.get(&mark).copied().unwrap_or(f32::INFINITY)
    }

    /// The edits that give `read`.
    pub(crate) fn steps(&self, read: &[char]) -> Option<&Steps> {
        self.by_read.get(&read_key(read))
    }
}

fn group(mut steps: Vec<(u8, Step)>) -> Steps {
    steps.sort_by(|a, b| {
        a.0.cmp(&b.0)
            .then(a.1.cost.total_cmp(&b.1.cost))
            .then(a.1.more.cmp(&b.1.more))
    });
    let mut grouped = Steps {
        firsts: 0,
        bounds: Vec::new(),
        steps: Vec::new(),
    };
    for (i, (first, step)) in steps.iter().enumerate() {
        debug_assert!((*first as usize) < CODES);
        if grouped.firsts & 1 << first == 0 {
            grouped.firsts |= 1 << first;
            grouped.bounds.push(i as u16);
        }
        grouped.steps.push(*step);
    }
    grouped.bounds.push(steps.len() as u16);
    grouped
}

/// Costs of spaces lost and put in, and of marks put in.
struct SpaceAndMarkCosts {
    lost_space: f32,
    false_space: f32,
    strays: FxHashMap<char, f32>,
}

impl SpaceAndMarkCosts {
    fn of<'e>(edits: impl Iterator<Item = &'e Edit>) -> Self {
        let (mut lost, mut spaces, mut letters) = (f32::INFINITY, 0u32, 0u32);
        let mut marks: FxHashMap<char, u32> = FxHashMap::default();
        for edit in edits {
            let mut printed = edit.printed.chars();
            let (Some(first), None) = (printed.next(), printed.next()) else {
                continue;
            };
            letters += edit.count;
            if first == ' ' && edit.read.is_empty() {
                lost = edit.cost;
            }
            spaces += edit.count * u32::from(first != ' ' && edit.read.contains(' '));
            let put_in = edit.read.chars().count() > 1 || first == ' ';
            for mark in edit
                .read
                .chars()
                .filter(|&c| put_in && c != first && is_mark(c))
            {
                *marks.entry(mark).or_default() += edit.count;
            }
        }
        let cost = |n: u32| {
            if n > 0 {
                (letters as f32 / n as f32).ln()
            } else {
                f32::INFINITY
            }
        };
        let strays = marks.into_iter().map(|(mark, n)| (mark, cost(n))).collect();
        SpaceAndMarkCosts {
            lost_space: lost,
            false_space: cost(spaces),
            strays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(printed: &str, read: &str, cost: f32) -> Edit {
        Edit {
            noise: Noise::OcrLatin,
            printed: printed.into(),
            read: read.into(),
            cost,
            count: 5,
        }
    }

    #[test]
    fn the_table_reads_what_it_wrote() {
        let edits = [
            edit("ử", "ir", 0.5),
            edit(" ", "", 4.0),
            edit("n", "n ", 7.25),
        ];
        assert_eq!(parse(&write(&edits)).unwrap(), edits);
        assert_eq!(
            parse("damage\n\nforeign\ta"),
            Err(ConfusionsError { line: 2 })
        );
    }

    #[test]
    fn edits_are_found_by_what_was_read_and_their_first_letter() {
        let edits = [
            edit("ử", "ir", 0.5),
            edit("ứn", "ir", 2.0),
            edit("ử", "u", 1.0),
        ];
        let channel = Channel::new(Noise::OcrLatin, &edits);
        let steps = channel.steps(&['i', 'r']).unwrap();
        assert_eq!(steps.of(code('ử'))[0].cost, 0.5);
        assert_eq!(steps.of(code('ứ'))[0].more, [code('n'), OTHER]);
        assert!(channel.steps(&['x']).is_none());
        assert!(channel.lost_space.is_infinite());
    }

    #[test]
    fn stripped_text_lost_its_marks_only() {
        let channel = Channel::new(Noise::NoDiacritics, &[]);
        let steps = channel.steps(&['d']).unwrap();
        assert_eq!(steps.firsts, 1 << code('d') | 1 << code('đ'));
        assert!(channel.steps(&['đ']).is_none());
    }
}
