//! Names of agencies: which parts of a header belong together, and their full names.

use crate::document::{AgencyField, NumberField};
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::extract::shapes::{Shape, shape};
use crate::rules::lists::Lists;
use crate::text::case::is_capitals;
use crate::text::fuzzy::spaced_words;
use crate::text::letters::letters;
use crate::text::phrases::trim;
use crate::text::{Span, fold};
use serde::Deserialize;

pub(crate) const AGENCY: RuleName = RuleName("header.agency");

static OVER_HEAD: Shape<OverHead> = Shape::new(|| shape("over_head"));
static LEVELS: Shape<Level> = Shape::new(|| shape("place_level"));
static BEFORE_PLACE: Shape<Level> = Shape::new(|| shape("before_place"));

/// What is printed over a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OverHead {
    /// By a program where a file was signed (*chữ ký số*).
    Signature,
    /// By registries.
    Stamp,
}

/// What a name that begins with a level of places is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    Committee,
    Level,
}

/// What a line is that was printed over the head.
pub(crate) fn over_head(line: &str) -> Option<OverHead> {
    Some(OVER_HEAD.at(&fold(line), 0)?.kind)
}

/// The longest run of words in capitals at the start of a piece; what engines make of rules and
/// seals around it falls away.
pub(crate) fn capitals_only(text: &str, piece: Span) -> Span {
    let count = |word: &str, is: fn(char) -> bool| word.chars().filter(|c| is(*c)).count();
    let (upper, lower) = (char::is_uppercase, char::is_lowercase);
    let capital = |word: &Span| {
        let word = word.of(text);
        count(word, lower) <= count(word, upper).min(1)
    };
    let opens = |word: &Span| {
        let symbol = !word.of(text).contains(char::is_alphanumeric);
        capital(word) && (symbol || count(word.of(text), upper) > 0)
    };
    let mut words = spaced_words(text, piece).skip_while(|word| !opens(word));
    let first = words.next().unwrap_or(Span::new(piece.start, piece.start));
    let last = words.take_while(capital).last().unwrap_or(first);
    let span = Span::new(first.start, last.end);
    let span = trim(text, span, |c| !c.is_alphanumeric() && c != ')');
    match is_capitals(span.of(text)) || count(span.of(text), upper) >= 4 {
        true => span,
        false => Span::new(span.start, span.start),
    }
}

/// Whether a piece goes on with the name of the piece before it.
fn continues(previous: &str, piece: &str, lists: &Lists) -> bool {
    // `THƯƠNG BINH VÀ XÃ` / `HỘI`: a word alone is no agency, but an abbreviation may be.
    let vowel = |c: char| "aeiouy".contains(c);
    let word = !piece.contains(' ') && piece != "ubnd" && piece.contains(vowel);
    let open =
        word || previous.ends_with(" va") || previous.ends_with('-') || previous.ends_with(" cua");
    let level = LEVELS
        .at(piece, 0)
        .is_some_and(|found| found.kind == Level::Level);
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
        let joined = names.last().and_then(|(name, span)| {
            // Two agencies issue the document together, and its symbol names both.
            let both = joint && ends_with_dash(&view.text, *span);
            let goes_on = continues(&fold(name), &fold(&text), lists);
            both.then_some(" - ").or(goes_on.then_some(" "))
        });
        match (joined, names.last_mut()) {
            (Some(joint), Some((name, span))) => {
                *name = format!("{name}{joint}{text}");
                span.end = piece.end;
            }
            _ => names.push((text, *piece)),
        }
    }
    names.retain(|(name, _)| letters(name) >= 4);
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
    let mut proper = leads_place(&name) == Some(Level::Committee);
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
        // `thị xã`: the place follows `xã`; `thành phố` ends with `phố`.
        proper |= leads_place(word).is_some();
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

/// The level of places, or the committee of one, that a name ends with: *tỉnh*, *Huyện ủy*; other committees are those of
/// a body.
fn leads_place(name: &str) -> Option<Level> {
    Some(BEFORE_PLACE.at(&fold(name), 0)?.kind)
}

/// Words of the longest name of an agency, with room for names to come.
const LONGEST_NAME: usize = 20;

/// The longest listed agency at the start, and the words after it.
fn longest_head<'w, 't>(words: &'w [&'t str], lists: &Lists) -> Option<(String, &'w [&'t str])> {
    let listed = |&length: &usize| lists.agency_of_name(&words[..length].join(" "));
    let longest = (1..=words.len().min(LONGEST_NAME)).rev();
    let mut named = longest.filter_map(|length| Some((listed(&length)?.1.clone(), length)));
    let expand = || {
        let first = words.first()?;
        let expanded = lists.agency_of_abbr(first).map(|agency| agency.1.clone());
        Some((
            expanded.unwrap_or_else(|| capitalised(&first.to_lowercase())),
            1,
        ))
    };
    let (name, length) = named.next().or_else(expand)?;
    Some((name, &words[length..]))
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
