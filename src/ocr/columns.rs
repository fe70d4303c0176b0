//! Reading order of two columns side by side: the closing block of a document (recipients | signatory) and other columns,
//! which an engine reads across, and its head (agency | national title), whose bands are then read across, see
//! [`head_bands`].
//!
//! Tables are read across on purpose: a row belongs together. So lines are only split where they
//! share one gutter, both sides are words rather than figures, and they open the page or list
//! something on the left.

use super::{head_bands, prose_columns};
use crate::document::layout::{Line, Word};
use std::ops::Range;

/// Width, in heights of a line, of a gap that begins a gutter, and of a gutter that goes on.
const WIDE: f32 = 1.8;
const NARROW: f32 = 0.8;
/// Part of the text's width in which a gutter can lie.
const MIDDLE: Range<f32> = 0.2..0.75;
/// Lines from the top among which the header begins.
const TOP: usize = 3;
/// Lines that have to stand on both sides of a gutter.
const LEAST_SPLIT: usize = 2;
/// What an item of a list begins with.
const ITEM: [char; 5] = ['-', '–', '—', '+', '•'];
/// Gap, in heights of a line, that separates a heading from the columns above it.
const APART: f32 = 1.1;
/// Words of a name.
const NAME: std::ops::RangeInclusive<usize> = 2..=6;

/// The lines of a page in the order in which they are read: columns down, heads across.
pub(crate) fn in_reading_order(lines: Vec<Line>) -> Vec<Line> {
    head_bands::read_across(split_columns(prose_columns::read_down(lines)))
}

/// Puts lines that stand side by side one after the other: left ones, then right ones.
fn split_columns(lines: Vec<Line>) -> Vec<Line> {
    let Some(text) = Text::of(&lines) else {
        return lines;
    };
    let (mut ordered, mut read) = (Vec::with_capacity(lines.len()), 0);
    let mut printed = 0;
    while read < lines.len() {
        let block = text.block(&lines[read..]);
        let block = block.filter(|block| {
            let ends_page = read + block.lines == lines.len();
            printed < TOP || ends_page || block.is_list()
        });
        match block {
            Some(block) => {
                read += block.lines;
                printed += block.lines;
                append(&mut ordered, block);
            }
            None => {
                printed += usize::from(!lines[read].words.is_empty());
                ordered.push(lines[read].clone());
                read += 1;
            }
        }
    }
    ordered
}

fn append(lines: &mut Vec<Line>, block: Block) {
    if lines.last().is_some_and(|line| !line.words.is_empty()) {
        lines.push(Line::default());
    }
    lines.extend(block.left);
    lines.push(Line::default());
    lines.extend(block.right);
    lines.push(Line::default());
}

/// Measures of the text of a page, in pixels.
struct Text {
    left: i32,
    width: f32,
    /// Median height of the words.
    height: f32,
}

/// Lines side by side.
struct Block {
    /// Lines of the page that it takes.
    lines: usize,
    left: Vec<Line>,
    right: Vec<Line>,
}

impl Block {
    /// Whether lines on the left are items of a list.
    fn is_list(&self) -> bool {
        let item = |line: &&Line| line.text().starts_with(ITEM);
        self.left.iter().filter(item).count() >= LEAST_SPLIT
    }

    /// Whether a name stands on the right and nothing else.
    fn names_one(&self) -> bool {
        let [line] = self.right.as_slice() else {
            return false;
        };
        let capital = |word: &Word| word.text.starts_with(char::is_uppercase);
        NAME.contains(&line.words.len()) && line.words.iter().all(capital)
    }
}

impl Text {
    fn of(lines: &[Line]) -> Option<Text> {
        let words = || lines.iter().flat_map(|line| &line.words);
        let mut heights: Vec<i32> = words().map(|word| word.bbox.y1 - word.bbox.y0).collect();
        heights.sort_unstable();
        let height = *heights.get(heights.len() / 2)? as f32;
        let left = words().map(|word| word.bbox.x0).min()?;
        let right = words().map(|word| word.bbox.x1).max()?;
        Some(Text {
            left,
            width: (right - left) as f32,
            height,
        })
    }

    /// The block that begins with the first of `lines`.
    fn block(&self, lines: &[Line]) -> Option<Block> {
        let mut gutter = self.wide_gap(lines.first()?)?;
        let (mut taken, mut on_both) = (1, 1);
        for (index, line) in lines.iter().enumerate().skip(1) {
            if line.words.is_empty() {
                continue;
            }
            let Some(shared) = self.shared(&gutter, line) else {
                break;
            };
            if self.is_apart(&lines[taken - 1], line, &shared) {
                break;
            }
            on_both += usize::from(stands_on_both(line, &shared));
            (gutter, taken) = (shared, index + 1);
        }
        let middle = (gutter.start + gutter.end) / 2;
        let block = split(&lines[..taken], middle);
        // Beside the end of a list, a name may stand alone.
        if on_both < LEAST_SPLIT && !(block.is_list() && block.names_one()) {
            return None;
        }
        (is_prose(&block.left) && is_prose(&block.right)).then_some(block)
    }

    /// Whether a line stands on the left alone, and away from the one above: a heading, not a column.
    fn is_apart(&self, above: &Line, line: &Line, gutter: &Range<i32>) -> bool {
        let top = line.words.iter().map(|word| word.bbox.y0).min();
        let bottom = above.words.iter().map(|word| word.bbox.y1).max();
        let gap = top.zip(bottom).map_or(0, |(top, bottom)| top - bottom);
        let left = line.words.iter().all(|word| word.bbox.x1 <= gutter.start);
        let item = line.text().starts_with(ITEM);
        left && !item && gap as f32 > APART * self.height
    }

    /// The only wide gap of a line, if it lies about the middle.
    fn wide_gap(&self, line: &Line) -> Option<Range<i32>> {
        let wide = |gap: &Range<i32>| (gap.end - gap.start) as f32 >= WIDE * self.height;
        let mut gaps = gaps(line).filter(wide);
        let gap = gaps.next().filter(|_| gaps.next().is_none())?;
        let middle = ((gap.start + gap.end) / 2 - self.left) as f32 / self.width;
        MIDDLE.contains(&middle).then_some(gap)
    }

    /// What of the gutter a line leaves free.
    fn shared(&self, gutter: &Range<i32>, line: &Line) -> Option<Range<i32>> {
        let first = line.words.first()?.bbox.x0;
        let last = line.words.last()?.bbox.x1;
        let free = gaps(line).chain([i32::MIN..first, last..i32::MAX]);
        let shared = free.map(|gap| gap.start.max(gutter.start)..gap.end.min(gutter.end));
        let widest = shared.max_by_key(|gap| gap.end.saturating_sub(gap.start))?;
        ((widest.end - widest.start) as f32 >= NARROW * self.height).then_some(widest)
    }
}

/// Columns of pixels between neighbouring words.
fn gaps(line: &Line) -> impl Iterator<Item = Range<i32>> {
    let pairs = line.words.windows(2);
    pairs.map(|pair| pair[0].bbox.x1..pair[1].bbox.x0)
}

fn stands_on_both(line: &Line, gutter: &Range<i32>) -> bool {
    let left = |word: &Word| word.bbox.x1 <= gutter.start;
    line.words.first().is_some_and(left) && !line.words.last().is_some_and(left)
}

fn split(lines: &[Line], middle: i32) -> Block {
    let side = |keep: &dyn Fn(&Word) -> bool| -> Vec<Line> {
        let words = lines
            .iter()
            .map(|line| line.words.iter().filter(|word| keep(word)));
        let sides = words.map(|words| Line {
            words: words.cloned().collect(),
        });
        sides.filter(|line| !line.words.is_empty()).collect()
    };
    Block {
        lines: lines.len(),
        left: side(&|word| word.bbox.x0 < middle),
        right: side(&|word| word.bbox.x0 >= middle),
    }
}

/// Whether a column is words rather than figures.
fn is_prose(column: &[Line]) -> bool {
    let characters = || {
        column
            .iter()
            .flat_map(|line| &line.words)
            .flat_map(|word| word.text.chars())
    };
    let letters = characters().filter(|c| c.is_alphabetic()).count();
    letters >= 4 && letters > characters().filter(char::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of monospaced print, 10 × 20 pixels a character; two spaces or more are a gap.
    fn page(print: &str) -> Vec<Line> {
        print
            .lines()
            .enumerate()
            .map(|(row, line)| Line::printed(row as i32 * 30, line))
            .collect()
    }

    fn read(print: &str) -> Vec<String> {
        split_columns(page(print)).iter().map(Line::text).collect()
    }

    #[test]
    fn the_head_is_read_column_by_column() {
        let head = "UBND TỈNH TRÀ VINH      CỘNG HÒA XÃ HỘI CHỦ NGHĨA\n\
                    SỞ THÔNG TIN VÀ                   VIỆT NAM\n\
                    TRUYỀN THÔNG\n\
                    Số: 220/BC          Trà Vinh, ngày 14 tháng 02 năm\n\
                    \u{20}                              2023\n\
                    Báo cáo về công tác thông tin và truyền thông";
        let wanted = [
            "UBND TỈNH TRÀ VINH",
            "SỞ THÔNG TIN VÀ",
            "TRUYỀN THÔNG",
            "Số: 220/BC",
            "",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
            "VIỆT NAM",
            "Trà Vinh, ngày 14 tháng 02 năm",
            "2023",
            "",
            "Báo cáo về công tác thông tin và truyền thông",
        ];
        assert_eq!(read(head), wanted);
    }

    #[test]
    fn recipients_and_signatory_are_split_anywhere() {
        let closing = "Trên đây là báo cáo của Sở Thông tin và Truyền thông\n\
                       Kính trình Ủy ban nhân dân tỉnh xem xét chỉ đạo.\n\
                       Xin trân trọng cảm ơn sự quan tâm của các đồng chí.\n\
                       Nơi nhận:                  KT. GIÁM ĐỐC\n\
                       - Như trên;               PHÓ GIÁM ĐỐC\n\
                       - Lưu: VT.";
        let lines = read(closing);
        assert_eq!(lines[4..7], ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]);
        assert_eq!(lines[8..10], ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]);
    }

    #[test]
    fn a_heading_below_the_header_is_no_column_of_it() {
        let mut lines = page(
            "UBND TỈNH TRÀ VINH      CỘNG HÒA XÃ HỘI CHỦ NGHĨA\n\
             Số: 220/BC              Trà Vinh, ngày 14 tháng 02",
        );
        lines.push(Line::printed(100, "I. KẾT QUẢ"));
        let read: Vec<String> = split_columns(lines).iter().map(Line::text).collect();
        assert_eq!(read[..3], ["UBND TỈNH TRÀ VINH", "Số: 220/BC", ""]);
        assert_eq!(read[6], "I. KẾT QUẢ");
    }

    #[test]
    fn a_closing_block_over_two_pages_is_split_on_both() {
        let text = "Trên đây là báo cáo của Sở Thông tin và Truyền thông\n\
                    Kính trình Ủy ban nhân dân tỉnh xem xét chỉ đạo.\n\
                    Xin trân trọng cảm ơn sự quan tâm của các đồng chí.\n\
                    Nơi nhận:                  KT. GIÁM ĐỐC\n\
                    - Như trên;               PHÓ GIÁM ĐỐC";
        assert_eq!(read(text)[4..6], ["Nơi nhận:", "- Như trên;"]);
        let rest = "- Bộ Nội vụ;\n\
                    - Các sở, ban, ngành tỉnh;\n\
                    - Lãnh đạo Sở;\n\
                    - Phòng Tài chính;       Bùi Thị Kim Vui\n\
                    - Lưu: VT.";
        assert_eq!(
            read(rest)[4..],
            [
                "- Phòng Tài chính;",
                "- Lưu: VT.",
                "",
                "Bùi Thị Kim Vui",
                ""
            ]
        );
    }

    #[test]
    fn rows_of_tables_and_plain_text_stay_together() {
        for print in [
            "Văn bản đến          8.568\nVăn bản đi           5.247\nHồ sơ               16.660",
            "STT    Nội dung      Đơn vị     Số\n1      Văn bản       văn bản    12\n2      Hồ sơ         hồ sơ      15",
            "Một dòng chữ bình thường của một báo cáo\nvà dòng tiếp theo của nó, cũng vậy thôi",
        ] {
            let wanted: Vec<String> = page(print).iter().map(Line::text).collect();
            assert_eq!(read(print), wanted);
        }
        assert_eq!(split_columns(vec![Line::default()]), [Line::default()]);
    }
}
