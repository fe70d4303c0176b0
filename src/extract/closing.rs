//! The end of a document: recipients (*nơi nhận*) and the signature block, side by side or one
//! after the other.

use super::register::RuleName;
use crate::document::{Recipient, Signatory};
use crate::extract::head::agencies::{OverHead, over_head};
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText, Paragraph};
use crate::extract::shapes::{Shape, shape};
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::case::is_capitals;
use crate::text::fuzzy::unfolded;
use crate::text::letters::letters;
use crate::text::phrases::{is_bullet, listed, trim, window_after, window_before};
use crate::text::{Span, find_near, fold};
use serde::Deserialize;
use strsim::levenshtein;

const RECIPIENT: RuleName = RuleName("recipient.line");
const SIGNATORY: RuleName = RuleName("signatory.block");

static PERSON: Shape = Shape::new(|| shape("person"));
static LINES: Shape<LineKind> = Shape::new(|| shape("closing_line"));

/// What a line near the signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LineKind {
    /// The text goes on.
    GoesOn,
    /// A program names the agency where a file was signed.
    Agency,
}

/// Letters that strokes of a pen are read as, at most, and one.
const STROKES: usize = 3;

/// Whether a recipient may start with a sign; engines read a dash as `~` or `=` as well.
fn is_dash(c: char) -> bool {
    is_bullet(c) || matches!(c, '~' | '=')
}

/// What was found, and where the close starts.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) signatory: Option<Signatory>,
    /// Where the last sentence or the signature block starts; the text's length without one.
    pub(crate) start: usize,
    /// Recipients and signature; empty without them. Appendices may follow.
    pub(crate) block: Span,
}

/// Reads the close of a document from what follows its header.
pub(crate) fn read(view: &JoinedText, lists: &Lists, body: Span) -> Closing {
    // Lines of a signature above its last one.
    const HIGHEST: usize = 4;
    let head = body.start;
    let lines: Vec<JoinedLine> = view
        .lines
        .iter()
        .copied()
        .filter(|l| body.start <= l.span.start && l.span.end <= body.end && !l.page_number)
        .collect();
    let text = &view.text;
    let list = lines
        .iter()
        .rposition(|line| recipients_heading(text, line.span).is_some())
        .or_else(|| list_without_heading(text, &lines));
    let titled = list
        .is_none()
        .then(|| titled(text, lists, &lines))
        .flatten();
    let first = match list {
        Some(list) => Some(signature_above(text, lists, &lines, list)),
        None => {
            let signs = |line: &JoinedLine| signs(text, line.span, lists).is_some();
            let last = lines.iter().rposition(signs);
            let last = last.filter(|&i| !goes_on(text, &lines[i + 1..]));
            let near = last.map(|i| i.saturating_sub(HIGHEST)..i + 1);
            let first = near.and_then(|mut near| near.find(|&i| signs(&lines[i])));
            first.or(titled)
        }
    };
    let Some(first) = first else {
        let end = text.len();
        return Closing {
            start: end,
            block: Span::new(end, end),
            ..Closing::default()
        };
    };
    let mut block = Block {
        view,
        lists,
        parts: Vec::new(),
        lefts: Vec::new(),
        titled: titled.map(|line| lines[line].span),
        end: 0,
    };
    block.split(&lines[first..], list.map(|list| list - first));
    let start = lines[first].span.start;
    Closing {
        recipients: block.recipients(),
        signatory: block.signatory(),
        start: last_sentence(view, lists, head, start),
        block: Span::new(start, block.end.max(start)),
    }
}

/// Where *Nơi nhận* stands in a line, at most one of its letters wrong: the end of the words.
fn recipients_heading(text: &str, line: Span) -> Option<usize> {
    const BEFORE: usize = 6;
    const SHORT: usize = 14;
    let folded = fold(line.of(text));
    let (at, end) = find_near(&folded, 0, "noi nhan")?;
    let marked =
        folded[end..].trim_start().starts_with([':', ';', '.']) || folded.trim().len() < SHORT;
    let near = folded[..at].chars().count() < BEFORE;
    (near && marked).then(|| line.start + unfolded(line.of(text), &folded, end))
}

/// The list whose heading the engine lost: short items that end with the file copy (*Lưu*).
fn list_without_heading(text: &str, lines: &[JoinedLine]) -> Option<usize> {
    const WIDEST: usize = 60;
    let item = |line: &JoinedLine| line.span.of(text).starts_with(is_dash);
    let archive = lines.iter().rposition(|line| {
        let opening = line.span.of(text).trim_start_matches(is_dash).trim_start();
        item(line) && fold(opening).starts_with("luu")
    })?;
    let above = lines[..archive].iter().enumerate().rev();
    let listed = above.take_while(|(i, line)| {
        let printed = line.span.of(text);
        // Any other line is the second line of an item.
        let belongs = item(line) || item(&lines[i.saturating_sub(1)]);
        belongs && printed.chars().count() <= WIDEST && !printed.ends_with("./.")
    });
    let first = listed.filter(|(_, line)| item(line)).map(|(i, _)| i).last();
    first.filter(|first| first + 1 < archive)
}

/// The signature may have been read before the recipients: its lines, all in capitals or a name,
/// stand right above the list.
fn signature_above(text: &str, lists: &Lists, lines: &[JoinedLine], list: usize) -> usize {
    let mut first = list;
    for i in (list.saturating_sub(10)..list).rev() {
        let span = lines[i].span;
        // What is left of the list's heading may stand beside it.
        let signed = signs(text, span, lists).is_some_and(|at| at <= span.start + 12);
        if signed || person_at(text, span, lists).is_some() {
            first = i;
        } else if is_capitals(span.of(text)) {
            continue;
        } else if letters(span.of(text)) > 3 && name_at(text, span).is_none() {
            break;
        }
    }
    first
}

/// Whether a text goes on below a line: what is signed ends, so *THỦ TƯỚNG CHÍNH PHỦ* above *Căn cứ …* signs nothing.
fn goes_on(text: &str, below: &[JoinedLine]) -> bool {
    const NEXT: usize = 3;
    let opens = |line: &JoinedLine| line_kind(line.span.of(text)) == Some(LineKind::GoesOn);
    below.iter().take(NEXT).any(opens)
}

fn line_kind(line: &str) -> Option<LineKind> {
    Some(LINES.at(&fold(line), 0)?.kind)
}

/// *Thủ trưởng đơn vị*, as forms have it: a position alone on a line, a name a few lines below, and nothing else at the
/// end of the document.
fn titled(text: &str, lists: &Lists, lines: &[JoinedLine]) -> Option<usize> {
    const BELOW: usize = 5;
    const WORDS: usize = 4;
    let first = lines.len().saturating_sub(BELOW);
    (first..lines.len()).find(|&i| {
        let printed = lines[i].span.of(text);
        let alone = printed.starts_with(char::is_uppercase) && printed.split(' ').count() <= WORDS;
        let mut below = lines[i + 1..].iter();
        alone
            && lists.is_position(&fold(printed))
            && below.any(|line| name_at(text, line.span).is_some())
    })
}

/// *Trên đây là …*: the paragraph that ends the body, if it stands right before the block.
fn last_sentence(view: &JoinedText, lists: &Lists, head: usize, block: usize) -> usize {
    const LONGEST: usize = 40;
    let Some(index) = view.paragraph_at(block.saturating_sub(1)) else {
        return block;
    };
    let near = view.paragraphs[..=index].iter().rev().take(3);
    let openings = |p: &&Paragraph| {
        let text = p.span.of(&view.text);
        let opening = fold(&text[..window_after(text, 0, LONGEST)]);
        p.label.is_none() && lists.words.begins(&opening, Role::LastSentence).is_some()
    };
    let starts = near.filter(|p| p.span.start >= head).filter(openings);
    starts.map(|p| p.span.start).min().unwrap_or(block)
}

/// Bytes of the longest part of a signature on a line.
const LONGEST_PART: usize = 400;

/// Where a signature part starts in a line: a mark of authority before capitals, or a position in
/// capitals up to the end of the line.
fn signs(text: &str, line: Span, lists: &Lists) -> Option<usize> {
    let printed = line.of(text);
    // What follows is in capitals, and short.
    let capitals = printed.rfind(char::is_lowercase).unwrap_or(0);
    let from = capitals.max(window_before(printed, printed.len(), LONGEST_PART));
    let starts = printed[from..].char_indices().map(|(i, c)| (from + i, c));
    let starts = starts.filter(|(i, c)| {
        let before = &printed[..*i];
        // `- Lưu: VT, KT.`: a unit that gets a copy.
        let listed = before.trim_end().ends_with([',', ':']) && !before.ends_with("  ");
        c.is_uppercase() && !listed && !before.ends_with(|p: char| p.is_alphanumeric() || p == '-')
    });
    starts.map(|(i, _)| i).find_map(|i| {
        let rest = &printed[i..];
        let signed = authority(rest, lists).is_some() || lists.is_position(&fold(rest));
        signed.then_some(line.start + i)
    })
}

/// The mark of authority that a part starts with: (mark as reported, its name, length).
fn authority<'l>(part: &str, lists: &'l Lists) -> Option<(&'l str, &'l str, usize)> {
    lists.authorities.iter().find_map(|[mark, reported, name]| {
        let letters = mark.trim_end_matches('.');
        let rest = part.strip_prefix(letters)?;
        let dotted = rest.trim_start().starts_with(['.', ',', ':']);
        let spaced = mark.contains('/') && rest.starts_with(' ');
        let tail = rest.trim_start_matches([' ', '.', ',', ':']);
        let goes_on = tail.chars().next().is_none_or(char::is_uppercase);
        // `KT GIÁM ĐỐC`: the point may be lost.
        let held = rest.starts_with(' ') && lists.is_position(&fold(tail));
        ((dotted || spaced || held) && goes_on)
            .then(|| (reported.as_str(), name.as_str(), part.len() - tail.len()))
    })
}

/// Recipients on the left, signature on the right.
struct Block<'a> {
    view: &'a JoinedText,
    lists: &'a Lists,
    /// Parts of the signature in order.
    parts: Vec<Span>,
    /// Lines of the list with what belongs to the signature cut off.
    lefts: Vec<Span>,
    /// A position that is not in capitals.
    titled: Option<Span>,
    /// Where the last line of either ends.
    end: usize,
}

impl Block<'_> {
    fn split(&mut self, lines: &[JoinedLine], list: Option<usize>) {
        const LONGEST: usize = 60;
        let text = &self.view.text;
        let (mut archived, mut listed_all) = (false, false);
        for (i, line) in lines.iter().enumerate().take(LONGEST) {
            let heading = Some(line.span).filter(|_| list == Some(i));
            let heading = heading.and_then(|heading| recipients_heading(text, heading));
            let behind = |end| trim(text, Span::new(end, line.span.end), |c| ":;. ".contains(c));
            let span = heading.map_or(line.span, behind);
            // Behind what a program printed between position and name.
            if listed_all {
                if let Some(at) = name_at(text, span) {
                    self.parts.push(Span::new(at, span.end));
                    self.end = line.span.end;
                    break;
                }
                continue;
            }
            let listed = list.is_some_and(|list| i >= list);
            let signed = self.signed(span, archived || !listed, &lines[i + 1..]);
            if let Some(at) = signed {
                let part = Span::new(at, span.end);
                let noise = |c: char| !c.is_alphanumeric() && c != ')';
                self.parts.push(trim(text, part, noise));
            }
            let left = Span::new(span.start, signed.unwrap_or(span.end));
            if left != line.span {
                self.end = line.span.end;
            }
            let left = trim(text, left, char::is_whitespace);
            let printed = left.of(text);
            if !listed || letters(printed) == 0 {
                continue;
            }
            // After the file copy only wrapped lines of it may follow.
            if archived && !printed.starts_with(is_dash) && line.after_blank {
                // What is left of a stroke ends no list.
                if letters(printed) < STROKES {
                    continue;
                }
                if self.parts.is_empty() || self.names_one() {
                    break;
                }
                listed_all = true;
                continue;
            }
            // Beside a list the signature of the file names the agency as well (*Cơ quan:*).
            let of_file = over_head(printed) == Some(OverHead::Signature) && printed.contains(':');
            if of_file || line_kind(printed) == Some(LineKind::Agency) {
                continue;
            }
            archived |= fold(printed).contains("luu");
            self.lefts.push(left);
            self.end = line.span.end;
        }
    }

    /// Where a part of the signature starts on a line; `apart` says that no list stands there.
    fn signed(&self, line: Span, apart: bool, below: &[JoinedLine]) -> Option<usize> {
        let printed = line.of(&self.view.text);
        let whole = || {
            self.titled == Some(line)
                || self.goes_on_in_capitals(printed)
                || apart && self.lists.position_like(printed).is_some()
                || self.opens_another(line, below)
        };
        let at = signs(&self.view.text, line, self.lists).or_else(|| self.name_in(line));
        at.or_else(|| whole().then_some(line.start))
    }

    /// Where a name stands on a line: under a position any, alone one that begins with a family's name.
    fn name_in(&self, line: Span) -> Option<usize> {
        let text = &self.view.text;
        match self.parts.is_empty() {
            true => person_at(text, line, self.lists),
            false => name_at(text, line),
        }
    }

    /// Whether the agency of another signer stands on a line, his name not far below: of two who sign side by side, the
    /// one on the right, who is read later, signs for the document.
    fn opens_another(&self, line: Span, below: &[JoinedLine]) -> bool {
        const BELOW: usize = 10;
        let text = &self.view.text;
        let below = below.iter().take(BELOW).map(|line| line.span);
        let mut below = below.take_while(|line| recipients_heading(text, *line).is_none());
        self.names_one()
            && is_capitals(line.of(text))
            && line.of(text).contains(' ')
            && below.any(|line| person_at(text, line, self.lists).is_some())
    }

    /// Whether the signer's name was found.
    fn names_one(&self) -> bool {
        let text = &self.view.text;
        let names = |part: &Span| name_at(text, *part).is_some() && !is_capitals(part.of(text));
        self.parts.iter().any(names)
    }

    /// *TM. BAN CHẤP HÀNH* / *LIÊN ĐOÀN*: a line of nothing but capitals under a signature line.
    fn goes_on_in_capitals(&self, printed: &str) -> bool {
        let last = self.parts.last();
        last.is_some_and(|part| is_capitals(part.of(&self.view.text)))
            && is_mostly_capitals(printed)
            && !printed.starts_with('-')
            && !printed.contains(|c: char| c.is_ascii_digit())
    }

    fn recipients(&self) -> Vec<Recipient> {
        let text = &self.view.text;
        let mut items: Vec<Vec<Span>> = Vec::new();
        for left in &self.lefts {
            let dashed = left.of(text).starts_with(is_dash);
            let part = trim(text, *left, |c| c.is_whitespace() || is_dash(c));
            if part.is_empty() {
                continue;
            }
            let before = items.last().and_then(|item| item.last());
            // Engines take the semicolon that ends an item for other marks.
            let ended = before.is_some_and(|s| s.of(text).ends_with([';', '.', ':']));
            let archived = before.is_some_and(|s| fold(s.of(text)).starts_with("luu"));
            // The dash may be lost.
            let opens =
                dashed || ended && !archived && part.of(text).starts_with(char::is_uppercase);
            match items.last_mut() {
                _ if opens => items.push(vec![part]),
                Some(item) if !ended => item.push(part),
                _ => {}
            }
        }
        let read = items.iter().filter_map(|item| self.recipient(item));
        read.collect()
    }

    fn recipient(&self, pieces: &[Span]) -> Option<Recipient> {
        let printed: Vec<String> = pieces
            .iter()
            .map(|piece| self.view.string(*piece))
            .collect();
        let joined = printed.join(" ");
        let noise = |c: char| c.is_whitespace() || ";.,".contains(c);
        let joined = joined.trim_end_matches(|c| noise(c) || ":/".contains(c));
        if !joined.contains(char::is_alphabetic) {
            return None;
        }
        let start = pieces.first()?.start;
        let end = trim(&self.view.text, *pieces.last()?, noise).end;
        let archive = fold(joined).starts_with("luu");
        Some(Recipient {
            names: names(joined, archive, self.lists),
            purpose: purpose(joined),
            archive,
            span: self.view.place(Span::new(start, end.max(start))),
            text: joined.to_owned(),
            provenance: RECIPIENT.provenance(),
        })
    }

    /// The position that a part of the signature is, as printed, or as it is spelled where letters are missing.
    fn position(&self, printed: &str) -> Option<String> {
        match self.lists.is_position(&fold(printed)) {
            true => Some(printed.to_owned()),
            false => self.lists.position_like(printed).map(str::to_owned),
        }
    }

    fn signatory(&self) -> Option<Signatory> {
        let nobody = || Signatory {
            provenance: SIGNATORY.provenance(),
            ..Signatory::default()
        };
        let (mut signatory, mut has_clerk) = (nobody(), false);
        for part in &self.parts {
            let printed = self.view.string(*part);
            let place = self.view.place(*part);
            if signatory.name.is_some() && is_capitals(&printed) {
                signatory = nobody();
            }
            let free = signatory.name.is_none();
            let named = name_at(&self.view.text, *part).is_some() && !is_capitals(&printed);
            if let Some((mark, name, length)) = authority(&printed, self.lists) {
                // The last mark is the signer's own: `TM. ỦY BAN NHÂN DÂN`, then `KT. CHỦ TỊCH`.
                let head = printed[length..].trim();
                signs_for(
                    &mut signatory,
                    mark,
                    name,
                    Some(head).filter(|head| !head.is_empty()),
                );
                signatory.position = None;
            } else if named && (free || has_clerk) {
                has_clerk &= free;
                signatory.name =
                    whole_name(&self.view.text, &printed, self.lists).or(Some(printed));
            } else if let Some(deputy) = deputy(&signatory, &printed, self.lists) {
                signatory.position = Some(deputy);
            } else if let Some(position) = self.position(&printed) {
                // The secretary of a meeting stands beside him, who signs first.
                let first = signatory.position.as_deref().map(fold);
                if first.as_deref() == Some(CLERK) && fold(&position) != CLERK {
                    has_clerk = true;
                    (signatory.position, signatory.spans) = (None, Vec::new());
                }
                self.add_position(&mut signatory, position);
            } else if let Some(body) = &mut signatory.on_behalf_of
                && signatory.position.is_none()
            {
                *body = format!("{body} {printed}");
            } else {
                continue;
            }
            signatory.spans.push(place);
        }
        (!signatory.spans.is_empty()).then_some(signatory)
    }

    fn add_position(&self, signatory: &mut Signatory, printed: String) {
        signatory.position = Some(match signatory.position.take() {
            // One lost its *KT.*, the other its *PHÓ*.
            Some(head) if signatory.authority.is_none() && fold(&head) == fold(&printed) => {
                signs_for(signatory, "KT.", "ký thay", Some(&head));
                format!("PHÓ {head}")
            }
            Some(first) => format!("{first} {printed}"),
            None => self.lists.position_title(&printed).unwrap_or(printed),
        });
    }
}

fn signs_for(signatory: &mut Signatory, mark: &str, name: &str, head: Option<&str>) {
    signatory.authority = Some(mark.to_owned());
    signatory.authority_name = Some(name.to_owned());
    signatory.on_behalf_of = head.map(str::to_owned);
}

/// Who writes the minutes of a meeting, folded.
const CLERK: &str = "thu ky";

/// Who signs for the head (*KT. CHỦ TỊCH*) is the deputy (*PHÓ CHỦ TỊCH*), of whose words a seal may leave only the end.
fn deputy(signatory: &Signatory, printed: &str, lists: &Lists) -> Option<String> {
    let stands_in = signatory.authority.as_deref() == Some("KT.") && signatory.position.is_none();
    let head = signatory.on_behalf_of.as_deref().filter(|_| stands_in)?;
    // *THỨ TRƯỞNG* signs for *BỘ TRƯỞNG*.
    let own = fold(printed);
    if lists.is_position(&own) && !fold(head).ends_with(&own) {
        return None;
    }
    let letters =
        |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphabetic()).collect() };
    let seen = letters(printed);
    let ends = |deputy: &String| {
        let whole = letters(deputy);
        let tail: String = whole
            .chars()
            .skip(whole.len().saturating_sub(seen.len()))
            .collect();
        let wrong = levenshtein(&tail, &seen).min(levenshtein(&whole, &seen));
        2 * seen.len() >= whole.len() && 3 * wrong <= seen.len()
    };
    let mut deputies = head.split(',').map(|title| format!("PHÓ {}", title.trim()));
    deputies.find(ends)
}

/// Whether a word is one of the most frequent names of families.
fn is_family(word: &str, lists: &Lists) -> bool {
    let families = lists.words.of(Role::FamilyName);
    word.starts_with(char::is_uppercase) && families.contains(&word.to_lowercase().as_str())
}

/// A person's whole name alone on a line, but for what a stroke or a seal left.
fn person_at(text: &str, line: Span, lists: &Lists) -> Option<usize> {
    const SHORT: usize = 2;
    let at = name_at(text, line)?;
    let (before, name) = (&text[line.start..at], &text[at..line.end]);
    let family = is_family(name.split_whitespace().next()?, lists);
    let debris = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        letters <= SHORT && !word.contains(char::is_lowercase)
    };
    (family && name.contains(' ') && before.split_whitespace().all(debris)).then_some(at)
}

/// The name whose end was read, as it stands whole elsewhere in the text: a seal may cover its beginning.
fn whole_name(text: &str, name: &str, lists: &Lists) -> Option<String> {
    if is_family(name.split(' ').next()?, lists) {
        return None;
    }
    let before = |end: &str| {
        let mut before = text
            .match_indices(end)
            .filter_map(|(at, _)| text[..at].trim_end().rsplit(' ').next());
        let family = before.find(|word| is_family(word, lists))?;
        Some(format!("{family} {end}"))
    };
    let starts = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
    let mut ends = starts.map(|at| &name[at..]).filter(|end| end.contains(' '));
    ends.find_map(before)
}

/// Whether a short line is in capitals, but for a letter or two that a seal made of them.
fn is_mostly_capitals(text: &str) -> bool {
    const WRONG: usize = 2;
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    is_capitals(text) || lower <= WRONG && upper >= 4 * lower.max(1)
}

/// A person's name up to the end of a line: the whole line, or what follows the end of a recipient. Of two who sign side
/// by side, the one on the right signs for the document.
fn name_at(text: &str, line: Span) -> Option<usize> {
    let printed = line.of(text);
    let found = PERSON.at(printed, 0)?;
    let listed = found.part("before").is_none() && printed.starts_with(['-', '–', '+']);
    Some(line.start + found.part("name")?.start).filter(|_| !listed)
}

/// `(b/c)`, `(để báo cáo)`, `t/h`: what a recipient gets it for.
fn purpose(text: &str) -> Option<String> {
    const MARKS: [(&str, &str); 3] = [
        ("b/c", "báo cáo"),
        ("t/h", "thực hiện"),
        ("p/h", "phối hợp"),
    ];
    let inside = text.rsplit_once('(')?.1.trim_end_matches([')', ' ']);
    let lower = inside.to_lowercase();
    let named = |words: &str| lower.contains(words);
    if let Some((_, meant)) = MARKS.iter().find(|(mark, _)| named(mark)) {
        return Some(format!("{inside} (để {meant})"));
    }
    let told = MARKS.iter().any(|(_, meant)| named(meant)) || named("để biết") || named("theo dõi");
    told.then(|| inside.to_owned())
}

/// The recipients that a line names, abbreviations expanded.
fn names(text: &str, archive: bool, lists: &Lists) -> Vec<String> {
    if archive {
        let units = text
            .split_once(':')
            .map_or("", |(_, units)| units)
            .split([',', ';']);
        let units = units.map(str::trim).filter(|unit| !unit.is_empty());
        return units.map(|unit| expand(unit, lists)).collect();
    }
    let core = text.find(" (").map_or(text, |at| &text[..at]);
    let abbreviated = |part: &str| {
        let first = part.trim().split_once(' ').map(|(first, _)| first);
        first.is_some_and(|first| lists.expand(first).is_some())
    };
    listed(core.split(','), abbreviated)
        .iter()
        .map(|name| expand(name, lists))
        .collect()
}

fn expand(text: &str, lists: &Lists) -> String {
    let pieces = text.split_inclusive([' ', ',']).map(|piece| {
        let word = piece.trim_end_matches([' ', ',']);
        let expanded = lists.expand(word).unwrap_or(word);
        format!("{expanded}{}", &piece[word.len()..])
    });
    pieces.collect()
}
