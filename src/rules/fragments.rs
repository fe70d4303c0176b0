//! Named parts of patterns: `{number}`, `{unit}`, `{agency}`, made from the lists of `dictionaries/`.

use crate::text::lists::rows;
use crate::text::look_alikes::{Context, letters_for_digits};
use crate::text::phrases::BULLETS;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Patterns by their names.
#[derive(Debug, Clone)]
pub(crate) struct Fragments {
    by_name: BTreeMap<String, String>,
}

/// Fragments that are patterns of their own; `~` stands for the letters that engines read for digits.
const PATTERNS: [(&str, &str); 12] = [
    ("digit", "[0-9]"),
    ("number", "[0-9](?:(?:[.,\u{a0}]?[0-9~])*[.,\u{a0}]?[0-9])?"),
    ("percent", "{number} ?%"),
    (
        "day",
        "(?:ngày )?(?:[0-9~]{1,2} ?[/.-] ?[0-9~]{1,2} ?[/.-] ?[0-9~]{4}|[0-9~]{1,2} tháng [0-9~]{1,2} năm [0-9~]{4})",
    ),
    ("year", "(?:19|20)[0-9]{2}"),
    ("exact_year", "(?:19[3-9]|20[0-9])[0-9]"),
    (
        "period",
        "(?:tháng [0-9]{1,2}(?: ?[/-] ?| năm ){year}|quý (?:[ivx]{1,3}|[1-4])(?: ?/ ?| năm ){year}|[0-9]{1,2} tháng (?:đầu|cuối) năm(?: {year})?|(?:giai đoạn |nhiệm kỳ )?{year} ?- ?{year}|năm {year}|tháng [0-9]{1,2}|quý [ivx]{1,3})",
    ),
    (
        "document_number",
        "[0-9]{1,5}[a-z]? ?(?:/ ?{year} ?)?[/-] ?[a-z][a-z0-9&]*(?: ?[-/] ?[a-z0-9&]+)*",
    ),
    ("unit", "(?:{multiplier} )?{measure}|{multiplier}"),
    (
        "agency",
        "{agency_name}|{agency_abbreviation}|{agency_head}(?: [0-9a-z&-]+){1,12}?",
    ),
    ("word", "[0-9a-z]+"),
    ("words", r#"[^\n.,;:()"]+"#),
];

const AGENCIES: &str = include_str!("../../dictionaries/agencies.tsv");

/// Fragments that are any of the words of a list: its name, the list and the column.
const LISTS: [(&str, &str, usize); 8] = [
    ("agency_abbreviation", AGENCIES, 0),
    (
        "agency_head",
        include_str!("../../dictionaries/agency_heads.tsv"),
        0,
    ),
    ("agency_name", AGENCIES, 1),
    (
        "doc_type",
        include_str!("../../dictionaries/doc_types.tsv"),
        0,
    ),
    ("measure", include_str!("../../dictionaries/units.tsv"), 0),
    (
        "multiplier",
        include_str!("../../dictionaries/multipliers.tsv"),
        0,
    ),
    ("place", include_str!("../../dictionaries/places.tsv"), 0),
    (
        "position",
        include_str!("../../dictionaries/position_titles.tsv"),
        0,
    ),
];

/// The cells of a column that are not empty.
fn column(list: &'static str, at: usize) -> impl Iterator<Item = &'static str> {
    let cells = rows(list).filter_map(move |row| row.get(at).copied());
    cells.filter(|cell| !cell.is_empty())
}

impl Fragments {
    /// Those of the program.
    pub(crate) fn builtin() -> Self {
        let mut fragments = Fragments {
            by_name: BTreeMap::new(),
        };
        let look_alikes: String = letters_for_digits(Context::Digits);
        for (name, pattern) in PATTERNS {
            fragments.add(name, &pattern.replace('~', &look_alikes));
        }
        let bullets = regex::escape(BULLETS);
        fragments.add("bullet", &format!("[{bullets}\u{e000}-\u{f8ff}]"));
        for (name, list, at) in LISTS {
            fragments.add(name, &any_of(column(list, at)));
        }
        for role in ["festival", "lunar_year", "numeral", "own_day", "own_period"] {
            let words = rows(include_str!("../../dictionaries/context_words.tsv"));
            let words = words.filter(|row| row[1] == role).map(|row| row[0]);
            fragments.add(role, &any_of(words));
        }
        fragments
    }

    /// The pattern of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// All names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Gives a name to a pattern.
    pub(crate) fn add(&mut self, name: &str, pattern: &str) {
        self.by_name.insert(name.to_owned(), pattern.to_owned());
    }

    /// Gives a name to a list of words.
    pub(crate) fn add_words(&mut self, name: &str, words: &[String]) {
        self.add(name, &any_of(words.iter().map(String::as_str)));
    }
}

/// Any of some words, the longest that fits.
fn any_of<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.sort_by_key(|word| (Reverse(word.len()), *word));
    words.dedup();
    let words: Vec<String> = words.into_iter().map(regex::escape).collect();
    format!("(?:{})", words.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pattern::compile;
    use crate::rules::plain::{Letters, PlainText};

    #[test]
    fn fragments_take_the_whole_of_what_they_name() {
        let fragments = Fragments::builtin();
        for (name, text) in [
            ("number", "1.250,5"),
            ("number", "1\u{a0}284"),
            ("number", "1.25O,5"),
            ("percent", "29,65 %"),
            ("unit", "triệu đồng"),
            ("unit", "lượt người"),
            ("unit", "%"),
            ("day", "ngày 14 tháng 02 năm 2023"),
            ("day", "24/3/2020"),
            ("period", "Quý IV năm 2023"),
            ("period", "6 tháng đầu năm 2023"),
            ("period", "giai đoạn 2021 – 2025"),
            ("document_number", "220 /BC-STTTT-VP"),
            ("document_number", "72/2022/NĐ-CP"),
            ("agency", "Sở Y tế"),
            ("doc_type", "Quyết định"),
            ("position", "PHÓ GIÁM ĐỐC"),
            ("place", "Trà Vinh"),
        ] {
            let regex = compile(&format!("{{{name}}}"), Letters::Base, &fragments);
            let plain = PlainText::new(text, Letters::Base);
            let found = regex
                .expect(name)
                .find(plain.text())
                .map(|found| found.as_str());
            assert_eq!(found, Some(plain.text()), "{name}");
        }
    }
}
