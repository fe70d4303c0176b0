//! Live text on a scan, as programs print it that sign, number or stamp a document: what it says stands in the file, and
//! takes the place of what the engine saw there.

use super::pictures::{SURE, first_below, is_read, meet, put_lines};
use crate::document::layout::{BBox, Line, Page, Word};
use crate::document::{Unread, UnreadKind};
use crate::text::fold;
use crate::text::letters::is_sign;
use std::collections::HashSet;
use std::ops::Range;

/// The step of a page on which words of live text stand.
const LIVE: &str = "live text";
/// One of so many words at least is read alike; where fewer are, the file's letters are others than those one sees, in
/// which one of four is right by chance.
const ALIKE: usize = 2;
/// Share of a word's width that text covers which takes its place.
const COVERED: f32 = 0.5;
/// How far from a line of live text, in its heights, a sign is one of its strokes.
const GAP: i32 = 1;
/// Share of a word's height, above and below, that lines next to it may reach into: boxes of live text are as high as its
/// font.
const OUTER: f32 = 0.3;

/// The page with the words of the live text in the place of the engine's. Lines of tables stay as they are.
pub(crate) fn with_live_text(mut page: Page, text: &Page) -> Page {
    let lines: Vec<&Line> = text
        .lines
        .iter()
        .filter(|line| !line.words.is_empty())
        .collect();
    let words = || lines.iter().flat_map(|line| &line.words);
    let alike = words().filter(|word| is_read(word, &page)).count();
    if alike == 0 || ALIKE * alike < words().count() {
        return page;
    }
    let in_tables: HashSet<usize> = page
        .tables
        .iter()
        .flat_map(|table| &table.cells)
        .map(|cell| cell.line)
        .collect();
    let places: Vec<Option<usize>> = lines.iter().map(|line| place(line, &page)).collect();
    let is_left =
        |(_, place): &(&Line, Option<usize>)| place.is_none_or(|place| !in_tables.contains(&place));
    let live: Vec<(&Line, Option<usize>)> =
        lines.iter().copied().zip(places).filter(is_left).collect();
    let mut under = Vec::new();
    for (number, line) in page.lines.iter_mut().enumerate() {
        if in_tables.contains(&number) {
            continue;
        }
        line.words.retain(|word| {
            let over = live.iter().find(|(line, _)| is_of(word, line));
            under.extend(
                over.filter(|(line, _)| is_other(word, line))
                    .map(|_| word.bbox),
            );
            over.is_none()
        });
    }
    put(&mut page, live);
    page.preparation.push(LIVE.to_owned());
    page.unread
        .retain(|left| !words().any(|word| meet(word.bbox, left.bbox)));
    page.unread.extend(under.into_iter().map(|bbox| Unread {
        kind: UnreadKind::Print,
        bbox,
    }));
    page
}

/// Puts each line of live text into the one that the engine read there, or into one of its own behind the last; blank
/// lines between them go.
fn put(page: &mut Page, mut live: Vec<(&Line, Option<usize>)>) {
    let mut last = None;
    for number in 0..live.len() {
        let (line, place) = live[number];
        let behind = last.map(|last| last + 1);
        let at = match place.filter(|place| behind.is_none_or(|behind| behind <= *place)) {
            Some(place) => {
                let words = &mut page.lines[place].words;
                words.extend(line.words.iter().cloned());
                words.sort_by_key(|word| word.bbox.x0);
                let between = behind.unwrap_or(place)..place;
                match is_blank(page, between.clone()) {
                    true => {
                        move_places(&mut live[number + 1..], place, -(between.len() as isize));
                        put_lines(page, between.clone(), Vec::new());
                        between.start
                    }
                    false => place,
                }
            }
            None => {
                let above = || first_below(page, line.words[0].bbox.y0);
                let at = behind.unwrap_or_else(above);
                move_places(&mut live[number + 1..], at, 1);
                put_lines(page, at..at, vec![line.clone()]);
                at
            }
        };
        last = Some(at);
    }
}

/// Whether lines hold nothing and belong to no table.
fn is_blank(page: &Page, lines: Range<usize>) -> bool {
    let mut cells = page.tables.iter().flat_map(|table| &table.cells);
    let blank = page.lines[lines.clone()]
        .iter()
        .all(|line| line.words.is_empty());
    blank && !cells.any(|cell| lines.contains(&cell.line))
}

/// Moves the places of lines from the one of a number on.
fn move_places(live: &mut [(&Line, Option<usize>)], from: usize, by: isize) {
    let places = live.iter_mut().filter_map(|(_, place)| place.as_mut());
    for place in places.filter(|place| **place >= from) {
        *place = place.saturating_add_signed(by);
    }
}

/// The line in which the engine read most of what stands where a line of live text does.
fn place(live: &Line, page: &Page) -> Option<usize> {
    let shared =
        |line: &Line| -> i32 { line.words.iter().map(|word| shared_width(word, live)).sum() };
    let lines = page.lines.iter().map(shared).enumerate();
    let (line, shared) = lines.max_by_key(|(_, shared)| *shared)?;
    (shared > 0).then_some(line)
}

/// How much of the width of a word stands where words of a line of live text do.
fn shared_width(word: &Word, live: &Line) -> i32 {
    let shared = |over: &Word| {
        let outer = (OUTER * (over.bbox.y1 - over.bbox.y0) as f32) as i32;
        let (a, b) = (word.bbox, over.bbox);
        match a.y0 < b.y1 - outer && b.y0 + outer < a.y1 {
            true => (a.x1.min(b.x1) - a.x0.max(b.x0)).max(0),
            false => 0,
        }
    };
    live.words.iter().map(shared).sum()
}

/// Whether a word is what the engine made of a line of live text, or a sign between its words.
fn is_of(word: &Word, live: &Line) -> bool {
    let wide = (word.bbox.x1 - word.bbox.x0) as f32;
    if shared_width(word, live) as f32 >= COVERED * wide {
        return true;
    }
    let says_nothing = word.text.chars().all(is_sign);
    let whole = live.words.iter().map(|word| word.bbox).reduce(BBox::union);
    says_nothing && whole.is_some_and(|whole| whole.is_near(word.bbox, GAP * (whole.y1 - whole.y0)))
}

/// Whether a word that live text stands on says something else, so that it is print beneath it: what the engine makes of
/// the live text has most of its letters from there, in their order.
fn is_other(word: &Word, live: &Line) -> bool {
    let over = live.words.iter().filter(|over| meet(over.bbox, word.bbox));
    let over = fold(&over.map(|over| over.text.as_str()).collect::<String>());
    let (mut rest, mut found, mut all) = (over.as_str(), 0, 0);
    for letter in fold(&word.text).chars().filter(|c| c.is_alphanumeric()) {
        all += 1;
        if let Some((_, behind)) = rest.split_once(letter) {
            (rest, found) = (behind, found + 1);
        }
    }
    word.confidence >= SURE && all > 1 && 2 * found < all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::{Cell, Table};

    fn page(lines: &[(i32, &str)]) -> Page {
        Page {
            lines: lines
                .iter()
                .map(|(y, text)| Line::printed(*y, text))
                .collect(),
            ..Page::default()
        }
    }

    fn texts(page: &Page) -> Vec<String> {
        page.lines.iter().map(Line::text).collect()
    }

    #[test]
    fn live_text_takes_the_place_of_what_was_seen() {
        // Its second line is beside print, its third was not read at all.
        let text = page(&[
            (0, "Người ký: Ủy ban"),
            (30, "nhân dân huyện A"),
            (60, "a@tinh.gov.vn"),
            (90, "Cơ quan: Tỉnh B"),
        ]);
        let mut read = page(&[
            (2, "Người ký: Ủyban"),
            (31, "nhan d4n huyên A             CHỦ TỊCH"),
            (91, "Cơ quan: TỈnh 8"),
            (150, "Nơi nhận:"),
        ]);
        let left = |y| Unread {
            kind: UnreadKind::Print,
            bbox: BBox::from([10, y, 60, y + 10]),
        };
        read.unread = vec![left(65), left(200)];
        let shown = with_live_text(read, &text);
        let wanted = [
            "Người ký: Ủy ban",
            "nhân dân huyện A CHỦ TỊCH",
            "a@tinh.gov.vn",
            "Cơ quan: Tỉnh B",
            "Nơi nhận:",
        ];
        assert_eq!(texts(&shown), wanted);
        assert_eq!(shown.unread, [left(200)]);
        assert_eq!(shown.preparation, [LIVE]);
        assert!(
            shown.lines[0]
                .words
                .iter()
                .all(|word| word.confidence == 0.9)
        );
    }

    #[test]
    fn print_that_live_text_hides_is_named() {
        let text = page(&[(0, "Người ký: Ủy ban"), (30, "nhân dân tỉnh")]);
        let read = page(&[(0, "Người ký: số liệu"), (30, "nhân dan tinh")]);
        let shown = with_live_text(read.clone(), &text);
        assert_eq!(texts(&shown), ["Người ký: Ủy ban", "nhân dân tỉnh"]);
        let hidden: Vec<BBox> = shown.unread.iter().map(|left| left.bbox).collect();
        let words = &read.lines[0].words;
        assert_eq!(hidden, [words[2].bbox, words[3].bbox]);
    }

    #[test]
    fn letters_that_are_others_than_those_one_sees_are_left() {
        let read = page(&[(0, "Người ký Ủy ban nhân dân")]);
        for text in ["Ngêi ký Uû ban nh©n d©n", "Mfvoj lz Vz cbo oibo"] {
            let live = page(&[(0, text)]);
            assert_eq!(with_live_text(read.clone(), &live), read);
            assert_eq!(with_live_text(Page::default(), &live), Page::default());
        }
    }

    #[test]
    fn lines_of_tables_stay() {
        let cell = Cell {
            rows: 0..1,
            columns: 0..1,
            line: 1,
            words: 0..2,
        };
        let mut read = page(&[(0, "Biểu so 1"), (30, "Tồng so")]);
        read.tables = vec![Table {
            rows: 1,
            columns: 1,
            cells: vec![cell],
        }];
        let shown = with_live_text(
            read,
            &page(&[(0, "Biểu số 1"), (15, "ngày 3"), (30, "Tổng số")]),
        );
        assert_eq!(texts(&shown), ["Biểu số 1", "ngày 3", "Tồng so"]);
        assert_eq!(shown.tables[0].cells[0].line, 2);
    }
}
