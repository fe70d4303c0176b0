//! Texts of one byte a letter from before Unicode: Windows-1258, VISCII (RFC 1456), the fonts of TCVN3 and
//! VNI; and VIQR (RFC 1456), which writes Vietnamese in ASCII.

use crate::text::{Legacy, legacy};
use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1258};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Share of the words beyond ASCII that are Vietnamese syllables in text that was decoded rightly.
const DECODED: f32 = 0.75;

/// Words beyond ASCII that show an encoding, at least: one or two are Vietnamese in several.
const TELLING: usize = 4;

/// An encoding: its letters from 0x80 on, and those in the places of control codes.
struct Letters {
    high: &'static str,
    controls: &'static [(u8, char)],
}

const VISCII: Letters = Letters {
    high: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
           ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    controls: &[
        (0x02, 'Ẳ'),
        (0x05, 'Ẵ'),
        (0x06, 'Ẫ'),
        (0x14, 'Ỷ'),
        (0x19, 'Ỹ'),
        (0x1E, 'Ỵ'),
    ],
};
/// TCVN 5712:1993 with its capitals, which the fonts of TCVN3 lack.
const TCVN: Letters = Letters {
    high: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u{a0}ĂÂÊÔƠƯĐăâêôơưđẶ\u{300}\u{309}\u{303}\u{301}\u{323}\
           àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
    controls: &[
        (0x01, 'Ú'),
        (0x02, 'Ụ'),
        (0x04, 'Ừ'),
        (0x05, 'Ử'),
        (0x06, 'Ữ'),
        (0x11, 'Ứ'),
        (0x12, 'Ự'),
        (0x13, 'Ỳ'),
        (0x14, 'Ỷ'),
        (0x15, 'Ỹ'),
        (0x16, 'Ý'),
        (0x17, 'Ỵ'),
    ],
};

/// Signs of VIQR behind a vowel, and the marks that they stand for: shapes of letters, then tones.
const VIQR_SHAPES: [(char, char); 3] = [('^', '\u{302}'), ('(', '\u{306}'), ('+', '\u{31b}')];
const VIQR_TONES: [(char, char); 5] = [
    ('`', '\u{300}'),
    ('\'', '\u{301}'),
    ('?', '\u{309}'),
    ('~', '\u{303}'),
    ('.', '\u{323}'),
];
/// Words with signs of shapes, or `dd`, that make a text VIQR: so many, and one among so many words.
const VIQR_LEAST: usize = 5;
const VIQR_AMONG: usize = 8;
/// Words that say whether the text is VIQR.
const VIQR_LOOKED_AT: usize = 1 << 14;
/// Longest word with its signs, in bytes, but that of some other kind of text.
const VIQR_LONGEST: usize = 60;

/// A text of one byte a letter in the encoding that makes the most Vietnamese of it; `None` if none does, or too few
/// words show which.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let words = bytes.split(u8::is_ascii_whitespace);
    if words.filter(|word| !word.is_ascii()).count() < TELLING {
        return None;
    }
    let western = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let of_font = Legacy::of(&western).map(|_| legacy::decoded(&western).into_owned());
    let windows = WINDOWS_1258.decode_without_bom_handling(bytes).0;
    let texts = [
        of_font,
        Some(windows.nfc().collect()),
        Some(mapped(bytes, &VISCII)),
        Some(mapped(bytes, &TCVN)),
    ];
    let share = |text: String| Some((legacy::vietnamese(&text)?, text));
    let shares = texts.into_iter().flatten().filter_map(share);
    // Of equals the first, that of the fonts.
    let best = shares.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    (best.0 >= DECODED).then_some(best.1)
}

fn mapped(bytes: &[u8], letters: &Letters) -> String {
    let high: Vec<char> = letters.high.chars().collect();
    let letter = |&byte: &u8| {
        let control = letters.controls.iter().find(|(code, _)| *code == byte);
        let high = byte.checked_sub(0x80).map(|index| high[usize::from(index)]);
        control
            .map(|(_, letter)| *letter)
            .or(high)
            .unwrap_or(char::from(byte))
    };
    bytes.iter().map(letter).collect()
}

/// Whether an ASCII text is written in VIQR (`Ti'nh tie^'p nha^.n`).
pub(crate) fn is_viqr(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    let shaped = |word: &&str| {
        let decoded = viqr(word);
        let bare = decoded.trim_matches(|c: char| !c.is_alphanumeric());
        let marked = decoded
            .chars()
            .any(|c| "âêôăơưđÂÊÔĂƠƯĐ".contains(c) || c >= '\u{1ea0}');
        marked && word.contains(['^', '(', '+', 'd', 'D']) && legacy::vietnamese(bare) == Some(1.0)
    };
    let is_word = |word: &&str| word.len() <= VIQR_LONGEST;
    let words = || text.split_whitespace().filter(is_word).take(VIQR_LOOKED_AT);
    let (words, shaped) = (words().count(), words().filter(shaped).count());
    shaped >= VIQR_LEAST.max(words / VIQR_AMONG)
}

/// The text of VIQR.
pub(crate) fn viqr(text: &str) -> String {
    let mark = |marks: &[(char, char)], c| {
        marks
            .iter()
            .find(|(sign, _)| *sign == c)
            .map(|(_, mark)| *mark)
    };
    let mut decoded = String::with_capacity(text.len());
    let (mut vowel, mut shaped, mut toned) = (false, false, false);
    // `II.`, `A.` at the start of a line are labels.
    let labels = |line: &str| line.len() == 1 || line.chars().all(|c| "IVX".contains(c));
    let mut line = 0;
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let shape = mark(&VIQR_SHAPES, c).filter(|_| vowel && !shaped && !toned);
        let tone = mark(&VIQR_TONES, c).filter(|_| vowel && !toned);
        let tone = tone.filter(|_| c != '.' || !labels(&decoded[line..]));
        if let Some(mark) = shape.or(tone) {
            decoded.push(mark);
            (shaped, toned) = (shaped || shape.is_some(), toned || shape.is_none());
            continue;
        }
        (vowel, shaped, toned) = ("aeiouyAEIOUY".contains(c), false, false);
        match (c, signs.peek()) {
            // A sign that is to stand as it is.
            ('\\', Some(&next)) if next.is_ascii_punctuation() => {
                decoded.push(next);
                signs.next();
            }
            ('d', Some('d')) | ('D', Some('d' | 'D')) => {
                decoded.push(if c == 'd' { 'đ' } else { 'Đ' });
                signs.next();
            }
            _ => decoded.push(c),
        }
        if c == '\n' {
            line = decoded.len();
        }
    }
    decoded.nfc().collect()
}

/// UTF-8 that was taken for Windows-1252, once or more, as it was: `hÃ nh` → *hành*.
pub(crate) fn as_utf8(text: String) -> String {
    const TIMES: usize = 3;
    let mut text = text;
    for _ in 0..TIMES {
        match misread(&text) {
            Some(undone) => text = undone,
            None => break,
        }
    }
    text
}

/// What a text was before its UTF-8 was misread; `None` if few of its runs of western letters are UTF-8.
fn misread(text: &str) -> Option<String> {
    const LEAST: usize = 3;
    let (mut all, mut read) = (0, 0);
    for run in runs(text) {
        all += 1;
        read += usize::from(run.utf8.is_some());
    }
    if read < LEAST || read * 2 <= all {
        return None;
    }
    let (mut undone, mut end) = (String::with_capacity(text.len()), 0);
    for run in runs(text) {
        undone.push_str(&text[end..run.span.start]);
        undone.push_str(run.utf8.as_deref().unwrap_or(&text[run.span.clone()]));
        end = run.span.end;
    }
    undone.push_str(&text[end..]);
    Some(undone)
}

/// A run of letters beyond ASCII, and what it was before its UTF-8 was misread.
struct Run {
    span: Range<usize>,
    utf8: Option<String>,
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_ascii())?;
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        // The last byte of `à`, a blank at which no line breaks, may have become a plain space.
        let spaced = (end + 1).min(rest.len());
        let utf8 = [end, spaced]
            .into_iter()
            .find_map(|end| Some((run_as_utf8(&rest[..end])?, end)));
        let (utf8, end) = utf8.map_or((None, end), |(run, end)| (Some(run), end));
        at = start + end;
        Some(Run {
            span: start..at,
            utf8,
        })
    })
}

/// The UTF-8 of which the bytes were taken for letters of Windows-1252 or -1258.
fn run_as_utf8(run: &str) -> Option<String> {
    let byte = |encoding: &'static Encoding, c: char| match c {
        ' ' => Some(0xA0),
        '\u{80}'..='\u{9f}' => u8::try_from(c).ok(),
        _ => match encoding.encode(c.encode_utf8(&mut [0; 4])) {
            (bytes, _, false) if bytes.len() == 1 => Some(bytes[0]),
            _ => None,
        },
    };
    [WINDOWS_1252, WINDOWS_1258]
        .into_iter()
        .find_map(|encoding| {
            let bytes: Option<Vec<u8>> = run.chars().map(|c| byte(encoding, c)).collect();
            String::from_utf8(bytes?).ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Sở Nội vụ tỉnh: đã giải quyết đúng hạn, chuyển đổi số cho cán bộ (xã)";

    #[test]
    fn bytes_are_read_in_the_encoding_that_makes_vietnamese() {
        for letters in [VISCII, TCVN] {
            let high: Vec<char> = letters.high.chars().collect();
            assert_eq!(high.len(), 0x80);
            let byte = |c| high.iter().position(|letter| *letter == c);
            let byte = |c| byte(c).map_or(c as u8, |index| 0x80 + index as u8);
            let bytes: Vec<u8> = TEXT.chars().map(byte).collect();
            assert_eq!(decode(&bytes).as_deref(), Some(TEXT));
        }
        let windows = b"S\xF5\xD2 N\xF4\xF2i vu\xF2 ti\xD2nh, quy\xEC IV n\xE3m";
        assert_eq!(
            decode(windows).as_deref(),
            Some("Sở Nội vụ tỉnh, quý IV năm")
        );
        assert_eq!(decode(b"r\xE9sum\xE9 caf\xE9 \xFF\xFE"), None);
    }

    #[test]
    fn viqr_is_told_from_english_and_decoded() {
        let text =
            "II. So+? No^.i vu. ti?nh: ddo^` a'n ddu+o+.c hoa`n tha`nh dda(.c bie^.t\\. Va('ng";
        assert!(is_viqr(text));
        assert_eq!(
            viqr(text),
            "II. Sở Nội vụ tỉnh: đồ án được hoàn thành đặc biệt. Vắng"
        );
        assert!(!is_viqr(
            "What do you do? I add (a) so. To be or not to be, add odd words 2^n a+b."
        ));
    }

    #[test]
    fn utf8_that_was_misread_is_undone() {
        let misread = |text: &str| {
            WINDOWS_1252
                .decode_without_bom_handling(text.as_bytes())
                .0
                .into_owned()
        };
        assert_eq!(as_utf8(misread(TEXT)), TEXT);
        assert_eq!(as_utf8(misread(&misread(TEXT))), TEXT);
        assert_eq!(
            as_utf8(misread("hàng ngày và").replace('\u{a0}', " ")),
            "hàng ngày và"
        );
        let latin: String = TEXT.bytes().map(char::from).collect();
        assert_eq!(as_utf8(latin), TEXT);
        assert_eq!(as_utf8(TEXT.to_owned()), TEXT);
    }
}
