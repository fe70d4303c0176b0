//! Texts of a PDF outside its pages: UTF-16 or UTF-8 behind a mark, otherwise bytes that are mostly ASCII.

/// The text that a string of a PDF holds.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, units @ ..] => {
            let units = units
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_how_they_are_coded() {
        assert_eq!(decoded(b"\xFE\xFF\x1E\xD1 2"), "ố\u{2032}");
        assert_eq!(decoded(b"\xEF\xBB\xBFs\xE1\xBB\x91"), "số");
        assert_eq!(decoded(b"plan.xlsx"), "plan.xlsx");
    }
}
