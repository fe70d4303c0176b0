//! What is planned: the items of plan sections, split into single actions.

mod assignments;
pub(crate) mod sections;

use super::context::Context;
use super::reading::paragraphs::Paragraph;
use crate::document::{Action, Attributed, DateRole, Origin, PeriodRange, PlanItem, SectionKind};
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::words::Role;
use crate::text::phrases::{clauses, listed, trim};
use crate::text::span::{starting, within};
use crate::text::{Span, fold};
use assignments::{attributed, plan_word};
use sections::Heading;

const ITEM: RuleName = RuleName("plan.item");
const UNLABELLED: RuleName = RuleName("plan.unlabelled");

/// Finds the plan items within `body`.
pub(crate) fn find(context: &Context, body: Span) -> Vec<PlanItem> {
    use SectionKind::{Dash, Part, Roman, UpperLetter};
    let Context { view, lists, .. } = *context;
    let mut items: Vec<PlanItem> = Vec::new();
    let mut lead: Option<Attributed> = None;
    // A heading without a label, or whose label the engine lost, announced the plan.
    let mut unlabelled = false;
    for index in within(&view.paragraphs, body, |paragraph| paragraph.span) {
        let Paragraph { span, label } = view.paragraphs[index];
        let heading = sections::at(context.headings, span.start);
        let planned = heading.is_some_and(|heading| heading.plan);
        if label.is_none() && !planned {
            unlabelled |= sections::opens_plan(&lists.words, span.of(&view.text));
        }
        unlabelled &= !label.is_some_and(|label| matches!(label.kind, Part | UpperLetter | Roman));
        if !planned && !unlabelled {
            lead = None;
            continue;
        }
        let Some(label) = label else {
            lead = lead_agency(context, span).or(lead);
            continue;
        };
        let noise = |c: char| c.is_whitespace() || matches!(c, '.' | ';' | '/' | ',');
        let task = trim(&view.text, Span::new(label.rest, span.end), noise);
        let heads = planned && heading.is_some_and(|heading| heading.start == span.start);
        if !task.is_empty() && !heads {
            let number = (label.kind != Dash).then(|| view.string(label.key));
            let rule = if planned { ITEM } else { UNLABELLED };
            let item = item(context, format!("k{}", items.len() + 1), task, heading);
            items.push(PlanItem {
                number,
                lead_agency: item.lead_agency.or_else(|| lead.clone()),
                provenance: rule.provenance(),
                ..item
            });
        }
    }
    items
}

/// *Trong tháng 3 năm 2023, Sở … tập trung … như sau:* names who is to do it.
fn lead_agency(context: &Context, span: Span) -> Option<Attributed> {
    let printed = span.of(&context.view.text);
    let announced = fold(printed.trim_end_matches([':', ' ', '.'])).ends_with("sau");
    let start = printed.find(", ").map_or(0, |at| at + 2);
    let length = context.lists.words.up_to(&printed[start..], Role::LeadVerb);
    let name = Span::new(start, start + length).shifted(span.start);
    let name = trim(&context.view.text, name, char::is_whitespace);
    let capital = name.of(&context.view.text).starts_with(char::is_uppercase);
    (announced && capital && name.end < span.end).then(|| attributed(context.view, name))
}

/// The period that the plan's heading names, or that the subject does.
fn period(context: &Context, heading: Option<&Heading>) -> Option<PeriodRange> {
    let heading = heading.into_iter();
    let headings = heading.flat_map(|heading| [heading, &context.headings[heading.root]]);
    let titles = headings.filter_map(|heading| heading.title);
    let mut named = titles.flat_map(|title| starting(context.periods, title, |p| p.span));
    let named = named.find_map(|period| Some((period.range.as_ref()?, period.span)));
    let planned = context.time.planned.as_ref();
    let (range, origin) = match named {
        Some((range, span)) => (range, Origin::Place(context.view.place(span))),
        None => (planned?, Origin::Field("header.plan_period".to_owned())),
    };
    Some(PeriodRange {
        inferred_from: Some(origin),
        ..range.clone()
    })
}

/// What an item under a heading says.
fn item(context: &Context, id: String, task: Span, heading: Option<&Heading>) -> PlanItem {
    let Context { view, lists, .. } = *context;
    let actions = actions(context, &id, task);
    let first = actions.first();
    let mut partners = assignments::partners(view, lists, task);
    for target in actions.iter().flat_map(|action| &action.targets) {
        if !target.contains("chủ trì") && !partners.contains(target) {
            partners.push(target.clone());
        }
    }
    let cited = starting(context.citations, task, |citation| citation.span).iter();
    let cited = cited.map(|citation| citation.reference.id.clone());
    let mut days = starting(context.days, task, |day| day.span).iter();
    let due = days.find(|day| day.mention.role == DateRole::Deadline);
    PlanItem {
        verb: first.and_then(|action| action.verb.clone()),
        action: first.map_or(String::new(), |action| action.object.clone()),
        legal_basis: cited.collect(),
        deadline: due.and_then(|day| day.mention.iso.clone()),
        text: view.string(task),
        span: view.place(task),
        id,
        section: heading.map(|heading| heading.id.clone()),
        lead_agency: assignments::lead(view, lists, task),
        period: period(context, heading),
        partners,
        actions,
        ..PlanItem::default()
    }
}

/// Splits an item at `;` and at the ends of sentences. A list after a colon shares the verb; what
/// follows `;` and does not start with a verb goes on with the action before it.
fn actions(context: &Context, id: &str, item: Span) -> Vec<Action> {
    let Context { view, lists, .. } = *context;
    let text = &view.text;
    let (shared, body) = shared_verb(text, item, lists).unzip();
    let mut parts: Vec<Span> = Vec::new();
    for part in clauses(text, body.unwrap_or(item)) {
        let lower = part.of(text).starts_with(char::is_lowercase);
        let goes_on = lower && shared.is_none() && verb_end(text, part, lists).is_none();
        match parts.last_mut() {
            Some(last) if goes_on => last.end = part.end,
            _ => parts.push(part),
        }
    }
    let made = (1..).zip(parts).map(|(number, part)| {
        let own = verb_end(text, part, lists).filter(|_| shared.is_none());
        let object = Span::new(own.unwrap_or(part.start), part.end);
        let object = trim(text, object, |c| c.is_whitespace() || c == ',');
        let verb = own.map(|end| view.string(Span::new(part.start, end)));
        let (verb, targets) = match shared.clone() {
            Some((verb, targets)) => (Some(verb), targets),
            None => (verb, targets(object.of(text), lists)),
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

/// `Tham mưu UBND tỉnh ban hành: A; B`: the words before the colon rule all that follows. The verb, whom it is addressed
/// to, and what stands behind the colon.
fn shared_verb(text: &str, item: Span, lists: &Lists) -> Option<((String, Vec<String>), Span)> {
    const LONGEST: usize = 80;
    let (lead, list) = item.of(text).split_once(": ")?;
    let short = lead.chars().count() <= LONGEST && !lead.contains([';', '.']);
    let end = item.start + lead.len();
    let verb = verb_end(text, Span::new(item.start, end), lists);
    let verb = verb.filter(|_| short && list.contains(';'))?;
    let (mut name, mut target) = (text[item.start..verb].to_owned(), text[verb..end].trim());
    // *Tham mưu UBND tỉnh ban hành*: the verb that ends the lead rules the list as well.
    let last = target.rmatch_indices(' ').map(|(at, _)| at).nth(1);
    if let Some((rest, tail)) = last.map(|at| target.split_at(at))
        && lists.plan_word(&tail.trim().to_lowercase()) == Some(true)
    {
        (name, target) = (format!("{name}{tail}"), rest.trim());
    }
    let targets = Some(target.replace('\n', " ")).filter(|target| !target.is_empty());
    let body = trim(text, Span::new(end + 1, item.end), char::is_whitespace);
    Some(((name, targets.into_iter().collect()), body))
}

/// The end of the verbs that a clause starts with: prefixes and verbs of the list, joined by commas
/// and *và*.
fn verb_end(text: &str, mut clause: Span, lists: &Lists) -> Option<usize> {
    let mut end = None;
    while let Some((next, verb)) = plan_word(text, clause, lists) {
        if verb || end.is_none() {
            end = Some(next);
        }
        let tail = &text[next..clause.end];
        let joint = |joint| tail.strip_prefix(joint);
        let rest = joint(", ").or_else(|| joint(" và "));
        clause.start = clause.end - rest.unwrap_or(tail).len();
    }
    end
}

/// Whom an action is addressed to: the names at the start of its object.
fn targets(object: &str, lists: &Lists) -> Vec<String> {
    let addressed = |part: &str| lists.words.begins(&fold(part), Role::Addressed).is_some();
    if !addressed(object) {
        return Vec::new();
    }
    let names = &object[..lists.words.up_to(object, Role::AfterAddressed)];
    let names = names.split([':', ';', '(']).next().unwrap_or(names);
    let begins = |part: &str| addressed(part) || part.starts_with(char::is_uppercase);
    listed(names.split(','), begins)
}
