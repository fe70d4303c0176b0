//! The text of a document as the rules see it: the wrapped lines of a paragraph joined by spaces,
//! paragraphs ended by line feeds, page numbers and page breaks out of the way, and the way back
//! from a byte of it to line, character and page.

use super::labels::{self, Label};
use crate::document::TextSpan;
use crate::rules::shapes::{Shape, shape};
use crate::text::Span;
use crate::text::case::is_capitals;
use crate::text::characters::CharacterCounts;
use crate::text::letters::is_raised_figure;
use crate::text::phrases::BLANKS;

/// Where a line begins, or a chunk of a long text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Lines before it.
    pub(crate) line: u32,
    /// Characters before it on its first line.
    character: u32,
    /// Pages before it.
    page: u32,
    /// The whole text has page breaks.
    paged: bool,
}

impl Start {
    /// Where a whole text begins.
    pub(crate) fn of(text: &str) -> Self {
        Start {
            paged: text.contains(PAGE_BREAK),
            ..Start::default()
        }
    }

    /// Pages before it; `None` where the whole text has no page breaks.
    pub(crate) fn pages(self) -> Option<u32> {
        self.paged.then_some(self.page)
    }
}

const PAGE_BREAK: char = '\u{c}';

static PAGE_NUMBER: Shape = Shape::new(|| shape("page_number"));

/// One line of the document with white space trimmed.
struct Line<'a> {
    /// Its text; empty for a blank line.
    text: &'a str,
    /// A running page number and nothing else.
    page_number: bool,
    /// Where its text begins.
    place: Start,
}

/// A line of the joined text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JoinedLine {
    /// Where it stands.
    pub(crate) span: Span,
    /// Blank lines, page numbers aside, stand between it and the line before.
    pub(crate) after_blank: bool,
    place: Start,
}

/// A paragraph of the joined text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paragraph {
    /// Where it stands, label included.
    pub(crate) span: Span,
    /// How it is labelled.
    pub(crate) label: Option<Label>,
}

/// The joined text. All spans of the rules are byte ranges into [`JoinedText::text`].
#[derive(Debug, Default)]
pub(crate) struct JoinedText {
    /// The joined text: every line of the document that is not blank, page numbers at the end.
    pub(crate) text: String,
    /// Its paragraphs, in order.
    pub(crate) paragraphs: Vec<Paragraph>,
    lines: Vec<JoinedLine>,
    /// How many lines are no page numbers, which are the last.
    printed: usize,
    characters: CharacterCounts,
    /// Where the text after this one begins.
    pub(crate) end: Start,
}

impl JoinedText {
    /// Joins the lines of a text that begins at `start`.
    pub(crate) fn starting(source: &str, start: Start) -> Self {
        let (lines, end) = split(source, start);
        let width = typical_width(&lines);
        let mut view = JoinedText {
            text: String::with_capacity(source.len()),
            end,
            ..JoinedText::default()
        };
        let (mut previous, mut blank) = (None, false);
        for line in &lines {
            if line.text.is_empty() || line.page_number {
                blank = true;
                continue;
            }
            let label = labels::find(line.text, previous, blank);
            let opens = |before| breaks(before, line.text, blank, width);
            let broken = label.is_some() || previous.is_none_or(opens);
            view.push(line, label, broken, blank);
            (previous, blank) = (Some(line.text), false);
        }
        view.printed = view.lines.len();
        // Page numbers stand after everything else, where they interrupt no paragraph.
        for line in lines.iter().filter(|line| line.page_number) {
            view.push(line, None, true, true);
        }
        view.characters = CharacterCounts::of(&view.text);
        view
    }

    fn push(&mut self, line: &Line, label: Option<Label>, broken: bool, after_blank: bool) {
        if !self.text.is_empty() {
            self.text.push(if broken { '\n' } else { ' ' });
        }
        let start = self.text.len();
        push_without_notes(&mut self.text, line.text);
        let span = Span::new(start, self.text.len());
        self.lines.push(JoinedLine {
            span,
            after_blank,
            place: line.place,
        });
        let label = label.map(|label| label.shifted(start));
        match self.paragraphs.last_mut() {
            Some(last) if !broken => last.span.end = span.end,
            _ => self.paragraphs.push(Paragraph { span, label }),
        }
    }

    /// Begins a paragraph at the line that starts at `byte`, where it was joined to the line before.
    pub(crate) fn break_at(&mut self, byte: usize) {
        let holding = self.paragraph_at(byte).filter(|_| byte < self.text.len());
        let Some(index) = holding.filter(|&index| self.paragraphs[index].span.start < byte) else {
            return;
        };
        self.text.replace_range(byte - 1..byte, "\n");
        let end = std::mem::replace(&mut self.paragraphs[index].span.end, byte - 1);
        let (span, label) = (Span::new(byte, end), None);
        self.paragraphs.insert(index + 1, Paragraph { span, label });
    }

    /// Its lines but for page numbers, in order.
    pub(crate) fn lines(&self) -> &[JoinedLine] {
        &self.lines[..self.printed]
    }

    /// Its running page numbers.
    pub(crate) fn page_numbers(&self) -> &[JoinedLine] {
        &self.lines[self.printed..]
    }

    /// Which character of its line, as it was printed, begins at a byte.
    fn character(&self, line: &JoinedLine, byte: usize) -> u32 {
        let before = |at| self.characters.before(&self.text, at);
        line.place.character + before(byte) - before(line.span.start)
    }

    /// The line that holds a byte: its index.
    fn line_at(&self, byte: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.span.start <= byte);
        after.checked_sub(1)
    }

    /// Line, characters and page of a span.
    pub(crate) fn place(&self, span: Span) -> TextSpan {
        let Some(first) = self.line_at(span.start) else {
            return TextSpan::default();
        };
        let last = span.end.max(span.start + 1) - 1;
        let next = self.lines.get(first + 1);
        let further = next.filter(|next| next.span.start <= last);
        let last = further.and_then(|_| self.line_at(last)).unwrap_or(first);
        let (first, last) = (&self.lines[first], &self.lines[last]);
        TextSpan {
            line: first.place.line + 1,
            start: self.character(first, span.start),
            end_line: last.place.line + 1,
            end: self.character(last, span.end),
            page: first.place.pages().map(|before| before + 1),
            ..TextSpan::default()
        }
    }

    /// The text of a span with line ends as spaces.
    pub(crate) fn string(&self, span: Span) -> String {
        span.of(&self.text).replace('\n', " ")
    }

    /// The paragraph that holds a byte: its index.
    pub(crate) fn paragraph_at(&self, byte: usize) -> Option<usize> {
        let after = self.paragraphs.partition_point(|p| p.span.start <= byte);
        after.checked_sub(1)
    }
}

/// Appends a line with blanks, as long as these, in place of the marks of notes (`¹`, `*`) behind figures: the
/// rules are to see the unit behind them. A star between two figures multiplies.
fn push_without_notes(text: &mut String, line: &str) {
    if !line.contains(|c| c == '*' || is_raised_figure(c)) {
        return text.push_str(line);
    }
    let mut after_figure = false;
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let star = c == '*' && letters.peek().is_none_or(|next| " ,.;:*".contains(*next));
        let note = after_figure && (star || is_raised_figure(c));
        after_figure = note || c.is_ascii_digit() || c == '%';
        let as_long = |blank: &char| note && blank.len_utf8() == c.len_utf8();
        text.push(BLANKS.into_iter().find(as_long).unwrap_or(c));
    }
}

/// The lines of a text, and where what follows it begins.
fn split(source: &str, start: Start) -> (Vec<Line<'_>>, Start) {
    let mut end = start;
    let mut lines: Vec<Line> = Vec::new();
    for (i, raw) in source.split('\n').enumerate() {
        if i > 0 {
            (end.line, end.character) = (end.line + 1, 0);
        }
        let opens = raw.starts_with(PAGE_BREAK);
        // None ends before the first line of the whole text.
        end.page += u32::from(opens && (end.line, end.character) != (0, 0));
        let text = raw.trim();
        let top = opens || lines.last().is_none_or(|line| line.text.is_empty());
        let blanks = raw.chars().take_while(|c| c.is_whitespace()).count() as u32;
        lines.push(Line {
            text,
            page_number: top && is_page_number(text),
            place: Start {
                character: end.character + blanks,
                ..end
            },
        });
        // A form feed at the end of a line ends the page as well.
        let breaks = raw.trim_start_matches(PAGE_BREAK).matches(PAGE_BREAK);
        end.page += breaks.count() as u32;
        end.character += raw.chars().count() as u32;
    }
    (lines, end)
}

/// `3`, `- 3 -`, `3/12`: nothing but the number of a page, from 1 to 999, and how many there are.
fn is_page_number(text: &str) -> bool {
    PAGE_NUMBER.begins(text).is_some_and(|found| {
        let page = found.number("page").unwrap_or(0);
        (1..=found.number("pages").unwrap_or(page)).contains(&page)
    })
}

/// The 90th percentile of the lines' lengths in bytes: the width of the text block.
fn typical_width(lines: &[Line]) -> usize {
    let lengths = lines.iter().map(|line| line.text.len());
    let mut lengths: Vec<usize> = lengths.filter(|length| *length > 0).collect();
    let last = lengths.len().checked_sub(1);
    last.map_or(0, |last| *lengths.select_nth_unstable(last * 9 / 10).1)
}

/// Whether a line without a label starts a new paragraph, maybe behind blank lines.
fn breaks(before: &str, line: &str, blank: bool, width: usize) -> bool {
    let first = line.chars().find(|c| c.is_alphanumeric());
    let goes_on = first.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    let ended = before.ends_with(['.', ';', ':', '!', '?', '/', '…']);
    let recased = is_capitals(before) != is_capitals(line);
    // A line that ends early ends its paragraph.
    let shorter = |fifths: usize| before.len() * 5 < width * fifths;
    ended && (blank || shorter(4)) || !goes_on && (recased || blank || shorter(3))
}
