//! Bytes → text: UTF-8, UTF-16, or what was written before Unicode, as all rooms expect text.

use super::limits::InputError;
use super::one_byte;
use crate::text::{legacy, plain};
use std::borrow::Cow;

/// Share of the bytes of UTF-16 that are the upper halves of ASCII, at least; of the lower halves none is zero.
const ASCII_HALVES: usize = 4;
/// Bytes of UTF-16 without a mark, at least.
const LEAST: usize = 8;

/// Decodes a text. What is written for a legacy Vietnamese font becomes Unicode, whether its codes are bytes
/// or were taken for western letters, and UTF-8 that was taken for these is read as such. The text is in NFC
/// and without characters that leave no trace on paper.
///
/// # Errors
/// [`InputError::NotUtf8`] with the first byte that does not fit.
pub fn decode_text<'b>(bytes: impl Into<Cow<'b, [u8]>>) -> Result<String, InputError> {
    let bytes = bytes.into();
    let text = match &*bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.into()),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => unmarked(bytes),
    }?;
    if one_byte::is_viqr(&text) {
        return Ok(one_byte::viqr(&text));
    }
    let text = one_byte::as_utf8(text);
    // Long texts are copied only where they change.
    let decoded = match legacy::decoded(&text) {
        Cow::Owned(decoded) => Some(decoded),
        Cow::Borrowed(_) => None,
    };
    Ok(plain(decoded.unwrap_or(text)))
}

/// A text without a byte order mark.
fn unmarked(bytes: Cow<'_, [u8]>) -> Result<String, InputError> {
    let zeros = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let is_wide = |halves: usize| bytes.len() >= LEAST && halves * ASCII_HALVES > bytes.len();
    let text = match (zeros(0), zeros(1)) {
        (0, upper) if is_wide(upper) => utf16(&bytes, u16::from_le_bytes),
        (upper, 0) if is_wide(upper) => utf16(&bytes, u16::from_be_bytes),
        _ if std::str::from_utf8(&bytes).is_ok() => return utf8(bytes),
        _ => utf8((&*bytes).into()),
    };
    text.or_else(|error| one_byte::decode(&bytes).ok_or(error))
}

fn utf8(bytes: Cow<'_, [u8]>) -> Result<String, InputError> {
    String::from_utf8(bytes.into_owned())
        .map_err(|error| InputError::NotUtf8(error.utf8_error().valid_up_to()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, InputError> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(InputError::NotUtf8(bytes.len()));
    }
    let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
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
        assert_eq!(decode_text(b"s\0\xD1\x1E:\0 \0").as_deref(), Ok("số: "));
        assert_eq!(decode_text(b"\0s\x1E\xD1\0:\0 ").as_deref(), Ok("số: "));
        for cut in [b"ok\xFF".as_slice(), b"\xFF\xFEs\0\xD1", "số".as_bytes()] {
            let cut = &cut[..cut.len() - usize::from(cut.starts_with(b"s"))];
            assert!(matches!(decode_text(cut), Err(InputError::NotUtf8(_))));
        }
    }

    #[test]
    fn text_is_composed() {
        assert_eq!(
            decode_text("đo\u{301}\u{200b}".as_bytes()).as_deref(),
            Ok("đó")
        );
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
