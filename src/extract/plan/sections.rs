//! The tree of headings: labelled paragraphs between head and close.

use crate::document::{Section, SectionKind};
use crate::extract::reading::labels::Label;
use crate::extract::reading::paragraphs::{JoinedText, Paragraph};
use crate::rules::words::{Role, Words};
use crate::text::case::is_capitals;
use crate::text::look_alikes::plain_roman;
use crate::text::phrases::trim;
use crate::text::span::within;
use crate::text::{Span, fold};
use std::iter::Peekable;
use std::slice::Iter;

/// Rank of a label, by its kind and the dots within it: smaller stands nearer to the root.
type Level = (SectionKind, usize);

/// A heading before it is put into the tree.
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) id: String,
    /// Where its paragraph starts.
    pub(crate) start: usize,
    label: Label,
    /// The heading's words; `None` where text follows the label at once.
    pub(crate) title: Option<Span>,
    level: Level,
    /// One past the last byte of its section.
    pub(crate) end: usize,
    /// Index of the heading at the root of its branch.
    pub(crate) root: usize,
    /// It, or a section above it, announces what is to be done.
    pub(crate) plan: bool,
}

impl Heading {
    fn is_numbered(&self) -> bool {
        matches!(self.label.kind, SectionKind::Arabic | SectionKind::Decimal)
    }

    /// Whether its section can hold one of this level and label: `2.1` stands under `2`, not under `1`.
    fn holds(&self, level: Level, label: &Label, text: &str) -> bool {
        let rest = label.key.of(text).strip_prefix(self.label.key.of(text));
        let under = rest.is_some_and(|rest| rest.starts_with('.'));
        let numbered = self.is_numbered() && label.kind == SectionKind::Decimal;
        self.level < level && (under || !numbered)
    }
}

/// Finds the headings of the paragraphs within `body`; `planned` says that the document is a plan, so
/// that its tasks need not be announced as coming.
pub(crate) fn find(view: &JoinedText, words: &Words, body: Span, planned: bool) -> Vec<Heading> {
    let text = &view.text;
    let mut headings: Vec<Heading> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for index in within(&view.paragraphs, body, |paragraph| paragraph.span) {
        let paragraph = &view.paragraphs[index];
        let start = paragraph.span.start;
        let headed = |label: &Label| label.kind != SectionKind::Dash;
        let Some(label) = paragraph.label.filter(headed) else {
            continue;
        };
        let level = level(&label, text);
        open.retain(|&i| {
            let heading = &mut headings[i];
            let holds = heading.holds(level, &label, text);
            heading.end = if holds { heading.end } else { start };
            holds
        });
        let within_plan = open.last().is_some_and(|&i| headings[i].plan);
        if within_plan && is_item(view, body, index, &label) {
            continue;
        }
        let title = title(text, paragraph, &label);
        let folded = title.map_or(String::new(), |title| fold(title.of(text)));
        headings.push(Heading {
            id: id(&headings, &open, &label, text),
            start,
            label,
            title,
            level,
            end: body.end,
            root: open.first().copied().unwrap_or(headings.len()),
            plan: label.kind <= SectionKind::Arabic
                && announces_plan(words, &folded, within_plan, planned),
        });
        open.push(headings.len() - 1);
    }
    headings
}

fn level(label: &Label, text: &str) -> Level {
    (label.kind, label.key.of(text).matches('.').count())
}

/// Whether a labelled paragraph of a plan is something to do, not a heading over such.
fn is_item(view: &JoinedText, body: Span, index: usize, label: &Label) -> bool {
    use SectionKind::{Arabic, Decimal, Letter};
    let text = view.paragraphs[index].span.of(&view.text);
    let next = view.paragraphs.get(index + 1);
    let next = next.filter(|next| next.span.start < body.end);
    let next = next.and_then(|next| next.label);
    let deeper = next.is_some_and(|next| level(&next, &view.text) > level(label, &view.text));
    matches!(label.kind, Arabic | Decimal | Letter)
        && (text.ends_with(['.', ';', '/']) || !(deeper || text.ends_with(':')))
}

/// The heading's words: the whole paragraph if it does not end like a sentence, what stands before
/// a colon near its start otherwise.
fn title(text: &str, paragraph: &Paragraph, label: &Label) -> Option<Span> {
    use SectionKind::{Part, Roman, UpperLetter};
    const LONGEST: usize = 300;
    const LEAD: usize = 100;
    let span = Span::new(label.rest.min(paragraph.span.end), paragraph.span.end);
    let printed = span.of(text);
    let named = matches!(label.kind, Roman | UpperLetter | Part);
    let whole = named || !printed.ends_with(['.', ';', ',', '/']);
    let title = if whole && printed.chars().count() <= LONGEST {
        trim(text, span, |c| c == ':' || c == '.' || c.is_whitespace())
    } else {
        let lead = printed.split_once(':').map(|(lead, _)| lead);
        let lead = lead.filter(|lead| lead.chars().count() <= LEAD)?;
        Span::new(span.start, span.start + lead.len())
    };
    Some(title).filter(|title| !title.is_empty())
}

/// Whether the folded words of a heading announce what is to be done, not what was done.
fn announces_plan(words: &Words, folded: &str, within_plan: bool, planned: bool) -> bool {
    !words.within(folded, Role::DoneHeading)
        && (within_plan
            || planned && words.within(folded, Role::TaskHeading)
            || words.within(folded, Role::PlanHeading)
            || folded.starts_with("ke hoach thang"))
}

/// Whether a paragraph without a label is the heading of a plan.
pub(crate) fn opens_plan(words: &Words, text: &str) -> bool {
    const LONGEST: usize = 120;
    let heading = text.trim_end().ends_with(':') || is_capitals(text);
    let short = text.chars().count() <= LONGEST;
    short && heading && announces_plan(words, &fold(text), false, false)
}

/// Labels from the root down. A decimal label repeats its parent's.
fn id(headings: &[Heading], open: &[usize], label: &Label, text: &str) -> String {
    let key = label.key.of(text);
    let key = match label.kind {
        SectionKind::Roman => plain_roman(key),
        SectionKind::Article => format!("Điều {key}"),
        SectionKind::Part => format!("Phần {key}"),
        SectionKind::Chapter => format!("Chương {key}"),
        _ => key.to_owned(),
    };
    let decimal = label.kind == SectionKind::Decimal;
    let mut above = open.iter().rev().map(|&i| &headings[i]);
    match above.find(|heading| !(decimal && heading.is_numbered())) {
        Some(heading) => format!("{}.{key}", heading.id),
        None => key,
    }
}

/// The tree of the headings.
pub(crate) fn tree(view: &JoinedText, headings: &[Heading]) -> Vec<Section> {
    children(view, &mut headings.iter().peekable(), usize::MAX)
}

/// The sections of the headings before a place, with those below them.
fn children(view: &JoinedText, rest: &mut Peekable<Iter<Heading>>, end: usize) -> Vec<Section> {
    let mut sections = Vec::new();
    while let Some(heading) = rest.next_if(|heading| heading.start < end) {
        let whole = Span::new(heading.start, heading.end.max(heading.start));
        sections.push(Section {
            id: heading.id.clone(),
            label: view.string(heading.label.span),
            kind: heading.label.kind,
            title: heading.title.map(|span| view.string(span)),
            span: view.place(trim(&view.text, whole, char::is_whitespace)),
            title_span: heading.title.map(|span| view.place(span)),
            children: children(view, rest, heading.end),
        });
    }
    sections
}

/// The innermost section that holds a byte.
pub(crate) fn at(headings: &[Heading], byte: usize) -> Option<&Heading> {
    // More sections than one byte is in.
    const NEAR: usize = 200;
    let after = headings.partition_point(|heading| heading.start <= byte);
    // Sections nest, so the innermost open one is the last that has not ended.
    let mut before = headings[..after].iter().rev().take(NEAR);
    before.find(|heading| heading.end > byte)
}
