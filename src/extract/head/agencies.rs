//! Names of agencies: which parts of a header belong together, and their full names.

use crate::document::{AgencyField, NumberField};
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::text::case::{Shape as CaseShape, apply, is_capitals};
use crate::text::letters::{capitals, letters};
use crate::text::phrases::trim;
use crate::text::{Span, fold};
use serde::Deserialize;

pub(crate) const AGENCY: RuleName = RuleName("header.agency");

static CAPITALS: Shape = Shape::new(|| shape("capitals"));
static LEVELS: Shape<Level> = Shape::new(|| shape("place_level"));
static BEFORE_PLACE: Shape<Level> = Shape::new(|| shape("before_place"));

/// What a name begins with, or ends with before that of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    /// *Huyện ủy*; other committees are those of a body.
    Committee,
    /// *Tỉnh*; of *thị xã* the place follows the second word.
    Level,
}

/// The longest run of words in capitals at the start of a piece; what engines make of rules and
/// seals around it falls away.
pub(crate) fn capitals_only(text: &str, piece: Span) -> Option<Span> {
    const LEAST: usize = 4;
    let found = CAPITALS.begins(piece.of(text))?.part("name")?;
    let name = trim(text, found.shifted(piece.start), |c| {
        !c.is_alphanumeric() && c != ')'
    });
    let printed = name.of(text);
    (is_capitals(printed) || capitals(printed) >= LEAST).then_some(name)
}

/// Whether a piece goes on with the name of the piece before it.
fn continues(previous: &str, piece: &str, lists: &Lists) -> bool {
    // As many letters as the longest joint has: names become long where lines of a head have no end.
    let end = previous.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    let (end, piece) = (fold(&previous[end..]), fold(piece));
    // `THƯƠNG BINH VÀ XÃ` / `HỘI`: a word alone is no agency, but an abbreviation may be.
    let vowel = |c: char| "aeiouy".contains(c);
    let word = !piece.contains(' ') && piece != "ubnd" && piece.contains(vowel);
    let mut joints = [" va", "-", " cua"].iter();
    let open = joints.any(|joint| end.ends_with(joint));
    // `BAN QUẢN LÝ` / `DỰ ÁN …`: no head of its own.
    word || open || LEVELS.kind(&piece) == Some(Level::Level) || !lists.starts_agency(&piece)
}

/// Superior and issuing agency from the pieces of the header in reading order.
pub(crate) fn split(
    view: &JoinedText,
    lists: &Lists,
    pieces: &[Span],
    number: Option<&NumberField>,
) -> (Option<AgencyField>, Option<AgencyField>) {
    let joint = number.is_some_and(|number| number.unit_abbr.is_some());
    let behind = |span: &Span| view.text[span.end..].trim_start();
    let dash = |span: &Span| behind(span).starts_with(['-', '–', '—']);
    let mut names: Vec<(String, Span)> = Vec::new();
    for piece in pieces {
        let text = view.string(*piece);
        match names.last_mut() {
            // Two agencies issue the document together, and its symbol names both.
            Some((name, span)) if joint && dash(span) => {
                name.extend([" - ", &text]);
                span.end = piece.end;
            }
            Some((name, span)) if continues(name, &text, lists) => {
                name.extend([" ", &text]);
                span.end = piece.end;
            }
            _ => names.push((text, *piece)),
        }
    }
    names.retain(|(name, _)| letters(name) >= 4);
    let fields = names.into_iter().rev();
    let mut fields = fields.map(|(text, span)| field(view, span, text, lists));
    let mut issuing = fields.next();
    let superior = fields.next().filter(|agency| is_known(&agency.text, lists));
    if let Some(agency) = &mut issuing {
        let listed = |name: &String| Some(lists.agency_of_name(name)?.0.clone());
        let symbol = number.and_then(|number| number.issuer_abbr.clone());
        agency.abbr = symbol.or_else(|| agency.name.as_ref().and_then(listed));
    }
    (superior, issuing)
}

/// Whether a name can be that of a superior agency: letters of a stamp, one word, are none.
fn is_known(name: &str, lists: &Lists) -> bool {
    name.contains(' ') || lists.agency_of_abbr(name).is_some() || lists.starts_agency(&fold(name))
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
fn full_name(text: &str, lists: &Lists) -> Option<String> {
    // Words of the longest name of a place.
    const PLACE: usize = 4;
    let words: Vec<&str> = text.split_whitespace().collect();
    let (mut name, length) = longest_head(&words, lists)?;
    let rest = &words[length..];
    let mut ends = rest.len().saturating_sub(PLACE)..rest.len();
    let place = ends.find(|&start| lists.is_place(&rest[start..].join(" ")));
    let mut proper = BEFORE_PLACE.kind(&name) == Some(Level::Committee);
    let in_capitals = is_capitals(text);
    for (at, word) in rest.iter().enumerate() {
        proper |= place.is_some_and(|place| at >= place);
        // Abbreviations have their capitals in small letters too: `TB&XH`.
        let word = match (in_capitals && !word.contains('&'), proper) {
            (false, _) => (*word).to_owned(),
            (true, true) => apply(&word.to_lowercase(), CaseShape::Title),
            (true, false) => word.to_lowercase(),
        };
        name.extend([" ", &word]);
        proper |= BEFORE_PLACE.kind(&word).is_some();
    }
    Some(name)
}

/// The longest listed agency at the start, and how many words it has.
fn longest_head(words: &[&str], lists: &Lists) -> Option<(String, usize)> {
    // Words of the longest name of an agency, with room for names to come.
    const LONGEST: usize = 20;
    let listed = |length: usize| lists.agency_of_name(&words[..length].join(" "));
    let mut lengths = (1..=words.len().min(LONGEST)).rev();
    let head = |first: &&str| match lists.agency_of_abbr(first) {
        Some((_, name)) => name.clone(),
        None => apply(&first.to_lowercase(), CaseShape::Title),
    };
    let known = lengths.find_map(|length| Some((listed(length)?.1.clone(), length)));
    known.or_else(|| Some((head(words.first()?), 1)))
}
