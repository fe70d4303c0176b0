//! Syllables of persons' names: `dictionaries/person_names.tsv`.

use super::letters::lower;
use super::lists::rows;
use std::sync::LazyLock;

static SYLLABLES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let mut all: Vec<Vec<char>> = rows(include_str!("../../dictionaries/person_names.tsv"))
        .map(|row| row[0].chars().map(lower).collect())
        .collect();
    all.sort_unstable();
    all
});

/// Whether persons have a word in their names, whatever its case. The word must be in NFC.
pub(crate) fn is_in_names(word: &str) -> bool {
    let letters: Vec<char> = word.chars().map(lower).collect();
    SYLLABLES.binary_search(&letters).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_in_names;

    #[test]
    fn names_are_known_in_any_case() {
        for word in ["Huỳnh", "HUỲNH", "êban", "Y"] {
            assert!(is_in_names(word), "{word}");
        }
        for word in ["Huynk", "Đoàm", ""] {
            assert!(!is_in_names(word), "{word}");
        }
    }
}
