//! What a file is, by its content.

use super::limits::InputError;
use super::text::decode_text;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// TIFF, of one page or more.
    Tiff,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Text.
    Text,
}

/// A PDF's header may stand behind this many other bytes.
const PDF_HEADER: usize = 1024;

/// Beginnings of formats that are not read, to name them.
const OTHERS: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"GIF8", "a GIF image"),
    (b"Rar!", "a RAR archive"),
];

/// Tells what the bytes are.
pub fn sniff(bytes: &[u8]) -> Result<Kind, InputError> {
    let head = &bytes[..bytes.len().min(PDF_HEADER)];
    match bytes {
        [] => Err(InputError::Empty),
        [0x89, b'P', b'N', b'G', ..] => Ok(Kind::Png),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Kind::Tiff),
        _ if head.windows(5).any(|window| window == b"%PDF-") => Ok(Kind::Pdf),
        _ => match OTHERS.iter().find(|(start, _)| bytes.starts_with(start)) {
            Some((_, name)) => Err(InputError::UnknownKind(name)),
            None => text_or_unknown(bytes),
        },
    }
}

fn text_or_unknown(bytes: &[u8]) -> Result<Kind, InputError> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}');
    match decode_text(bytes) {
        Ok(text) if !text.chars().any(|c| c == '\0') => {
            let controls = text.chars().take(4096).filter(|&c| control(c)).count();
            if controls * 20 > text.chars().take(4096).count() {
                return Err(InputError::UnknownKind("bytes without meaning as text"));
            }
            Ok(Kind::Text)
        }
        _ => Err(InputError::UnknownKind("bytes without meaning as text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_determined_by_content() {
        assert_eq!(sniff(b"\x89PNG\r\n"), Ok(Kind::Png));
        assert_eq!(sniff(b"junk\n%PDF-1.4"), Ok(Kind::Pdf));
        assert_eq!(sniff(b"II*\0...."), Ok(Kind::Tiff));
        assert_eq!(sniff("Số: 12".as_bytes()), Ok(Kind::Text));
        assert_eq!(sniff(b""), Err(InputError::Empty));
        assert!(matches!(
            sniff(b"PK\x03\x04"),
            Err(InputError::UnknownKind(_))
        ));
        assert!(matches!(
            sniff(&[0xC3, 0x28, 0, 1]),
            Err(InputError::UnknownKind(_))
        ));
    }
}
