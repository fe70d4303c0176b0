//! Scores of columns → what was written, the likeliest readings first, by a beam over prefixes
//! (connectionist temporal classification; Graves et al. 2006, Hannun et al. 2014).

use super::classes::{CLASSES, Class, Keyword};
use rustc_hash::FxHashMap;

/// Readings that are followed from column to column.
const BEAM: usize = 24;
/// Least probability of a label in a column that is followed.
const LEAST: f32 = 1e-4;

/// What a reading is made of: digits whoever wrote them, words and marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Label {
    Digit(u8),
    Word(u8),
    Slash,
    Dash,
}

/// Number of labels.
const LABELS: usize = 10 + 4 + 2;

impl Label {
    fn of(class: Class) -> Label {
        match class {
            Class::Printed(digit) | Class::Written(digit) => Label::Digit(digit),
            Class::Word(word) => Label::Word(word as u8),
            Class::Slash => Label::Slash,
            Class::Dash => Label::Dash,
        }
    }

    /// The label of a printed word.
    pub(crate) fn word(word: Keyword) -> Label {
        Label::Word(word as u8)
    }

    /// Whether it is a printed word.
    pub(crate) fn is_word(self) -> bool {
        matches!(self, Label::Word(_))
    }

    pub(crate) fn is_digit(self) -> bool {
        matches!(self, Label::Digit(_))
    }

    fn index(self) -> usize {
        match self {
            Label::Digit(digit) => usize::from(digit),
            Label::Word(word) => 10 + usize::from(word),
            Label::Slash => 14,
            Label::Dash => 15,
        }
    }

    fn all() -> [Label; LABELS] {
        let digits = (0..10).map(Label::Digit);
        let words = (0..4).map(Label::Word);
        let signs = [Label::Slash, Label::Dash];
        let mut all = [Label::Dash; LABELS];
        digits
            .chain(words)
            .chain(signs)
            .zip(&mut all)
            .for_each(|(label, to)| *to = label);
        all
    }
}

/// A column as probabilities of labels, and of none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    none: f32,
    labels: [f32; LABELS],
    /// Share of the digits' probability that is written by hand.
    pub(crate) by_hand: f32,
}

/// Adds up the scores of classes that make one label.
pub(crate) fn columns(scores: &[Vec<f32>]) -> Vec<Column> {
    let one = |scores: &Vec<f32>| {
        let mut labels = [0.0; LABELS];
        let (mut written, mut digits) = (0.0, 1e-9);
        for (class, score) in CLASSES.iter().zip(&scores[1..]) {
            let probability = score.exp();
            labels[Label::of(*class).index()] += probability;
            match class {
                Class::Written(_) => {
                    (written, digits) = (written + probability, digits + probability)
                }
                Class::Printed(_) => digits += probability,
                _ => {}
            }
        }
        Column {
            none: scores[0].exp(),
            labels,
            by_hand: written / digits,
        }
    };
    scores.iter().map(one).collect()
}

/// A reading of columns with its probability.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) labels: Vec<Label>,
    pub(crate) probability: f64,
}

/// Probability of a prefix that ends in a label, and in nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    label: f64,
    none: f64,
}

impl Mass {
    fn sum(self) -> f64 {
        self.label + self.none
    }
}

/// The likeliest readings, best first; their probabilities are shares of all that was followed.
pub(crate) fn readings(columns: &[Column]) -> Vec<Reading> {
    let mut beam: Vec<(Vec<Label>, Mass)> = vec![(
        Vec::new(),
        Mass {
            label: 0.0,
            none: 1.0,
        },
    )];
    for column in columns {
        let mut next: FxHashMap<Vec<Label>, Mass> = FxHashMap::default();
        for (prefix, mass) in &beam {
            extend(&mut next, prefix, *mass, column);
        }
        beam = next.into_iter().collect();
        beam.sort_unstable_by(|a, b| b.1.sum().total_cmp(&a.1.sum()).then_with(|| a.0.cmp(&b.0)));
        beam.truncate(BEAM);
        let total: f64 = beam.iter().map(|(_, mass)| mass.sum()).sum();
        for (_, mass) in &mut beam {
            *mass = Mass {
                label: mass.label / total,
                none: mass.none / total,
            };
        }
    }
    let reading = |(labels, mass): (Vec<Label>, Mass)| Reading {
        labels,
        probability: mass.sum(),
    };
    beam.retain(|(_, mass)| mass.sum() > 0.0);
    beam.into_iter().map(reading).collect()
}

fn extend(next: &mut FxHashMap<Vec<Label>, Mass>, prefix: &[Label], mass: Mass, column: &Column) {
    let last = prefix.last().copied();
    let stay = next.entry(prefix.to_vec()).or_default();
    stay.none += mass.sum() * f64::from(column.none);
    if let Some(last) = last {
        stay.label += mass.label * f64::from(column.labels[last.index()]);
    }
    for label in Label::all() {
        let probability = column.labels[label.index()];
        if probability < LEAST {
            continue;
        }
        // The same label once more needs nothing in between.
        let from = if last == Some(label) {
            mass.none
        } else {
            mass.sum()
        };
        let mut longer = prefix.to_vec();
        longer.push(label);
        next.entry(longer).or_default().label += from * f64::from(probability);
    }
}

/// The column in which each label of a reading is likeliest to stand (Viterbi).
pub(crate) fn align(columns: &[Column], labels: &[Label]) -> Vec<usize> {
    let states = 2 * labels.len() + 1;
    let score = |column: &Column, state: usize| {
        let probability = match state % 2 {
            0 => column.none,
            _ => column.labels[labels[state / 2].index()],
        };
        probability.max(1e-12).ln()
    };
    let mut best = vec![f32::NEG_INFINITY; states];
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let mut next = vec![f32::NEG_INFINITY; states];
        let mut came = vec![0; states];
        for state in 0..states {
            let skips = state % 2 == 1 && state > 1 && labels[state / 2] != labels[state / 2 - 1];
            let reach = if skips { 2 } else { 1 };
            let sources = state.saturating_sub(reach)..=state;
            let source = sources
                .max_by(|a, b| best[*a].total_cmp(&best[*b]))
                .unwrap_or(state);
            let start = if at == 0 && state < 2 {
                0.0
            } else {
                best[source]
            };
            next[state] = start + score(column, state);
            came[state] = source;
        }
        best = next;
        from.push(came);
    }
    let last = states.saturating_sub(2);
    let mut state = if states > 1 && best[last] > best[states - 1] {
        last
    } else {
        states - 1
    };
    let mut peaks: Vec<(f32, usize)> = vec![(f32::MIN, 0); labels.len()];
    for at in (0..columns.len()).rev() {
        if state % 2 == 1 {
            let here = columns[at].labels[labels[state / 2].index()];
            if here > peaks[state / 2].0 {
                peaks[state / 2] = (here, at);
            }
        }
        state = from[at][state];
    }
    peaks.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns in which one label each is certain but for `doubt`; a blank is nothing.
    fn certain(labels: &str, doubt: f32) -> Vec<Column> {
        let column = |c: char| {
            let mut column = Column {
                none: doubt,
                labels: [0.0; LABELS],
                by_hand: 1.0,
            };
            match c {
                ' ' => column.none = 1.0,
                '/' => column.labels[Label::Slash.index()] = 1.0 - doubt,
                digit => column.labels[digit as usize - '0' as usize] = 1.0 - doubt,
            }
            column
        };
        labels.chars().map(column).collect()
    }

    fn text(labels: &[Label]) -> String {
        let one = |label: &Label| match label {
            Label::Digit(digit) => char::from(b'0' + digit),
            _ => '/',
        };
        labels.iter().map(one).collect()
    }

    #[test]
    fn a_digit_counts_twice_only_across_nothing() {
        for (columns, wanted) in [
            ("11 1", "11"),
            (" 1 1 / ", "11/"),
            ("111", "1"),
            ("12/", "12/"),
            ("", ""),
            ("  ", ""),
        ] {
            let found = readings(&certain(columns, 1e-3));
            assert_eq!(text(&found[0].labels), wanted, "{columns}");
            let sum: f64 = found.iter().map(|reading| reading.probability).sum();
            assert!((sum - 1.0).abs() < 1e-6, "{columns}");
        }
    }

    #[test]
    fn readings_share_their_probability() {
        let mut columns = certain("4 7", 0.0);
        columns[2].labels[7] = 0.75;
        columns[2].labels[1] = 0.25;
        let found = readings(&columns);
        let seen: Vec<(String, f64)> = found
            .iter()
            .map(|reading| (text(&reading.labels), reading.probability))
            .collect();
        assert_eq!(seen, [("47".to_owned(), 0.75), ("41".to_owned(), 0.25)]);
    }

    #[test]
    fn labels_are_led_back_to_their_columns() {
        let columns = certain(" 4 11 1/ ", 0.1);
        let labels = [
            Label::Digit(4),
            Label::Digit(1),
            Label::Digit(1),
            Label::Slash,
        ];
        let at = align(&columns, &labels);
        assert_eq!((at[0], at[2], at[3]), (1, 6, 7));
        assert!((3..5).contains(&at[1]));
        assert!(align(&columns, &[]).is_empty());
    }
}
