//! What is planned: the items of plan sections, split into single actions.

pub(crate) mod assignments;
pub(crate) mod sections;

use crate::document::{Action, Attributed, DateRole, Origin, PeriodRange, PlanItem, SectionKind};
use crate::extract::context::Context;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::rules::lists::Lists;
use crate::rules::words::Role;
use crate::text::phrases::{listed, trim, words_after};
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
        match paragraph.label.map(|label| label.kind) {
            None if planned.is_none() => {
                unlabelled |= sections::opens_plan(&lists.words, span.of(&view.text));
            }
            Some(SectionKind::Part | SectionKind::UpperLetter | SectionKind::Roman) => {
                unlabelled = false;
            }
            _ => {}
        }
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
    let announced = fold(text.trim_end_matches([':', ' ', '.'])).ends_with("sau");
    let start = text.find(", ").map_or(0, |at| at + 2);
    let mut words = text[start..].match_indices(' ').map(|(at, _)| start + at);
    let end = words.find(|&at| lists.words.after(text, at, Role::LeadVerb).is_some())?;
    let name = Span::new(start, end).shifted(span.start);
    let name = trim(&view.text, name, char::is_whitespace);
    let named = name.of(&view.text).starts_with(char::is_uppercase);
    (announced && named).then(|| Attributed {
        name: view.string(name),
        inferred_from: view.place(name),
    })
}

/// The period that the plan's heading names, or that the subject does.
fn period(context: &Context, heading: Option<&Heading>) -> Option<PeriodRange> {
    let above = heading.and_then(|heading| context.headings.get(heading.root));
    let titles = [heading, above]
        .into_iter()
        .flatten()
        .filter_map(|heading| heading.title);
    let mut named = titles.flat_map(|title| within(context.periods, title, |s| s.span));
    let (range, origin) = match named.find(|s| s.range.is_some()) {
        Some(named) => (&named.range, Origin::Place(context.view.place(named.span))),
        None => (
            &context.time.planned,
            Origin::Field("header.plan_period".to_owned()),
        ),
    };
    range.clone().map(|range| PeriodRange {
        inferred_from: Some(origin),
        ..range
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
    for target in actions.iter().flat_map(|action| &action.targets) {
        if !target.contains("chủ trì") && !partners.contains(target) {
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
    let made = (1..).zip(parts).map(|(number, part)| {
        let own = verb_end(text, part, lists).filter(|_| shared.is_none());
        let object = Span::new(own.unwrap_or(part.start), part.end);
        let object = trim(text, object, |c| c.is_whitespace() || c == ',');
        let verb = || own.map(|end| view.string(Span::new(part.start, end)));
        let (verb, targets) = match shared.clone() {
            Some((verb, targets)) => (Some(verb), targets),
            None => (verb(), targets(view, lists, object)),
        };
        Action {
            id: format!("{id}.{number}"),
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
    shared_lead(text, item, lists).map_or((None, item), |(verb, body)| (Some(verb), body))
}

/// The verb of a lead with whom it is addressed to, and what stands behind its colon.
fn shared_lead(text: &str, item: Span, lists: &Lists) -> Option<((String, Vec<String>), Span)> {
    const LONGEST: usize = 80;
    let (lead, list) = item.of(text).split_once(": ")?;
    let short = lead.chars().count() <= LONGEST && !lead.contains([';', '.']);
    let end = item.start + lead.len();
    let verb = verb_end(text, Span::new(item.start, end), lists)
        .filter(|_| short && list.contains(';'))?;
    let body = trim(text, Span::new(end + 1, item.end), char::is_whitespace);
    let mut name = text[item.start..verb].to_owned();
    let mut target = text[verb..end].trim();
    // *Tham mưu UBND tỉnh ban hành*: the verb that ends the lead rules the list as well.
    if let [last, before] = target.rsplitn(3, ' ').take(2).collect::<Vec<_>>()[..] {
        let tail = format!("{before} {last}");
        if lists.plan_word(&tail.to_lowercase()) == Some(true) {
            target = target[..target.len() - tail.len()].trim();
            name = format!("{name} {tail}");
        }
    }
    let targets = Some(target.replace('\n', " ")).filter(|target| !target.is_empty());
    Some(((name, targets.into_iter().collect()), body))
}

/// The parts of an item between `;` and sentence ends.
fn clauses(text: &str, item: Span) -> Vec<Span> {
    let printed = item.of(text);
    let stops = printed.match_indices([';', '.']).filter(|&(at, mark)| {
        let rest = printed[at + 1..]
            .strip_prefix(' ')
            .unwrap_or("")
            .trim_start();
        // `TP. Hồ Chí Minh`: a short word in capitals before the dot is an abbreviation.
        let word = printed[..at]
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic());
        let short = || word.clone().all(char::is_uppercase);
        mark == ";" || rest.starts_with(char::is_uppercase) && !short()
    });
    let mut start = item.start;
    let ends = stops.map(|(at, _)| item.start + at).chain([item.end]);
    let parts = ends.map(|end| Span::new(std::mem::replace(&mut start, end + 1), end));
    let noise = |c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',');
    let parts = parts.map(|part| trim(text, part, noise));
    parts.filter(|part| !part.is_empty()).collect()
}

/// The end of the verbs that a clause starts with: prefixes and verbs of the list, joined by commas
/// and *và*.
fn verb_end(text: &str, clause: Span, lists: &Lists) -> Option<usize> {
    let mut pos = clause.start;
    let mut end = None;
    while let Some((next, verb)) = plan_word(text, pos, clause.end, lists) {
        if verb || end.is_none() {
            end = Some(next);
        }
        let rest = &text[next..clause.end];
        let tail = rest
            .strip_prefix(", ")
            .or_else(|| rest.strip_prefix(" và "));
        pos = clause.end - tail.unwrap_or(rest).len();
    }
    end
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
    let addressed = |folded: &str| lists.words.begins(folded, Role::Addressed).is_some();
    let text = object.of(&view.text);
    let folded = fold(text);
    if !addressed(&folded) {
        return Vec::new();
    }
    let ends = |&at: &usize| lists.words.after(text, at, Role::AfterAddressed).is_some();
    let mut words = text.match_indices(' ').map(|(at, _)| at);
    let end = words.find(ends).unwrap_or(text.len());
    let end = text[..end].find([':', ';', '(']).unwrap_or(end);
    let begins = |part: &str| addressed(&fold(part)) || part.starts_with(char::is_uppercase);
    listed(text[..end].split(','), begins)
}
