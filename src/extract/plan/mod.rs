//! What is planned: the items of plan sections, split into single actions.

pub(crate) mod assignments;
pub(crate) mod sections;

use crate::document::{Action, Attributed, DateRole, Origin, PeriodRange, PlanItem, SectionKind};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::phrases::{trim, words_after};
use crate::text::{Span, fold};
use sections::Heading;

const ITEM: RuleName = RuleName("plan.item");
const UNLABELLED: RuleName = RuleName("plan.unlabelled");

/// Finds the plan items within `body`.
pub(crate) fn find(context: &Context, body: Span) -> Vec<PlanItem> {
    let Context { view, lists, .. } = *context;
    let mut items: Vec<PlanItem> = Vec::new();
    let mut lead: Option<Attributed> = None;
    // A heading without a label, or whose label the engine lost, announced the plan.
    let mut unlabelled = false;
    for (index, paragraph) in view.paragraphs.iter().enumerate() {
        let span = paragraph.span;
        if span.start < body.start || span.start >= body.end {
            continue;
        }
        let heading = sections::at(view, context.headings, span.start);
        let planned = heading.filter(|heading| heading.plan);
        unlabelled = match paragraph.label.map(|label| label.kind) {
            None if planned.is_none() => {
                let opens = sections::opens_plan(&lists.words, span.of(&view.text));
                if opens { true } else { unlabelled }
            }
            Some(SectionKind::Part | SectionKind::UpperLetter | SectionKind::Roman) => false,
            _ => unlabelled,
        };
        if planned.is_none() && !unlabelled {
            lead = None;
            continue;
        }
        if planned.is_some_and(|heading| heading.paragraph == index) {
            continue;
        }
        let Some(label) = paragraph.label else {
            lead = lead_agency(view, lists, span).or(lead);
            continue;
        };
        let text = trim(&view.text, Span::new(label.rest, span.end), |c| {
            c.is_whitespace() || matches!(c, '.' | ';' | '/' | ',')
        });
        if text.is_empty() {
            continue;
        }
        let id = format!("k{}", items.len() + 1);
        let number = (label.kind != SectionKind::Dash).then(|| label.key.of(&view.text).to_owned());
        let mut item = item(context, id, text);
        item.number = number;
        if planned.is_none() {
            item.provenance = UNLABELLED.provenance();
        }
        item.section = heading.map(|heading| heading.id.clone());
        item.lead_agency = assignments::lead(view, lists, text).or_else(|| lead.clone());
        item.period = period(context, heading);
        items.push(item);
    }
    items
}

/// *Trong tháng 3 năm 2023, Sở … tập trung … như sau:* names who is to do it.
fn lead_agency(view: &JoinedText, lists: &Lists, span: Span) -> Option<Attributed> {
    let text = span.of(&view.text);
    if !fold(text)
        .trim_end_matches([':', ' ', '.'])
        .ends_with("sau")
    {
        return None;
    }
    let start = text.find(", ").map_or(0, |at| at + 2);
    let mut words = text[start..].match_indices(' ').map(|(at, _)| start + at);
    let end = words.find(|&at| lists.words.after(text, at, Role::LeadVerb).is_some())?;
    let name = trim(
        &view.text,
        Span::new(span.start + start, span.start + end),
        char::is_whitespace,
    );
    name.of(&view.text)
        .starts_with(char::is_uppercase)
        .then(|| Attributed {
            name: view.string(name),
            inferred_from: view.place(name),
        })
}

/// The period that the plan's heading names, or that the subject does.
fn period(context: &Context, heading: Option<&Heading>) -> Option<PeriodRange> {
    let above = heading.and_then(|heading| context.headings.get(heading.root));
    let named = [heading, above].into_iter().flatten().find_map(|heading| {
        let title = heading.title?;
        within(context.periods, title, |s| s.span)
            .iter()
            .find(|s| s.range.is_some())
    });
    let headed = named.and_then(|mention| {
        let place = Origin::Place(context.view.place(mention.span));
        mention.range.clone().map(|range| PeriodRange {
            inferred_from: Some(place),
            ..range
        })
    });
    headed.or_else(|| {
        let field = Origin::Field("header.plan_period".to_owned());
        context.time.planned.clone().map(|range| PeriodRange {
            inferred_from: Some(field),
            ..range
        })
    })
}

/// The members of an ordered list that start within a span.
fn within<T>(list: &[T], span: Span, place: impl Fn(&T) -> Span) -> &[T] {
    let first = list.partition_point(|member| place(member).start < span.start);
    let end = list.partition_point(|member| place(member).start < span.end);
    &list[first..end.max(first)]
}

fn item(context: &Context, id: String, text: Span) -> PlanItem {
    let Context { view, lists, .. } = *context;
    let actions = actions(view, lists, &id, text);
    let first = actions.first();
    let mut partners = assignments::partners(view, lists, text);
    let targets = actions.iter().flat_map(|action| &action.targets);
    for target in targets.filter(|target| !target.contains("chủ trì")) {
        if !partners.contains(target) {
            partners.push(target.clone());
        }
    }
    let cited = within(context.citations, text, |citation| citation.span).iter();
    let mut days = within(context.days, text, |day| day.span).iter();
    let due = days.find(|day| day.mention.role == DateRole::Deadline);
    PlanItem {
        verb: first.and_then(|action| action.verb.clone()),
        action: first
            .map(|action| action.object.clone())
            .unwrap_or_default(),
        legal_basis: cited
            .map(|citation| citation.reference.id.clone())
            .collect(),
        deadline: due.and_then(|day| day.mention.iso.clone()),
        text: view.string(text),
        span: view.place(text),
        id,
        number: None,
        section: None,
        provenance: ITEM.provenance(),
        lead_agency: None,
        partners,
        period: None,
        actions,
    }
}

/// Splits an item at `;` and at the ends of sentences. A list after a colon shares the verb; what
/// follows `;` and does not start with a verb goes on with the action before it.
fn actions(view: &JoinedText, lists: &Lists, id: &str, item: Span) -> Vec<Action> {
    let text = &view.text;
    let (shared, body) = shared_verb(text, item, lists);
    let mut parts: Vec<Span> = Vec::new();
    for part in clauses(text, body) {
        let lower = part.of(text).starts_with(char::is_lowercase);
        let verbless = verb_end(text, part, lists).is_none();
        match parts.last_mut() {
            Some(last) if lower && verbless && shared.is_none() => last.end = part.end,
            _ => parts.push(part),
        }
    }
    let made = parts.into_iter().enumerate().map(|(i, part)| {
        let verb_end = verb_end(text, part, lists);
        let own = verb_end.map(|end| Span::new(part.start, end));
        let after = own
            .filter(|_| shared.is_none())
            .map_or(part.start, |verb| verb.end);
        let object = trim(text, Span::new(after, part.end), |c| {
            c.is_whitespace() || c == ','
        });
        let (verb, targets) = match &shared {
            Some((verb, targets)) => (Some(verb.clone()), targets.clone()),
            None => (
                own.map(|verb| view.string(verb)),
                targets(view, lists, object),
            ),
        };
        Action {
            id: format!("{id}.{}", i + 1),
            verb,
            object: view.string(object),
            targets,
            text: view.string(part),
            span: view.place(part),
        }
    });
    made.collect()
}

/// `Tham mưu UBND tỉnh ban hành: A; B`: the words before the colon rule all that follows.
fn shared_verb(text: &str, item: Span, lists: &Lists) -> (Option<(String, Vec<String>)>, Span) {
    let whole = (None, item);
    let printed = item.of(text);
    let Some(colon) = printed
        .find(": ")
        .filter(|at| printed[..*at].chars().count() <= 80)
    else {
        return whole;
    };
    if printed[..colon].contains([';', '.']) || !printed[colon..].contains(';') {
        return whole;
    }
    let lead = Span::new(item.start, item.start + colon);
    let Some(verb) = verb_end(text, lead, lists) else {
        return whole;
    };
    let rest = trim(text, Span::new(verb, lead.end), char::is_whitespace);
    let body = trim(text, Span::new(lead.end + 1, item.end), char::is_whitespace);
    let mut name = Span::new(lead.start, verb).of(text).to_owned();
    let last = rest.of(text).rsplit(' ').take(2).collect::<Vec<_>>();
    let tail = (last.len() == 2).then(|| format!("{} {}", last[1], last[0]));
    let mut targets = Vec::new();
    let target = match tail.filter(|tail| lists.plan_word(&tail.to_lowercase()) == Some(true)) {
        Some(tail) => {
            name = format!("{name} {tail}");
            rest.of(text)[..rest.len() - tail.len()].trim()
        }
        None => rest.of(text),
    };
    if !target.is_empty() {
        targets.push(target.replace('\n', " "));
    }
    (Some((name, targets)), body)
}

/// The parts of an item between `;` and sentence ends.
fn clauses(text: &str, item: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = item.start;
    let printed = item.of(text);
    for (i, c) in printed.char_indices() {
        let rest = &printed[i + c.len_utf8()..];
        let sentence = c == '.'
            && rest
                .strip_prefix(' ')
                .is_some_and(|r| r.trim_start().starts_with(char::is_uppercase));
        // `TP. Hồ Chí Minh`: a short word in capitals before the dot is an abbreviation.
        let short = printed[..i]
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .all(char::is_uppercase);
        if c == ';' || (sentence && !short) {
            parts.push(Span::new(start, item.start + i));
            start = item.start + i + 1;
        }
    }
    parts.push(Span::new(start, item.end));
    let parts = parts.into_iter().map(|part| {
        trim(text, part, |c| {
            c.is_whitespace() || matches!(c, '.' | ';' | ',')
        })
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The end of the verbs that a clause starts with: prefixes and verbs of the list, joined by commas
/// and *và*.
fn verb_end(text: &str, clause: Span, lists: &Lists) -> Option<usize> {
    let mut pos = clause.start;
    let mut end = None;
    while let Some((next, verb)) = plan_word(text, pos, clause.end, lists) {
        if verb || end.is_none() {
            end = Some((next, verb || end.is_some_and(|(_, verb)| verb)));
        }
        pos = next;
        let rest = &text[pos..clause.end];
        if let Some(tail) = rest
            .strip_prefix(", ")
            .or_else(|| rest.strip_prefix(" và "))
        {
            pos = clause.end - tail.len();
        }
    }
    end.map(|(end, _)| end)
}

/// The longest listed word, of up to four syllables, at a place.
fn plan_word(text: &str, at: usize, end: usize, lists: &Lists) -> Option<(usize, bool)> {
    let words: Vec<Span> = words_after(text, at)
        .take(4)
        .take_while(|word| word.end <= end)
        .collect();
    let start = words.first()?.start;
    words.iter().rev().find_map(|word| {
        let phrase = text[start..word.end].to_lowercase();
        lists.plan_word(&phrase).map(|verb| (word.end, verb))
    })
}

/// Whom an action is addressed to: the names at the start of its object.
fn targets(view: &JoinedText, lists: &Lists, object: Span) -> Vec<String> {
    let addressed = |folded: &str| {
        let mut heads = lists.words.folded(Role::Addressed).iter();
        heads.any(|head| {
            let rest = folded.strip_prefix(head.as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    let text = object.of(&view.text);
    let folded = fold(text);
    if !addressed(&folded) {
        return Vec::new();
    }
    let ends = |&at: &usize| lists.words.after(text, at, Role::AfterAddressed).is_some();
    let mut words = text.match_indices(' ').map(|(at, _)| at);
    let end = words.find(ends).unwrap_or(text.len());
    let end = text[..end].find([':', ';', '(']).unwrap_or(end);
    let mut names: Vec<String> = Vec::new();
    for part in text[..end]
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let starts = addressed(&fold(part)) || part.starts_with(char::is_uppercase);
        match names.last_mut() {
            Some(last) if !starts => *last = format!("{last}, {part}"),
            _ => names.push(part.to_owned()),
        }
    }
    names
}
