//! The tree of headings: labelled paragraphs between head and close.

use crate::document::{Section, SectionKind};
use crate::extract::reading::labels;
use crate::extract::reading::labels::Label;
use crate::extract::reading::paragraphs::{JoinedText, Paragraph};
use crate::rules::words::{Role, Words};
use crate::text::case::is_capitals;
use crate::text::phrases::trim;
use crate::text::{Span, fold};

/// A heading before it is put into the tree.
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) id: String,
    /// Index of its paragraph.
    pub(crate) paragraph: usize,
    label: Label,
    /// The heading's words; `None` where text follows the label at once.
    pub(crate) title: Option<Span>,
    /// Rank of the kind of label: smaller stands nearer to the root.
    level: usize,
    /// Sections above it in the tree.
    depth: usize,
    /// One past the last byte of its section.
    pub(crate) end: usize,
    /// Index of the heading at the root of its branch.
    pub(crate) root: usize,
    /// It, or a section above it, announces what is to be done.
    pub(crate) plan: bool,
}

/// Finds the headings of the paragraphs within `body`; `planned` says that the document is a plan, so
/// that its tasks need not be announced as coming.
pub(crate) fn find(view: &JoinedText, words: &Words, body: Span, planned: bool) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, paragraph) in view.paragraphs.iter().enumerate() {
        let Some(label) = paragraph.label.filter(|l| l.kind != SectionKind::Dash) else {
            continue;
        };
        if paragraph.span.start < body.start || paragraph.span.start >= body.end {
            continue;
        }
        let level = level(&label, &view.text);
        open.retain(|&i| headings[i].level < level && holds(&headings[i], &label, &view.text));
        let above = open.last().map(|&i| &headings[i]);
        let within_plan = above.is_some_and(|heading| heading.plan);
        if within_plan && is_item(view, body, index, &label) {
            continue;
        }
        let title = title(&view.text, paragraph, &label);
        let plan = level <= 5 && announces_plan(words, &view.text, title, within_plan, planned);
        let id = id(&headings, &open, &label, &view.text);
        let root = open.first().copied().unwrap_or(headings.len());
        headings.push(Heading {
            root,
            depth: open.len(),
            id,
            paragraph: index,
            label,
            title,
            level,
            end: body.end,
            plan,
        });
        open.push(headings.len() - 1);
    }
    close(view, &mut headings);
    headings
}

fn level(label: &Label, text: &str) -> usize {
    match label.kind {
        SectionKind::Part => 0,
        SectionKind::Chapter => 1,
        SectionKind::UpperLetter => 2,
        SectionKind::Roman => 3,
        SectionKind::Article => 4,
        SectionKind::Arabic => 5,
        SectionKind::Decimal => 5 + label.key.of(text).matches('.').count(),
        SectionKind::Letter => 9,
        SectionKind::Dash => 10,
    }
}

/// Whether a section can hold another by their labels: `2.1` stands under `2`, not under `1`.
fn holds(above: &Heading, label: &Label, text: &str) -> bool {
    if !is_numbered(above) || label.kind != SectionKind::Decimal {
        return true;
    }
    let rest = label.key.of(text).strip_prefix(above.label.key.of(text));
    rest.is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a labelled paragraph of a plan is something to do, not a heading over such.
fn is_item(view: &JoinedText, body: Span, index: usize, label: &Label) -> bool {
    use SectionKind::{Arabic, Decimal, Letter};
    let text = view.paragraphs[index].span.of(&view.text);
    let next = view
        .paragraphs
        .get(index + 1)
        .filter(|next| next.span.start < body.end);
    let next = next.and_then(|next| next.label);
    let deeper = next.is_some_and(|next| level(&next, &view.text) > level(label, &view.text));
    matches!(label.kind, Arabic | Decimal | Letter)
        && (text.ends_with(['.', ';', '/']) || !(deeper || text.ends_with(':')))
}

/// The heading's words: the whole paragraph if it does not end like a sentence, what stands before
/// a colon near its start otherwise.
fn title(text: &str, paragraph: &Paragraph, label: &Label) -> Option<Span> {
    let span = Span::new(label.rest.min(paragraph.span.end), paragraph.span.end);
    let printed = span.of(text);
    let short = printed.chars().count() <= 300;
    let named = matches!(
        label.kind,
        SectionKind::Roman | SectionKind::UpperLetter | SectionKind::Part
    );
    let whole = short && (named || !printed.ends_with(['.', ';', ',', '/']));
    let colon = printed
        .find(':')
        .filter(|at| printed[..*at].chars().count() <= 100);
    let span = match (whole, colon) {
        (true, _) => trim(text, span, |c| c == ':' || c == '.' || c.is_whitespace()),
        (false, Some(at)) => Span::new(span.start, span.start + at),
        (false, None) => return None,
    };
    (!span.is_empty()).then_some(span)
}

/// Whether a heading announces what is to be done, not what was done.
fn announces_plan(
    words: &Words,
    text: &str,
    title: Option<Span>,
    within_plan: bool,
    planned: bool,
) -> bool {
    let folded = title.map(|span| fold(span.of(text))).unwrap_or_default();
    if words.within(&folded, Role::DoneHeading) {
        return false;
    }
    within_plan
        || planned && words.within(&folded, Role::TaskHeading)
        || words.within(&folded, Role::PlanHeading)
        || folded.starts_with("ke hoach thang")
}

/// Whether a paragraph without a label is the heading of a plan.
pub(crate) fn opens_plan(words: &Words, text: &str) -> bool {
    const LONGEST: usize = 120;
    let short = text.chars().count() <= LONGEST;
    let heading = text.trim_end().ends_with(':') || is_capitals(text);
    let whole = Span::new(0, text.len());
    short && heading && announces_plan(words, text, Some(whole), false, false)
}

/// Labels from the root down. A decimal label repeats its parent's.
fn id(headings: &[Heading], open: &[usize], label: &Label, text: &str) -> String {
    let key = label.key.of(text);
    let key = match label.kind {
        SectionKind::Roman => labels::plain_roman(key),
        SectionKind::Article => format!("Điều {key}"),
        SectionKind::Part => format!("Phần {key}"),
        SectionKind::Chapter => format!("Chương {key}"),
        _ => key.to_owned(),
    };
    let decimal = label.kind == SectionKind::Decimal;
    let mut above = open.iter().rev().map(|&i| &headings[i]);
    let above = above.find(|heading| !(decimal && is_numbered(heading)));
    above.map_or(key.clone(), |heading| format!("{}.{key}", heading.id))
}

fn is_numbered(heading: &Heading) -> bool {
    matches!(
        heading.label.kind,
        SectionKind::Arabic | SectionKind::Decimal
    )
}

/// A section ends where the next one of its level or above starts.
fn close(view: &JoinedText, headings: &mut [Heading]) {
    let mut open: Vec<usize> = Vec::new();
    for i in 0..headings.len() {
        let start = view.paragraphs[headings[i].paragraph].span.start;
        while let Some(&last) = open
            .last()
            .filter(|&&last| headings[last].depth >= headings[i].depth)
        {
            headings[last].end = start;
            open.pop();
        }
        open.push(i);
    }
}

/// The tree of the headings.
pub(crate) fn tree(view: &JoinedText, headings: &[Heading]) -> Vec<Section> {
    let mut roots: Vec<Section> = Vec::new();
    let mut open: Vec<(usize, Section)> = Vec::new();
    for heading in headings {
        fold_open(&mut open, &mut roots, heading.depth);
        open.push((heading.depth, section(view, heading)));
    }
    fold_open(&mut open, &mut roots, 0);
    roots
}

/// Moves open sections of `depth` or deeper into the sections above them.
fn fold_open(open: &mut Vec<(usize, Section)>, roots: &mut Vec<Section>, depth: usize) {
    while open.last().is_some_and(|(last, _)| *last >= depth) {
        let Some((_, done)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, above)) => above.children.push(done),
            None => roots.push(done),
        }
    }
}

fn section(view: &JoinedText, heading: &Heading) -> Section {
    let start = view.paragraphs[heading.paragraph].span.start;
    let span = trim(
        &view.text,
        Span::new(start, heading.end.max(start)),
        char::is_whitespace,
    );
    Section {
        id: heading.id.clone(),
        label: view.string(heading.label.span),
        kind: heading.label.kind,
        title: heading.title.map(|span| view.string(span)),
        span: view.place(span),
        title_span: heading.title.map(|span| view.place(span)),
        children: Vec::new(),
    }
}

/// Id of the innermost section that holds a byte.
pub(crate) fn at<'h>(
    view: &JoinedText,
    headings: &'h [Heading],
    byte: usize,
) -> Option<&'h Heading> {
    let after = headings.partition_point(|h| view.paragraphs[h.paragraph].span.start <= byte);
    // Sections nest, so the innermost open one is the last that has not ended.
    headings[..after]
        .iter()
        .rev()
        .take(200)
        .find(|heading| heading.end > byte)
}
