//! Bytes → text: UTF-8, or UTF-16 with its byte order mark.

use super::InputError;

/// Decodes a text.
///
/// # Errors
/// [`InputError::NotUtf8`] with the first byte that does not fit.
pub fn decode_text(bytes: &[u8]) -> Result<String, InputError> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
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
}
