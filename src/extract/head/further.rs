//! Heads of further documents in a text: offices scan several letters into one file.

use super::Head;
use super::keywords::{fuzzy_window, number_keyword};
use crate::extract::citations::document_number;
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText};
use crate::rules::lists::Lists;

/// What stands in the head of a document and hardly anywhere else: the motto, and the titles of State and Party.
const SET_PHRASES: [&str; 3] = [
    "doclaptudohanhphuc",
    "conghoaxahoichunghia",
    "dangcongsanvietnam",
];
/// Lines of a head before or after its number.
const REACH: usize = 10;

/// A document that begins within the text of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherDocument {
    /// Number and symbol.
    pub number: String,
    /// Its page, if the text has pages.
    pub page: Option<u32>,
    /// Where its head starts in the joined text.
    pub(crate) start: usize,
}

/// The documents that begin after the first one: heads with a set phrase and a number of their own. Forms in
/// an appendix have no number.
pub(crate) fn find(view: &JoinedText, lists: &Lists, first: &Head) -> Vec<FurtherDocument> {
    let lines: Vec<JoinedLine> = view
        .lines
        .iter()
        .copied()
        .filter(|line| line.span.start >= first.end && !line.page_number)
        .collect();
    let own = first
        .header
        .number
        .as_ref()
        .and_then(|number| number.normalized.clone());
    let is_set = |line: &JoinedLine| {
        let found = |phrase| fuzzy_window(&view.text, line.span, phrase).is_some();
        SET_PHRASES.into_iter().any(found)
    };
    let mut found: Vec<FurtherDocument> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(number) =
            number_of(view, lists, line).filter(|number| Some(number) != own.as_ref())
        else {
            continue;
        };
        let near = index.saturating_sub(REACH)..(index + REACH).min(lines.len());
        let Some(phrase) = near.clone().find(|&at| is_set(&lines[at])) else {
            continue;
        };
        if found.iter().any(|other| other.number == number) {
            continue;
        }
        let page = view.place(line.span).page;
        // A head is the beginning of its page.
        let on_page = |&at: &usize| page.is_some() && view.place(lines[at].span).page == page;
        let top = near.clone().find(on_page).filter(|&at| at > near.start);
        found.push(FurtherDocument {
            number,
            page,
            start: lines[top.unwrap_or(phrase.min(index))].span.start,
        });
    }
    found
}

/// The number that a line of a head holds; `None` without a serial.
fn number_of(view: &JoinedText, lists: &Lists, line: &JoinedLine) -> Option<String> {
    let (_, slot) = number_keyword(&view.text, line.span)?;
    document_number::in_header(&view.text, slot, lists)?.normalized()
}

#[cfg(test)]
mod tests {
    use crate::extract::Extractor;

    const FIRST: &str = "UBND TỈNH TRÀ VINH\nSỞ Y TẾ\nSố: 12/BC-SYT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
        Độc lập - Tự do - Hạnh phúc\nTrà Vinh, ngày 05 tháng 3 năm 2020\n\nBÁO CÁO\nKết quả công tác tháng 02\n\n\
        Sở Y tế báo cáo theo Công văn số 7/STC-VP.\n\nGIÁM ĐỐC\n\nLê Văn Ba\n";

    #[test]
    fn a_second_document_is_noticed_and_its_signatory_left_to_it() {
        let second = FIRST
            .replace("12/BC", "15/KH")
            .replace("BÁO CÁO", "KẾ HOẠCH")
            .replace("Lê Văn Ba", "Trần Thị Tư");
        let text = format!("{FIRST}\u{c}{second}");
        let extractor = Extractor::builtin();
        let found = extractor.further_documents(&text);
        let found: Vec<_> = found
            .iter()
            .map(|other| (other.number.as_str(), other.page))
            .collect();
        assert_eq!(found, [("15/KH-SYT", Some(2))]);
        let signatory = extractor.extract(&text).signatory.expect("who signed");
        assert_eq!(signatory.name.as_deref(), Some("Lê Văn Ba"));
    }

    #[test]
    fn forms_and_copies_of_the_same_head_are_no_further_documents() {
        let extractor = Extractor::builtin();
        for form in [FIRST.to_owned(), FIRST.replace("Số: 12", "Số: ……")] {
            assert_eq!(
                extractor.further_documents(&format!("{FIRST}\u{c}{form}")),
                []
            );
        }
    }
}
