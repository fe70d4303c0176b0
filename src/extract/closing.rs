//! The end of a document: recipients (*nơi nhận*) and the signature block, side by side or one
//! after the other.

use super::register::RuleName;
use crate::document::{Recipient, Signatory};
use crate::extract::head::agencies::is_signature_of_file;
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText};
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::case::is_capitals;
use crate::text::fuzzy::char_to_byte;
use crate::text::phrases::{is_bullet, trim, window_after, window_before};
use crate::text::{Span, find_near, fold};

const RECIPIENT: RuleName = RuleName("recipient.line");
const SIGNATORY: RuleName = RuleName("signatory.block");

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
        None => lines
            .iter()
            .rposition(|line| signs(text, line.span, lists).is_some())
            .filter(|&i| !goes_on(text, &lines[i + 1..]))
            .map(|i| above(text, lists, &lines, i))
            .or(titled),
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
    let characters = |bytes: usize| folded[..bytes].chars().count();
    let byte = char_to_byte(line.of(text), characters(end));
    (characters(at) < BEFORE && marked).then_some(line.start + byte)
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
        let letters = span.of(text).chars().filter(|c| c.is_alphabetic()).count();
        // What is left of the list's heading may stand beside it.
        let signed = signs(text, span, lists).is_some_and(|at| at <= span.start + 12);
        if signed || person_at(text, span, lists).is_some() {
            first = i;
        } else if is_capitals(span.of(text)) {
            continue;
        } else if letters > 3 && name_at(text, span).is_none() {
            break;
        }
    }
    first
}

/// Whether a text goes on below a line: what is signed ends, so *THỦ TƯỚNG CHÍNH PHỦ* above *Căn cứ …* signs nothing.
fn goes_on(text: &str, below: &[JoinedLine]) -> bool {
    const NEXT: usize = 3;
    let opens = |line: &JoinedLine| {
        let folded = fold(line.span.of(text));
        ["can cu ", "theo de nghi", "xet de nghi"]
            .iter()
            .any(|words| folded.starts_with(words))
    };
    below.iter().take(NEXT).any(opens)
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

fn above(text: &str, lists: &Lists, lines: &[JoinedLine], last: usize) -> usize {
    let from = last.saturating_sub(4);
    (from..=last)
        .find(|&i| signs(text, lines[i].span, lists).is_some())
        .unwrap_or(last)
}

/// *Trên đây là …*: the paragraph that ends the body, if it stands right before the block.
fn last_sentence(view: &JoinedText, lists: &Lists, head: usize, block: usize) -> usize {
    const LONGEST: usize = 40;
    let Some(index) = view.paragraph_at(block.saturating_sub(1)) else {
        return block;
    };
    let near = view.paragraphs[..=index]
        .iter()
        .rev()
        .take(3)
        .filter(|p| p.span.start >= head);
    let openings = lists.words.folded(Role::LastSentence);
    let opens = |span: Span| {
        let text = span.of(&view.text);
        let opening = fold(&text[..window_after(text, 0, LONGEST)]);
        openings
            .iter()
            .any(|words| opening.starts_with(words.as_str()))
    };
    let found = near.filter(|p| p.label.is_none() && opens(p.span));
    found
        .min_by_key(|paragraph| paragraph.span.start)
        .map_or(block, |paragraph| paragraph.span.start)
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
        let text = &self.view.text;
        let (mut archived, mut listed_all) = (false, false);
        for (i, line) in lines.iter().enumerate().take(60) {
            let mut span = line.span;
            let listed = list.is_some_and(|list| i >= list);
            if list == Some(i)
                && let Some(end) = recipients_heading(text, span)
            {
                span = trim(text, Span::new(end, span.end), |c| {
                    matches!(c, ':' | ';' | '.' | ' ')
                });
            }
            // Behind what a program printed between position and name.
            if listed_all {
                if let Some(at) = name_at(text, span) {
                    self.parts.push(Span::new(at, span.end));
                    self.end = line.span.end;
                    break;
                }
                continue;
            }
            let at =
                signs(text, span, self.lists).or((self.titled == Some(span)).then_some(span.start));
            if let Some(at) = at {
                let part = trim(text, Span::new(at, span.end), |c| {
                    !c.is_alphanumeric() && c != ')'
                });
                self.parts.push(part);
                span = Span::new(span.start, at);
            } else if let Some(at) = self.name_in(span) {
                self.parts.push(trim(text, Span::new(at, span.end), |c| {
                    !c.is_alphanumeric()
                }));
                span = Span::new(span.start, at);
            } else if self.goes_on_in_capitals(span)
                || (archived || !listed) && self.lists.position_like(span.of(text)).is_some()
                || self.opens_another(span, &lines[i + 1..])
            {
                self.parts.push(span);
                self.end = line.span.end;
                continue;
            }
            if span != line.span {
                self.end = line.span.end;
            }
            let left = trim(text, span, char::is_whitespace);
            let letters = left.of(text).chars().filter(|c| c.is_alphabetic()).count();
            if !listed || letters == 0 {
                continue;
            }
            let dashed = left.of(text).starts_with(is_dash);
            // After the file copy only wrapped lines of it may follow.
            if archived && !dashed && line.after_blank {
                // What is left of a stroke ends no list.
                if letters < STROKES {
                    continue;
                }
                if self.parts.is_empty() || self.names_one() {
                    break;
                }
                listed_all = true;
                continue;
            }
            let folded = fold(left.of(text));
            // Beside a list the signature of the file names the agency as well (*Cơ quan:*).
            let of_file = is_signature_of_file(&folded) && folded.contains(':');
            if of_file || folded.starts_with("co quan:") {
                continue;
            }
            archived |= folded.contains("luu");
            self.lefts.push(left);
            self.end = line.span.end;
        }
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
        let mut below = below.iter().take(BELOW).map(|line| line.span);
        let listed = |line: &Span| recipients_heading(text, *line).is_some();
        self.names_one()
            && is_capitals(line.of(text))
            && line.of(text).contains(' ')
            && below
                .by_ref()
                .take_while(|line| !listed(line))
                .any(|line| person_at(text, line, self.lists).is_some())
    }

    /// Whether the signer's name was found.
    fn names_one(&self) -> bool {
        let text = &self.view.text;
        self.parts
            .iter()
            .any(|part| name_at(text, *part).is_some() && !is_capitals(part.of(text)))
    }

    /// *TM. BAN CHẤP HÀNH* / *LIÊN ĐOÀN*: a line of nothing but capitals under a signature line.
    fn goes_on_in_capitals(&self, span: Span) -> bool {
        let printed = span.of(&self.view.text);
        let last = self
            .parts
            .last()
            .is_some_and(|part| is_capitals(part.of(&self.view.text)));
        last && is_mostly_capitals(printed)
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
        items
            .iter()
            .filter_map(|item| self.recipient(item))
            .collect()
    }

    fn recipient(&self, pieces: &[Span]) -> Option<Recipient> {
        let text = &self.view.text;
        let printed: Vec<String> = pieces
            .iter()
            .map(|piece| self.view.string(*piece))
            .collect();
        let joined = printed.join(" ");
        let joined = joined.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, ';' | '.' | ',' | ':' | '/')
        });
        if !joined.contains(char::is_alphabetic) {
            return None;
        }
        let end = trim(text, *pieces.last()?, |c| {
            c.is_whitespace() || matches!(c, ';' | '.' | ',')
        })
        .end;
        let start = pieces.first()?.start;
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
        let text = &self.view.text;
        let nobody = || Signatory {
            provenance: SIGNATORY.provenance(),
            ..Signatory::default()
        };
        let mut signatory = nobody();
        // Whether the secretary of a meeting stands beside him, who signs first.
        let mut has_clerk = false;
        for part in &self.parts {
            let printed = self.view.string(*part);
            if signatory.name.is_some() && is_capitals(&printed) {
                signatory = nobody();
            }
            if let Some((mark, name, length)) = authority(&printed, self.lists) {
                // The last mark is the signer's own: `TM. ỦY BAN NHÂN DÂN`, then `KT. CHỦ TỊCH`.
                signatory.authority = Some(mark.to_owned());
                signatory.authority_name = Some(name.to_owned());
                signatory.on_behalf_of =
                    Some(printed[length..].trim().to_owned()).filter(|s| !s.is_empty());
                signatory.position = None;
            } else if !is_capitals(&printed)
                && (signatory.name.is_none() || has_clerk)
                && name_at(text, *part).is_some()
            {
                has_clerk &= signatory.name.is_none();
                signatory.name = whole_name(text, &printed, self.lists).or(Some(printed));
            } else if let Some(deputy) = deputy(&signatory, &printed, self.lists) {
                signatory.position = Some(deputy);
            } else if let Some(printed) = self.position(&printed) {
                // One lost its *KT.*, the other its *PHÓ*.
                let twice = signatory
                    .position
                    .as_ref()
                    .filter(|first| signatory.authority.is_none() && fold(first) == fold(&printed));
                if let Some(head) = twice.cloned() {
                    signatory.authority = Some("KT.".to_owned());
                    signatory.authority_name = Some("ký thay".to_owned());
                    signatory.position = Some(format!("PHÓ {head}"));
                    signatory.on_behalf_of = Some(head);
                    signatory.spans.push(self.view.place(*part));
                    continue;
                }
                signatory.position = Some(match signatory.position.take() {
                    Some(first) if fold(&first) == CLERK => {
                        has_clerk = true;
                        signatory.spans.clear();
                        printed
                    }
                    Some(first) => format!("{first} {printed}"),
                    None => self.lists.position_title(&printed).unwrap_or(printed),
                });
            } else if let Some(body) = signatory
                .on_behalf_of
                .as_mut()
                .filter(|_| signatory.position.is_none())
            {
                *body = format!("{body} {printed}");
            } else {
                continue;
            }
            signatory.spans.push(self.view.place(*part));
        }
        (!signatory.spans.is_empty()).then_some(signatory)
    }
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
        |text: &str| -> Vec<char> { fold(text).chars().filter(|c| c.is_alphabetic()).collect() };
    let seen: String = letters(printed).into_iter().collect();
    let ends = |deputy: &String| {
        let whole = letters(deputy);
        let tail: String = whole[whole.len().saturating_sub(seen.len())..]
            .iter()
            .collect();
        let whole: String = whole.iter().collect();
        let wrong = strsim::levenshtein(&tail, &seen).min(strsim::levenshtein(&whole, &seen));
        2 * seen.len() >= whole.len() && 3 * wrong <= seen.len()
    };
    head.split(',')
        .map(|title| format!("PHÓ {}", title.trim()))
        .find(ends)
}

/// Whether a word is one of the most frequent names of families.
fn is_family(word: &str, lists: &Lists) -> bool {
    let families = lists.words.of(Role::FamilyName);
    word.starts_with(char::is_uppercase) && families.contains(&word.to_lowercase().as_str())
}

/// A person's whole name alone on a line.
fn person_at(text: &str, line: Span, lists: &Lists) -> Option<usize> {
    const WORDS: usize = 3;
    let at = name_at(text, line)?;
    let mut words = text[at..line.end].split_whitespace();
    let family = words.next().is_some_and(|word| is_family(word, lists));
    let only_debris = text[line.start..at].split_whitespace().all(is_debris);
    (family && only_debris && words.count() + 1 >= WORDS).then_some(at)
}

/// The name whose end was read, as it stands whole elsewhere in the text: a seal may cover its beginning.
fn whole_name(text: &str, name: &str, lists: &Lists) -> Option<String> {
    if name
        .split(' ')
        .next()
        .is_some_and(|word| is_family(word, lists))
    {
        return None;
    }
    let before = |end: &str| {
        let mut before = text
            .match_indices(end)
            .filter_map(|(at, _)| text[..at].trim_end().rsplit(' ').next());
        before
            .find(|word| is_family(word, lists))
            .map(|family| format!("{family} {end}"))
    };
    let starts = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
    starts
        .map(|at| &name[at..])
        .filter(|end| end.contains(' '))
        .find_map(before)
}

/// Whether a short line is in capitals, but for a letter or two that a seal made of them.
fn is_mostly_capitals(text: &str) -> bool {
    const WRONG: usize = 2;
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    is_capitals(text) || lower <= WRONG && upper >= 4 * lower.max(1)
}

/// Whether a word before a name is of a stroke or a seal: a sign, or a letter or two in capitals.
fn is_debris(word: &str) -> bool {
    const LONGEST: usize = 2;
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.count() <= LONGEST && !word.contains(char::is_lowercase)
}

/// A person's name, two to five capitalised words up to the end of the line: the whole line, or
/// what follows the end of a recipient.
fn name_at(text: &str, line: Span) -> Option<usize> {
    let printed = line.of(text).trim_end();
    if printed.ends_with([';', ',', ':']) {
        return None;
    }
    let stop = printed.rfind(['.', ';']).map_or(0, |i| i + 1);
    // Two who sign side by side: the one on the right signs for the document.
    let gap = printed.rfind("   ").map_or(0, |i| i + 3);
    let split = stop.max(gap);
    // `- Lưu: VT. Nguyễn Văn A`, but not `TP. Hồ Chí Minh`.
    let words = printed[split..]
        .split_whitespace()
        .skip_while(|word| is_debris(word));
    // What is left of a seal or a stroke may hang on to the first.
    let words: Vec<&str> = words
        .map(|word| word.trim_start_matches(['“', '”', '"', '\'', '‘']))
        .collect();
    let person = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| c.is_lowercase() || c == '\'' || c == '’')
    };
    let listed = split == 0 && printed.starts_with(['-', '–', '+']);
    if !(2..=5).contains(&words.len()) || !words.iter().all(person) || listed {
        return None;
    }
    let first = words[0].as_ptr() as usize - text.as_ptr() as usize;
    Some(first)
}

/// `(b/c)`, `(để báo cáo)`, `t/h`: what a recipient gets it for.
fn purpose(text: &str) -> Option<String> {
    const MARKS: [(&str, &str); 3] = [
        ("b/c", "báo cáo"),
        ("t/h", "thực hiện"),
        ("p/h", "phối hợp"),
    ];
    let open = text.rfind('(')?;
    let inside = text[open + 1..].trim_end_matches([')', ' ']);
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
        let unit = text.split_once(':').map_or("", |(_, units)| units);
        let units = unit
            .split([',', ';'])
            .map(str::trim)
            .filter(|unit| !unit.is_empty());
        return units
            .map(|unit| {
                if unit == "VT" {
                    "Văn thư".to_owned()
                } else {
                    expand(unit, lists)
                }
            })
            .collect();
    }
    let core = text.find(" (").map_or(text, |at| &text[..at]);
    let mut names: Vec<String> = Vec::new();
    for part in core
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let abbreviated = part
            .split(' ')
            .next()
            .is_some_and(|word| lists.expand(word).is_some());
        let own = names.is_empty() || (abbreviated && part.contains(' '));
        match names.last_mut() {
            Some(last) if !own => *last = format!("{last}, {}", expand(part, lists)),
            _ => names.push(expand(part, lists)),
        }
    }
    names
}

fn expand(text: &str, lists: &Lists) -> String {
    let words = text.split(' ').map(|word| {
        lists
            .expand(word)
            .filter(|_| !word.is_empty())
            .unwrap_or(word)
    });
    words.collect::<Vec<_>>().join(" ")
}
