//! A document that comes piece by piece, as out of a pipe: each piece is restored with what those before it showed.

use super::adaptation::Adaptation;
use super::lines::{Detail, RestoredLine, SourceLine};
use super::{Restorer, converted_twice, paragraphs};
use crate::text::chunks;

/// Lines that still tell what the text went through and how wide it is set.
const TELLING: usize = 1000;

/// A document that grows. What was restored stays as it is; so a piece is restored with less knowledge of the document
/// than [`Restorer::restore`] has, which sees all of it.
#[cfg_attr(
    feature = "builtin-model",
    doc = r#"
```
let restorer = baocao::Restorer::builtin();
let mut document = restorer.growing();
assert_eq!(document.restore_text("Bao cao cong tac thang 3\n"), "Báo cáo công tác tháng 3\n");
```
"#
)]
#[derive(Debug)]
pub struct GrowingDocument<'r> {
    restorer: &'r Restorer,
    adaptation: Adaptation<'r>,
    /// The last lines, as they came.
    before: Vec<String>,
}

impl Restorer {
    /// A document of which nothing has come yet.
    pub fn growing(&self) -> GrowingDocument<'_> {
        GrowingDocument {
            restorer: self,
            adaptation: Adaptation::new(&self.groups),
            before: Vec::new(),
        }
    }
}

impl GrowingDocument<'_> {
    /// Restores the lines that come next.
    pub fn restore(&mut self, lines: &[SourceLine], detail: Detail) -> Vec<RestoredLine> {
        let before: Vec<&str> = self.before.iter().map(String::as_str).collect();
        let restored = self
            .restorer
            .restore_after(&before, lines, detail, &mut self.adaptation);
        let came = lines.iter().map(|line| line.text.to_owned());
        self.before.extend(came);
        self.before
            .drain(..self.before.len().saturating_sub(TELLING));
        restored
    }

    /// Restores the text that comes next, as [`Restorer::restore_text`] does.
    pub fn restore_text(&mut self, text: &str) -> String {
        let text = converted_twice::undone(text, &|text| self.restorer.fluency(text));
        let chunks = chunks::cut(&text, chunks::LONG).map(|chunk| {
            let lines: Vec<SourceLine> = chunk.split('\n').map(SourceLine::of_text).collect();
            let restored = self.restore(&lines, Detail::Text);
            let texts: Vec<&str> = restored.iter().map(|line| line.text.as_str()).collect();
            texts.join("\n")
        });
        chunks.collect()
    }

    /// How many of the lines that come next make up paragraphs that no further line can belong to.
    pub fn complete(&self, lines: &[&str]) -> usize {
        let all: Vec<&str> = self
            .before
            .iter()
            .map(String::as_str)
            .chain(lines.iter().copied())
            .collect();
        let last = paragraphs::paragraphs(&all)
            .last()
            .map_or(0, |last| last.start);
        last.saturating_sub(self.before.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_restored_with_what_came_before() {
        let restorer = Restorer::builtin();
        let (first, next) = (
            "Ủy ban nhân dân huyện đã ban hành kế hoạch tuyên truyền phòng, chống dịch bệnh.\n",
            "Cac don vi da thuc hien tot.\n",
        );
        let mut document = restorer.growing();
        assert_eq!(document.restore_text(first), restorer.restore_text(first));
        assert_eq!(
            document.restore_text(next),
            "Các đơn vị đã thực hiện tốt.\n"
        );
        // What the document has spelled is likelier again, piece by piece as in one.
        let spelled = "Xã Hoà Thuận, hoá đơn, thuỷ lợi.\n";
        let mut document = restorer.growing();
        document.restore_text(spelled);
        assert_eq!(
            document.restore_text("Thuy loi xa Hoa Thuan.\n"),
            "Thuỷ lợi xã Hoà Thuận.\n"
        );
    }

    #[test]
    fn labels_are_followed_over_pieces() {
        let restorer = Restorer::builtin();
        let mut document = restorer.growing();
        document
            .restore_text("c) cong tac tuyen truyen, pho bien\nd) cong tac kiem tra, giam sat\n");
        let next = document.restore_text("d) cong tac to chuc, can bo\n");
        assert!(next.starts_with("đ)"), "{next}");
    }

    #[test]
    fn a_paragraph_whose_last_line_is_full_waits_for_the_next() {
        let restorer = Restorer::builtin();
        let mut document = restorer.growing();
        let full = "Trong tháng, các cơ quan đã ban hành nhiều văn bản chỉ đạo và";
        assert_eq!(document.complete(&["1. Công tác chỉ đạo", full]), 1);
        assert_eq!(document.complete(&[full, "điều hành.", ""]), 2);
        document.restore(&[SourceLine::of_text(full)], Detail::Text);
        assert_eq!(document.complete(&["điều hành."]), 0);
        assert_eq!(document.complete(&["điều hành.", "2. Kết quả"]), 1);
    }
}
