//! The head of a document stands in two columns whose parts belong together band by band: agency beside national
//! title, number beside place and date (boxes 2 | 1 and 3 | 4 of Annex I of Decree 30/2020/NĐ-CP). It is read across, a
//! line of the left column and then what stands beside it, as people copy it down; an engine reads some heads across
//! and others down.

use crate::document::layout::{BBox, Line};
use std::ops::Range;

/// Part of the text's width in which the gutter lies, and its least width in heights of a line.
const MIDDLE: Range<f32> = 0.2..0.75;
const NARROW: f32 = 0.8;
/// Lines of a head at most, and of either column at least.
const MOST: usize = 16;
const LEAST: usize = 2;
/// What an item of a list begins with: recipients beside a signature are read down.
const ITEM: [char; 4] = ['-', '–', '+', '•'];

/// Puts the lines of a head into bands; other lines stay where they are.
pub(crate) fn read_across(mut lines: Vec<Line>) -> Vec<Line> {
    let Some(head) = head(&lines) else {
        return lines;
    };
    let blank = lines[head.clone()].iter().any(|line| line.words.is_empty());
    let mut across: Vec<(BBox, Line)> = lines[head.clone()]
        .iter()
        .filter_map(|line| Some((around(line)?, line.clone())))
        .collect();
    across.sort_by_key(|(place, _)| place.y0 + place.y1);
    let mut bands: Vec<Vec<(BBox, Line)>> = Vec::new();
    for (place, line) in across {
        let middle = (place.y0 + place.y1) / 2;
        let beside = |other: &BBox| other.x1 <= place.x0 || place.x1 <= other.x0;
        match bands.last_mut() {
            Some(band)
                if band.iter().all(|(other, _)| beside(other))
                    && band.iter().any(|(b, _)| (b.y0..b.y1).contains(&middle)) =>
            {
                band.push((place, line));
            }
            _ => bands.push(vec![(place, line)]),
        }
    }
    for band in &mut bands {
        band.sort_by_key(|(place, _)| place.x0);
    }
    let across = bands.into_iter().flatten().map(|(_, line)| line);
    let across: Vec<Line> = across.chain(blank.then(Line::default)).collect();
    lines.splice(head, across);
    lines
}

/// The lines at the top of a page that stand in two columns and are not in the order of their bands.
fn head(lines: &[Line]) -> Option<Range<usize>> {
    let places: Vec<Option<BBox>> = lines.iter().map(around).collect();
    let printed = || places.iter().flatten();
    let left = printed().map(|place| place.x0).min()?;
    let width = (printed().map(|place| place.x1).max()? - left) as f32;
    let mut heights: Vec<i32> = printed().map(|place| place.y1 - place.y0).collect();
    heights.sort_unstable();
    let narrow = (NARROW * heights[heights.len() / 2] as f32) as i32;
    let at = |part: f32| left + (part * width) as i32;
    let middle = at(MIDDLE.start)..at(MIDDLE.end);
    let mut free: Vec<Range<i32>> = std::iter::once(middle).collect();
    let (mut end, mut count) = (0, 0);
    // The first line that leaves no gutter ends the head; a page without one has columns from top to bottom.
    for (index, line) in lines.iter().enumerate() {
        if line.words.is_empty() {
            continue;
        }
        let next = without_words(&free, line, narrow);
        if next.is_empty() {
            break;
        }
        (free, end, count) = (next, index + 1, count + 1);
    }
    if count > MOST || end == lines.len() {
        return None;
    }
    let gutter = free.into_iter().max_by_key(|gap| gap.end - gap.start)?;
    let head = &lines[..end];
    let on_left = |line: &&Line| line.words.iter().any(|word| word.bbox.x1 <= gutter.start);
    let on_right = |line: &&Line| line.words.iter().any(|word| word.bbox.x0 >= gutter.end);
    let items = head.iter().filter(|line| line.text().starts_with(ITEM));
    let in_columns = head.iter().filter(on_left).count() >= LEAST
        && head.iter().filter(on_right).count() >= LEAST
        && items.count() < LEAST;
    let above = |index: usize, other: usize| match (places[index], places[other]) {
        (Some(upper), Some(lower)) => upper.y1 + upper.y0 < 2 * lower.y0,
        _ => true,
    };
    // What lies above all the rest, or below it, is where it belongs.
    let start = (0..end).find(|&index| !(index + 1..end).all(|other| above(index, other)))?;
    let last = (start..end).rfind(|&index| !(start..index).all(|other| above(other, index)))?;
    in_columns.then_some(start..last + 1)
}

/// What the words of a line leave of gaps, as far as it is wide enough.
fn without_words(gaps: &[Range<i32>], line: &Line, narrow: i32) -> Vec<Range<i32>> {
    let mut gaps = gaps.to_vec();
    for word in &line.words {
        let parts = gaps.iter().flat_map(|gap| {
            [
                gap.start..gap.end.min(word.bbox.x0),
                gap.start.max(word.bbox.x1)..gap.end,
            ]
        });
        gaps = parts.filter(|gap| gap.end - gap.start >= narrow).collect();
    }
    gaps
}

fn around(line: &Line) -> Option<BBox> {
    line.words.iter().map(|word| word.bbox).reduce(BBox::union)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of monospaced print at their columns and rows.
    fn page(print: &[(i32, &str)]) -> Vec<Line> {
        let line = |&(row, text): &(i32, &str)| Line::printed(row * 30, text);
        print.iter().map(line).collect()
    }

    fn read(print: &[(i32, &str)]) -> Vec<String> {
        let lines = read_across(page(print));
        lines.iter().map(|line| line.text().to_owned()).collect()
    }

    const BODY: &str = "Thực hiện Công văn số 12 của Sở Nội vụ về việc báo cáo công tác";

    #[test]
    fn a_head_that_was_read_down_is_read_across() {
        let head = [
            (0, "VĂN PHÒNG CHÍNH PHỦ"),
            (2, "Số: 37/VPCP-CN"),
            (3, "V/v cơ chế đặc thù"),
            (0, ""),
            (
                0,
                "                          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            ),
            (
                1,
                "                              Độc lập - Tự do - Hạnh phúc",
            ),
            (2, "                           Hà Nội, ngày 28 tháng 4"),
            (3, ""),
            (5, "                            BÁO CÁO"),
            (6, BODY),
        ];
        let wanted = [
            "VĂN PHÒNG CHÍNH PHỦ",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số: 37/VPCP-CN",
            "Hà Nội, ngày 28 tháng 4",
            "V/v cơ chế đặc thù",
            "",
            "",
            "BÁO CÁO",
            BODY,
        ];
        assert_eq!(read(&head), wanted);
    }

    #[test]
    fn lists_beside_signatures_and_columns_without_an_end_stay() {
        let closing = [
            (0, "Nơi nhận:"),
            (1, "- Như trên;"),
            (2, "- Lưu: VT."),
            (0, "                              KT. GIÁM ĐỐC"),
            (1, "                              PHÓ GIÁM ĐỐC"),
            (6, BODY),
        ];
        let stays = |print: &[(i32, &str)]| assert_eq!(read_across(page(print)), page(print));
        stays(&closing);
        stays(&closing[..3]);
        let columns = [
            (0, "Người lập biểu"),
            (1, "Nguyễn Văn An"),
            (0, "                              Kế toán trưởng"),
            (1, "                              Trần Thị Bình"),
        ];
        stays(&columns);
        stays(&[]);
    }

    #[test]
    fn what_is_in_order_stays() {
        let head = [
            (
                0,
                "UBND TỈNH TRÀ VINH        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            ),
            (
                1,
                "SỞ NỘI VỤ                     Độc lập - Tự do - Hạnh phúc",
            ),
            (2, ""),
            (3, BODY),
        ];
        assert_eq!(read_across(page(&head)), page(&head));
    }
}
