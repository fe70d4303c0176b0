//! Who or what is counted: a sentence is cut into clauses, and a figure's clause into the words before its
//! number (its lead) and those behind its unit (its tail). Stops, semicolons, colons and parentheses end a
//! clause; so does a comma, unless it only enumerates (*thu phí, lệ phí 140 triệu đồng*).

use super::figure::{Clause, Figure};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::rules::shapes::{Shape, shape};
use crate::rules::words::Role;
use crate::text::fold::is_alphanumeric;
use crate::text::phrases::{clause_end, trim, window_before, words_after};
use crate::text::{Span, fold, lower};

/// How far around a figure its words may stand, in bytes.
pub(crate) const REACH: usize = 600;

/// `(3) Thu ngân sách`, `3) Thu ngân sách`.
static LABEL: Shape = Shape::new(|| shape("inner_label"));

/// The clause around a span, behind the figure that ends at `previous`.
pub(crate) fn around(context: &Context, Span { start, end }: Span, previous: usize) -> Clause {
    let labelled = context.text()[..start].trim_end().ends_with(':');
    Clause {
        lead: lead(context, start, previous, labelled),
        tail: tail(context, end),
        labelled,
        item: None,
    }
}

/// The words before a number in its clause, after the figure that ends at `previous`, without those that
/// open a list, tell the time or tie the words to the number.
fn lead(context: &Context, at: usize, previous: usize, labelled: bool) -> Span {
    let text = context.text();
    let start = clause_start(context, at, previous);
    let lead = trim(text, Span::new(start, at), is_mark);
    let label = LABEL.at(lead.of(text), 0).map_or(0, |label| label.end());
    let lead = Span::new(lead.start + label, lead.end);
    let mut lead = trim(text, lead, |c| is_mark(c) || c == '(');
    while let Some(end) = opening(context, lead, labelled).filter(|_| !lead.is_empty()) {
        lead = trim(text, Span::new(end, lead.end), is_mark);
    }
    without_last(context, lead, Role::Link)
}

/// Words without those of a role at their end, such as those that only tie them to a number: *đạt*, *ước khoảng*.
fn without_last(context: &Context, mut words: Span, role: Role) -> Span {
    let before = |words: Span| context.before(words.end, role);
    while let Some(start) = before(words).filter(|_| !words.is_empty()) {
        let rest = Span::new(words.start, start.max(words.start));
        words = trim(context.text(), rest, is_mark);
    }
    words
}

/// The end of what opens a lead without naming anything: *trong đó*, *tuy nhiên*, *từ ngày 15/4 đến ngày 14/5*.
fn opening(context: &Context, lead: Span, labelled: bool) -> Option<usize> {
    let text = context.text();
    let after = |role| context.after(lead.start, role);
    let digit = |c: char| c.is_ascii_digit();
    let digits = |at: usize| text[at..].trim_start().starts_with(digit);
    let time = |at: usize| digits(at) || context.after(at, Role::TimeWord).is_some();
    let adverb = |end: &usize| text[lead.start..*end].contains(' ') || time(*end);
    let first = words_after(text, lead.start).next().map(|word| word.end);
    let number = first.filter(|_| digits(lead.start));
    let told = after(Role::LeadIn).filter(adverb).or(after(Role::TimeWord));
    let told = told.or(number).filter(|_| !labelled);
    let own = after(Role::OwnPeriod).or(after(Role::OwnDay));
    let opening = after(Role::Breakdown).or(own).or(told);
    opening.filter(|&end| end <= lead.end)
}

/// Whether a character at the ends of a lead belongs to no word.
fn is_mark(c: char) -> bool {
    !is_alphanumeric(c) && !matches!(c, '(' | ')' | '”' | '“')
}

/// Where the clause before a number starts.
fn clause_start(context: &Context, at: usize, previous: usize) -> usize {
    let (text, view) = (context.text(), context.view);
    let near = window_before(text, at, REACH);
    let paragraph = view.paragraph_at(at).map(|index| view.paragraphs[index]);
    let label = paragraph.map_or(near, |p| p.label.map_or(p.span.start, |label| label.rest));
    let from = near.max(label).max(previous).min(at);
    let body = text[from..at].trim_end_matches(|c: char| c == ':' || c.is_whitespace());
    let end = from + body.len();
    let mut depth = 0;
    let mut commas = Vec::new();
    for (i, c) in body.char_indices().rev() {
        let (place, rest) = (from + i, &text[from + i + c.len_utf8()..]);
        match c {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            ',' => commas.push(place),
            // *Hệ thống iOffice: đã áp dụng cho 577 cơ quan*: what follows the colon says no subject.
            ':' if rest.starts_with(" đã ") => {}
            '.' if !rest.starts_with(' ') => {}
            '(' | ';' | ':' | '\n' | '.' => return enumeration(context, place + 1, &commas, end),
            _ => {}
        }
    }
    if from > previous || previous == 0 {
        return enumeration(context, from, &commas, end);
    }
    // What stands between the figure before and the first comma belongs to that figure.
    match (commas.pop(), body.rfind(')').filter(|_| depth > 0)) {
        (Some(first), _) => enumeration(context, first + 1, &commas, end),
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
fn enumeration(context: &Context, from: usize, commas: &[usize], end: usize) -> usize {
    const SHORT: usize = 3;
    const LONG: usize = 12;
    let text = context.text();
    let count = |span: Span| span.of(text).split_whitespace().count();
    let mut start = from;
    for (i, &comma) in commas.iter().enumerate() {
        let left = commas.get(i + 1).map_or(from, |&comma| comma + 1);
        let right = trim(text, Span::new(comma + 1, end), is_mark);
        let right = without_last(context, right, Role::Link);
        let own = trim(text, Span::new(left, comma), is_mark);
        let named = !own.is_empty() && context.after(own.start, Role::LeadIn).is_none();
        let (before, behind) = (count(Span::new(left, comma)), count(right));
        let short = before <= LONG && (before <= SHORT || behind <= SHORT);
        if !(goes_on(context, right) && named && short) {
            return comma + 1;
        }
        start = left;
    }
    start
}

/// Whether words are a further item of an enumeration, as they begin nothing new.
fn goes_on(context: &Context, words: Span) -> bool {
    use Role::{Aside, Breakdown, ClauseEnd, LeadIn, Link};
    let mut roles = [Breakdown, Aside, LeadIn, Link, ClauseEnd].into_iter();
    let lower = words.of(context.text()).starts_with(char::is_lowercase);
    lower && !roles.any(|role| context.after(words.start, role).is_some())
}

/// The words behind a unit that say what is counted, up to the end of the clause or the next number.
fn tail(context: &Context, end: usize) -> Span {
    let text = context.text();
    let ends = |c: char| matches!(c, ',' | ';' | '(' | ')' | ':' | '\n') || c.is_ascii_digit();
    let stop_after = |from: usize| clause_end(text, from, REACH, ends);
    let mut stop = stop_after(end);
    // `100% xã, thị trấn có trạm y tế`: what is behind a percent sign may enumerate.
    let mut item = end;
    while text[..end].ends_with('%') && text[stop..].starts_with(", ") {
        let short = (1..=2).contains(&text[item..stop].split_whitespace().count());
        item = stop + 1;
        let further = stop_after(item);
        let next = words_after(text, item).next();
        // One or two words before a number are its own.
        let counts = text[further..].starts_with(|c: char| c.is_ascii_digit());
        let taken = counts && text[item..further].split_whitespace().count() <= 2;
        if taken || !(short && next.is_some_and(|next| goes_on(context, next))) {
            break;
        }
        stop = further;
    }
    let mut words = words_after(text, end).take_while(|word| word.start < stop);
    let cut = words.find(|word| context.after(word.start, Role::ClauseEnd).is_some());
    let stop = cut.map_or(stop, |word| word.start);
    let tail = trim(text, Span::new(end, stop), is_mark);
    match context.after(tail.start, Role::Aside) {
        Some(_) => Span::new(tail.start, tail.start),
        None => without_last(context, tail, Role::Aside),
    }
}

/// What a figure is about. Of things that are counted, the unit and what follows it; of measures, sums of
/// money and percentages, what stands before and behind. `measure` says that the unit names no things.
pub(crate) fn subject(context: &Context, figure: &Figure, measure: bool) -> Option<String> {
    let (text, clause) = (context.text(), figure.clause);
    let unit = Span::new(figure.number.end, figure.span.end);
    let lead = done(context, clause.lead);
    let tail = clause.tail;
    let end = if tail.is_empty() { unit.end } else { tail.end };
    let counted = trim(text, Span::new(unit.start, end), is_mark);
    let (lead, behind) = match (lead.is_empty(), tail.is_empty()) {
        _ if measure => (Some(lead), Some(tail)),
        (false, true) if clause.labelled || names(text, lead, unit) => (Some(lead), None),
        (false, false) if !clause.labelled => (None, Some(counted)),
        _ => (Some(lead), Some(counted)),
    };
    let said = [clause.item, lead, behind].into_iter().flatten();
    let said = said.filter(|part| !part.is_empty());
    let said = said.map(|part| context.view.string(part));
    let subject = said.collect::<Vec<_>>().join(" ");
    Some(expand_first(&subject, context.lists)).filter(|subject| !subject.is_empty())
}

/// Whether a lead names the counted things itself: *Số hộ nghèo còn 12 hộ*.
fn names(text: &str, lead: Span, unit: Span) -> bool {
    let (lead, unit) = (lower(lead.of(text)), lower(unit.of(text)));
    lead.starts_with("số ") || lead.starts_with("tổng số ") || lead.contains(unit.trim())
}

/// A lead without the agency that did it: *Sở Y tế đã khám* → *khám*.
fn done(context: &Context, lead: Span) -> Span {
    let led_in = context.after(lead.start, Role::LeadIn).is_some();
    let acts = |who: &str| led_in || context.lists.starts_agency(&fold(who));
    match lead.of(context.text()).split_once(" đã ") {
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
    let Clause { lead, tail, .. } = clause;
    let leads = clause.labelled || tail.is_empty();
    let own = if leads { lead } else { tail };
    let own = view.string(own);
    if !own.is_empty() && own.len() < LONGEST {
        return Some(own);
    }
    let before = view.text[..at].trim_end().strip_suffix('(')?;
    let name = before.trim_end().rsplit(' ').next()?;
    let named = !clause.labelled && tail.is_empty() && name.starts_with(char::is_uppercase);
    named.then(|| name.to_owned())
}
