//! Units of the list where they stand in a text: behind a number, shared by a range, with what they are taken of.

use super::lists::Lists;
use super::words::Role;
use crate::text::Span;
use crate::text::phrases::{BLANKS, LowerWords, after};
use crate::text::{fold, lower};

/// The end of a percent sign after a number.
fn percent(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches(BLANKS);
    let mark = rest.chars().next().filter(|c| matches!(c, '%' | '‰'));
    let sign = mark.map(|mark| text.len() - rest.len() + mark.len_utf8());
    sign.or_else(|| after(text, at, "phần trăm"))
}

/// The unit after a number: (its end, its name, its class). Words that multiply belong to it, as do
/// further units after commas.
pub(crate) fn unit(text: &str, at: usize, lists: &Lists) -> Option<(usize, String, String)> {
    if let Some(end) = percent(text, at) {
        return Some((end, text[at..end].trim().to_owned(), "percent".to_owned()));
    }
    let read = LowerWords::after(text, at, 7);
    let words = &read.words;
    let mut first = 0;
    while first < 2.min(words.len()) && lists.factor(read.lower(first, first)).is_some() {
        first += 1;
    }
    let prefix: String = (0..first).flat_map(|i| [read.lower(i, i), " "]).collect();
    let longest = (first..words.len().min(first + 5)).rev().find_map(|last| {
        let name = read.lower(first, last);
        let class = lists.unit_class(name)?.to_owned();
        Some((words[last].end, name.to_owned(), class))
    });
    let abbreviated = || {
        let word = *words.get(first)?;
        let name = lower(lists.expand(word.of(text))?);
        let class = lists.unit_class(&name)?.to_owned();
        Some((word.end, name, class))
    };
    // *270 tỷ*: of money, where nothing else is named.
    let amount = || {
        let last = words.get(first.checked_sub(1)?)?;
        let named = words
            .get(first)
            .is_some_and(|word| !lists.words.of(Role::NoUnit).contains(&word.of(text)));
        Some((last.end, prefix.trim_end().to_owned(), "money".to_owned())).filter(|_| !named)
    };
    let Some((end, name, class)) = abbreviated().or(longest) else {
        return amount();
    };
    let (end, name) = more_units(text, end, name, lists);
    let (end, name) = per(text, end, name, lists);
    Some((end, prefix + &name, class))
}

/// `150-250 mm`, `1,5 - 2%`: the unit of a range stands after its second number; with its class.
pub(crate) fn shared_unit(text: &str, at: usize, lists: &Lists) -> Option<(String, String)> {
    let rest = text[at..].trim_start_matches(' ');
    let second = rest
        .strip_prefix(['-', '–'])
        .or_else(|| rest.strip_prefix("đến "))?
        .trim_start_matches(' ');
    let digits = second
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .filter(|digits| *digits > 0)?;
    let end = text.len() - second.len() + digits;
    unit(text, end, lists).map(|(_, name, class)| (name, class))
}

/// `6,4 tấn/ha`, `300 triệu đồng/dự án`: what a measure is taken of.
fn per(text: &str, end: usize, name: String, lists: &Lists) -> (usize, String) {
    let Some(at) = text[end..].strip_prefix('/').map(|_| end + 1) else {
        return (end, name);
    };
    let read = LowerWords::after(text, at, 3);
    let is_own = |word: &Span| word.start == at && word.of(text).starts_with(char::is_lowercase);
    if !read.words.first().is_some_and(is_own) {
        return (end, name);
    }
    let is_listed = |last: &usize| lists.unit_class(read.lower(0, *last)).is_some();
    let last = (0..read.words.len()).rev().find(is_listed).unwrap_or(0);
    let name = format!("{name}/{}", read.lower(0, last));
    per(text, read.words[last].end, name, lists)
}

/// `33 tin bài, văn bản`, `88 công chức, viên chức`: units that share the number.
fn more_units(text: &str, end: usize, name: String, lists: &Lists) -> (usize, String) {
    let Some(rest) = text[end..].strip_prefix(", ") else {
        return (end, name);
    };
    let at = text.len() - rest.len();
    let read = LowerWords::after(text, at, 4);
    if read.words.first().is_none_or(|word| word.start != at) {
        return (end, name);
    }
    let class = |name: &str| lists.unit_class(name);
    let units = (0..read.words.len()).rev().filter_map(|last| {
        let unit = read.lower(0, last);
        class(unit).map(|_| (read.words[last].end, unit))
    });
    let ends = |end: usize| text[end..].starts_with([',', ';', '.', '(']) || text[end..].is_empty();
    let mut shared = units.filter(|(end, unit)| ends(*end) || class(unit) == class(&name));
    match shared.next() {
        Some((end, second)) => (end, format!("{name}, {second}")),
        None => (end, name),
    }
}

/// Whether two units name the same thing: the same, or one the start of the other (*dịch vụ, dịch vụ
/// công*).
pub(crate) fn same_unit(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            fold(a) == fold(b) || a.starts_with(&format!("{b} ")) || b.starts_with(&format!("{a} "))
        }
        _ => true,
    }
}

/// Whether a unit is one of money.
pub(crate) fn is_money(unit: &str) -> bool {
    let amount = unit.split('/').next().unwrap_or(unit).trim_end();
    amount.ends_with("đồng") || amount.ends_with('đ')
}
