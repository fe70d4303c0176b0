//! The head of a document stands in two columns whose parts belong together band by band: agency beside national
//! title, number beside place and date (boxes 2 | 1 and 3 | 4 of Annex I of Decree 30/2020/NĐ-CP). It is read across, a
//! line of the left column and then what stands beside it, as people copy it down; an engine reads some heads across
//! and others down.

use crate::document::layout::{BBox, Line};
use crate::text::fold::fold;
use std::ops::Range;

/// Part of the text's width in which the gutter lies, and its least width in heights of a line.
const MIDDLE: Range<f32> = 0.2..0.75;
const NARROW: f32 = 0.8;
/// Lines of a head at most, and of either column at least.
const MOST: usize = 16;
const LEAST: usize = 2;
/// Gap between two bands, in heights of a line, that a blank line shows.
const APART: f32 = 1.1;
/// Words of the national title and the motto, folded, of which every head has some.
const NATION: [&str; 4] = ["cong hoa", "xa hoi chu nghia", "doc lap", "hanh phuc"];

/// Puts the lines of a head into bands; other lines stay where they are.
pub(crate) fn read_across(mut lines: Vec<Line>) -> Vec<Line> {
    let Some(measures) = Measures::of(&lines) else {
        return lines;
    };
    let Some(head) = measures.head(&lines) else {
        return lines;
    };
    let mut bands: Vec<Vec<(BBox, Line)>> = Vec::new();
    let placed = lines[head.clone()]
        .iter()
        .zip(&measures.places[head.clone()]);
    let mut placed: Vec<(BBox, Line)> = placed
        .filter_map(|(line, place)| Some(((*place)?, line.clone())))
        .collect();
    placed.sort_by_key(|(place, _)| place.y0 + place.y1);
    for (place, line) in placed {
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
    let mut across = Vec::new();
    let mut foot = None;
    for mut band in bands {
        let top = band.iter().map(|(place, _)| place.y0).min();
        if foot
            .zip(top)
            .is_some_and(|(foot, top)| (top - foot) as f32 > APART * measures.height)
        {
            across.push(Line::default());
        }
        foot = band.iter().map(|(place, _)| place.y1).max();
        band.sort_by_key(|(place, _)| place.x0);
        across.extend(band.into_iter().map(|(_, line)| line));
    }
    if lines
        .get(head.end)
        .is_some_and(|next| !next.words.is_empty())
    {
        across.push(Line::default());
    }
    lines.splice(head, across);
    lines
}

/// Measures of the text of a page, in pixels.
struct Measures {
    /// The boxes around its lines.
    places: Vec<Option<BBox>>,
    left: i32,
    width: f32,
    /// Median height of its lines.
    height: f32,
}

impl Measures {
    fn of(lines: &[Line]) -> Option<Measures> {
        let around = |line: &Line| line.words.iter().map(|word| word.bbox).reduce(BBox::union);
        let places: Vec<Option<BBox>> = lines.iter().map(around).collect();
        let printed = || places.iter().flatten();
        let left = printed().map(|place| place.x0).min()?;
        let right = printed().map(|place| place.x1).max()?;
        let mut heights: Vec<i32> = printed().map(|place| place.y1 - place.y0).collect();
        heights.sort_unstable();
        let height = heights[heights.len() / 2] as f32;
        Some(Measures {
            left,
            width: (right - left) as f32,
            height,
            places,
        })
    }

    /// The lines at the top of a page that stand in the two columns of a head and are not in the order of their bands.
    fn head(&self, lines: &[Line]) -> Option<Range<usize>> {
        let narrow = ((NARROW * self.height) as i32).max(1);
        let at = |part: f32| self.left + (part * self.width) as i32;
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
            if count > MOST {
                return None;
            }
        }
        if self.places[end..].iter().all(Option::is_none) {
            return None;
        }
        let above = |index: usize, other: usize| match (self.places[index], self.places[other]) {
            (Some(upper), Some(lower)) => upper.y1 + upper.y0 < 2 * lower.y0,
            _ => true,
        };
        // What lies above all the rest, or below it, is where it belongs.
        let start = (0..end).find(|&index| !(index + 1..end).all(|other| above(index, other)))?;
        let last = (start..end).rfind(|&index| !(start..index).all(|other| above(other, index)))?;
        let gutter = free.into_iter().max_by_key(|gap| gap.end - gap.start)?;
        let head = &lines[start..=last];
        let on_left = |line: &&Line| line.words.iter().any(|word| word.bbox.x1 <= gutter.start);
        let on_right = |line: &&Line| line.words.iter().any(|word| word.bbox.x0 >= gutter.end);
        let names_nation = head.iter().any(|line| {
            let text = fold(&line.text());
            NATION.iter().any(|words| text.contains(words))
        });
        let in_columns = head.iter().filter(on_left).count() >= LEAST
            && head.iter().filter(on_right).count() >= LEAST;
        (names_nation && in_columns).then_some(start..last + 1)
    }
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
            "BÁO CÁO",
            BODY,
        ];
        assert_eq!(read(&head), wanted);
    }

    #[test]
    fn columns_that_are_no_head_stay() {
        let signatures = [
            (0, "Người lập biểu"),
            (1, "Nguyễn Văn An"),
            (0, ""),
            (0, "                              Kế toán trưởng"),
            (1, "                              Trần Thị Bình"),
            (0, ""),
            (6, BODY),
        ];
        let stays = |print: &[(i32, &str)]| assert_eq!(read_across(page(print)), page(print));
        stays(&signatures);
        stays(&signatures[..6]);
        let without_a_body = [
            (0, "UBND TỈNH TRÀ VINH"),
            (1, "SỞ NỘI VỤ"),
            (0, "                              CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
            (
                1,
                "                              Độc lập - Tự do - Hạnh phúc",
            ),
            (0, ""),
        ];
        stays(&without_a_body);
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
