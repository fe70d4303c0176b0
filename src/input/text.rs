//! Bytes → text: UTF-8, UTF-16 with its byte order mark, or a legacy Vietnamese encoding.

use super::limits::InputError;
use crate::text::Legacy;

/// What Windows-1252 writes into codes that mean nothing elsewhere.
const WINDOWS: [(u8, char); 8] = [
    (0x85, '…'),
    (0x91, '‘'),
    (0x92, '’'),
    (0x93, '“'),
    (0x94, '”'),
    (0x95, '•'),
    (0x96, '–'),
    (0x97, '—'),
];

/// Decodes a text. What is written for a legacy Vietnamese font becomes Unicode, whether its codes are bytes
/// or were taken for western letters.
///
/// # Errors
/// [`InputError::NotUtf8`] with the first byte that does not fit.
pub fn decode_text(bytes: &[u8]) -> Result<String, InputError> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    match text {
        Ok(text) => Ok(match Legacy::of(&text) {
            Some(legacy) => legacy.decode(&text),
            None => text,
        }),
        Err(error) => legacy_bytes(bytes).ok_or(error),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, InputError> {
    let text = std::str::from_utf8(bytes);
    text.map(str::to_owned)
        .map_err(|error| InputError::NotUtf8(error.valid_up_to()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, InputError> {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    String::from_utf16(&units).map_err(|_| InputError::NotUtf8(0))
}

/// A text of one byte a code, if that makes Vietnamese.
fn legacy_bytes(bytes: &[u8]) -> Option<String> {
    let windows = |byte: u8| WINDOWS.iter().find(|(code, _)| *code == byte);
    let western = |&byte: &u8| windows(byte).map_or(char::from(byte), |(_, c)| *c);
    let text: String = bytes.iter().map(western).collect();
    Some(Legacy::of(&text)?.decode(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_marks_are_obeyed() {
        assert_eq!(
            decode_text(b"\xEF\xBB\xBFs\xE1\xBB\x91").as_deref(),
            Ok("số")
        );
        assert_eq!(decode_text(b"\xFF\xFEs\0\xD1\x1E").as_deref(), Ok("số"));
        assert_eq!(decode_text(b"\xFE\xFF\0s\x1E\xD1").as_deref(), Ok("số"));
        assert_eq!(decode_text(b"ok\xFF"), Err(InputError::NotUtf8(2)));
    }

    #[test]
    fn legacy_bytes_and_what_was_made_of_them_become_unicode() {
        let wanted = Ok("Cộng hòa xã hội");
        assert_eq!(
            decode_text(b"C\xE9ng h\xDFa x\xB7 h\xE9i").as_deref(),
            wanted
        );
        assert_eq!(decode_text("Céng hßa x· héi".as_bytes()).as_deref(), wanted);
        assert_eq!(
            decode_text("Coäng hoøa xaõ hoäi".as_bytes()).as_deref(),
            wanted
        );
    }
}
