//! Words by what they say about what stands beside them: `dictionaries/figure_words.tsv`, which holds those
//! around numbers, and `dictionaries/context_words.tsv`.

use crate::text::lists::rows;
use crate::text::phrases::{after, before, blanks_after, blanks_before};
use crate::text::{fold, letters};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What a word says about what stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// *Tăng* 5 %.
    Rise,
    /// *Giảm* 5 %.
    Fall,
    /// *Gần* 5.
    Approximate,
    /// *Ước đạt* 5.
    Estimate,
    /// Between *tăng* and the number: tăng *gấp* 2 lần.
    Degree,
    /// *Tổng số* 5.
    Total,
    /// *Thứ* 5: an ordinal whatever follows.
    Ordinal,
    /// *Lần* 5: an ordinal where no unit follows.
    Running,
    /// *Khoản* 5: part of a provision whatever follows.
    Provision,
    /// *Điểm* 5: part of a provision where no unit follows.
    Point,
    /// *Mức* 5: says which, not how many.
    Level,
    /// *Tổ* 5: one of a numbered kind.
    Numbered,
    /// *Không có* trường hợp nào.
    Zero,
    /// *Tiếp nhận* 5 hồ sơ: what came in and is to be handled.
    Received,
    /// *Giải quyết* 5 hồ sơ: what was done of what came in.
    Handled,
    /// *Trong đó*: parts follow.
    Breakdown,
    /// *Còn lại* 5.
    Remainder,
    /// 5 % *kế hoạch*: what a percentage is measured against.
    Target,
    /// Words that only tie a number to what it is about: đạt *là* 5.
    Link,
    /// *Mã số* 5: a code, whatever follows.
    Code,
    /// *Lũy kế* 5 vụ: figures count from the start of the year on.
    Cumulative,
    /// 10 *độ vĩ*: a place on the map.
    Coordinate,
    /// Words after a number that do not name what is counted: 5 ha *so với* năm trước.
    Aside,
    /// *Trong tháng*, *tuy nhiên*: words that lead into a sentence and name nothing that is counted.
    LeadIn,
    /// *Đầu năm* 2023: words of time, which name nothing that is counted.
    TimeWord,
    /// 5 vụ *so với* tháng trước: words behind a unit that end what is said of the counted things.
    ClauseEnd,
    /// *Lũy kế* 5 vụ: another period, plan or place than that of the figure before.
    Otherwise,
    /// *Tương ứng* 5 vụ: the same rise, fall or share in another measure.
    Equal,
    /// *Trước* ngày 5: something is to be done by then.
    Deadline,
    /// *Tính đến* ngày 5: figures count up to then.
    AsOf,
    /// So với *kế hoạch*: a plan is what a figure is compared with.
    PlanBase,
    /// So với *đầu năm*.
    YearStartBase,
    /// So với *cùng kỳ*.
    YearBeforeBase,
    /// *Nhiệm vụ trọng tâm*: a heading of what is to be done.
    PlanHeading,
    /// *Kết quả* thực hiện nhiệm vụ: a heading of what was done, whatever else it says.
    DoneHeading,
    /// *Giải pháp*: in a plan, a heading of what is to be done.
    TaskHeading,
    /// Báo cáo tháng 2 và *kế hoạch* tháng 3: the period behind it is planned for.
    PlanSubject,
    /// *Kết quả* tháng 2: the period behind it is reported on.
    ReportSubject,
    /// *Tết Trung thu* 2023.
    Festival,
    /// Tết Nguyên đán *Quý Mão* 2023: a year of the lunar calendar.
    LunarYear,
    /// *Đề án* 06: kinds of document that are named by a number alone, or by a title in quotes.
    NamedDocument,
    /// *Trong tháng*: the period that the document reports on.
    OwnPeriod,
    /// *Đến nay*: the day of the document.
    OwnDay,
    /// *Thay thế* Quyết định số 5.
    Replaces,
    /// *Sửa đổi* Quyết định số 5.
    Amends,
    /// *Thực hiện* Quyết định số 5.
    Implements,
    /// *Căn cứ* Quyết định số 5.
    BasedOn,
    /// *Tỷ lệ* 5 %: a percentage that belongs to a figure.
    Rate,
    /// 5 *và*: words after a number that are no unit.
    NoUnit,
    /// 2.000 (*hai* nghìn): what a number in words starts with.
    Numeral,
    /// Đề nghị *các sở*: names of whom an action is addressed to start so.
    Addressed,
    /// Các sở *thực hiện*: what ends their names.
    AfterAddressed,
    /// Sở Y tế *tập trung* … như sau: what ends the name of who is to do what follows.
    LeadVerb,
    /// Quyết định số 5 *về* …: what a document is about begins so.
    About,
    /// Của Chính phủ *quy định*: what ends the name of who issued a document.
    AfterIssuer,
    /// Số bác sĩ*/vạn dân*, *hệ số* sử dụng đất: how many of one come to so many of another.
    Density,
    /// *Mã số*, *năm sinh*: headings of columns whose numbers are names begin so.
    CodeHeading,
    /// *Nguyễn*: the most frequent names of families.
    FamilyName,
    /// *Trên đây là* …: the paragraph that ends the text opens so.
    LastSentence,
}

/// The words of every role that have a letter at one of their ends, longest first: few are compared with a text.
type ByLetter = FxHashMap<(Role, char), Vec<&'static str>>;

/// The words of every role, longest first.
#[derive(Debug)]
pub(crate) struct Words {
    by_role: FxHashMap<Role, Vec<&'static str>>,
    /// The same without marks, in the same order.
    folded: FxHashMap<Role, Vec<String>>,
    /// The words of `by_role` by the letter that they begin with.
    by_first: ByLetter,
    /// And by the letter that they end with.
    by_last: ByLetter,
}

impl Words {
    /// The words that are built into the program.
    pub(crate) fn builtin() -> Self {
        let mut by_role: FxHashMap<Role, Vec<&str>> = FxHashMap::default();
        let around_numbers = rows(include_str!("../../dictionaries/figure_words.tsv"));
        let others = rows(include_str!("../../dictionaries/context_words.tsv"));
        for row in around_numbers.chain(others) {
            let role = serde_json::from_value(row[1].into()).expect("a known role");
            by_role.entry(role).or_default().push(row[0]);
        }
        for words in by_role.values_mut() {
            words.sort_by_key(|words| (std::cmp::Reverse(words.len()), *words));
        }
        let by_letter = |letter: fn(&str) -> Option<char>| {
            let mut found = ByLetter::default();
            for (role, words) in &by_role {
                for words in words {
                    let letter = letter(words).expect("no word is empty");
                    found.entry((*role, letter)).or_default().push(*words);
                }
            }
            found
        };
        let fold_all = |words: &Vec<&str>| words.iter().map(|words| fold(words)).collect();
        let folded = by_role.iter();
        let folded = folded.map(|(role, words)| (*role, fold_all(words)));
        Words {
            folded: folded.collect(),
            by_first: by_letter(|words| words.chars().next()),
            by_last: by_letter(|words| words.chars().next_back()),
            by_role,
        }
    }

    /// The words of a role, longest first.
    pub(crate) fn of(&self, role: Role) -> &[&'static str] {
        self.by_role.get(&role).map_or(&[], Vec::as_slice)
    }

    /// The words of a role without marks, longest first.
    pub(crate) fn folded(&self, role: Role) -> &[String] {
        self.folded.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Whether a folded text holds a word of a role, marks aside.
    pub(crate) fn within(&self, folded: &str, role: Role) -> bool {
        let mut words = self.folded(role).iter();
        words.any(|words| folded.contains(words.as_str()))
    }

    /// Where the longest word of a role ends that a folded text begins with.
    pub(crate) fn begins(&self, folded: &str, role: Role) -> Option<usize> {
        let ends = |words: &String| {
            let rest = folded.strip_prefix(words.as_str())?;
            (!rest.starts_with(char::is_alphanumeric)).then_some(words.len())
        };
        self.folded(role).iter().find_map(ends)
    }

    /// Where the longest word of a role starts that ends right before a place.
    pub(crate) fn before(
        &self,
        text: &str,
        at: usize,
        role: Role,
    ) -> Option<(usize, &'static str)> {
        let at = blanks_before(text, at)?;
        let last = letters::lower(text[..at].chars().next_back()?);
        let mut words = self.by_last.get(&(role, last))?.iter();
        words.find_map(|words| Some((before(text, at, words)?, *words)))
    }

    /// The first blank of a text behind which a word of a role stands; the end of the text without one.
    pub(crate) fn up_to(&self, text: &str, role: Role) -> usize {
        let mut blanks = text.match_indices(' ').map(|(at, _)| at);
        let found = blanks.find(|&at| self.after(text, at, role).is_some());
        found.unwrap_or(text.len())
    }

    /// Where the longest word of a role ends that starts right after a place.
    pub(crate) fn after(&self, text: &str, at: usize, role: Role) -> Option<(usize, &'static str)> {
        let at = blanks_after(text, at)?;
        let first = letters::lower(text[at..].chars().next()?);
        let mut words = self.by_first.get(&(role, first))?.iter();
        words.find_map(|words| Some((after(text, at, words)?, *words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_from_both_ends() {
        let words = Words::builtin();
        for (role, list) in &words.by_role {
            for word in list {
                assert_eq!(words.after(word, 0, *role), Some((word.len(), *word)));
                assert_eq!(words.before(word, word.len(), *role), Some((0, *word)));
            }
        }
    }

    #[test]
    fn the_longest_word_of_a_role_is_taken() {
        let words = Words::builtin();
        let text = "ước thực hiện được 5";
        let at = text.find('5').expect("the number");
        assert_eq!(
            words.before(text, at, Role::Estimate),
            Some((0, "ước thực hiện được"))
        );
        assert_eq!(words.before(text, at, Role::Rise), None);
        assert_eq!(
            words.after("còn lại 5", 0, Role::Remainder).map(|w| w.1),
            Some("còn lại")
        );
    }
}
