//! Who or what is counted: a sentence is cut into clauses, and a figure's clause into the words before its
//! number (its lead) and those behind its unit (its tail). Stops, semicolons, colons and parentheses end a
//! clause; so does a comma, unless it only enumerates (*thu phí, lệ phí 140 triệu đồng*).

use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{clause_end, trim, window_before, words_after};
use crate::text::{Span, fold};

/// How far around a figure its words may stand, in bytes.
pub(crate) const REACH: usize = 600;

/// The words of a clause around a figure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clause {
    /// Those before the number, without words that only tie them to it.
    pub(crate) lead: Span,
    /// Those behind the unit; empty where they say nothing of what is counted.
    pub(crate) tail: Span,
    /// A colon stands between lead and number.
    pub(crate) labelled: bool,
    /// The label of the item that this figure counts in another unit than the one before.
    pub(crate) item: Option<Span>,
}

impl Clause {
    /// A clause without words.
    pub(crate) fn empty(at: usize) -> Self {
        let none = Span::new(at, at);
        Clause {
            lead: none,
            tail: none,
            labelled: false,
            item: None,
        }
    }

    /// The clause of a figure, after the figure that ends at `previous`.
    pub(crate) fn around(
        view: &JoinedText,
        words: &Words,
        number: Span,
        end: usize,
        previous: usize,
    ) -> Self {
        let before = view.text[..number.start].trim_end();
        Clause {
            lead: lead(view, words, number.start, previous),
            tail: tail(&view.text, words, end),
            labelled: before.ends_with(':'),
            item: None,
        }
    }
}

/// The words before a number in its clause, after the figure that ends at `previous`, without those that
/// open a list, tell the time or tie the words to the number.
pub(crate) fn lead(view: &JoinedText, words: &Words, at: usize, previous: usize) -> Span {
    let text = &view.text;
    let start = clause_start(view, words, at, previous);
    let mut lead = trim(text, Span::new(start, at), is_mark);
    lead = without_label(text, lead);
    let labelled = text[..at].trim_end().ends_with(':');
    while let Some(end) = opening(text, words, lead, labelled).filter(|_| !lead.is_empty()) {
        lead = trim(text, Span::new(end, lead.end), is_mark);
    }
    untied(text, words, lead)
}

/// Words without those at their end that only tie them to a number: *đạt*, *ước khoảng*.
fn untied(text: &str, words: &Words, mut lead: Span) -> Span {
    while let Some((tied, _)) = words.before(text, lead.end, Role::Link) {
        let shorter = trim(text, Span::new(lead.start, tied.max(lead.start)), is_mark);
        if shorter.end >= lead.end {
            break;
        }
        lead = shorter;
    }
    lead
}

/// The end of what opens a lead without naming anything: *trong đó*, *tuy nhiên*, *từ ngày 15/4 đến ngày 14/5*.
fn opening(text: &str, words: &Words, lead: Span, labelled: bool) -> Option<usize> {
    let after = |role| words.after(text, lead.start, role).map(|(end, _)| end);
    let first = words_after(text, lead.start).next().map(|word| word.end);
    let digit = |c: char| c.is_ascii_digit();
    let digits = |at: usize| text[at..].trim_start().starts_with(digit);
    let time = |at: usize| digits(at) || words.after(text, at, Role::TimeWord).is_some();
    let adverb =
        after(Role::LeadIn).filter(|&end| text[lead.start..end].contains(' ') || time(end));
    let number = first.filter(|_| digits(lead.start));
    let opening = after(Role::Breakdown)
        .or(after(Role::OwnPeriod))
        .or(after(Role::OwnDay))
        .or(adverb
            .or(after(Role::TimeWord))
            .or(number)
            .filter(|_| !labelled));
    opening.filter(|&end| end <= lead.end)
}

/// Whether a character at the ends of a lead belongs to no word.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '(' | ')' | '”' | '“')
}

/// A lead without the label of its item: `(3) Thu ngân sách`, `3) Thu ngân sách`.
fn without_label(text: &str, lead: Span) -> Span {
    const LONGEST: usize = 3;
    let inner = lead.of(text).trim_start_matches('(');
    let close = inner.find(')').filter(|close| *close <= LONGEST);
    let label = close.filter(|close| inner[..*close].chars().all(char::is_alphanumeric));
    match label {
        Some(close) => {
            let end = lead.end - inner.len() + close + 1;
            trim(text, Span::new(end, lead.end), is_mark)
        }
        None => trim(text, lead, |c| c == '('),
    }
}

/// Where the clause before a number starts.
fn clause_start(view: &JoinedText, words: &Words, at: usize, previous: usize) -> usize {
    let text = &view.text;
    let near = window_before(text, at, REACH);
    let paragraph = view.paragraph_at(at).map(|index| view.paragraphs[index]);
    let label = paragraph.map_or(near, |p| p.label.map_or(p.span.start, |label| label.rest));
    let from = near.max(label).max(previous).min(at);
    let body = text[from..at].trim_end_matches(|c: char| c == ':' || c.is_whitespace());
    let end = from + body.len();
    let mut depth = 0;
    let mut commas = Vec::new();
    for (i, c) in body.char_indices().rev() {
        let place = from + i;
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => return enumeration(text, words, place + 1, &commas, end),
            '(' => depth -= 1,
            ',' if depth == 0 => commas.push(place),
            // *Hệ thống iOffice: đã áp dụng cho 577 cơ quan*: what follows the colon says no subject.
            ':' if depth == 0 && text[place + 1..].starts_with(" đã ") => {}
            '.' if !text[place + 1..].starts_with(' ') => {}
            ';' | ':' | '\n' | '.' if depth == 0 => {
                return enumeration(text, words, place + 1, &commas, end);
            }
            _ => {}
        }
    }
    if from > previous || previous == 0 {
        return enumeration(text, words, from, &commas, end);
    }
    // What stands between the figure before and the first comma belongs to that figure.
    match (commas.pop(), body.rfind(')').filter(|_| depth > 0)) {
        (Some(first), _) => enumeration(text, words, first + 1, &commas, end),
        (None, Some(close)) => from + close + 1,
        (None, None) => tied(body).map_or(end, |i| from + i),
    }
}

/// The end of the first word of a gap between two figures that begins something new.
fn tied(gap: &str) -> Option<usize> {
    const TIES: [&str; 7] = [" với ", " và ", " để ", " thì ", " nhưng ", " – ", " làm "];
    let from = gap.rfind(')').unwrap_or(0);
    let ends = |word: &&str| Some(from + gap[from..].find(word)? + word.len());
    TIES.iter().filter_map(ends).min()
}

/// Where the clause of which the last word ends at `end` starts, from `from` on, if the comma before it
/// may only enumerate; `commas` from right to left.
fn enumeration(text: &str, words: &Words, from: usize, commas: &[usize], end: usize) -> usize {
    const SHORT: usize = 3;
    const LONG: usize = 12;
    let count = |from: usize, to: usize| text[from..to].split_whitespace().count();
    let mut start = from;
    for (i, &comma) in commas.iter().enumerate() {
        start = comma + 1;
        let left = commas.get(i + 1).map_or(from, |&comma| comma + 1);
        let right = untied(text, words, trim(text, Span::new(start, end), is_mark));
        let item = right.of(text).starts_with(char::is_lowercase)
            && !begins_anew(text, words, right.start);
        let own = trim(text, Span::new(left, comma), is_mark);
        let named = !own.is_empty() && words.after(text, own.start, Role::LeadIn).is_none();
        let (before, behind) = (count(left, comma), count(right.start, right.end));
        if !(item && named && before <= LONG && (before <= SHORT || behind <= SHORT)) {
            break;
        }
        start = left;
    }
    start
}

/// The words behind a unit that say what is counted, up to the end of the clause or the next number.
pub(crate) fn tail(text: &str, words: &Words, end: usize) -> Span {
    let mut stop = stop_after(text, end);
    // `100% xã, thị trấn có trạm y tế`: what is behind a percent sign may enumerate.
    let mut item = end;
    while text[..end].ends_with('%') && text[stop..].starts_with(", ") {
        let short = (1..=2).contains(&text[item..stop].split_whitespace().count());
        item = stop + 1;
        let further = stop_after(text, item);
        let goes_on = words_after(text, item).next().is_some_and(|word| {
            word.of(text).starts_with(char::is_lowercase) && !begins_anew(text, words, word.start)
        });
        let told = text[item..further].split_whitespace().count() > 2;
        let counts = text[further..].starts_with(|c: char| c.is_ascii_digit());
        if !(short && goes_on) || counts && !told {
            break;
        }
        stop = further;
    }
    let cut = words_after(text, end)
        .take_while(|word| word.start < stop)
        .find(|word| words.after(text, word.start, Role::ClauseEnd).is_some());
    let stop = cut.map_or(stop, |word| word.start);
    let mut tail = trim(text, Span::new(end, stop), |c| {
        c.is_whitespace() || matches!(c, '%' | '.' | '/' | '–' | '-')
    });
    if words.after(text, tail.start, Role::Aside).is_some() {
        return Span::new(tail.start, tail.start);
    }
    while let Some((start, _)) = words.before(text, tail.end, Role::Aside) {
        if start <= tail.start {
            return Span::new(tail.start, tail.start);
        }
        tail = trim(text, Span::new(tail.start, start), char::is_whitespace);
    }
    tail
}

/// The first mark or digit from a place on that ends what is said there.
fn stop_after(text: &str, from: usize) -> usize {
    let ends = |c: char| matches!(c, ',' | ';' | '(' | ')' | ':' | '\n') || c.is_ascii_digit();
    clause_end(text, from, REACH, ends)
}

/// Whether the words at a place begin something new, so that they are no further item of an enumeration.
fn begins_anew(text: &str, words: &Words, at: usize) -> bool {
    use Role::{Aside, Breakdown, ClauseEnd, LeadIn, Link};
    let mut roles = [Breakdown, Aside, LeadIn, Link, ClauseEnd].into_iter();
    roles.any(|role| words.after(text, at, role).is_some())
}

/// What a figure is about. Of things that are counted, the unit and what follows it; of measures, sums of
/// money and percentages, what stands before and behind. `measure` says that the unit names no things.
pub(crate) fn subject(
    view: &JoinedText,
    lists: &Lists,
    clause: Clause,
    unit: Span,
    measure: bool,
) -> Option<String> {
    let text = &view.text;
    let lead = done(text, lists, clause.lead);
    let tail = clause.tail;
    let end = if tail.is_empty() { unit.end } else { tail.end };
    let counted = Span::new(unit.start, end);
    let counted = trim(text, counted, |c| c.is_whitespace() || c == ',');
    let said = |parts: &[Span]| {
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts
            .map(|&part| view.string(part))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let subject = match (lead.is_empty(), tail.is_empty(), measure) {
        (_, _, true) => said(&[lead, tail]),
        (false, true, false) if clause.labelled || names(text, lead, unit) => said(&[lead]),
        (false, false, false) if !clause.labelled => said(&[counted]),
        _ => said(&[lead, counted]),
    };
    let subject = match clause.item {
        Some(item) => format!("{} {subject}", view.string(item)),
        None => subject,
    };
    Some(expand_first(&subject, lists)).filter(|subject| !subject.is_empty())
}

/// Whether a lead names the counted things itself: *Số hộ nghèo còn 12 hộ*.
fn names(text: &str, lead: Span, unit: Span) -> bool {
    let (lead, unit) = (lead.of(text).to_lowercase(), unit.of(text).to_lowercase());
    lead.starts_with("số ") || lead.starts_with("tổng số ") || lead.contains(unit.trim())
}

/// A lead without the agency that did it: *Sở Y tế đã khám* → *khám*.
fn done(text: &str, lists: &Lists, lead: Span) -> Span {
    let acts = |who: &str| {
        let lead_in = lists.words.after(text, lead.start, Role::LeadIn);
        lead_in.is_some() || lists.starts_agency(&fold(who))
    };
    match lead.of(text).split_once(" đã ") {
        Some((who, done)) if acts(who) => Span::new(lead.end - done.len(), lead.end),
        _ => lead,
    }
}

/// The text with an abbreviation at its start expanded.
fn expand_first(text: &str, lists: &Lists) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_unit = |expanded: &&str| lists.unit_class(&expanded.to_lowercase()).is_some();
    match lists.expand(first).filter(is_unit) {
        Some(expanded) => format!("{expanded} {rest}").trim_end().to_owned(),
        None => text.to_owned(),
    }
}

/// The qualifier of a part: `cấp tỉnh` of `cấp tỉnh: 139`, `trực tiếp` of `15.074 trực tiếp`, what
/// follows the unit (`tổ chức` of `489 chứng thư số tổ chức`), or the words before the number.
pub(crate) fn qualifier(view: &JoinedText, clause: Clause, at: usize) -> Option<String> {
    const LONGEST: usize = 120;
    let text = &view.text;
    let Clause { lead, tail, .. } = clause;
    let short = |span: Span| Some(view.string(span)).filter(|q| !q.is_empty() && q.len() < LONGEST);
    match (clause.labelled, tail.is_empty()) {
        (false, false) => short(tail),
        (true, _) => short(lead),
        (false, true) => short(lead).or_else(|| {
            let before = text[..at].trim_end().strip_suffix('(')?;
            let name = before.trim_end().rsplit(' ').next()?;
            let named = name.starts_with(char::is_uppercase);
            named.then(|| name.to_owned())
        }),
    }
}
