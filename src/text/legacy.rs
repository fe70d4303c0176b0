//! Encodings from before Unicode: a font draws Vietnamese letters in the places of western ones, so that
//! the text reads `Céng hßa` (TCVN3, TCVN 5712:1993) or `Coäng hoøa` (VNI) where *Cộng hòa* is seen.

use super::letters::lower;
use super::syllable;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A legacy encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legacy {
    /// TCVN3, of the fonts `.VnTime`, `.VnArial`…: a code for each letter.
    Tcvn3,
    /// VNI, of the fonts `VNI-Times`…: a letter and a code for its marks.
    Vni,
}

/// Codes of TCVN3 from 0xA1 on.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ\u{af}\u{b0}\u{b1}\u{b2}\u{b3}\u{b4}àảãáạ\u{ba}ằẳẵắ\u{bf}\u{c0}\u{c1}\u{c2}\u{c3}\
                     \u{c4}\u{c5}ặầẩẫấậè\u{cd}ẻẽéẹềểễếệìỉ\u{d9}\u{da}\u{db}ĩíịò\u{e0}ỏõóọồổỗốộờởỡớợù\u{f0}ủũúụ\
                     ừửữứựỳỷỹýỵ";
const TCVN3_FIRST: u32 = 0xA1;
/// Marks of VNI behind a letter, as Unicode combines them.
const VNI_MARKS: [(char, &str); 17] = [
    ('ø', "\u{300}"),
    ('ù', "\u{301}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('à', "\u{302}\u{300}"),
    ('á', "\u{302}\u{301}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('è', "\u{306}\u{300}"),
    ('é', "\u{306}\u{301}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];
/// Letters of VNI with a code of their own.
const VNI_LETTERS: [(char, char); 8] = [
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('ñ', 'đ'),
    ('ì', 'ì'),
];
/// Words with letters beyond ASCII from which an encoding can be detected, at least.
const LEAST: usize = 2;
/// Share of them that are Vietnamese syllables in text that was decoded rightly, and by how much it is more
/// than before.
const DECODED: f32 = 0.75;
const MORE: f32 = 0.25;
/// Such words of a line from which the encoding of a text can be detected that is partly in Unicode.
const LEAST_OF_LINE: usize = 4;

/// The text in Unicode, whatever of it is written in a legacy encoding: paragraphs and columns that are in
/// Unicode already stay.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    let whole = Legacy::of(text);
    let line = |line| Legacy::detect(line, LEAST_OF_LINE);
    let Some(legacy) = whole.or_else(|| text.lines().find_map(line)) else {
        return Cow::Borrowed(text);
    };
    let pieces = text.split_inclusive(['\n', '\t']);
    let pieces = pieces.flat_map(|line| line.split_inclusive("  "));
    let decoded = |piece: &str| {
        let words = piece.split_inclusive(char::is_whitespace);
        let unicode = piece.chars().any(is_unicode);
        let decoded: String = words.map(|word| legacy.decode_word(word)).collect();
        let (before, after) = (share(piece, 1), share(&decoded, 1));
        match after > before || after == before && whole.is_some() && !unicode {
            true => decoded,
            false => piece.to_owned(),
        }
    };
    Cow::Owned(pieces.map(decoded).collect())
}

/// Whether no font of a legacy encoding has a code for a letter.
fn is_unicode(c: char) -> bool {
    matches!(c, '\u{100}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}

/// Share of the words with letters beyond ASCII that are Vietnamese syllables; `None` without such words.
pub(crate) fn vietnamese(text: &str) -> Option<f32> {
    share(text, 1)
}

impl Legacy {
    /// Detects the encoding of a text; `None` for Unicode and for any other encoding.
    pub fn of(text: &str) -> Option<Legacy> {
        Legacy::detect(text, LEAST)
    }

    /// Detects the encoding of a text with at least `least` words beyond ASCII.
    fn detect(text: &str, least: usize) -> Option<Legacy> {
        // Of Vietnamese as it is, no share can be that much more.
        let before = share(text, least).filter(|before| before + MORE <= 1.0)?;
        let shares = [Legacy::Tcvn3, Legacy::Vni].map(|legacy| {
            let decoded = share(&legacy.decode(text), 1).unwrap_or(0.0);
            (legacy, decoded)
        });
        let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.filter(|best| best.1 >= DECODED.max(before + MORE))
            .map(|best| best.0)
    }

    /// The text in Unicode.
    pub fn decode(self, text: &str) -> String {
        match self {
            Legacy::Tcvn3 => text.chars().map(tcvn3).collect(),
            Legacy::Vni => vni(text),
        }
    }

    /// A word in Unicode; one that has letters of Unicode alone is so already.
    fn decode_word(self, word: &str) -> String {
        match word.chars().any(is_unicode) {
            true => word.to_owned(),
            false => self.decode(word),
        }
    }
}

/// Share of Vietnamese syllables among the words with letters beyond ASCII; `None` if these are fewer than
/// `least`.
fn share(text: &str, least: usize) -> Option<f32> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    let (mut all, mut syllables) = (0, 0);
    for word in words.filter(|word| !word.is_ascii()) {
        let word: String = word.nfc().map(lower).collect();
        all += 1;
        syllables += usize::from(syllable::parse(&word).is_some());
    }
    (all >= least).then(|| syllables as f32 / all as f32)
}

fn tcvn3(c: char) -> char {
    let index = (c as u32).checked_sub(TCVN3_FIRST);
    let letter = index.and_then(|index| TCVN3.chars().nth(index as usize));
    // Some programs write ư, a soft hyphen there, as a hyphen, and ã as a bullet operator.
    letter.unwrap_or(if c == '\u{2219}' { 'ã' } else { c })
}

fn vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        let base = before.is_some_and(|b| "aeouyôö".contains(lower(b)));
        let marks = VNI_MARKS.iter().find(|(code, _)| *code == lower(c));
        match marks {
            Some((_, marks)) if base => decoded.push_str(marks),
            _ => decoded.push(vni_letter(c)),
        }
        // A letter has its marks in one code.
        before = if marks.is_some() && base {
            None
        } else {
            Some(c)
        };
    }
    decoded.nfc().collect()
}

fn vni_letter(c: char) -> char {
    let letter = VNI_LETTERS.iter().find(|(code, _)| *code == lower(c));
    match letter {
        Some((_, letter)) if c.is_uppercase() => letter.to_uppercase().next().unwrap_or(*letter),
        Some((_, letter)) => *letter,
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legacy_text_is_detected_and_decoded() {
        let cases = [
            (
                "Céng hßa x· héi chñ nghÜa ViÖt Nam",
                Some(Legacy::Tcvn3),
                "Cộng hòa xã hội chủ nghĩa Việt Nam",
            ),
            (
                "§éc lËp - Tù do - H¹nh phóc, ngµy 05 th¸ng 3 n¨m 2003, vÒ viÖc t¨ng c\u{ad}êng",
                Some(Legacy::Tcvn3),
                "Độc lập - Tự do - Hạnh phúc, ngày 05 tháng 3 năm 2003, về việc tăng cường",
            ),
            (
                "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
                Some(Legacy::Vni),
                "Cộng hòa xã hội chủ nghĩa Việt Nam",
            ),
            (
                "ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC, ngaøy 05 thaùng 3 naêm 2003, taêng cöôøng quaûn lyù",
                Some(Legacy::Vni),
                "ĐỘC LẬP - TỰ DO - HẠNH PHÚC, ngày 05 tháng 3 năm 2003, tăng cường quản lý",
            ),
            ("Cộng hoà xã hội chủ nghĩa Việt Nam", None, ""),
            ("Cong hoa xa hoi", None, ""),
            ("Ké hoach cong tac thang nim cua tinh vé vige", None, ""),
        ];
        for (text, wanted, decoded) in cases {
            let found = Legacy::of(text);
            assert_eq!(found, wanted, "{text}");
            assert_eq!(
                found.map_or(String::new(), |legacy| legacy.decode(text)),
                decoded
            );
        }
    }

    #[test]
    fn what_is_in_unicode_already_stays() {
        let text = "CỘNG HÒA XÃ HỘI        Së Néi vô\nĐộc lập - Hạnh phúc\n1. Trong th¸ng, Së tiÕp nhËn 12 hå s¬ \
                    ®óng h¹n\nbµn tØnh, c«ng chøc\nNơi nhận: bé";
        let wanted = "CỘNG HÒA XÃ HỘI        Sở Nội vụ\nĐộc lập - Hạnh phúc\n1. Trong tháng, Sở tiếp nhận 12 hồ sơ \
                      đúng hạn";
        let decoded = decoded(text);
        assert!(decoded.starts_with(wanted), "{decoded}");
        assert!(
            decoded.ends_with("bàn tỉnh, công chức\nNơi nhận: bé"),
            "{decoded}"
        );
        assert_eq!(super::decoded("Xã Hòa Xá, bé"), "Xã Hòa Xá, bé");
    }

    #[test]
    fn every_code_has_its_letter() {
        assert_eq!(TCVN3.chars().count() as u32, 0xFE - TCVN3_FIRST + 1);
        assert_eq!(tcvn3('\u{fe}'), 'ỵ');
        assert_eq!(tcvn3('\u{a7}'), 'Đ');
    }
}
