//! What stands above a table: its title, its unit, and whether it goes on another one.

use crate::document::TextTable;
use crate::rules::lists::Lists;
use crate::text::fold;
use crate::text::letters::letters;
use crate::text_tables::around::Lines;
use crate::text_tables::lines::CAPTIONS;
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
    let Some((first, _)) = table.lines() else {
        return Above::default();
    };
    let last = before.and_then(TextTable::lines).map(|lines| lines.1);
    let between = lines.between(last, first);
    let near = || {
        let lines = between.iter().rev().map(|line| line.trim());
        lines.filter(|line| !line.is_empty()).take(REACH)
    };
    let words = between.iter().flat_map(|line| line.split_whitespace());
    let words = words.filter(|word| word.contains(char::is_alphabetic));
    Above {
        caption: caption(between, lists),
        unit: near().find_map(|line| measure::unit_of_line(line, lists)),
        follows: before.is_some() && words.count() <= STRAY,
    }
}

/// The title that ends the lines: lines in capitals, or a few that end no sentence.
fn caption(lines: &[&str], lists: &Lists) -> Option<String> {
    let mut title: Vec<&str> = Vec::new();
    let mut read = 0;
    for line in lines.iter().rev().map(|line| line.trim()) {
        if line.is_empty() {
            if title.last().is_some_and(|line| !in_capitals(line)) {
                break;
            }
            continue;
        }
        if !line.contains(char::is_alphabetic) {
            continue;
        }
        read += 1;
        let folded = fold(line);
        if CAPTIONS.iter().any(|word| folded.starts_with(word)) {
            title.push(line);
            break;
        }
        let remark = line.starts_with('(') || folded.starts_with("kem theo");
        let aside = remark || measure::unit_of_line(line, lists).is_some();
        if aside && read <= REACH {
            continue;
        }
        let capitals = in_capitals(line);
        let changes = !capitals && title.last().is_some_and(|last| in_capitals(last));
        let ends = line.ends_with(['.', ';', ':', ',', '/']);
        if read > REACH || changes || !capitals && (ends || title.len() == TITLE) {
            break;
        }
        title.push(line);
    }
    title.reverse();
    let begins = |line: &&str| line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    title.first().copied().filter(begins)?;
    Some(title.join(" ")).filter(|title| title.contains(' '))
}

/// Whether most letters of a line are capitals.
fn in_capitals(line: &str) -> bool {
    let capitals = line.chars().filter(|c| c.is_uppercase()).count();
    let letters = letters(line);
    letters >= 4 && 10 * capitals >= 7 * letters
}
