//! Units of tables: in the title (*Đơn vị tính: triệu đồng*), in parentheses of a heading or a label, and what a
//! heading counts (*Số hộ nghèo*).

use crate::rules::lists::Lists;
use crate::rules::units;
use crate::text::fold;
use crate::text::fold::bare;

/// What stands before the unit of a whole table, in base letters, and whether a colon has to follow.
const NAMED: [(&str, bool); 5] = [
    ("don vi tinh", false),
    ("dv tinh", false),
    ("dvt", false),
    ("don vi", true),
    ("dv", true),
];
/// Abbreviated amounts of money that are in no list, as they may mean something else in a sentence.
const ABBREVIATED: [&str; 6] = ["trđ", "tr.đ", "tr đồng", "tr.đồng", "trđồng", "ngđ"];

/// The unit that a text is, in lower case: `Triệu đồng`, `1.000 đồng`, `đồng/người/tháng`.
pub(crate) fn unit(text: &str, lists: &Lists) -> Option<String> {
    let aside = |c: char| !c.is_alphanumeric() && c != '%';
    let lower = text.trim_matches(aside).to_lowercase();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
    let mut base = lower.trim_start_matches(digits);
    while let Some((word, rest)) = base.split_once(' ') {
        if lists.factor(word).is_none() {
            break;
        }
        base = rest;
    }
    let measure = base.split(['/', ',']).next().unwrap_or(base).trim_end();
    let listed = |unit: &str| lists.unit_class(unit).is_some() || ABBREVIATED.contains(&unit);
    let known = [&lower, base, measure].into_iter().any(listed) || lists.factor(base).is_some();
    (known && lower.split(' ').count() <= 5).then_some(lower)
}

/// Whether a heading is that of the column of units; `Some(false)` for one that may head offices as well.
pub(crate) fn heads_units(heading: &str) -> Option<bool> {
    match bare(heading).as_str() {
        "donvitinh" | "dvt" | "dvtinh" => Some(true),
        "donvi" | "dv" => Some(false),
        _ => None,
    }
}

/// The unit that a line names for a whole table.
pub(crate) fn unit_of_line(line: &str, lists: &Lists) -> Option<String> {
    let folded = fold(line);
    let rest = NAMED.iter().find_map(|(name, colon)| {
        let at = folded.find(name)?;
        let begins = !folded[..at].ends_with(char::is_alphanumeric);
        let before = folded[..at + name.len()].chars().count();
        let rest: String = line.chars().skip(before).collect();
        let told = match rest.trim_start().strip_prefix(':') {
            Some(named) => Some(named.to_owned()),
            None => Some(rest).filter(|rest| !colon && rest.starts_with([' ', '.'])),
        };
        told.filter(|_| begins)
    })?;
    let end = rest.find([';', ')', '(']).unwrap_or(rest.len());
    let first = rest[..end]
        .split("  ")
        .find(|part| !part.trim().is_empty())?;
    unit(first.split(',').next()?, lists)
}

/// A heading without its unit, and the unit: *Tỷ lệ (%)*, *Giá trị (tỷ đồng)*.
pub(crate) fn split(heading: &str, lists: &Lists) -> (String, Option<String>) {
    let mut groups = heading
        .char_indices()
        .filter(|(_, c)| *c == '(')
        .collect::<Vec<_>>();
    groups.reverse();
    for (start, _) in groups {
        let Some(length) = heading[start..].find(')') else {
            continue;
        };
        let inside = &heading[start + 1..start + length];
        let named = unit(inside, lists).or_else(|| inside.contains('%').then(|| "%".to_owned()));
        if let Some(unit) = named {
            let rest = format!("{}{}", &heading[..start], &heading[start + length + 1..]);
            let words: Vec<&str> = rest.split_whitespace().collect();
            return (words.join(" "), Some(unit));
        }
    }
    match heading.split_once('%') {
        Some((name, "")) => (name.trim_end().to_owned(), Some("%".to_owned())),
        Some(_) => (heading.to_owned(), Some("%".to_owned())),
        None => (heading.to_owned(), None),
    }
}

/// What words that begin with *Số* or *Tổng số* count.
pub(crate) fn counted(words: &str, lists: &Lists) -> Option<String> {
    let folded = fold(words);
    let name = ["tong so ", "so luong ", "so "]
        .iter()
        .find(|name| folded.starts_with(**name))?;
    let at = words.char_indices().nth(name.chars().count())?.0;
    let (_, unit, class) = units::unit(words, at, lists)?;
    (class != "money").then_some(unit)
}
