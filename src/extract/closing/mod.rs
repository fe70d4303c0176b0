//! The end of a document: recipients (*nơi nhận*) and the signature block, side by side or one
//! after the other.

pub(crate) mod recipients;
pub(crate) mod signatory;

use crate::document::{Recipient, Signatory};
use crate::extract::reading::paragraphs::{JoinedLine, JoinedText, Paragraph};
use crate::extract::stamps;
use crate::rules::lists::Lists;
use crate::rules::shapes::{Shape, shape};
use crate::rules::words::Role;
use crate::text::case::{is_capitals, is_mostly_capitals};
use crate::text::letters::letters;
use crate::text::phrases::{trim, window_after};
use crate::text::span::starting;
use crate::text::{Span, fold};
use recipients::{is_archive, is_dash};
use signatory::Form;

static HEADING: Shape = Shape::new(|| shape("recipients"));
static GOES_ON: Shape = Shape::new(|| shape("goes_on"));

/// What was found, and where the close starts.
#[derive(Debug)]
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
        lines: starting(view.lines(), body, |line| line.span),
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
        recipients: recipients::read(view, lists, &close.lefts),
        signatory: signatory::read(view, lists, &close.parts),
        start: block.map_or(end, |block| close.last_sentence(body.start, block)),
        block: Span::new(start, close.end.max(start)),
    }
}

/// Recipients on the left, signature on the right.
struct Close<'a> {
    view: &'a JoinedText,
    text: &'a str,
    lists: &'a Lists,
    lines: &'a [JoinedLine],
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
        signatory::form(self.text, line, self.lists)
    }

    fn name_at(&self, line: Span) -> Option<usize> {
        signatory::name_at(self.text, line, self.lists)
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
                self.end = span.end;
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
            let apart = archived && !printed.starts_with(is_dash) && self.lines[i].after_blank;
            let least = if apart { STROKES } else { 1 };
            if !listed || letters(printed) < least {
                continue;
            }
            if apart {
                self.name_below(i + 1, end);
                break;
            }
            // Beside a list the signature of the file names the agency as well (*Cơ quan:*).
            if stamps::label(printed).is_some() {
                continue;
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

    /// Whether the signer's name was found.
    fn names_one(&self) -> bool {
        let named = |part: &Span| signatory::names(self.text, *part, self.lists);
        self.parts.iter().any(named)
    }

    /// *TM. BAN CHẤP HÀNH* / *LIÊN ĐOÀN*: a line of capitals under a signature line.
    fn goes_on_in_capitals(&self, printed: &str) -> bool {
        let last = self.parts.last();
        last.is_some_and(|part| is_capitals(part.of(self.text)))
            && is_mostly_capitals(printed)
            && !printed.contains(|c: char| c.is_ascii_digit())
            && !printed.starts_with('-')
    }
}
