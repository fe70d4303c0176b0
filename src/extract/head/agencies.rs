//! Names of agencies: which parts of a header belong together, and their full names.

use crate::document::{AgencyField, NumberField};
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::rules::lists::Lists;
use crate::text::case::is_capitals;
use crate::text::phrases::trim;
use crate::text::{Span, fold};

pub(crate) const AGENCY: RuleName = RuleName("header.agency");

/// Lines that a program prints where a file was signed (*chữ ký số*).
pub(crate) fn is_signature_of_file(folded: &str) -> bool {
    const OPENINGS: [&str; 4] = ["thoi gian ky", "ky boi", "nguoi ky", "email:"];
    OPENINGS.iter().any(|opening| folded.starts_with(opening))
}

/// Lines that digital signatures and registries stamp over the header.
pub(crate) fn is_stamp(folded: &str) -> bool {
    const STAMPS: [&str; 5] = ["sao y", "cong bao", "chu ky", "don vi:", "cong van den"];
    is_signature_of_file(folded) || STAMPS.iter().any(|stamp| folded.starts_with(stamp))
}

/// The longest run of words in capitals at the start of a piece; what engines make of rules and
/// seals around it falls away.
pub(crate) fn capitals_only(text: &str, piece: Span) -> Span {
    let mut span: Option<Span> = None;
    for word in piece.of(text).split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let lower = word.chars().filter(|c| c.is_lowercase()).count();
        let upper = word.chars().filter(|c| c.is_uppercase()).count();
        let symbol = !word.chars().any(char::is_alphanumeric);
        if lower > upper.min(1) || (upper == 0 && !symbol && span.is_none()) {
            if span.is_some() {
                break;
            }
            continue;
        }
        let end = start + word.len();
        span = Some(span.map_or(Span::new(start, end), |s| Span::new(s.start, end)));
    }
    let span = span.unwrap_or(Span::new(piece.start, piece.start));
    let span = trim(text, span, |c| !c.is_alphanumeric() && c != ')');
    if is_capitals(span.of(text)) || span.of(text).chars().filter(|c| c.is_uppercase()).count() >= 4
    {
        span
    } else {
        Span::new(span.start, span.start)
    }
}

/// Whether a piece goes on with the name of the piece before it.
fn continues(previous: &str, piece: &str, lists: &Lists) -> bool {
    const LEVELS: [&str; 9] = [
        "tinh ",
        "huyen ",
        "xa ",
        "phuong ",
        "quan ",
        "thanh pho ",
        "thi xa ",
        "thi tran ",
        "tp ",
    ];
    let party = ["tinh uy", "huyen uy", "quan uy"]
        .iter()
        .any(|head| piece.starts_with(head));
    // `THƯƠNG BINH VÀ XÃ` / `HỘI`: a word alone is no agency, but an abbreviation may be.
    let vowel = |c: char| "aeiouy".contains(c);
    let word = !piece.contains(' ') && piece != "ubnd" && piece.contains(vowel);
    let open =
        word || previous.ends_with(" va") || previous.ends_with('-') || previous.ends_with(" cua");
    let level = LEVELS.iter().any(|level| piece.starts_with(level)) && !party;
    // `BAN QUẢN LÝ` / `DỰ ÁN …`: no head of its own.
    open || level || !lists.starts_agency(piece)
}

/// Superior and issuing agency from the pieces of the header in reading order.
pub(crate) fn split(
    view: &JoinedText,
    lists: &Lists,
    pieces: &[Span],
    number: Option<&NumberField>,
) -> (Option<AgencyField>, Option<AgencyField>) {
    let mut names: Vec<(String, Span)> = Vec::new();
    let joint = number.is_some_and(|number| number.unit_abbr.is_some());
    for piece in pieces {
        let text = view.string(*piece);
        match names.last_mut() {
            // Two agencies issue the document together, and its symbol names both.
            Some((name, span)) if joint && ends_with_dash(&view.text, *span) => {
                name.push_str(" - ");
                name.push_str(&text);
                span.end = piece.end;
            }
            Some((name, span)) if continues(&fold(name), &fold(&text), lists) => {
                name.push(' ');
                name.push_str(&text);
                span.end = piece.end;
            }
            _ => names.push((text, *piece)),
        }
    }
    names.retain(|(name, _)| name.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let mut fields = names
        .into_iter()
        .rev()
        .map(|(text, span)| field(view, span, text, lists));
    let mut issuing = fields.next();
    let superior = fields.next().filter(|agency| is_known(&agency.text, lists));
    if let Some(agency) = &mut issuing {
        let listed = agency
            .name
            .as_deref()
            .and_then(|name| lists.agency_of_name(name));
        let symbol = number.and_then(|n| n.issuer_abbr.clone());
        agency.abbr = symbol.or_else(|| listed.map(|found| found.0.clone()));
    }
    (superior, issuing)
}

/// Whether a name can be that of a superior agency: letters of a stamp, one word, are none.
fn is_known(name: &str, lists: &Lists) -> bool {
    name.contains(' ') || lists.agency_of_abbr(name).is_some() || lists.starts_agency(&fold(name))
}

/// Whether a dash follows a piece.
fn ends_with_dash(text: &str, piece: Span) -> bool {
    let rest = text[piece.end..].trim_start();
    rest.starts_with(['-', '–', '—'])
}

/// An agency with its full name.
pub(crate) fn field(view: &JoinedText, span: Span, text: String, lists: &Lists) -> AgencyField {
    AgencyField {
        name: full_name(&text, lists),
        abbr: None,
        span: view.place(span),
        provenance: AGENCY.provenance(),
        text,
    }
}

/// The name in sentence case: as the list of agencies writes it, its abbreviated head expanded, the
/// name of the place after its level (*tỉnh*, *huyện*, …) capitalised.
pub(crate) fn full_name(text: &str, lists: &Lists) -> Option<String> {
    if let Some((_, name)) = lists.agency_of_name(text) {
        return Some(name.clone());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (head, rest) = longest_head(&words, lists)?;
    let mut name = head;
    let place = place_at_end(rest, lists);
    let mut proper = leads_place(&name);
    let in_capitals = is_capitals(text);
    for (at, word) in rest.iter().enumerate() {
        proper |= at >= place;
        name.push(' ');
        // Abbreviations have their capitals in small letters too: `TB&XH`.
        if !in_capitals || word.contains('&') {
            name.push_str(word);
        } else if proper {
            name.push_str(&capitalised(&word.to_lowercase()));
        } else {
            name.push_str(&word.to_lowercase());
        }
        let folded = fold(word);
        proper |= matches!(
            folded.as_str(),
            "tinh" | "huyen" | "xa" | "phuong" | "quan" | "pho" | "tran"
        );
        // `thị xã`: the place follows `xã`; `thành phố` ends with `phố`.
    }
    Some(name)
}

/// Where the name of a place begins that ends a name; behind it where there is none.
fn place_at_end(words: &[&str], lists: &Lists) -> usize {
    let longest = words.len().saturating_sub(LONGEST_PLACE);
    (longest..words.len())
        .find(|&start| lists.is_place(&words[start..].join(" ")))
        .unwrap_or(words.len())
}

/// Words of the longest name of a place.
const LONGEST_PLACE: usize = 4;

/// Whether a committee of a place ends a name: *Huyện ủy*, *Thành ủy*; others are those of a body.
fn leads_place(name: &str) -> bool {
    let folded = fold(name);
    let mut words = folded.rsplit(' ');
    let (last, level) = (words.next(), words.next());
    last == Some("uy")
        && level.is_some_and(|level| matches!(level, "tinh" | "thanh" | "quan" | "huyen" | "thi"))
}

/// Words of the longest name of an agency, with room for names to come.
const LONGEST_NAME: usize = 20;

/// The longest listed agency at the start, and the words after it.
fn longest_head<'w, 't>(words: &'w [&'t str], lists: &Lists) -> Option<(String, &'w [&'t str])> {
    for length in (1..=words.len().min(LONGEST_NAME)).rev() {
        let head = words[..length].join(" ");
        if let Some((_, name)) = lists.agency_of_name(&head) {
            return Some((name.clone(), &words[length..]));
        }
    }
    let first = words.first()?;
    let expanded = lists.agency_of_abbr(first).map(|agency| agency.1.clone());
    Some((
        expanded.unwrap_or_else(|| capitalised(&first.to_lowercase())),
        &words[1..],
    ))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_their_capitals() {
        let lists = Lists::builtin();
        for (printed, name) in [
            ("TỈNH ỦY LẠC SƠN", "Tỉnh ủy Lạc Sơn"),
            ("HUYỆN ỦY MƯỜNG BI", "Huyện ủy Mường Bi"),
            ("HẠT KIỂM LÂM BA VÌ", "Hạt kiểm lâm Ba Vì"),
            ("CHI CỤC THÚ Y VÙNG NÚI", "Chi cục thú y vùng núi"),
        ] {
            assert_eq!(full_name(printed, &lists).as_deref(), Some(name));
        }
    }
}
