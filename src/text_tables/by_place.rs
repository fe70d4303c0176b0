//! Tables laid out as on the page: what rows of figures fill under each other is a column; a heading that lies over
//! several is merged; a line of words alone goes on the label above it, or begins the one below.

use super::lines::{Field, TextLine, is_caption};
use super::numbers::{is_dash, is_figure};
use crate::document::TextSpan;
use crate::document::layout::columns_under;
use crate::document::{TextCell, TextTable};
use std::ops::Range;

/// Lines of a head.
const HEAD: usize = 10;
/// Rows of figures that a table has at least, and one of which nothing names the columns.
const ROWS: usize = 2;
const UNNAMED_ROWS: usize = 3;

/// A stretch of characters.
type Stretch = Range<u32>;

/// The table of a run of rows, whose heading stands behind line `free`.
pub(crate) fn table(lines: &[TextLine], free: usize, run: Range<usize>) -> Option<TextTable> {
    let body = &lines[run.clone()];
    let rows = || body.iter().filter(|line| line.is_row());
    let mut columns = columns(rows());
    join_alternating(rows(), &mut columns);
    let figures = figure_columns(rows(), &columns);
    let end = go_on(lines, run.end, &columns);
    let head = head(lines, free, run.start, &columns);
    let named = head.iter().any(|&index| lines[index].heads());
    let least = if named { ROWS } else { UNNAMED_ROWS };
    let with_figures = rows().filter(|line| line.has_figures()).count();
    let told = with_figures >= least && (named && !figures.is_empty() || figures.len() >= 2);
    let few = columns.len() == 2 && with_figures < UNNAMED_ROWS;
    if !told || few || columns.len() < 2 || !agree(rows(), &columns) {
        return None;
    }
    let labels = figures.first().map_or(0, |&figure| columns[figure].start);
    let headings = || head.iter().flat_map(|&index| &lines[index].fields);
    for field in headings() {
        add_heading(stretch(field), headings(), &mut columns);
    }
    let mut draft = Draft {
        columns,
        labels,
        rows: Vec::new(),
    };
    draft.add_head(&head.iter().map(|&index| &lines[index]).collect::<Vec<_>>());
    draft.add_body(&lines[run.start..end]);
    Some(draft.table())
}

fn overlap(a: &Stretch, b: &Stretch) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

fn stretch(field: &Field) -> Stretch {
    field.start..field.end
}

/// What the fields of rows fill together.
fn columns<'l, 't: 'l>(rows: impl Iterator<Item = &'l TextLine<'t>>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = rows
        .flat_map(|line| line.fields.iter().map(stretch))
        .collect();
    all.sort_by_key(|stretch| (stretch.start, stretch.end));
    let mut columns: Vec<Stretch> = Vec::new();
    for stretch in all {
        match columns.last_mut() {
            Some(last) if stretch.start < last.end => last.end = last.end.max(stretch.end),
            _ => columns.push(stretch),
        }
    }
    columns
}

/// Makes one column of two side by side that no row fills both of: figures at the right of one and a dash in its middle.
fn join_alternating<'l, 't: 'l>(
    rows: impl Iterator<Item = &'l TextLine<'t>> + Clone,
    columns: &mut Vec<Stretch>,
) {
    const APART: u32 = 2;
    let mut at = 1;
    while at < columns.len() {
        let (left, right) = (&columns[at - 1], &columns[at]);
        let fills = |line: &TextLine, column: &Stretch| {
            line.fields
                .iter()
                .any(|field| overlap(&stretch(field), column) > 0)
        };
        let near = right.start - left.end <= APART;
        if near
            && !rows
                .clone()
                .any(|line| fills(line, left) && fills(line, right))
        {
            columns[at - 1].end = columns[at].end;
            columns.remove(at);
        } else {
            at += 1;
        }
    }
}

/// The columns of which most cells are figures, the first one aside.
fn figure_columns<'l, 't: 'l>(
    rows: impl Iterator<Item = &'l TextLine<'t>> + Clone,
    columns: &[Stretch],
) -> Vec<usize> {
    let most = |&column: &usize| {
        let fields = rows.clone().flat_map(|line| &line.fields);
        let own: Vec<&Field> = fields
            .filter(|field| overlap(&stretch(field), &columns[column]) > 0)
            .collect();
        let figures = own
            .iter()
            .filter(|field| is_figure(field.text) || is_dash(field.text))
            .count();
        10 * figures >= 7 * own.len() && own.len() > 1
    };
    (1..columns.len()).filter(most).collect()
}

/// Whether each row has at most one field in a column, and most of them fill two columns or more.
fn agree<'l, 't: 'l>(
    rows: impl Iterator<Item = &'l TextLine<'t>> + Clone,
    columns: &[Stretch],
) -> bool {
    let count = rows.clone().count();
    let apart = |line: &&TextLine| {
        let at = |field: &Field| {
            columns
                .iter()
                .position(|column| overlap(&stretch(field), column) > 0)
        };
        let places: Vec<_> = line.fields.iter().map(at).collect();
        places.windows(2).all(|pair| pair[0] < pair[1])
    };
    let filled = |line: &&TextLine| 3 * line.fields.len() >= columns.len();
    10 * rows.clone().filter(apart).count() >= 9 * count && 2 * rows.filter(filled).count() >= count
}

/// The lines with headings over a run of rows, from the top.
fn head(lines: &[TextLine], free: usize, first: usize, columns: &[Stretch]) -> Vec<usize> {
    let whole = columns.first().map_or(0, |column| column.start)
        ..columns.last().map_or(0, |column| column.end);
    let mut found = Vec::new();
    let mut blank = false;
    for index in (free..first).rev().take(HEAD) {
        let line = &lines[index];
        if line.is_blank() {
            if blank {
                break;
            }
            blank = true;
            continue;
        }
        // A single line over all columns is the title or a unit.
        let over = |field: &Field| {
            columns
                .iter()
                .filter(|column| overlap(column, &stretch(field)) > 0)
                .count()
        };
        let title = line.fields.len() == 1
            && (over(&line.fields[0]) > columns.len() / 2
                || line.fields[0].text.contains(':')
                || over(&line.fields[0]) == 0);
        let inside = line
            .fields
            .iter()
            .any(|field| overlap(&stretch(field), &whole) > 0);
        if title || !inside || line.is_row() || found.is_empty() && blank && line.fields.len() == 1
        {
            break;
        }
        blank = false;
        found.push(index);
    }
    // What heads a table names two columns at least, or stands above the figures alone.
    let labels = columns.get(1).map_or(0, |column| column.end);
    let names = |line: &TextLine| {
        let title = is_caption(line.fields[0].text);
        line.fields.len() > 1 || line.fields[0].start >= labels && !title
    };
    while found.last().is_some_and(|&index| !names(&lines[index])) {
        found.pop();
    }
    found.reverse();
    found
}

/// Behind the last row, the line behind those that go on its words.
fn go_on(lines: &[TextLine], end: usize, columns: &[Stretch]) -> usize {
    let goes_on = |line: &&TextLine| {
        let words = line.fields.len() == 1 && line.fields[0].text.starts_with(char::is_lowercase);
        words
            && columns.iter().any(|column| {
                column.start <= line.fields[0].start && line.fields[0].end <= column.end + 2
            })
    };
    end + lines[end..].iter().take(3).take_while(goes_on).count()
}

/// Sees to it that a heading stands over a column: over the nearest one if that has no other heading, as where short
/// figures stand at the right, or over one of its own, which has no cell.
fn add_heading<'l, 't: 'l>(
    heading: Stretch,
    headings: impl Iterator<Item = &'l Field<'t>>,
    columns: &mut Vec<Stretch>,
) {
    const NEAR: u32 = 3;
    const FAR: u32 = 12;
    let gap = |column: &Stretch| {
        let apart = column.start.max(heading.start);
        apart.saturating_sub(column.end.min(heading.end))
    };
    let nearest = (0..columns.len()).min_by_key(|&column| gap(&columns[column]));
    let Some(nearest) = nearest.filter(|&column| gap(&columns[column]) > NEAR) else {
        return;
    };
    let column = columns[nearest].clone();
    let mut headed = headings.filter(|other| overlap(&stretch(other), &column) > 0);
    if gap(&column) <= FAR && headed.next().is_none() {
        columns[nearest] = column.start.min(heading.start)..column.end.max(heading.end);
    } else {
        columns.push(heading);
        columns.sort_by_key(|column| column.start);
    }
}

/// The pieces of a cell with their places.
type Pieces<'t> = Vec<(&'t str, TextSpan)>;

/// A row of a draft: pieces by the columns that they take.
#[derive(Debug, Default)]
struct DraftRow<'t> {
    cells: Vec<(Range<usize>, Pieces<'t>)>,
    /// The line that it stands on.
    line: TextSpan,
}

/// A table whose cells are being filled.
struct Draft<'t> {
    columns: Vec<Stretch>,
    /// Where the columns of words end that merged headings do not stand over.
    labels: u32,
    rows: Vec<DraftRow<'t>>,
}

impl<'t> Draft<'t> {
    /// A row a line: names of columns above each other are joined when the head is read.
    fn add_head(&mut self, lines: &[&TextLine<'t>]) {
        for (index, line) in lines.iter().enumerate() {
            let below = &lines[index + 1..];
            let mut row = DraftRow::on(line);
            for field in &line.fields {
                let taken = row.cells.last().map_or(0, |(columns, _)| columns.end);
                let columns = self.under(field, line, below, taken);
                row.add(columns, (field.text, line.place(field)));
            }
            self.rows.push(row);
        }
    }

    /// The columns that a heading stands over, of those from `taken` on.
    fn under(
        &self,
        field: &Field,
        line: &TextLine,
        below: &[&TextLine],
        taken: usize,
    ) -> Range<usize> {
        let nearest = self.column(field);
        let fields = || below.iter().flat_map(|line| &line.fields);
        let named_below = |column: usize| fields().any(|field| self.column(field) == column);
        let named = |column: usize| line.fields.iter().any(|other| self.column(other) == column);
        if !named_below(nearest) {
            return nearest..nearest + 1;
        }
        // What each column takes with its headings below.
        let signed = |stretch: &Stretch| stretch.start as i32..stretch.end as i32;
        let mut extents: Vec<Range<i32>> = self.columns.iter().map(signed).collect();
        for field in fields() {
            let extent = &mut extents[self.column(field)];
            *extent = extent.start.min(field.start as i32)..extent.end.max(field.end as i32);
        }
        let free = |column: usize| {
            let figures = self.columns[column].start >= self.labels;
            column >= taken && figures && named_below(column) && !named(column)
        };
        columns_under(signed(&stretch(field)), &extents, nearest, free)
    }

    fn add_body(&mut self, lines: &[TextLine<'t>]) {
        let mut waiting: Vec<&TextLine> = Vec::new();
        for line in lines.iter().filter(|line| !line.is_blank()) {
            if !line.is_row() {
                waiting.push(line);
                continue;
            }
            let mut row = DraftRow::on(line);
            let below = self.settle(&waiting, line);
            for line in waiting.drain(..).skip(below) {
                self.fill(&mut row, line);
            }
            self.fill(&mut row, line);
            self.rows.push(row);
        }
        self.settle(&waiting, &TextLine::default());
    }

    /// Puts lines between the last row and the next one where they belong: to the last row, to rows of their own, or,
    /// from the one whose number is returned, to the next row.
    fn settle(&mut self, waiting: &[&TextLine<'t>], next: &TextLine) -> usize {
        let begins = |line: &&TextLine| !line.fields[0].text.starts_with(char::is_lowercase);
        let labelled = next.fields.first().is_some_and(|field| {
            let first = self.column(field);
            first == 0 || field.text.contains(char::is_alphabetic)
        });
        let goes_on = next
            .fields
            .iter()
            .find(|field| field.text.contains(char::is_alphabetic));
        let goes_on = goes_on.is_some_and(|field| field.text.starts_with(char::is_lowercase));
        // The next row has no label of its own, or one that goes on: the lines from the last that begins one are it.
        let wanting = !next.fields.is_empty() && (!labelled || goes_on);
        let below = match waiting.iter().rposition(begins) {
            Some(first) if wanting => first,
            _ => waiting.len(),
        };
        for line in &waiting[..below] {
            if begins(line) || self.rows.is_empty() {
                let mut row = DraftRow::on(line);
                self.fill(&mut row, line);
                self.rows.push(row);
            } else if let Some(mut row) = self.rows.pop() {
                self.fill(&mut row, line);
                self.rows.push(row);
            }
        }
        below
    }

    fn fill(&self, row: &mut DraftRow<'t>, line: &TextLine<'t>) {
        for field in &line.fields {
            let column = self.column(field);
            row.add(column..column + 1, (field.text, line.place(field)));
        }
    }

    /// The column that a field lies in most, or nearest to.
    fn column(&self, field: &Field) -> usize {
        let field = stretch(field);
        let near = |column: &Stretch| {
            let apart = column
                .start
                .max(field.start)
                .saturating_sub(column.end.min(field.end));
            (overlap(column, &field), u32::MAX - apart)
        };
        let columns = self.columns.iter().enumerate().rev();
        columns
            .max_by_key(|(_, column)| near(column))
            .map_or(0, |(index, _)| index)
    }

    fn table(self) -> TextTable {
        let mut cells = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let free = |column: &usize| row.cells.iter().all(|(taken, _)| !taken.contains(column));
            let nothing = |column| (column..column + 1, vec![("", row.line)]);
            let empty = (0..self.columns.len()).filter(free).map(nothing);
            let mut all: Vec<_> = row.cells.iter().cloned().chain(empty).collect();
            all.sort_by_key(|(columns, _)| columns.start);
            cells.extend(all.into_iter().map(|(columns, pieces)| {
                let texts: Vec<&str> = pieces.iter().map(|piece| piece.0).collect();
                TextCell {
                    rows: index..index + 1,
                    columns,
                    text: texts.join(" "),
                    places: pieces.into_iter().map(|piece| piece.1).collect(),
                }
            }));
        }
        TextTable {
            rows: self.rows.len(),
            columns: self.columns.len(),
            cells,
        }
    }
}

impl<'t> DraftRow<'t> {
    fn on(line: &TextLine) -> Self {
        let nothing = Field {
            text: "",
            start: 0,
            end: 0,
        };
        DraftRow {
            cells: Vec::new(),
            line: line.place(&nothing),
        }
    }

    fn add(&mut self, columns: Range<usize>, piece: (&'t str, TextSpan)) {
        match self
            .cells
            .iter_mut()
            .find(|(taken, _)| taken.contains(&columns.start))
        {
            Some((_, pieces)) => pieces.push(piece),
            None => self.cells.push((columns, vec![piece])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn cells_stand_under_their_headings() {
        let text = "                 KẾT QUẢ THU NGÂN SÁCH\n\
                    TT   Chỉ tiêu                 Năm 2019           Ghi chú\n\
                    \u{20}                       Dự toán   Thực hiện\n\
                    1    Thu từ khu vực          1.200      1.150\n\
                    \u{20}    doanh nghiệp\n\
                    2    Thuế thu nhập             300        280    chậm\n\
                    \u{20}    Lệ phí trước bạ\n\
                    3    và các loại phí                      45\n\
                    Trên đây là kết quả.";
        let wanted = [
            "0,0 TT",
            "0,1 Chỉ tiêu",
            "0,2-3 Năm 2019",
            "0,4 Ghi chú",
            "1,2 Dự toán",
            "1,3 Thực hiện",
            "2,0 1",
            "2,1 Thu từ khu vực doanh nghiệp",
            "2,2 1.200",
            "2,3 1.150",
            "3,0 2",
            "3,1 Thuế thu nhập",
            "3,2 300",
            "3,3 280",
            "3,4 chậm",
            "4,0 3",
            "4,1 Lệ phí trước bạ và các loại phí",
            "4,3 45",
        ];
        assert_eq!(found(text), [wanted]);
    }

    #[test]
    fn figures_at_the_right_and_dashes_in_the_middle_are_one_column() {
        let text = "TT   Chỉ tiêu         Dự toán năm          Lũy kế\n\
                    1    Thu phí             -                      12\n\
                    2    Thu thuế              300                   7\n\
                    3    Thu khác              450                   1";
        let wanted = ["0,0 TT", "0,1 Chỉ tiêu", "0,2 Dự toán năm", "0,3 Lũy kế"];
        let tables = found(text);
        assert_eq!(tables[0][..4], wanted);
        assert_eq!(tables[0][4..8], ["1,0 1", "1,1 Thu phí", "1,2 -", "1,3 12"]);
    }

    #[test]
    fn rows_may_be_a_blank_line_apart_and_have_no_heading() {
        let text = "1    Xã Đông       24     20\n\n2    Xã Tây       118    116\n\n3    Xã Nam        10      9";
        assert_eq!(found(text)[0].len(), 12);
    }
}
