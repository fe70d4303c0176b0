//! Prose set in two columns is read down one column, then down the other. An engine, or a text layer of which only the
//! heights are known, has its lines across. Tables, heads and closing blocks have two columns too, so a column counts as
//! prose only where its lines are full, go on one another and are sentences, and both columns are about as wide.

use crate::document::layout::{Line, Word};
use std::ops::Range;

/// Least width of the gap between the columns, and of what all lines leave free of it, in heights of a line.
const GAP: f32 = 1.0;
const SHARED: f32 = 0.8;
/// Part of the text's width in which the gap lies.
const MIDDLE: Range<f32> = 0.35..0.65;
/// Distance of two lines, in heights of a line, that ends the columns.
const APART: f32 = 2.0;
/// Lines of a column, at least.
const LEAST: usize = 5;
/// Part of a column's width that a full line reaches.
const FULL: f32 = 0.85;
/// Width of the narrower column as a part of the wider one's.
const ALIKE: f32 = 0.6;

/// Puts the lines of columns of prose one after the other.
pub(crate) fn read_down(lines: Vec<Line>) -> Vec<Line> {
    let Some(page) = Page::of(&lines) else {
        return lines;
    };
    let mut ordered = Vec::with_capacity(lines.len());
    let mut read = 0;
    while read < lines.len() {
        match page.columns(&lines[read..]) {
            Some((taken, columns)) => {
                for column in columns {
                    ordered.push(Line::default());
                    ordered.extend(column);
                }
                ordered.push(Line::default());
                read += taken;
            }
            None => {
                ordered.push(lines[read].clone());
                read += 1;
            }
        }
    }
    ordered
}

/// Measures of the text of a page, in pixels.
struct Page {
    left: i32,
    width: f32,
    /// Median height of the words.
    height: f32,
}

impl Page {
    fn of(lines: &[Line]) -> Option<Page> {
        let words = || lines.iter().flat_map(|line| &line.words);
        let mut heights: Vec<i32> = words().map(|word| word.bbox.y1 - word.bbox.y0).collect();
        heights.sort_unstable();
        let left = words().map(|word| word.bbox.x0).min()?;
        let right = words().map(|word| word.bbox.x1).max()?;
        Some(Page {
            left,
            width: (right - left) as f32,
            height: *heights.get(heights.len() / 2)? as f32,
        })
    }

    /// The columns that begin with the first of the lines, and how many lines they take.
    fn columns(&self, lines: &[Line]) -> Option<(usize, [Vec<Line>; 2])> {
        let first = lines.first()?;
        let gaps = gaps(first).filter(|gap| {
            let middle = ((gap.start + gap.end) / 2 - self.left) as f32 / self.width;
            self.is_wide(gap, GAP) && MIDDLE.contains(&middle)
        });
        gaps.into_iter().find_map(|gap| self.beside(gap, lines))
    }

    fn is_wide(&self, gap: &Range<i32>, heights: f32) -> bool {
        gap.end.saturating_sub(gap.start) as f32 >= heights * self.height
    }

    /// The columns beside a gap, if they are prose.
    fn beside(&self, mut gap: Range<i32>, lines: &[Line]) -> Option<(usize, [Vec<Line>; 2])> {
        let mut taken = 1;
        let mut foot = foot(&lines[0])?;
        for (index, line) in lines.iter().enumerate().skip(1) {
            let Some(top) = line.words.iter().map(|word| word.bbox.y0).min() else {
                continue;
            };
            let free = self.free(&gap, line);
            if (top - foot) as f32 > APART * self.height || !self.is_wide(&free, SHARED) {
                break;
            }
            foot = foot.max(self::foot(line)?);
            (gap, taken) = (free, index + 1);
        }
        let middle = (gap.start + gap.end) / 2;
        let left = side(&lines[..taken], |word| word.bbox.x0 < middle);
        let right = side(&lines[..taken], |word| word.bbox.x0 >= middle);
        let (a, b) = (width(&left)?, width(&right)?);
        let alike = a.min(b) as f32 >= ALIKE * a.max(b) as f32;
        (alike && is_prose(&left) && is_prose(&right)).then_some((taken, [left, right]))
    }

    /// What a line leaves free of a gap.
    fn free(&self, gap: &Range<i32>, line: &Line) -> Range<i32> {
        let (first, last) = (line.words.first(), line.words.last());
        let before = first.map(|word| i32::MIN..word.bbox.x0);
        let behind = last.map(|word| word.bbox.x1..i32::MAX);
        let all = gaps(line).chain(before).chain(behind);
        let shared = all.map(|free| free.start.max(gap.start)..free.end.min(gap.end));
        let widest = shared.max_by_key(|free| free.end.saturating_sub(free.start));
        widest.unwrap_or(0..0)
    }
}

/// Columns of pixels between neighbouring words.
fn gaps(line: &Line) -> impl Iterator<Item = Range<i32>> {
    let pairs = line.words.windows(2);
    pairs.map(|pair| pair[0].bbox.x1..pair[1].bbox.x0)
}

fn foot(line: &Line) -> Option<i32> {
    line.words.iter().map(|word| word.bbox.y1).max()
}

fn side(lines: &[Line], keep: impl Fn(&Word) -> bool) -> Vec<Line> {
    let own = lines.iter().map(|line| Line {
        words: line
            .words
            .iter()
            .filter(|word| keep(word))
            .cloned()
            .collect(),
    });
    own.filter(|line| !line.words.is_empty()).collect()
}

fn edges(column: &[Line]) -> Option<(i32, i32)> {
    let words = || column.iter().flat_map(|line| &line.words);
    let left = words().map(|word| word.bbox.x0).min();
    left.zip(words().map(|word| word.bbox.x1).max())
}

fn width(column: &[Line]) -> Option<i32> {
    edges(column).map(|(left, right)| right - left)
}

/// Whether a column is sentences that run over its lines.
fn is_prose(column: &[Line]) -> bool {
    let Some((left, right)) = edges(column) else {
        return false;
    };
    let reach = left + (FULL * (right - left) as f32) as i32;
    let full = |line: &&Line| line.words.last().is_some_and(|word| word.bbox.x1 >= reach);
    let goes_on = |line: &&Line| line.words[0].text.starts_with(char::is_lowercase);
    let letters = || {
        let words = column.iter().flat_map(|line| &line.words);
        words
            .flat_map(|word| word.text.chars())
            .filter(|c| c.is_alphanumeric())
    };
    let lower = letters().filter(|c| c.is_lowercase()).count();
    column.len() >= LEAST
        && 2 * column.iter().filter(full).count() >= column.len()
        && 4 * column.iter().filter(goes_on).count() >= column.len()
        && 4 * lower >= 3 * letters().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the lines of monospaced print, read down.
    fn read(print: &str) -> Vec<String> {
        let printed = |(row, line)| Line::printed(row as i32 * 30, line);
        let lines: Vec<Line> = print.lines().enumerate().map(printed).collect();
        let texts = read_down(lines).iter().map(Line::text).collect::<Vec<_>>();
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn prose_is_read_column_by_column() {
        let print = "KẾT QUẢ CÔNG TÁC CỦA SỞ TRONG THÁNG VỪA QUA NHƯ SAU\n\
                     Trong tháng, sở tiếp nhận    đã kiểm tra bốn cơ quan,\n\
                     một nghìn hồ sơ, trong đó    phát hiện sáu thiếu sót,\n\
                     trực tuyến chín trăm, đã     đã khắc phục năm và còn\n\
                     giải quyết đúng hạn gần      một. Về đào tạo, đã cử\n\
                     hết số hồ sơ ấy. Tổ chức     tám mươi công chức đi\n\
                     năm lớp tập huấn.            học ở trường tỉnh.";
        let lines = read(print);
        assert_eq!(lines[1], "Trong tháng, sở tiếp nhận");
        assert_eq!(
            lines[6..8],
            ["năm lớp tập huấn.", "đã kiểm tra bốn cơ quan,"]
        );
    }

    #[test]
    fn heads_tables_and_closing_blocks_stay() {
        for print in [
            "UBND TỈNH NINH THUẬN       CỘNG HÒA XÃ HỘI CHỦ NGHĨA\n\
             SỞ NỘI VỤ                  VIỆT NAM\n\
             PHÒNG HÀNH CHÍNH           Độc lập - Tự do - Hạnh\n\
             TỔNG HỢP                   phúc\n\
             Số: 220/BC                 Ninh Thuận, ngày 14\n\
             \u{20}                          tháng 2",
            "Nội dung công việc         Đơn vị thực hiện\n\
             Thu phí                    Phòng Tài chính\n\
             Thu thuế                   Chi cục Thuế\n\
             Đào tạo                    Trường Chính trị\n\
             Kiểm tra                   Thanh tra Sở\n\
             Khen thưởng                Phòng Nội vụ",
        ] {
            let wanted: Vec<String> = print
                .lines()
                .map(|line| Line::printed(0, line).text())
                .collect();
            assert_eq!(read(print), wanted);
        }
    }
}
