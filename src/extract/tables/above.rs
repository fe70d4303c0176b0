//! What stands above a table: its title, its unit, and whether it goes on another one.

use crate::document::TextTable;
use crate::rules::lists::Lists;
use crate::text::fold;
use crate::text::letters::{capitals, letters};
use crate::text_tables::around::Lines;
use crate::text_tables::lines::is_caption;
use crate::text_tables::measure;

/// Lines above a table, blank ones aside, that may belong to it.
const REACH: usize = 8;
/// Words between two pages of a table that may be what an engine read of a stamp.
const STRAY: usize = 2;
/// Lines of a title that is not in capitals.
const TITLE: usize = 3;
/// What stands above a table.
#[derive(Debug, Default)]
pub(crate) struct Above {
    pub(crate) caption: Option<String>,
    pub(crate) unit: Option<String>,
    /// Nothing that is said stands between the table before and this one.
    pub(crate) follows: bool,
}

/// Reads what stands between the table before, if there is one, and a table.
pub(crate) fn of(
    table: &TextTable,
    before: Option<&TextTable>,
    lines: &Lines,
    lists: &Lists,
) -> Above {
    let first = table.lines().map_or(0, |lines| lines.0);
    let last = before.and_then(TextTable::lines).map(|lines| lines.1);
    let between = lines.between(last, first);
    let near = between.iter().rev().filter(|line| !line.trim().is_empty());
    let mut near = near.take(REACH);
    let words = between.iter().flat_map(|line| line.split_whitespace());
    let words = words.filter(|word| word.contains(char::is_alphabetic));
    Above {
        caption: caption(between, lists),
        unit: near.find_map(|line| measure::unit_of_line(line.trim(), lists)),
        follows: before.is_some() && words.count() <= STRAY,
    }
}

/// The title that ends the lines: lines in capitals, or a few that end no sentence.
fn caption(lines: &[&str], lists: &Lists) -> Option<String> {
    let mut title: Vec<&str> = Vec::new();
    let mut read = 0;
    for line in lines.iter().rev().map(|line| line.trim()) {
        let below = title.last().map(|below| in_capitals(below));
        if line.is_empty() && below == Some(false) {
            break;
        }
        if !line.contains(char::is_alphabetic) {
            continue;
        }
        read += 1;
        if is_caption(line) {
            title.push(line);
            break;
        }
        let remark = line.starts_with('(') || fold(line).starts_with("kem theo");
        let aside = remark || measure::unit_of_line(line, lists).is_some();
        let ends = line.ends_with(['.', ';', ':', ',', '/']);
        let small = ends || below == Some(true) || title.len() == TITLE;
        if read > REACH || !aside && !in_capitals(line) && small {
            break;
        }
        title.extend((!aside).then_some(line));
    }
    title.reverse();
    let first = title.first()?.chars().next()?;
    let begins = first.is_uppercase() || first.is_ascii_digit();
    Some(title.join(" ")).filter(|title| begins && title.contains(' '))
}

/// Whether most letters of a line are capitals.
fn in_capitals(line: &str) -> bool {
    letters(line) >= 4 && 10 * capitals(line) >= 7 * letters(line)
}
