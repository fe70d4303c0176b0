//! The text of a document as the rules see it: the wrapped lines of a paragraph joined by spaces,
//! paragraphs ended by line feeds, page numbers and page breaks out of the way, and the way back
//! from a byte of it to line, character and page.

use super::labels;
use super::labels::Label;
use crate::document::TextSpan;
use crate::extract::shapes::{Shape, shape};
use crate::text::Span;
use crate::text::case::is_capitals;
use crate::text::letters::is_raised_figure;
use crate::text::phrases::BLANKS;

/// Where a chunk of a long text begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Lines before it.
    line: u32,
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

    /// Lines before it.
    pub(crate) fn lines(self) -> u32 {
        self.line
    }

    /// Pages before it; `None` where the whole text has no page breaks.
    pub(crate) fn pages(self) -> Option<u32> {
        self.paged.then_some(self.page)
    }
}

const PAGE_BREAK: char = '\u{c}';

static PAGE_NUMBER: Shape = Shape::new(|| shape("page_number"));

/// One line of the document with white space trimmed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Its text; empty for a blank line.
    pub(crate) text: &'a str,
    /// Line number, 1-based.
    number: u32,
    /// Characters before its text.
    indent: u32,
    /// Page, 1-based.
    page: u32,
    /// A running page number and nothing else.
    pub(crate) page_number: bool,
}

/// A line within the joined text.
#[derive(Debug, Clone, Copy)]
struct Segment {
    start: usize,
    line: u32,
    indent: u32,
    page: u32,
    /// Characters of the joined text before `start`.
    chars: u32,
}

/// The joined text. All spans of the rules are byte ranges into [`JoinedText::text`].
#[derive(Debug)]
pub(crate) struct JoinedText {
    /// The joined text: every line of the document that is not blank, page numbers at the end.
    pub(crate) text: String,
    /// Its lines that are not blank, in order, page numbers last.
    pub(crate) lines: Vec<JoinedLine>,
    /// Its paragraphs, in order.
    pub(crate) paragraphs: Vec<Paragraph>,
    segments: Vec<Segment>,
    /// Characters before every 64th byte.
    checkpoints: Vec<u32>,
    /// Where the text after this one begins.
    pub(crate) end: Start,
}

/// A line of the joined text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JoinedLine {
    /// Where it stands.
    pub(crate) span: Span,
    /// Blank lines, page numbers aside, stand between it and the line before.
    pub(crate) after_blank: bool,
    /// A running page number and nothing else.
    pub(crate) page_number: bool,
}

/// A paragraph of the joined text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paragraph {
    /// Where it stands, label included.
    pub(crate) span: Span,
    /// How it is labelled.
    pub(crate) label: Option<Label>,
}

const CHECKPOINT: usize = 64;

impl JoinedText {
    /// Joins the lines of a whole text.
    #[cfg(test)]
    pub(crate) fn new(source: &str) -> Self {
        JoinedText::starting(source, Start::of(source))
    }

    /// Joins the lines of a text that begins at `start`.
    pub(crate) fn starting(source: &str, start: Start) -> Self {
        let (lines, end) = split(source, start);
        let width = typical_width(&lines);
        let mut view = JoinedText {
            text: String::with_capacity(source.len()),
            lines: Vec::new(),
            paragraphs: Vec::new(),
            segments: Vec::new(),
            checkpoints: Vec::new(),
            end,
        };
        let mut chars = 0;
        let mut previous: Option<Line> = None;
        let mut blank = false;
        let mut numbers = Vec::new();
        for line in &lines {
            if line.text.is_empty() || line.page_number {
                numbers.extend(line.page_number.then_some(line));
                blank = true;
                continue;
            }
            let label = labels::find(line.text, previous.map(|p| p.text), blank);
            let opens = |before| breaks(before, *line, blank, label.is_some(), width);
            let broken = previous.is_none_or(opens);
            chars += view.push(line, label, broken, blank, chars);
            previous = Some(*line);
            blank = false;
        }
        // Page numbers stand after everything else, where they interrupt no paragraph.
        for line in numbers {
            chars += view.push(line, None, true, true, chars);
        }
        view.count_characters();
        view
    }

    /// Appends a line; returns how many characters the joined text grew by.
    fn push(
        &mut self,
        line: &Line,
        label: Option<Label>,
        broken: bool,
        blank: bool,
        chars: u32,
    ) -> u32 {
        let glue = u32::from(!self.text.is_empty());
        if glue > 0 {
            self.text.push(if broken { '\n' } else { ' ' });
        }
        let start = self.text.len();
        push_without_notes(&mut self.text, line.text);
        let span = Span::new(start, self.text.len());
        self.segments.push(Segment {
            start,
            line: line.number,
            indent: line.indent,
            page: line.page,
            chars: chars + glue,
        });
        self.lines.push(JoinedLine {
            span,
            after_blank: blank,
            page_number: line.page_number,
        });
        match self.paragraphs.last_mut() {
            Some(last) if !broken => last.span.end = span.end,
            _ => self.paragraphs.push(Paragraph {
                span,
                label: label.map(|l| l.shifted(start)),
            }),
        }
        glue + line.text.chars().count() as u32
    }

    /// Begins a paragraph at the line that starts at `byte`, where it was joined to the line before.
    pub(crate) fn break_at(&mut self, byte: usize) {
        let holding = self.paragraph_at(byte).filter(|_| byte < self.text.len());
        let Some(index) = holding.filter(|&index| self.paragraphs[index].span.start < byte) else {
            return;
        };
        let Span { end, .. } = self.paragraphs[index].span;
        self.text.replace_range(byte - 1..byte, "\n");
        self.paragraphs[index].span.end = byte - 1;
        let rest = Paragraph {
            span: Span::new(byte, end),
            label: None,
        };
        self.paragraphs.insert(index + 1, rest);
    }

    fn count_characters(&mut self) {
        let mut chars = 0;
        for (i, byte) in self.text.bytes().enumerate() {
            if i % CHECKPOINT == 0 {
                self.checkpoints.push(chars);
            }
            // Bytes that continue a character are 0b10xxxxxx.
            chars += u32::from(byte & 0xC0 != 0x80);
        }
        self.checkpoints.push(chars);
    }

    fn characters_before(&self, byte: usize) -> u32 {
        let block = byte / CHECKPOINT;
        let Some(&counted) = self.checkpoints.get(block) else {
            return 0;
        };
        let rest = &self.text.as_bytes()[(block * CHECKPOINT).min(byte)..byte];
        counted + rest.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32
    }

    fn segment(&self, byte: usize) -> Option<&Segment> {
        let after = self
            .segments
            .partition_point(|segment| segment.start <= byte);
        self.segments.get(after.checked_sub(1)?)
    }

    /// Line, characters and page of a span.
    pub(crate) fn place(&self, span: Span) -> TextSpan {
        let last = span.end.max(span.start + 1) - 1;
        let (Some(first), Some(end)) = (self.segment(span.start), self.segment(last)) else {
            return TextSpan::default();
        };
        TextSpan {
            line: first.line,
            start: first.indent + self.characters_before(span.start) - first.chars,
            end_line: end.line,
            end: end.indent + self.characters_before(span.end) - end.chars,
            page: self.end.paged.then_some(first.page),
            bbox: None,
            confidence: None,
            certified: None,
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

/// Appends a line with blanks, as long as these, in place of the marks of notes (`¹`) behind figures: the
/// rules are to see the unit behind them.
fn push_without_notes(text: &mut String, line: &str) {
    let mut after_figure = false;
    for c in line.chars() {
        let note = after_figure && is_raised_figure(c);
        after_figure = note || c.is_ascii_digit() || c == '%';
        let blank = BLANKS
            .into_iter()
            .find(|blank| note && blank.len_utf8() == c.len_utf8());
        text.push(blank.unwrap_or(c));
    }
}

/// The lines of a text, and where what follows it begins.
fn split(source: &str, start: Start) -> (Vec<Line<'_>>, Start) {
    let mut end = start;
    let mut lines: Vec<Line> = Vec::new();
    let first = start.line == 0 && start.character == 0;
    for (i, raw) in source.split('\n').enumerate() {
        if i > 0 {
            (end.line, end.character) = (end.line + 1, 0);
        }
        end.page += u32::from(!(first && i == 0) && raw.starts_with(PAGE_BREAK));
        let text = raw.trim();
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let top = raw.starts_with(PAGE_BREAK) || lines.last().is_none_or(|l| l.text.is_empty());
        let page_number = top && is_page_number(text);
        lines.push(Line {
            text,
            number: end.line + 1,
            indent: end.character + indent,
            page: end.page + 1,
            page_number,
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
    let Some(found) = PAGE_NUMBER.at(text, 0) else {
        return false;
    };
    let number = |name| {
        found
            .text(name)
            .and_then(|digits| digits.parse::<u32>().ok())
    };
    let page = number("page").unwrap_or(0);
    (1..=number("pages").unwrap_or(page)).contains(&page)
}

/// The 90th percentile of the lines' lengths in bytes: the width of the text block.
fn typical_width(lines: &[Line]) -> usize {
    let lengths = lines.iter().map(|line| line.text.len());
    let mut lengths: Vec<usize> = lengths.filter(|length| *length > 0).collect();
    match lengths.len().checked_sub(1) {
        Some(last) => *lengths.select_nth_unstable(last * 9 / 10).1,
        None => 0,
    }
}

/// Whether a line starts a new paragraph.
fn breaks(before: Line, line: Line, blank: bool, labelled: bool, width: usize) -> bool {
    if labelled {
        return true;
    }
    let first = line.text.chars().find(|c| c.is_alphanumeric());
    let goes_on = first.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    let ended = before.text.ends_with(['.', ';', ':', '!', '?', '/', '…']);
    let length = before.text.len();
    if is_capitals(before.text) != is_capitals(line.text) && !goes_on {
        return true;
    }
    if blank {
        return ended || !goes_on;
    }
    // A line that ends early ends its paragraph.
    (ended && length * 5 < width * 4) || (!goes_on && length * 5 < width * 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_joined_can_begin_a_paragraph() {
        let mut view =
            JoinedText::new("1. Ban hành kế hoạch kiểm tra công vụ\nnăm 2023\ncủa tỉnh.");
        let at = view.text.find("năm").expect("the line");
        for _ in 0..2 {
            view.break_at(at);
            assert_eq!(view.paragraphs.len(), 2);
        }
        assert_eq!(view.paragraphs[1].span.of(&view.text), "năm 2023 của tỉnh.");
        assert_eq!(view.text.as_bytes()[at - 1], b'\n');
    }
}
