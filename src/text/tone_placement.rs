//! Where the tone mark stands in `oa`, `oe` and `uy`: on the first vowel (*hòa*, *thủy*) or on the
//! second (*hoà*, *thuỷ*). Both are correct Vietnamese; comparing texts takes one of them.

use super::letters::{Tone, lower, split_tone, upper, with_tone};

/// Puts the tone mark of a final `oa`, `oe`, `uy` on the first vowel: `hoà` → `hòa`, but `quý`
/// and `hoàn` stay. The text must be NFC.
///
/// ```
/// use baocao::text::tone_placement::canonical;
/// assert_eq!(canonical("Hoà bình, uỷ quyền, Quý, loạt"), "Hòa bình, ủy quyền, Quý, loạt");
/// ```
pub fn canonical(text: &str) -> String {
    let mut out: Vec<char> = text.chars().collect();
    for i in 1..out.len() {
        let ends = out.get(i + 1).is_none_or(|&next| !is_word(next));
        let after_q = i >= 2 && lower(out[i - 2]) == 'q';
        if ends
            && !after_q
            && let Some((first, second)) = moved(out[i - 1], out[i])
        {
            out[i - 1] = first;
            out[i] = second;
        }
    }
    out.into_iter().collect()
}

/// What `\w` means in a regular expression: letters, digits, the underscore.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The two letters with the mark moved from the second to the first, where that is a pair with two
/// placements.
fn moved(first: char, second: char) -> Option<(char, char)> {
    if second.is_ascii() || (first.is_lowercase() && second.is_uppercase()) {
        return None;
    }
    let (plain, tone) = split_tone(lower(second));
    if tone == Tone::Level || !matches!((lower(first), plain), ('o', 'a' | 'e') | ('u', 'y')) {
        return None;
    }
    let marked = with_tone(lower(first), tone)?;
    let marked = if first.is_uppercase() {
        upper(marked)
    } else {
        marked
    };
    Some((
        marked,
        if second.is_uppercase() {
            upper(plain)
        } else {
            plain
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_final_pairs_move() {
        for (from, to) in [
            ("hoà", "hòa"),
            ("HOÀ", "HÒA"),
            ("Uỷ ban", "Ủy ban"),
            ("khoẻ mạnh", "khỏe mạnh"),
            ("quỹ", "quỹ"),
            ("QUÝ", "QUÝ"),
            ("hoàn", "hoàn"),
            ("thuỷ.", "thủy."),
            ("huỳnh", "huỳnh"),
            ("hòa", "hòa"),
            ("", ""),
        ] {
            assert_eq!(canonical(from), to, "{from}");
        }
    }
}
