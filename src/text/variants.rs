//! Syllables with two spellings that are both right (*Đăk*, *Đắk*): `dictionaries/spelling_variants.tsv`.

use super::letters::lower;
use super::lists::rows;
use std::sync::LazyLock;

static VARIANTS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    rows(include_str!("../../dictionaries/spelling_variants.tsv"))
        .map(|row| (row[0], row[1]))
        .collect()
});

/// Whether two words are one in two spellings, whatever their case. The words must be in NFC.
pub(crate) fn are_variants(a: &str, b: &str) -> bool {
    let is = |word: &str, known: &str| word.chars().map(lower).eq(known.chars());
    VARIANTS
        .iter()
        .any(|&(x, y)| (is(a, x) && is(b, y)) || (is(a, y) && is(b, x)))
}

#[cfg(test)]
mod tests {
    use super::are_variants;

    #[test]
    fn variants_have_the_same_case_or_another() {
        assert!(are_variants("ĐĂK", "đắk") && are_variants("đắk", "Đăk"));
        assert!(!are_variants("đắk", "đắk") && !are_variants("đăk", "lắk"));
    }
}
