//! Words around numbers, by what they tell: the list `dictionaries/figure_words.tsv`.

use super::scan::{after_any, before_any};
use crate::text::rows::rows;

/// What a word tells about the number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// *Chiếm* 5 %.
    Share,
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
    /// Words after a number that do not name what is counted: 5 ha *so với* năm trước.
    Aside,
}

const ROLES: [(&str, Role); 20] = [
    ("rise", Role::Rise),
    ("fall", Role::Fall),
    ("approximate", Role::Approximate),
    ("estimate", Role::Estimate),
    ("degree", Role::Degree),
    ("total", Role::Total),
    ("ordinal", Role::Ordinal),
    ("running", Role::Running),
    ("provision", Role::Provision),
    ("point", Role::Point),
    ("level", Role::Level),
    ("numbered", Role::Numbered),
    ("zero", Role::Zero),
    ("share", Role::Share),
    ("breakdown", Role::Breakdown),
    ("remainder", Role::Remainder),
    ("target", Role::Target),
    ("link", Role::Link),
    ("code", Role::Code),
    ("aside", Role::Aside),
];

/// The words of every role, longest first.
#[derive(Debug)]
pub(crate) struct Words {
    by_role: Vec<Vec<&'static str>>,
}

impl Words {
    /// The words that are built into the program.
    pub(crate) fn builtin() -> Self {
        let mut by_role = vec![Vec::new(); ROLES.len()];
        for row in rows(include_str!("../../dictionaries/figure_words.tsv")) {
            let role = ROLES.iter().position(|(name, _)| *name == row[1]);
            by_role[role.expect("a known role")].push(row[0]);
        }
        for words in &mut by_role {
            words.sort_by_key(|words: &&str| (std::cmp::Reverse(words.len()), *words));
        }
        Words { by_role }
    }

    /// The words of a role, longest first.
    pub(crate) fn of(&self, role: Role) -> &[&'static str] {
        &self.by_role[role as usize]
    }

    /// Where the longest word of a role starts that ends right before a place.
    pub(crate) fn before(
        &self,
        text: &str,
        at: usize,
        role: Role,
    ) -> Option<(usize, &'static str)> {
        before_any(text, at, self.of(role))
    }

    /// Where the longest word of a role ends that starts right after a place.
    pub(crate) fn after(&self, text: &str, at: usize, role: Role) -> Option<(usize, &'static str)> {
        after_any(text, at, self.of(role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn roles_stand_in_the_order_of_their_numbers() {
        for (i, (_, role)) in ROLES.iter().enumerate() {
            assert_eq!(*role as usize, i);
        }
    }
}
