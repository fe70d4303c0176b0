//! Letters and their marks: what a vowel is without its tone, without its shape, and a code for
//! every letter that fits in seven bits.

/// A tone of Vietnamese; `Level` (*thanh ngang*) is written without a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tone {
    /// *ngang*, no mark.
    Level,
    /// *huyền*, grave.
    Falling,
    /// *sắc*, acute.
    Rising,
    /// *hỏi*, hook above.
    Dipping,
    /// *ngã*, tilde.
    Creaky,
    /// *nặng*, dot below.
    Heavy,
}

const TONES: [Tone; 6] = [
    Tone::Level,
    Tone::Falling,
    Tone::Rising,
    Tone::Dipping,
    Tone::Creaky,
    Tone::Heavy,
];

/// The twelve vowels, each with its six tones in the order of [`Tone`].
const VOWELS: [[char; 6]; 12] = [
    ['a', 'à', 'á', 'ả', 'ã', 'ạ'],
    ['ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'],
    ['â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'],
    ['e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ'],
    ['ê', 'ề', 'ế', 'ể', 'ễ', 'ệ'],
    ['i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'],
    ['o', 'ò', 'ó', 'ỏ', 'õ', 'ọ'],
    ['ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ'],
    ['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ'],
    ['u', 'ù', 'ú', 'ủ', 'ũ', 'ụ'],
    ['ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự'],
    ['y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'],
];

/// Vowel letters without a tone, in the order of `VOWELS`, and the plain letter beneath each.
const PLAIN: [char; 12] = ['a', 'a', 'a', 'e', 'e', 'i', 'o', 'o', 'o', 'u', 'u', 'y'];

/// First code point of the block that holds most marked vowels (Latin Extended Additional).
const EXTENDED: u32 = 0x1EA0;

/// Code points below this one and the block of [`EXTENDED`] hold all vowels.
const LOW: usize = 0x1B1;
/// Letters of the block of [`EXTENDED`].
const BLOCK: usize = 0x5A;
/// No vowel.
const NO_CELL: u8 = u8::MAX;

/// `6 · row + column` in `VOWELS` by code point, the low ones first, then the extended block.
const CELLS: [u8; LOW + BLOCK] = {
    let mut cells = [NO_CELL; LOW + BLOCK];
    let mut i = 0;
    while i < 72 {
        let c = VOWELS[i / 6][i % 6] as usize;
        let at = if c < LOW {
            c
        } else {
            c - EXTENDED as usize + LOW
        };
        cells[at] = i as u8;
        i += 1;
    }
    cells
};

/// Row (vowel) and column (tone) in `VOWELS` of a lower-case letter.
#[inline]
const fn vowel_cell(c: char) -> Option<(usize, usize)> {
    let c = c as usize;
    let at = if c < LOW {
        c
    } else {
        c.wrapping_sub(EXTENDED as usize).saturating_add(LOW)
    };
    if at >= CELLS.len() || CELLS[at] == NO_CELL {
        return None;
    }
    let cell = CELLS[at] as usize;
    Some((cell / 6, cell % 6))
}

/// The plain small letter of a vowel with any marks, of either case; `None` for other letters.
#[inline]
pub(crate) fn plain_vowel(c: char) -> Option<char> {
    let (row, _) = vowel_cell(lower(c))?;
    Some(PLAIN[row])
}

/// Whether `c` is a letter of the blocks that hold the marked letters of Vietnamese: a quick answer
/// for most letters that are not ASCII.
#[inline]
pub(crate) fn is_marked_letter(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{1B0}' if c != '×' && c != '÷')
        || (EXTENDED..EXTENDED + BLOCK as u32).contains(&(c as u32))
}

/// [`char::is_alphabetic`], without its tables for the letters that most texts have.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && (is_marked_letter(c) || c.is_alphabetic()))
}

/// [`char::is_uppercase`], likewise.
#[inline]
pub(crate) fn is_capital(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_uppercase();
    }
    if (EXTENDED..EXTENDED + BLOCK as u32).contains(&(c as u32)) {
        return (c as u32).is_multiple_of(2); // as in `lower`
    }
    c.is_uppercase()
}

/// The figures that are set small and raised, by their values.
const RAISED_FIGURES: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Figures as they are when set small and raised; `None` if there is anything else, or nothing.
pub(crate) fn raised_figures(text: &str) -> Option<String> {
    let raised = |c: char| RAISED_FIGURES.get(c.to_digit(10)? as usize).copied();
    let raised: Option<String> = text.chars().map(raised).collect();
    raised.filter(|raised| !raised.is_empty())
}

/// Whether a character is a figure that is set small and raised.
pub(crate) fn is_raised_figure(c: char) -> bool {
    RAISED_FIGURES.contains(&c)
}

/// Lower case of one letter; letters whose lower case is longer than one character stay.
pub fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if (EXTENDED..EXTENDED + BLOCK as u32).contains(&(c as u32)) {
        // Capitals have even code points here, their small letters the next ones.
        return char::from_u32(c as u32 | 1).expect("inside the block");
    }
    match c {
        'ß'..='ÿ' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' => return c,
        // Capitals stand 32 before their small letters here.
        'À'..='Þ' if c != '×' => return char::from(c as u8 + 32),
        'Ĩ' => return 'ĩ',
        'Ũ' => return 'ũ',
        // Dashes, quotation marks, ellipses.
        '\u{2000}'..='\u{206F}' => return c,
        'Ă' => return 'ă',
        'Đ' => return 'đ',
        'Ơ' => return 'ơ',
        'Ư' => return 'ư',
        _ => {}
    }
    let mut folded = c.to_lowercase();
    match (folded.next(), folded.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// Upper case of one letter; letters whose upper case is longer than one character stay.
pub fn upper(c: char) -> char {
    let mut folded = c.to_uppercase();
    match (folded.next(), folded.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// The letter without tone and shape: `ộ` → `o`, `Ư` → `U`, `đ` → `d`; others as they are.
///
/// ```
/// use baocao::text::letters::base;
/// assert_eq!("Đường ộ".chars().map(base).collect::<String>(), "Duong o");
/// ```
pub fn base(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    match c {
        'đ' => return 'd',
        'Đ' => return 'D',
        _ => {}
    }
    let small = lower(c);
    match vowel_cell(small) {
        Some((row, _)) if small == c => PLAIN[row],
        Some((row, _)) => upper(PLAIN[row]),
        None => c,
    }
}

/// The text without tones and shapes.
pub fn strip(text: &str) -> String {
    text.chars().map(base).collect()
}

/// Splits a lower-case letter into the letter without its tone and the tone; letters that are no
/// vowels have the level tone.
pub fn split_tone(c: char) -> (char, Tone) {
    match vowel_cell(c) {
        Some((row, column)) => (VOWELS[row][0], TONES[column]),
        None => (c, Tone::Level),
    }
}

/// Puts a tone on a lower-case vowel without one; `None` if `c` is not such a vowel.
pub fn with_tone(c: char, tone: Tone) -> Option<char> {
    VOWELS
        .iter()
        .find(|row| row[0] == c)
        .map(|row| row[tone as usize])
}

/// All small letters with marks.
pub(crate) const MARKED: &str =
    "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";

/// Whether `c` is one of the letters that only Vietnamese has (`ơ`, `ạ`, `ệ`, `đ` …, not `é`, `ô`,
/// which Western European engines know as well).
pub fn is_vietnamese_only(c: char) -> bool {
    matches!(
        c,
        'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư'
    ) || (EXTENDED..EXTENDED + BLOCK as u32).contains(&(c as u32))
}

/// Number of letter codes; every code is less.
pub const CODES: usize = 128;

/// Code of all that is no letter or digit of the alphabet.
pub const OTHER: u8 = 0;

/// Seven-bit code of a lower-case letter or digit; [`OTHER`] for all else.
pub const fn code(c: char) -> u8 {
    match c {
        'a'..='z' => c as u8 - b'a' + 1,
        '0'..='9' => c as u8 - b'0' + 27,
        'đ' => 37,
        _ => match vowel_cell(c) {
            Some((row, column)) => 38 + (row * 6 + column) as u8,
            None => OTHER,
        },
    }
}

/// Whether a character is neither a letter with a case nor a figure: `ˆ`, which counts as a letter, is one.
#[cfg(feature = "extract")]
pub(crate) fn is_sign(c: char) -> bool {
    !(c.is_uppercase() || c.is_lowercase() || c.is_numeric())
}

/// How many letters of any language a text has.
#[cfg(feature = "extract")]
pub(crate) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// How many of them are capitals.
#[cfg(feature = "extract")]
pub(crate) fn capitals(text: &str) -> usize {
    text.chars().filter(|c| c.is_uppercase()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_off_and_case_stays() {
        for (marked, plain) in [
            ("Két", "Ket"),
            ("ĐẮK LẮK", "DAK LAK"),
            ("ữ", "u"),
            ("ñ ß", "ñ ß"),
        ] {
            assert_eq!(strip(marked), plain);
        }
    }

    #[test]
    fn a_tone_taken_off_can_be_put_back() {
        for row in VOWELS {
            for c in row {
                let (bare, tone) = split_tone(c);
                assert_eq!(with_tone(bare, tone), Some(c));
            }
        }
        assert_eq!(with_tone('b', Tone::Heavy), None);
    }

    #[test]
    fn codes_are_distinct_and_small() {
        let mut alphabet: Vec<char> = ('a'..='z').chain('0'..='9').chain(['đ']).collect();
        alphabet.extend(VOWELS.iter().flatten().filter(|c| !c.is_ascii()));
        let mut codes: Vec<u8> = alphabet.iter().map(|&c| code(c)).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), alphabet.len());
        assert!(codes.iter().all(|&c| c != OTHER && (c as usize) < CODES));
    }

    #[test]
    fn quick_answers_are_those_of_unicode() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_capital(c), c.is_uppercase(), "{c:?}");
            let mut folded = c.to_lowercase();
            let single = folded.len() == 1;
            assert_eq!(
                lower(c),
                if single { folded.next().unwrap() } else { c },
                "{c:?}"
            );
        }
    }

    #[test]
    fn letters_of_western_engines_are_not_vietnamese_only() {
        assert!("éèêôâàùóò".chars().all(|c| !is_vietnamese_only(c)));
        assert!("ăđơưạảấẦỵỹ".chars().all(is_vietnamese_only));
    }
}
