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
    /// A bitmap of Windows.
    Bmp,
    /// WebP.
    WebP,
    /// Text.
    Text,
}

/// Endings of the names of scans.
pub(crate) const SCANS: [&str; 8] = ["pdf", "tif", "tiff", "png", "jpg", "jpeg", "bmp", "webp"];

/// A PDF's header may stand behind this many other bytes.
const PDF_HEADER: usize = 1024;

/// Beginnings of formats that are not read, to name them.
const OTHERS: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"GIF8", "a GIF image"),
    (b"\0\0\0\x0CjP  \r\n\x87\n", "a JPEG 2000 image"),
    (b"\xFF\x4F\xFF\x51", "a JPEG 2000 image"),
    (b"AT&TFORM", "a DjVu document"),
    (b"8BPS", "a Photoshop image"),
    (b"Rar!", "a RAR archive"),
];

/// Formats of the box that phones keep pictures in, by the brand that stands in its head.
const BRANDS: [(&[u8], &str); 5] = [
    (b"heic", "a HEIC image"),
    (b"heix", "a HEIC image"),
    (b"mif1", "a HEIF image"),
    (b"msf1", "a HEIF image"),
    (b"avif", "an AVIF image"),
];

/// Tells what the bytes are.
pub fn sniff(bytes: &[u8]) -> Result<Kind, InputError> {
    let head = &bytes[..bytes.len().min(PDF_HEADER)];
    match bytes {
        [] => Err(InputError::Empty),
        [0x89, b'P', b'N', b'G', ..] => Ok(Kind::Png),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Kind::Tiff),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok(Kind::WebP),
        // The length of the second header, of which Windows and OS/2 know these; texts have no zeros.
        [
            b'B',
            b'M',
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            12 | 40 | 52 | 56 | 64 | 108 | 124,
            0,
            0,
            0,
            ..,
        ] => Ok(Kind::Bmp),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if let Some(name) = named(brand, &BRANDS) =>
        {
            Err(InputError::UnknownKind(name))
        }
        _ if head.windows(5).any(|window| window == b"%PDF-") => Ok(Kind::Pdf),
        _ => match named(bytes, &OTHERS) {
            Some(name) => Err(InputError::UnknownKind(name)),
            None => text_or_unknown(bytes),
        },
    }
}

/// The name of the format whose beginning the bytes have.
fn named(bytes: &[u8], formats: &[(&[u8], &'static str)]) -> Option<&'static str> {
    let found = formats.iter().find(|(start, _)| bytes.starts_with(start));
    found.map(|(_, name)| *name)
}

fn text_or_unknown(bytes: &[u8]) -> Result<Kind, InputError> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}');
    match decode_text(first_lines(bytes)) {
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

/// The first lines of what may be a text: enough to say whether it is one.
fn first_lines(bytes: &[u8]) -> &[u8] {
    const ENOUGH: usize = 1 << 16;
    let start = &bytes[..bytes.len().min(ENOUGH)];
    match start.iter().rposition(|&byte| byte == b'\n') {
        Some(end) if bytes.len() > ENOUGH => &bytes[..=end],
        _ => bytes,
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
        assert_eq!(sniff(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(Kind::WebP));
        assert_eq!(
            sniff(b"BM\x10\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"),
            Ok(Kind::Bmp)
        );
        assert_eq!(
            sniff("BM của Sở: báo cáo tháng 8".as_bytes()),
            Ok(Kind::Text)
        );
        let heic = sniff(b"\0\0\0\x18ftypheic\0\0\0\0");
        assert_eq!(heic, Err(InputError::UnknownKind("a HEIC image")));
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
