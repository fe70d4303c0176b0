//! Text as all rooms expect it: composed, without characters that leave no trace on paper, with plain spaces.

use super::numbers::groups_thousands;
use super::tokens::is_invisible;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in NFC and without invisible characters; blanks at which no line breaks stay within numbers alone.
pub(crate) fn plain(mut text: String) -> String {
    text.retain(|c| !is_invisible(c));
    if text.contains(groups_thousands) {
        text = with_plain_spaces(&text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfc().collect(),
    }
}

fn with_plain_spaces(text: &str) -> String {
    let mut last = ' ';
    let mut chars = text.chars().peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let within = last.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        last = if groups_thousands(c) && !within {
            ' '
        } else {
            c
        };
        plain.push(last);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_composed_and_traceless_characters_left_out() {
        let text = "co\u{302}\u{301}ng\u{200b} ta\u{ad}\u{301}c";
        assert_eq!(plain(text.to_owned()), "cống tác");
        let text = "1\u{a0}284\u{a0}hồ sơ ngày\u{a0}5";
        assert_eq!(plain(text.to_owned()), "1\u{a0}284 hồ sơ ngày 5");
    }
}
