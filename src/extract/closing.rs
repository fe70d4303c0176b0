//! The end of a document: recipients (*nơi nhận*) and the signature block, side by side or one
//! after the other.

use super::reading::paragraphs::{JoinedLine, JoinedText, Paragraph};
use super::stamps;
use crate::document::{Recipient, Signatory};
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::rules::words::Role;
use crate::text::case::{is_capitals, is_mostly_capitals};
use crate::text::letters::letters;
use crate::text::phrases::{is_bullet, listed, trim, window_after, window_before};
use crate::text::span::starting;
use crate::text::{Span, fold};

const RECIPIENT: RuleName = RuleName("recipient.line");
const SIGNATORY: RuleName = RuleName("signatory.block");

static HEADING: Shape = Shape::new(|| shape("recipients"));
static PERSON: Shape = Shape::new(|| shape("person"));
static GOES_ON: Shape = Shape::new(|| shape("goes_on"));
static PURPOSE: Shape = Shape::new(|| shape("purpose"));

/// What the end of a line is of a signature, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A mark of authority before capitals, or a position in capitals.
    Office,
    /// A person's whole name alone, but for what a stroke or a seal left.
    Person,
    /// Any other name.
    Name,
}

/// Whether a recipient may start with a sign; engines read a dash as `~` or `=` as well.
fn is_dash(c: char) -> bool {
    is_bullet(c) || matches!(c, '~' | '=')
}

/// Whether an item of the list is the file copy.
fn is_archive(item: &str) -> bool {
    fold(item.trim_start_matches(is_dash).trim_start()).starts_with("luu")
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
    let mut close = Close {
        view,
        text: &view.text,
        lists,
        lines: starting(view.lines(), body, |line| line.span).to_vec(),
        parts: Vec::new(),
        lefts: Vec::new(),
        titled: None,
        end: 0,
    };
    let (first, list) = close.first().unwrap_or((close.lines.len(), None));
    close.split(first, list);
    let (end, block) = (view.text.len(), close.lines.get(first));
    let block = block.map(|line| line.span.start);
    let start = block.unwrap_or(end);
    Closing {
        recipients: close.recipients(),
        signatory: close.signatory(),
        start: block.map_or(end, |block| close.last_sentence(body.start, block)),
        block: Span::new(start, close.end.max(start)),
    }
}

/// Recipients on the left, signature on the right.
struct Close<'a> {
    view: &'a JoinedText,
    text: &'a str,
    lists: &'a Lists,
    lines: Vec<JoinedLine>,
    /// Parts of the signature in order.
    parts: Vec<Span>,
    /// Lines of the list with what belongs to the signature cut off.
    lefts: Vec<Span>,
    /// The line of a position that is not in capitals.
    titled: Option<usize>,
    /// Where the last line of either ends.
    end: usize,
}

impl<'a> Close<'a> {
    fn line(&self, index: usize) -> &'a str {
        self.lines[index].span.of(self.text)
    }

    /// The first line of the block, and the one that the list of recipients begins on.
    fn first(&mut self) -> Option<(usize, Option<usize>)> {
        // Lines of a signature above its last one.
        const HIGHEST: usize = 4;
        // The text goes on below what is signed where *Căn cứ …* follows *THỦ TƯỚNG CHÍNH PHỦ*.
        const NEXT: usize = 3;
        let all = 0..self.lines.len();
        let list = all.clone().rfind(|&i| self.heading(i).is_some());
        if let Some(list) = list.or_else(|| self.list_without_heading()) {
            return Some((self.signature_above(list), Some(list)));
        }
        self.titled = self.titled();
        let office = |(_, form)| form == Form::Office;
        let signs = |i: &usize| self.form(self.lines[*i].span).is_some_and(office);
        let goes_on = |last: usize| {
            let mut below = self.lines[last + 1..].iter().take(NEXT);
            below.any(|line| GOES_ON.opens(line.span.of(self.text)))
        };
        let last = all.rev().find(signs).filter(|&last| !goes_on(last));
        let first = last.and_then(|last| (last.saturating_sub(HIGHEST)..=last).find(signs));
        Some((first.or(self.titled)?, None))
    }

    /// Where *Nơi nhận* stands in a line, at most one of its letters wrong: the end of the words.
    fn heading(&self, index: usize) -> Option<usize> {
        let words = HEADING.begins(self.line(index))?.part("words")?;
        Some(self.lines[index].span.start + words.end)
    }

    /// The list whose heading the engine lost: short items that end with the file copy (*Lưu*).
    fn list_without_heading(&self) -> Option<usize> {
        const WIDEST: usize = 60;
        let item = |i: usize| self.line(i).starts_with(is_dash);
        let archive = |&i: &usize| item(i) && is_archive(self.line(i));
        let archive = (0..self.lines.len()).rfind(archive)?;
        let listed = (0..archive).rev().take_while(|&i| {
            let printed = self.line(i);
            // Any other line is the second line of an item.
            let belongs = item(i) || item(i.saturating_sub(1));
            belongs && printed.chars().count() <= WIDEST && !printed.ends_with("./.")
        });
        let first = listed.filter(|&i| item(i)).last();
        first.filter(|first| first + 1 < archive)
    }

    /// The signature may have been read before the recipients: its lines, all in capitals or a name,
    /// stand right above the list.
    fn signature_above(&self, list: usize) -> usize {
        let mut first = list;
        for i in (list.saturating_sub(10)..list).rev() {
            let (span, printed) = (self.lines[i].span, self.line(i));
            match self.form(span) {
                // What is left of the list's heading may stand beside it.
                Some((at, Form::Office)) if at <= span.start + 12 => first = i,
                Some((_, Form::Person)) => first = i,
                Some((_, Form::Name)) => {}
                _ if is_capitals(printed) || letters(printed) <= 3 => {}
                _ => break,
            }
        }
        first
    }

    /// *Thủ trưởng đơn vị*, as forms have it: a position alone on a line, a name a few lines below, and nothing else at
    /// the end of the document.
    fn titled(&self) -> Option<usize> {
        const BELOW: usize = 5;
        const WORDS: usize = 4;
        let named = |line: &JoinedLine| self.name_at(line.span).is_some();
        let mut last = self.lines.len().saturating_sub(BELOW)..self.lines.len();
        last.find(|&i| {
            let printed = self.line(i);
            printed.starts_with(char::is_uppercase)
                && printed.split(' ').count() <= WORDS
                && self.lists.is_position(&fold(printed))
                && self.lines[i + 1..].iter().any(named)
        })
    }

    /// *Trên đây là …*: the paragraph that ends the body, if it stands right before the block.
    fn last_sentence(&self, head: usize, block: usize) -> usize {
        const LONGEST: usize = 40;
        let opens = |p: &&Paragraph| {
            let text = p.span.of(self.text);
            let opening = fold(&text[..window_after(text, 0, LONGEST)]);
            let words = &self.lists.words;
            p.label.is_none() && words.begins(&opening, Role::LastSentence).is_some()
        };
        let before = starting(&self.view.paragraphs, Span::new(head, block), |p| p.span);
        let starts = before.iter().rev().take(3).filter(opens);
        starts.map(|p| p.span.start).min().unwrap_or(block)
    }

    /// What a line ends with of a signature, and where that starts.
    fn form(&self, line: Span) -> Option<(usize, Form)> {
        const SHORT: usize = 2;
        let printed = line.of(self.text);
        if let Some(at) = self.office(printed) {
            return Some((line.start + at, Form::Office));
        }
        let found = PERSON.begins(printed)?;
        let (before, name) = printed.split_at(found.part("name")?.start);
        let listed = found.part("before").is_none() && printed.starts_with(['-', '–', '+']);
        let debris = |word: &str| {
            word.chars().filter(|c| c.is_alphanumeric()).count() <= SHORT
                && !word.contains(char::is_lowercase)
        };
        let whole = self.is_family(name.split_whitespace().next()?);
        let alone = whole && before.split_whitespace().all(debris);
        let form = if alone { Form::Person } else { Form::Name };
        (!listed).then_some((line.end - name.len(), form))
    }

    /// Where a mark of authority or a position starts in a line, in capitals up to its end.
    fn office(&self, printed: &str) -> Option<usize> {
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
            let lists = self.lists;
            let signed = || lists.authority(rest).is_some() || lists.is_position(&fold(rest));
            c.is_uppercase() && !listed && !inside && signed()
        })?;
        Some(from + at)
    }

    /// Puts the lines from `first` on to the list and to the signature.
    fn split(&mut self, first: usize, list: Option<usize>) {
        const LONGEST: usize = 60;
        // Letters that strokes of a pen are read as, at most, and one.
        const STROKES: usize = 3;
        let end = self.lines.len().min(first + LONGEST);
        let mut archived = false;
        for i in first..end {
            let mut span = self.lines[i].span;
            if let Some(end) = self.heading(i).filter(|_| list == Some(i)) {
                span = trim(self.text, Span::new(end, span.end), |c| ":;. ".contains(c));
            }
            let listed = list.is_some_and(|list| i >= list);
            let signed = self.signed(i, span, archived || !listed);
            let left = Span::new(span.start, signed.unwrap_or(span.end));
            if let Some(at) = signed {
                let noise = |c: char| !c.is_alphanumeric() && c != ')';
                self.parts
                    .push(trim(self.text, Span::new(at, span.end), noise));
                self.end = self.lines[i].span.end;
            }
            let left = trim(self.text, left, char::is_whitespace);
            let printed = left.of(self.text);
            // After the file copy only wrapped lines of it may follow; what is left of a stroke ends no list.
            let apart = !printed.starts_with(is_dash) && self.lines[i].after_blank;
            let least = if archived && apart { STROKES } else { 1 };
            // Beside a list the signature of the file names the agency as well (*Cơ quan:*).
            if !listed || letters(printed) < least || stamps::label(printed).is_some() {
                continue;
            }
            if archived && apart {
                self.name_below(i + 1, end);
                break;
            }
            archived |= fold(printed).contains("luu");
            self.lefts.push(left);
            self.end = self.lines[i].span.end;
        }
    }

    /// Adds the name of a signer whose position was found, behind what a program printed between them.
    fn name_below(&mut self, from: usize, to: usize) {
        if self.parts.is_empty() || self.names_one() {
            return;
        }
        let mut below = self.lines[from.min(to)..to].iter().map(|line| line.span);
        let name = below.find_map(|line| Some(Span::new(self.name_at(line)?, line.end)));
        self.end = name.map_or(self.end, |name| name.end);
        self.parts.extend(name);
    }

    /// Where a part of the signature starts on a line; `apart` says that no list stands there.
    fn signed(&self, index: usize, line: Span, apart: bool) -> Option<usize> {
        let printed = line.of(self.text);
        let whole = || {
            self.titled == Some(index)
                || self.goes_on_in_capitals(printed)
                || apart && self.lists.position_like(printed).is_some()
                || self.opens_another(index)
        };
        // Under a position any name, alone one that begins with a family's name.
        let signs = |form: &(usize, Form)| form.1 != Form::Name || !self.parts.is_empty();
        let own = self.form(line).filter(signs).map(|(at, _)| at);
        own.or_else(|| whole().then_some(line.start))
    }

    /// Whether the agency of another signer stands on a line, his name not far below: of two who sign side by side, the
    /// one on the right, who is read later, signs for the document.
    fn opens_another(&self, index: usize) -> bool {
        const BELOW: usize = 10;
        let below = (index + 1..self.lines.len()).take(BELOW);
        let mut below = below.take_while(|&i| self.heading(i).is_none());
        self.names_one()
            && is_capitals(self.line(index))
            && self.line(index).contains(' ')
            && below.any(|i| matches!(self.form(self.lines[i].span), Some((_, Form::Person))))
    }

    /// Whether a part is a name, and not a line in capitals.
    fn names(&self, part: Span) -> bool {
        self.name_at(part).is_some() && !is_capitals(part.of(self.text))
    }

    /// Whether the signer's name was found.
    fn names_one(&self) -> bool {
        self.parts.iter().any(|part| self.names(*part))
    }

    /// *TM. BAN CHẤP HÀNH* / *LIÊN ĐOÀN*: a line of capitals under a signature line.
    fn goes_on_in_capitals(&self, printed: &str) -> bool {
        let last = self.parts.last();
        last.is_some_and(|part| is_capitals(part.of(self.text)))
            && is_mostly_capitals(printed)
            && !printed.contains(|c: char| c.is_ascii_digit())
            && !printed.starts_with('-')
    }

    /// Where a person's name starts up to the end of a line: the whole line, or what follows the end of a recipient.
    fn name_at(&self, line: Span) -> Option<usize> {
        let named = self.form(line).filter(|(_, form)| *form != Form::Office);
        named.map(|(at, _)| at)
    }

    /// Whether a word is one of the most frequent names of families.
    fn is_family(&self, word: &str) -> bool {
        let families = self.lists.words.of(Role::FamilyName);
        word.starts_with(char::is_uppercase) && families.contains(&word.to_lowercase().as_str())
    }

    /// The name whose end was read, as it stands whole elsewhere in the text: a seal may cover its beginning.
    fn whole_name(&self, name: &str) -> Option<String> {
        let before = |end: &str| {
            let found = self.text.match_indices(end);
            let last = |(at, _)| self.text[..at].trim_end().rsplit(' ').next();
            let family = found.filter_map(last).find(|word| self.is_family(word))?;
            Some(format!("{family} {end}"))
        };
        let (first, _) = name.split_once(' ')?;
        let shorter = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
        let ends = std::iter::once(name).chain(shorter);
        let mut ends = ends.filter(|end| end.contains(' '));
        (!self.is_family(first)).then(|| ends.find_map(before))?
    }

    fn recipients(&self) -> Vec<Recipient> {
        let noise = |c: char| c.is_whitespace() || ";.,:/".contains(c);
        let mut items: Vec<(String, Span)> = Vec::new();
        for left in &self.lefts {
            let part = trim(self.text, *left, |c| c.is_whitespace() || is_dash(c));
            let before = items.last().map_or("", |(before, _)| before);
            // Engines take the semicolon that ends an item for other marks.
            let ended = before.ends_with([';', '.', ':']);
            let capital = part.of(self.text).starts_with(char::is_uppercase);
            // The dash may be lost.
            let opens = ended && !is_archive(before) && capital;
            match items.last_mut() {
                _ if part.is_empty() => {}
                _ if opens || left.of(self.text).starts_with(is_dash) => {
                    items.push((self.view.string(part), part));
                }
                Some((item, span)) if !ended => {
                    *item = format!("{item} {}", self.view.string(part));
                    span.end = part.end;
                }
                _ => {}
            }
        }
        items.retain(|(item, _)| item.contains(char::is_alphabetic));
        let read = items.iter().map(|(item, span)| {
            let text = item.trim_end_matches(noise);
            let archive = is_archive(text);
            Recipient {
                names: self.recipient_names(text, archive),
                purpose: self.purpose(text),
                archive,
                span: self.view.place(trim(self.text, *span, noise)),
                text: text.to_owned(),
                provenance: RECIPIENT.provenance(),
            }
        });
        read.collect()
    }

    /// The recipients that a line names, abbreviations expanded.
    fn recipient_names(&self, text: &str, archive: bool) -> Vec<String> {
        let begins = |part: &str| {
            let first = part.trim().split_once(' ').map(|(first, _)| first);
            archive || first.is_some_and(|first| self.lists.expand(first).is_some())
        };
        let named = match archive {
            true => text.split_once(':').map_or("", |(_, units)| units),
            false => text.find(" (").map_or(text, |at| &text[..at]),
        };
        let names = named
            .split(';')
            .flat_map(|part| listed(part.split(','), begins));
        names.map(|name| self.expanded(&name)).collect()
    }

    fn expanded(&self, text: &str) -> String {
        let pieces = text.split_inclusive([' ', ',']).map(|piece| {
            let word = piece.trim_end_matches([' ', ',']);
            let expanded = self.lists.expand(word).unwrap_or(word);
            format!("{expanded}{}", &piece[word.len()..])
        });
        pieces.collect()
    }

    /// `(b/c)`, `(để báo cáo)`, `t/h`: what a recipient gets it for.
    fn purpose(&self, text: &str) -> Option<String> {
        let found = PURPOSE.begins(text)?;
        let inside = found.part("inside")?.of(text);
        let meant = found.text("mark").and_then(|mark| self.lists.expand(mark));
        Some(match meant {
            Some(meant) => format!("{inside} (để {meant})"),
            None => inside.to_owned(),
        })
    }

    fn signatory(&self) -> Option<Signatory> {
        let (mut signatory, mut has_clerk) = (Signatory::default(), false);
        for part in &self.parts {
            let printed = self.view.string(*part);
            if signatory.name.is_some() && is_capitals(&printed) {
                signatory = Signatory::default();
            }
            let free = signatory.name.is_none();
            if let Some((mark, name, head)) = self.lists.authority(&printed) {
                // The last mark is the signer's own: `TM. ỦY BAN NHÂN DÂN`, then `KT. CHỦ TỊCH`.
                let head = Some(head.trim()).filter(|head| !head.is_empty());
                signs_for(&mut signatory, mark, name, head);
                signatory.position = None;
            } else if (free || has_clerk) && self.names(*part) {
                has_clerk &= free;
                signatory.name = self.whole_name(&printed).or(Some(printed));
            } else if let Some(position) = self.lists.position(&printed) {
                // The secretary of a meeting stands beside him, who signs first.
                let first = signatory.position.as_deref().map(fold);
                if first.as_deref() == Some(CLERK) && fold(position) != CLERK {
                    has_clerk = true;
                    (signatory.position, signatory.spans) = (None, Vec::new());
                }
                self.add_position(&mut signatory, position.to_owned());
            } else if let (Some(body), None) = (&mut signatory.on_behalf_of, &signatory.position) {
                *body = format!("{body} {printed}");
            } else {
                continue;
            }
            signatory.spans.push(self.view.place(*part));
        }
        (!signatory.spans.is_empty()).then(|| Signatory {
            provenance: SIGNATORY.provenance(),
            ..signatory
        })
    }

    /// Who signs for the head (*KT. CHỦ TỊCH*) is the deputy (*PHÓ CHỦ TỊCH*), of whose words a seal may leave only the
    /// end.
    fn add_position(&self, signatory: &mut Signatory, printed: String) {
        let same = |head: &&str| fold(head) == fold(&printed);
        let authority = signatory.authority.as_deref();
        let heads = signatory.on_behalf_of.as_deref();
        let heads = heads.filter(|_| authority == Some("KT.")).unwrap_or("");
        let head = heads.split(',').map(str::trim).find(same);
        signatory.position = Some(match (signatory.position.take(), head) {
            (None, Some(head)) => format!("PHÓ {head}"),
            (None, None) => self.lists.position_title(&printed).unwrap_or(printed),
            // One lost its *KT.*, the other its *PHÓ*.
            (Some(head), _) if authority.is_none() && same(&head.as_str()) => {
                signs_for(signatory, "KT.", "ký thay", Some(&head));
                format!("PHÓ {head}")
            }
            (Some(first), _) => format!("{first} {printed}"),
        });
    }
}

/// Who writes the minutes of a meeting, folded.
const CLERK: &str = "thu ky";

fn signs_for(signatory: &mut Signatory, mark: &str, name: &str, head: Option<&str>) {
    signatory.authority = Some(mark.to_owned());
    signatory.authority_name = Some(name.to_owned());
    signatory.on_behalf_of = head.map(str::to_owned);
}
