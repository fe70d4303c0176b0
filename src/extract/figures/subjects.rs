//! What a figure is about: the words after its unit, or those before the number.

use super::figure::{Figure, REACH};
use crate::extract::lists::Lists;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::reading::phrases::{before, trim, window_after, window_before};
use crate::extract::words::{Role, Words};
use crate::text::Span;

/// What else limits where the words of a figure stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    /// Its unit measures, so that it does not itself name what the figure is about.
    pub(crate) measure: bool,
    /// Where the figure before it ends.
    pub(crate) previous: usize,
}

/// What a figure is about, and whether words after its unit name it. Of things that are counted, the
/// unit and what follows it; of measures, sums of money and percentages, what stands before.
pub(crate) fn subject(
    view: &JoinedText,
    words: &Words,
    number: Span,
    span: Span,
    context: Around,
) -> (Option<String>, bool) {
    let text = &view.text;
    let tail = tail(text, number, span);
    let Around { measure, previous } = context;
    let follows = tail.end > span.end && words.after(text, span.end, Role::Aside).is_none();
    let lead = lead(view, words, number.start, previous);
    let unit = Span::new(tail.start.min(span.end), span.end);
    if follows && (lead.is_empty() || !measure) {
        let start = if measure { span.end } else { tail.start };
        let tail = view.string(trim(text, Span::new(start, tail.end), char::is_whitespace));
        let tail = tail.trim_end_matches(" và").trim_end_matches(" với");
        return (Some(tail.to_owned()), true);
    }
    let lead = view.string(lead);
    let unit = if measure { "" } else { unit.of(text).trim() };
    let subject = format!("{lead} {unit}");
    (
        Some(subject.trim().to_owned()).filter(|s| !s.is_empty()),
        false,
    )
}

/// The unit and the words after it, up to the end of the clause or the next number.
fn tail(text: &str, number: Span, span: Span) -> Span {
    let from = number.end.min(span.end);
    let rest = &text[from..window_after(text, span.end, REACH)];
    let stop = rest
        .find([',', ';', '(', ')', ':', '\n'])
        .unwrap_or(rest.len());
    let stop = rest[..stop].find(". ").unwrap_or(stop);
    let unit = (span.end - from).min(stop);
    let digits = rest[unit..stop].find(|c: char| c.is_ascii_digit());
    let stop = digits.map_or(stop, |at| unit + at);
    trim(text, Span::new(from, from + stop), |c| {
        c.is_whitespace() || matches!(c, '%' | '.' | '/' | '–' | '-')
    })
}

/// The words before a number in its clause, after the figure that ends at `previous`, without the words that only tie them together.
pub(crate) fn lead(view: &JoinedText, words: &Words, at: usize, previous: usize) -> Span {
    let text = &view.text;
    let start = clause_start(view, at, previous);
    let drop = |c: char| !c.is_alphanumeric() && c != ')' && c != '”';
    let mut lead = trim(text, Span::new(start, at), drop);
    while let Some((end, _)) = words.after(text, lead.start, Role::Breakdown) {
        if end > lead.end {
            break;
        }
        lead = trim(text, Span::new(end, lead.end), drop);
    }
    while let Some((tied, _)) = words.before(text, lead.end, Role::Link) {
        let shorter = trim(text, Span::new(lead.start, tied.max(lead.start)), drop);
        if shorter.end >= lead.end {
            break;
        }
        lead = shorter;
    }
    lead
}

/// Where the clause before a number starts: after a stop, the parenthesis it stands in, the label of
/// the paragraph, or a figure and the word that ties the clause to it.
fn clause_start(view: &JoinedText, at: usize, previous: usize) -> usize {
    let text = &view.text;
    let near = window_before(text, at, REACH);
    let paragraph = view.paragraph_at(at).map(|index| view.paragraphs[index]);
    let label = paragraph.map_or(near, |p| p.label.map_or(p.span.start, |label| label.rest));
    let near = near.max(label).min(at);
    let head = &text[near..at];
    let body = head.trim_end_matches(|c: char| c == ':' || c.is_whitespace());
    let mut start = body.rfind([',', ';', '\n', ':']).map_or(0, |i| i + 1);
    start += body[start..].rfind(". ").map_or(0, |i| i + 2);
    let open = body[start..]
        .rfind('(')
        .filter(|open| !body[start + open..].contains(')'));
    start += open.map_or(0, |open| open + 1);
    let last = previous
        .checked_sub(near + start)
        .filter(|_| previous <= near + body.len());
    if let Some(number) = last.map(|i| start + i) {
        let tied = [" với ", " và ", " để ", " thì ", " nhưng "]
            .iter()
            .filter_map(|word| Some(number + body[number..].find(word)? + word.len()))
            .min();
        // What stands between belongs to the figure before.
        start = tied.unwrap_or(head.len());
    }
    near + start
}

/// The text with an abbreviation at its start expanded.
pub(crate) fn expand_first(text: &str, lists: &Lists) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let expanded = lists
        .expand(first)
        .filter(|expanded| lists.unit_class(&expanded.to_lowercase()).is_some());
    expanded.map_or_else(
        || text.to_owned(),
        |expanded| format!("{expanded} {rest}").trim_end().to_owned(),
    )
}

/// The qualifier of a part: `cấp tỉnh` of `cấp tỉnh: 139`, `trực tiếp` of `15.074 trực tiếp`, what
/// follows the unit (`tổ chức` of `489 chứng thư số tổ chức`), or the words before `(`.
pub(crate) fn qualifier(
    view: &JoinedText,
    words: &Words,
    figure: &Figure,
    previous: usize,
) -> Option<String> {
    let text = &view.text;
    let before_number = text[..figure.number.start].trim_end();
    if let Some(head) = before_number.strip_suffix(':') {
        let near = window_before(text, head.len(), REACH);
        let start = head[near..]
            .rfind([',', ';', '(', ':', '\n', '.'])
            .map_or(near, |i| near + i + 1);
        return Some(head[start..].trim().to_owned())
            .filter(|words| !words.is_empty() && words.len() < 120);
    }
    let rest = &text[figure.span.end..window_after(text, figure.span.end, REACH)];
    let stop = rest
        .find([',', ';', '(', ')', ':', '\n', '.'])
        .unwrap_or(rest.len());
    let after_unit = rest[..stop].trim();
    if !after_unit.is_empty() {
        return Some(after_unit.to_owned());
    }
    let lead = lead(view, words, figure.number.start, previous);
    if !lead.is_empty() && lead.len() < 120 {
        return Some(view.string(lead));
    }
    let head = before_number.strip_suffix('(')?.trim_end();
    head.rsplit(' ')
        .next()
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_owned)
}

/// *dịch vụ công mức 3 tiếp nhận 8.756 hồ sơ*: the level in the clause before the number.
pub(crate) fn level_before(text: &str, figure: &Figure) -> Option<String> {
    let head = &text[..figure.number.start];
    let near = window_before(text, head.len(), REACH);
    let start = head[near..]
        .rfind([',', ';', '(', '\n', ')'])
        .map_or(near, |i| near + i + 1);
    let at = head[start..].rfind("mức ")? + start;
    let end = at + "mức ".len();
    let digits = text[end..].find(|c: char| !c.is_ascii_digit())?;
    (digits > 0 && before(text, end + digits, text[end..end + digits].trim()).is_some())
        .then(|| text[at..end + digits].to_owned())
}
