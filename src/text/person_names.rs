//! Syllables of persons' names: `dictionaries/person_names.tsv`.

use super::letters::lower;
use super::lists::rows;
use std::sync::LazyLock;

static SYLLABLES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let letters = |syllable: &str| syllable.chars().map(lower).collect();
    rows(include_str!("../../dictionaries/person_names.tsv"))
        .map(|row| letters(row[0]))
        .collect()
});

/// The syllable that a word with a capital is, if one of its letters was misread: the only one of names that has its other
/// letters; `None` for syllables of names, and where there are several. The word must be in NFC.
pub(crate) fn with_one_letter_mended(word: &str) -> Option<String> {
    let read: Vec<char> = word.chars().map(lower).collect();
    let mut nearest = None;
    for syllable in SYLLABLES.iter().filter(|known| known.len() == read.len()) {
        match syllable.iter().zip(&read).filter(|(a, b)| a != b).count() {
            0 => return None,
            1 if nearest.is_some() => nearest = Some(None),
            1 => nearest = Some(Some(syllable)),
            _ => {}
        }
    }
    let mut letters = nearest.flatten()?.iter();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters.copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::with_one_letter_mended;

    #[test]
    fn one_letter_is_mended_where_one_name_alone_has_the_others() {
        for (word, name) in [
            ("Đoàm", Some("Đoàn")),
            ("Khưong", Some("Khương")),
            // A name as it stands, one of which two are as near, and one that none is near.
            ("Huỳnh", None),
            ("Buỳnh", None),
            ("Bxọh", None),
            ("", None),
        ] {
            assert_eq!(with_one_letter_mended(word).as_deref(), name, "{word}");
        }
    }
}
