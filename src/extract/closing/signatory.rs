//! Who signed: what of a line belongs to a signature, and what the parts of one say.

use crate::document::Signatory;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::rules::words::Role;
use crate::text::case::is_capitals;
use crate::text::phrases::window_before;
use crate::text::{Span, fold};

const SIGNATORY: RuleName = RuleName("signatory.block");

/// Who writes the minutes of a meeting, folded.
const CLERK: &str = "thu ky";

static PERSON: Shape = Shape::new(|| shape("person"));

/// What the end of a line is of a signature, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A mark of authority before capitals, or a position in capitals.
    Office,
    /// A person's whole name alone, but for what a stroke or a seal left.
    Person,
    /// Any other name.
    Name,
}

/// What a line ends with of a signature, and where that starts.
pub(super) fn form(text: &str, line: Span, lists: &Lists) -> Option<(usize, Form)> {
    const SHORT: usize = 2;
    let printed = line.of(text);
    if let Some(at) = office(printed, lists) {
        return Some((line.start + at, Form::Office));
    }
    let found = PERSON.begins(printed)?;
    let (before, name) = printed.split_at(found.part("name")?.start);
    let listed = found.part("before").is_none() && printed.starts_with(['-', '–', '+']);
    let debris = |word: &str| {
        word.chars().filter(|c| c.is_alphanumeric()).count() <= SHORT
            && !word.contains(char::is_lowercase)
    };
    let whole = is_family(name.split_whitespace().next()?, lists);
    let alone = whole && before.split_whitespace().all(debris);
    let form = if alone { Form::Person } else { Form::Name };
    (!listed).then_some((line.end - name.len(), form))
}

/// Where a mark of authority or a position starts in a line, in capitals up to its end.
fn office(printed: &str, lists: &Lists) -> Option<usize> {
    // Bytes of the longest part of a signature on a line.
    const LONGEST: usize = 400;
    // What follows is in capitals, and short.
    let capitals = printed.rfind(char::is_lowercase).unwrap_or(0);
    let from = capitals.max(window_before(printed, printed.len(), LONGEST));
    let mut starts = printed[from..].char_indices();
    let (at, _) = starts.find(|&(at, c)| {
        let (before, rest) = printed.split_at(from + at);
        // `- Lưu: VT, KT.`: a unit that gets a copy.
        let listed = before.trim_end().ends_with([',', ':']) && !before.ends_with("  ");
        let inside = before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let signed = || lists.authority(rest).is_some() || lists.is_position(&fold(rest));
        c.is_uppercase() && !listed && !inside && signed()
    })?;
    Some(from + at)
}

/// Where a person's name starts up to the end of a line: the whole line, or what follows the end of a recipient.
pub(super) fn name_at(text: &str, line: Span, lists: &Lists) -> Option<usize> {
    let (at, form) = form(text, line, lists)?;
    (form != Form::Office).then_some(at)
}

/// Whether a part is a name, and not a line in capitals.
pub(super) fn names(text: &str, part: Span, lists: &Lists) -> bool {
    name_at(text, part, lists).is_some() && !is_capitals(part.of(text))
}

/// Whether a word is one of the most frequent names of families.
fn is_family(word: &str, lists: &Lists) -> bool {
    let families = lists.words.of(Role::FamilyName);
    word.starts_with(char::is_uppercase) && families.contains(&word.to_lowercase().as_str())
}

/// The signatory of a document whose signature has these parts, in order.
pub(super) fn read(view: &JoinedText, lists: &Lists, parts: &[Span]) -> Option<Signatory> {
    let text = &view.text;
    let (mut signatory, mut has_clerk) = (Signatory::default(), false);
    for part in parts {
        let printed = view.string(*part);
        if signatory.name.is_some() && is_capitals(&printed) {
            signatory = Signatory::default();
        }
        let free = signatory.name.is_none();
        if let Some((mark, name, head)) = lists.authority(&printed) {
            // The last mark is the signer's own: `TM. ỦY BAN NHÂN DÂN`, then `KT. CHỦ TỊCH`.
            let head = Some(head.trim()).filter(|head| !head.is_empty());
            signs_for(&mut signatory, mark, name, head);
            signatory.position = None;
        } else if (free || has_clerk) && names(text, *part, lists) {
            has_clerk &= free;
            signatory.name = whole_name(text, &printed, lists).or(Some(printed));
        } else if let Some(position) = lists.position(&printed) {
            // The secretary of a meeting stands beside him, who signs first.
            let first = signatory.position.as_deref().map(fold);
            if first.as_deref() == Some(CLERK) && fold(position) != CLERK {
                has_clerk = true;
                (signatory.position, signatory.spans) = (None, Vec::new());
            }
            add_position(&mut signatory, position.to_owned(), lists);
        } else if let (Some(body), None) = (&mut signatory.on_behalf_of, &signatory.position) {
            body.extend([" ", &printed]);
        } else {
            continue;
        }
        signatory.spans.push(view.place(*part));
    }
    (!signatory.spans.is_empty()).then(|| Signatory {
        provenance: SIGNATORY.provenance(),
        ..signatory
    })
}

/// Who signs for the head (*KT. CHỦ TỊCH*) is the deputy (*PHÓ CHỦ TỊCH*), of whose words a seal may leave only the
/// end.
fn add_position(signatory: &mut Signatory, printed: String, lists: &Lists) {
    let same = |head: &&str| fold(head) == fold(&printed);
    let authority = signatory.authority.as_deref();
    let heads = signatory.on_behalf_of.as_deref();
    let heads = heads.filter(|_| authority == Some("KT.")).unwrap_or("");
    let head = heads.split(',').map(str::trim).find(same);
    signatory.position = Some(match (signatory.position.take(), head) {
        (None, Some(head)) => format!("PHÓ {head}"),
        (None, None) => lists.position_title(&printed).unwrap_or(printed),
        // One lost its *KT.*, the other its *PHÓ*.
        (Some(head), _) if authority.is_none() && same(&head.as_str()) => {
            signs_for(signatory, "KT.", "ký thay", Some(&head));
            format!("PHÓ {head}")
        }
        (Some(first), _) => format!("{first} {printed}"),
    });
}

fn signs_for(signatory: &mut Signatory, mark: &str, name: &str, head: Option<&str>) {
    signatory.authority = Some(mark.to_owned());
    signatory.authority_name = Some(name.to_owned());
    signatory.on_behalf_of = head.map(str::to_owned);
}

/// The name whose end was read, as it stands whole elsewhere in the text: a seal may cover its beginning.
fn whole_name(text: &str, name: &str, lists: &Lists) -> Option<String> {
    let before = |end: &str| {
        let found = text.match_indices(end);
        let last = |(at, _)| text[..at].trim_end().rsplit(' ').next();
        let family = found.filter_map(last).find(|word| is_family(word, lists))?;
        Some(format!("{family} {end}"))
    };
    let (first, _) = name.split_once(' ')?;
    let shorter = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
    let ends = std::iter::once(name).chain(shorter);
    let mut ends = ends.filter(|end| end.contains(' '));
    (!is_family(first, lists)).then(|| ends.find_map(before))?
}
