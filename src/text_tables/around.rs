//! The lines of a text around and without its tables.

use crate::document::TextTable;

/// The lines of a text, or of a part of one.
pub(crate) struct Lines<'t> {
    lines: Vec<&'t str>,
    /// Lines before them.
    before: u32,
}

impl<'t> Lines<'t> {
    /// The lines of a text before which there are `before` lines.
    pub(crate) fn of(text: &'t str, before: u32) -> Self {
        Lines {
            lines: text.split('\n').collect(),
            before,
        }
    }

    /// The lines behind one line and before another, counted from 1; from the first one on where none is behind.
    pub(crate) fn between(&self, behind: Option<u32>, before: u32) -> &[&'t str] {
        let index = |line: u32| (line.saturating_sub(self.before) as usize).min(self.lines.len());
        let start = behind.map_or(0, index);
        let end = index(before.saturating_sub(1));
        self.lines.get(start..end).unwrap_or(&[])
    }

    /// The text without the lines of tables, which no rule for sentences is to read.
    pub(crate) fn without(&self, tables: &[TextTable]) -> String {
        let cells = tables.iter().flat_map(|table| &table.cells);
        let used = cells.filter(|cell| !cell.text.is_empty());
        let mut taken: Vec<u32> = used.flat_map(|c| &c.places).map(|p| p.line).collect();
        taken.sort_unstable();
        let numbered = (self.before + 1..).zip(&self.lines);
        let kept = numbered.map(|(number, line)| match taken.binary_search(&number) {
            Ok(_) => &line[..line.len() - line.trim_start_matches('\u{c}').len()],
            Err(_) => line,
        });
        kept.collect::<Vec<&str>>().join("\n")
    }
}
