//! Rises, falls and ratios against another period or a plan: *tăng 14,37% so với cùng kỳ*,
//! *bằng 52,3% kế hoạch*.

use super::clauses::REACH;
use crate::document::{Comparison, ComparisonKind};
use crate::rules::words::{Role, Words};
use crate::text::phrases::{after, after_any, before, window_after, window_before};
use crate::text::{Span, fold};

/// The rise or fall that a number states: a word before it (*tăng gấp 2,1 lần*) or a sign in
/// parentheses (`(-2,4%)`).
pub(crate) fn change(words: &Words, text: &str, number: Span, end: usize) -> Option<Comparison> {
    let rises = rises(words, text, number).or_else(|| signed(text, number))?;
    let base = base(words, text, number, end);
    let multiple = after(text, number.end, "lần").is_some();
    let target = base
        .as_deref()
        .is_some_and(|base| is_plan(words, &fold(base)));
    let kind = match &base {
        _ if multiple => ComparisonKind::Multiple,
        Some(_) if target => ComparisonKind::PlanExcess,
        Some(base) => growth(words, &fold(base)),
        None => ComparisonKind::Growth,
    };
    Some(Comparison {
        kind,
        direction: Some(if rises { "+" } else { "-" }.to_owned()),
        base_period: base,
        value: None,
        unit: None,
    })
}

/// *Đạt 20,64% dự toán năm*, *bằng 118,3% so với cùng kỳ*: what a percentage is measured against.
pub(crate) fn ratio(words: &Words, text: &str, end: usize) -> Option<Comparison> {
    words.after(text, end, Role::Target)?;
    let base = against(text, end);
    let folded = fold(&base);
    let kind = if is_plan(words, &folded) {
        ComparisonKind::PlanRatio
    } else {
        ComparisonKind::PeriodRatio
    };
    Some(Comparison {
        kind,
        direction: None,
        base_period: Some(base).filter(|base| !base.is_empty()),
        value: None,
        unit: None,
    })
}

/// Whether a word of rise (`true`) or fall (`false`) stands before a number, words of degree
/// between them.
fn rises(words: &Words, text: &str, number: Span) -> Option<bool> {
    let mut at = number.start;
    for _ in 0..3 {
        if words.before(text, at, Role::Rise).is_some() {
            return Some(true);
        }
        if words.before(text, at, Role::Fall).is_some() {
            return Some(false);
        }
        at = words.before(text, at, Role::Degree)?.0;
    }
    None
}

/// The sign of `(+2,34%)`, `(- 18,2 %)`.
fn signed(text: &str, number: Span) -> Option<bool> {
    let head = text[..number.start].trim_end_matches(' ');
    let sign = head
        .chars()
        .next_back()
        .filter(|c| matches!(c, '+' | '-' | '–'))?;
    let open = head[..head.len() - sign.len_utf8()].trim_end_matches(' ');
    open.ends_with('(').then_some(sign == '+')
}

/// What it is compared with: after the number, after the parentheses that follow it, or at the
/// start of the sentence (*So với tháng 4/2023, tăng 19 vụ*).
fn base(words: &Words, text: &str, number: Span, end: usize) -> Option<String> {
    let rest = &text[end..window_after(text, end, 80)];
    let skipped = rest
        .trim_start()
        .strip_prefix('(')
        .and_then(|_| rest.find(')'));
    let at = end + skipped.map_or(0, |close| close + 1);
    let noun = crate::text::phrases::words_after(text, at)
        .take(5)
        .map(|word| word.start)
        .find(|&start| words.after(text, start, Role::Target).is_some());
    let near = noun.map(|start| against(text, start));
    near.or_else(|| leading(text, number.start))
        .filter(|base| !base.is_empty())
}

/// The words of a comparison up to the end of their clause, *so với* left out.
fn against(text: &str, at: usize) -> String {
    let start = after_any(text, at, &["so với", "so"]).map_or(at, |(end, _)| end);
    let rest = &text[start..window_after(text, start, REACH)];
    let stop = rest
        .find([',', ';', '(', ')', '\n', ':'])
        .unwrap_or(rest.len());
    let stop = rest[..stop].find(". ").unwrap_or(stop);
    let clause = rest[..stop].trim().trim_end_matches(['.', '/']);
    let cut = [" và ", " nhưng "]
        .iter()
        .filter_map(|word| clause.find(word))
        .min();
    clause[..cut.unwrap_or(clause.len())].trim().to_owned()
}

/// *So với tháng 4/2023, …*: the comparison that opens the sentence before a place.
fn leading(text: &str, at: usize) -> Option<String> {
    let near = window_before(text, at, 200);
    let head = &text[near..at];
    let from = head.rfind(['\n']).map_or(0, |i| i + 1);
    let from = from + head[from..].rfind(". ").map_or(0, |i| i + 2);
    let start = near + from;
    let opening = (0..3)
        .filter_map(|skip| crate::text::phrases::words_after(text, start).nth(skip))
        .find_map(|word| after(text, word.start, "so với").map(|_| word.start))?;
    (before(text, opening, "bằng").is_none()).then(|| against(text, opening))
}

fn is_plan(words: &Words, folded: &str) -> bool {
    let mut plans = words.folded(Role::PlanBase).iter();
    plans.any(|plan| folded.starts_with(plan.as_str()))
}

fn growth(words: &Words, folded: &str) -> ComparisonKind {
    if words.within(folded, Role::YearStartBase) && !folded.contains("thang dau nam") {
        ComparisonKind::GrowthYtd
    } else if words.within(folded, Role::YearBeforeBase) {
        ComparisonKind::GrowthYoy
    } else {
        ComparisonKind::GrowthPeriod
    }
}
