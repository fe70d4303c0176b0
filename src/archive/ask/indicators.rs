//! The same indicator in other words and units: names normalised, values converted to a base unit.

use crate::document::Statistic;
use crate::text::fold;
use crate::text::lists::rows;
use std::collections::HashMap;

/// What figures are about, and what they are measured in.
#[derive(Debug)]
pub struct Indicators {
    /// Other names, without marks → the name.
    names: HashMap<String, String>,
    /// Words at the start of a name that say nothing, the longest first.
    empty: Vec<String>,
    /// Words that multiply.
    factors: ByMarks<f64>,
    /// Units → base unit and factor.
    units: ByMarks<(String, f64)>,
}

/// What names stand for. Marks decide where a name has any.
#[derive(Debug)]
struct ByMarks<T> {
    written: HashMap<String, T>,
    /// The same without marks.
    plain: HashMap<String, T>,
}

impl<T: Clone> ByMarks<T> {
    fn new(rows: impl Iterator<Item = (String, T)>) -> Self {
        let (mut written, mut plain) = (HashMap::new(), HashMap::new());
        for (name, value) in rows {
            plain.insert(fold(&name), value.clone());
            written.insert(name.to_lowercase(), value);
        }
        ByMarks { written, plain }
    }

    fn get(&self, words: &str) -> Option<&T> {
        match is_marked(words) {
            true => self.written.get(&words.to_lowercase()),
            false => self.plain.get(&fold(words)),
        }
    }
}

impl Indicators {
    /// With the lists that are part of the program.
    pub(crate) fn builtin() -> Self {
        let list = rows(include_str!("../../../dictionaries/indicators.tsv"));
        let (empty, names): (Vec<_>, Vec<_>) = list.partition(|row| row[1] == NOTHING);
        let mut empty: Vec<String> = empty.iter().map(|row| row[0].to_owned()).collect();
        empty.sort_by_key(|words| std::cmp::Reverse(words.len()));
        let number = |text: &str| text.parse::<f64>().expect("a factor");
        let factors = rows(include_str!("../../../dictionaries/multipliers.tsv"));
        let units = rows(include_str!("../../../dictionaries/base_units.tsv"));
        Indicators {
            names: names
                .iter()
                .map(|row| (fold(row[0]), row[1].to_owned()))
                .collect(),
            empty,
            factors: ByMarks::new(factors.map(|row| (row[0].to_owned(), number(row[1])))),
            units: ByMarks::new(
                units.map(|row| (row[0].to_owned(), (row[1].to_owned(), number(row[2])))),
            ),
        }
    }

    /// The name of what a figure is about; `None` where its document does not say.
    pub(crate) fn name(&self, statistic: &Statistic) -> Option<String> {
        let parts = [&statistic.subject, &statistic.qualifier]
            .into_iter()
            .flatten();
        let mut words: Vec<String> = Vec::new();
        for part in parts.map(|part| self.plain(part)) {
            let added = part.split(' ').map(str::to_owned);
            match words.join(" ").contains(&part) {
                true => {}
                false => words.extend(added),
            }
        }
        let name = words.join(" ");
        let name = if name.is_empty() {
            statistic.unit.as_deref().unwrap_or_default().to_lowercase()
        } else {
            name
        };
        let known = self.names.get(&fold(&name)).cloned();
        known.or(Some(name)).filter(|name| !name.is_empty())
    }

    /// In small letters, without parentheses and uninformative words.
    fn plain(&self, text: &str) -> String {
        let outside = text.split(['(', ')']).step_by(2).collect::<String>();
        let lower = outside.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let mut rest = words.join(" ");
        while let Some(shorter) = self.empty.iter().find_map(|empty| after(&rest, empty)) {
            rest = shorter.to_owned();
        }
        rest.trim_matches(|c: char| c.is_ascii_punctuation() || c == ' ')
            .to_owned()
    }

    /// The value of a figure in its base unit, and that unit: *1,2 tỷ đồng* → 1 200 000 000 *đồng*.
    pub(crate) fn in_base_unit(&self, value: f64, unit: &str) -> (f64, String) {
        let (mut factor, mut rest) = (1.0, unit.trim());
        while let Some((by, more)) = self.multiplied(rest) {
            (factor, rest) = (factor * by, more);
        }
        let (base, by) = match self.units.get(rest) {
            Some((base, by)) => (base.clone(), *by),
            None => (rest.to_lowercase(), 1.0),
        };
        (value * factor * by, base)
    }

    /// The factor that a unit begins with, and the unit behind it. A word without marks is a factor only before money:
    /// *van ban* and *ngan hang* are none.
    fn multiplied<'u>(&self, unit: &'u str) -> Option<(f64, &'u str)> {
        let (word, rest) = unit.split_once(' ')?;
        let rest = rest.trim_start();
        let by = *self.factors.get(word)?;
        let first = rest.split(' ').next().unwrap_or_default();
        let money = MONEY.contains(&&*fold(first));
        let rate = RATES.contains(&&*format!("{word} {first}").to_lowercase());
        (money || is_marked(word) && !rate).then_some((by, rest))
    }
}

/// Currencies, without marks.
const MONEY: [&str; 4] = ["dong", "vnd", "usd", "eur"];
/// Words that begin with a factor and are none.
const RATES: [&str; 6] = [
    "tỷ lệ",
    "tỷ trọng",
    "tỷ suất",
    "tỉ lệ",
    "tỉ trọng",
    "tỉ suất",
];

fn is_marked(words: &str) -> bool {
    words.to_lowercase() != fold(words)
}

/// Marks uninformative words in the list.
const NOTHING: &str = "∅";

/// What follows `words` at the start of a text.
fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(words)?.strip_prefix(' ')?;
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_led_back_to_their_base() {
        let lists = Indicators::builtin();
        for (value, unit, expected, base) in [
            (1.2, "tỷ đồng", 1.2e9, "đồng"),
            (350.0, "triệu đồng", 3.5e8, "đồng"),
            (7.0, "nghìn tỷ đồng", 7e12, "đồng"),
            (5.0, "VNĐ", 5.0, "đồng"),
            (3.0, "nghìn lượt", 3000.0, "lượt"),
            (2.0, "ha", 20_000.0, "m2"),
            (4.0, "hồ sơ", 4.0, "hồ sơ"),
            (6.0, "văn bản", 6.0, "văn bản"),
            (6.0, "van ban", 6.0, "van ban"),
            (6.0, "vạn dân", 60_000.0, "dân"),
            (9.0, "trạm y tế", 9.0, "trạm y tế"),
            (9.0, "trieu dong", 9e6, "dong"),
            (5.0, "tỷ lệ %", 5.0, "tỷ lệ %"),
        ] {
            let (found, unit) = lists.in_base_unit(value, unit);
            assert!(
                (found - expected).abs() < 1e-6 * expected,
                "{unit}: {found}"
            );
            assert_eq!(unit, base);
        }
    }

    #[test]
    fn names_are_the_same_however_they_are_put() {
        let lists = Indicators::builtin();
        for (subject, qualifier, expected) in [
            (
                "hệ thống đã tiếp nhận hồ sơ",
                Some("trực tuyến"),
                "hồ sơ trực tuyến",
            ),
            ("Tổng số hồ sơ nộp trực tuyến", None, "hồ sơ trực tuyến"),
            (
                "đã giải quyết hồ sơ",
                Some("đã giải quyết"),
                "giải quyết hồ sơ",
            ),
            (
                "hộp thư điện tử (mail.x.vn) cấp cho cán bộ",
                None,
                "hộp thư điện tử cấp cho cán bộ",
            ),
        ] {
            let statistic = Statistic {
                subject: Some(subject.to_owned()),
                qualifier: qualifier.map(str::to_owned),
                ..Statistic::blank()
            };
            assert_eq!(
                lists.name(&statistic).as_deref(),
                Some(expected),
                "{subject}"
            );
        }
    }
}
